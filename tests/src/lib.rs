//! What the suites and the bench share: a backend of their own, customers and a desk that speak its API, a proxy
//! that cuts connections, and real browsers.
//!
//! Everything here panics with a sentence where something doesn't come out as it must: it only runs in tests.
//! Nothing sleeps for a fixed time; what takes time is waited for with [`wait::until`].

pub mod api;
pub mod backend;
pub mod browser;
pub mod desk;
pub mod live;
pub mod mail;
pub mod process;
pub mod proxy;
pub mod runner;
pub mod sample;
pub mod smtp;
pub mod wait;

pub use api::{Answer, Customer};
pub use backend::Backend;
pub use browser::{Browser, Engine};
pub use desk::Desk;
pub use live::Live;
pub use mail::Mail;
pub use proxy::Proxy;
pub use smtp::Smtp;

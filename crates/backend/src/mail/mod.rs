//! E-mails to customers: which there are, in whose words, and how they come to leave.
//!
//! - [`letter`]: what happened to a ticket as letters, in the transaction in which it happened;
//! - `queue`: letters that wait, are tried again, and are given up; [`send`] takes them from there;
//! - `compose`: a letter as the message that a mail reader gets; `deliver`: to an SMTP server or into a folder.
//!
//! A letter leaves the queue when the other side has taken it. A process that is killed in between can't know whether
//! it has: the next one sends the same e-mail under the same Message-ID. In the folder that is the same file; a mail
//! server or reader tells it by that id. So nothing is lost, and at most the one that was under way comes twice.

mod api;
mod choice;
mod compose;
mod deliver;
mod letter;
mod queue;
mod send;
mod words;

pub use api::router;
pub use choice::{want_all, want_none};
pub use deliver::{Delivery, parse_sender};
pub use letter::tell;
pub use queue::{recover, sweep};
pub use send::send;

//! The browser behind seams: nothing else of the portal calls it for time, randomness, storage or the network's state.

pub mod boot;
pub mod camera;
pub mod clipboard;
pub mod clock;
pub mod config;
pub mod file_store;
pub mod files;
pub mod focus;
pub mod followed;
pub mod fragment;
pub mod history;
pub mod languages;
pub mod local_time;
pub mod network;
pub mod notification;
pub mod paint;
pub mod panic;
pub mod print;
pub mod random;
pub mod scroll;
pub mod sight;
pub mod size;
pub mod storage;
pub mod tabs;
pub mod theme;
pub mod timer;
pub mod window_title;
pub mod zone;

pub use aftercare_json as json;

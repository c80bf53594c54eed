//! The kit: what pages are made of. Nothing here knows about the backend's resources or about pages.

mod brand;
mod button;
mod clock;
mod dialog;
mod field;
mod files;
mod icon;
mod loaded;
mod menu;
mod page;
mod ribbon;
mod settings;
mod ticket;
mod time;
mod toast;

pub use brand::Brand;
pub use button::{Button, ButtonKind};
pub use clock::elapsed;
pub use dialog::Dialog;
pub use field::{ErrorSummary, Field, TextField, described_by};
pub use files::{DropArea, FileBox, FileButton, FileList};
pub use icon::Icon;
pub use loaded::{Empty, ErrorNote, Loaded, Skeleton};
pub use menu::Menu;
pub use page::PageHeader;
pub use ribbon::{Course, Hatch, Ribbon, RibbonKey, RibbonLine, deadline};
pub use settings::{LanguageSwitch, ThemeSwitch};
pub use ticket::{SeverityMark, StateChip, severity_words};
pub use time::RelativeTime;
pub use toast::{ToastShelf, Toasts, use_toasts};

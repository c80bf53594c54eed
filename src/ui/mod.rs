//! The kit: what pages are made of. Nothing here knows about the backend's resources or about pages.

mod brand;
mod button;
mod chart;
mod choice;
mod chunk;
mod clock;
mod copier;
mod dialog;
mod el;
mod field;
mod files;
mod icon;
mod loaded;
mod menu;
mod notice;
mod page;
mod place;
mod prose;
mod ribbon;
mod screening;
mod settings;
mod ticket;
mod time;
mod toast;
mod ways;

pub use brand::brand;
pub use button::{Button, ButtonKind, button};
pub use chart::{
    Band, Bars, Caption, Dot, End, Limit, LineChart, Mark, Point, Range, Share, Size, Strip, Stroke, Table, Tick, Tone,
    marks,
};
pub use choice::{Choice, ErrorLine, FieldGroup, Look, RadioButtons};
pub use chunk::{Loading, chunk};
pub use clock::{Reading, clock_row, contract_time, elapsed};
pub use copier::copier;
pub use dialog::Dialog;
pub use el::{El, el, follow, set_value, value_of};
pub use field::{ErrorSummary, Field, TextField, described_by};
#[cfg(debug_assertions)]
pub use files::FileRow;
pub use files::{DropArea, FileBox, FileButton, FileList};
pub use icon::{Icon, icon};
pub use loaded::{ErrorNote, Loaded, Progress, empty, error_note, loaded, skeleton};
pub use menu::Menu;
pub use notice::{notice_group, notice_key, notice_mark, said};
pub use page::{PageHeader, page_header};
pub use place::keep_place;
pub use prose::{Ticks, contents, prose, visiting_prose};
pub use ribbon::{Course, Hatch, Ribbon, deadline, hatch, ribbon_key, ribbon_line};
pub use screening::{Screening, SecretNote, Suspects, holds_secret, redact};
pub use settings::{ThemeSwitch, language_switch};
pub use ticket::{SeverityMark, severity_mark, severity_words, state_chip};
pub use time::{RelativeTime, relative_time};
pub use toast::{Toasts, toast_shelf, use_toasts};
pub use ways::{areas, way};

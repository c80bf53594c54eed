//! Charts: drawings whose x runs in percent and whose y runs in px, so that their text keeps the page's size at every
//! width. What a drawing shows is said by dashes, marks and labels at the lines' ends, and once more by a table behind it.

mod bars;
mod frame;
mod line;
mod marks;
mod scale;
mod strip;

pub use bars::{Bars, Share};
pub use frame::{Caption, Size, Table, Tick};
pub use line::{Band, Dot, End, Limit, LineChart, Stroke, Tone};
pub use marks::{Mark, marks};
pub use scale::{Point, Range};
pub use strip::Strip;

//! The time ribbon: a ticket's course from being filed to the contract's deadline.

mod drawing;
mod layout;
mod line;
mod list;
mod scale;

pub use drawing::Ribbon;
pub use line::{Hatch, RibbonKey, RibbonLine};
pub use scale::{Course, deadline};

/// An x in percent, inside the margins that keep marks at the edges whole.
fn percent(place: f64) -> String {
    format!("{:.2}%", 1.0 + 98.0 * place)
}

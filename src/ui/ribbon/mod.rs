//! The time ribbon: a ticket's course from being filed to the contract's deadline.

mod drawing;
mod layout;
mod line;
mod list;
mod scale;

pub use drawing::Ribbon;
pub(super) use layout::text_width;
pub use line::{Hatch, hatch, ribbon_key, ribbon_line};
pub use scale::{Course, deadline};

/// An x in percent, inside the margins that keep marks at the edges whole.
fn percent(place: f64) -> String {
    in_percent(0.01 + 0.98 * place)
}

/// A share of the width in percent, with two digits. Printing a `f64` would add 5 KB to the program.
fn in_percent(share: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share lies between 0 and 1")]
    let hundredths = (share.clamp(0.0, 1.0) * 10_000.0) as u32;
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

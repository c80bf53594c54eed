//! The ways to the portal's places, as the frame offers them.

use super::{El, el, icon};
use crate::{
    i18n::{I18n, Word, use_i18n},
    route::{Area, Route, link},
    session::use_session,
};

/// A way to a place of the portal: symbol and name.
pub fn way(class: &str, symbol: &str, name: Word, to: impl Fn() -> Route + 'static) -> El {
    let i18n = use_i18n();
    link(class, to).child(icon(symbol)).child(el("span", "").say(move || name(i18n)))
}

/// What the frame calls an area, and its symbol.
fn sign(area: Area) -> (&'static str, Word) {
    match area {
        Area::Knowledge => ("book", I18n::nav_knowledge),
        Area::Devices => ("device", I18n::nav_devices),
        Area::Reports => ("report", I18n::nav_reports),
        Area::Review => ("review", I18n::nav_review),
        Area::Notices => ("bell", I18n::nav_notices),
    }
}

/// The ways to the areas, but of those that the backend is known to lack.
pub fn areas(class: &'static str) -> Vec<El> {
    let capabilities = use_session().with_me(|me| me.capabilities.clone());
    let has = |area: &Area| capabilities.as_ref().is_none_or(|known| known.contains(&area.capability()));
    let to = |area: Area| {
        let (symbol, name) = sign(area);
        way(class, symbol, name, move || area.home())
    };
    Area::ALL.into_iter().filter(has).map(to).collect()
}

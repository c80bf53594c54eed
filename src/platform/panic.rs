//! A panic ends the program but not the page: `index.html` tells the visitor and offers to load it again. Drafts are in
//! storage, so nothing typed is lost.

use std::panic::PanicHookInfo;

/// Says why in the console of a debug build; a release has no words for panics.
pub fn install() {
    if cfg!(debug_assertions) {
        std::panic::set_hook(Box::new(|info: &PanicHookInfo<'_>| leptos::logging::error!("{info}")));
    }
}

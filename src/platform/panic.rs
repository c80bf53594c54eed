//! A panic ends the program but not the page: the visitor is told and offered to load it again.

use std::panic::PanicHookInfo;

/// Installs the hook. Drafts are in storage, so nothing typed is lost.
pub fn install() {
    std::panic::set_hook(Box::new(|info: &PanicHookInfo<'_>| {
        leptos::logging::error!("{info}");
        super::boot::fail();
    }));
}

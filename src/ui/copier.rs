//! Copying.

use leptos::{prelude::*, task::spawn_local};

use super::use_toasts;
use crate::{
    i18n::{Word, use_i18n},
    platform::clipboard,
};

/// Copies a text, and says that, or that the browser doesn't let it.
pub fn copier() -> impl Fn(String, Word) + Copy + Send + Sync + 'static {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    move |text: String, done: Word| {
        spawn_local(async move {
            let copied = clipboard::put(&text).await;
            toasts.say(untrack(|| if copied { done(i18n) } else { i18n.ticket_not_copied() }));
        });
    }
}

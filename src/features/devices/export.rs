//! A table that is fetched and saved.

use std::{future::Future, pin::Pin};

use leptos::{prelude::*, task::spawn_local};
use web_sys::Blob;

use crate::{
    api::ApiError,
    i18n::{text, use_i18n},
    platform::files,
    ui::{Button, ErrorNote, use_toasts},
};

/// A table on its way.
pub(super) type Table = Pin<Box<dyn Future<Output = Result<Blob, ApiError>>>>;

/// Fetches the table when it is pressed, and saves it as a file of this name.
#[component]
pub(super) fn SaveTable(#[prop(into)] name: Signal<String>, fetch: Callback<(), Table>) -> impl IntoView {
    let (i18n, toasts) = (use_i18n(), use_toasts());
    let (busy, failed) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let start = Callback::new(move |()| {
        busy.set(true);
        failed.set(None);
        let (table, name) = (fetch.run(()), name.get_untracked());
        spawn_local(async move {
            let outcome = table.await;
            // The page may have gone meanwhile.
            busy.try_set(false);
            match outcome {
                Ok(table) => {
                    if files::save(&table, &name) {
                        toasts.say(untrack(|| i18n.list_export_done(&name)));
                    }
                }
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    });
    let failure = move || failed.get().map(|error| view! { <ErrorNote error=error retry=start /> });
    view! {
        <Button on_press=start busy=busy>
            {text(move || i18n.devices_csv())}
        </Button>
        {failure}
    }
}

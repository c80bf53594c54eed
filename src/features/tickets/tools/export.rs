//! The tickets of the list as a table for a spreadsheet.

use futures::future::{AbortHandle, abortable};
use leptos::{prelude::*, task::spawn_local};

use super::Tools;
use crate::{
    api::{ApiError, use_api},
    i18n::{text, use_i18n},
    platform::{clock::use_clock, files, local_time, zone},
    ui::{Button, ErrorNote, use_toasts},
};

/// Fetches the table at once; goes away when it is saved, and says so where it can't be had.
#[component]
pub(super) fn Export(tools: Tools) -> impl IntoView {
    let (i18n, api, clock, toasts) = (use_i18n(), use_api(), use_clock(), use_toasts());
    let failed = RwSignal::new(None::<ApiError>);
    let arrived = RwSignal::new(0_u64);
    let running = StoredValue::new(None::<AbortHandle>);
    let start = Callback::new(move |()| {
        failed.set(None);
        arrived.set(0);
        let language = untrack(|| i18n.language());
        let url = api.tickets_csv_url(&tools.query.read_untracked(), language.tag(), zone::own().as_deref());
        let name = ["tickets-", &local_time::day_of(clock.now()), ".csv"].concat();
        let fetch = async move {
            api.download(&url, move |bytes| {
                // The tool may be closed by now.
                arrived.try_set(bytes);
            })
            .await
        };
        let (fetch, handle) = abortable(fetch);
        running.set_value(Some(handle));
        spawn_local(async move {
            match fetch.await {
                Ok(Ok(table)) => {
                    if files::save(&table, &name) {
                        toasts.say(untrack(|| i18n.list_export_done(&name)));
                    }
                    tools.open.try_set(None);
                }
                Ok(Err(error)) => drop(failed.try_set(Some(error))),
                Err(_) => {}
            }
        });
    });
    let stop = move || {
        running.try_update_value(|running| running.take().map(|handle| handle.abort()));
    };
    // Whoever closes the tool or leaves the list doesn't want the table any more.
    on_cleanup(stop);
    start.run(());
    let close = move |()| tools.open.set(None);
    let content = move || match failed.get() {
        Some(error) => view! { <ErrorNote error=error retry=start /> }.into_any(),
        None => view! {
            <p class="tool__busy" role="status">
                <span class="spinner" aria-hidden="true"></span>
                {text(move || i18n.list_export_busy(tools.list.total().unwrap_or_default()))}
                <span class="num" aria-hidden="true">
                    {move || (arrived.get() > 0).then(|| i18n.size(arrived.get()))}
                </span>
            </p>
            <Button on_press=close>{text(move || i18n.cancel())}</Button>
        }
        .into_any(),
    };
    view! { <div class="buttons">{content}</div> }
}

//! The fleet. Pages come as one scrolls; of the rows that are not in sight the browser lays out nothing
//! (`content-visibility` in devices.css), which stays smooth with thousands of them.

use aftercare_contract::{
    asset::Device,
    fleet::{DeviceQuery, Fleet},
};
use leptos::{html, prelude::*};

use super::{
    export::{SaveTable, Table},
    filters::Filters,
    rows::{BLOCK, Block, Head},
};
use crate::{
    api::{Phase, use_api},
    i18n::{I18n, text, use_i18n},
    platform::{clock::use_clock, history, local_time, sight},
    route::{DevicesPlace, Link, Route, use_navigation},
    server_state::Query,
    ui::{Button, ButtonKind, Icon, PageHeader, button, el, empty, error_note, keep_place, skeleton},
};

/// How many devices are fetched at once.
const PAGE: u16 = 100;
/// Longest page that a backend gives: for going back to where many were fetched.
const LONGEST_PAGE: u16 = 200;

#[component]
pub(super) fn List(query: Memo<DeviceQuery>) -> impl IntoView {
    let (i18n, api, clock) = (use_i18n(), use_api(), use_clock());
    let fleet = Query::new(move || api.fleet());
    let ready = RwSignal::new(false);
    keep_place(move || Route::from(&DevicesPlace::List(query.get())).print(), move || ready.get());
    let name = move || ["devices-", &local_time::day_of(clock.now()), ".csv"].concat();
    let fetch = Callback::new(move |()| -> Table {
        let url = api.devices_csv_url(&query.get_untracked(), untrack(|| i18n.language()).tag());
        Box::pin(async move { api.download(&url, |_| {}).await })
    });
    let lead = move || fleet.value().map(|fleet| view! { <p class="page-header__lead">{lead(i18n, &fleet)}</p> });
    let rows = move || view! { <Rows query=query.get() ready=ready /> };
    view! {
        <PageHeader title=Signal::derive(move || i18n.nav_devices()) below=move || view! { {lead} }>
            <Link class="button button--quiet" to=Route::from(&DevicesPlace::Lookup)>
                <Icon name="scan" />
                {text(move || i18n.devices_lookup())}
            </Link>
            <SaveTable name=Signal::derive(name) fetch=fetch />
        </PageHeader>
        <Filters query=query fleet=fleet />
        {rows}
    }
}

/// How large the fleet is, and what of it needs a look.
fn lead(i18n: I18n, fleet: &Fleet) -> String {
    let over = (fleet.over > 0).then(|| i18n.devices_lead_over(fleet.over));
    let soon = (fleet.soon.devices > 0)
        .then(|| i18n.devices_lead_soon(fleet.soon.devices, &i18n.number(fleet.soon.days.into())));
    let parts = [Some(i18n.devices_lead(fleet.devices)), over, soon];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// The devices of a query, page by page.
#[component]
fn Rows(
    query: DeviceQuery,
    /// Told when as much is there as was when the list was left.
    ready: RwSignal<bool>,
) -> impl IntoView {
    let (i18n, api, navigation) = (use_i18n(), use_api(), use_navigation());
    let query = StoredValue::new(query);
    let (blocks, cursor) = (RwSignal::new(Vec::<Vec<Device>>::new()), RwSignal::new(None::<String>));
    let (next, total) = (RwSignal::new(None::<String>), RwSignal::new(None::<u64>));
    let left = blocks_left(&query.get_value());
    let found = Query::new(move || {
        let missing = left.saturating_sub(blocks.with_untracked(Vec::len)) * BLOCK;
        let limit = if missing > PAGE.into() { LONGEST_PAGE } else { PAGE };
        let wanted = DeviceQuery { cursor: cursor.get(), limit: Some(limit), ..query.get_value() };
        async move {
            let page = api.devices(&wanted).await?;
            // The list may have gone meanwhile.
            let _ = blocks.try_update(|blocks| blocks.extend(page.items.chunks(BLOCK).map(<[_]>::to_vec)));
            total.try_set(Some(page.total));
            let count = blocks.try_with_untracked(Vec::len).unwrap_or_default();
            if count < left && page.next_cursor.is_some() {
                cursor.try_set(page.next_cursor);
            } else {
                next.try_set(page.next_cursor);
                ready.try_set(true);
            }
            Ok(())
        }
    });
    // What was there is there at once, what comes has a frame for each block: all of a page would hold up the scrolling.
    let made = RwSignal::new(0);
    Effect::new(move |_| {
        let (now, there) = (made.get(), blocks.with(Vec::len));
        if now < there.min(left) {
            made.set(there.min(left));
        } else if now < there {
            request_animation_frame(move || {
                // The list may have gone meanwhile.
                let _ = made.try_set(now + 1);
            });
        }
    });
    let more = Callback::new(move |()| {
        if found.peek(|found| found.phase == Phase::Ready) == Some(true)
            && let Some(next) = next.try_update(Option::take).flatten()
        {
            cursor.set(Some(next));
        }
    });
    let (end, near) = (NodeRef::<html::Div>::new(), RwSignal::new(false));
    Effect::new(move |_| {
        if let Some(end) = end.get() {
            sight::watch(&end, move |in_sight| near.set(in_sight));
        }
    });
    Effect::new(move |_| {
        let at_rest = found.with(|found| found.phase == Phase::Ready) && made.get() == blocks.with(Vec::len);
        if near.get() && at_rest {
            more.run(());
        }
    });
    Effect::new(move |_| history::keep(&note(blocks.with(Vec::len), &query.get_value())));
    let shown = Memo::new(move |_| total.get().is_some_and(|total| total > 0));
    let said = move || total.get().map(|total| i18n.devices_found(total));
    let nothing = move || {
        (total.get() == Some(0)).then(|| {
            if query.with_value(DeviceQuery::is_filtered) {
                let everything = Route::from(&DevicesPlace::List(DeviceQuery::default()));
                let clear = Callback::new(move |()| navigation.go(&everything));
                empty("filter", move || i18n.devices_no_match())
                    .child(button(ButtonKind::Plain, || false, Some(clear)).say(move || i18n.list_clear()))
            } else {
                empty("device", move || i18n.devices_empty()).child(el("p", "").say(move || i18n.devices_empty_text()))
            }
        })
    };
    let state = move || {
        let progress = found.with(|found| (found.error().cloned(), found.phase == Phase::Fetching));
        match progress {
            (Some(error), _) => error_note(error, || None, found.retry()).into_any(),
            (None, true) => skeleton().into_any(),
            (None, false) => ().into_any(),
        }
    };
    let numbers = move || (0..made.get()).collect::<Vec<_>>();
    let block = move |index: usize| {
        let devices = blocks.with_untracked(|blocks| blocks.get(index).cloned().unwrap_or_default());
        view! { <Block devices=devices /> }
    };
    view! {
        <p class="found__count num" role="status">
            {said}
        </p>
        <div class="fleet-list">
            <Show when=move || shown.get()>
                <table role="table" class="ledger ledger--cards fleet">
                    <caption class="quiet-text">{text(move || i18n.nav_devices())}</caption>
                    <Head />
                    <For each=numbers key=|index| *index children=block />
                </table>
            </Show>
            <div class="fleet-list__end" node_ref=end></div>
        </div>
        {nothing}
        {state}
        <Show when=move || next.read().is_some()>
            <div class="list-foot">
                <Button on_press=more>{text(move || i18n.devices_more())}</Button>
            </div>
        </Show>
        <Show when=move || shown.get()>
            <p class="soft fleet__legend">{text(move || i18n.devices_legend())}</p>
        </Show>
    }
}

/// How many blocks a list had, as it is noted with its place in the history.
fn note(blocks: usize, query: &DeviceQuery) -> String {
    [&*blocks.to_string(), &*query.print()].join("\n")
}

/// How many blocks the list had when it was left at this place of the history.
fn blocks_left(query: &DeviceQuery) -> usize {
    let kept = history::kept().unwrap_or_default();
    kept.split_once('\n')
        .filter(|(_, of)| *of == query.print())
        .and_then(|(blocks, _)| blocks.parse().ok())
        .unwrap_or(1)
}

//! Above the list: the search, and the filters, whose code is fetched when somebody opens them.
#![expect(clippy::unnecessary_wraps, reason = "loading a chunk fails where its code doesn't")]

use std::time::Duration;

use aftercare_contract::list::TicketQuery;
use leptos::{prelude::*, wasm_split::wasm_split};
use web_sys::Event;

use super::filters;
use crate::{
    i18n::use_i18n,
    platform::timer::Timer,
    route::{Route, use_navigation},
    server_state::TicketList,
    ui::{El, Loading, chunk, el, follow, icon, set_value, value_of},
};

/// How long typing has to rest before it is searched for.
const REST: Duration = Duration::from_millis(300);

#[wasm_split(filters, fallible, wasm_split_path = leptos::wasm_split)]
fn filter_panel(query: Memo<TicketQuery>, open: RwSignal<bool>) -> Loading {
    Ok(filters::panel(query, open))
}

/// Search, filters, how many there are.
pub(super) fn toolbar(query: Memo<TicketQuery>, list: TicketList) -> El {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    // They stay once they have been needed.
    let needed = Memo::new(move |before: Option<&bool>| {
        before == Some(&true) || open.get() || query.read().is_filtered()
    });
    let button = el("button", "button filters__open")
        .attr("type", "button")
        .attr("aria-controls", "filters")
        .attr_of("aria-expanded", move || Some(open.get().to_string()))
        .on_press(move || open.update(|open| *open = !*open))
        .child(icon("filter"))
        .say(move || i18n.list_filter_button());
    let count = move || list.total().map(|total| i18n.list_count(total)).unwrap_or_default();
    el("form", "filters")
        .attr("role", "search")
        .label(move || i18n.list_filter())
        .on("submit", |event| event.prevent_default())
        .child(search(query))
        .child(button)
        .child(el("span", "faint").say(count))
        .maybe(move || needed.get().then(|| chunk(move || Box::pin(filter_panel(query, open)))))
}

/// Searches while one types. What is typed stays as it is, whatever comes back from the URL meanwhile.
fn search(query: Memo<TicketQuery>) -> El {
    let i18n = use_i18n();
    let navigation = use_navigation();
    let sent = StoredValue::new(query.get_untracked().text);
    let rest = StoredValue::new_local(None::<Timer>);
    let composing = StoredValue::new(false);
    let changed = move |event: &Event| {
        let text = value_of(event).trim().to_owned();
        // A half-composed syllable is no word to search for.
        if !composing.get_value() {
            rest.set_value(Some(Timer::after(REST, move || {
                sent.set_value(text.clone());
                navigation.replace(&Route::Tickets(TicketQuery { text, cursor: None, ..query.get_untracked() }));
            })));
        }
    };
    let field = el("input", "input")
        .attr("id", "filter-text")
        .attr("type", "search")
        .attr("autocomplete", "off")
        .attr("value", &sent.get_value())
        .attr_of("placeholder", move || Some(i18n.list_search()))
        .on("compositionstart", move |_| composing.set_value(true))
        .on("compositionend", move |event| {
            composing.set_value(false);
            changed(&event);
        })
        .on("input", move |event| changed(&event));
    let input = field.element().clone();
    follow(Box::new(move || {
        let text = query.read().text.clone();
        if sent.with_value(|sent| *sent != text) {
            set_value(&input, &text);
            sent.set_value(text);
        }
    }));
    let label = el("label", "quiet-text").attr("for", "filter-text").say(move || i18n.list_search());
    el("div", "filters__search").child(icon("search")).child(label).child(field)
}

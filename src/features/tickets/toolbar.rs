//! Above the list: the search, and buttons for what is fetched when somebody wants it.
#![expect(clippy::unnecessary_wraps, reason = "loading a chunk fails where its code doesn't")]

use std::time::Duration;

use aftercare_contract::list::TicketQuery;
use leptos::{prelude::*, wasm_split::wasm_split};
use web_sys::Event;

use super::tools::{self, Tool, Tools};
use crate::{
    i18n::{I18n, Word, use_i18n},
    platform::timer::Timer,
    route::{Route, use_navigation},
    ui::{El, Loading, chunk, el, follow, icon, set_value, value_of},
};

/// How long typing has to rest before it is searched for.
const REST: Duration = Duration::from_millis(300);

#[wasm_split(tools, fallible, wasm_split_path = leptos::wasm_split)]
fn tool_panel(tools: Tools) -> Loading {
    Ok(tools::panel(tools))
}

#[wasm_split(tools, fallible, wasm_split_path = leptos::wasm_split)]
fn nothing_found(query: TicketQuery) -> Loading {
    Ok(tools::nothing(&query).into_any())
}

/// In place of an empty list. Who has none waits for this a little longer; all others start sooner.
pub(super) fn nothing(query: TicketQuery) -> El {
    chunk(move || Box::pin(nothing_found(query.clone())))
}

/// Search, tools, how many tickets there are; below them what belongs to the tool that is open, and the filters that
/// are set.
pub(super) fn toolbar(tools: Tools) -> El {
    let i18n = use_i18n();
    let Tools { query, list, open, .. } = tools;
    // They stay once they have been needed.
    let needed = Memo::new(move |before: Option<&bool>| {
        before == Some(&true) || open.get().is_some() || query.read().is_filtered()
    });
    let button = |(tool, id, symbol, name): (Tool, &str, &str, Word)| {
        let is_open = move || open.get() == Some(tool);
        let press = move || open.update(|open| *open = (*open != Some(tool)).then_some(tool));
        el("button", "button")
            .attr("type", "button")
            .attr("id", id)
            .attr("aria-controls", "tool")
            .attr_of("aria-expanded", move || Some(is_open().to_string()))
            .on_press(press)
            .child(icon(symbol))
            .child(el("span", "button__word").say(move || name(i18n)))
    };
    let buttons: [(Tool, &str, &str, Word); 4] = [
        (Tool::Filters, "tool-filters", "filter", I18n::list_filter_button),
        (Tool::Views, "tool-views", "star", I18n::list_views),
        (Tool::Columns, "tool-columns", "columns", I18n::list_columns),
        (Tool::Export, "tool-export", "download", I18n::list_export),
    ];
    let count = move || list.total().map(|total| i18n.list_count(total)).unwrap_or_default();
    let form = el("form", "filters")
        .attr("role", "search")
        .label(move || i18n.list_filter())
        .on("submit", |event| event.prevent_default())
        .child(search(query))
        .children(buttons.map(button))
        .child(el("span", "faint").say(count));
    let panel = move || needed.get().then(|| chunk(move || Box::pin(tool_panel(tools))));
    el("div", "contents").child(form).maybe(panel)
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

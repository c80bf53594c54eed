//! What helps with the list: filters, saved views, columns, the table for a spreadsheet, and ways on where it is empty. All but [`Tools`] itself is a
//! chunk of its own.

mod chips;
mod columns;
mod export;
mod filters;
mod nothing;
mod views;

use aftercare_contract::list::TicketQuery;
use leptos::prelude::*;

pub(super) use nothing::nothing;

use crate::{
    platform::{paint, storage},
    server_state::TicketList,
};

/// Where the columns are kept that this browser doesn't show.
const WITHOUT_KEY: &str = "list-without";
/// The columns that are not shown until somebody wants them.
const WITHOUT: &str = "kind own created";

/// What can be opened below the search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tool {
    Filters,
    Views,
    Columns,
    Export,
}

/// The list, and what is done with it.
#[derive(Clone, Copy)]
pub(super) struct Tools {
    pub(super) query: Memo<TicketQuery>,
    pub(super) list: TicketList,
    pub(super) open: RwSignal<Option<Tool>>,
    /// The columns that are not shown, with blanks between.
    pub(super) without: RwSignal<String>,
}

impl Tools {
    /// None is open.
    pub(super) fn new(query: Memo<TicketQuery>, list: TicketList) -> Self {
        let without = storage::get(WITHOUT_KEY).unwrap_or_else(|| WITHOUT.to_owned());
        Self { query, list, open: RwSignal::new(None), without: RwSignal::new(without) }
    }
}

/// The tool that is open, and the filters that are set.
pub(super) fn panel(tools: Tools) -> AnyView {
    // Making a tool takes longer than a frame on a phone: first its button shows that it was pressed.
    let shown = RwSignal::new(None);
    Effect::new(move |_| {
        let tool = tools.open.get();
        paint::after(move || {
            let _ = shown.try_set(tool);
        });
    });
    let content = move || {
        Some(match shown.get()? {
            Tool::Filters => view! { <filters::Filters query=tools.query /> }.into_any(),
            Tool::Views => view! { <views::SavedViews query=tools.query /> }.into_any(),
            Tool::Columns => view! { <columns::Columns without=tools.without /> }.into_any(),
            Tool::Export => view! { <export::Export tools=tools /> }.into_any(),
        })
    };
    view! {
        <div class="tool" id="tool" hidden=move || shown.get().is_none()>
            {content}
        </div>
        <chips::Chips query=tools.query />
    }
    .into_any()
}

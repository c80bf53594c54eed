//! What is already open and may be the same: on the device, and by its title.

use aftercare_contract::{
    catalogue::Need,
    list::{Scope, TicketQuery},
    ticket::TicketSummary,
};
use leptos::prelude::*;

use super::{
    form::{Form, use_form},
    likeness::{Gist, LIKELY},
};
use crate::{
    api::use_api,
    i18n::{I18n, text, use_i18n},
    route::{Link, Route},
    server_state::Query,
    ui::state_chip,
};

/// So many are compared; more are never open on one device.
const COMPARED: u16 = 100;
/// So many are listed beside the device.
const LISTED: usize = 5;
/// So many are named as probably the same.
const NAMED: usize = 3;

/// The open tickets that may be about the same: of the device, or of the kind where no device is named.
#[derive(Clone, Copy)]
pub struct OpenTickets {
    found: Memo<Vec<TicketSummary>>,
    query: Memo<Option<TicketQuery>>,
}

impl OpenTickets {
    /// Of what `form` is about, and always up to date with it.
    pub fn of(form: Form) -> Self {
        let api = use_api();
        let query = Memo::new(move |_| query(form));
        let found = Query::new(move || {
            let query = query.get();
            async move {
                match query {
                    Some(query) => Ok(api.tickets(&query).await?.items),
                    None => Ok(Vec::new()),
                }
            }
        });
        // Nothing else depends on it, so a failure is no more than nothing found.
        Self { found: Memo::new(move |_| found.value().unwrap_or_default()), query }
    }
}

fn query(form: Form) -> Option<TicketQuery> {
    let kind = form.kind()?;
    let all = TicketQuery { scope: Scope::Organisation, limit: Some(COMPARED), ..TicketQuery::default() };
    match form.read(|draft| draft.device.as_ref().map(|device| device.id.0.clone())) {
        Some(device) if kind.device != Need::None => Some(TicketQuery { device: Some(device), ..all }),
        _ if kind.device == Need::Required => None,
        _ => Some(TicketQuery { ticket_types: vec![kind.ticket_type], ..all }),
    }
}

/// What is already open on the device.
#[component]
pub fn OpenOnDevice(open: OpenTickets) -> impl IntoView {
    let i18n = use_i18n();
    let of_device = move || open.query.get().filter(|query| query.device.is_some());
    let there = move || of_device().is_some() && !open.found.read().is_empty();
    let first = Signal::derive(move || open.found.read().iter().take(LISTED).cloned().collect());
    let more = move || {
        let rest = u64::try_from(open.found.read().len().saturating_sub(LISTED)).ok().filter(|rest| *rest > 0)?;
        let list = TicketQuery { limit: None, ..of_device()? };
        Some(view! { <Link to=Route::Tickets(list)>{text(move || i18n.new_device_open_more(rest))}</Link> })
    };
    view! {
        <Show when=there>
            <Hits title=I18n::new_device_open tickets=first />
            {more}
        </Show>
    }
}

/// What is probably the same, by its title; said once when it is found.
#[component]
pub fn Likely(open: OpenTickets) -> impl IntoView {
    let form = use_form();
    let likely = Memo::new(move |_| {
        let gist = form.read(|draft| Gist::of(&draft.name));
        let alike = |ticket: &TicketSummary| gist.likeness(&Gist::of(&ticket.name));
        let mut likely: Vec<_> = open.found.read().iter().map(|ticket| (alike(ticket), ticket.clone())).collect();
        likely.retain(|(alike, _)| *alike >= LIKELY);
        likely.sort_by(|(one, _), (other, _)| other.total_cmp(one));
        likely.into_iter().take(NAMED).map(|(_, ticket)| ticket).collect::<Vec<_>>()
    });
    let there = move || !likely.read().is_empty();
    view! {
        <div class="likely" aria-live="polite">
            <Show when=there>
                <Hits title=I18n::new_likely tickets=likely />
            </Show>
        </div>
    }
}

/// Tickets, each with where it stands, and what to do if it is one of them.
#[component]
fn Hits(title: fn(I18n) -> String, #[prop(into)] tickets: Signal<Vec<TicketSummary>>) -> impl IntoView {
    let i18n = use_i18n();
    let line = |ticket: TicketSummary| {
        let sr = ticket.sr_number.to_string();
        view! {
            <li>
                <Link to=Route::Ticket(ticket.sr_number)>
                    <span lang=ticket.language>{ticket.name}</span>
                </Link>
                <p>
                    <span class="nowrap">{sr}</span>
                    " "
                    {state_chip(ticket.status, ticket.turn)}
                </p>
            </li>
        }
    };
    view! {
        <h3>{text(move || title(i18n))}</h3>
        <ul class="hits">{move || tickets.get().into_iter().map(line).collect_view()}</ul>
        <p class="soft">{text(move || i18n.new_device_open_hint())}</p>
    }
}

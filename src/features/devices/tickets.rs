//! The newest tickets of a device, open and past.

use aftercare_contract::{
    asset::DeviceId,
    list::{Page, Scope, StateFilter, TicketQuery, TicketSort},
    ticket::TicketSummary,
};
use leptos::prelude::*;

use super::device::Section;
use crate::{
    api::use_api,
    i18n::{I18n, text, use_i18n},
    route::{Link, Route},
    server_state::Query,
    ui::{Loaded, RelativeTime, state_chip},
};

/// How many are shown.
const SHOWN: u16 = 6;

#[component]
pub(super) fn Tickets(device: DeviceId) -> impl IntoView {
    let (i18n, api) = (use_i18n(), use_api());
    let query = StoredValue::new(TicketQuery {
        scope: Scope::Organisation,
        state: StateFilter::All,
        device: Some(device.0),
        sort: TicketSort::Created,
        ..TicketQuery::default()
    });
    let tickets = Query::new(move || {
        let query = TicketQuery { limit: Some(SHOWN), ..query.get_value() };
        async move { api.tickets(&query).await }
    });
    let all = move || {
        let total = tickets.with(|page| page.value().map(|page| page.total)).filter(|total| *total > 0)?;
        Some(view! {
            <p>
                <Link to=Route::Tickets(query.get_value())>{i18n.devices_tickets_all(total)}</Link>
            </p>
        })
    };
    view! {
        <Section id="d-tickets" title=I18n::nav_tickets aside=move || view! { {all} }>
            <Loaded remote=tickets.remote() retry=tickets.retry() let:page>
                <Rows page=page />
            </Loaded>
        </Section>
    }
}

#[component]
fn Rows(page: Signal<Page<TicketSummary>>) -> impl IntoView {
    let i18n = use_i18n();
    let row = move |ticket: TicketSummary| {
        let number = ticket.sr_number.to_string();
        view! {
            <tr role="row">
                <th role="rowheader" scope="row">
                    <Link class="ledger__main" to=Route::Ticket(ticket.sr_number)>
                        <span lang=ticket.language>{ticket.name}</span>
                    </Link>
                    <span class="ledger__sub mono">{number}</span>
                </th>
                <td role="cell" data-label=text(move || i18n.devices_ticket_state())>
                    <span>{state_chip(ticket.status, ticket.turn)}</span>
                </td>
                <td role="cell" data-label=text(move || i18n.devices_ticket_filed())>
                    <RelativeTime time=ticket.creation_date />
                </td>
            </tr>
        }
    };
    let none = Memo::new(move |_| page.read().items.is_empty());
    view! {
        <Show
            when=move || !none.get()
            fallback=move || view! { <p class="soft">{text(move || i18n.devices_tickets_none())}</p> }
        >
            <table role="table" class="ledger ledger--tight ledger--cards">
                <caption class="quiet-text">{text(move || i18n.nav_tickets())}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">
                            {text(move || i18n.devices_ticket())}
                        </th>
                        <th role="columnheader" scope="col">
                            {text(move || i18n.devices_ticket_state())}
                        </th>
                        <th role="columnheader" scope="col">
                            {text(move || i18n.devices_ticket_filed())}
                        </th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{move || page.get().items.into_iter().map(row).collect_view()}</tbody>
            </table>
        </Show>
    }
}

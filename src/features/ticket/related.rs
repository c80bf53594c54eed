//! Other tickets that have to do with this one.

use aftercare_contract::{
    list::{Page, Scope, StateFilter, TicketQuery},
    ticket::{RelatedTicket, Relationship, Ticket, TicketType},
};
use leptos::prelude::*;

use super::part;
use crate::{
    api::use_api,
    i18n::{I18n, text, use_i18n},
    route::{Known, Link, Route},
    server_state::{Query, TicketState},
    ui::{Loaded, RelativeTime, state_chip},
};

/// How much of a title a complaint takes over: beside the number it has to fit into one.
const TITLE: usize = 150;

#[component]
pub(super) fn Related(ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let (i18n, api) = (use_i18n(), use_api());
    let related = Query::new(move || {
        let sr = state.sr();
        async move { api.related(&sr).await }
    });
    let device = part(ticket, |ticket| ticket.summary.device.as_ref().map(|device| device.id.0.clone()));
    // Nothing is said about what isn't there.
    let none = Memo::new(move |_| related.with(|related| related.value().is_some_and(|page| page.items.is_empty())));
    let all = move || {
        device.get().map(|device| {
            let query = TicketQuery {
                scope: Scope::Organisation,
                state: StateFilter::All,
                device: Some(device),
                ..TicketQuery::default()
            };
            view! { <Link to=Route::Tickets(query)>{text(move || i18n.ticket_related_all())}</Link> }
        })
    };
    let about = part(ticket, |ticket| {
        let (sr, name) = (ticket.summary.sr_number.to_string(), ticket.summary.name.clone());
        (ticket.summary.ticket_type != TicketType::Complaint)
            .then(|| (sr, name.chars().take(TITLE).collect::<String>()))
    });
    // It names this ticket, which is how the two come to be related.
    let complain = move || {
        let (sr, name) = about.get()?;
        let words = i18n.claim_complaint_words(&sr) + &name;
        let known = Known { ticket_type: Some(TicketType::Complaint), words, ..Known::default() };
        Some(view! {
            <p>
                <Link to=Route::NewTicket(known)>{text(move || i18n.claim_complain())}</Link>
            </p>
        })
    };
    view! {
        {complain}
        <Show when=move || !none.get()>
            <section class="aside__block">
                <h2>{text(move || i18n.ticket_related())} {all}</h2>
                <Loaded remote=related.remote() retry=related.retry() let:page>
                    <Tickets page=page />
                </Loaded>
            </section>
        </Show>
    }
}

#[component]
fn Tickets(page: Signal<Page<RelatedTicket>>) -> impl IntoView {
    let i18n = use_i18n();
    let row = move |RelatedTicket { relationship_type, ticket }: RelatedTicket| {
        let number = ticket.sr_number.to_string();
        view! {
            <li class="related__ticket">
                <span class="related__how">{text(move || relationship(i18n, &relationship_type))}</span>
                <Link class="related__name" to=Route::Ticket(ticket.sr_number)>
                    <span lang=ticket.language>{ticket.name}</span>
                </Link>
                <span class="related__facts">
                    <span class="mono nowrap">{number}</span>
                    {state_chip(ticket.status, ticket.turn)}
                    <RelativeTime time=ticket.creation_date />
                </span>
            </li>
        }
    };
    view! { <ul class="related">{move || page.get().items.into_iter().map(row).collect_view()}</ul> }
}

fn relationship(i18n: I18n, word: &Relationship) -> String {
    match word {
        Relationship::FollowUp => i18n.ticket_related_follow_up(),
        Relationship::Origin => i18n.ticket_related_origin(),
        Relationship::Repeat => i18n.ticket_related_repeat(),
        Relationship::SameDevice => i18n.ticket_related_device(),
        Relationship::Other(word) => word.clone(),
    }
}

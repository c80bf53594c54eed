//! Beside the history: who works on it, the contract's clocks, files, the device, people, the request, other tickets.

use aftercare_contract::{
    account::Capability,
    asset::Device,
    catalogue::Catalogue,
    ticket::{Action, Contact, Engineer, PartyRole, RelatedParty, Status, Ticket},
};
use leptos::prelude::*;

use super::{
    articles::Articles,
    clocks::Clocks,
    files::TicketFiles,
    part,
    person::{Call, Person, fact},
    related::Related,
    request::Request,
    sharing::Sharing,
    survey::Rating,
};
use crate::{
    i18n::{I18n, text, use_i18n},
    server_state::{Query, TicketState},
    session::use_session,
};

#[component]
pub(super) fn Aside(ticket: Signal<Ticket>, state: TicketState, catalogue: Query<Catalogue>) -> impl IntoView {
    let i18n = use_i18n();
    let engineer = part(ticket, |ticket| ticket.engineer.clone());
    let device = part(ticket, |ticket| ticket.device.clone().map(|device| (device, ticket.site.clone())));
    let people = part(ticket, |ticket| (ticket.related_party.clone(), ticket.contact.clone()));
    let who = move || engineer.get().map(|engineer| view! { <EngineerCard engineer=engineer /> });
    let what = move || {
        device.get().map(|(device, site)| view! { <DeviceCard device=device site=site.map(|site| site.name) /> })
    };
    let session = use_session();
    let rated = Memo::new(move |_| {
        let asked = session.with_me(|me| me.capabilities.contains(&Capability::Surveys)) == Some(true);
        asked && ticket.with(|ticket| ticket.summary.status == Status::Closed)
    });
    let party = move || {
        let (people, contact) = people.get();
        view! { <People people=people contact=contact /> }
    };
    let may_share = part(ticket, |ticket| ticket.actions.iter().any(Action::is_on_people));
    view! {
        <aside class="aside" aria-label=move || i18n.ticket_aside()>
            <Show when=move || rated.get()>
                <Rating ticket=ticket state=state />
            </Show>
            {who}
            <Clocks ticket=ticket />
            <TicketFiles ticket=ticket state=state />
            {what}
            <section class="aside__block">
                <h2>{text(move || i18n.ticket_people())}</h2>
                {party}
                <Show when=move || may_share.get()>
                    <Sharing ticket=ticket state=state />
                </Show>
            </section>
            <Request ticket=ticket catalogue=catalogue />
            <Articles state=state />
            <Related ticket=ticket state=state />
        </aside>
    }
}

#[component]
fn EngineerCard(engineer: Engineer) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="aside__block">
            <h2>{text(move || i18n.ticket_engineer())}</h2>
            <Person engineer=engineer />
        </section>
    }
}

#[component]
fn DeviceCard(device: Device, site: Option<String>) -> impl IntoView {
    let i18n = use_i18n();
    let Device { name, model, serial_number, firmware, warranty_end, contract, .. } = device;
    let warranty = warranty_end.map(|end| {
        view! {
            <dt>{text(move || i18n.ticket_warranty())}</dt>
            <dd class="num">{text(move || i18n.ticket_until(&i18n.date(end)))}</dd>
        }
    });
    view! {
        <section class="aside__block">
            <h2>{text(move || i18n.ticket_device())} <span class="faint">{name}</span></h2>
            <dl class="facts-list">
                {fact(i18n, I18n::ticket_model, model)} <dt>{text(move || i18n.ticket_serial())}</dt>
                <dd class="mono">{serial_number}</dd>
                {firmware.map(|firmware| fact(i18n, I18n::ticket_firmware, firmware))}
                {site.map(|site| fact(i18n, I18n::ticket_place, site))} {warranty}
                {contract.map(|contract| fact(i18n, I18n::ticket_contract, contract.number))}
            </dl>
        </section>
    }
}

/// Who has to do with it, each role once.
#[component]
fn People(people: Vec<RelatedParty>, contact: Option<Contact>) -> impl IntoView {
    let i18n = use_i18n();
    let me = untrack(|| use_session().me()).map(|me| me.user.id);
    let mut roles: Vec<(PartyRole, Vec<RelatedParty>)> = Vec::new();
    for party in people {
        match roles.iter_mut().find(|(role, _)| *role == party.role) {
            Some((_, parties)) => parties.push(party),
            None => roles.push((party.role.clone(), vec![party])),
        }
    }
    let line = move |(role, parties): (PartyRole, Vec<RelatedParty>)| {
        let me = me.clone();
        let role = move || match &role {
            PartyRole::Requester => i18n.ticket_requester(),
            PartyRole::Watcher => i18n.ticket_watcher(),
            PartyRole::OnSiteContact => i18n.ticket_on_site(),
            PartyRole::Csm => i18n.ticket_csm(),
            PartyRole::Other(word) => word.clone(),
        };
        let names = move || {
            let name = |party: &RelatedParty| {
                let mine = me.is_some() && party.id == me;
                if mine { i18n.ticket_person_you(&party.name) } else { party.name.clone() }
            };
            parties.iter().map(name).collect::<Vec<_>>().join(&i18n.event_comma())
        };
        view! {
            <dt>{role}</dt>
            <dd>{names}</dd>
        }
    };
    view! {
        <dl class="facts-list">
            {roles.into_iter().map(line).collect_view()}
            {contact.map(|contact| view! { <ContactLine contact=contact /> })}
        </dl>
    }
}

/// Whom the vendor talks to, and how.
#[component]
fn ContactLine(contact: Contact) -> impl IntoView {
    let i18n = use_i18n();
    let Contact { name, phone, channels } = contact;
    let phone = phone.map(|phone| {
        view! {
            " "
            <Call phone=phone />
        }
    });
    let channels = (!channels.is_empty()).then(|| {
        let words =
            move || channels.iter().map(|channel| i18n.channel(channel)).collect::<Vec<_>>().join(&i18n.event_comma());
        view! {
            <dt>{text(move || i18n.ticket_contact_by())}</dt>
            <dd>{words}</dd>
        }
    });
    view! {
        <dt>{text(move || i18n.ticket_contact())}</dt>
        <dd>{name} {phone}</dd>
        {channels}
    }
}

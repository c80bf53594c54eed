//! Beside the history: who works on it, the contract's clocks, the device, the request, people, files.

use aftercare_contract::{
    Timestamp,
    asset::Device,
    ticket::{Clock, ClockState, Engineer, PartyRole, RelatedParty, Ticket, Verdict},
};
use leptos::prelude::*;

use super::{files::Files, part};
use crate::{
    api::use_api,
    i18n::{I18n, text, use_i18n},
    platform::{clock::use_clock, languages},
    server_state::TicketState,
    session::use_session,
    ui::{Icon, elapsed},
};

#[component]
pub(super) fn Aside(ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let i18n = use_i18n();
    let engineer = part(ticket, |ticket| ticket.engineer.clone());
    let device = part(ticket, |ticket| ticket.device.clone().map(|device| (device, ticket.site.clone())));
    let people = part(ticket, |ticket| (ticket.related_party.clone(), ticket.contact.clone()));
    let who = move || engineer.get().map(|engineer| view! { <EngineerCard engineer=engineer /> });
    let what = move || {
        device.get().map(|(device, site)| view! { <DeviceCard device=device site=site.map(|site| site.name) /> })
    };
    let party = move || {
        let (people, contact) = people.get();
        let contact = contact
            .map(|contact| [Some(contact.name), contact.phone].into_iter().flatten().collect::<Vec<_>>().join(" · "));
        view! { <People people=people contact=contact /> }
    };
    view! {
        <aside class="aside" aria-label=move || i18n.ticket_aside()>
            {who}
            <Clocks ticket=ticket />
            {what}
            <Request ticket=ticket />
            {party}
            <TicketFiles ticket=ticket state=state />
        </aside>
    }
}

#[component]
fn EngineerCard(engineer: Engineer) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let Engineer { name, tier, certificates, experience_years, languages, since } = engineer;
    let face = name.chars().next().map(String::from);
    let post = move || {
        let tier = i18n.tier(&tier);
        match since {
            Some(since) => i18n.ticket_engineer_since(&tier, &i18n.moment(since, clock.minute())),
            None => tier,
        }
    };
    let certificates =
        (!certificates.is_empty()).then(|| fact(i18n, I18n::ticket_certificates, certificates.join(", ")));
    let experience = experience_years.map(|years| {
        view! {
            <dt>{text(move || i18n.ticket_experience())}</dt>
            <dd>{text(move || i18n.ticket_years(years.into()))}</dd>
        }
    });
    let spoken = (!languages.is_empty()).then(|| {
        let names = move || {
            let name = |tag: &String| languages::name(tag, i18n.language().tag());
            languages.iter().map(name).collect::<Vec<_>>().join(", ")
        };
        view! {
            <dt>{text(move || i18n.ticket_languages())}</dt>
            <dd>{names}</dd>
        }
    });
    view! {
        <section class="aside__block">
            <h2>{text(move || i18n.ticket_engineer())}</h2>
            <div class="engineer">
                <span class="face" aria-hidden="true">
                    {face}
                </span>
                <div>
                    <p class="engineer__name">{name}</p>
                    <p class="engineer__tier">{post}</p>
                </div>
                <dl class="facts-list engineer__facts">{certificates} {experience} {spoken}</dl>
            </div>
        </section>
    }
}

#[component]
fn Clocks(ticket: Signal<Ticket>) -> impl IntoView {
    let (i18n, now) = (use_i18n(), use_clock());
    let clocks = part(ticket, |ticket| (ticket.clocks.clone(), ticket.server_time));
    let plan = part(ticket, |ticket| ticket.contract.as_ref().map(|it| (it.plan.clone(), it.hours.clone())));
    let calendar = move || {
        plan.get().map(|(plan, hours)| {
            let (plan, lang) = i18n.localized(&plan);
            let (hours, _) = i18n.localized(&hours);
            view! {
                <span class="faint" lang=lang>
                    {plan}
                    " "
                    {hours}
                </span>
            }
        })
    };
    let rows = move || {
        let (clocks, as_of) = clocks.get();
        clocks.into_iter().map(|clock| clock_row(i18n, &clock, as_of, now.minute())).collect_view()
    };
    view! {
        <Show when=move || !clocks.read().0.is_empty()>
            <section class="aside__block">
                <h2>{text(move || i18n.ticket_clocks())} {calendar}</h2>
                <ol class="clocks">{rows}</ol>
            </section>
        </Show>
    }
}

fn clock_row(i18n: I18n, clock: &Clock, as_of: Timestamp, now: Timestamp) -> impl IntoView + use<> {
    let used = elapsed(clock, as_of, now);
    let late = clock.verdict == Some(Verdict::Breached) || used > clock.target;
    let (look, icon, word) = match &clock.state {
        _ if late => ("state state--late", "st-late", i18n.ticket_breached()),
        ClockState::Stopped if clock.verdict == Some(Verdict::Met) => ("state state--good", "check", i18n.ticket_met()),
        ClockState::Stopped => ("state state--closed", "st-closed", i18n.ticket_ended()),
        ClockState::Paused => ("state state--paused", "st-paused", i18n.ticket_paused()),
        ClockState::OutsideHours => ("state state--received", "st-paused", i18n.ticket_paused()),
        ClockState::Running => ("state state--working", "st-working", i18n.ticket_running()),
        ClockState::Other(word) => ("state", "info", word.clone()),
    };
    let fill = match &clock.state {
        _ if late => "clock__bar clock__bar--late",
        ClockState::Stopped => "clock__bar clock__bar--over",
        ClockState::Paused | ClockState::OutsideHours => "clock__bar clock__bar--paused",
        _ => "clock__bar",
    };
    let progress = i18n.ticket_clock_progress(&i18n.span(used), &i18n.span(clock.target));
    let why = match (&clock.state, clock.pauses.last()) {
        (ClockState::Paused, Some(pause)) => Some(i18n.pause_reason(&pause.reason)),
        (ClockState::OutsideHours, _) => Some(i18n.ticket_outside_hours()),
        (ClockState::Running, _) => clock.due.map(|due| i18n.ticket_update_by(&i18n.moment(due, now))),
        _ => None,
    };
    let note = [Some(progress), why].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let name = i18n.promise(&clock.promise);
    let seconds = |span: aftercare_contract::Span| span.as_seconds().max(0).to_string();
    let label = [&*name, ": ", &note].concat();
    view! {
        <li class="clock">
            <span class="clock__name">{name}</span>
            <span class=["clock__state ", look].concat()>
                <Icon name=icon />
                {word}
            </span>
            <meter
                class=fill
                min="0"
                max=seconds(clock.target)
                value=seconds(used.min(clock.target))
                aria-label=label
            ></meter>
            <span class="clock__note num">{note}</span>
        </li>
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

/// What was filed.
#[component]
fn Request(ticket: Signal<Ticket>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let filed = part(ticket, |ticket| {
        let lang = ticket.summary.language.clone();
        (ticket.summary.ticket_type.clone(), ticket.description.clone(), ticket.tried.clone(), ticket.since, lang)
    });
    let facts = move || {
        let (kind, description, tried, since, lang) = filed.get();
        let since = since.map(|since| {
            view! {
                <dt>{text(move || i18n.ticket_since())}</dt>
                <dd class="num">{text(move || i18n.moment(since, clock.minute()))}</dd>
            }
        });
        let prose = move |name: fn(I18n) -> String, written: String| {
            view! {
                <dt>{text(move || name(i18n))}</dt>
                <dd class="prose" lang=lang.clone()>
                    {written}
                </dd>
            }
        };
        view! {
            <dt>{text(move || i18n.ticket_kind())}</dt>
            <dd>{text(move || i18n.kind(&kind))}</dd>
            {since}
            {(!description.is_empty()).then(|| prose(I18n::ticket_symptom, description))}
            {tried.map(|tried| prose(I18n::ticket_tried, tried))}
        }
    };
    view! {
        <section class="aside__block">
            <h2>{text(move || i18n.ticket_request())}</h2>
            <dl class="facts-list">{facts}</dl>
        </section>
    }
}

#[component]
fn People(people: Vec<RelatedParty>, contact: Option<String>) -> impl IntoView {
    let i18n = use_i18n();
    let me = untrack(|| use_session().me()).map(|me| me.user.id);
    let line = move |party: RelatedParty| {
        let mine = me.is_some() && party.id == me;
        let RelatedParty { name, role, .. } = party;
        let role = move || match &role {
            PartyRole::Requester => i18n.ticket_requester(),
            PartyRole::Watcher => i18n.ticket_watcher(),
            PartyRole::OnSiteContact => i18n.ticket_on_site(),
            PartyRole::Csm => i18n.ticket_csm(),
            PartyRole::Other(word) => word.clone(),
        };
        view! {
            <dt>{role}</dt>
            <dd>{move || if mine { i18n.ticket_person_you(&name) } else { name.clone() }}</dd>
        }
    };
    view! {
        <section class="aside__block">
            <h2>{text(move || i18n.ticket_people())}</h2>
            <dl class="facts-list">
                {people.into_iter().map(line).collect_view()}
                {contact.map(|contact| fact(i18n, I18n::ticket_contact, contact))}
            </dl>
        </section>
    }
}

#[component]
fn TicketFiles(ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let (i18n, api) = (use_i18n(), use_api());
    let files = part(ticket, |ticket| ticket.attachment.clone());
    let archive = api.archive_url(&state.sr());
    view! {
        <Show when=move || !files.read().is_empty()>
            <section class="aside__block">
                <h2>
                    {text(move || i18n.ticket_files())} <a href=archive.clone() download>
                        {text(move || i18n.ticket_files_all())}
                    </a>
                </h2>
                {move || view! { <Files files=files.get() state=state /> }}
            </section>
        </Show>
    }
}

/// A line of a list of facts.
fn fact(i18n: I18n, name: fn(I18n) -> String, value: String) -> impl IntoView {
    view! {
        <dt>{text(move || name(i18n))}</dt>
        <dd>{value}</dd>
    }
}

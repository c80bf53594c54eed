//! What was filed.

use aftercare_contract::{
    Timestamp,
    asset::Day,
    catalogue::{Catalogue, FieldInput, KindField},
    report::FindingRef,
    ticket::{AffectedUsers, DataAtRisk, Impact, Interruption, RemoteAccess, Ticket, Window},
};
use leptos::prelude::*;

use super::part;
use crate::{
    i18n::{I18n, text, use_i18n},
    platform::clock::use_clock,
    route::{ReportPlace, Route},
    server_state::Query,
};

#[component]
pub(super) fn Request(ticket: Signal<Ticket>, catalogue: Query<Catalogue>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    // The request itself never changes but for what stands elsewhere.
    let filed = part(ticket, |ticket| (ticket.summary.sr_number.clone(), ticket.summary.severity.clone()));
    let lines = move || {
        filed.track();
        let now = clock.minute();
        let ticket = ticket.get_untracked();
        let fields = catalogue.with(|catalogue| {
            let kind = catalogue.value()?.kinds.iter().find(|kind| kind.ticket_type == ticket.summary.ticket_type)?;
            Some(kind.fields.clone())
        });
        let short =
            short_lines(i18n, &ticket, now).into_iter().chain(own_lines(i18n, &ticket, &fields.unwrap_or_default()));
        let short = short.map(|(name, value)| {
            view! {
                <dt>{name}</dt>
                <dd>{value}</dd>
            }
        });
        let prose = [
            (i18n.ticket_symptom(), Some(ticket.description.clone()).filter(|text| !text.is_empty())),
            (i18n.ticket_tried(), ticket.tried.clone()),
        ];
        let lang = ticket.summary.language.clone();
        let prose = prose.into_iter().filter_map(|(name, written)| Some((name, written?))).map(|(name, written)| {
            view! {
                <dt>{name}</dt>
                <dd class="prose" lang=lang.clone()>
                    {written}
                </dd>
            }
        });
        view! {
            {prose.collect_view()}
            {short.collect_view()}
        }
    };
    let finding = part(ticket, |ticket| ticket.finding.as_ref().and_then(FindingRef::parts));
    let made_of = move || {
        finding.get().map(|(report, finding)| {
            let name = i18n.request_finding_text(finding.as_str(), report.as_str());
            let place = Route::from(&ReportPlace::report(report)).print_part(&["finding-", finding.as_str()].concat());
            view! {
                <dt>{text(move || i18n.ticket_finding())}</dt>
                <dd>
                    <a href=place>{name}</a>
                </dd>
            }
        })
    };
    view! {
        <section class="aside__block">
            <h2>{text(move || i18n.ticket_request())}</h2>
            <dl class="facts-list">{lines} {made_of}</dl>
        </section>
    }
}

/// What every kind of request has, in the visitor's words.
fn short_lines(i18n: I18n, ticket: &Ticket, now: Timestamp) -> Vec<(String, String)> {
    let line = |name: String, value: Option<String>| value.map(|value| (name, value));
    let remote = match &ticket.remote_access {
        RemoteAccess::OnRequest => i18n.new_review_remote(),
        RemoteAccess::No => i18n.new_remote_no(),
        RemoteAccess::Other(word) => word.clone(),
    };
    let window = match &ticket.window {
        Window::Anytime => i18n.new_window_anytime(),
        Window::LowPeak => i18n.new_window_low_peak(),
        Window::Other(word) => word.clone(),
    };
    let visit = ticket.visit_wanted.then(|| i18n.new_visit());
    // Whether work may be done, and how, is asked where there is something to work on.
    let work = ticket.device.is_some().then(|| [Some(remote), Some(window), visit].into_iter().flatten());
    let moment = |time: Option<Timestamp>| time.map(|time| i18n.moment(time, now));
    let lines = [
        line(i18n.ticket_kind(), Some(i18n.kind(&ticket.summary.ticket_type))),
        line(i18n.ticket_since(), moment(ticket.since)),
        line(i18n.ticket_impact(), ticket.impact.as_ref().map(|impact| impact_words(i18n, impact))),
        line(i18n.ticket_work(), work.map(|work| work.collect::<Vec<_>>().join("\n"))),
        line(i18n.ticket_wanted_by(), moment(ticket.requested_resolution_date)),
        line(i18n.ticket_filed(), Some(filed_words(i18n, ticket, now))),
    ];
    lines.into_iter().flatten().collect()
}

fn filed_words(i18n: I18n, ticket: &Ticket, now: Timestamp) -> String {
    let via = i18n.event_via(&i18n.channel(&ticket.summary.channel));
    [i18n.moment(ticket.summary.creation_date, now), via].join(&i18n.event_comma())
}

fn impact_words(i18n: I18n, impact: &Impact) -> String {
    let interruption = match &impact.interruption {
        Interruption::Yes => i18n.new_because_interrupted(),
        Interruption::Partly => i18n.new_because_partly(),
        Interruption::No => i18n.new_because_running(),
        Interruption::Other(word) => word.clone(),
    };
    let data = match &impact.data_at_risk {
        DataAtRisk::Yes => i18n.new_because_data(),
        DataAtRisk::Unsure => i18n.new_because_data_unsure(),
        DataAtRisk::No => i18n.new_because_data_safe(),
        DataAtRisk::Other(word) => word.clone(),
    };
    let users = match &impact.affected_users {
        AffectedUsers::All => i18n.new_because_all(),
        AffectedUsers::Some => i18n.new_because_some(),
        AffectedUsers::Nobody => i18n.new_because_nobody(),
        AffectedUsers::Other(word) => word.clone(),
    };
    let core = if impact.core_system { i18n.new_because_core() } else { i18n.new_because_not_core() };
    let workaround = if impact.workaround { i18n.new_because_workaround() } else { i18n.new_because_no_workaround() };
    [interruption, data, core, users, workaround].join("\n")
}

/// What only this kind of request has. Without the catalogue, or where it no longer knows a field, the field's key has
/// to do for its name.
fn own_lines(i18n: I18n, ticket: &Ticket, fields: &[KindField]) -> Vec<(String, String)> {
    let line = |(key, value): (&String, &String)| {
        let Some(field) = fields.iter().find(|field| field.key == *key) else { return (key.clone(), value.clone()) };
        let option = field.options.iter().find(|option| option.value == *value);
        let day = value.parse().ok().filter(|_| field.input == FieldInput::Date);
        let said = option.map(|option| i18n.localized(&option.label).0).or_else(|| Some(i18n.date(Day(day?))));
        (i18n.localized(&field.label).0, said.unwrap_or_else(|| value.clone()))
    };
    ticket.fields.iter().map(line).collect()
}

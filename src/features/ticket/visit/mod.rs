//! The visit of a ticket: who comes when, who lets them in and what visitors have to know, how far it is, and what the
//! customer decides about it.

mod choices;
mod decision;
mod host;

use aftercare_contract::{
    Prose,
    ticket::Ticket,
    visit::{Visit, VisitState},
};
use leptos::prelude::*;

use super::{
    downloads::{Download, DownloadBar},
    object::{Body, from_when_there, said},
    part,
    person::Person,
    plan::Place,
    track::{Place as At, Stop, When, along, track},
};
use crate::{
    api::use_api,
    i18n::{I18n, text, use_i18n},
    platform::clock::use_clock,
    route::VISIT,
    server_state::TicketState,
    ui::Icon,
};
use decision::Decision;
use host::{HostForm, HostLine};

/// The visit, from when there is one.
#[component]
pub(super) fn FieldVisit(ticket: Signal<Ticket>, state: TicketState, printing: Signal<bool>) -> impl IntoView {
    from_when_there(
        ticket,
        |ticket| ticket.visit.clone(),
        move |visit| view! { <Card visit=visit ticket=ticket state=state printing=printing /> },
    )
}

#[component]
fn Card(visit: Memo<Visit>, ticket: Signal<Ticket>, state: TicketState, printing: Signal<bool>) -> impl IntoView {
    let i18n = use_i18n();
    let place = part(ticket, Place::of);
    let over = part(ticket, |ticket| ticket.summary.status.is_final());
    // What was done is read as long as the ticket isn't over.
    let past = Memo::new(move |_| over.get() || visit.read().state == VisitState::Cancelled);
    let stops = Memo::new(move |_| visit.with(stops));
    let look = move || if visit.read().waits_for_customer() { "object object--yours" } else { "object" };
    view! {
        <section class=look id=VISIT tabindex="-1" aria-labelledby="visit-title">
            <header class="object__head">
                <h2 id="visit-title">{text(move || i18n.visit_title())}</h2>
                <Stage visit=visit />
            </header>
            <Why visit=visit />
            <Body past=past printing=printing show=I18n::visit_show>
                <div class="object__body object__body--one">{track(stops, I18n::visit_way, I18n::visit_state)}</div>
                <div class="object__body">
                    <Who visit=visit />
                    <Facts ticket=ticket visit=visit place=place state=state />
                </div>
            </Body>
            <Entry visit=visit state=state />
            <Decision ticket=ticket visit=visit state=state />
        </section>
    }
}

/// How far the visit is: icon and word, and when somebody is expected.
#[component]
fn Stage(visit: Memo<Visit>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let stage = Memo::new(move |_| {
        visit.with(|visit| (visit.state.clone(), visit.eta.filter(|_| visit.state == VisitState::OnTheWay)))
    });
    let marked = move || {
        let (state, eta) = stage.get();
        let (look, icon) = match &state {
            VisitState::Proposed => ("state state--yours", "st-yours"),
            VisitState::Requested => ("state state--waiting", "st-waiting"),
            VisitState::Agreed => ("state state--waiting", "calendar"),
            VisitState::OnTheWay => ("state state--working", "truck"),
            VisitState::Arrived => ("state state--working", "st-visit"),
            VisitState::Done => ("state state--good", "check"),
            VisitState::Cancelled => ("state state--cancelled", "st-cancelled"),
            VisitState::Other(_) => ("state", "info"),
        };
        let expected = eta.map(|eta| {
            let said = i18n.track_about(&i18n.moment(eta, clock.minute()));
            view! { <span class="object__note num">{said}</span> }
        });
        view! {
            <span class=look>
                <Icon name=icon />
                {i18n.visit_state(&state)}
            </span>
            {expected}
        }
    };
    view! { <p class="object__stage">{marked}</p> }
}

/// Why it comes at another time, or not at all.
#[component]
fn Why(visit: Memo<Visit>) -> impl IntoView {
    let i18n = use_i18n();
    let why = Memo::new(move |_| visit.with(|visit| visit.reason.clone()));
    move || {
        let reason = why.get()?;
        let lang = i18n.lang_of(&reason);
        Some(view! {
            <p class="banner">
                <Icon name="alert" />
                <span lang=lang>{reason.text}</span>
            </p>
        })
    }
}

/// Who comes, and what for; afterwards, what was done.
#[component]
fn Who(visit: Memo<Visit>) -> impl IntoView {
    let i18n = use_i18n();
    let engineer = Memo::new(move |_| visit.with(|visit| visit.engineer.clone()));
    let purpose = Memo::new(move |_| visit.with(|visit| visit.purpose.clone()));
    let report = Memo::new(move |_| visit.with(|visit| visit.report.clone()));
    view! {
        <div class="object__columns">
            {move || view! { <Person engineer=engineer.get() /> }}
            {move || said(i18n, I18n::visit_purpose, purpose.get())}
            {move || report.get().map(|report| said(i18n, I18n::visit_report, report))}
        </div>
    }
}

/// When and where, who lets them in, and the rules of the site.
#[component]
fn Facts(ticket: Signal<Ticket>, visit: Memo<Visit>, place: Memo<Place>, state: TicketState) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let time = Memo::new(move |_| visit.with(|visit| (visit.time, visit.former_time, visit.wish)));
    let host = Memo::new(move |_| visit.with(|visit| visit.host.clone()));
    let site = part(ticket, |ticket| ticket.site.clone());
    let rules = Memo::new(move |_| site.get().map(|site| site.visitor_rules).unwrap_or_default());
    let when = move || {
        let (time, former, wish) = time.get();
        let told = move |time| i18n.maintenance_window(&time, &place.read().zone);
        let here = move |time| i18n.window_here(&time, &place.read().zone);
        let now = time.map(|time| {
            view! {
                <strong class="num">{text(move || told(time))}</strong>
                " "
                <span class="object__note">{move || here(time)}</span>
            }
        });
        let was = former.map(|former| view! { <del class="num">{text(move || told(former))}</del> });
        let wished = wish.map(|wish| view! { <p>{text(move || i18n.visit_wished(&told(wish)))}</p> });
        view! {
            {now}
            {was}
            {wished}
        }
    };
    let none = move || {
        let (time, former, wish) = time.get();
        (time.or(former).or(wish)).is_none().then(|| text(move || i18n.visit_no_time()))
    };
    let until = move || {
        let until = visit.read().change_until.filter(|until| clock.minute() <= *until && visit.read().is_planned())?;
        Some(view! {
            <dt>{text(move || i18n.visit_change_until())}</dt>
            <dd class="num">{text(move || i18n.moment(until, clock.minute()))}</dd>
        })
    };
    let address = move || {
        site.get().map(|site| [Some(site.name), site.address].into_iter().flatten().collect::<Vec<_>>().join(", "))
    };
    view! {
        <div class="object__columns">
            <dl class="facts-list">
                <dt>{text(move || i18n.visit_time())}</dt>
                <dd>{none} {when} <p class="object__note">{text(move || place.read().note(i18n))}</p></dd>
                {until}
                <dt>{text(move || i18n.visit_place())}</dt>
                <dd>{address}</dd>
                <dt>{text(move || i18n.visit_host())}</dt>
                <dd>
                    <HostLine host=host />
                    <HostForm ticket=ticket visit=visit state=state />
                </dd>
            </dl>
            <Rules rules=rules />
        </div>
    }
}

#[component]
fn Rules(rules: Memo<Vec<Prose>>) -> impl IntoView {
    let i18n = use_i18n();
    let rule = move |rule: Prose| {
        let own = rule.clone();
        view! { <li lang=move || i18n.lang_of(&own)>{rule.text}</li> }
    };
    view! {
        <Show when=move || !rules.read().is_empty()>
            <div>
                <h3>{text(move || i18n.visit_rules())}</h3>
                <ul class="object__rules">{move || rules.get().into_iter().map(rule).collect_view()}</ul>
            </div>
        </Show>
    }
}

/// The entry for calendars, from when a time was agreed: it comes, moves and goes with the visit.
#[component]
fn Entry(visit: Memo<Visit>, state: TicketState) -> impl IntoView {
    let (i18n, api) = (use_i18n(), use_api());
    // Whether it takes the entry away again; none where there is nothing to be taken over.
    let entry = Memo::new(move |_| {
        visit.with(|visit| match (visit.time, visit.former_time) {
            (Some(_), _) => visit.is_planned().then_some(false),
            (None, Some(_)) => Some(true),
            (None, None) => None,
        })
    });
    move || {
        let takes_away = entry.get()?;
        let url = api.visit_calendar_url(&state.sr(), i18n.language().tag());
        let name = format!("{}.ics", state.sr());
        let download = Download::new(url.clone(), name.clone(), 0);
        let word = move || if takes_away { i18n.visit_calendar_remove() } else { i18n.visit_calendar_add() };
        Some(view! {
            <div class="object__foot">
                <a class="button" href=url download=name on:click=download.on_click()>
                    <Icon name="calendar" />
                    {text(word)}
                </a>
                <span class="object__note">{text(move || i18n.visit_calendar_text())}</span>
                <DownloadBar download=download />
            </div>
        })
    }
}

/// The stops of a visit. Where nobody comes, only those that were reached.
fn stops(visit: &Visit) -> Vec<Stop<VisitState>> {
    use VisitState::{Agreed, Arrived, Cancelled, Done, OnTheWay, Proposed, Requested};
    let over = visit.state == Cancelled;
    let first = if visit.state == Requested { Requested } else { Proposed };
    let way = [first, Agreed, OnTheWay, Arrived, Done].into_iter();
    let way = way.filter(|state| !over || visit.reached(state).is_some()).chain(over.then_some(Cancelled)).collect();
    along(way, &visit.state, |place, state| match (place, state) {
        (At::Ahead, Arrived) => visit.eta.or(visit.time.map(|time| time.start)).map(When::About),
        (At::Ahead, _) => None,
        _ => visit.reached(state).map(When::At),
    })
}

#[cfg(test)]
mod tests {
    use aftercare_contract::{Span, Timestamp, plan::MaintenanceWindow};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn now() -> Timestamp {
        "2026-11-20T09:00:00Z".parse().unwrap()
    }

    fn visit() -> Visit {
        serde_json::from_value(serde_json::json!({
            "id": "V1", "revision": 1, "state": "proposed", "stages": [{ "state": "proposed", "reached": now() }],
            "purpose": { "text": "" }, "times": [], "engineer": { "name": "Jonas", "tier": "field" },
            "changeBefore": "PT2H"
        }))
        .unwrap()
    }

    #[wasm_bindgen_test]
    fn somebody_is_expected_at_the_agreed_time_until_they_say_another() {
        let time = MaintenanceWindow { start: now() + Span::hours(5), end: now() + Span::hours(7) };
        let agreed = visit().agree(time, now());
        let way = stops(&agreed);
        assert_eq!(way.iter().position(|stop| stop.place == At::Here), Some(1));
        assert_eq!((way[0].time, way[3].time), (When::At(now()), When::About(time.start)));
        let eta = Some(now() + Span::hours(6));
        let on_the_way = Visit { eta, ..agreed.come_to(VisitState::OnTheWay, now()) };
        assert_eq!(stops(&on_the_way)[3].time, When::About(now() + Span::hours(6)));
    }

    #[wasm_bindgen_test]
    fn where_nobody_comes_nothing_is_ahead() {
        let way = stops(&visit().come_to(VisitState::Cancelled, now()));
        let states: Vec<_> = way.iter().map(|stop| (stop.state.clone(), stop.place)).collect();
        assert_eq!(states, [(VisitState::Proposed, At::Behind), (VisitState::Cancelled, At::Behind)]);
    }
}

//! The plan of a ticket: what is to be done, how far it is, and what the customer decides about it.

mod choices;
mod content;
mod decision;

use aftercare_contract::{
    history::EventType,
    plan::{PlanState, PlanStepState, ResolutionPlan},
    ticket::Ticket,
};
use leptos::prelude::*;

pub(super) use content::Content;

use super::{
    object::{Body, from_when_there},
    part,
};
use crate::{
    i18n::{I18n, text, use_i18n},
    platform::{clock::use_clock, fragment, zone},
    route::PLAN,
    server_state::{History, TicketState},
    ui::Icon,
};
use decision::Decision;

/// The plan, from when there is one.
#[component]
pub(super) fn Plan(ticket: Signal<Ticket>, state: TicketState, printing: Signal<bool>) -> impl IntoView {
    // Links from elsewhere lead right to it.
    request_animation_frame(fragment::reveal);
    from_when_there(
        ticket,
        |ticket| ticket.plan.clone(),
        move |plan| view! { <Card plan=plan ticket=ticket state=state printing=printing /> },
    )
}

#[component]
fn Card(
    plan: Memo<ResolutionPlan>,
    ticket: Signal<Ticket>,
    state: TicketState,
    printing: Signal<bool>,
) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let place = part(ticket, Place::of);
    let stage = Memo::new(move |_| plan.with(|plan| plan.state.clone()));
    let over = part(ticket, |ticket| ticket.summary.status.is_final());
    let past = Memo::new(move |_| over.get() || matches!(stage.get(), PlanState::Declined | PlanState::Withdrawn));
    let look = move || if stage.get() == PlanState::Proposed { "object object--yours" } else { "object" };
    let told = move || i18n.plan_told(&i18n.moment(plan.read().proposed, clock.minute()));
    view! {
        <section class=look id=PLAN tabindex="-1" aria-labelledby="plan-title">
            <header class="object__head">
                <h2 id="plan-title">
                    {text(move || i18n.plan_title())} " " <span class="object__note">{text(told)}</span>
                </h2>
                <Stage plan=plan />
            </header>
            <Changed plan=plan state=state />
            <Body past=past printing=printing show=I18n::plan_show>
                <Content plan=plan />
            </Body>
            <Agreed plan=plan place=place />
            <Decision ticket=ticket plan=plan state=state />
        </section>
    }
}

/// Where the plan stands: icon and word, and how many of its steps are done.
#[component]
fn Stage(#[prop(into)] plan: Signal<ResolutionPlan>) -> impl IntoView {
    let i18n = use_i18n();
    let count = |count: usize| u64::try_from(count).unwrap_or_default();
    let stage = Memo::new(move |_| {
        plan.with(|plan| {
            let done = plan.steps.iter().filter(|step| step.state == PlanStepState::Done).count();
            (plan.state.clone(), count(done), count(plan.steps.len()))
        })
    });
    let marked = move || {
        let (state, done, all) = stage.get();
        let (look, icon) = match &state {
            PlanState::Proposed => ("state state--yours", "st-yours"),
            PlanState::Approved => ("state state--waiting", "st-waiting"),
            PlanState::CarryingOut => ("state state--working", "st-working"),
            PlanState::Done => ("state state--good", "check"),
            PlanState::Declined | PlanState::Withdrawn => ("state state--cancelled", "st-cancelled"),
            PlanState::Other(_) => ("state", "info"),
        };
        let progress = (state == PlanState::CarryingOut).then(|| {
            let said = i18n.plan_progress(&i18n.number(done), &i18n.number(all));
            view! { <span class="object__note num">{said}</span> }
        });
        view! {
            <span class=look>
                <Icon name=icon />
                {i18n.plan_state(&state)}
            </span>
            {progress}
        }
    };
    view! { <p class="object__stage">{marked}</p> }
}

/// That the plan is another one than before, and has to be decided (again).
#[component]
fn Changed(#[prop(into)] plan: Signal<ResolutionPlan>, state: TicketState) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let changed = Memo::new(move |_| {
        let proposed = plan.with(|plan| (plan.state == PlanState::Proposed).then_some(plan.proposed))?;
        let approved = state.history().with(|history| was_changed(history.value()?))?;
        Some((proposed, approved))
    });
    move || {
        let (at, approved) = changed.get()?;
        let time = i18n.moment(at, clock.minute());
        let said = if approved { i18n.plan_changed_after(&time) } else { i18n.plan_changed(&time) };
        Some(view! {
            <p class="banner banner--yours">
                <Icon name="alert" />
                <span>{said}</span>
            </p>
        })
    }
}

/// Whether the plan of now had been approved before it was changed; `None` if it wasn't changed.
fn was_changed(history: &History) -> Option<bool> {
    let mut about = history.events().rev().filter(|event| event.plan.is_some());
    about.next().filter(|latest| latest.event_type == EventType::PlanChanged)?;
    let mut earlier = about.take_while(|event| event.event_type != EventType::PlanProposed);
    Some(earlier.any(|event| event.event_type == EventType::PlanApproved))
}

/// Who carries it out, and when.
#[component]
fn Agreed(#[prop(into)] plan: Signal<ResolutionPlan>, place: Memo<Place>) -> impl IntoView {
    let i18n = use_i18n();
    let agreed = Memo::new(move |_| plan.with(|plan| Some((plan.carried_out_by.clone()?, plan.window))));
    move || {
        let (by, window) = agreed.get()?;
        let when = move || match window {
            Some(window) => {
                place.with(|place| [i18n.maintenance_window(&window, &place.zone), place.note(i18n)].join(" · "))
            }
            None => i18n.plan_soon(),
        };
        let here = move || place.with(|place| i18n.window_here(&window?, &place.zone));
        Some(view! {
            <dl class="facts-list object__agreed">
                <dt>{text(move || i18n.plan_by())}</dt>
                <dd>{text(move || i18n.carried_out_by(&by))}</dd>
                <dt>{text(move || i18n.plan_window())}</dt>
                <dd>
                    <strong class="num">{text(when)}</strong>
                    " "
                    <span class="object__note">{here}</span>
                </dd>
            </dl>
        })
    }
}

/// Where the work is done, and by which clocks its time is told.
#[derive(Clone, PartialEq)]
pub(super) struct Place {
    site: Option<String>,
    /// IANA name.
    pub(super) zone: String,
}

impl Place {
    /// The ticket's site; where there is none, or the browser doesn't know its zone, times are the viewer's.
    pub(super) fn of(ticket: &Ticket) -> Self {
        let known = |zone: &str| zone::offset_in(ticket.server_time, zone).is_some();
        match ticket.site.as_ref().filter(|site| known(&site.time_zone)) {
            Some(site) => Self { site: Some(site.name.clone()), zone: site.time_zone.clone() },
            None => Self { site: None, zone: zone::own().unwrap_or_else(|| "UTC".to_owned()) },
        }
    }

    /// Whose times they are.
    pub(super) fn note(&self, i18n: I18n) -> String {
        match &self.site {
            Some(site) => i18n.plan_zone(site, &self.zone),
            None => i18n.plan_zone_here(&self.zone),
        }
    }
}

#[cfg(test)]
mod tests {
    use aftercare_contract::{
        Timestamp,
        history::{Actor, Event, Side},
        list::Page,
    };
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn history(types: &[EventType]) -> History {
        let plan: ResolutionPlan = serde_json::from_value(serde_json::json!({
            "revision": 1, "state": "proposed", "proposed": "2026-11-20T14:02:00Z", "steps": [],
            "expectedEffect": { "text": "" }, "risks": { "text": "" }, "rollback": { "text": "" },
            "duration": "PT1H", "offered": [],
        }))
        .unwrap();
        let event = |(number, event_type): (u64, &EventType)| {
            let actor = Actor { side: Side::Vendor, name: String::new(), tier: None };
            let about = (*event_type != EventType::PlanStepChanged).then(|| plan.clone());
            Event { number, plan: about, ..Event::new(event_type.clone(), actor, Timestamp::default()) }
        };
        // A page of the history has the newest first.
        let mut items: Vec<_> = (1..).zip(types).map(event).collect();
        items.reverse();
        let total = u64::try_from(items.len()).unwrap();
        History::new(Page { items, next_cursor: None, total })
    }

    #[wasm_bindgen_test]
    fn a_plan_that_was_changed_says_whether_it_had_been_approved() {
        use EventType::{PlanApproved, PlanChanged, PlanDeclined, PlanProposed, PlanStepChanged};
        for (events, changed) in [
            (&[PlanProposed][..], None),
            (&[PlanProposed, PlanChanged], Some(false)),
            (&[PlanProposed, PlanApproved, PlanStepChanged, PlanChanged], Some(true)),
            (&[PlanProposed, PlanApproved, PlanChanged, PlanChanged], Some(true)),
            (&[PlanProposed, PlanApproved, PlanChanged, PlanApproved], None),
            // What was approved was another plan.
            (&[PlanProposed, PlanApproved, PlanDeclined, PlanProposed, PlanChanged], Some(false)),
        ] {
            assert_eq!(was_changed(&history(events)), changed, "{events:?}");
        }
    }
}

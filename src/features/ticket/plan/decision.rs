//! What the customer decides: that the plan is approved, with who carries it out and when; that it is declined, with a
//! reason; or that they have carried it out.

use aftercare_contract::{
    plan::{CarriedOutBy, MaintenanceWindow, PlanDecision, PlanState, ResolutionPlan},
    ticket::{Action, TakeAction, Ticket},
};
use leptos::{ev, prelude::*};

use super::{
    super::{
        actions::{Ask, Intent},
        choosing::Choosing,
        deciding::Overtaken,
        object::TimeField,
        part,
    },
    choices::{BY, Choices, FROM, UNTIL, WHEN, When},
};
use crate::{
    i18n::{I18n, text, use_i18n},
    route::PLAN,
    server_state::TicketState,
    ui::{Button, ButtonKind, Choice, ErrorNote, FieldGroup, Icon, Look, RadioButtons},
};

/// All that the backend lets the viewer decide now, and nothing else.
#[component]
pub(super) fn Decision(ticket: Signal<Ticket>, plan: Memo<ResolutionPlan>, state: TicketState) -> impl IntoView {
    let i18n = use_i18n();
    let allowed =
        part(ticket, |ticket| ticket.actions.iter().filter(|action| action.is_on_plan()).cloned().collect::<Vec<_>>());
    let may = move |action| Memo::new(move |_| allowed.read().contains(&action));
    let (approve, decline, report) =
        (may(Action::ApprovePlan), may(Action::DeclinePlan), may(Action::ReportCarriedOut));
    let agreed = Memo::new(move |_| plan.read().state == PlanState::Approved);
    let approval = Choosing::<Choices>::new(plan, ticket, state, PLAN);
    let asked = RwSignal::new(None::<Intent>);
    let question = move |action: Action, kind| {
        let word = action.clone();
        let ask = move |()| {
            let revision = plan.read_untracked().revision;
            let plan = Some(PlanDecision { revision, carried_out_by: None, window: None });
            approval.deciding.begin();
            asked.set(Some(Intent::new(TakeAction { plan, ..action.clone().into() })));
        };
        view! {
            <Button kind=kind on_press=Callback::new(ask)>
                {text(move || i18n.action(&word) + "…")}
            </Button>
        }
    };
    let form = move || match (approve.get(), agreed.get()) {
        (false, _) => None,
        (true, false) => Some(view! { <Form approval=approval word=I18n::action_approve_plan /> }.into_any()),
        // What is agreed is seldom changed.
        (true, true) => Some(
            view! {
                <details class="object__past" prop:open=approval.deciding.overtaken>
                    <summary>{text(move || i18n.plan_change())}</summary>
                    <Form approval=approval word=I18n::plan_approve_so />
                </details>
            }
            .into_any(),
        ),
    };
    view! {
        <Overtaken overtaken=approval.deciding.overtaken id="plan-overtaken" words=I18n::plan_overtaken />
        <Show when=move || !allowed.read().is_empty()>
            <div class="object__foot">
                {form} {move || report.get().then(|| question(Action::ReportCarriedOut, ButtonKind::Primary))}
                {move || decline.get().then(|| question(Action::DeclinePlan, ButtonKind::Plain))}
            </div>
        </Show>
        <Ask
            asked=asked
            state=state
            overtaken=Callback::new(move |()| approval.deciding.was_overtaken())
            finished=Callback::new(move |()| approval.finish())
        />
    }
}

/// Who carries it out and when, and the button that approves it so.
#[component]
fn Form(approval: Choosing<Choices>, word: fn(I18n) -> String) -> impl IntoView {
    let i18n = use_i18n();
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        approval.send();
    };
    let retry = Callback::new(move |()| approval.send());
    let failure = move || approval.deciding.failed.get().map(|error| view! { <ErrorNote error=error retry=retry /> });
    view! {
        <form class="object__form" on:submit=submitted novalidate>
            <By approval=approval />
            <Times approval=approval />
            {failure}
            <Button kind=ButtonKind::Primary busy=approval.deciding.busy>
                <Icon name="check" />
                {text(move || word(i18n))}
            </Button>
        </form>
    }
}

/// Who carries it out.
#[component]
fn By(approval: Choosing<Choices>) -> impl IntoView {
    let i18n = use_i18n();
    let offered = Memo::new(move |_| approval.of.read().offered.clone());
    let chosen = Memo::new(move |_| approval.choices.read().by(&approval.of.read()));
    let choose = Callback::new(move |by| approval.edit(|choices, _, _| choices.choose_by(by)));
    let choice = move |by: CarriedOutBy| {
        let word = by.clone();
        Choice { value: by, label: Signal::derive(move || i18n.carried_out_by(&word)), note: None }
    };
    let choices = move || {
        let offered = offered.get();
        if let [only] = offered.as_slice() {
            return view! { <p>{i18n.carried_out_by(only)}</p> }.into_any();
        }
        let choices = offered.into_iter().map(choice).collect();
        view! { <RadioButtons name=BY choices=choices chosen=chosen choose=choose look=Look::List /> }.into_any()
    };
    view! {
        <FieldGroup class="field" id=BY label=I18n::plan_by error=approval.error(BY)>
            {choices}
        </FieldGroup>
    }
}

/// When: in a proposed window, or in one's own by the clocks of the site.
#[component]
fn Times(approval: Choosing<Choices>) -> impl IntoView {
    let i18n = use_i18n();
    let Choosing { of: plan, place, choices, .. } = approval;
    let windows = Memo::new(move |_| plan.read().windows.clone());
    let taken = Memo::new(move |_| plan.read().taken.clone());
    let chosen = Memo::new(move |_| choices.read().when(&plan.read()));
    let choose = Callback::new(move |when| approval.edit(|choices, _, _| choices.choose_when(when)));
    let said = move |window: &MaintenanceWindow| i18n.maintenance_window(window, &place.read().zone);
    let offer = move |window: MaintenanceWindow| {
        let conflict = move || taken.read().iter().any(|taken| taken.overlaps(&window)).then(|| i18n.field_overlaps());
        let note = move || [i18n.window_here(&window, &place.read().zone), conflict()].into_iter().flatten();
        let note = Signal::derive(move || note().collect::<Vec<_>>().join(" · "));
        Choice { value: When::Within(window), label: Signal::derive(move || said(&window)), note: Some(note) }
    };
    let radios = move || {
        let windows = windows.get();
        let soon = windows.is_empty().then(|| Choice::new(When::Soon, I18n::plan_soon));
        let own = Choice::new(When::Own, I18n::plan_own);
        let choices = windows.into_iter().map(offer).chain(soon).chain([own]).collect();
        view! { <RadioButtons name=WHEN choices=choices chosen=chosen choose=choose look=Look::Boxes(2) /> }
    };
    let other_work = move || {
        let times = taken.read().iter().map(said).collect::<Vec<_>>();
        (!times.is_empty())
            .then(|| view! { <p class="field__hint">{i18n.plan_taken(&times.join(&i18n.event_comma()))}</p> })
    };
    let own = Memo::new(move |_| chosen.get() == Some(When::Own));
    view! {
        <FieldGroup class="field" id=WHEN label=I18n::plan_window error=approval.error(WHEN)>
            <p class="field__hint">{text(move || place.read().note(i18n))}</p>
            {radios}
            <Show when=move || {
                own.get()
            }>
                {other_work} <div class="fields--2">
                    <End approval=approval id=FROM label=I18n::plan_from />
                    <End approval=approval id=UNTIL label=I18n::plan_until />
                </div>
            </Show>
        </FieldGroup>
    }
}

/// Where one's own time begins or ends.
#[component]
fn End(approval: Choosing<Choices>, id: &'static str, label: fn(I18n) -> String) -> impl IntoView {
    let begins = id == FROM;
    let value = Signal::derive(move || {
        let choices = approval.choices.read();
        if begins { choices.from.clone() } else { choices.until.clone() }
    });
    let typed = Callback::new(move |text: String| {
        approval.edit(|choices, plan, zone| {
            if begins {
                choices.begin(text, plan, zone);
            } else {
                choices.until = text;
            }
        });
    });
    view! { <TimeField id=id label=label error=approval.error(id) value=value typed=typed /> }
}

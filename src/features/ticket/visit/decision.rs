//! What the customer decides: when somebody comes, or that nobody needs to.

use aftercare_contract::{
    plan::MaintenanceWindow,
    ticket::{Action, TakeAction, Ticket},
    visit::{Visit, VisitDecision, VisitState},
};
use leptos::{ev, prelude::*};

use super::{
    super::{
        actions::{Ask, Intent},
        choosing::Choosing,
        deciding::Overtaken,
        object::TimeField,
        part,
        person::Call,
    },
    choices::{Choices, FROM, NOTE, UNTIL, WHEN, When, ahead},
};
use crate::{
    i18n::{I18n, text, use_i18n},
    platform::clock::use_clock,
    route::VISIT,
    server_state::TicketState,
    session::use_session,
    ui::{Button, ButtonKind, Choice, ErrorNote, Field, FieldGroup, Icon, Look, RadioButtons},
};

/// All that the backend lets the viewer decide now, and nothing else.
#[component]
pub(super) fn Decision(ticket: Signal<Ticket>, visit: Memo<Visit>, state: TicketState) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let allowed = part(ticket, |ticket| ticket.actions.clone());
    // The list is as old as the ticket; until when it holds is said with the visit.
    let in_time = Memo::new(move |_| visit.read().may_be_changed(clock.minute()));
    let may = move |action| Memo::new(move |_| in_time.get() && allowed.read().contains(&action));
    let (request, cancel) = (may(Action::RequestVisitTime), may(Action::CancelVisit));
    let agreed = Memo::new(move |_| visit.read().state == VisitState::Agreed);
    let scheduling = Choosing::<Choices>::new(visit, ticket, state, VISIT);
    let asked = RwSignal::new(None::<Intent>);
    let ask = Callback::new(move |()| {
        let visit = Some(VisitDecision { revision: visit.read_untracked().revision, time: None, host: None });
        scheduling.deciding.begin();
        asked.set(Some(Intent::new(TakeAction { visit, ..Action::CancelVisit.into() })));
    });
    let form = move || match (request.get(), agreed.get()) {
        (false, _) => None,
        (true, false) => Some(view! { <Form scheduling=scheduling /> }.into_any()),
        // What is agreed is seldom changed.
        (true, true) => Some(
            view! {
                <details class="object__past" prop:open=scheduling.deciding.overtaken>
                    <summary>{text(move || i18n.visit_move())}</summary>
                    <Form scheduling=scheduling />
                </details>
            }
            .into_any(),
        ),
    };
    let cancels = move || {
        cancel.get().then(|| {
            view! { <Button on_press=ask>{text(move || i18n.action(&Action::CancelVisit) + "…")}</Button> }
        })
    };
    view! {
        <Overtaken overtaken=scheduling.deciding.overtaken id="visit-overtaken" words=I18n::visit_overtaken />
        <Show when=move || request.get() || cancel.get()>
            <div class="object__foot">{form} {cancels}</div>
        </Show>
        <TooLate visit=visit in_time=in_time />
        <Ask
            asked=asked
            state=state
            overtaken=Callback::new(move |()| scheduling.deciding.was_overtaken())
            finished=Callback::new(move |()| scheduling.finish())
        />
    }
}

/// That it can't be moved or cancelled here any more, since when, and whom to call.
#[component]
fn TooLate(visit: Memo<Visit>, in_time: Memo<bool>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let session = use_session();
    let until = Memo::new(move |_| visit.read().change_until.filter(|_| visit.read().is_planned() && !in_time.get()));
    let hotline = Memo::new(move |_| session.with_me(|me| me.hotline.number.clone()));
    move || {
        let until = until.get()?;
        Some(view! {
            <p class="object__foot">
                <span>
                    {text(move || i18n.visit_too_late(&i18n.moment(until, clock.minute())))} " "
                    {move || hotline.get().map(|number| view! { <Call phone=number /> })}
                </span>
            </p>
        })
    }
}

/// The times, and the button that chooses one or asks for another.
#[component]
fn Form(scheduling: Choosing<Choices>) -> impl IntoView {
    let i18n = use_i18n();
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        scheduling.send();
    };
    let retry = Callback::new(move |()| scheduling.send());
    let failure = move || scheduling.deciding.failed.get().map(|error| view! { <ErrorNote error=error retry=retry /> });
    let word = move || scheduling.action.with(|action| i18n.action(&action.action));
    view! {
        <form class="object__form" on:submit=submitted novalidate>
            <Times scheduling=scheduling />
            {failure}
            <Button kind=ButtonKind::Primary busy=scheduling.deciding.busy>
                <Icon name="calendar" />
                {text(word)}
            </Button>
        </form>
    }
}

/// When: at a time that is proposed, or at one of one's own by the clocks of the site.
#[component]
fn Times(scheduling: Choosing<Choices>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let Choosing { of: visit, place, choices, .. } = scheduling;
    let times = Memo::new(move |_| ahead(&visit.read(), clock.minute()));
    let chosen = Memo::new(move |_| choices.read().when(&visit.read(), clock.minute()));
    let choose = Callback::new(move |when| scheduling.edit(|choices, _, _| choices.choose(when)));
    let offer = move |time: MaintenanceWindow| {
        let said = move || i18n.maintenance_window(&time, &place.read().zone);
        let here = move || i18n.window_here(&time, &place.read().zone).unwrap_or_default();
        Choice { value: When::At(time), label: Signal::derive(said), note: Some(Signal::derive(here)) }
    };
    let radios = move || {
        let choices = times.get().into_iter().map(offer).chain([Choice::new(When::Other, I18n::visit_other)]).collect();
        view! { <RadioButtons name=WHEN choices=choices chosen=chosen choose=choose look=Look::Boxes(2) /> }
    };
    let own = Memo::new(move |_| chosen.get() == Some(When::Other));
    view! {
        <FieldGroup class="field" id=WHEN label=I18n::visit_when error=scheduling.error(WHEN)>
            <p class="field__hint">{text(move || place.read().note(i18n))}</p>
            {radios}
            <Show when=move || own.get()>
                <Own scheduling=scheduling />
            </Show>
        </FieldGroup>
    }
}

/// One's own time, and what else there is to say about it.
#[component]
fn Own(scheduling: Choosing<Choices>) -> impl IntoView {
    let i18n = use_i18n();
    let choices = scheduling.choices;
    let begin = move |text| scheduling.edit(|choices, visit, zone| choices.begin(text, visit, zone));
    let end = move |text| scheduling.edit(|choices, _, _| choices.until = text);
    let noted = move |text| scheduling.edit(|choices, _, _| choices.note = text);
    view! {
        <div class="fields--2">
            <TimeField
                id=FROM
                label=I18n::plan_from
                error=scheduling.error(FROM)
                value=Signal::derive(move || choices.read().from.clone())
                typed=Callback::new(begin)
            />
            <TimeField
                id=UNTIL
                label=I18n::plan_until
                error=scheduling.error(UNTIL)
                value=Signal::derive(move || choices.read().until.clone())
                typed=Callback::new(end)
            />
        </div>
        <Field id=NOTE label=Signal::derive(move || i18n.visit_note()) error=scheduling.error(NOTE) optional=true>
            <textarea
                class="input"
                id=NOTE
                rows="2"
                prop:value=move || choices.read().note.clone()
                on:input:target=move |event| noted(event.target().value())
            ></textarea>
        </Field>
    }
}

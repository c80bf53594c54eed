//! What the customer reports about the part or asks for: all that the backend lets them, and nothing else.

use aftercare_contract::{
    FieldError,
    rma::{Rma, RmaReport},
    ticket::{Action, TakeAction, Ticket},
};
use leptos::{ev, prelude::*};

use super::super::{
    actions::{Ask, Intent},
    deciding::{Deciding, Overtaken},
    part,
};
use crate::{
    i18n::{I18n, text, use_i18n},
    platform::{focus, storage},
    route::RMA,
    server_state::{Draft, TicketState},
    session::use_session,
    ui::{Button, ButtonKind, ErrorNote, Icon, TextField},
};

/// The controls for the carrier and its number.
const CARRIER: &str = "rma-carrier";
const NUMBER: &str = "rma-number";

#[component]
pub(super) fn Reports(ticket: Signal<Ticket>, rma: Memo<Rma>, state: TicketState) -> impl IntoView {
    let i18n = use_i18n();
    let allowed =
        part(ticket, |ticket| ticket.actions.iter().filter(|action| action.is_on_rma()).cloned().collect::<Vec<_>>());
    let hands_over = Memo::new(move |_| allowed.read().contains(&Action::HandOverDefective));
    let deciding = Deciding::new(state);
    // Lives longer than the form, which goes with what it sends.
    let person = untrack(|| use_session().me()).map(|me| me.user.id);
    let draft = StoredValue::new(Draft::slot("rma", person.as_ref(), state.sr().as_str()));
    let asked = RwSignal::new(None::<Intent>);
    let question = move |action: Action| {
        let kind = if action == Action::RequestLoaner { ButtonKind::Plain } else { ButtonKind::Primary };
        let word = action.clone();
        let ask = move |()| {
            let report = RmaReport { revision: rma.read_untracked().revision, carrier: None, tracking_number: None };
            deciding.begin();
            asked.set(Some(Intent::new(TakeAction { rma: Some(report), ..action.clone().into() })));
        };
        view! {
            <Button kind=kind on_press=Callback::new(ask)>
                {text(move || i18n.action(&word) + "…")}
            </Button>
        }
    };
    let questions = move || {
        let asked = allowed.get().into_iter().filter(|action| *action != Action::HandOverDefective);
        asked.map(question).collect_view()
    };
    view! {
        <Overtaken overtaken=deciding.overtaken id="rma-overtaken" words=I18n::rma_overtaken />
        <Show when=move || !allowed.read().is_empty()>
            <div class="object__foot">
                {move || hands_over.get().then(|| view! { <HandOver rma=rma draft=draft deciding=deciding /> })}
                {questions}
            </div>
        </Show>
        <Ask
            asked=asked
            state=state
            overtaken=Callback::new(move |()| deciding.was_overtaken())
            finished=Callback::new(|()| lead_back())
        />
    }
}

/// To whom the defective part was given, and under which number; kept on this device until the backend has it.
#[component]
fn HandOver(rma: Memo<Rma>, draft: StoredValue<String>, deciding: Deciding) -> impl IntoView {
    let i18n = use_i18n();
    let kept = storage::get(&draft.get_value()).and_then(|kept| serde_json::from_str(&kept).ok());
    let (kept_carrier, kept_number): (String, String) = kept.unwrap_or_default();
    let (carrier, number) = (RwSignal::new(kept_carrier), RwSignal::new(kept_number));
    Effect::new(move |_| {
        if let Ok(typed) = serde_json::to_string(&(&*carrier.read(), &*number.read())) {
            draft.with_value(|slot| storage::set(slot, &typed));
        }
    });
    let wrong = RwSignal::new(Vec::<FieldError>::new());
    let error = move |pointer: &'static str| {
        Signal::derive(move || {
            wrong.read().iter().find(|error| error.pointer == pointer).map(|error| i18n.field_error(error))
        })
    };
    let lead_to_wrong = move || {
        wrong.with_untracked(|wrong| {
            if let Some(first) = wrong.first() {
                let control = if first.pointer == "/rma/trackingNumber" { NUMBER } else { CARRIER };
                focus::on(&["#", control].concat());
            }
        });
    };
    let send = move || {
        let report = RmaReport {
            revision: rma.read_untracked().revision,
            carrier: Some(carrier.get_untracked()),
            tracking_number: Some(number.get_untracked()),
        };
        let action = TakeAction { rma: Some(report), ..Action::HandOverDefective.into() };
        let valid = match action.validate() {
            Ok(valid) => valid,
            Err(errors) => {
                wrong.set(errors);
                return lead_to_wrong();
            }
        };
        wrong.set(Vec::new());
        deciding.send(valid, move |settled| match settled {
            Ok(()) => {
                draft.with_value(|slot| storage::remove(slot));
                lead_back();
            }
            Err(errors) => {
                wrong.set(errors);
                lead_to_wrong();
            }
        });
    };
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send();
    };
    let retry = Callback::new(move |()| send());
    let failure = move || deciding.failed.get().map(|error| view! { <ErrorNote error=error retry=retry /> });
    view! {
        <form class="object__form" on:submit=submitted novalidate>
            <p class="object__lead">{text(move || i18n.rma_hand_over_text())}</p>
            <div class="fields--2">
                <TextField
                    id=CARRIER
                    label=Signal::derive(move || i18n.rma_carrier())
                    value=carrier
                    error=error("/rma/carrier")
                />
                <TextField
                    id=NUMBER
                    label=Signal::derive(move || i18n.rma_tracking_optional())
                    value=number
                    error=error("/rma/trackingNumber")
                />
            </div>
            {failure}
            <Button kind=ButtonKind::Primary busy=deciding.busy>
                <Icon name="truck" />
                {text(move || i18n.action(&Action::HandOverDefective))}
            </Button>
        </form>
    }
}

/// What was pressed goes away; the keyboard stays at what it was about.
fn lead_back() {
    focus::on(&["#", RMA].concat());
}

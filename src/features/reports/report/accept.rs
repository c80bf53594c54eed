//! Accepting the risk of a finding: for a reason and until a day. What is typed is kept on this device until the backend
//! has it.

use aftercare_contract::{
    FieldCode, FieldError,
    asset::Day,
    report::{DecideFinding, Finding, FindingAction, Report},
};
use leptos::{ev, prelude::*};

use super::{finding::Deciding, state::ReportView};
use crate::{
    i18n::{I18n, text, use_i18n},
    platform::{clock::use_clock, focus, storage, zone},
    session::use_session,
    ui::{Button, ButtonKind, Dialog, ErrorNote, ErrorSummary, Field, described_by},
};

const REASON: &str = "risk-reason";
const UNTIL: &str = "risk-until";

/// The dialog, while a finding is chosen.
#[component]
pub(super) fn AcceptRisk(view: ReportView) -> impl IntoView {
    let i18n = use_i18n();
    let deciding = view.deciding();
    let title = move || deciding.with(|finding| finding.as_ref().map(|finding| finding.id.to_string()));
    let close = Callback::new(move |()| deciding.set(None));
    let form = move || {
        let finding = deciding.get_untracked();
        finding.map(|finding| view! { <Form finding=finding view=view /> })
    };
    view! {
        <Dialog
            open=Signal::derive(move || deciding.read().is_some())
            title=Signal::derive(move || i18n.finding_accept_title(&title().unwrap_or_default()))
            on_close=close
        >
            {form()}
        </Dialog>
    }
}

/// Where the draft is kept; what it begins with where there is none: an acceptance that holds can be changed.
fn draft_of(finding: &Finding) -> (String, String, String) {
    let person = untrack(|| use_session().me()).map(|me| me.user.id.to_string()).unwrap_or_default();
    let name = ReportView::name_of(finding);
    let slot = ["risk", &*person, name.as_str()].join("/");
    let kept = storage::get(&slot).and_then(|kept| serde_json::from_str::<(String, String)>(&kept).ok());
    let decision = &finding.decision;
    let (reason, until) = kept.unwrap_or_else(|| {
        let reason = decision.reason.as_ref().map(|reason| reason.text.clone()).unwrap_or_default();
        (reason, decision.until.map(|until| until.0.to_string()).unwrap_or_default())
    });
    (slot, reason, until)
}

#[component]
fn Form(finding: Finding, view: ReportView) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let (slot, reason, until) = draft_of(&finding);
    let (reason, until) = (RwSignal::new(reason), RwSignal::new(until));
    let slot = StoredValue::new(slot);
    let keep = move || {
        let typed = (reason.get_untracked(), until.get_untracked());
        if let Ok(typed) = serde_json::to_string(&typed) {
            slot.with_value(|slot| storage::set(slot, &typed));
        }
    };
    let latest = Memo::new(move |_| view.report().with(|report| report.value().and_then(last_day)));
    let wrong = RwSignal::new(Vec::<FieldError>::new());
    let deciding = Deciding::new(view);
    let finding = StoredValue::new(finding);
    let send = Callback::new(move |()| {
        let decision = DecideFinding {
            action: FindingAction::AcceptRisk,
            reason: Some(reason.get_untracked()),
            language: Some(untrack(|| i18n.language().tag().to_owned())),
            until: until.with_untracked(|until| until.parse().ok().map(Day)),
        };
        let today = zone::day_of(clock.now());
        // Where none is told, only the backend knows which day is too late.
        let last = latest.get_untracked().or(decision.until).unwrap_or(today);
        if let Err(errors) = decision.validate(today.0, last.0) {
            return wrong.set(errors);
        }
        wrong.set(Vec::new());
        let day = decision.until;
        let done = move || i18n.finding_accepted_toast(&day.map(|day| i18n.date(day)).unwrap_or_default());
        deciding.send(finding.get_value(), decision, done, move |errors| {
            if errors.is_empty() {
                slot.with_value(|slot| storage::remove(slot));
                view.deciding().set(None);
            } else {
                wrong.set(errors);
            }
        });
    });
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    let cancel = Callback::new(move |()| view.deciding().set(None));
    let failure = move || deciding.failed.get().map(|error| view! { <ErrorNote error=error retry=send /> });
    let lines = Memo::new(move |_| {
        let line = |error: &FieldError| {
            let (control, name) = match &*error.pointer {
                "/reason" => (REASON, i18n.finding_reason()),
                "/until" => (UNTIL, i18n.finding_until()),
                _ => return (None, sentence(i18n, error, latest.get())),
            };
            (Some(control), i18n.finding_error(&name, &sentence(i18n, error, latest.get())))
        };
        wrong.read().iter().map(line).collect::<Vec<_>>()
    });
    view! {
        <form class="dialog__body" novalidate on:submit=submitted on:input=move |_| keep()>
            <ErrorSummary errors=lines />
            <Reason reason=reason wrong=wrong latest=latest />
            <Until until=until wrong=wrong latest=latest />
            <p class="soft">{text(move || i18n.finding_kept())}</p>
            {failure}
            <div class="buttons">
                <Button kind=ButtonKind::Primary busy=deciding.busy>
                    {text(move || i18n.finding_accept_now())}
                </Button>
                <Button kind=ButtonKind::Quiet on_press=cancel>
                    {text(move || i18n.finding_cancel())}
                </Button>
            </div>
        </form>
    }
}

fn last_day(report: &Report) -> Option<Day> {
    report.latest_acceptance
}

/// What is wrong with a field.
fn sentence(i18n: I18n, error: &FieldError, latest: Option<Day>) -> String {
    match (&*error.pointer, &error.code, latest) {
        ("/until", FieldCode::NotOffered, Some(latest)) => i18n.finding_until_late(&i18n.date(latest)),
        _ => i18n.field_error(error),
    }
}

fn error_at(
    i18n: I18n,
    pointer: &'static str,
    wrong: RwSignal<Vec<FieldError>>,
    latest: Memo<Option<Day>>,
) -> Signal<Option<String>> {
    Signal::derive(move || {
        let wrong = wrong.read();
        let error = wrong.iter().find(|error| error.pointer == pointer)?;
        Some(sentence(i18n, error, latest.get()))
    })
}

#[component]
fn Reason(reason: RwSignal<String>, wrong: RwSignal<Vec<FieldError>>, latest: Memo<Option<Day>>) -> impl IntoView {
    let i18n = use_i18n();
    let error = error_at(i18n, "/reason", wrong, latest);
    request_animation_frame(|| focus::on(&["#", REASON].concat()));
    view! {
        <Field
            id=REASON
            label=Signal::derive(move || i18n.finding_reason())
            hint=Signal::derive(move || i18n.finding_reason_hint())
            error=error
        >
            <textarea
                class="input"
                id=REASON
                rows="3"
                aria-required="true"
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-describedby=move || described_by(REASON, true, error.read().is_some())
                bind:value=reason
            ></textarea>
        </Field>
    }
}

#[component]
fn Until(until: RwSignal<String>, wrong: RwSignal<Vec<FieldError>>, latest: Memo<Option<Day>>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let error = error_at(i18n, "/until", wrong, latest);
    let hint = move || latest.get().map(|latest| i18n.finding_until_hint(&i18n.date(latest))).unwrap_or_default();
    let today = move || zone::day_of(clock.minute()).0.to_string();
    let last = move || latest.get().map(|latest| latest.0.to_string());
    view! {
        <Field id=UNTIL label=Signal::derive(move || i18n.finding_until()) hint=Signal::derive(hint) error=error>
            <input
                class="input risk__until"
                id=UNTIL
                type="date"
                min=today
                max=last
                aria-required="true"
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-describedby=move || described_by(UNTIL, true, error.read().is_some())
                bind:value=until
            />
        </Field>
    }
}

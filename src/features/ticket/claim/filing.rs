//! Filing a claim: what is known is filled in, the amount and what it is for are asked. Kept on this device until the
//! backend has it.

use aftercare_contract::{
    FieldError,
    claim::{ClaimDecision, ClaimTerms},
    ticket::{Action, TakeAction, Ticket},
};
use leptos::{ev, prelude::*, task::spawn_local};

use super::{
    super::{deciding::Deciding, part},
    Missed,
    evidence::{Complaint, Evidence, EvidenceFiles},
    lead_back, missed,
};
use crate::{
    i18n::{I18n, text, use_i18n},
    platform::{focus, storage},
    ui::{Button, ButtonKind, ErrorNote, Field, Icon, described_by},
};

/// The controls.
const AMOUNT: &str = "claim-amount";
const DESCRIPTION: &str = "claim-description";

/// An amount as people type it, with separators and in whichever digits; one that is none counts as nothing at all.
fn amount_of(typed: &str) -> Option<u64> {
    let digit = |c: char| match c {
        '０'..='９' => char::from_digit(c as u32 - '０' as u32, 10).unwrap_or(c),
        _ => c,
    };
    let typed: String = typed.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '，')).map(digit).collect();
    (!typed.is_empty()).then(|| typed.parse().unwrap_or_default())
}

#[component]
pub(super) fn Filing(
    ticket: Signal<Ticket>,
    draft: StoredValue<String>,
    deciding: StoredValue<Deciding>,
    evidence: StoredValue<Evidence>,
) -> impl IntoView {
    let i18n = use_i18n();
    let (deciding, files) = (deciding.get_value(), evidence.get_value());
    let terms = part(ticket, |ticket| ticket.terms.as_ref().and_then(|terms| terms.claims.clone()));
    let kept = storage::get(&draft.get_value()).and_then(|kept| serde_json::from_str(&kept).ok());
    let (kept_amount, kept_description): (String, String) = kept.unwrap_or_default();
    let opened = !kept_amount.is_empty() || !kept_description.is_empty();
    let (amount, description) = (RwSignal::new(kept_amount), RwSignal::new(kept_description));
    Effect::new(move |_| {
        if let Ok(typed) = serde_json::to_string(&(&*amount.read(), &*description.read())) {
            draft.with_value(|slot| storage::set(slot, &typed));
        }
    });
    let wrong = RwSignal::new(Vec::<FieldError>::new());
    let undecided = RwSignal::new(None::<String>);
    let refuse = move |errors: Vec<FieldError>| {
        let about = |pointer: &str| errors.first().is_some_and(|error| error.pointer == pointer);
        focus::on(&["#", if about("/claim/description") { DESCRIPTION } else { AMOUNT }].concat());
        let uploads = errors.iter().find(|error| error.pointer.starts_with("/claim/uploads"));
        undecided.set(uploads.map(|error| untrack(|| i18n.field_error(error))));
        wrong.set(errors);
    };
    let send_now = move || {
        let uploads = files.ids();
        let decision = ClaimDecision {
            revision: ticket.with_untracked(|ticket| ticket.claim.as_ref().map_or(0, |claim| claim.revision)),
            amount: amount.with_untracked(|amount| amount_of(amount)),
            description: Some(description.get_untracked()),
            language: Some(untrack(|| i18n.language().tag().to_owned())),
            uploads: uploads.clone(),
        };
        let action = TakeAction { claim: Some(decision), ..Action::FileClaim.into() };
        match action.validate() {
            Err(errors) => refuse(errors),
            Ok(valid) => {
                wrong.set(Vec::new());
                deciding.send(valid, move |settled| match settled {
                    Ok(()) => {
                        files.sent(&uploads);
                        draft.with_value(|slot| storage::remove(slot));
                        lead_back();
                    }
                    Err(errors) => refuse(errors),
                });
            }
        }
    };
    let send = Callback::new(move |()| {
        spawn_local(async move {
            match files.is_clear().await {
                // While files were looked into, the page may have been left.
                _ if wrong.is_disposed() => {}
                true => send_now(),
                false => undecided.set(Some(untrack(|| i18n.new_secret_undecided()))),
            }
        });
    });
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send.run(());
    };
    let failure = move || deciding.failed.get().map(|error| view! { <ErrorNote error=error retry=send /> });
    view! {
        <section class="object" aria-labelledby="claim-new-title">
            <header class="object__head">
                <h2 id="claim-new-title">{text(move || i18n.claim_open_form())}</h2>
            </header>
            <div class="object__foot">
                <p class="object__lead">{text(move || i18n.claim_lead())}</p>
                <details class="object__past" prop:open=opened>
                    <summary>{text(move || i18n.action(&Action::FileClaim) + "…")}</summary>
                    <Known ticket=ticket />
                    <form class="object__form" on:submit=submitted novalidate>
                        <Amount amount=amount terms=terms wrong=wrong />
                        <Description description=description wrong=wrong />
                        <EvidenceFiles evidence=evidence />
                        <Complaint wrong=undecided />
                        {failure}
                        <Button kind=ButtonKind::Primary busy=deciding.busy>
                            <Icon name="send" />
                            {text(move || i18n.action(&Action::FileClaim))}
                        </Button>
                    </form>
                </details>
            </div>
        </section>
    }
}

/// What needn't be said any more: ticket, contract, the promises that were missed, and what the contract says about it.
#[component]
fn Known(ticket: Signal<Ticket>) -> impl IntoView {
    let i18n = use_i18n();
    let number = part(ticket, |ticket| ticket.summary.sr_number.to_string());
    let contract = part(ticket, |ticket| ticket.contract.as_ref().map(|contract| contract.number.clone()));
    let clocks = part(ticket, missed);
    let means = part(ticket, |ticket| {
        let terms = ticket.terms.as_ref()?;
        missed(ticket).iter().find_map(|clock| terms.meaning_of_breach(&clock.promise).cloned())
    });
    let contract = move || {
        contract.get().map(|number| {
            view! {
                <dt>{text(move || i18n.claim_contract())}</dt>
                <dd class="mono">{number}</dd>
            }
        })
    };
    let means = move || {
        means.get().map(|means| {
            let (means, lang) = i18n.localized(&means);
            view! {
                <dt>{text(move || i18n.claim_means())}</dt>
                <dd lang=lang>{means}</dd>
            }
        })
    };
    view! {
        <dl class="facts-list">
            <dt>{text(move || i18n.claim_ticket())}</dt>
            <dd class="mono">{move || number.get()}</dd>
            {contract}
            <dt>{text(move || i18n.claim_missed())}</dt>
            <dd>{move || clocks.get().into_iter().map(|clock| view! { <Missed clock=clock /> }).collect_view()}</dd>
            {means}
        </dl>
    }
}

/// What is wrong with this field.
fn error_at(i18n: I18n, wrong: RwSignal<Vec<FieldError>>, pointer: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || {
        wrong.read().iter().find(|error| error.pointer == pointer).map(|error| i18n.field_error(error))
    })
}

/// How much, and which grade that is while it is typed.
#[component]
fn Amount(
    amount: RwSignal<String>,
    terms: Memo<Option<ClaimTerms>>,
    wrong: RwSignal<Vec<FieldError>>,
) -> impl IntoView {
    let i18n = use_i18n();
    let error = error_at(i18n, wrong, "/claim/amount");
    let currency = Memo::new(move |_| terms.read().as_ref().map(|terms| terms.currency.clone()).unwrap_or_default());
    let grade = move || {
        let (terms, amount) = (terms.read(), amount_of(&amount.read()).filter(|amount| *amount > 0));
        let grade = terms.as_ref()?.grade(amount?)?;
        Some(i18n.claim_grade(&grade.code, &i18n.number(grade.working_days.into())))
    };
    let grades = move || {
        let terms = terms.read();
        let said = terms.iter().flat_map(|terms| &terms.grades).map(|grade| {
            let days = i18n.number(grade.working_days.into());
            match grade.from {
                0 => i18n.claim_grade_below(&grade.code, &days),
                from => i18n.claim_grade_from(&grade.code, &i18n.number(from), &days),
            }
        });
        [i18n.claim_amount_hint()].into_iter().chain(said).collect::<Vec<_>>().join(" · ")
    };
    view! {
        <Field
            id=AMOUNT
            label=Signal::derive(move || i18n.claim_amount(&currency.read()))
            hint=Signal::derive(grades)
            error=error
        >
            <input
                class="input"
                id=AMOUNT
                inputmode="numeric"
                autocomplete="off"
                aria-required="true"
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-describedby=move || described_by(AMOUNT, true, error.read().is_some())
                bind:value=amount
            />
            <p class="object__note" role="status">
                {grade}
            </p>
        </Field>
    }
}

#[component]
fn Description(description: RwSignal<String>, wrong: RwSignal<Vec<FieldError>>) -> impl IntoView {
    let i18n = use_i18n();
    let error = error_at(i18n, wrong, "/claim/description");
    view! {
        <Field
            id=DESCRIPTION
            label=Signal::derive(move || i18n.claim_description())
            hint=Signal::derive(move || i18n.claim_description_hint())
            error=error
        >
            <textarea
                class="input"
                id=DESCRIPTION
                rows="3"
                aria-required="true"
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-describedby=move || described_by(DESCRIPTION, true, error.read().is_some())
                bind:value=description
            ></textarea>
        </Field>
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn an_amount_is_read_as_people_type_it() {
        let read = ["36,800", "３６８００", " 36 800 ", "36800.50", "much", "  "].map(amount_of);
        assert_eq!(read, [Some(36_800), Some(36_800), Some(36_800), Some(0), Some(0), None]);
    }
}

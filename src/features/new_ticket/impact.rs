//! How bad it is: the questions, and the severity that follows from them.

use aftercare_contract::{
    asset::GradePromises,
    catalogue::{Because, Need},
    ticket::{AffectedUsers, DataAtRisk, Interruption, Promise, PromiseTarget, RaiseSeverity},
};
use leptos::prelude::*;

use super::{
    controls::{Entry, FormSection, Group, Radios, TextInput},
    draft::{Answers, Section, Situation},
    form::{Form, use_form},
};
use crate::{
    i18n::{I18n, text, use_i18n},
    ui::{Button, ButtonKind, Choice, Field, Icon, Look, SeverityMark, described_by, severity_words},
};

/// The questions on the impact, and the verdict beside them.
#[component]
pub fn ImpactSection() -> impl IntoView {
    let i18n = use_i18n();
    let title = Signal::derive(move || i18n.new_impact_title());
    view! {
        <FormSection section=Section::Impact title=title beside=|| view! { <Verdict /> }>
            <Situations />
            <div class="questions">
                <Question
                    pointer="/impact/interruption"
                    label=I18n::new_interruption
                    choices=vec![
                        Choice::new(Interruption::No, I18n::new_no),
                        Choice::new(Interruption::Partly, I18n::new_partly),
                        Choice::new(Interruption::Yes, I18n::new_yes),
                    ]
                    read=|answers| answers.interruption.clone()
                    write=|answers, value| answers.interruption = Some(value)
                />
                <Question
                    pointer="/impact/dataAtRisk"
                    label=I18n::new_data_at_risk
                    choices=vec![
                        Choice::new(DataAtRisk::No, I18n::new_no),
                        Choice::new(DataAtRisk::Unsure, I18n::new_unsure),
                        Choice::new(DataAtRisk::Yes, I18n::new_yes),
                    ]
                    read=|answers| answers.data_at_risk.clone()
                    write=|answers, value| answers.data_at_risk = Some(value)
                />
                <Question
                    pointer="/impact/coreSystem"
                    label=I18n::new_core_system
                    choices=vec![Choice::new(false, I18n::new_no), Choice::new(true, I18n::new_yes)]
                    read=|answers| answers.core_system
                    write=|answers, value| answers.core_system = Some(value)
                />
                <Question
                    pointer="/impact/affectedUsers"
                    label=I18n::new_affected
                    choices=vec![
                        Choice::new(AffectedUsers::Nobody, I18n::new_affected_nobody),
                        Choice::new(AffectedUsers::Some, I18n::new_affected_some),
                        Choice::new(AffectedUsers::All, I18n::new_affected_all),
                    ]
                    read=|answers| answers.affected_users.clone()
                    write=|answers, value| answers.affected_users = Some(value)
                />
                <Question
                    pointer="/impact/workaround"
                    label=I18n::new_workaround
                    choices=vec![Choice::new(true, I18n::new_yes), Choice::new(false, I18n::new_no)]
                    read=|answers| answers.workaround
                    write=|answers, value| answers.workaround = Some(value)
                />
            </div>
        </FormSection>
    }
}

/// What comes closest: answers all questions at once, to be set right below.
#[component]
fn Situations() -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let choice = |situation: Situation| {
        let label = match situation {
            Situation::Down => I18n::new_situation_down,
            Situation::Partly => I18n::new_situation_partly,
            Situation::Degraded => I18n::new_situation_degraded,
            Situation::Unnoticed => I18n::new_situation_unnoticed,
        };
        Choice::new(situation, label)
    };
    let chosen = Memo::new(move |_| {
        form.read(|draft| Situation::ALL.into_iter().find(|situation| situation.answers() == draft.impact))
    });
    let choose = Callback::new(move |situation: Situation| {
        form.edit("/impact", |draft| draft.impact = situation.answers());
    });
    view! {
        <Group class="field" pointer="/impact" label=I18n::new_situation>
            <p class="field__hint">{text(move || i18n.new_situation_hint())}</p>
            <Radios
                pointer="/impact"
                choices=Situation::ALL.map(choice).to_vec()
                chosen=chosen
                choose=choose
                look=Look::Boxes(2)
            />
        </Group>
    }
}

#[component]
fn Question<T>(
    pointer: &'static str,
    label: fn(I18n) -> String,
    choices: Vec<Choice<T>>,
    read: fn(&Answers) -> Option<T>,
    write: fn(&mut Answers, T),
) -> impl IntoView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let form = use_form();
    let chosen = Memo::new(move |_| form.read(|draft| read(&draft.impact)));
    let choose = Callback::new(move |value| form.edit(pointer, |draft| write(&mut draft.impact, value)));
    view! {
        <Group class="question" pointer=pointer label=label>
            <Radios pointer=pointer choices=choices chosen=chosen choose=choose look=Look::Switch />
        </Group>
    }
}

/// The grade that follows from the answers, why, what is promised for it, and a way to raise it.
#[component]
fn Verdict() -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let proposal = Memo::new(move |_| {
        form.with_catalogue(|draft, catalogue| draft.proposal(catalogue).map(|(grade, why)| (grade.clone(), why)))
    });
    let raised = Memo::new(move |_| {
        form.with_catalogue(|draft, catalogue| draft.raised(catalogue).map(|(grade, _)| grade.clone()))
    });
    let grade = move || raised.get().or_else(|| proposal.get().map(|(grade, _)| grade));
    let verdict = move || match grade() {
        Some(GradePromises { grade, promises }) => {
            let word = move || if raised.read().is_some() { i18n.new_you_want() } else { i18n.new_we_propose() };
            view! {
                <span class="faint">{word}</span>
                <span class="verdict__grade">
                    <SeverityMark severity=grade />
                </span>
                <Promises promises=promises />
                {move || hours(i18n, form).map(|hours| view! { <span class="faint">{hours}</span> })}
            }
            .into_any()
        }
        None => view! { <span class="soft">{text(move || waiting(i18n, form))}</span> }.into_any(),
    };
    let why = move || {
        let (_, because) = proposal.get()?;
        let line = |fact: Because| {
            view! {
                <li>
                    <Icon name="check" />
                    <span>{move || form.read(|draft| fact_of(i18n, &draft.impact, fact))}</span>
                </li>
            }
        };
        (!because.is_empty())
            .then(|| view! { <ul class="verdict__why">{because.into_iter().map(line).collect_view()}</ul> })
    };
    view! {
        <output class="verdict">{verdict}</output>
        {why}
        <Raise />
        <Clear />
    }
}

/// The hours in which the promises count.
fn hours(i18n: I18n, form: Form) -> Option<String> {
    form.read(|draft| {
        let contract = draft.device.as_ref()?.contract.as_ref()?;
        Some(i18n.new_promise_hours(&i18n.localized(&contract.hours).0))
    })
}

/// What is still missing for a verdict.
fn waiting(i18n: I18n, form: Form) -> String {
    let optional = form.kind().is_some_and(|kind| kind.impact != Need::Required);
    form.with_catalogue(|draft, catalogue| match (&draft.device, draft.policy(catalogue)) {
        (Some(_), _) if !draft.covered => i18n.new_verdict_uncovered(),
        _ if optional => i18n.new_verdict_optional(),
        (None, _) => i18n.new_verdict_device(),
        (Some(_), Some(policy)) if !policy.rules.is_empty() => i18n.new_verdict_answers(),
        _ => i18n.new_verdict_later(),
    })
}

/// A fact that decided, as it was answered.
fn fact_of(i18n: I18n, answers: &Answers, fact: Because) -> String {
    match fact {
        Because::Interruption => match &answers.interruption {
            Some(Interruption::Yes) => i18n.new_because_interrupted(),
            Some(Interruption::Partly) => i18n.new_because_partly(),
            _ => i18n.new_because_running(),
        },
        Because::DataAtRisk => match &answers.data_at_risk {
            Some(DataAtRisk::Yes) => i18n.new_because_data(),
            Some(DataAtRisk::Unsure) => i18n.new_because_data_unsure(),
            _ => i18n.new_because_data_safe(),
        },
        Because::CoreSystem if answers.core_system == Some(true) => i18n.new_because_core(),
        Because::CoreSystem => i18n.new_because_not_core(),
        Because::AffectedUsers => match &answers.affected_users {
            Some(AffectedUsers::All) => i18n.new_because_all(),
            Some(AffectedUsers::Some) => i18n.new_because_some(),
            _ => i18n.new_because_nobody(),
        },
        Because::Workaround if answers.workaround == Some(true) => i18n.new_because_workaround(),
        Because::Workaround => i18n.new_because_no_workaround(),
    }
}

/// What is promised for a grade, as the contract has it.
#[component]
fn Promises(promises: Vec<PromiseTarget>) -> impl IntoView {
    let i18n = use_i18n();
    let line = move |promise: PromiseTarget| {
        let words = move || i18n.new_promise(&i18n.promise(&promise.promise), &i18n.span(promise.target));
        view! { <li>{words}</li> }
    };
    // The last promise is the customer's own.
    let ours = promises.into_iter().filter(|promise| promise.promise != Promise::Confirmation);
    view! { <ul class="soft">{ours.map(line).collect_view()}</ul> }
}

/// Takes the answers back, where none are needed.
#[component]
fn Clear() -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let there = move || {
        let optional = form.kind().is_some_and(|kind| kind.impact != Need::Required);
        optional && form.read(|draft| draft.impact != Answers::default())
    };
    let clear = Callback::new(move |()| form.edit("/impact", |draft| draft.impact = Answers::default()));
    view! {
        <Show when=there>
            <div class="buttons">
                <Button kind=ButtonKind::Quiet on_press=clear>
                    {text(move || i18n.new_answers_clear())}
                </Button>
            </div>
        </Show>
    }
}

/// A graver severity than the proposed one, with its reason.
#[component]
fn Raise() -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let graver = Memo::new(move |_| form.with_catalogue(|draft, catalogue| draft.graver(catalogue).to_vec()));
    let raised = Memo::new(move |_| form.with_catalogue(|draft, catalogue| draft.raised(catalogue).is_some()));
    let raise = Callback::new(move |()| {
        // One grade up; the list offers the others.
        if let Some(next) = graver.read_untracked().last() {
            let code = next.grade.code.clone();
            form.edit("/raiseSeverity", |draft| {
                let reason = draft.raise.take().map(|raise| raise.reason).unwrap_or_default();
                draft.raise = Some(RaiseSeverity { code, reason });
            });
        }
    });
    move || match (raised.get(), graver.read().is_empty()) {
        (_, true) => None,
        (true, _) => Some(view! { <RaiseFields graver=graver /> }.into_any()),
        (false, _) => Some(
            view! {
                <div class="buttons">
                    <Button on_press=raise>
                        <Icon name="escalate" />
                        {text(move || i18n.new_raise())}
                    </Button>
                </div>
            }
            .into_any(),
        ),
    }
}

const REASON: Entry = Entry {
    pointer: "/raiseSeverity/reason",
    label: I18n::new_raise_reason,
    hint: None,
    optional: false,
    read: |draft| draft.raise.as_ref().map(|raise| &*raise.reason).unwrap_or_default(),
    write: |draft, text| {
        if let Some(raise) = &mut draft.raise {
            raise.reason = text;
        }
    },
};

#[component]
fn RaiseFields(graver: Memo<Vec<GradePromises>>) -> impl IntoView {
    let (i18n, form) = (use_i18n(), use_form());
    let error = form.error("/raiseSeverity/code");
    let chosen = move || form.read(|draft| draft.raise.as_ref().map(|raise| raise.code.clone()));
    let choose = move |code: String| {
        form.edit("/raiseSeverity/code", |draft| {
            if let Some(raise) = &mut draft.raise {
                raise.code = code;
            }
        });
    };
    let drop_it = Callback::new(move |()| form.edit("/raiseSeverity", |draft| draft.raise = None));
    let grades = move || {
        let option = |grade: GradePromises| {
            let selected = grade.grade.code.clone();
            let words = text(move || severity_words(i18n, &grade.grade));
            view! {
                <option value=selected.clone() prop:selected=move || chosen().as_deref() == Some(&selected)>
                    {words}
                </option>
            }
        };
        graver.get().into_iter().map(option).collect_view()
    };
    view! {
        <Field id="raise-code" label=Signal::derive(move || i18n.new_raise_to()) error=error>
            <select
                class="input"
                id="raise-code"
                aria-invalid=move || error.read().is_some().then_some("true")
                aria-describedby=move || described_by("raise-code", false, error.read().is_some())
                on:change:target=move |event| choose(event.target().value())
            >
                {grades}
            </select>
        </Field>
        <TextInput entry=REASON rows=2 />
        <div class="buttons">
            <Button kind=ButtonKind::Quiet on_press=drop_it>
                {text(move || i18n.new_raise_not())}
            </Button>
        </div>
    }
}

//! Which findings are looked at; each of it stands in the URL.

use aftercare_contract::report::{Change, DecisionState, FindingCounts, FindingGrade, FindingQuery};
use leptos::{ev, prelude::*};

use super::{super::pieces::Pick, state::ReportView};
use crate::{
    i18n::{I18n, text, use_i18n},
    route::{ReportPlace, Route, use_navigation},
};

/// Fewer findings than this are read without a filter.
const FEW: u64 = 6;

#[component]
pub(super) fn Filter(view: ReportView) -> impl IntoView {
    let (i18n, navigation) = (use_i18n(), use_navigation());
    let counts = Memo::new(move |_| {
        view.report().with(|report| report.value().map(|report| report.summary.findings)).unwrap_or_default()
    });
    let go = move |change: Box<dyn FnOnce(&mut FindingQuery)>| {
        let before = untrack(|| view.query());
        let mut wanted = FindingQuery { cursor: None, ..before.clone() };
        change(&mut wanted);
        if wanted != before {
            navigation.replace(&Route::from(&ReportPlace::One(view.id(), wanted)));
        }
    };
    let grades = Signal::derive(move || {
        let FindingCounts { high, medium, low, .. } = counts.get();
        let counted = [(FindingGrade::High, high), (FindingGrade::Medium, medium), (FindingGrade::Low, low)];
        with_any(i18n, counted.map(|(grade, count)| (grade.to_string(), i18n.finding_grade(&grade), count)))
    });
    let decisions = Signal::derive(move || {
        let FindingCounts { open, requested, accepted, .. } = counts.get();
        let counted =
            [(DecisionState::Open, open), (DecisionState::Requested, requested), (DecisionState::Accepted, accepted)];
        with_any(i18n, counted.map(|(state, count)| (state.to_string(), i18n.decision_state(&state), count)))
    });
    let changes = Signal::derive(move || {
        let FindingCounts { new, worse, unchanged, better, .. } = counts.get();
        let counted =
            [(Change::New, new), (Change::Worse, worse), (Change::Unchanged, unchanged), (Change::Better, better)];
        with_any(i18n, counted.map(|(change, count)| (change.to_string(), i18n.change(&change), count)))
    });
    let grade = Signal::derive(move || view.query().grade.map(|grade| grade.to_string()).unwrap_or_default());
    let decision = Signal::derive(move || view.query().decision.map(|state| state.to_string()).unwrap_or_default());
    let change = Signal::derive(move || view.query().change.map(|change| change.to_string()).unwrap_or_default());
    let some = |value: String| (!value.is_empty()).then_some(value);
    let choose_grade = Callback::new(move |value: String| {
        go(Box::new(move |query| query.grade = some(value).map(|value| value.as_str().into())));
    });
    let choose_decision = Callback::new(move |value: String| {
        go(Box::new(move |query| query.decision = some(value).map(|value| value.as_str().into())));
    });
    let choose_change = Callback::new(move |value: String| {
        go(Box::new(move |query| query.change = some(value).map(|value| value.as_str().into())));
    });
    let typed = RwSignal::new(untrack(|| view.query()).text);
    Effect::new(move |_| typed.set(view.query().text));
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let words = typed.get_untracked().trim().to_owned();
        go(Box::new(move |query| query.text = words));
    };
    let worth = move || counts.get().total >= FEW || view.query() != FindingQuery::default();
    view! {
        <Show when=worth>
            <form class="picker" role="search" aria-label=text(move || i18n.findings_filter()) on:submit=submitted>
                <Pick
                    id="findings-grade"
                    label=text(move || i18n.findings_grade())
                    choices=grades
                    chosen=grade
                    choose=choose_grade
                />
                <Pick
                    id="findings-decision"
                    label=text(move || i18n.findings_decision())
                    choices=decisions
                    chosen=decision
                    choose=choose_decision
                />
                <Pick
                    id="findings-change"
                    label=text(move || i18n.findings_change())
                    choices=changes
                    chosen=change
                    choose=choose_change
                />
                <div class="picker__words">
                    <label class="picker__label" for="findings-words">
                        {text(move || i18n.findings_words())}
                    </label>
                    <div class="field__row">
                        <input class="input" id="findings-words" type="search" autocomplete="off" bind:value=typed />
                        <button class="button" type="submit">
                            {text(move || i18n.reports_show())}
                        </button>
                    </div>
                </div>
            </form>
        </Show>
    }
}

/// All, and one of a few values, each with its count.
fn with_any<const N: usize>(i18n: I18n, counted: [(String, String, u64); N]) -> Vec<(String, String)> {
    let one = |(value, name, count): (String, String, u64)| (value, i18n.change_counted(&name, &i18n.number(count)));
    std::iter::once((String::new(), i18n.findings_any())).chain(counted.map(one)).collect()
}

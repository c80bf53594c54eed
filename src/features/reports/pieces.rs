//! Small things that the pages of the reports have in common: words for a state with an icon, grades, ways to other
//! places.

use aftercare_contract::{
    Localized,
    report::{Change, FindingGrade, FindingId, ReportId, ReportSummary, Verdict},
};
use leptos::prelude::*;

use crate::{
    i18n::{I18n, Text, text, use_i18n},
    route::{Area, Link, ReportPlace, Route},
    ui::Icon,
};

/// How the id of a finding on its page begins.
pub(super) const FINDING: &str = "finding-";

/// The id of a finding on its page.
pub(super) fn finding_part(finding: &FindingId) -> String {
    [FINDING, finding.as_str()].concat()
}

/// The finding to which the reader wants to be led; it may have to be fetched.
#[derive(Clone, Copy)]
pub(super) struct Sought(pub(super) RwSignal<Option<FindingId>>);

/// A text of the backend in the visitor's language, or marked with its own.
#[component]
pub(super) fn Said(
    /// The text.
    words: Localized,
) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let (words, lang) = i18n.localized(&words);
        view! { <span lang=lang>{words}</span> }
    }
}

/// Icon and word.
pub(super) fn judged(
    look: &'static str,
    symbol: Option<&'static str>,
    words: impl Fn() -> String + Send + 'static,
) -> AnyView {
    let icon = symbol.map(|name| view! { <Icon name=name /> });
    view! { <span class=["judged judged--", look].concat()>{icon} {text(words)}</span> }.into_any()
}

/// How grave a finding is.
pub(super) fn grade_mark(i18n: I18n, grade: FindingGrade) -> AnyView {
    let (look, symbol) = match grade {
        FindingGrade::High => ("bad", "alert"),
        FindingGrade::Medium => ("watch", "info"),
        FindingGrade::Low | FindingGrade::Other(_) => ("calm", "info"),
    };
    judged(look, Some(symbol), move || i18n.finding_grade(&grade))
}

/// How a change looks.
pub(super) fn change_look(change: &Change) -> (&'static str, Option<&'static str>) {
    match change {
        Change::New => ("bad", Some("alert")),
        Change::Worse => ("watch", Some("down")),
        Change::Better | Change::Resolved => ("good", Some("check")),
        Change::Unchanged => ("calm", Some("swap")),
        Change::Other(_) => ("calm", None),
    }
}

/// What became of something.
pub(super) fn change_mark(i18n: I18n, change: Change) -> AnyView {
    let (look, symbol) = change_look(&change);
    judged(look, symbol, move || i18n.change(&change))
}

/// How a value compares, with the finding about it.
pub(super) fn verdict_mark(i18n: I18n, verdict: Verdict, finding: Option<FindingId>) -> AnyView {
    let (look, symbol) = match verdict {
        Verdict::Normal => ("good", Some("check")),
        Verdict::Watch => ("watch", Some("info")),
        Verdict::Abnormal => ("bad", Some("alert")),
        Verdict::NotApplicable | Verdict::Other(_) => ("calm", None),
    };
    let way = finding.map(|finding| {
        view! {
            " "
            <FindingLink finding=finding />
        }
    });
    view! {
        {judged(look, symbol, move || i18n.verdict(&verdict))}
        {way}
    }
    .into_any()
}

/// Leads to a finding on the same page.
#[component]
pub(super) fn FindingLink(finding: FindingId) -> impl IntoView {
    let sought = use_context::<Sought>();
    let (place, name) = (["#", &finding_part(&finding)].concat(), finding.to_string());
    let seek = move |_| {
        if let Some(Sought(sought)) = sought {
            // Also a second time.
            sought.set(None);
            sought.set(Some(finding.clone()));
        }
    };
    view! {
        <a class="nowrap" href=place on:click=seek>
            {name}
        </a>
    }
}

/// Leads to a report.
#[component]
pub(super) fn ReportLink(id: ReportId) -> impl IntoView {
    let number = id.to_string();
    view! {
        <Link class="mono nowrap" to=Route::from(&ReportPlace::report(id))>
            {number}
        </Link>
    }
}

/// The way back to the list.
#[component]
pub(super) fn Crumbs(children: Children) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <nav class="page-header__crumbs" aria-label=text(move || i18n.report_path())>
            <Link to=Area::Reports.home()>{text(move || i18n.nav_reports())}</Link>
            <span aria-hidden="true">"/"</span>
            {children()}
        </nav>
    }
}

/// How far a report is that is being made.
#[component]
pub(super) fn Making(#[prop(into)] report: Signal<ReportSummary>) -> impl IntoView {
    let i18n = use_i18n();
    let id = untrack(|| ["progress-", report.read().id.as_str()].concat());
    let percent = Memo::new(move |_| report.read().progress.unwrap_or_default());
    view! {
        <div class="download">
            <p id=id.clone()>{text(move || i18n.reports_progress(&i18n.number(percent.get().into())))}</p>
            <progress max="100" value=move || percent.get() aria-labelledby=id></progress>
            <p class="soft">{text(move || i18n.reports_by_itself())}</p>
        </div>
    }
}

/// One of many.
#[component]
pub(super) fn Pick(
    /// The control's id.
    id: &'static str,
    /// What is chosen.
    label: Text,
    /// The values and their names.
    choices: Signal<Vec<(String, String)>>,
    /// The value that is chosen.
    chosen: Signal<String>,
    /// Told when another one is.
    choose: Callback<String>,
) -> impl IntoView {
    let option = move |(value, name): (String, String)| {
        let own = value.clone();
        view! {
            <option value=value selected=move || *chosen.read() == own>
                {name}
            </option>
        }
    };
    view! {
        <div>
            <label class="picker__label" for=id>
                {label}
            </label>
            <select class="input" id=id on:change=move |event| choose.run(event_target_value(&event))>
                {move || choices.get().into_iter().map(option).collect_view()}
            </select>
        </div>
    }
}

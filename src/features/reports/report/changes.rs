//! What became of what the last report had found, and the grades then and now.

use aftercare_contract::report::{Change, FindingChange, Report, ReportId, Subscore};
use leptos::prelude::*;

use super::super::pieces::{FindingLink, ReportLink, Said, change_look, change_mark, finding_part, judged};
use crate::{
    i18n::I18n,
    platform::zone,
    route::{ReportPlace, Route},
};

/// In which order changes are told.
const ORDER: [Change; 5] = [Change::New, Change::Worse, Change::Better, Change::Resolved, Change::Unchanged];

pub(super) fn view(i18n: I18n, report: &Report) -> AnyView {
    let before = report.previous.clone().map(|before| {
        let day = i18n.date(zone::day_of(before.published));
        view! { <p class="section__lead">{i18n.report_changes_before()} " " {day} " " <ReportLink id=before.id /></p> }
    });
    let counts = report.summary.findings;
    let counted = move |change: &Change| match change {
        Change::New => counts.new,
        Change::Worse => counts.worse,
        Change::Unchanged => counts.unchanged,
        Change::Better => counts.better,
        Change::Resolved => counts.resolved,
        Change::Other(_) => 0,
    };
    view! {
        {before}
        {change_list(i18n, &report.changes, None, &counted)}
        {area_grades(i18n, &report.subscores)}
    }
    .into_any()
}

/// Findings by what became of them; `counted` is how many of each there are, shown or not, and `elsewhere` the report
/// that they are in where that isn't on the page.
pub(in super::super) fn change_list(
    i18n: I18n,
    changes: &[FindingChange],
    elsewhere: Option<&ReportId>,
    counted: &dyn Fn(&Change) -> u64,
) -> AnyView {
    let item = |change: &Change| {
        let count = counted(change);
        if count == 0 {
            return None;
        }
        let these: Vec<&FindingChange> = changes.iter().filter(|one| one.change == *change).collect();
        let shown = u64::try_from(these.len()).unwrap_or_default();
        let lines = these.into_iter().map(|change| line(change, elsewhere)).collect_view();
        let (look, symbol) = change_look(change);
        let (word, number) = (i18n.change(change), i18n.number(count));
        let mark = judged(look, symbol, move || i18n.change_counted(&word, &number));
        let rest = (shown < count).then(|| {
            let words = i18n.compare_more(&i18n.number(shown), &i18n.number(count));
            view! { <li class="soft">{words}</li> }
        });
        Some(view! { <li class="changes__item">{mark} <ul class="changes__text">{lines} {rest}</ul></li> })
    };
    let items = ORDER.iter().filter_map(item).collect_view();
    view! { <ul class="changes">{items}</ul> }.into_any()
}

fn line(change: &FindingChange, elsewhere: Option<&ReportId>) -> impl IntoView + use<> {
    let place = change.finding.clone().map(|finding| match elsewhere {
        Some(report) => {
            let place = Route::from(&ReportPlace::report(report.clone())).print_part(&finding_part(&finding));
            view! {
                <a class="nowrap" href=place>
                    {finding.to_string()}
                </a>
            }
            .into_any()
        }
        None => view! { <FindingLink finding=finding /> }.into_any(),
    });
    let device = change.device.clone().map(|device| view! { <span class="soft">" · " {device.name}</span> });
    view! {
        <li>
            <Said words=change.title.clone() />
            {device}
            " "
            {place}
        </li>
    }
}

/// The grade of each area, then and now.
pub(in super::super) fn area_grades(i18n: I18n, subscores: &[Subscore]) -> Option<AnyView> {
    let row = |score: &Subscore| {
        let Subscore { area, before, now, change } = score.clone();
        view! {
            <tr>
                <th scope="row">{i18n.health_area(&area)}</th>
                <td>{before.unwrap_or_else(|| "—".to_owned())}</td>
                <td>
                    <strong>{now}</strong>
                </td>
                <td>{change_mark(i18n, change)}</td>
            </tr>
        }
    };
    (!subscores.is_empty()).then(|| {
        let rows = subscores.iter().map(row).collect_view();
        view! {
            <table class="ledger ledger--tight">
                <caption>{i18n.report_area_grades()}</caption>
                <thead>
                    <tr>
                        <th scope="col">{i18n.report_item()}</th>
                        <th scope="col">{i18n.report_before()}</th>
                        <th scope="col">{i18n.report_now()}</th>
                        <th scope="col">{i18n.report_change()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        }
        .into_any()
    })
}

//! Two reports of the same kind, one beside the other.

use aftercare_contract::report::{Change, Comparison, FindingCounts, MetricChange, ReportId, ReportSummary};
use leptos::prelude::*;

use super::{
    pieces::{Crumbs, ReportLink},
    report::{area_grades, change_list},
};
use crate::{
    api::use_api,
    i18n::{I18n, text, use_i18n},
    platform::{print, zone},
    server_state::Query,
    ui::{Button, ButtonKind, Icon, Loaded, PageHeader},
};

#[component]
pub(super) fn ComparisonPage(id: ReportId, other: ReportId) -> impl IntoView {
    let (i18n, api) = (use_i18n(), use_api());
    let report = id.clone();
    let comparison = Query::new(move || {
        let (id, other) = (id.clone(), other.clone());
        async move { api.comparison(&id, &other).await }
    });
    let title = move || {
        comparison.with(|comparison| match comparison.value() {
            Some(both) => i18n.compare_title(both.earlier.id.as_str(), both.later.id.as_str()),
            None => i18n.compare_one(),
        })
    };
    let print = Callback::new(|()| print::page());
    view! {
        <article class="sheet report">
            <PageHeader
                title=Signal::derive(title)
                above=move || {
                    view! {
                        <Crumbs>
                            <ReportLink id=report />
                        </Crumbs>
                    }
                }
            >
                <Button kind=ButtonKind::Quiet on_press=print>
                    <Icon name="printer" />
                    {text(move || i18n.report_print())}
                </Button>
            </PageHeader>
            <Loaded remote=comparison.remote() retry=comparison.retry() let:comparison>
                {move || comparison.with(|comparison| content(i18n, comparison))}
            </Loaded>
        </article>
    }
}

fn content(i18n: I18n, comparison: &Comparison) -> AnyView {
    let Comparison { earlier, later, subscores, changes, counts, metrics } = comparison;
    let FindingCounts { new, worse, unchanged, better, resolved, .. } = *counts;
    let counted = move |change: &Change| match change {
        Change::New => new,
        Change::Worse => worse,
        Change::Unchanged => unchanged,
        Change::Better => better,
        Change::Resolved => resolved,
        Change::Other(_) => 0,
    };
    let figure = |count| i18n.number(count);
    let lead = i18n.compare_findings_lead(
        &figure(new),
        &figure(worse),
        &figure(unchanged),
        &figure(better),
        &figure(resolved),
    );
    let metrics = (!metrics.is_empty()).then(|| {
        let table = measured(i18n, metrics);
        section("compare-metrics", i18n.compare_metrics(), table)
    });
    let findings = view! {
        <p class="section__lead">{lead}</p>
        {change_list(i18n, changes, Some(&later.id), &counted)}
    };
    let grades = view! {
        {both(i18n, earlier, later)}
        {area_grades(i18n, subscores)}
    };
    view! {
        {section("compare-grades", i18n.report_overall(), grades.into_any())}
        {section("compare-findings", i18n.compare_findings(), findings.into_any())}
        {metrics}
    }
    .into_any()
}

fn section(id: &'static str, heading: String, matter: AnyView) -> AnyView {
    view! {
        <section class="section" aria-labelledby=id>
            <div class="section__margin">
                <h2 class="section__heading" id=id>
                    {heading}
                </h2>
            </div>
            <div class="section__matter">{matter}</div>
        </section>
    }
    .into_any()
}

/// The two reports in figures.
fn both(i18n: I18n, earlier: &ReportSummary, later: &ReportSummary) -> AnyView {
    let column = |name: String, report: &ReportSummary| {
        view! {
            <th scope="col">
                {name} <span class="ledger__sub">
                    <ReportLink id=report.id.clone() />
                </span>
            </th>
        }
    };
    let row = |name: String, of: &dyn Fn(&ReportSummary) -> String| {
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{of(earlier)}</td>
                <td>{of(later)}</td>
            </tr>
        }
    };
    let none = || "—".to_owned();
    let published = |report: &ReportSummary| report.published.map_or_else(none, |time| i18n.date(zone::day_of(time)));
    let grade = |report: &ReportSummary| report.grade.clone().unwrap_or_else(none);
    view! {
        <table class="ledger ledger--tight">
            <caption class="quiet-text">{i18n.compare_one()}</caption>
            <thead>
                <tr>
                    <th scope="col">{i18n.compare_report()}</th>
                    {column(i18n.compare_earlier(), earlier)}
                    {column(i18n.compare_later(), later)}
                </tr>
            </thead>
            <tbody>
                {row(i18n.report_day(), &published)} {row(i18n.report_overall(), &grade)}
                {row(i18n.grade_high(), &|report| i18n.number(report.findings.high))}
                {row(i18n.grade_medium(), &|report| i18n.number(report.findings.medium))}
                {row(i18n.grade_low(), &|report| i18n.number(report.findings.low))}
            </tbody>
        </table>
    }
    .into_any()
}

/// What was measured, then and now.
fn measured(i18n: I18n, metrics: &[MetricChange]) -> AnyView {
    let row = |metric: &MetricChange| {
        let MetricChange { name, unit, device, before, now, .. } = metric.clone();
        let sign = if now > before { "+" } else { "" };
        let difference = [sign, &i18n.figure(now - before)].concat();
        let device = device.map(|device| view! { <span class="ledger__sub">{device.name}</span> });
        view! {
            <tr role="row">
                <th role="rowheader" scope="row">
                    {i18n.localized(&name).0}
                    {device}
                </th>
                <td role="cell" class="ledger__number" data-label=i18n.report_before()>
                    {i18n.measured(before, &unit)}
                </td>
                <td role="cell" class="ledger__number" data-label=i18n.report_now()>
                    {i18n.measured(now, &unit)}
                </td>
                <td role="cell" class="ledger__number" data-label=i18n.compare_difference()>
                    {difference}
                </td>
            </tr>
        }
    };
    let number = |name: String| {
        view! {
            <th role="columnheader" scope="col" class="ledger__number">
                {name}
            </th>
        }
    };
    let rows = metrics.iter().map(row).collect_view();
    view! {
        <table role="table" class="ledger ledger--tight ledger--cards">
            <caption class="quiet-text">{i18n.compare_metrics()}</caption>
            <thead role="rowgroup">
                <tr role="row">
                    <th role="columnheader" scope="col">
                        {i18n.compare_metric()}
                    </th>
                    {number(i18n.report_before())}
                    {number(i18n.report_now())}
                    {number(i18n.compare_difference())}
                </tr>
            </thead>
            <tbody role="rowgroup">{rows}</tbody>
        </table>
    }
    .into_any()
}

//! The newest reports about a device.

use aftercare_contract::{
    asset::DeviceId,
    list::Page,
    report::{ReportQuery, ReportSummary},
};
use leptos::prelude::*;

use super::{device::Section, rows::grade};
use crate::{
    api::use_api,
    i18n::{I18n, text, use_i18n},
    platform::clock::use_clock,
    route::{Link, ReportPlace, Route},
    server_state::Query,
    ui::Loaded,
};

/// How many are shown.
const SHOWN: u16 = 4;

#[component]
pub(super) fn Reports(device: DeviceId) -> impl IntoView {
    let (i18n, api) = (use_i18n(), use_api());
    let query = StoredValue::new(ReportQuery { device: Some(device), ..ReportQuery::default() });
    let reports = Query::new(move || {
        let query = ReportQuery { limit: Some(SHOWN), ..query.get_value() };
        async move { api.reports(&query).await }
    });
    let all = move || {
        let total = reports.with(|page| page.value().map(|page| page.total)).filter(|total| *total > 0)?;
        Some(view! {
            <p>
                <Link to=Route::from(&ReportPlace::List(query.get_value()))>{i18n.devices_reports_all(total)}</Link>
            </p>
        })
    };
    view! {
        <Section id="d-reports" title=I18n::nav_reports aside=move || view! { {all} }>
            <Loaded remote=reports.remote() retry=reports.retry() let:page>
                <Rows page=page />
            </Loaded>
        </Section>
    }
}

#[component]
fn Rows(page: Signal<Page<ReportSummary>>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let row = move |report: ReportSummary| {
        let to = Route::from(&ReportPlace::report(report.id));
        let (title, lang) = i18n.localized(&report.title);
        let published = report.published.map(|at| i18n.day(at, clock.now()));
        let counts = report.findings;
        let findings =
            [(i18n.grade_high(), counts.high), (i18n.grade_medium(), counts.medium), (i18n.grade_low(), counts.low)]
                .map(|(word, count)| [&*word, &*i18n.number(count)].join(" "))
                .join(" · ");
        view! {
            <tr role="row">
                <th role="rowheader" scope="row">
                    <Link class="ledger__main" to=to>
                        <span lang=lang>{title}</span>
                    </Link>
                    <span class="ledger__sub">{published}</span>
                </th>
                <td role="cell" data-label=i18n.devices_grade()>
                    {grade(i18n, report.grade)}
                </td>
                <td role="cell" class="num" data-label=i18n.devices_findings()>
                    {findings}
                </td>
            </tr>
        }
    };
    let none = Memo::new(move |_| page.read().items.is_empty());
    view! {
        <Show
            when=move || !none.get()
            fallback=move || view! { <p class="soft">{text(move || i18n.devices_reports_none())}</p> }
        >
            <table role="table" class="ledger ledger--tight ledger--cards">
                <caption class="quiet-text">{text(move || i18n.nav_reports())}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        <th role="columnheader" scope="col">
                            {text(move || i18n.devices_report())}
                        </th>
                        <th role="columnheader" scope="col">
                            {text(move || i18n.devices_grade())}
                        </th>
                        <th role="columnheader" scope="col">
                            {text(move || i18n.devices_findings())}
                        </th>
                    </tr>
                </thead>
                <tbody role="rowgroup">{move || page.get().items.into_iter().map(row).collect_view()}</tbody>
            </table>
        </Show>
    }
}

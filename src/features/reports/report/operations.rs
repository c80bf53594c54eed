//! What was measured on what is usual, and the faults of the period.

use aftercare_contract::report::{FaultCount, Report};
use leptos::prelude::*;

use super::{
    super::pieces::{Said, verdict_mark},
    charts,
};
use crate::{
    i18n::I18n,
    ui::{Bars, Caption, Share, Table},
};

pub(super) fn performance(i18n: I18n, report: &Report) -> AnyView {
    let chart = |(index, metric): (usize, &aftercare_contract::report::Metric)| {
        let device = metric.device.as_ref().filter(|_| report.devices.len() > 1);
        let device = device.and_then(|id| report.devices.iter().find(|one| one.id == *id)).map(|one| one.name.clone());
        let drawn = charts::metric(i18n, format!("metric-{index}"), metric, device).view(i18n);
        let remark = metric.remark.clone().map(|words| view! { <Said words=words /> });
        view! {
            <div>
                {drawn}
                <p class="chart__source">
                    {verdict_mark(i18n, metric.verdict.clone(), metric.finding.clone())} " " {remark}
                </p>
            </div>
        }
    };
    let charts = report.metrics.iter().enumerate().map(chart).collect_view();
    view! { <div class="chart-grid">{charts}</div> }.into_any()
}

pub(super) fn faults(i18n: I18n, report: &Report) -> AnyView {
    let Some(faults) = &report.faults else { return ().into_any() };
    let lead = i18n.report_faults_lead(faults.total, &i18n.number(faults.before));
    let kinds = columns(i18n, "faults-kind", i18n.report_by_kind(), &faults.by_kind);
    let severities = columns(i18n, "faults-severity", i18n.report_by_severity(), &faults.by_severity);
    view! {
        <p class="section__lead">{lead}</p>
        <div class="chart-grid">{kinds} {severities}</div>
    }
    .into_any()
}

/// Then and now, side by side.
fn columns(i18n: I18n, id: &str, title: String, counts: &[FaultCount]) -> Option<AnyView> {
    if counts.is_empty() {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "nobody has 2^53 faults")]
    let share = |name: String, of: fn(&FaultCount) -> u64| Share {
        name,
        values: counts.iter().map(|count| of(count) as f64).collect(),
    };
    let name = |count: &FaultCount| i18n.localized(&count.name).0;
    let row = |count: &FaultCount| vec![name(count), i18n.number(count.count), i18n.number(count.before)];
    let table = Table {
        head: vec![i18n.report_item(), i18n.report_now(), i18n.report_before()],
        rows: counts.iter().map(row).collect(),
    };
    let said = counts.iter().map(|count| [name(count), i18n.number(count.count)].join(" "));
    let description = said.collect::<Vec<_>>().join(" · ");
    let bars = Bars {
        caption: Caption { id: id.to_owned(), title, unit: i18n.report_count(), description, table },
        columns: counts.iter().map(name).collect(),
        shares: vec![share(i18n.report_now(), |count| count.count), share(i18n.report_before(), |count| count.before)],
        ..Bars::default()
    };
    Some(bars.view(i18n))
}

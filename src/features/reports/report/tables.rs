//! The tables of a health report; on narrow screens their rows are cards.

use aftercare_contract::{
    asset::DeviceId,
    report::{
        CheckedRule, Drill, FindingId, InstalledVersion, Range, Reading, Report, RuleGroup, Verdict, Vulnerability,
    },
};
use leptos::prelude::*;

use super::super::pieces::{FindingLink, Said, verdict_mark};
use crate::{
    i18n::I18n,
    ui::{Mark, Strip, marks},
};

/// What a cell is called on a card, whether it holds a number, and what is in it.
type Cell = (String, bool, AnyView);

/// A table whose rows turn into cards; the first cell of a row is its heading.
fn ledger(caption: String, head: Vec<(String, bool)>, rows: Vec<(AnyView, Vec<Cell>)>) -> AnyView {
    let number = |number: bool| number.then_some("ledger__number");
    let head = head.into_iter().map(|(name, is_number)| {
        view! {
            <th role="columnheader" scope="col" class=number(is_number)>
                {name}
            </th>
        }
    });
    let rows = rows.into_iter().map(|(heading, cells)| {
        let cells = cells.into_iter().map(|(label, is_number, content)| {
            view! {
                <td role="cell" class=number(is_number) data-label=label>
                    {content}
                </td>
            }
        });
        view! {
            <tr role="row">
                <th role="rowheader" scope="row">
                    {heading}
                </th>
                {cells.collect_view()}
            </tr>
        }
    });
    view! {
        <table role="table" class="ledger ledger--tight ledger--cards">
            <caption class="quiet-text">{caption}</caption>
            <thead role="rowgroup">
                <tr role="row">{head.collect_view()}</tr>
            </thead>
            <tbody role="rowgroup">{rows.collect_view()}</tbody>
        </table>
    }
    .into_any()
}

/// What a device is called in its report.
fn device(report: &Report, id: &DeviceId) -> String {
    let known = report.devices.iter().find(|device| device.id == *id);
    known.map_or_else(|| id.to_string(), |device| device.name.clone())
}

/// Readings of more than one device name theirs.
fn of_device(report: &Report, id: &DeviceId) -> Option<AnyView> {
    (report.devices.len() > 1).then(|| view! { <span class="ledger__sub">{device(report, id)}</span> }.into_any())
}

pub(super) fn hardware(i18n: I18n, report: &Report) -> AnyView {
    let row = |reading: &Reading| {
        let Reading { part, device, worst, unit, normal, state, verdict, finding } = reading.clone();
        let value = worst.map(|worst| i18n.measured(worst, &unit));
        let said = value.clone().or_else(|| state.as_ref().map(|state| i18n.localized(state).0)).unwrap_or_default();
        let range = normal.map(|Range { low, high }| [i18n.figure(low), i18n.measured(high, &unit)].join("–"));
        let strip = worst.zip(normal).map(|(value, normal)| {
            let label = i18n.report_strip(
                &i18n.localized(&part).0,
                &said,
                &range.clone().unwrap_or_default(),
                &i18n.verdict(&verdict),
            );
            let out = verdict == Verdict::Abnormal;
            Strip { value, low: Some(normal.low), high: Some(normal.high), out, label }.view()
        });
        let heading = view! {
            <Said words=part.clone() />
            {of_device(report, &device)}
        };
        let cells = vec![
            (i18n.report_worst(), true, said.into_any()),
            (i18n.report_normal(), false, range.into_any()),
            (i18n.report_where(), false, strip.into_any()),
            (i18n.report_verdict(), false, verdict_mark(i18n, verdict, finding)),
        ];
        (heading.into_any(), cells)
    };
    let head = vec![
        (i18n.report_part(), false),
        (i18n.report_worst(), true),
        (i18n.report_normal(), false),
        (i18n.report_where(), false),
        (i18n.report_verdict(), false),
    ];
    ledger(i18n.report_hardware_caption(), head, report.hardware.iter().map(row).collect())
}

pub(super) fn firmware(i18n: I18n, report: &Report) -> AnyView {
    let versions = (!report.versions.is_empty()).then(|| {
        view! {
            <h3 class="section__subheading">{i18n.report_versions()}</h3>
            {versions(i18n, report)}
        }
    });
    let vulnerabilities = (!report.vulnerabilities.is_empty()).then(|| {
        view! {
            <h3 class="section__subheading">{i18n.report_vulnerabilities()}</h3>
            {vulnerabilities(i18n, report)}
        }
    });
    view! {
        {versions}
        {vulnerabilities}
    }
    .into_any()
}

fn versions(i18n: I18n, report: &Report) -> AnyView {
    let row = |version: &InstalledVersion| {
        let InstalledVersion { device, component, installed, recommended, verdict, finding } = version.clone();
        let heading = view! {
            <Said words=component />
            {of_device(report, &device)}
        };
        let cells = vec![
            (i18n.report_installed(), false, view! { <span class="mono">{installed}</span> }.into_any()),
            (i18n.report_recommended(), false, view! { <span class="mono">{recommended}</span> }.into_any()),
            (i18n.report_verdict(), false, verdict_mark(i18n, verdict, finding)),
        ];
        (heading.into_any(), cells)
    };
    let head = vec![
        (i18n.report_component(), false),
        (i18n.report_installed(), false),
        (i18n.report_recommended(), false),
        (i18n.report_verdict(), false),
    ];
    ledger(i18n.report_versions(), head, report.versions.iter().map(row).collect())
}

fn vulnerabilities(i18n: I18n, report: &Report) -> AnyView {
    let row = |one: &Vulnerability| {
        let Vulnerability { advisory, cvss, title, devices, fixed_in, finding } = one.clone();
        let heading = view! {
            <span class="mono">{advisory}</span>
            <span class="ledger__sub">
                <Said words=title />
            </span>
        };
        let cells = vec![
            (i18n.report_cvss(), true, i18n.figure(cvss).into_any()),
            (i18n.report_device(), false, names(report, &devices).into_any()),
            (i18n.report_fixed_in(), false, view! { <span class="mono">{fixed_in}</span> }.into_any()),
            (i18n.report_findings(), false, ways(finding.into_iter().collect())),
        ];
        (heading.into_any(), cells)
    };
    let head = vec![
        (i18n.report_advisory(), false),
        (i18n.report_cvss(), true),
        (i18n.report_device(), false),
        (i18n.report_fixed_in(), false),
        (i18n.report_findings(), false),
    ];
    ledger(i18n.report_vulnerabilities(), head, report.vulnerabilities.iter().map(row).collect())
}

fn names(report: &Report, devices: &[DeviceId]) -> String {
    devices.iter().map(|id| device(report, id)).collect::<Vec<_>>().join(" · ")
}

fn ways(findings: Vec<FindingId>) -> AnyView {
    findings
        .into_iter()
        .map(|finding| {
            view! {
                <FindingLink finding=finding />
                " "
            }
        })
        .collect_view()
        .into_any()
}

pub(super) fn compliance(i18n: I18n, report: &Report) -> AnyView {
    let rules = report.compliance.iter().flat_map(|group| &group.rules);
    let (kept, broken, idle) = counted(rules);
    let figure = |count: usize| i18n.number(u64::try_from(count).unwrap_or_default());
    let lead = i18n.report_rules_lead(&figure(kept), &figure(kept + broken + idle), &figure(broken), &figure(idle));
    let row = |group: &RuleGroup| {
        let (kept, broken, idle) = counted(group.rules.iter());
        let label = i18n.report_rules_marks(&figure(kept), &figure(broken), &figure(idle));
        let drawn: Vec<Mark> = group.rules.iter().map(mark).collect();
        let deviations = group.rules.iter().filter(|rule| mark(rule) == Mark::Broken);
        let deviation = |rule: &CheckedRule| {
            let of = (!rule.devices.is_empty() && report.devices.len() > 1)
                .then(|| view! { <span class="soft">" · " {names(report, &rule.devices)}</span> });
            let way = rule.finding.clone().map(|finding| {
                view! {
                    " "
                    <FindingLink finding=finding />
                }
            });
            view! {
                <li>
                    <Said words=rule.name.clone() />
                    {of}
                    {way}
                </li>
            }
        };
        let deviations = deviations.map(deviation).collect_view();
        let cells = vec![
            (i18n.report_rules(), false, marks(&drawn, label).into_any()),
            (i18n.report_kept(), true, [figure(kept), figure(kept + broken)].join(" / ").into_any()),
            (i18n.report_deviations(), false, view! { <ul>{deviations}</ul> }.into_any()),
        ];
        (view! { <Said words=group.name.clone() /> }.into_any(), cells)
    };
    let head = vec![
        (i18n.report_group(), false),
        (i18n.report_rules(), false),
        (i18n.report_kept(), true),
        (i18n.report_deviations(), false),
    ];
    let rows = report.compliance.iter().map(row).collect();
    view! {
        <p class="section__lead">{lead}</p>
        {ledger(i18n.report_compliance_caption(), head, rows)}
    }
    .into_any()
}

fn mark(rule: &CheckedRule) -> Mark {
    match rule.verdict {
        Verdict::Normal => Mark::Kept,
        Verdict::NotApplicable => Mark::Idle,
        _ => Mark::Broken,
    }
}

/// How many rules are kept, broken, and don't apply.
fn counted<'a>(rules: impl Iterator<Item = &'a CheckedRule>) -> (usize, usize, usize) {
    rules.fold((0, 0, 0), |(kept, broken, idle), rule| match mark(rule) {
        Mark::Kept => (kept + 1, broken, idle),
        Mark::Broken => (kept, broken + 1, idle),
        Mark::Idle => (kept, broken, idle + 1),
    })
}

pub(super) fn drills(i18n: I18n, report: &Report) -> AnyView {
    let row = |drill: &Drill| {
        let Drill { device, name, day, outcome, verdict, finding } = drill.clone();
        let heading = view! {
            <Said words=name />
            {of_device(report, &device)}
        };
        let cells = vec![
            (i18n.report_day(), false, day.map(|day| i18n.date(day)).into_any()),
            (i18n.report_outcome(), false, view! { <Said words=outcome /> }.into_any()),
            (i18n.report_verdict(), false, verdict_mark(i18n, verdict, finding)),
        ];
        (heading.into_any(), cells)
    };
    let head = vec![
        (i18n.report_drill(), false),
        (i18n.report_day(), false),
        (i18n.report_outcome(), false),
        (i18n.report_verdict(), false),
    ];
    ledger(i18n.report_backup(), head, report.drills.iter().map(row).collect())
}

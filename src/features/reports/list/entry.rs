//! A report in the list.

use aftercare_contract::{
    Timestamp,
    report::{ReportState, ReportSummary},
};
use leptos::prelude::*;

use super::super::{
    downloads::{Choose, ReportFiles},
    pieces::{Making, Said, judged},
};
use crate::{
    i18n::{text, use_i18n},
    platform::zone,
    route::{Link, ReportPlace, Route},
};

#[component]
pub(super) fn Entry(
    report: Memo<ReportSummary>,
    /// When the viewer has last looked.
    seen: Option<Timestamp>,
) -> impl IntoView {
    let i18n = use_i18n();
    let is_new = Memo::new(move |_| {
        let published = report.read().published;
        seen.zip(published).is_some_and(|(seen, published)| seen < published)
    });
    let id = untrack(|| report.read().id.clone());
    let to = Route::from(&ReportPlace::report(id.clone()));
    let making = Memo::new(move |_| report.read().state == ReportState::Making);
    let kind = text(move || i18n.report_kind(&report.read().kind));
    let new = move || {
        is_new.get().then(|| {
            view! {
                " "
                <span class="entry__new">{text(move || i18n.reports_new())}</span>
            }
        })
    };
    let tools = move || {
        if making.get() {
            view! { <Making report=report /> }.into_any()
        } else {
            view! {
                <Choose id=id.clone() />
                <ReportFiles report=report />
            }
            .into_any()
        }
    };
    view! {
        <li class="entry">
            <p class="entry__kind">{kind} {new}</p>
            <div>
                <h3 class="entry__title">
                    <Link to=to>{move || view! { <Said words=report.read().title.clone() /> }}</Link>
                </h3>
                <p class="entry__gist">{move || view! { <Said words=report.read().lead.clone() /> }}</p>
                <Facts report=report />
            </div>
            <div class="entry__tools">{tools}</div>
        </li>
    }
}

/// When, about how much, with which grade, and what waits.
#[component]
fn Facts(report: Memo<ReportSummary>) -> impl IntoView {
    let i18n = use_i18n();
    let grade = move || {
        let report = report.read();
        let grade = report.grade.clone()?;
        let said = match report.previous_grade.clone().filter(|before| *before != grade) {
            Some(before) => i18n.reports_grade_before(&grade, &before),
            None => i18n.reports_grade(&grade),
        };
        Some(view! { <span>{said}</span> })
    };
    let findings = move || {
        let counts = report.read().findings;
        let open = (counts.open > 0).then(|| judged("watch", Some("st-yours"), move || i18n.reports_open(counts.open)));
        (counts.total > 0).then(|| {
            view! {
                <span>{i18n.reports_findings(counts.total)}</span>
                {open}
            }
        })
    };
    let ticket = move || {
        report.read().ticket.clone().map(|sr| {
            let number = sr.to_string();
            view! {
                <span>
                    {i18n.reports_ticket()} " " <Link class="nowrap" to=Route::Ticket(sr)>
                        {number}
                    </Link>
                </span>
            }
        })
    };
    let published = move || report.read().published.map(|time| view! { <span>{i18n.date(zone::day_of(time))}</span> });
    let devices = move || {
        let count = report.read().device_count;
        (count > 0).then(|| view! { <span>{i18n.reports_devices(count)}</span> })
    };
    view! {
        <p class="entry__facts">
            {published} <span>{text(move || i18n.period(report.read().period))}</span> {devices} {grade} {findings}
            {ticket} <span class="mono">{move || report.read().id.to_string()}</span>
        </p>
    }
}

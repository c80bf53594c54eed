//! What a report begins with: what it is, when it was made by whom, and tools for the whole of it.

use aftercare_contract::report::{Report, ReportState};
use leptos::prelude::*;

use super::{
    super::{downloads::ReportFiles, pieces::Crumbs},
    state::ReportView,
};
use crate::{
    api::Phase,
    i18n::{text, use_i18n},
    platform::{print, zone},
    route::{Link, ReportPlace, Route},
    ui::{Button, ButtonKind, Icon, PageHeader},
};

#[component]
pub(super) fn Header(view: ReportView) -> impl IntoView {
    let i18n = use_i18n();
    let report = view.report();
    let number = view.id().to_string();
    let summary = Memo::new(move |_| report.with(|report| report.value().map(|report| report.summary.clone())));
    let title = {
        let number = number.clone();
        move || match &*summary.read() {
            Some(summary) => i18n.localized(&summary.title),
            None => (number.clone(), None),
        }
    };
    let lang = {
        let title = title.clone();
        move || title().1
    };
    let kind = move || summary.with(|summary| summary.as_ref().map(|summary| i18n.report_kind(&summary.kind)));
    // Only what they are made of matters: a decision about a finding doesn't begin a download anew.
    let is_ready =
        Memo::new(move |_| summary.read().as_ref().is_some_and(|summary| summary.state == ReportState::Ready));
    let files = move || {
        is_ready.get().then(|| {
            summary.get_untracked().map(|first| {
                let report = Signal::derive(move || summary.get().unwrap_or_else(|| first.clone()));
                view! { <ReportFiles report /> }
            })
        })
    };
    view! {
        <PageHeader
            title=Signal::derive(move || title().0)
            lang=Signal::derive(lang)
            above=move || {
                view! {
                    <Crumbs>
                        <span>{kind}</span>
                    </Crumbs>
                }
            }
            below=move || view! { <Meta view=view /> }
        >
            {files}
            <Print view=view />
            <Compare view=view />
        </PageHeader>
    }
}

#[component]
fn Meta(view: ReportView) -> impl IntoView {
    let i18n = use_i18n();
    let number = view.id().to_string();
    let facts = move || {
        let facts = |report: &Report| {
            let checked = report.inspected.map(|period| i18n.report_checked(&i18n.period(period)));
            let published = report.summary.published.map(|time| i18n.report_published(&i18n.date(zone::day_of(time))));
            let inspector = report.inspector.as_ref().filter(|who| !who.name.is_empty());
            let devices = report.summary.device_count;
            [
                Some(i18n.period(report.summary.period)),
                (devices > 0).then(|| i18n.reports_devices(devices)),
                checked,
                published,
                inspector.map(|who| i18n.report_inspector(&who.name)),
            ]
        };
        let facts = view.report().with(|report| report.value().map(facts));
        facts.into_iter().flatten().flatten().map(|fact| view! { <li>{fact}</li> }).collect_view()
    };
    let ticket = move || {
        let ticket = view.report().with(|report| report.value().and_then(|report| report.summary.ticket.clone()))?;
        let number = ticket.to_string();
        Some(view! {
            <li>
                {i18n.reports_ticket()} " " <Link class="nowrap" to=Route::Ticket(ticket)>
                    {number}
                </Link>
            </li>
        })
    };
    view! { <ul class="page-header__meta num">{facts} {ticket} <li class="mono">{number}</li></ul> }
}

/// Prints the whole report: findings that aren't there yet are fetched before.
#[component]
fn Print(view: ReportView) -> impl IntoView {
    let i18n = use_i18n();
    let findings = view.findings();
    let wanted = RwSignal::new(false);
    Effect::new(move |_| {
        if !wanted.get() {
            return;
        }
        if findings.is_whole() {
            wanted.set(false);
            // What has come last is on the page with the next frame.
            request_animation_frame(print::page);
        } else {
            match findings.phase() {
                Phase::Ready => findings.more(),
                Phase::Fetching => {}
                Phase::Failed(_) => wanted.set(false),
            }
        }
    });
    let press = Callback::new(move |()| wanted.set(true));
    let progress = move || {
        let (shown, total) = findings.list().with(|list| {
            list.value().map_or((0, 0), |list| (u64::try_from(list.items.len()).unwrap_or_default(), list.total))
        });
        wanted.get().then(|| i18n.report_print_loading(&i18n.number(shown), &i18n.number(total)))
    };
    view! {
        <Button kind=ButtonKind::Quiet busy=wanted on_press=press>
            <Icon name="printer" />
            {text(move || i18n.report_print())}
        </Button>
        <span class="soft num" role="status">
            {progress}
        </span>
    }
}

/// The way to the comparison with the report before.
#[component]
fn Compare(view: ReportView) -> impl IntoView {
    let i18n = use_i18n();
    move || {
        let before = view.report().with(|report| report.value().and_then(|report| report.previous.clone()))?;
        let to = ReportPlace::Compared(view.id(), before.id);
        let day = i18n.date(zone::day_of(before.published));
        Some(view! {
            <Link class="button button--quiet" to=Route::from(&to)>
                <Icon name="swap" />
                {i18n.report_compare(&day)}
            </Link>
        })
    }
}

//! One report, with the parts that it has.

mod accept;
mod capacity;
mod changes;
mod charts;
mod filter;
mod finding;
mod findings;
mod header;
mod operations;
mod state;
mod tables;

use aftercare_contract::report::{Report, ReportId, ReportState};
use leptos::prelude::*;

use super::pieces::{Making, Said};
use crate::{
    i18n::{I18n, text, use_i18n},
    route::{Known, Link, ReportPlace, ReviewPlace, Route},
    ui::{Icon, Loaded},
};
use accept::AcceptRisk;
use findings::Findings;
use header::Header;
use state::ReportView;

pub(super) use changes::{area_grades, change_list};

#[component]
pub(super) fn ReportPage(id: ReportId, place: Memo<ReportPlace>) -> impl IntoView {
    let i18n = use_i18n();
    let view = ReportView::new(id, place);
    let report = view.report();
    let updated = move || {
        view.is_updated().then(|| {
            view! {
                <div class="banner banner--info">
                    <Icon name="info" />
                    <p>{text(move || i18n.report_updated())}</p>
                </div>
            }
        })
    };
    view! {
        <article class="sheet report">
            <Header view=view />
            <div role="status">{updated}</div>
            <Loaded remote=report.remote() retry=report.retry() let:report>
                <Content view=view report=report />
            </Loaded>
            <AcceptRisk view=view />
        </article>
    }
}

/// A part of a report.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Part {
    Changes,
    Findings,
    Faults,
    Hardware,
    Performance,
    Firmware,
    Compliance,
    Backup,
    Forecast,
    Passage(usize),
}

impl Part {
    /// Those that a report has, in the order in which they are read.
    fn of(report: &Report) -> Vec<Self> {
        let parts = [
            (Self::Changes, report.previous.is_some() && (!report.changes.is_empty() || !report.subscores.is_empty())),
            (Self::Findings, report.findings.total > 0),
            (Self::Faults, report.faults.is_some()),
            (Self::Hardware, !report.hardware.is_empty()),
            (Self::Performance, !report.metrics.is_empty()),
            (Self::Firmware, !report.versions.is_empty() || !report.vulnerabilities.is_empty()),
            (Self::Compliance, !report.compliance.is_empty()),
            (Self::Backup, !report.drills.is_empty()),
            (Self::Forecast, !report.forecasts.is_empty()),
        ];
        let parts = parts.into_iter().filter(|(_, there)| *there).map(|(part, _)| part);
        parts.chain((0..report.passages.len()).map(Self::Passage)).collect()
    }

    fn id(&self) -> String {
        match self {
            Self::Changes => "part-changes".to_owned(),
            Self::Findings => "part-findings".to_owned(),
            Self::Faults => "part-faults".to_owned(),
            Self::Hardware => "part-hardware".to_owned(),
            Self::Performance => "part-performance".to_owned(),
            Self::Firmware => "part-firmware".to_owned(),
            Self::Compliance => "part-compliance".to_owned(),
            Self::Backup => "part-backup".to_owned(),
            Self::Forecast => "part-forecast".to_owned(),
            Self::Passage(index) => format!("part-passage-{index}"),
        }
    }

    fn heading(&self, i18n: I18n, report: &Report) -> String {
        match self {
            Self::Changes => i18n.report_changes(),
            Self::Findings => i18n.report_findings(),
            Self::Faults => i18n.report_faults(),
            Self::Hardware => i18n.report_hardware(),
            Self::Performance => i18n.report_performance(),
            Self::Firmware => i18n.report_firmware(),
            Self::Compliance => i18n.report_compliance(),
            Self::Backup => i18n.report_backup(),
            Self::Forecast => i18n.report_forecast(),
            Self::Passage(index) => {
                report.passages.get(*index).map(|passage| i18n.localized(&passage.title).0).unwrap_or_default()
            }
        }
    }

    /// What helps to read it.
    fn aside(&self, i18n: I18n) -> Option<String> {
        match self {
            Self::Findings => Some(i18n.report_findings_aside()),
            Self::Hardware => Some(i18n.report_hardware_aside()),
            Self::Performance => Some(i18n.report_performance_aside()),
            Self::Compliance => Some(i18n.report_compliance_aside()),
            _ => None,
        }
    }

    fn matter(&self, i18n: I18n, report: &Report) -> AnyView {
        match self {
            Self::Changes => changes::view(i18n, report),
            // They have a list of their own.
            Self::Findings => ().into_any(),
            Self::Faults => operations::faults(i18n, report),
            Self::Hardware => tables::hardware(i18n, report),
            Self::Performance => operations::performance(i18n, report),
            Self::Firmware => tables::firmware(i18n, report),
            Self::Compliance => tables::compliance(i18n, report),
            Self::Backup => tables::drills(i18n, report),
            Self::Forecast => capacity::view(i18n, report),
            Self::Passage(index) => {
                let text = report.passages.get(*index).map(|passage| i18n.localized(&passage.text)).unwrap_or_default();
                let (text, lang) = text;
                let paragraphs = text.lines().filter(|line| !line.trim().is_empty());
                let paragraphs = paragraphs.map(|line| view! { <p>{line.to_owned()}</p> }).collect_view();
                view! {
                    <div class="passage" lang=lang>
                        {paragraphs}
                    </div>
                }
                .into_any()
            }
        }
    }
}

#[component]
fn Content(view: ReportView, report: Signal<Report>) -> impl IntoView {
    let making = Memo::new(move |_| report.read().summary.state == ReportState::Making);
    let summary = Signal::derive(move || report.read().summary.clone());
    move || {
        if making.get() {
            view! {
                <BeingMade />
                <Making report=summary />
            }
            .into_any()
        } else {
            view! {
                <Summary report=report />
                <Parts view=view report=report />
                <Colophon report=report />
            }
            .into_any()
        }
    }
}

#[component]
fn BeingMade() -> impl IntoView {
    let i18n = use_i18n();
    view! { <p class="section__lead">{text(move || i18n.report_making())}</p> }
}

/// The grade on its scale, what the report says in a sentence, and what waits.
#[component]
fn Summary(report: Signal<Report>) -> impl IntoView {
    let i18n = use_i18n();
    let scale = move || {
        let report = report.read();
        let grade = report.summary.grade.clone()?;
        let (best, worst) = (report.grades.first().cloned()?, report.grades.last().cloned()?);
        let label = match report.summary.previous_grade.clone() {
            Some(before) if before == grade => i18n.report_grade_same(),
            Some(before) => i18n.report_grade_was(&before),
            None => i18n.report_grade_first(),
        };
        let step = |step: &String| {
            let class = if *step == grade { "summary__step summary__step--here" } else { "summary__step" };
            view! { <li class=class>{step.clone()}</li> }
        };
        let steps = report.grades.iter().map(step).collect_view();
        Some(view! {
            <div class="summary__grade">
                <p class="quiet-text">{i18n.report_scale(&grade, &best, &worst)}</p>
                <ol class="summary__scale" aria-hidden="true">
                    {steps}
                </ol>
                <p class="summary__label">{label}</p>
            </div>
        })
    };
    let class = move || if report.read().summary.grade.is_some() { "summary" } else { "summary summary--words" };
    let note = move || {
        let counts = report.read().summary.findings;
        (counts.total > 0).then(|| {
            let figure = |count| i18n.number(count);
            let found =
                i18n.report_found(counts.total, &figure(counts.high), &figure(counts.medium), &figure(counts.low));
            let decided = i18n.report_decided(&figure(counts.requested), &figure(counts.accepted));
            let open = if counts.open > 0 { i18n.reports_open(counts.open) } else { i18n.report_none_open() };
            view! { <p class="summary__note">{found} " " {decided} " " <strong>{open}</strong></p> }
        })
    };
    let lead = move || view! { <Said words=report.read().summary.lead.clone() /> };
    view! {
        <section class=class aria-labelledby="summary-heading">
            <h2 class="quiet-text" id="summary-heading">
                {text(move || i18n.report_overall())}
            </h2>
            {scale}
            <div>
                <p class="summary__sentence">{lead}</p>
                {note}
                <Review report=report />
            </div>
        </section>
    }
}

/// The figures of a service review have a page of their own, with the tickets behind them.
#[component]
fn Review(report: Signal<Report>) -> impl IntoView {
    let i18n = use_i18n();
    let period = Memo::new(move |_| report.read().review.as_ref().map(|review| review.period));
    move || {
        let place = ReviewPlace { period: Some(period.get()?), contract: None };
        Some(view! {
            <p class="report__next">
                <Link class="button" to=Route::from(&place)>
                    {text(move || i18n.report_review())}
                </Link>
            </p>
        })
    }
}

/// The contents, and each part under its number.
#[component]
fn Parts(view: ReportView, report: Signal<Report>) -> impl IntoView {
    let i18n = use_i18n();
    let parts = Memo::new(move |_| report.with(Part::of));
    let contents = move || {
        let item = |part: Part| {
            let place = ["#", &part.id()].concat();
            view! {
                <li>
                    <a href=place>{part.heading(i18n, &report.read())}</a>
                </li>
            }
        };
        let parts = parts.get();
        (parts.len() > 2).then(|| {
            view! {
                <nav class="report__contents" aria-label=i18n.report_contents()>
                    <ol>{parts.into_iter().map(item).collect_view()}</ol>
                </nav>
            }
        })
    };
    let section = move |part: Part| {
        let (id, named) = (part.id(), part.id());
        let heading = {
            let part = part.clone();
            move || report.with(|report| part.heading(i18n, report))
        };
        let number = {
            let part = part.clone();
            move || parts.read().iter().position(|one| *one == part).map(|index| index + 1)
        };
        let aside = {
            let part = part.clone();
            move || {
                part.aside(i18n).map(|words| {
                    view! {
                        <div class="section__aside">
                            <p>{words}</p>
                        </div>
                    }
                })
            }
        };
        let matter = if part == Part::Findings {
            view! { <Findings view=view /> }.into_any()
        } else {
            (move || report.with(|report| part.matter(i18n, report))).into_any()
        };
        view! {
            <section class="section" aria-labelledby=named>
                <div class="section__margin">
                    <h2 class="section__heading" id=id tabindex="-1">
                        <span class="section__number">{number}</span>
                        {text(heading)}
                    </h2>
                    {aside}
                </div>
                <div class="section__matter">{matter}</div>
            </section>
        }
    };
    view! {
        {contents}
        <For each=move || parts.get() key=Clone::clone children=section />
    }
}

/// Why the report is there, when the next one comes, and whom to ask.
#[component]
fn Colophon(report: Signal<Report>) -> impl IntoView {
    let i18n = use_i18n();
    let basis = move || view! { <Said words=report.read().basis.clone() /> };
    let next = move || report.read().next_due.map(|day| i18n.report_next(&i18n.date(day)));
    let ask = Signal::derive(move || {
        let report = report.read();
        let device = match &*report.devices {
            [device] => Some(device.id.clone()),
            _ => None,
        };
        let words = i18n.report_about(report.summary.id.as_str());
        Route::NewTicket(Known { device, words, ..Known::default() })
    });
    view! {
        <footer class="colophon">
            <p>{basis} " " {next}</p>
            <p class="report__ask">
                {text(move || i18n.report_question())} " " <Link to=ask>{text(move || i18n.report_ask())}</Link>
            </p>
        </footer>
    }
}

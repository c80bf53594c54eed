//! Files of reports, fetched by the page: it says how far they are and how fast, goes on after a cut, and saves only
//! what has arrived as the backend has it.

use aftercare_contract::{
    ProblemType, Span,
    report::{FileFormat, ReportId, ReportSummary},
};
use futures::future::{AbortHandle, abortable};
use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::{ApiError, Partial, Progress, use_api},
    i18n::{text, use_i18n},
    platform::{files, timer::Stopwatch},
    ui::{ErrorNote, Icon},
};

#[derive(Clone, Debug, PartialEq)]
enum Phase {
    Idle,
    Running(Progress),
    /// The browser has it, by this name.
    Saved(String),
    Failed(ApiError),
}

/// What is downloaded, and what it is saved as.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Target {
    url: String,
    name: String,
}

/// One download, and how far it is.
#[derive(Clone, Copy)]
pub(super) struct Download {
    target: Signal<Target>,
    phase: RwSignal<Phase>,
    /// Bytes a second.
    speed: RwSignal<Option<u64>>,
    running: StoredValue<Option<AbortHandle>>,
    /// What has arrived of which URL.
    partial: StoredValue<(String, Partial), LocalStorage>,
    start: Callback<()>,
}

impl Download {
    /// A report as a file in the language that is read.
    pub(super) fn of_report(report: Signal<ReportSummary>, format: FileFormat) -> Self {
        let (api, i18n) = (use_api(), use_i18n());
        Self::new(Signal::derive(move || {
            let report = report.read();
            let file = [i18n.language().tag(), ".", format.as_str()].concat();
            let name = [report.id.as_str(), ".", format.as_str()].concat();
            Target { url: api.report_file_url(&report.id, &file), name }
        }))
    }

    /// Several reports as one archive.
    pub(super) fn of_several(reports: Signal<Vec<ReportId>>) -> Self {
        let (api, i18n) = (use_api(), use_i18n());
        Self::new(Signal::derive(move || {
            let url = api.report_archive_url(&reports.read(), i18n.language().tag());
            Target { url, name: [&*i18n.nav_reports(), ".zip"].concat() }
        }))
    }

    fn new(target: Signal<Target>) -> Self {
        let api = use_api();
        let (phase, speed) = (RwSignal::new(Phase::Idle), RwSignal::new(None));
        let running = StoredValue::new(None::<AbortHandle>);
        let partial = StoredValue::new_local((String::new(), Partial::default()));
        let start = Callback::new(move |()| {
            if matches!(*phase.read_untracked(), Phase::Running(_)) {
                return;
            }
            let Target { url, name } = target.get_untracked();
            if partial.with_value(|(known, _)| *known != url) {
                partial.set_value((url.clone(), Partial::default()));
            }
            let kept = partial.with_value(|(_, kept)| kept.clone());
            phase.set(Phase::Running(Progress::default()));
            speed.set(None);
            let meter = Meter::default();
            let heard = move |progress: Progress| {
                speed.try_set(meter.speed(progress));
                phase.try_set(Phase::Running(progress));
            };
            let (work, handle) = abortable(async move { api.resume(&url, &kept, heard).await });
            running.set_value(Some(handle));
            spawn_local(async move {
                let now = match work.await {
                    Ok(Ok(content)) => {
                        files::save(&content, &name);
                        partial.try_set_value((String::new(), Partial::default()));
                        Phase::Saved(name)
                    }
                    Ok(Err(error)) => Phase::Failed(error),
                    Err(_) => Phase::Idle,
                };
                phase.try_set(now);
            });
        });
        let download = Self { target, phase, speed, running, partial, start };
        on_cleanup(move || download.abort());
        download
    }

    fn abort(self) {
        self.running.try_update_value(|running| running.take().map(|handle| handle.abort()));
    }

    /// Gives it up, and what has arrived of it.
    fn stop(self) {
        self.abort();
        self.partial.set_value((String::new(), Partial::default()));
    }
}

/// How fast bytes come, since the last cut.
#[derive(Default)]
struct Meter {
    since: std::cell::RefCell<Option<(Stopwatch, u64)>>,
}

impl Meter {
    fn speed(&self, progress: Progress) -> Option<u64> {
        let mut since = self.since.borrow_mut();
        if progress.cut {
            *since = None;
            return None;
        }
        let (watch, begun) = since.get_or_insert_with(|| (Stopwatch::start(), progress.arrived));
        let millis = u64::try_from(watch.elapsed().as_millis()).ok()?;
        // The first moment tells little.
        (millis > 500).then(|| progress.arrived.saturating_sub(*begun).saturating_mul(1000) / millis)
    }
}

/// The button that begins it.
#[component]
pub(super) fn DownloadButton(
    /// What it downloads.
    download: Download,
    /// What is written on it.
    #[prop(into)]
    label: Signal<String>,
    /// What it says to those who can't see where it stands.
    #[prop(into)]
    name: Signal<String>,
) -> impl IntoView {
    let busy = Memo::new(move |_| matches!(*download.phase.read(), Phase::Running(_)));
    view! {
        <button
            class="button button--quiet"
            type="button"
            aria-label=name
            aria-disabled=move || busy.get().then_some("true")
            on:click=move |_| download.start.run(())
        >
            <Icon name="download" />
            {label}
        </button>
    }
}

/// How far it is, or why it stopped.
#[component]
pub(super) fn DownloadBar(download: Download) -> impl IntoView {
    let i18n = use_i18n();
    let name = move || download.target.read().name.clone();
    let progress = Memo::new(move |_| match *download.phase.read() {
        Phase::Running(progress) => Some(progress),
        Phase::Idle | Phase::Saved(_) | Phase::Failed(_) => None,
    });
    let cut = Memo::new(move |_| progress.get().is_some_and(|progress| progress.cut));
    let is_running = Memo::new(move |_| progress.get().is_some());
    let figures = move || {
        let progress = progress.get()?;
        let arrived = i18n.size(progress.arrived);
        let size = match progress.size {
            _ if progress.arrived == 0 && !progress.cut => return Some(i18n.download_making()),
            Some(size) => size,
            None => return Some(arrived),
        };
        let so_far = i18n.ticket_download_progress(&arrived, &i18n.size(size));
        let speed = download.speed.get().filter(|speed| *speed > 0);
        let rate = speed.map(|speed| {
            let left = size.saturating_sub(progress.arrived).div_ceil(speed);
            let left = i18n.span(Span::seconds(i64::try_from(left).unwrap_or(i64::MAX)));
            i18n.download_rate(&i18n.size(speed), &left)
        });
        Some([so_far].into_iter().chain(rate).collect::<Vec<_>>().join(" · "))
    };
    let bar = move || {
        is_running.get().then(|| {
            let max = move || progress.get().and_then(|progress| progress.size).map(|size| size.to_string());
            let value = move || {
                let progress = progress.get()?;
                progress.size.map(|size| progress.arrived.min(size).to_string())
            };
            view! {
                <div class="download">
                    <progress max=max value=value aria-label=move || i18n.ticket_download_label(&name())></progress>
                    <span class="num">{figures}</span>
                    <button
                        class="button button--quiet button--icon"
                        type="button"
                        aria-label=move || i18n.ticket_download_stop(&name())
                        on:click=move |_| download.stop()
                    >
                        <Icon name="close" />
                    </button>
                </div>
            }
        })
    };
    let saved = Memo::new(move |_| match &*download.phase.read() {
        Phase::Saved(name) => Some(name.clone()),
        _ => None,
    });
    let said = move || match saved.get() {
        Some(name) => Some(i18n.ticket_download_done(&name)),
        None => cut.get().then(|| i18n.download_cut()),
    };
    let failure = move || {
        let Phase::Failed(error) = download.phase.get() else { return None };
        let arrived = download.partial.with_value(|(_, partial)| partial.arrived());
        let kept = (arrived > 0).then(|| view! { <p class="soft">{i18n.download_stopped_at(&i18n.size(arrived))}</p> });
        let damaged =
            matches!(&error, ApiError::Problem(problem) if problem.problem_type == ProblemType::ChecksumMismatch);
        let note = if damaged {
            view! { <p role="alert">{text(move || i18n.download_damaged())}</p> }.into_any()
        } else {
            view! { <ErrorNote error=error retry=download.start /> }.into_any()
        };
        Some(view! {
            {kept}
            {note}
        })
    };
    view! {
        {bar}
        <p class="soft" role="status">
            {said}
        </p>
        {failure}
    }
}

/// A report as the files that there are of it.
#[component]
pub(super) fn ReportFiles(#[prop(into)] report: Signal<ReportSummary>) -> impl IntoView {
    let i18n = use_i18n();
    let own = move |format: &FileFormat| {
        let (report, language) = (report.read(), i18n.language().tag());
        report.files.iter().find(|file| file.format == *format && file.language == language).cloned()
    };
    let one = |format: FileFormat| {
        let download = Download::of_report(report, format.clone());
        let shown = format.as_str().to_uppercase();
        let file = Memo::new(move |_| own(&format));
        let label = Signal::derive(move || {
            let size = file.read().as_ref().and_then(|file| file.size).map(|size| i18n.size(size));
            [Some(shown.clone()), size].into_iter().flatten().collect::<Vec<_>>().join(" ")
        });
        let name = Signal::derive(move || i18n.download_file(report.read().id.as_str(), &label.read()));
        let button = move || file.read().is_some().then(|| view! { <DownloadButton download label name /> });
        (button, view! { <DownloadBar download /> })
    };
    let [(pdf, pdf_bar), (csv, csv_bar)] = [FileFormat::Pdf, FileFormat::Csv].map(one);
    view! {
        <div class="downloads">
            <div class="buttons">{pdf} {csv}</div>
            {pdf_bar}
            {csv_bar}
        </div>
    }
}

/// The reports of the list that are to come in one archive.
#[derive(Clone, Copy)]
pub(super) struct Chosen(RwSignal<Vec<ReportId>>);

impl Chosen {
    /// None yet; for everything on this page.
    pub(super) fn provide() {
        provide_context(Self(RwSignal::new(Vec::new())));
    }
}

/// Chooses a report for the archive.
#[component]
pub(super) fn Choose(id: ReportId) -> impl IntoView {
    let i18n = use_i18n();
    let Chosen(chosen) = expect_context();
    let (own, number) = (id.clone(), id.to_string());
    let is_chosen = Memo::new(move |_| chosen.read().contains(&own));
    let choose = move |event| {
        let wanted = event_target_checked(&event);
        chosen.update(|chosen| {
            chosen.retain(|other| *other != id);
            chosen.extend(wanted.then(|| id.clone()));
        });
    };
    view! {
        <label class="choice">
            <input type="checkbox" prop:checked=is_chosen on:change=choose />
            <span class="quiet-text">{text(move || i18n.download_select(&number))}</span>
        </label>
    }
}

/// Downloads those that are chosen.
#[component]
pub(super) fn ArchiveTool() -> impl IntoView {
    let i18n = use_i18n();
    let Chosen(chosen) = expect_context();
    let download = Download::of_several(chosen.into());
    let label = Signal::derive(move || i18n.download_selected(&i18n.number(chosen.read().len() as u64)));
    let is_any = Memo::new(move |_| !chosen.read().is_empty());
    view! {
        <div class="downloads">
            <Show when=move || is_any.get()>
                <DownloadButton download label name=label />
            </Show>
            <DownloadBar download />
        </div>
    }
}

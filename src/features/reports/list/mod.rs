//! The list of reports, by quarter; new ones arrive by themselves.

mod entry;
mod picker;

use aftercare_contract::{
    Timestamp,
    account::PersonId,
    list::Page,
    report::{ReportQuery, ReportSort, ReportState, ReportSummary},
};
use leptos::prelude::*;

use super::downloads::{ArchiveTool, Chosen};
use crate::{
    api::{Phase, use_api},
    i18n::{text, use_i18n},
    live::use_live,
    platform::{clock::use_clock, storage, zone},
    route::{Area, Link, ReportPlace, Route},
    server_state::Pages,
    session::use_session,
    ui::{Button, ErrorNote, Loaded, PageHeader, empty, keep_place},
};
use entry::Entry;
use picker::Picker;

/// How many reports are fetched at once.
const PAGE: u16 = 20;

#[component]
pub(super) fn ListPage(place: Memo<ReportPlace>) -> impl IntoView {
    let (i18n, api) = (use_i18n(), use_api());
    let query = Memo::new(move |before: Option<&ReportQuery>| match place.get() {
        ReportPlace::List(query) => query,
        _ => before.cloned().unwrap_or_default(),
    });
    let reports = Pages::new(move |cursor| {
        let query = ReportQuery { cursor, limit: Some(PAGE), ..query.get() };
        async move { api.reports(&query).await }
    });
    Chosen::provide();
    let arrived = follow_news(reports);
    keep_place(
        move || Route::from(&ReportPlace::List(query.get())).print(),
        move || reports.list().with(|list| list.value().is_some()),
    );
    let said = move || arrived.get().map(|title| i18n.reports_arrived(&i18n.localized(&title).0));
    let lead = move || view! { <p class="page-header__lead">{text(move || i18n.reports_lead())}</p> };
    view! {
        <div class="sheet">
            <PageHeader title=Signal::derive(move || i18n.nav_reports()) below=lead />
            <Picker query=query />
            <ArchiveTool />
            <p class="quiet-text" role="status">
                {said}
            </p>
            <Loaded remote=reports.remote() retry=reports.list().retry() let:list>
                <Groups list=list query=query />
                <Foot list=list reports=reports />
            </Loaded>
        </div>
    }
}

/// Takes in what the stream tells; the title of the report that has arrived last.
fn follow_news(reports: Pages<ReportSummary>) -> RwSignal<Option<aftercare_contract::Localized>> {
    let arrived = RwSignal::new(None);
    let live = use_live();
    live.on_news(move |news| {
        let Some(report) = news.report else { return };
        let before = reports.list().peek(|list| {
            let known = list.value()?.items.iter().find(|known| known.id == report.id)?;
            Some(known.state.clone())
        });
        if report.state == ReportState::Ready && before != Some(Some(ReportState::Ready)) {
            arrived.set(Some(report.title.clone()));
        }
        let known = matches!(before, Some(Some(_)));
        reports.list().patch(|list| {
            if let Some(place) = list.items.iter_mut().find(|known| known.id == report.id) {
                *place = *report;
            }
        });
        if !known {
            // Where it belongs, and whether it fits, only the backend knows.
            reports.list().refresh();
        }
    });
    live.on_reset(move || reports.list().refresh());
    arrived
}

/// Since when reports are new to the viewer; from now on those that are there aren't.
fn last_look() -> Option<Timestamp> {
    let person = untrack(|| use_session().me()).map(|me| me.user.id)?;
    let slot = ["reports/seen/", PersonId::as_str(&person)].concat();
    let before = storage::get(&slot).and_then(|time| time.parse().ok());
    storage::set(&slot, &use_clock().now().to_string());
    before
}

/// Under which heading a report stands.
#[derive(Clone, PartialEq, Eq, Hash)]
enum Group {
    Making,
    Quarter(u32, u32),
    /// In an order that isn't that of time.
    Ordered,
}

impl Group {
    fn of(report: &ReportSummary, order: &ReportSort) -> Self {
        match report.published {
            _ if *order == ReportSort::Worst => Self::Ordered,
            None => Self::Making,
            Some(time) => Self::Quarter(zone::year(time), zone::quarter(time)),
        }
    }
}

/// The reports in the order in which they came, each group under its heading.
fn grouped(list: &Page<ReportSummary>, order: &ReportSort) -> Vec<(Group, Vec<ReportSummary>)> {
    let mut groups: Vec<(Group, Vec<ReportSummary>)> = Vec::new();
    for report in &list.items {
        let group = Group::of(report, order);
        match groups.last_mut().filter(|(last, _)| *last == group) {
            Some((_, reports)) => reports.push(report.clone()),
            None => groups.push((group, vec![report.clone()])),
        }
    }
    groups
}

#[component]
fn Groups(list: Signal<Page<ReportSummary>>, query: Memo<ReportQuery>) -> impl IntoView {
    let i18n = use_i18n();
    let seen = last_look();
    let groups = Memo::new(move |_| list.with(|list| grouped(list, &query.read().sort)));
    let keys = move || groups.get().into_iter().map(|(group, _)| group).collect::<Vec<_>>();
    let section = move |group: Group| {
        let id = match &group {
            Group::Making => "reports-making".to_owned(),
            Group::Quarter(year, quarter) => format!("reports-{year}-{quarter}"),
            Group::Ordered => "reports-ordered".to_owned(),
        };
        let (named, own) = (id.clone(), group.clone());
        let reports = Memo::new(move |_| {
            let groups = groups.read();
            groups.iter().find(|(group, _)| *group == own).map(|(_, reports)| reports.clone()).unwrap_or_default()
        });
        let heading = move || match &group {
            Group::Making => i18n.reports_making(),
            Group::Quarter(year, quarter) => i18n.reports_quarter(&quarter.to_string(), &year.to_string()),
            Group::Ordered => i18n.reports_order_worst(),
        };
        let count = move || i18n.reports_count(u64::try_from(reports.read().len()).unwrap_or_default());
        view! {
            <section class="group" aria-labelledby=named>
                <h2 class="group__heading" id=id>
                    {text(heading)}
                    <span class="group__count">{text(count)}</span>
                </h2>
                <ul>
                    <For
                        each=move || reports.get()
                        key=|report| report.id.clone()
                        children=move |report| {
                            let id = report.id.clone();
                            let report = Memo::new(move |last: Option<&ReportSummary>| {
                                let reports = reports.read();
                                let now = reports.iter().find(|report| report.id == id);
                                now.or(last).unwrap_or(&report).clone()
                            });
                            view! { <Entry report=report seen=seen /> }
                        }
                    />
                </ul>
            </section>
        }
    };
    let none = move || {
        let (title, advice) = if *query.read() == ReportQuery::default() {
            (i18n.reports_none_yet(), i18n.reports_none_yet_advice())
        } else {
            (i18n.reports_none(), i18n.reports_none_advice())
        };
        let all = (*query.read() != ReportQuery::default()).then(|| {
            view! {
                <Link class="button" to=Area::Reports.home()>
                    {text(move || i18n.reports_all())}
                </Link>
            }
        });
        empty("report", move || title.clone()).view(
            view! {
                <p>{advice}</p>
                {all}
            }
            .into_any(),
        )
    };
    view! {
        <For each=keys key=Clone::clone children=section />
        {move || list.read().items.is_empty().then(none)}
    }
}

/// How many of them are shown, and the way to more.
#[component]
fn Foot(list: Signal<Page<ReportSummary>>, reports: Pages<ReportSummary>) -> impl IntoView {
    let i18n = use_i18n();
    let shown = move || {
        let (shown, total) = list.with(|list| (u64::try_from(list.items.len()).unwrap_or_default(), list.total));
        i18n.reports_shown(&i18n.number(shown), &i18n.number(total))
    };
    let more = Callback::new(move |()| reports.more());
    let failure = move || match reports.phase() {
        Phase::Failed(error) => Some(view! { <ErrorNote error=error retry=more /> }),
        _ => None,
    };
    let busy = Signal::derive(move || reports.phase() == Phase::Fetching);
    view! {
        {failure}
        <Show when=move || !list.read().items.is_empty()>
            <div class="list-foot">
                <p class="num">{shown}</p>
                <Show when=move || !reports.is_whole()>
                    <Button busy=busy on_press=more>
                        {text(move || i18n.reports_more())}
                    </Button>
                </Show>
            </div>
        </Show>
    }
}

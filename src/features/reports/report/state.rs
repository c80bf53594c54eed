//! What a report's page shows: the report, its findings, and the decision that is being made.

use aftercare_contract::report::{Finding, FindingId, FindingQuery, FindingRef, Report, ReportId, ReportState};
use leptos::prelude::*;

use super::super::pieces::{FINDING, Sought, finding_part};
use crate::{
    api::use_api,
    live::use_live,
    platform::{focus, fragment},
    route::ReportPlace,
    server_state::{Pages, Query},
};

/// How many findings are fetched at once.
const PAGE: u16 = 100;

/// A report as its page shows it.
#[derive(Clone, Copy)]
pub(super) struct ReportView {
    id: StoredValue<ReportId>,
    report: Query<Report>,
    query: Memo<FindingQuery>,
    findings: Pages<Finding>,
    /// The finding that is sought, where it isn't among those that are shown.
    named: Query<Option<Finding>>,
    sought: RwSignal<Option<FindingId>>,
    updated: RwSignal<bool>,
    /// The finding whose risk is about to be accepted.
    deciding: RwSignal<Option<Finding>>,
}

impl ReportView {
    pub(super) fn new(id: ReportId, place: Memo<ReportPlace>) -> Self {
        let api = use_api();
        let query = Memo::new(move |before: Option<&FindingQuery>| match place.get() {
            ReportPlace::One(_, query) => query,
            _ => before.cloned().unwrap_or_default(),
        });
        let stored = StoredValue::new(id.clone());
        let report = Query::new({
            let id = id.clone();
            move || {
                let id = id.clone();
                async move { api.report(&id).await }
            }
        });
        let findings = Pages::new({
            let id = id.clone();
            move |cursor| {
                let id = id.clone();
                let query = FindingQuery { cursor, limit: Some(PAGE), ..query.get() };
                async move { api.findings(&id, &query).await }
            }
        });
        let sought = RwSignal::new(fragment::read().and_then(|part| part.strip_prefix(FINDING).map(FindingId::from)));
        let named = Query::new({
            let id = id.clone();
            move || {
                let (id, sought) = (id.clone(), sought.get());
                async move {
                    match sought {
                        Some(finding) => api.finding(&id, &finding).await.map(Some),
                        None => Ok(None),
                    }
                }
            }
        });
        let view = Self {
            id: stored,
            report,
            query,
            findings,
            named,
            sought,
            updated: RwSignal::new(false),
            deciding: RwSignal::new(None),
        };
        let live = use_live();
        live.on_news(move |news| {
            if let Some(summary) = news.report.filter(|summary| summary.id == id) {
                view.hear(summary.state == ReportState::Ready, |report| report.summary = *summary);
            }
        });
        live.on_reset(move || view.refresh());
        view.lead_to_sought();
        provide_context(Sought(sought));
        view
    }

    /// Brings the finding that is sought into sight as soon as it is there.
    fn lead_to_sought(self) {
        let reached = StoredValue::new(None::<FindingId>);
        Effect::new(move |_| {
            let sought = self.sought.get();
            let there = self.findings.list().with(|list| list.value().is_some())
                && self.named.with(|named| named.value().is_some());
            if !there || sought == reached.get_value() {
                return;
            }
            let Some(finding) = sought else { return };
            request_animation_frame(move || {
                if focus::on_id(&finding_part(&finding)) {
                    reached.try_set_value(Some(finding));
                }
            });
        });
    }

    /// Takes in what the stream tells of the report.
    fn hear(self, ready: bool, change: impl FnOnce(&mut Report)) {
        if ready {
            let before = self.report.peek(|report| report.value().map(|report| report.summary.state.clone())).flatten();
            self.updated.set(before == Some(ReportState::Ready));
            self.refresh();
        } else {
            self.report.patch(change);
        }
    }

    /// Fetches everything again.
    fn refresh(self) {
        self.report.refresh();
        self.findings.list().refresh();
    }

    pub(super) fn id(self) -> ReportId {
        self.id.get_value()
    }

    pub(super) fn report(self) -> Query<Report> {
        self.report
    }

    /// Which findings are asked for; tracked.
    pub(super) fn query(self) -> FindingQuery {
        self.query.get()
    }

    pub(super) fn findings(self) -> Pages<Finding> {
        self.findings
    }

    /// The finding that is sought, where it isn't among those that are there; tracked.
    pub(super) fn named(self) -> Option<Finding> {
        let finding = self.named.with(|named| named.value().cloned().flatten())?;
        let there = self
            .findings
            .list()
            .with(|list| list.value().is_none_or(|list| list.items.iter().any(|one| one.id == finding.id)));
        (!there).then_some(finding)
    }

    /// Whether it was published anew while it was read; tracked.
    pub(super) fn is_updated(self) -> bool {
        self.updated.get()
    }

    /// The finding whose risk is about to be accepted.
    pub(super) fn deciding(self) -> RwSignal<Option<Finding>> {
        self.deciding
    }

    /// Takes in a finding as it is now; the counts of the report follow.
    pub(super) fn take(self, finding: &Finding) {
        self.findings.list().patch(|list| {
            if let Some(known) = list.items.iter_mut().find(|known| known.id == finding.id) {
                known.clone_from(finding);
            }
        });
        self.named.patch(|named| {
            if let Some(known) = named.as_mut().filter(|known| known.id == finding.id) {
                known.clone_from(finding);
            }
        });
        self.report.refresh();
    }

    /// The finding with its report, in one word.
    pub(super) fn name_of(finding: &Finding) -> FindingRef {
        FindingRef::new(&finding.report, &finding.id)
    }
}

//! The list of tickets: pages from the backend, kept right by the live stream.

use aftercare_contract::{
    account::PersonId,
    list::{Page, Scope, TicketQuery, TicketSort},
    ticket::{PartyRole, SrNumber, TicketSummary, TurnOf},
};
use leptos::{prelude::*, task::spawn_local};

use super::{LastList, ListPlace, Query};
use crate::{
    api::{Api, ApiError, Phase, Remote, use_api},
    live::{TicketHead, use_live},
    platform::paint,
};

/// Longest page that a backend gives.
const LONGEST_PAGE: usize = 200;
/// How long a page is that is loaded because the end of the list is near.
const NEXT_PAGE: u16 = 30;

/// The list that a query gives.
#[derive(Clone, Copy)]
pub struct TicketList {
    api: Api,
    query: Memo<TicketQuery>,
    page: Query<Page<TicketSummary>>,
    /// Where loading the next page stands.
    more: RwSignal<Phase>,
    /// What was asked for last, and how many rows it has grown to by loading more.
    grown: StoredValue<(Option<TicketQuery>, usize)>,
    /// Tickets that may have a place in the list; only the backend knows.
    waiting: RwSignal<Vec<SrNumber>>,
}

impl TicketList {
    /// Follows `query` and the live stream until the owner goes. `came` is told of tickets that have appeared.
    pub fn new(
        query: Memo<TicketQuery>,
        viewer: impl Fn() -> Option<PersonId> + Copy + 'static,
        came: Callback<TicketSummary>,
    ) -> Self {
        let (api, live) = (use_api(), use_live());
        let grown = StoredValue::new((None, 0));
        let waiting = RwSignal::new(Vec::new());
        let more = RwSignal::new(Phase::Ready);
        let page = Query::new(move || {
            let query = query.get();
            waiting.set(Vec::new());
            more.set(Phase::Ready);
            let rows = as_many_again(grown, &query);
            async move { fetch(api, &query, rows).await }
        });
        live.on_ticket(move |news| {
            let Some(head) = news.head() else { return };
            let known = |page: &Remote<Page<TicketSummary>>| {
                let viewer = untrack(viewer);
                page.value().map(|page| judge(page, &query.read_untracked(), viewer.as_ref(), &head))
            };
            match page.peek(known).flatten() {
                Some(News::Came) => came.run(head.summary.clone()),
                Some(News::Unplaced) => {
                    let number = &head.summary.sr_number;
                    if !waiting.with_untracked(|waiting| waiting.contains(number)) {
                        waiting.update(|waiting| waiting.push(number.clone()));
                    }
                }
                Some(News::Known | News::Foreign) | None => {}
            }
            page.patch(move |page| apply(page, &query.read_untracked(), untrack(viewer).as_ref(), &head));
        });
        live.on_reset(move || page.refresh());
        Self { api, query, page, more, grown, waiting }
    }

    /// How many tickets fit the query, as far as that is known; tracked.
    pub fn total(self) -> Option<u64> {
        self.page.with(|page| page.value().map(|page| page.total))
    }

    /// Looks at the rows that are there; tracked.
    pub fn rows<R>(self, look: impl FnOnce(&[TicketSummary]) -> R) -> R {
        self.page.with(|page| look(page.value().map_or(&[], |page| &page.items)))
    }

    /// Whether there are more rows than those; tracked.
    pub fn has_more(self) -> bool {
        self.page.with(|page| page.value().is_some_and(|page| page.next_cursor.is_some()))
    }

    /// The list, for `<Loaded>`.
    pub fn page(self) -> Signal<Remote<Page<TicketSummary>>> {
        self.page.remote()
    }

    /// Looks at the list as a remote value; tracked.
    pub fn with<R>(self, look: impl FnOnce(&Remote<Page<TicketSummary>>) -> R) -> R {
        self.page.with(look)
    }

    /// For a button that tries again, and for one that shows what waits.
    pub fn retry(self) -> Callback<()> {
        self.page.retry()
    }

    /// How many tickets may have a place in the list that isn't known; tracked.
    pub fn waiting(self) -> usize {
        self.waiting.with(Vec::len)
    }

    /// Keeps the list for the pages of its tickets, which lead back to it and on to their neighbours.
    pub fn keep_as_last(self) {
        let query = self.query.try_get_untracked().unwrap_or_default();
        self.page.peek(|page| {
            if let Some(page) = page.value() {
                LastList::keep(&query, page.items.iter().map(|row| &row.sr_number));
            }
        });
    }

    /// Keeps with this entry of the history how far the list has grown, how far it is `scrolled` and how high its rows
    /// are, so that going back to it shows the same.
    pub fn keep_place(self, scrolled: u32, heights: Vec<usize>) {
        let rows = self.grown.with_value(|(_, rows)| *rows);
        ListPlace { rows, scrolled, heights }.keep(&self.query.get_untracked());
    }

    /// Where loading the next page stands; tracked.
    pub fn more(self) -> Phase {
        self.more.get()
    }

    /// Loads the next page, unless that is under way.
    pub fn load_more(self) {
        let cursor = self.page.peek(|page| page.value()?.next_cursor.clone()).flatten();
        let Some(cursor) = cursor.filter(|_| self.more.get_untracked() != Phase::Fetching) else { return };
        let query = self.query.get_untracked();
        self.more.set(Phase::Fetching);
        spawn_local(async move {
            let asked = TicketQuery { cursor: Some(cursor), limit: Some(NEXT_PAGE), ..query.clone() };
            let answer = self.api.tickets(&asked).await;
            // A frame in which an answer was read has no time left for rows.
            paint::after(move || {
                // The filter may be another one by now, or the page gone.
                if self.query.try_get_untracked().as_ref() != Some(&query) {
                    return;
                }
                self.more.set(match answer {
                    Ok(next) => {
                        let rows = self.page.peek(|page| page.value().map_or(0, |page| page.items.len())).unwrap_or(0);
                        self.grown.set_value((Some(query), rows + next.items.len()));
                        self.page.patch(move |page| append(page, next));
                        Phase::Ready
                    }
                    Err(error) => Phase::Failed(error),
                });
            });
        });
    }
}

/// Asking for the same list again brings as many rows as it has grown to, so that none disappears; so does going back
/// to it.
fn as_many_again(grown: StoredValue<(Option<TicketQuery>, usize)>, query: &TicketQuery) -> usize {
    let rows = grown.try_update_value(|(last, rows)| {
        if last.as_ref() != Some(query) {
            *rows = ListPlace::load(query).map_or(0, |place| place.rows);
            *last = Some(query.clone());
        }
        *rows
    });
    rows.unwrap_or_default()
}

/// The beginning of a list: at least this many rows, if it has them.
async fn fetch(api: Api, query: &TicketQuery, rows: usize) -> Result<Page<TicketSummary>, ApiError> {
    let limit = |missing: usize| u16::try_from(missing.min(LONGEST_PAGE)).ok().filter(|limit| *limit > 0);
    let mut page = api.tickets(&TicketQuery { limit: limit(rows).or(query.limit), ..query.clone() }).await?;
    while let Some(cursor) = page.next_cursor.clone().filter(|_| page.items.len() < rows) {
        let missing = rows - page.items.len();
        let next = TicketQuery { cursor: Some(cursor), limit: limit(missing), ..query.clone() };
        append(&mut page, api.tickets(&next).await?);
    }
    Ok(page)
}

/// What the news of a ticket means to a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum News {
    /// It stands in the list.
    Known,
    /// It belongs to the top of the list.
    Came,
    /// It may belong to the list; only the backend knows where.
    Unplaced,
    /// It doesn't belong to the list.
    Foreign,
}

fn judge(page: &Page<TicketSummary>, query: &TicketQuery, viewer: Option<&PersonId>, head: &TicketHead) -> News {
    if page.items.iter().any(|row| row.sr_number == head.summary.sr_number) {
        return News::Known;
    }
    match belongs(query, viewer, head) {
        Some(false) => News::Foreign,
        Some(true) if query.sort == TicketSort::Changed => News::Came,
        Some(true) | None => News::Unplaced,
    }
}

/// Takes the news of a ticket into a list. Rows that are there change in place, whatever the filter: what is being
/// read must not jump away.
fn apply(page: &mut Page<TicketSummary>, query: &TicketQuery, viewer: Option<&PersonId>, head: &TicketHead) {
    let summary = &head.summary;
    match judge(page, query, viewer, head) {
        News::Known => {
            let rows = page.items.iter_mut().filter(|row| row.sr_number == summary.sr_number);
            for row in rows.filter(|row| row.version < summary.version) {
                row.clone_from(summary);
            }
        }
        News::Came => {
            // It may have stood on a page that isn't loaded, and be counted already.
            let is_new = page.next_cursor.is_none() || summary.creation_date == summary.last_update;
            page.total += u64::from(is_new);
            page.items.insert(0, summary.clone());
        }
        News::Unplaced | News::Foreign => {}
    }
}

/// Whether a ticket belongs to a list, where that can be told here.
fn belongs(query: &TicketQuery, viewer: Option<&PersonId>, head: &TicketHead) -> Option<bool> {
    let TicketHead { summary, related_party: people } = head;
    let viewer_is = |requester| {
        let mut roles = people.iter().filter(|party| party.id.is_some() && party.id.as_ref() == viewer);
        roles.any(|party| (party.role == PartyRole::Requester) == requester)
    };
    let in_scope = match query.scope {
        Scope::Mine => viewer_is(true),
        Scope::Shared => viewer_is(false) && !viewer_is(true),
        Scope::Organisation => true,
        Scope::Other(_) => return None,
    };
    let device = summary.device.as_ref().map(|device| device.id.as_str());
    let fits = in_scope
        && query.state.takes(&summary.status, summary.turn.who == TurnOf::Customer)
        && (query.ticket_types.is_empty() || query.ticket_types.contains(&summary.ticket_type))
        && query.device.as_deref().is_none_or(|id| device == Some(id))
        && (query.severity_ranks.is_empty()
            || summary.severity.as_ref().is_some_and(|is| query.severity_ranks.contains(&is.rank)))
        && query.created_from.is_none_or(|from| from <= summary.creation_date)
        && query.created_before.is_none_or(|before| summary.creation_date < before)
        && query.channel.as_deref().is_none_or(|channel| channel == summary.channel.as_str());
    // What was written in a ticket, and the id of its site, only the backend knows.
    let sure = query.text.is_empty() && query.site.is_none();
    if fits && !sure { None } else { Some(fits) }
}

/// Adds the next page; a row that has moved up meanwhile is there already.
fn append(page: &mut Page<TicketSummary>, mut next: Page<TicketSummary>) {
    for known in &page.items {
        // Times are compared sooner than numbers, of which a long list has ten thousand.
        next.items.retain(|row| row.creation_date != known.creation_date || row.sr_number != known.sr_number);
    }
    page.items.append(&mut next.items);
    page.next_cursor = next.next_cursor;
    page.total = next.total;
}

#[cfg(test)]
mod tests {
    use aftercare_contract::{
        Span, Timestamp,
        list::StateFilter,
        ticket::{Channel, RelatedParty, Status, Task, TicketType, Turn},
    };
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn summary(sr: &str, version: u64) -> TicketSummary {
        TicketSummary {
            sr_number: sr.into(),
            version,
            name: format!("{sr} v{version}"),
            language: None,
            ticket_type: TicketType::Fault,
            status: Status::InProgress,
            turn: Turn { who: TurnOf::Vendor, task: Task::Solve, by: None },
            severity: None,
            device: None,
            site: None,
            engineer: None,
            eta: None,
            next_clock: None,
            channel: Channel::Web,
            external_identifier: None,
            creation_date: Timestamp::default(),
            last_update: Timestamp::default(),
            resolution_date: None,
        }
    }

    fn head(sr: &str, version: u64, requester: &str) -> TicketHead {
        let requester = RelatedParty { id: Some(requester.into()), name: String::new(), role: PartyRole::Requester };
        TicketHead { summary: summary(sr, version), related_party: vec![requester] }
    }

    fn page(next_cursor: Option<&str>) -> Page<TicketSummary> {
        Page { items: vec![summary("b", 2), summary("a", 5)], next_cursor: next_cursor.map(str::to_owned), total: 2 }
    }

    fn names(page: &Page<TicketSummary>) -> Vec<&str> {
        page.items.iter().map(|row| row.name.as_str()).collect()
    }

    /// What the news means, and what became of the list.
    fn tell(page: &mut Page<TicketSummary>, query: &TicketQuery, head: &TicketHead) -> News {
        let viewer = PersonId::from("me");
        let news = judge(page, query, Some(&viewer), head);
        apply(page, query, Some(&viewer), head);
        news
    }

    #[wasm_bindgen_test]
    fn a_row_changes_in_place_and_never_back() {
        let mut page = page(None);
        let query = TicketQuery { state: StateFilter::ToVerify, ..TicketQuery::default() };
        assert_eq!(tell(&mut page, &query, &head("a", 6, "me")), News::Known);
        assert_eq!(tell(&mut page, &query, &head("b", 1, "me")), News::Known);
        assert_eq!(names(&page), ["b v2", "a v6"]);
    }

    #[wasm_bindgen_test]
    fn a_new_ticket_of_mine_stands_at_the_top_and_a_colleagues_does_not() {
        let mut page = page(None);
        let query = TicketQuery::default();
        assert_eq!(tell(&mut page, &query, &head("c", 1, "me")), News::Came);
        assert_eq!(tell(&mut page, &query, &head("d", 1, "you")), News::Foreign);
        assert_eq!((names(&page), page.total), (vec!["c v1", "b v2", "a v5"], 3));
    }

    #[wasm_bindgen_test]
    fn what_only_the_backend_can_place_waits() {
        let mut page = page(None);
        let searched = TicketQuery { text: "disk".to_owned(), ..TicketQuery::default() };
        assert_eq!(tell(&mut page, &searched, &head("c", 1, "me")), News::Unplaced);
        let sorted = TicketQuery { sort: TicketSort::Expected, ..TicketQuery::default() };
        assert_eq!(tell(&mut page, &sorted, &head("c", 1, "me")), News::Unplaced);
        assert_eq!(page.items.len(), 2);
    }

    #[wasm_bindgen_test]
    fn a_row_that_moved_up_is_not_there_twice() {
        let mut first = page(Some("next"));
        let mut old = head("z", 9, "me");
        old.summary.last_update = Timestamp::default() + Span::hours(1);
        assert_eq!(tell(&mut first, &TicketQuery::default(), &old), News::Came);
        assert_eq!(first.total, 2, "it was counted on its page");
        append(&mut first, Page { items: vec![summary("y", 1), summary("z", 8)], next_cursor: None, total: 4 });
        assert_eq!(names(&first), ["z v9", "b v2", "a v5", "y v1"]);
    }
}

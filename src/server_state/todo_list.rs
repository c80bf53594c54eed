//! What waits for the viewer, kept right by the live stream.

use std::time::Duration;

use aftercare_contract::{
    account::PersonId,
    list::Page,
    ticket::{PartyRole, SrNumber, TurnOf},
    todo::Todo,
};
use leptos::prelude::*;

use super::Query;
use crate::{
    api::{Remote, use_api},
    live::{TicketHead, use_live},
    platform::timer::Timer,
};

/// Events within this time belong together: a question also changes the status and stops the clocks.
const TOGETHER: Duration = Duration::from_millis(300);

/// Something that waits for the viewer, or has waited while they were looking.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The ticket and what there is to do.
    pub todo: Todo,
    /// Whether it waits no more. It keeps its place nevertheless: what is being read must not jump away.
    pub done: bool,
}

impl Entry {
    /// Of which ticket.
    pub fn sr(&self) -> &SrNumber {
        &self.todo.ticket.sr_number
    }
}

/// What waits for the viewer.
#[derive(Clone, Copy)]
pub struct TodoList {
    page: Query<Page<Todo>>,
    entries: Memo<Vec<Entry>>,
}

impl TodoList {
    /// Follows the live stream until the owner goes. `came` is told of what begins to wait meanwhile.
    pub fn new(viewer: Signal<Option<PersonId>>, came: Callback<Todo>) -> Self {
        let (api, live) = (use_api(), use_live());
        let page = Query::new(move || async move { api.todos().await });
        let entries = Memo::new(move |before: Option<&Vec<Entry>>| {
            let before = before.cloned().unwrap_or_default();
            page.with(|page| page.value().map(|page| arranged(&before, &page.items))).unwrap_or(before)
        });
        let timer = StoredValue::new_local(None::<Timer>);
        live.on_ticket(move |news| {
            let Some(head) = news.head() else { return };
            let known = |page: &Remote<Page<Todo>>| page.value().is_some_and(|page| holds(page, &head));
            if page.peek(known) == Some(true) || begins_to_wait(&head, viewer.get_untracked().as_ref()) {
                timer.set_value(Some(Timer::after(TOGETHER, move || page.refresh())));
            }
        });
        live.on_reset(move || page.refresh());
        Effect::new(move |before: Option<Option<Vec<SrNumber>>>| {
            let waiting = |entry: &Entry| (!entry.done).then(|| entry.sr().clone());
            let loaded = page.with(|page| page.value().is_some());
            let now = loaded.then(|| entries.with(|entries| entries.iter().filter_map(waiting).collect::<Vec<_>>()));
            if let (Some(Some(before)), Some(now)) = (before, &now) {
                let is_new = |entry: &&Entry| now.contains(entry.sr()) && !before.contains(entry.sr());
                let new: Vec<_> = entries.with_untracked(|entries| entries.iter().filter(is_new).cloned().collect());
                for entry in new {
                    came.run(entry.todo);
                }
            }
            now
        });
        Self { page, entries }
    }

    /// What was fetched last, for `<Loaded>`.
    pub fn page(self) -> Signal<Remote<Page<Todo>>> {
        self.page.remote()
    }

    /// How many things wait, also those that aren't shown; `None` as long as that isn't known. Tracked.
    pub fn total(self) -> Option<u64> {
        self.page.with(|page| page.value().map(|page| page.total))
    }

    /// What is shown, each in the place where it appeared.
    pub fn entries(self) -> Memo<Vec<Entry>> {
        self.entries
    }

    /// For a button that tries again.
    pub fn retry(self) -> Callback<()> {
        self.page.retry()
    }

    /// Notes that the viewer has done their part; the backend has said so.
    pub fn done(self, sr: &SrNumber) {
        self.page.patch(|page| {
            let before = page.items.len();
            page.items.retain(|todo| todo.ticket.sr_number != *sr);
            page.total = page.total.saturating_sub(u64::try_from(before - page.items.len()).unwrap_or_default());
        });
    }
}

fn holds(page: &Page<Todo>, head: &TicketHead) -> bool {
    page.items.iter().any(|todo| todo.ticket.sr_number == head.summary.sr_number)
}

fn begins_to_wait(head: &TicketHead, viewer: Option<&PersonId>) -> bool {
    let mut people = head.related_party.iter();
    head.summary.turn.who == TurnOf::Customer
        && people.any(|party| party.role == PartyRole::Requester && party.id.is_some() && party.id.as_ref() == viewer)
}

/// What is there now, in the order in which it was shown before; what is new comes last, what is gone is done.
fn arranged(before: &[Entry], now: &[Todo]) -> Vec<Entry> {
    let of = |sr: &SrNumber| now.iter().find(|todo| todo.ticket.sr_number == *sr).cloned();
    let stayed = before.iter().map(|entry| match of(entry.sr()) {
        Some(todo) => Entry { todo, done: false },
        None => Entry { done: true, ..entry.clone() },
    });
    let is_new = |todo: &&Todo| !before.iter().any(|entry| *entry.sr() == todo.ticket.sr_number);
    let new = now.iter().filter(is_new).map(|todo| Entry { todo: todo.clone(), done: false });
    stayed.chain(new).collect()
}

#[cfg(test)]
mod tests {
    use aftercare_contract::{
        Timestamp,
        ticket::{Action, Channel, Status, Task, TicketSummary, TicketType, Turn},
    };
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn todo(sr: &str) -> Todo {
        let ticket = TicketSummary {
            sr_number: sr.into(),
            version: 1,
            name: String::new(),
            language: None,
            ticket_type: TicketType::Fault,
            status: Status::Resolved,
            turn: Turn { who: TurnOf::Customer, task: Task::Verify, by: None },
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
        };
        Todo { ticket, said: None, actions: vec![Action::Confirm] }
    }

    fn told(entries: &[Entry]) -> Vec<(&str, bool)> {
        entries.iter().map(|entry| (entry.sr().as_str(), entry.done)).collect()
    }

    #[wasm_bindgen_test]
    fn nothing_jumps_away_from_under_the_reader() {
        let first = arranged(&[], &["a", "b"].map(todo));
        assert_eq!(told(&first), [("a", false), ("b", false)]);
        let second = arranged(&first, &["c", "b"].map(todo));
        assert_eq!(told(&second), [("a", true), ("b", false), ("c", false)]);
        let third = arranged(&second, &["c", "a"].map(todo));
        assert_eq!(told(&third), [("a", false), ("b", true), ("c", false)], "what comes back has its place");
    }
}

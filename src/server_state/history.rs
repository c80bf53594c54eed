//! The line of events of one ticket, put together from pages and from the live stream in whatever order they come.

use std::{collections::BTreeMap, sync::Arc};

use aftercare_contract::{history::Event, list::Page};

/// The events that are known of one ticket: each once, in order, with what is missing known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    events: BTreeMap<u64, Arc<Event>>,
    /// The number of the newest event that there is, known or not.
    newest: u64,
    /// Where the next page of older events starts.
    older: Option<String>,
}

impl History {
    /// From the newest page.
    pub fn new(page: Page<Event>) -> Self {
        let mut history = Self::default();
        history.add_older(page);
        history
    }

    /// Takes in a page that goes on where the oldest one ended.
    pub fn add_older(&mut self, page: Page<Event>) {
        self.older = page.next_cursor;
        self.add(page.items);
    }

    /// Takes in events of any age; those that are known already change nothing.
    pub fn add(&mut self, events: impl IntoIterator<Item = Event>) {
        for event in events {
            self.newest = self.newest.max(event.number);
            self.events.entry(event.number).or_insert_with(|| Arc::new(event));
        }
    }

    /// Says that there are events up to `number`, as the ticket tells.
    pub fn expect(&mut self, number: u64) {
        self.newest = self.newest.max(number);
    }

    /// Whether there are events up to `number`, newer than any it knows of.
    pub fn is_short_of(&self, number: u64) -> bool {
        self.newest < number
    }

    /// The event after which the first one is missing that is newer than what was loaded.
    pub fn missing_after(&self) -> Option<u64> {
        let mut last = *self.events.keys().next()?;
        for number in self.events.keys().skip(1) {
            if *number > last + 1 {
                return Some(last);
            }
            last = *number;
        }
        (last < self.newest).then_some(last)
    }

    /// Every known event, oldest first.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Arc<Event>> {
        self.events.values()
    }

    /// How many are known.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether none is known.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The cursor of the next older page; none where the first event is known.
    pub fn older(&self) -> Option<&str> {
        self.older.as_deref().filter(|_| !self.events.contains_key(&1))
    }
}

#[cfg(test)]
mod tests {
    use aftercare_contract::{
        Timestamp,
        history::{Actor, EventType, Side},
    };
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn event(number: u64) -> Event {
        let actor = Actor { side: Side::System, name: String::new(), tier: None };
        Event { number, ..Event::new(EventType::StatusChanged, actor, Timestamp::default()) }
    }

    fn page(numbers: impl IntoIterator<Item = u64>, next_cursor: Option<&str>) -> Page<Event> {
        Page { items: numbers.into_iter().map(event).collect(), next_cursor: next_cursor.map(str::to_owned), total: 9 }
    }

    fn numbers(history: &History) -> Vec<u64> {
        history.events().map(|event| event.number).collect()
    }

    #[wasm_bindgen_test]
    fn events_stand_in_order_and_once_however_they_come() {
        let mut history = History::new(page([9, 8, 7], Some("7")));
        history.add([event(9), event(10)]);
        history.add_older(page([7, 6, 5], Some("5")));
        assert_eq!(numbers(&history), [5, 6, 7, 8, 9, 10]);
        assert_eq!((history.missing_after(), history.older()), (None, Some("5")));
        history.add_older(page([4, 3, 2, 1], None));
        assert_eq!((history.len(), history.older()), (10, None));
    }

    #[wasm_bindgen_test]
    fn a_gap_is_known_until_it_is_filled() {
        let mut history = History::new(page([3, 2, 1], None));
        history.add([event(6)]);
        assert_eq!(history.missing_after(), Some(3));
        // Number 7 arrives while the gap is being fetched; neither may be lost.
        history.add([event(7)]);
        history.add([event(4), event(5)]);
        assert_eq!((history.missing_after(), numbers(&history)), (None, (1..=7).collect()));
    }

    #[wasm_bindgen_test]
    fn what_the_ticket_tells_of_and_nobody_sent_is_missing() {
        let mut history = History::new(page([3, 2, 1], None));
        history.expect(3);
        assert_eq!(history.missing_after(), None);
        history.expect(5);
        assert_eq!(history.missing_after(), Some(3));
        history.add([event(4)]);
        assert_eq!(history.missing_after(), Some(4));
    }
}

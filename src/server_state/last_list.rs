//! The list that the visitor came from: a ticket's page leads back to it as it was, and on to its neighbours.

use aftercare_contract::{list::TicketQuery, ticket::SrNumber};

use crate::platform::storage::tab;

const SLOT: &str = "last-list";

/// A list as it was last shown in this tab.
#[derive(Clone, Debug, PartialEq)]
pub struct LastList {
    /// What it had been asked for.
    pub query: TicketQuery,
    numbers: Vec<SrNumber>,
}

/// Where a ticket stands in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Neighbours {
    /// Above it.
    pub before: Option<SrNumber>,
    /// Below it.
    pub after: Option<SrNumber>,
    /// Its place, from 1.
    pub place: u64,
    /// How many tickets the list showed.
    pub count: u64,
}

impl LastList {
    /// Keeps the list that `query` gave, with the tickets that it shows, in its order.
    pub fn keep<'a>(query: &TicketQuery, numbers: impl IntoIterator<Item = &'a SrNumber>) {
        let mut kept = query.print();
        for number in numbers {
            kept.push('\n');
            kept.push_str(number.as_str());
        }
        tab::set(SLOT, &kept);
    }

    /// The one that was kept last.
    pub fn load() -> Option<Self> {
        tab::get(SLOT).map(|kept| Self::parse(&kept))
    }

    fn parse(kept: &str) -> Self {
        let mut lines = kept.lines();
        let query = TicketQuery::parse(lines.next().unwrap_or_default());
        Self { query, numbers: lines.map(SrNumber::from).collect() }
    }

    /// Where the ticket `sr` stands in it, if it does.
    pub fn around(&self, sr: &SrNumber) -> Option<Neighbours> {
        let place = self.numbers.iter().position(|number| number == sr)?;
        let at = |index: Option<usize>| index.and_then(|index| self.numbers.get(index).cloned());
        Some(Neighbours {
            before: at(place.checked_sub(1)),
            after: at(place.checked_add(1)),
            place: u64::try_from(place).unwrap_or_default().saturating_add(1),
            count: u64::try_from(self.numbers.len()).unwrap_or_default(),
        })
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn a_ticket_stands_between_its_neighbours() {
        let list = LastList::parse("q=%E8%AF%81%E4%B9%A6\nSR-1\nSR-2\nSR-3");
        assert_eq!(list.query.text, "证书");
        let neighbours = |before: Option<&str>, after: Option<&str>, place| {
            Some(Neighbours { before: before.map(SrNumber::from), after: after.map(SrNumber::from), place, count: 3 })
        };
        assert_eq!(list.around(&"SR-1".into()), neighbours(None, Some("SR-2"), 1));
        assert_eq!(list.around(&"SR-2".into()), neighbours(Some("SR-1"), Some("SR-3"), 2));
        assert_eq!(list.around(&"SR-3".into()), neighbours(Some("SR-2"), None, 3));
        assert_eq!(list.around(&"SR-4".into()), None);
    }

    #[wasm_bindgen_test]
    fn a_list_without_filter_and_without_tickets_is_one_too() {
        assert_eq!(LastList::parse(""), LastList { query: TicketQuery::default(), numbers: Vec::new() });
    }
}

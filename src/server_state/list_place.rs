//! How a list was left: how far it was loaded and scrolled. It stays with its entry of the browser's history, so that
//! Back shows what was there.

use aftercare_contract::list::TicketQuery;

use crate::platform::history;

/// How a list was left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListPlace {
    /// How many rows it had grown to; 0 if it has only its first page.
    pub rows: u32,
    /// How far the page was scrolled, in px.
    pub scrolled: u32,
    /// How high a row is in each block of rows, in sixteenths of a px.
    pub heights: Vec<u32>,
}

impl ListPlace {
    /// Keeps it for the list that `query` gives.
    pub fn keep(&self, query: &TicketQuery) {
        history::keep(&self.print(query));
    }

    /// How the list that `query` gives was left at this place of the history.
    pub fn load(query: &TicketQuery) -> Option<Self> {
        Self::parse(query, &history::kept()?)
    }

    fn print(&self, query: &TicketQuery) -> String {
        let numbers = [self.rows, self.scrolled].into_iter().chain(self.heights.iter().copied());
        let lines: Vec<String> = [query.print()].into_iter().chain(numbers.map(|number| number.to_string())).collect();
        lines.join("\n")
    }

    /// `None` where the note is about another list.
    fn parse(query: &TicketQuery, note: &str) -> Option<Self> {
        let numbers = note.strip_prefix(&query.print())?.strip_prefix('\n')?;
        let mut numbers = numbers.lines().map_while(|number| number.parse().ok());
        Some(Self { rows: numbers.next()?, scrolled: numbers.next()?, heights: numbers.collect() })
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn only_the_list_that_was_left_is_found_again() {
        let place = ListPlace { rows: 150, scrolled: 4_200, heights: vec![1_024, 980] };
        let query = TicketQuery { text: "证书".to_owned(), ..TicketQuery::default() };
        let note = place.print(&query);
        assert_eq!(ListPlace::parse(&query, &note), Some(place.clone()));
        assert_eq!(ListPlace::parse(&TicketQuery::default(), &note), None);
        let plain = TicketQuery::default();
        assert_eq!(ListPlace::parse(&plain, &place.print(&plain)), Some(place));
        assert_eq!(ListPlace::parse(&plain, "something else"), None);
    }
}

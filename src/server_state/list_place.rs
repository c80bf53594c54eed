//! How a list was left: how far it was loaded and scrolled. It stays with its entry of the browser's history, so that
//! Back shows what was there.

use aftercare_contract::list::TicketQuery;

use crate::platform::history;

/// How a list was left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListPlace {
    /// How many rows it had grown to; 0 if it has only its first page.
    pub rows: usize,
    /// How far the page was scrolled, in px.
    pub scrolled: u32,
    /// How high each of its blocks of rows was, in px.
    pub heights: Vec<usize>,
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
        let numbers = [self.rows, self.scrolled as usize].into_iter().chain(self.heights.iter().copied());
        let lines: Vec<String> = [query.print()].into_iter().chain(numbers.map(|number| number.to_string())).collect();
        lines.join("\n")
    }

    /// `None` where the note is about another list.
    fn parse(query: &TicketQuery, note: &str) -> Option<Self> {
        let numbers = note.strip_prefix(&query.print())?.strip_prefix('\n')?;
        let mut numbers = numbers.lines().map_while(|number| number.parse::<usize>().ok());
        let (rows, scrolled) = (numbers.next()?, numbers.next()?.try_into().ok()?);
        Some(Self { rows, scrolled, heights: numbers.collect() })
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

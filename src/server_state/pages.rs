//! A list that is fetched page by page.

use std::{future::Future, pin::Pin, rc::Rc};

use aftercare_contract::list::Page;
use leptos::{prelude::*, task::spawn_local};

use super::Query;
use crate::api::{ApiError, Phase, Remote};

type Answer<T> = Pin<Box<dyn Future<Output = Result<Page<T>, ApiError>>>>;
type Fetch<T> = Rc<dyn Fn(Option<String>) -> Answer<T>>;

/// The pages of a list that are there, as one.
pub struct Pages<T: Send + Sync + 'static> {
    list: Query<Page<T>>,
    more: RwSignal<Phase>,
    fetch: StoredValue<Fetch<T>, LocalStorage>,
}

impl<T: Send + Sync + 'static> Clone for Pages<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Send + Sync + 'static> Copy for Pages<T> {}

impl<T: Clone + Send + Sync + 'static> Pages<T> {
    /// Fetches the first page now and whenever something changes that `fetch` reads before it returns its future. It is
    /// given the cursor of the page that is wanted.
    pub fn new<F, Fut>(fetch: F) -> Self
    where
        F: Fn(Option<String>) -> Fut + 'static,
        Fut: Future<Output = Result<Page<T>, ApiError>> + 'static,
    {
        let fetch: Fetch<T> = Rc::new(move |cursor| Box::pin(fetch(cursor)));
        let first = Rc::clone(&fetch);
        Self {
            list: Query::new(move || first(None)),
            more: RwSignal::new(Phase::Ready),
            fetch: StoredValue::new_local(fetch),
        }
    }

    /// All that is there, as one page; its cursor is that of the next one.
    pub fn list(self) -> Query<Page<T>> {
        self.list
    }

    /// The same for `<Loaded>`.
    pub fn remote(self) -> Signal<Remote<Page<T>>> {
        self.list.remote()
    }

    /// Where fetching the next page stands; tracked.
    pub fn phase(self) -> Phase {
        self.more.get()
    }

    /// Whether nothing is left to be fetched; tracked.
    pub fn is_whole(self) -> bool {
        self.list.with(|list| list.value().is_some_and(|list| list.next_cursor.is_none()))
    }

    /// Fetches the next page, unless that is under way.
    pub fn more(self) {
        let cursor = self.list.peek(|list| list.value()?.next_cursor.clone()).flatten();
        let Some(cursor) = cursor.filter(|_| self.more.get_untracked() != Phase::Fetching) else { return };
        let Some(page) = self.fetch.try_with_value(|fetch| untrack(|| fetch(Some(cursor.clone())))) else { return };
        self.more.set(Phase::Fetching);
        spawn_local(async move {
            let phase = match page.await {
                Ok(page) => {
                    self.list.patch(move |list| {
                        // Another list may be there by now.
                        if list.next_cursor.as_ref() == Some(&cursor) {
                            list.items.extend(page.items);
                            list.next_cursor = page.next_cursor;
                        }
                    });
                    Phase::Ready
                }
                Err(error) => Phase::Failed(error),
            };
            // Whoever showed it may have gone.
            self.more.try_set(phase);
        });
    }
}

//! Answers that last as long as their reader likes: live streams and archives.
//!
//! Each holds a connection, an archive a thread, too, so a person has only so many. One more isn't refused but ends the
//! oldest, which may belong to a connection that is long dead without anybody having noticed.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use aftercare_contract::account::PersonId;
use tokio_util::sync::CancellationToken;

/// What each person has open of one kind; a clone is the same.
#[derive(Clone, Debug)]
pub struct Lasting {
    most: usize,
    open: Arc<Mutex<HashMap<PersonId, VecDeque<Arc<CancellationToken>>>>>,
}

impl Lasting {
    /// `most` at a time for each person.
    pub fn new(most: usize) -> Self {
        Self { most, open: Arc::default() }
    }

    /// One more for the person.
    pub fn open(&self, person: &PersonId) -> Place {
        let ended = Arc::new(CancellationToken::new());
        let mut all = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let own = all.entry(person.clone()).or_default();
        own.push_back(Arc::clone(&ended));
        if own.len() > self.most
            && let Some(oldest) = own.pop_front()
        {
            oldest.cancel();
        }
        Place { person: person.clone(), ended, all: self.clone() }
    }
}

/// A place among those of a person, until it is dropped.
#[derive(Debug)]
pub struct Place {
    person: PersonId,
    ended: Arc<CancellationToken>,
    all: Lasting,
}

impl Place {
    /// Waits until a later one has taken the place.
    pub async fn ended(&self) {
        self.ended.cancelled().await;
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut all = self.all.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = all.get_mut(&self.person) {
            own.retain(|one| !Arc::ptr_eq(one, &self.ended));
            if own.is_empty() {
                all.remove(&self.person);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_more_ends_the_oldest_of_the_same_person() {
        let lasting = Lasting::new(2);
        let (lin, he) = (PersonId::from("lin"), PersonId::from("he"));
        let ended = |place: &Place| place.ended.is_cancelled();
        let (first, second, other) = (lasting.open(&lin), lasting.open(&lin), lasting.open(&he));
        drop(second);
        let third = lasting.open(&lin);
        assert!(!ended(&first), "there was room");
        let fourth = lasting.open(&lin);
        assert_eq!([&first, &third, &fourth, &other].map(ended), [true, false, false, false]);
        drop((first, third, fourth, other));
        assert!(lasting.open.lock().unwrap().is_empty());
    }
}

//! The live stream as a client without a browser sees it.

use std::{pin::Pin, time::Duration};

use aftercare_contract::{
    live::{LiveEvent, TICKET},
    routes::{path, to},
};
use eventsource_stream::{Event, Eventsource};
use futures_util::{Stream, StreamExt};

use crate::{Customer, wait::PATIENCE};

/// An open stream.
pub struct Live {
    events: Pin<Box<dyn Stream<Item = Event> + Send>>,
}

impl Live {
    /// Opens the stream; with `after`, from that event on, said by the header or (`in_query`) in the URL.
    pub async fn open(customer: &Customer, after: Option<&str>, in_query: bool) -> Self {
        let url = to(path::LIVE, &[]);
        let request = match after {
            Some(id) if in_query => customer.read(&format!("{url}?lastEventId={id}")),
            Some(id) => customer.read(&url).header("last-event-id", id),
            None => customer.read(&url),
        };
        let answer = request.send().await.expect("the backend answers");
        assert_eq!(answer.status(), 200, "of {url}");
        let media_type = answer.headers().get("content-type").and_then(|value| value.to_str().ok()).unwrap_or_default();
        assert!(media_type.starts_with("text/event-stream"), "the stream is {media_type}");
        // A cut connection ends the stream; which error it was doesn't matter.
        let events = answer.bytes_stream().eventsource().take_while(|event| std::future::ready(event.is_ok()));
        Self { events: Box::pin(events.filter_map(async |event| event.ok())) }
    }

    /// The next event of any kind; `None` when the stream has ended or nothing came within `limit`.
    pub async fn next_within(&mut self, limit: Duration) -> Option<Event> {
        tokio::time::timeout(limit, self.events.next()).await.ok().flatten()
    }

    /// The next event with this name; what is between is left out.
    pub async fn next_named(&mut self, name: &str) -> Event {
        let found = async {
            while let Some(event) = self.events.next().await {
                if event.event == name {
                    return event;
                }
            }
            panic!("the stream ended before a {name:?}");
        };
        tokio::time::timeout(PATIENCE, found).await.unwrap_or_else(|_| panic!("no {name:?} within {PATIENCE:?}"))
    }

    /// The next `count` events of tickets.
    pub async fn tickets(&mut self, count: usize) -> Vec<LiveEvent> {
        let mut events = Vec::with_capacity(count);
        while events.len() < count {
            events.push(decode(&self.next_named(TICKET).await));
        }
        events
    }

    /// The events of tickets that come until nothing has come for `quiet`.
    pub async fn tickets_until_quiet(&mut self, quiet: Duration) -> Vec<LiveEvent> {
        let mut events = Vec::new();
        while let Some(event) = self.next_within(quiet).await {
            if event.event == TICKET {
                events.push(decode(&event));
            }
        }
        events
    }
}

/// An event of a ticket. Its SSE id and the one inside are the same.
pub fn decode(event: &Event) -> LiveEvent {
    let decoded: LiveEvent =
        serde_json::from_str(&event.data).unwrap_or_else(|error| panic!("{error} in {}", event.data));
    assert_eq!(event.id, decoded.id.to_string(), "the id of the stream is that of the event");
    decoded
}

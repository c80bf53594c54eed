//! One connection's stream.

use std::collections::VecDeque;

use aftercare_contract::live::{BEAT, Beat, HELLO, LiveEvent, RESET, TICKET};
use axum::response::sse::Event;
use futures_util::{Stream, TryStreamExt, stream};
use tokio::{
    sync::watch,
    time::{Interval, MissedTickBehavior, interval},
};

use crate::{
    App,
    config::LIVE_REPLAY,
    http::{ApiError, Place},
    session,
    session::Viewer,
    ticket,
};

/// Most events that are read at once.
const BATCH: usize = 100;

struct Connection {
    app: App,
    viewer: Viewer,
    place: Place,
    news: watch::Receiver<u64>,
    beat: Interval,
    /// Up to here everything that the viewer may see was told.
    told: u64,
    ready: VecDeque<Event>,
}

/// The stream for `viewer`, from after the event `last_id` on, or from now on.
pub fn open(
    app: App,
    viewer: Viewer,
    last_id: Option<String>,
) -> Result<impl Stream<Item = Result<Event, ApiError>>, ApiError> {
    let news = app.live.subscribe();
    let newest = *news.borrow();
    let last: Option<Option<u64>> = last_id.map(|id| id.parse().ok());
    let mut beat = interval(app.config.live_beat);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    beat.reset();
    let place = app.streams.open(&viewer.person_id);
    let mut connection = Connection { app, viewer, place, news, beat, told: newest, ready: VecDeque::new() };
    match last {
        None => {}
        Some(Some(last)) if last <= newest && newest - last <= LIVE_REPLAY => connection.told = last,
        // Before the greeting, so that its id is never kept without the news that something was missed.
        Some(_) => connection.push_beat(RESET)?,
    }
    connection.push_beat(HELLO)?;
    // The client only sees its stream end, and comes back.
    Ok(stream::try_unfold(connection, Connection::next).inspect_err(|error| tracing::error!(%error, "live stream")))
}

impl Connection {
    async fn next(mut self) -> Result<Option<(Event, Self)>, ApiError> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Ok(Some((event, self)));
            }
            let told = self.told;
            let more = tokio::select! {
                biased;
                () = self.app.stopping.cancelled() => return Ok(None),
                () = self.place.ended() => return Ok(None),
                more = self.news.wait_for(|newest| *newest > told) => more.map(|newest| *newest).ok(),
                _ = self.beat.tick() => None,
            };
            let Some(events) = self.read(more.unwrap_or(told)).await? else { return Ok(None) };
            if let Some(newest) = more {
                let full = events.len() >= BATCH;
                self.told = events.last().filter(|_| full).map_or(newest, |last| last.id);
                for event in events {
                    let event = Event::default().event(TICKET).id(event.id.to_string()).json_data(&event);
                    self.ready.push_back(event.map_err(ApiError::internal)?);
                }
            } else {
                self.push_beat(BEAT)?;
            }
        }
    }

    /// What the viewer hasn't been told up to `newest`; `None` where their session has ended.
    async fn read(&self, newest: u64) -> Result<Option<Vec<LiveEvent>>, ApiError> {
        let (viewer, told, now) = (self.viewer.clone(), self.told, self.app.clock.now());
        self.app
            .db
            .read(move |connection| {
                if !session::is_live(connection, &viewer.session_id, now)? {
                    return Ok(None);
                }
                if newest == told {
                    return Ok(Some(Vec::new()));
                }
                ticket::live::after(connection, &viewer, told, newest, BATCH, now).map(Some)
            })
            .await
    }

    /// A sign of life. Its id moves the client on past events that it may not see.
    fn push_beat(&mut self, name: &str) -> Result<(), ApiError> {
        let beat = Beat { server_time: self.app.clock.now() };
        let event = Event::default().event(name).id(self.told.to_string()).json_data(&beat);
        self.ready.push_back(event.map_err(ApiError::internal)?);
        Ok(())
    }
}

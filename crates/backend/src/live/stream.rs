//! One connection's stream.

use std::collections::VecDeque;

use aftercare_contract::live::{BEAT, Beat, HELLO, NEWS, News, RESET, TICKET};
use axum::response::sse::Event;
use futures_util::{Stream, TryStreamExt, stream};
use rusqlite::named_params;
use serde::Serialize;
use tokio::{
    sync::watch,
    time::{Interval, MissedTickBehavior, interval},
};

use crate::{
    App,
    config::LIVE_REPLAY,
    db::Json,
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
                self.told = events.last().filter(|_| full).map_or(newest, |(id, _)| *id);
                self.ready.extend(events.into_iter().map(|(_, event)| event));
            } else {
                self.push_beat(BEAT)?;
            }
        }
    }

    /// What the viewer hasn't been told up to `newest`, by id; `None` where their session has ended.
    async fn read(&self, newest: u64) -> Result<Option<Vec<(u64, Event)>>, ApiError> {
        let (viewer, told, now) = (self.viewer.clone(), self.told, self.app.clock.now());
        self.app
            .db
            .read(move |connection| {
                if !session::is_live(connection, &viewer.session_id, now)? {
                    return Ok::<_, ApiError>(None);
                }
                if newest == told {
                    return Ok(Some(Vec::new()));
                }
                let tickets = ticket::live::after(connection, &viewer, told, newest, BATCH, now)?;
                let tickets = tickets.iter().map(|event| sent(TICKET, event.id, event));
                let news = news(connection, &viewer, told, newest)?;
                let news = news.iter().map(|(id, news)| sent(NEWS, *id, news));
                let mut events = tickets.chain(news).collect::<Result<Vec<_>, _>>()?;
                events.sort_by_key(|(id, _)| *id);
                // What is beyond a full batch of either kind comes with the next one, so that nothing is told too early.
                events.truncate(BATCH);
                Ok(Some(events))
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

fn sent(name: &str, id: u64, data: &impl Serialize) -> Result<(u64, Event), ApiError> {
    let event = Event::default().event(name).id(id.to_string()).json_data(data).map_err(ApiError::internal)?;
    Ok((id, event))
}

/// The first news after `after` and up to `up_to` that is for the viewer.
fn news(conn: &rusqlite::Connection, viewer: &Viewer, after: u64, up_to: u64) -> rusqlite::Result<Vec<(u64, News)>> {
    conn.prepare_cached(
        "SELECT id, data FROM news WHERE id > :after AND id <= :up_to AND organisation_id = :organisation
             AND (person_id IS NULL OR person_id = :person) ORDER BY id LIMIT :limit",
    )?
    .query_map(
        named_params! {
            ":after": after,
            ":up_to": up_to,
            ":organisation": viewer.organisation_id.as_str(),
            ":person": viewer.person_id.as_str(),
            ":limit": BATCH,
        },
        |row| Ok((row.get(0)?, row.get::<_, Json<News>>(1)?.0)),
    )?
    .collect()
}

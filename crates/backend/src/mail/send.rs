//! Sends what is queued, one e-mail after the other.

use super::{
    compose::{Letterhead, compose},
    deliver::Outcome,
    queue::{self, Due},
};
use crate::{App, http::ApiError, server::LAST_REQUESTS, session};

/// Sends what is due now; called often. Stops at the first that isn't taken: where the server can't be reached, the
/// others would only wait for it, too.
pub async fn send(app: &App) -> Result<(), ApiError> {
    while !app.stopping.is_cancelled() {
        let now = app.clock.now();
        if !app.db.read(move |conn| queue::is_due(conn, now)).await? {
            return Ok(());
        }
        let hotline = app.db.read(move |conn| session::hotline(conn, now)).await?.number;
        let Some(due) = app.db.write(move |tx| queue::take(tx, now)).await? else { return Ok(()) };
        if !send_one(app, due, &hotline).await? {
            return Ok(());
        }
    }
    Ok(())
}

/// Whether it has left the queue.
async fn send_one(app: &App, due: Due, hotline: &str) -> Result<bool, ApiError> {
    let (id, kind, sr) = (due.id, due.letter.kind.clone(), due.letter.sr.clone());
    let origin = app.config.origins.first().map(String::as_str).unwrap_or_default();
    let head = Letterhead { sender: &app.config.mail_from, origin, hotline };
    let message = match compose(&due, head) {
        Ok(message) => message,
        Err(error) => {
            tracing::error!(%error, %kind, %sr, "an e-mail can't be written");
            app.db.write(move |tx| queue::give_up(tx, id)).await?;
            return Ok(true);
        }
    };
    let outcome = tokio::select! {
        outcome = app.config.mail.hand_over(&due.local_id, message) => outcome,
        // What the server has made of it isn't known; the next start sends it again.
        () = out_of_time(app) => return Ok(false),
    };
    match outcome {
        Outcome::Taken => {
            app.db.write(move |tx| queue::sent(tx, id)).await?;
            tracing::info!(%kind, %sr, "e-mail sent");
            Ok(true)
        }
        Outcome::Refused(why) => {
            app.db.write(move |tx| queue::give_up(tx, id)).await?;
            tracing::error!(%kind, %sr, why, "e-mail refused");
            Ok(true)
        }
        Outcome::Later(why) => {
            let now = app.clock.now();
            if app.db.write(move |tx| queue::later(tx, id, now)).await? {
                tracing::warn!(%kind, %sr, why, "e-mail not sent, to be tried again");
            } else {
                tracing::error!(%kind, %sr, why, "e-mail given up");
            }
            Ok(false)
        }
    }
}

/// When a stopping server can't wait any longer.
async fn out_of_time(app: &App) {
    app.stopping.cancelled().await;
    tokio::time::sleep(LAST_REQUESTS).await;
}

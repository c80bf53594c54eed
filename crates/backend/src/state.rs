//! What all handlers share.

use std::sync::Arc;

use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use crate::{
    Clock, Config,
    db::Db,
    http::{Lasting, idempotency::InFlight},
    live::Hub,
    session::SignIns,
    survey::Openings,
    upload::Holders,
};

/// What all handlers share; a clone is cheap and means the same.
#[derive(Clone)]
pub struct App {
    /// What the server was started with.
    pub config: Arc<Config>,
    /// The database.
    pub db: Db,
    /// The time.
    pub clock: Clock,
    /// Tells live streams that there is something new.
    pub live: Hub,
    /// Is cancelled when the server stops: what would go on for long ends then.
    pub stopping: CancellationToken,
    /// Idempotency keys that are being worked on.
    pub in_flight: InFlight,
    /// Failed sign-ins, and the limit on work for passwords.
    pub sign_ins: SignIns,
    /// Tries to open surveys by their links.
    pub openings: Openings,
    /// Who writes to which upload.
    pub holders: Holders,
    /// Live streams that are open.
    pub streams: Lasting,
    /// Archives that are being packed.
    pub archives: Lasting,
    /// Documents that are being made: one at a time, because each takes a processor.
    pub documents: Arc<Semaphore>,
}

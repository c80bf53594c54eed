//! SQLite: one connection that writes, some that read, and transactions run off the async threads.
//!
//! Every closure runs in one transaction: a read sees one consistent state, a write commits as a whole or not at
//! all. Writes queue in the order of their arrival, so SQLite's own "busy" never reaches a caller.

pub mod column;

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use aftercare_contract::Timestamp;
use rusqlite::{
    Connection, OpenFlags, ToSql, Transaction, TransactionBehavior,
    types::{FromSql, FromSqlError, FromSqlResult, ToSqlOutput, ValueRef},
};
use rusqlite_migration::{M, Migrations};
use tokio::sync::{Mutex as AsyncMutex, Semaphore};

pub use column::{Json, Text};

use crate::{http::ApiError, live::Hub};

const MIGRATIONS: &[M] = &[
    M::up(include_str!("migrations/0001_accounts.sql")),
    M::up(include_str!("migrations/0002_assets.sql")),
    M::up(include_str!("migrations/0003_tickets.sql")),
    M::up(include_str!("migrations/0004_lists.sql")),
    M::up(include_str!("migrations/0005_knowledge.sql")),
    M::up(include_str!("migrations/0006_pictures.sql")),
    M::up(include_str!("migrations/0007_surveys.sql")),
    M::up(include_str!("migrations/0008_plans.sql")),
    M::up(include_str!("migrations/0009_visits.sql")),
    M::up(include_str!("migrations/0010_claims.sql")),
    M::up(include_str!("migrations/0011_devices.sql")),
    M::up(include_str!("migrations/0012_telemetry.sql")),
    M::up(include_str!("migrations/0013_reports.sql")),
    M::up(include_str!("migrations/0014_documents.sql")),
    M::up(include_str!("migrations/0015_notices.sql")),
    M::up(include_str!("migrations/0016_review.sql")),
];

/// Readers beyond this many wait; SQLite reads are short.
const READERS: usize = 4;

/// The database; a clone is cheap and means the same.
#[derive(Clone)]
pub struct Db {
    writer: Arc<AsyncMutex<Connection>>,
    readers: Arc<Readers>,
    live: Hub,
}

struct Readers {
    free: Semaphore,
    idle: Mutex<Vec<Connection>>,
}

/// Why the database can't be used.
#[derive(Debug)]
pub enum OpenError {
    /// SQLite can't open it.
    Sqlite(rusqlite::Error),
    /// Its schema can't be brought up to date, or is of a newer program.
    Migration(rusqlite_migration::Error),
}

impl core::fmt::Display for OpenError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Sqlite(error) => write!(f, "SQLite can't open it: {error}"),
            Self::Migration(error) => write!(f, "its schema can't be brought up to date: {error}"),
        }
    }
}

impl core::error::Error for OpenError {}

impl From<rusqlite::Error> for OpenError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<rusqlite_migration::Error> for OpenError {
    fn from(error: rusqlite_migration::Error) -> Self {
        Self::Migration(error)
    }
}

impl Db {
    /// Opens the file, makes it when missing, and brings its schema up to date. Every commit that adds live events
    /// is announced at `live`.
    pub fn open(path: &Path, live: Hub) -> Result<Self, OpenError> {
        let mut writer = Connection::open(path)?;
        set_up(&writer)?;
        writer.pragma_update(None, "journal_mode", "WAL")?;
        // FULL and not NORMAL: a number that was told to a customer has to survive a power cut.
        writer.pragma_update(None, "synchronous", "FULL")?;
        Migrations::from_slice(MIGRATIONS).to_latest(&mut writer)?;
        live.announce(crate::live::newest(&writer)?);

        let mut idle = Vec::with_capacity(READERS);
        for _ in 0..READERS {
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
            let reader = Connection::open_with_flags(path, flags)?;
            set_up(&reader)?;
            idle.push(reader);
        }
        let readers = Readers { free: Semaphore::new(READERS), idle: Mutex::new(idle) };
        Ok(Self { writer: Arc::new(AsyncMutex::new(writer)), readers: Arc::new(readers), live })
    }

    /// Runs `work` on one consistent state of the database.
    pub async fn read<T, E>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E> + Send + 'static,
    ) -> Result<T, ApiError>
    where
        T: Send + 'static,
        E: Into<ApiError>,
    {
        let readers = Arc::clone(&self.readers);
        let permit = readers.free.acquire().await.map_err(ApiError::internal)?;
        permit.forget();
        let lease = Lease::take(Arc::clone(&self.readers))?;
        off_thread(move || {
            let snapshot = lease.connection()?.unchecked_transaction()?;
            work(&snapshot).map_err(Into::into)
        })
        .await
    }

    /// Runs `work` in a transaction and commits it if it succeeds.
    pub async fn write<T, E>(
        &self,
        work: impl FnOnce(&Transaction) -> Result<T, E> + Send + 'static,
    ) -> Result<T, ApiError>
    where
        T: Send + 'static,
        E: Into<ApiError>,
    {
        let mut writer = Arc::clone(&self.writer).lock_owned().await;
        let live = self.live.clone();
        off_thread(move || {
            let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let outcome = work(&transaction).map_err(Into::into)?;
            let newest = crate::live::newest(&transaction)?;
            transaction.commit()?;
            live.announce(newest);
            Ok(outcome)
        })
        .await
    }

    /// Moves what the write-ahead log holds into the file, so that a stopped server leaves one file behind.
    pub async fn checkpoint(&self) -> Result<(), ApiError> {
        let writer = Arc::clone(&self.writer).lock_owned().await;
        off_thread(move || Ok(writer.pragma_update(None, "wal_checkpoint", "TRUNCATE")?)).await
    }
}

fn set_up(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(Duration::from_secs(5))?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.set_prepared_statement_cache_capacity(128);
    Ok(())
}

/// SQLite blocks, so it runs where blocking is allowed; a panic there becomes an error here.
async fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    tokio::task::spawn_blocking(work).await.map_err(ApiError::internal)?
}

/// A reader that is in use, given back when dropped, even by a panic.
struct Lease {
    connection: Option<Connection>,
    readers: Arc<Readers>,
}

impl Lease {
    /// Takes an idle reader; the caller holds one of the semaphore's permits.
    fn take(readers: Arc<Readers>) -> Result<Self, ApiError> {
        let connection = readers.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let lease = Self { connection, readers };
        lease.connection()?;
        Ok(lease)
    }

    fn connection(&self) -> Result<&Connection, ApiError> {
        self.connection.as_ref().ok_or_else(|| ApiError::internal("no idle reader behind a permit"))
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        self.readers.idle.lock().unwrap_or_else(PoisonError::into_inner).extend(self.connection.take());
        self.readers.free.add_permits(1);
    }
}

/// A point in time as the database keeps it: whole milliseconds since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct At(pub Timestamp);

impl ToSql for At {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(self.0.unix_millis().into())
    }
}

impl FromSql for At {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        let millis = value.as_i64()?;
        Timestamp::from_unix_millis(millis).map(Self).ok_or(FromSqlError::OutOfRange(millis))
    }
}

//! Which e-mails people want: all that they haven't declined.

use aftercare_contract::{
    account::PersonId,
    mail::{MailChoice, MailChoices, MailKind},
};
use rusqlite::{Connection, Transaction};

/// Whether somebody wants this kind.
pub fn wants(conn: &Connection, person: &PersonId, kind: &MailKind) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM unwanted_mail WHERE person_id = ?1 AND kind = ?2)")?
        .query_row((person.as_str(), kind.as_str()), |row| row.get(0))
}

/// What somebody has chosen for every kind.
pub fn choices(conn: &Connection, person: &PersonId) -> rusqlite::Result<MailChoices> {
    let choice = |kind: &MailKind| Ok(MailChoice { kind: kind.clone(), wanted: wants(conn, person, kind)? });
    Ok(MailChoices { mails: MailKind::KNOWN.iter().map(choice).collect::<rusqlite::Result<_>>()? })
}

/// Changes what somebody wants; kinds that aren't named stay as they are.
pub fn choose(tx: &Transaction, person: &PersonId, choices: &MailChoices) -> rusqlite::Result<()> {
    for MailChoice { kind, wanted } in &choices.mails {
        let sql = if *wanted {
            "DELETE FROM unwanted_mail WHERE person_id = ?1 AND kind = ?2"
        } else {
            "INSERT OR IGNORE INTO unwanted_mail VALUES (?1, ?2)"
        };
        tx.prepare_cached(sql)?.execute((person.as_str(), kind.as_str()))?;
    }
    Ok(())
}

/// Nobody wants any e-mail until [`want_all`]: for a past that is made up.
pub fn want_none(tx: &Transaction) -> rusqlite::Result<()> {
    let mut insert = tx.prepare("INSERT INTO unwanted_mail SELECT id, ?1 FROM person")?;
    MailKind::KNOWN.iter().try_for_each(|kind| insert.execute([kind.as_str()]).map(drop))
}

/// Everybody wants every e-mail.
pub fn want_all(tx: &Transaction) -> rusqlite::Result<()> {
    tx.execute("DELETE FROM unwanted_mail", []).map(drop)
}

//! The tables of notices and of their readers.

use std::collections::HashMap;

use aftercare_contract::{
    Timestamp,
    account::{OrganisationId, PersonId},
    asset::TicketRef,
    live::News,
    notice::{
        Acknowledgement, GroupCount, Notice, NoticeAction, NoticeChoice, NoticeChoices, NoticeGroup, NoticeId,
        NoticeKind, NoticeQuery, NoticeState, Notices, TakeNoticeAction, UnreadNotices,
    },
    ticket::{DeviceRef, SrNumber},
};
use rusqlite::{Connection, OptionalExtension, Row, ToSql, Transaction, named_params};

use super::Told;
use crate::{
    db::{At, Json},
    http::{ApiError, cursor},
    live,
    session::Viewer,
    ticket::{
        access::{Access, VISIBLE},
        list::page_size,
        view,
    },
};

const COLUMNS: &str = "n.id, n.kind, n.kind_group, n.urgency, n.published, n.settled, n.acknowledged,
    n.acknowledged_by, n.data, r.snoozed_until";
const FROM: &str = "FROM notice n
    LEFT JOIN notice_reader r ON r.notice_id = n.id AND r.person_id = :person WHERE n.organisation_id = :organisation";
const HOLDS: &str = "n.settled IS NULL AND ifnull(n.ends > :now, true)";
const SNOOZED: &str = "ifnull(r.snoozed_until > :now, false)";
/// Snoozing is reading; when its time is over, it is as if nobody had read it.
const UNREAD: &str = "(coalesce(r.read, 0) < n.published OR ifnull(r.snoozed_until BETWEEN r.read AND :now, false))";

fn condition(state: &NoticeState) -> String {
    match state {
        NoticeState::Active => format!("{HOLDS} AND NOT {SNOOZED}"),
        NoticeState::Unread => format!("{HOLDS} AND NOT {SNOOZED} AND {UNREAD}"),
        NoticeState::Snoozed => format!("{HOLDS} AND {SNOOZED}"),
        NoticeState::Past => format!("NOT ({HOLDS})"),
        NoticeState::All | NoticeState::Other(_) => "true".to_owned(),
    }
}

/// One page of the company's notices.
pub fn list(conn: &Connection, viewer: &Viewer, query: &NoticeQuery, now: Timestamp) -> Result<Notices, ApiError> {
    let fits = format!(
        "{FROM} AND {} AND (:kind IS NULL OR n.kind = :kind) AND (:device IS NULL OR EXISTS
             (SELECT 1 FROM notice_device d WHERE d.notice_id = n.id AND d.device_id = :device))",
        condition(&query.state)
    );
    let (kind, group) = (query.kind.as_ref().map(NoticeKind::as_str), query.group.as_ref().map(NoticeGroup::as_str));
    let (organisation, person, now_at) = (viewer.organisation_id.as_str(), viewer.person_id.as_str(), At(now));
    let shared: [(&str, &dyn ToSql); 5] = [
        (":organisation", &organisation),
        (":person", &person),
        (":now", &now_at),
        (":kind", &kind),
        (":device", &query.device),
    ];
    let counted: HashMap<String, u64> = conn
        // All parameters are named in it, whatever the state asks for.
        .prepare_cached(&format!("SELECT n.kind_group, count(*), :now {fits} GROUP BY n.kind_group"))?
        .query_map(&shared[..], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let groups = NoticeGroup::KNOWN.iter().map(|group| GroupCount {
        group: group.clone(),
        count: counted.get(group.as_str()).copied().unwrap_or_default(),
    });
    let total =
        counted.iter().filter(|(name, _)| group.is_none_or(|group| group == *name)).map(|(_, count)| count).sum();

    let (before, before_id): (i64, String) =
        query.cursor.as_deref().map(cursor::decode).transpose()?.unwrap_or((i64::MAX, String::new()));
    let size = page_size(query.limit);
    let limit = size + 1;
    let mut parameters = shared.to_vec();
    parameters.extend::<[(&str, &dyn ToSql); 4]>([
        (":group", &group),
        (":before", &before),
        (":before_id", &before_id),
        (":limit", &limit),
    ]);
    let mut items = conn
        .prepare_cached(&format!(
            "SELECT {COLUMNS}, NOT {UNREAD} {fits} AND (:group IS NULL OR n.kind_group = :group)
                 AND (n.published < :before OR n.published = :before AND n.id < :before_id)
             ORDER BY n.published DESC, n.id DESC LIMIT :limit"
        ))?
        .query_map(&*parameters, read)?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    let more = items.len() > size;
    items.truncate(size);
    fill(conn, viewer, &mut items)?;
    let last = items.last().filter(|_| more);
    let next_cursor = last.map(|last| cursor::encode(&(last.published.unix_millis(), last.id.as_str()))).transpose()?;
    Ok(Notices {
        items,
        next_cursor,
        total,
        groups: groups.collect(),
        unread: unread(conn, &viewer.organisation_id, &viewer.person_id, now)?,
        server_time: now,
    })
}

/// The company's notice with this id.
pub fn one(conn: &Connection, viewer: &Viewer, id: &NoticeId, now: Timestamp) -> Result<Notice, ApiError> {
    let found = conn
        .prepare_cached(&format!("SELECT {COLUMNS}, NOT {UNREAD} {FROM} AND n.id = :id"))?
        .query_row(
            named_params! {
                ":organisation": viewer.organisation_id.as_str(),
                ":person": viewer.person_id.as_str(),
                ":now": At(now),
                ":id": id.as_str(),
            },
            read,
        )
        .optional()?;
    let mut notice = [found.ok_or_else(ApiError::not_found)?];
    fill(conn, viewer, &mut notice)?;
    let [notice] = notice;
    Ok(notice)
}

/// All dates that the company's calendar has: of what holds or is to come.
pub fn dated(conn: &Connection, organisation: &OrganisationId) -> rusqlite::Result<Vec<(NoticeId, Timestamp, Told)>> {
    conn.prepare_cached(
        "SELECT id, published, data FROM notice WHERE organisation_id = ?1 AND settled IS NULL
             AND data ->> '$.window' IS NOT NULL ORDER BY published, id",
    )?
    .query_map([organisation.as_str()], |row| {
        Ok((NoticeId(row.get(0)?), row.get::<_, At>(1)?.0, row.get::<_, Json<Told>>(2)?.0))
    })?
    .collect()
}

fn read(row: &Row) -> rusqlite::Result<Notice> {
    let word = |column| row.get::<_, String>(column);
    let time = |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<At>>(column)?.map(|At(time)| time));
    let Json(Told { title, text, advice, contract, day, window, article, request, outcome }) = row.get(8)?;
    let by: Option<String> = row.get(7)?;
    Ok(Notice {
        id: NoticeId(row.get(0)?),
        kind: word(1)?.as_str().into(),
        group: word(2)?.as_str().into(),
        urgency: word(3)?.as_str().into(),
        title,
        text,
        advice,
        devices: Vec::new(),
        contract,
        published: row.get::<_, At>(4)?.0,
        day,
        window,
        settled: time(5)?,
        outcome,
        article,
        request,
        tickets: Vec::new(),
        read: row.get(10)?,
        acknowledged: time(6)?.zip(by).map(|(at, by)| Acknowledgement { by, at }),
        snoozed_until: time(9)?,
    })
}

/// Fills in the devices, and their open tickets that the viewer may see, for all notices at once.
fn fill(conn: &Connection, viewer: &Viewer, notices: &mut [Notice]) -> rusqlite::Result<()> {
    let ids = Json(notices.iter().map(|notice| notice.id.clone()).collect::<Vec<_>>());
    let mut devices: HashMap<String, Vec<DeviceRef>> = HashMap::new();
    let mut statement = conn.prepare_cached(
        "SELECT x.notice_id, d.id, d.name, d.model, d.serial_number FROM notice_device x JOIN device d ON d.id = x.device_id
         WHERE x.notice_id IN (SELECT value FROM json_each(?1)) ORDER BY d.name, d.id",
    )?;
    let mut rows = statement.query([&ids])?;
    while let Some(row) = rows.next()? {
        devices.entry(row.get(0)?).or_default().extend(view::device_ref(row, 1)?);
    }
    let access = Access::of(viewer);
    let [organisation, person, admin, on_site] = access.parameters();
    let mut tickets: HashMap<String, Vec<TicketRef>> = HashMap::new();
    let mut statement = conn.prepare_cached(&format!(
        "SELECT x.notice_id, t.sr, t.record ->> '$.request.name' FROM notice_device x JOIN ticket t ON t.device_id = x.device_id
         WHERE x.notice_id IN (SELECT value FROM json_each(:ids)) AND t.status NOT IN ('closed', 'cancelled')
             AND ({VISIBLE}) ORDER BY t.created DESC, t.sr DESC"
    ))?;
    let mut rows = statement.query(&[organisation, person, admin, on_site, (":ids", &ids)])?;
    while let Some(row) = rows.next()? {
        let ticket = TicketRef { sr_number: SrNumber(row.get(1)?), name: row.get(2)? };
        tickets.entry(row.get(0)?).or_default().push(ticket);
    }
    for notice in notices {
        notice.devices = devices.remove(notice.id.as_str()).unwrap_or_default();
        notice.tickets = tickets.remove(notice.id.as_str()).unwrap_or_default();
    }
    Ok(())
}

/// How many notices wait to be read by a person.
pub fn unread(
    conn: &Connection,
    organisation: &OrganisationId,
    person: &PersonId,
    now: Timestamp,
) -> rusqlite::Result<UnreadNotices> {
    conn.prepare_cached(&format!(
        "SELECT count(*), count(*) FILTER (WHERE n.urgency = 'high') {FROM} AND {HOLDS} AND NOT {SNOOZED} AND {UNREAD}
             AND n.acknowledged IS NULL AND n.kind NOT IN (SELECT kind FROM unwanted_notice WHERE person_id = :person)"
    ))?
    .query_row(
        named_params! { ":organisation": organisation.as_str(), ":person": person.as_str(), ":now": At(now) },
        |row| Ok(UnreadNotices { count: row.get(0)?, urgent: row.get(1)? }),
    )
}

/// Marks as read what is the company's of these.
pub fn mark_read(tx: &Transaction, viewer: &Viewer, ids: &[NoticeId], now: Timestamp) -> rusqlite::Result<()> {
    tx.prepare_cached(
        "INSERT INTO notice_reader (person_id, notice_id, read)
         SELECT ?1, id, ?2 FROM notice WHERE organisation_id = ?3 AND id IN (SELECT value FROM json_each(?4))
         ON CONFLICT (person_id, notice_id) DO UPDATE SET read = excluded.read",
    )?
    .execute((viewer.person_id.as_str(), At(now), viewer.organisation_id.as_str(), Json(ids)))?;
    announce_to(tx, &viewer.organisation_id, &viewer.person_id, now)
}

/// What a reader does with a notice; whoever does something with it has read it.
pub fn act(
    tx: &Transaction,
    viewer: &Viewer,
    id: &NoticeId,
    act: &TakeNoticeAction,
    now: Timestamp,
) -> Result<Notice, ApiError> {
    one(tx, viewer, id, now)?;
    mark_read(tx, viewer, std::slice::from_ref(id), now)?;
    let acknowledge = |at: Option<At>| {
        tx.prepare_cached("UPDATE notice SET acknowledged = ?2, acknowledged_by = ?3 WHERE id = ?1")?.execute((
            id.as_str(),
            at,
            &viewer.name,
        ))
    };
    let snooze = |until: Option<At>| {
        tx.prepare_cached("UPDATE notice_reader SET snoozed_until = ?3 WHERE notice_id = ?1 AND person_id = ?2")?
            .execute((id.as_str(), viewer.person_id.as_str(), until))
    };
    match act.action {
        NoticeAction::Acknowledge => acknowledge(Some(At(now)))?,
        NoticeAction::Unacknowledge => acknowledge(None)?,
        NoticeAction::Snooze => snooze(act.until.map(At))?,
        NoticeAction::Unsnooze | NoticeAction::Other(_) => snooze(None)?,
    };
    announce(tx, &viewer.organisation_id, now)?;
    one(tx, viewer, id, now)
}

/// Tells the streams of a company's people how many notices wait for each of them.
pub fn announce(tx: &Transaction, organisation: &OrganisationId, now: Timestamp) -> rusqlite::Result<()> {
    let people = tx
        .prepare_cached("SELECT id FROM person WHERE organisation_id = ?1")?
        .query_map([organisation.as_str()], |row| row.get(0).map(PersonId))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    people.iter().try_for_each(|person| announce_to(tx, organisation, person, now))
}

fn announce_to(
    tx: &Transaction,
    organisation: &OrganisationId,
    person: &PersonId,
    now: Timestamp,
) -> rusqlite::Result<()> {
    let news = News { notices: Some(unread(tx, organisation, person, now)?), ..News::default() };
    live::tell(tx, organisation, Some(person), &news)
}

/// Of which kinds somebody wants to be told.
pub fn choices(conn: &Connection, person: &PersonId) -> rusqlite::Result<NoticeChoices> {
    let choice = |kind: &NoticeKind| {
        let wanted = conn
            .prepare_cached("SELECT NOT EXISTS (SELECT 1 FROM unwanted_notice WHERE person_id = ?1 AND kind = ?2)")?
            .query_row((person.as_str(), kind.as_str()), |row| row.get(0))?;
        Ok(NoticeChoice { kind: kind.clone(), wanted })
    };
    Ok(NoticeChoices { notices: NoticeKind::KNOWN.iter().map(choice).collect::<rusqlite::Result<_>>()? })
}

/// Changes that; kinds that aren't named stay as they are.
pub fn choose(tx: &Transaction, viewer: &Viewer, choices: &NoticeChoices, now: Timestamp) -> rusqlite::Result<()> {
    for NoticeChoice { kind, wanted } in &choices.notices {
        let sql = if *wanted {
            "DELETE FROM unwanted_notice WHERE person_id = ?1 AND kind = ?2"
        } else {
            "INSERT OR IGNORE INTO unwanted_notice VALUES (?1, ?2)"
        };
        tx.prepare_cached(sql)?.execute((viewer.person_id.as_str(), kind.as_str()))?;
    }
    announce_to(tx, &viewer.organisation_id, &viewer.person_id, now)
}

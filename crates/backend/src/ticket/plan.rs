//! The plan of a ticket, as it is shown and checked.

use aftercare_contract::{
    asset::DeviceId,
    plan::{MaintenanceWindow, PlanState, ResolutionPlan},
};
use rusqlite::Connection;

use super::record::Record;
use crate::db::Json;

/// The ticket's plan, with the windows that are taken while there is something to choose.
pub fn shown(conn: &Connection, record: &Record) -> rusqlite::Result<Option<ResolutionPlan>> {
    let Some(plan) = &record.plan else { return Ok(None) };
    let choosing = matches!(plan.state, PlanState::Proposed | PlanState::Approved);
    let taken = if choosing { taken(conn, record)? } else { Vec::new() };
    Ok(Some(ResolutionPlan { taken, ..plan.clone() }))
}

/// The windows that are agreed for other work on the ticket's device.
pub fn taken(conn: &Connection, record: &Record) -> rusqlite::Result<Vec<MaintenanceWindow>> {
    // Worded like the condition of the index.
    conn.prepare_cached(
        "SELECT record ->> '$.plan.window' FROM ticket
         WHERE device_id = ?1 AND record ->> '$.plan.state' IN ('approved', 'carryingOut')
             AND sr <> ?2 AND record ->> '$.plan.window' IS NOT NULL
         ORDER BY record ->> '$.plan.window.start'",
    )?
    .query_map((record.request.device.as_ref().map(DeviceId::as_str), record.sr.as_str()), |row| {
        row.get::<_, Json<MaintenanceWindow>>(0).map(|Json(window)| window)
    })?
    .collect()
}

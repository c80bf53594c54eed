//! Who follows a ticket.

use aftercare_contract::{
    FieldCode, FieldError,
    account::PersonId,
    history::{Event, EventType},
    ticket::{Action, PartyRole, RelatedParty, TakeAction},
};
use rusqlite::OptionalExtension;

use super::Work;
use crate::{http::ApiError, ticket};

impl Work<'_> {
    /// A colleague follows it from now on, or no more.
    pub(super) fn act_on_people(&mut self, TakeAction { action, person, .. }: TakeAction) -> Result<(), ApiError> {
        let wrong = |code| vec![FieldError::new("/person", code)];
        let id = person.ok_or_else(|| wrong(FieldCode::Required))?;
        let name = self.colleague(&id)?.ok_or_else(|| wrong(FieldCode::NotFound))?;
        let adds = action == Action::AddWatcher;
        let follows = self.record.watchers.contains(&id);
        if adds == follows || adds && id == self.record.requester {
            return Err(wrong(FieldCode::NotOffered).into());
        }
        let event_type = if adds {
            ticket::watch(self.tx, &self.record.sr, &id)?;
            self.record.watchers.push(id.clone());
            EventType::WatcherAdded
        } else {
            ticket::unwatch(self.tx, &self.record.sr, &id)?;
            self.record.watchers.retain(|watcher| *watcher != id);
            EventType::WatcherRemoved
        };
        let party = Some(RelatedParty { id: Some(id), name, role: PartyRole::Watcher });
        self.tell(Event { party, ..self.event(event_type) });
        Ok(())
    }

    /// The name of somebody of the ticket's company.
    fn colleague(&self, id: &PersonId) -> rusqlite::Result<Option<String>> {
        self.tx
            .prepare_cached("SELECT name FROM person WHERE id = ?1 AND organisation_id = ?2")?
            .query_row((id.as_str(), self.record.organisation.as_str()), |row| row.get(0))
            .optional()
    }
}

//! Tickets, their history, messages, actions and files.

use aftercare_contract::{
    history::{AttachmentId, BindUploads, Event, NewMessage},
    list::{Page, TicketQuery},
    routes::path,
    ticket::{RelatedTicket, SrNumber, TakeAction, Ticket, TicketPatch, TicketSummary},
    todo::Todo,
    validate::ValidNewTicket,
};

use super::{
    Api, ApiError, IdempotencyKey,
    client::{Endpoint, parameter},
};

impl Api {
    /// A page of the list.
    pub async fn tickets(self, query: &TicketQuery) -> Result<Page<TicketSummary>, ApiError> {
        self.get(Endpoint::new(path::TICKETS, &[]).with_query(&query.print())).await
    }

    /// Where all tickets of the list that `query` asks for can be downloaded as a table, in a language (BCP 47) and
    /// with times in a zone (IANA).
    pub fn tickets_csv_url(self, query: &TicketQuery, language: &str, zone: Option<&str>) -> String {
        let all = TicketQuery { cursor: None, limit: None, ..query.clone() }.print();
        let language = parameter("lang", language);
        let zone = zone.map(|zone| parameter("zone", zone));
        let query: Vec<String> = [all, language].into_iter().chain(zone).filter(|part| !part.is_empty()).collect();
        self.url(&Endpoint::new(path::TICKETS_CSV, &[]).with_query(&query.join("&")))
    }

    /// What waits for the viewer.
    pub async fn todos(self) -> Result<Page<Todo>, ApiError> {
        self.get(Endpoint::new(path::TODOS, &[])).await
    }

    /// One ticket.
    pub async fn ticket(self, sr: &SrNumber) -> Result<Ticket, ApiError> {
        self.get(Endpoint::new(path::TICKET, &[sr.as_str()])).await
    }

    /// Files a request.
    pub async fn file_ticket(self, request: &ValidNewTicket, key: &IdempotencyKey) -> Result<Ticket, ApiError> {
        self.post(Endpoint::new(path::TICKETS, &[]), request.get(), Some(key)).await
    }

    /// Changes a ticket that is still at `version`.
    pub async fn change_ticket(self, sr: &SrNumber, patch: &TicketPatch, version: u64) -> Result<Ticket, ApiError> {
        self.patch(Endpoint::new(path::TICKET, &[sr.as_str()]), patch, Some(version)).await
    }

    /// What happened, newest first; `cursor` is that of the page before.
    pub async fn history(self, sr: &SrNumber, cursor: Option<&str>) -> Result<Page<Event>, ApiError> {
        let endpoint = Endpoint::new(path::HISTORY, &[sr.as_str()]);
        self.get(match cursor {
            Some(cursor) => endpoint.with_parameter("cursor", cursor),
            None => endpoint,
        })
        .await
    }

    /// What happened after event `number`, oldest first.
    pub async fn history_after(self, sr: &SrNumber, number: u64) -> Result<Page<Event>, ApiError> {
        self.get(Endpoint::new(path::HISTORY, &[sr.as_str()]).with_parameter("after", &number.to_string())).await
    }

    /// Other tickets that have to do with it.
    pub async fn related(self, sr: &SrNumber) -> Result<Page<RelatedTicket>, ApiError> {
        self.get(Endpoint::new(path::RELATED, &[sr.as_str()])).await
    }

    /// Does one of the allowed actions.
    pub async fn act(self, sr: &SrNumber, action: &TakeAction, key: &IdempotencyKey) -> Result<Ticket, ApiError> {
        self.post(Endpoint::new(path::ACTIONS, &[sr.as_str()]), action, Some(key)).await
    }

    /// Sends a message.
    pub async fn answer(self, sr: &SrNumber, message: &NewMessage, key: &IdempotencyKey) -> Result<Event, ApiError> {
        self.post(Endpoint::new(path::MESSAGES, &[sr.as_str()]), message, Some(key)).await
    }

    /// Adds uploads, finished or not.
    pub async fn attach(self, sr: &SrNumber, uploads: &BindUploads, key: &IdempotencyKey) -> Result<(), ApiError> {
        self.post(Endpoint::new(path::ATTACHMENTS, &[sr.as_str()]), uploads, Some(key)).await
    }

    /// Where a file can be downloaded.
    pub fn attachment_url(self, sr: &SrNumber, id: &AttachmentId) -> String {
        self.url(&Endpoint::new(path::ATTACHMENT, &[sr.as_str(), id.as_str()]))
    }

    /// Where all files can be downloaded as one archive.
    pub fn archive_url(self, sr: &SrNumber) -> String {
        self.url(&Endpoint::new(path::ARCHIVE, &[sr.as_str()]))
    }

    /// Where its visit can be downloaded as an entry for calendars, with fixed words in the language of this tag.
    pub fn visit_calendar_url(self, sr: &SrNumber, language: &str) -> String {
        self.url(&Endpoint::new(path::VISIT_CALENDAR, &[sr.as_str()]).with_parameter("lang", language))
    }
}

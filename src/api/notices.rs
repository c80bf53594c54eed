//! Notices, and the calendar of their dates.

use aftercare_contract::{
    notice::{
        CalendarFeed, Notice, NoticeChoices, NoticeId, NoticeQuery, Notices, ReadNotices, TakeNoticeAction,
        UnreadNotices,
    },
    routes::path,
};

use super::{Api, ApiError, IdempotencyKey, client::Endpoint};

impl Api {
    /// A page of notices.
    pub async fn notices(self, query: &NoticeQuery) -> Result<Notices, ApiError> {
        self.get(Endpoint::new(path::NOTICES, &[]).with_query(&query.print())).await
    }

    /// How many the viewer hasn't read.
    pub async fn unread_notices(self) -> Result<UnreadNotices, ApiError> {
        self.get(Endpoint::new(path::NOTICES_UNREAD, &[])).await
    }

    /// Marks notices as read; how many are left.
    pub async fn read_notices(self, read: &ReadNotices, key: &IdempotencyKey) -> Result<UnreadNotices, ApiError> {
        self.post(Endpoint::new(path::NOTICES_READ, &[]), read, Some(key)).await
    }

    /// Acknowledges or snoozes one.
    pub async fn act_on_notice(
        self,
        id: &NoticeId,
        action: &TakeNoticeAction,
        key: &IdempotencyKey,
    ) -> Result<Notice, ApiError> {
        self.post(Endpoint::new(path::NOTICE_ACTIONS, &[id.as_str()]), action, Some(key)).await
    }

    /// Of which kinds the viewer is told.
    pub async fn notice_choices(self) -> Result<NoticeChoices, ApiError> {
        self.get(Endpoint::new(path::NOTICE_CHOICES, &[])).await
    }

    /// Chooses among them.
    pub async fn choose_notices(self, choices: &NoticeChoices) -> Result<NoticeChoices, ApiError> {
        self.patch(Endpoint::new(path::NOTICE_CHOICES, &[]), choices, None).await
    }

    /// Where their dates can be downloaded for calendars, with words in the language of this tag.
    pub fn notices_calendar_url(self, language: &str) -> String {
        self.url(&Endpoint::new(path::NOTICES_CALENDAR, &[]).with_parameter("lang", language))
    }

    /// Whether there is a private address to which calendars can subscribe.
    pub async fn calendar_feed(self) -> Result<CalendarFeed, ApiError> {
        self.get(Endpoint::new(path::CALENDAR_FEED, &[])).await
    }

    /// Makes a new one, which is told once.
    pub async fn new_calendar_feed(self) -> Result<CalendarFeed, ApiError> {
        self.put(Endpoint::new(path::CALENDAR_FEED, &[])).await
    }

    /// Revokes it.
    pub async fn revoke_calendar_feed(self) -> Result<(), ApiError> {
        self.delete(Endpoint::new(path::CALENDAR_FEED, &[])).await
    }
}

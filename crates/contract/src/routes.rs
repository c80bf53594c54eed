//! Paths and headers of the API, in one place for both sides and for `openapi.json`.

/// The base of every path.
pub const BASE: &str = "/api/v1";

/// Header that every write must carry; a foreign page can't set it without the backend's leave. Its value is
/// [`WRITE_HEADER_VALUE`].
pub const WRITE_HEADER: &str = "aftercare-write";
/// Value of [`WRITE_HEADER`].
pub const WRITE_HEADER_VALUE: &str = "1";
/// Header that makes a POST repeatable without harm.
pub const IDEMPOTENCY_KEY: &str = "idempotency-key";

/// Paths below [`BASE`]; `{…}` stands for a parameter, in axum's and OpenAPI's notation alike.
pub mod path {
    /// Sign in (POST), sign out (DELETE).
    pub const SESSION: &str = "/session";
    /// The viewer's sessions.
    pub const SESSIONS: &str = "/sessions";
    /// One of the viewer's sessions.
    pub const SESSION_ONE: &str = "/sessions/{id}";
    /// The viewer.
    pub const ME: &str = "/me";
    /// Which e-mails the viewer gets.
    pub const MAILS: &str = "/me/mails";
    /// Of which notices the viewer is told.
    pub const NOTICE_CHOICES: &str = "/me/notices";
    /// The viewer's private calendar of dates.
    pub const CALENDAR_FEED: &str = "/me/calendar";
    /// Notices.
    pub const NOTICES: &str = "/notices";
    /// How many notices the viewer hasn't read.
    pub const NOTICES_UNREAD: &str = "/notices/unread";
    /// Marks notices as read.
    pub const NOTICES_READ: &str = "/notices/read";
    /// The dates of notices, as a file for calendars.
    pub const NOTICES_CALENDAR: &str = "/notices.ics";
    /// One notice.
    pub const NOTICE: &str = "/notices/{id}";
    /// What a reader does with it.
    pub const NOTICE_ACTIONS: &str = "/notices/{id}/actions";
    /// The same dates for a program that subscribes, by the token of its address.
    pub const CALENDAR: &str = "/calendar.ics";
    /// The service review of a period.
    pub const REVIEW: &str = "/review";
    /// What the customer says about an improvement.
    pub const IMPROVEMENT_ANSWER: &str = "/review/improvements/{id}/answer";
    /// The catalogue.
    pub const CATALOGUE: &str = "/catalogue";
    /// Devices.
    pub const DEVICES: &str = "/devices";
    /// One device.
    pub const DEVICE: &str = "/devices/{id}";
    /// All devices of a query, as a table for a spreadsheet.
    pub const DEVICES_CSV: &str = "/devices.csv";
    /// What the fleet is made of.
    pub const FLEET: &str = "/fleet";
    /// Serial numbers to be looked up.
    pub const DEVICE_LOOKUP: &str = "/devices/lookup";
    /// The same, answered as a table for a spreadsheet.
    pub const DEVICE_LOOKUP_CSV: &str = "/devices/lookup.csv";
    /// Contracts.
    pub const CONTRACTS: &str = "/contracts";
    /// Sites.
    pub const SITES: &str = "/sites";
    /// The people of the viewer's company.
    pub const PEOPLE: &str = "/people";
    /// What waits for the viewer.
    pub const TODOS: &str = "/todos";
    /// Tickets.
    pub const TICKETS: &str = "/tickets";
    /// All tickets of a query, as a table for a spreadsheet.
    pub const TICKETS_CSV: &str = "/tickets.csv";
    /// One ticket.
    pub const TICKET: &str = "/tickets/{sr}";
    /// Its history.
    pub const HISTORY: &str = "/tickets/{sr}/history";
    /// Other tickets that have to do with it.
    pub const RELATED: &str = "/tickets/{sr}/related";
    /// Its messages.
    pub const MESSAGES: &str = "/tickets/{sr}/messages";
    /// Its actions.
    pub const ACTIONS: &str = "/tickets/{sr}/actions";
    /// Its files.
    pub const ATTACHMENTS: &str = "/tickets/{sr}/attachments";
    /// One of its files.
    pub const ATTACHMENT: &str = "/tickets/{sr}/attachments/{id}";
    /// All of its files in one archive.
    pub const ARCHIVE: &str = "/tickets/{sr}/attachments.zip";
    /// Its visit, as an entry for calendars.
    pub const VISIT_CALENDAR: &str = "/tickets/{sr}/visit.ics";
    /// Articles that may help with it.
    pub const TICKET_ARTICLES: &str = "/tickets/{sr}/articles";
    /// What the knowledge base is sorted by.
    pub const KNOWLEDGE: &str = "/kb";
    /// Its articles: search and lists.
    pub const ARTICLES: &str = "/kb/articles";
    /// One article.
    pub const ARTICLE: &str = "/kb/articles/{id}";
    /// One of its pictures.
    pub const ARTICLE_PICTURE: &str = "/kb/articles/{id}/pictures/{name}";
    /// Whether it helped.
    pub const ARTICLE_VOTE: &str = "/kb/articles/{id}/vote";
    /// Comments to its author.
    pub const ARTICLE_COMMENTS: &str = "/kb/articles/{id}/comments";
    /// Articles for a request that is being written.
    pub const SUGGESTIONS: &str = "/kb/suggestions";
    /// The viewer's surveys.
    pub const SURVEYS: &str = "/surveys";
    /// One of the viewer's surveys.
    pub const SURVEY: &str = "/surveys/{id}";
    /// A survey, by the token of its link.
    pub const SURVEY_OPEN: &str = "/surveys/open";
    /// The answer to a survey, by the token of its link.
    pub const SURVEY_ANSWER: &str = "/surveys/answer";
    /// The viewer's answer to one of their surveys.
    pub const SURVEY_ONE_ANSWER: &str = "/surveys/{id}/answer";
    /// What the company's surveys say.
    pub const SURVEY_SCORES: &str = "/surveys/scores";
    /// Reports.
    pub const REPORTS: &str = "/reports";
    /// One report.
    pub const REPORT: &str = "/reports/{id}";
    /// Beside another one of its kind.
    pub const REPORT_COMPARISON: &str = "/reports/{id}/comparison/{other}";
    /// Its findings.
    pub const FINDINGS: &str = "/reports/{id}/findings";
    /// One of its findings.
    pub const FINDING: &str = "/reports/{id}/findings/{finding}";
    /// What is decided about a finding.
    pub const FINDING_DECISION: &str = "/reports/{id}/findings/{finding}/decision";
    /// One of its files: `zh-CN.pdf`, `en.csv`. Takes `Range`.
    pub const REPORT_FILE: &str = "/reports/{id}/files/{file}";
    /// Files of several reports as one archive.
    pub const REPORT_ARCHIVE: &str = "/reports/files.zip";
    /// Uploads.
    pub const UPLOADS: &str = "/uploads";
    /// One upload.
    pub const UPLOAD: &str = "/uploads/{id}";
    /// The live stream.
    pub const LIVE: &str = "/live";
}

/// Fills the parameters of a path, in order, percent-encoded, and puts the base before it.
///
/// ```
/// use aftercare_contract::routes::{path, to};
/// assert_eq!(to(path::ATTACHMENT, &["SR-1", "a/b"]), "/api/v1/tickets/SR-1/attachments/a%2Fb");
/// ```
pub fn to(path: &str, parameters: &[&str]) -> String {
    let mut url = String::from(BASE);
    let mut parameters = parameters.iter();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        let (_, after) = after.split_once('}').unwrap_or(("", ""));
        url.push_str(before);
        for byte in parameters.next().copied().unwrap_or_default().bytes() {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
                url.push(char::from(byte));
            } else {
                let digits = [byte >> 4, byte & 15].map(|nibble| char::from_digit(nibble.into(), 16));
                url.push('%');
                url.extend(digits.into_iter().flatten().map(|digit| digit.to_ascii_uppercase()));
            }
        }
        rest = after;
    }
    url.push_str(rest);
    url
}

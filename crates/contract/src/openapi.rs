//! The published document: OpenAPI 3.1, generated from the types.

use schemars::{JsonSchema, SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::{
    Problem, account, asset, catalogue, fleet, history, knowledge, list, live, mail, notice, report, review,
    routes::{BASE, IDEMPOTENCY_KEY, WRITE_HEADER, path},
    survey, ticket, todo,
};

/// What a call needs besides its body.
#[derive(Clone, Copy, PartialEq)]
enum Needs {
    Nothing,
    /// The write header and `Origin`.
    Write,
    /// The same and `Idempotency-Key`.
    Key,
    /// The same as `Write` and `If-Match`.
    Version,
    /// All of them.
    KeyAndVersion,
}

/// A parameter of a query string: name, meaning.
type Parameter = (&'static str, &'static str);

const TICKET_QUERY: [Parameter; 12] = [
    ("scope", "`mine`, `shared`, `organisation`"),
    ("state", "`open`, `yourTurn`, `othersTurn`, `toVerify`, `ended`, `all`"),
    ("ticketType", "Of this kind; repeated: of one of these"),
    ("severity", "Of this rank, 1 is the gravest; repeated: of one of these"),
    ("device", "Of the device with this id"),
    ("site", "At the site with this id"),
    ("channel", "Come by this channel"),
    ("createdFrom", "Filed at this time (RFC 3339) or later"),
    ("createdBefore", "Filed before this time (RFC 3339)"),
    ("figure", "Behind this figure of a service review, as the review names it"),
    ("q", "Words that have to occur in number, title, description, own number or serial number"),
    ("sort", "`lastUpdate`, `creationDate`, `severity`, `expectedResolutionDate`; with `-` before it, descending"),
];
const ARTICLE_QUERY: [Parameter; 8] = [
    ("q", "Words to be found"),
    ("prefer", "BCP 47 tag of the reader's language: its articles come first"),
    ("language", "Only in this language"),
    ("category", "Only in the category with this id"),
    ("product", "Only about the product with this id, or of this model"),
    ("mine", "`true`: only about products that the company has"),
    ("kind", "Only of this kind"),
    ("sort", "`relevance`, `-updated`, `-helpful`"),
];
const REPORT_QUERY: [Parameter; 7] = [
    ("kind", "Only of this kind"),
    ("device", "Only about the device with this id"),
    ("site", "Only about devices at the site with this id"),
    ("from", "Only about a time of which some is on this day or later"),
    ("to", "Only about a time of which some is on this day or earlier"),
    ("q", "Words that have to occur in number, title, or name and serial number of a device"),
    ("sort", "`-published`, `published`, `-grade`"),
];
const FINDING_QUERY: [Parameter; 6] = [
    ("grade", "Only of this grade"),
    ("decision", "Only those about which this was decided: `open`, `requested`, `accepted`"),
    ("change", "Only those of which this became: `new`, `worse`, `unchanged`, `better`"),
    ("area", "Only of this area"),
    ("device", "Only about the device with this id"),
    ("q", "Words that have to occur in title, evidence, or name and serial number of the device"),
];
const NOTICE_QUERY: [Parameter; 4] = [
    ("state", "`active`, `unread`, `snoozed`, `past`, `all`"),
    ("group", "Only of this group"),
    ("kind", "Only of this kind"),
    ("device", "Only about the device with this id"),
];
const DEVICE_QUERY: [Parameter; 8] = [
    ("q", "Words that have to occur in name, model, serial number or site"),
    ("serialNumber", "Exactly this one, in whichever case"),
    ("grade", "With this health grade, or `none`: never checked; repeated: with one of these"),
    ("site", "At the site with this id"),
    ("contract", "Covered by the contract with this id"),
    ("model", "Of this model"),
    ("end", "`over`, `soon`: warranty or contract is over, or ends soon; `service`: no longer repaired, or soon not"),
    ("sort", "`name`, `model`, `-healthGrade`, `warrantyEnd`, `endOfServiceLife`, `-openTickets`"),
];
const PAGE: [Parameter; 2] = [("cursor", "`nextCursor` of the page before"), ("limit", "How many at most, 1 to 200")];
const EXPORT: [Parameter; 2] = [
    ("lang", "BCP 47 tag of the header and of fixed words; else the first known one of `Accept-Language`"),
    ("zone", "IANA name of the zone for times; else UTC"),
];

struct Document {
    schemas: SchemaGenerator,
    paths: Map<String, Value>,
}

impl Document {
    fn schema<T: JsonSchema>(&mut self) -> Value {
        self.schemas.subschema_for::<T>().into()
    }

    fn json<T: JsonSchema>(&mut self, description: &str) -> Value {
        let schema = self.schema::<T>();
        json!({ "description": description, "content": { "application/json": { "schema": schema } } })
    }

    fn body<T: JsonSchema>(&mut self) -> Value {
        let schema = self.schema::<T>();
        json!({ "required": true, "content": { "application/json": { "schema": schema } } })
    }

    /// Adds one call; `answer` is its good answer with the status.
    fn call(
        &mut self,
        method: &str,
        path: &str,
        summary: &str,
        needs: Needs,
        body: Option<Value>,
        answer: (u16, Value),
    ) {
        let mut parameters: Vec<Value> = path
            .split('{')
            .skip(1)
            .filter_map(|part| part.split('}').next())
            .map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }))
            .collect();
        let header =
            |name: &str| json!({ "name": name, "in": "header", "required": true, "schema": { "type": "string" } });
        if needs != Needs::Nothing {
            parameters.push(header(WRITE_HEADER));
        }
        match needs {
            Needs::Key => parameters.push(header(IDEMPOTENCY_KEY)),
            Needs::Version => parameters.push(header("if-match")),
            Needs::KeyAndVersion => parameters.extend([header(IDEMPOTENCY_KEY), header("if-match")]),
            Needs::Nothing | Needs::Write => {}
        }
        let problem = self.schema::<Problem>();
        let (status, answer) = answer;
        let mut operation = json!({
            "summary": summary,
            "parameters": parameters,
            "responses": {
                status.to_string(): answer,
                "default": { "description": "A problem", "content": { "application/problem+json": { "schema": problem } } },
            },
        });
        if let (Some(body), Some(operation)) = (body, operation.as_object_mut()) {
            operation.insert("requestBody".to_owned(), body);
        }
        let item = self.paths.entry(format!("{BASE}{path}")).or_insert_with(|| json!({}));
        if let Some(item) = item.as_object_mut() {
            item.insert(method.to_owned(), operation);
        }
    }

    /// Adds parameters of the query string, all optional, to the GET of a path.
    fn parameters(&mut self, path: &str, parameters: &[Parameter]) {
        let item = self.paths.get_mut(&format!("{BASE}{path}"));
        let known = item.and_then(|item| item.pointer_mut("/get/parameters")).and_then(Value::as_array_mut);
        if let Some(known) = known {
            known.extend(parameters.iter().map(|(name, meaning)| {
                json!({ "name": name, "in": "query", "description": meaning, "schema": { "type": "string" } })
            }));
        }
    }
}

fn file() -> Value {
    json!({ "description": "The content; takes `Range`", "content": { "application/octet-stream": {} } })
}

fn empty(description: &str) -> Value {
    json!({ "description": description })
}

fn accounts_and_assets(document: &mut Document) {
    use Needs::{Nothing, Write};
    let body = document.body::<account::SignIn>();
    let me = document.json::<account::Me>("The viewer");
    document.call("post", path::SESSION, "Sign in; sets the session's cookie", Write, Some(body), (200, me.clone()));
    document.call("delete", path::SESSION, "Sign out", Write, None, (204, empty("Signed out")));
    let answer = document.json::<list::Page<account::Session>>("Signed-in browsers");
    document.call("get", path::SESSIONS, "The viewer's sessions", Nothing, None, (200, answer));
    document.call("delete", path::SESSION_ONE, "End a session", Write, None, (204, empty("Ended")));
    document.call(
        "get",
        path::ME,
        "The viewer, their organisation and what this backend can do",
        Nothing,
        None,
        (200, me),
    );
    let answer = document.json::<catalogue::Catalogue>("The catalogue");
    document.call("get", path::CATALOGUE, "What forms are built from", Nothing, None, (200, answer));
    devices(document);
    let answer = document.json::<list::Page<asset::Contract>>("Contracts");
    document.call("get", path::CONTRACTS, "Contracts", Nothing, None, (200, answer));
    let answer = document.json::<list::Page<asset::Site>>("Sites");
    document.call("get", path::SITES, "Sites", Nothing, None, (200, answer));
    let answer = document.json::<list::Page<account::Colleague>>("The people of the viewer's company, by name");
    document.call("get", path::PEOPLE, "Colleagues", Nothing, None, (200, answer));
}

fn devices(document: &mut Document) {
    use Needs::{Nothing, Write};
    let answer = document.json::<list::Page<asset::Device>>("Devices; the query is that of the portal's URL");
    document.call("get", path::DEVICES, "Devices", Nothing, None, (200, answer));
    document.parameters(path::DEVICES, &DEVICE_QUERY);
    document.parameters(path::DEVICES, &PAGE);
    document.call(
        "get",
        path::DEVICES_CSV,
        "Devices for a spreadsheet",
        Nothing,
        None,
        (200, csv("Every device of the query")),
    );
    document.parameters(path::DEVICES_CSV, &DEVICE_QUERY);
    document.parameters(path::DEVICES_CSV, &[EXPORT[0]]);
    let answer = document.json::<asset::Device>("A device");
    document.call("get", path::DEVICE, "One device", Nothing, None, (200, answer));
    let answer = document.json::<fleet::Fleet>("Its models, grades and ends");
    document.call("get", path::FLEET, "What the fleet is made of", Nothing, None, (200, answer));
    let body = document.body::<fleet::SerialLookup>();
    let answer = document.json::<fleet::LookupAnswer>("Line by line; foreign devices are not found");
    document.call(
        "post",
        path::DEVICE_LOOKUP,
        "Look serial numbers up; nothing is kept",
        Write,
        Some(body.clone()),
        (200, answer),
    );
    let answer = csv("The same answer; `lang` as there");
    document.call("post", path::DEVICE_LOOKUP_CSV, "The same for a spreadsheet", Write, Some(body), (200, answer));
}

/// A table for a spreadsheet.
fn csv(what: &str) -> Value {
    json!({
        "description": format!("{what}: UTF-8 with a byte order mark, RFC 4180, a header in the language; cells that a spreadsheet would take for formulas begin with an apostrophe"),
        "content": { "text/csv": {} },
    })
}

fn tickets(document: &mut Document) {
    use Needs::{Key, Nothing, Version};
    let answer = document
        .json::<list::Page<todo::Todo>>("The viewer's own tickets that wait for them, what falls due first first");
    document.call("get", path::TODOS, "What waits for the viewer", Nothing, None, (200, answer));
    let answer = document.json::<list::Page<ticket::TicketSummary>>("Tickets; the query is that of the portal's URL");
    document.call("get", path::TICKETS, "Tickets", Nothing, None, (200, answer));
    document.parameters(path::TICKETS, &TICKET_QUERY);
    document.parameters(path::TICKETS, &PAGE);
    let answer = csv("Every ticket of the query");
    document.call("get", path::TICKETS_CSV, "Tickets for a spreadsheet", Nothing, None, (200, answer));
    document.parameters(path::TICKETS_CSV, &TICKET_QUERY);
    document.parameters(path::TICKETS_CSV, &EXPORT);
    let ticket = document.json::<ticket::Ticket>("The ticket, with its version as `ETag`");
    let body = document.body::<ticket::NewTicket>();
    document.call("post", path::TICKETS, "File a request", Key, Some(body), (201, ticket.clone()));
    document.call("get", path::TICKET, "One ticket", Nothing, None, (200, ticket.clone()));
    let body = document.body::<ticket::TicketPatch>();
    document.call("patch", path::TICKET, "Change a ticket", Version, Some(body), (200, ticket.clone()));
    let answer = document
        .json::<list::Page<history::Event>>("Events, newest first; `after=N` gives those after N, oldest first");
    document.call("get", path::HISTORY, "What happened", Nothing, None, (200, answer));
    let answer = document.json::<list::Page<ticket::RelatedTicket>>("The nearest first, as many as are worth showing");
    document.call("get", path::RELATED, "Tickets that have to do with it", Nothing, None, (200, answer));
    let body = document.body::<history::NewMessage>();
    let answer = document.json::<history::Event>("The message as an event");
    document.call("post", path::MESSAGES, "Answer", Key, Some(body), (201, answer));
    let body = document.body::<ticket::TakeAction>();
    document.call("post", path::ACTIONS, "Do one of the allowed actions", Key, Some(body), (200, ticket));
    let answer = document.json::<list::Page<history::Attachment>>("Files");
    document.call("get", path::ATTACHMENTS, "Files", Nothing, None, (200, answer));
    let body = document.body::<history::BindUploads>();
    document.call("post", path::ATTACHMENTS, "Add uploads, finished or not", Key, Some(body), (204, empty("Bound")));
    document.call("get", path::ATTACHMENT, "One file", Nothing, None, (200, file()));
    let calendar = json!({
        "description": "iCalendar (RFC 5545): `PUBLISH` of what is agreed, `CANCEL` of what doesn't hold any more; 404 \
            where no time was ever agreed",
        "content": { "text/calendar": {} }
    });
    document.call("get", path::VISIT_CALENDAR, "The visit as an entry for calendars", Nothing, None, (200, calendar));
    document.parameters(path::VISIT_CALENDAR, &[("lang", "BCP 47 tag of fixed words")]);
    document.call("get", path::ARCHIVE, "All files as a ZIP archive", Nothing, None, (200, file()));
}

fn knowledge(document: &mut Document) {
    use Needs::{Key, Nothing, Write};
    let answer = document.json::<knowledge::KnowledgeBase>("Categories and products");
    document.call("get", path::KNOWLEDGE, "What the knowledge base is sorted by", Nothing, None, (200, answer));
    let answer = document.json::<knowledge::Findings>("Articles that the viewer may read");
    document.call("get", path::ARTICLES, "Search and list articles", Nothing, None, (200, answer));
    document.parameters(path::ARTICLES, &ARTICLE_QUERY);
    document.parameters(path::ARTICLES, &PAGE);
    let answer = document.json::<knowledge::Article>("The article, in another language where it isn't in this one");
    document.call("get", path::ARTICLE, "One article", Nothing, None, (200, answer));
    document.parameters(path::ARTICLE, &[("language", "BCP 47 tag")]);
    let picture =
        json!({ "description": "PNG, JPEG, WebP or SVG; takes `If-None-Match`", "content": { "image/*": {} } });
    document.call("get", path::ARTICLE_PICTURE, "One of its pictures", Nothing, None, (200, picture));
    let body = document.body::<knowledge::NewVote>();
    let answer = document.json::<knowledge::Votes>("What readers said, the viewer among them");
    document.call("post", path::ARTICLE_VOTE, "Say whether it helped", Key, Some(body), (200, answer));
    let body = document.body::<knowledge::NewComment>();
    document.call("post", path::ARTICLE_COMMENTS, "Write to its author", Key, Some(body), (204, empty("Received")));
    let body = document.body::<knowledge::Draft>();
    let summaries = document.json::<list::Page<knowledge::ArticleSummary>>("Up to five articles, the best first");
    document.call(
        "post",
        path::SUGGESTIONS,
        "Articles for a request that is being written; nothing of it is kept",
        Write,
        Some(body),
        (200, summaries.clone()),
    );
    document.call("get", path::TICKET_ARTICLES, "Articles that may help with it", Nothing, None, (200, summaries));
    document.parameters(path::TICKET_ARTICLES, &[("language", "BCP 47 tag of the reader's language")]);
}

fn surveys_and_mails(document: &mut Document) {
    use Needs::{Key, Nothing, Write};
    let answer = document
        .json::<survey::Surveys>("The viewer's; of a ticket for the company's admins, too. Those closed last first");
    document.call("get", path::SURVEYS, "Surveys", Nothing, None, (200, answer));
    document.parameters(
        path::SURVEYS,
        &[("ticket", "Only those on this ticket"), ("open", "`true`: only those that wait for an answer")],
    );
    let form = document.json::<survey::SurveyForm>("The survey, with the answer so far");
    document.call("get", path::SURVEY, "One of the viewer's surveys", Nothing, None, (200, form.clone()));
    let body = document.body::<survey::OpenSurvey>();
    document.call(
        "post",
        path::SURVEY_OPEN,
        "Open a survey by its token, without signing in; records nothing. 404 unknown, 410 expired, 422 no token",
        Write,
        Some(body),
        (200, form.clone()),
    );
    let body = document.body::<survey::AnswerSurvey>();
    document.call(
        "post",
        path::SURVEY_ANSWER,
        "Answer a survey or correct the answer by its token, without signing in",
        Key,
        Some(body),
        (200, form.clone()),
    );
    let body = document.body::<survey::SurveyAnswer>();
    document.call("post", path::SURVEY_ONE_ANSWER, "The same, signed in", Key, Some(body), (200, form));
    let answer = document.json::<survey::SurveyScores>("By months; for the company's admins");
    document.call("get", path::SURVEY_SCORES, "What the company's surveys say", Nothing, None, (200, answer));
    document.parameters(path::SURVEY_SCORES, &[("zone", "IANA name of the zone of months; else UTC")]);
    let choices = document.json::<mail::MailChoices>("Every kind of e-mail");
    document.call("get", path::MAILS, "Which e-mails the viewer gets", Nothing, None, (200, choices.clone()));
    let body = document.body::<mail::MailChoices>();
    document.call("patch", path::MAILS, "Choose among them", Write, Some(body), (200, choices));
}

fn reports(document: &mut Document) {
    use Needs::{KeyAndVersion, Nothing};
    let answer = document.json::<list::Page<report::ReportSummary>>("Reports, those that are being made among them");
    document.call("get", path::REPORTS, "Reports", Nothing, None, (200, answer));
    document.parameters(path::REPORTS, &REPORT_QUERY);
    document.parameters(path::REPORTS, &PAGE);
    let answer = document.json::<report::Report>("The report with its first findings");
    document.call("get", path::REPORT, "One report", Nothing, None, (200, answer));
    let answer = document.json::<report::Comparison>("The one published first is `earlier`, whichever is named first");
    document.call("get", path::REPORT_COMPARISON, "Two reports of a kind", Nothing, None, (200, answer));
    let answer = document.json::<list::Page<report::Finding>>("Findings, the gravest first");
    document.call("get", path::FINDINGS, "What a report has found", Nothing, None, (200, answer));
    document.parameters(path::FINDINGS, &FINDING_QUERY);
    document.parameters(path::FINDINGS, &PAGE);
    let finding = document.json::<report::Finding>("The finding, with its version as `ETag`");
    document.call("get", path::FINDING, "One finding", Nothing, None, (200, finding.clone()));
    let body = document.body::<report::DecideFinding>();
    document.call(
        "post",
        path::FINDING_DECISION,
        "Accept its risk, or take that back; for the company's admins",
        KeyAndVersion,
        Some(body),
        (200, finding),
    );
    document.call(
        "get",
        path::REPORT_FILE,
        "A report as a file: `{language}.pdf` or `{language}.csv`. Takes `Range`, `If-Range`, `If-None-Match`",
        Nothing,
        None,
        (200, file()),
    );
    document.call("get", path::REPORT_ARCHIVE, "Files of several reports", Nothing, None, (200, file()));
    document.parameters(
        path::REPORT_ARCHIVE,
        &[
            ("ids", "The reports, with commas between them; at most 100"),
            ("language", "BCP 47 tag"),
            ("format", "`pdf` or `csv`; both where none is named"),
        ],
    );
}

fn notices_and_review(document: &mut Document) {
    use Needs::{Key, Nothing, Write};
    let answer = document.json::<notice::Notices>("The company's notices, newest first");
    document.call("get", path::NOTICES, "Notices", Nothing, None, (200, answer));
    document.parameters(path::NOTICES, &NOTICE_QUERY);
    document.parameters(path::NOTICES, &PAGE);
    let answer = document.json::<notice::UnreadNotices>("How many");
    document.call("get", path::NOTICES_UNREAD, "How many wait to be read", Nothing, None, (200, answer.clone()));
    let body = document.body::<notice::ReadNotices>();
    document.call("post", path::NOTICES_READ, "Mark notices as read", Key, Some(body), (200, answer));
    let notice = document.json::<notice::Notice>("The notice");
    document.call("get", path::NOTICE, "One notice", Nothing, None, (200, notice.clone()));
    let body = document.body::<notice::TakeNoticeAction>();
    document.call("post", path::NOTICE_ACTIONS, "Acknowledge or snooze it", Key, Some(body), (200, notice));
    let choices = document.json::<notice::NoticeChoices>("Every kind of notice");
    document.call("get", path::NOTICE_CHOICES, "Of which the viewer is told", Nothing, None, (200, choices.clone()));
    let body = document.body::<notice::NoticeChoices>();
    document.call("patch", path::NOTICE_CHOICES, "Choose among them", Write, Some(body), (200, choices));
    let calendar = json!({
        "description": "iCalendar (RFC 5545): life cycle and maintenance, under UIDs that stay",
        "content": { "text/calendar": {} }
    });
    let lang = [("lang", "BCP 47 tag of its words")];
    document.call("get", path::NOTICES_CALENDAR, "Dates for calendars", Nothing, None, (200, calendar.clone()));
    document.parameters(path::NOTICES_CALENDAR, &lang);
    document.call("get", path::CALENDAR, "The same by a private address", Nothing, None, (200, calendar));
    document.parameters(path::CALENDAR, &[("token", "That of the address"), lang[0]]);
    let feed = document.json::<notice::CalendarFeed>("The private address of the viewer's calendar");
    document.call("get", path::CALENDAR_FEED, "Whether there is one", Nothing, None, (200, feed.clone()));
    document.call("put", path::CALENDAR_FEED, "Make a new one; the old one is revoked", Write, None, (200, feed));
    document.call("delete", path::CALENDAR_FEED, "Revoke it", Write, None, (204, empty("Revoked")));
    let answer = document.json::<review::Review>("For the company's admins");
    document.call("get", path::REVIEW, "The service review of a period", Nothing, None, (200, answer));
    document.parameters(
        path::REVIEW,
        &[
            ("period", "`2026-Q3`, `2026-09` or `2026`; else the last quarter that is over"),
            ("contract", "Only under the contract with this id"),
        ],
    );
    let body = document.body::<review::AnswerImprovement>();
    let answer = document.json::<review::Improvement>("The improvement");
    document.call("post", path::IMPROVEMENT_ANSWER, "Remark on it or confirm it", Key, Some(body), (200, answer));
}

fn uploads_and_live(document: &mut Document) {
    use Needs::{Key, Nothing, Write};
    document.call(
        "post",
        path::UPLOADS,
        "tus: create (`Upload-Length`, `Upload-Metadata`)",
        Key,
        None,
        (201, empty("`Location` is the upload")),
    );
    document.call("head", path::UPLOAD, "tus: how much has arrived", Nothing, None, (200, empty("`Upload-Offset`")));
    document.call(
        "patch",
        path::UPLOAD,
        "tus: a chunk (`Upload-Offset`, `Upload-Checksum`)",
        Write,
        None,
        (204, empty("`Upload-Offset`")),
    );
    document.call("delete", path::UPLOAD, "tus: terminate", Write, None, (204, empty("Gone")));
    document.schema::<live::LiveEvent>();
    document.schema::<live::News>();
    document.schema::<live::Beat>();
    let stream = json!({ "description": "Events `hello`, `ticket`, `news`, `beat`, `reset`", "content": { "text/event-stream": {} } });
    document.call(
        "get",
        path::LIVE,
        "Server-Sent Events; resumes by `Last-Event-ID` or `lastEventId`",
        Nothing,
        None,
        (200, stream),
    );
}

/// The document, pretty-printed with a line break at its end.
pub fn document() -> String {
    let settings =
        SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = "/components/schemas".into());
    let mut document = Document { schemas: settings.into_generator(), paths: Map::new() };
    accounts_and_assets(&mut document);
    tickets(&mut document);
    knowledge(&mut document);
    surveys_and_mails(&mut document);
    reports(&mut document);
    notices_and_review(&mut document);
    uploads_and_live(&mut document);
    let schemas = document.schemas.take_definitions(true);
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "Aftercare portal API", "version": env!("CARGO_PKG_VERSION"), "license": { "name": "MIT", "identifier": "MIT" } },
        "paths": document.paths,
        "components": { "schemas": schemas },
    });
    format!("{document:#}\n")
}

//! The rules for what people send, used by the form before sending and by the backend again.
//!
//! Errors name the field by JSON pointer and say what is wrong by code and figures; the sentence is the portal's.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::{
    FieldCode, FieldError, Prose, Span, Timestamp,
    catalogue::{FieldInput, KindField, Need, Policy, RequestKind},
    claim::MAX_AMOUNT,
    ticket::{Action, Channel, Contact, NewTicket, RaiseSeverity, RemoteAccess, TakeAction, TicketPatch, Window},
    upload::UploadId,
};

/// Most characters of a ticket's one-line title.
pub const MAX_TITLE: usize = 200;
/// Least characters of a ticket's one-line title.
pub const MIN_TITLE: usize = 4;
/// Most characters of a description, a message, a reason.
pub const MAX_PROSE: usize = 20_000;
/// Most characters of the customer's own reference number.
pub const MAX_EXTERNAL_IDENTIFIER: usize = 64;
/// Most files of one request or message, whatever a catalogue says.
pub const MAX_FILES: usize = 50;
/// Most characters of a name: of somebody, a part, a carrier.
pub const MAX_NAME: usize = 120;
/// How far a client's clock may run ahead of the backend's before a time counts as "in the future".
pub const CLOCK_TOLERANCE: Span = Span::minutes(5);

/// Collects the errors of one body.
#[derive(Debug, Default)]
pub struct Invalid(Vec<FieldError>);

impl Invalid {
    /// Notes an error without figures.
    pub fn add(&mut self, pointer: impl Into<String>, code: FieldCode) {
        self.0.push(FieldError::new(pointer, code));
    }

    /// Notes that a time is shorter than `min`.
    pub(crate) fn too_brief(&mut self, pointer: impl Into<String>, actual: Span, min: Span) {
        let minutes = |span: Span| u64::try_from(span.as_seconds() / 60).ok();
        let (min, actual) = (minutes(min), minutes(actual));
        self.0.push(FieldError { min, actual, ..FieldError::new(pointer, FieldCode::TooBrief) });
    }

    /// Notes an amount of money that is missing, nothing at all or beyond reason.
    pub(crate) fn check_amount(&mut self, pointer: &str, amount: Option<u64>) {
        match amount {
            None => self.add(pointer, FieldCode::Required),
            Some(1..=MAX_AMOUNT) => {}
            Some(_) => {
                let (min, max) = (Some(1), Some(MAX_AMOUNT));
                self.0.push(FieldError { min, max, ..FieldError::new(pointer, FieldCode::BadFormat) });
            }
        }
    }

    /// Notes that there are more than `max` entries.
    pub(crate) fn check_count(&mut self, pointer: &str, actual: usize, max: usize) {
        if actual > max {
            let (max, actual) = (Some(max as u64), Some(actual as u64));
            self.0.push(FieldError { max, actual, ..FieldError::new(pointer, FieldCode::TooMany) });
        }
    }

    /// `valid` if there was no error.
    pub fn into_result<T>(self, valid: T) -> Result<T, Vec<FieldError>> {
        if self.0.is_empty() { Ok(valid) } else { Err(self.0) }
    }
}

/// Checks the length of a text in characters; control characters but tab and line break are refused.
pub fn check_text(invalid: &mut Invalid, pointer: &str, text: &str, min: usize, max: usize) {
    let count = text.chars().count();
    let mut error = |code, min: Option<usize>, max: Option<usize>| {
        invalid.0.push(FieldError {
            min: min.map(|min| min as u64),
            max: max.map(|max| max as u64),
            actual: Some(count as u64),
            ..FieldError::new(pointer, code)
        });
    };
    if count == 0 && min > 0 {
        error(FieldCode::Required, None, None);
    } else if count < min {
        error(FieldCode::TooShort, Some(min), None);
    } else if count > max {
        error(FieldCode::TooLong, None, Some(max));
    } else if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\t')) {
        invalid.add(pointer, FieldCode::BadCharacters);
    }
}

/// Trims a text, makes its line ends `\n`, and checks it with [`check_text`].
pub fn check_prose(invalid: &mut Invalid, pointer: &str, text: &str, min: usize, max: usize) -> String {
    let text = text.trim().replace("\r\n", "\n").replace('\r', "\n");
    check_text(invalid, pointer, &text, min, max);
    text
}

/// Like [`check_prose`] for what may be left out: blank counts as left out.
pub(crate) fn check_optional(invalid: &mut Invalid, pointer: &str, text: Option<&str>, max: usize) -> Option<String> {
    text.map(|text| check_prose(invalid, pointer, text, 0, max)).filter(|text| !text.is_empty())
}

/// Checks the form of a BCP 47 tag: letters, digits and hyphens, at most 35.
pub fn check_language(invalid: &mut Invalid, pointer: &str, tag: Option<&str>) {
    let well_formed = |tag: &str| {
        !tag.is_empty() && tag.len() <= 35 && tag.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    if tag.is_some_and(|tag| !well_formed(tag)) {
        invalid.add(pointer, FieldCode::BadFormat);
    }
}

/// A reason in its language, if there is one; it has to be there where it `is_due`.
pub(crate) fn check_reason(
    invalid: &mut Invalid,
    reason: Option<&str>,
    language: Option<&String>,
    is_due: bool,
) -> Option<Prose> {
    let text = check_prose(invalid, "/reason", reason.unwrap_or_default(), usize::from(is_due), MAX_PROSE);
    check_language(invalid, "/language", language.map(String::as_str));
    (!text.is_empty()).then(|| Prose { text, language: language.cloned() })
}

/// Notes a time that is over.
pub(crate) fn check_ahead(invalid: &mut Invalid, pointer: &str, time: Option<Timestamp>, now: Timestamp) {
    if time.is_some_and(|time| time + CLOCK_TOLERANCE < now) {
        invalid.add(pointer, FieldCode::InPast);
    }
}

/// Checks a telephone number: 7 to 15 digits (E.164), with `+`, spaces, hyphens, dots and brackets between.
pub(crate) fn check_phone(invalid: &mut Invalid, pointer: &str, phone: Option<&str>) -> Option<String> {
    let phone = phone.map(str::trim).filter(|phone| !phone.is_empty())?;
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    let taken = |c: char| c.is_ascii_digit() || matches!(c, '+' | ' ' | '-' | '.' | '(' | ')');
    if !(7..=15).contains(&digits) || !phone.chars().all(taken) || phone.len() > 40 {
        invalid.add(pointer, FieldCode::BadFormat);
    }
    Some(phone.to_owned())
}

/// Checks how many uploads there are.
pub fn check_uploads(invalid: &mut Invalid, uploads: &[UploadId], max: usize) {
    invalid.check_count("/uploads", uploads.len(), max);
}

fn check_contact(invalid: &mut Invalid, contact: &Contact) -> Contact {
    invalid.check_count("/contact/channels", contact.channels.len(), Channel::KNOWN.len());
    for (index, channel) in contact.channels.iter().enumerate() {
        if !channel.is_known() {
            invalid.add(format!("/contact/channels/{index}"), FieldCode::NotOffered);
        }
    }
    Contact {
        name: check_prose(invalid, "/contact/name", &contact.name, 1, MAX_NAME),
        phone: check_phone(invalid, "/contact/phone", contact.phone.as_deref()),
        channels: contact.channels.clone(),
    }
}

/// A request that satisfies every rule, with its texts trimmed. Only [`NewTicket::validate`] makes one.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidNewTicket(NewTicket);

impl ValidNewTicket {
    /// The request.
    pub fn get(&self) -> &NewTicket {
        &self.0
    }

    /// The request, taken out.
    pub fn into_inner(self) -> NewTicket {
        self.0
    }
}

impl NewTicket {
    /// Checks against the `kind` of the catalogue and, where the device's contract has one, its `policy`.
    /// `now` is the backend's clock. That device and uploads exist is for the backend to see.
    pub fn validate(
        &self,
        kind: &RequestKind,
        policy: Option<&Policy>,
        now: Timestamp,
    ) -> Result<ValidNewTicket, Vec<FieldError>> {
        let mut invalid = Invalid::default();
        if self.ticket_type != kind.ticket_type {
            invalid.add("/ticketType", FieldCode::NotOffered);
        }
        let name = check_prose(&mut invalid, "/name", &self.name, MIN_TITLE, MAX_TITLE);
        if name.contains('\n') {
            invalid.add("/name", FieldCode::BadCharacters);
        }
        let description = check_prose(&mut invalid, "/description", &self.description, 1, MAX_PROSE);
        check_language(&mut invalid, "/language", self.language.as_deref());
        if kind.device == Need::Required && self.device.is_none() {
            invalid.add("/device", FieldCode::Required);
        }
        if self.since.is_some_and(|since| since > now + CLOCK_TOLERANCE) {
            invalid.add("/since", FieldCode::InFuture);
        }
        let tried = check_optional(&mut invalid, "/tried", self.tried.as_deref(), MAX_PROSE);
        self.check_impact(&mut invalid, kind);
        let raise_severity = self.check_raise(&mut invalid, policy);
        let contact = check_contact(&mut invalid, &self.contact);
        if !RemoteAccess::is_known(&self.remote_access) {
            invalid.add("/remoteAccess", FieldCode::NotOffered);
        }
        if !Window::is_known(&self.window) {
            invalid.add("/window", FieldCode::NotOffered);
        }
        let external_identifier = check_optional(
            &mut invalid,
            "/externalIdentifier",
            self.external_identifier.as_deref(),
            MAX_EXTERNAL_IDENTIFIER,
        );
        let mut fields = BTreeMap::new();
        for field in &kind.fields {
            let value = self.fields.get(&field.key).map_or("", String::as_str);
            fields.extend(check_kind_field(&mut invalid, field, value).map(|value| (field.key.clone(), value)));
        }
        for key in self.fields.keys().filter(|key| !kind.fields.iter().any(|field| field.key == **key)) {
            invalid.add(format!("/fields/{}", key.replace('~', "~0").replace('/', "~1")), FieldCode::NotOffered);
        }
        check_uploads(&mut invalid, &self.uploads, MAX_FILES);
        invalid.into_result(ValidNewTicket(Self {
            name,
            description,
            tried,
            raise_severity,
            contact,
            external_identifier,
            fields,
            ..self.clone()
        }))
    }

    fn check_impact(&self, invalid: &mut Invalid, kind: &RequestKind) {
        match &self.impact {
            None if kind.impact == Need::Required => invalid.add("/impact", FieldCode::Required),
            None => {}
            Some(impact) => {
                for (pointer, known) in [
                    ("/impact/interruption", impact.interruption.is_known()),
                    ("/impact/dataAtRisk", impact.data_at_risk.is_known()),
                    ("/impact/affectedUsers", impact.affected_users.is_known()),
                ] {
                    if !known {
                        invalid.add(pointer, FieldCode::NotOffered);
                    }
                }
            }
        }
    }

    fn check_raise(&self, invalid: &mut Invalid, policy: Option<&Policy>) -> Option<RaiseSeverity> {
        let raise = self.raise_severity.as_ref()?;
        let reason = check_prose(invalid, "/raiseSeverity/reason", &raise.reason, 1, MAX_PROSE);
        let wanted = policy.and_then(|policy| policy.severity(&raise.code)).map(|severity| severity.rank);
        let proposed = self.impact.as_ref().zip(policy).and_then(|(impact, policy)| policy.propose(impact));
        let graver = wanted.is_some_and(|wanted| proposed.is_none_or(|(grade, _)| wanted < grade.grade.rank));
        if !graver {
            invalid.add("/raiseSeverity/code", FieldCode::NotOffered);
        }
        Some(RaiseSeverity { code: raise.code.clone(), reason })
    }
}

/// The field's value, trimmed; none if it is blank.
fn check_kind_field(invalid: &mut Invalid, field: &KindField, value: &str) -> Option<String> {
    let pointer = format!("/fields/{}", field.key);
    let max = usize::try_from(field.max_length).unwrap_or(usize::MAX);
    let value = check_prose(invalid, &pointer, value, usize::from(field.required), max);
    if value.is_empty() {
        return None;
    }
    if !field.options.is_empty() && !field.options.iter().any(|option| option.value == value) {
        invalid.add(pointer, FieldCode::NotOffered);
    } else if !has_form(field, &value) {
        let (min, max) = (field.min.map(u64::from), field.max.map(u64::from));
        invalid.0.push(FieldError { min, max, ..FieldError::new(pointer, FieldCode::BadFormat) });
    }
    Some(value)
}

/// Whether the value is of the form that the field takes.
fn has_form(field: &KindField, value: &str) -> bool {
    match field.input {
        FieldInput::Number => value
            .parse::<u32>()
            .is_ok_and(|number| field.min.is_none_or(|min| min <= number) && field.max.is_none_or(|max| number <= max)),
        FieldInput::Date => value.parse::<NaiveDate>().is_ok(),
        FieldInput::Text | FieldInput::Other(_) => true,
    }
}

impl TicketPatch {
    /// The change with its texts trimmed.
    pub fn validate(&self) -> Result<Self, Vec<FieldError>> {
        let mut invalid = Invalid::default();
        let name = self.name.as_deref().map(|name| check_prose(&mut invalid, "/name", name, MIN_TITLE, MAX_TITLE));
        if name.as_deref().is_some_and(|name| name.contains('\n')) {
            invalid.add("/name", FieldCode::BadCharacters);
        }
        let external_identifier = self
            .external_identifier
            .as_deref()
            .map(|own| check_prose(&mut invalid, "/externalIdentifier", own, 0, MAX_EXTERNAL_IDENTIFIER));
        let contact = self.contact.as_ref().map(|contact| check_contact(&mut invalid, contact));
        invalid.into_result(Self { name, external_identifier, contact })
    }
}

impl TakeAction {
    /// The action with its reason trimmed; a reason is due for some. That it is allowed now is for the backend to see.
    pub fn validate(&self) -> Result<Self, Vec<FieldError>> {
        let mut invalid = Invalid::default();
        if !Action::is_known(&self.action) {
            invalid.add("/action", FieldCode::NotOffered);
        }
        let min = usize::from(self.action.needs_reason());
        let reason = check_prose(&mut invalid, "/reason", self.reason.as_deref().unwrap_or(""), min, MAX_PROSE);
        let hands_over = self.action == Action::HandOverDefective;
        let rma = self.rma.as_ref().map(|rma| rma.check(&mut invalid, hands_over));
        let visit = self.visit.as_ref().map(|visit| visit.check(&mut invalid, &self.action));
        let claim = self.claim.as_ref().map(|claim| claim.check(&mut invalid, &self.action));
        invalid.into_result(Self { reason: (!reason.is_empty()).then_some(reason), rma, visit, claim, ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Localized,
        asset::GradePromises,
        catalogue::SeverityRule,
        rma::RmaReport,
        ticket::{AffectedUsers, DataAtRisk, Impact, Interruption, Severity, TicketType},
    };

    fn now() -> Timestamp {
        "2026-11-20T14:02:00+08:00".parse().unwrap()
    }

    fn kind() -> RequestKind {
        RequestKind {
            ticket_type: TicketType::Fault,
            name: Localized::default(),
            hint: Localized::default(),
            device: Need::Required,
            impact: Need::Required,
            symptom: true,
            fields: vec![field("errorCode", FieldInput::Text)],
        }
    }

    fn field(key: &str, input: FieldInput) -> KindField {
        KindField {
            key: key.to_owned(),
            label: Localized::default(),
            hint: None,
            required: false,
            input,
            max_length: 10,
            min: None,
            max: None,
            options: Vec::new(),
        }
    }

    fn policy() -> Policy {
        let grade = |code: &str, rank| GradePromises {
            grade: Severity { code: code.to_owned(), rank, name: Localized::default() },
            promises: Vec::new(),
        };
        Policy {
            id: "d".to_owned(),
            name: Localized::default(),
            grades: vec![grade("P0", 1), grade("P2", 3)],
            rules: vec![
                SeverityRule {
                    grade: "P0".to_owned(),
                    interruption: Some(vec![Interruption::Yes]),
                    core_system: Some(true),
                    ..SeverityRule::default()
                },
                SeverityRule { grade: "P2".to_owned(), ..SeverityRule::default() },
            ],
        }
    }

    fn ticket() -> NewTicket {
        NewTicket {
            ticket_type: TicketType::Fault,
            name: "  新建连接约 3% 失败 ".to_owned(),
            description: "ssl-engine[1]: checksum mismatch\r\nretry 3/3".to_owned(),
            language: Some("zh-CN".to_owned()),
            device: Some("dev-1".into()),
            since: Some(now()),
            tried: Some("  ".to_owned()),
            impact: Some(Impact {
                interruption: Interruption::No,
                data_at_risk: DataAtRisk::No,
                core_system: true,
                affected_users: AffectedUsers::Some,
                workaround: false,
            }),
            raise_severity: None,
            contact: Contact {
                name: "Lin".to_owned(),
                phone: Some("+86 21 0000 0188".to_owned()),
                channels: vec![Channel::Email],
            },
            remote_access: RemoteAccess::OnRequest,
            window: Window::Anytime,
            visit_wanted: false,
            external_identifier: None,
            requested_resolution_date: None,
            fields: BTreeMap::new(),
            finding: None,
            uploads: Vec::new(),
        }
    }

    fn errors(ticket: &NewTicket) -> Vec<(String, FieldCode)> {
        let errors = ticket.validate(&kind(), Some(&policy()), now()).err().unwrap_or_default();
        errors.into_iter().map(|error| (error.pointer, error.code)).collect()
    }

    #[test]
    fn a_good_request_is_trimmed() {
        let raise = RaiseSeverity { code: "P0".to_owned(), reason: " trading starts at nine\r\n".to_owned() };
        let fields = [("errorCode".to_owned(), " 0x2E\t".to_owned())].into();
        let sent = NewTicket { raise_severity: Some(raise), fields, ..ticket() };
        let valid = sent.validate(&kind(), Some(&policy()), now()).unwrap().into_inner();
        assert_eq!(valid.fields["errorCode"], "0x2E");
        assert_eq!(valid.raise_severity.unwrap().reason, "trading starts at nine");
        assert_eq!(valid.name, "新建连接约 3% 失败");
        assert_eq!(valid.description, "ssl-engine[1]: checksum mismatch\nretry 3/3");
        assert_eq!(valid.tried, None);
    }

    #[test]
    fn each_wrong_field_is_named() {
        let wrong = NewTicket {
            name: "a\nb c d".to_owned(),
            description: "\u{0}".to_owned(),
            device: None,
            since: Some(now() + Span::hours(1)),
            impact: None,
            contact: Contact { name: String::new(), phone: Some("0000 018x".to_owned()), channels: vec!["fax".into()] },
            remote_access: "maybe".into(),
            fields: [("errorCode".to_owned(), "x".repeat(11)), ("a/b".to_owned(), String::new())].into(),
            uploads: vec!["u".into(); MAX_FILES + 1],
            ..ticket()
        };
        let named = |pointer: &str, code| (pointer.to_owned(), code);
        assert_eq!(
            errors(&wrong),
            [
                named("/name", FieldCode::BadCharacters),
                named("/description", FieldCode::BadCharacters),
                named("/device", FieldCode::Required),
                named("/since", FieldCode::InFuture),
                named("/impact", FieldCode::Required),
                named("/contact/channels/0", FieldCode::NotOffered),
                named("/contact/name", FieldCode::Required),
                named("/contact/phone", FieldCode::BadFormat),
                named("/remoteAccess", FieldCode::NotOffered),
                named("/fields/errorCode", FieldCode::TooLong),
                named("/fields/a~1b", FieldCode::NotOffered),
                named("/uploads", FieldCode::TooMany),
            ]
        );
    }

    #[test]
    fn a_field_takes_what_it_is_for() {
        let people = KindField { min: Some(1), max: Some(50), ..field("people", FieldInput::Number) };
        let kind = RequestKind { fields: vec![people, field("by", FieldInput::Date)], ..kind() };
        let wrong = |people: &str, by: &str| {
            let fields = [("people".to_owned(), people.to_owned()), ("by".to_owned(), by.to_owned())].into();
            let errors = NewTicket { fields, ..ticket() }.validate(&kind, Some(&policy()), now()).err();
            errors.unwrap_or_default().into_iter().map(|error| error.pointer).collect::<Vec<_>>()
        };
        assert_eq!(wrong(" 50 ", "2026-11-30"), [""; 0]);
        assert_eq!(wrong("", ""), [""; 0]);
        assert_eq!(wrong("51", "2026-11-31"), ["/fields/people", "/fields/by"]);
        assert_eq!(wrong("0", "tomorrow"), ["/fields/people", "/fields/by"]);
        assert_eq!(wrong("ten", "2026-12-01"), ["/fields/people"]);
    }

    #[test]
    fn channels_are_no_more_than_there_are() {
        let contact = Contact { channels: vec![Channel::Web; Channel::KNOWN.len() + 1], ..ticket().contact };
        let named = [("/contact/channels".to_owned(), FieldCode::TooMany)];
        assert_eq!(errors(&NewTicket { contact, ..ticket() }), named);
    }

    #[test]
    fn severity_follows_from_facts_and_can_only_be_raised() {
        let policy = policy();
        let impact = Impact { interruption: Interruption::Yes, ..ticket().impact.unwrap() };
        let (grade, because) = policy.propose(&impact).unwrap();
        assert_eq!((grade.grade.code.as_str(), because.len()), ("P0", 2));

        let raise = |code: &str| RaiseSeverity { code: code.to_owned(), reason: "trading starts at nine".to_owned() };
        let raised = |code| NewTicket { raise_severity: Some(raise(code)), ..ticket() };
        assert_eq!(errors(&raised("P0")), []);
        assert_eq!(errors(&raised("P2")), [("/raiseSeverity/code".to_owned(), FieldCode::NotOffered)]);
        assert_eq!(errors(&raised("P9")), [("/raiseSeverity/code".to_owned(), FieldCode::NotOffered)]);
    }

    #[test]
    fn an_action_that_needs_a_reason_says_so() {
        let reopen = TakeAction { reason: Some(" ".to_owned()), ..Action::Reopen.into() };
        assert_eq!(reopen.validate().unwrap_err()[0].pointer, "/reason");
        assert!(TakeAction::from(Action::Confirm).validate().is_ok());
    }

    #[test]
    fn a_defective_part_is_handed_over_to_somebody() {
        let report = |carrier: &str| {
            let rma =
                RmaReport { revision: 3, carrier: Some(carrier.to_owned()), tracking_number: Some(" ".to_owned()) };
            TakeAction { rma: Some(rma), ..Action::HandOverDefective.into() }.validate()
        };
        assert_eq!(report(" ").unwrap_err()[0].pointer, "/rma/carrier");
        let rma = report(" DHL ").unwrap().rma.unwrap();
        assert_eq!((rma.carrier.as_deref(), rma.tracking_number), (Some("DHL"), None));
    }
}

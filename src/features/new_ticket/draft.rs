//! What has been typed into the form, and the request that it makes.

use std::collections::BTreeMap;

use aftercare_contract::{
    FieldCode, FieldError, Timestamp,
    account::Me,
    asset::{Device, GradePromises},
    catalogue::{Because, Catalogue, KindField, Need, Policy, RequestKind},
    report::FindingRef,
    ticket::{
        AffectedUsers, Contact, DataAtRisk, Impact, Interruption, NewTicket, RaiseSeverity, RemoteAccess, TicketType,
        Window,
    },
    upload::UploadId,
    validate::ValidNewTicket,
};
use serde::{Deserialize, Serialize};

/// Everything that was typed and chosen, for every kind of request: who changes the kind and back finds it again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The idempotency key under which it is sent, however often.
    pub key: String,
    /// What was sent under the key without an answer, oldest first.
    pub attempts: Vec<NewTicket>,
    /// When it was last saved.
    pub saved: Option<Timestamp>,
    /// Kind of request.
    pub ticket_type: TicketType,
    /// What was typed to find the device.
    pub search: String,
    /// The device that was found.
    pub device: Option<Device>,
    /// Whether its contract ran when it was found.
    pub covered: bool,
    /// In one line.
    pub name: String,
    /// What is seen, and what was expected.
    pub description: String,
    /// Since when, as the control has it: `2026-11-20T12:55` in the viewer's zone. What is no time was typed by half.
    pub since: String,
    /// What was tried.
    pub tried: String,
    /// The answers on the impact.
    pub impact: Answers,
    /// A graver severity than the proposed one.
    pub raise: Option<RaiseSeverity>,
    /// Whom to talk to.
    pub contact: Contact,
    /// Whether engineers may connect.
    pub remote_access: RemoteAccess,
    /// When work may be done.
    pub window: Window,
    /// Whether a field engineer should come.
    pub visit_wanted: bool,
    /// The customer's own number.
    pub external_identifier: String,
    /// The own fields of each kind, by key.
    pub fields: BTreeMap<TicketType, BTreeMap<String, String>>,
    /// The finding of a report that it is made of.
    #[serde(default)]
    pub finding: Option<FindingRef>,
}

/// The questions on the impact, answered or not.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Answers {
    /// Is the business interrupted?
    pub interruption: Option<Interruption>,
    /// Is data at risk or lost?
    pub data_at_risk: Option<DataAtRisk>,
    /// Is it a core system?
    pub core_system: Option<bool>,
    /// Who notices it?
    pub affected_users: Option<AffectedUsers>,
    /// Is there a way around it?
    pub workaround: Option<bool>,
}

impl Answers {
    /// The impact, once every question is answered.
    pub fn impact(&self) -> Option<Impact> {
        Some(Impact {
            interruption: self.interruption.clone()?,
            data_at_risk: self.data_at_risk.clone()?,
            core_system: self.core_system?,
            affected_users: self.affected_users.clone()?,
            workaround: self.workaround?,
        })
    }

    /// Where the first question that isn't answered stands in a request; that of all where none is.
    fn first_open(&self) -> &'static str {
        match self {
            _ if *self == Self::default() => "/impact",
            Self { interruption: None, .. } => "/impact/interruption",
            Self { data_at_risk: None, .. } => "/impact/dataAtRisk",
            Self { core_system: None, .. } => "/impact/coreSystem",
            Self { affected_users: None, .. } => "/impact/affectedUsers",
            _ => "/impact/workaround",
        }
    }
}

/// What comes closest to the impact: one answer that answers all questions at first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Situation {
    /// The business stands still.
    Down,
    /// Part of it does.
    Partly,
    /// It goes on, with a fault that users notice.
    Degraded,
    /// It goes on, and nobody notices yet.
    Unnoticed,
}

impl Situation {
    /// Every one, gravest first.
    pub const ALL: [Self; 4] = [Self::Down, Self::Partly, Self::Degraded, Self::Unnoticed];

    /// The answers that go with it.
    pub const fn answers(self) -> Answers {
        let (interruption, core_system, affected_users, workaround) = match self {
            Self::Down => (Interruption::Yes, true, AffectedUsers::All, false),
            Self::Partly => (Interruption::Partly, true, AffectedUsers::Some, false),
            Self::Degraded => (Interruption::No, false, AffectedUsers::Some, false),
            Self::Unnoticed => (Interruption::No, false, AffectedUsers::Nobody, true),
        };
        Answers {
            interruption: Some(interruption),
            data_at_risk: Some(DataAtRisk::No),
            core_system: Some(core_system),
            affected_users: Some(affected_users),
            workaround: Some(workaround),
        }
    }
}

impl Draft {
    /// An empty form of `me`, to be sent under `key`.
    pub fn new(key: String, me: &Me) -> Self {
        Self {
            key,
            attempts: Vec::new(),
            saved: None,
            ticket_type: TicketType::Fault,
            search: String::new(),
            device: None,
            covered: false,
            name: String::new(),
            description: String::new(),
            since: String::new(),
            tried: String::new(),
            impact: Answers::default(),
            raise: None,
            contact: Contact { name: me.user.name.clone(), phone: me.user.phone.clone(), channels: Vec::new() },
            remote_access: RemoteAccess::OnRequest,
            window: Window::Anytime,
            visit_wanted: false,
            external_identifier: String::new(),
            fields: BTreeMap::new(),
            finding: None,
        }
    }

    /// Whether nothing was typed or chosen that would be missed.
    pub fn is_blank(&self, me: &Me) -> bool {
        let blank = Self { saved: self.saved, ..Self::new(self.key.clone(), me) };
        *self == blank
    }

    /// The kind of the catalogue that is chosen; the first one where the catalogue no longer has it.
    pub fn kind<'a>(&self, catalogue: &'a Catalogue) -> Option<&'a RequestKind> {
        catalogue.kinds.iter().find(|kind| kind.ticket_type == self.ticket_type).or_else(|| catalogue.kinds.first())
    }

    /// What is filled in in one of the chosen kind's own fields.
    pub fn own(&self, key: &str) -> &str {
        self.fields.get(&self.ticket_type).and_then(|own| own.get(key)).map_or("", String::as_str)
    }

    /// Fills in one of the chosen kind's own fields.
    pub fn set_own(&mut self, key: &str, value: String) {
        self.fields.entry(self.ticket_type.clone()).or_default().insert(key.to_owned(), value);
    }

    /// Whether access, window and visit matter: only a device is connected to and worked on.
    pub fn asks_access(&self, kind: &RequestKind) -> bool {
        kind.device == Need::Required || (kind.device != Need::None && self.device.is_some())
    }

    /// The policy of the device's contract, if it ran when the device was found; the backend has the last word.
    pub fn policy<'a>(&self, catalogue: &'a Catalogue) -> Option<&'a Policy> {
        let contract = self.device.as_ref().filter(|_| self.covered)?.contract.as_ref()?;
        catalogue.policies.iter().find(|policy| policy.id == contract.policy)
    }

    /// The grade that follows from the answers, and the facts that decided.
    pub fn proposal<'a>(&self, catalogue: &'a Catalogue) -> Option<(&'a GradePromises, Vec<Because>)> {
        self.policy(catalogue)?.propose(&self.impact.impact()?)
    }

    /// The grades that the proposed one can be raised to, gravest first.
    pub fn graver<'a>(&self, catalogue: &'a Catalogue) -> &'a [GradePromises] {
        let Some((policy, (proposed, _))) = self.policy(catalogue).zip(self.proposal(catalogue)) else { return &[] };
        let count = policy.grades.iter().take_while(|grade| grade.grade.rank < proposed.grade.rank).count();
        policy.grades.get(..count).unwrap_or_default()
    }

    /// The grade that the customer wants instead of the proposed one, as long as it is a graver one.
    pub fn raised<'a>(&self, catalogue: &'a Catalogue) -> Option<(&'a GradePromises, &RaiseSeverity)> {
        let raise = self.raise.as_ref()?;
        let grade = self.graver(catalogue).iter().find(|grade| grade.grade.code == raise.code)?;
        Some((grade, raise))
    }

    /// The request that it makes of a `kind`. `since` is the chosen time, `ui` the language of the page.
    pub fn request(
        &self,
        kind: &RequestKind,
        catalogue: &Catalogue,
        since: Option<Timestamp>,
        ui: &str,
        uploads: Vec<UploadId>,
    ) -> NewTicket {
        let text = |text: &str| (!text.trim().is_empty()).then(|| text.to_owned());
        let access = self.asks_access(kind);
        let impact = if kind.impact == Need::None { None } else { self.impact.impact() };
        let own = |field: &KindField| (field.key.clone(), self.own(&field.key).to_owned());
        let raise = self.raised(catalogue).map(|(_, raise)| raise.clone());
        NewTicket {
            ticket_type: kind.ticket_type.clone(),
            name: self.name.clone(),
            description: self.description.clone(),
            language: language_of(&[&self.name, " ", &self.description].concat(), ui).map(str::to_owned),
            device: self.device.as_ref().filter(|_| kind.device != Need::None).map(|device| device.id.clone()),
            since: since.filter(|_| kind.symptom),
            tried: text(&self.tried).filter(|_| kind.symptom),
            raise_severity: raise.filter(|_| impact.is_some()),
            impact,
            contact: self.contact.clone(),
            remote_access: if access { self.remote_access.clone() } else { RemoteAccess::No },
            window: if access { self.window.clone() } else { Window::Anytime },
            visit_wanted: access && self.visit_wanted,
            external_identifier: text(&self.external_identifier),
            requested_resolution_date: None,
            fields: kind.fields.iter().map(own).filter(|(_, value)| !value.is_empty()).collect(),
            finding: self.finding.clone(),
            uploads,
        }
    }

    /// `request` if it can be sent, otherwise what is wrong with it. `now` is the backend's clock.
    pub fn check(
        &self,
        request: &NewTicket,
        kind: &RequestKind,
        catalogue: &Catalogue,
        now: Timestamp,
    ) -> Result<ValidNewTicket, Vec<FieldError>> {
        let mut more = Vec::new();
        let half = kind.impact == Need::Optional && request.impact.is_none() && self.impact != Answers::default();
        if half {
            // Answers that don't make a whole would be dropped without a word.
            more.push(FieldError::new("/impact", FieldCode::Required));
        }
        if kind.symptom && request.since.is_none() && !self.since.is_empty() {
            more.push(FieldError::new("/since", FieldCode::BadFormat));
        }
        let mut errors = match request.validate(kind, self.policy(catalogue), now) {
            Ok(valid) if more.is_empty() => return Ok(valid),
            Ok(_) => more,
            Err(errors) => errors.into_iter().chain(more).collect(),
        };
        for error in errors.iter_mut().filter(|error| error.pointer == "/impact") {
            self.impact.first_open().clone_into(&mut error.pointer);
        }
        Err(errors)
    }
}

/// The language that a text is written in, as far as its script tells: BCP 47. Latin script is the page's language
/// only where that is written in it.
fn language_of(text: &str, ui: &str) -> Option<&'static str> {
    let kana = |c: char| matches!(c, '\u{3040}'..='\u{30ff}');
    let han = |c: char| matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}');
    if text.chars().any(kana) {
        Some("ja")
    } else if text.chars().any(han) {
        Some(if ui == "ja" { "ja" } else { "zh-CN" })
    } else {
        (ui == "en").then_some("en")
    }
}

/// The sections of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Section {
    /// What kind of request.
    Kind,
    /// Which device.
    Device,
    /// What happens.
    Symptom,
    /// How bad it is.
    Impact,
    /// Files.
    Files,
    /// Contact, access, window.
    Contact,
    /// Review and send.
    Review,
}

impl Section {
    /// Those that a kind of request has, in order.
    pub fn of(kind: &RequestKind) -> Vec<Self> {
        let asked = |section: &Self| match section {
            Self::Device => kind.device != Need::None,
            Self::Impact => kind.impact != Need::None,
            _ => true,
        };
        [Self::Kind, Self::Device, Self::Symptom, Self::Impact, Self::Files, Self::Contact, Self::Review]
            .into_iter()
            .filter(asked)
            .collect()
    }

    /// The id of its element.
    pub const fn id(self) -> &'static str {
        match self {
            Self::Kind => "section-kind",
            Self::Device => "section-device",
            Self::Symptom => "section-symptom",
            Self::Impact => "section-impact",
            Self::Files => "section-files",
            Self::Contact => "section-contact",
            Self::Review => "section-review",
        }
    }

    /// The one in which the field of an error is.
    pub fn of_pointer(pointer: &str) -> Self {
        match pointer.split('/').nth(1).unwrap_or_default() {
            "ticketType" => Self::Kind,
            "device" => Self::Device,
            "name" | "description" | "language" | "since" | "tried" | "fields" => Self::Symptom,
            "impact" | "raiseSeverity" => Self::Impact,
            "uploads" => Self::Files,
            "contact" | "remoteAccess" | "window" | "visitWanted" | "externalIdentifier" => Self::Contact,
            _ => Self::Review,
        }
    }

    /// Whether it holds what it has to.
    pub fn is_done(self, draft: &Draft, kind: &RequestKind) -> bool {
        match self {
            Self::Kind => true,
            Self::Device => draft.device.is_some(),
            Self::Symptom => {
                let own = kind.fields.iter().filter(|field| field.required).map(|field| draft.own(&field.key));
                [&*draft.name, &draft.description].into_iter().chain(own).all(|text| !text.trim().is_empty())
            }
            Self::Impact => draft.impact.impact().is_some(),
            Self::Contact => !draft.contact.name.trim().is_empty(),
            Self::Files | Self::Review => false,
        }
    }
}

/// The id of the control that a field of the request is filled in with; `None` where it has none.
pub fn control_of(pointer: &str) -> Option<String> {
    let control = match pointer {
        "/ticketType" => "kind",
        "/device" => "device-search",
        "/name" => "name",
        "/description" => "description",
        "/since" => "since",
        "/tried" => "tried",
        "/impact" => "situation",
        "/impact/interruption" => "interruption",
        "/impact/dataAtRisk" => "data-at-risk",
        "/impact/coreSystem" => "core-system",
        "/impact/affectedUsers" => "affected-users",
        "/impact/workaround" => "workaround",
        "/raiseSeverity/code" => "raise-code",
        "/raiseSeverity/reason" => "raise-reason",
        "/contact/name" => "contact-name",
        "/contact/phone" => "contact-phone",
        "/remoteAccess" => "remote-access",
        "/window" => "window",
        "/externalIdentifier" => "external-identifier",
        _ if pointer.starts_with("/contact/channels") => "channels",
        _ if pointer.starts_with("/uploads") => "files",
        _ => return pointer.strip_prefix("/fields/").map(field_control),
    };
    Some(control.to_owned())
}

/// The id of the control of one of the kind's own fields.
pub fn field_control(key: &str) -> String {
    ["field-", key].concat()
}

#[cfg(test)]
mod tests {
    use aftercare_contract::{
        Localized, Span,
        account::{Hotline, Organisation, Person, Role},
        asset::{Contract, Day},
        catalogue::{FieldInput, SeverityRule, UploadLimits},
        ticket::{Channel, Severity},
    };
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn me() -> Me {
        Me {
            user: Person {
                id: "p1".into(),
                name: "Lin Xiaofeng".to_owned(),
                email: "lin@example.com".to_owned(),
                phone: None,
                language: None,
            },
            organisation: Organisation { id: "o1".into(), name: "Example".to_owned() },
            role: Role::Requester,
            csm: None,
            hotline: Hotline {
                number: "400-000-0123".to_owned(),
                hours: Localized::default(),
                open_now: true,
                changes_at: None,
            },
            capabilities: Vec::new(),
            server_time: now(),
        }
    }

    fn now() -> Timestamp {
        "2026-11-20T14:02:00+08:00".parse().unwrap()
    }

    fn kind(ticket_type: TicketType, device: Need, impact: Need) -> RequestKind {
        let field = KindField {
            key: "note".to_owned(),
            label: Localized::default(),
            hint: None,
            required: true,
            input: FieldInput::Text,
            max_length: 10,
            min: None,
            max: None,
            options: Vec::new(),
        };
        let (name, hint) = (Localized::default(), Localized::default());
        let symptom = ticket_type == TicketType::Fault;
        let fields = if symptom { Vec::new() } else { vec![field] };
        RequestKind { ticket_type, name, hint, device, impact, symptom, fields }
    }

    fn catalogue() -> Catalogue {
        let grade = |code: &str, rank| GradePromises {
            grade: Severity { code: code.to_owned(), rank, name: Localized::default() },
            promises: Vec::new(),
        };
        let gravest = SeverityRule {
            grade: "P0".to_owned(),
            interruption: Some(vec![Interruption::Yes]),
            ..SeverityRule::default()
        };
        let other = SeverityRule { grade: "P2".to_owned(), ..SeverityRule::default() };
        Catalogue {
            kinds: vec![
                kind(TicketType::Fault, Need::Required, Need::Required),
                kind(TicketType::Training, Need::None, Need::None),
                kind(TicketType::Question, Need::Optional, Need::Optional),
            ],
            policies: vec![Policy {
                id: "d".to_owned(),
                name: Localized::default(),
                grades: vec![grade("P0", 1), grade("P2", 3)],
                rules: vec![gravest, other],
            }],
            channels: vec![Channel::Web, Channel::Email],
            uploads: UploadLimits { max_size: 1, max_files: 1, extensions: Vec::new() },
        }
    }

    fn device() -> Device {
        let day = |day: &str| Day(day.parse().unwrap());
        Device {
            id: "dev-1".into(),
            name: "adx-sh-01".to_owned(),
            model: "ADX-6400".to_owned(),
            family: None,
            successor: None,
            serial_number: "ADX64-2209-03157".to_owned(),
            site: None,
            contract: Some(Contract {
                id: "c1".into(),
                number: "C-1".to_owned(),
                policy: "d".to_owned(),
                plan: Localized::default(),
                hours: Localized::default(),
                time_zone: "Asia/Shanghai".to_owned(),
                valid_from: day("2026-01-01"),
                valid_to: day("2028-03-31"),
            }),
            firmware: None,
            recommended_firmware: None,
            in_service_since: None,
            warranty_end: None,
            end_of_life: None,
            end_of_service_life: None,
            life: Vec::new(),
            health_grade: None,
            open_tickets: Vec::new(),
        }
    }

    fn answers(interruption: Interruption) -> Answers {
        Answers {
            interruption: Some(interruption),
            data_at_risk: Some(DataAtRisk::No),
            core_system: Some(true),
            affected_users: Some(AffectedUsers::Some),
            workaround: Some(false),
        }
    }

    fn fault() -> Draft {
        Draft {
            device: Some(device()),
            covered: true,
            name: "新建连接约 3% 失败".to_owned(),
            description: "checksum mismatch".to_owned(),
            impact: answers(Interruption::Partly),
            ..Draft::new("k".to_owned(), &me())
        }
    }

    fn request(draft: &Draft) -> NewTicket {
        let catalogue = catalogue();
        draft.request(draft.kind(&catalogue).unwrap(), &catalogue, None, "en", vec!["u1".into()])
    }

    fn check(draft: &Draft, request: &NewTicket) -> Result<ValidNewTicket, Vec<FieldError>> {
        let catalogue = catalogue();
        draft.check(request, draft.kind(&catalogue).unwrap(), &catalogue, now())
    }

    fn wrong(draft: &Draft) -> Vec<String> {
        let errors = check(draft, &request(draft)).err().unwrap_or_default();
        errors.into_iter().map(|error| error.pointer).collect()
    }

    #[wasm_bindgen_test]
    fn a_draft_survives_its_storage() {
        let mut draft = fault();
        draft.saved = Some(now());
        draft.attempts.push(request(&draft));
        draft.set_own("note", "x".to_owned());
        draft.raise = Some(RaiseSeverity { code: "P0".to_owned(), reason: "last unit".to_owned() });
        let json = serde_json::to_string(&draft).unwrap();
        assert_eq!(serde_json::from_str::<Draft>(&json).unwrap(), draft);
    }

    #[wasm_bindgen_test]
    fn only_what_was_typed_makes_a_draft() {
        assert!(Draft::new("k".to_owned(), &me()).is_blank(&me()));
        assert!(!fault().is_blank(&me()));
    }

    #[wasm_bindgen_test]
    fn a_plain_fault_needs_no_more_than_device_text_and_impact() {
        let draft = fault();
        let valid = check(&draft, &request(&draft)).unwrap().into_inner();
        assert_eq!((valid.language.as_deref(), valid.contact.name.as_str()), (Some("zh-CN"), "Lin Xiaofeng"));
        assert_eq!(valid.uploads, ["u1".into()]);
        assert!(Section::of(draft.kind(&catalogue()).unwrap()).contains(&Section::Impact));
    }

    #[wasm_bindgen_test]
    fn an_empty_fault_is_told_everything_at_once() {
        assert_eq!(wrong(&Draft::new("k".to_owned(), &me())), ["/name", "/description", "/device", "/impact"]);
    }

    #[wasm_bindgen_test]
    fn another_kind_sends_only_what_it_asks_for() {
        let mut draft = Draft { ticket_type: TicketType::Question, visit_wanted: true, ..fault() };
        draft.tried = "Restarted".to_owned();
        draft.set_own("note", "of another kind".to_owned());
        draft.ticket_type = TicketType::Training;
        assert_eq!(wrong(&draft), ["/fields/note"], "each kind has its own fields");
        draft.set_own("note", "two days".to_owned());
        let sent = request(&draft);
        assert_eq!((sent.device, sent.impact, sent.tried, sent.visit_wanted), (None, None, None, false));
        assert_eq!((sent.fields.len(), &*sent.fields["note"]), (1, "two days"));
        draft.ticket_type = TicketType::Question;
        assert_eq!(draft.own("note"), "of another kind", "and finds it again");
    }

    #[wasm_bindgen_test]
    fn half_an_answer_is_not_dropped_in_silence() {
        let mut draft = Draft { ticket_type: TicketType::Question, ..fault() };
        draft.set_own("note", "why".to_owned());
        draft.impact.workaround = None;
        assert_eq!(wrong(&draft), ["/impact/workaround"]);
        draft.impact = Answers::default();
        assert_eq!(wrong(&draft), [""; 0]);
    }

    #[wasm_bindgen_test]
    fn a_time_typed_by_half_is_not_dropped_in_silence() {
        assert_eq!(wrong(&Draft { since: "?".to_owned(), ..fault() }), ["/since"]);
    }

    #[wasm_bindgen_test]
    fn severity_follows_from_the_answers_and_can_only_be_raised() {
        let mut draft = fault();
        assert_eq!(draft.proposal(&catalogue()).unwrap().0.grade.code, "P2");
        draft.raise = Some(RaiseSeverity { code: "P0".to_owned(), reason: String::new() });
        assert_eq!(wrong(&draft), ["/raiseSeverity/reason"]);
        draft.impact = answers(Interruption::Yes);
        assert_eq!(draft.proposal(&catalogue()).unwrap().0.grade.code, "P0");
        assert_eq!(request(&draft).raise_severity, None);
    }

    #[wasm_bindgen_test]
    fn one_answer_is_enough_for_the_impact() {
        for situation in Situation::ALL {
            let draft = Draft { impact: situation.answers(), ..fault() };
            assert_eq!(wrong(&draft), [""; 0], "{situation:?}");
        }
        let down = Draft { impact: Situation::Down.answers(), ..fault() };
        assert_eq!(down.proposal(&catalogue()).unwrap().0.grade.code, "P0");
    }

    #[wasm_bindgen_test]
    fn a_contract_that_has_ended_promises_nothing() {
        let draft = Draft { covered: false, ..fault() };
        assert_eq!(draft.proposal(&catalogue()), None);
        assert_eq!(wrong(&draft), [""; 0]);
    }

    #[wasm_bindgen_test]
    fn every_error_leads_to_a_control_and_its_section() {
        let mut draft = fault();
        draft.since = "2026-11-21T00:00".to_owned();
        let mut sent = request(&draft);
        sent.since = Some(now() + Span::hours(1));
        sent.contact.phone = Some("0000 01".to_owned());
        sent.contact.channels = vec!["fax".into()];
        sent.fields.insert("x".to_owned(), "y".to_owned());
        let errors = check(&draft, &sent).err().unwrap_or_default();
        let places: Vec<_> =
            errors.iter().map(|error| (control_of(&error.pointer), Section::of_pointer(&error.pointer))).collect();
        let place = |control: &str, section| (Some(control.to_owned()), section);
        assert_eq!(
            places,
            [
                place("since", Section::Symptom),
                place("channels", Section::Contact),
                place("contact-phone", Section::Contact),
                place("field-x", Section::Symptom),
            ]
        );
        assert_eq!(control_of("/unheard-of"), None);
    }

    #[wasm_bindgen_test]
    fn the_language_is_that_of_the_text_not_of_the_page() {
        assert_eq!(language_of("证书校验失败", "en"), Some("zh-CN"));
        assert_eq!(language_of("証明書エラー", "en"), Some("ja"));
        assert_eq!(language_of("証明書", "ja"), Some("ja"));
        assert_eq!(language_of("checksum mismatch", "zh-CN"), None);
        assert_eq!(language_of("checksum mismatch", "en"), Some("en"));
    }
}

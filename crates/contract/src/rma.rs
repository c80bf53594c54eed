//! Spare parts (return material authorisation): a part for the defective one, which goes back, and the device that is
//! lent meanwhile.

use serde::{Deserialize, Serialize};

use crate::{
    FieldCode, FieldError, Prose, Span, Timestamp,
    validate::{
        Invalid, MAX_EXTERNAL_IDENTIFIER, MAX_NAME, check_ahead, check_language, check_optional, check_prose,
        check_reason,
    },
};

open_enum! {
    /// How far an RMA is.
    RmaState {
        /// The fault is confirmed; a part is looked for.
        Confirmed = "confirmed",
        /// No depot has the part now.
        Backordered = "backordered",
        /// The part was taken from the depot.
        Picked = "picked",
        /// A carrier or an engineer has the part.
        OnTheWay = "onTheWay",
        /// The part is where it is needed.
        Arrived = "arrived",
        /// The part works in the place of the defective one.
        Replaced = "replaced",
        /// The vendor has the defective part back.
        Returned = "returned",
        /// The vendor sends no part.
        Refused = "refused",
        /// No part is needed any more.
        Withdrawn = "withdrawn",
    }
}

impl RmaState {
    /// Whether it may become `next`. To come to the same state again means another expected time.
    pub fn leads_to(&self, next: &Self) -> bool {
        use RmaState::{Arrived, Backordered, Confirmed, OnTheWay, Picked, Refused, Replaced, Returned, Withdrawn};
        match self {
            Confirmed | Backordered => matches!(next, Backordered | Picked | Refused | Withdrawn),
            Picked => matches!(next, OnTheWay | Withdrawn),
            OnTheWay => matches!(next, OnTheWay | Arrived | Withdrawn),
            // Confirmed again: the part that came is defective itself.
            Arrived => matches!(next, Replaced | Confirmed | Withdrawn),
            Replaced => matches!(next, Returned),
            Returned | Refused | Withdrawn | Self::Other(_) => false,
        }
    }
}

open_enum! {
    /// Where the part is replaced, and by whom.
    RmaService {
        /// At the site, by a field engineer.
        OnSite = "onSite",
        /// At the depot, where the customer brings the device.
        CarryIn = "carryIn",
        /// At the site, by the customer.
        Customer = "customer",
    }
}

/// A spare part on its way into a device, and the defective one on its way back. A ticket has at most one at a time;
/// what was there before is in the history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Rma {
    /// The vendor's number of it; it is written on the defective part's parcel.
    pub number: String,
    /// Grows with everything that happens to it. A report names the one that was seen.
    pub revision: u32,
    /// How far it is.
    pub state: RmaState,
    /// When each state was come to, oldest first, since the fault was confirmed or the last part was dead on arrival.
    pub stages: Vec<RmaStage>,
    /// What the part is.
    pub part: Prose,
    /// The part number of the field-replaceable unit.
    pub fru_number: String,
    /// The serial number of the defective part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_serial_number: Option<String>,
    /// The serial number of the part that comes for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_serial_number: Option<String>,
    /// Where it is replaced, and by whom.
    pub service: RmaService,
    /// Whether the site is in the city of a depot, which decides how soon the part has to be there.
    #[serde(default)]
    pub same_city: bool,
    /// From where the part comes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depot: Option<String>,
    /// Who brings it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// The carrier's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<String>,
    /// When the part is expected to arrive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta: Option<Timestamp>,
    /// Why it isn't as one would expect: there is no part, it comes at another time, it was dead on arrival, none is
    /// sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
    /// How many of the parts that came were defective themselves.
    #[serde(default)]
    pub dead_on_arrival: u32,
    /// Within which time after the replacement the vendor wants the defective part back; absent if not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_within: Option<Span>,
    /// By when that is; once the part is replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_by: Option<Timestamp>,
    /// That the customer has handed the defective part over to a carrier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hand_over: Option<HandOver>,
    /// The device that is lent meanwhile, where the contract has that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loaner: Option<Loaner>,
}

/// A state that was come to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RmaStage {
    /// Which.
    pub state: RmaState,
    /// When.
    pub reached: Timestamp,
}

/// A defective part in a carrier's hands.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct HandOver {
    /// When that was reported.
    pub reported: Timestamp,
    /// Whose.
    pub carrier: String,
    /// The carrier's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<String>,
}

impl Rma {
    /// Whether something is still to be done about it.
    pub fn is_open(&self) -> bool {
        self.is_under_way() || matches!(self.state, RmaState::Arrived) || self.awaits_return()
    }

    /// Whether the part isn't where it is needed yet.
    pub fn is_under_way(&self) -> bool {
        use RmaState::{Backordered, Confirmed, OnTheWay, Picked};
        matches!(self.state, Confirmed | Backordered | Picked | OnTheWay)
    }

    /// Whether the customer has to replace the part.
    pub fn is_with_customer(&self) -> bool {
        self.state == RmaState::Arrived && self.service == RmaService::Customer
    }

    /// Whether the vendor wants the defective part back and doesn't have it.
    pub fn awaits_return(&self) -> bool {
        self.state == RmaState::Replaced && self.return_by.is_some()
    }

    /// When the state was come to, the last time.
    pub fn reached(&self, state: &RmaState) -> Option<Timestamp> {
        self.stages.iter().rfind(|stage| stage.state == *state).map(|stage| stage.reached)
    }

    /// The same in `state` since `now`, which has to follow from the state before.
    #[must_use]
    pub fn come_to(mut self, state: RmaState, now: Timestamp) -> Self {
        if state == RmaState::Confirmed {
            let Self { number, revision, part, fru_number, old_serial_number, service, same_city, .. } = self;
            let fresh = Self::confirmed(number, part, fru_number, service, now);
            return Self {
                revision,
                old_serial_number,
                same_city,
                dead_on_arrival: self.dead_on_arrival + 1,
                return_within: self.return_within,
                loaner: self.loaner,
                ..fresh
            };
        }
        if state == RmaState::Replaced {
            self.return_by = self.return_within.map(|within| now + within);
        }
        if state != self.state {
            self.stages.push(RmaStage { state: state.clone(), reached: now });
        }
        Self { state, reason: None, ..self }
    }

    fn confirmed(number: String, part: Prose, fru_number: String, service: RmaService, now: Timestamp) -> Self {
        Self {
            number,
            revision: 1,
            state: RmaState::Confirmed,
            stages: vec![RmaStage { state: RmaState::Confirmed, reached: now }],
            part,
            fru_number,
            old_serial_number: None,
            new_serial_number: None,
            service,
            same_city: false,
            depot: None,
            carrier: None,
            tracking_number: None,
            eta: None,
            reason: None,
            dead_on_arrival: 0,
            return_within: None,
            return_by: None,
            hand_over: None,
            loaner: None,
        }
    }
}

open_enum! {
    /// Where a loaner is.
    LoanerState {
        /// The contract has it; the customer may ask for one.
        Offered = "offered",
        /// The customer has asked for one.
        Requested = "requested",
        /// The customer has it.
        OnLoan = "onLoan",
        /// The vendor has it back.
        Returned = "returned",
        /// There is none.
        Refused = "refused",
    }
}

impl LoanerState {
    /// Whether the vendor may make it `next`. To be on loan again means until another time.
    pub fn leads_to(&self, next: &Self) -> bool {
        use LoanerState::{Offered, OnLoan, Refused, Requested, Returned};
        match self {
            Offered => matches!(next, OnLoan),
            Requested => matches!(next, OnLoan | Refused),
            OnLoan => matches!(next, OnLoan | Returned),
            Returned | Refused | Self::Other(_) => false,
        }
    }
}

/// A device that is lent while the customer's is repaired.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Loaner {
    /// Where it is.
    pub state: LoanerState,
    /// Since when it is so; absent while it is only offered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Timestamp>,
    /// Its model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// As on its label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial_number: Option<String>,
    /// By when it is due back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_back: Option<Timestamp>,
    /// Why there is none, or why it is due back at another time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
}

impl Loaner {
    /// One that may be asked for.
    pub fn offered() -> Self {
        Self {
            state: LoanerState::Offered,
            since: None,
            model: None,
            serial_number: None,
            due_back: None,
            reason: None,
        }
    }
}

/// What a customer reports about an RMA, or asks for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct RmaReport {
    /// The revision that they saw; another one is refused as stale.
    pub revision: u32,
    /// Handing the defective part over: to whom.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// Handing it over: the carrier's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<String>,
}

impl RmaReport {
    /// The report with its texts trimmed; the carrier is due if the part is handed over. Pointers are into the
    /// action's body.
    pub(crate) fn check(&self, invalid: &mut Invalid, hands_over: bool) -> Self {
        let carrier = check_optional(invalid, "/rma/carrier", self.carrier.as_deref(), MAX_NAME);
        if hands_over && carrier.is_none() {
            invalid.add("/rma/carrier", FieldCode::Required);
        }
        Self {
            revision: self.revision,
            carrier,
            tracking_number: check_number(invalid, "/rma/trackingNumber", self.tracking_number.as_deref()),
        }
    }
}

/// An RMA as the vendor's desk opens it: the fault is confirmed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewRma {
    /// The vendor's number of it.
    #[serde(default)]
    pub number: String,
    /// What the part is.
    #[serde(default)]
    pub part: String,
    /// BCP 47 tag of its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The part number of the field-replaceable unit.
    #[serde(default)]
    pub fru_number: String,
    /// The serial number of the defective part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old_serial_number: Option<String>,
    /// Where it is replaced, and by whom.
    pub service: RmaService,
    /// Within which time after the replacement the defective part has to be back; absent if it may be kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_within: Option<Span>,
}

impl NewRma {
    /// The RMA as it is opened at `now`, with its texts trimmed, as its first revision.
    pub fn validate(&self, now: Timestamp) -> Result<Rma, Vec<FieldError>> {
        let mut invalid = Invalid::default();
        let number = check_prose(&mut invalid, "/number", &self.number, 1, MAX_EXTERNAL_IDENTIFIER);
        let text = check_prose(&mut invalid, "/part", &self.part, 1, MAX_NAME);
        check_language(&mut invalid, "/language", self.language.as_deref());
        let fru_number = check_prose(&mut invalid, "/fruNumber", &self.fru_number, 1, MAX_EXTERNAL_IDENTIFIER);
        let old_serial_number = check_number(&mut invalid, "/oldSerialNumber", self.old_serial_number.as_deref());
        if !self.service.is_known() {
            invalid.add("/service", FieldCode::NotOffered);
        }
        if let Some(within) = self.return_within.filter(|within| *within < Span::hours(1)) {
            invalid.too_brief("/returnWithin", within, Span::hours(1));
        }
        let part = Prose { text, language: self.language.clone() };
        invalid.into_result(Rma {
            old_serial_number,
            return_within: self.return_within,
            ..Rma::confirmed(number, part, fru_number, self.service.clone(), now)
        })
    }
}

/// What the vendor's desk notes about an RMA: its new state, with what is known by then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct RmaProgress {
    /// How far it is; the same as before with another expected time. From `arrived` to `confirmed`: the part that
    /// came is defective itself, and another one is sent.
    pub state: RmaState,
    /// From where the part comes; due when it is taken from there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depot: Option<String>,
    /// Who brings it; due when it is on the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carrier: Option<String>,
    /// The carrier's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<String>,
    /// When the part is expected to arrive; due while there is none, and when it is on the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta: Option<Timestamp>,
    /// The serial number of the part; due when it is replaced at the latest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new_serial_number: Option<String>,
    /// Why; due where there is no part, where it comes at another time, is defective or isn't sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// BCP 47 tag of the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl RmaProgress {
    /// Nothing but a state.
    pub fn to(state: RmaState) -> Self {
        Self {
            state,
            depot: None,
            carrier: None,
            tracking_number: None,
            eta: None,
            new_serial_number: None,
            reason: None,
            language: None,
        }
    }

    /// What becomes of `rma` at `now`. That its state may become the new one is checked before.
    pub fn apply(&self, rma: Rma, now: Timestamp) -> Result<Rma, Vec<FieldError>> {
        use RmaState::{Backordered, Confirmed, OnTheWay, Picked, Refused, Replaced, Withdrawn};
        let mut invalid = Invalid::default();
        let is = |state: RmaState| self.state == state;
        let why = matches!(self.state, Backordered | Confirmed | Refused | Withdrawn) || self.state == rma.state;
        let reason = check_reason(&mut invalid, self.reason.as_deref(), self.language.as_ref(), why);
        let depot = check_optional(&mut invalid, "/depot", self.depot.as_deref(), MAX_NAME);
        let carrier = check_optional(&mut invalid, "/carrier", self.carrier.as_deref(), MAX_NAME);
        let tracking_number = check_number(&mut invalid, "/trackingNumber", self.tracking_number.as_deref());
        let serial = check_number(&mut invalid, "/newSerialNumber", self.new_serial_number.as_deref());
        check_ahead(&mut invalid, "/eta", self.eta, now);
        let mut rma = rma.come_to(self.state.clone(), now);
        rma.depot = depot.or(rma.depot);
        rma.carrier = carrier.or(rma.carrier);
        rma.tracking_number = tracking_number.or(rma.tracking_number);
        rma.eta = self.eta.or(rma.eta);
        rma.new_serial_number = serial.or(rma.new_serial_number);
        rma.reason = reason;
        for (due, pointer, is_there) in [
            (is(Picked), "/depot", rma.depot.is_some()),
            (is(OnTheWay), "/carrier", rma.carrier.is_some()),
            (is(Backordered) || is(OnTheWay), "/eta", self.eta.is_some()),
            (is(Replaced), "/newSerialNumber", rma.new_serial_number.is_some()),
        ] {
            if due && !is_there {
                invalid.add(pointer, FieldCode::Required);
            }
        }
        invalid.into_result(rma)
    }
}

/// What the vendor's desk notes about a loaner.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LoanerProgress {
    /// `onLoan`, once more with another time; `returned`; `refused`.
    pub state: LoanerState,
    /// Its model; due when it is lent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// As on its label; due when it is lent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial_number: Option<String>,
    /// By when it is due back; due when it is lent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_back: Option<Timestamp>,
    /// Why; due where there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// BCP 47 tag of the reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl LoanerProgress {
    /// What becomes of `loaner` at `now`. That its state may become the new one is checked before.
    pub fn apply(&self, loaner: Loaner, now: Timestamp) -> Result<Loaner, Vec<FieldError>> {
        let mut invalid = Invalid::default();
        let refused = self.state == LoanerState::Refused;
        let reason = check_reason(&mut invalid, self.reason.as_deref(), self.language.as_ref(), refused);
        let model = check_optional(&mut invalid, "/model", self.model.as_deref(), MAX_NAME).or(loaner.model);
        let serial_number = check_number(&mut invalid, "/serialNumber", self.serial_number.as_deref());
        let serial_number = serial_number.or(loaner.serial_number);
        check_ahead(&mut invalid, "/dueBack", self.due_back, now);
        if self.state == LoanerState::OnLoan {
            for (pointer, is_there) in [
                ("/model", model.is_some()),
                ("/serialNumber", serial_number.is_some()),
                ("/dueBack", self.due_back.is_some()),
            ] {
                if !is_there {
                    invalid.add(pointer, FieldCode::Required);
                }
            }
        }
        let since = if loaner.state == self.state { loaner.since } else { Some(now) };
        let due_back = self.due_back.or(loaner.due_back);
        invalid.into_result(Loaner { state: self.state.clone(), since, model, serial_number, due_back, reason })
    }
}

/// A serial number or the like, if it is there.
fn check_number(invalid: &mut Invalid, pointer: &str, number: Option<&str>) -> Option<String> {
    check_optional(invalid, pointer, number, MAX_EXTERNAL_IDENTIFIER)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-20T14:02:00+08:00".parse().unwrap()
    }

    fn new_rma() -> NewRma {
        NewRma {
            number: " RMA-118042 ".to_owned(),
            part: "ASX-40 SSL accelerator".to_owned(),
            language: Some("en".to_owned()),
            fru_number: "710-0642-03".to_owned(),
            old_serial_number: Some(String::new()),
            service: RmaService::OnSite,
            return_within: Some(Span::hours(168)),
        }
    }

    fn in_state(state: RmaState) -> Rma {
        Rma { state, ..new_rma().validate(now()).unwrap() }
    }

    fn named(errors: Vec<FieldError>) -> Vec<String> {
        errors.into_iter().map(|error| format!("{} {}", error.pointer, error.code)).collect()
    }

    fn wrong(from: RmaState, progress: &RmaProgress) -> Vec<String> {
        assert!(from.leads_to(&progress.state), "{from} to {}", progress.state);
        named(progress.apply(in_state(from), now()).err().unwrap_or_default())
    }

    #[test]
    fn a_good_one_is_trimmed_and_confirmed() {
        let rma = new_rma().validate(now()).unwrap();
        assert_eq!((rma.number.as_str(), rma.old_serial_number.as_deref()), ("RMA-118042", None));
        assert_eq!((rma.state.clone(), rma.reached(&RmaState::Confirmed)), (RmaState::Confirmed, Some(now())));
        assert!(rma.is_open() && rma.is_under_way());
    }

    #[test]
    fn each_wrong_field_of_a_new_one_is_named() {
        let wrong = NewRma {
            number: String::new(),
            part: " ".to_owned(),
            fru_number: "7".repeat(65),
            service: "drone".into(),
            return_within: Some(Span::minutes(10)),
            ..new_rma()
        };
        let errors = named(wrong.validate(now()).unwrap_err());
        let expected = [
            "/number required",
            "/part required",
            "/fruNumber tooLong",
            "/service notOffered",
            "/returnWithin tooBrief",
        ];
        assert_eq!(errors, expected);
    }

    #[test]
    fn each_state_says_what_is_known_by_then() {
        use RmaState::{Arrived, Backordered, Confirmed, OnTheWay, Picked, Refused, Replaced, Withdrawn};
        for (from, to, due) in [
            (Confirmed, Backordered, &["/reason required", "/eta required"][..]),
            (Confirmed, Refused, &["/reason required"]),
            (Backordered, Picked, &["/depot required"]),
            (Picked, OnTheWay, &["/carrier required", "/eta required"]),
            (OnTheWay, OnTheWay, &["/reason required", "/carrier required", "/eta required"]),
            (OnTheWay, Arrived, &[]),
            (OnTheWay, Withdrawn, &["/reason required"]),
            (Arrived, Confirmed, &["/reason required"]),
            (Arrived, Replaced, &["/newSerialNumber required"]),
        ] {
            assert_eq!(wrong(from, &RmaProgress::to(to)), due);
        }
        let past = RmaProgress { eta: Some(now() + Span::minutes(-6)), ..RmaProgress::to(OnTheWay) };
        assert_eq!(wrong(Picked, &past), ["/eta inPast", "/carrier required"]);
    }

    #[test]
    fn no_state_is_skipped_and_the_last_ones_stay() {
        use RmaState::{Confirmed, OnTheWay, Picked, Refused, Replaced, Returned, Withdrawn};
        assert!(!Confirmed.leads_to(&OnTheWay) && !Picked.leads_to(&Replaced) && !Replaced.leads_to(&Withdrawn));
        for last in [Returned, Refused, Withdrawn] {
            assert!(!RmaState::KNOWN.iter().any(|next| last.leads_to(next)), "{last}");
        }
    }

    #[test]
    fn a_part_that_is_dead_on_arrival_goes_round_again() {
        let arrived = Rma {
            depot: Some("Shanghai".to_owned()),
            new_serial_number: Some("ASX40-2".to_owned()),
            eta: Some(now()),
            ..in_state(RmaState::Arrived)
        };
        let dead = RmaProgress { reason: Some("No POST".to_owned()), ..RmaProgress::to(RmaState::Confirmed) };
        let later = now() + Span::hours(1);
        let again = dead.apply(arrived, later).unwrap();
        assert_eq!((again.dead_on_arrival, again.depot.as_ref(), again.eta), (1, None, None));
        assert_eq!((again.new_serial_number.as_ref(), again.stages.len()), (None, 1));
        assert_eq!(again.reached(&RmaState::Confirmed), Some(later));
        assert_eq!(again.reason.map(|reason| reason.text), Some("No POST".to_owned()));
        assert_eq!(again.return_within, Some(Span::hours(168)));
    }

    #[test]
    fn the_defective_part_is_due_back_after_the_replacement() {
        let progress =
            RmaProgress { new_serial_number: Some("ASX40-2".to_owned()), ..RmaProgress::to(RmaState::Replaced) };
        let replaced = progress.apply(in_state(RmaState::Arrived), now()).unwrap();
        assert_eq!(replaced.return_by, Some(now() + Span::hours(168)));
        assert!(replaced.is_open() && replaced.awaits_return());
        let kept = progress.apply(Rma { return_within: None, ..in_state(RmaState::Arrived) }, now()).unwrap();
        assert!(!kept.is_open(), "nothing is left to be done");
    }

    #[test]
    fn a_loaner_says_what_and_until_when() {
        let progress = |state| LoanerProgress {
            state,
            model: None,
            serial_number: None,
            due_back: None,
            reason: None,
            language: None,
        };
        let requested = Loaner { state: LoanerState::Requested, ..Loaner::offered() };
        let lent = progress(LoanerState::OnLoan).apply(requested.clone(), now()).unwrap_err();
        assert_eq!(named(lent), ["/model required", "/serialNumber required", "/dueBack required"]);
        let refused = progress(LoanerState::Refused).apply(requested, now()).unwrap_err();
        assert_eq!(named(refused), ["/reason required"]);
        assert!(!LoanerState::Offered.leads_to(&LoanerState::Refused));
    }
}

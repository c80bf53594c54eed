//! Field visits: when somebody comes to the site, who that is, and who lets them in.

use serde::{Deserialize, Serialize};

use crate::{
    FieldCode, FieldError, Prose, Span, Timestamp,
    plan::MaintenanceWindow,
    ticket::{Action, Engineer},
    validate::{Invalid, MAX_NAME, MAX_PROSE, check_ahead, check_phone, check_prose, check_reason},
};

/// Most times that a visit proposes.
pub const MAX_TIMES: usize = 10;
/// A time that is shorter is no time for a visit.
const MIN_TIME: Span = Span::minutes(15);

ids! {
    /// A visit; also its UID in calendars.
    VisitId;
}

open_enum! {
    /// How far a visit is.
    VisitState {
        /// The customer chooses one of its times, or asks for another.
        Proposed = "proposed",
        /// The customer has asked for another time; the vendor proposes again.
        Requested = "requested",
        /// A time is agreed.
        Agreed = "agreed",
        /// The engineer is on the way.
        OnTheWay = "onTheWay",
        /// The engineer is at the site.
        Arrived = "arrived",
        /// It is over; its report tells what was done.
        Done = "done",
        /// Nobody comes.
        Cancelled = "cancelled",
    }
}

impl VisitState {
    /// Whether the vendor may make it `next`. To be on the way again means to come at another time; to be done again,
    /// that the report is another one.
    pub fn leads_to(&self, next: &Self) -> bool {
        use VisitState::{Agreed, Arrived, Cancelled, Done, OnTheWay, Proposed, Requested};
        match self {
            Proposed | Requested => matches!(next, Agreed | Cancelled),
            Agreed => matches!(next, Agreed | OnTheWay | Arrived | Cancelled),
            OnTheWay => matches!(next, OnTheWay | Arrived | Cancelled),
            Arrived | Done => matches!(next, Done),
            Cancelled | Self::Other(_) => false,
        }
    }
}

/// Somebody who comes to the site. A ticket has at most one visit at a time; what was there before is in the history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct Visit {
    /// Its id; also its UID in calendars, where `revision` is its SEQUENCE.
    pub id: VisitId,
    /// Grows with everything that happens to it. A decision names the one that was seen.
    pub revision: u32,
    /// How far it is.
    pub state: VisitState,
    /// When each state was come to, oldest first, since times were last proposed.
    pub stages: Vec<VisitStage>,
    /// What is done at the site.
    pub purpose: Prose,
    /// Who comes.
    pub engineer: Engineer,
    /// When it may be: the customer chooses one of these or asks for another.
    pub times: Vec<MaintenanceWindow>,
    /// When it is, as long as that is agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<MaintenanceWindow>,
    /// When it was to be, where that was agreed and doesn't hold any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub former_time: Option<MaintenanceWindow>,
    /// When the customer would like it to be instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wish: Option<MaintenanceWindow>,
    /// How long before it begins the customer can still move or cancel it.
    pub change_before: Span,
    /// Until when that is, once a time is agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_until: Option<Timestamp>,
    /// When the engineer is expected to arrive, once they are on the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta: Option<Timestamp>,
    /// Who lets the engineer in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<VisitHost>,
    /// Why it isn't as one would expect: it comes at another time, or not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Prose>,
    /// What was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<Prose>,
}

/// A state that was come to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct VisitStage {
    /// Which.
    pub state: VisitState,
    /// When.
    pub reached: Timestamp,
}

/// Somebody at the site who lets the engineer in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct VisitHost {
    /// Their name.
    pub name: String,
    /// With country code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
}

impl Visit {
    /// Whether it is still to come or under way.
    pub fn is_open(&self) -> bool {
        !matches!(self.state, VisitState::Done | VisitState::Cancelled)
    }

    /// Whether the customer has to choose a time.
    pub fn waits_for_customer(&self) -> bool {
        self.state == VisitState::Proposed
    }

    /// Whether nobody has set out yet, so that it may be at another time.
    pub fn is_planned(&self) -> bool {
        matches!(self.state, VisitState::Proposed | VisitState::Requested | VisitState::Agreed)
    }

    /// Whether the customer may still move or cancel it. `now` is the backend's clock.
    pub fn may_be_changed(&self, now: Timestamp) -> bool {
        self.is_planned() && self.change_until.is_none_or(|until| now <= until)
    }

    /// When it begins, where that is agreed and the engineer hasn't set out yet.
    pub fn begins(&self) -> Option<Timestamp> {
        self.time.filter(|_| self.state == VisitState::Agreed).map(|time| time.start)
    }

    /// When the state was come to, the last time.
    pub fn reached(&self, state: &VisitState) -> Option<Timestamp> {
        self.stages.iter().rfind(|stage| stage.state == *state).map(|stage| stage.reached)
    }

    /// The same at this time, which is agreed `now`.
    #[must_use]
    pub fn agree(self, time: MaintenanceWindow, now: Timestamp) -> Self {
        let change_until = Some(time.start - self.change_before);
        let mut agreed = self.come_to(VisitState::Agreed, now);
        agreed.former_time = None;
        agreed.wish = None;
        Self { time: Some(time), change_until, ..agreed }
    }

    /// The same after the customer has asked for another time.
    #[must_use]
    pub fn request(self, wish: MaintenanceWindow, now: Timestamp) -> Self {
        Self { wish: Some(wish), ..self.come_to(VisitState::Requested, now) }
    }

    /// The same in `state` since `now`, which has to follow from the state before. What was agreed holds only from
    /// then on until it is over.
    #[must_use]
    pub fn come_to(mut self, state: VisitState, now: Timestamp) -> Self {
        if matches!(state, VisitState::Proposed | VisitState::Requested | VisitState::Cancelled) {
            self.former_time = self.time.take().or(self.former_time);
            self.change_until = None;
        }
        if state != self.state {
            self.stages.push(VisitStage { state: state.clone(), reached: now });
        }
        Self { state, reason: None, ..self }
    }
}

/// What a customer decides about a visit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct VisitDecision {
    /// The revision that they saw; another one is refused as stale.
    pub revision: u32,
    /// Choosing: one of the visit's times. Asking for another: when it would suit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<MaintenanceWindow>,
    /// Naming who lets the engineer in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<VisitHost>,
}

impl VisitDecision {
    /// The decision with its texts trimmed, and with what is due for `action`. Pointers are into the action's body.
    pub(crate) fn check(&self, invalid: &mut Invalid, action: &Action) -> Self {
        if matches!(action, Action::ChooseVisitTime | Action::RequestVisitTime) && self.time.is_none() {
            invalid.add("/visit/time", FieldCode::Required);
        }
        if *action == Action::NameVisitHost && self.host.is_none() {
            invalid.add("/visit/host", FieldCode::Required);
        }
        let host = self.host.as_ref().map(|host| VisitHost {
            name: check_prose(invalid, "/visit/host/name", &host.name, 1, MAX_NAME),
            phone: check_phone(invalid, "/visit/host/phone", host.phone.as_deref()),
        });
        Self { host, ..self.clone() }
    }

    /// The time of a choice among the times of `visit`, at `now`, the backend's clock.
    pub fn check_choice(&self, visit: &Visit, now: Timestamp) -> Result<MaintenanceWindow, Vec<FieldError>> {
        let wrong = |code| vec![FieldError::new("/visit/time", code)];
        let time = self.time.ok_or_else(|| wrong(FieldCode::Required))?;
        if !visit.times.contains(&time) {
            return Err(wrong(FieldCode::NotOffered));
        }
        if time.start < now { Err(wrong(FieldCode::InPast)) } else { Ok(time) }
    }

    /// The time that is wished for, at `now`, the backend's clock.
    pub fn check_wish(&self, now: Timestamp) -> Result<MaintenanceWindow, Vec<FieldError>> {
        let mut invalid = Invalid::default();
        let time = self.time.ok_or_else(|| vec![FieldError::new("/visit/time", FieldCode::Required)])?;
        time.check(&mut invalid, "/visit/time", MIN_TIME, &[], now);
        invalid.into_result(time)
    }
}

/// A visit as the vendor's desk proposes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct NewVisit {
    /// What is done at the site.
    #[serde(default)]
    pub purpose: String,
    /// When it may be.
    #[serde(default)]
    pub times: Vec<MaintenanceWindow>,
    /// How long before it begins the customer can still move or cancel it.
    #[serde(default = "usual_change_before")]
    pub change_before: Span,
    /// Why it is at another time; due where one was agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// BCP 47 tag of purpose and reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

fn usual_change_before() -> Span {
    Span::hours(2)
}

impl NewVisit {
    /// The visit as it is proposed at `now`, with its texts trimmed: another one under `id`, or `open` at other times.
    pub fn validate(
        &self,
        id: VisitId,
        open: Option<&Visit>,
        engineer: Engineer,
        now: Timestamp,
    ) -> Result<Visit, Vec<FieldError>> {
        let mut invalid = Invalid::default();
        let moved = open.is_some_and(|open| open.state == VisitState::Agreed);
        let reason = check_reason(&mut invalid, self.reason.as_deref(), self.language.as_ref(), moved);
        let text = check_prose(&mut invalid, "/purpose", &self.purpose, 1, MAX_PROSE);
        if self.times.is_empty() {
            invalid.add("/times", FieldCode::Required);
        }
        invalid.check_count("/times", self.times.len(), MAX_TIMES);
        for (place, time) in self.times.iter().enumerate() {
            time.check(&mut invalid, &format!("/times/{place}"), MIN_TIME, &[], now);
        }
        if self.change_before < Span::default() {
            invalid.too_brief("/changeBefore", self.change_before, Span::default());
        }
        let first = VisitStage { state: VisitState::Proposed, reached: now };
        invalid.into_result(Visit {
            id: open.map_or(id, |open| open.id.clone()),
            revision: open.map_or(1, |open| open.revision),
            state: VisitState::Proposed,
            stages: vec![first],
            purpose: Prose { text, language: self.language.clone() },
            engineer,
            times: self.times.clone(),
            time: None,
            former_time: open.and_then(|open| open.time.or(open.former_time)),
            wish: open.and_then(|open| open.wish),
            change_before: self.change_before,
            change_until: None,
            eta: None,
            host: open.and_then(|open| open.host.clone()),
            reason,
            report: None,
        })
    }
}

/// What the vendor's desk notes about a visit: its new state, with what is known by then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VisitProgress {
    /// How far it is. `agreed`: as the customer said by another channel; the same as before with another expected
    /// time or another report.
    pub state: VisitState,
    /// When it is; due where it is agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub time: Option<MaintenanceWindow>,
    /// When the engineer is expected to arrive; due when they are on the way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub eta: Option<Timestamp>,
    /// What was done; due when it is over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<String>,
    /// Why; due where it comes at another time, or not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// BCP 47 tag of report and reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
}

impl VisitProgress {
    /// Nothing but a state.
    pub fn to(state: VisitState) -> Self {
        Self { state, time: None, eta: None, report: None, reason: None, language: None }
    }

    /// What becomes of `visit` at `now`. That its state may become the new one is checked before.
    pub fn apply(&self, visit: Visit, now: Timestamp) -> Result<Visit, Vec<FieldError>> {
        use VisitState::{Agreed, Cancelled, Done, OnTheWay};
        let mut invalid = Invalid::default();
        let why = self.state == Cancelled || self.state == visit.state && self.state != Done;
        let reason = check_reason(&mut invalid, self.reason.as_deref(), self.language.as_ref(), why);
        let report = check_prose(&mut invalid, "/report", self.report.as_deref().unwrap_or_default(), 0, MAX_PROSE);
        let report = (!report.is_empty()).then(|| Prose { text: report, language: self.language.clone() });
        check_ahead(&mut invalid, "/eta", self.eta, now);
        if let Some(time) = self.time {
            time.check(&mut invalid, "/time", MIN_TIME, &[], now);
        }
        for (due, pointer, is_there) in [
            (Agreed, "/time", self.time.is_some()),
            (OnTheWay, "/eta", self.eta.is_some()),
            (Done, "/report", report.is_some()),
        ] {
            if self.state == due && !is_there {
                invalid.add(pointer, FieldCode::Required);
            }
        }
        let mut visit = match self.time.filter(|_| self.state == Agreed) {
            Some(time) => visit.agree(time, now),
            None => visit.come_to(self.state.clone(), now),
        };
        visit.eta = self.eta.or(visit.eta);
        visit.report = report.or(visit.report);
        visit.reason = reason;
        invalid.into_result(visit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ticket::{TakeAction, Tier};

    fn now() -> Timestamp {
        "2026-11-20T14:02:00+08:00".parse().unwrap()
    }

    /// From and to in minutes from now.
    fn time(from: i64, to: i64) -> MaintenanceWindow {
        MaintenanceWindow { start: now() + Span::minutes(from), end: now() + Span::minutes(to) }
    }

    fn engineer() -> Engineer {
        Engineer {
            name: "何伟".to_owned(),
            tier: Tier::Field,
            certificates: Vec::new(),
            experience_years: None,
            languages: vec!["zh-CN".to_owned()],
            phone: None,
            since: None,
        }
    }

    fn new_visit() -> NewVisit {
        NewVisit {
            purpose: " 更换电源模块\r\n".to_owned(),
            times: vec![time(300, 420), time(1500, 1620)],
            change_before: Span::hours(2),
            reason: None,
            language: Some("zh-CN".to_owned()),
        }
    }

    fn propose(new: &NewVisit, open: Option<&Visit>) -> Result<Visit, Vec<FieldError>> {
        new.validate(VisitId("V1".to_owned()), open, engineer(), now())
    }

    fn visit() -> Visit {
        propose(&new_visit(), None).unwrap()
    }

    fn decision(time: Option<MaintenanceWindow>) -> VisitDecision {
        VisitDecision { revision: 1, time, host: None }
    }

    fn named(errors: Vec<FieldError>) -> Vec<String> {
        errors.into_iter().map(|error| format!("{} {}", error.pointer, error.code)).collect()
    }

    #[test]
    fn what_is_agreed_can_be_changed_until_the_time_that_is_stated() {
        let proposed = visit();
        assert_eq!((proposed.purpose.text.as_str(), proposed.waits_for_customer()), ("更换电源模块", true));
        assert!(proposed.may_be_changed(now() + Span::hours(100)));
        let agreed = proposed.agree(time(300, 420), now());
        let until = now() + Span::hours(3);
        assert_eq!((agreed.change_until, agreed.begins()), (Some(until), Some(now() + Span::hours(5))));
        assert!(agreed.may_be_changed(until) && !agreed.may_be_changed(until + Span::seconds(1)));
        assert!(!agreed.clone().come_to(VisitState::OnTheWay, now()).may_be_changed(now()));

        let asked = agreed.request(time(3000, 3100), now());
        assert_eq!((asked.time, asked.former_time, asked.change_until), (None, Some(time(300, 420)), None));
        let again = propose(&new_visit(), Some(&asked)).unwrap();
        assert_eq!((again.former_time, again.wish), (Some(time(300, 420)), Some(time(3000, 3100))));
        let settled = again.agree(time(1500, 1620), now());
        assert_eq!((settled.time, settled.former_time, settled.wish), (Some(time(1500, 1620)), None, None));
        let cancelled = settled.come_to(VisitState::Cancelled, now());
        assert_eq!((cancelled.time, cancelled.former_time), (None, Some(time(1500, 1620))));
    }

    #[test]
    fn each_wrong_field_of_a_proposal_is_named() {
        let wrong = NewVisit {
            purpose: String::new(),
            times: vec![time(-10, 60), time(60, 70)],
            language: Some("x y".to_owned()),
            ..new_visit()
        };
        assert_eq!(
            named(propose(&wrong, None).unwrap_err()),
            ["/language badFormat", "/purpose required", "/times/0/start inPast", "/times/1/end tooBrief"]
        );
        let none = NewVisit { times: Vec::new(), ..new_visit() };
        assert_eq!(named(propose(&none, None).unwrap_err()), ["/times required"]);
        let many = NewVisit { times: vec![time(60, 120); MAX_TIMES + 1], ..new_visit() };
        assert_eq!(named(propose(&many, None).unwrap_err()), ["/times tooMany"]);
        let agreed = visit().agree(time(300, 420), now());
        let moved = propose(&new_visit(), Some(&agreed)).unwrap_err();
        assert_eq!(named(moved), ["/reason required"], "a time was agreed");
    }

    #[test]
    fn only_what_is_offered_and_still_ahead_can_be_chosen() {
        let chosen = |time| named(decision(time).check_choice(&visit(), now()).err().unwrap_or_default());
        assert_eq!(chosen(Some(time(300, 420))), [""; 0]);
        assert_eq!(chosen(None), ["/visit/time required"]);
        assert_eq!(chosen(Some(time(301, 420))), ["/visit/time notOffered"]);
        let late = decision(Some(time(300, 420))).check_choice(&visit(), now() + Span::hours(6)).unwrap_err();
        assert_eq!(named(late), ["/visit/time inPast"]);
        let wished = |time| named(decision(Some(time)).check_wish(now()).err().unwrap_or_default());
        assert_eq!(wished(time(10, 100)), [""; 0]);
        assert_eq!(wished(time(-10, 0)), ["/visit/time/start inPast", "/visit/time/end tooBrief"]);
    }

    #[test]
    fn an_action_has_what_it_is_about() {
        let wrong = |action: Action, host: Option<VisitHost>| {
            let visit = Some(VisitDecision { host, ..decision(None) });
            let action = TakeAction { visit, ..action.into() };
            action.validate().map(|valid| valid.visit).map_err(named)
        };
        assert_eq!(wrong(Action::ChooseVisitTime, None), Err(vec!["/visit/time required".to_owned()]));
        assert_eq!(wrong(Action::NameVisitHost, None), Err(vec!["/visit/host required".to_owned()]));
        assert_eq!(wrong(Action::CancelVisit, None), Err(vec!["/reason required".to_owned()]));
        let host = |name: &str, phone: &str| Some(VisitHost { name: name.to_owned(), phone: Some(phone.to_owned()) });
        let both = Err(vec!["/visit/host/name required".to_owned(), "/visit/host/phone badFormat".to_owned()]);
        assert_eq!(wrong(Action::NameVisitHost, host(" ", "call me")), both);
        let good = wrong(Action::NameVisitHost, host(" 赵启明 ", " +86 21 0000 0190 ")).unwrap().unwrap();
        assert_eq!(good.host, host("赵启明", "+86 21 0000 0190"));
    }

    #[test]
    fn the_desk_says_what_is_due_with_a_state() {
        let wrong = |progress: VisitProgress| named(progress.apply(visit(), now()).err().unwrap_or_default());
        assert_eq!(wrong(VisitProgress::to(VisitState::Agreed)), ["/time required"]);
        assert_eq!(wrong(VisitProgress::to(VisitState::OnTheWay)), ["/eta required"]);
        assert_eq!(wrong(VisitProgress::to(VisitState::Done)), ["/report required"]);
        assert_eq!(wrong(VisitProgress::to(VisitState::Cancelled)), ["/reason required"]);
        let eta = Some(now() + Span::hours(1));
        let set_out = VisitProgress { eta, ..VisitProgress::to(VisitState::OnTheWay) };
        let on_the_way = set_out.apply(visit().agree(time(300, 420), now()), now()).unwrap();
        assert_eq!((on_the_way.eta, on_the_way.time), (eta, Some(time(300, 420))));
        let later = set_out.apply(on_the_way, now()).unwrap_err();
        assert_eq!(named(later), ["/reason required"], "it is another time");
    }

    #[test]
    fn every_state_but_the_last_has_a_way_on() {
        for state in VisitState::KNOWN {
            let ways = VisitState::KNOWN.iter().filter(|next| state.leads_to(next)).count();
            assert_eq!(ways == 0, *state == VisitState::Cancelled, "{state}");
        }
    }
}

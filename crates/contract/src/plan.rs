//! Resolution plans: what the vendor proposes to do, and what the customer decides about it.

use serde::{Deserialize, Serialize};

use crate::{
    FieldCode, FieldError, Prose, Span, Timestamp,
    validate::{CLOCK_TOLERANCE, Invalid, MAX_PROSE, check_language, check_prose},
};

/// Most steps of a plan.
pub const MAX_STEPS: usize = 50;
/// Most windows that a plan proposes.
pub const MAX_WINDOWS: usize = 10;

open_enum! {
    /// Where a plan stands.
    PlanState {
        /// The customer approves or declines it.
        Proposed = "proposed",
        /// It waits to be carried out. Until then it can be approved in another way, or declined after all.
        Approved = "approved",
        /// The customer doesn't want it; another one may be proposed.
        Declined = "declined",
        /// Its steps are being done.
        CarryingOut = "carryingOut",
        /// All of its steps are done.
        Done = "done",
        /// The vendor has taken it back.
        Withdrawn = "withdrawn",
    }
}

open_enum! {
    /// Who carries a plan out, and from where.
    CarriedOutBy {
        /// The customer themself.
        Customer = "customer",
        /// The vendor, connected to the device.
        Remote = "remote",
        /// The vendor, at the site.
        OnSite = "onSite",
    }
}

open_enum! {
    /// How far a step is.
    PlanStepState {
        /// Not begun.
        Open = "open",
        /// Being done.
        Running = "running",
        /// Done.
        Done = "done",
    }
}

/// What is to be done to resolve a ticket. A ticket has at most one; what was there before is in the history.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct ResolutionPlan {
    /// Grows with everything that happens to it but the progress of its steps. A decision names the one that was seen.
    pub revision: u32,
    /// Where it stands.
    pub state: PlanState,
    /// When it was proposed or last changed.
    pub proposed: Timestamp,
    /// What is done, in this order.
    pub steps: Vec<PlanStep>,
    /// What will be better afterwards.
    pub expected_effect: Prose,
    /// What may go wrong, and what it means for the business meanwhile.
    pub risks: Prose,
    /// How what was there before is restored.
    pub rollback: Prose,
    /// How long it takes.
    pub duration: Span,
    /// Who may carry it out; the customer chooses one.
    pub offered: Vec<CarriedOutBy>,
    /// When it may be done: the customer chooses one of these or names one of their own. If there are none, it may be
    /// done as soon as it is approved.
    #[serde(default)]
    pub windows: Vec<MaintenanceWindow>,
    /// When other work on the device is agreed: no window may overlap these. Told while there is something to choose.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taken: Vec<MaintenanceWindow>,
    /// Who carries it out, once that is approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried_out_by: Option<CarriedOutBy>,
    /// When, once that is approved; it isn't begun before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<MaintenanceWindow>,
}

/// One step of a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PlanStep {
    /// What is done.
    pub text: Prose,
    /// How far it is.
    pub state: PlanStepState,
    /// When it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<Timestamp>,
}

/// A time in which work may be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct MaintenanceWindow {
    /// Its first instant.
    pub start: Timestamp,
    /// The first instant after it.
    pub end: Timestamp,
}

impl ResolutionPlan {
    /// Whether something is still to be decided or done.
    pub fn is_open(&self) -> bool {
        matches!(self.state, PlanState::Proposed | PlanState::Approved | PlanState::CarryingOut)
    }

    /// Whether the customer has to do something: decide, or carry it out.
    pub fn waits_for_customer(&self) -> bool {
        self.state == PlanState::Proposed || self.is_with_customer()
    }

    /// Whether the customer carries it out, and isn't done.
    pub fn is_with_customer(&self) -> bool {
        self.is_agreed() && self.carried_out_by == Some(CarriedOutBy::Customer)
    }

    /// Whether it is approved and not done.
    pub fn is_agreed(&self) -> bool {
        matches!(self.state, PlanState::Approved | PlanState::CarryingOut)
    }

    /// Whether its steps may be done: it is agreed, and so is the time.
    pub fn may_be_carried_out(&self, now: Timestamp) -> bool {
        self.is_agreed() && self.window.is_none_or(|window| window.start <= now)
    }
}

impl MaintenanceWindow {
    /// Whether there is an instant that lies in both.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Notes what stands against doing work of this length in it. `now` is the backend's clock.
    pub(crate) fn check(&self, invalid: &mut Invalid, pointer: &str, duration: Span, taken: &[Self], now: Timestamp) {
        if self.start + CLOCK_TOLERANCE < now {
            invalid.add(format!("{pointer}/start"), FieldCode::InPast);
        }
        let length = self.end.since(self.start);
        if length < duration {
            invalid.too_brief(format!("{pointer}/end"), length, duration);
        }
        if taken.iter().any(|taken| taken.overlaps(self)) {
            invalid.add(pointer, FieldCode::Overlaps);
        }
    }
}

/// What a customer decides about a plan.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub struct PlanDecision {
    /// The revision that they saw; another one is refused as stale.
    pub revision: u32,
    /// Approving: who carries it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub carried_out_by: Option<CarriedOutBy>,
    /// Approving: when. Due where the plan proposes windows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub window: Option<MaintenanceWindow>,
}

impl PlanDecision {
    /// Checks an approval of `plan` at `now`, the backend's clock. Pointers are into the action's body.
    pub fn check_approval(&self, plan: &ResolutionPlan, now: Timestamp) -> Result<(), Vec<FieldError>> {
        let mut invalid = Invalid::default();
        match &self.carried_out_by {
            None => invalid.add("/plan/carriedOutBy", FieldCode::Required),
            Some(by) if !plan.offered.contains(by) => invalid.add("/plan/carriedOutBy", FieldCode::NotOffered),
            Some(_) => {}
        }
        match self.window {
            None if !plan.windows.is_empty() => invalid.add("/plan/window", FieldCode::Required),
            None => {}
            Some(window) => window.check(&mut invalid, "/plan/window", plan.duration, &plan.taken, now),
        }
        invalid.into_result(())
    }
}

/// A plan as the vendor's desk proposes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct NewPlan {
    /// What is done, in this order.
    pub steps: Vec<String>,
    /// What will be better afterwards.
    pub expected_effect: String,
    /// What may go wrong, and what it means for the business meanwhile.
    pub risks: String,
    /// How what was there before is restored.
    pub rollback: String,
    /// BCP 47 tag of the texts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// How long it takes.
    pub duration: Span,
    /// Who may carry it out.
    pub offered: Vec<CarriedOutBy>,
    /// When it may be done.
    pub windows: Vec<MaintenanceWindow>,
}

impl NewPlan {
    /// The plan as it is proposed at `now`, with its texts trimmed, as its first revision. Other work on the device is
    /// agreed for the windows in `taken`.
    pub fn validate(&self, taken: &[MaintenanceWindow], now: Timestamp) -> Result<ResolutionPlan, Vec<FieldError>> {
        let mut invalid = Invalid::default();
        let mut prose = |pointer: &str, text: &str| Prose {
            text: check_prose(&mut invalid, pointer, text, 1, MAX_PROSE),
            language: self.language.clone(),
        };
        let step = |text| PlanStep { text, state: PlanStepState::Open, done: None };
        let steps = self.steps.iter().enumerate();
        let steps = steps.map(|(place, text)| step(prose(&format!("/steps/{place}"), text))).collect();
        let expected_effect = prose("/expectedEffect", &self.expected_effect);
        let risks = prose("/risks", &self.risks);
        let rollback = prose("/rollback", &self.rollback);
        check_language(&mut invalid, "/language", self.language.as_deref());
        if self.steps.is_empty() {
            invalid.add("/steps", FieldCode::Required);
        }
        invalid.check_count("/steps", self.steps.len(), MAX_STEPS);
        if self.duration < Span::minutes(1) {
            invalid.too_brief("/duration", self.duration, Span::minutes(1));
        }
        if self.offered.is_empty() {
            invalid.add("/offered", FieldCode::Required);
        }
        for (place, _) in self.offered.iter().enumerate().filter(|(_, by)| !by.is_known()) {
            invalid.add(format!("/offered/{place}"), FieldCode::NotOffered);
        }
        invalid.check_count("/windows", self.windows.len(), MAX_WINDOWS);
        for (place, window) in self.windows.iter().enumerate() {
            window.check(&mut invalid, &format!("/windows/{place}"), self.duration, taken, now);
        }
        invalid.into_result(ResolutionPlan {
            revision: 1,
            state: PlanState::Proposed,
            proposed: now,
            steps,
            expected_effect,
            risks,
            rollback,
            duration: self.duration,
            offered: self.offered.clone(),
            windows: self.windows.clone(),
            taken: Vec::new(),
            carried_out_by: None,
            window: None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> Timestamp {
        "2026-11-20T14:02:00+08:00".parse().unwrap()
    }

    /// From and to in minutes from now.
    fn window(from: i64, to: i64) -> MaintenanceWindow {
        MaintenanceWindow { start: now() + Span::minutes(from), end: now() + Span::minutes(to) }
    }

    fn new_plan() -> NewPlan {
        NewPlan {
            steps: vec!["  备份配置\r\n".to_owned(), "升级到 8.4.5".to_owned()],
            expected_effect: "HA-4107 no longer occurs".to_owned(),
            risks: "Connections are cut for about 20 seconds".to_owned(),
            rollback: "Boot from the other partition".to_owned(),
            language: Some("zh-CN".to_owned()),
            duration: Span::minutes(60),
            offered: vec![CarriedOutBy::Customer, CarriedOutBy::Remote],
            windows: vec![window(60, 120), window(300, 400)],
        }
    }

    fn named(errors: Vec<FieldError>) -> Vec<String> {
        errors.into_iter().map(|error| format!("{} {}", error.pointer, error.code)).collect()
    }

    #[test]
    fn a_good_plan_is_trimmed_and_open() {
        let plan = new_plan().validate(&[window(0, 60)], now()).unwrap();
        assert_eq!(plan.steps[0].text, Prose { text: "备份配置".to_owned(), language: Some("zh-CN".to_owned()) });
        assert!(plan.steps.iter().all(|step| step.state == PlanStepState::Open && step.done.is_none()));
        assert_eq!((plan.state, plan.revision, plan.proposed), (PlanState::Proposed, 1, now()));
    }

    #[test]
    fn each_wrong_field_of_a_plan_is_named() {
        let empty = NewPlan::default().validate(&[], now()).unwrap_err();
        assert_eq!(
            named(empty),
            [
                "/expectedEffect required",
                "/risks required",
                "/rollback required",
                "/steps required",
                "/duration tooBrief",
                "/offered required"
            ]
        );
        let wrong = NewPlan {
            steps: vec![" ".to_owned()],
            offered: vec![CarriedOutBy::Remote, "robot".into()],
            windows: vec![window(-10, 60), window(60, 90), window(300, 360)],
            ..new_plan()
        };
        let errors = wrong.validate(&[window(359, 500)], now()).unwrap_err();
        assert_eq!((errors[3].min, errors[3].actual), (Some(60), Some(30)), "in minutes");
        assert_eq!(
            named(errors),
            [
                "/steps/0 required",
                "/offered/1 notOffered",
                "/windows/0/start inPast",
                "/windows/1/end tooBrief",
                "/windows/2 overlaps"
            ]
        );
        let many =
            NewPlan { steps: vec!["x".to_owned(); MAX_STEPS + 1], windows: vec![window(60, 120); 11], ..new_plan() };
        assert_eq!(named(many.validate(&[], now()).unwrap_err()), ["/steps tooMany", "/windows tooMany"]);
    }

    #[test]
    fn an_approval_says_who_and_when() {
        let taken = vec![window(500, 600)];
        let plan = ResolutionPlan { taken, ..new_plan().validate(&[], now()).unwrap() };
        let wrong = |by: Option<CarriedOutBy>, window: Option<MaintenanceWindow>| {
            let decision = PlanDecision { revision: 1, carried_out_by: by, window };
            named(decision.check_approval(&plan, now()).err().unwrap_or_default())
        };
        let remote = || Some(CarriedOutBy::Remote);
        assert_eq!(wrong(remote(), Some(window(60, 120))), [""; 0]);
        assert_eq!(wrong(remote(), Some(window(600, 660))), [""; 0], "right after other work");
        assert_eq!(wrong(remote(), Some(window(-4, 60))), [""; 0], "now, by a clock that is a little behind");
        assert_eq!(wrong(None, None), ["/plan/carriedOutBy required", "/plan/window required"]);
        assert_eq!(wrong(Some(CarriedOutBy::OnSite), Some(window(60, 120))), ["/plan/carriedOutBy notOffered"]);
        assert_eq!(wrong(remote(), Some(window(-6, 60))), ["/plan/window/start inPast"]);
        assert_eq!(wrong(remote(), Some(window(120, 60))), ["/plan/window/end tooBrief"]);
        assert_eq!(wrong(remote(), Some(window(560, 620))), ["/plan/window overlaps"]);
    }

    #[test]
    fn a_plan_without_windows_is_done_at_once_or_in_ones_own() {
        let plan = NewPlan { windows: Vec::new(), ..new_plan() }.validate(&[], now()).unwrap();
        for window in [None, Some(window(30, 90))] {
            let decision = PlanDecision { revision: 1, carried_out_by: Some(CarriedOutBy::Customer), window };
            assert_eq!(decision.check_approval(&plan, now()), Ok(()));
        }
    }

    #[test]
    fn a_plan_of_the_future_is_read() {
        let plan: ResolutionPlan = serde_json::from_str(
            r#"{ "revision": 3, "state": "pondered", "proposed": "2026-11-20T14:02:00+08:00", "steps": [],
                 "expectedEffect": { "text": "" }, "risks": { "text": "" }, "rollback": { "text": "" },
                 "duration": "PT1H", "offered": ["robot"], "mood": "good" }"#,
        )
        .unwrap();
        assert_eq!((plan.state.as_str(), plan.offered[0].as_str()), ("pondered", "robot"));
        assert!(!plan.is_open() && plan.windows.is_empty());
    }
}

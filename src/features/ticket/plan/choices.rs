//! What the visitor chooses before they approve: who carries the plan out, and when.

use aftercare_contract::{
    FieldCode, FieldError, Timestamp,
    plan::{CarriedOutBy, MaintenanceWindow, PlanDecision, ResolutionPlan},
    ticket::{Action, TakeAction},
};
use serde::{Deserialize, Serialize};

use super::super::choosing;
use crate::platform::local_time;

/// The control or the group for who carries it out.
pub(super) const BY: &str = "plan-by";
/// The group for the time.
pub(super) const WHEN: &str = "plan-when";
/// Where one's own time begins.
pub(super) const FROM: &str = "plan-from";
/// Where it ends.
pub(super) const UNTIL: &str = "plan-until";

/// When it is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum When {
    /// As soon as it is approved.
    Soon,
    /// In a window that the plan proposes.
    Within(MaintenanceWindow),
    /// In one of one's own.
    Own,
}

/// Who, and when.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Choices {
    by: Option<CarriedOutBy>,
    when: Option<When>,
    /// One's own time, as its controls have it.
    pub(super) from: String,
    pub(super) until: String,
}

impl Choices {
    pub(super) fn choose_by(&mut self, by: CarriedOutBy) {
        self.by = Some(by);
    }

    pub(super) fn choose_when(&mut self, when: When) {
        self.when = Some(when);
    }

    /// Takes the beginning of one's own time; its end goes along until it was set to be later.
    pub(super) fn begin(&mut self, from: String, plan: &ResolutionPlan, zone: &str) {
        self.from = from;
        // Both are written from the largest unit to the smallest, so that texts compare as times do.
        if self.until <= self.from
            && let Some(from) = local_time::parse_in(&self.from, zone)
        {
            self.until = local_time::text_in(from + plan.duration, zone).unwrap_or_default();
        }
    }

    /// Who carries it out, if that is chosen or there is nothing to choose.
    pub(super) fn by(&self, plan: &ResolutionPlan) -> Option<CarriedOutBy> {
        match plan.offered.as_slice() {
            [only] => Some(only.clone()),
            offered => self.by.clone().filter(|by| offered.contains(by)),
        }
    }

    /// When, if that is chosen; where no windows are proposed, it is done at once unless another time is chosen.
    pub(super) fn when(&self, plan: &ResolutionPlan) -> Option<When> {
        let chosen = self.when.filter(|when| match when {
            When::Soon => false,
            When::Within(window) => plan.windows.contains(window),
            When::Own => true,
        });
        chosen.or(plan.windows.is_empty().then_some(When::Soon))
    }

    /// What it comes to.
    pub(super) fn decision(&self, plan: &ResolutionPlan, zone: &str) -> PlanDecision {
        let window = match self.when(plan) {
            Some(When::Within(window)) => Some(window),
            Some(When::Own) => self.own(zone),
            Some(When::Soon) | None => None,
        };
        PlanDecision { revision: plan.revision, carried_out_by: self.by(plan), window }
    }

    fn own(&self, zone: &str) -> Option<MaintenanceWindow> {
        let [start, end] = [&self.from, &self.until].map(|text| local_time::parse_in(text, zone));
        Some(MaintenanceWindow { start: start?, end: end? })
    }
}

impl choosing::Choices for Choices {
    type Of = ResolutionPlan;

    /// What is agreed already.
    fn before(plan: &ResolutionPlan, zone: &str) -> Self {
        let by = plan.carried_out_by.clone();
        let text = |time| local_time::text_in(time, zone).unwrap_or_default();
        match plan.window {
            Some(window) if !plan.windows.contains(&window) => {
                Self { by, when: Some(When::Own), from: text(window.start), until: text(window.end) }
            }
            window => Self { by, when: window.map(When::Within), ..Self::default() },
        }
    }

    fn action(&self, plan: &ResolutionPlan, zone: &str, _: Timestamp) -> TakeAction {
        TakeAction { plan: Some(self.decision(plan, zone)), ..Action::ApprovePlan.into() }
    }

    fn errors(&self, plan: &ResolutionPlan, zone: &str, now: Timestamp) -> Vec<FieldError> {
        let mut errors = self.decision(plan, zone).check_approval(plan, now).err().unwrap_or_default();
        if self.when(plan) == Some(When::Own) && self.own(zone).is_none() {
            errors.retain(|error| !error.pointer.starts_with("/plan/window"));
            let ends = [("/plan/window/start", &self.from), ("/plan/window/end", &self.until)];
            let empty = ends.into_iter().filter(|(_, text)| local_time::parse_in(text, zone).is_none());
            errors.extend(empty.map(|(pointer, _)| FieldError::new(pointer, FieldCode::Required)));
        }
        errors
    }

    fn control(&self, plan: &ResolutionPlan, error: &FieldError) -> &'static str {
        let own = self.when(plan) == Some(When::Own);
        match error.pointer.as_str() {
            "/plan/carriedOutBy" => BY,
            "/plan/window" | "/plan/window/start" if own => FROM,
            "/plan/window/end" if own => UNTIL,
            _ => WHEN,
        }
    }
}

#[cfg(test)]
mod tests {
    use aftercare_contract::{Span, plan::PlanState};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{super::super::choosing::Choices as _, *};

    const ZONE: &str = "Asia/Shanghai";

    fn now() -> Timestamp {
        "2026-11-20T14:02:00+08:00".parse().unwrap()
    }

    fn window(hours: i64) -> MaintenanceWindow {
        MaintenanceWindow { start: now() + Span::hours(hours), end: now() + Span::hours(hours + 2) }
    }

    fn plan(windows: &[MaintenanceWindow], offered: &[CarriedOutBy]) -> ResolutionPlan {
        serde_json::from_value(serde_json::json!({
            "revision": 4, "state": "proposed", "proposed": now(), "steps": [],
            "expectedEffect": { "text": "" }, "risks": { "text": "" }, "rollback": { "text": "" },
            "duration": "PT1H", "offered": offered, "windows": windows, "taken": [window(30)],
        }))
        .unwrap()
    }

    fn wrong(choices: &Choices, plan: &ResolutionPlan) -> Vec<String> {
        let errors = choices.errors(plan, ZONE, now());
        errors.iter().map(|error| format!("{} {}", choices.control(plan, error), error.code)).collect()
    }

    #[wasm_bindgen_test]
    fn what_is_not_offered_any_more_is_not_chosen() {
        let both = [CarriedOutBy::Customer, CarriedOutBy::Remote];
        let first = plan(&[window(10), window(20)], &both);
        let mut choices = Choices::default();
        assert_eq!(wrong(&choices, &first), ["plan-by required", "plan-when required"]);
        choices.choose_by(CarriedOutBy::Remote);
        choices.choose_when(When::Within(window(10)));
        assert_eq!(wrong(&choices, &first), [""; 0]);
        let other = plan(&[window(20)], &both);
        assert_eq!(choices.by(&other), Some(CarriedOutBy::Remote), "it still fits");
        assert_eq!(wrong(&choices, &other), ["plan-when required"]);
    }

    #[wasm_bindgen_test]
    fn where_there_is_nothing_to_choose_nothing_is_asked() {
        let only = plan(&[], &[CarriedOutBy::OnSite]);
        let decision = Choices::default().decision(&only, ZONE);
        assert_eq!(decision, PlanDecision { revision: 4, carried_out_by: Some(CarriedOutBy::OnSite), window: None });
        assert_eq!(wrong(&Choices::default(), &only), [""; 0]);
    }

    #[wasm_bindgen_test]
    fn ones_own_time_is_that_of_the_site() {
        let plan = plan(&[window(10)], &[CarriedOutBy::Remote]);
        let mut choices = Choices::default();
        choices.choose_when(When::Own);
        assert_eq!(wrong(&choices, &plan), ["plan-from required", "plan-until required"]);
        choices.begin("2026-11-21T23:30".to_owned(), &plan, ZONE);
        assert_eq!(choices.until, "2026-11-22T00:30", "as long as it takes");
        let start: Timestamp = "2026-11-21T23:30:00+08:00".parse().unwrap();
        let decided = choices.decision(&plan, ZONE).window;
        assert_eq!(decided, Some(MaintenanceWindow { start, end: start + Span::hours(1) }));

        choices.begin("2026-11-21T20:30".to_owned(), &plan, ZONE);
        assert_eq!(choices.until, "2026-11-22T00:30", "it was set to be later");
        assert_eq!(wrong(&choices, &plan), ["plan-from overlaps"]);
        choices.begin("2026-11-19T20:30".to_owned(), &plan, ZONE);
        assert_eq!(wrong(&choices, &plan), ["plan-from inPast", "plan-from overlaps"]);
        choices.until = "2026-11-19T20:00".to_owned();
        assert_eq!(wrong(&choices, &plan), ["plan-from inPast", "plan-until tooBrief"]);
    }

    #[wasm_bindgen_test]
    fn what_is_agreed_stands_in_the_controls() {
        let remote = Some(CarriedOutBy::Remote);
        let proposed = plan(&[window(10)], &[CarriedOutBy::Customer, CarriedOutBy::Remote]);
        for agreed in [window(10), window(50)] {
            let plan = ResolutionPlan {
                state: PlanState::Approved,
                carried_out_by: remote.clone(),
                window: Some(agreed),
                ..proposed.clone()
            };
            let decision = Choices::before(&plan, ZONE).decision(&plan, ZONE);
            assert_eq!((decision.carried_out_by, decision.window), (remote.clone(), Some(agreed)));
        }
    }
}

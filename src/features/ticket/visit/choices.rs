//! What the visitor chooses: one of the times that are proposed, or one of their own that would suit.

use aftercare_contract::{
    FieldCode, FieldError, Timestamp,
    plan::MaintenanceWindow,
    ticket::{Action, TakeAction},
    visit::{Visit, VisitDecision},
};
use serde::{Deserialize, Serialize};

use super::super::choosing;
use crate::platform::local_time;

/// The group for the time.
pub(super) const WHEN: &str = "visit-when";
/// Where one's own time begins.
pub(super) const FROM: &str = "visit-from";
/// Where it ends.
pub(super) const UNTIL: &str = "visit-until";
/// What else there is to say about it.
pub(super) const NOTE: &str = "visit-note";

/// When somebody is to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum When {
    /// At a time that is proposed.
    At(MaintenanceWindow),
    /// At another one.
    Other,
}

/// A time that is proposed, or one's own with a note.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Choices {
    when: Option<When>,
    pub(super) from: String,
    pub(super) until: String,
    pub(super) note: String,
}

/// The times of a visit that can still be chosen.
pub(super) fn ahead(visit: &Visit, now: Timestamp) -> Vec<MaintenanceWindow> {
    visit.times.iter().filter(|time| time.start >= now && Some(*time) != visit.time.as_ref()).copied().collect()
}

impl Choices {
    pub(super) fn choose(&mut self, when: When) {
        self.when = Some(when);
    }

    /// Takes the beginning of one's own time; its end goes along until it was set to be later.
    pub(super) fn begin(&mut self, from: String, visit: &Visit, zone: &str) {
        self.from = from;
        // Both are written from the largest unit to the smallest, so that texts compare as times do.
        if self.until <= self.from
            && let Some(from) = local_time::parse_in(&self.from, zone)
            && let Some(like) = visit.times.first()
        {
            self.until = local_time::text_in(from + like.end.since(like.start), zone).unwrap_or_default();
        }
    }

    /// When, if that is chosen and can still be had.
    pub(super) fn when(&self, visit: &Visit, now: Timestamp) -> Option<When> {
        let ahead = ahead(visit, now);
        match self.when {
            Some(When::At(time)) => ahead.contains(&time).then_some(When::At(time)),
            // Where nothing else can be had, there is nothing to choose.
            other => other.or(ahead.is_empty().then_some(When::Other)),
        }
    }

    fn own(&self, zone: &str) -> Option<MaintenanceWindow> {
        let [start, end] = [&self.from, &self.until].map(|text| local_time::parse_in(text, zone));
        Some(MaintenanceWindow { start: start?, end: end? })
    }
}

impl choosing::Choices for Choices {
    type Of = Visit;

    fn before(_: &Visit, _: &str) -> Self {
        Self::default()
    }

    fn action(&self, visit: &Visit, zone: &str, now: Timestamp) -> TakeAction {
        let decision = |time| Some(VisitDecision { revision: visit.revision, time, host: None });
        match self.when(visit, now) {
            Some(When::Other) => {
                let reason = Some(self.note.clone()).filter(|note| !note.trim().is_empty());
                TakeAction { reason, visit: decision(self.own(zone)), ..Action::RequestVisitTime.into() }
            }
            Some(When::At(time)) => TakeAction { visit: decision(Some(time)), ..Action::ChooseVisitTime.into() },
            None => TakeAction { visit: decision(None), ..Action::ChooseVisitTime.into() },
        }
    }

    fn errors(&self, visit: &Visit, zone: &str, now: Timestamp) -> Vec<FieldError> {
        let required = |pointer: &str| FieldError::new(pointer, FieldCode::Required);
        let action = self.action(visit, zone, now);
        let Some(decision) = action.visit else { return Vec::new() };
        match self.when(visit, now) {
            None => vec![required("/visit/time")],
            Some(When::At(_)) => decision.check_choice(visit, now).err().unwrap_or_default(),
            Some(When::Other) if decision.time.is_none() => {
                let ends = [("/visit/time/start", &self.from), ("/visit/time/end", &self.until)];
                let empty = ends.into_iter().filter(|(_, text)| local_time::parse_in(text, zone).is_none());
                empty.map(|(pointer, _)| required(pointer)).collect()
            }
            Some(When::Other) => decision.check_wish(now).err().unwrap_or_default(),
        }
    }

    fn control(&self, _: &Visit, error: &FieldError) -> &'static str {
        match error.pointer.as_str() {
            "/visit/time/start" => FROM,
            "/visit/time/end" => UNTIL,
            "/reason" => NOTE,
            _ => WHEN,
        }
    }
}

#[cfg(test)]
mod tests {
    use aftercare_contract::Span;
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::{super::super::choosing::Choices as _, *};

    const ZONE: &str = "Asia/Shanghai";

    fn now() -> Timestamp {
        "2026-11-20T14:02:00+08:00".parse().unwrap()
    }

    fn time(hours: i64) -> MaintenanceWindow {
        MaintenanceWindow { start: now() + Span::hours(hours), end: now() + Span::hours(hours + 2) }
    }

    fn visit(times: &[MaintenanceWindow]) -> Visit {
        serde_json::from_value(serde_json::json!({
            "id": "V1", "revision": 4, "state": "proposed", "stages": [], "purpose": { "text": "" }, "times": times,
            "engineer": { "name": "何伟", "tier": "field" }, "changeBefore": "PT2H"
        }))
        .unwrap()
    }

    fn wrong(choices: &Choices, visit: &Visit) -> Vec<String> {
        let errors = choices.errors(visit, ZONE, now());
        errors.iter().map(|error| format!("{} {}", choices.control(visit, error), error.code)).collect()
    }

    #[wasm_bindgen_test]
    fn what_cannot_be_had_any_more_is_not_chosen() {
        let both = visit(&[time(10), time(20), time(-1)]);
        assert_eq!(ahead(&both, now()), [time(10), time(20)]);
        let mut choices = Choices::default();
        assert_eq!(wrong(&choices, &both), ["visit-when required"]);
        choices.choose(When::At(time(10)));
        assert_eq!(wrong(&choices, &both), [""; 0]);
        assert_eq!(choices.action(&both, ZONE, now()).action, Action::ChooseVisitTime);
        let agreed = both.clone().agree(time(10), now());
        assert_eq!(wrong(&choices, &agreed), ["visit-when required"], "it is agreed already");
        assert_eq!(choices.when(&visit(&[time(30)]), now()), None);
        assert_eq!(Choices::default().when(&visit(&[time(-3)]), now()), Some(When::Other), "nothing else is left");
    }

    #[wasm_bindgen_test]
    fn ones_own_time_is_that_of_the_site() {
        let visit = visit(&[time(10)]);
        let mut choices = Choices::default();
        choices.choose(When::Other);
        assert_eq!(wrong(&choices, &visit), ["visit-from required", "visit-until required"]);
        choices.begin("2026-11-21T23:30".to_owned(), &visit, ZONE);
        assert_eq!(choices.until, "2026-11-22T01:30", "as long as the times that were proposed");
        choices.note = "In the evening".to_owned();
        let asked = choices.action(&visit, ZONE, now());
        let start: Timestamp = "2026-11-21T23:30:00+08:00".parse().unwrap();
        let wish = MaintenanceWindow { start, end: start + Span::hours(2) };
        assert_eq!((asked.action, asked.reason.as_deref()), (Action::RequestVisitTime, Some("In the evening")));
        assert_eq!(asked.visit.and_then(|visit| visit.time), Some(wish));
        choices.until = "2026-11-21T23:00".to_owned();
        assert_eq!(wrong(&choices, &visit), ["visit-until tooBrief"]);
        choices.from = "2026-11-20T10:00".to_owned();
        assert_eq!(wrong(&choices, &visit), ["visit-from inPast"]);
    }
}

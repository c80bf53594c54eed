//! Whose turn it is: one sentence in one of five tones.

use aftercare_contract::{
    Timestamp,
    ticket::{Status, Task, Ticket, TurnOf},
};

use crate::i18n::I18n;

/// How the sentence looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tone {
    /// The customer has to do something.
    Yours,
    /// The vendor works on it.
    Working,
    /// It waits for somebody or something else.
    Waiting,
    /// It is over.
    Good,
    /// What was promised is overdue.
    Late,
}

impl Tone {
    /// The class of the block.
    pub(super) const fn class(self) -> &'static str {
        match self {
            Self::Yours => "turn turn--yours",
            Self::Working => "turn turn--working",
            Self::Waiting => "turn turn--waiting",
            Self::Good => "turn turn--good",
            Self::Late => "turn turn--late",
        }
    }
}

/// Who does what by when.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sentence {
    pub(super) tone: Tone,
    turn_of: TurnOf,
    task: Task,
    by: Option<Timestamp>,
    status: Status,
    engineer: Option<String>,
    tier: aftercare_contract::ticket::Tier,
    since: Option<Timestamp>,
    fixed: Option<Timestamp>,
    paused: bool,
}

impl Sentence {
    /// What there is to say of a ticket now.
    pub(super) fn of(ticket: &Ticket, now: Timestamp) -> Self {
        let turn = &ticket.summary.turn;
        let late = turn.by.is_some_and(|by| by < now);
        let tone = match (&turn.who, &turn.task) {
            (TurnOf::Customer, _) => Tone::Yours,
            (TurnOf::Nobody, _) => Tone::Good,
            _ if late => Tone::Late,
            (TurnOf::ThirdParty, _) | (_, Task::Wait) => Tone::Waiting,
            _ => Tone::Working,
        };
        Self {
            tone,
            turn_of: turn.who.clone(),
            task: turn.task.clone(),
            by: turn.by,
            status: ticket.summary.status.clone(),
            engineer: ticket.engineer.as_ref().map(|engineer| engineer.name.clone()),
            tier: ticket.tier.clone(),
            since: ticket.engineer.as_ref().and_then(|engineer| engineer.since),
            fixed: ticket.summary.resolution_date,
            paused: ticket.clocks.iter().any(|clock| clock.state == aftercare_contract::ticket::ClockState::Paused),
        }
    }

    /// The symbol beside it.
    pub(super) fn icon(&self) -> &'static str {
        match (self.tone, &self.status) {
            (Tone::Yours, Status::Resolved) => "st-verify",
            (Tone::Yours, _) => "st-yours",
            (Tone::Working, _) => "st-working",
            (Tone::Waiting, _) => "st-waiting",
            (Tone::Good, Status::Cancelled) => "st-cancelled",
            (Tone::Good, _) => "st-closed",
            (Tone::Late, _) => "st-late",
        }
    }

    /// Whose turn it is.
    pub(super) fn who(&self, i18n: I18n) -> String {
        match (self.tone, &self.turn_of) {
            (Tone::Yours, _) => i18n.turn_yours(),
            (Tone::Late, _) => i18n.turn_late(),
            (Tone::Good, _) => i18n.status(&self.status),
            (Tone::Working, TurnOf::Other(word)) => word.clone(),
            (Tone::Working, _) => i18n.turn_ours(),
            (Tone::Waiting, TurnOf::ThirdParty) => i18n.turn_third(),
            (Tone::Waiting, _) => i18n.turn_waiting(),
        }
    }

    /// Who does what by when.
    pub(super) fn what(&self, i18n: I18n, now: Timestamp) -> String {
        let late = self.tone == Tone::Late;
        let by = self.by.map(|by| i18n.moment(by, now));
        let who = self.engineer.clone().unwrap_or_else(|| i18n.tier(&self.tier));
        let doing = match (&self.task, &by) {
            (Task::Answer, Some(by)) => return i18n.turn_answer_by(by),
            (Task::Answer, None) => return i18n.turn_answer(),
            (Task::Verify, _) => return i18n.turn_verify(),
            (Task::Respond, Some(by)) if late => return i18n.turn_respond_late(by),
            (Task::Respond, Some(by)) => return i18n.turn_respond_by(by),
            (Task::Respond, None) => return i18n.turn_respond(),
            (Task::Nothing, _) if self.status == Status::Cancelled => return i18n.turn_cancelled(),
            (Task::Nothing, _) => return i18n.turn_closed(),
            (Task::Diagnose, _) => i18n.turn_diagnose(&who),
            (Task::Solve, _) => i18n.turn_solve(&who),
            (Task::Decide, Some(by)) => return i18n.turn_decide_by(by),
            (Task::Decide, None) => return i18n.turn_decide(),
            (Task::Allow, _) => return i18n.turn_allow(),
            (Task::CarryOut, _) if self.tone == Tone::Yours => return i18n.turn_carry_out_yourselves(),
            (Task::CarryOut, _) => i18n.turn_carry_out(&who),
            (Task::Replace, _) => return i18n.turn_replace(),
            (Task::Schedule, Some(by)) => return i18n.turn_schedule_by(by),
            (Task::Schedule, None) => return i18n.turn_schedule(),
            (Task::Deliver, _) if self.turn_of == TurnOf::Vendor => i18n.turn_part(),
            (Task::Deliver, _) => i18n.turn_deliver(),
            (Task::Wait, _) => i18n.turn_wait(),
            (other, _) => other.as_str().to_owned(),
        };
        match by {
            Some(by) if late => i18n.turn_news_late(&doing, &by),
            Some(by) => i18n.turn_news(&doing, &by),
            None => doing,
        }
    }

    /// What follows from it.
    pub(super) fn then(&self, i18n: I18n, now: Timestamp) -> Option<String> {
        match (self.tone, &self.task) {
            (Tone::Yours, Task::Verify) => self.by.map(|by| i18n.turn_verify_then(&i18n.day_time(by, now))),
            (Tone::Yours, _) => self.paused.then(|| i18n.turn_paused()),
            (Tone::Good, _) => self.fixed.map(|fixed| i18n.turn_closed_then(&i18n.day_time(fixed, now))),
            _ => self.since.map(|since| i18n.turn_since(&i18n.tier(&self.tier), &i18n.moment(since, now))),
        }
    }
}

#[cfg(test)]
mod tests {
    use aftercare_contract::{Span, ticket::Turn};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    fn ticket(turn: &Turn) -> Ticket {
        let summary = serde_json::json!({
            "srNumber": "SR-1", "version": 1, "name": "x", "ticketType": "fault", "status": "inProgress",
            "turn": turn, "channel": "web", "creationDate": "2026-11-20T09:00:00Z", "lastUpdate": "2026-11-20T09:00:00Z",
        });
        let ticket = serde_json::json!({
            "summary": summary, "description": "", "statusChangeDate": "2026-11-20T09:00:00Z", "step": "diagnosis",
            "tier": "L1", "clocks": [], "remoteAccess": "no", "window": "anytime", "lastEvent": 1,
            "serverTime": "2026-11-20T09:00:00Z",
        });
        serde_json::from_value(ticket).unwrap()
    }

    #[wasm_bindgen_test]
    fn the_tone_follows_who_has_to_act_and_whether_it_is_overdue() {
        let now: Timestamp = "2026-11-20T10:00:00Z".parse().unwrap();
        let (past, future) = (Some(now + Span::minutes(-1)), Some(now + Span::minutes(1)));
        for (who, task, by, tone) in [
            (TurnOf::Vendor, Task::Diagnose, future, Tone::Working),
            (TurnOf::Vendor, Task::Diagnose, None, Tone::Working),
            (TurnOf::Vendor, Task::Respond, past, Tone::Late),
            (TurnOf::Vendor, Task::Wait, future, Tone::Waiting),
            (TurnOf::ThirdParty, Task::Deliver, future, Tone::Waiting),
            (TurnOf::ThirdParty, Task::Deliver, past, Tone::Late),
            // A customer who takes longer isn't told off.
            (TurnOf::Customer, Task::Answer, past, Tone::Yours),
            (TurnOf::Customer, Task::Verify, future, Tone::Yours),
            (TurnOf::Nobody, Task::Nothing, None, Tone::Good),
            ("robot".into(), "dance".into(), None, Tone::Working),
        ] {
            let turn = Turn { who, task, by };
            assert_eq!(Sentence::of(&ticket(&turn), now).tone, tone, "{turn:?}");
        }
    }
}

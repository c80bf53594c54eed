//! The contract's words in the visitor's language; a word that this version doesn't know is shown as it came.

use aftercare_contract::{
    Timestamp,
    ticket::{Channel, PauseReason, Promise, Status, Step, Task, TicketSummary, TicketType, Tier, TurnOf},
};

use super::I18n;

/// What stands where there is nothing to say.
const NOTHING: &str = "—";

impl I18n {
    /// Whose turn it is, in the few words that a row has room for.
    pub fn turn_briefly(self, ticket: &TicketSummary, now: Timestamp) -> String {
        let turn = &ticket.turn;
        let by = turn.by.map(|by| self.moment(by, now));
        let in_charge = || ticket.engineer.clone().unwrap_or_else(|| self.list_us());
        match (&turn.who, &turn.task, by) {
            (TurnOf::Nobody, ..) => NOTHING.to_owned(),
            (TurnOf::Customer, Task::Verify, Some(by)) => self.list_verify_by(&by),
            (TurnOf::Customer, Task::Verify, None) => self.list_verify(),
            (TurnOf::Customer, Task::Decide, Some(by)) => self.list_decide_by(&by),
            (TurnOf::Customer, Task::Decide, None) => self.list_decide(),
            (TurnOf::Customer, Task::CarryOut | Task::Replace, _) => self.list_carry_out(),
            (TurnOf::Customer, _, Some(by)) => self.list_answer_by(&by),
            (TurnOf::Customer, _, None) => self.list_answer(),
            (TurnOf::ThirdParty, ..) => self.turn_third(),
            (TurnOf::Vendor, Task::Respond, Some(by)) if turn.is_late(now) => self.turn_respond_late(&by),
            (TurnOf::Vendor, Task::Respond, Some(by)) => self.list_respond_by(&by),
            (TurnOf::Vendor, _, Some(by)) if turn.is_late(now) => self.turn_news_late(&in_charge(), &by),
            (TurnOf::Vendor, ..) => in_charge(),
            (TurnOf::Other(word), ..) => word.clone(),
        }
    }

    /// When a ticket is expected to be done, or was done.
    pub fn expected(self, ticket: &TicketSummary, now: Timestamp) -> String {
        match (&ticket.status, ticket.resolution_date, &ticket.eta) {
            (Status::Cancelled, ..) => NOTHING.to_owned(),
            (Status::Closed, Some(fixed), _) => self.list_took(&self.span(fixed.since(ticket.creation_date))),
            (_, Some(fixed), _) => self.list_fixed(&self.day_time(fixed, now)),
            (_, None, Some(eta)) => match (eta.earliest, eta.latest) {
                (Some(from), Some(to)) if from < to => self.time_range(from, to, now),
                _ => self.day_time(eta.expected_resolution_date, now),
            },
            (_, None, None) => self.list_no_eta(),
        }
    }

    /// Where a ticket stands.
    pub fn status(self, word: &Status) -> String {
        match word {
            Status::Acknowledged => self.status_acknowledged(),
            Status::InProgress => self.status_in_progress(),
            Status::Pending => self.status_pending(),
            Status::Held => self.status_held(),
            Status::Resolved => self.status_resolved(),
            Status::Closed => self.status_closed(),
            Status::Cancelled => self.status_cancelled(),
            Status::Other(word) => word.clone(),
        }
    }

    /// A step of the service process.
    pub fn step(self, word: &Step) -> String {
        match word {
            Step::Reported => self.step_reported(),
            Step::Diagnosis => self.step_diagnosis(),
            Step::GradedHandling => self.step_graded_handling(),
            Step::CarryingOut => self.step_carrying_out(),
            Step::Confirmation => self.step_confirmation(),
            Step::Other(word) => word.clone(),
        }
    }

    /// A tier of the vendor.
    pub fn tier(self, word: &Tier) -> String {
        match word {
            Tier::L1 => self.tier_l1(),
            Tier::L2 => self.tier_l2(),
            Tier::L3 => self.tier_l3(),
            Tier::L4 => self.tier_l4(),
            Tier::Field => self.tier_field(),
            Tier::Other(word) => word.clone(),
        }
    }

    /// A way to talk.
    pub fn channel(self, word: &Channel) -> String {
        match word {
            Channel::Web => self.channel_web(),
            Channel::Phone => self.channel_phone(),
            Channel::Email => self.channel_email(),
            Channel::WeCom => self.channel_we_com(),
            Channel::DingTalk => self.channel_ding_talk(),
            Channel::WeChat => self.channel_we_chat(),
            Channel::Qq => self.channel_qq(),
            Channel::Other(word) => word.clone(),
        }
    }

    /// What a contract promises a time for.
    pub fn promise(self, word: &Promise) -> String {
        match word {
            Promise::Response => self.clock_response(),
            Promise::Handling => self.clock_handling(),
            Promise::Diagnosis => self.clock_diagnosis(),
            Promise::Plan => self.clock_plan(),
            Promise::Arrival => self.clock_arrival(),
            Promise::Restoration => self.clock_restoration(),
            Promise::Resolution => self.clock_resolution(),
            Promise::Confirmation => self.clock_confirmation(),
            Promise::Other(word) => word.clone(),
        }
    }

    /// Why clocks stand still.
    pub fn pause_reason(self, word: &PauseReason) -> String {
        match word {
            PauseReason::WaitingForCustomer => self.clock_pause_customer(),
            PauseReason::WaitingForAccess => self.clock_pause_access(),
            PauseReason::WaitingForWindow => self.clock_pause_window(),
            PauseReason::WaitingForThirdParty => self.clock_pause_third_party(),
            PauseReason::Agreed => self.clock_pause_agreed(),
            PauseReason::Verification => self.clock_pause_verification(),
            PauseReason::Other(word) => word.clone(),
        }
    }

    /// A kind of request.
    pub fn kind(self, word: &TicketType) -> String {
        match word {
            TicketType::Fault => self.kind_fault(),
            TicketType::Question => self.kind_question(),
            TicketType::PerformanceTuning => self.kind_performance_tuning(),
            TicketType::SecurityHardening => self.kind_security_hardening(),
            TicketType::Migration => self.kind_migration(),
            TicketType::HealthCheck => self.kind_health_check(),
            TicketType::Training => self.kind_training(),
            TicketType::SoftwareUpgrade => self.kind_software_upgrade(),
            TicketType::NewRequirement => self.kind_new_requirement(),
            TicketType::Billing => self.kind_billing(),
            TicketType::Complaint => self.kind_complaint(),
            TicketType::Suggestion => self.kind_suggestion(),
            TicketType::Other(word) => word.clone(),
        }
    }
}

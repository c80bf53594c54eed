//! The contract's words in the visitor's language; a word that this version doesn't know is shown as it came.

use aftercare_contract::ticket::{Action, Channel, PauseReason, Promise, Status, Step, TicketType, Tier};

use super::I18n;

impl I18n {
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

    /// Something that can be done to a ticket.
    pub fn action(self, word: &Action) -> String {
        match word {
            Action::Answer => self.action_answer(),
            Action::Edit => self.action_edit(),
            Action::Confirm => self.action_confirm(),
            Action::Reopen => self.action_reopen(),
            Action::Withdraw => self.action_withdraw(),
            Action::Nudge => self.action_nudge(),
            Action::Escalate => self.action_escalate(),
            Action::RequestGreenChannel => self.action_green_channel(),
            Action::Other(word) => word.clone(),
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

//! What can be done to a ticket; a word that this version doesn't know is shown as it came.

use aftercare_contract::ticket::Action;

use super::I18n;

impl I18n {
    /// Something that can be done to a ticket.
    pub fn action(self, word: &Action) -> String {
        match word {
            Action::Answer => self.action_answer(),
            Action::Edit => self.action_edit(),
            Action::Confirm => self.action_confirm(),
            Action::ConfirmPartly => self.action_confirm_partly(),
            Action::Reopen => self.action_reopen(),
            Action::KeepOpen => self.action_keep_open(),
            Action::Withdraw => self.action_withdraw(),
            Action::Nudge => self.action_nudge(),
            Action::Escalate => self.action_escalate(),
            Action::RequestGreenChannel => self.action_green_channel(),
            Action::ApprovePlan => self.action_approve_plan(),
            Action::DeclinePlan => self.action_decline_plan(),
            Action::ReportCarriedOut => self.action_report_carried_out(),
            Action::GrantAccess => self.action_grant_access(),
            Action::DeclineAccess => self.action_decline_access(),
            Action::RevokeAccess => self.action_revoke_access(),
            Action::ReportPartArrived => self.action_report_part_arrived(),
            Action::ReportReplaced => self.action_report_replaced(),
            Action::HandOverDefective => self.action_hand_over(),
            Action::RequestLoaner => self.action_request_loaner(),
            Action::ChooseVisitTime => self.action_choose_visit_time(),
            Action::RequestVisitTime => self.action_request_visit_time(),
            Action::CancelVisit => self.action_cancel_visit(),
            Action::NameVisitHost => self.action_name_visit_host(),
            Action::FileClaim => self.action_file_claim(),
            Action::AddClaimEvidence => self.action_add_claim_evidence(),
            Action::AcceptClaim => self.action_accept_claim(),
            Action::AppealClaim => self.action_appeal_claim(),
            Action::WithdrawClaim => self.action_withdraw_claim(),
            Action::AddWatcher => self.action_add_watcher(),
            Action::RemoveWatcher => self.action_remove_watcher(),
            Action::Other(word) => word.clone(),
        }
    }
}

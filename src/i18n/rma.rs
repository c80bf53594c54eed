//! The words of spare parts; a word that this version doesn't know is shown as it came.

use aftercare_contract::rma::{RmaService, RmaState};

use super::I18n;

impl I18n {
    /// How far a spare part is.
    pub fn rma_state(self, word: &RmaState) -> String {
        match word {
            RmaState::Confirmed => self.rma_confirmed(),
            RmaState::Backordered => self.rma_backordered(),
            RmaState::Picked => self.rma_picked(),
            RmaState::OnTheWay => self.rma_on_the_way(),
            RmaState::Arrived => self.rma_arrived(),
            RmaState::Replaced => self.rma_replaced(),
            RmaState::Returned => self.rma_returned(),
            RmaState::Refused => self.rma_refused(),
            RmaState::Withdrawn => self.rma_withdrawn(),
            RmaState::Other(word) => word.clone(),
        }
    }

    /// Where a part is replaced, and by whom.
    pub fn rma_service_of(self, word: &RmaService) -> String {
        match word {
            RmaService::OnSite => self.rma_on_site(),
            RmaService::CarryIn => self.rma_carry_in(),
            RmaService::Customer => self.rma_by_customer(),
            RmaService::Other(word) => word.clone(),
        }
    }
}

//! The words of claims; a word that this version doesn't know is shown as it came.

use aftercare_contract::claim::ClaimState;

use super::I18n;

impl I18n {
    /// How far a claim is.
    pub fn claim_state(self, word: &ClaimState) -> String {
        match word {
            ClaimState::Filed => self.claim_filed(),
            ClaimState::TakenOn => self.claim_taken_on(),
            ClaimState::Evidence => self.claim_gathering(),
            ClaimState::Appraisal => self.claim_appraisal(),
            ClaimState::Proposal => self.claim_proposal(),
            ClaimState::Noticed => self.claim_noticed(),
            ClaimState::Accepted => self.claim_accepted(),
            ClaimState::Appealed => self.claim_appealed(),
            ClaimState::Refused => self.claim_refused(),
            ClaimState::Withdrawn => self.claim_withdrawn(),
            ClaimState::Other(word) => word.clone(),
        }
    }

    /// An amount of money: `CNY 36,800`.
    pub fn money(self, amount: u64, currency: &str) -> String {
        [currency, "\u{a0}", &self.number(amount)].concat()
    }
}

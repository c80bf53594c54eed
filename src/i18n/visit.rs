//! The words of visits; a word that this version doesn't know is shown as it came.

use aftercare_contract::visit::VisitState;

use super::I18n;

impl I18n {
    /// How far a visit is.
    pub fn visit_state(self, word: &VisitState) -> String {
        match word {
            VisitState::Proposed => self.visit_proposed(),
            VisitState::Requested => self.visit_requested(),
            VisitState::Agreed => self.visit_agreed(),
            VisitState::OnTheWay => self.visit_on_the_way(),
            VisitState::Arrived => self.visit_arrived(),
            VisitState::Done => self.visit_done(),
            VisitState::Cancelled => self.visit_cancelled(),
            VisitState::Other(word) => word.clone(),
        }
    }
}

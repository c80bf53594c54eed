//! The words of resolution plans; a word that this version doesn't know is shown as it came.

use aftercare_contract::plan::{CarriedOutBy, MaintenanceWindow, PlanState};

use super::I18n;
use crate::platform::zone;

impl I18n {
    /// Where a plan stands.
    pub fn plan_state(self, word: &PlanState) -> String {
        match word {
            PlanState::Proposed => self.plan_proposed(),
            PlanState::Approved => self.plan_approved(),
            PlanState::Declined => self.plan_declined(),
            PlanState::CarryingOut => self.plan_carrying_out(),
            PlanState::Done => self.plan_done(),
            PlanState::Withdrawn => self.plan_withdrawn(),
            PlanState::Other(word) => word.clone(),
        }
    }

    /// Who carries a plan out, and from where.
    pub fn carried_out_by(self, word: &CarriedOutBy) -> String {
        match word {
            CarriedOutBy::Customer => self.plan_by_customer(),
            CarriedOutBy::Remote => self.plan_by_remote(),
            CarriedOutBy::OnSite => self.plan_by_on_site(),
            CarriedOutBy::Other(word) => word.clone(),
        }
    }

    /// A window by the clocks in the zone `zone` (IANA): Sat, 21 Nov, 01:00 – 03:00
    pub fn maintenance_window(self, window: &MaintenanceWindow, zone: &str) -> String {
        // A zone that this browser doesn't know is told in the viewer's own.
        self.range_in_zone(window.start, window.end, Some(zone))
            .or_else(|| self.range_in_zone(window.start, window.end, None))
            .unwrap_or_default()
    }

    /// The same by the viewer's clock, where that shows another time.
    pub fn window_here(self, window: &MaintenanceWindow, zone: &str) -> Option<String> {
        let here = self.maintenance_window(window, &zone::own()?);
        (here != self.maintenance_window(window, zone)).then(|| self.plan_here(&here))
    }
}

//! The days of a device's life, seen from today. How near "soon" is, `horizons.json` says.

use std::sync::LazyLock;

use aftercare_contract::{
    Timestamp,
    asset::{Day, Device, LifeDay, LifeEvent, LifeState},
};
use chrono::{Days, NaiveDate};
use serde::Deserialize;

/// Within how many days something is soon.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct Horizons {
    /// The end of a warranty or contract.
    pub soon: u32,
    /// The end of what the vendor does for a model.
    pub service: u32,
}

static HORIZONS: LazyLock<Horizons> = LazyLock::new(|| {
    #[expect(clippy::expect_used, reason = "the file is part of the program; tests read it")]
    serde_json::from_str(include_str!("horizons.json")).expect("horizons.json holds the horizons")
});

/// The day from which life is seen.
#[derive(Clone, Copy, Debug)]
pub struct Today {
    day: NaiveDate,
    /// How near "soon" is.
    pub horizons: Horizons,
}

impl Today {
    /// The day of this moment.
    pub fn at(now: Timestamp) -> Self {
        Self { day: now.0.date_naive(), horizons: *HORIZONS }
    }

    /// So many days from today.
    pub fn after(&self, days: u32) -> Day {
        Day(self.day.checked_add_days(Days::new(days.into())).unwrap_or(self.day))
    }

    /// All days of the device, in their order.
    pub fn life(&self, device: &Device) -> Vec<LifeDay> {
        let Horizons { soon, service } = self.horizons;
        let contract_end = device.contract.as_ref().map(|contract| contract.valid_to);
        let days = [
            (LifeEvent::InService, device.in_service_since, 0),
            (LifeEvent::WarrantyEnd, device.warranty_end, soon),
            (LifeEvent::ContractEnd, contract_end, soon),
            (LifeEvent::EndOfLife, device.end_of_life, service),
            (LifeEvent::EndOfServiceLife, device.end_of_service_life, service),
        ];
        let mut life: Vec<_> = days
            .into_iter()
            .filter_map(|(event, day, within)| {
                let day = day?;
                let state = match day {
                    day if day < self.after(0) => LifeState::Past,
                    day if day <= self.after(within) => LifeState::Soon,
                    _ => LifeState::Ahead,
                };
                Some(LifeDay { event, day, state })
            })
            .collect();
        life.sort_by_key(|entry| entry.day);
        life
    }
}

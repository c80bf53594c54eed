//! A device's life on a line of time: what covers it, when it is no longer sold, when no longer repaired. Each picture
//! has its words beside it.

use aftercare_contract::asset::{Day, Device, LifeDay, LifeEvent, LifeState};
use leptos::prelude::*;

use crate::{
    i18n::I18n,
    ui::{El, el, icon},
};

/// How many years the lines of the list show.
const YEARS: i32 = 6;

/// A stretch of time, whole years.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Years {
    first: i32,
    /// The year with whose first day it ends.
    end: i32,
}

impl Years {
    /// From this year on.
    pub(super) fn ahead(today: Day) -> Self {
        Self { first: today.year(), end: today.year() + YEARS }
    }

    /// All of a device's days, and today.
    pub(super) fn of(life: &[LifeDay], today: Day) -> Self {
        let years = || life.iter().map(|entry| entry.day.year()).chain([today.year()]);
        let (first, last) = (years().min().unwrap_or_default(), years().max().unwrap_or_default());
        Self { first, end: last + 1 }
    }

    /// Where a day lies, in percent of the line; beyond an end at that end.
    fn at(self, day: Day) -> String {
        let first = |year| Day::first_of(year).unwrap_or(day);
        let (from, to) = (first(self.first), first(self.end));
        #[expect(clippy::cast_precision_loss, reason = "days of some years")]
        let part = day.days_after(from) as f64 / to.days_after(from).max(1) as f64;
        format!("{:.1}%", part.clamp(0.0, 1.0) * 100.0)
    }

    /// A few years at its axis, with their places.
    fn ticks(self) -> impl Iterator<Item = (i32, String)> {
        let step = usize::try_from((self.end - self.first + 2) / 3).unwrap_or(1).max(1);
        let tick = move |year| Some((year, self.at(Day::first_of(year)?)));
        (self.first..=self.end).step_by(step).filter_map(tick)
    }
}

/// The line of a device on `years`, in the middle of a drawing that is so high.
pub(super) fn life_line(device: &Device, years: Years, today: Day) -> impl IntoView + use<> {
    let contract_end = device.contract.as_ref().map(|contract| contract.valid_to);
    let start = device.in_service_since.map_or_else(|| "0%".to_owned(), |day| years.at(day));
    let end = device.end_of_service_life.map_or_else(|| "100%".to_owned(), |day| years.at(day));
    let from = start.clone();
    let cover = move |class: &'static str, until: Option<Day>, y: &'static str| {
        let until = until.filter(|day| *day >= today)?;
        Some(view! { <line class=class x1=from.clone() x2=years.at(until) y1=y y2=y /> })
    };
    let end_of_life = device.end_of_life.map(|day| {
        let x = years.at(day);
        view! { <line class="life__eol" x1=x.clone() x2=x y1="3" y2="15" /> }
    });
    let end_of_service = device.end_of_service_life.map(|day| {
        view! { <circle class="life__eosl" cx=years.at(day) cy="9" r="3.5" /> }
    });
    let now = years.at(today);
    view! {
        <svg class="life" aria-hidden="true" width="100%" height="18">
            <line class="life__span" x1=start x2=end y1="9" y2="9" />
            {cover("life__cover life__cover--warranty", device.warranty_end, "6")}
            {cover("life__cover", contract_end, "12")}
            {end_of_life}
            {end_of_service}
            <line class="life__now" x1=now.clone() x2=now y1="0" y2="18" />
        </svg>
    }
}

/// The years below or above such lines.
pub(super) fn life_axis(years: Years) -> impl IntoView {
    let last = years.end;
    let tick = move |(year, x): (i32, String)| {
        let anchor = match year {
            year if year == years.first => "start",
            year if year == last => "end",
            _ => "middle",
        };
        view! {
            <text class="chart__tick" x=x y="13" text-anchor=anchor>
                {year}
            </text>
        }
    };
    view! {
        <svg class="life" aria-hidden="true" width="100%" height="18">
            {years.ticks().map(tick).collect_view()}
        </svg>
    }
}

/// Whether something still covers the device, with a word and an icon.
pub(super) fn judged(state: &LifeState, word: &str) -> El {
    let (class, symbol) = match state {
        LifeState::Past => ("judged judged--bad", "alert"),
        LifeState::Soon => ("judged judged--watch", "clock"),
        LifeState::Ahead | LifeState::Other(_) => ("judged judged--calm", "check"),
    };
    el("span", class).child(icon(symbol)).text(word)
}

/// How a warranty or contract stands.
pub(super) fn cover_word(i18n: I18n, state: &LifeState) -> String {
    match state {
        LifeState::Past => i18n.devices_cover_past(),
        LifeState::Soon => i18n.devices_cover_soon(),
        LifeState::Ahead => i18n.devices_cover_ahead(),
        LifeState::Other(word) => word.clone(),
    }
}

/// What a day is.
pub(super) fn event_word(i18n: I18n, event: &LifeEvent) -> String {
    match event {
        LifeEvent::InService => i18n.devices_in_service(),
        LifeEvent::WarrantyEnd => i18n.devices_warranty_end(),
        LifeEvent::ContractEnd => i18n.devices_contract_end(),
        LifeEvent::EndOfLife => i18n.devices_end_of_life(),
        LifeEvent::EndOfServiceLife => i18n.devices_end_of_service_life(),
        LifeEvent::Other(word) => word.clone(),
    }
}

//! The fleet, one of its devices, and serial numbers that are looked up.

mod device;
mod export;
mod filters;
mod life;
mod list;
mod lookup;
mod notices;
mod promises;
mod reports;
mod rows;
mod tickets;

use aftercare_contract::{asset::DeviceId, fleet::DeviceQuery};
use leptos::prelude::*;

use crate::route::{Area, DevicesPlace, Route, use_navigation};
use device::DevicePage;
use list::List;
use lookup::LookupPage;

/// Which of the pages.
#[derive(Clone, PartialEq)]
enum Shown {
    List,
    One(DeviceId),
    Lookup,
}

/// The page that the address asks for.
pub fn page() -> AnyView {
    let navigation = use_navigation();
    let place = Memo::new(move |before: Option<&DevicesPlace>| match navigation.page() {
        Route::Area(Area::Devices, lookup) => lookup.devices(),
        _ => before.cloned().unwrap_or_else(|| DevicesPlace::List(DeviceQuery::default())),
    });
    let query = Memo::new(move |before: Option<&DeviceQuery>| match place.get() {
        DevicesPlace::List(query) => query,
        _ => before.cloned().unwrap_or_default(),
    });
    let shown = Memo::new(move |_| match place.get() {
        DevicesPlace::List(_) => Shown::List,
        DevicesPlace::One(id) => Shown::One(id),
        DevicesPlace::Lookup => Shown::Lookup,
    });
    let content = move || match shown.get() {
        Shown::List => view! { <List query=query /> }.into_any(),
        Shown::One(id) => view! { <DevicePage id=id /> }.into_any(),
        Shown::Lookup => view! { <LookupPage /> }.into_any(),
    };
    view! { <div class="sheet">{content}</div> }.into_any()
}

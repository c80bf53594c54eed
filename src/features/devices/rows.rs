//! Devices as rows of a table, as cards where there is no room for one.

use aftercare_contract::{
    asset::{Day, Device, LifeEvent},
    list::{Scope, StateFilter, TicketQuery},
};
use leptos::prelude::*;

use super::life::{Years, cover_word, judged, life_axis, life_line};
use crate::{
    i18n::{I18n, text, use_i18n},
    platform::{clock::use_clock, zone},
    route::{DevicesPlace, Route},
};

/// How many rows come to the page, and are laid out, together; `devices.css` says how high they are until they are seen.
pub(super) const BLOCK: usize = 10;

/// What the columns are called.
#[component]
pub(super) fn Head() -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let years = Years::ahead(zone::day_of(clock.now()));
    let column = move |class: &'static str, name: fn(I18n) -> String| {
        view! {
            <th role="columnheader" scope="col" class=class>
                {text(move || name(i18n))}
            </th>
        }
    };
    view! {
        <thead role="rowgroup">
            <tr role="row">
                {column("", I18n::devices_device)} {column("", I18n::devices_grade)} {column("", I18n::devices_cover)}
                {column("", I18n::devices_ends)} <th role="columnheader" scope="col" class="fleet__life">
                    <span class="quiet-text">{text(move || i18n.devices_life())}</span>
                    {life_axis(years)}
                </th> {column("ledger__number", I18n::devices_open)}
            </tr>
        </thead>
    }
}

/// Some devices.
#[component]
pub(super) fn Block(devices: Vec<Device>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let today = zone::day_of(clock.now());
    let rows = move || devices.iter().map(|device| row(i18n, device, today)).collect_view();
    view! {
        <tbody role="rowgroup" class="fleet__block">
            {rows}
        </tbody>
    }
}

/// A health grade.
pub(super) fn grade(i18n: I18n, grade: Option<String>) -> AnyView {
    match grade {
        Some(grade) => {
            let class = format!("grade grade--{}", grade.to_ascii_lowercase());
            view! { <span class=class>{grade}</span> }.into_any()
        }
        None => view! { <span class="soft">{i18n.devices_unchecked()}</span> }.into_any(),
    }
}

/// The list of a device's tickets.
pub(super) fn tickets_of(device: &Device, state: StateFilter) -> Route {
    let device = Some(device.id.to_string());
    Route::Tickets(TicketQuery { scope: Scope::Organisation, state, device, ..TicketQuery::default() })
}

fn row(i18n: I18n, device: &Device, today: Day) -> impl IntoView + use<> {
    let to = Route::from(&DevicesPlace::One(device.id.clone())).print();
    let covers =
        device.life.iter().filter(|entry| matches!(entry.event, LifeEvent::WarrantyEnd | LifeEvent::ContractEnd));
    let covers = covers.map(|entry| {
        let name =
            if entry.event == LifeEvent::WarrantyEnd { i18n.devices_warranty() } else { i18n.devices_contract() };
        let word = [&*name, &*cover_word(i18n, &entry.state)].join(" · ");
        view! {
            <span class="fleet__cover">
                {judged(&entry.state, &word)} <span class="ledger__sub">{i18n.date(entry.day)}</span>
            </span>
        }
    });
    let covers = covers.collect_view();
    let ends =
        [(device.end_of_life, "EOL"), (device.end_of_service_life, "EOSL")].into_iter().filter_map(|(day, name)| {
            let day = day?;
            let past = (day < today).then(|| i18n.devices_past());
            Some(view! { <span class="ledger__sub">{[name, &*i18n.date(day)].join(" ")} " " {past}</span> })
        });
    let ends = ends.collect::<Vec<_>>();
    // An empty cell isn't there on a phone.
    let ends = (!ends.is_empty()).then(|| view! { <span class="num">{ends}</span> });
    let tickets = match device.open_tickets.len() {
        0 => view! { <span class="soft">{i18n.devices_none_open()}</span> }.into_any(),
        count => {
            let href = tickets_of(device, StateFilter::Open).print();
            let label = i18n.devices_open_of(count as u64, &device.name);
            view! {
                <a href=href aria-label=label>
                    {i18n.number(count as u64)}
                </a>
            }
            .into_any()
        }
    };
    let site = device.site.as_ref().map(|site| view! { <span class="ledger__sub">{site.name.clone()}</span> });
    view! {
        <tr role="row">
            <th role="rowheader" scope="row">
                <a class="ledger__main" href=to>
                    {device.name.clone()}
                </a>
                <span class="ledger__sub">{device.model.clone()}</span>
                <span class="ledger__sub mono">{device.serial_number.clone()}</span>
                {site}
            </th>
            <td role="cell" data-label=i18n.devices_grade()>
                {grade(i18n, device.health_grade.clone())}
            </td>
            <td role="cell" data-label=i18n.devices_cover()>
                <span>{covers}</span>
            </td>
            <td role="cell" data-label=i18n.devices_ends()>
                {ends}
            </td>
            <td role="cell" class="fleet__life">
                {life_line(device, Years::ahead(today), today)}
            </td>
            <td role="cell" class="ledger__number" data-label=i18n.devices_open()>
                {tickets}
            </td>
        </tr>
    }
}

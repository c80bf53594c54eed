//! One device: what it is, what covers it and until when, what was promised, what happened to it.

use aftercare_contract::asset::{Device, DeviceId, LifeDay, LifeEvent, LifeState};
use leptos::prelude::*;

use super::{
    life::{Years, cover_word, event_word, judged, life_axis, life_line},
    notices::DeviceNotices,
    promises::Promises,
    reports::Reports,
    rows::grade,
    tickets::Tickets,
};
use crate::{
    api::{Remedy, use_api},
    i18n::{I18n, text, use_i18n},
    platform::{clock::use_clock, zone},
    route::{Area, DevicesPlace, Known, Link, Route},
    server_state::Query,
    session::use_session,
    ui::{Icon, Loaded, PageHeader, el, icon, keep_place},
};

#[component]
pub(super) fn DevicePage(id: DeviceId) -> impl IntoView {
    let (i18n, api) = (use_i18n(), use_api());
    let id = StoredValue::new(id);
    let device = Query::new(move || {
        let id = id.get_value();
        async move { api.device(&id).await }
    });
    keep_place(
        move || Route::from(&DevicesPlace::One(id.get_value())).print(),
        move || device.with(|device| device.value().is_some()),
    );
    let gone = Memo::new(move |_| {
        device.with(|device| {
            device.value().is_none() && device.error().map(crate::api::ApiError::remedy) == Some(Remedy::GoBack)
        })
    });
    let title = move || device.value().map_or_else(|| i18n.devices_device(), |device| device.name);
    let site = move || {
        let site = device.value()?.site?.name;
        Some(view! {
            <span aria-hidden="true">"/"</span>
            <span>{site}</span>
        })
    };
    let crumbs = move || {
        view! {
            <nav class="page-header__crumbs" aria-label=text(move || i18n.kb_crumbs())>
                <Link to=Area::Devices.home()>{text(move || i18n.nav_devices())}</Link>
                {site}
            </nav>
        }
    };
    let facts = move || device.value().map(|device| facts(i18n, &device));
    let request = move || Known { device: Some(id.get_value()), ..Known::default() };
    let request = move || {
        (!gone.get()).then(|| {
            view! {
                <Link class="button button--primary" to=Route::NewTicket(request())>
                    {text(move || i18n.devices_request())}
                </Link>
            }
        })
    };
    let content = move || {
        if gone.get() {
            view! {
                <div class="nothing">
                    <p class="nothing__text">{text(move || i18n.devices_gone())}</p>
                    <p class="nothing__do">
                        <Link class="button" to=Area::Devices.home()>
                            {text(move || i18n.devices_all())}
                        </Link>
                    </p>
                </div>
            }
            .into_any()
        } else {
            view! {
                <Loaded remote=device.remote() retry=device.retry() let:device>
                    <Sections device=device />
                </Loaded>
            }
            .into_any()
        }
    };
    view! {
        <PageHeader title=Signal::derive(title) above=crumbs below=move || view! { {facts} }>
            {request}
        </PageHeader>
        {content}
    }
}

/// What it is, in a line below its name.
fn facts(i18n: I18n, device: &Device) -> impl IntoView + use<> {
    let family = device.family.as_ref().map(|family| i18n.device_family(family));
    let model = [family, Some(device.model.clone())].into_iter().flatten().collect::<Vec<_>>().join(" ");
    let site = device.site.as_ref().map(|site| [&*site.name, &*site.city].join(" · "));
    view! {
        <ul class="page-header__meta">
            <li>{model}</li>
            <li>
                <span class="quiet-text">{i18n.devices_serial()}</span>
                " "
                <span class="mono">{device.serial_number.clone()}</span>
            </li>
            {site.map(|site| view! { <li>{site}</li> })}
            <li>{i18n.devices_grade()} " " {grade(i18n, device.health_grade.clone())}</li>
        </ul>
    }
}

#[component]
fn Sections(device: Signal<Device>) -> impl IntoView {
    let session = use_session();
    let contract = Memo::new(move |_| device.read().contract.clone());
    let promises = move || contract.get().map(|contract| view! { <Promises contract=contract /> });
    let id = Memo::new(move |_| device.read().id.clone());
    let can = move |area: Area| session.with_me(|me| me.capabilities.contains(&area.capability())) == Some(true);
    let notices = move || can(Area::Notices).then(|| view! { <DeviceNotices device=id.get() /> });
    let reports = move || can(Area::Reports).then(|| view! { <Reports device=id.get() /> });
    view! {
        {notices}
        <Life device=device />
        {promises}
        {move || view! { <Tickets device=id.get() /> }}
        {reports}
    }
}

/// A part of the page with its heading in the margin.
#[component]
pub(super) fn Section(
    id: &'static str,
    title: fn(I18n) -> String,
    /// What stands below the heading.
    #[prop(optional, into)]
    aside: ViewFnOnce,
    children: Children,
) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <section class="section" aria-labelledby=id>
            <div class="section__margin">
                <h2 class="section__heading" id=id>
                    {text(move || title(i18n))}
                </h2>
                <div class="section__aside">{aside.run()}</div>
            </div>
            <div class="section__matter">{children()}</div>
        </section>
    }
}

/// The days of its life, drawn and listed; and its firmware.
#[component]
fn Life(device: Signal<Device>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let content = move || {
        let (device, today) = (device.get(), zone::day_of(clock.now()));
        let years = Years::of(&device.life, today);
        let days = device.life.iter().map(|entry| day(i18n, &device, entry)).collect_view();
        view! {
            <div class="lifetime">{life_line(&device, years, today)} {life_axis(years)}</div>
            <ol class="lifelist">{days}</ol>
            {firmware(i18n, &device)}
        }
    };
    view! {
        <Section
            id="d-life"
            title=I18n::devices_life
            aside=move || view! { <p>{text(move || i18n.devices_legend())}</p> }
        >
            {content}
        </Section>
    }
}

fn day(i18n: I18n, device: &Device, entry: &LifeDay) -> impl IntoView + use<> {
    let LifeDay { event, day, state } = entry.clone();
    let now = use_clock().now();
    let is_cover = matches!(event, LifeEvent::WarrantyEnd | LifeEvent::ContractEnd);
    let word = is_cover.then(|| judged(&state, &cover_word(i18n, &state)));
    let soon = (!is_cover && state == LifeState::Soon).then(|| judged(&state, &i18n.devices_near()));
    let far = zone::noon(day).map(|noon| i18n.relative(noon, now));
    let ends = matches!(event, LifeEvent::EndOfLife | LifeEvent::EndOfServiceLife);
    let successor = device.successor.clone().filter(|_| ends && event == LifeEvent::EndOfLife);
    let successor = successor.map(|model| view! { <span class="ledger__sub">{i18n.devices_successor(&model)}</span> });
    let renew = (event == LifeEvent::ContractEnd && state != LifeState::Ahead).then(|| {
        let known = Known { device: Some(device.id.clone()), words: i18n.devices_renew_words(), ..Known::default() };
        view! { <Link to=Route::NewTicket(known)>{text(move || i18n.devices_renew())}</Link> }
    });
    view! {
        <li class="lifelist__item">
            <time class="lifelist__date" datetime=day.0.to_string()>
                {i18n.date(day)}
            </time>
            <span class="lifelist__what">
                {event_word(i18n, &event)} " " {word} {soon} <span class="ledger__sub">{far} " " {renew}</span>
                {successor}
            </span>
        </li>
    }
}

/// The firmware against the recommended one.
fn firmware(i18n: I18n, device: &Device) -> Option<impl IntoView + use<>> {
    let installed = device.firmware.clone()?;
    let judged = device.recommended_firmware.clone().map(|recommended| {
        if recommended == installed {
            el("span", "judged judged--good").child(icon("check")).text(&i18n.devices_firmware_good())
        } else {
            el("span", "judged judged--watch").child(icon("alert")).text(&i18n.devices_firmware_other(&recommended))
        }
    });
    Some(view! {
        <p class="device__firmware">
            <Icon name="wrench" />
            <span>{i18n.devices_firmware()} " " <span class="mono">{installed}</span></span>
            {judged}
        </p>
    })
}

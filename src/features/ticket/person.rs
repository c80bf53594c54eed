//! Somebody who has to do with a ticket, and how they are reached.

use aftercare_contract::ticket::Engineer;
use leptos::prelude::*;

use crate::{
    i18n::{I18n, text, use_i18n},
    platform::{clock::use_clock, languages},
};

/// Somebody of the vendor: who they are, what they can, and how they are reached.
#[component]
pub(super) fn Person(engineer: Engineer) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let Engineer { name, tier, certificates, experience_years, languages, phone, since } = engineer;
    let face = name.chars().next().map(String::from);
    let post = move || {
        let tier = i18n.tier(&tier);
        match since {
            Some(since) => i18n.ticket_engineer_since(&tier, &i18n.moment(since, clock.minute())),
            None => tier,
        }
    };
    let certificates =
        (!certificates.is_empty()).then(|| fact(i18n, I18n::ticket_certificates, certificates.join(", ")));
    let experience = experience_years.map(|years| {
        view! {
            <dt>{text(move || i18n.ticket_experience())}</dt>
            <dd>{text(move || i18n.ticket_years(years.into()))}</dd>
        }
    });
    let spoken = (!languages.is_empty()).then(|| {
        let names = move || {
            let name = |tag: &String| languages::name(tag, i18n.language().tag());
            languages.iter().map(name).collect::<Vec<_>>().join(", ")
        };
        view! {
            <dt>{text(move || i18n.ticket_languages())}</dt>
            <dd>{names}</dd>
        }
    });
    let phone = phone.map(|phone| {
        view! {
            <dt>{text(move || i18n.visit_phone())}</dt>
            <dd>
                <Call phone=phone />
            </dd>
        }
    });
    view! {
        <div class="engineer">
            <span class="face" aria-hidden="true">
                {face}
            </span>
            <div>
                <p class="engineer__name">{name}</p>
                <p class="engineer__tier">{post}</p>
            </div>
            <dl class="facts-list engineer__facts">{certificates} {experience} {spoken} {phone}</dl>
        </div>
    }
}

/// A telephone number that can be tapped.
#[component]
pub(super) fn Call(phone: String) -> impl IntoView {
    let dialled: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
    view! {
        <a class="nowrap" href=["tel:", &dialled].concat()>
            {phone}
        </a>
    }
}

/// A line of a list of facts.
pub(super) fn fact(i18n: I18n, name: fn(I18n) -> String, value: String) -> impl IntoView {
    view! {
        <dt>{text(move || name(i18n))}</dt>
        <dd>{value}</dd>
    }
}

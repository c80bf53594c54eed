//! Whom to call, and whether somebody answers now.

use aftercare_contract::{
    Timestamp,
    account::{Hotline, ServiceContact},
};
use leptos::prelude::*;

use crate::{
    i18n::{I18n, text, use_i18n},
    platform::clock::use_clock,
    session::use_session,
};

#[component]
pub(super) fn Help() -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let contacts = move || {
        session.me().map(|me| {
            view! {
                <dl class="facts-list">
                    <HotlineFacts hotline=me.hotline />
                    {me.csm.map(|csm| view! { <Csm csm=csm /> })}
                </dl>
            }
        })
    };
    view! {
        <aside class="aside" aria-label=text(move || i18n.home_help())>
            <section class="aside__block">
                <h2>{text(move || i18n.home_help())}</h2>
                {contacts}
            </section>
        </aside>
    }
}

#[component]
fn HotlineFacts(hotline: Hotline) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let (url, number) = (["tel:", &hotline.number].concat(), hotline.number.clone());
    let hours = hotline.hours.clone();
    let hours = move || {
        let (hours, lang) = i18n.localized(&hours);
        view! {
            <span class="faint" lang=lang>
                {hours}
            </span>
        }
    };
    let open = move || {
        let now = clock.minute();
        let look = if is_open(&hotline, now) { "help__open" } else { "help__closed" };
        view! { <span class=look>{open_words(i18n, &hotline, now)}</span> }
    };
    view! {
        <dt>{text(move || i18n.hotline())}</dt>
        <dd class="help__lines">
            <a class="num" href=url>
                {number}
            </a>
            {open}
            {hours}
        </dd>
    }
}

/// Whether somebody answers: as the backend said, until the change that it announced.
fn is_open(hotline: &Hotline, now: Timestamp) -> bool {
    hotline.open_now != hotline.changes_at.is_some_and(|change| change <= now)
}

fn open_words(i18n: I18n, hotline: &Hotline, now: Timestamp) -> String {
    let change = hotline.changes_at.filter(|change| now < *change).map(|change| i18n.moment(change, now));
    match (is_open(hotline, now), change) {
        (true, Some(until)) => i18n.home_open_until(&until),
        (true, None) => i18n.home_open(),
        (false, Some(from)) => i18n.home_opens(&from),
        (false, None) => i18n.hotline_closed(),
    }
}

#[component]
fn Csm(csm: ServiceContact) -> impl IntoView {
    let i18n = use_i18n();
    let link = |scheme: &str, address: String| {
        let url = [scheme, &address].concat();
        view! {
            <a class="num" href=url>
                {address}
            </a>
        }
    };
    view! {
        <dt>{text(move || i18n.home_csm())}</dt>
        <dd class="help__lines">
            <span>{csm.name}</span>
            {csm.phone.map(|phone| link("tel:", phone))}
            {csm.email.map(|email| link("mailto:", email))}
        </dd>
    }
}

#[cfg(test)]
mod tests {
    use aftercare_contract::{Localized, Span};
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn the_hotline_opens_and_closes_while_the_page_is_open() {
        let now = Timestamp::default();
        let hotline =
            |open_now, changes_at| Hotline { number: String::new(), hours: Localized::default(), open_now, changes_at };
        let six = Some(now + Span::hours(6));
        assert!(is_open(&hotline(true, None), now) && !is_open(&hotline(false, None), now));
        assert!(is_open(&hotline(true, six), now) && !is_open(&hotline(true, six), now + Span::hours(6)));
        assert!(is_open(&hotline(false, six), now + Span::hours(7)));
    }
}

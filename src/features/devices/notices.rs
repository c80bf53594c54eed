//! What has to be watched at a device now.

use aftercare_contract::{
    asset::DeviceId,
    notice::{Notice, NoticeQuery, Notices},
};
use leptos::prelude::*;

use super::device::Section;
use crate::{
    api::use_api,
    i18n::{I18n, text, use_i18n},
    live::use_live,
    platform::clock::use_clock,
    route::{Known, Link, Route},
    server_state::Query,
    ui::{Icon, Loaded, notice_key, notice_mark, said},
};

/// How many are shown.
const SHOWN: u16 = 4;

#[component]
pub(super) fn DeviceNotices(device: DeviceId) -> impl IntoView {
    let (i18n, api, live) = (use_i18n(), use_api(), use_live());
    let query = StoredValue::new(NoticeQuery { device: Some(device.0), ..NoticeQuery::default() });
    let notices = Query::new(move || {
        let query = NoticeQuery { limit: Some(SHOWN), ..query.get_value() };
        async move { api.notices(&query).await }
    });
    live.on_news(move |news| {
        if news.notices.is_some() {
            notices.refresh();
        }
    });
    live.on_reset(move || notices.refresh());
    let all = move || {
        let total = notices.with(|found| found.value().map(|found| found.total)).filter(|total| *total > 0)?;
        Some(view! {
            <p>
                <Link to=Route::from(&query.get_value())>{i18n.devices_notices_all(total)}</Link>
            </p>
        })
    };
    view! {
        <Section id="d-notices" title=I18n::devices_notices aside=move || view! { {all} }>
            <Loaded remote=notices.remote() retry=notices.retry() let:found>
                <Entries found=found query=query />
            </Loaded>
        </Section>
    }
}

#[component]
fn Entries(found: Signal<Notices>, query: StoredValue<NoticeQuery>) -> impl IntoView {
    let i18n = use_i18n();
    let none = move || {
        let none = found.with(|found| found.items.is_empty());
        none.then(|| view! { <p class="soft">{text(move || i18n.devices_notices_none())}</p> })
    };
    view! {
        {none}
        <For
            each=move || found.get().items
            key=notice_key
            children=move |notice| entry(i18n, notice, &query.read_value())
        />
    }
}

/// What is the case and what was done about it, with the ways to all that is said of it and to a request.
fn entry(i18n: I18n, notice: Notice, query: &NoticeQuery) -> AnyView {
    let clock = use_clock();
    let (published, id) = (notice.published, ["d-notice-", notice.id.as_str()].concat());
    let named = id.clone();
    let mark = notice_mark(i18n, &notice);
    let in_hand = notice.acknowledged.map(|known| {
        let words = move || i18n.notice_in_hand(&known.by, &i18n.day_time(known.at, clock.minute()));
        view! {
            <p class="finding__state finding__state--flush">
                <Icon name="users" />
                <span>{text(words)}</span>
            </p>
        }
    });
    let request = notice.request.map(|asked| {
        let (title, kind, device) = (asked.title, asked.ticket_type, query.device.clone().map(DeviceId));
        let to = Signal::derive(move || {
            let (device, words) = (device.clone(), i18n.localized(&title).0);
            Route::NewTicket(Known { device, ticket_type: Some(kind.clone()), words, ..Known::default() })
        });
        view! {
            <Link class="button" to=to>
                {said(i18n, asked.action)}
            </Link>
        }
    });
    view! {
        <article class="finding" aria-labelledby=named>
            <p class="finding__head">
                {mark}
                <time datetime=published.to_string()>{text(move || i18n.day_time(published, clock.minute()))}</time>
            </p>
            <h3 class="finding__title" id=id>
                {said(i18n, notice.title)}
            </h3>
            {in_hand}
            <p class="finding__actions finding__actions--flush">
                {request} <Link class="button button--quiet" to=Route::from(query)>
                    {text(move || i18n.devices_notices_more())}
                </Link>
            </p>
        </article>
    }
    .into_any()
}

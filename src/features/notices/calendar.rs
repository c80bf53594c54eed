//! The calendar of dates: a file, and a private address to which programs subscribe.

use leptos::{prelude::*, task::spawn_local};

use crate::{
    api::use_api,
    i18n::{I18n, text, use_i18n},
    platform::clock::use_clock,
    server_state::Query,
    ui::{Button, ButtonKind, Icon, Loaded, copier, use_toasts},
};

#[component]
pub(super) fn Calendar() -> impl IntoView {
    let (i18n, api, clock, toasts) = (use_i18n(), use_api(), use_clock(), use_toasts());
    let feed = Query::new(move || async move { api.calendar_feed().await });
    let busy = RwSignal::new(false);
    let make = Callback::new(move |()| {
        busy.set(true);
        spawn_local(async move {
            match api.new_calendar_feed().await {
                Ok(made) => feed.set(made),
                Err(error) => toasts.say(i18n.api_error(&error)),
            }
            busy.try_set(false);
        });
    });
    let revoke = Callback::new(move |()| {
        spawn_local(async move {
            match api.revoke_calendar_feed().await {
                Ok(()) => toasts.say(i18n.feed_revoked()),
                Err(error) => toasts.say(i18n.api_error(&error)),
            }
            feed.refresh();
        });
    });
    let copy = copier();
    let address = move |url: String| {
        let copied = url.clone();
        view! {
            <p>{text(move || i18n.feed_once())}</p>
            <p class="notices__address">
                <label class="quiet-text" for="feed-url">
                    {text(move || i18n.feed_address())}
                </label>
                <input class="input mono" id="feed-url" type="text" readonly prop:value=url />
                <Button on_press=Callback::new(move |()| copy(
                    copied.clone(),
                    I18n::feed_copied,
                ))>{text(move || i18n.feed_copy())}</Button>
            </p>
        }
    };
    view! {
        <section class="section" aria-labelledby="notice-calendar">
            <div class="section__margin">
                <h2 class="section__heading" id="notice-calendar">
                    {text(move || i18n.feed_title())}
                </h2>
                <div class="section__aside">
                    <p>{text(move || i18n.feed_lead())}</p>
                </div>
            </div>
            <div class="section__matter">
                <p>
                    <a class="button" href=move || api.notices_calendar_url(i18n.language().tag()) download="">
                        <Icon name="calendar" />
                        {text(move || i18n.feed_download())}
                    </a>
                </p>
                <Loaded remote=feed.remote() retry=feed.retry() let:feed>
                    {move || {
                        let now = feed.get();
                        let there = now.created.is_some();
                        let used = now
                            .last_used
                            .map(|at| {
                                view! {
                                    <p class="soft">
                                        {text(move || i18n.feed_used(&i18n.day_time(at, clock.minute())))}
                                    </p>
                                }
                            });
                        let kept = (there && now.url.is_none())
                            .then(|| view! { <p>{text(move || i18n.feed_there())}</p> });
                        let revoke = there
                            .then(|| {
                                view! {
                                    <Button kind=ButtonKind::Danger on_press=revoke>
                                        {text(move || i18n.feed_revoke())}
                                    </Button>
                                }
                            });
                        let make_words = move || if there { i18n.feed_renew() } else { i18n.feed_make() };
                        view! {
                            {now.url.map(address)}
                            {kept}
                            {used}
                            <div class="finding__actions">
                                <Button busy=busy on_press=make>
                                    {text(make_words)}
                                </Button>
                                {revoke}
                            </div>
                        }
                    }}
                </Loaded>
            </div>
        </section>
    }
}

//! Services that wait to be rated, each on a page of its own.

use aftercare_contract::survey::{Survey, own_link};
use leptos::prelude::*;

use crate::{
    api::use_api,
    i18n::{text, use_i18n},
    platform::clock::use_clock,
    route::{Link, Route},
    server_state::Query,
    ui::Icon,
};

/// How many are shown; the others follow when these are done.
const SHOWN: usize = 3;

#[component]
pub(super) fn OpenSurveys(
    /// How much waits otherwise: what is confirmed here is closed, and then asked about.
    waiting: Memo<Option<u64>>,
) -> impl IntoView {
    let (i18n, api) = (use_i18n(), use_api());
    let found = Query::new(move || {
        waiting.track();
        async move { api.open_surveys().await }
    });
    // Nobody comes for them, so a failure is no more than none open.
    let surveys = Memo::new(move |_| found.value().map(|surveys| surveys.items).unwrap_or_default());
    let more = move || {
        let count = surveys.read().len().saturating_sub(SHOWN);
        let count = u64::try_from(count).unwrap_or_default();
        (count > 0).then(|| view! { <p class="soft">{i18n.survey_home_more(count)}</p> })
    };
    view! {
        <Show when=move || !surveys.read().is_empty()>
            <section aria-labelledby="surveys">
                <div class="section-head">
                    <h2 id="surveys">{text(move || i18n.survey_home())}</h2>
                </div>
                <ol class="todos">
                    <For each=move || surveys.get().into_iter().take(SHOWN) key=|survey| survey.id.clone() let:survey>
                        <OpenSurvey survey=survey />
                    </For>
                </ol>
                {more}
            </section>
        </Show>
    }
}

#[component]
fn OpenSurvey(survey: Survey) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let page = own_link(&survey.id);
    let Survey { sr_number, name, name_language, engineer, closed, expires, .. } = survey;
    let number = sr_number.to_string();
    view! {
        <li class="todo">
            <p class="todo__by">
                <time datetime=closed.to_string()>{text(move || i18n.day(closed, clock.minute()))}</time>
            </p>
            <div>
                <h3 class="todo__what">
                    <Link to=Route::Ticket(sr_number)>
                        <span lang=name_language>{name}</span>
                    </Link>
                </h3>
                <p class="todo__context">
                    <span class="mono nowrap">{number}</span>
                    <span>{engineer}</span>
                    <span>{text(move || i18n.survey_until(&i18n.day(expires, clock.minute())))}</span>
                </p>
                <p class="todo__do">
                    // It is no page of the portal.
                    <a class="button" href=page rel="external">
                        <Icon name="edit" />
                        {text(move || i18n.survey_rate())}
                    </a>
                </p>
            </div>
        </li>
    }
}

//! How the service was rated, and what came of it.

use aftercare_contract::{
    survey::{BEST_MARK, BEST_NPS, FollowUp, GivenAnswer, Questionnaire, Survey, own_link},
    ticket::Ticket,
};
use leptos::prelude::*;

use super::part;
use crate::{
    api::use_api,
    i18n::{I18n, text, use_i18n},
    platform::clock::use_clock,
    server_state::{Query, TicketState},
    ui::{Icon, RelativeTime},
};

#[component]
pub(super) fn Rating(ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let (i18n, api) = (use_i18n(), use_api());
    // An answer to a low mark is an event of the ticket.
    let version = part(ticket, |ticket| ticket.summary.version);
    let found = Query::new(move || {
        version.track();
        let sr = state.sr();
        async move { api.ticket_surveys(&sr).await }
    });
    // Nothing else depends on it, so a failure is no more than nothing found.
    let latest = Memo::new(move |_| {
        let surveys = found.value()?;
        Some((surveys.items.into_iter().next()?, surveys.questionnaire))
    });
    let content = move || latest.get().map(|(survey, asked)| view! { <OneSurvey survey=survey asked=asked /> });
    view! {
        <Show when=move || latest.read().is_some()>
            <section class="aside__block" aria-labelledby="ticket-rating">
                <h2 id="ticket-rating">{text(move || i18n.survey_rating())}</h2>
                {content}
            </section>
        </Show>
    }
}

#[component]
fn OneSurvey(survey: Survey, asked: Questionnaire) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let Survey { id, expires, editable, answer, follow_up, .. } = survey;
    let answered = answer.is_some();
    let link = editable.then(|| {
        view! {
            // It is no page of the portal.
            <a class="button" href=own_link(&id) rel="external">
                <Icon name="edit" />
                {text(move || if answered { i18n.survey_change() } else { i18n.survey_rate() })}
            </a>
            <span class="faint">{text(move || i18n.survey_until(&i18n.day(expires, clock.minute())))}</span>
        }
    });
    view! {
        {follow_up.map(|follow_up| view! { <Outcome follow_up=follow_up /> })}
        {answer.map(|answer| view! { <Marks given=answer asked=asked /> })}
        <p class="todo__do">{link}</p>
    }
}

/// What a low mark has led to.
#[component]
fn Outcome(follow_up: FollowUp) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let FollowUp { due, answered, by, answer, .. } = follow_up;
    let Some(answer) = answer else {
        let told = text(move || i18n.survey_looked_into(&i18n.moment(due, clock.minute())));
        return view! { <p class="soft">{told}</p> }.into_any();
    };
    let lang = i18n.lang_of(&answer);
    let time = answered.map(|time| view! { <RelativeTime time=time /> });
    view! {
        <h3>{text(move || i18n.survey_outcome())}</h3>
        <blockquote class="todo__said">
            <p lang=lang>{answer.text}</p>
            <footer class="faint">{by} " " {time}</footer>
        </blockquote>
    }
    .into_any()
}

#[component]
fn Marks(given: GivenAnswer, asked: Questionnaire) -> impl IntoView {
    let i18n = use_i18n();
    let answer = given.answer;
    let dimensions = asked.dimensions.into_iter().filter_map(|dimension| {
        let mark = *answer.marks.get(&dimension.id)?;
        Some(row(move || i18n.localized(&dimension.name).0, of(i18n, mark, BEST_MARK)))
    });
    let dimensions = dimensions.collect_view();
    let nps = answer.nps.map(|nps| row(move || i18n.survey_recommend(), of(i18n, nps, BEST_NPS)));
    let comment = answer.comment.map(|comment| {
        let lang = i18n.lang_of(&comment);
        view! {
            <dt>{text(move || i18n.survey_comment())}</dt>
            <dd class="survey-comment" lang=lang>
                {comment.text}
            </dd>
        }
    });
    view! {
        <dl class="facts-list">
            {row(move || i18n.survey_overall(), of(i18n, answer.overall, BEST_MARK))} {dimensions} {nps} {comment}
        </dl>
    }
}

/// 4 of 5
fn of(i18n: I18n, mark: u8, best: u8) -> impl Fn() -> String + Send + 'static {
    move || i18n.survey_mark(&mark.to_string(), &best.to_string())
}

fn row(name: impl Fn() -> String + Send + 'static, mark: impl Fn() -> String + Send + 'static) -> impl IntoView {
    view! {
        <dt>{text(name)}</dt>
        <dd class="num">{text(mark)}</dd>
    }
}

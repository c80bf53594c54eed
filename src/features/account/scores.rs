//! How content the company is with the service, by months.

use aftercare_contract::survey::{MonthScores, SurveyScores};
use leptos::prelude::*;

use crate::{
    api::use_api,
    i18n::{I18n, text, use_i18n},
    platform::zone,
    server_state::Query,
    ui::Loaded,
};

#[component]
pub(super) fn Scores() -> impl IntoView {
    let (i18n, api) = (use_i18n(), use_api());
    let scores = Query::new(move || async move { api.survey_scores(&zone::own().unwrap_or_default()).await });
    view! {
        <section class="section" aria-labelledby="scores">
            <h2 id="scores">{text(move || i18n.scores_title())}</h2>
            <p class="soft">{text(move || i18n.scores_lead())}</p>
            <Loaded remote=scores.remote() retry=scores.retry() let:scores>
                <Months scores=scores />
            </Loaded>
        </section>
    }
}

#[component]
fn Months(scores: Signal<SurveyScores>) -> impl IntoView {
    let i18n = use_i18n();
    let head = move |name: fn(I18n) -> String| view! { <th scope="col">{text(move || name(i18n))}</th> };
    let row = move |MonthScores { month, surveys, answers, score, .. }: MonthScores| {
        // A month without an answer has no mark, not one of 0.
        let score = score.map_or_else(|| "–".to_owned(), |score| format!("{score:.2}"));
        view! {
            <tr>
                <th scope="row" class="num">
                    {month}
                </th>
                <td class="num">{score}</td>
                <td class="num">{text(move || i18n.scores_of(&i18n.number(answers), &i18n.number(surveys)))}</td>
            </tr>
        }
    };
    move || {
        let months = scores.get().months;
        if months.iter().all(|month| month.answers == 0) {
            return view! { <p class="soft">{text(move || i18n.scores_none())}</p> }.into_any();
        }
        view! {
            <table class="scores">
                <thead>
                    <tr>{head(I18n::scores_month)} {head(I18n::scores_score)} {head(I18n::scores_answers)}</tr>
                </thead>
                // What was last comes first.
                <tbody>{months.into_iter().rev().map(row).collect_view()}</tbody>
            </table>
        }
        .into_any()
    }
}

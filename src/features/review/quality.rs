//! Availability, repair, repeated faults; what people said.

use aftercare_contract::review::{Availability, DimensionScore, Review};
use leptos::prelude::*;

use super::pieces::{NOTHING, cell, figure, ledger, number, section as part, two_lines, verdict};
use crate::i18n::{I18n, text};

/// Availability by contract, mean time to repair, faults that came back.
pub(super) fn section(i18n: I18n, review: &Review) -> AnyView {
    let rows = review.availability.iter().map(|row| cells(i18n, row)).collect();
    let heads = [
        I18n::review_contract,
        I18n::review_availability,
        I18n::review_agreed,
        I18n::review_downtime,
        I18n::review_outages,
        I18n::review_verdict,
    ];
    let table = ledger(i18n, I18n::review_availability, &heads, rows);
    let (repair, repeats) = (&review.repair, &review.repeats);
    let (mean, before, few) = (repair.mean, repair.before, repair.few);
    let span =
        move |span: Option<aftercare_contract::Span>| span.map_or_else(|| NOTHING.to_owned(), |span| i18n.span(span));
    let (of, within, earlier) = (repeats.of.count, repeats.within, repeats.before);
    let few = few.then(|| {
        view! {
            " "
            <span class="soft">{text(move || i18n.review_few())}</span>
        }
    });
    let matter = view! {
        {table}
        <dl class="finding__facts review__facts">
            <div class="finding__fact">
                <dt>{text(move || i18n.review_repair())}</dt>
                <dd>
                    <strong>{text(move || span(mean))}</strong>
                    " "
                    {figure(i18n, &repair.faults, I18n::review_repaired)}
                    " "
                    <span class="soft">{text(move || i18n.review_before(&span(before)))}</span>
                    {few}
                </dd>
            </div>
            <div class="finding__fact">
                <dt>{text(move || i18n.review_again())}</dt>
                <dd>
                    <strong>{figure(i18n, &repeats.faults, number)}</strong>
                    {text(move || i18n.review_of(&i18n.number(of)))}
                    " "
                    <span class="soft">
                        {text(move || i18n.review_within(&i18n.span(within)))} " "
                        {text(move || i18n.review_before(&i18n.number(earlier)))}
                    </span>
                </dd>
            </div>
        </dl>
    };
    part(i18n, "review-quality", I18n::review_quality, Some(I18n::review_quality_aside), matter.into_any())
}

fn cells(i18n: I18n, row: &Availability) -> Vec<AnyView> {
    let (contract, devices, percent) = (row.contract.clone(), row.devices, row.percent);
    let (target, downtime) = (row.target, row.downtime);
    let judged = match (&row.verdict, target) {
        (Some(known), Some(_)) => verdict(i18n, Some(known)),
        _ => cell(|| NOTHING.to_owned()),
    };
    vec![
        two_lines(move || contract.clone(), move || i18n.review_devices(devices)),
        cell(move || i18n.review_per_cent(&format!("{percent:.3}"))),
        cell(move || target.map_or_else(|| NOTHING.to_owned(), |target| i18n.review_per_cent(&target.to_string()))),
        cell(move || if downtime.as_seconds() == 0 { NOTHING.to_owned() } else { i18n.span(downtime) }),
        figure(i18n, &row.faults, number),
        judged,
    ]
}

/// What people said of the service.
pub(super) fn satisfaction(i18n: I18n, review: &Review) -> Option<AnyView> {
    let said = review.satisfaction.clone();
    if said.asked == 0 {
        return None;
    }
    let rows = said.dimensions.iter().cloned().map(|dimension| dimension_cells(i18n, dimension)).collect();
    let heads = [I18n::review_dimension, I18n::review_weight, I18n::review_mean, I18n::review_low];
    let table = ledger(i18n, I18n::review_satisfaction, &heads, rows);
    let (score, before, asked, few) = (said.score, said.before, said.asked, said.few);
    let score_of = move |score: Option<f64>| score.map_or_else(|| NOTHING.to_owned(), |score| i18n.figure(score));
    let few = few.then(|| {
        view! {
            " "
            <span class="soft">{text(move || i18n.review_few())}</span>
        }
    });
    let (promoters, whole, nps) = (said.promoters, said.recommend_asked, said.nps);
    let recommend = move || match nps {
        Some(nps) => i18n.review_nps(&i18n.figure(nps), &i18n.number(promoters), &i18n.number(whole)),
        None => i18n.review_recommend(&i18n.number(promoters), &i18n.number(whole)),
    };
    let matter = view! {
        <p class="section__lead">
            {text(move || i18n.review_score(&score_of(score)))} " "
            <span class="soft">{text(move || i18n.review_before(&score_of(before)))}</span> {few}
        </p>
        <p>{figure(i18n, &said.answered, I18n::review_answered)} {text(move || i18n.review_of(&i18n.number(asked)))}</p>
        {table}
        {(whole > 0).then(|| view! { <p class="chart__source">{text(recommend)}</p> })}
    };
    Some(part(i18n, "review-voice", I18n::review_satisfaction, None, matter.into_any()))
}

fn dimension_cells(i18n: I18n, dimension: DimensionScore) -> Vec<AnyView> {
    let DimensionScore { name, weight, marks, mean, before, low, .. } = dimension;
    let score = move |mean: Option<f64>| mean.map_or_else(|| NOTHING.to_owned(), |mean| i18n.figure(mean));
    let low = view! { <span>{figure(i18n, &low, number)} {text(move || i18n.review_of(&i18n.number(marks)))}</span> };
    vec![
        cell(move || i18n.localized(&name).0),
        cell(move || i18n.review_per_cent(&weight.to_string())),
        view! { <span>{two_lines(move || score(mean), move || i18n.review_before(&score(before)))}</span> }.into_any(),
        low.into_any(),
    ]
}

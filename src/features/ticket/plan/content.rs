//! What a plan says: its effect, steps, risks, the way back and how long it takes.

use aftercare_contract::plan::{PlanStep, PlanStepState, ResolutionPlan};
use leptos::prelude::*;

use super::super::object::said;
use crate::{
    i18n::{I18n, text, use_i18n},
    platform::clock::use_clock,
    ui::Icon,
};

#[component]
pub(in super::super) fn Content(#[prop(into)] plan: Signal<ResolutionPlan>) -> impl IntoView {
    let i18n = use_i18n();
    let texts = Memo::new(move |_| {
        plan.with(|plan| (plan.expected_effect.clone(), plan.risks.clone(), plan.rollback.clone(), plan.duration))
    });
    let steps = Memo::new(move |_| plan.with(|plan| plan.steps.clone()));
    let words = move || {
        let (effect, risks, rollback, duration) = texts.get();
        view! {
            {said(i18n, I18n::plan_effect, effect)}
            {said(i18n, I18n::plan_risks, risks)}
            {said(i18n, I18n::plan_rollback, rollback)}
            <div>
                <h3>{text(move || i18n.plan_duration())}</h3>
                <p class="num">{text(move || i18n.span(duration))}</p>
            </div>
        }
    };
    let lines = move || steps.get().into_iter().map(|step| view! { <Step step=step /> }).collect_view();
    view! {
        <div class="object__body">
            <div class="object__columns">{words}</div>
            <div>
                <h3>{text(move || i18n.plan_steps())}</h3>
                <ol class="steps">{lines}</ol>
            </div>
        </div>
    }
}

/// A step: its number until it is begun, then how far it is.
#[component]
fn Step(step: PlanStep) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let PlanStep { text: prose, state, done } = step;
    let (look, icon) = match state {
        PlanStepState::Done => ("steps__step steps__step--done", Some("check")),
        PlanStepState::Running => ("steps__step steps__step--now", Some("st-working")),
        PlanStepState::Open | PlanStepState::Other(_) => ("steps__step", None),
    };
    let how = move || match (&state, done) {
        (PlanStepState::Done, Some(done)) => i18n.plan_step_done(&i18n.moment(done, clock.minute())),
        (PlanStepState::Done, None) => i18n.plan_done(),
        (PlanStepState::Running, _) => i18n.plan_step_running(),
        (PlanStepState::Other(word), _) => word.clone(),
        (PlanStepState::Open, _) => String::new(),
    };
    let own = prose.clone();
    view! {
        <li class=look>
            {icon.map(|icon| view! { <Icon name=icon /> })} <span class="steps__text" lang=move || i18n.lang_of(&own)>
                {prose.text}
            </span> <span class="steps__how num">{text(how)}</span>
        </li>
    }
}

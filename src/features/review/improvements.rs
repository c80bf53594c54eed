//! Improvements that were agreed: who does what by when, how far it is, and what was said.

use aftercare_contract::{
    history::Side,
    review::{AnswerImprovement, Improvement, ImprovementState, Remark, Review},
};
use leptos::{ev, prelude::*, task::spawn_local};

use super::pieces::section as part;
use crate::{
    api::{ApiError, IdempotencyKey, use_api},
    i18n::{I18n, Word, text, use_i18n},
    platform::clock::use_clock,
    server_state::Query,
    ui::{Button, ButtonKind, Icon, use_toasts},
};

#[component]
pub(super) fn Improvements(review: Signal<Review>, query: Query<Review>) -> impl IntoView {
    let i18n = use_i18n();
    let items = Memo::new(move |_| review.read().improvements.clone());
    let matter = move || {
        if items.read().is_empty() {
            return view! { <p class="empty">{text(move || i18n.improvements_none())}</p> }.into_any();
        }
        view! {
            <For each=move || items.get() key=|one| (one.id.clone(), one.version) let:one>
                <One improvement=one query=query />
            </For>
        }
        .into_any()
    };
    let aside: Word = I18n::improvements_aside;
    part(i18n, "improvements", I18n::improvements_title, Some(aside), view! { {matter} }.into_any())
}

#[component]
fn One(improvement: Improvement, query: Query<Review>) -> impl IntoView {
    let i18n = use_i18n();
    let title_id = ["improvement-", improvement.id.as_str()].concat();
    let named = title_id.clone();
    let (owner, side, due) = (improvement.owner.clone(), improvement.side.clone(), improvement.due);
    let measure = improvement.measure.clone().map(|measure| {
        let lang = measure.language.clone();
        view! {
            <div class="finding__fact">
                <dt>{text(move || i18n.improvement_measure())}</dt>
                <dd lang=lang>{measure.text}</dd>
            </div>
        }
    });
    let done = improvement.done.map(|day| {
        view! {
            <div class="finding__fact">
                <dt>{text(move || i18n.improvement_done())}</dt>
                <dd>{text(move || i18n.date(day))}</dd>
            </div>
        }
    });
    let remarks = improvement.remarks.clone().into_iter().map(|remark| said(i18n, remark)).collect_view();
    let title = improvement.title.clone();
    view! {
        <article class="finding" aria-labelledby=named>
            <p class="finding__head">{state(i18n, &improvement)}</p>
            <h3 class="finding__title" id=title_id lang=title.language>
                {title.text}
            </h3>
            <dl class="finding__facts">
                <div class="finding__fact">
                    <dt>{text(move || i18n.improvement_owner())}</dt>
                    <dd>{text(move || [side_name(i18n, &side), owner.clone()].join(" · "))}</dd>
                </div>
                <div class="finding__fact">
                    <dt>{text(move || i18n.improvement_due())}</dt>
                    <dd>{text(move || i18n.date(due))}</dd>
                </div>
                {done}
                {measure}
            </dl>
            <ul class="review__remarks">{remarks}</ul>
            <Answer improvement=improvement query=query />
        </article>
    }
}

fn said(i18n: I18n, remark: Remark) -> AnyView {
    let clock = use_clock();
    let Remark { by, at, words, .. } = remark;
    view! {
        <li>
            <span class="soft">{by} " " {text(move || i18n.day_time(at, clock.minute()))}</span>
            <p lang=words.language>{words.text}</p>
        </li>
    }
    .into_any()
}

fn state(i18n: I18n, improvement: &Improvement) -> AnyView {
    let (state, late) = (improvement.state.clone(), improvement.late);
    let (look, symbol) = match &state {
        _ if late => ("bad", "alert"),
        ImprovementState::Done => ("watch", "info"),
        ImprovementState::Confirmed => ("good", "check"),
        ImprovementState::Agreed | ImprovementState::UnderWay => ("working", "st-working"),
        ImprovementState::Dropped | ImprovementState::Other(_) => ("calm", "info"),
    };
    let words = move || {
        let name = match &state {
            ImprovementState::Agreed => i18n.improvement_agreed(),
            ImprovementState::UnderWay => i18n.improvement_under_way(),
            ImprovementState::Done => i18n.improvement_to_confirm(),
            ImprovementState::Confirmed => i18n.improvement_confirmed(),
            ImprovementState::Dropped => i18n.improvement_dropped(),
            ImprovementState::Other(word) => word.clone(),
        };
        if late { [name, i18n.improvement_late()].join(" · ") } else { name }
    };
    view! {
        <span class=["judged judged--", look].concat()>
            <Icon name=symbol />
            {text(words)}
        </span>
    }
    .into_any()
}

fn side_name(i18n: I18n, side: &Side) -> String {
    match side {
        Side::Customer => i18n.improvement_yours(),
        Side::Vendor | Side::System => i18n.improvement_ours(),
        Side::Other(word) => word.clone(),
    }
}

/// A remark, and the confirmation where it can be given.
#[component]
fn Answer(improvement: Improvement, query: Query<Review>) -> impl IntoView {
    let (i18n, api, toasts) = (use_i18n(), use_api(), use_toasts());
    let Improvement { id, version, may_confirm, state, .. } = improvement;
    let field = ["remark-", id.as_str()].concat();
    let (id, words, busy) = (StoredValue::new(id), RwSignal::new(String::new()), RwSignal::new(false));
    let send = Callback::new(move |confirm: bool| {
        let text = words.get_untracked();
        if busy.get_untracked() || (!confirm && text.trim().is_empty()) {
            return;
        }
        busy.set(true);
        let language = Some(untrack(|| i18n.language().tag().to_owned()));
        let (id, answer) = (id.get_value(), AnswerImprovement { version, confirm, text, language });
        spawn_local(async move {
            match api.answer_improvement(&id, &answer, &IdempotencyKey::fresh()).await {
                Ok(now) => {
                    toasts.say(if confirm { i18n.improvement_thanks() } else { i18n.improvement_sent() });
                    query.patch(|review| {
                        if let Some(known) = review.improvements.iter_mut().find(|known| known.id == now.id) {
                            *known = now;
                        }
                    });
                }
                Err(error) => {
                    if matches!(error, ApiError::Stale { .. }) {
                        query.refresh();
                    }
                    toasts.say(i18n.api_error(&error));
                    busy.try_set(false);
                }
            }
        });
    });
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        send.run(false);
    };
    let confirm = may_confirm.then(|| {
        let press = Callback::new(move |()| send.run(true));
        view! {
            <Button kind=ButtonKind::Primary busy=busy on_press=press>
                {text(move || i18n.improvement_confirm())}
            </Button>
        }
    });
    let over = matches!(state, ImprovementState::Confirmed | ImprovementState::Dropped);
    let label = field.clone();
    (!over).then(|| {
        view! {
            <form class="review__answer" on:submit=submitted>
                <label for=label>{text(move || i18n.improvement_remark())}</label>
                <textarea class="input" id=field rows="2" bind:value=words></textarea>
                <div class="finding__actions">
                    {confirm} <Button busy=busy>{text(move || i18n.improvement_send())}</Button>
                </div>
            </form>
        }
    })
}

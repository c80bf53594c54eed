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
    server_state::{Draft, Query},
    session::use_session,
    ui::{Button, ButtonKind, Field, Icon, described_by, use_toasts},
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

/// A remark, and the confirmation where it can be given. What is typed is kept until it is sent.
#[component]
fn Answer(improvement: Improvement, query: Query<Review>) -> impl IntoView {
    let (i18n, api, toasts) = (use_i18n(), use_api(), use_toasts());
    let Improvement { id, version, may_confirm, state, .. } = improvement;
    if matches!(state, ImprovementState::Confirmed | ImprovementState::Dropped) {
        return None;
    }
    let field = ["remark-", id.as_str()].concat();
    let person = use_session().with_me(|me| me.user.id.clone());
    let slot = StoredValue::new(Draft::slot("remark", person.as_ref(), id.as_str()));
    let draft = RwSignal::new(slot.with_value(|slot| Draft::of(slot)));
    let typed = move |text: String| {
        draft.update(|draft| draft.text = text);
        draft.with_untracked(|draft| slot.with_value(|slot| draft.keep(slot)));
    };
    let (id, busy, wrong) = (StoredValue::new(id), RwSignal::new(false), RwSignal::new(None::<String>));
    let send = Callback::new(move |confirm: bool| {
        if busy.get_untracked() {
            return;
        }
        let language = Some(untrack(|| i18n.language().tag().to_owned()));
        let answer = AnswerImprovement { version, confirm, text: draft.read_untracked().text.clone(), language };
        let errors = answer.validate().err().unwrap_or_default();
        wrong.set(errors.first().map(|error| i18n.field_error(error)));
        if !errors.is_empty() {
            return;
        }
        busy.set(true);
        let (id, slot) = (id.get_value(), slot.get_value());
        spawn_local(async move {
            match api.answer_improvement(&id, &answer, &IdempotencyKey::fresh()).await {
                Ok(now) => {
                    Draft::forget(&slot);
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
            <div class="finding__actions finding__actions--flush">
                <Button kind=ButtonKind::Primary busy=busy on_press=press>
                    {text(move || i18n.improvement_confirm())}
                </Button>
            </div>
        }
    });
    let begun = draft.with_untracked(|draft| !draft.text.is_empty());
    let is_wrong = move || wrong.read().is_some();
    let (label, described) = (field.clone(), field.clone());
    Some(view! {
        {confirm}
        <details class="comment" open=begun>
            <summary>
                <Icon name="message" />
                {text(move || i18n.improvement_remark())}
            </summary>
            <form novalidate on:submit=submitted>
                <Field id=label label=Signal::derive(move || i18n.improvement_remark()) error=wrong>
                    <textarea
                        class="input"
                        id=field
                        rows="2"
                        aria-invalid=move || is_wrong().then_some("true")
                        aria-describedby=move || described_by(&described, false, is_wrong())
                        prop:value=move || draft.read().text.clone()
                        on:input:target=move |event| typed(event.target().value())
                    ></textarea>
                </Field>
                <div>
                    <Button busy=busy>{text(move || i18n.improvement_send())}</Button>
                </div>
            </form>
        </details>
    })
}

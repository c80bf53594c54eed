//! What readers say of an article: whether it helped, why not, and a comment to its author.

use aftercare_contract::knowledge::{Article, ArticleId, Helpful, NewComment, NewVote, ReadAt, Votes};
use leptos::{ev, prelude::*, task::spawn_local};

use crate::{
    api::{Api, ApiError, IdempotencyKey, use_api},
    i18n::{I18n, Word, text, use_i18n},
    ui::{Button, ErrorNote, Field, Icon, described_by},
};

const REASON: &str = "kb-reason";
const COMMENT: &str = "kb-comment";
const CHOICES: [(Helpful, Word); 3] =
    [(Helpful::Yes, I18n::kb_vote_yes), (Helpful::Partly, I18n::kb_vote_partly), (Helpful::No, I18n::kb_vote_no)];

/// A vote under way.
#[derive(Clone, Copy)]
struct Ballot {
    api: Api,
    article: StoredValue<(ArticleId, String)>,
    chosen: RwSignal<Option<Helpful>>,
    votes: RwSignal<Votes>,
    /// What was sent last, until it has arrived.
    sent: RwSignal<Option<(NewVote, IdempotencyKey)>>,
    /// Whether the last that arrived had a reason.
    arrived: RwSignal<Option<bool>>,
    failed: RwSignal<Option<ApiError>>,
}

impl Ballot {
    fn cast(self, helpful: Helpful, reason: Option<String>) {
        self.chosen.set(Some(helpful.clone()));
        let language = self.article.with_value(|(_, language)| language.clone());
        let vote = NewVote { helpful, read_at: ReadAt::Article, language, reason };
        if let Ok(vote) = vote.validate() {
            self.sent.set(Some((vote, IdempotencyKey::fresh())));
            self.send();
        }
    }

    fn send(self) {
        let Some((vote, key)) = self.sent.get_untracked() else { return };
        self.failed.set(None);
        let id = self.article.with_value(|(id, _)| id.clone());
        spawn_local(async move {
            // The page may be left meanwhile; the vote counts nevertheless.
            match self.api.vote(&id, &vote, &key).await {
                Ok(votes) => {
                    self.votes.try_set(votes);
                    self.arrived.try_set(Some(vote.reason.is_some()));
                    self.sent.try_update(|sent| sent.take_if(|(_, other)| *other == key));
                }
                Err(error) => drop(self.failed.try_set(Some(error))),
            }
        });
    }
}

/// Whether it solved the problem; where it didn't, why.
#[component]
pub(super) fn Vote(article: Article) -> impl IntoView {
    let i18n = use_i18n();
    let ballot = Ballot {
        api: use_api(),
        article: StoredValue::new((article.summary.id, article.summary.language)),
        chosen: RwSignal::new(article.own_vote),
        votes: RwSignal::new(article.summary.votes),
        sent: RwSignal::new(None),
        arrived: RwSignal::new(None),
        failed: RwSignal::new(None),
    };
    let choice = move |(helpful, name): (Helpful, Word)| {
        let (own, value) = (helpful.clone(), helpful.to_string());
        view! {
            <label class="vote__choice">
                <input
                    type="radio"
                    name="helpful"
                    value=value
                    prop:checked=move || ballot.chosen.read().as_ref() == Some(&own)
                    on:change=move |_| ballot.cast(helpful.clone(), None)
                />
                {text(move || name(i18n))}
            </label>
        }
    };
    let retry = Callback::new(move |()| ballot.send());
    let failure = move || ballot.failed.get().map(|error| view! { <ErrorNote error=error retry=retry /> });
    let said = move || match ballot.arrived.get() {
        Some(true) => i18n.kb_vote_reason_sent(),
        Some(false) => i18n.kb_vote_thanks(),
        None => String::new(),
    };
    let unhappy = Memo::new(move |_| matches!(*ballot.chosen.read(), Some(Helpful::Partly | Helpful::No)));
    view! {
        <div class="vote">
            <fieldset>
                <legend class="vote__ask">{text(move || i18n.kb_vote())}</legend>
                <div class="vote__choices">{CHOICES.map(choice).collect_view()}</div>
            </fieldset>
            <Show when=move || unhappy.get()>
                <Reason ballot=ballot />
            </Show>
            {failure}
            <p class="vote__thanks" role="status">
                {said}
            </p>
            <p class="vote__count">{move || i18n.article_helped(ballot.votes.get())}</p>
        </div>
    }
}

#[component]
fn Reason(ballot: Ballot) -> impl IntoView {
    let i18n = use_i18n();
    let reason = RwSignal::new(String::new());
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let reason = reason.get_untracked();
        if let Some(helpful) = ballot.chosen.get_untracked().filter(|_| !reason.trim().is_empty()) {
            ballot.cast(helpful, Some(reason));
        }
    };
    view! {
        <form class="vote__more" on:submit=submitted>
            <Field id=REASON label=Signal::derive(move || i18n.kb_vote_reason()) optional=true>
                <textarea class="input" id=REASON rows="3" bind:value=reason></textarea>
            </Field>
            <div>
                <Button busy=Signal::derive(move || {
                    ballot.sent.read().is_some() && ballot.failed.read().is_none()
                })>{text(move || i18n.kb_send())}</Button>
            </div>
        </form>
    }
}

/// A comment to the author.
#[component]
pub(super) fn Comment(article: Article) -> impl IntoView {
    let (i18n, api) = (use_i18n(), use_api());
    let (id, language) = (article.summary.id, article.summary.language);
    let words = RwSignal::new(String::new());
    let wrong = RwSignal::new(None::<String>);
    let failed = RwSignal::new(None::<ApiError>);
    let (busy, arrived) = (RwSignal::new(false), RwSignal::new(false));
    // The same text is sent once, however often it is tried.
    let attempt = StoredValue::new(None::<(NewComment, IdempotencyKey)>);
    let send = Callback::new(move |()| {
        if busy.get_untracked() {
            return;
        }
        let comment = NewComment { text: words.get_untracked(), language: language.clone() };
        let comment = match comment.validate() {
            Ok(comment) => comment,
            Err(errors) => {
                wrong.set(errors.first().map(|error| i18n.field_error(error)));
                return;
            }
        };
        let before = attempt.with_value(|attempt| attempt.clone().filter(|(before, _)| *before == comment));
        let (comment, key) = before.unwrap_or_else(|| (comment, IdempotencyKey::fresh()));
        attempt.set_value(Some((comment.clone(), key.clone())));
        wrong.set(None);
        failed.set(None);
        busy.set(true);
        let id = id.clone();
        spawn_local(async move {
            let answer = api.comment(&id, &comment, &key).await;
            // The page may have been left meanwhile.
            busy.try_set(false);
            match answer {
                Ok(()) => {
                    arrived.try_set(true);
                    words.try_set(String::new());
                }
                Err(error) => drop(failed.try_set(Some(error))),
            }
        });
    });
    let submitted = move |event: ev::SubmitEvent| {
        event.prevent_default();
        arrived.set(false);
        send.run(());
    };
    let is_wrong = move || wrong.read().is_some();
    let failure = move || failed.get().map(|error| view! { <ErrorNote error=error retry=send /> });
    view! {
        <details class="comment">
            <summary>
                <Icon name="message" />
                {text(move || i18n.kb_comment())}
            </summary>
            <form novalidate on:submit=submitted>
                <Field
                    id=COMMENT
                    label=Signal::derive(move || i18n.kb_comment_label())
                    hint=Signal::derive(move || i18n.kb_comment_hint())
                    error=wrong
                >
                    <textarea
                        class="input"
                        id=COMMENT
                        rows="4"
                        aria-invalid=move || is_wrong().then_some("true")
                        aria-describedby=move || described_by(COMMENT, true, is_wrong())
                        bind:value=words
                    ></textarea>
                </Field>
                {failure}
                <div>
                    <Button busy=busy>{text(move || i18n.kb_send())}</Button>
                </div>
            </form>
            <p role="status">{move || arrived.get().then(|| i18n.kb_comment_sent())}</p>
        </details>
    }
}

//! A finding: how grave, how that is known, what to do, and what was decided.

use aftercare_contract::{
    FieldError, Localized,
    report::{DecideFinding, Decision, DecisionState, Finding, FindingAction},
};
use leptos::{prelude::*, task::spawn_local};

use super::{
    super::pieces::{Said, change_mark, finding_part, grade_mark},
    state::ReportView,
};
use crate::{
    api::{Api, ApiError, IdempotencyKey, use_api},
    i18n::{I18n, text, use_i18n},
    platform::zone,
    route::{Known, Link, Route},
    ui::{Button, ButtonKind, ErrorNote, Icon, Toasts, use_toasts},
};

#[component]
pub(super) fn FindingCard(finding: Finding, view: ReportView) -> impl IntoView {
    let i18n = use_i18n();
    let part = finding_part(&finding.id);
    let title = [&*part, "-title"].concat();
    let named = title.clone();
    let number = finding.id.to_string();
    let due = finding.due.map(|day| view! { <span>{text(move || i18n.finding_due(&i18n.date(day)))}</span> });
    let device = finding.device.clone().map(|device| {
        view! { <span>{device.name} " " <span class="mono nowrap">{device.serial_number}</span></span> }
    });
    let owner = finding.owner.clone().filter(|owner| !owner.name.is_empty()).map(|owner| {
        view! {
            <div class="finding__fact">
                <dt>{text(move || i18n.finding_owner())}</dt>
                <dd>{owner.name}</dd>
            </div>
        }
    });
    view! {
        <article class="finding" id=part tabindex="-1" aria-labelledby=named>
            <p class="finding__head">
                {grade_mark(i18n, finding.grade.clone())} <span class="finding__number">{number}</span>
                {change_mark(i18n, finding.change.clone())} {due} {device}
            </p>
            <h3 class="finding__title" id=title>
                <Said words=finding.title.clone() />
            </h3>
            <dl class="finding__facts">
                {fact(i18n, I18n::finding_evidence, &finding.evidence)}
                {fact(i18n, I18n::finding_impact, &finding.impact)} {fact(i18n, I18n::finding_advice, &finding.advice)}
                {articles(i18n, &finding)} {owner}
            </dl>
            {decided(i18n, &finding.decision)}
            <Actions finding=finding view=view />
        </article>
    }
}

fn fact(i18n: I18n, name: fn(I18n) -> String, words: &Localized) -> Option<AnyView> {
    words.tags().next()?;
    let said = view! { <Said words=words.clone() /> };
    Some(
        view! {
            <div class="finding__fact">
                <dt>{text(move || name(i18n))}</dt>
                <dd>{said}</dd>
            </div>
        }
        .into_any(),
    )
}

fn articles(i18n: I18n, finding: &Finding) -> Option<AnyView> {
    let article = |article: &aftercare_contract::report::ArticleRef| {
        let title = view! { <Said words=article.title.clone() /> };
        view! {
            <li>
                <Link to=Route::Article(article.id.clone(), None)>{title}</Link>
            </li>
        }
    };
    (!finding.articles.is_empty()).then(|| {
        view! {
            <div class="finding__fact">
                <dt>{text(move || i18n.finding_read())}</dt>
                <dd>
                    <ul>{finding.articles.iter().map(article).collect_view()}</ul>
                </dd>
            </div>
        }
        .into_any()
    })
}

/// What was decided, and by whom.
fn decided(i18n: I18n, decision: &Decision) -> Option<AnyView> {
    let Decision { state, ticket, by, at, until, reason } = decision.clone();
    let (symbol, words) = match state {
        DecisionState::Requested => {
            let known = ticket.is_some();
            let words = move || if known { i18n.finding_requested() } else { i18n.finding_requested_hidden() };
            ("st-working", text(words))
        }
        DecisionState::Accepted => {
            let (by, until) = (by.unwrap_or_default(), until?);
            let at = at.map(zone::day_of);
            let day = move || at.map(|at| i18n.date(at)).unwrap_or_default();
            ("shield", text(move || i18n.finding_accepted(&by, &day(), &i18n.date(until))))
        }
        // An acceptance that has run out.
        DecisionState::Open => {
            let until = until?;
            ("clock", text(move || i18n.finding_ran_out(&i18n.date(until))))
        }
        DecisionState::Other(word) => ("info", text(move || word.clone())),
    };
    let way = ticket.map(|ticket| {
        let number = ticket.sr_number.to_string();
        view! {
            " "
            <Link class="nowrap" to=Route::Ticket(ticket.sr_number)>
                {number}
            </Link>
            " "
            {ticket.name}
        }
    });
    let reason = reason.map(|reason| {
        let lang = i18n.lang_of(&reason);
        view! {
            " "
            <q lang=lang>{reason.text}</q>
        }
    });
    Some(
        view! {
            <p class="finding__state">
                <Icon name=symbol />
                <span>{words} {way} {reason}</span>
            </p>
        }
        .into_any(),
    )
}

/// What the viewer may do about it.
#[component]
fn Actions(finding: Finding, view: ReportView) -> impl IntoView {
    let i18n = use_i18n();
    let may = |action: &FindingAction| finding.actions.contains(action);
    let known = Known {
        device: finding.device.as_ref().map(|device| device.id.clone()),
        finding: Some(ReportView::name_of(&finding)),
        ..Known::default()
    };
    let name = StoredValue::new(finding.id.to_string());
    let request = may(&FindingAction::Request).then(|| {
        view! {
            <Link class="button button--primary" to=Route::NewTicket(known)>
                <span aria-hidden="true">{text(move || i18n.finding_request())}</span>
                <span class="quiet-text">{text(move || i18n.finding_request_of(&name.get_value()))}</span>
            </Link>
        }
    });
    let accepted = finding.decision.state == DecisionState::Accepted;
    let accept = may(&FindingAction::AcceptRisk).then(|| {
        let chosen = finding.clone();
        let press = Callback::new(move |()| view.deciding().set(Some(chosen.clone())));
        let word = move || if accepted { i18n.finding_change() } else { i18n.finding_accept() };
        let whole =
            move |name: &str| if accepted { i18n.finding_change_of(name) } else { i18n.finding_accept_of(name) };
        view! {
            <Button on_press=press>
                <span aria-hidden="true">{text(word)}</span>
                <span class="quiet-text">{text(move || whole(&name.get_value()))}</span>
            </Button>
        }
    });
    let withdraw =
        may(&FindingAction::WithdrawAcceptance).then(|| view! { <Withdraw finding=finding.clone() view=view /> });
    (request.is_some() || accept.is_some() || withdraw.is_some())
        .then(|| view! { <div class="finding__actions">{request} {accept} {withdraw}</div> })
}

/// Takes an acceptance back.
#[component]
fn Withdraw(finding: Finding, view: ReportView) -> impl IntoView {
    let i18n = use_i18n();
    let name = finding.id.to_string();
    let deciding = Deciding::new(view);
    let withdraw = Callback::new(move |()| {
        let decision =
            DecideFinding { action: FindingAction::WithdrawAcceptance, reason: None, language: None, until: None };
        let done = move || i18n.finding_withdrawn();
        deciding.send(finding.clone(), decision, done, |_| {});
    });
    let failure = move || deciding.failed.get().map(|error| view! { <ErrorNote error=error retry=withdraw /> });
    view! {
        <Button kind=ButtonKind::Quiet busy=deciding.busy on_press=withdraw>
            <span aria-hidden="true">{text(move || i18n.finding_withdraw())}</span>
            <span class="quiet-text">{text(move || i18n.finding_withdraw_of(&name))}</span>
        </Button>
        {failure}
    }
}

/// A decision on its way: again under the same key if it is the same one, and never over somebody else's.
#[derive(Clone, Copy)]
pub(super) struct Deciding {
    pub(super) busy: RwSignal<bool>,
    pub(super) failed: RwSignal<Option<ApiError>>,
    /// The last one that was sent.
    sent: StoredValue<Option<(DecideFinding, IdempotencyKey)>>,
    view: ReportView,
    api: Api,
    i18n: I18n,
    toasts: Toasts,
}

impl Deciding {
    pub(super) fn new(view: ReportView) -> Self {
        Self {
            busy: RwSignal::new(false),
            failed: RwSignal::new(None),
            sent: StoredValue::new(None),
            view,
            api: use_api(),
            i18n: use_i18n(),
            toasts: use_toasts(),
        }
    }

    /// Sends it unless one is on the way. `done` is said once it has worked; `settled` gets what is wrong with fields,
    /// or nothing.
    pub(super) fn send(
        self,
        finding: Finding,
        decision: DecideFinding,
        done: impl FnOnce() -> String + 'static,
        settled: impl FnOnce(Vec<FieldError>) + 'static,
    ) {
        if self.busy.get_untracked() {
            return;
        }
        let Self { api, i18n, toasts, view, .. } = self;
        self.failed.set(None);
        let key = self.sent.get_value().filter(|(of, _)| *of == decision).map(|(_, key)| key);
        let key = key.unwrap_or_else(IdempotencyKey::fresh);
        self.sent.set_value(Some((decision.clone(), key.clone())));
        self.busy.set(true);
        spawn_local(async move {
            let answer = api.decide(&finding, &decision, &key).await;
            let newer = match &answer {
                // What came before is shown; the choice is the visitor's again.
                Err(ApiError::Stale { .. }) => api.finding(&finding.report, &finding.id).await.ok(),
                _ => None,
            };
            // The page may have been left meanwhile; it is decided nevertheless.
            if self.busy.is_disposed() {
                return;
            }
            self.busy.set(false);
            match answer {
                Ok(finding) => {
                    self.sent.set_value(None);
                    toasts.say(untrack(done));
                    settled(Vec::new());
                    // Last: the card that this belongs to goes with it.
                    view.take(&finding);
                }
                Err(ApiError::Stale { .. }) => {
                    toasts.say(untrack(|| i18n.finding_overtaken()));
                    if let Some(newer) = newer {
                        view.take(&newer);
                    }
                }
                Err(error) if error.fields().is_empty() => self.failed.set(Some(error)),
                Err(error) => settled(error.fields().to_vec()),
            }
        });
    }
}

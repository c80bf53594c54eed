//! The claim for promises of the contract that were missed on a ticket: filing it, how far it is, what was decided and
//! until when that can be appealed against.

mod evidence;
mod filing;
mod way;

use aftercare_contract::{
    catalogue::Catalogue,
    claim::{Claim, ClaimDecision, ClaimNotice, ClaimState},
    ticket::{Action, Clock, TakeAction, Ticket, Verdict},
};
use leptos::prelude::*;

use super::{
    actions::{Ask, Intent},
    deciding::{Deciding, Overtaken},
    object::{Body, from_when_there, said},
    part,
};
use crate::{
    i18n::{I18n, text, use_i18n},
    platform::{clock::use_clock, focus},
    route::CLAIM,
    server_state::{Draft, Query, TicketState},
    session::use_session,
    ui::{Button, ButtonKind, Icon},
};
use evidence::{Evidence, More};
use filing::Filing;
use way::Way;

/// The claim, from when there is one, and the form for one where the backend lets the viewer file it.
#[component]
pub(super) fn Claims(
    ticket: Signal<Ticket>,
    state: TicketState,
    catalogue: Query<Catalogue>,
    printing: Signal<bool>,
) -> impl IntoView {
    let files = part(ticket, |ticket| ticket.actions.contains(&Action::FileClaim));
    // They live longer than the form, which goes with what it sends.
    let deciding = Deciding::new(state);
    let overtaken = deciding.overtaken;
    let deciding = StoredValue::new(deciding);
    let evidence = StoredValue::new(Evidence::new(state, catalogue));
    let person = untrack(|| use_session().me()).map(|me| me.user.id);
    let draft = StoredValue::new(Draft::slot("claim", person.as_ref(), state.sr().as_str()));
    let card = from_when_there(
        ticket,
        |ticket| ticket.claim.clone(),
        move |claim| view! { <Card claim=claim ticket=ticket state=state evidence=evidence printing=printing /> },
    );
    let form =
        move || files.get().then(|| view! { <Filing ticket=ticket draft=draft deciding=deciding evidence=evidence /> });
    view! {
        <div id=CLAIM tabindex="-1">
            <Overtaken overtaken=overtaken id="claim-filed-meanwhile" words=I18n::claim_overtaken />
            {card}
            {form}
        </div>
    }
}

#[component]
fn Card(
    claim: Memo<Claim>,
    ticket: Signal<Ticket>,
    state: TicketState,
    evidence: StoredValue<Evidence>,
    printing: Signal<bool>,
) -> impl IntoView {
    let i18n = use_i18n();
    let past = Memo::new(move |_| !claim.read().is_open() && claim.read().state != ClaimState::Refused);
    let look = move || if claim.read().waits_for_customer() { "object object--yours" } else { "object" };
    let notice = Memo::new(move |_| claim.read().notice.clone());
    let notice = move || notice.get().map(|notice| view! { <Notice notice=notice claim=claim /> });
    view! {
        <section class=look aria-labelledby="claim-title">
            <header class="object__head">
                <h2 id="claim-title">{text(move || i18n.claim_title())}</h2>
                <Stage claim=claim />
            </header>
            <Body past=past printing=printing show=I18n::claim_show>
                <div class="object__body object__body--one">
                    <Way claim=claim />
                </div>
                <div class="object__body">
                    <Facts claim=claim />
                    <Words claim=claim />
                </div>
            </Body>
            {notice}
            <Decision ticket=ticket claim=claim state=state evidence=evidence />
        </section>
    }
}

/// How far the claim is: icon and word, and what it is about.
#[component]
fn Stage(claim: Memo<Claim>) -> impl IntoView {
    let i18n = use_i18n();
    let stage = Memo::new(move |_| claim.with(|claim| claim.state.clone()));
    let marked = move || {
        let state = stage.get();
        let (look, icon) = match &state {
            ClaimState::Noticed => ("state state--yours", "st-yours"),
            ClaimState::Accepted => ("state state--good", "check"),
            ClaimState::Refused | ClaimState::Withdrawn => ("state state--cancelled", "st-cancelled"),
            ClaimState::Other(_) => ("state", "info"),
            _ => ("state state--working", "st-working"),
        };
        view! {
            <span class=look>
                <Icon name=icon />
                {i18n.claim_state(&state)}
            </span>
        }
    };
    let amount = move || claim.with(|claim| i18n.money(claim.amount, &claim.currency));
    view! { <p class="object__stage">{marked} <span class="object__note num">{text(amount)}</span></p> }
}

/// How much, of which grade, by when it is decided and by whom.
#[component]
fn Facts(claim: Memo<Claim>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let amount = move || claim.with(|claim| i18n.money(claim.amount, &claim.currency));
    let grade =
        move || claim.with(|claim| i18n.claim_grade(&claim.grade.code, &i18n.number(claim.grade.working_days.into())));
    let next = Memo::new(move |_| {
        let claim = claim.read();
        claim.is_open().then(|| (claim.waits_for_customer(), claim.decide_by))
    });
    let with = move || {
        let (customers, by) = next.get()?;
        let words = move || match by {
            _ if customers => i18n.claim_with_you(),
            None => i18n.claim_with_us(),
            Some(by) => {
                let (now, time) = (clock.minute(), i18n.day_time(by, clock.minute()));
                let by = if by < now { i18n.claim_decided_late(&time) } else { i18n.claim_decided_by(&time) };
                [i18n.claim_with_us(), by].join(" · ")
            }
        };
        Some(view! {
            <dt>{text(move || i18n.claim_with())}</dt>
            <dd>{text(words)}</dd>
        })
    };
    let handler = move || claim.with(|claim| claim.handler.clone().unwrap_or_else(|| i18n.claim_nobody()));
    let missed = Memo::new(move |_| claim.with(|claim| claim.breaches.clone()));
    let files = Memo::new(move |_| claim.with(|claim| claim.evidence.len() as u64));
    let files = move || {
        (files.get() > 0).then(|| {
            view! {
                <dt>{text(move || i18n.claim_files())}</dt>
                <dd>{text(move || i18n.claim_file_count(&i18n.number(files.get())))}</dd>
            }
        })
    };
    view! {
        <dl class="facts-list">
            <dt>{text(move || i18n.claim_claimed())}</dt>
            <dd class="num">{text(amount)} " " <span class="object__note">{text(grade)}</span></dd>
            {with}
            <dt>{text(move || i18n.claim_by())}</dt>
            <dd>{text(handler)}</dd>
            <dt>{text(move || i18n.claim_missed())}</dt>
            <dd>{move || missed.get().into_iter().map(|clock| view! { <Missed clock=clock /> }).collect_view()}</dd>
            {files}
        </dl>
    }
}

/// What the customer says: the damage, and why they have appealed.
#[component]
fn Words(claim: Memo<Claim>) -> impl IntoView {
    let i18n = use_i18n();
    let words = Memo::new(move |_| claim.with(|claim| (claim.description.clone(), claim.appeal.clone())));
    move || {
        let (damage, appeal) = words.get();
        view! {
            <div class="object__columns">
                {said(i18n, I18n::claim_damage, damage)} {appeal.map(|appeal| said(i18n, I18n::claim_appeal, appeal))}
            </div>
        }
    }
}

/// A promise that was missed, and by how much.
#[component]
fn Missed(clock: Clock) -> impl IntoView {
    let i18n = use_i18n();
    let Clock { promise, target, elapsed, .. } = clock;
    let over = aftercare_contract::Span::seconds(elapsed.as_seconds() - target.as_seconds());
    let by = move || i18n.claim_missed_by(&i18n.span(target), &i18n.span(elapsed), &i18n.span(over));
    view! {
        <p>
            <strong>{text(move || i18n.promise(&promise))}</strong>
            " "
            <span class="object__note">{text(by)}</span>
        </p>
    }
}

/// The promises of a ticket that were missed and for which the contract says what that means.
fn missed(ticket: &Ticket) -> Vec<Clock> {
    let Some(terms) = &ticket.terms else { return Vec::new() };
    let missed =
        |clock: &&Clock| clock.verdict == Some(Verdict::Breached) && terms.meaning_of_breach(&clock.promise).is_some();
    ticket.clocks.iter().filter(missed).cloned().collect()
}

/// What the vendor has decided, and until when that can be appealed against.
#[component]
fn Notice(notice: ClaimNotice, claim: Memo<Claim>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let ClaimNotice { amount, text: words, appeal_by } = notice;
    let what = move || match amount {
        Some(amount) => i18n.claim_proposed(&claim.with(|claim| i18n.money(amount, &claim.currency))),
        None => i18n.claim_is_refused(),
    };
    let open = Memo::new(move |_| matches!(claim.read().state, ClaimState::Noticed | ClaimState::Refused));
    let until = move || {
        let (by, now) = (appeal_by.filter(|_| open.get())?, clock.minute());
        let time = i18n.day_time(by, now);
        Some(if by < now { i18n.claim_appeal_over(&time) } else { i18n.claim_appeal_until(&time) })
    };
    let own = words.clone();
    view! {
        <div class="object__agreed">
            <h3>{text(move || i18n.claim_notice())}</h3>
            <p>
                <strong class="num">{text(what)}</strong>
            </p>
            <p class="object__text" lang=move || i18n.lang_of(&own)>
                {words.text}
            </p>
            <p class="object__note num">{until}</p>
        </div>
    }
}

/// All that the backend lets the viewer do about it now, and nothing else.
#[component]
fn Decision(
    ticket: Signal<Ticket>,
    claim: Memo<Claim>,
    state: TicketState,
    evidence: StoredValue<Evidence>,
) -> impl IntoView {
    let i18n = use_i18n();
    let allowed = part(ticket, |ticket| {
        let here = |action: &&Action| action.is_on_claim() && **action != Action::FileClaim;
        ticket.actions.iter().filter(here).cloned().collect::<Vec<_>>()
    });
    let proves = Memo::new(move |_| allowed.read().contains(&Action::AddClaimEvidence));
    let deciding = Deciding::new(state);
    let stored = StoredValue::new(deciding);
    let asked = RwSignal::new(None::<Intent>);
    let question = move |action: Action| {
        let kind = if action == Action::AcceptClaim { ButtonKind::Primary } else { ButtonKind::Plain };
        let word = action.clone();
        let ask = move |()| {
            let seen = Some(ClaimDecision::on(claim.read_untracked().revision));
            deciding.begin();
            asked.set(Some(Intent::new(TakeAction { claim: seen, ..action.clone().into() })));
        };
        view! {
            <Button kind=kind on_press=Callback::new(ask)>
                {text(move || i18n.action(&word) + "…")}
            </Button>
        }
    };
    let questions = move || {
        let asked = allowed.get().into_iter().filter(|action| *action != Action::AddClaimEvidence);
        asked.map(question).collect_view()
    };
    view! {
        <Overtaken overtaken=deciding.overtaken id="claim-overtaken" words=I18n::claim_overtaken />
        <Show when=move || !allowed.read().is_empty()>
            <div class="object__foot">
                {questions}
                {move || proves.get().then(|| view! { <More claim=claim evidence=evidence deciding=stored /> })}
            </div>
        </Show>
        <Ask
            asked=asked
            state=state
            overtaken=Callback::new(move |()| deciding.was_overtaken())
            finished=Callback::new(|()| lead_back())
        />
    }
}

/// What was pressed goes away; the keyboard stays at what it was about.
fn lead_back() {
    focus::on(&["#", CLAIM].concat());
}

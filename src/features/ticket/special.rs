//! What was asked for beyond the usual course: by whom, until when it is answered, and what the answer is.

use aftercare_contract::{
    special::{SpecialAnswer, SpecialRequest},
    ticket::{Action, Ticket},
};
use leptos::prelude::*;

use super::{actions::icon, event::done, part};
use crate::{
    i18n::{text, use_i18n},
    platform::clock::use_clock,
    ui::Icon,
};

#[component]
pub(super) fn SpecialRequests(ticket: Signal<Ticket>) -> impl IntoView {
    let i18n = use_i18n();
    // News that have come need no line here.
    let asked = part(ticket, |ticket| {
        let shown = |special: &&SpecialRequest| special.is_open() || special.action != Action::Nudge;
        ticket.special_requests.iter().filter(shown).cloned().collect::<Vec<_>>()
    });
    let line = |special| view! { <Line special=special /> };
    view! {
        <Show when=move || !asked.read().is_empty()>
            <section class="object" aria-labelledby="special-title">
                <header class="object__head">
                    <h2 id="special-title">{text(move || i18n.special_title())}</h2>
                </header>
                <ol class="object__agreed steps">{move || asked.get().into_iter().map(line).collect_view()}</ol>
            </section>
        </Show>
    }
}

#[component]
fn Line(special: SpecialRequest) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let SpecialRequest { action, asked, asked_by, answer_by, answer, .. } = special;
    let look = match &answer {
        None => "steps__step steps__step--now",
        Some(answer) if answer.granted => "steps__step steps__step--done",
        Some(_) => "steps__step",
    };
    let icon = icon(&action);
    let name = move || done(i18n, &action);
    let who = move || i18n.special_asked(&asked_by, &i18n.moment(asked, clock.minute()));
    let reason = answer.as_ref().and_then(|answer| answer.reason.clone()).map(|reason| {
        let own = reason.clone();
        view! {
            <p class="object__text" lang=move || i18n.lang_of(&own)>
                {reason.text}
            </p>
        }
    });
    let how = move || {
        let now = clock.minute();
        match (&answer, answer_by) {
            (Some(SpecialAnswer { granted, answered, by, .. }), _) => {
                let (by, time) = (Some(by.clone()).filter(|by| !by.is_empty()), i18n.moment(*answered, now));
                let by = by.unwrap_or_else(|| i18n.special_us());
                if *granted { i18n.special_granted(&by, &time) } else { i18n.special_refused(&by, &time) }
            }
            (None, Some(by)) if by < now => i18n.special_late(&i18n.moment(by, now)),
            (None, Some(by)) => i18n.special_waits_by(&i18n.moment(by, now)),
            (None, None) => i18n.special_waits(),
        }
    };
    view! {
        <li class=look>
            <Icon name=icon />
            <div class="steps__text">{text(name)} " " <span class="object__note">{text(who)}</span> {reason}</div>
            <span class="steps__how num">{text(how)}</span>
        </li>
    }
}

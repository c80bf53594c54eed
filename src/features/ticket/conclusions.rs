//! What the vendor has published about a ticket beyond its fix: why it happened, and what prevents it.

use aftercare_contract::{
    conclusion::{Conclusion, ConclusionKind},
    history::Attachment,
    ticket::Ticket,
};
use leptos::prelude::*;

use super::{files::Files, part};
use crate::{
    i18n::{text, use_i18n},
    platform::clock::use_clock,
    server_state::TicketState,
};

#[component]
pub(super) fn Conclusions(ticket: Signal<Ticket>, state: TicketState) -> impl IntoView {
    let i18n = use_i18n();
    let published = part(ticket, |ticket| {
        let file = |conclusion: &Conclusion| {
            let id = conclusion.attachment.as_ref()?;
            ticket.attachment.iter().find(|file| file.id == *id).cloned()
        };
        let with_file = |conclusion: &Conclusion| (conclusion.clone(), file(conclusion));
        ticket.conclusions.iter().map(with_file).collect::<Vec<_>>()
    });
    let one = move |(conclusion, file)| view! { <One conclusion=conclusion file=file state=state /> };
    view! {
        <Show when=move || !published.read().is_empty()>
            <section class="object" aria-labelledby="conclusion-title">
                <header class="object__head">
                    <h2 id="conclusion-title">{text(move || i18n.conclusion_title())}</h2>
                </header>
                <div class="object__body">{move || published.get().into_iter().map(one).collect_view()}</div>
            </section>
        </Show>
    }
}

#[component]
fn One(conclusion: Conclusion, file: Option<Attachment>, state: TicketState) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let Conclusion { kind, published, text: prose, .. } = conclusion;
    let name = move || match &kind {
        ConclusionKind::RootCause => i18n.conclusion_cause(),
        ConclusionKind::Advice => i18n.conclusion_advice(),
        ConclusionKind::Other(word) => word.clone(),
    };
    let own = prose.clone();
    view! {
        <div>
            <h3>{text(name)} " · " {text(move || i18n.moment(published, clock.minute()))}</h3>
            <p class="object__text" lang=move || i18n.lang_of(&own)>
                {prose.text}
            </p>
            {file.map(|file| view! { <Files files=vec![file] state=state /> })}
        </div>
    }
}

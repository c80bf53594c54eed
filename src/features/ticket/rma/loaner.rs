//! The device that is lent while the customer's is repaired.

use aftercare_contract::rma::{Loaner, LoanerState, Rma, RmaState};
use leptos::prelude::*;

use crate::{
    i18n::{text, use_i18n},
    platform::clock::use_clock,
};

/// Where it is, as long as it can still be asked for or was.
#[component]
pub(super) fn Lent(rma: Memo<Rma>) -> impl IntoView {
    let i18n = use_i18n();
    let loaner = Memo::new(move |_| {
        rma.with(|rma| {
            let needed = rma.is_under_way() || rma.state == RmaState::Arrived;
            rma.loaner.clone().filter(|loaner| needed || loaner.state != LoanerState::Offered)
        })
    });
    move || {
        let loaner = loaner.get()?;
        let reason = loaner.reason.clone().map(|reason| {
            let lang = i18n.lang_of(&reason);
            view! {
                <p class="object__note" lang=lang>
                    {reason.text}
                </p>
            }
        });
        let device = named(&loaner).map(|named| view! { <strong class="num">{named}</strong> });
        Some(view! {
            <dl class="facts-list object__agreed">
                <dt>{text(move || i18n.loaner_title())}</dt>
                <dd>{device} " " <Where loaner=loaner /> {reason}</dd>
            </dl>
        })
    }
}

/// Model and serial number of one that is lent.
fn named(loaner: &Loaner) -> Option<String> {
    let lent = loaner.state == LoanerState::OnLoan;
    let parts = [loaner.model.as_deref(), loaner.serial_number.as_deref()];
    lent.then(|| parts.into_iter().flatten().collect::<Vec<_>>().join(" · "))
}

#[component]
fn Where(loaner: Loaner) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let said = move || {
        let now = clock.minute();
        let since = loaner.since.map(|since| i18n.moment(since, now)).unwrap_or_default();
        match (&loaner.state, loaner.due_back) {
            (LoanerState::Offered, _) => i18n.loaner_offered(),
            (LoanerState::Requested, _) => i18n.loaner_requested_since(&since),
            (LoanerState::OnLoan, Some(due)) => i18n.loaner_due_back(&i18n.day_time(due, now)),
            (LoanerState::OnLoan, None) => since,
            (LoanerState::Returned, _) => i18n.loaner_returned_at(&since),
            (LoanerState::Refused, _) => i18n.loaner_refused_at(&since),
            (LoanerState::Other(word), _) => word.clone(),
        }
    };
    view! { <span>{text(said)}</span> }
}

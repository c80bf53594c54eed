//! Tickets by kind, faults by severity and device.

use aftercare_contract::{
    Localized,
    review::{Figure, Review},
};
use leptos::prelude::*;

use super::pieces::{cell, figure, ledger, number, section as part, two_lines};
use crate::i18n::{I18n, Word, text};

/// Three tables, each with the period before.
pub(super) fn section(i18n: I18n, review: &Review) -> AnyView {
    let kinds = review.kinds.iter().cloned().map(|share| {
        let kind = share.ticket_type;
        row(i18n, cell(move || i18n.kind(&kind)), &share.tickets, share.before)
    });
    let severities = review.severities.iter().cloned().map(|share| {
        let names = share.names;
        let words = move || {
            let said: Vec<String> = names.iter().map(|name: &Localized| i18n.localized(name).0).collect();
            if said.is_empty() { i18n.review_no_grade() } else { said.join(" · ") }
        };
        let rank = share.rank;
        let rank = move || rank.map(|rank| i18n.review_rank(&rank.to_string())).unwrap_or_default();
        row(i18n, two_lines(words, rank), &share.faults, share.before)
    });
    let devices = review.faulty_devices.iter().cloned().map(|share| {
        let device = share.device;
        let name =
            two_lines(move || device.name.clone(), move || [&*device.model, " ", &*device.serial_number].concat());
        row(i18n, name, &share.faults, share.before)
    });
    let matter = view! {
        {table(i18n, I18n::review_by_kind, I18n::review_kind, I18n::review_count, kinds.collect())}
        {table(i18n, I18n::review_by_severity, I18n::review_severity, I18n::review_faults, severities.collect())}
        {table(i18n, I18n::review_by_device, I18n::review_device, I18n::review_faults, devices.collect())}
    };
    part(i18n, "review-shares", I18n::review_shares, None, matter.into_any())
}

fn row(i18n: I18n, name: AnyView, count: &Figure, before: u64) -> Vec<AnyView> {
    vec![name, figure(i18n, count, number), cell(move || i18n.number(before))]
}

fn table(i18n: I18n, title: Word, what: Word, count: Word, rows: Vec<Vec<AnyView>>) -> Option<AnyView> {
    if rows.is_empty() {
        return None;
    }
    Some(
        view! {
            <h3 class="section__subheading">{text(move || title(i18n))}</h3>
            {ledger(i18n, title, &[what, count, I18n::review_earlier], rows)}
        }
        .into_any(),
    )
}

//! On to the tickets beside this one in the list that the visitor came from.

use aftercare_contract::ticket::SrNumber;
use leptos::prelude::*;

use crate::{
    i18n::{I18n, text, use_i18n},
    route::{Link, Route},
    server_state::Neighbours,
    ui::Icon,
};

/// Where the ticket stands in the list, with the ways to the next ones; nothing if it doesn't.
#[component]
pub(super) fn InList(neighbours: Option<Neighbours>) -> impl IntoView {
    let i18n = use_i18n();
    let arrow = move |to: Option<SrNumber>, icon: &'static str, name: fn(I18n, &str) -> String| {
        to.map(|sr| {
            let label = sr.to_string();
            view! {
                <Link class="button button--quiet button--icon" to=Route::Ticket(sr)>
                    <Icon name=icon />
                    <span class="quiet-text">{text(move || name(i18n, &label))}</span>
                </Link>
            }
        })
    };
    neighbours.map(|Neighbours { before, after, place, count }| {
        view! {
            <span class="in-list">
                {arrow(before, "left", I18n::ticket_previous)}
                <span class="num">{text(move || i18n.ticket_in_list(&i18n.number(place), &i18n.number(count)))}</span>
                {arrow(after, "right", I18n::ticket_next)}
            </span>
        }
    })
}

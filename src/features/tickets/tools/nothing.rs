//! What is shown in place of an empty list.

use aftercare_contract::list::{StateFilter, TicketQuery};
use leptos::prelude::*;

use crate::{
    i18n::use_i18n,
    route::{Route, link, use_navigation},
    ui::{ButtonKind, El, button, el, empty, icon},
};

/// No ticket: none fits the filters, none is open, or there has never been one.
pub(in super::super) fn nothing(query: &TicketQuery) -> El {
    let i18n = use_i18n();
    let navigation = use_navigation();
    let plain = TicketQuery { scope: query.scope.clone(), ..TicketQuery::default() };
    let everything = TicketQuery { state: StateFilter::All, ..plain.clone() };
    let new_request = move || {
        let words = el("span", "").say(move || i18n.nav_new());
        link("button button--primary", Route::new_ticket).child(icon("plus")).child(words)
    };
    if *query == everything {
        empty("ticket", move || i18n.list_empty())
            .child(el("p", "").say(move || i18n.list_empty_text()))
            .child(new_request())
    } else if *query == plain {
        let all = el("a", "button").attr("href", &Route::Tickets(everything).print());
        empty("st-closed", move || i18n.list_none_open())
            .child(el("p", "").say(move || i18n.list_none_open_text()))
            .child(el("div", "buttons").child(new_request()).child(all.say(move || i18n.list_show_all())))
    } else {
        let clear = Callback::new(move |()| navigation.go(&Route::Tickets(plain.clone())));
        empty("filter", move || i18n.list_none())
            .child(el("p", "").say(move || i18n.list_none_text()))
            .child(button(ButtonKind::Plain, || false, Some(clear)).say(move || i18n.list_clear()))
    }
}

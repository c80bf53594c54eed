//! The tickets that the vendor works on, with their expected ends, live.

use aftercare_contract::{
    account::Role,
    list::{Page, Scope, TicketQuery},
    ticket::{TicketSummary, TurnOf},
};
use leptos::prelude::*;

use crate::{
    i18n::{I18n, text, use_i18n},
    platform::clock::use_clock,
    route::{Link, Route},
    server_state::TicketList,
    session::use_session,
    ui::{Button, Course, Loaded, SeverityMark, ribbon_line, state_chip},
};

#[component]
pub(super) fn Ours(list: TicketList) -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let company = move || {
        let admin = session.me().is_some_and(|me| me.role == Role::OrganisationAdmin);
        let all = TicketQuery { scope: Scope::Organisation, ..TicketQuery::default() };
        admin.then(|| view! { <Link to=Route::Tickets(all)>{text(move || i18n.list_organisation())}</Link> })
    };
    view! {
        <section class="ours" aria-labelledby="ours">
            <div class="section-head">
                <h2 id="ours">{text(move || i18n.home_ours())}</h2>
                <p class="section-head__note">
                    {company} <Link to=Route::tickets()>{text(move || i18n.list_show_all())}</Link>
                </p>
            </div>
            <Loaded remote=list.page() retry=list.retry() let:page>
                <Rows page=page list=list />
            </Loaded>
        </section>
    }
}

#[component]
fn Rows(page: Signal<Page<TicketSummary>>, list: TicketList) -> impl IntoView {
    let i18n = use_i18n();
    let any = Memo::new(move |_| !page.read().items.is_empty());
    let waiting = move || u64::try_from(list.waiting()).unwrap_or_default();
    // Below the rows: above them, it would move what is being read.
    let foot = move || {
        let (shown, total) = page.with(|page| (u64::try_from(page.items.len()).unwrap_or_default(), page.total));
        let count = (shown < total).then(|| i18n.list_shown(&i18n.number(shown), &i18n.number(total)));
        let news = (waiting() > 0).then(|| {
            view! {
                <p>{i18n.list_new(waiting())}</p>
                <Button on_press=list.retry()>{text(move || i18n.list_new_show())}</Button>
            }
        });
        let any = count.is_some() || news.is_some();
        any.then(
            || view! { <div class="list-foot">{count.map(|count| view! { <p class="num">{count}</p> })} {news}</div> },
        )
    };
    let head = move |class: &'static str, name: fn(I18n) -> String| {
        view! {
            <th class=class role="columnheader" scope="col">
                {text(move || name(i18n))}
            </th>
        }
    };
    let table = move || {
        view! {
            <table class="list" role="table">
                <caption class="quiet-text">{text(move || i18n.home_ours())}</caption>
                <thead role="rowgroup">
                    <tr role="row">
                        {head("list__c-title", I18n::list_ticket)} {head("list__c-severity", I18n::list_severity)}
                        {head("list__c-state", I18n::list_state)} {head("list__c-turn", I18n::list_turn)}
                        {head("list__c-eta", I18n::list_eta)}
                    </tr>
                </thead>
                <tbody role="rowgroup">
                    <For each=move || page.read().items.clone() key=|row| row.sr_number.clone() let:row>
                        <Row first=row page=page />
                    </For>
                </tbody>
            </table>
            {foot}
        }
    };
    move || {
        if any.get() {
            table().into_any()
        } else {
            view! { <p class="soft">{text(move || i18n.home_none_ours())}</p> }.into_any()
        }
    }
}

/// One ticket; what changes is changed in place.
#[component]
fn Row(first: TicketSummary, page: Signal<Page<TicketSummary>>) -> impl IntoView {
    let (i18n, clock) = (use_i18n(), use_clock());
    let sr = first.sr_number.clone();
    let ticket = Memo::new(move |last: Option<&TicketSummary>| {
        let last = last.unwrap_or(&first);
        let page = page.read();
        page.items.iter().find(|row| row.sr_number == last.sr_number).unwrap_or(last).clone()
    });
    let severity = Memo::new(move |_| ticket.read().severity.clone());
    let state = Memo::new(move |_| (ticket.read().status.clone(), ticket.read().turn.clone()));
    let yours = Memo::new(move |_| ticket.read().turn.who == TurnOf::Customer);
    let late = Memo::new(move |_| ticket.read().turn.is_late(clock.minute()));
    let mark = move || severity.get().map(|severity| view! { <SeverityMark severity=severity /> });
    let chip = move || {
        let (status, turn) = state.get();
        state_chip(status, turn)
    };
    let number = sr.to_string();
    view! {
        <tr class="list__row" role="row">
            <td class="list__c-title" role="cell">
                <Link class="list__title" to=Route::Ticket(sr)>
                    <span lang=move || ticket.read().language.clone()>{move || ticket.read().name.clone()}</span>
                </Link>
                <span class="list__sr mono">{number}</span>
            </td>
            <td class="list__c-severity" role="cell">
                {mark}
            </td>
            <td class="list__c-state" role="cell">
                {chip}
            </td>
            <td class="list__c-turn" role="cell" class:list__yours=yours class:list__late=late>
                {text(move || i18n.turn_briefly(&ticket.read(), clock.minute()))}
            </td>
            <td class="list__c-eta" role="cell">
                <span class="list__key">{text(move || i18n.list_eta())} " "</span>
                <span class="num">{text(move || i18n.expected(&ticket.read(), clock.minute()))}</span>
                {ribbon_line(move || Course::of_summary(&ticket.read()))}
            </td>
        </tr>
    }
}

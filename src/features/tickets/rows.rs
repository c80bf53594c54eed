//! The rows: a table where there is room, cards where there isn't.

use aftercare_contract::{
    Timestamp,
    list::{Page, TicketQuery, TicketSort},
    ticket::{Status, Task, TicketSummary, TurnOf},
};
use leptos::prelude::*;

use crate::{
    api::Phase,
    i18n::{I18n, text, use_i18n},
    platform::clock::use_clock,
    route::{Link, Route, use_navigation},
    server_state::TicketList,
    ui::{Button, Course, ErrorNote, Icon, RelativeTime, RibbonKey, RibbonLine, SeverityMark, StateChip},
};

/// What stands where there is nothing to say.
const NOTHING: &str = "—";

#[component]
pub(super) fn Rows(page: Signal<Page<TicketSummary>>, query: Memo<TicketQuery>, list: TicketList) -> impl IntoView {
    let i18n = use_i18n();
    let rows = move || page.read().items.clone();
    view! {
        <table class="list" role="table">
            <caption class="quiet-text">{text(move || i18n.list_title())}</caption>
            <Head query=query />
            <tbody role="rowgroup">
                <For each=rows key=|row| row.sr_number.clone() let:row>
                    <Row first=row page=page />
                </For>
            </tbody>
        </table>
        <Foot page=page list=list />
    }
}

#[component]
fn Head(query: Memo<TicketQuery>) -> impl IntoView {
    let i18n = use_i18n();
    let navigation = use_navigation();
    let plain = move |class: &'static str, name: fn(I18n) -> String| {
        view! {
            <th class=class role="columnheader" scope="col">
                {text(move || name(i18n))}
            </th>
        }
    };
    let sorted = move |class: &'static str, name: fn(I18n) -> String, by: TicketSort, order: &'static str| {
        let wanted = by.clone();
        let is = Memo::new(move |_| query.read().sort == by);
        let sort = move |_| {
            let query = TicketQuery { sort: wanted.clone(), cursor: None, ..query.get_untracked() };
            navigation.go(&Route::Tickets(query));
        };
        view! {
            <th class=class role="columnheader" scope="col" aria-sort=move || is.get().then_some(order)>
                <button class="list__sort" type="button" on:click=sort>
                    {text(move || name(i18n))}
                    {move || is.get().then(|| view! { <Icon name="down" /> })}
                </button>
            </th>
        }
    };
    view! {
        <thead role="rowgroup">
            <tr role="row">
                {plain("list__c-title", I18n::list_ticket)} {plain("list__c-device", I18n::list_device)}
                {sorted("list__c-severity", I18n::list_severity, TicketSort::Severity, "descending")}
                {plain("list__c-state", I18n::list_state)} {plain("list__c-turn", I18n::list_turn)}
                {sorted("list__c-eta", I18n::list_eta, TicketSort::Expected, "ascending")}
                {sorted("list__c-changed", I18n::list_changed, TicketSort::Changed, "descending")}
            </tr>
        </thead>
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
    let yours = Memo::new(move |_| ticket.read().turn.who == TurnOf::Customer && !ticket.read().status.is_final());
    let look = move || if yours.get() { "list__row list__row--yours" } else { "list__row" };
    let place = Memo::new(move |_| {
        let ticket = ticket.read();
        let model = ticket.device.as_ref().map(|device| device.model.clone());
        (model.unwrap_or_else(|| i18n.kind(&ticket.ticket_type)), ticket.site.clone())
    });
    let severity = Memo::new(move |_| ticket.read().severity.clone());
    let state = Memo::new(move |_| (ticket.read().status.clone(), ticket.read().turn.clone()));
    let grade = move || match severity.get() {
        Some(severity) => view! { <SeverityMark severity=severity /> }.into_any(),
        None => NOTHING.into_any(),
    };
    let chip = move || {
        let (status, turn) = state.get();
        view! { <StateChip status=status turn=turn /> }
    };
    let late = Memo::new(move |_| is_late(&ticket.read(), clock.minute()));
    let turn = move || turn_words(i18n, &ticket.read(), clock.minute());
    let eta = move || eta_words(i18n, &ticket.read(), clock.minute());
    let number = sr.to_string();
    view! {
        <tr class=look role="row">
            <td class="list__c-title" role="cell">
                <Link class="list__title" to=Route::Ticket(sr)>
                    <span lang=move || ticket.read().language.clone()>{move || ticket.read().name.clone()}</span>
                </Link>
                <span class="list__sr mono">{number}</span>
            </td>
            <td class="list__c-device" role="cell">
                {move || place.read().0.clone()}
                <span class="list__sub">{move || place.read().1.clone()}</span>
            </td>
            <td class="list__c-severity" role="cell">
                {grade}
            </td>
            <td class="list__c-state" role="cell">
                {chip}
            </td>
            <td class="list__c-turn" role="cell" class:list__yours=yours class:list__late=late>
                {turn}
            </td>
            <td class="list__c-eta" role="cell">
                <span class="list__key">{text(move || i18n.list_eta())} " "</span>
                <span class="num">{eta}</span>
                <RibbonLine course=Signal::derive(move || Course::of_summary(&ticket.read())) />
            </td>
            <td class="list__c-changed" role="cell">
                <RelativeTime time=Signal::derive(move || ticket.read().last_update) />
            </td>
        </tr>
    }
}

/// Whose turn it is, in a few words.
fn turn_words(i18n: I18n, ticket: &TicketSummary, now: Timestamp) -> String {
    let by = ticket.turn.by.map(|by| i18n.moment(by, now));
    match (&ticket.turn.who, &ticket.turn.task, by) {
        (TurnOf::Nobody, ..) => NOTHING.to_owned(),
        (TurnOf::Customer, Task::Verify, Some(by)) => i18n.list_verify_by(&by),
        (TurnOf::Customer, Task::Verify, None) => i18n.list_verify(),
        (TurnOf::Customer, _, Some(by)) => i18n.list_answer_by(&by),
        (TurnOf::Customer, _, None) => i18n.list_answer(),
        (TurnOf::ThirdParty, ..) => i18n.turn_third(),
        (TurnOf::Vendor, Task::Respond, Some(by)) if is_late(ticket, now) => i18n.turn_respond_late(&by),
        (TurnOf::Vendor, Task::Respond, Some(by)) => i18n.list_respond_by(&by),
        (TurnOf::Vendor, _, Some(by)) if is_late(ticket, now) => i18n.turn_news_late(&in_charge(i18n, ticket), &by),
        (TurnOf::Vendor, ..) => in_charge(i18n, ticket),
        (TurnOf::Other(word), ..) => word.clone(),
    }
}

/// Whether the vendor has missed what was said.
fn is_late(ticket: &TicketSummary, now: Timestamp) -> bool {
    ticket.turn.who == TurnOf::Vendor && ticket.turn.by.is_some_and(|by| by < now)
}

fn in_charge(i18n: I18n, ticket: &TicketSummary) -> String {
    ticket.engineer.clone().unwrap_or_else(|| i18n.list_us())
}

/// When it is expected to be done, or was done.
fn eta_words(i18n: I18n, ticket: &TicketSummary, now: Timestamp) -> String {
    match (&ticket.status, ticket.resolution_date, &ticket.eta) {
        (Status::Cancelled, ..) => NOTHING.to_owned(),
        (Status::Closed, Some(fixed), _) => i18n.list_took(&i18n.span(fixed.since(ticket.creation_date))),
        (_, Some(fixed), _) => i18n.list_fixed(&i18n.day_time(fixed, now)),
        (_, None, Some(eta)) => match (eta.earliest, eta.latest) {
            (Some(from), Some(to)) if from < to => i18n.time_range(from, to, now),
            _ => i18n.day_time(eta.expected_resolution_date, now),
        },
        (_, None, None) => i18n.list_no_eta(),
    }
}

/// How much of the list is shown, and more of it.
#[component]
fn Foot(page: Signal<Page<TicketSummary>>, list: TicketList) -> impl IntoView {
    let i18n = use_i18n();
    let more = Callback::new(move |()| list.load_more());
    let busy = Signal::derive(move || list.more() == Phase::Fetching);
    let failure = move || match list.more() {
        Phase::Failed(error) => Some(view! { <ErrorNote error=error retry=more /> }),
        Phase::Fetching | Phase::Ready => None,
    };
    let has_more = Memo::new(move |_| page.read().next_cursor.is_some());
    let button = move || {
        has_more.get().then(|| {
            view! {
                <Button busy=busy on_press=more>
                    {text(move || i18n.list_more())}
                </Button>
            }
        })
    };
    let shown = move || {
        let page = page.read();
        let count = u64::try_from(page.items.len()).unwrap_or_default();
        i18n.list_shown(&i18n.number(count), &i18n.number(page.total.max(count)))
    };
    view! {
        {failure}
        <div class="list-foot">
            <p class="num">{shown}</p>
            {button}
            <p>
                <RibbonKey />
                {text(move || i18n.list_ribbon_key())}
            </p>
        </div>
    }
}

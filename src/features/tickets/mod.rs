//! The list of tickets, live.

mod filters;
mod rows;

use aftercare_contract::{
    account::Role,
    list::{Page, Scope, StateFilter, TicketQuery},
    ticket::TicketSummary,
};
use leptos::prelude::*;

use crate::{
    i18n::{I18n, text, use_i18n},
    route::{Link, Route, use_navigation},
    server_state::TicketList,
    session::use_session,
    ui::{Button, Empty, Hatch, Icon, Loaded, PageHeader},
};
use filters::Filters;
use rows::Rows;

/// The list that `query` asks for.
pub fn page(query: Memo<TicketQuery>) -> AnyView {
    let i18n = use_i18n();
    let session = use_session();
    let announced = RwSignal::new(String::new());
    let viewer = Signal::derive(move || session.me().map(|me| me.user.id));
    let came = Callback::new(move |ticket: TicketSummary| announced.set(untrack(|| i18n.list_came(&ticket.name))));
    let list = TicketList::new(query, viewer, came);
    view! {
        <PageHeader title=Signal::derive(move || i18n.list_title()) />
        <Hatch />
        <Scopes query=query list=list />
        <Filters query=query list=list />
        <Waiting list=list />
        <Loaded remote=list.page() retry=list.retry() let:page>
            <Content page=page query=query list=list />
        </Loaded>
        <p class="quiet-text" role="status">
            {announced}
        </p>
    }
    .into_any()
}

/// Whose tickets: one's own, those shared with one, the company's where one may see them.
#[component]
fn Scopes(query: Memo<TicketQuery>, list: TicketList) -> impl IntoView {
    let i18n = use_i18n();
    let session = use_session();
    let count = move || list.page().with(|page| page.value().map(|page| i18n.number(page.total)));
    let tab = move |scope: Scope, name: fn(I18n) -> String| {
        let of = scope.clone();
        let href = move || Route::Tickets(TicketQuery { scope: of.clone(), cursor: None, ..query.get() }).print();
        let current = Memo::new(move |_| query.read().scope == scope);
        view! {
            <a class="tabs__tab" href=href aria-current=move || current.get().then_some("page")>
                {text(move || name(i18n))}
                {move || current.get().then(|| view! { <span class="count count--plain">{count}</span> })}
            </a>
        }
    };
    let all = move || session.me().is_some_and(|me| me.role == Role::OrganisationAdmin);
    view! {
        <nav class="tabs" aria-label=move || i18n.list_scopes()>
            {tab(Scope::Mine, I18n::list_mine)}
            {tab(Scope::Shared, I18n::list_shared)}
            {move || all().then(|| tab(Scope::Organisation, I18n::list_organisation))}
        </nav>
    }
}

/// Says that there is more than what is shown; showing it at once would move what is being read.
#[component]
fn Waiting(list: TicketList) -> impl IntoView {
    let i18n = use_i18n();
    let count = move || u64::try_from(list.waiting()).unwrap_or_default();
    let banner = move || {
        (count() > 0).then(|| {
            view! {
                <div class="banner banner--info">
                    <Icon name="info" />
                    <p>{text(move || i18n.list_new(count()))}</p>
                    <Button on_press=list.retry()>{text(move || i18n.list_new_show())}</Button>
                </div>
            }
        })
    };
    view! { <div role="status">{banner}</div> }
}

#[component]
fn Content(page: Signal<Page<TicketSummary>>, query: Memo<TicketQuery>, list: TicketList) -> impl IntoView {
    let empty = Memo::new(move |_| page.read().items.is_empty());
    move || {
        if empty.get() {
            view! { <Nothing query=query /> }.into_any()
        } else {
            view! { <Rows page=page query=query list=list /> }.into_any()
        }
    }
}

/// No ticket: none fits the filters, none is open, or there has never been one.
#[component]
fn Nothing(query: Memo<TicketQuery>) -> impl IntoView {
    let i18n = use_i18n();
    let navigation = use_navigation();
    let of_scope = |query: &TicketQuery| TicketQuery { scope: query.scope.clone(), ..TicketQuery::default() };
    let everything = move || TicketQuery { state: StateFilter::All, ..of_scope(&query.read()) };
    let new_request = move || {
        view! {
            <Link class="button button--primary" to=Route::NewTicket(None)>
                <Icon name="plus" />
                {text(move || i18n.nav_new())}
            </Link>
        }
    };
    move || {
        let filter = query.get();
        if filter == everything() {
            view! {
                <Empty icon="ticket" title=Signal::derive(move || i18n.list_empty())>
                    <p>{text(move || i18n.list_empty_text())}</p>
                    {new_request()}
                </Empty>
            }
            .into_any()
        } else if filter == of_scope(&filter) {
            view! {
                <Empty icon="st-closed" title=Signal::derive(move || i18n.list_none_open())>
                    <p>{text(move || i18n.list_none_open_text())}</p>
                    <div class="buttons">
                        {new_request()} <a class="button" href=move || Route::Tickets(everything()).print()>
                            {text(move || i18n.list_show_all())}
                        </a>
                    </div>
                </Empty>
            }
            .into_any()
        } else {
            let clear = Callback::new(move |()| navigation.go(&Route::Tickets(of_scope(&query.get_untracked()))));
            view! {
                <Empty icon="filter" title=Signal::derive(move || i18n.list_none())>
                    <p>{text(move || i18n.list_none_text())}</p>
                    <Button on_press=clear>{text(move || i18n.list_clear())}</Button>
                </Empty>
            }
            .into_any()
        }
    }
}

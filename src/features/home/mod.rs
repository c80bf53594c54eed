//! The first page: what waits for the visitor, each with its action; what is under way; whom to call.

mod deed;
mod first;
mod help;
mod ours;
mod surveys;
mod todo;

use aftercare_contract::{
    account::Capability,
    list::{Page, Scope, StateFilter, TicketQuery, TicketSort},
    ticket::TicketSummary,
    todo::Todo,
};
use leptos::prelude::*;

use crate::{
    api::use_api,
    i18n::{text, use_i18n},
    platform::clock::use_clock,
    route::{Link, Route},
    server_state::{Entry, Query, TicketList, TodoList},
    session::use_session,
    ui::{Hatch, Icon, Loaded, PageHeader},
};
use first::{AllDone, FirstUse};
use help::Help;
use ours::Ours;
use surveys::OpenSurveys;
use todo::TodoItem;

/// How many of the tickets that the vendor works on are shown; the rest is in the list.
const OURS: u16 = 10;

/// Everything that the page follows.
#[derive(Clone, Copy)]
struct Home {
    todos: TodoList,
    /// The tickets that the vendor works on, by their expected end: news never moves a row.
    ours: TicketList,
    /// Whether the visitor has ever had a ticket; only asked for where nothing is open.
    ever: Query<bool>,
}

impl Home {
    /// Follows all of it until the owner goes. `came` is told of what begins to wait meanwhile.
    fn new(came: Callback<Todo>) -> Self {
        let (api, session) = (use_api(), use_session());
        let viewer = Signal::derive(move || session.me().map(|me| me.user.id));
        let todos = TodoList::new(viewer, came);
        let query = Memo::new(|_| TicketQuery {
            state: StateFilter::OthersTurn,
            sort: TicketSort::Expected,
            limit: Some(OURS),
            ..TicketQuery::default()
        });
        let ours = TicketList::new(query, move || viewer.get(), Callback::new(|_: TicketSummary| {}));
        let quiet = Memo::new(move |_| is_quiet(todos, ours));
        let ever = Query::new(move || {
            let asked = quiet.get();
            // Without being its admin, one sees of the organisation what concerns oneself.
            let any = TicketQuery {
                scope: Scope::Organisation,
                state: StateFilter::All,
                limit: Some(1),
                ..TicketQuery::default()
            };
            async move { if asked { api.tickets(&any).await.map(|page| page.total > 0) } else { Ok(true) } }
        });
        Self { todos, ours, ever }
    }

    /// How many tickets the vendor works on, as far as that is known; tracked.
    fn with_us(self) -> Option<u64> {
        count(self.ours)
    }

    /// Whether nothing at all is open; tracked.
    fn is_quiet(self) -> bool {
        is_quiet(self.todos, self.ours)
    }

    /// Whether the visitor is here for the first time; tracked.
    fn is_first(self) -> bool {
        self.is_quiet() && self.ever.value() == Some(false)
    }
}

fn count(list: TicketList) -> Option<u64> {
    list.total()
}

fn is_quiet(todos: TodoList, ours: TicketList) -> bool {
    todos.total() == Some(0) && count(ours) == Some(0)
}

/// The page.
pub fn page() -> AnyView {
    let i18n = use_i18n();
    let announced = RwSignal::new(String::new());
    let home = Home::new(Callback::new(move |new: Todo| {
        announced.set(untrack(|| i18n.home_came(&todo::what(i18n, &new), &new.ticket.name)));
    }));
    let session = use_session();
    let asked = Memo::new(move |_| session.with_me(|me| me.capabilities.contains(&Capability::Surveys)) == Some(true));
    let waiting = Memo::new(move |_| home.todos.total());
    view! {
        <div class="home">
            <Hatch />
            <Header home=home />
            <div class="split">
                <div class="aside">
                    <Loaded remote=home.todos.page() retry=home.todos.retry() let:page>
                        <Waiting page=page home=home />
                    </Loaded>
                    <Under home=home />
                    <Show when=move || asked.get()>
                        <OpenSurveys waiting=waiting />
                    </Show>
                </div>
                <Help />
            </div>
            <p class="quiet-text" role="status">
                {announced}
            </p>
        </div>
    }
    .into_any()
}

/// How much waits, in a sentence that is also the name of the window.
#[component]
fn Header(home: Home) -> impl IntoView {
    let (i18n, clock, session) = (use_i18n(), use_clock(), use_session());
    let name = move || session.me().map(|me| me.user.name).unwrap_or_default();
    let title = move || match home.todos.total() {
        None => i18n.nav_home(),
        Some(0) if home.is_first() => i18n.home_welcome(&name()),
        Some(0) => i18n.home_nothing(),
        Some(count) => i18n.home_waiting(count),
    };
    let now = move || {
        let now = clock.minute();
        view! { <time datetime=now.to_string()>{i18n.full_time(now)}</time> }
    };
    let lead = move || {
        let count = home.with_us().filter(|count| *count > 0)?;
        Some(view! { <p class="page-header__lead">{i18n.home_with_us(count)}</p> })
    };
    view! {
        <PageHeader
            title=Signal::derive(title)
            above=move || view! { <p class="page-header__crumbs">{now}</p> }
            below=move || view! { {lead} }
        />
    }
}

/// What waits for the visitor, what falls due first first.
#[component]
fn Waiting(page: Signal<Page<Todo>>, home: Home) -> impl IntoView {
    let i18n = use_i18n();
    let entries = home.todos.entries();
    let any = Memo::new(move |_| !entries.read().is_empty());
    let item = move |entry: Entry| view! { <TodoItem first=entry list=home.todos /> };
    let more = move || {
        let page = page.read();
        let count = page.total.saturating_sub(u64::try_from(page.items.len()).unwrap_or_default());
        let all = TicketQuery { state: StateFilter::YourTurn, ..TicketQuery::default() };
        (count > 0).then(|| view! { <Link to=Route::Tickets(all)>{i18n.home_more(count)}</Link> })
    };
    let list = move || {
        view! {
            <section aria-label=text(move || i18n.home_todos())>
                <ol class="todos">
                    <For each=move || entries.get() key=|entry| entry.sr().clone() children=item />
                </ol>
                {more}
            </section>
        }
    };
    move || if any.get() { list().into_any() } else { view! { <Nothing home=home /> }.into_any() }
}

/// Nothing waits: because the vendor works on it, because all is done, or because there has never been a request.
#[component]
fn Nothing(home: Home) -> impl IntoView {
    let i18n = use_i18n();
    let quiet = Memo::new(move |_| home.is_quiet());
    let calm = move || {
        view! {
            <div class="empty">
                <Icon name="st-closed" />
                <p>{text(move || i18n.home_nothing_text())}</p>
                {move || quiet.get().then(|| view! { <AllDone /> })}
            </div>
        }
    };
    let ever = home.ever;
    move || {
        if quiet.get() {
            view! {
                <Loaded remote=ever.remote() retry=ever.retry() let:ever>
                    {move || if ever.get() { calm().into_any() } else { view! { <FirstUse /> }.into_any() }}
                </Loaded>
            }
            .into_any()
        } else {
            calm().into_any()
        }
    }
}

/// The tickets that the vendor works on; with nothing open at all, the page says so once, above.
#[component]
fn Under(home: Home) -> impl IntoView {
    let shown = Memo::new(move |_| home.todos.total().is_some() && !home.is_quiet());
    view! {
        <Show when=move || shown.get()>
            <Ours list=home.ours />
        </Show>
    }
}

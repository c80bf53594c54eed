//! Mounts the portal: contexts, the frame, and the page that the address asks for.

use std::{cell::Cell, time::Duration};

use aftercare_contract::{knowledge::ArticleId, list::TicketQuery, ticket::SrNumber};
use leptos::{prelude::*, task::spawn_local_scoped_with_cancellation};
use leptos_router::components::Router;
use wasm_bindgen::JsCast;

use crate::{
    api::Api,
    chunks,
    features::{not_found, tickets},
    i18n::{I18n, NoMessages, use_i18n},
    live::{Live, LiveState},
    platform::{
        boot,
        clock::{Clock, use_clock},
        config::Config,
        panic, scroll,
        timer::sleep,
    },
    route::{Area, Known, Navigation, Route, use_navigation},
    session::{Session, Visitor, use_session},
    shell::shell,
    ui::{El, Toasts, chunk, el, error_note, follow, skeleton, toast_shelf},
    uploads,
};

/// How long after the start what goes on beside the pages begins: they come first, on a slow line, too.
const QUIET: Duration = Duration::from_secs(8);

/// Starts the portal in place of the frame that `index.html` shows until then.
pub fn start() {
    panic::install();
    // Leptos starts its own executor only when something is mounted.
    wasm_bindgen_futures::spawn_local(async {
        let (config, i18n, ()) = futures::join!(Config::load(), I18n::load(), boot::answered());
        let root = document().get_element_by_id("app").and_then(|root| root.dyn_into::<web_sys::HtmlElement>().ok());
        match (i18n, root) {
            (Ok(i18n), Some(root)) => {
                root.replace_children_with_node_0();
                let app = move || view! { <Router>{app(config, i18n)}</Router> };
                leptos::mount::mount_to(root, app).forget();
            }
            (Err(NoMessages), _) | (_, None) => boot::fail(),
        }
    });
}

fn app(config: Config, i18n: I18n) -> El {
    let clock = Clock::new();
    provide_context(clock);
    let api = Api::new(&config.api_base);
    provide_context(api);
    provide_context(StoredValue::new(config));
    provide_context(i18n);
    provide_context(Navigation::new());
    provide_context(Toasts::new());
    let live = Live::new(api, clock);
    provide_context(live);
    let session = Session::new(api, clock);
    provide_context(session);

    let guest = Memo::new(move |_| session.visitor() == Visitor::Guest);
    follow(Box::new(move || match session.visitor() {
        Visitor::SignedIn(me) => {
            live.open(&me.user.id);
            let attend = async move {
                if !uploads::is_something_left(&me.user.id) {
                    sleep(QUIET).await;
                    scroll::rest().await;
                }
                // Where its code can't be had, the ticket's page sends what is left, and nothing is told.
                drop(chunks::attend(me.user.id).await);
            };
            // What it reads isn't this follower's.
            untrack(|| spawn_local_scoped_with_cancellation(attend));
        }
        Visitor::Guest => live.close(),
        Visitor::Checking | Visitor::Unknown(_) => {}
    }));
    let cut = Cell::new(false);
    follow(Box::new(move || match live.state() {
        LiveState::Cut { .. } => cut.set(true),
        LiveState::Live if cut.take() => session.verify(),
        _ => {}
    }));
    let gate = api.gate();
    el("div", "contents")
        .maybe(move || Some(if guest.get() { chunk(|| Box::pin(chunks::sign_in_page())) } else { framed() }))
        .maybe(move || gate.is_closed().then(|| chunk(|| Box::pin(chunks::sign_in_again()))))
        .child(toast_shelf())
}

/// Which page is open; a page is built again only when this changes, not with every filter.
#[derive(Clone, Debug, PartialEq)]
enum Place {
    Waiting,
    Home,
    Tickets,
    Ticket(SrNumber),
    NewTicket(Known),
    Area(Area),
    Article(ArticleId),
    Account,
    More,
    #[cfg(debug_assertions)]
    Kit,
    NotFound,
}

/// The page that the address asks for, in the frame.
fn framed() -> El {
    let navigation = use_navigation();
    let session = use_session();
    let signed_in = Memo::new(move |_| matches!(session.visitor(), Visitor::SignedIn(_)));
    let place = Memo::new(move |_| match navigation.page() {
        _ if !signed_in.get() => Place::Waiting,
        // Whoever is signed in has nothing to do on the sign-in page.
        Route::Home | Route::SignIn => Place::Home,
        Route::Tickets(_) => Place::Tickets,
        Route::Ticket(sr) => Place::Ticket(sr),
        Route::NewTicket(known) => Place::NewTicket(known),
        Route::Area(area, _) => Place::Area(area),
        Route::Article(id, _) => Place::Article(id),
        Route::Account => Place::Account,
        Route::More => Place::More,
        #[cfg(debug_assertions)]
        Route::Kit => Place::Kit,
        Route::NotFound => Place::NotFound,
    });
    let (i18n, clock) = (use_i18n(), use_clock());
    shell(move || {
        provide_context(i18n.of_page());
        provide_context(clock.of_page());
        provide_context(session.of_page());
        page(place.get())
    })
}

fn page(place: Place) -> El {
    match place {
        Place::Waiting => waiting(),
        Place::Home => chunk(|| Box::pin(chunks::home_page())),
        Place::Tickets => tickets::page(asked_for()),
        Place::Ticket(sr) => chunk(move || Box::pin(chunks::ticket_page(sr.clone()))),
        Place::NewTicket(known) => chunk(move || {
            Box::pin(chunks::new_ticket_page(known.clone(), |text, ticks| Box::pin(chunks::prose(text, ticks))))
        }),
        Place::Area(area) => chunk(move || match area {
            Area::Knowledge => Box::pin(chunks::knowledge_page()),
            Area::Devices => Box::pin(chunks::devices_page()),
            Area::Reports => Box::pin(chunks::reports_page()),
            Area::Review => Box::pin(chunks::review_page()),
            Area::Notices => Box::pin(chunks::notices_page()),
        }),
        Place::Article(id) => chunk(move || Box::pin(chunks::article_page(id.clone()))),
        Place::Account => chunk(|| Box::pin(chunks::account_page())),
        Place::More => chunk(|| Box::pin(chunks::more_page())),
        #[cfg(debug_assertions)]
        Place::Kit => chunk(|| Box::pin(chunks::kit_page())),
        Place::NotFound => not_found::page(),
    }
}

/// The list that the address asks for; the last one when the page is being left.
fn asked_for() -> Memo<TicketQuery> {
    let navigation = use_navigation();
    Memo::new(move |before: Option<&TicketQuery>| match navigation.route() {
        Route::Tickets(query) => query,
        _ => before.cloned().unwrap_or_default(),
    })
}

/// While it isn't known who is there: grey lines, or why it can't be known.
fn waiting() -> El {
    let session = use_session();
    let retry = Callback::new(move |()| session.check());
    el("div", "contents").maybe(move || {
        Some(match session.visitor() {
            Visitor::Unknown(error) => error_note(error, || None, retry),
            _ => skeleton(),
        })
    })
}

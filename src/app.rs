//! Mounts the portal: contexts, the frame, and the page that the address asks for.

use std::future::Future;

use aftercare_contract::{asset::DeviceId, list::TicketQuery, ticket::SrNumber};
use leptos::{prelude::*, reactive::computed::ScopedFuture, task::spawn_local, wasm_split::SplitLoaderError};
use leptos_router::components::Router;
use wasm_bindgen::JsCast;

use crate::{
    api::Api,
    chunks::{account_page, new_ticket_page, sign_in_again, sign_in_page, ticket_page},
    features::{not_found, tickets},
    i18n::{I18n, NoMessages, text, use_i18n},
    live::Live,
    platform::{boot, clock::Clock, config::Config, panic},
    route::{Navigation, Route, use_navigation},
    session::{Session, Visitor, use_session},
    shell::Shell,
    ui::{Button, ErrorNote, Icon, Skeleton, ToastShelf, Toasts},
    uploads::Uploads,
};

/// Starts the portal in place of the frame that `index.html` shows until then.
pub fn start() {
    panic::install();
    // Leptos starts its own executor only when something is mounted.
    wasm_bindgen_futures::spawn_local(async {
        let (config, i18n) = futures::join!(Config::load(), I18n::load());
        let root = document().get_element_by_id("app").and_then(|root| root.dyn_into::<web_sys::HtmlElement>().ok());
        match (i18n, root) {
            (Ok(i18n), Some(root)) => {
                root.replace_children_with_node_0();
                let app = move || {
                    view! {
                        <Router>
                            <App config=config i18n=i18n />
                        </Router>
                    }
                };
                leptos::mount::mount_to(root, app).forget();
            }
            (Err(NoMessages), _) | (_, None) => boot::fail(),
        }
    });
}

#[component]
fn App(config: Config, i18n: I18n) -> impl IntoView {
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
    provide_context(Uploads::new(api));

    let guest = Memo::new(move |_| session.visitor() == Visitor::Guest);
    Effect::new(move |_| match session.visitor() {
        Visitor::SignedIn(_) => live.open(),
        Visitor::Guest => live.close(),
        Visitor::Checking | Visitor::Unknown(_) => {}
    });
    let frame = move || {
        if guest.get() {
            view! { <Chunk load=sign_in_page /> }.into_any()
        } else {
            view! {
                <Shell>
                    <Page />
                </Shell>
            }
            .into_any()
        }
    };
    let gate = api.gate();
    let again = move || gate.is_closed().then(|| view! { <Chunk load=sign_in_again /> });
    view! {
        {frame}
        {again}
        <ToastShelf />
    }
}

/// Which page is open; a page is built again only when this changes, not with every filter.
#[derive(Clone, Debug, PartialEq)]
enum Place {
    Waiting,
    Tickets,
    Ticket(SrNumber),
    NewTicket(Option<DeviceId>),
    Account,
    NotFound,
}

#[component]
fn Page() -> impl IntoView {
    let navigation = use_navigation();
    let session = use_session();
    let signed_in = Memo::new(move |_| matches!(session.visitor(), Visitor::SignedIn(_)));
    let place = Memo::new(move |_| match navigation.route() {
        _ if !signed_in.get() => Place::Waiting,
        // Whoever is signed in has nothing to do on the sign-in page.
        Route::Tickets(_) | Route::SignIn => Place::Tickets,
        Route::Ticket(sr) => Place::Ticket(sr),
        Route::NewTicket(device) => Place::NewTicket(device),
        Route::Account => Place::Account,
        Route::NotFound => Place::NotFound,
    });
    let query = Memo::new(move |before: Option<&TicketQuery>| match navigation.route() {
        Route::Tickets(query) => query,
        _ => before.cloned().unwrap_or_default(),
    });
    move || match place.get() {
        Place::Waiting => view! { <Waiting /> }.into_any(),
        Place::Tickets => tickets::page(query),
        Place::Ticket(sr) => view! { <Chunk load=move || ticket_page(sr.clone()) /> }.into_any(),
        Place::NewTicket(device) => view! { <Chunk load=move || new_ticket_page(device.clone()) /> }.into_any(),
        Place::Account => view! { <Chunk load=account_page /> }.into_any(),
        Place::NotFound => not_found::page(),
    }
}

/// While it isn't known who is there: grey lines, or why it can't be known.
#[component]
fn Waiting() -> impl IntoView {
    let session = use_session();
    let retry = Callback::new(move |()| session.check());
    move || match session.visitor() {
        Visitor::Unknown(error) => view! { <ErrorNote error=error retry=retry /> }.into_any(),
        _ => view! { <Skeleton /> }.into_any(),
    }
}

/// Where the loading of a page's code stands.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Loading,
    Ready,
    Failed,
}

/// A page whose code is a chunk of its own.
#[component]
fn Chunk<L, F>(
    /// Loads the code and makes the page.
    load: L,
) -> impl IntoView
where
    L: Fn() -> F + Send + Sync + 'static,
    F: Future<Output = Result<AnyView, SplitLoaderError>> + 'static,
{
    let stage = RwSignal::new(Stage::Loading);
    let page = StoredValue::new_local(None);
    let owner = StoredValue::new(Owner::current().unwrap_or_default());
    let load = StoredValue::new(load);
    let begin = move || {
        stage.set(Stage::Loading);
        let loading = owner.get_value().with(|| ScopedFuture::new_untracked(load.with_value(|load| load())));
        spawn_local(async move {
            // The visitor may have gone on meanwhile.
            match loading.await {
                Ok(view) => {
                    page.try_set_value(Some(view));
                    stage.try_set(Stage::Ready);
                }
                Err(_) => drop(stage.try_set(Stage::Failed)),
            }
        });
    };
    begin();
    let retry = Callback::new(move |()| begin());
    move || match stage.get() {
        Stage::Loading => view! { <Skeleton /> }.into_any(),
        Stage::Ready => page.try_update_value(Option::take).flatten().into_any(),
        Stage::Failed => view! { <ChunkFailed retry=retry /> }.into_any(),
    }
}

/// Says that a page's code can't be had, and offers both remedies: the connection may come back, and a new release
/// of the portal has other chunks.
#[component]
fn ChunkFailed(retry: Callback<()>) -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <div class="banner banner--late" role="alert">
            <Icon name="offline" />
            <p>{text(move || i18n.chunk_failed())}</p>
            <Button on_press=retry>{text(move || i18n.retry())}</Button>
            <a class="button" href="" rel="external">
                {text(move || i18n.reload())}
            </a>
        </div>
    }
}

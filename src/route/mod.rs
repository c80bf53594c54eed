//! Every URL of the portal, parsed and printed in one place.

mod devices;
mod knowledge;
mod notices;
mod reports;
mod review;

pub use devices::DevicesPlace;

use std::rc::Rc;

use aftercare_contract::{
    account::Capability,
    asset::DeviceId,
    knowledge::ArticleId,
    list::TicketQuery,
    report::FindingRef,
    ticket::{SrNumber, TicketType},
};
use leptos::{prelude::*, reactive::graph::Source};
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
    location::{BrowserUrl, Location, LocationProvider},
};

pub use reports::ReportPlace;
pub use review::ReviewPlace;

use crate::{
    platform::paint,
    ui::{El, el, follow},
};

/// A place of the portal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// What waits for the viewer, and what is under way.
    Home,
    /// The list, filtered and sorted.
    Tickets(TicketQuery),
    /// File a request, of which something may be known already.
    NewTicket(Known),
    /// One ticket.
    Ticket(SrNumber),
    /// A place of one of the areas.
    Area(Area, Lookup),
    /// An article, in the reader's language or in this one (BCP 47).
    Article(ArticleId, Option<String>),
    /// The viewer, their settings and sessions.
    Account,
    /// The places for which the bar of a phone has no room.
    More,
    /// Every component, for those who build pages.
    #[cfg(debug_assertions)]
    Kit,
    /// Sign in. Elsewhere a guest is asked to sign in right there, so that the place stays in the address bar.
    SignIn,
    /// Nothing of ours.
    NotFound,
}

/// What is known of a request before it is filed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// What it is about.
    pub device: Option<DeviceId>,
    /// Of which kind it is.
    pub ticket_type: Option<TicketType>,
    /// What happens, in a few words.
    pub words: String,
    /// An article that was read and didn't help.
    pub article: Option<ArticleId>,
    /// The finding of a report that it is made of.
    pub finding: Option<FindingRef>,
}

impl Known {
    /// Its words are those of the list's query.
    fn parse(query: &str) -> Self {
        let article = parameter(query, "article=").map(ArticleId);
        let finding = parameter(query, "finding=").map(FindingRef);
        let query = TicketQuery::parse(query);
        Self {
            device: query.device.map(DeviceId),
            ticket_type: query.ticket_types.into_iter().next(),
            words: query.text,
            article,
            finding,
        }
    }

    fn print(&self) -> String {
        let ticket_types = self.ticket_type.iter().cloned().collect();
        let device = self.device.as_ref().map(ToString::to_string);
        let query = TicketQuery { device, ticket_types, text: self.words.clone(), ..TicketQuery::default() }.print();
        let article = self.article.as_ref().map(|id| ["article=", &encode(id.as_str())].concat());
        let finding = self.finding.as_ref().map(|finding| ["finding=", &encode(finding.as_str())].concat());
        [Some(query).filter(|query| !query.is_empty()), article, finding]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("&")
    }
}

/// A part of the portal that the start knows by its first segment only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// The knowledge base: its home, a category, what was searched for.
    Knowledge,
    /// The fleet, and one of its devices.
    Devices,
    /// Reports, and one of them.
    Reports,
    /// How the service was, by period.
    Review,
    /// Early warnings, life cycle, maintenance, releases.
    Notices,
}

impl Area {
    /// All of them, in the order in which the frame shows them.
    pub const ALL: [Self; 5] = [Self::Knowledge, Self::Devices, Self::Reports, Self::Review, Self::Notices];

    /// Without it the backend has no such area, nor has the portal.
    pub fn capability(self) -> Capability {
        match self {
            Self::Knowledge => Capability::Knowledge,
            Self::Devices => Capability::Devices,
            Self::Reports => Capability::Reports,
            Self::Review => Capability::Review,
            Self::Notices => Capability::Notices,
        }
    }

    /// Its first segment, with the slash.
    fn path(self) -> &'static str {
        match self {
            Self::Knowledge => "/kb",
            Self::Devices => "/devices",
            Self::Reports => "/reports",
            Self::Review => "/review",
            Self::Notices => "/notices",
        }
    }

    /// Its first page.
    pub fn home(self) -> Route {
        Route::Area(self, Lookup::default())
    }
}

/// What is looked for in an area: path and query behind its first segment, as they stand in the URL. Only whoever shows
/// it takes it apart, so that the start doesn't need the code for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lookup(String);

impl Lookup {
    /// What stands behind `segment` (the area's own page where it is empty), asked for by `query`.
    fn new(segment: &str, query: &str) -> Self {
        Self(with_query(&if segment.is_empty() { String::new() } else { ["/", &encode(segment)].concat() }, query))
    }

    /// The segment behind that of the area, and the query.
    fn parts(&self) -> (Option<String>, &str) {
        let (path, query) = self.0.split_once('?').unwrap_or((&self.0, ""));
        (path.strip_prefix('/').filter(|segment| !segment.is_empty()).and_then(decode), query)
    }
}

impl Route {
    /// The list as it is without filters.
    pub fn tickets() -> Self {
        Self::Tickets(TicketQuery::default())
    }

    /// A request of which nothing is known.
    pub fn new_ticket() -> Self {
        Self::NewTicket(Known::default())
    }

    /// Reads a path and a query string (without `?`).
    pub fn parse(path: &str, query: &str) -> Self {
        let mut segments = path.split('/').filter(|segment| !segment.is_empty());
        match (segments.next(), segments.next(), segments.next()) {
            (None, ..) => Self::Home,
            (Some("tickets"), None, _) => Self::Tickets(TicketQuery::parse(query)),
            (Some("tickets"), Some("new"), None) => Self::NewTicket(Known::parse(query)),
            (Some("tickets"), Some(sr), None) => decode(sr).map_or(Self::NotFound, |sr| Self::Ticket(SrNumber(sr))),
            (Some("kb"), Some("article"), Some(id)) if segments.next().is_none() => {
                decode(id).map_or(Self::NotFound, |id| Self::Article(ArticleId(id), parameter(query, "language=")))
            }
            (Some("account"), None, _) => Self::Account,
            (Some("more"), None, _) => Self::More,
            #[cfg(debug_assertions)]
            (Some("kit"), None, _) => Self::Kit,
            (Some("sign-in"), None, _) => Self::SignIn,
            (Some(first), _, None) => {
                let area = Area::ALL.into_iter().find(|area| area.path().strip_prefix('/') == Some(first));
                area.map_or(Self::NotFound, |area| {
                    Self::Area(area, Lookup(with_query(path.strip_prefix(area.path()).unwrap_or_default(), query)))
                })
            }
            _ => Self::NotFound,
        }
    }

    /// The URL, from the root of the portal.
    pub fn print(&self) -> String {
        match self {
            Self::Home => "/".to_owned(),
            Self::Tickets(query) => with_query("/tickets", &query.print()),
            Self::NewTicket(known) => with_query("/tickets/new", &known.print()),
            Self::Ticket(sr) => format!("/tickets/{}", encode(sr.as_str())),
            Self::Area(area, lookup) => [area.path(), &lookup.0].concat(),
            Self::Article(id, language) => {
                let language = language.as_ref().map(|language| ["language=", &encode(language)].concat());
                with_query(&["/kb/article/", &encode(id.as_str())].concat(), &language.unwrap_or_default())
            }
            Self::Account => "/account".to_owned(),
            Self::More => "/more".to_owned(),
            #[cfg(debug_assertions)]
            Self::Kit => "/kit".to_owned(),
            Self::SignIn => "/sign-in".to_owned(),
            Self::NotFound => "/not-found".to_owned(),
        }
    }

    /// The URL of the part of its page that has this id.
    pub fn print_part(&self, id: &str) -> String {
        [&*self.print(), "#", id].concat()
    }
}

/// The part of a ticket's page that shows its plan; the icons have ids, too.
pub const PLAN: &str = "resolution-plan";
/// The part of a ticket's page that shows its remote access.
pub const ACCESS: &str = "access-request";
/// The same of the verification of its fix.
pub const VERIFICATION: &str = "verification";
/// The same of its spare part.
pub const RMA: &str = "spare-part";
/// The same of its visit.
pub const VISIT: &str = "field-visit";
/// The same of its claim.
pub const CLAIM: &str = "claim";

type Navigate = Box<dyn Fn(&str, NavigateOptions) + Send + Sync>;

/// Where the portal is now, on top of the router, which owns the address bar, the links and Back. Its route tables
/// stay unused: [`Route::parse`] knows every place already, with its parameters as types.
#[derive(Clone, Copy)]
pub struct Navigation {
    /// The present place, and whether it is another than the one the portal was loaded at.
    visit: RwSignal<(Route, bool)>,
    /// The same of the page that is shown.
    page: RwSignal<(Route, bool)>,
    navigate: StoredValue<Navigate>,
}

impl Navigation {
    /// Follows the router around it, until the owner goes.
    pub fn new() -> Self {
        let Location { pathname, search, .. } = use_location();
        let browser = use_context::<BrowserUrl>();
        let here = move || Route::parse(&pathname.read(), &search.read());
        let first = (untrack(here), false);
        let (visit, page) = (RwSignal::new(first.clone()), RwSignal::new(first));
        follow(Box::new(move || {
            let here = here();
            if visit.with_untracked(|(before, _)| *before == here) {
                return;
            }
            visit.set((here, true));
            // What still follows it does so again; the links of pages that have gone would be remembered for good.
            visit.clear_subscribers();
            let browser = browser.clone();
            // Making a page takes longer than a frame on a phone: first the link shows that it was pressed.
            paint::after(move || {
                // Whoever has gone on meanwhile sees the last place only.
                if let Some(now) = visit.try_get_untracked() {
                    page.set(now);
                    // The router keeps the address of a followed link back until its page is there; our pages are there
                    // at once and show their own loading.
                    if let Some(browser) = browser {
                        browser.ready_to_complete();
                    }
                }
            });
        }));
        Self { visit, page, navigate: StoredValue::new(Box::new(use_navigate())) }
    }

    /// The place whose page is shown, a frame behind [`Self::route`]; tracked.
    pub fn page(self) -> Route {
        self.page.with(|(route, _)| route.clone())
    }

    /// The present place; tracked.
    pub fn route(self) -> Route {
        self.visit.with(|(route, _)| route.clone())
    }

    /// Whether the page of `route` is open, whatever its filter; tracked.
    pub fn is_at(self, route: &Route) -> bool {
        self.visit.with(|(here, _)| same_page(here, route))
    }

    /// Whether the visitor has gone from one place to another since the portal was loaded.
    pub fn has_moved(self) -> bool {
        self.visit.with_untracked(|(_, moved)| *moved)
    }

    /// Goes to another page, which Back leaves again.
    pub fn go(self, route: &Route) {
        self.navigate(route, NavigateOptions { resolve: false, ..NavigateOptions::default() });
    }

    /// Says the present place differently (a filter, a tab), without a step in the history.
    pub fn replace(self, route: &Route) {
        self.navigate(
            route,
            NavigateOptions { resolve: false, replace: true, scroll: false, ..NavigateOptions::default() },
        );
    }

    fn navigate(self, route: &Route, options: NavigateOptions) {
        self.navigate.with_value(|navigate| navigate(&route.print(), options));
    }
}

impl Default for Navigation {
    fn default() -> Self {
        Self::new()
    }
}

/// The navigation of the portal.
pub fn use_navigation() -> Navigation {
    use_context().unwrap_or_else(Navigation::new)
}

/// A link to a place of the portal; the page that is open now is `aria-current`. Its words are still to be added.
pub fn link(class: &str, to: impl Fn() -> Route + 'static) -> El {
    link_to(class, Rc::new(to))
}

// Every type of `to` would bring its own copy of this to the start.
fn link_to(class: &str, to: Rc<dyn Fn() -> Route>) -> El {
    let navigation = use_navigation();
    let target = to.clone();
    el("a", class)
        .attr_of("href", move || Some(target().print()))
        .attr_of("aria-current", move || navigation.is_at(&to()).then(|| "page".to_owned()))
}

/// The same for `view!`.
#[component]
pub fn Link(
    /// Where it leads.
    #[prop(into)]
    to: Signal<Route>,
    /// Classes.
    #[prop(optional, into)]
    class: &'static str,
    children: Children,
) -> impl IntoView {
    link(class, move || to.get()).view(children())
}

/// Whether both show the same page, whatever its filter.
fn same_page(one: &Route, other: &Route) -> bool {
    match (one, other) {
        (Route::Tickets(_), Route::Tickets(_)) | (Route::NewTicket(_), Route::NewTicket(_)) => true,
        (Route::Area(one, _), Route::Area(other, _)) => one == other,
        _ => one == other,
    }
}

fn with_query(path: &str, query: &str) -> String {
    if query.is_empty() { path.to_owned() } else { [path, query].join("?") }
}

fn encode(segment: &str) -> String {
    let url = aftercare_contract::routes::to("{}", &[segment]);
    url.strip_prefix(aftercare_contract::routes::BASE).unwrap_or_default().to_owned()
}

/// The value of a parameter of a query string; `name` with its `=`.
fn parameter(query: &str, name: &str) -> Option<String> {
    decode(query.split('&').find_map(|parameter| parameter.strip_prefix(name))?)
}

/// Undoes percent-encoding; `None` where it is no text.
fn decode(segment: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.bytes();
    while let Some(byte) = rest.next() {
        bytes.push(match byte {
            b'%' => {
                let mut digit = || char::from(rest.next()?).to_digit(16);
                u8::try_from(digit()? << 4 | digit()?).ok()?
            }
            other => other,
        });
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test;

    use super::*;

    #[wasm_bindgen_test]
    fn every_place_survives_its_url() {
        let filtered = TicketQuery { text: "证书 & 3%".to_owned(), ..TicketQuery::default() };
        for route in [
            Route::Home,
            Route::tickets(),
            Route::Tickets(filtered),
            Route::new_ticket(),
            Route::NewTicket(Known {
                device: Some("dev/1 ü".into()),
                ticket_type: Some(TicketType::Training),
                words: "证书 & 3%".to_owned(),
                article: Some("KB/1 ü&".into()),
                finding: Some("HC-1/F 1&".into()),
            }),
            Route::NewTicket(Known { article: Some("KB-1".into()), ..Known::default() }),
            Area::Knowledge.home(),
            Area::Devices.home(),
            Route::Area(Area::Reports, Lookup::new("a/b?c%", "against=1")),
            Route::More,
            Route::Article("KB-1101".into(), None),
            Route::Article("a/b?c%".into(), Some("zh-CN".to_owned())),
            Route::Ticket("SR-2026-118042".into()),
            Route::Ticket("a/b?c%".into()),
            Route::Account,
            #[cfg(debug_assertions)]
            Route::Kit,
            Route::SignIn,
        ] {
            let url = route.print();
            let (path, query) = url.split_once('?').unwrap_or((&url, ""));
            assert_eq!(Route::parse(path, query), route, "{url}");
        }
    }

    #[wasm_bindgen_test]
    fn what_is_not_ours_is_not_found() {
        for path in [
            "/kb/a/b",
            "/kb/article/a/b",
            "/tickets/a/b",
            "/tickets/%ff",
            "/tickets/%4",
            "/account/x",
            "/more/x",
            "/devices/a/b",
        ] {
            assert_eq!(Route::parse(path, ""), Route::NotFound, "{path}");
        }
    }
}

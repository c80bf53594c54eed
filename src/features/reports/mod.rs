//! Health checks and other reports: the list, one of them, and two beside each other.

mod compare;
mod downloads;
mod list;
mod pieces;
mod report;

use aftercare_contract::report::ReportQuery;
use leptos::prelude::*;

use crate::route::{ReportPlace, Route, use_navigation};
use compare::ComparisonPage;
use list::ListPage;
use report::ReportPage;

/// The page that the address asks for.
pub fn page() -> AnyView {
    let navigation = use_navigation();
    let place = Memo::new(move |before: Option<&ReportPlace>| match navigation.route() {
        Route::Area(_, lookup) => lookup.reports(),
        _ => before.cloned().unwrap_or_else(|| ReportPlace::List(ReportQuery::default())),
    });
    // Filters change what a page shows, not which page it is.
    let page = Memo::new(move |_| match place.get() {
        ReportPlace::List(_) => ReportPlace::List(ReportQuery::default()),
        ReportPlace::One(id, _) => ReportPlace::report(id),
        compared @ ReportPlace::Compared(..) => compared,
    });
    let content = move || match page.get() {
        ReportPlace::List(_) => view! { <ListPage place=place /> }.into_any(),
        ReportPlace::One(id, _) => view! { <ReportPage id=id place=place /> }.into_any(),
        ReportPlace::Compared(id, other) => view! { <ComparisonPage id=id other=other /> }.into_any(),
    };
    content.into_any()
}

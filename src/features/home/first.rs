//! Nothing is open: either all is done, or the visitor is here for the first time.

use aftercare_contract::list::{StateFilter, TicketQuery};
use leptos::prelude::*;

use crate::{
    i18n::{I18n, Word, text, use_i18n},
    route::{Link, Route},
    ui::Icon,
};

#[component]
fn NewRequest() -> impl IntoView {
    let i18n = use_i18n();
    view! {
        <Link class="button button--primary" to=Route::new_ticket()>
            <Icon name="plus" />
            {text(move || i18n.nav_new())}
        </Link>
    }
}

/// Where to go from here, with nothing open.
#[component]
pub(super) fn AllDone() -> impl IntoView {
    let i18n = use_i18n();
    let all = TicketQuery { state: StateFilter::All, ..TicketQuery::default() };
    view! {
        <div class="buttons">
            <NewRequest />
            <Link class="button" to=Route::Tickets(all)>
                {text(move || i18n.list_show_all())}
            </Link>
        </div>
    }
}

/// What one can do here, for whoever has never seen a ticket.
#[component]
pub(super) fn FirstUse() -> impl IntoView {
    let i18n = use_i18n();
    let steps: [(Word, Word); 3] = [
        (I18n::home_first_file, I18n::home_first_file_text),
        (I18n::home_first_follow, I18n::home_first_follow_text),
        (I18n::home_first_verify, I18n::home_first_verify_text),
    ];
    let step = move |(what, how): (Word, Word)| {
        view! {
            <li class="first__step">
                <h2>{text(move || what(i18n))}</h2>
                <p>{text(move || how(i18n))}</p>
            </li>
        }
    };
    view! {
        <section class="first">
            <p class="soft">{text(move || i18n.home_first_text())}</p>
            <ol class="first__steps">{steps.map(step).collect_view()}</ol>
            <div class="buttons">
                <NewRequest />
            </div>
        </section>
    }
}

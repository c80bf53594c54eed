//! The filters that are set, each with a way to take it off.

use aftercare_contract::{
    Span,
    asset::DeviceId,
    list::{StateFilter, TicketQuery},
};
use leptos::prelude::*;

use crate::{
    api::use_api,
    i18n::{I18n, text, use_i18n},
    platform::{clock::use_clock, focus},
    route::{Route, use_navigation},
    server_state::Query,
    ui::Icon,
};

/// What ids in the URL are called.
#[derive(Clone, Debug, Default, PartialEq)]
struct Names {
    /// Of the device.
    device: Option<String>,
    /// Of the site.
    site: Option<String>,
}

#[component]
pub(super) fn Chips(query: Memo<TicketQuery>) -> impl IntoView {
    let (i18n, clock, api, navigation) = (use_i18n(), use_clock(), use_api(), use_navigation());
    let (device, place) =
        (Memo::new(move |_| query.read().device.clone()), Memo::new(move |_| query.read().site.clone()));
    let device_name = Query::new(move || {
        let id = device.get();
        async move {
            let Some(id) = id else { return Ok(None) };
            let device = api.device(&DeviceId(id)).await?;
            Ok(Some((device.id.0, [device.name, device.serial_number].join(" "))))
        }
    });
    let site_name = Query::new(move || {
        let id = place.get();
        async move {
            let Some(id) = id else { return Ok(None) };
            let sites = api.sites().await?.items;
            Ok(sites.into_iter().find(|site| site.id.0 == id).map(|site| (site.id.0, site.name)))
        }
    });
    // The answer may be about the one before.
    let name_of = |known: Option<Option<(String, String)>>, id: Option<String>| {
        known.flatten().filter(|(of, _)| Some(of) == id.as_ref()).map(|(_, name)| name).or(id)
    };
    let names = Memo::new(move |_| Names {
        device: name_of(device_name.value(), device.get()),
        site: name_of(site_name.value(), place.get()),
    });
    let go = move |query: &TicketQuery| {
        navigation.go(&Route::Tickets(query.clone()));
        // The button that had the focus goes with its filter.
        focus::on("#tool-filters");
    };
    let chip = move |(what, without): (String, TicketQuery)| {
        let label = what.clone();
        view! {
            <li class="filter-chip">
                {what}
                <button type="button" aria-label=text(move || i18n.list_without(&label)) on:click=move |_| go(&without)>
                    <Icon name="close" />
                </button>
            </li>
        }
    };
    let chips = move || {
        let chips = set(i18n, &query.read(), &names.read(), |day| i18n.day(day, clock.minute()));
        (!chips.is_empty())
            .then(|| view! { <ul class="filters__chips">{chips.into_iter().map(chip).collect_view()}</ul> })
    };
    let filtered = Memo::new(move |_| query.read().is_filtered());
    let clear = move || {
        filtered.get().then(|| {
            view! {
                <button class="linklike" type="button" on:click=move |_| go(&query.read_untracked().without_filters())>
                    {text(move || i18n.list_clear())}
                </button>
            }
        })
    };
    view! { <div class="filters__on">{chips} {clear}</div> }
}

/// What is set but for the text, which stands in its own field: its words, and the query without it.
fn set(
    i18n: I18n,
    query: &TicketQuery,
    names: &Names,
    day: impl Fn(aftercare_contract::Timestamp) -> String,
) -> Vec<(String, TicketQuery)> {
    let plain = TicketQuery { cursor: None, ..query.clone() };
    let state = match &query.state {
        StateFilter::Open => None,
        StateFilter::YourTurn => Some(i18n.list_state_your_turn()),
        StateFilter::OthersTurn => Some(i18n.list_state_others_turn()),
        StateFilter::ToVerify => Some(i18n.list_state_to_verify()),
        StateFilter::Ended => Some(i18n.list_state_ended()),
        StateFilter::All => Some(i18n.list_state_with_ended()),
        StateFilter::Other(word) => Some(word.clone()),
    };
    let severities = query.severity_ranks.iter().map(|rank| {
        let ranks = query.severity_ranks.iter().copied().filter(|other| other != rank).collect();
        (i18n.list_severity_rank(&rank.to_string()), TicketQuery { severity_ranks: ranks, ..plain.clone() })
    });
    let kinds = query.ticket_types.iter().map(|kind| {
        let kinds = query.ticket_types.iter().filter(|other| *other != kind).cloned().collect();
        (i18n.kind(kind), TicketQuery { ticket_types: kinds, ..plain.clone() })
    });
    let device = names.device.as_ref().map(|name| [&*i18n.list_device(), " ", name].concat());
    let channel = query.channel.as_ref().map(|channel| i18n.channel(&channel.as_str().into()));
    let from = query.created_from.map(|time| i18n.list_from_day(&day(time)));
    let until = query.created_before.map(|time| i18n.list_until_day(&day(time + Span::seconds(-1))));
    let figure = query.figure.is_some().then(|| i18n.list_figure());
    let one = |words: Option<String>, without: TicketQuery| words.map(|words| (words, without));
    one(state, TicketQuery { state: StateFilter::Open, ..plain.clone() })
        .into_iter()
        .chain(severities)
        .chain(kinds)
        .chain(one(device, TicketQuery { device: None, ..plain.clone() }))
        .chain(one(names.site.clone(), TicketQuery { site: None, ..plain.clone() }))
        .chain(one(channel, TicketQuery { channel: None, ..plain.clone() }))
        .chain(one(from, TicketQuery { created_from: None, ..plain.clone() }))
        .chain(one(until, TicketQuery { created_before: None, ..plain.clone() }))
        .chain(one(figure, TicketQuery { figure: None, ..plain.clone() }))
        .collect()
}

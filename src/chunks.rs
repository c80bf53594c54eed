//! Pages whose code is a chunk of its own, fetched when it is first needed. The rest starts the portal.
//!
//! Pages of the same name share a chunk. What several chunks have in common is split once more by who needs it, so each
//! name more doubles the number of small files: nine names made 104 of them.
#![expect(clippy::unnecessary_wraps, reason = "loading a chunk fails where its code doesn't")]

use aftercare_contract::{account::PersonId, knowledge::ArticleId, ticket::SrNumber};
use aftercare_markdown::Document;
use leptos::{
    prelude::IntoAny,
    wasm_split::{SplitLoaderError, wasm_split},
};

use crate::{
    features::{
        account, devices, home, knowledge, more,
        new_ticket::{self, WriteProse},
        notes, notices, reports, review, sign_in, ticket,
    },
    route::Known,
    ui::{Loading, Ticks, visiting_prose},
    uploads,
};

#[cfg(debug_assertions)]
#[wasm_split(kit, fallible, wasm_split_path = leptos::wasm_split)]
pub(crate) fn kit_page() -> Loading {
    Ok(crate::features::kit::page())
}

#[wasm_split(sign_in, fallible, wasm_split_path = leptos::wasm_split)]
pub(crate) fn sign_in_page() -> Loading {
    Ok(sign_in::page())
}

#[wasm_split(sign_in, fallible, wasm_split_path = leptos::wasm_split)]
pub(crate) fn sign_in_again() -> Loading {
    Ok(sign_in::again())
}

#[wasm_split(home, fallible, wasm_split_path = leptos::wasm_split)]
pub(crate) fn home_page() -> Loading {
    Ok(home::page())
}

#[wasm_split(sign_in, fallible, wasm_split_path = leptos::wasm_split)]
pub(crate) fn account_page() -> Loading {
    Ok(account::page())
}

#[wasm_split(home, fallible, wasm_split_path = leptos::wasm_split)]
pub(crate) fn more_page() -> Loading {
    Ok(more::page())
}

#[wasm_split(devices, fallible, wasm_split_path = leptos::wasm_split)]
pub(crate) fn devices_page() -> Loading {
    Ok(devices::page())
}

#[wasm_split(reports, fallible, wasm_split_path = leptos::wasm_split)]
pub(crate) fn reports_page() -> Loading {
    Ok(reports::page())
}

#[wasm_split(reports, fallible, wasm_split_path = leptos::wasm_split)]
pub(crate) fn review_page() -> Loading {
    Ok(review::page())
}

#[wasm_split(devices, fallible, wasm_split_path = leptos::wasm_split)]
pub(crate) fn notices_page() -> Loading {
    Ok(notices::page())
}

#[wasm_split(ticket, fallible, wasm_split_path = leptos::wasm_split)]
pub(crate) fn attend(person: PersonId) -> Result<(), SplitLoaderError> {
    uploads::take_up(&person);
    notes::attend();
    Ok(())
}

#[wasm_split(ticket, fallible, wasm_split_path = leptos::wasm_split)]
pub(crate) fn ticket_page(sr: SrNumber) -> Loading {
    Ok(ticket::page(sr))
}

#[wasm_split(new_ticket, fallible, wasm_split_path = leptos::wasm_split)]
pub(crate) fn new_ticket_page(known: Known, write: WriteProse) -> Loading {
    Ok(new_ticket::page(known, write))
}

#[wasm_split(knowledge, fallible, wasm_split_path = leptos::wasm_split)]
pub(crate) fn knowledge_page() -> Loading {
    Ok(knowledge::page())
}

#[wasm_split(knowledge, fallible, wasm_split_path = leptos::wasm_split)]
pub(crate) fn article_page(id: ArticleId) -> Loading {
    Ok(knowledge::article(id))
}

#[wasm_split(article, fallible, wasm_split_path = leptos::wasm_split)]
pub(crate) fn prose(markdown: String, ticks: Ticks) -> Loading {
    Ok(visiting_prose(&Document::parse(&markdown), ticks).into_any())
}

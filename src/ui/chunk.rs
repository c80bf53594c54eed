//! Parts of the portal whose code is fetched when it is first needed.

use std::{future::Future, pin::Pin};

use leptos::{prelude::*, reactive::computed::ScopedFuture, task::spawn_local, wasm_split::SplitLoaderError};

use super::{ButtonKind, El, button, el, icon, skeleton};
use crate::{i18n::use_i18n, platform::boot};

/// What a chunk makes, or that it can't be had.
pub type Loading = Result<AnyView, SplitLoaderError>;

/// Where the loading of a page's code stands.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Loading,
    Ready,
    Failed,
}

/// A part whose code is a chunk of its own; `load` fetches it and makes the part.
pub fn chunk(load: impl Fn() -> Pin<Box<dyn Future<Output = Loading>>> + 'static) -> El {
    load_and_show(Box::new(load))
}

fn load_and_show(load: Box<dyn Fn() -> Pin<Box<dyn Future<Output = Loading>>>>) -> El {
    let i18n = use_i18n();
    let stage = RwSignal::new(Stage::Loading);
    let page = StoredValue::new_local(None);
    let owner = Owner::current().unwrap_or_default();
    let load = StoredValue::new_local(load);
    let begin = move || {
        stage.set(Stage::Loading);
        let loading = owner.with(|| ScopedFuture::new_untracked(load.with_value(|load| load())));
        spawn_local(async move {
            let (looks, words) = futures::join!(boot::later_looks(), i18n.complete());
            // The visitor may have gone on meanwhile.
            match loading.await {
                Ok(view) if looks && words.is_ok() => {
                    page.try_set_value(Some(view));
                    stage.try_set(Stage::Ready);
                }
                _ => drop(stage.try_set(Stage::Failed)),
            }
        });
    };
    begin();
    let retry = Callback::new(move |()| begin());
    el("div", "contents").maybe(move || match stage.get() {
        Stage::Loading => Some(skeleton()),
        Stage::Ready => page.try_update_value(Option::take).flatten().map(|page| el("div", "contents").view(page)),
        Stage::Failed => Some(chunk_failed(retry)),
    })
}

/// Says that a page's code can't be had, and offers both remedies: the connection may come back, and a new release
/// of the portal has other chunks.
fn chunk_failed(retry: Callback<()>) -> El {
    let i18n = use_i18n();
    let reload = el("a", "button").attr("href", "").attr("rel", "external").say(move || i18n.reload());
    el("div", "banner banner--late").attr("role", "alert").children([
        icon("offline"),
        el("p", "").say(move || i18n.chunk_failed()),
        button(ButtonKind::Plain, || false, Some(retry)).say(move || i18n.retry()),
        reload,
    ])
}

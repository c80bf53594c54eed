//! Downloads: fetched by the page, so that it can say how far they are, ask to sign in again, and try again.

use std::time::Duration;

use futures::future::{AbortHandle, abortable};
use leptos::{ev, prelude::*, task::spawn_local};

use crate::{
    api::{ApiError, use_api},
    i18n::use_i18n,
    platform::{files, timer::Timer},
    ui::{ErrorNote, Icon, use_toasts},
};

/// Larger ones are left to the browser's own downloads, which need no memory.
const LARGEST: u64 = 512 * 1024 * 1024;
/// What takes less time needs no progress.
const SOON: Duration = Duration::from_secs(1);

#[derive(Clone, Debug, PartialEq)]
enum Phase {
    Idle,
    /// So many bytes have arrived.
    Running(u64),
    Failed(ApiError),
}

/// One file that can be downloaded, and how far that is.
#[derive(Clone, Copy)]
pub(super) struct Download {
    file: StoredValue<File>,
    phase: RwSignal<Phase>,
    /// Whether it takes long enough to show how far it is.
    slow: RwSignal<bool>,
    running: StoredValue<Option<(AbortHandle, Timer)>, LocalStorage>,
    start: Callback<()>,
}

struct File {
    url: String,
    name: String,
    size: u64,
}

impl Download {
    /// The file at `url` of the API, of `size` bytes, to be saved as `name`.
    pub(super) fn new(url: String, name: String, size: u64) -> Self {
        let (api, i18n, toasts) = (use_api(), use_i18n(), use_toasts());
        let file = StoredValue::new(File { url, name, size });
        let (phase, slow) = (RwSignal::new(Phase::Idle), RwSignal::new(false));
        let running = StoredValue::new_local(None::<(AbortHandle, Timer)>);
        let start = Callback::new(move |()| {
            if matches!(phase.get_untracked(), Phase::Running(_)) {
                return;
            }
            phase.set(Phase::Running(0));
            slow.set(false);
            let (url, name) = file.with_value(|file| (file.url.clone(), file.name.clone()));
            let work =
                async move { api.download(&url, move |arrived| drop(phase.try_set(Phase::Running(arrived)))).await };
            let (work, handle) = abortable(work);
            let timer = Timer::after(SOON, move || {
                slow.try_set(true);
            });
            running.set_value(Some((handle, timer)));
            spawn_local(async move {
                let now = match work.await {
                    Ok(Ok(content)) => {
                        files::save(&content, &name);
                        if slow.try_get_untracked() == Some(true) {
                            toasts.say(untrack(|| i18n.ticket_download_done(&name)));
                        }
                        Phase::Idle
                    }
                    Ok(Err(error)) => Phase::Failed(error),
                    Err(_) => Phase::Idle,
                };
                phase.try_set(now);
            });
        });
        Self { file, phase, slow, running, start }
    }

    /// For a link to the file: takes a plain click upon itself.
    pub(super) fn on_click(self) -> impl Fn(ev::MouseEvent) + Clone {
        move |event: ev::MouseEvent| {
            let plain = event.button() == 0 && !(event.ctrl_key() || event.meta_key() || event.shift_key());
            if plain && self.file.with_value(|file| file.size <= LARGEST) {
                event.prevent_default();
                self.start.run(());
            }
        }
    }

    /// Gives it up.
    fn stop(self) {
        self.running.update_value(|running| {
            if let Some((handle, _)) = running.take() {
                handle.abort();
            }
        });
    }
}

/// How far a download is, if that takes a while, and why it failed.
#[component]
pub(super) fn DownloadBar(download: Download) -> impl IntoView {
    let i18n = use_i18n();
    let name = move || download.file.with_value(|file| file.name.clone());
    let size = download.file.with_value(|file| file.size);
    let arrived = Memo::new(move |_| match download.phase.get() {
        Phase::Running(arrived) => arrived,
        Phase::Idle | Phase::Failed(_) => 0,
    });
    let running = Memo::new(move |_| download.slow.get() && matches!(download.phase.get(), Phase::Running(_)));
    let bar = move || {
        running.get().then(|| {
            view! {
                <div class="download">
                    <progress
                        max=size.to_string()
                        value=move || arrived.get().min(size).to_string()
                        aria-label=move || i18n.ticket_download_label(&name())
                    ></progress>
                    <span class="num">
                        {move || i18n.ticket_download_progress(&i18n.size(arrived.get()), &i18n.size(size))}
                    </span>
                    <button
                        class="button button--quiet button--icon"
                        type="button"
                        aria-label=move || i18n.ticket_download_stop(&name())
                        on:click=move |_| download.stop()
                    >
                        <Icon name="close" />
                    </button>
                </div>
            }
        })
    };
    let failure = move || match download.phase.get() {
        Phase::Failed(error) => Some(view! { <ErrorNote error=error retry=download.start /> }),
        Phase::Idle | Phase::Running(_) => None,
    };
    view! {
        {bar}
        {failure}
    }
}

//! Reads a device's serial number off its label with the camera.

use std::time::Duration;

use leptos::{html, prelude::*, task::spawn_local};

use crate::{
    i18n::{text, use_i18n},
    platform::{camera, timer},
    ui::{Button, Dialog, Icon},
};

/// How long between two looks at the picture.
const PAUSE: Duration = Duration::from_millis(150);

/// A button that opens the camera; it isn't there where the browser can't read codes.
#[component]
pub fn ScanButton(
    /// A code was read.
    found: Callback<String>,
) -> impl IntoView {
    let i18n = use_i18n();
    let open = RwSignal::new(false);
    let read = Callback::new(move |code| {
        open.set(false);
        found.run(code);
    });
    camera::can_scan().then(|| {
        view! {
            <Button on_press=Callback::new(move |()| open.set(true))>
                <Icon name="scan" />
                {text(move || i18n.new_scan())}
            </Button>
            <Dialog
                open=open
                title=Signal::derive(move || i18n.new_scan_title())
                on_close=Callback::new(move |()| open.set(false))
            >
                <Viewfinder found=read />
            </Dialog>
        }
    })
}

/// What the camera sees, until a code is read or this goes away; then the camera is off.
#[component]
fn Viewfinder(found: Callback<String>) -> impl IntoView {
    let i18n = use_i18n();
    let video = NodeRef::<html::Video>::new();
    let failed = RwSignal::new(false);
    Effect::new(move |_| {
        let Some(video) = video.get() else { return };
        spawn_local(async move {
            // The visitor may have closed the dialog while the browser asked for permission.
            let there = || failed.try_get_untracked().is_some();
            match camera::Scanner::start(&video).await {
                Some(scanner) => {
                    while there() {
                        if let Some(code) = scanner.look(&video).await.filter(|_| there()) {
                            return found.run(code);
                        }
                        timer::sleep(PAUSE).await;
                    }
                }
                None => drop(failed.try_set(true)),
            }
        });
    });
    let words = move || if failed.get() { i18n.new_scan_failed() } else { i18n.new_scan_hint() };
    view! {
        <div class="dialog__body">
            <video class="viewfinder" class:viewfinder--off=failed autoplay playsinline muted node_ref=video></video>
            <p role="status">{words}</p>
        </div>
    }
}

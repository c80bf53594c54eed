//! Notes of the operating system, for who looks elsewhere.

use js_sys::{Object, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, prelude::Closure};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Event, Notification, NotificationOptions, NotificationPermission};

/// Whether the portal may show notes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// The browser has none.
    Missing,
    /// The visitor hasn't been asked.
    Open,
    /// It may.
    Granted,
    /// It mustn't; only the browser's own settings change that.
    Denied,
}

/// Whether the portal may show notes now.
pub fn permission() -> Permission {
    if !Object::has_own(&window(), &"Notification".into()) {
        return Permission::Missing;
    }
    match Notification::permission() {
        NotificationPermission::Granted => Permission::Granted,
        NotificationPermission::Denied => Permission::Denied,
        _ => Permission::Open,
    }
}

/// Asks the visitor; browsers hear this only right after something was pressed.
pub async fn ask() -> Permission {
    if let Ok(asked) = Notification::request_permission() {
        // Whoever closes the question is asked again the next time.
        let _ = JsFuture::from(asked).await;
    }
    permission()
}

/// Shows a note. One with the same `tag` takes its place, so that several tabs show it once. Pressing it brings the
/// portal to the front and calls `pressed`. Chrome on Android shows notes of pages no more, and refuses.
pub fn show(title: &str, body: &str, tag: &str, pressed: impl FnMut() + 'static) {
    let options = NotificationOptions::new();
    options.set_body(body);
    options.set_tag(tag);
    let Ok(note) = Notification::new_with_options(title, &options) else { return };
    let (shown, mut pressed) = (note.clone(), pressed);
    let heard = Closure::<dyn FnMut(Event)>::new(move |_| {
        // A window that can't be brought to the front shows the ticket as soon as somebody looks.
        let _ = window().focus();
        shown.close();
        pressed();
    });
    // The browser frees it with the note.
    note.set_onclick(Some(heard.into_js_value().unchecked_ref()));
}

/// Shows with the portal's icon, where it is installed as an app, that so many things wait.
pub fn mark_app(count: u64) {
    let navigator = window().navigator();
    let call = if count > 0 { "setAppBadge" } else { "clearAppBadge" };
    // web-sys still counts it among what isn't settled, and Firefox hasn't got it.
    if let Ok(mark) = Reflect::get(&navigator, &call.into())
        && let Some(mark) = mark.dyn_ref::<js_sys::Function>()
    {
        #[expect(clippy::cast_precision_loss, reason = "nobody has 2^53 things to do")]
        let _ = mark.call1(&navigator, &(count as f64).into());
    }
}

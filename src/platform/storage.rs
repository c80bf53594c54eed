//! Small things that stay in this browser: choices and drafts. Where storage is forbidden or full, nothing is kept.

use leptos::prelude::window;
use web_sys::Storage;

#[expect(clippy::disallowed_methods, reason = "the one place that asks")]
fn storage() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

/// What is kept under `key`.
pub fn get(key: &str) -> Option<String> {
    storage()?.get_item(key).ok().flatten()
}

/// Keeps `value` under `key`; whether it could.
pub fn set(key: &str, value: &str) -> bool {
    storage().is_some_and(|storage| storage.set_item(key, value).is_ok())
}

/// Forgets what is kept under `key`.
pub fn remove(key: &str) {
    if let Some(storage) = storage() {
        // It was not there, or storage is forbidden: either way it is not kept.
        let _ = storage.remove_item(key);
    }
}

/// The keys that begin with `prefix` and under which something is kept, in no order.
pub fn keys(prefix: &str) -> Vec<String> {
    let Some(storage) = storage() else { return Vec::new() };
    let keys = (0..storage.length().unwrap_or_default()).filter_map(|index| storage.key(index).ok().flatten());
    keys.filter(|key| key.starts_with(prefix)).collect()
}

/// What stays in this tab only: it survives loading the page again, and ends with the tab.
pub mod tab {
    use leptos::prelude::window;
    use web_sys::Storage;

    #[expect(clippy::disallowed_methods, reason = "the one place that asks")]
    fn storage() -> Option<Storage> {
        window().session_storage().ok().flatten()
    }

    /// What is kept under `key`.
    pub fn get(key: &str) -> Option<String> {
        storage()?.get_item(key).ok().flatten()
    }

    /// Keeps `value` under `key`, where the browser lets it.
    pub fn set(key: &str, value: &str) {
        if let Some(storage) = storage() {
            let _ = storage.set_item(key, value);
        }
    }
}

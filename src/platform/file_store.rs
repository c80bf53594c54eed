//! Files that outlive the page: kept by the browser (`IndexedDB`) until they are sent.

use js_sys::{Object, Promise, Reflect};
use leptos::prelude::window;
use wasm_bindgen::{JsCast, JsValue, prelude::*};
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, IdbDatabase, IdbObjectStore, IdbOpenDbRequest, IdbRequest, IdbTransaction};

const DATABASE: &str = "aftercare";
const STORE: &str = "files";

#[wasm_bindgen]
extern "C" {
    /// `IDBDatabase` with the options of `transaction`, which web-sys counts as unstable.
    type Database;
    #[wasm_bindgen(method, catch)]
    fn transaction(this: &Database, store: &str, mode: &str, options: &JsValue) -> Result<IdbTransaction, JsValue>;
}

/// Keeps `file` under `key`; whether it is safely on the disk. Browsers may forbid it, or have no room.
pub async fn put(key: &str, file: &Blob) -> bool {
    write(|store| store.put_with_key(file, &JsValue::from_str(key))).await.is_some()
}

/// The file under `key`.
pub async fn get(key: &str) -> Option<Blob> {
    let store = open().await?.transaction_with_str(STORE).ok()?.object_store(STORE).ok()?;
    settled(&store.get(&JsValue::from_str(key)).ok()?).await?.dyn_into().ok()
}

/// Forgets the file under `key`; whether that is done.
pub async fn remove(key: &str) -> bool {
    write(|store| store.delete(&JsValue::from_str(key))).await.is_some()
}

/// Writes, and waits until it is on the disk and not only in a cache: what is kept is promised to survive a crash.
async fn write(change: impl FnOnce(&IdbObjectStore) -> Result<IdbRequest, JsValue>) -> Option<()> {
    let options = Object::new();
    Reflect::set(&options, &"durability".into(), &"strict".into()).ok()?;
    let database: Database = open().await?.unchecked_into();
    let transaction = database.transaction(STORE, "readwrite", &options).ok()?;
    change(&transaction.object_store(STORE).ok()?).ok()?;
    let end = Promise::new(&mut |complete, abort| {
        transaction.set_oncomplete(Some(&complete));
        transaction.set_onabort(Some(&abort));
    });
    JsFuture::from(end).await.ok().map(drop)
}

async fn open() -> Option<IdbDatabase> {
    let request: IdbOpenDbRequest = window().indexed_db().ok()??.open(DATABASE).ok()?;
    let opening = request.clone();
    let upgrade = Closure::once(move || {
        let database: Option<IdbDatabase> = opening.result().ok().and_then(|database| database.dyn_into().ok());
        // Without its store every use fails, and the files count as not kept.
        database.map(|database| database.create_object_store(STORE).is_ok())
    });
    request.set_onupgradeneeded(Some(upgrade.as_ref().unchecked_ref()));
    settled(&request).await?.dyn_into().ok()
}

async fn settled(request: &IdbRequest) -> Option<JsValue> {
    let end = Promise::new(&mut |success, error| {
        request.set_onsuccess(Some(&success));
        request.set_onerror(Some(&error));
    });
    JsFuture::from(end).await.ok()?;
    request.result().ok()
}

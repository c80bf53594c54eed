//! Where a story plays: a backend behind a network that can fail, and one browser.

use std::{
    any::Any,
    fs,
    panic::{AssertUnwindSafe, resume_unwind},
    path::{Path, PathBuf},
};

use aftercare_tests::{Backend, Browser, Engine, Proxy, browser::Setup};
use futures_util::FutureExt;

/// Everything that a story has at hand.
pub struct Scene {
    /// The backend with its demo data; customers and the desk come from here.
    pub backend: Backend,
    /// The network between the browser and the backend.
    pub proxy: Proxy,
    /// The browser, with no page open.
    pub browser: Browser,
    /// For files that the story sends.
    pub folder: tempfile::TempDir,
}

impl Scene {
    /// The URL of a page of the portal.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.backend.origin())
    }

    /// A file to be chosen in the browser.
    pub fn file(&self, name: &str, content: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, content).expect("there is room for a file");
        path
    }

    /// Plays a story and, where it fails, keeps what the browser shows and what the backend has logged.
    pub async fn play(name: String, engine: Engine, story: impl AsyncFnOnce(&mut Self)) {
        let proxy = Proxy::listen().await;
        let backend = Backend::behind(&proxy).await;
        let browser = Browser::open(engine, Setup::default()).await;
        let folder = tempfile::tempdir().expect("there is room for a folder");
        let mut scene = Self { backend, proxy, browser, folder };
        let outcome: Result<(), Box<dyn Any + Send>> = AssertUnwindSafe(story(&mut scene)).catch_unwind().await;
        if outcome.is_err() {
            let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/e2e");
            fs::create_dir_all(&kept).expect("there is room for what is kept");
            scene.browser.keep(&kept, &name).await;
            let _ = fs::write(kept.join(format!("{name}.log")), scene.backend.log());
            eprintln!("{name}: see {}", kept.display());
        }
        scene.browser.close().await;
        if let Err(panic) = outcome {
            resume_unwind(panic);
        }
    }
}

//! Real browsers, used as a person uses them: by what is on the page, in its words.

mod launch;
pub mod target;

use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use reqwest::Method;
use serde_json::{Value, json};
use tempfile::TempDir;
use thirtyfour::{
    RequestData, SessionId, WebDriver, WebElement,
    common::command::FormatRequestData,
    prelude::{WebDriverError, WebDriverResult},
};

pub use self::launch::{Setup, tool};
use self::target::Target;
use crate::{process::Process, wait};
pub use thirtyfour::Key;

/// How long a page may take to show something.
const PATIENCE: Duration = wait::PATIENCE;
/// More controls than any page has from one place to another.
const MOST_TABS: usize = 60;

/// A kind of browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Engine {
    /// Chromium, through chromedriver.
    Chromium,
    /// Firefox, through geckodriver.
    Firefox,
    /// WebKitGTK's small browser, which renders as the browsers of iPhones do.
    WebKit,
}

impl Engine {
    /// Its name in lower case, as `AFTERCARE_BROWSERS` lists it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::WebKit => "webkit",
        }
    }

    /// Whether it is to be tested: `AFTERCARE_BROWSERS` restricts the browsers (`chromium,firefox`).
    pub fn is_wanted(self) -> bool {
        env::var("AFTERCARE_BROWSERS").map_or(true, |wanted| wanted.split(',').any(|name| name.trim() == self.name()))
    }
}

/// A browser with one window and a fresh profile.
pub struct Browser {
    driver: WebDriver,
    engine: Engine,
    downloads: PathBuf,
    // In the order in which they end: the programs before the folder that they write to.
    _programs: Vec<Process>,
    _folder: TempDir,
}

impl Browser {
    /// Opens one.
    pub async fn open(engine: Engine, setup: Setup) -> Self {
        let folder = tempfile::Builder::new().prefix("browser-").tempdir().expect("there is room for a folder");
        let launch::Launched { driver, programs } = launch::launch(engine, &setup, folder.path()).await;
        let downloads = folder.path().join("downloads");
        if engine == Engine::WebKit {
            let (width, height) = setup.window;
            driver.set_window_rect(0, 0, width, height).await.expect("a window can be sized");
        }
        Self { driver, engine, downloads, _programs: programs, _folder: folder }
    }

    /// Closes it.
    pub async fn close(self) {
        // It is killed with its programs in any case.
        let _ = self.driver.quit().await;
    }

    /// Which kind it is.
    pub fn engine(&self) -> Engine {
        self.engine
    }

    /// The WebDriver session, for what this type doesn't have.
    pub fn driver(&self) -> &WebDriver {
        &self.driver
    }

    /// Goes to a URL.
    pub async fn goto(&self, url: &str) {
        self.driver.goto(url).await.unwrap_or_else(|error| panic!("can't go to {url}: {error}"));
    }

    /// Loads the page again.
    pub async fn reload(&self) {
        self.driver.refresh().await.expect("a page can be reloaded");
    }

    /// Path, query and fragment of the page's URL.
    pub async fn path(&self) -> String {
        let url = self.driver.current_url().await.expect("a page has a URL");
        url.as_str().trim_start_matches(&url.origin().ascii_serialization()).to_owned()
    }

    /// Waits until the page's path is as it `should` be.
    pub async fn at(&self, what: &str, should: impl Fn(&str) -> bool) -> String {
        wait::until(what, PATIENCE, async || {
            let path = self.path().await;
            if should(&path) { Ok(path) } else { Err(format!("the page is at {path}")) }
        })
        .await
    }

    /// All that is on the page now for a target, in the page's order.
    pub async fn all(&self, target: &Target) -> Vec<WebElement> {
        self.look(target, None).await.unwrap_or_default()
    }

    /// Waits for a target and returns the first.
    pub async fn find(&self, target: &Target) -> WebElement {
        self.wait_for(target, None, async |element| Ok(element)).await
    }

    /// Waits for a target within an element and returns the first.
    pub async fn find_in(&self, root: &WebElement, target: &Target) -> WebElement {
        self.wait_for(target, Some(root), async |element| Ok(element)).await
    }

    /// Waits until a target is gone.
    pub async fn gone(&self, target: &Target) {
        wait::until(&format!("no more {target}"), PATIENCE, async || match self.look(target, None).await {
            Ok(found) if found.is_empty() => Ok(()),
            Ok(found) => Err(format!("there are {}", found.len())),
            Err(error) => Err(error.to_string()),
        })
        .await;
    }

    /// Clicks on the first that fits; options and check boxes by their label, as a person does.
    pub async fn click(&self, target: &Target) {
        self.wait_for(target, None, async |element| self.click_on(&element).await).await;
    }

    /// Clicks on the first that fits within the first `place`.
    pub async fn click_in(&self, place: &Target, target: &Target) {
        self.wait_for(place, None, async |root| match self.look(target, Some(&root)).await?.into_iter().next() {
            Some(element) => self.click_on(&element).await,
            None => Err(WebDriverError::NotFound(target.to_string(), format!("not in the {place}"))),
        })
        .await;
    }

    /// Types a text into a field, in the place of what is in it.
    pub async fn fill(&self, target: &Target, text: &str) {
        self.wait_for(target, None, async |element| {
            self.driver.execute("arguments[0].focus(); arguments[0].select?.()", vec![element.to_json()?]).await?;
            element.send_keys(text).await
        })
        .await;
        let value = self.value(target).await;
        assert_eq!(value, text, "what was typed into the {target} is there");
    }

    /// What is in a field.
    pub async fn value(&self, target: &Target) -> String {
        self.wait_for(target, None, async |element| Ok(element.prop("value").await?.unwrap_or_default())).await
    }

    /// Chooses files in a control for files.
    pub async fn choose(&self, target: &Target, files: &[&Path]) {
        let paths: Vec<&str> = files.iter().map(|file| file.to_str().expect("paths of tests are UTF-8")).collect();
        self.wait_for(target, None, async |element| element.send_keys(paths.join("\n")).await).await;
    }

    /// Presses a key, or types a text, where the focus is.
    pub async fn press(&self, keys: impl Into<thirtyfour::TypingData>) {
        // By the keyboard, not through the element: a control for files would take the keys for a path.
        self.driver.action_chain().send_keys(keys).perform().await.expect("keys can be pressed");
    }

    /// Presses Tab until the focus is on the next target.
    pub async fn tab_to(&self, target: &Target) {
        for _ in 0..MOST_TABS {
            self.press(Key::Tab).await;
            let focused = self.driver.active_element().await.expect("something always has the focus");
            let fits = "return Array.from(arguments[1]).some((element) => element === arguments[0])";
            let all = self.all(target).await.iter().map(WebElement::to_json).collect::<WebDriverResult<Vec<_>>>();
            let arguments = all.and_then(|all| Ok(vec![focused.to_json()?, Value::Array(all)]));
            if self.script(fits, arguments.expect("elements can be named")).await == true {
                return;
            }
        }
        panic!("{target} isn't reached by {MOST_TABS} times Tab; {}", self.excerpt().await);
    }

    /// Waits until a text stands on the page.
    pub async fn sees(&self, text: &str) {
        wait::until(&format!("the text {text:?}"), PATIENCE, async || {
            let page = self.text().await;
            if page.contains(text) { Ok(()) } else { Err(self.excerpt().await) }
        })
        .await;
    }

    /// Waits until a text doesn't stand on the page any more.
    pub async fn sees_no(&self, text: &str) {
        wait::until(&format!("the text {text:?} gone"), PATIENCE, async || {
            let page = self.text().await;
            if page.contains(text) { Err(self.excerpt().await) } else { Ok(()) }
        })
        .await;
    }

    /// All text that the page shows, with every white space as one blank.
    pub async fn text(&self) -> String {
        let text = self.script("return document.body?.innerText ?? ''", Vec::new()).await;
        text.as_str().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Where the browser is and how its page begins, for a failure's message; all of it is kept by [`Self::keep`].
    async fn excerpt(&self) -> String {
        let page: String = self.text().await.chars().take(300).collect();
        format!("the page at {} begins: {page}", self.path().await)
    }

    /// Runs a function body in the page and returns what it returns.
    pub async fn script(&self, body: &str, arguments: Vec<Value>) -> Value {
        let result = self.driver.execute(body, arguments).await;
        result.unwrap_or_else(|error| panic!("script {body}: {error}")).json().clone()
    }

    /// Waits until the page has been painted with what has happened so far.
    pub async fn painted(&self) {
        let frames = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))";
        self.driver.execute_async(frames, Vec::new()).await.expect("the page is painted");
    }

    /// When the document was loaded: the same as long as the page isn't loaded again.
    pub async fn document(&self) -> Value {
        self.script("return performance.timeOrigin", Vec::new()).await
    }

    /// The value of the `Cookie` header that the browser sends to the page's origin.
    pub async fn cookies(&self) -> String {
        let cookies = self.driver.get_all_cookies().await.expect("cookies can be read");
        cookies.iter().map(|cookie| format!("{}={}", cookie.name, cookie.value)).collect::<Vec<_>>().join("; ")
    }

    /// Clicks on a link that downloads a file, and returns the file's content.
    ///
    /// WebKitGTK's driver keeps no downloads, so there the link is fetched with the browser's cookies.
    pub async fn download(&self, target: &Target, name: &str) -> Vec<u8> {
        if self.engine == Engine::WebKit {
            let link = self.find(target).await;
            let url = link.prop("href").await.expect("a link can be asked").expect("a link leads somewhere");
            let request = reqwest::Client::new().get(url).header("cookie", self.cookies().await);
            return crate::Answer::of(request).await.expect(200).body;
        }
        self.click(target).await;
        let file = self.downloads.join(name);
        wait::until(&format!("the download {name}"), Duration::from_mins(1), async || {
            // Firefox makes the file at once and fills a `.part` beside it.
            let partial = fs::read_dir(&self.downloads).into_iter().flatten().flatten().any(|entry| {
                entry.path().extension().is_some_and(|extension| extension == "part" || extension == "crdownload")
            });
            let content = fs::read(&file).map_err(|error| error.to_string())?;
            if partial || content.is_empty() { Err("it is still coming".to_owned()) } else { Ok(content) }
        })
        .await
    }

    /// Has axe check the page as it is now (WCAG 2.2 A and AA). Panics with what it finds.
    pub async fn axe(&self) {
        let axe = tool("axe.min.js");
        let source = fs::read_to_string(&axe).unwrap_or_else(|error| panic!("no {}: {error}", axe.display()));
        self.script(&format!("if (!window.axe) {{ {source} }}"), Vec::new()).await;
        let run = "const done = arguments[0];
            axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
                .then((result) => done(result.violations.map((rule) =>
                    rule.id + ': ' + rule.help + ' — ' + rule.nodes.map((node) => node.html).join(' · '))),
                    (error) => done([String(error)]))";
        let found = self.driver.execute_async(run, Vec::new()).await.expect("axe runs");
        let found: Vec<String> = found.convert().expect("axe tells what it has found");
        assert!(found.is_empty(), "axe at {}:\n{}", self.path().await, found.join("\n"));
    }

    /// Keeps for a person what the page looks like now: a picture, its text and, from Chromium, its console.
    pub async fn keep(&self, folder: &Path, name: &str) {
        if let Ok(picture) = self.driver.screenshot_as_png().await {
            let _ = fs::write(folder.join(format!("{name}.png")), picture);
        }
        let mut notes = String::new();
        if let Ok(url) = self.driver.current_url().await {
            let _ = writeln!(notes, "{url}\n");
        }
        if let Ok(text) = self.driver.execute("return document.body?.innerText", Vec::new()).await {
            let _ = writeln!(notes, "{}\n", text.json().as_str().unwrap_or_default());
        }
        if self.engine == Engine::Chromium {
            for entry in self.driver.browser_log().await.unwrap_or_default() {
                let _ = writeln!(notes, "{}: {}", entry.level, entry.message);
            }
        }
        let _ = fs::write(folder.join(format!("{name}.txt")), notes);
    }

    async fn click_on(&self, element: &WebElement) -> WebDriverResult<()> {
        // Drivers take what lies under a bar for visible, and WebKit's doesn't scroll to a label: a person scrolls to both.
        let place = "const label = /radio|checkbox/.test(arguments[0].type) && arguments[0].labels?.[0]; \
                     const place = label || arguments[0]; \
                     place.scrollIntoView({ block: 'nearest', behavior: 'instant' }); \
                     return place";
        self.driver.execute(place, vec![element.to_json()?]).await?.element()?.click().await
    }

    async fn wait_for<T>(
        &self,
        target: &Target,
        root: Option<&WebElement>,
        mut then: impl AsyncFnMut(WebElement) -> WebDriverResult<T>,
    ) -> T {
        wait::until(&target.to_string(), PATIENCE, async || {
            let found = self.look(target, root).await.map_err(|error| error.to_string())?;
            match found.into_iter().next() {
                Some(element) => then(element).await.map_err(|error| error.to_string()),
                None => Err(self.excerpt().await),
            }
        })
        .await
    }

    /// What fits a target now. An element that goes away while it is looked at is left out.
    async fn look(&self, target: &Target, root: Option<&WebElement>) -> WebDriverResult<Vec<WebElement>> {
        let root = root.map_or(Ok(Value::Null), WebElement::to_json)?;
        let arguments = vec![json!(target.role), json!(target.name), root];
        let candidates = self.driver.execute(include_str!("find.js"), arguments).await?.elements()?;
        let mut found = Vec::new();
        for candidate in candidates {
            if target.by_text() || self.label(&candidate).await.is_ok_and(|label| target.is_named(&label)) {
                found.push(candidate);
            }
        }
        Ok(found)
    }

    /// The accessible name, as the browser computes it for assistive technology.
    async fn label(&self, element: &WebElement) -> WebDriverResult<String> {
        self.driver.cmd(ComputedLabel(element.element_id().to_string())).await?.value()
    }
}

/// WebDriver's "Get Computed Label", which the library doesn't have.
#[derive(Debug)]
struct ComputedLabel(String);

impl FormatRequestData for ComputedLabel {
    fn format_request(&self, session: &SessionId) -> RequestData {
        RequestData::new(Method::GET, format!("session/{session}/element/{}/computedlabel", self.0))
    }
}

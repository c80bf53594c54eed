//! How every page holds in each language, at any width, in both appearances; by keyboard; and for those who hear it.
//!
//! Not every combination is looked at. Each state is laid out in every language at every width; axe looks at four of
//! these, which between them have each width, each language and both appearances, and from one state to the next the
//! appearances change places.

use std::cell::Cell;

use aftercare_contract::{
    Span,
    list::{Scope, StateFilter, TicketQuery},
    ticket::SrNumber,
};
use aftercare_tests::{
    Browser, Customer,
    backend::{AMARA, HE, INGRID, LIN},
    browser::{
        Key,
        target::{Target, alert, button, dialog, field, heading, link, listitem, radio, region, status},
    },
    sample::fault,
    wait::{self, PATIENCE},
};
use serde_json::{Value, json};

use crate::{
    pages::{self, a_device, answer, send_request},
    reports,
    scene::Scene,
};

/// Two phones, a tablet, a desktop; in CSS pixels.
const WIDTHS: [u32; 4] = [320, 360, 768, 1440];
/// The language that the state is found in again comes last.
const LANGUAGES: [&str; 3] = ["zh-CN", "ja", "en"];
/// How requests for the list begin.
const LIST: &str = "GET /api/v1/tickets";
/// An answer of a backend that is out of order.
const BROKEN: &str = "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
/// More presses of Tab than any page has controls.
const MOST_CONTROLS: usize = 150;

/// Looks at one page after the other.
struct Looker<'a> {
    browser: &'a Browser,
    looked: Cell<usize>,
}

impl<'a> Looker<'a> {
    fn new(browser: &'a Browser) -> Self {
        Self { browser, looked: Cell::new(0) }
    }

    /// Looks at the state that the page is in, and leaves it so. In English the window's name begins with `title`.
    async fn look(&self, title: &str) {
        let turn = self.looked.replace(self.looked.get() + 1);
        let mut faults = Vec::new();
        for (row, language) in LANGUAGES.into_iter().enumerate() {
            self.speak(language).await;
            for (column, width) in WIDTHS.into_iter().enumerate() {
                self.resize(width).await;
                let found = self.browser.script(FAULTS, Vec::new()).await;
                let found: Vec<String> = serde_json::from_value(found).expect("faults are told in words");
                faults.extend(found.into_iter().map(|fault| format!("in {language} at {width} px it {fault}")));
                if column % LANGUAGES.len() == row {
                    self.dress((turn + column) % 2 == 1).await;
                    self.browser.script("scrollTo(0, 0)", Vec::new()).await;
                    self.browser.axe().await;
                }
            }
        }
        assert!(faults.is_empty(), "{title:?} at {}: {faults:#?}", self.browser.path().await);
        let window = self.browser.script("return document.title", Vec::new()).await;
        // How much waits may stand before it.
        let bare = window.as_str().map(|window| match window.split_once(") ") {
            Some((count, bare)) if count.starts_with('(') => bare,
            _ => window,
        });
        assert!(bare.is_some_and(|window| window.starts_with(title)), "{window} begins with {title:?}");
    }

    /// As the visitor does it, wherever the frame has its switch.
    async fn speak(&self, language: &str) {
        let press = "document.querySelector(`button[aria-pressed][lang='${arguments[0]}']`).click()";
        self.browser.script(press, vec![json!(language)]).await;
        wait::until(language, PATIENCE, async || {
            let now = self.browser.script("return document.documentElement.lang", Vec::new()).await;
            if now == language { Ok(()) } else { Err(format!("it speaks {now}")) }
        })
        .await;
    }

    async fn resize(&self, width: u32) {
        let screen = json!({ "width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false });
        self.send("Emulation.setDeviceMetricsOverride", screen).await;
        // On phones they take no room.
        self.send("Emulation.setScrollbarsHidden", json!({ "hidden": true })).await;
        self.settle().await;
    }

    async fn dress(&self, dark: bool) {
        let features = json!([
            { "name": "prefers-color-scheme", "value": if dark { "dark" } else { "light" } },
            { "name": "prefers-reduced-motion", "value": "reduce" },
        ]);
        self.send("Emulation.setEmulatedMedia", json!({ "features": features })).await;
        self.settle().await;
    }

    async fn send(&self, command: &str, parameters: Value) {
        self.browser.driver().cdp().send_raw(command, parameters).await.expect("Chromium can be told how to look");
    }

    /// What follows the size of the page does so with the next frame.
    async fn settle(&self) {
        let frames = "const done = arguments[0]; requestAnimationFrame(() => requestAnimationFrame(() => done()))";
        self.browser.driver().execute_async(frames, Vec::new()).await.expect("the page draws frames");
    }
}

/// What is wrong with how the page is laid out and named.
const FAULTS: &str = r"
    const faults = [], width = document.documentElement.clientWidth;
    const seen = (element) => element.checkVisibility({ visibilityProperty: true });
    const called = (element) => `${element.localName}.${element.className?.baseVal ?? element.className}`;
    if (document.documentElement.scrollWidth > width) {
        const clips = (element) => element && (getComputedStyle(element).overflowX !== 'visible' || clips(element.parentElement));
        const beyond = Array.from(document.body.querySelectorAll('*')).filter((element) =>
            seen(element) && element.getBoundingClientRect().right > width + 1 && !clips(element.parentElement));
        faults.push(`is ${document.documentElement.scrollWidth} px wide: ${beyond.slice(0, 5).map(called).join(', ')}`);
    }
    const headings = Array.from(document.querySelectorAll('h1')).filter(seen).map((h1) => h1.textContent.trim());
    if (headings.length !== 1 || !headings[0]) faults.push(`has the main headings ${JSON.stringify(headings)}`);
    if (!/^\S.* · Aftercare$/.test(document.title)) faults.push(`is called ${document.title}`);
    return faults;
";

async fn a_ticket(customer: &Customer, name: &str) -> SrNumber {
    let device = a_device(customer).await;
    customer.file(&fault(&device.id, name)).await.summary.sr_number
}

/// Opens another page of the portal and waits for what tells that it is there.
async fn open(scene: &Scene, path: &str, there: &Target) {
    scene.browser.goto(&scene.url(path)).await;
    scene.browser.find(there).await;
}

/// The door, a way that leads nowhere, the viewer's own page, and a session that ends.
pub async fn the_small_pages_hold(scene: &mut Scene) {
    let browser = &scene.browser;
    let looker = Looker::new(browser);
    open(scene, "/account", &heading("Sign in").exactly()).await;
    looker.look("Sign in").await;
    browser.click(&button("Sign in").exactly()).await;
    browser.find(&alert("We could not sign you in")).await;
    looker.look("Sign in").await;
    pages::give_credentials(browser, HE).await;
    browser.find(&button("Sign out").exactly()).await;
    looker.look("Account").await;
    open(scene, "/nowhere", &heading("There is no such page")).await;
    looker.look("There is no such page").await;
    open(scene, "/tickets/SR-2000-000001", &button("English")).await;
    browser.sees("it is not yours to see").await;
    looker.look("SR-2000-000001").await;
}

/// Nothing waits; a question and a fix wait; a reason is asked for; what waits can't be known.
pub async fn home_holds(scene: &mut Scene) {
    let (browser, desk) = (&scene.browser, scene.backend.desk());
    let looker = Looker::new(browser);
    let customer = scene.backend.customer(INGRID).await;
    pages::sign_in(scene, "/", INGRID).await;
    browser.find(&heading("Nothing waits for you")).await;
    looker.look("Nothing waits for you").await;

    let (asked, fixed) = (a_ticket(&customer, "Link flaps on port 3").await, a_ticket(&customer, "探测失败").await);
    desk.take(&asked).await;
    desk.act(&asked, "ask", json!({ "text": "Which slot is the card in?", "language": "en" })).await;
    desk.resolve(&fixed, "Replaced the cable").await;
    browser.find(&heading("2 things wait for you")).await;
    browser.click(&button("Not fixed")).await;
    browser.find(&field("Reason")).await;
    looker.look("2 things wait for you").await;

    scene.proxy.spoil("GET /api/v1/todos", BROKEN);
    open(scene, "/", &button("Try again")).await;
    looker.look("Home").await;
}

/// The list of reports, one that fits nothing, a health check, a risk that is about to be accepted, two side by side.
pub async fn reports_hold(scene: &mut Scene) {
    let browser = &scene.browser;
    let looker = Looker::new(browser);
    let report = reports::a_health_check(&scene.backend.customer(INGRID).await).await;
    let id = report.summary.id.as_str();
    pages::sign_in(scene, "/reports", INGRID).await;
    browser.find(&listitem(id)).await;
    looker.look("Reports").await;
    open(scene, "/reports?q=xyzzy", &heading("No report fits.")).await;
    looker.look("Reports").await;
    open(scene, &format!("/reports/{id}"), &heading("Findings and advice")).await;
    browser.find(&link("Make a request of")).await;
    looker.look("").await;
    browser.script("document.querySelector('.finding__actions button').click()", Vec::new()).await;
    browser.find(&dialog("Accept the risk of")).await;
    browser.click(&button("Accept the risk").exactly()).await;
    browser.find(&field("Why the risk is acceptable")).await;
    looker.look("").await;
    let before = report.previous.expect("there is one before").id;
    open(scene, &format!("/reports/{id}?against={before}"), &heading("Comparison")).await;
    looker.look("Comparison").await;
    open(scene, "/reports/none", &button("English")).await;
    browser.sees("it is not yours to see").await;
    looker.look("none").await;
}

/// What holds, one that is about to be put off, and what is over.
pub async fn notices_hold(scene: &mut Scene) {
    let browser = &scene.browser;
    let looker = Looker::new(browser);
    pages::sign_in(scene, "/notices?group=earlyWarning", HE).await;
    browser.click(&button("Remind me later")).await;
    browser.find(&button("Put it off")).await;
    looker.look("Notices").await;
    open(scene, "/notices?state=past", &heading("What you are told of")).await;
    looker.look("Notices").await;
}

/// A review of a quarter.
pub async fn the_review_holds(scene: &mut Scene) {
    let browser = &scene.browser;
    let looker = Looker::new(browser);
    pages::sign_in(scene, "/review", HE).await;
    browser.find(&heading("Improvements agreed")).await;
    looker.look("Service review").await;
}

/// All of an organisation's tickets, each tool open, none that fits, a list that can't be read, and one that isn't live.
pub async fn the_list_holds(scene: &mut Scene) {
    let browser = &scene.browser;
    let looker = Looker::new(browser);
    pages::sign_in(scene, "/tickets?scope=organisation&state=all", HE).await;
    browser.find(&link("Organisation")).await;
    browser.find(&region("Whose turn")).await;
    looker.look("Tickets").await;
    for tool in ["Views", "Columns", "Filter"] {
        browser.click(&button(tool).exactly()).await;
        looker.look("Tickets").await;
    }
    open(scene, "/tickets?severity=1&ticketType=training&q=nothing", &heading("No ticket matches these filters")).await;
    looker.look("Tickets").await;
    scene.proxy.spoil(LIST, BROKEN);
    open(scene, "/tickets", &button("Try again")).await;
    looker.look("Tickets").await;
    scene.proxy.mend();
    browser.click(&button("Try again")).await;
    browser.gone(&button("Try again")).await;
    scene.proxy.cut();
    browser.find(&status("Connection lost")).await;
    looker.look("Tickets").await;
    scene.proxy.mend();
}

/// An empty form, one that is filled in and holds a secret, one in which much is wrong, and one of another kind.
pub async fn filing_holds(scene: &mut Scene) {
    let browser = &scene.browser;
    let looker = Looker::new(browser);
    let device = a_device(&scene.backend.customer(AMARA).await).await;
    pages::sign_in(scene, "/tickets/new", AMARA).await;
    browser.find(&send_request()).await;
    looker.look("New request").await;
    browser.click(&send_request()).await;
    browser.find(&alert("need another look")).await;
    looker.look("New request").await;

    pages::describe_fault(browser, &device, "Standby unit is loud, 备机风扇噪声大").await;
    browser.fill(&field("What was tried"), "Signed in with password=hunter2").await;
    browser.find(&status("seems to hold a password")).await;
    browser.click(&button("Raise the severity")).await;
    let log = scene.file("a-very-long-name-without-any-place-to-break-it-2026-11-20T09-40-00.tar.gz", b"x");
    pages::add_files(browser, &[&log]).await;
    browser.sees("sent").await;
    looker.look("New request").await;

    browser.click(&radio("Migration or upgrade").exactly()).await;
    browser.find(&heading("What do you need?")).await;
    looker.look("New request").await;
}

/// One ticket of every state that the customer has, and what opens above it.
pub async fn a_ticket_holds(scene: &mut Scene) {
    let browser = &scene.browser;
    let looker = Looker::new(browser);
    let customer = scene.backend.customer(LIN).await;
    let every = TicketQuery { scope: Scope::Mine, state: StateFilter::All, ..TicketQuery::default() };
    let mut of_each = customer.tickets(&every).await.items;
    let mut known = Vec::new();
    of_each.retain(|ticket| {
        let state = (ticket.status.clone(), ticket.turn.task.clone());
        let new = !known.contains(&state);
        known.push(state);
        new
    });
    assert!(of_each.len() >= 6, "the demo has tickets of many states: {known:?}");
    pages::sign_in(scene, "/account", LIN).await;
    browser.click(&button("English").exactly()).await;
    for ticket in of_each {
        open(scene, &format!("/tickets/{}", ticket.sr_number), &heading(&ticket.name)).await;
        browser.find(&region("Where it stands")).await;
        browser.find(&heading("History")).await;
        looker.look(ticket.sr_number.as_str()).await;
    }
}

/// The menu of a ticket, and the dialogs that ask before something is done.
pub async fn dialogs_hold(scene: &mut Scene) {
    let browser = &scene.browser;
    let looker = Looker::new(browser);
    let customer = scene.backend.customer(AMARA).await;
    let sr = a_ticket(&customer, "Asked about in dialogs").await;
    scene.backend.desk().take(&sr).await;
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    browser.click(&button("More actions")).await;
    browser.find(&button("Escalate")).await;
    looker.look(sr.as_str()).await;
    for action in ["Escalate", "Edit details", "Withdraw the request"] {
        if browser.all(&button(action)).await.is_empty() {
            browser.click(&button("More actions")).await;
        }
        browser.click(&button(action)).await;
        browser.find(&dialog(action)).await;
        looker.look(sr.as_str()).await;
        browser.press(Key::Escape).await;
        browser.gone(&dialog(action)).await;
    }
    scene.proxy.cut();
    browser.fill(&answer(), "Kept while there is no connection").await;
    browser.click(&button("Send").exactly()).await;
    browser.find(&listitem("Waiting to be sent")).await;
    looker.look(sr.as_str()).await;
    scene.proxy.mend();
}

/// What the knowledge base offers, what it finds, that it finds nothing, and an article.
pub async fn the_knowledge_base_holds(scene: &mut Scene) {
    let browser = &scene.browser;
    let looker = Looker::new(browser);
    pages::sign_in(scene, "/kb", AMARA).await;
    browser.find(&heading("By topic")).await;
    looker.look("Knowledge").await;
    open(scene, "/kb?q=checksum+mismatch", &status("found")).await;
    looker.look("“checksum mismatch”").await;
    open(scene, "/kb?q=xyzzyqux", &status("No article fits")).await;
    looker.look("“xyzzyqux”").await;
    open(scene, "/kb/article/KB-1001", &heading("Is it this problem?")).await;
    looker.look("A few percent of HTTPS handshakes fail").await;
}

/// The fleet, that nothing of it fits, a device, and serial numbers that were looked up.
pub async fn devices_hold(scene: &mut Scene) {
    let browser = &scene.browser;
    let looker = Looker::new(browser);
    pages::sign_in(scene, "/devices?q=adx", HE).await;
    browser.find(&link("adx-sh-01").exactly()).await;
    looker.look("Devices").await;
    open(scene, "/devices?q=xyzzyqux", &heading("No device matches these filters")).await;
    looker.look("Devices").await;
    open(scene, "/devices/sw-core-01", &region("What the contract promises")).await;
    looker.look("sw-core-01").await;
    open(scene, "/devices/lookup", &heading("Look up serial numbers").exactly()).await;
    browser.fill(&field("Serial numbers"), "ADX64-2209-03157\nADX64-2311-00871\nx").await;
    browser.click(&button("Look up").exactly()).await;
    browser.find(&status("Found: 1")).await;
    looker.look("Look up serial numbers").await;
}

/// From the top of a page Tab leads to every control of it, and where one is can be seen, on a phone, too.
pub async fn every_control_is_reached_by_keyboard(scene: &mut Scene) {
    let (browser, desk) = (&scene.browser, scene.backend.desk());
    let customer = scene.backend.customer(AMARA).await;
    let sr = a_ticket(&customer, "Walked through by keyboard").await;
    desk.take(&sr).await;
    desk.act(&sr, "ask", json!({ "text": "Which slot is the card in?", "language": "en" })).await;
    open(scene, "/", &heading("Sign in").exactly()).await;
    walk(browser).await;
    pages::give_credentials(browser, AMARA).await;
    browser.find(&heading("for you")).await;
    walk(browser).await;
    for (path, there) in [
        ("/tickets", link("Walked through by keyboard")),
        ("/tickets/new", send_request()),
        (&*format!("/tickets/{sr}"), button("Send").exactly()),
        ("/kb", heading("By topic")),
        ("/kb/article/KB-1001", heading("Is it this problem?")),
        ("/account", button("Sign out").exactly()),
    ] {
        open(scene, path, &there).await;
        walk(browser).await;
    }
}

/// Presses Tab from the top of the page until it begins again.
async fn walk(browser: &Browser) {
    let path = browser.path().await;
    browser.script(BEGIN_WALK, Vec::new()).await;
    let mut seen_last = Value::Null;
    for _ in 0..MOST_CONTROLS {
        browser.press(Key::Tab).await;
        let step = browser.script(STEP, Vec::new()).await;
        assert_eq!(step["fault"], Value::Null, "by keyboard on {path}");
        if step["missing"] == json!([]) {
            return;
        }
        seen_last = step["missing"].clone();
    }
    panic!("not reached by keyboard on {path}: {seen_last}");
}

/// Takes down what can be reached; of radio buttons one of each group.
const BEGIN_WALK: &str = r"
    scrollTo(0, 0);
    document.activeElement?.blur();
    getSelection().collapse(document.body, 0);
    const groups = new Set();
    const control = 'a[href], button, input, select, textarea, summary, [tabindex]';
    window.walk = Array.from(document.querySelectorAll(control)).filter((element) => {
        if (element.disabled || element.tabIndex < 0 || !element.checkVisibility({ visibilityProperty: true })) return false;
        if (element.type !== 'radio') return true;
        const group = Array.from(document.getElementsByName(element.name));
        if (group.some((other) => other.checked) ? !element.checked : groups.has(element.name)) return false;
        groups.add(element.name);
        return true;
    });
";

/// Where the keyboard is: what is wrong there, and what it has not come to yet.
const STEP: &str = r"
    const here = document.activeElement;
    window.walk = window.walk.filter((element) => element !== here && element.isConnected);
    const missing = window.walk.map((element) => element.outerHTML.slice(0, 120));
    if (here === document.body) return { missing };
    const rings = [here, here.closest('label'), here.parentElement, here.parentElement?.parentElement].filter(Boolean);
    const ringed = rings.some((element) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    });
    const shown = here.getBoundingClientRect().width > 2 ? here : here.closest('label') ?? here;
    const { left, right, top, bottom } = shown.getBoundingClientRect();
    const covered = getComputedStyle(shown).pointerEvents !== 'none' && [0.1, 0.5, 0.9].every((x) => [0.1, 0.5, 0.9].every((y) => {
        const on = document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y);
        return !on || !(shown.contains(on) || on.contains(shown) && on.closest('label'));
    }));
    const fault = ringed ? covered && 'is covered' : 'has no ring';
    return { missing, fault: fault ? `${fault}: ${here.outerHTML.slice(0, 160)}` : null };
";

/// What happens while one looks at a page is said to those who hear it: in one sentence, once.
pub async fn news_is_said_once(scene: &mut Scene) {
    let (browser, desk) = (&scene.browser, scene.backend.desk());
    let customer = scene.backend.customer(AMARA).await;
    let sr = a_ticket(&customer, "Heard instead of seen").await;
    let name = desk.take(&sr).await;
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    browser.find(&answer()).await;

    listen(browser).await;
    desk.say(&sr, "Please leave the fan tray in").await;
    let message = format!("Message from {name}");
    hears(browser, &message).await;
    let later = customer.ticket(&sr).await.server_time + Span::hours(3);
    desk.expect_by(&sr, later, "The card comes by courier").await;
    hears(browser, "Expected").await;
    browser.fill(&answer(), "It is in").await;
    browser.click(&button("Send").exactly()).await;
    hears(browser, "Answer sent").await;
    desk.resolve(&sr, "Replaced the fan").await;
    hears(browser, "Fixed").await;
    let said = heard(browser).await;
    let news = [&*message, "Expected", "Answer sent", "Fixed"];
    let once = said.len() == news.len() && said.iter().zip(news).all(|(said, news)| said.contains(news));
    assert!(once, "each of {news:?} is said once: {said:?}");

    browser.click(&link("Tickets").exactly()).await;
    browser.find(&link("Heard instead of seen")).await;
    listen(browser).await;
    a_ticket(&customer, "Came meanwhile").await;
    hears(browser, "New: Came meanwhile").await;
    let said = heard(browser).await;
    assert_eq!(said.iter().filter(|said| said.contains("Came meanwhile")).count(), 1, "said: {said:?}");

    // The way to another page is told by its heading, which has the focus.
    browser.click(&link("Account").exactly()).await;
    wait::until("the heading's focus", PATIENCE, async || {
        let focused = "return document.activeElement.localName + ' ' + document.activeElement.textContent";
        let focused = browser.script(focused, Vec::new()).await;
        if focused == "h1 Account" { Ok(()) } else { Err(focused.to_string()) }
    })
    .await;
}

/// Takes down from now on what live regions say.
async fn listen(browser: &Browser) {
    let listen = r"
        window.heard = [];
        window.listener?.disconnect();
        window.listener = new MutationObserver((changes) => {
            const regions = changes.map(({ target }) =>
                (target.nodeType === Node.TEXT_NODE ? target.parentElement : target).closest('[role=status], [role=alert], [aria-live]'));
            for (const region of new Set(regions.filter(Boolean)))
                if (region.isConnected && region.textContent.trim()) window.heard.push(region.textContent.trim());
        });
        window.listener.observe(document.body, { subtree: true, childList: true, characterData: true });";
    browser.script(listen, Vec::new()).await;
}

/// Waits until something is said in which these words occur.
async fn hears(browser: &Browser, words: &str) {
    wait::until(words, PATIENCE, async || {
        let heard = heard(browser).await;
        if heard.iter().any(|heard| heard.contains(words)) { Ok(()) } else { Err(format!("heard: {heard:?}")) }
    })
    .await;
}

/// What live regions have said, one after the other.
async fn heard(browser: &Browser) -> Vec<String> {
    let heard = browser.script("return window.heard", Vec::new()).await;
    serde_json::from_value(heard).expect("sentences are text")
}

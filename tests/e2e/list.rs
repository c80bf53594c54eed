//! The list of tickets: everything that narrows it stands in its URL, and it stays light however long it is.

use std::{cell::RefCell, time::Duration};

use aftercare_contract::{
    list::{Scope, StateFilter, TicketQuery},
    ticket::SrNumber,
};
use aftercare_tests::{
    Browser, Customer,
    backend::INGRID,
    browser::{
        Key,
        target::{Target, button, checkbox, field, heading, link, row},
    },
    sample::fault,
    wait::{self, PATIENCE},
};
use futures_util::{StreamExt, stream};
use serde_json::json;

use crate::{pages, scene::Scene};

/// More than a browser shows without getting slow, if all of them were on the page.
const MANY: u64 = 600;
/// Rows that may be on the page at once: a few screens of them, in whole blocks.
const MOST_ROWS: u64 = 250;

fn filters() -> Target {
    button("Filter").exactly()
}

fn views() -> Target {
    button("Views").exactly()
}

/// Two tickets of devices of their own.
async fn two_tickets(customer: &Customer) -> (String, SrNumber, SrNumber) {
    let devices = customer.devices().await;
    let mut devices = devices.iter().filter(|device| device.contract.is_some());
    let (one, other) = (devices.next().expect("a device"), devices.next().expect("another device"));
    let flaps = customer.file(&fault(&one.id, "Link flaps on port 3")).await.summary.sr_number;
    let probes = customer.file(&fault(&other.id, "Health probes fail")).await.summary.sr_number;
    (one.serial_number.clone(), flaps, probes)
}

/// Filters are set by keyboard alone, survive a reload, and Back takes them off one by one.
pub async fn filters_live_in_the_url(scene: &mut Scene) {
    let browser = &scene.browser;
    let (serial, ..) = two_tickets(&scene.backend.customer(INGRID).await).await;
    let (flaps, probes) = (link("Link flaps on port 3"), link("Health probes fail"));
    pages::sign_in(scene, "/tickets", INGRID).await;
    browser.find(&flaps).await;
    browser.find(&probes).await;

    browser.tab_to(&filters()).await;
    browser.press(Key::Enter).await;
    browser.find(&field("Device")).await;
    browser.tab_to(&field("Device")).await;
    browser.press(format!("{serial}{}", Key::Enter.value())).await;
    browser.at("the list of a device", |path| path.contains("device=")).await;
    browser.gone(&probes).await;
    browser.tab_to(&checkbox("Fault").exactly()).await;
    browser.press(" ").await;
    browser.at("the list of faults", |path| path.contains("ticketType=fault")).await;
    browser.find(&button("Remove filter: Fault")).await;
    browser.find(&flaps).await;
    browser.axe().await;

    browser.reload().await;
    browser.find(&button("Remove filter: Fault")).await;
    browser.find(&button(&serial)).await;
    browser.find(&flaps).await;
    assert!(browser.all(&probes).await.is_empty(), "the device's tickets only");

    back(browser).await;
    browser.gone(&button("Remove filter: Fault")).await;
    back(browser).await;
    browser.at("the list as it was", |path| path == "/tickets").await;
    browser.find(&probes).await;

    // Both ends of the period are days of the viewer, and the second is in it.
    let today = today(browser).await;
    browser.goto(&scene.url("/tickets")).await;
    browser.click(&filters()).await;
    day(browser, "Filed until", &today).await;
    browser.at("the list until today", |path| path.contains("createdBefore=")).await;
    browser.find(&flaps).await;
    day(browser, "Filed until", "2020-02-29").await;
    browser.find(&heading("No ticket matches these filters")).await;
    assert_eq!(browser.value(&field("Filed until")).await, "2020-02-29");
    browser.axe().await;
    browser.click(&button("Remove filter: Filed until")).await;
    browser.find(&flaps).await;
    browser.click(&button("Last 7 days")).await;
    browser.at("the list of the last days", |path| path.contains("createdFrom=")).await;
    browser.find(&flaps).await;
}

/// A list gets a name, is opened by it in another visit, gets another name, and is deleted and brought back.
pub async fn a_list_is_kept_under_a_name(scene: &mut Scene) {
    let browser = &scene.browser;
    pages::sign_in(scene, "/tickets?state=all&severity=1", INGRID).await;
    browser.click(&views()).await;
    browser.fill(&field("Save this list as a view"), "Grave, 全部").await;
    browser.press(Key::Enter).await;
    browser.find(&link("Grave, 全部")).await;
    browser.axe().await;

    browser.goto(&scene.url("/tickets")).await;
    browser.click(&views()).await;
    browser.click(&link("Grave, 全部")).await;
    browser.at("the view", |path| path.contains("state=all") && path.contains("severity=1")).await;

    browser.click(&button("Rename view Grave, 全部")).await;
    browser.fill(&field("Rename view Grave, 全部"), "Worst").await;
    browser.press(Key::Enter).await;
    browser.find(&link("Worst")).await;
    browser.click(&button("Delete view Worst")).await;
    browser.gone(&link("Worst")).await;
    browser.click(&button("Undo")).await;
    browser.find(&link("Worst")).await;
    browser.reload().await;
    browser.click(&views()).await;
    browser.find(&link("Worst")).await;
}

/// The table that is saved holds what the list holds, in every script, and nothing that a spreadsheet would run.
pub async fn the_list_is_saved_as_a_table(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(INGRID).await;
    let device = pages::a_device(&customer).await;
    customer.file(&fault(&device.id, "证书链校验失败，ログあり")).await;
    customer.file(&fault(&device.id, "=HYPERLINK(\"https://evil.example\")")).await;
    let listed = customer.tickets(&TicketQuery::default()).await.total;
    pages::sign_in(scene, "/tickets", INGRID).await;
    browser.find(&link("证书链校验失败")).await;

    let name = format!("tickets-{}.csv", today(browser).await);
    let table = browser.download(&button("Export CSV"), &name).await;
    browser.sees(&format!("{name} is saved.")).await;
    let table = String::from_utf8(table).expect("a table is UTF-8");
    let table = table.strip_prefix('\u{feff}').expect("spreadsheets need a byte order mark");
    let mut reader = csv::ReaderBuilder::new().from_reader(table.as_bytes());
    let rows: Vec<Vec<String>> = reader.deserialize().collect::<Result<_, _>>().expect("a table has even rows");
    assert_eq!(rows.len() as u64, listed, "all tickets of the list");
    let has = |title: &str| rows.iter().any(|row| row.iter().any(|cell| cell == title));
    assert!(has("证书链校验失败，ログあり"), "{table}");
    assert!(has("'=HYPERLINK(\"https://evil.example\")"), "a formula is text: {table}");

    // Without a network it says so, and tries again on demand.
    scene.proxy.cut();
    browser.click(&button("Export CSV")).await;
    browser.find(&button("Try again")).await;
    scene.proxy.mend();
}

/// Thousands of tickets: the end is reached by scrolling, few rows are on the page at any time, and Back leads to the
/// place that was left.
pub async fn a_long_list_stays_light(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(INGRID).await;
    let device = pages::a_device(&customer).await;
    let first = customer.file(&fault(&device.id, "The very first of many")).await.summary.sr_number;
    let filed = stream::iter(1..MANY).map(|number| {
        let (customer, request) = (&customer, fault(&device.id, &format!("One of many: {number}")));
        async move { drop(customer.file(&request).await) }
    });
    filed.buffer_unordered(8).collect::<Vec<()>>().await;
    let query = TicketQuery { text: "of many".to_owned(), ..TicketQuery::default() };
    assert_eq!(customer.tickets(&query).await.total, MANY);

    pages::sign_in(scene, "/tickets?q=of+many&sort=-creationDate", INGRID).await;
    browser.find(&link("One of many")).await;
    let last = link("The very first of many");
    wait::until("the last row", 6 * PATIENCE, async || {
        browser.script("scrollTo(0, document.documentElement.scrollHeight)", Vec::new()).await;
        let rows = rows(browser).await;
        assert!(rows <= MOST_ROWS, "{rows} rows are on the page");
        match browser.all(&last).await.len() {
            0 => Err(format!("{rows} rows are on the page; {}", browser.text().await)),
            _ => Ok(()),
        }
    })
    .await;
    browser.sees("600 of 600").await;
    browser.axe().await;
    // In the middle, the rows of the middle are there.
    browser.script("scrollTo(0, document.documentElement.scrollHeight / 2)", Vec::new()).await;
    // And stay where they are: they move as long as others come above them.
    let last = RefCell::new(None);
    let middle = wait::until("rows in the middle", PATIENCE, async || {
        let script = "const row = document.elementFromPoint(innerWidth / 2, innerHeight / 2)?.closest('tr[role=row]');
                      const comes = Array.from(document.querySelectorAll('.list__gap')).some((gap) => {
                          const { top, bottom } = gap.getBoundingClientRect();
                          return bottom > 0 && top < innerHeight;
                      });
                      return row && !comes ? [row.querySelector('a').textContent, row.getBoundingClientRect().top] : null";
        let now = browser.script(script, Vec::new()).await.as_array().cloned().ok_or_else(|| "there is a gap".to_owned())?;
        let before = last.replace(Some(now.clone()));
        if before.as_ref() == Some(&now) { Ok(now) } else { Err(format!("{now:?} moves")) }
    })
    .await;
    let (title, top) = (middle[0].as_str().expect("a title").to_owned(), middle[1].as_f64().expect("a place"));
    assert!(rows(browser).await <= MOST_ROWS);

    browser.click(&link(&title).exactly()).await;
    browser.find(&heading(&title)).await;
    back(browser).await;
    let place = "return Array.from(document.querySelectorAll('.list__title'))
        .find((link) => link.textContent === arguments[0])?.closest('tr').getBoundingClientRect().top ?? null";
    wait::until("the place that was left", PATIENCE, async || {
        let now = browser.script(place, vec![json!(title)]).await.as_f64().ok_or("the row isn't there")?;
        if (now - top).abs() < 4.0 { Ok(()) } else { Err(format!("the row is at {now} instead of {top}")) }
    })
    .await;
    assert!(rows(browser).await <= MOST_ROWS);
    assert_eq!(customer.ticket(&first).await.summary.name, "The very first of many");
}

/// On a phone the rows are cards that fit, and all tools are at hand.
pub async fn a_phone_shows_cards(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(INGRID).await;
    two_tickets(&customer).await;
    let all = TicketQuery { scope: Scope::Mine, state: StateFilter::All, ..TicketQuery::default() };
    let total = customer.tickets(&all).await.total;
    let phone = json!({ "width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": true });
    browser.driver().cdp().send_raw("Emulation.setDeviceMetricsOverride", phone).await.expect("Chromium can be narrow");
    pages::sign_in(scene, "/tickets?state=all", INGRID).await;
    browser.find(&row("Link flaps on port 3")).await;
    let fits = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";
    assert_eq!(browser.script(fits, Vec::new()).await, true, "nothing is beside the screen");
    let display = "return getComputedStyle(document.querySelector('.list__row')).display";
    assert_eq!(browser.script(display, Vec::new()).await, "grid", "of {total} cards");
    for tool in ["Filter", "Views", "Columns"] {
        browser.click(&button(tool).exactly()).await;
        wait::until(tool, Duration::from_secs(20), async || {
            let wide = browser.script(fits, Vec::new()).await != true;
            if wide { Err("it is wider than the screen".to_owned()) } else { Ok(()) }
        })
        .await;
        browser.axe().await;
    }
    // What is chosen to be shown is there, and stays chosen.
    browser.click(&checkbox("Own number")).await;
    browser.find(&row("Own number")).await;
    browser.reload().await;
    browser.find(&row("Own number")).await;
}

async fn back(browser: &Browser) {
    browser.driver().back().await.expect("there is a page before");
}

/// How many rows of the list are on the page.
async fn rows(browser: &Browser) -> u64 {
    let rows = browser.script("return document.querySelectorAll('tbody tr').length", Vec::new()).await;
    rows.as_u64().expect("a number")
}

/// Today in the browser's zone, as `date` controls have it.
async fn today(browser: &Browser) -> String {
    let today = browser.script("return new Date().toLocaleDateString('sv-SE')", Vec::new()).await;
    today.as_str().expect("a date").to_owned()
}

/// Sets a day; how its parts are typed depends on the browser's language.
async fn day(browser: &Browser, label: &str, day: &str) {
    let control = browser.find(&field(label)).await.to_json().expect("an element can be named");
    let set = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change', { bubbles: true }))";
    browser.script(set, vec![control, json!(day)]).await;
}

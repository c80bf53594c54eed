//! Nothing typed is lost, nothing is sent twice.

use aftercare_contract::{
    account::Session,
    list::{Page, StateFilter, TicketQuery},
    routes::{path, to},
};
use aftercare_tests::{
    Answer, Customer,
    backend::{AMARA, INGRID},
    browser::{
        Key,
        target::{button, checkbox, dialog, field, heading, radio},
    },
    sample::fault,
    wait::{self, PATIENCE},
};
use reqwest::Method;

use crate::{
    pages::{self, a_device, answer, send_request},
    scene::Scene,
};

/// Ends every session of somebody but the one that does it, as one does from another device.
async fn end_other_sessions(customer: &Customer) {
    let sessions: Page<Session> = customer.load(&to(path::SESSIONS, &[])).await;
    for session in sessions.items.iter().filter(|session| !session.current) {
        let url = to(path::SESSION_ONE, &[session.id.as_str()]);
        Answer::of(customer.write(Method::DELETE, &url)).await.expect(204);
    }
}

/// Five fast clicks on "send" make one ticket.
pub async fn five_fast_clicks_make_one_ticket(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let device = a_device(&customer).await;
    pages::sign_in(scene, "/tickets/new", AMARA).await;
    let browser = &scene.browser;
    pages::describe_fault(browser, &device, "Clicked five times in haste").await;
    let send = browser.find(&send_request()).await;
    let clicks = vec![send.to_json().expect("an element can be named")];
    browser.script("for (let click = 0; click < 5; click++) arguments[0].click()", clicks).await;
    pages::arrived(browser).await;
    let query = TicketQuery {
        text: "Clicked five times in haste".to_owned(),
        state: StateFilter::All,
        ..TicketQuery::default()
    };
    assert_eq!(customer.tickets(&query).await.total, 1);
}

/// The session ends while an answer is typed: it stands behind the dialog, and is sent after signing in again.
pub async fn a_session_that_ends_while_typing_loses_nothing(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let device = a_device(&customer).await;
    let sr = customer.file(&fault(&device.id, "Answered late at night")).await.summary.sr_number;
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    let browser = &scene.browser;
    let document = browser.document().await;
    let text = "typed before the session ended";
    browser.fill(&answer(), text).await;
    end_other_sessions(&customer).await;
    browser.click(&button("Send").exactly()).await;
    browser.find(&dialog("Please sign in again")).await;
    browser.sees(text).await;
    pages::sign_in_again(browser, AMARA).await;
    // What failed is done now, without another word of the customer's.
    wait::until("the message", PATIENCE, async || {
        let history = customer.history(&sr).await;
        let said = history.iter().filter_map(|event| event.message.as_ref()).map(|message| message.prose.text.as_str());
        let said: Vec<_> = said.collect();
        if said == [text] { Ok(()) } else { Err(format!("said: {said:?}")) }
    })
    .await;
    assert_eq!(browser.value(&answer()).await, "", "and the field is free for the next");
    assert_eq!(browser.document().await, document, "all of it without a reload");
}

/// A link into the portal survives signing in, with its query.
pub async fn a_deep_link_survives_signing_in(scene: &mut Scene) {
    let path = "/tickets?state=all&sort=-creationDate";
    pages::sign_in(scene, path, AMARA).await;
    scene.browser.find(&heading("Tickets").exactly()).await;
    scene.browser.at("where the link leads", |at| at == path).await;
    scene.browser.axe().await;
}

/// The sign-in page of a browser that nobody has used asks for no session that it can't have; whoever has one is led home.
pub async fn the_sign_in_page_knows_who_is_new(scene: &mut Scene) {
    let browser = &scene.browser;
    pages::sign_in(scene, "/sign-in", INGRID).await;
    let asked = "return performance.getEntriesByType('resource').some((entry) => entry.name.endsWith('/api/v1/me'))";
    assert_eq!(browser.script(asked, Vec::new()).await, false);
    browser.find(&heading("Nothing waits for you")).await;
    browser.goto(&scene.url("/sign-in")).await;
    browser.find(&heading("Nothing waits for you")).await;
    assert_eq!(browser.script(asked, Vec::new()).await, true);
}

/// The language changes under what is typed, three times, and nothing typed changes.
pub async fn a_change_of_language_loses_no_input(scene: &mut Scene) {
    pages::sign_in(scene, "/tickets/new", AMARA).await;
    let browser = &scene.browser;
    browser.fill(&field("In one line"), "新建连接约 3% 失败").await;
    let document = browser.document().await;
    for (language, title, label, tag) in [
        ("中文", "提交请求", "一句话", "zh-CN"),
        ("日本語", "新規", "一行", "ja"),
        ("English", "New request", "In one line", "en"),
    ] {
        pages::switch_language(browser, language).await;
        browser.find(&heading(title)).await;
        assert_eq!(browser.value(&field(label)).await, "新建连接约 3% 失败", "in {language}");
        assert_eq!(browser.script("return document.documentElement.lang", Vec::new()).await, tag);
    }
    assert_eq!(browser.document().await, document, "all of it without a reload");
}

/// A fault is filed without a mouse.
pub async fn a_fault_is_filed_by_keyboard_alone(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let device = a_device(&customer).await;
    pages::sign_in(scene, "/tickets/new", AMARA).await;
    let browser = &scene.browser;
    browser.find(&send_request()).await;
    browser.tab_to(&radio("Fault")).await;
    browser.press(Key::Space).await;
    browser.tab_to(&field("Serial number, host name or site")).await;
    browser.press(device.serial_number.as_str()).await;
    browser.find(&button("Change")).await;
    browser.tab_to(&field("In one line")).await;
    browser.press("Filed without a mouse").await;
    browser.tab_to(&field("What you see, and what you expected")).await;
    browser.press("No pointing device in this rack.").await;
    for choice in ["No", "No", "No", "Nobody yet", "Yes"] {
        browser.tab_to(&radio(choice).exactly()).await;
        browser.press(Key::Space).await;
    }
    browser.tab_to(&checkbox("A field engineer should come")).await;
    browser.tab_to(&send_request()).await;
    browser.press(Key::Enter).await;
    pages::arrived(browser).await;
    browser.sees("Filed without a mouse").await;
}

//! From the end of a service to its rating: the real e-mail, its link on a phone, what comes of a low mark; and that
//! nothing but a person's tap on "Send" answers, and that once.

use std::collections::BTreeSet;

use aftercare_contract::{
    Span,
    routes::{path, to},
    survey::{GivenAnswer, SurveyAnswer, SurveyScores, Surveys},
    ticket::{Action, SrNumber},
};
use aftercare_tests::{
    Browser, Customer, Mail,
    backend::{AMARA, INGRID, LIN},
    browser::{
        Key,
        target::{button, checkbox, dialog, field, group, heading, link, listitem, radio, region, row, status},
    },
    sample::fault,
    wait::{self, PATIENCE},
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{
    pages::{self, a_device},
    scene::Scene,
};

/// Somebody who reads Japanese.
const SATO: &str = "sato@example.jp";
/// What the page asks in English.
const TITLE: &str = "How did we do?";
const THANKS: &str = "Thank you. Your rating has arrived.";
const OVERALL: &str = "All in all";

/// A service that waits to be confirmed.
async fn a_fix(scene: &Scene, customer: &Customer) -> SrNumber {
    let device = a_device(customer).await;
    let sr = customer.file(&fault(&device.id, "Link flaps on port 3")).await.summary.sr_number;
    scene.backend.desk().resolve(&sr, "Replaced the cable").await;
    sr
}

/// A service that was confirmed, and the e-mail about its end.
async fn a_closed_one(scene: &Scene, user_name: &str) -> (Customer, SrNumber, Mail) {
    let customer = scene.backend.customer(user_name).await;
    let sr = a_fix(scene, &customer).await;
    customer.act(&sr, Action::Confirm, None).await;
    let mail = scene.backend.mail(&sr, "closed").await;
    (customer, sr, mail)
}

/// The link in the e-mail that preselects a mark.
fn with_mark(mail: &Mail, mark: u8) -> String {
    let marked = mail.links().into_iter().find(|link| link.ends_with(&format!("/{mark}")));
    marked.expect("there is a link for each mark")
}

/// The link in the e-mail without any mark.
fn without_mark(mail: &Mail) -> String {
    let link = with_mark(mail, 1);
    link.trim_end_matches("/1").to_owned()
}

async fn answer(customer: &Customer, sr: &SrNumber) -> Option<GivenAnswer> {
    let surveys: Surveys = customer.load(&format!("{}?ticket={sr}", to(path::SURVEYS, &[]))).await;
    let [survey] = surveys.items.try_into().expect("one survey on the ticket");
    survey.answer
}

async fn stored(customer: &Customer, sr: &SrNumber) -> GivenAnswer {
    answer(customer, sr).await.expect("it is answered")
}

/// How often an answer was sent.
fn sent(scene: &Scene) -> usize {
    scene.proxy.requests(&format!("POST {}", to(path::SURVEY_ANSWER, &[]))).len()
}

async fn mark(browser: &Browser, question: &str, name: &str) {
    browser.click_in(&group(question), &radio(name).exactly()).await;
}

async fn chosen(browser: &Browser) -> Value {
    let overall = "return document.querySelector('input[name=overall]:checked')?.value ?? null";
    browser.script(overall, Vec::new()).await
}

/// Waits until the survey can be answered; its title stands there before.
async fn is_open(browser: &Browser) {
    browser.find(&heading(TITLE)).await;
    browser.find(&button("Send rating")).await;
}

/// Waits until this overall mark is chosen.
async fn has_chosen(browser: &Browser, mark: &str) {
    wait::until("the mark", PATIENCE, async || match chosen(browser).await {
        Value::String(value) if value == mark => Ok(()),
        other => Err(other.to_string()),
    })
    .await;
}

/// On a phone, in three languages: the link of the e-mail, a tap on "Send", and the answer is stored.
pub async fn two_taps_answer_it_on_a_phone(scene: &mut Scene) {
    let phone = json!({ "width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": true });
    let cdp = scene.browser.driver().cdp();
    cdp.send_raw("Emulation.setDeviceMetricsOverride", phone).await.expect("Chromium can be narrow");
    for (user_name, language, title, send, thanks) in [
        (AMARA, "en", TITLE, "Send rating", THANKS),
        (LIN, "zh-CN", "这次服务做得怎么样？", "提交评价", "谢谢，您的评价已经送到。"),
        (SATO, "ja", "今回の対応はいかがでしたか", "評価を送信", "評価をお送りいただき、ありがとうございます"),
    ] {
        let (customer, sr, mail) = a_closed_one(scene, user_name).await;
        let browser = &scene.browser;
        browser.goto(&with_mark(&mail, 4)).await;
        browser.find(&heading(title)).await;
        assert_eq!(browser.script("return document.documentElement.lang", Vec::new()).await, language);
        has_chosen(browser, "4").await;
        looks_well(browser).await;
        assert_eq!(answer(&customer, &sr).await, None, "a link only preselects");
        browser.click(&button(send).exactly()).await;
        browser.find(&heading(thanks)).await;
        looks_well(browser).await;
        let expected = SurveyAnswer { overall: 4, ..SurveyAnswer::default() };
        assert_eq!(stored(&customer, &sr).await.answer, expected);
    }
    assert_eq!(scene.browser.cookies().await, "", "nobody has signed in");
}

async fn looks_well(browser: &Browser) {
    let fits = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";
    assert_eq!(browser.script(fits, Vec::new()).await, true, "it is wider than the screen");
    browser.axe().await;
}

/// Confirmed in the portal, marked low, and answered by the vendor: the customer sees it on the ticket; and corrects.
pub async fn a_low_mark_is_looked_into(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let sr = a_fix(scene, &customer).await;
    pages::sign_in(scene, &format!("/tickets/{sr}"), AMARA).await;
    let browser = &scene.browser;
    browser.click(&button("It works")).await;
    browser.click_in(&dialog("It works"), &button("It works")).await;
    browser.find(&link("Rate this service")).await;
    let mail = scene.backend.mail(&sr, "closed").await;

    browser.goto(&without_mark(&mail)).await;
    is_open(browser).await;
    browser.click(&button("Send rating")).await;
    browser.sees("Please choose a mark").await;
    mark(browser, OVERALL, "2 Poor").await;
    browser.click(&checkbox("It took too long")).await;
    mark(browser, "Response speed", "1 Very poor").await;
    mark(browser, "Attitude", "5 Very good").await;
    browser.click(&button("Clear: Attitude")).await;
    mark(browser, "Would you recommend", "3").await;
    browser.fill(&field("Anything else"), "Nobody called.\n<b>Three days</b>").await;
    browser.axe().await;
    // What was tapped and typed is there again, in whichever language.
    browser.reload().await;
    has_chosen(browser, "2").await;
    browser.click(&button("日本語")).await;
    browser.find(&heading("今回の対応はいかがでしたか")).await;
    browser.click(&button("English")).await;
    assert_eq!(browser.value(&field("Anything else")).await, "Nobody called.\n<b>Three days</b>");
    let taps = "const send = document.querySelector('[type=submit]'); for (let i = 0; i < 5; i++) send.click()";
    browser.script(taps, Vec::new()).await;
    browser.find(&heading(THANKS)).await;
    browser.sees("We find out what went wrong").await;
    browser.axe().await;
    let given = stored(&customer, &sr).await;
    assert_eq!((given.answer.overall, given.answer.nps, given.corrected), (2, Some(3), None));
    assert_eq!(given.answer.marks, [("speed".into(), 1)].into());
    assert_eq!(given.answer.reasons, ["slow".into()]);
    assert_eq!(sent(scene), 1);

    let desk = scene.backend.desk();
    let open: Value = desk.call(Method::GET, "/follow-ups", None).await.json();
    let of_ticket =
        open["items"].as_array().expect("a list").iter().find(|item| item["survey"]["srNumber"] == sr.as_str());
    let id =
        of_ticket.expect("it is looked into")["survey"]["followUp"]["id"].as_str().expect("it has an id").to_owned();
    let told = json!({ "text": "We now call within the hour.", "language": "en" });
    let answered = desk.call(Method::POST, &format!("/follow-ups/{id}/answer"), Some(&told)).await;
    assert!(answered.status.is_success(), "{}", answered.text());

    browser.goto(&scene.url(&format!("/tickets/{sr}"))).await;
    browser.find(&region("You said, we did")).await;
    browser.sees("We now call within the hour.").await;
    browser.sees("<b>Three days</b>").await;
    browser.axe().await;
    // Signed in, by one's own survey; back leads to the ticket.
    browser.click(&link("Change the rating")).await;
    browser.find(&heading(THANKS)).await;
    browser.sees("We now call within the hour.").await;
    browser.click(&button("Change the rating")).await;
    has_chosen(browser, "2").await;
    mark(browser, OVERALL, "3 Fair").await;
    browser.click(&button("Send rating")).await;
    browser.find(&heading(THANKS)).await;
    let corrected = stored(&customer, &sr).await;
    assert_eq!((corrected.answer.overall, corrected.answered), (3, given.answered));
    assert!(corrected.corrected.is_some());
    browser.driver().back().await.expect("there is a page before");
    browser.find(&region("You said, we did")).await;
}

/// Signed in, one's open surveys are on the home page; the account says which e-mails come, and shows an admin how
/// content the company is.
pub async fn who_is_signed_in_finds_surveys_mails_and_scores(scene: &mut Scene) {
    let (customer, sr, _) = a_closed_one(scene, INGRID).await;
    pages::sign_in(scene, "/", INGRID).await;
    let browser = &scene.browser;
    let todo = listitem(sr.as_str());
    browser.click_in(&todo, &link("Rate this service")).await;
    is_open(browser).await;
    mark(browser, OVERALL, "5 Very good").await;
    browser.click(&button("Send rating")).await;
    browser.find(&heading(THANKS)).await;
    assert_eq!(stored(&customer, &sr).await.answer.overall, 5);
    browser.goto(&scene.url("/")).await;
    browser.gone(&todo).await;

    browser.goto(&scene.url("/account")).await;
    let moved = checkbox("The expected time has changed");
    browser.click(&moved).await;
    browser.find(&status("Your choice is saved")).await;
    browser.axe().await;
    browser.reload().await;
    assert!(!browser.find(&moved).await.is_selected().await.expect("it is a check box"));
    let desk = scene.backend.desk();
    let sr = customer.file(&fault(&a_device(&customer).await.id, "Fan 2 stands still")).await.summary.sr_number;
    let in_three_hours = customer.me().await.server_time + Span::hours(3);
    desk.expect_by(&sr, in_three_hours, "The part is on its way").await;
    desk.resolve(&sr, "Replaced the fan").await;
    scene.backend.mail(&sr, "resolved").await;
    let sent = Mail::in_folder(&scene.backend.outbox());
    assert!(!sent.iter().any(|mail| mail.id.starts_with(sr.as_str()) && mail.is("etaChanged")), "it was declined");

    let zone = browser.script("return Intl.DateTimeFormat().resolvedOptions().timeZone", Vec::new()).await;
    let zone = zone.as_str().expect("the browser has a time zone");
    let scores: SurveyScores = customer.load(&format!("{}?zone={zone}", to(path::SURVEY_SCORES, &[]))).await;
    let month = scores.months.last().expect("a service has just ended");
    let score = month.score.expect("it was marked");
    let shown = browser.find(&row(&month.month)).await.text().await.expect("a row has a text");
    let expected = format!("{} {score:.2} {} of {}", month.month, month.answers, month.surveys);
    assert_eq!(shown.split_whitespace().collect::<Vec<_>>().join(" "), expected);
}

/// A mail scanner opens every link of the e-mail in a real browser, lets scripts run and follows the links that it
/// finds: nothing is answered.
pub async fn a_mail_scanner_answers_nothing(scene: &mut Scene) {
    let (customer, sr, mail) = a_closed_one(scene, AMARA).await;
    let history = customer.history(&sr).await;
    let browser = &scene.browser;
    let mut followed = BTreeSet::new();
    for (index, link) in mail.links().into_iter().enumerate() {
        browser.goto(&link).await;
        if link.contains("/survey#") {
            is_open(browser).await;
            if let Some((_, mark)) = link.rsplit_once('/').filter(|(_, mark)| mark.len() == 1) {
                has_chosen(browser, mark).await;
            }
        }
        let own = "return Array.from(document.links, (link) => link.href).filter((href) => href.startsWith(origin))";
        for href in browser.script(own, Vec::new()).await.as_array().into_iter().flatten() {
            followed.extend(href.as_str().map(str::to_owned));
        }
        assert_eq!(answer(&customer, &sr).await, None, "link {index}: {link}");
    }
    for href in followed {
        browser.goto(&href).await;
        browser.painted().await;
    }
    assert_eq!(answer(&customer, &sr).await, None);
    assert_eq!(customer.history(&sr).await, history, "and the ticket is as it was");
    assert_eq!(sent(scene), 0);
}

/// Without a network the answer waits, however often it is tapped; a reload, or the network, sends it; and a receipt
/// that was lost makes no second one.
pub async fn late_and_repeated_sending_is_one_answer(scene: &mut Scene) {
    let (customer, sr, mail) = a_closed_one(scene, AMARA).await;
    let browser = &scene.browser;
    browser.goto(&without_mark(&mail)).await;
    is_open(browser).await;
    scene.proxy.cut();
    mark(browser, OVERALL, "5 Very good").await;
    browser.click(&button("Send rating")).await;
    browser.sees("It could not be sent just now").await;
    browser.click(&button("Send rating")).await;
    browser.sees("It could not be sent just now").await;
    scene.proxy.mend();
    browser.reload().await;
    browser.find(&heading(THANKS)).await;
    let given = stored(&customer, &sr).await;
    assert_eq!((given.answer.overall, given.corrected), (5, None));
    browser.reload().await;
    browser.find(&heading(THANKS)).await;
    let kept = "return Object.keys(localStorage).filter((key) => key.startsWith('survey:')).length";
    assert_eq!(browser.script(kept, Vec::new()).await, 0, "nothing of it stays in the browser");

    browser.click(&button("Change the rating")).await;
    mark(browser, OVERALL, "4 Good").await;
    // The page sends, but the answer doesn't reach it.
    let deaf = "const real = window.fetch; let lost = false;
        window.fetch = async (url, options) => {
            const answer = await real(url, options);
            if (lost || !String(url).endsWith('/answer')) return answer;
            lost = true;
            throw new TypeError('the line went down');
        }";
    browser.script(deaf, Vec::new()).await;
    browser.click(&button("Send rating")).await;
    browser.find(&heading(THANKS)).await;
    let corrected = stored(&customer, &sr).await;
    assert_eq!((corrected.answer.overall, corrected.answered), (4, given.answered));
    assert_eq!(sent(scene), 3, "the first answer once, its correction twice");
    assert!(scene.proxy.requests("GET /survey").iter().all(|line| !line.contains(&mail.token().expect("a token"))));
}

/// Who is quicker than the program loses nothing: the first question is in the page itself.
pub async fn a_tap_before_the_program_is_there_counts(scene: &mut Scene) {
    let (customer, sr, mail) = a_closed_one(scene, AMARA).await;
    let browser = &scene.browser;
    let bytes_per_second =
        |bytes: i64| json!({ "offline": false, "latency": 0, "downloadThroughput": bytes, "uploadThroughput": -1 });
    let cdp = browser.driver().cdp();
    cdp.send_raw("Network.enable", json!({})).await.expect("Chromium tells of its network");
    let slow = bytes_per_second(8_000);
    cdp.send_raw("Network.emulateNetworkConditions", slow).await.expect("Chromium can be slow");
    // The driver would wait until all of the page is there.
    let open = json!({ "url": without_mark(&mail) });
    cdp.send_raw("Page.navigate", open).await.expect("the link can be opened");
    browser.click(&radio("5 Very good")).await;
    assert!(browser.all(&button("Send rating")).await.is_empty(), "the program isn't there yet");
    let quick = bytes_per_second(-1);
    cdp.send_raw("Network.emulateNetworkConditions", quick).await.expect("Chromium can be quick");
    is_open(browser).await;
    has_chosen(browser, "5").await;
    let focused = browser.script("return document.activeElement.value", Vec::new()).await;
    assert_eq!(focused, "5", "the focus is where it was");
    browser.click(&button("Send rating")).await;
    browser.find(&heading(THANKS)).await;
    assert_eq!(stored(&customer, &sr).await.answer.overall, 5);
}

/// By keyboard alone; and links that open nothing say what to do, and nothing of any ticket.
pub async fn it_is_answered_by_keyboard_alone(scene: &mut Scene) {
    let (customer, sr, mail) = a_closed_one(scene, AMARA).await;
    let browser = &scene.browser;
    browser.goto(&without_mark(&mail)).await;
    is_open(browser).await;
    browser.tab_to(&radio("1 Very poor")).await;
    for _ in 0..3 {
        browser.press(Key::Right).await;
    }
    has_chosen(browser, "4").await;
    browser.tab_to(&field("Anything else")).await;
    browser.press("Quick and friendly").await;
    browser.tab_to(&button("Send rating")).await;
    browser.press(Key::Enter).await;
    browser.find(&heading(THANKS)).await;
    let focused = browser.script("return document.activeElement.textContent", Vec::new()).await;
    assert_eq!(focused, THANKS, "whoever hears the page is told");
    let given = stored(&customer, &sr).await.answer;
    assert_eq!((given.overall, given.comment.map(|comment| comment.text)), (4, Some("Quick and friendly".to_owned())));

    let token = mail.token().expect("the e-mail has the survey's link");
    let unknown: String = token.chars().rev().collect();
    for (fragment, title) in [
        (&token[1..], "This link is incomplete"),
        (&unknown, "This survey cannot be found"),
        ("own/none", "Please sign in first"),
    ] {
        browser.goto(&scene.url(&format!("/survey#{fragment}"))).await;
        browser.find(&heading(title)).await;
        browser.find(&link("400-000-0123")).await;
        assert!(!browser.text().await.contains("SR-"), "it tells nothing of a ticket");
        browser.axe().await;
    }
}

//! The answer is found before a request is filed: searched for in three languages, read, ticked off, voted on; and
//! nothing that an article, a title or a file's name says can run.

use std::collections::BTreeMap;

use aftercare_contract::{
    knowledge::{Article, ArticleId},
    list::{Scope, StateFilter, TicketQuery},
    routes::{path, to},
};
use aftercare_tests::{
    Browser, Customer,
    backend::AMARA,
    browser::{
        Key,
        target::{button, checkbox, dialog, field, heading, link, radio, region, status},
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

/// An article about lost session mirroring, and what its titles say.
const MIRRORING: &str = "KB-1102";
const ENGLISH: &str = "Long-lived connections reset after a failover";
const CHINESE: &str = "升级后主备切换，长连接被重置";
const JAPANESE: &str = "更新後のフェイルオーバーで長時間の接続が切断される";
/// An article with steps to be ticked off.
const STEPS: &str = "KB-1006";
/// An article with a picture, and how that is described.
const ILLUSTRATED: &str = "KB-1105";
const PAIR: &str = "adx-b, standby with priority 100";

async fn article(customer: &Customer, id: &str) -> Article {
    customer.load(&format!("{}?language=en", to(path::ARTICLE, &[id]))).await
}

async fn back(browser: &Browser) {
    browser.driver().back().await.expect("there is a page before");
}

/// Whoever types a symptom in any of the three languages finds the article, reads it, and comes back to the answers.
pub async fn an_article_is_found_in_three_languages(scene: &mut Scene) {
    pages::sign_in(scene, "/kb", AMARA).await;
    let browser = &scene.browser;
    browser.find(&heading("Knowledge").exactly()).await;
    browser.find(&heading("By topic")).await;
    browser.axe().await;
    for (query, own_name, title, language) in [
        ("connections reset after failover", "English", ENGLISH, "en"),
        ("主备切换 长连接 重置", "中文", CHINESE, "zh-CN"),
        ("フェイルオーバー 接続 切断", "日本語", JAPANESE, "ja"),
    ] {
        browser.goto(&scene.url("/kb")).await;
        browser.fill(&field("What has happened?"), query).await;
        browser.find(&status("found.")).await;
        // In whichever language one asks, what is found is read in one's own, and in the other at a click.
        browser.find(&link(ENGLISH)).await;
        browser.axe().await;
        browser.click(&radio(own_name)).await;
        browser.find(&link(title)).await;
        browser.click(&link(title)).await;
        browser.find(&heading(title)).await;
        let lang = browser.script("return document.querySelector('h1').lang", Vec::new()).await;
        assert_eq!(lang, language);
        back(browser).await;
        browser.find(&link(title)).await;
        assert_eq!(browser.value(&field("Search the knowledge base")).await, query);
    }
    // Back undoes the filter, and then the search.
    back(browser).await;
    back(browser).await;
    browser.find(&heading("By topic")).await;
    assert_eq!(browser.value(&field("What has happened?")).await, "");
}

/// Filters stand in the URL and narrow down; where nothing is left, the page says what else can be done.
pub async fn what_is_not_found_leads_on(scene: &mut Scene) {
    pages::sign_in(scene, "/kb?q=failover", AMARA).await;
    let browser = &scene.browser;
    browser.find(&status("found.")).await;
    browser.click(&radio("Release note")).await;
    browser.at("the filter", |at| at.contains("kind=releaseNote")).await;
    browser.click(&radio("How-to")).await;
    browser.at("the other filter", |at| at.contains("kind=howTo")).await;
    back(browser).await;
    browser.at("the filter before", |at| at.contains("kind=releaseNote")).await;
    browser.fill(&field("Search the knowledge base"), "xyzzyqux plughfrob").await;
    browser.find(&status("No article fits")).await;
    browser.axe().await;
    browser.click(&link("Search everything")).await;
    browser.find(&status("No article fits")).await;
    browser.click(&link("File a request about this")).await;
    assert_eq!(browser.value(&field("In one line")).await, "xyzzyqux plughfrob");
}

/// While a fault is described, an article is offered; it is read over the draft, has solved it, and nothing is filed.
pub async fn an_article_solves_it_before_a_request_is_filed(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let all = TicketQuery { scope: Scope::Mine, state: StateFilter::All, ..TicketQuery::default() };
    let (before, votes) = (customer.tickets(&all).await.total, article(&customer, MIRRORING).await.summary.votes);
    pages::sign_in(scene, "/tickets/new", AMARA).await;
    let browser = &scene.browser;
    browser.fill(&field("In one line"), "Long-lived connections reset after failover").await;
    browser.fill(&field("What you see, and what you expected"), "HA-4107 mirror table empty").await;
    browser.find(&heading("These articles may solve it at once")).await;
    let focused = "return document.activeElement.labels[0].textContent";
    let label = browser.script(focused, Vec::new()).await;
    assert!(label.as_str().is_some_and(|label| label.contains("What you see")), "the focus stays: {label}");
    browser.script("scrollTo(0, 0)", Vec::new()).await;
    browser.axe().await;

    browser.click(&button(ENGLISH)).await;
    browser.find(&dialog("Restore mirroring")).await;
    browser.axe().await;
    browser.click(&button("Back to the request")).await;
    browser.gone(&dialog("Restore mirroring")).await;
    assert_eq!(browser.value(&field("In one line")).await, "Long-lived connections reset after failover");

    browser.click(&button(ENGLISH)).await;
    browser.click(&button("This solved it")).await;
    browser.at("home", |at| at == "/").await;
    browser.find(&status("The draft is closed")).await;
    assert_eq!(customer.tickets(&all).await.total, before);
    assert_eq!(article(&customer, MIRRORING).await.summary.votes.yes, votes.yes + 1);
    browser.goto(&scene.url("/tickets/new")).await;
    assert_eq!(browser.value(&field("In one line")).await, "");
}

/// A link to an article leads there through signing in; its languages, its steps and its votes work.
pub async fn a_link_to_an_article_survives_signing_in(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let place = format!("/kb/article/{STEPS}?language=en#part-check");
    pages::sign_in(scene, &place, AMARA).await;
    let browser = &scene.browser;
    let title = article(&customer, STEPS).await.summary.title;
    browser.find(&heading(&title)).await;
    browser.at("the part that was linked to", |at| at == place).await;
    browser.find(&heading("Check")).await;
    browser.axe().await;

    browser.sees("0 of 3 steps ticked").await;
    browser.click(&checkbox("The access log of each member")).await;
    browser.sees("1 of 3 steps ticked").await;
    browser.reload().await;
    browser.sees("1 of 3 steps ticked").await;

    browser.click(&link("中文").exactly()).await;
    browser.at("the translation", |at| at.contains("language=zh-CN")).await;
    wait::until("the Chinese title", PATIENCE, async || {
        let lang = browser.script("return document.querySelector('h1').lang", Vec::new()).await;
        if lang == "zh-CN" { Ok(()) } else { Err(format!("it is {lang}")) }
    })
    .await;
    back(browser).await;
    browser.find(&heading(&title)).await;

    let votes = article(&customer, STEPS).await.summary.votes;
    browser.click(&radio("Partly").exactly()).await;
    browser.find(&status("Thank you")).await;
    browser.fill(&field("What was missing or wrong?"), "Say it for IPv6, too").await;
    browser.click(&button("Send").exactly()).await;
    browser.find(&status("Sent to the author")).await;
    assert_eq!(article(&customer, STEPS).await.summary.votes.partly, votes.partly + 1);
    browser.axe().await;

    browser.click(&link("File a request about this")).await;
    browser.find(&heading("New request")).await;
    wait::until("the article's title in the draft", PATIENCE, async || {
        let value = browser.value(&field("In one line")).await;
        if value == title { Ok(()) } else { Err(value) }
    })
    .await;
}

/// What doesn't exist is said so, with a way on.
pub async fn an_article_that_is_not_there_leads_on(scene: &mut Scene) {
    pages::sign_in(scene, "/kb/article/KB-none", AMARA).await;
    let browser = &scene.browser;
    browser.find(&heading("This article does not exist")).await;
    browser.axe().await;
    browser.click(&link("To the knowledge base")).await;
    browser.find(&heading("By topic")).await;
}

/// Searched, read, looked at and voted on without a mouse.
pub async fn an_article_is_found_and_read_by_keyboard_alone(scene: &mut Scene) {
    pages::sign_in(scene, "/kb", AMARA).await;
    let browser = &scene.browser;
    browser.find(&heading("By topic")).await;
    browser.tab_to(&field("What has happened?")).await;
    browser.press("HA-4107").await;
    browser.find(&link(ENGLISH)).await;
    browser.press(Key::Enter).await;
    browser.tab_to(&link(ENGLISH)).await;
    browser.press(Key::Enter).await;
    browser.find(&heading(ENGLISH)).await;
    wait::until("the focus on the title", PATIENCE, async || {
        let focused = browser.script("return document.activeElement.tagName", Vec::new()).await;
        if focused == "H1" { Ok(()) } else { Err(focused.to_string()) }
    })
    .await;
    browser.tab_to(&button("Copy").exactly()).await;
    browser.tab_to(&radio("Yes").exactly()).await;
    browser.press(Key::Space).await;
    browser.find(&status("Thank you")).await;

    // A picture has its place before it is there.
    scene.proxy.spoil_and_hang("GET /api/v1/kb/articles/KB-1105/pictures", "");
    browser.goto(&scene.url(&format!("/kb/article/{ILLUSTRATED}"))).await;
    browser.find(&button(PAIR)).await;
    let before = picture(browser).await;
    assert_eq!(before["loaded"], false, "it is kept back");
    assert!(before["height"].as_f64().is_some_and(|height| height > 100.0), "{before}");
    scene.proxy.mend();
    browser.reload().await;
    browser.find(&button(PAIR)).await;
    wait::until("the picture", PATIENCE, async || {
        let now = picture(browser).await;
        if now["loaded"] == true { Ok(()) } else { Err(now.to_string()) }
    })
    .await;
    // Firefox rounds the place of a picture that isn't there yet to whole pixels.
    let height = |picture: &Value| picture["height"].as_f64().expect("it has one");
    let moved = height(&picture(browser).await) - height(&before);
    assert!(moved.abs() < 1.0, "everything below has moved by {moved} px");
    browser.tab_to(&button(PAIR)).await;
    browser.press(Key::Enter).await;
    browser.find(&dialog(PAIR)).await;
    let shown = "return document.querySelector('dialog[open] img').naturalWidth";
    assert_eq!(browser.script(shown, Vec::new()).await, 800);
    browser.press(Key::Escape).await;
    browser.gone(&dialog(PAIR)).await;
    let focused = "return document.activeElement.getAttribute('aria-label')";
    let label = browser.script(focused, Vec::new()).await;
    assert!(label.as_str().is_some_and(|label| label.contains(PAIR)), "the focus is back: {label}");
}

/// The first picture of the article: its height, and whether it is there.
async fn picture(browser: &Browser) -> Value {
    let look = "const picture = document.querySelector('.prose img');
        return { height: picture.getBoundingClientRect().height, loaded: picture.complete && picture.naturalWidth > 0 };";
    browser.script(look, Vec::new()).await
}

/// On a phone nothing is wider than the screen, and all of it is accessible.
pub async fn a_phone_shows_articles(scene: &mut Scene) {
    let browser = &scene.browser;
    let phone = json!({ "width": 360, "height": 740, "deviceScaleFactor": 2, "mobile": true });
    browser.driver().cdp().send_raw("Emulation.setDeviceMetricsOverride", phone).await.expect("Chromium can be narrow");
    pages::sign_in(scene, "/kb", AMARA).await;
    browser.find(&heading("By topic")).await;
    let [article, illustrated] = [MIRRORING, ILLUSTRATED].map(|id| format!("/kb/article/{id}"));
    for (place, shown) in [
        ("/kb", heading("By topic")),
        ("/kb?q=failover", status("found.")),
        ("/kb?q=xyzzyqux", link("File a request about this")),
        (&article, heading("Not solved yet?")),
        (&illustrated, button(PAIR)),
    ] {
        browser.goto(&scene.url(place)).await;
        browser.find(&shown).await;
        let fits = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";
        assert_eq!(browser.script(fits, Vec::new()).await, true, "{place} is wider than the screen");
        browser.axe().await;
    }
    browser.click(&link("Knowledge").exactly()).await;
    browser.at("the knowledge base, by the bar at the bottom", |at| at == "/kb").await;
}

/// What a script that was smuggled in would call, counted; and whatever could run one, found.
const WATCH: &str = "
    window.ran = [];
    for (const name of ['alert', 'confirm', 'prompt', 'print', 'open']) window[name] = (words) => window.ran.push([name, words]);
";
const DANGEROUS: &str = r"
    const allowed = /^(https?:|mailto:|tel:|\/(?!\/)|#|[\w.%~-]*([?#].*)?$)/i;
    const found = [...window.ran.map(String)];
    for (const element of document.querySelectorAll('main *, dialog *')) {
        if (/^(script|iframe|frame|object|embed|applet|base|meta|link|style|math|foreignobject|animate|set|audio|video|isindex|marquee|portal)$/i.test(element.localName)) found.push(element.outerHTML);
        for (const { name, value } of element.attributes) {
            if (/^on|^srcdoc$|^style$|^formaction$|^background$|^xmlns/i.test(name)) found.push(element.outerHTML);
            if (/^(href|src|action|xlink:href|poster|data|srcset)$/i.test(name) && !allowed.test(value)) found.push(name + '=' + value);
        }
    }
    return found.join('\n');
";

/// Published attacks.
fn attacks() -> Vec<String> {
    let published = include_str!("../../crates/markdown/tests/data/xss.json");
    let sources: BTreeMap<String, Vec<String>> = serde_json::from_str(published).expect("they are JSON");
    sources.into_values().flatten().collect()
}

async fn nothing_ran(browser: &Browser) {
    let found = browser.script(DANGEROUS, Vec::new()).await;
    assert_eq!(found, "", "at {}", browser.path().await);
}

/// Publishes an article of Markdown.
async fn publish(scene: &Scene, id: &ArticleId, markdown: &str) -> bool {
    let body = json!({ "kind": "howTo", "category": "security", "texts": { "en": { "markdown": markdown } } });
    scene.backend.desk().call(Method::PUT, &format!("/kb/articles/{id}"), Some(&body)).await.status == 204
}

/// With the content security policy switched off, hundreds of published attacks in articles, titles, excerpts, messages
/// and names of files run nothing.
pub async fn attacks_run_nothing_without_the_policy(scene: &mut Scene) {
    let browser = &scene.browser;
    let cdp = browser.driver().cdp();
    cdp.send_raw("Page.setBypassCSP", json!({ "enabled": true })).await.expect("Chromium can do without it");
    let watch = json!({ "source": WATCH });
    cdp.send_raw("Page.addScriptToEvaluateOnNewDocument", watch).await.expect("Chromium can run a script first");
    pages::sign_in(scene, "/kb", AMARA).await;
    browser.find(&heading("By topic")).await;
    let inline = "const script = document.createElement('script'); script.textContent = 'window.ran.push(1)';
        document.body.append(script); return window.ran.length";
    assert_eq!(browser.script(inline, Vec::new()).await, 1, "the policy is off, or nothing is shown by this");

    let attacks = attacks();
    assert!(attacks.len() >= 300);
    let mut titles = 0;
    for (index, attack) in attacks.iter().enumerate() {
        let line = attack.split_whitespace().collect::<Vec<_>>().join(" ");
        let markdown = format!("# {line}\nSmuggled: `{}`\n\n{attack}\n", line.replace('`', "'"));
        titles += usize::from(publish(scene, &ArticleId(format!("attack-{index}")), &markdown).await);
    }
    assert!(titles >= 300, "{titles} titles");
    let mut bodies = Vec::new();
    for (index, attacks) in attacks.chunks(60).enumerate() {
        // An item of a list ends whatever an attack has begun.
        let item = |attack: &String| format!("- {}\n", attack.lines().collect::<Vec<_>>().join("\n  "));
        let items: String = attacks.iter().map(item).collect();
        let id = ArticleId(format!("attacks-{index}"));
        assert!(publish(scene, &id, &format!("# Attacks {index}\nSixty of them.\n\n{items}\n## The end\n")).await);
        bodies.push(id);
    }
    for id in &bodies {
        browser.goto(&scene.url(&format!("/kb/article/{id}"))).await;
        browser.find(&heading("The end")).await;
        nothing_ran(browser).await;
    }
    browser.goto(&scene.url("/kb?q=smuggled&kind=howTo")).await;
    browser.find(&link("<")).await;
    nothing_ran(browser).await;
    browser.goto(&scene.url("/kb/security?kind=howTo")).await;
    let mut shown = 0;
    loop {
        browser.find(&status("found.")).await;
        nothing_ran(browser).await;
        let results = browser.script("return document.querySelectorAll('.result').length", Vec::new()).await;
        shown += results.as_u64().unwrap_or_default();
        let cursor = browser.path().await;
        if browser.all(&link("More results")).await.is_empty() {
            break;
        }
        browser.click(&link("More results")).await;
        browser.at("the next page", |at| at != cursor).await;
        wait::until("the next results", PATIENCE, async || {
            let busy = browser.script("return document.querySelector('.loaded[aria-busy]') !== null", Vec::new()).await;
            if busy == false { Ok(()) } else { Err("they are on their way".to_owned()) }
        })
        .await;
    }
    assert!(shown >= 300, "{shown} results were shown");

    let customer = scene.backend.customer(AMARA).await;
    let device = a_device(&customer).await;
    let sr = customer.file(&fault(&device.id, "<img src=x onerror=alert(1)>")).await.summary.sr_number;
    let desk = scene.backend.desk();
    for attack in attacks.chunks(60) {
        // Messages hold no control characters.
        let text: String = attack.join("\n").chars().filter(|c| *c == '\n' || !c.is_control()).collect();
        desk.say(&sr, &text).await;
    }
    for attack in attacks.iter().filter(|attack| !attack.contains(char::is_control)).take(300) {
        // The name of a file has no slashes.
        desk.send_file(&sr, &attack.replace(['/', '\\'], "∕"), b"x").await;
    }
    desk.say(&sr, "That was the last one.").await;
    browser.goto(&scene.url(&format!("/tickets/{sr}"))).await;
    browser.sees("That was the last one.").await;
    browser.find(&region("Files")).await;
    nothing_ran(browser).await;
}

//! The way to the browsers itself: where this fails, the other stories say nothing about the portal.

use std::fs;

use aftercare_tests::{
    Browser, Engine,
    browser::{
        Key, Setup,
        target::{button, checkbox, field, file, heading, link, radio, status},
    },
    sample::SCREENSHOT,
};
use serde_json::json;

const PAGE: &str = r##"<!doctype html><html lang="en"><meta charset="utf-8"><title>Harness</title><main><h1>Request</h1>
<form>
  <label for="serial">Serial number <span>(optional)</span></label><input id="serial" value="old">
  <fieldset><legend>Kind</legend><label><input type="radio" name="kind" style="opacity:0"><span>Fault</span></label></fieldset>
  <label><input type="checkbox"> A field engineer should come</label>
  <label>Files<input type="file" multiple style="opacity:0"></label>
  <button type="button" aria-label="Send request"><svg width="9" height="9"></svg></button>
  <button hidden>Send later</button>
</form>
<p><a href="#there">Over <b>there</b></a></p><div role="status"></div></main>
<script>
  document.querySelector("button").onclick = () => setTimeout(() => {
    const [serial, kind, visit, files] = document.querySelectorAll("input");
    document.querySelector("[role=status]").textContent =
      [serial.value, kind.checked, visit.checked, ...Array.from(files.files, (file) => file.name + " " + file.size)].join("|");
  }, 100);
</script></html>"##;

/// Finds, fills, chooses and clicks by role and accessible name; waits for what comes later; axe looks at the page.
pub async fn a_page_is_used_as_a_person_uses_it(engine: Engine) {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let (log, picture) = (folder.path().join("ssl-engine.log"), folder.path().join("front panel.png"));
    fs::write(&log, "checksum mismatch").expect("there is room for a file");
    fs::write(&picture, SCREENSHOT).expect("there is room for a file");
    let browser = Browser::open(engine, Setup::default()).await;
    // An empty document of its own: `data:` URLs are too long for some drivers.
    browser.goto("about:blank").await;
    browser.script("document.open(); document.write(arguments[0]); document.close()", vec![json!(PAGE)]).await;

    browser.find(&heading("Request")).await;
    browser.fill(&field("Serial number"), "ADX64-2209-03157 浦东").await;
    browser.click(&radio("Fault")).await;
    browser.click(&checkbox("A field engineer")).await;
    browser.choose(&file("Files"), &[&log, &picture]).await;
    browser.click(&button("Send request").exactly()).await;
    browser.find(&status("ADX64-2209-03157 浦东|true|true|ssl-engine.log 17|front panel.png 67")).await;

    assert!(browser.all(&button("Send later")).await.is_empty(), "what is hidden isn't there");
    assert!(browser.all(&link("there").exactly()).await.is_empty(), "the whole name counts");
    browser.click(&link("Over there").exactly()).await;
    browser.at("the link's place", |path| path.ends_with("#there")).await;
    browser.press(Key::Tab).await;
    browser.axe().await;
    browser.close().await;
}

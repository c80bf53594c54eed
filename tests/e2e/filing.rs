//! Filing a request: of every kind, in few steps, without secrets and not twice.

use aftercare_contract::{
    asset::Device,
    catalogue::{FieldInput, KindField, Need},
    ticket::TicketType,
};
use aftercare_tests::{
    Browser,
    backend::AMARA,
    browser::{
        Key,
        target::{alert, button, dialog, field, heading, link, listitem, radio, region, status},
    },
    sample::fault,
    wait::{self, PATIENCE},
};
use serde_json::json;

use crate::{
    pages::{self, a_device, add_files, attachment, send_request},
    scene::Scene,
};

/// What the label of the description says where something is wrong, and where it isn't.
const SYMPTOM: &str = "What you see, and what you expected";
const WISH: &str = "In your own words";
const SEARCH: &str = "Serial number, host name or site";

/// Fills in the device by its serial number, as a label shows it.
async fn name_device(browser: &Browser, device: &Device) {
    browser.fill(&field(SEARCH), &device.serial_number).await;
    browser.find(&button("Change")).await;
}

/// Has axe look at the form from its beginning: what is half behind the names of the sections has no size to judge.
async fn look_over(browser: &Browser) {
    browser.script("scrollTo(0, 0)", Vec::new()).await;
    browser.axe().await;
}

/// Whoever has a plain fault names the device, says what happens and how bad it is, and sends: six things to do at
/// most.
pub async fn a_plain_fault_takes_six_interactions(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let device = a_device(&customer).await;
    pages::sign_in(scene, "/tickets/new", AMARA).await;
    let browser = &scene.browser;
    let mut interactions = 0;
    let mut done = || interactions += 1;

    browser.fill(&field(SEARCH), &device.serial_number).await;
    done();
    browser.fill(&field("In one line"), "Standby unit is loud").await;
    done();
    browser.fill(&field(SYMPTOM), "Fan 3 at full speed since noon").await;
    done();
    browser.click(&radio("It runs, and nobody notices yet").exactly()).await;
    done();
    browser.find(&button("Change")).await;
    let sr = pages::send(browser).await;
    done();

    assert!(interactions <= 6, "it took {interactions}");
    let ticket = customer.ticket(&sr).await;
    assert_eq!(ticket.summary.device.map(|device| device.id), Some(device.id));
    assert!(ticket.impact.is_some_and(|impact| impact.workaround), "the one answer answered every question");
}

/// Each kind of the catalogue asks for its own fields, and what is filled in there arrives.
pub async fn every_kind_is_filed_with_its_own_fields(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let (device, catalogue) = (a_device(&customer).await, customer.catalogue().await);
    assert_eq!(catalogue.kinds.len(), TicketType::KNOWN.len());
    pages::sign_in(scene, "/tickets/new", AMARA).await;
    let browser = &scene.browser;
    browser.find(&send_request()).await;
    for kind in &catalogue.kinds {
        let name = format!("Filed as {}", kind.ticket_type);
        browser.goto(&scene.url("/tickets/new")).await;
        browser.click(&radio(kind.name.in_language("en").1).exactly()).await;
        browser.fill(&field("In one line"), &name).await;
        if kind.device == Need::Required {
            name_device(browser, &device).await;
        }
        browser.fill(&field(if kind.symptom { SYMPTOM } else { WISH }), "As said above.").await;
        if kind.impact == Need::Required {
            browser.click(&radio("Part of the business stands still").exactly()).await;
        }
        let mut filled = Vec::new();
        for own in &kind.fields {
            filled.push((own.key.clone(), fill_own(browser, own).await));
        }
        let asks = !browser.all(&radio("No remote access")).await.is_empty();
        assert_eq!(asks, kind.device == Need::Required, "{name}: only who has a device is asked for access to it");
        look_over(browser).await;
        let sr = pages::send(browser).await;
        let ticket = customer.ticket(&sr).await;
        assert_eq!((&ticket.summary.ticket_type, &*ticket.summary.name), (&kind.ticket_type, &*name));
        assert_eq!(ticket.fields, filled.into_iter().collect(), "{name}");
    }
}

/// Fills in one of a kind's own fields and returns what the backend gets.
async fn fill_own(browser: &Browser, own: &KindField) -> String {
    let label = field(own.label.in_language("en").1);
    if let Some(option) = own.options.last() {
        let choice = browser.find(&label).await;
        choice.send_keys(option.label.in_language("en").1).await.expect("an option is chosen by its first letters");
        return option.value.clone();
    }
    match own.input {
        FieldInput::Number => {
            browser.fill(&label, "12").await;
            "12".to_owned()
        }
        FieldInput::Date => {
            // How a day is typed differs from browser to browser.
            let day =
                "arguments[0].value = '2027-03-31'; arguments[0].dispatchEvent(new Event('input', { bubbles: true }))";
            let control = browser.find(&label).await.to_json().expect("an element can be named");
            browser.script(day, vec![control]).await;
            "2027-03-31".to_owned()
        }
        FieldInput::Text | FieldInput::Other(_) => {
            browser.fill(&label, "V1").await;
            "V1".to_owned()
        }
    }
}

/// What is wrong is said at the field, and led to: also in a field that only the catalogue knows.
pub async fn a_wrong_field_of_a_kind_is_led_to(scene: &mut Scene) {
    pages::sign_in(scene, "/tickets/new", AMARA).await;
    let browser = &scene.browser;
    browser.click(&radio("Training").exactly()).await;
    browser.fill(&field("In one line"), "Two days for the night shift").await;
    browser.fill(&field("Participants"), "900").await;
    browser.click(&send_request()).await;
    browser.find(&alert("Enter a whole number from 1 to 500")).await;
    look_over(browser).await;
    browser.click(&link("Enter a whole number from 1 to 500")).await;
    let focused = "return document.activeElement.labels[0].textContent";
    assert!(browser.script(focused, Vec::new()).await.as_str().is_some_and(|label| label.contains("Participants")));

    // Each letter finds the focus where the last one has left it, while the other field is still wrong.
    for _ in "900".chars() {
        browser.press(Key::Backspace).await;
        browser.painted().await;
    }
    for digit in ["1", "2"] {
        browser.press(digit).await;
        browser.painted().await;
    }
    assert_eq!(browser.value(&field("Participants")).await, "12");
    browser.fill(&field(WISH), "How to fail over by hand").await;
}

/// What is probably the same is named while the title is typed; who looks at it finds the draft again.
pub async fn what_is_probably_the_same_is_shown(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let device = a_device(&customer).await;
    let sr = customer.file(&fault(&device.id, "Backup route flaps after firmware update")).await.summary.sr_number;
    pages::sign_in(scene, "/tickets/new", AMARA).await;
    let browser = &scene.browser;
    name_device(browser, &device).await;
    browser.find(&heading("Already open on this device")).await;
    browser.fill(&field("In one line"), "After the firmware update the backup route flaps").await;
    browser.find(&heading("Probably the same")).await;
    look_over(browser).await;
    browser.click(&link("Backup route flaps after firmware update")).await;
    browser.at("the other ticket", |at| at == format!("/tickets/{sr}")).await;
    browser.script("history.back()", Vec::new()).await;
    browser.find(&button("Change")).await;
    assert_eq!(browser.value(&field("In one line")).await, "After the firmware update the backup route flaps");
}

/// Passwords are found in what is typed and in logs before anything is sent, also in an answer, and go at a tap.
pub async fn secrets_are_blacked_out_before_they_are_sent(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let device = a_device(&customer).await;
    let log = b"12:55 connect\n12:56 db_password=hunter2\n12:57 \xC3\xDC\xC2\xEB token: \"a1b2c3d4\"\n";
    let clean = b"12:55 connect\n12:56 db_password=[REDACTED]\n12:57 \xC3\xDC\xC2\xEB token: \"[REDACTED]\"\n";
    let log = scene.file("connect.log", log);
    pages::sign_in(scene, "/tickets/new", AMARA).await;
    let browser = &scene.browser;
    pages::describe_fault(browser, &device, "Login fails").await;
    browser.fill(&field(SYMPTOM), "I sign in with password=hunter2 and am thrown out").await;
    browser.find(&status("seems to hold a password")).await;
    look_over(browser).await;
    browser.click(&button("Black it out").exactly()).await;
    browser.gone(&status("seems to hold a password")).await;
    assert_eq!(browser.value(&field(SYMPTOM)).await, "I sign in with password=[REDACTED] and am thrown out");

    add_files(browser, &[&log]).await;
    browser.find(&status("connect.log seems to hold passwords")).await;
    look_over(browser).await;
    browser.click(&send_request()).await;
    browser.find(&alert("Decide about the file")).await;
    browser.click(&button("Black out and attach")).await;
    let sr = pages::send(browser).await;
    assert_eq!(customer.ticket(&sr).await.description, "I sign in with password=[REDACTED] and am thrown out");
    browser.find(&attachment("connect.log")).await;
    assert_eq!(browser.download(&attachment("connect.log"), "connect.log").await, clean);

    browser.fill(&pages::answer(), "It says password=hunter3").await;
    browser.find(&status("seems to hold a password")).await;
    browser.click(&button("Black it out").exactly()).await;
    browser.click(&button("Send").exactly()).await;
    browser.find(&listitem("It says password=[REDACTED]")).await;
}

/// What was typed for one kind waits there while another one is looked at, and after a reload.
pub async fn each_kind_keeps_what_was_typed_for_it(scene: &mut Scene) {
    pages::sign_in(scene, "/tickets/new", AMARA).await;
    let browser = &scene.browser;
    browser.click(&radio("Training").exactly()).await;
    browser.fill(&field("Topic"), "Failing over by hand").await;
    browser.click(&link("Kind")).await;
    browser.click(&radio("Migration or upgrade").exactly()).await;
    browser.fill(&field("Migrate or upgrade to"), "v9.1").await;
    browser.sees("Draft saved on this device").await;
    browser.reload().await;
    browser.sees("Your draft of").await;
    assert_eq!(browser.value(&field("Migrate or upgrade to")).await, "v9.1");
    browser.click(&link("Kind")).await;
    browser.click(&radio("Training").exactly()).await;
    assert_eq!(browser.value(&field("Topic")).await, "Failing over by hand");
}

/// The sections are steps: links lead to each, Back leads to the one before, and nothing typed goes.
pub async fn back_goes_from_section_to_section(scene: &mut Scene) {
    pages::sign_in(scene, "/tickets/new", AMARA).await;
    let browser = &scene.browser;
    browser.fill(&field("In one line"), "Typed before going on").await;
    let document = browser.document().await;
    for (step, heading) in [("Impact", "section-impact"), ("Files", "section-files")] {
        browser.click(&link(step)).await;
        is_at(browser, heading).await;
    }
    browser.script("history.back()", Vec::new()).await;
    is_at(browser, "section-impact").await;
    browser.press(Key::Tab).await;
    let first = "return document.activeElement.labels[0].textContent";
    assert_eq!(browser.script(first, Vec::new()).await, "The business stands still", "the keyboard goes on from there");
    browser.script("history.forward()", Vec::new()).await;
    is_at(browser, "section-files").await;
    assert_eq!(browser.value(&field("In one line")).await, "Typed before going on");
    assert_eq!(browser.document().await, document, "all of it without a reload");
}

/// Waits until a section is in the address and its heading has the focus.
async fn is_at(browser: &Browser, section: &str) {
    browser.at(section, |at| at.ends_with(&format!("#{section}"))).await;
    wait::until(section, PATIENCE, async || {
        let focused = browser.script("return document.activeElement.id", Vec::new()).await;
        if focused == format!("{section}-title") { Ok(()) } else { Err(focused.to_string()) }
    })
    .await;
}

/// A browser that reads codes, and a camera whose tracks can be looked at: desktops have neither.
const CAMERA: &str = "
    window.tracks = [];
    window.code = null;
    window.BarcodeDetector = class { async detect() { return window.code ? [{ rawValue: window.code }] : [] } };
    const getUserMedia = async () => {
        const picture = document.createElement('canvas');
        picture.getContext('2d');
        const stream = picture.captureStream();
        window.tracks.push(...stream.getTracks());
        return stream;
    };
    Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: { getUserMedia } })";

/// A label is read with the camera, which goes off afterwards, and also where nothing was read.
pub async fn a_label_is_scanned_and_the_camera_goes_off(scene: &mut Scene) {
    let customer = scene.backend.customer(AMARA).await;
    let device = a_device(&customer).await;
    pages::sign_in(scene, "/account", AMARA).await;
    let browser = &scene.browser;
    browser.find(&heading("Account")).await;
    browser.click(&link("New request")).await;
    browser.find(&field(SEARCH)).await;
    assert!(browser.all(&button("Scan")).await.is_empty(), "there is no button that would do nothing");

    browser.script(CAMERA, Vec::new()).await;
    browser.click(&link("Account")).await;
    browser.find(&heading("Account")).await;
    browser.click(&link("New request")).await;
    browser.click(&button("Scan").exactly()).await;
    tracks_are(browser, json!(["live"])).await;
    browser.find(&dialog("Scan the label")).await;
    look_over(browser).await;
    browser.press(Key::Escape).await;
    tracks_are(browser, json!(["ended"])).await;

    browser.click(&button("Scan").exactly()).await;
    tracks_are(browser, json!(["ended", "live"])).await;
    browser.script("window.code = arguments[0]", vec![json!(device.serial_number)]).await;
    browser.find(&region(&device.serial_number)).await;
    browser.find(&button("Change")).await;
    tracks_are(browser, json!(["ended", "ended"])).await;
}

async fn tracks_are(browser: &Browser, states: serde_json::Value) {
    wait::until("the camera", PATIENCE, async || {
        let now = browser.script("return window.tracks.map((track) => track.readyState)", Vec::new()).await;
        if now == states { Ok(()) } else { Err(now.to_string()) }
    })
    .await;
}

//! The fleet is searched through, a device leads on to what was promised and to a request, and serial numbers are
//! looked up.

use aftercare_contract::{
    asset::Device,
    fleet::{DeviceQuery, EndFilter},
    list::Page,
    routes::{path, to},
};
use aftercare_tests::{
    Customer,
    backend::{HE, INGRID},
    browser::target::{button, field, heading, link, region, status},
    sample::fault,
    wait::{self, PATIENCE},
};

use crate::{pages, scene::Scene};

async fn devices(customer: &Customer, query: &DeviceQuery) -> Page<Device> {
    customer.load(&format!("{}?{}", to(path::DEVICES, &[]), query.print())).await
}

/// Chooses what stands in the address of the list.
async fn narrow(scene: &Scene, control: &str, value: &str) {
    let control = scene.browser.find(&field(control).exactly()).await;
    let set = "arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('change', { bubbles: true }))";
    let arguments = vec![control.to_json().expect("a control can be named"), value.into()];
    scene.browser.script(set, arguments).await;
}

/// Filters, order and words stand in the URL; Back undoes them; nothing that fits says so; the table is saved.
pub async fn the_fleet_is_narrowed_down(scene: &mut Scene) {
    let customer = scene.backend.customer(HE).await;
    let over = devices(&customer, &DeviceQuery { end: Some(EndFilter::Over), ..DeviceQuery::default() }).await;
    pages::sign_in(scene, "/devices", HE).await;
    let browser = &scene.browser;
    browser.find(&heading("Devices").exactly()).await;
    browser.find(&status("devices found")).await;
    let all = devices(&customer, &DeviceQuery::default()).await.total;
    wait::until("all of them", PATIENCE, async || {
        let rows = browser.script("return document.querySelectorAll('.fleet tbody tr').length", Vec::new()).await;
        if rows == all { Ok(()) } else { Err(format!("{rows} of {all}")) }
    })
    .await;
    browser.axe().await;

    narrow(scene, "Ends", "over").await;
    browser.find(&status(&format!("{} devices found", over.total))).await;
    browser.at("the filter", |at| at.contains("end=over")).await;
    narrow(scene, "Sort by", "-healthGrade").await;
    browser.at("the order", |at| at.contains("sort=-healthGrade")).await;
    browser.reload().await;
    browser.find(&link("adx-lab-01").exactly()).await;
    assert_eq!(browser.value(&field("Ends").exactly()).await, "over");
    browser.driver().back().await.expect("there is a page before");
    browser.at("the order before", |at| !at.contains("sort=")).await;

    browser.fill(&field("Name, model, serial number or site"), "no-such-thing").await;
    browser.find(&heading("No device matches these filters")).await;
    browser.axe().await;
    browser.click(&button("Clear filters")).await;
    browser.fill(&field("Name, model, serial number or site"), "ADX64-2209-03157").await;
    browser.find(&status("1 device found")).await;
    let today = browser.script("return new Date().toLocaleDateString('sv-SE')", Vec::new()).await;
    let name = format!("devices-{}.csv", today.as_str().unwrap_or_default());
    let table = String::from_utf8(browser.download(&button("Save as CSV"), &name).await).expect("a table is UTF-8");
    assert!(table.starts_with('\u{feff}') && table.contains("浦东二号机房"), "{table}");
}

/// A device shows its life, what its contract promises and its tickets; a request about it is filled in already; a
/// foreign one isn't told from one that doesn't exist.
pub async fn a_device_leads_on(scene: &mut Scene) {
    let customer = scene.backend.customer(INGRID).await;
    customer.file(&fault(&"nw-lb-1".into(), "Fan 3 is loud")).await;
    pages::sign_in(scene, "/devices", INGRID).await;
    let browser = &scene.browser;
    browser.click(&link("nw-lb-1").exactly()).await;
    browser.find(&heading("nw-lb-1").exactly()).await;
    browser.find(&link("Fan 3 is loud")).await;
    browser.sees("recommended: 8.4.6").await;
    browser.sees("Warranty ends").await;
    browser.find(&region("What the contract promises")).await;
    browser.sees("AFC-ADN-25021").await;
    browser.axe().await;
    browser.click(&link("File a request for this device")).await;
    browser.at("the form", |at| at.contains("device=nw-lb-1")).await;
    browser.sees("ADX64-2311-00871").await;

    browser.goto(&scene.url("/devices/adx-sh-01")).await;
    browser.sees("There is no such device").await;
    browser.click(&link("All devices")).await;
    browser.find(&status("devices found")).await;
}

/// A list is pasted; each line is answered, foreign and unknown ones alike; the answer is saved.
pub async fn serial_numbers_are_looked_up(scene: &mut Scene) {
    pages::sign_in(scene, "/devices/lookup", INGRID).await;
    let browser = &scene.browser;
    browser.find(&heading("Look up serial numbers").exactly()).await;
    browser.click(&button("Look up").exactly()).await;
    browser.axe().await;
    let list = "ADX64-2311-00871\nADX64-2209-03157\nNO-SUCH-0\nadx64-2311-00871\n序列号";
    browser.fill(&field("Serial numbers"), list).await;
    browser.click(&button("Look up").exactly()).await;
    browser.find(&status("Found: 1 · Not found: 2 · Duplicate: 1 · Not a serial number: 1")).await;
    browser.find(&link("nw-lb-1").exactly()).await;
    browser.sees("Already in line 1").await;
    browser.axe().await;
    let today = browser.script("return new Date().toLocaleDateString('sv-SE')", Vec::new()).await;
    let name = format!("serial-numbers-{}.csv", today.as_str().unwrap_or_default());
    let table = String::from_utf8(browser.download(&button("Save as CSV"), &name).await).expect("a table is UTF-8");
    assert!(table.starts_with('\u{feff}') && table.contains("Maasvlakte DC") && table.contains("序列号"), "{table}");
    // Nothing typed is lost with the page.
    browser.reload().await;
    browser.find(&heading("Look up serial numbers").exactly()).await;
    assert!(browser.value(&field("Serial numbers")).await.contains("NO-SUCH-0"));
}

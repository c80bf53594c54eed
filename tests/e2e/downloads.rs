//! Reports as files: fetched by the page over a line that is cut, alone and several in one archive, and those that are
//! still being made.

use std::io::{Cursor, Read};

use aftercare_contract::{
    list::Page,
    report::{Finding, ReportKind, ReportQuery, ReportState, ReportSummary},
    routes::{path, to},
};
use aftercare_tests::{
    Customer,
    backend::INGRID,
    browser::target::{button, checkbox, heading, link, listitem, status},
    sample::log_file,
};
use reqwest::Method;
use serde_json::{Value, json};

use crate::{pages, scene::Scene};

/// A document of 50 MB, and after how much of it the line is cut, each time: none of the ways is long enough for all.
const LARGE: usize = 50_000_000;
const LEG: u64 = 8_000_000;
const CUTS: u64 = 5;

/// The newest reports that can be read.
async fn finished(customer: &Customer, kind: ReportKind) -> Vec<ReportSummary> {
    let query = ReportQuery { kind: Some(kind), ..ReportQuery::default() };
    let list: Page<ReportSummary> = customer.load(&format!("{}?{}", to(path::REPORTS, &[]), query.print())).await;
    list.items.into_iter().filter(|report| report.state == ReportState::Ready).collect()
}

fn file(report: &ReportSummary, name: &str) -> String {
    to(path::REPORT_FILE, &[report.id.as_str(), name])
}

async fn content(customer: &Customer, report: &ReportSummary, name: &str) -> Vec<u8> {
    customer.get(&file(report, name)).await.expect(200).body
}

/// The requests for a file that went over the line.
fn asked(scene: &Scene, report: &ReportSummary, name: &str) -> usize {
    scene.proxy.requests(&format!("GET {} ", file(report, name))).len()
}

/// A large document arrives whole although the line is cut five times, and no part of it is fetched anew.
pub async fn a_large_document_survives_five_cuts(scene: &mut Scene) {
    let customer = scene.backend.customer(INGRID).await;
    let report = finished(&customer, ReportKind::HealthCheck).await.swap_remove(0);
    let mut signed = content(&customer, &report, "en.pdf").await;
    signed.extend_from_slice(b"\n% signed\n");
    signed.extend(log_file(LARGE - signed.len()));
    let place = format!("/reports/{}/files/en.pdf", report.id);
    scene.backend.desk().put_file(&place, &signed).await.expect(200);

    let (browser, proxy) = (&scene.browser, &scene.proxy);
    pages::sign_in(scene, &format!("/reports/{}", report.id), INGRID).await;
    let pdf = button(&format!("Download {} PDF 50 MB", report.id));
    let name = format!("{}.pdf", report.id);
    browser.find(&pdf).await;
    let before = asked(scene, &report, "en.pdf");
    let cutting = async {
        for cut in 1..=CUTS {
            proxy.is_cut().await;
            browser.sees("The connection was cut. It goes on by itself.").await;
            browser.sees(" of 50 MB").await;
            proxy.mend();
            // In the end what is left, and what browsers throw away with each cut; the whole would be too much.
            proxy.cut_after_answers(if cut < CUTS { LEG } else { LARGE as u64 - (CUTS - 1) * LEG });
        }
        browser.sees(&format!("{name} is downloaded")).await;
    };
    proxy.cut_after_answers(LEG);
    let (saved, ()) = tokio::join!(browser.download(&pdf, &name), cutting);
    assert!(saved == signed, "{} of {} bytes, or others", saved.len(), signed.len());
    assert_eq!(asked(scene, &report, "en.pdf") - before, 1 + usize::try_from(CUTS).expect("few"), "once and each cut");
    browser.gone(&button("Stop downloading")).await;
    proxy.mend();
}

/// What is saved is what the API gives; a download is stopped for good; several come as one archive.
pub async fn reports_are_saved_as_files(scene: &mut Scene) {
    let customer = scene.backend.customer(INGRID).await;
    let reports = finished(&customer, ReportKind::HealthCheck).await;
    let [first, second, ..] = &*reports else { panic!("there are two reports") };
    let (browser, proxy) = (&scene.browser, &scene.proxy);
    pages::sign_in(scene, "/reports?kind=healthCheck", INGRID).await;
    browser.find(&listitem(first.id.as_str())).await;

    // A document that doesn't come: its bar can be stopped, and the request ends.
    let watch = "window.asked = []; const real = window.fetch;
        window.fetch = (request, ...rest) => { window.asked.push(request); return real(request, ...rest) }";
    browser.script(watch, Vec::new()).await;
    let pdf = button(&format!("Download {} PDF", first.id));
    let begun =
        "HTTP/1.1 200 OK\r\ncontent-type: application/pdf\r\ncontent-length: 1000000\r\netag: \"1\"\r\n\r\n%PDF-1.7";
    proxy.spoil_and_hang(&format!("GET {} ", file(first, "en.pdf")), begun);
    browser.click(&pdf).await;
    browser.sees("8 byte of 1 MB").await;
    browser.axe().await;
    browser.click(&button(&format!("Stop downloading {}.pdf", first.id))).await;
    browser.gone(&button("Stop downloading")).await;
    let stopped = "return window.asked.filter((request) => request.url?.endsWith('.pdf')).map((request) => request.signal.aborted)";
    assert_eq!(browser.script(stopped, Vec::new()).await, json!([true]), "one request, which has ended");
    proxy.mend();

    let saved = browser.download(&pdf, &format!("{}.pdf", first.id)).await;
    browser.sees(&format!("{}.pdf is downloaded", first.id)).await;
    assert!(saved.starts_with(b"%PDF-1.7") && saved == content(&customer, first, "en.pdf").await);
    assert_eq!(browser.script(stopped, Vec::new()).await.as_array().map(Vec::len), Some(2), "one more request");
    let table = button(&format!("Download {} CSV", first.id));
    let saved = browser.download(&table, &format!("{}.csv", first.id)).await;
    assert!(saved == content(&customer, first, "en.csv").await);
    let saved = String::from_utf8(saved).expect("a table is UTF-8");
    assert!(saved.starts_with('\u{feff}'), "spreadsheets need a byte order mark");

    for report in [first, second] {
        browser.click(&checkbox(&format!("Select {}", report.id))).await;
    }
    let archive = browser.download(&button("Download 2 as one archive"), "Reports.zip").await;
    let packed = unpacked(archive);
    for report in [first, second] {
        for (ending, name) in [(".pdf", "en.pdf"), (".csv", "en.csv")] {
            let of_report = |file: &&(String, _)| file.0.starts_with(report.id.as_str()) && file.0.ends_with(ending);
            let found = packed.iter().find(of_report).map(|(_, packed)| packed);
            assert!(found == Some(&content(&customer, report, name).await), "{} {name}", report.id);
        }
    }
    assert_eq!(packed.len(), 4);

    // Whoever reads Chinese gets it in Chinese.
    pages::switch_language(browser, "中文").await;
    let table = button(&format!("下载 {} CSV", second.id));
    let saved = browser.download(&table, &format!("{}.csv", second.id)).await;
    assert!(saved == content(&customer, second, "zh-CN.csv").await);
    let findings = to(path::FINDINGS, &[second.id.as_str()]);
    let findings: Page<Finding> = customer.load(&findings).await;
    let title = findings.items.first().expect("it has findings").title.in_language("zh-CN").1.to_owned();
    assert!(String::from_utf8_lossy(&saved).contains(&title), "{title}");
}

/// The files in an archive, by their names.
fn unpacked(archive: Vec<u8>) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(archive)).expect("it is an archive");
    let indices = 0..archive.len();
    let unpack = |index| {
        let mut file = archive.by_index(index).expect("it is in it");
        let mut content = Vec::new();
        file.read_to_end(&mut content).expect("it can be unpacked");
        (file.name().expect("a name is text").into_owned(), content)
    };
    indices.map(unpack).collect()
}

/// A report says how far it is while it is made, in the list and on its page, and arrives there by itself.
pub async fn a_report_that_is_made_arrives_by_itself(scene: &mut Scene) {
    let browser = &scene.browser;
    let customer = scene.backend.customer(INGRID).await;
    let serial = pages::a_device(&customer).await.serial_number;
    pages::sign_in(scene, "/reports", INGRID).await;
    browser.find(&heading("Reports").exactly()).await;
    browser.sees_no("Being made").await;
    let document = browser.document().await;

    let first = begin(scene, &serial).await;
    browser.find(&heading("Being made")).await;
    browser.find(&listitem(first.id.as_str())).await;
    browser.sees("0 % made").await;
    browser.axe().await;
    advance(scene, &first, 40).await;
    browser.sees("40 % made").await;
    assert!(browser.all(&button(&format!("Download {}", first.id))).await.is_empty(), "there is no file yet");
    publish(scene, &first).await;
    let title = first.title.in_language("en").1;
    browser.find(&status(&format!("New report: {title}"))).await;
    browser.gone(&heading("Being made")).await;
    browser.find(&button(&format!("Download {} PDF", first.id))).await;

    let second = begin(scene, &serial).await;
    browser.find(&heading("Being made")).await;
    browser.click(&link(second.title.in_language("en").1)).await;
    browser.at("its page", |at| at == format!("/reports/{}", second.id)).await;
    browser.sees("0 % made").await;
    advance(scene, &second, 75).await;
    browser.sees("75 % made").await;
    browser.axe().await;
    publish(scene, &second).await;
    browser.find(&button(&format!("Download {} PDF", second.id))).await;
    browser.find(&heading("Hardware")).await;
    browser.sees_no("% made").await;
    assert_eq!(browser.document().await, document, "nothing was loaded again");
}

/// Announces a health check of a device.
async fn begin(scene: &Scene, serial: &str) -> ReportSummary {
    let new = json!({
        "kind": "healthCheck", "devices": [serial], "making": true,
        "period": { "from": "2026-01-01", "to": "2026-03-31" }
    });
    scene.backend.desk().call(Method::POST, "/reports", Some(&new)).await.expect(201).json()
}

async fn advance(scene: &Scene, report: &ReportSummary, percent: u8) {
    post(scene, report, "progress", json!({ "percent": percent })).await;
}

async fn publish(scene: &Scene, report: &ReportSummary) {
    post(scene, report, "publish", json!({})).await;
}

async fn post(scene: &Scene, report: &ReportSummary, what: &str, body: Value) {
    let place = format!("/reports/{}/{what}", report.id);
    scene.backend.desk().call(Method::POST, &place, Some(&body)).await.expect(200);
}

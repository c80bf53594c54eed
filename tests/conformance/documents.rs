//! Reports as files: PDF and CSV, in parts, and several in one archive.

use std::{
    fs,
    io::{Cursor, Read},
    path::Path,
    process::Command,
    time::Duration,
};

use aftercare_contract::{
    list::Page,
    live::{HELLO, NEWS},
    report::{Finding, Report, ReportKind, ReportQuery, ReportState, ReportSummary},
    routes::{path, to},
};
use aftercare_tests::{
    Live,
    api::{Answer, new_key},
    sample::sha256,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Method;
use serde_json::json;

use crate::subject::Subject;

/// A health check that can be read, if there is one.
async fn a_report(subject: &Subject) -> Option<ReportSummary> {
    let query = ReportQuery { kind: Some(ReportKind::HealthCheck), ..ReportQuery::default() };
    let reports: Page<ReportSummary> =
        subject.customer.load(&format!("{}?{}", to(path::REPORTS, &[]), query.print())).await;
    reports.items.into_iter().find(|report| report.state == ReportState::Ready)
}

fn url(report: &ReportSummary, file: &str) -> String {
    to(path::REPORT_FILE, &[report.id.as_str(), file])
}

/// What a program of Poppler's prints.
fn poppler(program: &str, arguments: &[&str], document: &Path) -> String {
    let output = Command::new(program).args(arguments).arg(document).arg("-").output();
    let output = output.unwrap_or_else(|error| panic!("{program} (poppler-utils) has to be installed: {error}"));
    assert!(output.status.success(), "{program}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

pub async fn a_report_is_a_document_in_three_languages(subject: &Subject) {
    let Some(report) = a_report(subject).await else { return };
    let folder = tempfile::tempdir().expect("there is room");
    for (language, contents) in [("zh-CN", "目录"), ("en", "Contents"), ("ja", "目次")] {
        let answer = subject.customer.get(&url(&report, &format!("{language}.pdf"))).await.expect(200);
        assert_eq!(answer.header("content-type"), Some("application/pdf"));
        let document = folder.path().join("report.pdf");
        fs::write(&document, &answer.body).expect("there is room");
        let text = poppler("pdftotext", &["-layout"], &document);
        let squeezed: String = text.split_whitespace().collect();
        let title: String = report.title.in_language(language).1.split_whitespace().collect();
        assert!(squeezed.contains(contents) && squeezed.contains(report.id.as_str()), "{language}: {text}");
        assert!(squeezed.contains(&title), "{language}: {title} in {text}");

        // Each section begins on the page that the contents name.
        let pages: Vec<&str> = text.split('\u{c}').filter(|page| !page.trim().is_empty()).collect();
        assert!(pages.len() > 1, "{language}: {text}");
        let entries = pages.iter().flat_map(|page| page.lines()).filter_map(|line| {
            let (title, page) = line.trim().rsplit_once("   ")?;
            let (number, _) = title.trim().split_once(' ')?;
            number.parse::<u8>().ok()?;
            Some((title.trim().to_owned(), page.trim().parse::<usize>().ok()?))
        });
        let entries: Vec<(String, usize)> = entries.take_while(|(_, page)| *page <= pages.len()).collect();
        assert!(!entries.is_empty(), "{language}: {text}");
        for (title, page) in entries {
            let squeeze = |text: &str| text.split_whitespace().collect::<String>();
            assert!(squeeze(pages[page - 1]).contains(&squeeze(&title)), "{language}: {title} on {page} of {text}");
        }

        // Another reader can draw each of them.
        let drawn = folder.path().join(language);
        let drawing = Command::new("pdftoppm").args(["-r", "30", "-png"]).arg(&document).arg(&drawn).output();
        assert!(drawing.expect("pdftoppm (poppler-utils) has to be installed").status.success(), "{language}");
        let count = fs::read_dir(folder.path()).expect("it is there").filter_map(Result::ok);
        let count = count.filter(|file| file.file_name().to_string_lossy().starts_with(language)).count();
        assert_eq!(count, pages.len(), "{language}");
    }
}

pub async fn a_document_comes_in_parts(subject: &Subject) {
    let Some(report) = a_report(subject).await else { return };
    let url = url(&report, "en.pdf");
    let whole = subject.customer.get(&url).await.expect(200);
    let etag = whole.header("etag").expect("a file has an ETag").to_owned();
    assert!(etag.starts_with('"'), "{etag} is strong");
    let digest: Vec<u8> = sha256(&whole.body)
        .as_bytes()
        .chunks(2)
        .map(|pair| u8::from_str_radix(std::str::from_utf8(pair).expect("hexadecimal"), 16).expect("hexadecimal"))
        .collect();
    let told = format!("sha-256=:{}:", STANDARD.encode(digest));
    assert_eq!(whole.header("repr-digest"), Some(&*told));
    let part = subject.customer.read(&url).header("range", "bytes=100-").header("if-range", &etag);
    let part = Answer::of(part).await.expect(206);
    assert_eq!(part.body, whole.body[100..]);
    assert_eq!(part.header("repr-digest"), Some(&*told), "of the whole, not of the part");
    Answer::of(subject.customer.read(&url).header("range", "bytes=99999999-")).await.expect(416);
    Answer::of(subject.customer.read(&url).header("if-none-match", &etag)).await.expect(304);
    subject.stranger.get(&url).await.expect(404);
    subject.customer.get(&to(path::REPORT_FILE, &[report.id.as_str(), "en.exe"])).await.expect(404);
    let again: ReportSummary = subject
        .customer
        .load::<aftercare_contract::report::Report>(&to(path::REPORT, &[report.id.as_str()]))
        .await
        .summary;
    let file = again.files.iter().find(|file| file.language == "en" && file.format.as_str() == "pdf");
    assert_eq!(file.and_then(|file| file.size), Some(whole.body.len() as u64), "what was made is told");
}

pub async fn a_table_has_what_the_report_has(subject: &Subject) {
    let Some(report) = a_report(subject).await else { return };
    for language in ["zh-CN", "ja"] {
        let answer = subject.customer.get(&url(&report, &format!("{language}.csv"))).await.expect(200);
        let table = answer.body.strip_prefix("\u{feff}".as_bytes()).expect("spreadsheets are told that it is UTF-8");
        let mut reader = csv::Reader::from_reader(table);
        let rows: Vec<csv::StringRecord> =
            reader.records().map(|row| row.expect("each row is as long as the head")).collect();
        let findings = to(path::FINDINGS, &[report.id.as_str()]);
        let findings: Page<Finding> = subject.customer.load(&format!("{findings}?limit=5")).await;
        for finding in findings.items {
            let title = finding.title.in_language(language).1;
            assert!(rows.iter().any(|row| row.iter().any(|cell| cell == title)), "{title}");
        }
        let formula = rows.iter().flat_map(csv::StringRecord::iter).find(|cell| cell.starts_with(['=', '+', '@']));
        assert_eq!(formula, None);
    }
}

pub async fn several_reports_come_in_one_archive(subject: &Subject) {
    let Some(report) = a_report(subject).await else { return };
    let query = format!("{}?ids={}&language=ja", to(path::REPORT_ARCHIVE, &[]), report.id);
    let answer = subject.customer.get(&query).await.expect(200);
    let mut archive = zip::ZipArchive::new(Cursor::new(answer.body)).expect("it is a ZIP archive");
    assert_eq!(archive.len(), 2, "PDF and CSV");
    let mut begin = [0; 5];
    archive.by_index(0).expect("the first is there").read_exact(&mut begin).expect("it can be unpacked");
    assert_eq!(&begin, b"%PDF-");
    subject.stranger.get(&query).await.expect(404);
    subject.customer.get(&format!("{}?ids=", to(path::REPORT_ARCHIVE, &[]))).await.expect(400);
}

pub async fn a_signed_document_takes_the_place_of_the_one_made(subject: &Subject) {
    let Some(report) = a_report(subject).await else { return };
    let desk = subject.desk();
    let place = format!("/reports/{}/files/ja.pdf", report.id);
    let before = subject.customer.get(&url(&report, "ja.pdf")).await.expect(200);
    desk.put_file(&place, b"no document").await.expect(415);
    let signed = [&*before.body, b"\n% signed"].concat();
    desk.put_file(&place, &signed).await.expect(200);
    let after = subject.customer.get(&url(&report, "ja.pdf")).await.expect(200);
    assert!(after.body == signed, "the signed one");
    assert_ne!(after.header("etag"), before.header("etag"));
    let stale = subject.customer.read(&url(&report, "ja.pdf")).header("range", "bytes=10-");
    let etag = before.header("etag").expect("a file has an ETag");
    Answer::of(stale.header("if-range", etag)).await.expect(200);
    desk.put_file("/reports/HC-0000Q0-0000/files/ja.pdf", &signed).await.expect(404);
}

pub async fn a_service_review_is_for_admins(subject: &Subject) {
    let mut live = Live::open(&subject.customer, None, false).await;
    live.next_named(HELLO).await;
    let mut made = Vec::new();
    for (who, device) in [(&subject.customer, &subject.device), (&subject.stranger, &subject.strange_device)] {
        let device = who.devices().await.into_iter().find(|one| one.id == *device).expect("it is one of theirs");
        let new = json!({
            "kind": "serviceReview", "devices": [device.serial_number], "about": new_key(),
            "period": { "from": "2026-07-01", "to": "2026-09-30" }
        });
        made.push(subject.desk().call(Method::POST, "/reports", Some(&new)).await.expect(201).json::<ReportSummary>());
    }
    let [ours, theirs] = made.as_slice() else { unreachable!("two were made") };
    subject.customer.get(&to(path::REPORT, &[ours.id.as_str()])).await.expect(404);
    subject.customer.get(&url(ours, "en.pdf")).await.expect(404);
    while let Some(event) = live.next_within(Duration::from_millis(300)).await {
        assert_ne!(event.event, NEWS, "a requester hears nothing of it");
    }

    // The stranger speaks for their company.
    let report: Report = subject.stranger.load(&to(path::REPORT, &[theirs.id.as_str()])).await;
    assert_eq!(report.review.map(|review| review.period.to_string()).as_deref(), Some("2026-Q3"));
    let folder = tempfile::tempdir().expect("there is room");
    let document = folder.path().join("review.pdf");
    for (language, words) in [("zh-CN", "可用性"), ("en", "Times against target"), ("ja", "満足度")] {
        let answer = subject.stranger.get(&url(theirs, &format!("{language}.pdf"))).await.expect(200);
        fs::write(&document, &answer.body).expect("there is room");
        let text = poppler("pdftotext", &["-layout"], &document);
        assert!(text.contains(words), "{language}: {text}");
    }
    let table = subject.stranger.get(&url(theirs, "en.csv")).await.expect(200);
    assert!(String::from_utf8_lossy(&table.body).contains("Satisfaction"), "what people said is a part of it");
}

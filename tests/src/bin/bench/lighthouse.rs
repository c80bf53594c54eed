//! Lighthouse's marks for a page on a phone.

use std::{collections::BTreeMap, process::Command};

use aftercare_tests::browser::tool;
use serde::Deserialize;

use crate::{
    report::median,
    visitor::{Speed, Visitor},
};

/// How often a page is marked; the median counts.
const RUNS: usize = 3;
/// What is marked.
pub const CATEGORIES: [&str; 4] = ["performance", "accessibility", "best-practices", "seo"];

/// What Lighthouse tells of a page.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Result {
    categories: BTreeMap<String, Category>,
    audits: BTreeMap<String, Audit>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Category {
    /// From 0 to 1.
    score: Option<f64>,
    audit_refs: Vec<AuditRef>,
}

#[derive(Deserialize)]
struct AuditRef {
    id: String,
    weight: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Audit {
    title: String,
    score: Option<f64>,
    display_value: Option<String>,
}

/// The marks of a page in [`CATEGORIES`], from 0 to 100. What costs marks is told on the way.
pub async fn marks(visitor: &Visitor, path: &str) -> [f64; 4] {
    let mut runs = Vec::new();
    for _ in 0..RUNS {
        runs.push(run(visitor, path).await);
    }
    if let Some(last) = runs.last() {
        last.tell(path);
    }
    CATEGORIES.map(|category| median(runs.iter().map(|run| run.mark(category)).collect()))
}

async fn run(visitor: &Visitor, path: &str) -> Result {
    // The harness's browser, which has the visitor's session.
    let browser = visitor.open(Speed::Full).await;
    let options = browser.driver().capabilities().get("goog:chromeOptions").cloned().unwrap_or_default();
    let address = options["debuggerAddress"].as_str().expect("Chromium can be debugged");
    let (host, port) = address.rsplit_once(':').expect("an address has a port");
    let lighthouse = tool("lighthouse");
    let output = Command::new(&lighthouse)
        .arg(visitor.url(path))
        .args(["--hostname", host, "--port", port, "--output=json", "--quiet", "--disable-storage-reset"])
        .arg(format!("--only-categories={}", CATEGORIES.join(",")))
        .output()
        .unwrap_or_else(|error| panic!("can't start {}: {error}", lighthouse.display()));
    browser.close().await;
    serde_json::from_slice(&output.stdout)
        .unwrap_or_else(|error| panic!("Lighthouse: {error}\n{}", String::from_utf8_lossy(&output.stderr)))
}

impl Result {
    fn mark(&self, category: &str) -> f64 {
        self.categories.get(category).and_then(|category| category.score).map_or(f64::NAN, |score| score * 100.0)
    }

    fn tell(&self, path: &str) {
        let counted = self.categories.values().flat_map(|category| &category.audit_refs).filter(|it| it.weight > 0.0);
        for audit in counted.filter_map(|counted| self.audits.get(&counted.id)) {
            if let Some(score) = audit.score.filter(|score| *score < 1.0) {
                let value = audit.display_value.as_deref().unwrap_or_default();
                eprintln!("Lighthouse, {path}: {} {value} ({:.0} of 100)", audit.title, score * 100.0);
            }
        }
    }
}

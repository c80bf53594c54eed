//! How well and how fast the backend finds articles; its own example measures that within the backend.

use std::{env, process::Command};

use serde::Deserialize;

/// The figures of a knowledge base of some size.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Search {
    /// Texts in it.
    pub articles: u64,
    /// Which share of the expected articles is among the first ten.
    #[serde(rename = "recallAt10")]
    pub recall: f64,
    /// Milliseconds that half of the searches took at most.
    #[serde(rename = "p50Ms")]
    pub median: f64,
    /// Milliseconds that 95 of 100 searches took at most.
    #[serde(rename = "p95Ms")]
    pub p95: f64,
}

/// Searches in the demo's articles, and in many.
pub fn search() -> Vec<Search> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    let arguments = "run --quiet --release --package aftercare-backend --example knowledge_bench";
    let output = cargo.args(arguments.split(' ')).output().expect("cargo can be started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let lines = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    lines.lines().map(|line| serde_json::from_str(line).expect("a line has the figures")).collect()
}

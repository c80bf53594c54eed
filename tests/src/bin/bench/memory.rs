//! What the tab keeps in memory when somebody goes from page to page all day.

use std::time::Duration;

use aftercare_tests::{Browser, wait};
use serde_json::{Value, json};

use crate::visitor::{Speed, Visitor, devtools, run_first};

/// Route changes after which everything that is kept on purpose is there. Until then the browser itself fills up: it
/// compiles what runs often and keeps marks of what took long, 500 B a change in the first two hundred, 0 in the third
/// thousand.
pub const FEW: u32 = 1_000;
/// Route changes of two long days.
pub const MANY: u32 = 2_000;

/// How long all of them may take.
const LONGEST: Duration = Duration::from_mins(15);

/// What a tab keeps after a collection of its garbage.
#[derive(Clone, Copy)]
pub struct Weight {
    /// Bytes of the JavaScript heap.
    pub heap: f64,
    /// Bytes of the program's own memory, which never shrinks.
    pub program: f64,
    /// Nodes of the document, and those that something still holds.
    pub nodes: f64,
}

/// What is kept after [`FEW`] and after [`MANY`] route changes.
pub async fn weigh(visitor: &Visitor) -> [Weight; 2] {
    let browser = visitor.open(Speed::Full).await;
    run_first(&browser, include_str!("memory.js")).await;
    browser.goto(&visitor.url("/")).await;
    let weights = [after(&browser, FEW).await, after(&browser, MANY).await];
    browser.close().await;
    weights
}

async fn after(browser: &Browser, visits: u32) -> Weight {
    browser.script("changeRoutes(arguments[0])", vec![json!(visits)]).await;
    wait::until("the visits", LONGEST, async || {
        let done = browser.script("return visits", Vec::new()).await;
        if done == visits {
            Ok(())
        } else {
            Err(format!("{done} of {visits}; the page is at {}", browser.path().await))
        }
    })
    .await;
    // What the program lets go of is often only told after the collection, by a task of its own.
    for _ in 0..3 {
        devtools(browser, "HeapProfiler.collectGarbage", json!({})).await;
        let rest = "const done = arguments[0]; requestAnimationFrame(() => setTimeout(done))";
        browser.driver().execute_async(rest, Vec::new()).await.expect("a page has frames");
    }
    let number = |value: &Value| value.as_f64().expect("a number");
    Weight {
        heap: number(&devtools(browser, "Runtime.getHeapUsage", json!({})).await["usedSize"]),
        program: number(&browser.script("return programMemory.buffer.byteLength", Vec::new()).await),
        nodes: number(&devtools(browser, "Memory.getDOMCounters", json!({})).await["nodes"]),
    }
}

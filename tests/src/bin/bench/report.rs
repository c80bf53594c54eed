//! The figures beside their budgets.

use std::fmt;

use serde_json::{Value, json};

use crate::{
    cold::{Bytes, Cold, LATER, Milestones},
    documents::{Documents, LARGE},
    interactions::Interaction,
    knowledge::Search,
    lighthouse::CATEGORIES,
    load::Figures,
    long_list::Frames,
    memory::{FEW, MANY, Weight},
    routes::Added,
    survey::Opening,
};
use Budget::{AtLeast, AtMost};

/// What a cold start may cost on the wire, in bytes: 150 kB.
const WIRE: f64 = 150_000.0;

/// When the first tickets of a cold start are on the screen at the latest, in milliseconds.
const LIVE_DATA: f64 = 2500.0;

/// The line with all bytes of a cold start.
const IN_ALL: &str = "wire: cold start in all";

/// What opening the survey may cost on the wire, in bytes: 60 kB. A gate, too.
const SURVEY_WIRE: f64 = 60_000.0;

/// The line with all bytes of the survey.
const SURVEY_IN_ALL: &str = "wire: survey in all";

/// What the page of a report may cost on the wire until its first finding is on the screen, in bytes. A gate, too.
const PAGE_WIRE: f64 = 600_000.0;

/// The line with all bytes of that page.
const PAGE_IN_ALL: &str = "wire: report page in all";

/// When its first finding is on the screen at the latest, in milliseconds.
const FINDING: f64 = 5000.0;

/// The most memory, in MB, that the backend may take for making a large document.
const DOCUMENT_MEMORY: f64 = 300.0;

/// What a figure may be.
#[derive(Clone, Copy)]
enum Budget {
    AtMost(f64),
    AtLeast(f64),
}

impl Budget {
    fn limit(self) -> f64 {
        match self {
            AtMost(limit) | AtLeast(limit) => limit,
        }
    }

    fn holds(self, value: f64) -> bool {
        match self {
            AtMost(limit) => value <= limit,
            AtLeast(limit) => value >= limit,
        }
    }
}

/// One line: a figure, and its budget where there is one.
struct Line {
    name: String,
    value: f64,
    unit: &'static str,
    budget: Option<Budget>,
}

impl Line {
    fn is_within_budget(&self) -> bool {
        self.budget.is_none_or(|budget| budget.holds(self.value))
    }
}

/// All figures, in the order in which they were measured.
#[derive(Default)]
pub struct Report(Vec<Line>);

impl Report {
    fn add(&mut self, name: impl Into<String>, value: f64, unit: &'static str, budget: Option<Budget>) {
        self.0.push(Line { name: name.into(), value, unit, budget });
    }

    /// What a cold start costs on the wire.
    #[expect(clippy::cast_precision_loss, reason = "at most some megabytes")]
    pub fn bytes(&mut self, bytes: &Bytes) {
        for (kind, count) in bytes {
            self.add(format!("wire: {kind}"), *count as f64, "B", None);
        }
        self.add(IN_ALL, in_all(bytes), "B", Some(AtMost(WIRE)));
    }

    /// What the page of a report costs on the wire.
    pub fn page_bytes(&mut self, bytes: &Bytes) {
        self.add(PAGE_IN_ALL, in_all(bytes), "B", Some(AtMost(PAGE_WIRE)));
    }

    /// Openings of the page of a report.
    pub fn page(&mut self, openings: &[Cold]) {
        if let Some(opening) = openings.first() {
            self.page_bytes(&opening.bytes);
        }
        let finding = of_starts(openings, |it| it.live_data);
        self.add("report page: its first finding is on the screen", finding, "ms", Some(AtMost(FINDING)));
        let shift = of_starts(openings, |it| it.layout_shift);
        self.add("report page: layout shift", shift, "", Some(AtMost(0.02)));
    }

    /// Documents that the backend has made.
    #[expect(clippy::cast_precision_loss, reason = "some megabytes")]
    pub fn documents(&mut self, Documents { usual, before, large, after }: &Documents) {
        self.add("documents: of the demo's reports", usual.len() as f64, "PDFs", None);
        self.add("documents: made, median", median(usual.iter().map(|made| made.time).collect()), "ms", None);
        self.add("documents: made, worst", worst(usual.iter().map(|made| made.time)), "ms", None);
        self.add("documents: largest", worst(usual.iter().map(|made| made.size)) / 1000.0, "kB", None);
        let of = |what| format!("documents: {LARGE} findings, {what}");
        self.add(of("made"), large.time, "ms", None);
        self.add(of("size"), large.size / 1000.0, "kB", None);
        if let Some((before, after)) = before.zip(*after) {
            self.add("documents: memory before", before as f64 / 1e6, "MB", None);
            self.add(of("memory"), after.saturating_sub(before) as f64 / 1e6, "MB", Some(AtMost(DOCUMENT_MEMORY)));
        }
    }

    /// Medians of several cold starts.
    pub fn cold(&mut self, starts: &[Cold]) {
        if let Some(start) = starts.first() {
            self.bytes(&start.bytes);
        }
        let mut of = |name, unit, budget, read: fn(&Milestones) -> f64| {
            self.add(name, of_starts(starts, read), unit, Some(AtMost(budget)));
        };
        of("first paint", "ms", 800.0, |it| it.first_paint);
        of("largest paint", "ms", 1200.0, |it| it.largest_paint);
        of("live data on the screen", "ms", LIVE_DATA, |it| it.live_data);
        of("layout shift", "", 0.02, |it| it.layout_shift);
    }

    /// What opening the survey costs on the wire.
    #[expect(clippy::cast_precision_loss, reason = "some kilobytes")]
    pub fn survey_bytes(&mut self, bytes: u64) {
        self.add(SURVEY_IN_ALL, bytes as f64, "B", Some(AtMost(SURVEY_WIRE)));
    }

    /// Openings of the survey.
    pub fn survey(&mut self, openings: &[Opening]) {
        if let Some(opening) = openings.first() {
            self.survey_bytes(opening.bytes);
        }
        let usable = median(openings.iter().map(|opening| opening.usable).collect());
        self.add("survey: its first question can be answered", usable, "ms", Some(AtMost(1000.0)));
        let whole = median(openings.iter().map(|opening| opening.whole).collect());
        self.add("survey: all of it is there", whole, "ms", None);
    }

    /// Times from a live event to its paint.
    pub fn live(&mut self, times: &[f64]) {
        self.add("event to paint, median", median(times.to_vec()), "ms", Some(AtMost(100.0)));
        self.add("event to paint, worst", worst(times.iter().copied()), "ms", None);
    }

    /// What the first visit of each page adds to the files of the list of tickets.
    #[expect(clippy::cast_precision_loss, reason = "at most some megabytes")]
    pub fn routes(&mut self, routes: &[Added]) {
        for Added { page, files, bytes } in routes {
            self.add(format!("wire: first visit of {page}, {files} files"), *bytes as f64, "B", None);
        }
    }

    /// Lighthouse's marks for a page.
    pub fn lighthouse(&mut self, page: &str, marks: [f64; 4]) {
        for (category, mark) in CATEGORIES.into_iter().zip(marks) {
            let wanted = if category == "performance" { 95.0 } else { 100.0 };
            self.add(format!("Lighthouse, {page}: {category}"), mark, "of 100", Some(AtLeast(wanted)));
        }
    }

    /// Opening the list of a customer with many tickets.
    pub fn long_list(&mut self, starts: &[Cold]) {
        self.add(
            "long list: tickets on the screen",
            of_starts(starts, |it| it.live_data),
            "ms",
            Some(AtMost(LIVE_DATA)),
        );
    }

    /// Scrolling through it. A frame of more than 50 ms is told by the browser, with what was worked for it; pauses
    /// are multiples of the screen's 16.7 ms.
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    pub fn scrolling(&mut self, Frames { pauses, long }: &Frames) {
        self.add("long list: frames while scrolling", pauses.len() as f64, "frames", None);
        self.add("long list: frames over 50 ms", long.len() as f64, "frames", Some(AtMost(0.0)));
        if !long.is_empty() {
            self.add("long list: longest frame", worst(long.iter().copied()), "ms", Some(AtMost(50.0)));
        }
        self.add("long list: longest pause", worst(pauses.iter().copied()), "ms", None);
    }

    /// What a tab keeps over many route changes: 100 B more for each would be the wavering of measuring itself. The
    /// router remembers the address of each step in a list that grows by doubling, 150 to 300 B of the program's memory.
    pub fn memory(&mut self, [few, many]: [Weight; 2]) {
        let all = |weight: Weight| weight.heap + weight.program;
        let changes = f64::from(MANY - FEW);
        self.add(format!("memory after {FEW} route changes"), all(few) / 1000.0, "kB", None);
        self.add(format!("memory after {MANY} route changes"), all(many) / 1000.0, "kB", None);
        self.add("memory: growth of the page per change", (many.heap - few.heap) / changes, "B", Some(AtMost(100.0)));
        let program = (many.program - few.program) / changes;
        self.add("memory: growth of the program per change", program, "B", Some(AtMost(350.0)));
        self.add("memory: nodes per change", (many.nodes - few.nodes) / changes, "", Some(AtMost(0.1)));
    }

    /// Clicks and keys: all of them, and the slowest of each kind.
    #[expect(clippy::cast_precision_loss, reason = "some hundreds")]
    pub fn interactions(&mut self, interactions: &[Interaction]) {
        let times = interactions.iter().map(|(_, time)| *time).collect();
        self.add("interactions: keys and clicks", interactions.len() as f64, "inputs", None);
        self.add("interactions: latency, p98", quantile(times, 0.98), "ms", Some(AtMost(100.0)));
        let mut steps: Vec<&str> = interactions.iter().filter_map(|(step, _)| step.as_deref()).collect();
        steps.sort_unstable();
        steps.dedup();
        for step in steps {
            let times = interactions.iter().filter(|(of, _)| of.as_deref() == Some(step)).map(|(_, time)| *time);
            self.add(format!("interactions: {step}, worst"), worst(times), "ms", None);
        }
    }

    /// How well and how fast articles are found.
    pub fn knowledge(&mut self, Search { articles, recall, median, p95 }: &Search) {
        let of = |what| format!("search, {articles} articles: {what}");
        self.add(of("recall"), *recall, "", Some(AtLeast(0.95)));
        self.add(of("median"), *median, "ms", None);
        self.add(of("p95"), *p95, "ms", Some(AtMost(30.0)));
    }

    /// How many tickets the list has while it is under load.
    #[expect(clippy::cast_precision_loss, reason = "some thousands")]
    pub fn tickets(&mut self, total: u64) {
        self.add("backend: tickets in the list", total as f64, "tickets", None);
    }

    /// What the backend does under load.
    pub fn load(&mut self, name: &str, figures: &Figures) {
        self.add(format!("backend: {name}"), figures.per_second, "req/s", None);
        self.add(format!("backend: {name}, median"), figures.median, "ms", None);
        self.add(format!("backend: {name}, p99"), figures.p99, "ms", None);
    }

    /// Whether the bytes of cold starts are no more than the gates let through.
    pub fn holds_the_gate(&self) -> bool {
        self.0.iter().all(|line| match line.name.as_str() {
            IN_ALL | SURVEY_IN_ALL | PAGE_IN_ALL => line.is_within_budget(),
            _ => true,
        })
    }

    /// The figures for programs.
    pub fn to_json(&self) -> Value {
        let line = |line: &Line| {
            json!({
                "name": line.name,
                "value": line.value,
                "unit": line.unit,
                "budget": line.budget.map(Budget::limit),
                "withinBudget": line.is_within_budget(),
            })
        };
        self.0.iter().map(line).collect()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |value: f64, unit: &str| match unit {
            "" => format!("{value:.4}"),
            "ms" if value < 20.0 => format!("{value:.1} ms"),
            _ => format!("{value:.0} {unit}"),
        };
        writeln!(f, "{:<44} {:>14} {:>14}", "", "measured", "budget")?;
        for line in &self.0 {
            let budget = match line.budget {
                None => String::new(),
                Some(AtMost(limit)) => format!("≤ {}", number(limit, line.unit)),
                Some(AtLeast(limit)) => format!("≥ {}", number(limit, line.unit)),
            };
            let verdict = match (line.budget, line.is_within_budget()) {
                (None, _) => "",
                (Some(_), true) => "pass",
                (Some(_), false) => "MISS",
            };
            let row = format!("{:<44} {:>14} {budget:>14}  {verdict}", line.name, number(line.value, line.unit));
            writeln!(f, "{}", row.trim_end())?;
        }
        Ok(())
    }
}

/// All bytes that what is on the screen has taken.
#[expect(clippy::cast_precision_loss, reason = "at most some megabytes")]
fn in_all(bytes: &Bytes) -> f64 {
    bytes.iter().filter(|(kind, _)| **kind != LATER).map(|(_, count)| *count as f64).sum()
}

/// The median of a milestone.
fn of_starts(starts: &[Cold], read: fn(&Milestones) -> f64) -> f64 {
    median(starts.iter().map(|start| read(&start.milestones)).collect())
}

/// The middle one; of an even count the upper of the two.
pub fn median(values: Vec<f64>) -> f64 {
    quantile(values, 0.5)
}

/// The smallest value that is above this share of them.
#[expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "few values")]
fn quantile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get((values.len() as f64 * share) as usize).copied().unwrap_or(f64::NAN)
}

fn worst(values: impl Iterator<Item = f64>) -> f64 {
    values.fold(0.0, f64::max)
}

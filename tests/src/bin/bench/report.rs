//! The figures beside their budgets.

use std::fmt;

use serde_json::{Value, json};

use crate::{
    cold::{Bytes, Cold, LATER, Milestones},
    load::Figures,
};

/// What a cold start may cost on the wire, in bytes: 150 kB.
const WIRE: f64 = 150_000.0;
/// What a cold start costs at most until that budget is met, in bytes: the gate, which may only be lowered.
const CEILING: f64 = 160_000.0;

/// The line with all bytes of a cold start.
const IN_ALL: &str = "wire: cold start in all";

/// One line: a figure, and what it may be at most where there is a budget.
struct Line {
    name: String,
    value: f64,
    unit: &'static str,
    budget: Option<f64>,
}

impl Line {
    fn is_within_budget(&self) -> bool {
        self.budget.is_none_or(|budget| self.value <= budget)
    }
}

/// All figures, in the order in which they were measured.
#[derive(Default)]
pub struct Report(Vec<Line>);

impl Report {
    fn add(&mut self, name: impl Into<String>, value: f64, unit: &'static str, budget: Option<f64>) {
        self.0.push(Line { name: name.into(), value, unit, budget });
    }

    /// What a cold start costs on the wire.
    pub fn bytes(&mut self, bytes: &Bytes) {
        #[expect(clippy::cast_precision_loss, reason = "at most some megabytes")]
        let bytes: Vec<(&str, f64)> = bytes.iter().map(|(kind, count)| (*kind, *count as f64)).collect();
        let total = bytes.iter().filter(|(kind, _)| *kind != LATER).map(|(_, count)| count).sum();
        for (kind, count) in &bytes {
            self.add(format!("wire: {kind}"), *count, "B", None);
        }
        self.add(IN_ALL, total, "B", Some(WIRE));
    }

    /// Medians of several cold starts.
    pub fn cold(&mut self, starts: &[Cold]) {
        if let Some(start) = starts.first() {
            self.bytes(&start.bytes);
        }
        let mut of = |name, unit, budget, read: fn(&Milestones) -> f64| {
            let value = median(starts.iter().map(|start| read(&start.milestones)).collect());
            self.add(name, value, unit, Some(budget));
        };
        of("first paint", "ms", 800.0, |it| it.first_paint);
        of("largest paint", "ms", 1200.0, |it| it.largest_paint);
        of("live data on the screen", "ms", 2500.0, |it| it.live_data);
        of("layout shift", "", 0.02, |it| it.layout_shift);
    }

    /// Times from a live event to its paint.
    pub fn live(&mut self, times: &[f64]) {
        self.add("event to paint, median", median(times.to_vec()), "ms", Some(100.0));
        self.add("event to paint, worst", times.iter().copied().fold(0.0, f64::max), "ms", None);
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

    /// Whether the bytes of a cold start are no more than they have been.
    pub fn holds_the_gate(&self) -> bool {
        self.0.iter().filter(|line| line.name == IN_ALL).all(|line| line.value <= CEILING)
    }

    /// The figures for programs.
    pub fn to_json(&self) -> Value {
        let line = |line: &Line| {
            json!({
                "name": line.name,
                "value": line.value,
                "unit": line.unit,
                "budget": line.budget,
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
        writeln!(f, "{:<36} {:>14} {:>14}", "", "measured", "budget")?;
        for line in &self.0 {
            let budget = line.budget.map_or_else(String::new, |budget| format!("≤ {}", number(budget, line.unit)));
            let verdict = match (line.budget, line.is_within_budget()) {
                (None, _) => "",
                (Some(_), true) => "pass",
                (Some(_), false) => "MISS",
            };
            let row = format!("{:<36} {:>14} {budget:>14}  {verdict}", line.name, number(line.value, line.unit));
            writeln!(f, "{}", row.trim_end())?;
        }
        Ok(())
    }
}

/// The middle one; of an even count the upper of the two.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

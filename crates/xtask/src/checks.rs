//! Everything that has to hold before a change is good: `test`, `bench`, `openapi`.

use std::{
    ffi::OsString,
    fs,
    path::PathBuf,
    process::{Command, ExitCode},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;

use crate::{
    bundle,
    command::{Took, cargo, command, find, native, output, run},
    places,
    serve::{self, BACKEND, Build},
    tools::{self, AXE, GECKODRIVER, LEPTOSFMT, LIGHTHOUSE, WASM_BINDGEN},
};

/// The names that `cargo xtask test` takes.
const CHECKS: [&str; 7] = ["fmt", "clippy", "native", "wasm", "bytes", "conformance", "e2e"];

/// Which checks to run.
pub struct Selection(Vec<String>);

impl Selection {
    /// Reads the names of checks.
    pub fn parse(mut arguments: lexopt::Parser) -> Result<Self> {
        let mut names = Vec::new();
        while let Some(argument) = arguments.next()? {
            match argument {
                Value(name) => names.push(name.string()?),
                other => return Err(other.unexpected().into()),
            }
        }
        match names.iter().find(|name| !CHECKS.contains(&name.as_str())) {
            Some(unknown) => bail!("there is no check \"{unknown}\", only {}", CHECKS.join(", ")),
            None => Ok(Self(names)),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.0.is_empty() || self.0.iter().any(|chosen| chosen == name)
    }
}

/// Runs the chosen checks, all to their end, and tells how many tests passed and failed.
pub fn test(chosen: &Selection) -> ExitCode {
    let mut report = Report::default();
    // Linking the bundle keeps one core busy for minutes; on the others the checks go on. What is wrong with it is told
    // by those who need it.
    let bundle = (chosen.has("bytes") || chosen.has("e2e")).then(|| {
        // Two must not install at the same time.
        drop(bundle::prepare().and_then(|()| tools::std_source()));
        thread::spawn(bundle::build)
    });
    if chosen.has("fmt") {
        report.gate("rustfmt", || {
            tools::component("rustfmt", "fmt")?;
            Ok(with(cargo()?, "fmt --all --check"))
        });
        report.gate("leptosfmt", || {
            tools::install(&[&LEPTOSFMT])?;
            let mut leptosfmt = command(LEPTOSFMT.program("leptosfmt")?)?;
            leptosfmt.args(["--check", "src"]);
            Ok(leptosfmt)
        });
    }
    if chosen.has("clippy") {
        report.gate("clippy, native", || {
            tools::component("clippy", "clippy")?;
            Ok(with(native("clippy")?, "--all-targets -- -D warnings"))
        });
        report.gate("clippy, suites", || Ok(with(native("clippy")?, "--test conformance --test e2e -- -D warnings")));
        report.gate("clippy, wasm", || {
            tools::wasm_target()?;
            let mut clippy = cargo()?;
            clippy.arg("clippy").args(places::IN_BROWSERS.into_iter().flat_map(|package| ["--package", package]));
            Ok(with(clippy, "--all-targets --target wasm32-unknown-unknown -- -D warnings"))
        });
    }
    if chosen.has("native") {
        report.suite("native", || Ok(with(native("test")?, "--no-fail-fast")));
    }
    if chosen.has("wasm") {
        report.suite("wasm, in Chromium", in_browser);
    }
    if let Some(bundle) = bundle {
        drop(bundle.join());
    }
    if chosen.has("bytes") {
        report.gate("bytes", || measured(&["--bytes".into()], Build::Debug));
    }
    if chosen.has("conformance") {
        report.suite("conformance", || {
            tools::programs(&["pdftotext", "pdftoppm"], &["poppler-utils"])?;
            against_backend("conformance")
        });
    }
    if chosen.has("e2e") {
        report.suite("end to end", end_to_end);
    }
    report.close()
}

/// Measures the release build; the arguments go to the program that does it.
pub fn bench(arguments: impl IntoIterator<Item = OsString>) -> Result<()> {
    let arguments: Vec<OsString> = arguments.into_iter().collect();
    if !arguments.iter().any(|argument| argument == "--bytes") {
        tools::install(&[&LIGHTHOUSE])?;
        tools::offer("lighthouse", &LIGHTHOUSE.program("lighthouse")?)?;
    }
    if !measured(&arguments, Build::Release)?.status()?.success() {
        bail!("the bench has failed, as told above");
    }
    Ok(())
}

fn measured(arguments: &[OsString], backend: Build) -> Result<Command> {
    chromium()?;
    bundle::build()?;
    let mut bench = command(serve::build("bench", Build::Debug)?)?;
    bench.env("AFTERCARE_BACKEND", serve::build(BACKEND, backend)?).env("AFTERCARE_DIST", places::dist());
    bench.args(arguments);
    Ok(bench)
}

/// Generates the API document from the contract's types.
pub fn openapi() -> Result<()> {
    let generate = "run --quiet --package aftercare-contract --features openapi --bin openapi";
    let document = output(&mut with(cargo()?, generate))?;
    fs::write(places::root().join("crates/contract/openapi.json"), document)?;
    Ok(())
}

fn with(mut command: Command, arguments: &str) -> Command {
    command.args(arguments.split(' '));
    command
}

fn in_browser() -> Result<Command> {
    tools::wasm_target()?;
    tools::install(&[&WASM_BINDGEN])?;
    let mut tests = cargo()?;
    tests
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", WASM_BINDGEN.program("wasm-bindgen-test-runner")?)
        .env("CHROMEDRIVER", chromium()?);
    Ok(with(
        tests,
        "test --package aftercare --package aftercare-survey --target wasm32-unknown-unknown --lib --test browser \
         --bin aftercare-survey --no-fail-fast",
    ))
}

fn end_to_end() -> Result<Command> {
    tools::install(&[&GECKODRIVER, &AXE])?;
    tools::offer("geckodriver", &GECKODRIVER.program("geckodriver")?)?;
    tools::offer("axe.min.js", &AXE.file("axe.min.js")?)?;
    browsers()?;
    bundle::build()?;
    let mut tests = against_backend("e2e")?;
    tests.env("AFTERCARE_DIST", places::dist()).env("AFTERCARE_TOOLS", places::programs()?);
    Ok(tests)
}

/// One of the suites that start the backend and speak to it.
fn against_backend(suite: &str) -> Result<Command> {
    let mut tests = native("test")?;
    tests.env("AFTERCARE_BACKEND", serve::build(BACKEND, Build::Debug)?);
    tests.args(["--no-fail-fast", "--test", suite]);
    Ok(tests)
}

/// Installs Chromium where it is missing; returns its driver.
fn chromium() -> Result<PathBuf> {
    tools::programs(&["chromium", "chromedriver"], &["chromium", "chromium-driver"])?;
    find("chromedriver").context("there is no chromedriver on the PATH")
}

fn browsers() -> Result<()> {
    tools::programs(
        &["chromium", "chromedriver", "firefox-esr", "WebKitWebDriver", "Xvfb", "xauth"],
        &["chromium", "chromium-driver", "firefox-esr", "webkit2gtk-driver", "xvfb", "xauth", "fonts-noto-cjk"],
    )
}

#[derive(Default)]
struct Report {
    rows: Vec<Row>,
}

struct Row {
    name: &'static str,
    tally: Tally,
    took: Duration,
}

#[derive(Default, Clone, Copy, PartialEq, Debug)]
struct Tally {
    passed: u32,
    failed: u32,
}

impl Report {
    /// Runs a command that holds or fails as a whole, and counts as one test.
    fn gate(&mut self, name: &'static str, prepare: impl FnOnce() -> Result<Command>) {
        self.check(name, prepare, |_, succeeded| {
            if succeeded { Tally { passed: 1, failed: 0 } } else { Tally { passed: 0, failed: 1 } }
        });
    }

    /// Runs a command that runs tests, and counts them.
    fn suite(&mut self, name: &'static str, prepare: impl FnOnce() -> Result<Command>) {
        self.check(name, prepare, |mut counted, succeeded| {
            // It didn't compile, or died on the way.
            if !succeeded && counted.failed == 0 {
                counted.failed = 1;
            }
            counted
        });
    }

    fn check(
        &mut self,
        name: &'static str,
        prepare: impl FnOnce() -> Result<Command>,
        judge: impl FnOnce(Tally, bool) -> Tally,
    ) {
        println!("\n── {name} ──");
        let started = Instant::now();
        let mut counted = Tally::default();
        let outcome = prepare().and_then(|mut command| {
            run(&mut command, |line| {
                println!("{line}");
                if let Some(tally) = Tally::parse(line) {
                    counted.passed += tally.passed;
                    counted.failed += tally.failed;
                }
            })
        });
        if let Err(error) = &outcome {
            println!("{name} can't run: {error:#}");
        }
        let succeeded = outcome.is_ok_and(|status| status.success());
        self.rows.push(Row { name, tally: judge(counted, succeeded), took: started.elapsed() });
    }

    /// Prints what came of it.
    fn close(self) -> ExitCode {
        println!("\n{:<20} {:>7} {:>7}  time", "check", "passed", "failed");
        let mut sum = Tally::default();
        for Row { name, tally, took } in self.rows {
            println!("{name:<20} {:>7} {:>7}  {}", tally.passed, tally.failed, Took(took));
            sum.passed += tally.passed;
            sum.failed += tally.failed;
        }
        println!("\n{} passed, {} failed", sum.passed, sum.failed);
        if sum.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

impl Tally {
    /// Reads the line that ends a run of tests: `test result: ok. 3 passed; 1 failed; 0 ignored; …`.
    fn parse(line: &str) -> Option<Self> {
        let (_, figures) = line.strip_prefix("test result: ")?.split_once(". ")?;
        let figure = |unit: &str| figures.split("; ").find_map(|figure| figure.strip_suffix(unit)?.trim().parse().ok());
        Some(Self { passed: figure("passed")?, failed: figure("failed")? })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_counted_from_the_runners_closing_line() {
        let line = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.2s";
        assert_eq!(Tally::parse(line), Some(Tally { passed: 12, failed: 3 }));
        assert_eq!(Tally::parse("test x ... ok"), None);
    }

    #[test]
    fn a_suite_that_dies_counts_as_a_failure() {
        let mut report = Report::default();
        report.suite("dies", || {
            let mut command = Command::new("sh");
            command.args(["-c", "echo 'test result: ok. 2 passed; 0 failed'; exit 1"]);
            Ok(command)
        });
        assert_eq!(report.rows[0].tally, Tally { passed: 2, failed: 1 });
    }
}

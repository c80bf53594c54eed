//! `cargo xtask`: set up, start, test and measure Aftercare. `cargo xtask --help` explains the commands.

mod bundle;
mod checks;
mod command;
mod finish;
mod places;
mod serve;
mod split;
mod survey;
mod tools;

use std::{env, ffi::OsString, path::Path, process::ExitCode};

use anyhow::{Result, bail};
use lexopt::prelude::*;

const HELP: &str = "\
Set up, start, test and measure Aftercare.

cargo xtask start [--port N] [--demo-tickets N] [--demo-speed N]
    Install what is missing, build the release bundle and the backend, and serve both with demo data on
    http://127.0.0.1:8080, with the desk's API on the next port. --demo-tickets 10000 is the data of a large customer;
    --demo-speed is how many times faster than people the vendor's side is played, 0 if you play it yourself.
cargo xtask dev [--port N] [--demo-tickets N] [--demo-speed N]
    The same from debug builds; the page reloads whenever a source of the portal has changed.
cargo xtask test [fmt | clippy | native | wasm | bytes | conformance | e2e]...
    All checks, or the named ones: formatting, lints, native tests, tests in a browser, the byte budget of the bundle,
    the API against its contract, users' stories in real browsers. Installs the browsers where it may.
cargo xtask bench [--bytes] [--json] [--language TAG] [PART]...
    Measure the figures that have a budget, and print them beside it; --bytes only what cold starts cost on the wire.
    Parts, if not all: cold, survey, routes, live, lighthouse, backend, long-list, memory, interactions, knowledge.
cargo xtask openapi
    Write crates/contract/openapi.json anew from the types.
cargo xtask bundle
    Only build the release bundle, into dist/.

Tools are kept below the user's cache folder (aftercare/tools), builds below target/.";

fn main() -> ExitCode {
    let mut arguments = env::args_os();
    let called = arguments.next().unwrap_or_default();
    let outcome = if Path::new(&called).file_stem() == Some("wasm-bindgen".as_ref()) {
        split::wasm_bindgen(arguments.collect())
    } else {
        xtask(arguments.collect())
    };
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

fn xtask(arguments: Vec<OsString>) -> Result<ExitCode> {
    let mut arguments = lexopt::Parser::from_args(arguments);
    let Some(argument) = arguments.next()? else {
        println!("{HELP}");
        return Ok(ExitCode::FAILURE);
    };
    let command = match argument {
        Short('h') | Long("help") => "help".to_owned(),
        Value(name) => name.string()?,
        other => return Err(other.unexpected().into()),
    };
    match command.as_str() {
        "help" => println!("{HELP}"),
        "start" => serve::start(&serve::Options::parse(arguments)?)?,
        "dev" => serve::dev(&serve::Options::parse(arguments)?)?,
        "test" => return Ok(checks::test(&checks::Selection::parse(arguments)?)),
        "bench" => checks::bench(arguments.raw_args()?)?,
        "openapi" => checks::openapi()?,
        "bundle" => bundle::build()?,
        // Called by Trunk, see Trunk.toml.
        "finish-bundle" => finish::hook()?,
        unknown => bail!("there is no command \"{unknown}\"; cargo xtask --help lists them"),
    }
    Ok(ExitCode::SUCCESS)
}

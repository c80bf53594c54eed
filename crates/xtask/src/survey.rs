//! The survey's program: small, and apart from the portal, which nobody waits for who only wants to rate a service.

use std::{fs, path::Path};

use anyhow::Result;

use crate::{
    command::{cargo, command, output},
    places,
    tools::{self, WASM_BINDGEN},
};

/// The folder of its sources.
pub const SOURCES: &str = "crates/survey";

/// Builds it, as Trunk has just built the portal, and puts its script and its module into `folder`.
pub fn build(folder: &Path, release: bool) -> Result<()> {
    let (profile, built) = if release { ("portal", "portal") } else { ("dev", "debug") };
    let arguments = ["build", "--offline", "--package", "aftercare-survey", "--target", tools::WASM];
    output(cargo()?.args(arguments).args(["--profile", profile]))?;
    let module = places::target()?.join(tools::WASM).join(built).join("aftercare-survey.wasm");
    let out = places::survey()?;
    let mut bindgen = command(WASM_BINDGEN.program("wasm-bindgen")?)?;
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", places::SURVEY, "--out-dir"]).arg(&out);
    output(bindgen.arg(module))?;
    for name in [format!("{}.js", places::SURVEY), format!("{}_bg.wasm", places::SURVEY)] {
        fs::copy(out.join(&name), folder.join(name))?;
    }
    Ok(())
}

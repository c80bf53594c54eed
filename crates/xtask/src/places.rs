//! Where things are: in the repository, below `target`, in the user's cache.

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result};

/// The name of the portal's package, and so of its program and its script.
pub const PORTAL: &str = "aftercare";

/// The name of the survey's page, its script and its module.
pub const SURVEY: &str = "survey";

/// The packages that run in browsers alone.
pub const IN_BROWSERS: [&str; 4] = ["aftercare", "aftercare-json", "aftercare-survey", "wasm-streams"];

/// The root of the repository.
pub fn root() -> &'static Path {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    manifest.ancestors().nth(2).unwrap_or(manifest)
}

/// The release bundle.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// Cargo's target folder, of which this program is a part.
pub fn target() -> Result<PathBuf> {
    let program = env::current_exe()?;
    let target = program.ancestors().nth(2).context("this program lies outside of a target folder")?;
    Ok(target.to_owned())
}

/// Our own part of the target folder.
pub fn scratch() -> Result<PathBuf> {
    Ok(target()?.join("xtask"))
}

/// What other programs look up by its name: first on the `PATH` of everything we start.
pub fn programs() -> Result<PathBuf> {
    Ok(scratch()?.join("bin"))
}

/// Where the split module waits between the linker and the bundle; `build` is Trunk's `debug` or `release`.
pub fn split_module(build: &OsStr) -> Result<PathBuf> {
    Ok(scratch()?.join("split").join(build))
}

/// Where `wasm-bindgen` leaves the survey's program.
pub fn survey() -> Result<PathBuf> {
    Ok(scratch()?.join(SURVEY))
}

/// The tools installed for this user, shared by all checkouts.
pub fn tools() -> Result<PathBuf> {
    let cache = match env::var_os("XDG_CACHE_HOME") {
        Some(cache) => PathBuf::from(cache),
        None => env::home_dir().context("no home folder to keep tools in: set XDG_CACHE_HOME")?.join(".cache"),
    };
    Ok(cache.join("aftercare/tools"))
}

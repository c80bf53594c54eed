//! The release bundle: the portal as files for any web server.

use std::{env, fs, path::Path, process::Command};

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::{
    command::{cargo, command, step},
    places,
    tools::{self, FOR_BUNDLE, TRUNK},
};

/// What lies in the repository and doesn't go into the bundle.
const ELSEWHERE: [&str; 8] =
    ["target", "dist", "tests", "docs", "crates/backend", "README.md", "ARCHITECTURE.md", "LICENSE"];

/// Builds the bundle into [`places::dist`], unless it is there already, made of the same sources by the same tools.
pub fn build() -> Result<()> {
    let mark = places::scratch()?.join("bundle.sha256");
    let fingerprint = fingerprint()?;
    let dist = places::dist();
    if dist.join("index.html").is_file() && fs::read_to_string(&mark).is_ok_and(|built| built == fingerprint) {
        println!("✓ the bundle is up to date");
        return Ok(());
    }
    prepare()?;
    tools::std_source()?;
    step("fetching the crates of std", small(&mut cargo()?).args(["fetch", "--target", tools::WASM]))?;
    step(
        "building the portal",
        small(&mut trunk()?).args(["build", "--release", "--cargo-profile", "portal", "--dist"]).arg(dist),
    )?;
    fs::write(&mark, fingerprint)?;
    Ok(())
}

/// Lets cargo build Rust's own library along, for size, and end a panic at once: without the words for panics, which
/// nobody would read (`index.html` shows the page for them), the portal starts with 16 KB less. These are switches of
/// the compiler that aren't stable yet.
fn small(cargo: &mut Command) -> &mut Command {
    const FLAGS: &str = "--cfg erase_components -Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none \
                         -Zfmt-debug=none";
    cargo
        .env("RUSTC_BOOTSTRAP", "1")
        .env("CARGO_UNSTABLE_BUILD_STD", "std")
        .env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size")
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", FLAGS)
}

/// Installs what Trunk needs.
pub fn prepare() -> Result<()> {
    tools::require("node", "Node.js, version 20 or later")?;
    tools::wasm_target()?;
    tools::crates()?;
    tools::install(&FOR_BUNDLE)?;
    // Trunk calls us under both names: to split the module, and as its hook.
    tools::offer("wasm-bindgen", &env::current_exe()?)?;
    tools::offer("xtask", &env::current_exe()?)
}

/// Trunk, which builds as `Trunk.toml` says.
pub fn trunk() -> Result<Command> {
    let mut trunk = command(TRUNK.program("trunk")?)?;
    // Trunk takes only "true" and "false" for it.
    trunk.env_remove("NO_COLOR");
    // Its own would push the compiler's errors off the screen.
    trunk.env("RUST_BACKTRACE", "0");
    Ok(trunk)
}

/// A hash over everything that the bundle is made of.
fn fingerprint() -> Result<String> {
    let mut sources = vec![places::root().join(".cargo/config.toml")];
    collect(places::root(), &mut |path| sources.push(path.to_owned()))?;
    sources.sort();
    let mut hash = Sha256::new();
    hash.update(tools::versions()?);
    for source in sources {
        let content = fs::read(&source).with_context(|| format!("{} can't be read", source.display()))?;
        hash.update(source.as_os_str().as_encoded_bytes());
        hash.update(content.len().to_le_bytes());
        hash.update(content);
    }
    Ok(hex::encode(hash.finalize()))
}

fn collect(folder: &Path, found: &mut impl FnMut(&Path)) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
        if hidden || ELSEWHERE.iter().any(|elsewhere| path == places::root().join(elsewhere)) {
            continue;
        }
        if path.is_dir() {
            collect(&path, found)?;
        } else {
            found(&path);
        }
    }
    Ok(())
}

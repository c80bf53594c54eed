//! The tools we need, each in the version we need, installed when they are missing.

use std::{
    env, fs,
    os::unix::fs::symlink,
    path::{Path, PathBuf},
};

use anyhow::{Context, Result, bail};

use crate::{
    command::{cargo, command, find, output, step},
    places,
};

/// A program or package that isn't part of the workspace.
pub struct Tool {
    package: &'static str,
    version: Version,
    source: Source,
}

enum Version {
    Exactly(&'static str),
    /// That of a crate in `Cargo.lock`, because the two have to fit.
    OfCrate(&'static str),
}

enum Source {
    /// `cargo install` at this optimisation level (the crates' own release profiles take many times as long).
    Crates {
        opt_level: &'static str,
        flags: &'static [&'static str],
    },
    Npm,
}

/// Builds the bundle. Its lock file compiles with an older Rust than it declares.
pub const TRUNK: Tool = Tool {
    package: "trunk",
    version: Version::Exactly("0.22.1"),
    source: Source::Crates { opt_level: "0", flags: &["--locked", "--ignore-rust-version"] },
};
/// Makes the script that goes with the wasm module, and runs tests in browsers.
pub const WASM_BINDGEN: Tool = Tool {
    package: "wasm-bindgen-cli",
    version: Version::OfCrate("wasm-bindgen"),
    source: Source::Crates { opt_level: "1", flags: &["--no-default-features"] },
};
/// Splits the wasm module by route.
pub const WASM_SPLIT: Tool = Tool {
    package: "wasm_split_cli_support",
    version: Version::Exactly("0.2.4"),
    source: Source::Crates { opt_level: "1", flags: &["--locked", "--features", "build-binary"] },
};
/// Has `wasm-opt`. The versions of some distributions produce modules that fail at run time.
pub const BINARYEN: Tool = Tool { package: "binaryen", version: Version::Exactly("132.0.0"), source: Source::Npm };
/// Formats the insides of `view!`.
pub const LEPTOSFMT: Tool = Tool {
    package: "leptosfmt",
    version: Version::Exactly("0.1.33"),
    source: Source::Crates { opt_level: "1", flags: &["--locked"] },
};
/// Lets the end-to-end tests drive Firefox.
pub const GECKODRIVER: Tool = Tool {
    package: "geckodriver",
    version: Version::Exactly("0.37.1"),
    source: Source::Crates { opt_level: "1", flags: &["--locked"] },
};
/// Checks pages for accessibility.
pub const AXE: Tool = Tool { package: "axe-core", version: Version::Exactly("4.14.1"), source: Source::Npm };
/// Marks pages for a phone; the bench prints its marks.
pub const LIGHTHOUSE: Tool = Tool { package: "lighthouse", version: Version::Exactly("13.5.0"), source: Source::Npm };

/// What a release bundle takes.
pub const FOR_BUNDLE: [&Tool; 4] = [&TRUNK, &WASM_BINDGEN, &WASM_SPLIT, &BINARYEN];

impl Tool {
    /// The path of one of the tool's programs.
    pub fn program(&self, name: &str) -> Result<PathBuf> {
        Ok(match self.source {
            Source::Crates { .. } => self.folder()?.join("bin").join(name),
            Source::Npm => self.folder()?.join("node_modules/.bin").join(name),
        })
    }

    /// The path of a file of an npm package.
    pub fn file(&self, path: &str) -> Result<PathBuf> {
        Ok(self.folder()?.join("node_modules").join(self.package).join(path))
    }

    /// `package-version`, as the tool's folder is called.
    pub fn id(&self) -> Result<String> {
        Ok(format!("{}-{}", self.package, self.version()?))
    }

    fn version(&self) -> Result<String> {
        match self.version {
            Version::Exactly(version) => Ok(version.to_owned()),
            Version::OfCrate(name) => locked_version(name),
        }
    }

    fn folder(&self) -> Result<PathBuf> {
        Ok(places::tools()?.join(self.id()?))
    }

    /// Both installers leave this only when they are done.
    fn is_installed(&self) -> Result<bool> {
        let receipt = match self.source {
            Source::Crates { .. } => ".crates.toml",
            Source::Npm => "node_modules/.package-lock.json",
        };
        Ok(self.folder()?.join(receipt).is_file())
    }

    fn install(&self, build: &Path) -> Result<()> {
        let (version, folder) = (self.version()?, self.folder()?);
        let title = format!("installing {} {version}, once for all", self.package);
        match self.source {
            Source::Crates { opt_level, flags } => {
                let mut install = cargo()?;
                // The toolchain's, not those of a workspace that this is called in.
                install.current_dir(places::tools()?);
                install.args(["install", &format!("{}@{version}", self.package), "--root"]).arg(folder).args(flags);
                install
                    .env("CARGO_TARGET_DIR", build)
                    .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", opt_level)
                    .env("CARGO_PROFILE_RELEASE_LTO", "off")
                    .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
                    .env("CARGO_PROFILE_RELEASE_STRIP", "true");
                step(&title, &mut install)
            }
            Source::Npm => {
                require("npm", "Node.js with npm, version 20 or later")?;
                fs::create_dir_all(&folder)?;
                let mut install = command("npm")?;
                install.args(["install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix"]).arg(&folder);
                step(&title, install.arg(format!("{}@{version}", self.package)))
            }
        }
    }
}

/// Installs those tools that are missing.
///
/// # Errors
/// One sentence that says what is missing.
pub fn install(tools: &[&Tool]) -> Result<()> {
    let build = places::tools()?.join("build");
    for tool in tools {
        if !tool.is_installed()? {
            fs::create_dir_all(&build)?;
            tool.install(&build)?;
        }
    }
    if build.exists() {
        fs::remove_dir_all(build)?;
    }
    Ok(())
}

/// Puts a program or file where everything we start finds it by its name.
pub fn offer(name: &str, file: &Path) -> Result<()> {
    let link = places::programs()?.join(name);
    if fs::read_link(&link).is_ok_and(|current| current == file) {
        return Ok(());
    }
    fs::create_dir_all(places::programs()?)?;
    if link.symlink_metadata().is_ok() {
        fs::remove_file(&link)?;
    }
    symlink(file, &link).with_context(|| format!("{} can't be linked", link.display()))
}

/// What the portal is compiled for.
pub const WASM: &str = "wasm32-unknown-unknown";

/// Adds the wasm target to the toolchain when it is missing.
pub fn wasm_target() -> Result<()> {
    if toolchain_has(WASM)? {
        return Ok(());
    }
    require("rustup", "rustup (https://rustup.rs), to add the target wasm32-unknown-unknown to Rust")?;
    step("adding the wasm target", command("rustup")?.args(["target", "add", WASM]))
}

/// Adds the source of Rust's own library to the toolchain when it is missing.
pub fn std_source() -> Result<()> {
    if toolchain_has("src/rust/library")? {
        return Ok(());
    }
    require("rustup", "rustup (https://rustup.rs), to add the component rust-src to Rust")?;
    step("adding the source of std", command("rustup")?.args(["component", "add", "rust-src"]))
}

fn toolchain_has(path: &str) -> Result<bool> {
    let sysroot = output(command("rustc")?.args(["--print", "sysroot"]))?;
    Ok(Path::new(sysroot.trim()).join("lib/rustlib").join(path).is_dir())
}

/// Adds a component to the toolchain when cargo doesn't know its `subcommand`.
pub fn component(name: &str, subcommand: &str) -> Result<()> {
    if output(cargo()?.args([subcommand, "--version"])).is_ok() {
        return Ok(());
    }
    require("rustup", &format!("rustup (https://rustup.rs), to add {name} to Rust"))?;
    step(&format!("adding {name}"), command("rustup")?.args(["component", "add", name]))
}

/// Downloads the crates of `Cargo.lock` that aren't there, so that Trunk can work offline.
pub fn crates() -> Result<()> {
    step("fetching crates", cargo()?.arg("fetch"))
}

/// # Errors
/// The program isn't on the `PATH`.
pub fn require(program: &str, what: &str) -> Result<()> {
    match find(program) {
        Some(_) => Ok(()),
        None => bail!("please install {what}: there is no {program} on the PATH"),
    }
}

/// Installs browsers, their drivers and what else tests look with through the system's package manager, where
/// `programs` lack.
///
/// # Errors
/// They can't be installed from here; the sentence says what to install.
pub fn programs(programs: &[&str], packages: &[&str]) -> Result<()> {
    let missing: Vec<_> = programs.iter().filter(|program| find(program).is_none()).copied().collect();
    if missing.is_empty() {
        return Ok(());
    }
    let root = output(command("id")?.arg("-u"))?.trim() == "0";
    if !root || find("apt-get").is_none() {
        bail!("there is no {} here; on Debian: sudo apt-get install {}", missing.join(", no "), packages.join(" "));
    }
    step("updating the list of packages", command("apt-get")?.arg("update"))?;
    let mut install = command("apt-get")?;
    install.args(["install", "--yes", "--no-install-recommends"]).args(packages);
    step("installing programs for tests", install.env("DEBIAN_FRONTEND", "noninteractive"))
}

fn locked_version(name: &str) -> Result<String> {
    let lock = fs::read_to_string(places::root().join("Cargo.lock")).context("Cargo.lock can't be read")?;
    version_in(&lock, name).with_context(|| format!("Cargo.lock names no {name}"))
}

fn version_in(lock: &str, name: &str) -> Option<String> {
    let (_, package) = lock.split_once(&format!("name = \"{name}\"\nversion = \""))?;
    package.split_once('"').map(|(version, _)| version.to_owned())
}

/// The versions that a bundle depends on, in one line.
pub fn versions() -> Result<String> {
    let mut versions = vec![output(command(env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))?.arg("--version"))?];
    for tool in FOR_BUNDLE {
        versions.push(tool.id()?);
    }
    Ok(versions.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_that_of_the_very_package() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(version_in(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(version_in(lock, "leptos"), None);
    }
}

//! What Trunk runs in place of `wasm-bindgen`: the module is split by route first.
//!
//! Trunk has no option for splitting, but calls the `wasm-bindgen` that is first on the `PATH`. [`crate::bundle`] puts
//! this program there under that name.

use std::{
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Result, bail};

use crate::{
    command::command,
    places,
    tools::{WASM_BINDGEN, WASM_SPLIT},
};

/// Runs `wasm-bindgen` with these arguments, on the main part of the module they name; the other parts and the script
/// that loads them are left in [`places::split_module`] for [`crate::finish`].
pub fn wasm_bindgen(mut arguments: Vec<OsString>) -> Result<ExitCode> {
    // Trunk asks for the version, too, and has debug and release builds in folders of these names.
    let out = arguments.iter().find_map(|argument| argument.to_str()?.strip_prefix("--out-dir=")).map(PathBuf::from);
    let module = arguments.iter_mut().find(|argument| Path::new(argument).extension() == Some(OsStr::new("wasm")));
    if let (Some(module), Some(build)) = (module, out.as_deref().and_then(Path::file_name)) {
        let folder = places::split_module(build)?;
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        let mut split = command(WASM_SPLIT.program("wasm-split-cli")?)?;
        split.arg(&module).arg(&folder).args(["--out-name", places::PORTAL]);
        if !split.status()?.success() {
            bail!("the wasm module can't be split by route");
        }
        *module = folder.join(places::PORTAL).with_extension("wasm").into();
        // The parts are linked by the linker's own names.
        arguments.extend(["--keep-lld-exports".into(), "--no-demangle".into()]);
    }
    let succeeded = command(WASM_BINDGEN.program("wasm-bindgen")?)?.args(arguments).status()?.success();
    Ok(if succeeded { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

//! Holds that the portal's modules import in one direction only.

use std::{fs, path::Path};

/// Each layer may import itself and what stands below it.
const LAYERS: &[&[&str]] = &[
    &["main", "lib", "app"],
    &["shell", "chunks"],
    &["features"],
    &["ui", "server_state", "session", "route", "i18n"],
    &["api", "live", "uploads", "platform"],
];

/// The portal's package, above this one.
fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn level(module: &str) -> usize {
    LAYERS.iter().position(|layer| layer.contains(&module)).unwrap_or_else(|| panic!("`{module}` is in no layer"))
}

/// Rust files below `folder`, with the top module that they belong to.
fn sources(folder: &Path, module: Option<&str>, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let module = module.unwrap_or(&name);
        if path.is_dir() {
            sources(&path, Some(module), found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push((module.to_owned(), fs::read_to_string(&path).unwrap()));
        }
    }
}

/// The modules after each `crate::`, also in `crate::{a::…, b::…}`.
fn imports(source: &str) -> Vec<String> {
    let first_word =
        |text: &str| text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect::<String>();
    let mut modules = Vec::new();
    for after in source.split("crate::").skip(1) {
        if let Some(group) = after.strip_prefix('{') {
            let (mut depth, mut start) = (0, true);
            for (index, c) in group.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    c if start && c.is_alphanumeric() => {
                        modules.push(first_word(&group[index..]));
                        start = false;
                    }
                    _ => {}
                }
            }
        } else {
            modules.push(first_word(after));
        }
    }
    modules
}

#[test]
fn imports_point_one_way() {
    let mut files = Vec::new();
    sources(&root().join("src"), None, &mut files);
    assert!(files.len() > 20, "the sources were not found");
    for (module, source) in &files {
        for import in imports(source) {
            assert!(level(module) <= level(&import), "`{module}` imports `{import}`");
            let kit_knows_resources = module == "ui" && import == "server_state";
            assert!(!kit_knows_resources, "`ui` imports `server_state`");
        }
    }
}

#[test]
fn features_never_import_each_other() {
    let folder = root().join("src/features");
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let area = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let mut files = Vec::new();
        if path.is_dir() {
            sources(&path, Some(&area), &mut files);
        } else {
            files.push((area.clone(), fs::read_to_string(&path).unwrap()));
        }
        for (_, source) in files {
            for other in source.split("features::").skip(1) {
                assert!(other.starts_with(&area), "`{area}` imports from another feature");
            }
        }
    }
}

#[test]
fn only_the_api_speaks_http_and_only_live_opens_a_stream() {
    let mut files = Vec::new();
    sources(&root().join("src"), None, &mut files);
    for (module, source) in &files {
        let may_fetch = ["api", "platform", "i18n"].contains(&module.as_str());
        assert!(may_fetch || !source.contains("fetch_with"), "`{module}` speaks HTTP");
        assert!(module == "live" || !source.contains("EventSource::new"), "`{module}` opens a stream");
    }
}

/// Pages and parts whose code is fetched later; their words are, too.
const LATER: [&str; 37] = [
    "features/account",
    "features/devices",
    "features/home",
    "features/kit",
    "features/knowledge",
    "features/more",
    "features/new_ticket",
    "features/notes",
    "features/notices",
    "features/reports",
    "features/review",
    "features/sign_in",
    "features/ticket/",
    "features/tickets/tools",
    "i18n/actions",
    "i18n/claim",
    "i18n/devices",
    "i18n/fields",
    "i18n/figures",
    "i18n/knowledge",
    "i18n/plan",
    "i18n/report",
    "i18n/rma",
    "i18n/visit",
    "ui/chart",
    "ui/clock",
    "ui/copier",
    "ui/dialog",
    "ui/field",
    "ui/files",
    "ui/notice",
    "ui/prose",
    "ui/ribbon/drawing",
    "ui/ribbon/layout",
    "ui/ribbon/list",
    "ui/screening",
    "uploads",
];
/// The same files as in `build.rs`.
const START: [&str; 5] = ["errors", "list", "shell", "state", "words"];

#[test]
fn the_start_says_only_what_is_there_from_the_start() {
    let root = root();
    let mut later = Vec::new();
    for entry in fs::read_dir(root.join("src/i18n/messages")).unwrap() {
        let path = entry.unwrap().path();
        if !START.contains(&path.file_stem().unwrap().to_str().unwrap()) {
            let words = fs::read_to_string(path).unwrap();
            later.extend(
                words.lines().filter_map(|line| Some(line.strip_prefix('[')?.split([']', '.']).next()?.to_owned())),
            );
        }
    }
    let mut files = Vec::new();
    walk(&root.join("src"), &mut files);
    for file in files {
        let name = file.strip_prefix(root.join("src")).unwrap().to_str().unwrap();
        if LATER.iter().any(|later| name.starts_with(later)) {
            continue;
        }
        let source = fs::read_to_string(&file).unwrap();
        for said in ["i18n.", "self.", "I18n::"].iter().flat_map(|before| source.split(before).skip(1)) {
            let word = said.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
            assert!(!later.iter().any(|later| later == word), "{name} says `{word}`, which isn't there from the start");
        }
    }
}

#[test]
fn the_start_shows_only_icons_that_are_there_from_the_start() {
    let root = root();
    let drawn = fs::read_to_string(root.join("public/icons-later.svg")).unwrap();
    let later: Vec<&str> = drawn.split("<symbol id=\"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(later.len() > 20, "the icons were not found");
    let mut files = vec![root.join("src/app.rs"), root.join("src/shell.rs"), root.join("src/live.rs")];
    walk(&root.join("src/ui"), &mut files);
    walk(&root.join("src/features/tickets"), &mut files);
    for file in files {
        let name = file.strip_prefix(root.join("src")).unwrap().to_str().unwrap();
        if LATER.iter().chain(&["ui/menu"]).any(|later| name.starts_with(later)) {
            continue;
        }
        let source = fs::read_to_string(&file).unwrap();
        let source = source.split("#[cfg(test)]").next().unwrap();
        for icon in &later {
            assert!(
                !source.contains(&format!("\"{icon}\"")),
                "{name} shows `{icon}`, which isn't there from the start"
            );
        }
    }
}

fn walk(folder: &Path, found: &mut Vec<std::path::PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

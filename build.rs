//! Turns `src/i18n/messages/*.toml` into one typed method per message and two compact JSON arrays per language: what
//! the portal says from the start, and what only pages say whose code is fetched later.
//!
//! A message that lacks a language, or names other placeholders in one language than in another, stops the build.

use std::{
    collections::{BTreeMap, BTreeSet},
    env,
    ffi::OsStr,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use toml::{Table, Value};

/// Languages of the portal; the first one documents the methods.
const LANGUAGES: [&str; 3] = ["en", "zh-CN", "ja"];
/// The plural categories of `LANGUAGES` (CLDR), the general one last.
const CATEGORIES: [&str; 2] = ["one", "other"];

/// The files whose messages the portal starts with.
const START: [&str; 5] = ["errors", "list", "shell", "state", "words"];

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// One wording per plural category (or only one), with placeholders by name.
struct Message {
    plural: bool,
    placeholders: Vec<String>,
    /// By language: its wordings, in the order of `CATEGORIES` where `plural`.
    wordings: BTreeMap<&'static str, Vec<String>>,
}

fn main() -> Outcome<()> {
    let sources = Path::new("src/i18n/messages");
    println!("cargo::rerun-if-changed={}", sources.display());
    println!("cargo::rerun-if-changed=build.rs");
    if env::var("CARGO_CFG_TARGET_ARCH")? == "wasm32" {
        // wasm-split-cli needs the relocations to move functions into chunks.
        println!("cargo::rustc-link-arg-bins=--emit-relocs");
    }

    let (mut start, mut later) = (BTreeMap::new(), BTreeMap::new());
    for file in fs::read_dir(sources)? {
        let file = file?.path();
        println!("cargo::rerun-if-changed={}", file.display());
        let table: Table =
            fs::read_to_string(&file)?.parse().map_err(|error| format!("{}: {error}", file.display()))?;
        let is_start = START.iter().any(|start| file.file_stem() == Some(OsStr::new(start)));
        for (key, wordings) in table {
            let message = read(&wordings).map_err(|error| format!("{}: {key}: {error}", file.display()))?;
            if start.contains_key(&key) || later.contains_key(&key) {
                return Err(format!("{}: {key} is there twice", file.display()).into());
            }
            if is_start { &mut start } else { &mut later }.insert(key, message);
        }
    }

    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("messages.rs"), accessors([&start, &later])?)?;
    // OUT_DIR is <target>/…/build/<package>/out; the bundler finds the languages at a fixed place in <target>.
    // Inside of it, cargo marks the folder of another platform in the same way.
    let target =
        out.ancestors().filter(|folder| folder.join("CACHEDIR.TAG").exists()).last().ok_or("no target folder")?;
    let folder = target.join("i18n");
    fs::create_dir_all(&folder)?;
    for language in LANGUAGES {
        for (part, messages) in [("start", &start), ("later", &later)] {
            let slots: Vec<&String> = messages.values().flat_map(|message| &message.wordings[language]).collect();
            fs::write(folder.join(format!("{language}.{part}.json")), serde_json::to_string(&slots)?)?;
        }
    }
    Ok(())
}

/// Reads one message and checks that every language says the same with the same placeholders.
fn read(languages: &Value) -> Result<Message, String> {
    let languages = languages.as_table().ok_or("is no table of languages")?;
    if let Some(unknown) = languages.keys().find(|language| !LANGUAGES.contains(&language.as_str())) {
        return Err(format!("{unknown} is no language of the portal"));
    }
    let plural = languages.values().any(Value::is_table);
    let mut wordings = BTreeMap::new();
    let mut names: Option<BTreeSet<String>> = None;
    for language in LANGUAGES {
        let value = languages.get(language).ok_or_else(|| format!("{language} is missing"))?;
        let texts = match value {
            Value::String(text) if plural => vec![text.clone(); CATEGORIES.len()],
            Value::String(text) => vec![text.clone()],
            Value::Table(forms) => CATEGORIES
                .iter()
                .map(|category| forms.get(*category).or_else(|| forms.get("other"))?.as_str().map(str::to_owned))
                .collect::<Option<_>>()
                .ok_or_else(|| format!("{language} has no “other”"))?,
            _ => return Err(format!("{language} is no text")),
        };
        for text in &texts {
            let here: BTreeSet<String> = placeholders(text)?.into_iter().collect();
            match &names {
                None => names = Some(here),
                // A plural form may leave the number out ("one ticket"), nothing else.
                Some(names) if here == *names => {}
                Some(names) if plural && names.symmetric_difference(&here).all(|name| name == "count") => {}
                Some(names) => return Err(format!("{language} has the placeholders {here:?} instead of {names:?}")),
            }
        }
        wordings.insert(language, texts);
    }
    // Parameters stand in the order of the English wording.
    let mut placeholders =
        wordings["en"].last().map(|text: &String| placeholders(text)).transpose()?.unwrap_or_default();
    let mut seen = BTreeSet::new();
    placeholders.retain(|name| seen.insert(name.clone()));
    if plural {
        placeholders.retain(|name| name != "count");
        placeholders.insert(0, "count".to_owned());
    }
    for text in wordings.values_mut().flatten() {
        for (index, name) in placeholders.iter().enumerate() {
            *text = text.replace(&format!("{{{name}}}"), &format!("{{{index}}}"));
        }
    }
    Ok(Message { plural, placeholders, wordings })
}

/// The names between braces.
fn placeholders(text: &str) -> Result<Vec<String>, String> {
    let mut names = Vec::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}').ok_or_else(|| format!("unclosed brace in “{text}”"))?;
        names.push(name.to_owned());
        rest = after;
    }
    Ok(names)
}

/// One method of `I18n` per message.
fn accessors(parts: [&BTreeMap<String, Message>; 2]) -> Outcome<String> {
    let mut code = String::from("impl I18n {\n");
    let mut slot = 0;
    let start: usize = parts[0].values().map(|message| message.wordings["en"].len()).sum();
    for (key, message) in parts.into_iter().flatten() {
        let english = message.wordings["en"].last().ok_or("no wording")?;
        writeln!(code, "    /// “{}”", english.replace('\n', " "))?;
        let texts: Vec<&str> =
            message.placeholders.iter().skip(usize::from(message.plural)).map(String::as_str).collect();
        let parameters: String = texts.iter().flat_map(|name| [", ", name, ": &str"]).collect();
        let arguments = texts.join(", ");
        if message.plural {
            writeln!(
                code,
                "    pub fn {key}(self, count: u64{parameters}) -> String {{ self.plural({slot}, count, &[{arguments}]) }}"
            )?;
            slot += CATEGORIES.len();
        } else {
            writeln!(code, "    pub fn {key}(self{parameters}) -> String {{ self.fill({slot}, &[{arguments}]) }}")?;
            slot += 1;
        }
    }
    code.push_str("}\n");
    writeln!(code, "/// How many wordings there are at the start.\npub const START_SLOTS: usize = {start};")?;
    writeln!(code, "/// How many wordings there are in all.\npub const SLOTS: usize = {slot};")?;
    Ok(code)
}

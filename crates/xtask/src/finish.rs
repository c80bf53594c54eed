//! The last step of a bundle, after Trunk has put its files together: names by content, one stylesheet, small and
//! compressed files, and the hashes that a strict content security policy needs.

use std::{
    cell::RefCell,
    cmp::Reverse,
    convert::Infallible,
    env,
    ffi::OsStr,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    time::SystemTime,
};

use anyhow::{Context, Result, anyhow, ensure};
use base64::{Engine, prelude::BASE64_STANDARD};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use lol_html::{RewriteStrSettings, element, html_content::ContentType, rewrite_str, text};
use rayon::prelude::*;
use serde_json::json;
use sha2::{Digest, Sha256};
use wasm_encoder::{
    ExportSection, ImportSection,
    reencode::{self, Reencode},
};
use wasmparser::{ImportSectionReader, Parser};

use crate::{
    command::{command, output},
    places, survey,
    tools::BINARYEN,
};

/// Loads the parts of the split module; it and the main script import each other.
const LOADER: &str = "__wasm_split.js";

/// What compresses best, which isn't what is smallest before: `-Oz` alone makes a main module of 391 kB, 131.5 kB in
/// brotli, this one of 417 kB, 127.8 kB. The first kilobyte of memory is the end of the stack, which no offset reaches.
const OPTIMISE: [&str; 6] = [
    "-Os",
    "--low-memory-unused",
    "--skip-pass=local-cse",
    "--skip-pass=memory-packing",
    "--strip-producers",
    "--strip-target-features",
];

/// A part of the split module below this size, in bytes, is no file of its own.
const SMALL_PART: usize = 4_096;

/// Small parts of the split module, one after the other.
const SMALL_PARTS: &str = "chunks.bin";

/// How the loader cuts a small part out of them. They are fetched once, or again where that has failed.
const CUT_OUT: &str = r#"
let smallParts;
const cutOut = async (from, to) => {
    smallParts ??= fetch(new URL("./chunks.bin", import.meta.url))
        .then((answer) => answer.ok ? answer.arrayBuffer() : Promise.reject(Error(answer.statusText)));
    try {
        return new Response((await smallParts).slice(from, to), { headers: { "content-type": "application/wasm" } });
    } catch (error) {
        smallParts = undefined;
        throw error;
    }
};
"#;

/// Kinds of files that compress well.
const COMPRESSIBLE: [&str; 10] = ["bin", "css", "html", "js", "json", "svg", "txt", "wasm", "webmanifest", "xml"];

/// Reloads a page under development when a new bundle is there.
const RELOAD: &str = "\
let built;
setInterval(async () => {
  const answer = await fetch('/built.txt', { cache: 'no-store' }).catch(() => null);
  const now = answer?.ok ? await answer.text() : '';
  if (!/^\\d+$/.test(now)) return;
  if (built && built !== now) location.reload();
  built = now;
}, 500);
";

/// Finishes the bundle that Trunk is about to deliver.
pub fn hook() -> Result<()> {
    let bundle = env::var_os("TRUNK_STAGING_DIR").context("finish-bundle is called by Trunk only")?;
    let build = env::var_os("TRUNK_PROFILE").context("Trunk tells what it builds")?;
    let (folder, parts) = (PathBuf::from(bundle), places::split_module(&build)?);
    let html = fs::read_to_string(folder.join("index.html"))?;
    let survey = fs::read_to_string(places::root().join(survey::SOURCES).join("survey.html"))?;
    Bundle { folder, parts, html, survey }.finish(build == "release")
}

struct Bundle {
    folder: PathBuf,
    /// The split module.
    parts: PathBuf,
    /// The portal's page.
    html: String,
    /// The survey's page.
    survey: String,
}

impl Bundle {
    fn finish(mut self, release: bool) -> Result<()> {
        self.take_parts()?;
        survey::build(&self.folder, release)?;
        if release {
            self.slim(places::PORTAL)?;
            self.slim(places::SURVEY)?;
            self.optimise()?;
        }
        self.join_small_parts()?;
        self.name_code_by_content()?;
        self.name_icons_by_content()?;
        self.add_translations()?;
        self.join_stylesheets()?;
        self.style_survey()?;
        if !release {
            self.reload_when_built()?;
        }
        fs::write(self.folder.join("index.html"), &self.html)?;
        fs::write(self.folder.join(places::SURVEY).with_extension("html"), &self.survey)?;
        if release {
            self.compress()?;
        }
        let hashes = json!({ "index.html": inline_hashes(&self.html)?, "survey.html": inline_hashes(&self.survey)? });
        fs::write(self.folder.join("csp.json"), hashes.to_string())?;
        Ok(())
    }

    /// Adds the loader and the parts of the split module, which Trunk knows nothing of.
    fn take_parts(&self) -> Result<()> {
        for part in files(&self.parts)? {
            let name = part.file_name().context("a file without a name")?;
            if name != OsStr::new(&format!("{}.wasm", places::PORTAL)) {
                fs::copy(&part, self.folder.join(name))?;
            }
        }
        Ok(())
    }

    /// Takes from a program's module what costs bytes for nothing.
    fn slim(&self, program: &str) -> Result<()> {
        let main = self.folder.join(program);
        let (module, script) = (format!("{}_bg.wasm", main.display()), main.with_extension("js"));
        let mut slim = Slim { names: Vec::new() };
        let mut encoded = wasm_encoder::Module::new();
        slim.parse_core_module(&mut encoded, Parser::new(0), &fs::read(&module)?)
            .map_err(|error| anyhow!("{module} can't be read: {error}"))?;
        fs::write(&module, encoded.finish())?;
        // No name is replaced inside of a longer one.
        slim.names.sort_by_key(|(long, _)| Reverse(long.len()));
        fs::write(&script, replace_all(fs::read_to_string(&script)?, &slim.names))?;
        Ok(())
    }

    fn optimise(&self) -> Result<()> {
        let modules = with_extension(files(&self.folder)?, &["wasm"]);
        modules.par_iter().try_for_each(|module| {
            output(command(BINARYEN.program("wasm-opt")?)?.args(OPTIMISE).arg(module).arg("--output").arg(module))?;
            Ok(())
        })
    }

    /// Puts small parts into one file. What pages have in common is split by who needs it, which makes a part for nearly
    /// each combination of them: a page fetched 30 to 46 files, now it fetches 10 to 20 and 5 KB more.
    fn join_small_parts(&self) -> Result<()> {
        let loader = self.folder.join(LOADER);
        let (mut script, mut joined) = (fs::read_to_string(&loader)?, Vec::new());
        for part in with_extension(files(&self.folder)?, &["wasm"]) {
            let (name, mut content) = (file_name(&part)?, fs::read(&part)?);
            if name.starts_with("chunk_") && content.len() < SMALL_PART {
                let (from, to) = (joined.len(), joined.len() + content.len());
                let fetched = format!("fetch(new URL(\"./{name}\", import.meta.url))");
                ensure!(script.contains(&fetched), "the loader doesn't fetch {name}");
                script = script.replace(&fetched, &format!("cutOut({from}, {to})"));
                joined.append(&mut content);
                fs::remove_file(&part)?;
            }
        }
        fs::write(self.folder.join(SMALL_PARTS), joined)?;
        fs::write(loader, without_comments(&(script + CUT_OUT)))?;
        Ok(())
    }

    /// Names scripts and modules by their content, so that they can be cached for good, and mends what refers to them.
    fn name_code_by_content(&mut self) -> Result<()> {
        let mut names = Vec::new();
        for module in with_extension(files(&self.folder)?, &["bin", "wasm"]) {
            let hash = content_hash(&fs::read(&module)?);
            names.push(rename(&module, &hash)?);
        }
        let (main, loader) = (self.folder.join(places::PORTAL).with_extension("js"), self.folder.join(LOADER));
        let main_text = replace_all(fs::read_to_string(&main)?, &names);
        let loader_text = replace_all(fs::read_to_string(&loader)?, &names);
        // They import each other, so neither can be named by its own final content.
        let hash = content_hash((main_text.clone() + &loader_text).as_bytes());
        let (main_name, loader_name) = (rename(&main, &hash)?, rename(&loader, &hash)?);
        fs::write(self.folder.join(&loader_name.1), replace_all(loader_text, std::slice::from_ref(&main_name)))?;
        // Only where it is imported: the wasm module knows the loader by its first name.
        let imports = ["from", "from "].map(|from| {
            let import = |name: &str| format!("{from}\"./{name}\"");
            (import(&loader_name.0), import(&loader_name.1))
        });
        fs::write(self.folder.join(&main_name.1), replace_all(main_text, &imports))?;
        let survey = self.folder.join(places::SURVEY).with_extension("js");
        let survey_text = replace_all(fs::read_to_string(&survey)?, &names);
        let survey_name = rename(&survey, &content_hash(survey_text.as_bytes()))?;
        fs::write(self.folder.join(&survey_name.1), survey_text)?;
        names.extend([main_name, loader_name, survey_name]);
        for page in [&mut self.html, &mut self.survey] {
            *page = replace_all(std::mem::take(page), &names);
        }
        Ok(())
    }

    /// Names the icons that `{{icons:later}}` stands for by their content.
    fn name_icons_by_content(&mut self) -> Result<()> {
        let icons = self.folder.join("icons-later.svg");
        let (_, name) = rename(&icons, &content_hash(&fs::read(&icons)?))?;
        self.html = self.html.replace("{{icons:later}}", &format!("/{name}"));
        Ok(())
    }

    /// Gives each part of each language a file of its own, and its URL where `index.html` has `{{i18n:LANGUAGE.PART}}`.
    fn add_translations(&mut self) -> Result<()> {
        let folder = self.folder.join("i18n");
        fs::create_dir_all(&folder)?;
        for source in files(&places::target()?.join("i18n"))? {
            let content = fs::read(&source)?;
            let name = hashed(&source, &content_hash(&content))?;
            let (language, name) = (file_stem(&source)?, file_name(&name)?.to_owned());
            fs::write(folder.join(&name), content)?;
            self.html = self.html.replace(&format!("{{{{i18n:{language}}}}}"), &format!("/i18n/{name}"));
        }
        ensure!(!self.html.contains("{{i18n:"), "index.html names a language that isn't in target/i18n");
        Ok(())
    }

    /// Puts stylesheets marked `data-critical` into the page, joins those marked `data-later` into the file that
    /// `{{styles:later}}` stands for, and the others where the first of them is.
    fn join_stylesheets(&mut self) -> Result<()> {
        const LINK: &str = "link[rel=stylesheet]:not([data-critical]):not([data-later])";
        const CRITICAL: &str = "link[rel=stylesheet][data-critical]";
        let [critical, joined, later] = [(); 3].map(|()| RefCell::new(Vec::new()));
        // One element for all of them: the security policy has a hash for each.
        let taken = element!(CRITICAL, |link| {
            critical.borrow_mut().push(self.take_stylesheet(link.get_attribute("href"))?);
            if critical.borrow().len() > 1 {
                link.remove();
            }
            Ok(())
        });
        let collected = element!(LINK, |link| {
            joined.borrow_mut().push(self.take_stylesheet(link.get_attribute("href"))?);
            Ok(())
        });
        let put_off = element!("link[rel=stylesheet][data-later]", |link| {
            later.borrow_mut().push(self.take_stylesheet(link.get_attribute("href"))?);
            link.remove();
            Ok(())
        });
        let html = rewrite_str(
            &self.html,
            RewriteStrSettings::new()
                .append_element_content_handler(taken)
                .append_element_content_handler(collected)
                .append_element_content_handler(put_off),
        )?;
        let href = self.add_stylesheet(places::PORTAL, &joined.into_inner())?;
        let later = self.add_stylesheet("later", &later.into_inner())?;
        let critical = critical.into_inner().join("\n");
        let inlined = element!(CRITICAL, |link| {
            link.replace(&format!("<style>{critical}</style>"), ContentType::Html);
            Ok(())
        });
        let mut first = true;
        let replaced = element!(LINK, |link| {
            if std::mem::take(&mut first) {
                link.set_attribute("href", &href)?;
            } else {
                link.remove();
            }
            Ok(())
        });
        let settings = RewriteStrSettings::new();
        let settings = settings.append_element_content_handler(inlined).append_element_content_handler(replaced);
        self.html = rewrite_str(&html, settings)?.replace("{{styles:later}}", &later);
        Ok(())
    }

    /// Puts the survey's styles into its page: it is drawn without waiting for a second file.
    fn style_survey(&mut self) -> Result<()> {
        let sources = places::root().join(survey::SOURCES);
        let styles = fs::read_to_string(places::root().join("style/tokens.css"))?
            + &fs::read_to_string(sources.join("survey.css"))?;
        self.survey = self.survey.replace("{{styles}}", &styles);
        Ok(())
    }

    /// Adds one stylesheet made of several, and returns its URL.
    fn add_stylesheet(&self, stem: &str, parts: &[String]) -> Result<String> {
        let css = parts.join("\n");
        let name = format!("{stem}.{}.css", content_hash(css.as_bytes()));
        fs::write(self.folder.join(&name), css)?;
        Ok(format!("/{name}"))
    }

    fn take_stylesheet(&self, href: Option<String>) -> Result<String> {
        let href = href.context("a stylesheet without href")?;
        let file = self.folder.join(href.trim_start_matches('/'));
        let css = fs::read_to_string(&file).with_context(|| format!("the stylesheet {href} can't be read"))?;
        fs::remove_file(file)?;
        Ok(css)
    }

    fn reload_when_built(&mut self) -> Result<()> {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_millis();
        fs::write(self.folder.join("built.txt"), now.to_string())?;
        fs::write(self.folder.join("reload.js"), RELOAD)?;
        let script = element!("body", |body| {
            body.append("<script src=\"/reload.js\"></script>", ContentType::Html);
            Ok(())
        });
        self.html = rewrite_str(&self.html, RewriteStrSettings::new().append_element_content_handler(script))?;
        Ok(())
    }

    /// Lays `.br` and `.gz` beside every file that gets smaller by it.
    fn compress(&self) -> Result<()> {
        let mut all = Vec::new();
        walk(&self.folder, &mut all)?;
        with_extension(all, &COMPRESSIBLE).par_iter().try_for_each(|file| {
            let content = fs::read(file)?;
            let mut encoded = Vec::new();
            // Smaller blocks than usual: 0.3 kB less for the main module.
            let best = BrotliEncoderParams { size_hint: content.len(), lgblock: 16, ..BrotliEncoderParams::default() };
            brotli::BrotliCompress(&mut content.as_slice(), &mut encoded, &best)?;
            write_if_smaller(file, "br", &encoded, &content)?;
            let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
            gzip.write_all(&content)?;
            write_if_smaller(file, "gz", &gzip.finish()?, &content)
        })
    }
}

/// Writes the main module again, a little shorter.
struct Slim {
    /// What it imports from the script, under the long and the short names. The long ones end with hashes that nothing
    /// compresses: 6 KB of brotli in module and script.
    names: Vec<(String, String)>,
}

impl Reencode for Slim {
    type Error = Infallible;

    fn parse_import_section(
        &mut self,
        imports: &mut ImportSection,
        section: ImportSectionReader<'_>,
    ) -> Result<(), reencode::Error> {
        for import in section.into_imports() {
            let import = import?;
            let mut name = import.name.to_owned();
            // The other parts of the split module import by names that their loader knows.
            if import.module.ends_with("_bg.js") {
                let short = format!("i{:x}", self.names.len());
                self.names.push((std::mem::replace(&mut name, short.clone()), short));
            }
            imports.import(import.module, &name, self.entity_type(import.ty)?);
        }
        Ok(())
    }

    /// Leaves out the adapters of JavaScript's streams: Leptos exports them for server functions, which the portal
    /// hasn't got, and what is exported can't be dropped as unused.
    fn parse_export(
        &mut self,
        exports: &mut ExportSection,
        export: wasmparser::Export<'_>,
    ) -> Result<(), reencode::Error> {
        if export.name.contains("intounderlying") {
            return Ok(());
        }
        reencode::utils::parse_export(self, exports, export)
    }
}

/// A script as `wasm-split-cli` writes it, without comments and indents: 0.4 kB of brotli in the loader. Trunk makes
/// only the scripts smaller that it knows.
fn without_comments(script: &str) -> String {
    let mut code = String::with_capacity(script.len());
    let mut parts = script.split("/*");
    code.extend(parts.next());
    code.extend(parts.filter_map(|part| Some(part.split_once("*/")?.1)));
    let lines = code.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// What a page's content security policy has to allow besides files of our own: the hashes of its inline scripts and
/// styles, as source expressions without their quotes.
fn inline_hashes(page: &str) -> Result<serde_json::Value> {
    let sources = |selector: &str| -> Result<Vec<String>> {
        let (mut sources, mut hash) = (Vec::new(), Sha256::new());
        let handler = text!(selector, |chunk| {
            hash.update(chunk.as_str());
            if chunk.last_in_text_node() {
                sources.push(format!("sha256-{}", BASE64_STANDARD.encode(hash.finalize_reset())));
            }
            Ok(())
        });
        rewrite_str(page, RewriteStrSettings::new().append_element_content_handler(handler))?;
        Ok(sources)
    };
    Ok(json!({ "script": sources("script:not([src])")?, "style": sources("style")? }))
}

/// Gives a file its hashed name; returns both names.
fn rename(file: &Path, hash: &str) -> Result<(String, String)> {
    let new = hashed(file, hash)?;
    fs::rename(file, &new)?;
    Ok((file_name(file)?.to_owned(), file_name(&new)?.to_owned()))
}

/// `name.ext` as `name.HASH.ext`.
fn hashed(file: &Path, hash: &str) -> Result<PathBuf> {
    let extension = file.extension().and_then(OsStr::to_str).context("a file without an extension")?;
    Ok(file.with_extension(format!("{hash}.{extension}")))
}

/// 8 hexadecimal digits that change with the content.
fn content_hash(content: &[u8]) -> String {
    let mut hash = hex::encode(Sha256::digest(content));
    hash.truncate(8);
    hash
}

fn replace_all(text: String, names: &[(String, String)]) -> String {
    names.iter().fold(text, |text, (old, new)| text.replace(old, new))
}

fn file_name(file: &Path) -> Result<&str> {
    file.file_name().and_then(OsStr::to_str).with_context(|| format!("{} has no readable name", file.display()))
}

fn file_stem(file: &Path) -> Result<&str> {
    file.file_stem().and_then(OsStr::to_str).with_context(|| format!("{} has no readable name", file.display()))
}

fn with_extension(mut files: Vec<PathBuf>, extensions: &[&str]) -> Vec<PathBuf> {
    files.retain(|file| extensions.iter().any(|extension| file.extension() == Some(OsStr::new(extension))));
    files
}

/// The files in a folder, sorted; none when there is no such folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.with_context(|| format!("{} can't be read", folder.display()))?,
    };
    let mut files = entries.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    files.retain(|file| file.is_file());
    files.sort();
    Ok(files)
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() { walk(&path, found)? } else { found.push(path) }
    }
    Ok(())
}

fn write_if_smaller(file: &Path, encoding: &str, encoded: &[u8], plain: &[u8]) -> Result<()> {
    if encoded.len() < plain.len() {
        let mut name = file.as_os_str().to_owned();
        name.push(format!(".{encoding}"));
        File::create(name)?.write_all(encoded)?;
    }
    Ok(())
}

//! Packs the articles of `content/kb` into one file that the program carries.

use std::{
    error::Error,
    fs::{self, File},
    path::{Path, PathBuf},
};

use flate2::{Compression, write::GzEncoder};
use serde_json::{Map, Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let content = Path::new("content/kb");
    println!("cargo::rerun-if-changed={}", content.display());
    let mut articles = Vec::new();
    for folder in entries(content)?.into_iter().filter(|path| path.is_dir()) {
        articles.push(article(&folder)?);
    }
    let all = json!({
        "categories": read(&content.join("categories.json"))?,
        "products": read(&content.join("products.json"))?,
        "articles": articles,
    });
    let out = PathBuf::from(std::env::var("OUT_DIR")?).join("kb.json.gz");
    let mut packed = GzEncoder::new(File::create(out)?, Compression::best());
    serde_json::to_writer(&mut packed, &all)?;
    packed.finish()?;
    Ok(())
}

/// The folder's `about.json`, with the folder's name as id, the Markdown of each language and the drawings.
fn article(folder: &Path) -> Result<Value, Box<dyn Error>> {
    let mut article = read(&folder.join("about.json"))?;
    let (mut texts, mut pictures) = (Map::new(), Map::new());
    for file in entries(folder)? {
        let name = name(&file)?;
        match file.extension().and_then(|extension| extension.to_str()) {
            Some("md") => drop(texts.insert(name, json!({ "markdown": fs::read_to_string(&file)? }))),
            Some("svg") => drop(pictures.insert(format!("{name}.svg"), fs::read_to_string(&file)?.into())),
            _ => {}
        }
    }
    article["id"] = name(folder)?.into();
    article["texts"] = texts.into();
    article["pictures"] = pictures.into();
    Ok(article)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>, std::io::Error>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> Result<String, Box<dyn Error>> {
    let name = path.file_stem().and_then(|name| name.to_str());
    Ok(name.ok_or_else(|| format!("{} has no readable name", path.display()))?.to_owned())
}

fn read(path: &Path) -> Result<Value, Box<dyn Error>> {
    serde_json::from_slice(&fs::read(path)?).map_err(|error| format!("{}: {error}", path.display()).into())
}

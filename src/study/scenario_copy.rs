//! A scenario laid down beside results, so that they can be taken up again anywhere.
//!
//! `scenario.toml` is the text with its overlays applied; files of samples that it names lie
//! below `samples/`, under the names by which it names them.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

use toml::de::{DeTable, DeValue};

use crate::disk::{read_regular, safe_name};
use crate::scenario::document::Document;
use crate::scenario::{self, Loaded, Report};
use crate::text;

/// The scenario's text.
pub(crate) const TEXT: &str = "scenario.toml";
/// Most bytes of one of its files: as many as a scenario may take from a file of samples.
const LARGEST: u64 = 32 << 20;
/// Folder of the files that it names.
pub(crate) const SAMPLES: &str = "samples";

/// A file's name, with `/` between folders, and its bytes.
pub(crate) type NamedBytes = (String, Vec<u8>);

/// A file that can't be read, and why.
pub(crate) type Unread = (PathBuf, io::Error);

/// A scenario's text and what it needs beside it.
#[derive(Clone, Debug)]
pub struct ScenarioCopy {
    text: Arc<str>,
    /// Where a file is, and where it goes.
    samples: Vec<(PathBuf, PathBuf)>,
}

impl ScenarioCopy {
    /// A copy of a document that was read from its file.
    pub fn of(document: &Document) -> Self {
        let base = Path::new(&document.source)
            .parent()
            .unwrap_or(Path::new(""));
        let samples = sample_files(&document.text)
            .into_iter()
            .map(|name| (base.join(&name), Path::new(SAMPLES).join(name)))
            .collect();
        Self {
            text: Arc::clone(&document.text),
            samples,
        }
    }

    /// The files it is made of: their names, with `/` between folders, and their bytes.
    ///
    /// # Errors
    /// The file that can't be read, and why.
    pub fn files(&self) -> Result<Vec<NamedBytes>, Unread> {
        let mut files = Vec::new();
        for (from, to) in &self.samples {
            let names: Vec<_> = to.iter().map(|name| name.to_string_lossy()).collect();
            let bytes = fs::read(from).map_err(|error| (from.clone(), error))?;
            files.push((names.join("/"), bytes));
        }
        files.push((TEXT.to_owned(), self.text.as_bytes().to_vec()));
        Ok(files)
    }

    /// The files on disk that it is made of.
    pub fn sources(&self) -> impl Iterator<Item = &Path> {
        self.samples.iter().map(|(from, _)| from.as_path())
    }
}

/// Names of the files of a scenario that was laid down in a folder, as far as it can be read.
pub(crate) fn laid_down(folder: &Path) -> Vec<String> {
    let text = read_regular(&folder.join(TEXT), LARGEST).unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    let mut names: Vec<String> = sample_files(&text)
        .into_iter()
        .map(|name| format!("{SAMPLES}/{name}"))
        .filter(|name| safe_name(name))
        .collect();
    names.push(TEXT.to_owned());
    names
}

/// Makes sure that the scenario in a folder, which may be somebody else's, is made of regular
/// files that lie in the folder itself.
///
/// # Errors
/// The file that is none, and why.
pub(crate) fn inspect(folder: &Path) -> Result<(), Unread> {
    for name in laid_down(folder) {
        let mut path = folder.to_owned();
        let mut parts = name.split('/').peekable();
        while let Some(part) = parts.next() {
            path.push(part);
            if parts.peek().is_some() && path.is_symlink() {
                let error = io::Error::other("it is a link, not a folder");
                return Err((path, error));
            }
        }
        // What is missing is told when it is looked for.
        match read_regular(&path, LARGEST) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err((path, error)),
            _ => {}
        }
    }
    Ok(())
}

/// Reads the scenario that lies in a folder, as the one of an id and a policy that its text
/// does not tell.
///
/// # Errors
/// A report of why it can't be read.
pub(crate) fn load(folder: &Path, id: &str, policy: Option<&str>) -> Result<Loaded, Report> {
    let path = folder.join(TEXT);
    // For the report alone: a file that can't be read is named as it is anywhere else.
    let Ok(text) = text::read(&path, None) else {
        return scenario::open(&path.display().to_string(), &[]);
    };
    let samples = folder.join(SAMPLES);
    let mut loaded = scenario::load(&text, &path.display().to_string(), id, Some(&samples))?;
    loaded.document.policy = policy.map(str::to_owned);
    // The names of its files count from there, also when it is copied once more.
    loaded.document.source = samples.join(TEXT).display().to_string();
    Ok(loaded)
}

/// Files of samples that lie at or below the scenario's own place; others stay where they
/// are.
fn sample_files(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    if text.contains("samples_file") {
        let (root, _) = DeTable::parse_recoverable(text);
        for (_, value) in root.get_ref() {
            collect(value.get_ref(), &mut found);
        }
    }
    found.sort_unstable();
    found.dedup();
    found.retain(|name| {
        Path::new(name)
            .components()
            .all(|part| matches!(part, Component::Normal(_) | Component::CurDir))
    });
    found
}

fn collect(value: &DeValue<'_>, into: &mut Vec<String>) {
    match value {
        DeValue::Array(list) => {
            for entry in list {
                collect(entry.get_ref(), into);
            }
        }
        DeValue::Table(table) => {
            for (key, entry) in table {
                match entry.get_ref() {
                    DeValue::String(name) if key.get_ref() == "samples_file" => {
                        into.push(name.to_string());
                    }
                    other => collect(other, into),
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_samples_are_found_wherever_they_are_named() {
        let text = r#"
            a = { samples_file = "x.csv" }
            [[b]]
            c = [{ d = { samples_file = "data/y.csv", max = "3h" } }]
            e = { samples_file = "../above.csv" }
            f = { samples_file = "x.csv" }
        "#;
        assert_eq!(sample_files(text), ["data/y.csv", "x.csv"]);
    }
}

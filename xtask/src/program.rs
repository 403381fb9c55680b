//! Sortie itself, built for speed, and the files it leaves.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The folder of the repository.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

/// A folder of results.
pub struct Results {
    folder: PathBuf,
}

impl Results {
    /// What a command of Sortie leaves: `words` without `--out`, which names a folder below
    /// `target/docs` here.
    ///
    /// # Errors
    /// If the program can't be built or run, or ends badly.
    pub fn of(name: &str, words: &[&str]) -> Result<Self, String> {
        let folder = root().join("target/docs").join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(|error| said(&folder, &error))?;
        }
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        eprintln!("sortie {}", words.join(" "));
        let ended = Command::new(cargo)
            .args(["run", "--quiet", "--release", "--package", "sortie", "--"])
            .args(words)
            .arg("--quiet")
            .arg("--out")
            .arg(&folder)
            .current_dir(root())
            .status()
            .map_err(|error| format!("sortie can't be started: {error}"))?;
        if ended.success() {
            Ok(Self { folder })
        } else {
            Err(format!("sortie {} ended with {ended}", words.join(" ")))
        }
    }

    /// A file of it as JSON.
    ///
    /// # Errors
    /// If it can't be read.
    pub fn json(&self, file: &str) -> Result<Value, String> {
        let path = self.folder.join(file);
        let text = fs::read_to_string(&path).map_err(|error| said(&path, &error))?;
        serde_json::from_str(&text).map_err(|error| said(&path, &error))
    }

    /// The names of its charts, without endings.
    ///
    /// # Errors
    /// If the folder can't be read.
    pub fn charts(&self) -> Result<Vec<String>, String> {
        let folder = self.folder.join("charts");
        let entries = fs::read_dir(&folder).map_err(|error| said(&folder, &error))?;
        let mut names = Vec::new();
        for entry in entries {
            let name = entry.map_err(|error| said(&folder, &error))?.file_name();
            let name = name.to_string_lossy().into_owned();
            names.extend(name.strip_suffix(".svg").map(str::to_owned));
        }
        names.sort_unstable();
        Ok(names)
    }

    /// A chart of it as SVG.
    ///
    /// # Errors
    /// If it can't be read.
    pub fn chart(&self, name: &str) -> Result<String, String> {
        let path = self.folder.join("charts").join(format!("{name}.svg"));
        fs::read_to_string(&path).map_err(|error| said(&path, &error))
    }
}

/// An error at a file.
pub fn said(path: &Path, error: &impl std::fmt::Display) -> String {
    format!("{}: {error}", path.display())
}

//! The folder of a run's results, written whole or not at all.
//!
//! Everything goes into a temporary folder beside the wanted one, which is renamed when it is
//! complete. A folder that holds something else is never touched without force.

use std::fs;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::chart::ChartError;
use crate::export::incidents::{self, ExportError};
use crate::outcome::IncidentRecord;
use crate::study::Study;
use crate::study::scenario_copy::ScenarioCopy;
use crate::study::summary::Summary;
use crate::world::World;

use super::figures::{self, Figure};
use super::{kept, summary_csv, summary_text};

/// Pixels of a PNG per unit of its drawing.
const PNG_SCALE: f32 = 2.0;

/// `manifest.json`: where results come from and how to make them again.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `sortie`: marks the folder as ours.
    pub tool: String,
    /// Version of Sortie.
    pub version: String,
    /// What made the results.
    pub kind: String,
    /// A command that makes them again.
    pub command: String,
    /// Id of the scenario.
    pub scenario: String,
    /// Name of the scenario.
    pub name: String,
    /// SHA-256 of its text, overlays applied.
    pub scenario_hash: String,
    /// Id of the policy, if one was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// `--set` overlays.
    pub overlays: Vec<String>,
    /// Root seed.
    pub seed: u64,
    /// Replications.
    pub replications: u64,
    /// Incidents over all replications, warm-up included.
    pub incidents: u64,
    /// Events over all replications.
    pub events: u64,
    /// Replications that failed; a run with one ends without results.
    pub failed: u64,
    /// Files, in order.
    pub files: Vec<String>,
}

/// Why results could not be written.
#[derive(Debug, Error)]
pub enum ResultsError {
    /// The folder holds something else.
    #[error(
        "{folder} holds {what}, which is no result of scenario `{scenario}`; it was left alone"
    )]
    Foreign {
        /// The folder.
        folder: PathBuf,
        /// What it holds.
        what: String,
        /// The scenario.
        scenario: String,
    },
    /// A file or folder could not be made.
    #[error("cannot write {path}: {source}")]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A chart could not be drawn.
    #[error("cannot draw a chart: {0}")]
    Chart(#[from] ChartError),
    /// Records could not be written.
    #[error("cannot write incidents.csv: {0}")]
    Export(#[from] ExportError),
    /// The summary could not be serialised.
    #[error("cannot write the summary: {0}")]
    Json(#[from] serde_json::Error),
    /// The tallies could not be serialised.
    #[error("cannot write the tallies: {0}")]
    Pack(#[from] postcard::Error),
    /// A folder holds no results of a run.
    #[error("{folder} holds no results of a run: {why}")]
    NoResults {
        /// The folder.
        folder: PathBuf,
        /// Why not.
        why: String,
    },
    /// Results can't be drawn again.
    #[error("{folder} can't be drawn again: {why}\n  make it again: {command}")]
    Stale {
        /// The folder.
        folder: PathBuf,
        /// Why not.
        why: String,
        /// The command that makes it.
        command: String,
    },
}

/// What goes into the folder.
#[derive(Clone, Copy, Debug)]
pub struct Results<'a> {
    /// The world that was run.
    pub world: &'a World,
    /// The study.
    pub study: &'a Study,
    /// Its summary.
    pub summary: &'a Summary,
    /// Incidents of replication 0.
    pub history: &'a [IncidentRecord],
    /// The incidents of all replications, a file at [`Staging::records`].
    pub records: Option<&'a Path>,
}

/// Refuses a folder that holds something else.
fn check_folder(folder: &Path, scenario: &str, force: bool) -> Result<(), ResultsError> {
    let foreign = |what: String| ResultsError::Foreign {
        folder: folder.to_owned(),
        what,
        scenario: scenario.to_owned(),
    };
    if force || !folder.exists() {
        return Ok(());
    }
    if !folder.is_dir() {
        return Err(foreign("a file's contents".to_owned()));
    }
    let found = files_below(folder, folder)?;
    if found.is_empty() {
        return Ok(());
    }
    let manifest = fs::read_to_string(folder.join(MANIFEST))
        .ok()
        .and_then(|text| serde_json::from_str::<Manifest>(&text).ok());
    let Some(manifest) = manifest.filter(|manifest| manifest.tool == "sortie") else {
        return Err(foreign(format!("`{}`", found[0])));
    };
    if manifest.scenario != scenario {
        return Err(foreign(format!(
            "results of scenario `{}`",
            manifest.scenario
        )));
    }
    // Somebody's notes beside our files are not ours to delete.
    match found
        .iter()
        .find(|file| *file != MANIFEST && !manifest.files.contains(file))
    {
        Some(other) => Err(foreign(format!("`{other}`"))),
        None => Ok(()),
    }
}

pub(super) const MANIFEST: &str = "manifest.json";
/// The incidents of all replications.
pub const RECORDS: &str = "incidents.parquet";

/// Files and empty folders below a folder, relative to `root`, with `/` between names, sorted.
fn files_below(root: &Path, folder: &Path) -> Result<Vec<String>, ResultsError> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).map_err(|source| io(folder, source))? {
        let path = entry.map_err(|source| io(folder, source))?.path();
        let inner = if path.is_dir() && !path.is_symlink() {
            files_below(root, &path)?
        } else {
            Vec::new()
        };
        if inner.is_empty() {
            let relative = path.strip_prefix(root).unwrap_or(&path);
            let names: Vec<String> = relative
                .iter()
                .map(|name| name.to_string_lossy().into_owned())
                .collect();
            found.push(names.join("/"));
        }
        found.extend(inner);
    }
    found.sort_unstable();
    Ok(found)
}

/// A folder beside the wanted one, `FOLDER.partial`, in which a run does its work: partial
/// results lie there, and in the end the results are put together there. It is made before
/// the work begins, so that a place that can't be written to is told at once, and goes away
/// with the last that lies in it.
#[derive(Debug)]
pub struct Staging {
    folder: PathBuf,
    home: PathBuf,
    parent: PathBuf,
    /// The parent was not there before.
    fresh: bool,
}

impl Staging {
    /// Makes sure that `folder` can be written, and holds nothing but results of `scenario`.
    ///
    /// # Errors
    /// If it holds something else and `force` is false, or its parent can't be written to.
    pub fn new(folder: &Path, scenario: &str, force: bool) -> Result<Self, ResultsError> {
        let Some(name) = folder.file_name() else {
            let source = std::io::Error::other("results need a folder of their own");
            return Err(io(folder, source));
        };
        let parent = match folder.parent() {
            Some(parent) if parent != Path::new("") => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        let mut name = name.to_owned();
        name.push(".partial");
        let home = parent.join(name);
        let old = home.join(OLD);
        if old.exists() && !folder.exists() {
            // A kill came between taking the old results away and putting the new ones there.
            fs::rename(&old, folder).map_err(|source| io(folder, source))?;
        }
        check_folder(folder, scenario, force)?;
        let fresh = !parent.exists();
        fs::create_dir_all(&home).map_err(|source| io(&home, source))?;
        Ok(Self {
            folder: folder.to_owned(),
            home,
            parent,
            fresh,
        })
    }

    /// The folder in which the work is done.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Where the incidents of all replications are to be written, until they are published.
    pub fn records(&self) -> PathBuf {
        self.home.join(RECORDS)
    }

    /// Leaves no trace behind, unless something was kept.
    pub fn abandon(self) {
        self.sweep();
        let _ = fs::remove_file(self.records());
        // Only what is empty goes; whatever came there meanwhile stays.
        let _ = fs::remove_dir(&self.home);
        if self.fresh {
            let _ = fs::remove_dir(&self.parent);
        }
    }

    /// Removes what an earlier attempt to put results together left, and this one's rest.
    fn sweep(&self) {
        let _ = fs::remove_dir_all(self.home.join(STAGED));
        if self.folder.exists() {
            let _ = fs::remove_dir_all(self.home.join(OLD));
        }
    }

    /// Writes the results and puts them in place.
    ///
    /// # Errors
    /// If anything can't be written; then nothing of the old folder is lost.
    pub fn publish(
        &self,
        results: Results<'_>,
        mut manifest: Manifest,
    ) -> Result<Manifest, ResultsError> {
        self.sweep();
        let staged = self.home.join(STAGED);
        let published = fs::create_dir(&staged)
            .map_err(|source| io(&staged, source))
            .and_then(|()| fill(results, &mut manifest, &staged))
            .and_then(|()| self.swap(&staged));
        self.sweep();
        // If nothing else lies there.
        let _ = fs::remove_dir(&self.home);
        published.map(|()| manifest)
    }

    /// Puts the staged folder where it belongs; the old one is moved aside first and deleted
    /// last.
    fn swap(&self, staged: &Path) -> Result<(), ResultsError> {
        let old = self.home.join(OLD);
        let replaces = self.folder.exists();
        if replaces {
            fs::rename(&self.folder, &old).map_err(|source| io(&self.folder, source))?;
        }
        if let Err(source) = fs::rename(staged, &self.folder) {
            if replaces {
                // Put the old results back; the first error is the one to tell.
                let _ = fs::rename(&old, &self.folder);
            }
            return Err(io(&self.folder, source));
        }
        Ok(())
    }
}

/// In the folder of work: results that are being put together.
const STAGED: &str = "results";
/// In the folder of work: results that are being replaced.
const OLD: &str = "old";

/// A file of results: its name, with `/` between folders, and its bytes.
pub(super) type NamedBytes = (String, Vec<u8>);

/// The summary as files, and the charts that it shows.
pub(super) fn summaries(
    summary: &Summary,
    charts: &[Figure],
) -> Result<Vec<NamedBytes>, ResultsError> {
    let titles: Vec<(String, String)> = charts
        .iter()
        .map(|figure| (figure.file.to_owned(), figure.title.clone()))
        .collect();
    let json = serde_json::to_string_pretty(summary)? + "\n";
    let page = summary_text::markdown(summary, &titles);
    let table = summary_csv::table(summary)?;
    Ok(vec![
        ("summary.json".to_owned(), json.into_bytes()),
        ("summary.md".to_owned(), page.into_bytes()),
        ("summary.csv".to_owned(), table.into_bytes()),
    ])
}

/// The charts as files.
pub(super) fn charts(figures: &[Figure]) -> Result<Vec<NamedBytes>, ResultsError> {
    let mut files = Vec::new();
    for figure in figures {
        let drawing = &figure.drawing;
        let name = |ending| format!("charts/{}.{ending}", figure.file);
        files.push((name("svg"), drawing.text().as_bytes().to_vec()));
        files.push((name("png"), drawing.png(PNG_SCALE)?));
    }
    Ok(files)
}

fn fill(results: Results<'_>, manifest: &mut Manifest, folder: &Path) -> Result<(), ResultsError> {
    let figures = figures::draw(
        results.world,
        results.study,
        results.summary,
        results.history,
    )?;
    let chart_folder = folder.join("charts");
    fs::create_dir(&chart_folder).map_err(|source| io(&chart_folder, source))?;
    let mut files = Vec::new();
    let mut written = summaries(results.summary, &figures)?;
    written.extend(charts(&figures)?);
    written.push((kept::FILE.to_owned(), kept::pack(results.study, manifest)?));
    for (name, bytes) in written {
        let path = folder.join(&name);
        fs::write(&path, bytes).map_err(|source| io(&path, source))?;
        files.push(name);
    }
    let scenario = ScenarioCopy::of(&results.world.document);
    scenario
        .write(folder)
        .map_err(|(path, source)| io(&path, source))?;
    files.extend(scenario.files());
    let path = folder.join("incidents.csv");
    let file = BufWriter::new(fs::File::create(&path).map_err(|source| io(&path, source))?);
    incidents::write(results.history, file)?;
    files.push("incidents.csv".to_owned());
    if let Some(records) = results.records {
        let path = folder.join(RECORDS);
        fs::rename(records, &path).map_err(|source| io(&path, source))?;
        files.push(RECORDS.to_owned());
    }
    files.sort_unstable();
    manifest.files = files;
    let path = folder.join(MANIFEST);
    let text = serde_json::to_string_pretty(manifest)? + "\n";
    fs::write(&path, text).map_err(|source| io(&path, source))
}

pub(super) fn io(path: &Path, source: std::io::Error) -> ResultsError {
    ResultsError::Io {
        path: path.to_owned(),
        source,
    }
}

//! What is in a folder of a run's results.

use std::fs;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::chart::{ChartError, Svg};
use crate::export::incidents::{self, ExportError};
use crate::outcome::IncidentRecord;
use crate::scenario::document::Document;
use crate::study::Study;
use crate::study::scenario_copy::ScenarioCopy;
use crate::study::summary::Summary;
use crate::text;
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

impl Manifest {
    /// Of a scenario as it is; what was made of it, how, and from which text is for the maker
    /// to fill in.
    pub fn of(document: &Document) -> Self {
        Self {
            name: document.name.clone(),
            policy: document.policy.clone(),
            seed: document.seed,
            ..Self::new(&document.id)
        }
    }

    /// Of something of that id, all else for the maker to fill in.
    pub fn new(id: &str) -> Self {
        Self {
            tool: "sortie".to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            kind: String::new(),
            command: String::new(),
            scenario: id.to_owned(),
            name: String::new(),
            scenario_hash: String::new(),
            policy: None,
            overlays: Vec::new(),
            seed: 0,
            replications: 0,
            incidents: 0,
            events: 0,
            failed: 0,
            files: Vec::new(),
        }
    }
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
    /// A folder holds no results that can be drawn again.
    #[error("{folder} holds no results of a run, comparison or sweep: {why}")]
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
    /// The incidents of all replications, a file at [`Staging::records`](super::staging::Staging::records).
    pub records: Option<&'a Path>,
}

pub(super) const MANIFEST: &str = "manifest.json";
/// The incidents of all replications.
pub const RECORDS: &str = "incidents.parquet";

/// A file of results: its name, with `/` between folders, and its bytes.
pub type NamedBytes = (String, Vec<u8>);

/// The summary as files, and the charts that it shows.
pub(super) fn summaries(
    summary: &Summary,
    charts: &[Figure],
) -> Result<Vec<NamedBytes>, ResultsError> {
    let titles: Vec<(String, String)> = charts
        .iter()
        .map(|figure| (figure.file.to_owned(), figure.title.clone()))
        .collect();
    let json = text::json(serde_json::to_string_pretty(summary)?) + "\n";
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
        files.extend(chart_files(figure.file, &figure.drawing)?);
    }
    Ok(files)
}

/// A chart as its two files.
///
/// # Errors
/// If it can't be turned into a PNG.
pub fn chart_files(file: &str, drawing: &Svg) -> Result<[NamedBytes; 2], ResultsError> {
    let name = |ending| format!("charts/{file}.{ending}");
    Ok([
        (name("svg"), drawing.text().as_bytes().to_vec()),
        (name("png"), drawing.png(PNG_SCALE)?),
    ])
}

/// Writes all files of results but the manifest into a folder, and returns their names.
pub(super) fn fill(
    results: Results<'_>,
    manifest: &Manifest,
    folder: &Path,
) -> Result<Vec<String>, ResultsError> {
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
    written.push(kept::pack(&results.study.sections, manifest)?);
    for (name, bytes) in written {
        let path = folder.join(&name);
        fs::write(&path, bytes).map_err(|source| io(&path, source))?;
        files.push(name);
    }
    files.extend(copy_scenario(&results.world.document, folder)?);
    let path = folder.join("incidents.csv");
    let file = BufWriter::new(fs::File::create(&path).map_err(|source| io(&path, source))?);
    incidents::write(results.history, file)?;
    files.push("incidents.csv".to_owned());
    if let Some(records) = results.records {
        let path = folder.join(RECORDS);
        fs::rename(records, &path).map_err(|source| io(&path, source))?;
        files.push(RECORDS.to_owned());
    }
    Ok(files)
}

/// Lays the scenario down in a folder; gives the names of its files.
pub(super) fn copy_scenario(
    document: &Document,
    folder: &Path,
) -> Result<Vec<String>, ResultsError> {
    let scenario = ScenarioCopy::of(document);
    scenario
        .write(folder)
        .map_err(|(path, source)| io(&path, source))?;
    Ok(scenario.files())
}

pub(super) fn io(path: &Path, source: std::io::Error) -> ResultsError {
    ResultsError::Io {
        path: path.to_owned(),
        source,
    }
}

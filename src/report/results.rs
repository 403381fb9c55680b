//! What is in a folder of a run's results.

use std::fs;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use crate::export::incidents;
use crate::outcome::Rows;
use crate::scenario::document::Document;
use crate::study::Study;
use crate::study::scenario_copy::ScenarioCopy;
use crate::study::summary::Summary;
use crate::text;
use crate::world::World;

use super::album::{Album, ChartFiles};
use super::manifest::Manifest;
use super::named_bytes::NamedBytes;
use super::own_report::own_report;
pub use super::results_error::ResultsError;
use super::results_error::io;
use super::{causes_text, exceedance_csv, figures, full, summary_csv, summary_text, tallies};

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
    pub history: &'a Rows,
    /// Records of all replications, files at
    /// [`ResultsFolder::records`](super::results_folder::ResultsFolder::records) and
    /// [`ResultsFolder::replications`](super::results_folder::ResultsFolder::replications).
    pub records: &'a [PathBuf],
}

/// The incidents of all replications.
pub(crate) const RECORDS: &str = "incidents.parquet";

/// A row of each replication.
pub(crate) const REPLICATIONS: &str = "replications.parquet";

/// The summary as files, and the charts that it shows.
pub(super) fn summaries(summary: &Summary, album: &Album) -> Result<Vec<NamedBytes>, ResultsError> {
    let json = text::json(serde_json::to_string_pretty(summary)?) + "\n";
    let page = summary_text::markdown(summary, &album.titles());
    let table = summary_csv::table(summary)?;
    Ok(vec![
        ("summary.json".to_owned(), json.into_bytes()),
        ("summary.md".to_owned(), page.into_bytes()),
        ("summary.csv".to_owned(), table.into_bytes()),
        (
            "causes.csv".to_owned(),
            causes_text::csv(summary).into_bytes(),
        ),
    ])
}

/// The files of a run but for its records, and the charts that could not be drawn.
pub(super) fn files(
    results: &Results<'_>,
    manifest: &Manifest,
) -> Result<ChartFiles, ResultsError> {
    let album = figures::draw(
        results.world,
        results.study,
        results.summary,
        results.history,
    );
    // Turning charts into pixels takes longest; the page is made meanwhile.
    let (mut made, report) = rayon::join(
        || album.files(),
        || {
            let shown = (&results.world.document, results.summary, &album);
            let of = (manifest, &results.world.document);
            own_report(of, |asked| Some(full::run::full(shown, asked)))
        },
    );
    made.files.extend(summaries(results.summary, &album)?);
    made.files.extend(report?);
    made.files.push((
        "exceedance.csv".to_owned(),
        exceedance_csv::table(results.world, results.study).into_bytes(),
    ));
    // As `run_results` reads it back.
    let study = results.study;
    made.files.push(tallies::pack(
        &(&study.sections, &study.histories),
        manifest,
    )?);
    made.files.extend(copy_of(&results.world.document)?);
    Ok(made)
}

/// Writes the records of a run into a folder: those of replication 0, and all if they were asked
/// for. Gives the names of the files.
pub(super) fn write_records(
    results: &Results<'_>,
    folder: &Path,
) -> Result<Vec<String>, ResultsError> {
    let path = folder.join(HISTORY);
    let file = BufWriter::new(fs::File::create(&path).map_err(|source| io(&path, source))?);
    incidents::write(incidents::records(results.world, results.history), file)?;
    let mut names = vec![HISTORY.to_owned()];
    names.extend(take_in(results.records, folder)?);
    Ok(names)
}

/// Moves files that were written beside a folder into it. Gives their names.
pub(super) fn take_in(files: &[PathBuf], folder: &Path) -> Result<Vec<String>, ResultsError> {
    let mut names = Vec::new();
    for file in files {
        let name = file.file_name().unwrap_or_default();
        let path = folder.join(name);
        fs::rename(file, &path).map_err(|source| io(&path, source))?;
        names.push(name.to_string_lossy().into_owned());
    }
    Ok(names)
}

/// The incidents of replication 0.
const HISTORY: &str = "incidents.csv";

/// A scenario as files of results.
pub(super) fn copy_of(document: &Document) -> Result<Vec<NamedBytes>, ResultsError> {
    let files = ScenarioCopy::of(document).files();
    files.map_err(|(path, source)| ResultsError::Unread { path, source })
}

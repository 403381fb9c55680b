//! The files of a comparison.

use crate::scenario::document::Document;
use crate::study::compare::Paired;
use crate::study::comparison::Comparison;

use super::comparison_figures::{self, Picture};
use super::comparison_text;
use super::results::{NamedBytes, ResultsError, chart_files};

/// Every file of a comparison but the manifest, by name: `comparison.json`, `.md` and `.csv`,
/// and the charts.
///
/// # Errors
/// If a chart can't be drawn or a file can't be put into its form.
pub fn files(
    comparison: &Comparison,
    study: &Paired,
    document: &Document,
) -> Result<Vec<NamedBytes>, ResultsError> {
    let pictures = comparison_figures::draw(comparison, study, document)?;
    let titles: Vec<(String, String)> = pictures
        .iter()
        .map(|picture| (picture.file.clone(), picture.title.clone()))
        .collect();
    let json = serde_json::to_string_pretty(comparison)? + "\n";
    let mut files = vec![
        ("comparison.json".to_owned(), json.into_bytes()),
        (
            "comparison.md".to_owned(),
            comparison_text::markdown(comparison, &titles).into_bytes(),
        ),
        (
            "comparison.csv".to_owned(),
            comparison_text::csv(comparison).map_err(|error| ResultsError::Export(error.into()))?,
        ),
    ];
    for Picture { file, drawing, .. } in &pictures {
        files.extend(chart_files(file, drawing)?);
    }
    Ok(files)
}

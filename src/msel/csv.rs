//! A list as CSV: the header row first, so that other programs find it.

use super::columns::tables;
use super::model::Msel;
use super::preset::{Audience, Preset};
use crate::text;

/// The table of one audience; of both, that of the controllers.
pub(super) fn csv(msel: &Msel, preset: Preset, audience: Audience) -> String {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    // Writing to memory does not fail.
    if let Some(table) = tables(msel, preset, audience).first() {
        let _ = writer.write_record(table.columns.iter().map(|it| it.0));
        for row in &table.rows {
            let _ = writer.write_record(row.iter().map(|cell| safe(&cell.text())));
        }
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A cell that no spreadsheet takes for a formula, and that steers nothing. Line ends stay.
fn safe(cell: &str) -> String {
    let fit = cell.replace(|c: char| c != '\n' && text::is_unfit(c), " ");
    if fit.starts_with(['=', '+', '-', '@']) {
        format!("'{fit}")
    } else {
        fit
    }
}

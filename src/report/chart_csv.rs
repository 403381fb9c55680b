//! `charts/NAME.csv`: the numbers behind a chart.

use crate::chart::{Cell, Data};
use crate::text;

/// A table as CSV. Words that a spreadsheet would take for a formula are kept from it.
pub(super) fn table(data: &Data) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing to memory does not fail; a row has as many cells as the head.
    let _ = writer.write_record(&data.head);
    for row in &data.rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Words(words) => text::csv_cell(words).into_owned(),
            Cell::Number(number) if number.is_finite() => number.to_string(),
            Cell::Number(_) => String::new(),
        });
        let _ = writer.write_record(cells);
    }
    writer.into_inner().unwrap_or_default()
}

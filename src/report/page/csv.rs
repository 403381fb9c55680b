//! A table of a document as CSV (RFC 4180), for a spreadsheet.

use std::borrow::Cow;

use crate::report::language::Language;
use crate::text;

use super::tree::Grid;

/// The table, in UTF-8 with a byte order mark, by which spreadsheets know it. What a spreadsheet
/// would take for a formula is text, and a number stays one.
fn table(grid: &Grid, language: Language) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let head = grid.head.iter().map(|column| column.header.clone());
    let rows = grid.rows.iter().map(|row| {
        let cells = row.iter().map(|cell| language.plain(cell));
        cells.collect::<Vec<String>>()
    });
    for line in std::iter::once(head.collect()).chain(rows) {
        let cells = line.iter().map(|cell| match cell.parse::<f64>() {
            Ok(_) => cell.into(),
            Err(_) => text::csv_cell(cell),
        });
        // Writing to memory does not fail; a row has as many cells as the head.
        let _ = writer.write_record(cells.map(Cow::into_owned));
    }
    writer.into_inner().unwrap_or_default()
}

/// The table as an address that a browser saves (RFC 2397).
pub(super) fn address(grid: &Grid, language: Language) -> String {
    let table = text::percent(&table(grid, language), b"-_.~");
    format!("data:text/csv;charset=utf-8,{table}")
}

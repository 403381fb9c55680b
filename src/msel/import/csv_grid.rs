//! Rows of text as a grid.

use std::collections::BTreeMap;

use super::grid::{CELLS, COLUMNS, Grid, ROWS, Value};
use crate::text;

/// What may separate cells, in order of preference.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];
/// Rows by which the separator is chosen.
const LOOKED_AT: usize = 60;

/// The one grid of a text: split by the separator that gives most cells in its widest row.
pub(super) fn grids(bytes: &[u8]) -> Result<Vec<Grid>, String> {
    let text = text::decode(bytes, None).map_err(|error| {
        format!("it is neither a workbook (.xlsx) nor text in UTF-8: {error}\n  save it as .xlsx, or as CSV UTF-8")
    })?;
    let first = text.lines().next().unwrap_or_default().trim_end();
    // Spreadsheets write their separator into a line of its own.
    let told = first
        .strip_prefix("sep=")
        .and_then(|it| it.bytes().next().or(Some(b'\t')));
    let delimiter = told.unwrap_or_else(|| {
        let widest = |delimiter: u8| {
            let rows = split(&text, delimiter, Some(LOOKED_AT));
            rows.map_or(0, |grid| {
                grid.rows.values().map(BTreeMap::len).max().unwrap_or(0)
            })
        };
        let ranked = DELIMITERS.iter().enumerate();
        let best = ranked.max_by_key(|(ix, it)| (widest(**it), std::cmp::Reverse(*ix)));
        best.map_or(b',', |(_, it)| *it)
    });
    let mut grid = split(&text, delimiter, None)?;
    if told.is_some() {
        grid.rows.remove(&0);
    }
    Ok(vec![grid])
}

fn split(text: &str, delimiter: u8, most: Option<usize>) -> Result<Grid, String> {
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut grid = Grid::default();
    let mut count = 0;
    let mut cells = csv::StringRecord::new();
    let bytes = text.as_bytes();
    let (mut line, mut counted) = (0, 0);
    // The text is UTF-8 and rows may have any length, so reading never fails.
    while let Ok(true) = reader.read_record(&mut cells) {
        let from = cells.position().map_or(0, |at| at.byte() as usize);
        let skipped = bytes[from..]
            .iter()
            .take_while(|it| matches!(it, b'\n' | b'\r'));
        let from = from + skipped.count();
        line += text[counted..from].matches('\n').count();
        counted = from;
        let mut row = BTreeMap::new();
        for (column, cell) in cells.iter().enumerate() {
            // What keeps a spreadsheet from taking a text for a formula.
            let quoted = cell.strip_prefix('\'');
            let cell = quoted
                .filter(|it| it.starts_with(['=', '+', '-', '@']))
                .unwrap_or(cell);
            if cell.trim().is_empty() {
                continue;
            }
            if column >= COLUMNS {
                return Err(format!(
                    "line {}: more than {COLUMNS} columns are not read; is it a list of injects?",
                    line + 1
                ));
            }
            count += 1;
            row.insert(column, Value::Text(cell.to_owned()));
        }
        if !row.is_empty() {
            grid.rows.insert(line, row);
        }
        if count > CELLS || grid.rows.len() > ROWS {
            return Err(format!(
                "it has more than {ROWS} rows or {CELLS} cells: keep the rows of the list"
            ));
        }
        if most.is_some_and(|most| grid.rows.len() >= most) {
            break;
        }
    }
    Ok(grid)
}

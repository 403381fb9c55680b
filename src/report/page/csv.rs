//! A table of a document as CSV (RFC 4180), for a spreadsheet.

use crate::report::language::Language;
use crate::text;

use super::tree::Grid;

/// The table, in UTF-8 with a byte order mark, by which spreadsheets know it.
fn table(grid: &Grid, language: Language) -> String {
    let mut out = String::from("\u{feff}");
    let head = grid.head.iter().map(|column| column.header.clone());
    line(&mut out, head);
    for row in &grid.rows {
        line(&mut out, row.iter().map(|cell| language.plain(cell)));
    }
    out
}

/// A line. What a spreadsheet would take for a formula is text, and a number stays one.
fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            out.push(',');
        }
        let safe = if cell.parse::<f64>().is_ok() {
            cell.as_str().into()
        } else {
            text::csv_cell(&cell)
        };
        if safe.contains(['"', ',', '\r', '\n']) {
            out.push_str(&format!("\"{}\"", safe.replace('"', "\"\"")));
        } else {
            out.push_str(&safe);
        }
    }
    out.push_str("\r\n");
}

/// The table as an address that a browser saves (RFC 2397).
pub(super) fn address(grid: &Grid, language: Language) -> String {
    let mut address = String::from("data:text/csv;charset=utf-8,");
    for byte in table(grid, language).bytes() {
        match byte {
            b'-' | b'_' | b'.' | b'~' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                address.push(char::from(byte));
            }
            byte => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

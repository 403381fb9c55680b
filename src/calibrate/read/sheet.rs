//! A table of cells as it stands in a file, and the splitting of a text into one.

use csv::StringRecord;

use super::clip;
use super::columns::{ColumnMap, Columns};
use crate::calibrate::CalibrateError;

/// A row of cells.
#[derive(Clone, Debug)]
pub(super) struct SheetRow {
    /// Its line in the text, or its row in a spreadsheet; from 1.
    pub(super) line: u64,
    pub(super) cells: StringRecord,
    /// Why its cells are not to be trusted.
    pub(super) flaw: Option<String>,
    /// What is to be said of it.
    pub(super) note: Option<String>,
}

/// Rows of cells, from the first of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    pub(super) rows: Vec<SheetRow>,
    /// What was guessed.
    pub(super) guesses: Vec<String>,
}

/// A sheet whose header has been found.
#[derive(Clone, Debug)]
pub(super) struct Table {
    pub(super) sheet: Sheet,
    /// Which row is the header.
    pub(super) header: usize,
    pub(super) columns: Columns,
}

/// What may separate cells, in order of preference.
const DELIMITERS: [(u8, &str); 4] = [
    (b',', "commas"),
    (b';', "semicolons"),
    (b'\t', "tabs"),
    (b'|', "pipes"),
];
/// Most rows that are read.
const ROWS: usize = 500_000;
/// Most cells that a table may have, empty ones included.
const CELLS: usize = 20_000_000;
/// A header is looked for in so many rows.
const HEADER_WITHIN: usize = 60;

impl Sheet {
    /// Finds the header: the first row in which columns are found.
    ///
    /// # Errors
    /// What is wrong with the row that looks most like a header.
    pub(super) fn into_table(self, map: &ColumnMap) -> Result<Table, CalibrateError> {
        let mut flaw = None;
        let mut widest = 0;
        for (at, row) in self.rows.iter().enumerate().take(HEADER_WITHIN) {
            match map.find(&row.cells) {
                Ok(mut columns) => {
                    let mut sheet = self;
                    sheet.guesses.append(&mut columns.guesses);
                    return Ok(Table {
                        sheet,
                        header: at,
                        columns,
                    });
                }
                Err(error) if row.cells.len() > widest => {
                    widest = row.cells.len();
                    flaw = Some(error);
                }
                Err(_) => {}
            }
        }
        Err(flaw.unwrap_or_else(|| CalibrateError("there are no rows".to_owned())))
    }
}

/// Splits a text by the separator with which a header is found.
///
/// # Errors
/// If no header is found.
pub(super) fn table_of(text: &str, map: &ColumnMap) -> Result<Table, CalibrateError> {
    // Spreadsheets write their separator into a line of its own.
    let first = text.lines().next().unwrap_or_default().trim_end();
    let told = first
        .strip_prefix("sep=")
        .and_then(|rest| match rest.as_bytes() {
            [sign] => Some(*sign),
            [] => Some(b'\t'),
            _ => None,
        });
    if let Some(sign) = told {
        let mut sheet = split(text, sign, None)?;
        sheet.rows.retain(|row| row.line > 1);
        return sheet.into_table(map);
    }
    let head = DELIMITERS
        .map(|(sign, _)| split(text, sign, Some(HEADER_WITHIN)).and_then(|it| it.into_table(map)));
    let found = head.iter().enumerate().filter_map(|(ix, table)| {
        let table = table.as_ref().ok()?;
        let cells = table.sheet.rows[table.header].cells.len();
        Some((table.columns.count(), cells, std::cmp::Reverse(ix)))
    });
    let Some((.., std::cmp::Reverse(ix))) = found.max() else {
        // The complaint about the separator that gives most columns.
        let width = |ix: usize| {
            let sheet = split(text, DELIMITERS[ix].0, Some(HEADER_WITHIN));
            let rows = sheet.unwrap_or_default().rows;
            rows.iter().map(|row| row.cells.len()).max().unwrap_or(0)
        };
        let widest = (0..DELIMITERS.len()).max_by_key(|&ix| (width(ix), std::cmp::Reverse(ix)));
        let error = head.into_iter().nth(widest.unwrap_or(0));
        return Err(match error {
            Some(Err(error)) => error,
            _ => CalibrateError("there are no rows".to_owned()),
        });
    };
    let (sign, name) = DELIMITERS[ix];
    let mut sheet = split(text, sign, None)?;
    if sign != b',' {
        sheet.guesses.push(format!("cells are separated by {name}"));
    }
    sheet.into_table(map)
}

/// Refuses tables that are larger than any of incidents.
pub(super) fn within_limits(rows: usize, cells: usize) -> Result<(), CalibrateError> {
    let most = match (rows > ROWS, cells > CELLS) {
        (true, _) => format!("{ROWS} rows"),
        (_, true) => format!("{CELLS} cells"),
        _ => return Ok(()),
    };
    Err(CalibrateError(format!(
        "the table has more than {most}: keep the columns that are read, or a shorter period"
    )))
}

/// Splits a text into rows of cells; empty lines are none.
///
/// # Errors
/// If it is too large.
fn split(text: &str, delimiter: u8, most: Option<usize>) -> Result<Sheet, CalibrateError> {
    // A row is read whole before its cells can be counted.
    let signs = text.bytes().filter(|byte| *byte == delimiter).count();
    within_limits(0, signs)?;
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut sheet = Sheet::default();
    let bytes = text.as_bytes();
    // Lines are counted here: the reader's own count stands before the empty lines that it
    // skips.
    let (mut line, mut counted) = (1, 0);
    let mut cells = StringRecord::new();
    // The text is UTF-8 and rows may have any length, so reading never fails.
    while let Ok(true) = reader.read_record(&mut cells) {
        let from = cells.position().map_or(0, |at| at.byte() as usize);
        let skipped = bytes[from..].iter().take_while(|byte| **byte == b'\n');
        let from = from + skipped.count();
        line += text[counted..from].matches('\n').count() as u64;
        counted = from;
        let to = reader.position().byte() as usize;
        let raw = &text[from..to];
        sheet.rows.push(SheetRow {
            line,
            flaw: unclosed(raw, &cells, line),
            note: swallowed(&cells, delimiter),
            cells: cells.clone(),
        });
        within_limits(sheet.rows.len(), 0)?;
        if most.is_some_and(|most| sheet.rows.len() >= most) {
            break;
        }
    }
    Ok(sheet)
}

/// Why a row is not one: the last cell begins with a quote that nothing closes.
fn unclosed(raw: &str, cells: &StringRecord, line: u64) -> Option<String> {
    let last = cells.iter().next_back()?;
    let raw = raw.trim_end_matches('\n');
    let lines = raw.matches('\n').count() as u64;
    let open = last.contains('\n') && raw.matches('"').count() % 2 == 1;
    open.then(|| {
        format!(
            "a quotation mark opens a cell and none closes it: lines {line} to {} are in it",
            line + lines
        )
    })
}

/// A cell of several lines that look like rows.
fn swallowed(cells: &StringRecord, delimiter: u8) -> Option<String> {
    let signs = |line: &str| line.bytes().filter(|byte| *byte == delimiter).count();
    let like_rows = |cell: &str| {
        let inner = cell.lines().skip(1);
        cell.contains('\n')
            && inner.clone().count() > 1
            && inner.clone().any(|it| signs(it) + 1 >= cells.len().max(2))
    };
    let cell = cells.iter().find(|cell| like_rows(cell))?;
    Some(format!(
        "one cell holds {} lines that look like rows: is a quotation mark missing? It begins `{}`",
        cell.lines().count(),
        clip(cell.lines().next().unwrap_or_default())
    ))
}

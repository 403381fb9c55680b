//! Spreadsheets (XLSX): cells in a stream, within limits; a far cell does not make a table of all
//! the empty ones before it.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx};
use csv::StringRecord;

use super::columns::ColumnMap;
use super::sheet::{Sheet, SheetRow, Table, within_limits};
use super::{NotRead, clip};
use crate::calibrate::CalibrateError;
use crate::workbook::{self, Limits, serial};

/// Columns beyond this one are refused: no table of incidents has as many.
const COLUMNS: u32 = 1_000;
/// Most cells that are read of a sheet.
const CELLS: usize = 3_000_000;
const LIMITS: Limits = Limits {
    file: 64 << 20,
    inflated: 256 << 20,
    cells: CELLS,
    cure: "save the sheet with the records as CSV",
};

/// A value of a cell, before it is known whether its column has times of day.
enum Value {
    Text(String),
    Moment(jiff::civil::DateTime),
}

/// Reads the one sheet of a workbook that holds records, or the one named.
///
/// # Errors
/// If the workbook is damaged, too large, or has no table of records.
pub(super) fn table_of(
    bytes: Vec<u8>,
    wanted: Option<&str>,
    map: &ColumnMap,
    not_read: &mut Vec<NotRead>,
) -> Result<Table, CalibrateError> {
    workbook::check(&bytes, LIMITS).map_err(CalibrateError)?;
    let damaged = |error: calamine::XlsxError| {
        CalibrateError(format!(
            "not a workbook that can be read: {}",
            clip(&error.to_string())
        ))
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let names = book.sheet_names();
    let listed = |names: &[String]| {
        let names: Vec<String> = names.iter().map(|name| clip(name)).collect();
        names.join(", ")
    };
    let chosen: Vec<String> = match wanted {
        None => names.clone(),
        Some(wanted) if names.iter().any(|name| name == wanted) => vec![wanted.to_owned()],
        Some(wanted) => {
            return Err(CalibrateError(format!(
                "--sheet: there is no sheet `{}`; there are {}",
                clip(wanted),
                listed(&names)
            )));
        }
    };
    let mut found: Option<(String, Table)> = None;
    let mut flaw = None;
    for name in chosen {
        let table = match read_sheet(&mut book, &name) {
            Ok(sheet) if sheet.rows.is_empty() => Err(CalibrateError("it is empty".to_owned())),
            Ok(sheet) => sheet.into_table(map),
            Err(error) => Err(error),
        };
        match (table, &found) {
            (Ok(table), None) => found = Some((name, table)),
            (Ok(_), Some((first, _))) => {
                return Err(CalibrateError(format!(
                    "the sheets `{}` and `{}` both hold records: choose one with --sheet",
                    clip(first),
                    clip(&name)
                )));
            }
            (Err(error), _) => {
                not_read.push(NotRead {
                    name: format!("sheet {}", clip(&name)),
                    reason: error.0.lines().next().unwrap_or_default().to_owned(),
                });
                flaw = flaw.or(Some((name, error)));
            }
        }
    }
    if wanted.is_some() {
        let others = names.iter().filter(|name| Some(name.as_str()) != wanted);
        not_read.extend(others.map(|name| NotRead {
            name: format!("sheet {}", clip(name)),
            reason: "another was chosen with --sheet".to_owned(),
        }));
    }
    match (found, flaw) {
        (Some((name, mut table)), _) => {
            if names.len() > 1 {
                let said = format!("the sheet `{}` is read", clip(&name));
                table.sheet.guesses.insert(0, said);
            }
            Ok(table)
        }
        (None, Some((name, error))) => {
            Err(CalibrateError(format!("sheet `{}`: {error}", clip(&name))))
        }
        (None, None) => Err(CalibrateError("there are no sheets".to_owned())),
    }
}

fn read_sheet(book: &mut Xlsx<Cursor<Vec<u8>>>, name: &str) -> Result<Sheet, CalibrateError> {
    let damaged = |error: calamine::XlsxError| CalibrateError(clip(&error.to_string()));
    let from_1904 = book.has_1904_epoch();
    let mut cells = book.worksheet_cells_reader(name).map_err(damaged)?;
    let mut rows: BTreeMap<u32, BTreeMap<u32, Value>> = BTreeMap::new();
    let mut dates = false;
    // Columns with a time of day in them: their midnights are moments, not days.
    let mut with_time: BTreeMap<u32, bool> = BTreeMap::new();
    let mut count = 0;
    while let Some(cell) = cells.next_cell().map_err(damaged)? {
        let (row, column) = cell.get_position();
        let value = match cell.get_value() {
            DataRef::Empty => continue,
            DataRef::SharedString(text) => Value::Text((*text).to_owned()),
            DataRef::Int(number) => Value::Text(number.to_string()),
            DataRef::Float(number) => Value::Text(number.to_string()),
            DataRef::Bool(yes) => Value::Text(yes.to_string()),
            DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                Value::Text(text.clone())
            }
            DataRef::Error(error) => Value::Text(error.to_string()),
            DataRef::DateTime(at) if at.is_duration() => {
                Value::Text(format!("{} h", rounded(at.as_f64() * 24.0)))
            }
            DataRef::DateTime(at) => {
                dates = true;
                match serial(at.as_f64(), from_1904) {
                    // A time of day alone has no day.
                    Some(local) if at.as_f64() >= 1.0 => Value::Moment(local),
                    _ => Value::Text(clock(at.as_f64())),
                }
            }
        };
        if matches!(&value, Value::Text(text) if text.trim().is_empty()) {
            continue;
        }
        if column >= COLUMNS {
            return Err(CalibrateError(format!(
                "row {} has something in column {}: more than {COLUMNS} columns are not read",
                row + 1,
                u64::from(column) + 1
            )));
        }
        count += 1;
        if count > CELLS {
            return Err(CalibrateError(format!(
                "more than {CELLS} cells are not read"
            )));
        }
        if let Value::Moment(local) = &value {
            *with_time.entry(column).or_default() |= local.time() != jiff::civil::Time::midnight();
        }
        rows.entry(row).or_default().insert(column, value);
    }
    let mut sheet = Sheet::default();
    let width = rows.values().filter_map(|row| row.keys().next_back());
    let width = width.max().map_or(0, |last| last + 1);
    within_limits(rows.len(), rows.len().saturating_mul(width as usize))?;
    for (row, mut cells) in rows {
        let texts = (0..width).map(|column| match cells.remove(&column) {
            None => String::new(),
            Some(Value::Text(text)) => text,
            Some(Value::Moment(local)) if with_time.get(&column) == Some(&true) => {
                local.strftime("%Y-%m-%d %H:%M:%S").to_string()
            }
            Some(Value::Moment(local)) => local.date().to_string(),
        });
        let cells: Vec<String> = texts.collect();
        sheet.rows.push(SheetRow {
            line: u64::from(row) + 1,
            cells: StringRecord::from(cells),
            flaw: None,
            note: None,
        });
    }
    if dates && from_1904 {
        sheet.guesses.push("dates count from 1904".to_owned());
    }
    Ok(sheet)
}

/// Hours to the second, so that the noise of a fraction of a day goes.
fn rounded(hours: f64) -> f64 {
    (hours * 3600.0).round() / 3600.0
}

/// A fraction of a day on a clock.
fn clock(days: f64) -> String {
    let seconds = (days.fract() * 86_400.0).round() as i64;
    format!(
        "{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}

//! The sheets of a workbook as grids: cells in a stream, within limits.

use std::io::Cursor;

use calamine::{DataRef, Reader, Xlsx, XlsxError};

use super::grid::{CELLS, COLUMNS, Grid, ROWS, Value};
use crate::workbook::{self, Limits, clip, column_letters, serial};

const LIMITS: Limits = Limits {
    file: super::LARGEST,
    inflated: 128 << 20,
    cells: CELLS,
    cure: "save the sheet with the list as CSV",
};
/// Most merged cells of a sheet that are looked at.
const MERGED: usize = 20_000;

/// All sheets, or the one named.
pub(super) fn grids(bytes: Vec<u8>, wanted: Option<&str>) -> Result<Vec<Grid>, String> {
    workbook::check(&bytes, LIMITS)?;
    let damaged = |error: XlsxError| {
        format!(
            "not a workbook that can be read: {}",
            clip(&error.to_string())
        )
    };
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let names = book.sheet_names();
    let chosen: Vec<String> = match wanted {
        None => names,
        Some(wanted) if names.iter().any(|name| name == wanted) => vec![wanted.to_owned()],
        Some(wanted) => {
            let names: Vec<String> = names.iter().map(|name| clip(name)).collect();
            return Err(format!(
                "--sheet: there is no sheet `{}`; there are {}",
                clip(wanted),
                names.join(", ")
            ));
        }
    };
    let mut count = 0;
    let mut grids = Vec::new();
    for name in chosen {
        // A sheet of charts has no cells.
        let Ok(grid) = read_sheet(&mut book, &name, &mut count)? else {
            continue;
        };
        grids.push(grid);
    }
    Ok(grids)
}

/// A sheet; `Err` within if it can't be read, as a sheet of charts.
fn read_sheet(
    book: &mut Xlsx<Cursor<Vec<u8>>>,
    name: &str,
    count: &mut usize,
) -> Result<Result<Grid, XlsxError>, String> {
    let mut grid = Grid {
        name: name.to_owned(),
        ..Grid::default()
    };
    if let Ok(merged) = book.merge_cells_by_sheet_name(name) {
        let tall = merged.into_iter().filter(|it| it.end.0 > it.start.0);
        let tall = tall.take(MERGED);
        grid.merged = tall
            .map(|it| (it.start.0 as usize, it.end.0 as usize, it.start.1 as usize))
            .collect();
    }
    let from_1904 = book.has_1904_epoch();
    let mut cells = match book.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        Err(error) => return Ok(Err(error)),
    };
    loop {
        let cell = match cells.next_cell() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            Err(error) => return Ok(Err(error)),
        };
        let (row, column) = cell.get_position();
        let Some(value) = value(cell.get_value(), from_1904) else {
            continue;
        };
        let (row, column) = (row as usize, column as usize);
        let at = || format!("{}!{}{}", clip(name), column_letters(column), row + 1);
        if column >= COLUMNS {
            return Err(format!(
                "{}: more than {COLUMNS} columns are not read; take out what stands there",
                at()
            ));
        }
        *count += 1;
        if *count > CELLS {
            return Err(format!("more than {CELLS} cells: {}", LIMITS.cure));
        }
        grid.rows.entry(row).or_default().insert(column, value);
        if grid.rows.len() > ROWS {
            return Err(format!("more than {ROWS} rows: {}", LIMITS.cure));
        }
    }
    Ok(Ok(grid))
}

fn value(cell: &DataRef<'_>, from_1904: bool) -> Option<Value> {
    let text = |text: &str| {
        let says = !text.trim().is_empty();
        says.then(|| Value::Text(text.replace("\r\n", "\n").replace("_x000D_", "")))
    };
    let seconds = |days: f64| (days * 86_400.0).round() as i64;
    match cell {
        DataRef::Empty => None,
        DataRef::SharedString(it) => text(it),
        DataRef::String(it) | DataRef::DateTimeIso(it) | DataRef::DurationIso(it) => text(it),
        DataRef::Int(number) => Some(Value::Number(*number as f64)),
        DataRef::Float(number) => Some(Value::Number(*number)),
        DataRef::Bool(yes) => text(&yes.to_string()),
        DataRef::Error(error) => text(&error.to_string()),
        DataRef::DateTime(at) if at.is_duration() => Some(Value::Lasted(seconds(at.as_f64()))),
        DataRef::DateTime(at) => Some(match at.as_f64() {
            days if (0.0..1.0).contains(&days) => Value::Clock(seconds(days).min(86_399)),
            days => serial(days, from_1904).map_or(Value::OddDate(days), Value::Moment),
        }),
    }
}

//! A list as a workbook: a sheet for controllers and one for players.

use jiff::civil::DateTime;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
    XlsxError,
};

use super::MselError;
use super::columns::{Cell, Table, tables};
use super::model::Msel;
use super::preset::{Audience, Preset};

/// A4.
const PAPER: u8 = 9;
/// Most characters that a cell of a workbook can hold.
const LONGEST: usize = 32_767;

/// The workbook. The same list gives the same bytes.
pub(super) fn xlsx(msel: &Msel, preset: Preset, audience: Audience) -> Result<Vec<u8>, MselError> {
    let failed = |error: XlsxError| MselError::Workbook(error.to_string());
    let mut book = Workbook::new();
    // The date of the scenario, not of today.
    let origin = msel.calendar.origin().as_second();
    let made = ExcelDateTime::from_timestamp(origin).map_err(failed)?;
    let properties = DocProperties::new()
        .set_title(&msel.header.exercise)
        .set_author("Sortie")
        .set_creation_datetime(&made);
    book.set_properties(&properties);
    for table in tables(msel, preset, audience) {
        write(book.add_worksheet(), &table, &msel.header.exercise).map_err(failed)?;
    }
    book.save_to_buffer().map_err(failed)
}

/// How cells look.
struct Looks {
    text: Format,
    local: Format,
    elapsed: Format,
}

impl Looks {
    fn new() -> Self {
        let cell = || {
            Format::new()
                .set_align(FormatAlign::Top)
                .set_border(FormatBorder::Thin)
                .set_border_color(Color::RGB(0x00BF_BFBF))
        };
        Self {
            text: cell().set_text_wrap(),
            local: cell()
                .set_align(FormatAlign::Left)
                .set_num_format("yyyy-mm-dd hh:mm:ss"),
            elapsed: cell()
                .set_align(FormatAlign::Left)
                .set_num_format("[h]:mm:ss"),
        }
    }
}

fn write(sheet: &mut Worksheet, table: &Table, exercise: &str) -> Result<(), XlsxError> {
    let looks = Looks::new();
    let bold = Format::new().set_bold();
    let plain = Format::new();
    sheet.set_name(table.name)?;
    let mut line = 0;
    for (name, value) in &table.head {
        sheet.write_string_with_format(line, 0, *name, &bold)?;
        sheet.write_string_with_format(line, 2, clipped(value), &plain)?;
        line += 1;
    }
    line += 1;
    let header = line;
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top)
        .set_border(FormatBorder::Thin)
        .set_background_color(Color::RGB(0x00E7_E6E6));
    for (column, (name, width)) in table.columns.iter().enumerate() {
        let column = column as u16;
        sheet.write_string_with_format(header, column, *name, &head)?;
        sheet.set_column_width(column, *width)?;
    }
    for row in &table.rows {
        line += 1;
        for (column, cell) in row.iter().enumerate() {
            put(sheet, line, column as u16, cell, &looks)?;
        }
    }
    let last = table.columns.len().saturating_sub(1) as u16;
    sheet.autofilter(header, 0, line, last)?;
    // The header and the first column stay in sight.
    sheet.set_freeze_panes(header + 1, 1)?;
    sheet.set_landscape();
    sheet.set_paper_size(PAPER);
    sheet.set_print_fit_to_pages(1, 0);
    sheet.set_repeat_rows(header, header)?;
    let name = exercise.replace('&', "&&");
    let name: String = name.chars().take(120).collect();
    sheet.set_header(format!("&L{name}&R{}", table.name));
    sheet.set_footer("&CPage &P of &N");
    Ok(())
}

fn put(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cell: &Cell,
    looks: &Looks,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => {
            sheet.write_string_with_format(row, column, clipped(text), &looks.text)?;
        }
        Cell::Local(local) => {
            // Days before 1900 have no number in a workbook.
            if let Ok(at) = excel(*local) {
                sheet.write_datetime_with_format(row, column, &at, &looks.local)?;
            } else {
                sheet.write_string_with_format(row, column, cell.text(), &looks.text)?;
            }
        }
        Cell::Elapsed(span) => {
            let days = span.0 as f64 / 86_400_000.0;
            sheet.write_number_with_format(row, column, days, &looks.elapsed)?;
        }
    }
    Ok(())
}

fn excel(local: DateTime) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::from_ymd(
        local.year().unsigned_abs(),
        local.month().unsigned_abs(),
        local.day().unsigned_abs(),
    )?
    .and_hms_milli(
        u16::from(local.hour().unsigned_abs()),
        local.minute().unsigned_abs(),
        local.second().unsigned_abs(),
        local.millisecond().unsigned_abs(),
    )
}

/// As much of a text as a cell can hold.
fn clipped(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

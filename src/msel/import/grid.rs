//! A table of cells as it stands in a file.

use std::collections::BTreeMap;

use jiff::civil::DateTime;

use crate::workbook::column_letters;

/// Most rows that are read.
pub(super) const ROWS: usize = 100_000;
/// Columns beyond this one are refused: no list has as many.
pub(super) const COLUMNS: usize = 500;
/// Most cells that are read.
pub(super) const CELLS: usize = 1_000_000;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Value {
    /// A text that says something.
    Text(String),
    /// A number that is no time by its format.
    Number(f64),
    /// A date, with or without a time of day.
    Moment(DateTime),
    /// A time of day, seconds.
    Clock(i64),
    /// A duration by its format, seconds.
    Lasted(i64),
    /// A number of days that is no date.
    OddDate(f64),
}

impl Value {
    /// As text.
    pub(super) fn text(&self) -> String {
        let clock = |seconds: i64| {
            format!(
                "{:02}:{:02}:{:02}",
                seconds / 3600,
                seconds / 60 % 60,
                seconds % 60
            )
        };
        match self {
            Self::Text(text) => text.trim().to_owned(),
            Self::Number(number) | Self::OddDate(number) => number.to_string(),
            Self::Moment(local) => local.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            Self::Clock(seconds) | Self::Lasted(seconds) => clock(*seconds),
        }
    }
}

/// A sheet, or a text of rows.
#[derive(Clone, Debug, Default)]
pub(super) struct Grid {
    /// Name of the sheet; empty for a text.
    pub name: String,
    /// By row, from 0: what stands in which column. Empty cells are not there.
    pub rows: BTreeMap<usize, BTreeMap<usize, Value>>,
    /// Merged cells of several rows: first row, last row, column.
    pub merged: Vec<(usize, usize, usize)>,
}

impl Grid {
    /// The address of a cell: `MSEL!C7`, or `C7` in a text.
    pub(super) fn address(&self, row: usize, column: usize) -> String {
        let cell = format!("{}{}", column_letters(column), row + 1);
        if self.name.is_empty() {
            format!("cell {cell} (line {})", row + 1)
        } else {
            format!("{}!{cell}", crate::workbook::clip(&self.name))
        }
    }

    /// What stands in a cell.
    pub(super) fn at(&self, row: usize, column: usize) -> Option<&Value> {
        self.rows.get(&row)?.get(&column)
    }

    /// What stands in a cell, or in the merged cell that covers it.
    pub(super) fn covering(&self, row: usize, column: usize) -> Option<&Value> {
        self.at(row, column).or_else(|| {
            let mut merged = self.merged.iter();
            let (first, ..) = merged.find(|it| it.2 == column && (it.0..=it.1).contains(&row))?;
            self.at(*first, column)
        })
    }
}

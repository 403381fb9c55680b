//! Which sheet holds a list, and which of its rows is the header.

use std::collections::BTreeMap;

use super::field::{Field, field, is_of_log, plain};
use super::grid::{Grid, Value};
use crate::workbook::clip;

/// A header is looked for in so many rows.
const WITHIN: usize = 80;
/// Columns whose headers a message names.
const NAMED: usize = 12;

/// A list whose header has been found.
#[derive(Debug)]
pub(super) struct List<'g> {
    /// Where it stands.
    pub grid: &'g Grid,
    /// The row of its header.
    pub header: usize,
    /// Which column says what.
    pub columns: BTreeMap<Field, usize>,
    /// The other columns that have a header.
    pub others: Vec<(usize, String)>,
    /// What was chosen, if there was a choice.
    pub note: Option<String>,
}

impl List<'_> {
    /// What stands in the column of a field.
    pub(super) fn at(&self, row: usize, field: Field) -> Option<&Value> {
        self.grid.at(row, *self.columns.get(&field)?)
    }

    /// The same, or what stands in the merged cell that covers it.
    pub(super) fn covering(&self, row: usize, field: Field) -> Option<&Value> {
        self.grid.covering(row, *self.columns.get(&field)?)
    }

    /// The header of a field's column, as it is written.
    pub(super) fn header_of(&self, field: Field) -> String {
        let column = self.columns.get(&field);
        let cell = column.and_then(|it| self.grid.at(self.header, *it));
        cell.map(Value::text).unwrap_or_default()
    }
}

/// Why a row is no header of a list.
enum Flaw {
    /// It has too few words of a header; how many.
    Unlike(usize),
    /// It is the header of a log, which this column shows.
    Log(String),
}

/// Finds the one list of some sheets.
///
/// # Errors
/// If there is none, or there are several as good.
pub(super) fn find(grids: &[Grid]) -> Result<List<'_>, String> {
    let mut found: Vec<List<'_>> = Vec::new();
    let mut log = None;
    let mut nearest: Option<(usize, &Grid, usize)> = None;
    for grid in grids {
        let mut best: Option<List<'_>> = None;
        for row in grid.rows.keys().take(WITHIN) {
            match header(grid, *row) {
                Ok(list) => {
                    let more = best
                        .as_ref()
                        .is_none_or(|it| list.columns.len() > it.columns.len());
                    if more {
                        best = Some(list);
                    }
                }
                Err(Flaw::Log(column)) => log = log.or(Some((grid, column))),
                Err(Flaw::Unlike(words)) => {
                    if words > 0 && nearest.is_none_or(|it| words > it.0) {
                        nearest = Some((words, grid, *row));
                    }
                }
            }
        }
        found.extend(best);
    }
    let most = found.iter().map(|it| it.columns.len()).max();
    let mut best: Vec<List<'_>> = found
        .into_iter()
        .filter(|it| Some(it.columns.len()) == most)
        .collect();
    if let [first, second, ..] = best.as_slice() {
        return Err(format!(
            "the sheets `{}` and `{}` both hold a list of injects\n  choose one with --sheet",
            clip(&first.grid.name),
            clip(&second.grid.name)
        ));
    }
    if let Some(mut list) = best.pop() {
        if grids.len() > 1 {
            list.note = Some(format!("the sheet `{}` is read", clip(&list.grid.name)));
        }
        return Ok(list);
    }
    let place = |grid: &Grid| {
        if grid.name.is_empty() {
            "it".to_owned()
        } else {
            format!("the sheet `{}`", clip(&grid.name))
        }
    };
    if let Some((grid, column)) = log {
        return Err(format!(
            "{} is a log of what has happened (its column `{}`), no list of injects to come\n  \
             give the list that the exercise was run from",
            place(grid),
            clip(&column)
        ));
    }
    let near = nearest.map_or_else(String::new, |(_, grid, row)| {
        let cells = grid.rows[&row].values().take(NAMED);
        let cells: Vec<String> = cells.map(|it| clip(&it.text())).collect();
        format!(
            "; nearest is row {} of {}: {}",
            row + 1,
            place(grid),
            cells.join(", ")
        )
    });
    Err(format!(
        "no row is the header of a list of injects{near}\n  a list has a column of what is told \
         (Title, Message, Description) and at least two of Inject #, From, To, Delivery Method, \
         Expected Action, Objective"
    ))
}

/// A row as the header of a list.
fn header(grid: &Grid, row: usize) -> Result<List<'_>, Flaw> {
    use Field::{Expected, From, Kind, Message, Method, Number, Objective, Title, To};
    let mut columns: BTreeMap<Field, usize> = BTreeMap::new();
    let mut others = Vec::new();
    let mut logged = None;
    let mut inject = None;
    let mut says_inject = false;
    for (column, value) in &grid.rows[&row] {
        let Value::Text(text) = value else {
            others.push((*column, value.text()));
            continue;
        };
        if is_of_log(text) {
            logged = logged.or(Some(text.clone()));
        }
        let words = plain(text);
        says_inject |= words.contains("inject") || words.contains("msel");
        match field(text) {
            // The first of two columns with the same meaning; the other is kept as it is.
            Some(field) if !columns.contains_key(&field) => {
                columns.insert(field, *column);
            }
            None if words == "inject" || words == "injects" => inject = Some(*column),
            _ => others.push((*column, text.trim().to_owned())),
        }
    }
    // `Inject` alone is the text, or its number where something else is the text.
    if let Some(column) = inject {
        let has_text = columns.contains_key(&Title) || columns.contains_key(&Message);
        let meaning = if has_text && !columns.contains_key(&Number) {
            Number
        } else if has_text {
            Kind
        } else {
            Message
        };
        columns.entry(meaning).or_insert(column);
    }
    let has = |field: Field| columns.contains_key(&field);
    let strong = [Expected, Objective, Method]
        .into_iter()
        .filter(|it| has(*it));
    let strong = strong.count() + usize::from(has(Field::Action) || has(Field::Linked));
    let weak = [Number, From, To, Kind].into_iter().filter(|it| has(*it));
    let weak = weak.count() + usize::from(says_inject);
    let has_text = has(Title) || has(Message);
    if let Some(column) = logged.filter(|_| strong == 0 && columns.len() >= 2) {
        return Err(Flaw::Log(column));
    }
    if has_text && (strong > 0 && columns.len() >= 3 || weak >= 2) {
        Ok(List {
            grid,
            header: row,
            columns,
            others,
            note: None,
        })
    } else {
        Err(Flaw::Unlike(columns.len()))
    }
}

//! The numbers behind a figure, as a table.

/// The numbers behind a figure: a row for each of its marks.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Data {
    /// Names of the columns.
    pub head: Vec<&'static str>,
    /// Rows with a cell for every column.
    pub rows: Vec<Vec<Cell>>,
}

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Cell {
    /// Words that somebody wrote.
    Words(String),
    /// A number; nothing if it is not finite.
    Number(f64),
}

impl Data {
    /// A table without rows.
    pub(super) fn new<const N: usize>(head: [&'static str; N]) -> Self {
        Self {
            head: head.to_vec(),
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub(super) fn row<const N: usize>(&mut self, cells: [Cell; N]) {
        self.rows.push(Vec::from(cells));
    }
}

impl From<&str> for Cell {
    fn from(words: &str) -> Self {
        Self::Words(words.to_owned())
    }
}

impl From<&String> for Cell {
    fn from(words: &String) -> Self {
        Self::Words(words.clone())
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<Option<f64>> for Cell {
    fn from(number: Option<f64>) -> Self {
        Self::Number(number.unwrap_or(f64::NAN))
    }
}

impl From<u64> for Cell {
    fn from(count: u64) -> Self {
        Self::Number(count as f64)
    }
}

impl From<usize> for Cell {
    fn from(count: usize) -> Self {
        Self::Number(count as f64)
    }
}

impl From<bool> for Cell {
    fn from(holds: bool) -> Self {
        Self::from(if holds { "yes" } else { "no" })
    }
}

/// Ends of an interval as two cells; empty without one.
pub(super) fn ends(interval: Option<(f64, f64)>) -> (Cell, Cell) {
    let (low, high) = interval.unwrap_or((f64::NAN, f64::NAN));
    (low.into(), high.into())
}

/// The first of some items, and how many more there are: `a; b; and 3 more`.
pub(super) fn listed(items: impl IntoIterator<Item = String>) -> String {
    const MOST: usize = 12;
    let items: Vec<String> = items.into_iter().collect();
    let more = items.len().saturating_sub(MOST);
    let mut words = items[..items.len() - more].join("; ");
    if more > 0 {
        words.push_str(&format!("; and {more} more"));
    }
    words
}

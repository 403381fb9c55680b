//! A record of an incident, and what became of the row it came from.

use serde::Serialize;

use super::CalibrateError;
use super::steps::Step;
use crate::scenario::document::Severity;

/// From where to where a value lies; equal ends where it is exact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// Lower end.
    pub low: f64,
    /// Upper end; may be infinite.
    pub high: f64,
}

impl Bounds {
    /// An exact value.
    pub const fn at(value: f64) -> Self {
        Self {
            low: value,
            high: value,
        }
    }

    /// The sum of two values.
    pub(super) fn plus(self, other: Self, factor: f64) -> Self {
        Self {
            low: self.low + other.low * factor,
            high: self.high + other.high * factor,
        }
    }
}

/// How a step of an incident's life ended, as far as its record says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ended {
    /// At a moment; ms since 1970.
    Moment(Bounds),
    /// After a duration, hours.
    After(Bounds),
    /// Not yet.
    Open,
    /// Never, as the record says.
    Never,
    /// The cell is empty: not yet, unless a later step has ended.
    Empty,
    /// Nobody knows, or it does not apply.
    Unknown,
    /// There is no such column.
    Absent,
}

/// One incident.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Where its row is.
    pub row: usize,
    /// Its kind; empty if the records name none.
    pub kind: String,
    /// Its severity, if it is one of ours.
    pub severity: Option<Severity>,
    /// A false alarm.
    pub false_alarm: bool,
    /// When it began; ms since 1970.
    pub occurred: Option<Bounds>,
    /// How each of [`Step::ALL`] ended.
    pub ended: [Ended; 4],
}

/// What was made of a row.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RowFate {
    /// Line of the file, or its name and number.
    pub line: String,
    /// Kind of the incident.
    pub kind: String,
    /// Nothing could be made of it, and why.
    pub bad: Option<String>,
    /// What was made of each of [`Step::ALL`].
    pub steps: [String; 4],
    /// How it counts as an arrival.
    pub arrival: String,
    /// What else there is to say.
    pub notes: Vec<String>,
}

/// Records with the fate of every row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records {
    /// Incidents, in order of rows.
    pub records: Vec<Record>,
    /// Every row.
    pub rows: Vec<RowFate>,
    /// Which steps the records have columns for.
    pub has: [bool; 4],
    /// Where they come from, in words.
    pub source: String,
}

impl Records {
    /// Adds the records of another file.
    pub fn append(&mut self, other: Self) {
        let before = self.rows.len();
        self.rows.extend(other.rows);
        self.records
            .extend(other.records.into_iter().map(|mut record| {
                record.row += before;
                record
            }));
        for (has, other) in self.has.iter_mut().zip(other.has) {
            *has |= other;
        }
    }

    /// Adds a file that can't be read, as one bad row.
    pub fn refuse(&mut self, name: &str, error: &CalibrateError) {
        self.bad(name.to_owned(), error.to_string());
    }

    /// Adds a row that can't be read.
    pub(super) fn bad(&mut self, line: String, reason: String) {
        self.rows.push(RowFate {
            line,
            bad: Some(reason),
            ..RowFate::default()
        });
    }

    /// Adds an incident.
    pub(super) fn good(&mut self, line: String, mut record: Record, notes: Vec<String>) {
        record.row = self.rows.len();
        self.rows.push(RowFate {
            line,
            kind: record.kind.clone(),
            notes,
            ..RowFate::default()
        });
        for step in Step::ALL {
            self.has[step.ix()] |= record.ended[step.ix()] != Ended::Absent;
        }
        self.records.push(record);
    }
}

/// A severity by its name.
pub(super) fn severity(word: &str) -> Option<Severity> {
    let word = word.trim().to_lowercase();
    Severity::ALL.into_iter().find(|it| it.name() == word)
}

/// An id that a scenario can have: lower-case letters, digits, `-`.
pub(super) fn id(text: &str) -> String {
    let mut id = String::new();
    for c in text.trim().to_lowercase().chars() {
        if c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' {
            id.push(c);
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    id.truncate(48);
    id.trim_end_matches('-').to_owned()
}

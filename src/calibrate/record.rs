//! A record of an incident, and all records with what became of their rows.

use super::fate::{Aside, RowFate};
use super::kinds::Kinds;
use super::step::Step;
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

/// Records with the fate of every row.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records {
    /// Incidents, in order of rows.
    pub records: Vec<Record>,
    /// Every row, and every file that is not read.
    pub rows: Vec<RowFate>,
    /// Which steps the records have columns for.
    pub has: [bool; 4],
    /// Where they come from, in words.
    pub source: String,
    /// What was guessed in reading them.
    pub guesses: Vec<String>,
    /// What looks wrong in them and must be said.
    pub cautions: Vec<String>,
    /// Kinds and their ids.
    pub kinds: Kinds,
}

/// A row as it was read, before rows of one incident come together.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Line of the file, or its name and number.
    pub line: String,
    /// What it is.
    pub content: Content,
}

/// What a row is.
#[derive(Clone, Debug)]
pub(super) enum Content {
    /// An incident, or a part of one.
    Incident(Part),
    /// No incident of its own.
    Aside(Aside, String),
    /// Nothing can be made of it.
    Bad(String),
}

/// What a row says of an incident.
#[derive(Clone, Debug)]
pub(super) struct Part {
    /// Its kind is still as it was written.
    pub record: Record,
    /// The incident's id; empty if the row names none.
    pub id: String,
    /// What there is to say of the row.
    pub notes: Vec<String>,
}

impl Records {
    /// Adds rows in their order.
    pub(super) fn add(&mut self, rows: Vec<Row>) {
        for row in rows {
            let mut fate = RowFate {
                line: row.line,
                ..RowFate::default()
            };
            match row.content {
                Content::Bad(reason) => fate.bad = Some(reason),
                Content::Aside(aside, reason) => fate.aside = Some((aside, reason)),
                Content::Incident(Part {
                    mut record, notes, ..
                }) => {
                    record.row = self.rows.len();
                    record.kind = self.kinds.id(&record.kind);
                    fate.kind.clone_from(&record.kind);
                    fate.notes = notes;
                    for step in Step::ALL {
                        self.has[step.ix()] |= record.ended[step.ix()] != Ended::Absent;
                    }
                    self.records.push(record);
                }
            }
            self.rows.push(fate);
        }
    }
}

/// A severity by its name.
pub(super) fn severity(word: &str) -> Option<Severity> {
    let word = word.trim().to_lowercase();
    Severity::ALL.into_iter().find(|it| it.name() == word)
}

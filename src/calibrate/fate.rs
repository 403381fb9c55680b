//! What became of a row of a table, or of a file of a folder.

use serde::{Deserialize, Serialize};

/// Why a row or a file is no incident of its own, though nothing is wrong with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Aside {
    /// A further row of an incident that another row holds.
    SameIncident,
    /// All its cells are empty.
    Empty,
    /// A title above the header, or the header once more.
    NotARecord,
    /// A file or a sheet that is not read.
    NotRead,
}

impl Aside {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 4] = [
        Self::SameIncident,
        Self::Empty,
        Self::NotARecord,
        Self::NotRead,
    ];

    /// Its word in `rows.csv`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::SameIncident => "same incident",
            Self::Empty => "empty",
            Self::NotARecord => "not a record",
            Self::NotRead => "not read",
        }
    }
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
    /// It is no incident of its own, and why.
    pub aside: Option<(Aside, String)>,
    /// It contradicts itself, and how: it counts as an arrival and its times are left out.
    pub contradiction: Option<String>,
    /// What was made of each of [`Step::ALL`](super::Step::ALL).
    pub steps: [String; 4],
    /// How it counts as an arrival.
    pub arrival: String,
    /// What else there is to say.
    pub notes: Vec<String>,
}

impl RowFate {
    /// Where the row is, in words: `line 7`, `a.json#3`.
    pub fn place(&self) -> String {
        if self.line.bytes().all(|byte| byte.is_ascii_digit()) {
            format!("line {}", self.line)
        } else {
            self.line.clone()
        }
    }

    /// Its word in `rows.csv`.
    pub fn word(&self) -> &'static str {
        match (&self.bad, &self.aside, &self.contradiction) {
            (Some(_), ..) => "no",
            (None, Some((aside, _)), _) => aside.word(),
            (None, None, Some(_)) => "arrival alone",
            (None, None, None) => "yes",
        }
    }

    /// Why it is not used, or not in full.
    pub fn reason(&self) -> &str {
        let aside = self.aside.as_ref().map(|(_, reason)| reason);
        let reason = self.bad.as_ref().or(aside);
        reason
            .or(self.contradiction.as_ref())
            .map_or("", String::as_str)
    }
}

/// How many rows, or files, met which fate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fates {
    /// Incidents of which times are used.
    pub whole: usize,
    /// Incidents that contradict themselves and count as arrivals alone.
    pub arrivals_alone: usize,
    /// Rows that can't be used.
    pub bad: usize,
    /// What is no incident of its own.
    pub asides: Vec<(Aside, usize)>,
}

impl Fates {
    /// Counts them.
    pub fn of(rows: &[RowFate]) -> Self {
        let count = |word: &str| rows.iter().filter(|row| row.word() == word).count();
        let asides = Aside::ALL.map(|aside| (aside, count(aside.word())));
        Self {
            whole: count("yes"),
            arrivals_alone: count("arrival alone"),
            bad: count("no"),
            asides: asides.into_iter().filter(|(_, n)| *n > 0).collect(),
        }
    }

    /// Incidents.
    pub const fn incidents(&self) -> usize {
        self.whole + self.arrivals_alone
    }

    /// How many met this fate.
    pub fn aside(&self, which: Aside) -> usize {
        let found = self.asides.iter().find(|(aside, _)| *aside == which);
        found.map_or(0, |(_, count)| *count)
    }

    /// Rows with something about an incident in them.
    pub fn rows(&self) -> usize {
        self.incidents() + self.bad + self.aside(Aside::SameIncident)
    }
}

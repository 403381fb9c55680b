//! Which column of a table says what.

use csv::StringRecord;

use super::clip;
use crate::calibrate::CalibrateError;
use crate::calibrate::step::Step;

/// What a column can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Occurred,
    Day,
    Detected,
    HandsOn,
    Contained,
    Recovered,
    Kind,
    Severity,
    FalseAlarm,
    Id,
}

impl Field {
    pub(super) const ALL: [Self; 10] = [
        Self::Occurred,
        Self::Day,
        Self::Detected,
        Self::HandsOn,
        Self::Contained,
        Self::Recovered,
        Self::Kind,
        Self::Severity,
        Self::FalseAlarm,
        Self::Id,
    ];
    /// Those that hold moments and durations: the first.
    pub(super) const TIMES: [Self; 6] = {
        let [a, b, c, d, e, f, ..] = Self::ALL;
        [a, b, c, d, e, f]
    };

    pub(super) const fn ix(self) -> usize {
        self as usize
    }

    /// The column of a step's end.
    pub(super) const fn of(step: Step) -> Self {
        match step {
            Step::Detection => Self::Detected,
            Step::Response => Self::HandsOn,
            Step::Containment => Self::Contained,
            Step::Recovery => Self::Recovered,
        }
    }

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Occurred => "occurred",
            Self::Day => "day",
            Self::Detected => "detected",
            Self::HandsOn => "hands_on",
            Self::Contained => "contained",
            Self::Recovered => "recovered",
            Self::Kind => "kind",
            Self::Severity => "severity",
            Self::FalseAlarm => "false_alarm",
            Self::Id => "id",
        }
    }

    /// Columns that are taken without a map: those of `incidents.csv` and plain names.
    const fn defaults(self) -> &'static [&'static str] {
        match self {
            Self::Occurred => &["onset_h", "occurred", "onset"],
            Self::Day => &["onset_local", "day"],
            Self::Detected => &["detected_h", "detected"],
            Self::HandsOn => &["hands_on_h", "hands_on"],
            Self::Contained => &["contained_h", "contained"],
            Self::Recovered => &["recovered_h", "recovered"],
            Self::Kind => &["kind"],
            Self::Severity => &["severity"],
            Self::FalseAlarm => &["false_alarm"],
            Self::Id => &[
                "id",
                "incident_id",
                "ticket",
                "ticket_id",
                "ticket_no",
                "ticket_number",
                "incident_number",
                "case_id",
                "issue_key",
            ],
        }
    }
}

/// Which column says what, as the user has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnMap(Vec<(Field, String)>);

impl ColumnMap {
    /// Reads `occurred=Start,detected="Found, UTC"`.
    ///
    /// # Errors
    /// If a field is unknown, named twice, or has no column.
    pub fn parse(text: &str) -> Result<Self, CalibrateError> {
        let mut map: Vec<(Field, String)> = Vec::new();
        for part in parts(text)? {
            let (field, column) = part.split_once('=').unwrap_or((&part, ""));
            let (name, column) = (field.trim(), unquoted(column));
            let Some(field) = Field::ALL.into_iter().find(|it| it.name() == name) else {
                let names: Vec<&str> = Field::ALL.iter().map(|it| it.name()).collect();
                return Err(CalibrateError(format!(
                    "--map: `{name}` is not a field; there are {}\n  a column's name with a \
                     comma in it stands in quotes: --map 'occurred=\"Start, UTC\"'",
                    names.join(", ")
                )));
            };
            if column.is_empty() || map.iter().any(|(it, _)| *it == field) {
                return Err(CalibrateError(format!(
                    "--map: write `{name}=COLUMN`, once"
                )));
            }
            map.push((field, column));
        }
        Ok(Self(map))
    }

    /// Finds the columns of all fields in a header.
    ///
    /// # Errors
    /// If a named column is not there, or two have its name, or nothing says when anything
    /// happened.
    pub(super) fn find(&self, header: &StringRecord) -> Result<Columns, CalibrateError> {
        let mut columns = Columns::default();
        for field in Field::ALL {
            let told = self.0.iter().find(|(it, _)| *it == field);
            let found = if let Some((_, name)) = told {
                Some(place(header, name)?.ok_or_else(|| {
                    CalibrateError(format!(
                        "--map: there is no column `{name}` for `{}`; there are {}",
                        field.name(),
                        names(header)
                    ))
                })?)
            } else {
                let mut found = None;
                for name in field.defaults() {
                    found = found.or(place(header, name)?);
                }
                found
            };
            let Some(at) = found else { continue };
            columns.told[field.ix()] = told.is_some();
            columns.places[field.ix()] = Some(at);
            let name = &header[at];
            let exact = told.map_or_else(
                || field.defaults().contains(&name),
                |(_, wanted)| wanted == name || wanted.starts_with('#'),
            );
            if !exact {
                columns.guesses.push(format!(
                    "the column `{}` is taken as `{}`",
                    clip(name),
                    field.name()
                ));
            }
        }
        columns.replication = header.iter().position(|cell| cell.trim() == "replication");
        if columns.at(Field::Occurred).is_none()
            && Step::ALL
                .iter()
                .all(|step| columns.at(Field::of(*step)).is_none())
        {
            return Err(CalibrateError(format!(
                "no column says when anything happened; there are {}\n  name them: --map \
                 'occurred=Start,detected=Found,contained=Stopped,recovered=Closed'",
                names(header)
            )));
        }
        Ok(columns)
    }
}

/// Where the fields are in a table.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    places: [Option<usize>; Field::ALL.len()],
    told: [bool; Field::ALL.len()],
    /// The column that tells simulated histories apart.
    pub(super) replication: Option<usize>,
    /// What was guessed.
    pub(super) guesses: Vec<String>,
}

impl Columns {
    /// The column of a field.
    pub(super) const fn at(&self, field: Field) -> Option<usize> {
        self.places[field.ix()]
    }

    /// True if the user named the column.
    pub(super) const fn told(&self, field: Field) -> bool {
        self.told[field.ix()]
    }

    /// True if a field is in this column.
    pub(super) fn has(&self, column: usize) -> bool {
        self.places.contains(&Some(column))
    }

    /// How many fields were found.
    pub(super) fn count(&self) -> usize {
        self.places.iter().flatten().count()
    }
}

/// What makes two names of columns the same but for spelling.
fn loose(name: &str) -> String {
    let words: Vec<String> = name
        .split(|c: char| c.is_whitespace() || c == '_' || c == '-')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    words.join("_")
}

/// The column of a name: as it is written, else whatever its case, spaces and underscores;
/// `#3` is the third.
fn place(header: &StringRecord, name: &str) -> Result<Option<usize>, CalibrateError> {
    let exact = |cell: &str| cell.trim() == name;
    let near = |cell: &str| loose(cell) == loose(name);
    let all = |same: &dyn Fn(&str) -> bool| -> Vec<usize> {
        let cells = header.iter().enumerate();
        cells
            .filter(|(_, cell)| same(cell))
            .map(|(at, _)| at)
            .collect()
    };
    let mut found = all(&exact);
    if found.is_empty() {
        found = all(&near);
    }
    match found[..] {
        [] => {
            let number = name
                .strip_prefix('#')
                .and_then(|it| it.parse::<usize>().ok());
            Ok(number
                .filter(|it| (1..=header.len()).contains(it))
                .map(|it| it - 1))
        }
        [one] => Ok(Some(one)),
        [one, other, ..] => Err(CalibrateError(format!(
            "two columns are called `{}`, number {} and number {}: name the one you mean by its \
             number, like --map 'FIELD=#{}'",
            clip(name),
            one + 1,
            other + 1,
            other + 1
        ))),
    }
}

/// The names of columns, for a message.
fn names(header: &StringRecord) -> String {
    const MOST: usize = 40;
    let all: Vec<String> = header
        .iter()
        .take(MOST)
        .map(|name| {
            let quote = if name.contains(',') { "\"" } else { "" };
            format!("{quote}{}{quote}", clip(name.trim()))
        })
        .collect();
    let more = header.len().saturating_sub(MOST);
    let rest = if more > 0 {
        format!(" and {more} more")
    } else {
        String::new()
    };
    format!("{}{rest}", all.join(", "))
}

/// The parts between commas that stand outside quotes.
fn parts(text: &str) -> Result<Vec<String>, CalibrateError> {
    let mut parts = vec![String::new()];
    let mut quoted = false;
    for c in text.chars() {
        quoted ^= c == '"';
        if c == ',' && !quoted {
            parts.push(String::new());
        } else if let Some(last) = parts.last_mut() {
            last.push(c);
        }
    }
    if quoted {
        return Err(CalibrateError(format!(
            "--map: a quote is not closed in `{}`",
            clip(text)
        )));
    }
    parts.retain(|part| !part.trim().is_empty());
    Ok(parts)
}

fn unquoted(text: &str) -> String {
    let text = text.trim();
    let inner = text.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    inner.map_or_else(|| text.to_owned(), |inner| inner.replace("\"\"", "\""))
}

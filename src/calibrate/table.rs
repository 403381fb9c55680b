//! Records in a CSV file, by a map of columns.

use jiff::tz::TimeZone;

use super::CalibrateError;
use super::cell::{self, Cell, HOUR};
use super::record::{Bounds, Ended, Record, Records, id, severity};
use super::steps::Step;

/// What can be mapped, with the names of columns that are taken without a map: those of
/// `incidents.csv` and plain ones.
const FIELDS: [(&str, &[&str]); 9] = [
    ("occurred", &["onset_h", "occurred", "onset"]),
    ("day", &["onset_local", "day"]),
    ("detected", &["detected_h", "detected"]),
    ("hands_on", &["hands_on_h", "hands_on"]),
    ("contained", &["contained_h", "contained"]),
    ("recovered", &["recovered_h", "recovered"]),
    ("kind", &["kind"]),
    ("severity", &["severity"]),
    ("false_alarm", &["false_alarm"]),
];

/// Which column says what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ColumnMap(Vec<(String, String)>);

impl ColumnMap {
    /// Reads `occurred=Start,detected=Found`.
    ///
    /// # Errors
    /// If a field is unknown, named twice, or has no column.
    pub fn parse(text: &str) -> Result<Self, CalibrateError> {
        let mut map = Vec::new();
        for part in text.split(',').filter(|part| !part.trim().is_empty()) {
            let (field, column) = part.split_once('=').unwrap_or((part, ""));
            let (field, column) = (field.trim(), column.trim());
            if !FIELDS.iter().any(|(name, _)| *name == field) {
                let names: Vec<&str> = FIELDS.iter().map(|(name, _)| *name).collect();
                return Err(CalibrateError(format!(
                    "--map: `{field}` is not a field; there are {}",
                    names.join(", ")
                )));
            }
            if column.is_empty() || map.iter().any(|(name, _)| name == field) {
                return Err(CalibrateError(format!(
                    "--map: write `{field}=COLUMN`, once"
                )));
            }
            map.push((field.to_owned(), column.to_owned()));
        }
        Ok(Self(map))
    }

    /// Finds the columns of all fields in a header.
    fn find(&self, header: &csv::StringRecord) -> Result<Columns, CalibrateError> {
        let place = |name: &str| header.iter().position(|cell| cell.trim() == name);
        let mut columns = [None; FIELDS.len()];
        for (slot, (field, defaults)) in columns.iter_mut().zip(FIELDS) {
            *slot = match self.0.iter().find(|(name, _)| name == field) {
                Some((_, column)) => Some(place(column).ok_or_else(|| {
                    let names: Vec<&str> = header.iter().collect();
                    CalibrateError(format!(
                        "--map: there is no column `{column}` for `{field}`; there are {}",
                        names.join(", ")
                    ))
                })?),
                None => defaults.iter().find_map(|name| place(name)),
            };
        }
        if columns[0].is_none() && columns[2..6].iter().all(Option::is_none) {
            return Err(CalibrateError(
                "no column says when anything happened\n  name them: --map \
                 'occurred=Start,detected=Found,contained=Stopped,recovered=Closed'"
                    .to_owned(),
            ));
        }
        Ok(Columns {
            fields: columns,
            replication: place("replication"),
        })
    }
}

struct Columns {
    fields: [Option<usize>; FIELDS.len()],
    replication: Option<usize>,
}

/// Reads records from a CSV file's text; local times are in `zone`.
///
/// # Errors
/// If the header has no columns to read, or the rows are of several simulated histories. A row
/// that can't be read is no error: it is kept with its reason.
pub fn read_csv(text: &str, map: &ColumnMap, zone: &TimeZone) -> Result<Records, CalibrateError> {
    // Spreadsheets of half of Europe part by semicolons.
    let first = text.lines().next().unwrap_or_default();
    let semicolons = first.matches(';').count() > first.matches(',').count();
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(if semicolons { b';' } else { b',' })
        .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let header = reader
        .headers()
        .map_err(|error| CalibrateError(error.to_string()))?
        .clone();
    let columns = map.find(&header)?;
    let mut records = Records::default();
    let mut replication: Option<String> = None;
    for row in reader.records() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                records.bad(line.to_string(), error.to_string());
                continue;
            }
        };
        let line = row.position().map_or(0, csv::Position::line).to_string();
        if row.len() != header.len() {
            let reason = format!("{} cells where the header has {}", row.len(), header.len());
            records.bad(line, reason);
            continue;
        }
        if let Some(cell) = columns.replication.and_then(|at| row.get(at)) {
            match &replication {
                Some(first) if first != cell => {
                    return Err(CalibrateError(format!(
                        "line {line} is of replication {cell}, earlier ones of {first}: \
                         calibrate on one history at a time"
                    )));
                }
                _ => replication = Some(cell.to_owned()),
            }
        }
        match read_row(&row, &columns, zone) {
            Ok((record, notes)) => records.good(line, record, notes),
            Err(reason) => records.bad(line, reason),
        }
    }
    Ok(records)
}

fn read_row(
    row: &csv::StringRecord,
    columns: &Columns,
    zone: &TimeZone,
) -> Result<(Record, Vec<String>), String> {
    let text = |field: usize| columns.fields[field].and_then(|at| row.get(at));
    let cell = |field: usize| {
        text(field)
            .map(|text| cell::read(text, zone).map_err(|why| format!("{}: {why}", FIELDS[field].0)))
            .transpose()
    };
    let mut notes = Vec::new();
    let day = cell(1)?;
    let (occurred, clock) = match (cell(0)?, day) {
        // Hours on a clock, and the date on which that clock stood there.
        (Some(Cell::Clock(hours)), Some(Cell::Moment(at))) => {
            (Some(at), Some(at.low - hours * HOUR))
        }
        (Some(Cell::Clock(_)), _) => {
            return Err(
                "occurred: a bare number is hours on a clock; map `day` to a column with the date"
                    .to_owned(),
            );
        }
        (Some(Cell::Moment(at)), _) | (None, Some(Cell::Moment(at))) => (Some(at), None),
        (Some(Cell::Lasted(_)), _) => return Err("occurred: a duration is no moment".to_owned()),
        _ => (None, None),
    };
    let mut ended = [Ended::Absent; 4];
    // Where the date has no time of day, the clock's hours still tell the time between two
    // moments exactly.
    let dated = occurred.filter(|at| at.high > at.low);
    let mut before = match cell(0)? {
        Some(Cell::Clock(hours)) if dated.is_some() => Some(hours),
        _ => None,
    };
    for step in Step::ALL {
        let content = cell(2 + step.ix())?;
        if let (Some(Cell::Clock(hours)), Some(from)) = (content, before) {
            if hours < from {
                return Err(format!(
                    "`{}` lies before the step before it",
                    step.moment()
                ));
            }
            ended[step.ix()] = Ended::After(Bounds::at(hours - from));
            before = Some(hours);
            continue;
        }
        if content.is_some() {
            before = None;
        }
        ended[step.ix()] = match content {
            None => Ended::Absent,
            Some(Cell::Empty) => Ended::Empty,
            Some(Cell::Open) => Ended::Open,
            Some(Cell::Never) => Ended::Never,
            Some(Cell::Unknown) => Ended::Unknown,
            Some(Cell::Moment(at)) => Ended::Moment(at),
            Some(Cell::Lasted(bounds)) => Ended::After(bounds),
            Some(Cell::Clock(hours)) => match clock {
                Some(zero) => {
                    let low = zero + hours * HOUR;
                    let width = dated.map_or(0.0, |at| at.high - at.low);
                    Ended::Moment(Bounds {
                        low,
                        high: low + width,
                    })
                }
                None => {
                    return Err(format!(
                        "{}: `{hours}` has no unit; write \"{hours} h\"",
                        step.moment()
                    ));
                }
            },
        };
    }
    let word = text(7).unwrap_or_default();
    let severity = severity(word);
    if severity.is_none() && !word.trim().is_empty() {
        notes.push(format!(
            "severity `{}` is none of low, medium, high, critical: not counted in the mix",
            word.trim()
        ));
    }
    let false_alarm = matches!(
        text(8).unwrap_or_default().trim().to_lowercase().as_str(),
        "true" | "yes" | "1"
    );
    let record = Record {
        row: 0,
        kind: id(text(6).unwrap_or_default()),
        severity,
        false_alarm,
        occurred,
        ended,
    };
    Ok((record, notes))
}

//! From the cells of a table to what each row says of an incident.

use super::answers::Answer;
use super::columns::{Columns, Field};
use super::habits::Habits;
use super::numerals::Numbers;
use super::order::{Order, Orders, Sample};
use super::sheet::{SheetRow, Table};
use super::written::{self, Date, Written};
use super::{Reading, clip, repeats};
use crate::calibrate::CalibrateError;
use crate::calibrate::cell::{Cell, HOUR};
use crate::calibrate::fate::Aside;
use crate::calibrate::record::{Bounds, Content, Ended, Part, Record, Records, Row, severity};
use crate::calibrate::step::Step;

/// The cells of a row's times, as they are written.
type Times = [Option<Result<Written, String>>; Field::TIMES.len()];

/// How the columns of a table are written.
struct Manners {
    order: Order,
    numbers: [Numbers; Field::TIMES.len()],
    /// True if a tick says yes.
    ticks: bool,
}

/// Adds the rows of a table to records.
///
/// # Errors
/// If dates may be read in two ways, or the rows are of several simulated histories.
pub(super) fn add(
    records: &mut Records,
    table: Table,
    reading: &Reading,
) -> Result<(), CalibrateError> {
    let Table {
        sheet,
        header,
        columns,
    } = table;
    let mut guesses = sheet.guesses;
    let names = sheet.rows[header].cells.clone();
    one_history(&sheet.rows[header + 1..], &columns)?;
    // What is no record is told apart first, so that it does not count as a way of writing.
    let mut rows: Vec<(Row, Option<Times>)> = Vec::with_capacity(sheet.rows.len());
    for (at, row) in sheet.rows.iter().enumerate() {
        let content = not_a_record(at, row, header, &names);
        let times = content
            .is_none()
            .then(|| read_times(row, &columns, reading));
        let content = content.unwrap_or_else(|| Content::Bad(String::new()));
        let line = row.line.to_string();
        rows.push((Row { line, content }, times));
    }
    let manners = manners(
        &rows,
        &sheet.rows,
        (&names, &columns),
        reading,
        &mut guesses,
    )?;
    for ((row, times), source) in rows.iter_mut().zip(&sheet.rows) {
        if let Some(times) = times {
            row.content = match incident(source, times, &columns, &manners, reading) {
                Ok(part) => Content::Incident(part),
                Err(reason) => Content::Bad(reason),
            };
        }
    }
    let mut rows: Vec<Row> = rows.into_iter().map(|(row, _)| row).collect();
    let label = columns
        .at(Field::Id)
        .map(|at| (clip(&names[at]), columns.told(Field::Id)));
    match label {
        Some((name, told)) => repeats::join(&mut rows, &name, told, &mut guesses),
        None => records
            .cautions
            .extend(repeats::alike(&rows, &sheet.rows, &names, &columns)),
    }
    records.guesses.append(&mut guesses);
    records.add(rows);
    Ok(())
}

/// Refuses the rows of several simulated histories.
fn one_history(rows: &[SheetRow], columns: &Columns) -> Result<(), CalibrateError> {
    let Some(at) = columns.replication else {
        return Ok(());
    };
    let mut first: Option<&str> = None;
    for row in rows {
        let Some(cell) = row.cells.get(at).filter(|cell| !cell.trim().is_empty()) else {
            continue;
        };
        match first {
            Some(first) if first != cell => {
                return Err(CalibrateError(format!(
                    "line {} is of replication {}, earlier ones of {}: calibrate on one history \
                     at a time",
                    row.line,
                    clip(cell),
                    clip(first)
                )));
            }
            _ => first = Some(cell),
        }
    }
    Ok(())
}

/// What a row is if it is no record; `None` if it may be one.
fn not_a_record(
    at: usize,
    row: &SheetRow,
    header: usize,
    names: &csv::StringRecord,
) -> Option<Content> {
    let aside = |aside, reason: &str| Some(Content::Aside(aside, reason.to_owned()));
    let cells = &row.cells;
    if at == header {
        return aside(Aside::NotARecord, "the header");
    }
    if at < header {
        return aside(Aside::NotARecord, "stands above the header");
    }
    if cells.iter().all(|cell| cell.trim().is_empty()) {
        return aside(Aside::Empty, "all its cells are empty");
    }
    if cells == names {
        return aside(Aside::NotARecord, "the header once more");
    }
    if let Some(flaw) = &row.flaw {
        return Some(Content::Bad(flaw.clone()));
    }
    // More cells than the header has may be empty ones behind a last comma.
    let surplus = cells
        .iter()
        .skip(names.len())
        .any(|cell| !cell.trim().is_empty());
    if cells.len() < names.len() || surplus {
        let (cells, header) = (cells.len(), names.len());
        return Some(Content::Bad(format!(
            "{cells} cells where the header has {header}"
        )));
    }
    None
}

fn read_times(row: &SheetRow, columns: &Columns, reading: &Reading) -> Times {
    Field::TIMES.map(|field| {
        let text = columns.at(field).and_then(|at| row.cells.get(at))?;
        let format = reading.dates.as_ref();
        let by_pattern = format.and_then(|format| format.by_pattern(text));
        Some(by_pattern.map_or_else(|| written::read(text), Ok))
    })
}

/// Finds how a table is written, from all of it.
fn manners(
    rows: &[(Row, Option<Times>)],
    sources: &[SheetRow],
    (names, columns): (&csv::StringRecord, &Columns),
    reading: &Reading,
    guesses: &mut Vec<String>,
) -> Result<Manners, CalibrateError> {
    let told = reading.dates.as_ref();
    let column = |field: Field| {
        rows.iter().filter_map(move |(_, times)| {
            let cell = times.as_ref()?[field.ix()].as_ref()?;
            cell.as_ref().ok()
        })
    };
    let mut orders = Orders::default();
    let mut two_digits = None;
    for ((_, times), source) in rows.iter().zip(sources) {
        let Some(times) = times else { continue };
        for field in Field::TIMES {
            let (Some(Ok(written)), Some(at)) = (&times[field.ix()], columns.at(field)) else {
                continue;
            };
            let sample = || Sample {
                place: format!("line {}", source.line),
                text: source.cells[at].to_owned(),
            };
            orders.see(written, sample);
            let short = Date::is_two_digits(written);
            if short && two_digits.is_none() {
                two_digits = Some(sample());
            }
        }
    }
    let (order, said) = orders.decide(told)?;
    guesses.extend(said);
    if let Some(sample) = two_digits {
        guesses.push(format!(
            "years of two digits are 1969 to 2068, as in `{}` ({})",
            clip(&sample.text),
            sample.place
        ));
    }
    let is_number = |written: &Written| matches!(written, Written::Number(..));
    // Hours on a clock of the records' own, beside the date on which it stood there.
    let is_date = |written: &Written| matches!(written, Written::Local(..) | Written::Instant(_));
    let clock = columns.at(Field::Day).is_some()
        && column(Field::Occurred).any(is_number)
        && column(Field::Day).any(|it| is_date(it) || is_number(it));
    let mut numbers = [Numbers::Unclear; Field::TIMES.len()];
    for field in Field::TIMES {
        let exact =
            column(field).any(|it| matches!(it, Written::Number(at, _) if at.fract() != 0.0));
        let of_column = match told.and_then(|format| Numbers::told(format, exact)) {
            Some(told) => told,
            None if clock && field != Field::Day => Numbers::Clock,
            None => {
                let found = Numbers::of(column(field));
                if let (Some(words), Some(at)) = (found.words(), columns.at(field)) {
                    let name = clip(&names[at]);
                    guesses.push(format!("numbers in `{name}` are read as {words}"));
                }
                found
            }
        };
        numbers[field.ix()] = of_column;
    }
    let ticks = columns.at(Field::FalseAlarm).is_some_and(|at| {
        let cells = rows
            .iter()
            .zip(sources)
            .filter(|((_, times), _)| times.is_some());
        let mut words = cells.filter_map(|(_, source)| source.cells.get(at));
        words
            .all(|cell| cell.trim().is_empty() || reading.false_alarms.answer(cell) == Answer::Mark)
    });
    Ok(Manners {
        order,
        numbers,
        ticks,
    })
}

/// What a row says of an incident.
fn incident(
    source: &SheetRow,
    times: &Times,
    columns: &Columns,
    manners: &Manners,
    reading: &Reading,
) -> Result<Part, String> {
    let mut notes: Vec<String> = source.note.iter().cloned().collect();
    let mut judged = [None; Field::TIMES.len()];
    for field in Field::TIMES {
        let ix = field.ix();
        let Some(written) = &times[ix] else { continue };
        let habits = Habits {
            order: manners.order,
            numbers: manners.numbers[ix],
            zone: &reading.zone,
        };
        let cell = match written {
            Ok(written) => habits.judge(written, &mut notes),
            Err(reason) => Err(reason.clone()),
        };
        judged[ix] = Some(cell.map_err(|why| {
            let bare = matches!(written, Ok(Written::Number(..)));
            if bare && field == Field::Occurred && manners.numbers[ix] == Numbers::Unclear {
                "occurred: a bare number is hours on a clock; map `day` to a column with the \
                 date, or say what it is with --date-format"
                    .to_owned()
            } else {
                format!("{}: {why}", field.name())
            }
        })?);
    }
    let (occurred, clock) = onset(judged[Field::Occurred.ix()], judged[Field::Day.ix()])?;
    let mut ended = ends(&judged, occurred, clock)?;
    let text = |field: Field| columns.at(field).and_then(|at| source.cells.get(at));
    let word = text(Field::Severity).unwrap_or_default().trim();
    let severity = severity(word);
    if severity.is_none() && !word.is_empty() {
        notes.push(format!(
            "severity `{}` is none of low, medium, high, critical: not counted in the mix",
            clip(word)
        ));
    }
    let word = text(Field::FalseAlarm).unwrap_or_default().trim();
    let answer = match reading.false_alarms.answer(word) {
        Answer::Mark if manners.ticks => Answer::Yes,
        Answer::Mark => Answer::Unclear,
        answer => answer,
    };
    if answer == Answer::Unclear {
        notes.push(format!(
            "false_alarm `{}` says neither yes nor no: counts as an arrival, its times are left \
             out; say what it means with --false-alarm-words",
            clip(word)
        ));
        for end in &mut ended {
            if *end != Ended::Absent {
                *end = Ended::Unknown;
            }
        }
    }
    Ok(Part {
        record: Record {
            row: 0,
            kind: text(Field::Kind).unwrap_or_default().trim().to_owned(),
            severity,
            false_alarm: answer == Answer::Yes,
            occurred,
            ended,
        },
        id: text(Field::Id).unwrap_or_default().trim().to_owned(),
        notes,
    })
}

/// How the steps of an incident ended.
fn ends(
    judged: &[Option<Cell>; Field::TIMES.len()],
    occurred: Option<Bounds>,
    clock: Option<f64>,
) -> Result<[Ended; 4], String> {
    let mut ended = [Ended::Absent; 4];
    // Where the date has no time of day, the clock's hours still tell the time between two
    // moments exactly.
    let dated = occurred.filter(|at| at.high > at.low);
    let mut before = match judged[Field::Occurred.ix()] {
        Some(Cell::Clock(hours)) if dated.is_some() => Some(hours),
        _ => None,
    };
    for step in Step::ALL {
        let field = Field::of(step);
        let content = judged[field.ix()];
        if let (Some(Cell::Clock(hours)), Some(from)) = (content, before) {
            if hours < from {
                return Err(format!("`{}` lies before the step before it", field.name()));
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
            Some(Cell::Clock(hours)) => {
                let zero = clock.ok_or_else(|| {
                    format!(
                        "{}: {hours} hours on a clock, and the row's `occurred` and `day` do not \
                         say when that clock began",
                        field.name()
                    )
                })?;
                let low = zero + hours * HOUR;
                let width = dated.map_or(0.0, |at| at.high - at.low);
                Ended::Moment(Bounds {
                    low,
                    high: low + width,
                })
            }
        };
    }
    Ok(ended)
}

/// When an incident began, and when the records' own clock stood at zero; ms since 1970.
fn onset(
    occurred: Option<Cell>,
    day: Option<Cell>,
) -> Result<(Option<Bounds>, Option<f64>), String> {
    Ok(match (occurred, day) {
        // Hours on a clock, and the date on which that clock stood there.
        (Some(Cell::Clock(hours)), Some(Cell::Moment(at))) => {
            (Some(at), Some(at.low - hours * HOUR))
        }
        (Some(Cell::Clock(hours)), _) => {
            return Err(format!(
                "occurred: {hours} hours on a clock, and `day` has no date for it"
            ));
        }
        (Some(Cell::Moment(at)), _) | (_, Some(Cell::Moment(at))) => (Some(at), None),
        (Some(Cell::Lasted(_)), _) => return Err("occurred: a duration is no moment".to_owned()),
        _ => (None, None),
    })
}

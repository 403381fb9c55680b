//! What stands in which column, for each preset; and the tables that all of them become.

use jiff::civil::DateTime;

use crate::scenario::time::Span;

use super::model::{Msel, Row, Seen};
use super::preset::{Audience, Preset};
use super::window::elapsed;

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// A text, never a formula.
    Text(String),
    /// A local date and time.
    Local(DateTime),
    /// Time since STARTEX.
    Elapsed(Span),
}

impl Cell {
    /// As it is written where a cell is text.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Local(local) => local.strftime("%Y-%m-%d %H:%M:%S").to_string(),
            // `T` in front: a cell that begins with a sign is taken for a formula.
            Self::Elapsed(span) => format!("T{}", elapsed(*span)),
        }
    }
}

/// A column: its header, its width in characters, and what it holds of a row.
struct Column(&'static str, f64, fn(&Msel, &Row) -> Cell);

/// A table with what stands above it.
pub(super) struct Table {
    /// Its name.
    pub name: &'static str,
    /// What stands above it.
    pub head: Vec<(&'static str, String)>,
    /// Headers and widths of its columns.
    pub columns: Vec<(&'static str, f64)>,
    /// Its rows, a cell for each column.
    pub rows: Vec<Vec<Cell>>,
}

/// The tables for an audience, one or two.
pub(super) fn tables(msel: &Msel, preset: Preset, audience: Audience) -> Vec<Table> {
    let mut tables = Vec::new();
    if audience != Audience::Players {
        tables.push(controllers(msel, preset));
    }
    if audience != Audience::Controllers {
        tables.push(players(msel));
    }
    tables
}

fn head(msel: &Msel) -> Vec<(&'static str, String)> {
    let header = &msel.header;
    let minute = |at: DateTime| at.strftime("%Y-%m-%d %H:%M").to_string();
    vec![
        ("Exercise Name", header.exercise.clone()),
        ("Point of Contact", header.contact.clone()),
        (
            "Exercise Date",
            header.startex.map(minute).unwrap_or_default(),
        ),
        ("Last Revision", header.revision.clone()),
    ]
}

fn controllers(msel: &Msel, preset: Preset) -> Table {
    let columns = columns(preset);
    let mut head = head(msel);
    let zone = msel.calendar.zone().iana_name().unwrap_or("UTC");
    head.push((
        "History",
        format!(
            "seed {}, replication {}; times of {zone}",
            msel.header.seed, msel.header.replication
        ),
    ));
    let rows = msel.rows.iter();
    Table {
        name: "Controllers",
        head,
        columns: columns.iter().map(|it| (it.0, it.1)).collect(),
        rows: rows
            .map(|row| columns.iter().map(|it| (it.2)(msel, row)).collect())
            .collect(),
    }
}

/// The same columns for every preset: players read it, no program.
fn players(msel: &Msel) -> Table {
    let columns = [
        ("No.", 6.0),
        ("Scheduled Time", 17.0),
        ("Scenario Time", 17.0),
        ("Title", 34.0),
        ("Message", 70.0),
        ("From", 20.0),
        ("To", 20.0),
        ("Delivery Method", 14.0),
        ("Attachments", 20.0),
    ];
    let row = |(ix, (row, seen)): (usize, (&Row, &Seen))| {
        vec![
            text((ix + 1).to_string()),
            scheduled(msel, row),
            Cell::Local(msel.local(row)),
            text(&seen.title),
            text(&seen.text),
            text(&row.from),
            text(&row.to),
            text(&row.method),
            text(row.attachments.join("; ")),
        ]
    };
    Table {
        name: "Players",
        head: head(msel),
        columns: columns.to_vec(),
        rows: msel.for_players().enumerate().map(row).collect(),
    }
}

fn text(text: impl Into<String>) -> Cell {
    Cell::Text(text.into())
}

/// When it is due in the room: on the wall clock, or since STARTEX.
fn scheduled(msel: &Msel, row: &Row) -> Cell {
    msel.wall(row)
        .map_or(Cell::Elapsed(row.scheduled), Cell::Local)
}

fn scenario_time(msel: &Msel, row: &Row) -> Cell {
    Cell::Local(msel.local(row))
}

fn empty(_: &Msel, _: &Row) -> Cell {
    text("")
}

/// What players are told, or else what happens.
fn described(_: &Msel, row: &Row) -> Cell {
    text(&row.description)
}

/// The same, or its title where nothing is told: other programs want a text in each row.
fn told_or_title(_: &Msel, row: &Row) -> Cell {
    if row.description.is_empty() {
        text(&row.title)
    } else {
        text(&row.description)
    }
}

/// What controllers must know, whom it is from, and which event it is.
fn notes(_: &Msel, row: &Row) -> Cell {
    let parts = [row.note.as_str(), &row.condition, &row.link];
    let parts = parts.into_iter().filter(|it| !it.is_empty());
    text(parts.collect::<Vec<&str>>().join(" · "))
}

/// Since STARTEX, as OpenAEV has it: `D+0 H+1 M+5`, to the minute.
fn days_hours_minutes(_: &Msel, row: &Row) -> Cell {
    let minutes = row.scheduled.0 / 60_000;
    text(format!(
        "D+{} H+{} M+{}",
        minutes / 1440,
        minutes / 60 % 24,
        minutes % 60
    ))
}

/// Since STARTEX, as Conducttr has it: days, then hours, minutes and seconds, `+ 0 01:05:00`.
fn days_and_clock(_: &Msel, row: &Row) -> Cell {
    let seconds = row.scheduled.0 / 1000;
    text(format!(
        "+ {} {:02}:{:02}:{:02}",
        seconds / 86_400,
        seconds / 3600 % 24,
        seconds / 60 % 60,
        seconds % 60
    ))
}

fn columns(preset: Preset) -> Vec<Column> {
    match preset {
        Preset::Full => full(),
        Preset::Hseep => vec![
            Column("Event #", 16.0, |_, row| text(&row.id)),
            Column("Designated Scenario Time", 17.0, scenario_time),
            Column("Scheduled Time", 17.0, scheduled),
            Column("Event Synopsis", 34.0, |_, row| text(&row.title)),
            Column("Inject Description", 60.0, told_or_title),
            Column("Responsible Controller", 20.0, empty),
            Column("Intended Player", 20.0, |_, row| text(&row.to)),
            Column("Expected Participant Response", 40.0, |_, row| {
                text(&row.expected)
            }),
            Column("Objectives and Capabilities", 34.0, |_, row| {
                let both = [row.objectives.as_str(), &row.capabilities];
                let both = both.into_iter().filter(|it| !it.is_empty());
                text(both.collect::<Vec<&str>>().join(" / "))
            }),
            Column("Evaluator Instructions", 40.0, notes),
        ],
        Preset::Blueprint => vec![
            Column("Event Number", 16.0, |_, row| text(&row.id)),
            Column("Designated Scenario Time", 17.0, scenario_time),
            Column("Event Type", 14.0, |_, row| {
                let word = if row.is_scripted() {
                    "Inject"
                } else {
                    "Information"
                };
                text(word)
            }),
            Column("Inject Mode", 14.0, |_, row| text(&row.method)),
            Column("From", 20.0, |_, row| text(&row.from)),
            Column("To", 20.0, |_, row| text(&row.to)),
            Column("Message", 60.0, told_or_title),
            Column("Expected Participant Response", 40.0, |_, row| {
                text(&row.expected)
            }),
            Column("Exercise Objective", 34.0, |_, row| text(&row.objectives)),
            Column("Notes", 40.0, |msel, row| match notes(msel, row) {
                Cell::Text(more) => text(format!("{} · {more}", row.title)),
                other => other,
            }),
        ],
        Preset::Openaev => vec![
            Column("Title", 34.0, |_, row| text(&row.title)),
            Column("Trigger time", 16.0, days_hours_minutes),
            Column("Description", 60.0, told_or_title),
            Column("Type", 14.0, |_, row| text(row.kind)),
            Column("Teams", 20.0, |_, row| text(&row.to)),
            Column("Content", 60.0, told_or_title),
            Column("Expectation", 40.0, |_, row| text(&row.expected)),
        ],
        Preset::Conducttr => vec![
            Column("Number", 16.0, |_, row| text(&row.id)),
            Column("Time", 16.0, days_and_clock),
            Column("From", 20.0, |_, row| text(&row.from)),
            Column("Faction", 14.0, empty),
            Column("To", 20.0, |_, row| text(&row.to)),
            Column("Team", 20.0, empty),
            Column("Method", 14.0, |_, row| text(&row.method)),
            Column("Subject", 34.0, |_, row| text(&row.title)),
            Column("Message", 60.0, told_or_title),
            Column("Expected Action", 40.0, |_, row| text(&row.expected)),
            Column("Tab", 14.0, |_, row| text(&row.phase)),
        ],
    }
}

fn full() -> Vec<Column> {
    vec![
        Column("Inject #", 18.0, |_, row| text(&row.id)),
        Column("Phase/Move", 18.0, |_, row| text(&row.phase)),
        Column("Scheduled Time", 17.0, scheduled),
        Column("Scenario Time", 17.0, scenario_time),
        Column("Inject Type", 14.0, |_, row| text(row.kind)),
        Column("Title", 34.0, |_, row| text(&row.title)),
        Column("Inject Description", 60.0, described),
        Column("From (Originator)", 20.0, |_, row| text(&row.from)),
        Column("To (Recipient)", 20.0, |_, row| text(&row.to)),
        Column("Delivery Method", 14.0, |_, row| text(&row.method)),
        Column("Expected Player Action", 40.0, |_, row| text(&row.expected)),
        Column("Objective(s)", 30.0, |_, row| text(&row.objectives)),
        Column("Core Capability / Critical Task", 24.0, |_, row| {
            text(&row.capabilities)
        }),
        Column("Responsible Controller", 20.0, empty),
        Column("Evaluator Notes", 24.0, empty),
        Column("Controller Notes", 40.0, |_, row| text(&row.note)),
        Column("Trigger/Condition", 20.0, |_, row| text(&row.condition)),
        Column("Decision Gate", 14.0, empty),
        Column("Status", 12.0, |_, row| text(row.status)),
        Column("Time Delivered", 14.0, empty),
        Column("Time Completed", 14.0, empty),
        Column("Linked Sim Event", 34.0, |_, row| text(&row.link)),
        Column("Attachments", 20.0, |_, row| {
            text(row.attachments.join("; "))
        }),
        Column(SORTIE_ACTION, 34.0, |_, row| text(&row.action)),
    ]
}

/// The column that says what an inject does, for Sortie to read again.
pub(super) const SORTIE_ACTION: &str = "Sortie Action";

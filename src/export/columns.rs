//! The columns of an incident: what each is called, holds and is measured in.
//!
//! One table from which the schema of `incidents.parquet`, its metadata and its contents
//! come; the columns of `incidents.csv` have the same names in the same order (a test holds
//! them to it).

use parquet::data_type::ByteArray;

use crate::outcome::{Row, Rows, origin, state_name};
use crate::scenario::document::{Moment, Severity};
use crate::scenario::time::{Instant, Span};
use crate::sim::incident::State;
use crate::sim::origin::Origin;
use crate::world::World;

/// How a cell is made.
#[derive(Clone, Copy)]
pub(super) enum Cell {
    /// A text, or nothing.
    Text(fn(&Names, &Rows, &Row) -> Option<ByteArray>),
    /// A whole number that fits 32 bits.
    Int(fn(&Rows, &Row) -> i32),
    /// A whole number of 64 bits.
    Long(fn(&Row) -> i64),
    /// A local date and time, ms.
    Local(fn(&Row) -> Instant),
    /// True or false.
    Flag(fn(&Names, &Row) -> bool),
    /// A number that is always there.
    Number(fn(&Row) -> f64),
    /// When something came, if it did, in hours since the scenario's start.
    Hours(fn(&Row) -> Option<Instant>),
}

/// A column.
pub(super) struct Column {
    pub name: &'static str,
    /// Unit in which it is measured; empty for names.
    pub unit: &'static str,
    /// What it says.
    pub what: &'static str,
    pub cell: Cell,
}

const fn column(name: &'static str, unit: &'static str, what: &'static str, cell: Cell) -> Column {
    Column {
        name,
        unit,
        what,
        cell,
    }
}

const fn hours(
    name: &'static str,
    what: &'static str,
    when: fn(&Row) -> Option<Instant>,
) -> Column {
    column(name, "h", what, Cell::Hours(when))
}

/// All columns in order.
pub(super) static COLUMNS: [Column; 28] = [
    column(
        "replication",
        "",
        "replication, from 0",
        Cell::Long(|row| row.replication as i64),
    ),
    column(
        "incident",
        "",
        "number of the incident within its replication, in order of onset",
        Cell::Int(|_, row| row.incident as i32),
    ),
    column(
        "kind",
        "",
        "id of its kind",
        Cell::Text(|names, _, row| Some(names.kinds[row.kind.ix()].clone())),
    ),
    column(
        "asset",
        "",
        "id of its asset",
        Cell::Text(|names, _, row| Some(names.assets[row.asset.ix()].clone())),
    ),
    column(
        "instance",
        "",
        "instance of a counted asset, from 0",
        Cell::Int(|_, row| row.instance as i32),
    ),
    column(
        "severity",
        "",
        "low, medium, high or critical",
        Cell::Text(|names, _, row| Some(names.severities[row.severity.ix()].clone())),
    ),
    column(
        "origin",
        "",
        "threat:ID, offspring:ID, inject:ID or incident:NUMBER",
        Cell::Text(|names, _, row| Some(names.origin(row.origin))),
    ),
    column(
        "state",
        "",
        "undetected, waiting, worked, unanswered, alone or closed, at the end",
        Cell::Text(|names, _, row| Some(names.state(row.state))),
    ),
    column(
        "false_alarm",
        "",
        "a false alarm",
        Cell::Flag(|names, row| names.false_alarms[row.kind.ix()]),
    ),
    column(
        "first_team",
        "",
        "team that had hands on first",
        Cell::Text(|names, rows, row| {
            let first = rows.stints(row).first()?;
            Some(names.teams[first.team.ix()].clone())
        }),
    ),
    column(
        "teams",
        "",
        "teams that worked on it, in order, joined by +",
        Cell::Text(Names::joined),
    ),
    column(
        "first_crew",
        "experts",
        "experts of the first crew",
        Cell::Int(|rows, row| {
            rows.stints(row)
                .first()
                .map_or(0, |stint| stint.crew as i32)
        }),
    ),
    column(
        "onset_h",
        "h",
        "onset",
        Cell::Number(|row| row.moments[0].hours()),
    ),
    hours("detected_h", "detected", |row| row.moment(Moment::Detected)),
    hours("requested_h", "first request of a team", |row| {
        row.moment(Moment::Requested)
    }),
    hours("queued_h", "first approval", |row| {
        row.moment(Moment::Queued)
    }),
    hours("assigned_h", "first crew picked", |row| {
        row.moment(Moment::Assigned)
    }),
    hours("mobilised_h", "first crew ready to move", |row| {
        row.moment(Moment::Mobilised)
    }),
    hours("on_site_h", "first crew there or connected", |row| {
        row.moment(Moment::OnSite)
    }),
    hours("hands_on_h", "hands on", |row| row.moment(Moment::HandsOn)),
    hours("contained_h", "contained", |row| {
        row.moment(Moment::Contained)
    }),
    hours("eradicated_h", "eradicated", |row| {
        row.moment(Moment::Eradicated)
    }),
    hours("recovered_h", "recovered", |row| {
        row.moment(Moment::Recovered)
    }),
    hours("gave_up_h", "the owner gave up waiting for a team", |row| {
        row.gave_up.known()
    }),
    column(
        "preemptions",
        "",
        "times a crew was taken away for a graver incident",
        Cell::Int(|_, row| i32::from(row.preemptions)),
    ),
    column(
        "handovers",
        "",
        "times others took running work over",
        Cell::Int(|_, row| i32::from(row.handovers)),
    ),
    column(
        "rework_h",
        "h",
        "work added by handovers and restarts, at effectiveness 1",
        Cell::Number(|row| row.rework / Span::HOUR.0 as f64),
    ),
    column(
        "onset_local",
        "local date and time",
        "onset",
        Cell::Local(|row| row.moments[0]),
    ),
];

/// The names in a world, ready to be written.
#[derive(Debug)]
pub(super) struct Names {
    kinds: Vec<ByteArray>,
    false_alarms: Vec<bool>,
    assets: Vec<ByteArray>,
    teams: Vec<ByteArray>,
    severities: Vec<ByteArray>,
    states: Vec<(State, ByteArray)>,
    threats: Vec<ByteArray>,
    offspring: Vec<ByteArray>,
    injects: Vec<ByteArray>,
    /// Since when (ms from the start) local time is what it is, and its lead over that of
    /// the start's origin, ms.
    offsets: Vec<(i64, i64)>,
}

fn text(text: &str) -> ByteArray {
    ByteArray::from(text.as_bytes().to_vec())
}

impl Names {
    /// The names of a world.
    pub(super) fn new(world: &World) -> Self {
        let document = &world.document;
        let of = |wanted: fn(usize) -> Origin, count: usize| {
            (0..count)
                .map(|ix| text(&origin(world, wanted(ix))))
                .collect::<Vec<_>>()
        };
        let states = [
            State::Hidden,
            State::Waiting,
            State::Worked,
            State::Unanswered,
            State::Alone,
            State::Closed,
        ];
        Self {
            kinds: document.kinds.iter().map(|it| text(&it.id)).collect(),
            false_alarms: document.kinds.iter().map(|it| it.false_alarm).collect(),
            assets: document.assets.iter().map(|it| text(&it.id)).collect(),
            teams: document.teams.iter().map(|it| text(&it.id)).collect(),
            severities: Severity::ALL.iter().map(|it| text(it.name())).collect(),
            states: states.map(|it| (it, text(state_name(it)))).into(),
            threats: of(|ix| Origin::Threat(ix.into()), document.threats.len()),
            offspring: of(|ix| Origin::Offspring(ix.into()), document.threats.len()),
            injects: of(|ix| Origin::Inject(ix.into()), document.injects.len()),
            offsets: offsets(world),
        }
    }

    /// A local date and time, ms since the start of 1970 as the clock on the wall counts.
    pub(super) fn local(&self, at: Instant) -> i64 {
        let after = self.offsets.partition_point(|(since, _)| *since <= at.0);
        let (_, lead) = self.offsets[after.saturating_sub(1)];
        at.0 + lead
    }

    fn origin(&self, of: Origin) -> ByteArray {
        match of {
            Origin::Threat(threat) => self.threats[threat.ix()].clone(),
            Origin::Offspring(threat) => self.offspring[threat.ix()].clone(),
            Origin::Inject(inject) => self.injects[inject.ix()].clone(),
            Origin::Consequence(parent) => text(&format!("incident:{parent}")),
        }
    }

    fn state(&self, state: State) -> ByteArray {
        let at = self.states.iter().position(|(it, _)| *it == state);
        self.states[at.unwrap_or(0)].1.clone()
    }

    fn joined(&self, rows: &Rows, row: &Row) -> Option<ByteArray> {
        let mut teams = rows.teams(row);
        let first = self.teams[teams.next()?.ix()].clone();
        let Some(second) = teams.next() else {
            return Some(first);
        };
        let mut all = first.data().to_vec();
        for team in std::iter::once(second).chain(teams) {
            all.push(b'+');
            all.extend_from_slice(self.teams[team.ix()].data());
        }
        Some(ByteArray::from(all))
    }
}

/// When local time's lead over instants changes within the scenario.
fn offsets(world: &World) -> Vec<(i64, i64)> {
    let calendar = &world.document.calendar;
    let (zone, origin) = (calendar.zone(), calendar.origin());
    let lead = |offset: jiff::tz::Offset| {
        origin.as_millisecond() + i64::from(offset.seconds()) * Span::SECOND.0
    };
    let mut offsets = vec![(i64::MIN, lead(zone.to_offset(origin)))];
    for change in zone.following(origin) {
        let at = calendar.instant(change.timestamp());
        if at >= world.document.end {
            break;
        }
        offsets.push((at.0, lead(change.offset())));
    }
    offsets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_time_is_that_of_the_calendar() {
        let document = crate::scenario::open("lithuania-2019", &[])
            .expect("a ready scenario")
            .document;
        let world = World::compile(document);
        let names = Names::new(&world);
        assert!(names.offsets.len() > 1, "a summer begins within");
        let mut at = Instant::START;
        while at < world.document.end {
            let civil = world.document.calendar.local(at);
            let wall = jiff::tz::TimeZone::UTC
                .to_timestamp(civil)
                .expect("a date")
                .as_millisecond();
            assert_eq!(names.local(at), wall);
            at += Span(1_777_777);
        }
    }
}

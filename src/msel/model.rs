//! A list of events as data: what happens when, to whom, and which event of the simulation it is.

use crate::scenario::document::{InjectIx, MilestoneIx, Moment};
use crate::scenario::time::{Calendar, Instant, Span};

/// A list of the events of an exercise.
#[derive(Clone, Debug)]
pub(crate) struct Msel {
    /// What stands at its head.
    pub header: Header,
    /// Its events, in order of time.
    pub rows: Vec<Row>,
    /// Civil time of the events.
    pub calendar: Calendar,
}

/// What stands at the head of a list.
#[derive(Clone, Debug)]
pub(crate) struct Header {
    /// Name of the exercise: that of the scenario.
    pub exercise: String,
    /// Id of the scenario.
    pub scenario: String,
    /// What it is about.
    pub summary: String,
    /// Who answers questions; empty to fill in.
    pub contact: String,
    /// When the exercise begins on the wall clock; `None` if that is not fixed yet.
    pub startex: Option<jiff::civil::DateTime>,
    /// When the list was last changed, in words; empty to fill in.
    pub revision: String,
    /// Root seed of the history.
    pub seed: u64,
    /// Number of its replication.
    pub replication: u64,
    /// Scenario time at STARTEX.
    pub from: Instant,
    /// Scenario time at ENDEX.
    pub to: Instant,
    /// Time in the room from STARTEX to ENDEX.
    pub length: Span,
    /// Objectives of the exercise: id, name, capability.
    pub objectives: Vec<(String, String, String)>,
}

/// One event.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Its number: the inject's id, or one made from the event that is simulated.
    pub id: String,
    /// The phase of the scenario that it falls into.
    pub phase: String,
    /// Scenario time.
    pub at: Instant,
    /// Time in the room since STARTEX.
    pub scheduled: Span,
    /// `informational`, `event`, `media`, `social`, `contextual` or `contingency`.
    pub kind: &'static str,
    /// What it is, for controllers.
    pub title: String,
    /// What it is, in a sentence or more: what players are told, if they are.
    pub description: String,
    /// Who says so.
    pub from: String,
    /// Who is told.
    pub to: String,
    /// How.
    pub method: String,
    /// What players should do.
    pub expected: String,
    /// What it exercises.
    pub objectives: String,
    /// The capabilities of these.
    pub capabilities: String,
    /// What controllers must know.
    pub note: String,
    /// What must be so for it to happen.
    pub condition: String,
    /// Files that are handed out.
    pub attachments: Vec<String>,
    /// `Approved`, or `Deferred` if it does not happen in this history.
    pub status: &'static str,
    /// Which event of the simulation it is.
    pub about: About,
    /// The same in words, with its time in milliseconds.
    pub link: String,
    /// What the inject does, and its chance, as TOML; empty if it is simulated.
    pub action: String,
    /// What players see of it, if they see it.
    pub seen: Option<Seen>,
}

/// What players see of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    /// What it is.
    pub title: String,
    /// In a sentence or more.
    pub text: String,
}

/// Which event of the simulation a row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum About {
    /// A scripted inject.
    Inject(InjectIx),
    /// An incident reaches a moment.
    Incident(u32, Moment),
    /// A milestone begins, or ends and was kept or missed.
    Milestone(MilestoneIx),
    /// Polls open or close.
    Polls,
}

impl Row {
    /// True for what is scripted.
    pub(crate) const fn is_scripted(&self) -> bool {
        matches!(self.about, About::Inject(_))
    }
}

impl Msel {
    /// The rows for players.
    pub(crate) fn for_players(&self) -> impl Iterator<Item = (&Row, &Seen)> {
        self.rows
            .iter()
            .filter_map(|row| Some((row, row.seen.as_ref()?)))
    }

    /// Local scenario time of a row.
    pub(crate) fn local(&self, row: &Row) -> jiff::civil::DateTime {
        self.calendar.local(row.at)
    }

    /// Wall time of a row, if STARTEX is fixed.
    pub(crate) fn wall(&self, row: &Row) -> Option<jiff::civil::DateTime> {
        let begin = self.header.startex?;
        let zone = self.calendar.zone();
        let stamp = zone.to_timestamp(begin).ok()?.as_millisecond();
        let stamp =
            jiff::Timestamp::from_millisecond(stamp.saturating_add(row.scheduled.0)).ok()?;
        Some(zone.to_datetime(stamp))
    }
}

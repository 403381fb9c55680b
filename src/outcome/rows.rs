//! What became of each incident, compactly: indices and instants, no names.

use std::ops::Range;

use crate::scenario::document::{AssetIx, KindIx, Moment, Severity, TeamIx};
use crate::scenario::time::Instant;
use crate::sim::incident::{Incident, Origin, State, Work};
use crate::sim::observe::Observer;
use crate::world::World;

/// Hands-on work of one crew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stint {
    /// Number of the incident.
    pub incident: u32,
    /// Whose.
    pub team: TeamIx,
    /// Experts in the crew; 0 where nobody counts heads.
    pub crew: u32,
    /// Hands on.
    pub from: Instant,
    /// Finished, or the scenario's end.
    pub to: Instant,
}

/// One incident of one replication.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Replication, from 0.
    pub replication: u64,
    /// Number of the incident in order of onset.
    pub incident: u32,
    /// Its kind.
    pub kind: KindIx,
    /// Its asset.
    pub asset: AssetIx,
    /// Which instance of a counted asset, from 0.
    pub instance: u32,
    /// Severity.
    pub severity: Severity,
    /// Where it comes from.
    pub origin: Origin,
    /// What it waited for at the end.
    pub state: State,
    /// How often a crew was taken away for a graver incident.
    pub preemptions: u16,
    /// How often others took running work over.
    pub handovers: u16,
    /// Work added by handovers and restarts, ms at effectiveness 1.
    pub rework: f64,
    /// Its life, in the order of [`Moment::ALL`].
    pub moments: [Instant; 11],
    /// When the owner gave up waiting; [`Instant::NEVER`] if they did not.
    pub gave_up: Instant,
    stints: Range<u32>,
}

impl Row {
    /// When it reached a moment, if it did.
    pub fn moment(&self, moment: Moment) -> Option<Instant> {
        self.moments[moment as usize].known()
    }
}

/// Rows in order of replication and incident.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    rows: Vec<Row>,
    stints: Vec<Stint>,
}

impl Rows {
    /// The rows.
    pub fn all(&self) -> &[Row] {
        &self.rows
    }

    /// The work on a row's incident, in order.
    pub fn stints(&self, row: &Row) -> &[Stint] {
        &self.stints[row.stints.start as usize..row.stints.end as usize]
    }

    /// The teams that worked on a row's incident, in order; one that goes on is named once.
    pub fn teams(&self, row: &Row) -> impl Iterator<Item = TeamIx> {
        let mut last = None;
        self.stints(row)
            .iter()
            .map(|stint| stint.team)
            .filter(move |team| last.replace(*team) != Some(*team))
    }
}

/// An observer that keeps a row of every incident. It takes memory in proportion: meant for
/// one replication, or for a few whose rows are then written.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    replication: u64,
    rows: Rows,
    /// Where the rows of the replication begin.
    first: usize,
    /// Where its stints begin.
    first_stint: usize,
}

impl Recorder {
    /// A recorder for a replication.
    pub fn new(replication: u64) -> Self {
        Self {
            replication,
            ..Self::default()
        }
    }

    /// Goes on with another replication.
    pub fn next(&mut self, replication: u64) {
        self.close();
        self.replication = replication;
    }

    /// Puts the rows of the replication in order of onset, and each one's work with it.
    fn close(&mut self) {
        let Rows { rows, stints } = &mut self.rows;
        let rows = &mut rows[self.first..];
        rows.sort_unstable_by_key(|row| row.incident);
        // Those of one incident stay in order.
        stints[self.first_stint..].sort_by_key(|stint| stint.incident);
        let mut next = self.first_stint;
        for row in rows {
            // Work without a row is of a replication that failed.
            while stints
                .get(next)
                .is_some_and(|it| it.incident < row.incident)
            {
                next += 1;
            }
            let from = next;
            while stints
                .get(next)
                .is_some_and(|it| it.incident == row.incident)
            {
                next += 1;
            }
            row.stints = from as u32..next as u32;
        }
        self.first = self.rows.rows.len();
        self.first_stint = self.rows.stints.len();
    }

    /// The rows so far.
    pub fn into_rows(mut self) -> Rows {
        self.close();
        self.rows
    }
}

impl Observer for Recorder {
    fn worked(&mut self, world: &World, incident: &Incident, work: &Work) {
        if let Some(team) = work.team.filter(|_| work.hands_on.happened()) {
            self.rows.stints.push(Stint {
                incident: incident.number,
                team,
                crew: work.crew.len(),
                from: work.hands_on,
                to: work.finished.min(world.document.end),
            });
        }
    }

    fn ended(&mut self, _world: &World, incident: &Incident) {
        self.rows.rows.push(Row {
            replication: self.replication,
            incident: incident.number,
            kind: incident.kind,
            asset: incident.asset,
            instance: incident.instance,
            severity: incident.severity,
            origin: incident.origin,
            state: incident.state,
            preemptions: incident.preemptions,
            handovers: incident.handovers,
            rework: incident.rework,
            moments: incident.moments,
            gave_up: incident.gave_up,
            stints: 0..0,
        });
    }
}

/// `undetected`, `waiting`, …: how an incident stood at the end.
pub const fn state_name(state: State) -> &'static str {
    match state {
        State::Hidden => "undetected",
        State::Waiting => "waiting",
        State::Worked => "worked",
        State::Unanswered => "unanswered",
        State::Alone => "alone",
        State::Closed => "closed",
    }
}

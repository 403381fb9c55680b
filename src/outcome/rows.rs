//! What became of each incident, compactly: indices and instants, no names.

use crate::scenario::document::TeamIx;
use crate::scenario::time::Instant;
use crate::sim::incident::{Incident, State, Work};
use crate::sim::observe::Observer;
use crate::world::World;

use super::packed::{pack, unpack};
use super::row::Row;

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

/// Rows in order of replication and incident, packed.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    bytes: Vec<u8>,
    /// Where each row is.
    entries: Vec<Entry>,
    /// Replications with the number of their first entry.
    replications: Vec<(u64, usize)>,
    stints: Vec<Stint>,
}

/// Where a row is.
#[derive(Clone, Copy, Debug)]
struct Entry {
    incident: u32,
    /// First of its stints; those of the next row follow.
    stint: u32,
    /// First of its bytes.
    byte: u64,
    length: u16,
}

impl Rows {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The rows, each unpacked when its turn comes.
    pub fn iter(&self) -> impl Iterator<Item = Row> {
        let mut replications = self.replications.iter().peekable();
        let mut replication = 0;
        let stint = |ix: usize| {
            let entry = self.entries.get(ix);
            entry.map_or(self.stints.len() as u32, |entry| entry.stint)
        };
        self.entries.iter().enumerate().map(move |(ix, entry)| {
            while let Some((number, _)) = replications.next_if(|(_, first)| *first <= ix) {
                replication = *number;
            }
            let from = entry.byte as usize;
            let bytes = &self.bytes[from..from + usize::from(entry.length)];
            Row {
                stints: entry.stint..stint(ix + 1),
                ..unpack(bytes, replication)
            }
        })
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
#[derive(Clone, Debug)]
pub struct Recorder {
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
            rows: Rows {
                replications: vec![(replication, 0)],
                ..Rows::default()
            },
            first: 0,
            first_stint: 0,
        }
    }

    /// Goes on with another replication.
    pub fn next(&mut self, replication: u64) {
        self.close();
        self.rows.replications.push((replication, self.first));
    }

    /// Puts the rows of the replication in order of onset, and each one's work with it.
    fn close(&mut self) {
        let Rows {
            entries, stints, ..
        } = &mut self.rows;
        let entries = &mut entries[self.first..];
        entries.sort_unstable_by_key(|entry| entry.incident);
        // Work without a row is of a replication that failed.
        let mut kept = self.first_stint;
        // Those of one incident stay in order.
        stints[self.first_stint..].sort_by_key(|stint| stint.incident);
        let mut next = self.first_stint;
        for entry in entries {
            while stints
                .get(next)
                .is_some_and(|it| it.incident < entry.incident)
            {
                next += 1;
            }
            entry.stint = kept as u32;
            while stints
                .get(next)
                .is_some_and(|it| it.incident == entry.incident)
            {
                stints[kept] = stints[next];
                (kept, next) = (kept + 1, next + 1);
            }
        }
        stints.truncate(kept);
        self.first = self.rows.entries.len();
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
        let row = Row {
            replication: 0,
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
        };
        let from = self.rows.bytes.len();
        self.rows.bytes = pack(&row, std::mem::take(&mut self.rows.bytes));
        self.rows.entries.push(Entry {
            incident: row.incident,
            stint: 0,
            byte: from as u64,
            length: (self.rows.bytes.len() - from) as u16,
        });
    }
}

/// `undetected`, `waiting`, …: how an incident stood at the end.
pub(crate) const fn state_name(state: State) -> &'static str {
    match state {
        State::Hidden => "undetected",
        State::Waiting => "waiting",
        State::Worked => "worked",
        State::Unanswered => "unanswered",
        State::Alone => "alone",
        State::Closed => "closed",
    }
}

//! What became of each incident, compactly: indices and instants, no names.

use crate::scenario::document::TeamIx;
use crate::scenario::time::Instant;
use crate::sim::incident::{Incident, State};
use crate::sim::observe::Observer;
use crate::sim::response::Work;
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
    replications: Vec<Replication>,
    /// Work, in the order of the rows.
    stints: Vec<Stint>,
}

/// Where the rows of a replication begin.
#[derive(Clone, Copy, Debug)]
struct Replication {
    number: u64,
    /// Its first entry.
    entry: usize,
    /// The first of its stints.
    stint: usize,
}

/// Where a row is. There are as many as incidents, so it is kept small.
#[derive(Clone, Copy, Debug)]
struct Entry {
    incident: u32,
    /// The first of its bytes, in two halves.
    byte: [u32; 2],
}

const _: () = assert!(size_of::<Entry>() <= 12);

impl Entry {
    const fn new(incident: u32, byte: u64) -> Self {
        Self {
            incident,
            byte: [(byte >> 32) as u32, byte as u32],
        }
    }

    const fn byte(self) -> usize {
        let [high, low] = self.byte;
        ((high as u64) << 32 | low as u64) as usize
    }
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
        // Where the work on the next row begins, and that of the replication ends.
        let (mut next, mut end) = (0, 0);
        self.entries.iter().enumerate().map(move |(ix, entry)| {
            while let Some(begun) = replications.next_if(|begun| begun.entry <= ix) {
                replication = begun.number;
                next = begun.stint;
                let following = replications.peek();
                end = following.map_or(self.stints.len(), |following| following.stint);
            }
            let from = next;
            let work = self.stints[from..end].iter();
            next += work
                .take_while(|stint| stint.incident == entry.incident)
                .count();
            Row {
                stints: from as u32..next as u32,
                ..unpack(&self.bytes[entry.byte()..], replication)
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
                replications: vec![Replication {
                    number: replication,
                    entry: 0,
                    stint: 0,
                }],
                ..Rows::default()
            },
            first: 0,
            first_stint: 0,
        }
    }

    /// Goes on with another replication.
    pub fn next(&mut self, replication: u64) {
        self.close();
        self.rows.replications.push(Replication {
            number: replication,
            entry: self.first,
            stint: self.first_stint,
        });
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
            origin: incident.origin(),
            state: incident.state,
            preemptions: incident.preemptions(),
            handovers: incident.handovers(),
            rework: incident.rework(),
            moments: incident.moments(),
            gave_up: incident.gave_up(),
            stints: 0..0,
        };
        let from = self.rows.bytes.len();
        self.rows.bytes = pack(&row, std::mem::take(&mut self.rows.bytes));
        let entry = Entry::new(row.incident, from as u64);
        self.rows.entries.push(entry);
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

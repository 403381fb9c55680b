//! What is open on each instance of each asset, counted.
//!
//! [`Marks`](crate::world::marks::Marks) says what is counted. An instance has counts while
//! something is open on it; its row is then used again. So an event costs the same however
//! much is open.

use crate::scenario::document::{AssetIx, KindIx, ThreatIx};
use crate::world::World;

use super::incident::{Incident, NONE};
use super::origin::Origin;

/// The counts of one instance.
#[derive(Clone, Copy, Debug)]
struct Row {
    /// Which instance of all.
    place: usize,
    /// Incidents open on it that are counted.
    open: u32,
}

/// What is open where.
#[derive(Clone, Debug)]
pub(super) struct Open {
    /// The row of each instance of all assets, or [`NONE`].
    row_of: Vec<u32>,
    rows: Vec<Row>,
    vacant: Vec<u32>,
    /// Counts, row by row.
    counts: Vec<u32>,
    width: usize,
}

impl Open {
    pub(super) fn new(world: &World) -> Self {
        Self {
            row_of: vec![NONE; world.instances],
            rows: Vec::new(),
            vacant: Vec::new(),
            counts: Vec::new(),
            width: world.marks.len(),
        }
    }

    pub(super) fn clear(&mut self) {
        for row in &self.rows {
            self.row_of[row.place] = NONE;
        }
        self.rows.clear();
        self.vacant.clear();
        self.counts.clear();
    }

    /// An incident begins.
    pub(super) fn begin(&mut self, world: &World, incident: &Incident) {
        let marks = marks(world, incident);
        if marks == [None; 3] {
            return;
        }
        let place = world.place(incident.asset, incident.instance);
        let mut row = self.row_of[place];
        if row == NONE {
            row = self.new_row(place);
        }
        self.rows[row as usize].open += 1;
        let counts = self.counts_mut(row);
        for mark in marks.into_iter().flatten() {
            counts[mark] += 1;
        }
    }

    #[inline(never)]
    fn new_row(&mut self, place: usize) -> u32 {
        let new = Row { place, open: 0 };
        let row = if let Some(row) = self.vacant.pop() {
            self.rows[row as usize] = new;
            row
        } else {
            self.rows.push(new);
            self.counts.resize(self.counts.len() + self.width, 0);
            (self.rows.len() - 1) as u32
        };
        self.row_of[place] = row;
        row
    }

    /// An incident takes no more service away.
    pub(super) fn restore(&mut self, world: &World, incident: &Incident) {
        let place = world.place(incident.asset, incident.instance);
        let mark = world.marks.impact(incident.kind, incident.severity);
        if let (Some(mark), Some(row)) = (mark, self.row(place)) {
            self.counts_mut(row)[mark] -= 1;
        }
    }

    /// An incident closes, its service restored before.
    pub(super) fn end(&mut self, world: &World, incident: &Incident) {
        let marks = marks(world, incident);
        if marks == [None; 3] {
            return;
        }
        let place = world.place(incident.asset, incident.instance);
        let Some(row) = self.row(place) else { return };
        let [kind, threat, _] = marks;
        let counts = self.counts_mut(row);
        for mark in [kind, threat].into_iter().flatten() {
            counts[mark] -= 1;
        }
        let open = &mut self.rows[row as usize].open;
        *open -= 1;
        if *open == 0 {
            // All that was counted has been taken off.
            self.row_of[place] = NONE;
            self.vacant.push(row);
        }
    }

    /// True if something is counted under a mark on an instance.
    fn has(&self, world: &World, asset: AssetIx, instance: u32, mark: usize) -> bool {
        self.row(world.place(asset, instance))
            .is_some_and(|row| self.counts[row as usize * self.width + mark] > 0)
    }

    /// True if something of a threat is open on an instance.
    pub(super) fn is_hit_by(
        &self,
        world: &World,
        asset: AssetIx,
        instance: u32,
        threat: ThreatIx,
    ) -> bool {
        let mark = world.marks.threat(threat);
        mark.is_some_and(|mark| self.has(world, asset, instance, mark))
    }

    /// True if something of a kind is open on an instance.
    pub(super) fn is_hit_with(
        &self,
        world: &World,
        asset: AssetIx,
        instance: u32,
        kind: KindIx,
    ) -> bool {
        let mark = world.marks.kind(kind);
        mark.is_some_and(|mark| self.has(world, asset, instance, mark))
    }

    /// An instance's own level.
    pub(super) fn own_level(&self, world: &World, asset: AssetIx, instance: u32) -> f64 {
        let row = self.row(world.place(asset, instance));
        row.map_or(1.0, |row| {
            let first = row as usize * self.width;
            world
                .marks
                .own_level(&self.counts[first..first + self.width])
        })
    }

    #[inline]
    fn row(&self, place: usize) -> Option<u32> {
        let row = *self.row_of.get(place)?;
        (row != NONE).then_some(row)
    }

    #[inline]
    fn counts_mut(&mut self, row: u32) -> &mut [u32] {
        let first = row as usize * self.width;
        &mut self.counts[first..first + self.width]
    }
}

/// What an incident counts under: its kind and threat while it is open, its impact until its
/// service is restored.
fn marks(world: &World, incident: &Incident) -> [Option<usize>; 3] {
    let threat = match incident.origin() {
        Origin::Threat(threat) | Origin::Offspring(threat) => world.marks.threat(threat),
        Origin::Inject(_) | Origin::Consequence(_) => None,
    };
    let impact = world.marks.impact(incident.kind, incident.severity);
    [world.marks.kind(incident.kind), threat, impact]
}

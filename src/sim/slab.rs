//! Where incidents are kept while they last.

use crate::scenario::time::Instant;

use super::incident::{Incident, State};
use super::response::Response;

/// The incidents in memory, with the slots of closed ones used again.
#[derive(Clone, Debug, Default)]
pub(super) struct Slab {
    slots: Vec<Incident>,
    vacant: Vec<u32>,
    /// Responses to incidents that are over, to be used again.
    #[allow(clippy::vec_box, reason = "boxes go from here to incidents and back")]
    spare: Vec<Box<Response>>,
}

impl Slab {
    pub(super) fn clear(&mut self) {
        let responses = self.slots.iter_mut().filter_map(|it| it.response.take());
        self.spare.extend(responses);
        self.slots.clear();
        self.vacant.clear();
    }

    /// Incidents in memory: open ones, and closed ones that events still refer to.
    pub(super) fn len(&self) -> usize {
        self.slots.len() - self.vacant.len()
    }

    // By value: it is built in place and moved once.
    #[allow(clippy::large_types_passed_by_value)]
    #[inline]
    pub(super) fn insert(&mut self, incident: Incident) -> u32 {
        if let Some(slot) = self.vacant.pop() {
            self.slots[slot as usize] = incident;
            slot
        } else {
            self.slots.push(incident);
            (self.slots.len() - 1) as u32
        }
    }

    fn free(&mut self, slot: u32) {
        self.spare.extend(self.slots[slot as usize].response.take());
        self.vacant.push(slot);
    }

    /// Lets go of an incident that is closed, unless events still refer to it.
    #[inline]
    pub(super) fn free_if_done(&mut self, slot: u32) {
        let incident = self.get(slot);
        if incident.state == State::Closed && incident.holds == 0 {
            self.free(slot);
        }
    }

    /// The end of work that was foretold is void.
    #[inline(never)]
    pub(super) fn cancel_finish(&mut self, slot: u32) {
        let response = self.response_mut(slot);
        if response.work.finished.happened() {
            response.next_serial();
            response.work.finished = Instant::NEVER;
            // Its event is still on the calendar, and refers to the incident.
            self.get_mut(slot).holds += 1;
        }
    }

    #[inline]
    pub(super) fn get(&self, slot: u32) -> &Incident {
        &self.slots[slot as usize]
    }

    #[inline]
    pub(super) fn get_mut(&mut self, slot: u32) -> &mut Incident {
        &mut self.slots[slot as usize]
    }

    /// The response to an incident, which begins if there is none.
    #[inline]
    pub(super) fn response_mut(&mut self, slot: u32) -> &mut Response {
        self.slots[slot as usize].respond(&mut self.spare)
    }

    /// So much work of the current stage is left, ms at effectiveness 1.
    pub(super) fn set_work_left(&mut self, slot: u32, left: f64) {
        self.slots[slot as usize].set_work_left(left);
    }

    /// All incidents in memory with their slots, and closed ones of which the place is vacant.
    pub(super) fn in_memory(&self) -> impl Iterator<Item = (u32, &Incident)> {
        (0..).zip(&self.slots)
    }

    /// Slots of incidents that are not closed, in order of their numbers.
    pub(super) fn unfinished(&self, into: &mut Vec<u32>) {
        into.clear();
        into.extend(
            (0..self.slots.len() as u32).filter(|slot| self.get(*slot).state != State::Closed),
        );
        into.sort_unstable_by_key(|slot| self.get(*slot).number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::incident::tests::incident;

    #[test]
    fn slots_are_used_again_and_the_unfinished_are_told_by_number() {
        let (_, some) = incident();
        let numbered = |number| {
            let mut incident = some.clone();
            incident.number = number;
            incident
        };
        let mut slab = Slab::default();
        let slots: Vec<u32> = (0..4).map(|number| slab.insert(numbered(number))).collect();
        assert_eq!((slots, slab.len()), (vec![0, 1, 2, 3], 4));
        slab.get_mut(1).state = State::Closed;
        slab.free(1);
        slab.get_mut(2).state = State::Closed;
        assert_eq!(slab.len(), 3);
        let mut left = Vec::new();
        slab.unfinished(&mut left);
        assert_eq!(left, [0, 3]);
        assert_eq!((slab.insert(numbered(4)), slab.len()), (1, 4));
        slab.unfinished(&mut left);
        assert_eq!(left, [0, 3, 1]);
        assert_eq!(slab.get(1).number, 4);
        assert_eq!((slab.insert(numbered(5)), slab.len()), (4, 5));
        slab.clear();
        assert_eq!((slab.insert(numbered(6)), slab.len()), (0, 1));
    }
}

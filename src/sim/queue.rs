//! Waiting work: one queue per team, demand and severity.

use std::collections::VecDeque;

use crate::scenario::document::Severity;

/// A place in a queue. It is void once its incident holds another ticket.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub rank: u64,
    pub slot: u32,
    pub ticket: u32,
}

/// The queues of one team. Work in one queue differs in rank alone, so only heads compete.
#[derive(Clone, Debug)]
pub(super) struct Queues {
    queues: Vec<VecDeque<Place>>,
    /// Which queues are not empty, one bit each.
    waiting: Vec<u64>,
}

impl Queues {
    pub(super) fn new(demands: usize) -> Self {
        let queues = demands * Severity::ALL.len();
        Self {
            queues: vec![VecDeque::new(); queues],
            waiting: vec![0; queues.div_ceil(64)],
        }
    }

    pub(super) fn clear(&mut self) {
        for queue in &mut self.queues {
            queue.clear();
        }
        self.waiting.fill(0);
    }

    /// Adds a place by rank; nearly always that is the end.
    pub(super) fn add(&mut self, demand: u32, severity: Severity, place: Place) {
        let ix = demand as usize * Severity::ALL.len() + severity.ix();
        let queue = &mut self.queues[ix];
        if queue.back().is_none_or(|last| last.rank <= place.rank) {
            queue.push_back(place);
        } else {
            let at = queue.partition_point(|other| other.rank <= place.rank);
            queue.insert(at, place);
        }
        self.waiting[ix / 64] |= 1 << (ix % 64);
    }

    /// True if no queue holds anything (places that are void may still count).
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.iter().all(|word| *word == 0)
    }

    /// Calls `visit` with (demand, head) for every queue that is not empty after places that
    /// are void have been dropped from its front.
    #[inline]
    pub(super) fn heads(
        &mut self,
        is_void: impl Fn(Place) -> bool,
        mut visit: impl FnMut(u32, Place),
    ) {
        for word in 0..self.waiting.len() {
            let mut bits = self.waiting[word];
            while bits != 0 {
                let bit = bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let ix = word * 64 + bit;
                let queue = &mut self.queues[ix];
                while queue.front().is_some_and(|place| is_void(*place)) {
                    queue.pop_front();
                }
                match queue.front() {
                    Some(place) => visit((ix / Severity::ALL.len()) as u32, *place),
                    None => self.waiting[word] &= !(1 << bit),
                }
            }
        }
    }
}

//! Waiting work: one queue per team, demand and severity.

use std::collections::VecDeque;

use crate::scenario::document::Severity;
use crate::world::rules::DemandIx;

use super::bits::Bits;

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
    /// Which queues are not empty.
    waiting: Bits,
}

impl Queues {
    pub(super) fn new(demands: usize) -> Self {
        let queues = demands * Severity::ALL.len();
        Self {
            queues: vec![VecDeque::new(); queues],
            waiting: Bits::below(queues),
        }
    }

    pub(super) fn clear(&mut self) {
        for queue in &mut self.queues {
            queue.clear();
        }
        self.waiting.clear();
    }

    /// What the work in a queue asks for.
    #[inline]
    pub(super) const fn demand(queue: usize) -> DemandIx {
        DemandIx((queue / Severity::ALL.len()) as u32)
    }

    /// Adds a place by rank; nearly always that is the end.
    #[inline]
    pub(super) fn add(&mut self, demand: DemandIx, severity: Severity, place: Place) {
        let ix = demand.0 as usize * Severity::ALL.len() + severity.ix();
        let queue = &mut self.queues[ix];
        if queue.back().is_none_or(|last| last.rank <= place.rank) {
            queue.push_back(place);
        } else {
            let at = queue.partition_point(|other| other.rank <= place.rank);
            queue.insert(at, place);
        }
        self.waiting.insert(ix);
    }

    /// True if no queue holds anything (places that are void may still count).
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// The first queue from `from` on that is not empty, places that are void left out, and
    /// its head.
    #[inline]
    pub(super) fn next_head(
        &mut self,
        from: usize,
        is_void: impl Fn(&Place) -> bool,
    ) -> Option<(usize, Place)> {
        let mut from = from;
        loop {
            let ix = self.waiting.next(from)?;
            let queue = &mut self.queues[ix];
            while let Some(place) = queue.front() {
                if !is_void(place) {
                    return Some((ix, *place));
                }
                queue.pop_front();
            }
            self.waiting.remove(ix);
            from = ix + 1;
        }
    }

    /// Takes the head of a queue away.
    #[inline]
    pub(super) fn drop_head(&mut self, queue: usize) {
        self.queues[queue].pop_front();
        if self.queues[queue].is_empty() {
            self.waiting.remove(queue);
        }
    }
}

//! Waiting work: one queue per team, demand and severity.

use std::collections::VecDeque;

use crate::scenario::document::Severity;
use crate::world::rules::DemandIx;

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
    /// The queues that are not empty, in ascending order.
    waiting: Vec<u32>,
}

impl Queues {
    pub(super) fn new(demands: usize) -> Self {
        let queues = demands * Severity::ALL.len();
        Self {
            queues: vec![VecDeque::new(); queues],
            waiting: Vec::with_capacity(queues),
        }
    }

    pub(super) fn clear(&mut self) {
        for queue in &mut self.queues {
            queue.clear();
        }
        self.waiting.clear();
    }

    /// Adds a place by rank; nearly always that is the end.
    #[inline(always)]
    pub(super) fn add(&mut self, demand: DemandIx, severity: Severity, place: Place) {
        let ix = demand.0 as usize * Severity::ALL.len() + severity.ix();
        let queue = &mut self.queues[ix];
        match queue.back() {
            None => {
                queue.push_back(place);
                self.begins_to_wait(ix as u32);
            }
            Some(last) if last.rank <= place.rank => queue.push_back(place),
            Some(_) => insert(queue, place),
        }
    }

    #[inline(never)]
    fn begins_to_wait(&mut self, queue: u32) {
        let at = self.waiting.partition_point(|other| *other < queue);
        self.waiting.insert(at, queue);
    }

    /// True if no queue holds anything (places that are void may still count).
    #[inline]
    pub(super) const fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// What is asked for in the queue that is `nth` among those that are not empty, and its
    /// head. Places that are void are dropped on the way, and queues that are then empty.
    #[inline]
    pub(super) fn head(
        &mut self,
        nth: usize,
        is_void: impl Fn(&Place) -> bool,
    ) -> Option<(DemandIx, Place)> {
        loop {
            let ix = *self.waiting.get(nth)?;
            let queue = &mut self.queues[ix as usize];
            while let Some(place) = queue.front() {
                if !is_void(place) {
                    return Some((DemandIx(ix / Severity::ALL.len() as u32), *place));
                }
                queue.pop_front();
            }
            self.waiting.remove(nth);
        }
    }

    /// Takes the head of the queue away that is `nth` among those that are not empty.
    #[inline]
    pub(super) fn drop_head(&mut self, nth: usize) {
        let queue = &mut self.queues[self.waiting[nth] as usize];
        queue.pop_front();
        if queue.is_empty() {
            self.waiting.remove(nth);
        }
    }

    /// What is asked for in the queue that is `nth` among those that are not empty, and all
    /// that waits there, the head not void.
    pub(super) fn line(
        &mut self,
        nth: usize,
        is_void: impl Fn(&Place) -> bool,
    ) -> Option<(DemandIx, &VecDeque<Place>)> {
        let (demand, _) = self.head(nth, is_void)?;
        Some((demand, &self.queues[self.waiting[nth] as usize]))
    }
}

/// Puts a place before those of greater rank.
#[inline(never)]
fn insert(queue: &mut VecDeque<Place>, place: Place) {
    let at = queue.partition_point(|other| other.rank <= place.rank);
    queue.insert(at, place);
}

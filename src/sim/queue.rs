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

#[cfg(test)]
mod tests {
    use super::*;

    const SEVERITIES: usize = Severity::ALL.len();

    /// All that waits, queue by queue, each in the order in which it is served.
    fn drained(queues: &mut Queues, void: &[u32]) -> Vec<(u32, u32)> {
        let mut order = Vec::new();
        while let Some((demand, place)) = queues.head(0, |place| void.contains(&place.ticket)) {
            let line: Vec<u32> = queues
                .line(0, |_| false)
                .map(|(same, line)| {
                    assert_eq!(same, demand);
                    line.iter().map(|place| place.ticket).collect()
                })
                .expect("what has a head has a line");
            assert_eq!(line[0], place.ticket);
            order.push((demand.0, place.ticket));
            queues.drop_head(0);
        }
        order
    }

    #[test]
    fn each_queue_is_served_by_rank_whatever_the_order_of_arrival() {
        // Ranks 0..12 in a scrambled order over two demands and all severities.
        let places: Vec<(u32, usize, u64)> = (0..12)
            .map(|nth| (nth as u32 % 2, nth as usize % SEVERITIES, nth * 7 % 12))
            .collect();
        for rotation in 0..places.len() {
            let mut queues = Queues::new(2);
            assert!(queues.is_empty());
            let mut scrambled = places.clone();
            scrambled.rotate_left(rotation);
            for (demand, severity, rank) in &scrambled {
                let place = Place {
                    rank: *rank,
                    slot: 0,
                    ticket: *rank as u32,
                };
                queues.add(DemandIx(*demand), Severity::ALL[*severity], place);
                assert!(!queues.is_empty());
            }
            // Some are void, one queue altogether.
            let void = [scrambled[0].2 as u32, scrambled[5].2 as u32];
            let mut expected = places.clone();
            expected.sort_unstable();
            let expected: Vec<(u32, u32)> = expected
                .iter()
                .filter(|(.., rank)| !void.contains(&(*rank as u32)))
                .map(|(demand, _, rank)| (*demand, *rank as u32))
                .collect();
            let found = drained(&mut queues, &void);
            assert_eq!(found, expected);
            assert!(queues.is_empty());
        }
    }

    #[test]
    fn the_heads_are_those_of_the_queues_that_hold_anything() {
        let mut queues = Queues::new(3);
        let place = |ticket: u32| Place {
            rank: u64::from(ticket),
            slot: ticket,
            ticket,
        };
        queues.add(DemandIx(2), Severity::Low, place(1));
        queues.add(DemandIx(0), Severity::High, place(2));
        queues.add(DemandIx(0), Severity::High, place(3));
        let mut heads = |void: u32| -> Vec<u32> {
            let mut found = Vec::new();
            let is_void = |place: &Place| place.ticket == void;
            while let Some((_, place)) = queues.head(found.len(), is_void) {
                found.push(place.ticket);
            }
            found
        };
        assert_eq!(heads(9), [2, 1]);
        assert_eq!(heads(2), [3, 1]);
        assert_eq!(heads(3), [1]);
        queues.clear();
        assert!(queues.is_empty() && queues.head(0, |_| false).is_none());
    }
}

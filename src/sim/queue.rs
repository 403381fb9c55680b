//! Waiting work: one queue per team, demand and severity.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::scenario::document::Severity;
use crate::world::rules::DemandIx;

/// An entry in a queue, by urgency and then by rank. It is void once its incident holds another
/// ticket.
///
/// Of these there is one for each team that may take an incident, so it is kept small.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct QueueEntry {
    /// What the order of the queue puts first, the smaller the sooner, in two halves; see
    /// [`urgency`](super::queue_order::urgency).
    urgency: [u32; 2],
    /// Breaks ties.
    pub rank: u32,
    pub slot: u32,
    pub ticket: u32,
}

/// Bytes that an incident takes in each queue where it waits, as `docs/scale.md` says.
const _: () = assert!(size_of::<QueueEntry>() <= 20);

impl QueueEntry {
    #[inline]
    pub(super) const fn new(urgency: u64, rank: u32, slot: u32, ticket: u32) -> Self {
        Self {
            urgency: [(urgency >> 32) as u32, urgency as u32],
            rank,
            slot,
            ticket,
        }
    }

    /// What decides who goes first.
    #[inline]
    pub(super) const fn order(&self) -> (u64, u32) {
        let [high, low] = self.urgency;
        ((high as u64) << 32 | low as u64, self.rank)
    }
}

/// Entries that a queue holds before it is looked through for void ones.
const ROOM: usize = 64;

/// One queue. Most entries are added in the order in which they will be taken, and go to the end
/// of a line; the few that come late go to a heap. So neither costs more where many wait.
#[derive(Clone, Debug)]
struct Queue {
    line: VecDeque<QueueEntry>,
    late: BinaryHeap<Reverse<QueueEntry>>,
    /// How many entries it may hold before the void ones among them are dropped.
    room: usize,
}

impl Queue {
    const fn new() -> Self {
        Self {
            line: VecDeque::new(),
            late: BinaryHeap::new(),
            room: ROOM,
        }
    }

    fn clear(&mut self) {
        self.line.clear();
        self.late.clear();
        self.room = ROOM;
    }

    fn is_empty(&self) -> bool {
        self.line.is_empty() && self.late.is_empty()
    }

    /// The entry that comes first.
    #[inline]
    fn first(&self) -> Option<QueueEntry> {
        let Some(late) = self.late.peek() else {
            return self.line.front().copied();
        };
        match self.line.front() {
            Some(entry) if *entry < late.0 => Some(*entry),
            _ => Some(late.0),
        }
    }

    /// Takes the entry that comes first away.
    #[inline]
    fn drop_first(&mut self) {
        match (self.late.peek(), self.line.front()) {
            (None, _) => {
                self.line.pop_front();
            }
            (Some(late), Some(entry)) if *entry < late.0 => {
                self.line.pop_front();
            }
            _ => {
                self.late.pop();
            }
        }
    }

    /// Drops void entries, so that a queue whose end is never reached holds no more than twice
    /// what waits in it.
    #[inline(never)]
    fn tidy(&mut self, is_void: impl Fn(&QueueEntry) -> bool) {
        self.line.retain(|entry| !is_void(entry));
        self.late.retain(|entry| !is_void(&entry.0));
        self.room = ROOM.max(2 * (self.line.len() + self.late.len()));
    }
}

/// The queues of one team. Work in one queue differs in urgency and rank alone, so only heads
/// compete.
#[derive(Clone, Debug)]
pub(super) struct Queues {
    queues: Vec<Queue>,
    /// The queues that are not empty, in ascending order.
    waiting: Vec<u32>,
}

impl Queues {
    pub(super) fn new(demands: usize) -> Self {
        let queues = demands * Severity::ALL.len();
        Self {
            queues: vec![Queue::new(); queues],
            waiting: Vec::with_capacity(queues),
        }
    }

    pub(super) fn clear(&mut self) {
        for queue in &self.waiting {
            self.queues[*queue as usize].clear();
        }
        self.waiting.clear();
    }

    /// Adds an entry; nearly always that is the end.
    #[inline(always)]
    pub(super) fn add(
        &mut self,
        demand: DemandIx,
        severity: Severity,
        entry: QueueEntry,
        is_void: impl Fn(&QueueEntry) -> bool,
    ) {
        let ix = demand.0 as usize * Severity::ALL.len() + severity.ix();
        let queue = &mut self.queues[ix];
        match queue.line.back() {
            None => {
                let waited = !queue.late.is_empty();
                queue.line.push_back(entry);
                if !waited {
                    self.begins_to_wait(ix as u32);
                }
            }
            Some(last) if last.order() <= entry.order() => {
                if queue.line.len() >= queue.room {
                    queue.tidy(is_void);
                }
                queue.line.push_back(entry);
            }
            Some(_) => add_late(queue, entry, is_void),
        }
    }

    #[inline(never)]
    fn begins_to_wait(&mut self, queue: u32) {
        let at = self.waiting.partition_point(|other| *other < queue);
        self.waiting.insert(at, queue);
    }

    /// True if no queue holds anything (entries that are void may still count).
    #[inline]
    pub(super) const fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }

    /// What is asked for in the queue that is `nth` among those that are not empty.
    #[inline]
    pub(super) fn demand(&self, nth: usize) -> Option<DemandIx> {
        let ix = self.waiting.get(nth)?;
        Some(DemandIx(ix / Severity::ALL.len() as u32))
    }

    /// What is asked for in the queue that is `nth` among those that are not empty, and its
    /// head. Entries that are void are dropped on the way, and queues that are then empty.
    #[inline]
    pub(super) fn head(
        &mut self,
        nth: usize,
        is_void: impl Fn(&QueueEntry) -> bool,
    ) -> Option<(DemandIx, QueueEntry)> {
        loop {
            let ix = *self.waiting.get(nth)?;
            let queue = &mut self.queues[ix as usize];
            while let Some(entry) = queue.first() {
                if !is_void(&entry) {
                    return Some((DemandIx(ix / Severity::ALL.len() as u32), entry));
                }
                queue.drop_first();
            }
            self.waiting.remove(nth);
        }
    }

    /// Takes the head of the queue away that is `nth` among those that are not empty.
    #[inline]
    pub(super) fn drop_head(&mut self, nth: usize) {
        let queue = &mut self.queues[self.waiting[nth] as usize];
        queue.drop_first();
        if queue.is_empty() {
            self.waiting.remove(nth);
        }
    }

    /// All that is in the queues, in no order, with what it asks for.
    #[cfg(test)]
    pub(super) fn all(&self) -> impl Iterator<Item = (DemandIx, QueueEntry)> + use<'_> {
        (0_u32..).zip(&self.queues).flat_map(|(ix, queue)| {
            let late = queue.late.iter().map(|entry| entry.0);
            let demand = DemandIx(ix / Severity::ALL.len() as u32);
            let entries = queue.line.iter().copied().chain(late);
            entries.map(move |entry| (demand, entry))
        })
    }
}

/// Adds an entry that comes before the last in the line.
#[inline(never)]
fn add_late(queue: &mut Queue, entry: QueueEntry, is_void: impl Fn(&QueueEntry) -> bool) {
    if queue.late.len() >= queue.room {
        queue.tidy(is_void);
    }
    queue.late.push(Reverse(entry));
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEVERITIES: usize = Severity::ALL.len();

    /// All that waits, queue by queue, each in the order in which it is served.
    fn drained(queues: &mut Queues, void: &[u32]) -> Vec<(u32, u32)> {
        let mut order = Vec::new();
        while let Some((demand, entry)) = queues.head(0, |entry| void.contains(&entry.ticket)) {
            order.push((demand.0, entry.ticket));
            queues.drop_head(0);
        }
        order
    }

    #[test]
    fn each_queue_is_served_by_rank_whatever_the_order_of_arrival() {
        // Ranks 0..12 in a scrambled order over two demands and all severities.
        let entries: Vec<(u32, usize, u64)> = (0..12)
            .map(|nth| (nth as u32 % 2, nth as usize % SEVERITIES, nth * 7 % 12))
            .collect();
        for rotation in 0..entries.len() {
            let mut queues = Queues::new(2);
            assert!(queues.is_empty());
            let mut scrambled = entries.clone();
            scrambled.rotate_left(rotation);
            for (demand, severity, rank) in &scrambled {
                let entry = QueueEntry::new(*rank / 4, *rank as u32, 0, *rank as u32);
                queues.add(DemandIx(*demand), Severity::ALL[*severity], entry, |_| {
                    false
                });
                assert!(!queues.is_empty());
            }
            // Some are void, one queue altogether.
            let void = [scrambled[0].2 as u32, scrambled[5].2 as u32];
            let mut expected = entries.clone();
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
        let entry = |ticket: u32| QueueEntry::new(0, ticket, ticket, ticket);
        queues.add(DemandIx(2), Severity::Low, entry(1), |_| false);
        queues.add(DemandIx(0), Severity::High, entry(2), |_| false);
        queues.add(DemandIx(0), Severity::High, entry(3), |_| false);
        let mut heads = |void: u32| -> Vec<u32> {
            let mut found = Vec::new();
            let is_void = |entry: &QueueEntry| entry.ticket == void;
            while let Some((_, entry)) = queues.head(found.len(), is_void) {
                found.push(entry.ticket);
            }
            found
        };
        assert_eq!(heads(9), [2, 1]);
        assert_eq!(heads(2), [3, 1]);
        assert_eq!(heads(3), [1]);
        queues.clear();
        assert!(queues.is_empty() && queues.head(0, |_| false).is_none());
    }

    #[test]
    fn a_queue_whose_end_is_never_reached_keeps_no_more_than_twice_what_waits() {
        let mut queues = Queues::new(1);
        // Of all that came, the last ten wait. The first one never goes.
        for number in 1..100_000_u32 {
            let entry = QueueEntry::new(u64::from(number % 7), number, number, number);
            let gone = |entry: &QueueEntry| entry.ticket > 1 && entry.ticket + 10 < number;
            queues.add(DemandIx(0), Severity::Low, entry, gone);
        }
        assert!(queues.all().count() <= 2 * ROOM + 2);
    }
}

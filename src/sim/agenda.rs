//! The event calendar: what happens next.

use crate::scenario::time::Instant;

/// The class of an event: at one instant, lower classes come first.
///
/// The rule is that things end before things start, so that what is freed at an instant can
/// be used at that instant, and that observers see an instant when everything in it is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Class {
    /// Work ends: crews are freed before anyone asks for them.
    Finish = 0,
    /// Service returns, outages and losses end.
    Restore = 1,
    /// Duty changes hands, after the outgoing have finished what ends now.
    ShiftChange = 2,
    /// Incidents begin, injects strike.
    Occur = 3,
    /// Incidents are noticed, requests approved.
    Detect = 4,
    /// Waiting work is given to crews, knowing all of the above.
    Dispatch = 5,
    /// Whoever still waits may give up.
    GiveUp = 6,
    /// Measures are taken.
    Observe = 7,
    /// Players decide, having seen all of the above.
    Decide = 8,
}

/// An entry of the calendar: 24 bytes when `E` has 8.
#[derive(Clone, Copy, Debug)]
struct Entry<E> {
    time: i64,
    /// Class in the top byte, sequence number below.
    order: u64,
    event: E,
}

impl<E> Entry<E> {
    /// Time, class and sequence as one number, which compares without a branch (a tuple takes
    /// one per part, and a heap's comparisons can't be predicted). No time is negative.
    #[inline]
    const fn rank(&self) -> u128 {
        (self.time as u128) << 64 | self.order as u128
    }

    #[inline]
    const fn due(&self) -> (Instant, u8) {
        (Instant(self.time), (self.order >> 56) as u8)
    }
}

const _: () = assert!(size_of::<Entry<[u32; 2]>>() <= 24);

/// The event calendar, ordered by (time, class, sequence).
///
/// ```
/// use sortie::inside::sim::agenda::{Agenda, Class};
/// use sortie::inside::scenario::time::Instant;
///
/// let mut agenda = Agenda::new();
/// agenda.schedule(Instant(5), Class::Occur, 'b');
/// agenda.schedule(Instant(5), Class::Finish, 'a');
/// agenda.schedule(Instant(5), Class::Occur, 'c');
/// let order: Vec<char> = std::iter::from_fn(|| agenda.pop().map(|(_, event)| event)).collect();
/// assert_eq!(order, ['a', 'b', 'c']);
/// ```
///
/// It is a binary heap (Williams 1964). Most events bring about exactly one other. So the entry
/// of the event last taken stays on top, spent, until the next is scheduled in its place or
/// taken: that costs one walk down the heap where removing and adding would cost two. The
/// standard heap can do the same, but guards against a comparison that panics, which takes
/// longer than the walk where few events are pending.
#[derive(Clone, Debug, Default)]
pub struct Agenda<E> {
    /// Each entry at or after its parent, which has half its place (counted from 1).
    heap: Vec<Entry<E>>,
    /// The top entry is that of the event last taken.
    spent: bool,
    sequence: u64,
    now: i64,
    went_back: bool,
}

impl<E: Copy> Agenda<E> {
    /// An empty calendar at instant 0.
    pub fn new() -> Self {
        Self {
            heap: Vec::new(),
            spent: false,
            sequence: 0,
            now: 0,
            went_back: false,
        }
    }

    /// Empties the calendar and sets the clock back to 0; keeps the memory.
    pub fn clear(&mut self) {
        self.heap.clear();
        self.spent = false;
        self.sequence = 0;
        self.now = 0;
        self.went_back = false;
    }

    /// The time of the event last popped.
    #[inline]
    pub const fn now(&self) -> Instant {
        Instant(self.now)
    }

    /// How many events are pending.
    pub fn len(&self) -> usize {
        self.heap.len() - usize::from(self.spent)
    }

    /// True if nothing is pending.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// True if somebody scheduled into the past since the last [`Agenda::clear`]: a fault of
    /// the simulator, which must fail the replication.
    pub const fn went_back(&self) -> bool {
        self.went_back
    }

    /// Puts an event on the calendar. An event in the past is never scheduled: it raises
    /// [`Agenda::went_back`] instead.
    #[inline(always)]
    pub fn schedule(&mut self, at: Instant, class: Class, event: E) {
        if at.0 < self.now {
            self.went_back = true;
            return;
        }
        let entry = Entry {
            time: at.0,
            order: (u64::from(class as u8) << 56) | self.sequence,
            event,
        };
        self.sequence += 1;
        if self.spent {
            self.spent = false;
            self.sink(entry);
        } else {
            self.heap.push(entry);
            self.rise(entry);
        }
    }

    /// Puts an entry in the top one's place, and down to where it belongs.
    #[inline]
    fn sink(&mut self, entry: Entry<E>) {
        let heap = self.heap.as_mut_slice();
        let mut hole = 0;
        loop {
            let left = 2 * hole + 1;
            let child = match heap.get(left..left + 2) {
                // Without a branch: which of two is earlier can't be foreseen.
                Some([a, b]) => left + usize::from(b.rank() < a.rank()),
                _ if left < heap.len() => left,
                _ => break,
            };
            let next = heap[child];
            if entry.rank() < next.rank() {
                break;
            }
            heap[hole] = next;
            hole = child;
        }
        if let Some(place) = heap.get_mut(hole) {
            *place = entry;
        }
    }

    /// Brings an entry up from the end to where it belongs.
    #[inline]
    fn rise(&mut self, entry: Entry<E>) {
        let heap = self.heap.as_mut_slice();
        let mut hole = heap.len() - 1;
        while hole > 0 {
            let parent = (hole - 1) / 2;
            let above = heap[parent];
            if above.rank() < entry.rank() {
                break;
            }
            heap[hole] = above;
            hole = parent;
        }
        heap[hole] = entry;
    }

    /// Takes events off the calendar that are not to come.
    pub fn retain(&mut self, is_to_come: impl Fn(&E) -> bool) {
        if std::mem::take(&mut self.spent) {
            // The spent entry goes; the order that follows makes a heap of what is left.
            self.heap.swap_remove(0);
        }
        self.heap.retain(|entry| is_to_come(&entry.event));
        self.heap.sort_unstable_by_key(Entry::rank);
    }

    /// When the next event is due and its class.
    #[inline]
    pub fn peek(&self) -> Option<(Instant, u8)> {
        if !self.spent {
            return self.heap.first().map(Entry::due);
        }
        // Below a spent top, either of two may be next.
        match self.heap.as_slice() {
            [_, a, b, ..] => Some(if a.rank() < b.rank() { a } else { b }.due()),
            [_, a] => Some(a.due()),
            _ => None,
        }
    }

    /// True if an event scheduled now with this class would be the very next to be popped.
    #[inline]
    pub fn would_be_next(&self, class: Class) -> bool {
        self.peek()
            .is_none_or(|(at, other)| at.0 > self.now || other > class as u8)
    }

    /// Takes the next event and moves the clock to it.
    pub fn pop(&mut self) -> Option<(Instant, E)> {
        self.pop_before(Instant::NEVER)
    }

    /// The same, but leaves what is due at `end` or later.
    #[inline]
    pub fn pop_before(&mut self, end: Instant) -> Option<(Instant, E)> {
        if self.spent {
            self.spent = false;
            if let Some(last) = self.heap.pop()
                && !self.heap.is_empty()
            {
                self.sink(last);
            }
        }
        let entry = self.heap.first().filter(|entry| entry.time < end.0)?;
        self.now = entry.time;
        self.spent = true;
        Some((Instant(entry.time), entry.event))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    const CLASSES: [Class; 9] = [
        Class::Finish,
        Class::Restore,
        Class::ShiftChange,
        Class::Occur,
        Class::Detect,
        Class::Dispatch,
        Class::GiveUp,
        Class::Observe,
        Class::Decide,
    ];

    /// A step of a calendar's life.
    #[derive(Clone, Copy, Debug)]
    enum Step {
        Schedule(i64, usize),
        Pop,
        PopBefore(i64),
    }

    fn step() -> impl Strategy<Value = Step> {
        prop_oneof![
            4 => (0..6_i64, 0..CLASSES.len()).prop_map(|(after, class)| Step::Schedule(after, class)),
            3 => Just(Step::Pop),
            1 => (0..40_i64).prop_map(Step::PopBefore),
        ]
    }

    proptest! {
        #[test]
        fn it_is_a_list_sorted_by_time_class_and_sequence(
            steps in prop::collection::vec(step(), 0..200),
        ) {
            let mut agenda = Agenda::new();
            let mut list: BTreeSet<(i64, u8, u64)> = BTreeSet::new();
            let mut now = 0;
            for (number, step) in (0_u64..).zip(steps) {
                match step {
                    Step::Schedule(after, class) => {
                        let class = CLASSES[class];
                        agenda.schedule(Instant(now + after), class, number);
                        list.insert((now + after, class as u8, number));
                    }
                    Step::Pop | Step::PopBefore(_) => {
                        let end = if let Step::PopBefore(end) = step { end } else { i64::MAX };
                        let due = list.first().copied().filter(|key| key.0 < end);
                        let want = due.map(|key| {
                            now = key.0;
                            list.remove(&key);
                            (Instant(key.0), key.2)
                        });
                        prop_assert_eq!(agenda.pop_before(Instant(end)), want);
                    }
                }
                prop_assert_eq!(agenda.now(), Instant(now));
                prop_assert_eq!(agenda.len(), list.len());
                prop_assert_eq!(agenda.is_empty(), list.is_empty());
                let first = list.first().map(|key| (Instant(key.0), key.1));
                prop_assert_eq!(agenda.peek(), first);
                for class in CLASSES {
                    let next = first.is_none_or(|first| first > (Instant(now), class as u8));
                    prop_assert_eq!(agenda.would_be_next(class), next);
                }
            }
            prop_assert!(!agenda.went_back());
        }
    }

    #[test]
    fn nothing_is_scheduled_into_the_past() {
        let mut agenda = Agenda::new();
        agenda.schedule(Instant(5), Class::Occur, 'a');
        assert_eq!(agenda.pop(), Some((Instant(5), 'a')));
        agenda.schedule(Instant(4), Class::Occur, 'b');
        assert!(agenda.went_back());
        assert_eq!(agenda.pop(), None);
        agenda.clear();
        assert!(!agenda.went_back());
        agenda.schedule(Instant(0), Class::Occur, 'c');
        assert_eq!(agenda.pop(), Some((Instant(0), 'c')));
    }
}

//! Looking up what is in force at an instant, among things that follow one another.

use crate::scenario::time::Instant;

/// An index of things in order of time, each in force until the next begins. The horizon is cut
/// into about as many intervals as there are things, and what is in force where each begins is
/// noted, so that a look-up takes a step or two rather than a search.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct IntervalIndex {
    first: Vec<u32>,
    /// A stretch has 2^`shift` ms.
    shift: u32,
}

impl IntervalIndex {
    /// For at least one thing, each with its beginning, over the time from the start to `end`.
    pub(super) fn new<T>(things: &[T], begins: impl Fn(&T) -> Instant, end: Instant) -> Self {
        let end = end.0.max(1);
        let shift = (end / things.len().max(1) as i64).max(1).ilog2();
        let mut in_force = 0;
        let mut at_beginning = |stretch: i64| {
            let at = Instant(stretch << shift);
            in_force = advance(things, &begins, at, in_force);
            in_force as u32
        };
        Self {
            first: (0..=end >> shift).map(&mut at_beginning).collect(),
            shift,
        }
    }

    /// Position of the last of the same things to begin at or before an instant; the first if
    /// there is none.
    #[inline]
    pub(super) fn find<T>(
        &self,
        things: &[T],
        begins: impl Fn(&T) -> Instant,
        at: Instant,
    ) -> usize {
        let stretch = (at.0.max(0) >> self.shift) as usize;
        let known = self.first[stretch.min(self.first.len() - 1)] as usize;
        advance(things, begins, at, known)
    }
}

#[inline]
fn advance<T>(
    things: &[T],
    begins: impl Fn(&T) -> Instant,
    at: Instant,
    mut in_force: usize,
) -> usize {
    while things
        .get(in_force + 1)
        .is_some_and(|next| begins(next) <= at)
    {
        in_force += 1;
    }
    in_force
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::IntervalIndex;
    use crate::scenario::time::Instant;

    proptest! {
        #[test]
        fn a_look_up_finds_what_a_search_finds(
            gaps in prop::collection::vec(1_i64..1_000_000, 0..60),
            end in 1_i64..30_000_000,
            asked in prop::collection::vec(-5_i64..40_000_000, 1..100),
        ) {
            let mut things = vec![Instant(i64::MIN)];
            let mut at = -1000;
            for gap in gaps {
                at += gap;
                things.push(Instant(at));
            }
            // What begins after the end may be there or not.
            let intervals = IntervalIndex::new(&things, |at| *at, Instant(end));
            for at in asked.into_iter().chain([0, end, i64::MAX]).map(Instant) {
                let found = things.partition_point(|from| *from <= at) - 1;
                if at.0 >= 0 {
                    prop_assert_eq!(intervals.find(&things, |at| *at, at), found);
                }
            }
        }
    }
}

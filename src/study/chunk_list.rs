//! The chunks of a study, of whatever kind: how many there are, what each holds, and which of
//! them a part gets.

use std::ops::Range;

use super::chunk::{Chunk, Plan};
use super::identity::Identity;
use super::rounds::Rounds;
use super::shard::Shard;
use super::sweep::Cut;

/// How a study is cut.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ChunkList {
    /// A run.
    Run(Plan),
    /// A comparison of so many replications.
    Compare(Rounds, u64),
    /// A sweep.
    Sweep {
        /// How each point is cut.
        cut: Cut,
        /// Different points.
        points: u64,
    },
    /// A study of assumptions: a chunk to each point.
    Uncertain {
        /// Points.
        points: u64,
        /// Replications of each.
        replications: u64,
    },
}

impl ChunkList {
    /// The chunks of a study; `None` if they are not known before it is run.
    pub(crate) fn of(study: &Identity) -> Option<Self> {
        let replications = study.replications;
        // Chunks are counted through all points.
        let points = || {
            let points = study.points?;
            points.checked_mul(replications.max(1)).map(|_| points)
        };
        match study.kind.as_str() {
            "run" => Some(Self::Run(Plan::new(replications))),
            "compare" => Some(Self::Compare(Rounds::new(replications), replications)),
            "sweep" => Some(Self::Sweep {
                cut: Cut { replications },
                points: points()?,
            }),
            "uncertain" => Some(Self::Uncertain {
                points: points()?,
                replications,
            }),
            _ => None,
        }
    }

    /// How many there are.
    pub(crate) fn chunks(&self) -> u64 {
        match self {
            Self::Run(plan) => plan.chunks(),
            Self::Compare(rounds, _) => rounds.all().end,
            Self::Sweep { cut, points } => points * cut.parts(),
            Self::Uncertain { points, .. } => *points,
        }
    }

    /// The chunk of a number, if there are so many.
    pub(crate) fn chunk(&self, index: u64) -> Option<Chunk> {
        match self {
            Self::Run(plan) => plan.chunk(index),
            Self::Compare(rounds, _) => rounds.chunk(index),
            Self::Sweep { cut, points } => (cut.point(index) < *points).then(|| cut.chunk(index)),
            Self::Uncertain {
                points,
                replications,
            } => (index < *points).then(|| Chunk {
                index,
                first: index * replications,
                count: *replications,
                section: 0,
            }),
        }
    }

    /// Replications of all chunks.
    pub(crate) fn replications(&self) -> u64 {
        match self {
            Self::Run(plan) => plan.replications(),
            Self::Compare(_, replications) => *replications,
            Self::Sweep { cut, points } => points * cut.replications,
            Self::Uncertain {
                points,
                replications,
            } => points * replications,
        }
    }

    /// The replications of a range of chunks, counted through the study.
    pub(crate) fn replications_of(&self, chunks: &Range<u64>) -> Range<u64> {
        let first = |index| {
            self.chunk(index)
                .map_or(self.replications(), |chunk| chunk.first)
        };
        first(chunks.start)..first(chunks.end)
    }

    /// The chunks of a part: those that end within its share of the replications, as chunks may
    /// differ in size. None, if there are more parts than chunks and this one gets none.
    pub(crate) fn part(&self, shard: Shard) -> Range<u64> {
        self.border(shard.part() - 1, shard.of())..self.border(shard.part(), shard.of())
    }

    /// How many chunks end within the first `n` of `of` shares.
    fn border(&self, n: u64, of: u64) -> u64 {
        let share = u128::from(self.replications()) * u128::from(n);
        let within = |index: u64| {
            self.chunk(index).is_some_and(|chunk| {
                u128::from(chunk.first + chunk.count) * u128::from(of) <= share
            })
        };
        let (mut low, mut high) = (0, self.chunks());
        while low < high {
            let middle = low + (high - low) / 2;
            if within(middle) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// What a range of chunks holds, in words for several things.
    pub(crate) fn words(&self, chunks: &Range<u64>) -> String {
        let through = |all: Range<u64>| {
            format!(
                "replications {} to {}",
                all.start,
                all.end.saturating_sub(1)
            )
        };
        let points = |first: u64, last: u64| {
            if first == last {
                format!("the replications of point {}", first + 1)
            } else {
                format!("points {} to {}", first + 1, last + 1)
            }
        };
        let last = chunks.end.saturating_sub(1);
        match self {
            Self::Run(_) | Self::Compare(..) => through(self.replications_of(chunks)),
            Self::Sweep { cut, .. } if cut.point(chunks.start) == cut.point(last) => format!(
                "{} of point {}",
                through(cut.replications_of(chunks.start).start..cut.replications_of(last).end),
                cut.point(last) + 1
            ),
            Self::Sweep { cut, .. } => points(cut.point(chunks.start), cut.point(last)),
            Self::Uncertain { .. } => points(chunks.start, last),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lists() -> Vec<ChunkList> {
        let mut lists = Vec::new();
        for replications in [1, 3, 20, 167, 240, 5_000] {
            lists.push(ChunkList::Run(Plan::new(replications)));
            lists.push(ChunkList::Compare(Rounds::new(replications), replications));
            for points in [1, 7, 40] {
                let cut = Cut { replications };
                lists.push(ChunkList::Sweep { cut, points });
                lists.push(ChunkList::Uncertain {
                    points,
                    replications,
                });
            }
        }
        lists
    }

    #[test]
    fn parts_tile_the_whole_and_are_of_one_size() {
        for list in lists() {
            let all = list.chunks();
            assert!(list.chunk(all).is_none(), "{list:?}");
            let chunks = (0..all).map(|index| list.chunk(index).expect("a chunk"));
            let largest = chunks.map(|chunk| chunk.count).max().unwrap_or(0);
            for of in [1, 2, 7, 16, 500] {
                let mut next = 0;
                for part in 1..=of {
                    let range = list.part(Shard::new(part, of).expect("a part"));
                    assert_eq!(range.start, next, "{list:?} {part}/{of}");
                    let own = list.replications_of(&range);
                    assert!(own.end - own.start <= list.replications().div_ceil(of) + largest);
                    next = range.end;
                }
                assert_eq!(next, all, "{list:?}");
            }
        }
    }

    #[test]
    fn chunks_are_named_by_what_they_hold() {
        let cut = Cut { replications: 200 };
        let sweep = ChunkList::Sweep { cut, points: 4 };
        assert_eq!(sweep.words(&(3..4)), "replications 0 to 59 of point 2");
        assert_eq!(sweep.words(&(2..7)), "points 1 to 3");
        let compare = ChunkList::Compare(Rounds::new(40), 40);
        assert_eq!(compare.words(&(3..40)), "replications 3 to 39");
    }
}

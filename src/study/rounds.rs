//! How the replications of a comparison are cut: rounds of fixed sizes, each cut into 20 chunks, one
//! for each section. So where a chunk lies depends on no stopping rule.

use super::chunk::{Chunk, SECTIONS};

/// Replications of the first rounds; all that follow have as many as the last.
const SIZES: [u64; 6] = [20, 20, 40, 80, 160, 320];

/// How many replications a round has.
fn size(round: u64) -> u64 {
    SIZES[round.min(SIZES.len() as u64 - 1) as usize]
}

/// How the replications of a comparison are cut: rounds, and chunks of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Rounds {
    /// Replications at most; the last round is cut short there.
    most: u64,
}

impl Rounds {
    /// Rounds of so many replications in all.
    pub(crate) const fn new(most: u64) -> Self {
        Self { most }
    }

    /// The first replication of a round.
    fn first(round: u64) -> u64 {
        let listed = SIZES.len() as u64;
        let before: u64 = SIZES.iter().take(round.min(listed) as usize).sum();
        before + round.saturating_sub(listed) * SIZES[SIZES.len() - 1]
    }

    /// Replications of all rounds up to and with one.
    pub(crate) fn ends(self, round: u64) -> u64 {
        Self::first(round + 1).min(self.most)
    }

    /// Replications of a round: none if all have been run before.
    fn count(self, round: u64) -> u64 {
        size(round).min(self.most.saturating_sub(Self::first(round)))
    }

    /// The chunks of a round. Those of the last one need not be as many as there are sections.
    pub(crate) fn chunks(self, round: u64) -> std::ops::Range<u64> {
        let from = round * SECTIONS;
        from..from + SECTIONS.min(self.count(round))
    }

    /// The chunks of all rounds.
    pub(crate) fn all(self) -> std::ops::Range<u64> {
        let Some(last) = self.most.checked_sub(1) else {
            return 0..0;
        };
        let long = SIZES.len() as u64 - 1;
        let round = (0..long)
            .find(|round| last < Self::first(round + 1))
            .unwrap_or_else(|| long + (last - Self::first(long)) / size(long));
        0..self.chunks(round).end
    }

    /// How many times as long as a round the one after it takes, at most.
    pub(crate) fn growth(self, round: u64) -> f64 {
        size(round + 1) as f64 / self.count(round).max(1) as f64
    }

    /// The chunk of a number, if there are so many.
    pub(crate) fn chunk(self, index: u64) -> Option<Chunk> {
        let (round, place) = (index / SECTIONS, index % SECTIONS);
        let count = self.count(round);
        if place >= count {
            return None;
        }
        // With fewer replications than sections, some sections get none.
        let section = if count >= SECTIONS {
            place
        } else {
            ((place + 1) * SECTIONS).div_ceil(count) - 1
        };
        let border = |section: u64| count * section / SECTIONS;
        Some(Chunk {
            index,
            first: Self::first(round) + border(section),
            count: border(section + 1) - border(section),
            section: section as usize,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_cover_every_replication_once_and_lie_alike_for_any_number() {
        let long = Rounds::new(10_000);
        for most in [1, 5, 19, 20, 21, 45, 80, 1_000, 10_000] {
            let rounds = Rounds::new(most);
            let mut next = 0;
            for round in 0.. {
                let chunks = rounds.chunks(round);
                if chunks.is_empty() {
                    break;
                }
                for index in chunks {
                    let chunk = rounds.chunk(index).expect("a chunk");
                    assert_eq!(chunk.first, next, "{most}");
                    assert!(chunk.count > 0);
                    next += chunk.count;
                    if rounds.count(round) == size(round) {
                        assert_eq!(long.chunk(index), Some(chunk));
                    }
                }
            }
            assert_eq!(next, most);
            let count = (0..).map_while(|round| {
                let chunks = rounds.chunks(round);
                (!chunks.is_empty()).then_some(chunks.end)
            });
            assert_eq!(rounds.all(), 0..count.last().unwrap_or(0));
            assert_eq!(rounds.chunk(rounds.all().end), None);
        }
    }
}

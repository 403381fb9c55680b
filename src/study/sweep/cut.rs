//! How the replications of a sweep are cut.

use std::ops::Range;

use super::super::chunk::{Chunk, SECTIONS};

/// How the replications of a point are cut: into blocks, whose spread tells of errors, and
/// chunks of some of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Replications of each point.
    pub replications: u64,
}

impl Cut {
    /// Replications of a chunk, about: fewer would make more files than they are worth.
    const SIZE: u64 = 64;

    pub(super) fn blocks(self) -> u64 {
        SECTIONS.min(self.replications).max(1)
    }

    /// Chunks of a point.
    pub(crate) fn parts(self) -> u64 {
        (self.replications / Self::SIZE).clamp(1, self.blocks())
    }

    /// The first replication of a block.
    pub(super) fn border(self, block: u64) -> u64 {
        (u128::from(self.replications) * u128::from(block) / u128::from(self.blocks())) as u64
    }

    /// The blocks of a chunk.
    pub(super) fn blocks_of(self, index: u64) -> Range<u64> {
        let border = |part: u64| self.blocks() * part / self.parts();
        let part = index % self.parts();
        border(part)..border(part + 1)
    }

    /// The number of a chunk's point among the different ones, from 0.
    pub(crate) fn point(self, index: u64) -> u64 {
        index / self.parts()
    }

    /// A chunk. Replications are counted through all points.
    pub(crate) fn chunk(self, index: u64) -> Chunk {
        let blocks = self.blocks_of(index);
        let (from, to) = (self.border(blocks.start), self.border(blocks.end));
        Chunk {
            index,
            first: self.point(index) * self.replications + from,
            count: to - from,
            section: 0,
        }
    }

    /// The replications of a chunk, counted in its point.
    pub(crate) fn replications_of(self, index: u64) -> Range<u64> {
        let blocks = self.blocks_of(index);
        self.border(blocks.start)..self.border(blocks.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_cover_every_replication_of_every_point_once() {
        for replications in [1, 2, 19, 64, 130, 200, 1_001, 5_000] {
            let cut = Cut { replications };
            let mut next = 0;
            for index in 0..3 * cut.parts() {
                let chunk = cut.chunk(index);
                assert_eq!(chunk.first, next, "{replications}");
                assert!(chunk.count > 0);
                let own = cut.replications_of(index);
                assert_eq!(cut.point(index) * replications + own.start, next);
                next += chunk.count;
            }
            assert_eq!(next, 3 * replications);
        }
    }
}

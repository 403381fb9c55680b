//! How replications are cut into chunks, the unit of work and of keeping it.
//!
//! The cut depends on the number of replications alone, so everybody who works on a study,
//! on any machine and with any number of threads, cuts it the same way.

use std::ops::Range;

/// Sections of a study: blocks of replications whose spread gives intervals for estimates
/// that are pooled over incidents.
pub(crate) const SECTIONS: u64 = 20;

/// Most replications in a chunk.
const MOST: u64 = 256;

/// A block of consecutive replications that are run, kept and merged together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Chunk {
    /// Its number in the plan, from 0.
    pub index: u64,
    /// Its first replication.
    pub first: u64,
    /// How many replications.
    pub count: u64,
    /// The section that it belongs to.
    pub section: usize,
}

impl Chunk {
    /// Its replications.
    pub const fn replications(&self) -> Range<u64> {
        self.first..self.first + self.count
    }
}

/// All chunks of a study, none of which crosses a section's border. They are reckoned when
/// asked for: a plan of any length takes no memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    replications: u64,
    sections: u64,
    size: u64,
}

impl Plan {
    /// The plan of a study of this many replications.
    pub fn new(replications: u64) -> Self {
        let sections = SECTIONS.min(replications).max(1);
        Self {
            replications,
            sections,
            size: (replications / (sections * 8)).clamp(1, MOST),
        }
    }

    /// Replications in all.
    pub const fn replications(&self) -> u64 {
        self.replications
    }

    /// How many chunks there are.
    pub fn chunks(&self) -> u64 {
        (0..self.sections)
            .map(|section| self.in_section(section))
            .sum()
    }

    /// The chunk of a number, if there are so many.
    pub fn chunk(&self, index: u64) -> Option<Chunk> {
        let mut before = 0;
        for section in 0..self.sections {
            let here = self.in_section(section);
            if index < before + here {
                let first = self.border(section) + (index - before) * self.size;
                return Some(Chunk {
                    index,
                    first,
                    count: self.size.min(self.border(section + 1) - first),
                    section: section as usize,
                });
            }
            before += here;
        }
        None
    }

    /// The replications of a range of chunks.
    pub fn replications_of(&self, chunks: &Range<u64>) -> Range<u64> {
        let first = |index| {
            self.chunk(index)
                .map_or(self.replications, |chunk| chunk.first)
        };
        first(chunks.start)..first(chunks.end)
    }

    /// The replication at which a section begins.
    fn border(&self, section: u64) -> u64 {
        (u128::from(self.replications) * u128::from(section) / u128::from(self.sections)) as u64
    }

    fn in_section(&self, section: u64) -> u64 {
        (self.border(section + 1) - self.border(section)).div_ceil(self.size)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_cover_every_replication_once_and_respect_sections() {
        for replications in [1, 2, 19, 20, 21, 100, 1_000, 12_345, 100_001] {
            let plan = Plan::new(replications);
            let mut next = 0;
            let mut last_section = 0;
            for index in 0..plan.chunks() {
                let chunk = plan.chunk(index).expect("a chunk");
                assert_eq!((chunk.index, chunk.first), (index, next));
                assert!(chunk.count >= 1 && chunk.section >= last_section);
                next += chunk.count;
                last_section = chunk.section;
            }
            assert_eq!(next, replications);
            assert_eq!(plan.chunk(plan.chunks()), None);
            assert_eq!(last_section as u64 + 1, SECTIONS.min(replications));
            assert_eq!(plan.replications_of(&(0..plan.chunks())), 0..replications);
        }
    }
}

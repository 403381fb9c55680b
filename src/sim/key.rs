//! Keyed randomness: every draw has an address.
//!
//! A `ChaCha8` generator is a function from (key, stream, block counter) to 64 bytes. Sortie
//! spends those three so that a draw is found by what it is *for*, never by when it is made:
//!
//! | `ChaCha8` | Sortie |
//! |---|---|
//! | 256-bit key | seed (64), replication (64), domain (32), zero (32), source (64) |
//! | 64-bit block counter | entity: which arrival of a threat, which week of a multiplier |
//! | 64-bit stream | page: draws 0–7 of an entity are page 0, 8–15 page 1, … |
//!
//! Neighbouring entities lie in neighbouring blocks, so the arrivals of a threat read page 0
//! one after the other at the speed of a plain generator, yet each can be recomputed alone.
//! The policy is never part of an address: two policies meet the identical draws. Sources:
//! Bernstein 2008 (`ChaCha`); Salmon et al. 2011 (counter-based generators); L'Ecuyer et al.
//! 2002 (streams for common random numbers).

use rand::Rng;
use rand::SeedableRng;
use rand_chacha::rand_core::block::Generator;
use rand_chacha::{ChaCha8Core, ChaCha8Rng};

/// Draws in a page.
pub(crate) const PAGE: usize = 8;

/// What a draw is for. The numbers are part of every result: never renumber, only add.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub(crate) enum Domain {
    /// Arrivals of a threat and the attributes of the incidents they make.
    Threat = 1,
    /// Offspring of a self-exciting arrival.
    Offspring = 2,
    /// Consequences, one key per edge.
    Consequence = 3,
    /// Scripted injects.
    Inject = 4,
    /// Multipliers of over-dispersed arrivals.
    Multiplier = 5,
}

/// The key of a family of entities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    /// Root seed of the study.
    pub seed: u64,
    /// Number of the replication.
    pub replication: u64,
    /// What the draws are for.
    pub domain: Domain,
    /// Whose draws they are: an identity, or the lineage of a consequence.
    pub source: u64,
}

impl Key {
    /// The 256-bit key of the generator.
    fn bytes(&self) -> [u8; 32] {
        let mut bytes = [0_u8; 32];
        bytes[0..8].copy_from_slice(&self.seed.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.replication.to_le_bytes());
        bytes[16..20].copy_from_slice(&(self.domain as u32).to_le_bytes());
        bytes[24..32].copy_from_slice(&self.source.to_le_bytes());
        bytes
    }

    /// One page of an entity's draws, addressed directly.
    pub(crate) fn page(&self, entity: u64, page: u64) -> [u64; PAGE] {
        #[cfg(test)]
        if let Some(words) = in_order::page() {
            return words;
        }
        let mut generator = ChaCha8Rng::from_seed(self.bytes());
        if page != 0 {
            generator.set_stream(page);
        }
        if entity != 0 {
            generator.set_word_pos(u128::from(entity) * 16);
        }
        let mut words = [0_u64; PAGE];
        for word in &mut words {
            *word = generator.next_u64();
        }
        words
    }

    /// A reader of page 0 of entity 0, 1, 2, …
    pub(crate) fn sequence(&self) -> DrawSequence {
        let mut draws = DrawSequence {
            generator: ChaCha8Core::from_seed(self.bytes()),
            blocks: [0; BLOCKS * 2 * PAGE],
            next: 0,
        };
        draws.generator.generate(&mut draws.blocks);
        draws
    }
}

/// Which replication of which study: what every draw of it has in common.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Draws {
    /// Root seed of the study.
    pub seed: u64,
    /// Number of the replication.
    pub replication: u64,
}

impl Draws {
    /// The key of a family of entities.
    #[inline]
    pub(crate) const fn key(self, domain: Domain, source: u64) -> Key {
        Key {
            seed: self.seed,
            replication: self.replication,
            domain,
            source,
        }
    }
}

/// Blocks that the generator computes at a time.
const BLOCKS: usize = 4;

/// Reads the first page of one entity after another.
#[derive(Clone, Debug)]
pub(crate) struct DrawSequence {
    generator: ChaCha8Core,
    blocks: [u32; BLOCKS * 2 * PAGE],
    next: u64,
}

impl DrawSequence {
    /// The next entity's number and its first page.
    #[inline]
    pub(crate) fn read(&mut self) -> (u64, [u64; PAGE]) {
        let entity = self.next;
        let words = std::array::from_fn(|word| self.peek(word));
        #[cfg(test)]
        let words = in_order::page().unwrap_or(words);
        self.next += 1;
        if self.next.is_multiple_of(BLOCKS as u64) {
            self.generator.generate(&mut self.blocks);
        }
        (entity, words)
    }

    /// One word of the page that is read next.
    #[inline]
    pub(crate) fn peek(&self, word: usize) -> u64 {
        let low = (self.next as usize % BLOCKS * PAGE + word) * 2;
        u64::from(self.blocks[low]) | u64::from(self.blocks[low + 1]) << 32
    }
}

/// Mixes an identity into a lineage: the finaliser of `SplitMix64` (Steele, Lea & Flood
/// 2014) over the two words. A consequence's lineage is its parent's mixed with the rule, the
/// asset and the instance, so it is the same wherever and whenever it happens.
#[inline]
pub(crate) const fn mix(lineage: u64, part: u64) -> u64 {
    let mut word = lineage
        .rotate_left(23)
        .wrapping_add(part.wrapping_mul(0x9e37_79b9_7f4a_7c15))
        .wrapping_add(0x9e37_79b9_7f4a_7c15);
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

/// For one test: draws taken from one sequence in the order in which they happen to be needed,
/// as simulators do that have one generator, so that it shows what keyed draws are worth. (Times
/// of arrival stay what they are.)
#[cfg(test)]
pub(super) mod in_order {
    use std::cell::RefCell;

    use rand::Rng;
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::PAGE;

    thread_local! {
        static SEQUENCE: RefCell<Option<ChaCha8Rng>> = const { RefCell::new(None) };
    }

    /// Draws on this thread come from the sequence of a seed from now on, or by key again.
    pub(in crate::sim) fn draw_from(seed: Option<u64>) {
        SEQUENCE.set(seed.map(ChaCha8Rng::seed_from_u64));
    }

    pub(super) fn page() -> Option<[u64; PAGE]> {
        SEQUENCE.with_borrow_mut(|sequence| {
            let sequence = sequence.as_mut()?;
            Some(std::array::from_fn(|_| sequence.next_u64()))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Key = Key {
        seed: 2019,
        replication: 7,
        domain: Domain::Threat,
        source: 42,
    };

    #[test]
    fn a_tape_reads_what_direct_addressing_finds() {
        let mut draws = KEY.sequence();
        for entity in 0..40 {
            assert_eq!(draws.read(), (entity, KEY.page(entity, 0)));
        }
    }

    #[test]
    fn every_part_of_an_address_matters() {
        let base = KEY.page(3, 0);
        let others = [
            KEY.page(4, 0),
            KEY.page(3, 1),
            Key { seed: 2020, ..KEY }.page(3, 0),
            Key {
                replication: 8,
                ..KEY
            }
            .page(3, 0),
            Key {
                domain: Domain::Inject,
                ..KEY
            }
            .page(3, 0),
            Key { source: 43, ..KEY }.page(3, 0),
        ];
        for other in others {
            assert!(base.iter().zip(other).all(|(a, b)| *a != b));
        }
    }

    /// The vectors were computed apart from this crate, from the definitions of `ChaCha8` and
    /// of `mix`: they pin the layout of keys, counters and streams.
    #[test]
    fn captured_vectors_pin_the_addressing() {
        assert_eq!(KEY.page(0, 0)[..2], CAPTURED[0]);
        assert_eq!(KEY.page(5, 3)[..2], CAPTURED[1]);
        assert_eq!(mix(1, 2), CAPTURED_MIX);
    }

    // Computed by an independent ChaCha8, written from Bernstein's paper.
    const CAPTURED: [[u64; 2]; 2] = [
        [0xc54a_d734_f81c_5a00, 0xe232_9667_1d35_5398],
        [0xa718_1762_7baf_a08f, 0x0fd6_2bf0_63b6_1feb],
    ];
    const CAPTURED_MIX: u64 = 0x6746_cce2_8c3a_0668;
}

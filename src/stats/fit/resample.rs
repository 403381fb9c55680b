//! Samples drawn anew from data, each with an address of its own.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Draws samples with replacement. A sample is a function of seed, topic and number alone, so
/// that samples can be drawn in any order, by any number of threads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Resampler {
    key: [u8; 32],
}

impl Resampler {
    /// Samples for a topic: another one, other draws.
    pub(crate) fn new(seed: u64, topic: &str) -> Self {
        let mut key = [0; 32];
        key[..8].copy_from_slice(&seed.to_le_bytes());
        // FNV-1a, 64 bits.
        let hash = topic.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        key[8..16].copy_from_slice(&hash.to_le_bytes());
        key[16..24].copy_from_slice(b"resample");
        Self { key }
    }

    /// Sample number `number`: as many of `items` as there are.
    pub(crate) fn draw<T: Clone>(&self, number: u64, items: &[T]) -> Vec<T> {
        let mut drawn = Vec::with_capacity(items.len());
        self.each(number, items.len(), |ix| drawn.push(items[ix].clone()));
        drawn
    }

    /// The places of the items of sample number `number`, of `n`, in order.
    pub(super) fn each(&self, number: u64, n: usize, mut take: impl FnMut(usize)) {
        let mut key = self.key;
        key[24..].copy_from_slice(&number.to_le_bytes());
        let mut bits = ChaCha8Rng::from_seed(key);
        for _ in 0..n {
            take(below(bits.next_u64(), n));
        }
    }
}

/// A word as an index below `n`: the high half of a 128-bit product, uniform up to n / 2⁶⁴.
pub(in crate::stats) fn below(word: u64, n: usize) -> usize {
    ((u128::from(word) * n as u128) >> 64) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_have_addresses() {
        let items: Vec<u32> = (0..50).collect();
        let some = Resampler::new(7, "detection");
        assert_eq!(some.draw(3, &items), some.draw(3, &items));
        assert_ne!(some.draw(3, &items), some.draw(4, &items));
        assert_ne!(
            some.draw(3, &items),
            Resampler::new(7, "recovery").draw(3, &items)
        );
        assert!(some.draw::<u32>(0, &[]).is_empty());
    }
}

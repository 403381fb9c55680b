//! The sweep's own dice: for designs and for resampling, never for a simulation.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What dice are for; two purposes never share a throw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u64)]
pub(in crate::study) enum Purpose {
    /// Strata and places within them.
    Latin = 1,
    /// The shift of a Sobol' sequence.
    Shift = 2,
    /// Paths of a screening.
    Morris = 3,
    /// Bootstrap.
    Resample = 4,
    /// Points over assumptions.
    Assumptions = 5,
    /// Signs of residuals.
    Signs = 6,
    /// One point over assumptions, by its number.
    RandomPoint = 7,
}

/// Dice keyed by a seed and a purpose.
#[derive(Clone, Debug)]
pub(in crate::study) struct Draws(ChaCha8Rng);

impl Draws {
    /// Dice of their own for a seed and a purpose.
    pub(in crate::study) fn new(seed: u64, purpose: Purpose) -> Self {
        let mut key = *b"design of a sweep; seed, purpose";
        key[..8].copy_from_slice(&seed.to_le_bytes());
        key[8..16].copy_from_slice(&(purpose as u64).to_le_bytes());
        Self(ChaCha8Rng::from_seed(key))
    }

    /// Dice of their own for each number, of a seed and a purpose: a stream of the generator.
    pub(in crate::study) fn numbered(seed: u64, purpose: Purpose, number: u64) -> Self {
        let Self(mut generator) = Self::new(seed, purpose);
        generator.set_stream(number);
        Self(generator)
    }

    /// 32 bits.
    pub(in crate::study) fn bits(&mut self) -> u32 {
        self.0.next_u32()
    }

    /// From 0 to below 1, in steps of 2⁻⁵³.
    pub(in crate::study) fn unit(&mut self) -> f64 {
        (self.0.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A whole number below `count`, by multiplying (Lemire 2019, without the rejection: its
    /// bias is below `count` / 2⁶⁴).
    pub(in crate::study) fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.0.next_u64()) * count as u128) >> 64) as usize
    }

    /// Puts items in random order (Fisher & Yates 1938; Durstenfeld 1964).
    pub(in crate::study) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let other = self.below(last + 1);
            items.swap(last, other);
        }
    }
}

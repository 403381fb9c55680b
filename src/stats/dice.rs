//! Dice for tests: a fixed sequence from a seed, so that no test flickers.

use super::normal_quantile;

/// The generator xorshift64* (Vigna 2016).
pub(crate) struct Dice(u64);

const CELLS: f64 = (1_u64 << 53) as f64;

impl Dice {
    /// A sequence; the seed is not 0.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn bits(&mut self) -> f64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 11) as f64
    }

    /// Uniform in `[0, 1)`.
    pub(crate) fn uniform(&mut self) -> f64 {
        self.bits() / CELLS
    }

    /// Uniform in the open interval (0, 1).
    fn middle(&mut self) -> f64 {
        (self.bits() + 0.5) / CELLS
    }

    /// Exponential of mean 1.
    pub(crate) fn exponential(&mut self) -> f64 {
        -libm::log(self.middle())
    }

    /// Standard normal.
    pub(crate) fn normal(&mut self) -> f64 {
        normal_quantile(self.middle())
    }
}

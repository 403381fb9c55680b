//! The level of one asset: its sound instances as one, and each damaged one by itself.
//!
//! The levels of the damaged are summed as they change, so that one incident more costs the
//! same however many instances are damaged.

use crate::scenario::document::AssetIx;
use crate::scenario::time::Instant;
use crate::world::AssetNode;

use super::fallback::{Standby, StandbyDue, Use, effective};

/// The sound instances of an asset, as one.
pub(super) const SOUND: u32 = u32::MAX;

#[derive(Clone, Copy, Debug)]
pub(super) struct Damaged {
    pub instance: u32,
    pub own: f64,
    pub standby: Standby,
    /// Its level in [`units`], as it is in the sum.
    pub level: i128,
}

/// A level as a whole number: sums of those are exact, so that they can be kept up to date
/// forever, in any order. Levels above 2⁻²⁷ have all their digits.
///
/// What is left of the point moves by the exponent: the same as `(level * UNIT) as i128`, in a
/// third of the instructions. Levels are not negative and finite.
#[inline]
pub(super) fn units(level: f64) -> i128 {
    let bits = level.to_bits();
    let exponent = (bits >> 52) as i32;
    if exponent == 0 {
        return 0;
    }
    let digits = i128::from(bits & ((1 << 52) - 1) | 1 << 52);
    let shift = exponent - (1023 + 52 - UNIT_BITS);
    if shift >= 0 {
        digits << shift
    } else if shift > -i128::BITS.cast_signed() {
        digits >> -shift
    } else {
        0
    }
}

const UNIT_BITS: i32 = 80;

/// Units in 1. A million of them are far from what the sum has room for.
pub(super) const UNIT: f64 = (1_u128 << UNIT_BITS) as f64;

#[derive(Clone, Debug)]
pub(super) struct AssetState {
    pub count: u32,
    pub capacity: Option<f64>,
    pub needs: f64,
    pub outages: u32,
    pub planned: u32,
    pub standby: Standby,
    /// When the players let the fallback take over.
    pub use_of_fallback: Use,
    pub damaged: Vec<Damaged>,
    /// The levels of the damaged, in [`units`].
    pub sum: i128,
    /// Level of an instance without damage or fallback, when the levels were last reckoned.
    pub base: f64,
    /// Mean over the instances.
    pub level: f64,
    /// Criticality curve's integral when the level last changed.
    pub since: f64,
    /// Criticality-weighted loss so far, in hours.
    pub loss: f64,
    /// When it was last whole, and fell.
    pub fell: Instant,
}

/// The k-th best of levels, each so many times.
pub(super) fn kth(levels: &mut [(f64, u32)], k: u32) -> Option<f64> {
    levels.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
    let mut left = k;
    for (level, count) in levels {
        if *count >= left {
            return Some(*level);
        }
        left -= *count;
    }
    None
}

impl AssetState {
    /// Instances without damage.
    pub(super) fn sound(&self) -> u32 {
        self.count - (self.damaged.len() as u32).min(self.count)
    }

    /// A level with its fallback.
    pub(super) fn lifted(&self, raw: f64, standby: &Standby) -> f64 {
        match (standby.active, self.capacity) {
            (true, Some(capacity)) => raw.max(capacity),
            _ => raw,
        }
    }

    /// Brings the level of a damaged instance up to date.
    pub(super) fn reckon(
        &mut self,
        node: &AssetNode,
        now: Instant,
        asset: AssetIx,
        seat: usize,
        standbys: &mut Vec<StandbyDue>,
    ) {
        let Some(damaged) = self.damaged.get_mut(seat) else {
            return;
        };
        let raw = self.base * damaged.own;
        let which = (asset, damaged.instance);
        let level = units(effective(
            node,
            now,
            which,
            raw,
            &mut damaged.standby,
            self.use_of_fallback,
            standbys,
        ));
        self.sum += level - damaged.level;
        damaged.level = level;
    }
}

#[cfg(test)]
mod tests {
    use super::{UNIT, units};

    #[test]
    fn units_are_the_level_in_whole_numbers() {
        let mut level = 1.0_f64;
        for step in 0..400 {
            for level in [level, level * 0.7, 1.0 - level, level + 3e5, 1972.0 * level] {
                assert_eq!(
                    units(level),
                    (level * UNIT) as i128,
                    "{level} at step {step}"
                );
            }
            level *= 0.63;
        }
        assert_eq!(
            [units(0.0), units(f64::MIN_POSITIVE), units(5e-324)],
            [0; 3]
        );
    }
}

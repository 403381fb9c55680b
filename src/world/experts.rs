//! Sets of experts of one team, and who is on duty when.

use crate::scenario::document::{MAX_EXPERTS, NationIx, SiteIx, SkillIx};
use crate::scenario::time::Instant;

/// A set of experts of one team, by their number in the team's pool.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ExpertSet([u64; 2]);

impl ExpertSet {
    /// Nobody.
    pub const EMPTY: Self = Self([0; 2]);

    /// Everyone there can be.
    pub const ALL: Self = Self([u64::MAX; 2]);

    /// The first `count` experts.
    pub fn first(count: usize) -> Self {
        let mut set = Self::EMPTY;
        for expert in 0..count.min(MAX_EXPERTS) {
            set.insert(expert);
        }
        set
    }

    /// Adds an expert.
    #[inline]
    pub const fn insert(&mut self, expert: usize) {
        self.0[expert / 64] |= 1 << (expert % 64);
    }

    /// True if the expert is in the set.
    #[inline]
    pub const fn contains(&self, expert: usize) -> bool {
        self.0[expert / 64] & (1 << (expert % 64)) != 0
    }

    /// How many.
    #[inline]
    pub const fn len(&self) -> u32 {
        // Counting bits is slow on a plain x86-64, and most crews are of one.
        let [low, high] = self.0;
        if high == 0 && low & low.wrapping_sub(1) == 0 {
            (low != 0) as u32
        } else {
            low.count_ones() + high.count_ones()
        }
    }

    /// True if nobody is in it.
    #[inline]
    pub const fn is_empty(&self) -> bool {
        self.0[0] | self.0[1] == 0
    }

    /// True if at least `count` experts are in it.
    #[inline]
    pub const fn has(&self, count: u32) -> bool {
        // Most crews ask for one of a skill.
        if count == 1 {
            !self.is_empty()
        } else {
            self.len() >= count
        }
    }

    /// In both.
    #[inline]
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self([self.0[0] & other.0[0], self.0[1] & other.0[1]])
    }

    /// In either.
    #[inline]
    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self([self.0[0] | other.0[0], self.0[1] | other.0[1]])
    }

    /// In this one and not in the other.
    #[inline]
    #[must_use]
    pub const fn without(self, other: Self) -> Self {
        Self([self.0[0] & !other.0[0], self.0[1] & !other.0[1]])
    }

    /// Takes the member of lowest number out, if there is one.
    #[inline]
    pub const fn take_first(&mut self) -> Option<usize> {
        let [low, high] = self.0;
        if low != 0 {
            self.0[0] = low & (low - 1);
            Some(low.trailing_zeros() as usize)
        } else if high != 0 {
            self.0[1] = high & (high - 1);
            Some(64 + high.trailing_zeros() as usize)
        } else {
            None
        }
    }

    /// The `count` members of lowest number, or all if there are fewer.
    #[inline]
    #[must_use]
    pub const fn lowest(self, count: u32) -> Self {
        if count == 1 {
            // Most crews are of one.
            let [low, high] = self.0;
            let high = if low == 0 { high } else { 0 };
            return Self([low & low.wrapping_neg(), high & high.wrapping_neg()]);
        }
        let mut others = self;
        let mut left = count;
        while left > 0 && others.take_first().is_some() {
            left -= 1;
        }
        self.without(others)
    }

    /// The members in ascending order.
    #[inline]
    pub fn iter(self) -> impl Iterator<Item = usize> {
        let [mut word, mut high] = self.0;
        let mut base = 0;
        std::iter::from_fn(move || {
            if word == 0 {
                (word, high, base) = (high, 0, 64);
                if word == 0 {
                    return None;
                }
            }
            let bit = word.trailing_zeros() as usize;
            word &= word - 1;
            Some(base + bit)
        })
    }
}

/// One expert.
#[derive(Clone, Debug)]
pub struct Expert {
    /// One bit per skill.
    pub skills: u64,
    /// Rate of work.
    pub proficiency: f64,
    /// Where they belong.
    pub nation: Option<NationIx>,
    /// Where they start from.
    pub home: Option<SiteIx>,
    /// Their group in [`Pool::groups`](super::pool::Pool::groups).
    pub group: u16,
    /// Their place among those of the same nation, in the order of the file, from 0.
    pub place: u32,
}

/// Experts alike: an entry of a nation's or a team's `experts`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Group {
    /// Where they belong.
    pub nation: Option<NationIx>,
    /// One bit per skill.
    pub skills: u64,
}

/// Who is on duty from an instant on.
#[derive(Clone, Debug)]
pub struct Shift {
    /// First instant; the first shift of a pool begins at or before the start.
    pub from: Instant,
    /// When those who come begin to learn alongside those who go; [`Shift::from`] if they
    /// don't.
    pub alongside: Instant,
    /// The nation whose turn it is, for rosters whose seats change hands.
    pub rotating: Option<NationIx>,
    /// Experts on duty.
    pub on_duty: ExpertSet,
    /// Seats that nobody could fill: (skill, how many).
    pub vacant: Vec<(SkillIx, u32)>,
}

#[cfg(test)]
mod tests {
    use super::ExpertSet;

    fn set(members: &[usize]) -> ExpertSet {
        let mut set = ExpertSet::EMPTY;
        for member in members {
            set.insert(*member);
        }
        set
    }

    #[test]
    fn sets_count_and_give_their_lowest_over_both_halves() {
        for members in [
            &[][..],
            &[5],
            &[64],
            &[0, 63],
            &[3, 127],
            &[1, 2, 63, 64, 100],
        ] {
            let all = set(members);
            assert_eq!(all.len() as usize, members.len());
            assert_eq!(all.is_empty(), members.is_empty());
            assert!(all.iter().eq(members.iter().copied()));
            for count in 0..7 {
                let lowest = &members[..members.len().min(count)];
                assert_eq!(all.lowest(count as u32), set(lowest));
                assert_eq!(all.has(count as u32), count <= members.len());
            }
        }
    }
}

//! Small sets of numbers: teams that were stirred, queues in which work waits.

/// A set of numbers below a bound that is fixed when it is made.
#[derive(Clone, Debug)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// An empty set of numbers below `bound`.
    pub(super) fn below(bound: usize) -> Self {
        Self(vec![0; bound.div_ceil(64)])
    }

    pub(super) fn clear(&mut self) {
        self.0.fill(0);
    }

    #[inline]
    pub(super) fn insert(&mut self, number: usize) {
        self.0[number / 64] |= 1 << (number % 64);
    }

    #[inline]
    pub(super) fn remove(&mut self, number: usize) {
        self.0[number / 64] &= !(1 << (number % 64));
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    /// The least member that is not below `from`. (Not an iterator, so that the set can change
    /// between two steps.)
    #[inline]
    pub(super) fn next(&self, from: usize) -> Option<usize> {
        let first = from / 64;
        let mut word = self.0.get(first)? & (u64::MAX << (from % 64));
        let mut rest = self.0[first..].iter();
        let mut base = first * 64;
        rest.next();
        while word == 0 {
            word = *rest.next()?;
            base += 64;
        }
        Some(base + word.trailing_zeros() as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::Bits;

    #[test]
    fn members_come_in_order_whatever_word_they_lie_in() {
        let mut bits = Bits::below(300);
        assert!(bits.is_empty());
        let members = [0, 1, 63, 64, 130, 299];
        for member in members {
            bits.insert(member);
        }
        let mut found = Vec::new();
        let mut from = 0;
        while let Some(member) = bits.next(from) {
            found.push(member);
            from = member + 1;
        }
        assert_eq!(found, members);
        bits.remove(130);
        assert_eq!(bits.next(65), Some(299));
        assert_eq!(bits.next(300), None);
        bits.clear();
        assert!(bits.is_empty());
        assert_eq!(bits.next(0), None);
    }
}

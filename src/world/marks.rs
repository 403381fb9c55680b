//! What is counted of the incidents that are open on an instance of an asset, so that nobody
//! need look at them one by one: how many there are of each kind and of each threat that
//! something depends on, and of each share of service that is lost.

use crate::scenario::document::{Arrivals, Document, KindIx, Severity, ThreatIx};

/// No count is kept.
const NONE: u32 = u32::MAX;

/// Which counts are kept, by number.
#[derive(Clone, Debug, Default)]
pub struct Marks {
    /// Of each kind that follows from others, which strikes an instance once.
    kinds: Vec<u32>,
    /// Of each threat that strikes healthy instances alone.
    threats: Vec<u32>,
    /// Of each kind and severity that takes service away.
    impacts: Vec<[u32; 4]>,
    /// What each incident leaves of the instance's own level: one factor for each count of
    /// those with the same.
    factors: Vec<f64>,
    /// Where the counts of the factors begin.
    first_factor: u32,
}

impl Marks {
    pub(super) fn compile(document: &Document) -> Self {
        let mut marks = Self {
            kinds: vec![NONE; document.kinds.len()],
            threats: vec![NONE; document.threats.len()],
            impacts: vec![[NONE; 4]; document.kinds.len()],
            ..Self::default()
        };
        let mut next = 0;
        let mut number = |place: &mut u32| {
            if *place == NONE {
                *place = next;
                next += 1;
            }
        };
        for rule in document.kinds.iter().flat_map(|kind| &kind.consequences) {
            number(&mut marks.kinds[rule.kind.ix()]);
        }
        for (threat, place) in document.threats.iter().zip(&mut marks.threats) {
            if matches!(&threat.arrivals, Arrivals::Poisson(process) if process.while_healthy) {
                number(place);
            }
        }
        marks.first_factor = next;
        for (kind, places) in document.kinds.iter().zip(&mut marks.impacts) {
            for (impact, place) in kind.impact.iter().zip(places) {
                let factor = 1.0 - impact;
                if factor >= 1.0 {
                    continue;
                }
                let same = |known: &f64| known.to_bits() == factor.to_bits();
                let known = marks.factors.iter().position(same);
                let ix = known.unwrap_or_else(|| {
                    marks.factors.push(factor);
                    marks.factors.len() - 1
                });
                *place = marks.first_factor + ix as u32;
            }
        }
        marks
    }

    /// How many counts are kept.
    pub fn len(&self) -> usize {
        self.first_factor as usize + self.factors.len()
    }

    /// True if none is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The count of a kind, if one is kept.
    #[inline]
    pub fn kind(&self, kind: KindIx) -> Option<usize> {
        known(self.kinds[kind.ix()])
    }

    /// The count of a threat, if one is kept.
    #[inline]
    pub fn threat(&self, threat: ThreatIx) -> Option<usize> {
        known(self.threats[threat.ix()])
    }

    /// The count of what incidents of a kind and severity take away, if anything.
    #[inline]
    pub fn impact(&self, kind: KindIx, severity: Severity) -> Option<usize> {
        known(self.impacts[kind.ix()][severity.ix()])
    }

    /// An instance's own level by its counts: what each incident leaves, multiplied.
    pub fn own_level(&self, counts: &[u32]) -> f64 {
        let lost = &counts[self.first_factor as usize..];
        let parts = self.factors.iter().zip(lost);
        parts
            .map(|(factor, count)| power(*factor, *count))
            .product()
    }
}

#[inline]
fn known(place: u32) -> Option<usize> {
    (place != NONE).then_some(place as usize)
}

/// A whole power by squaring, the same bits on every platform.
fn power(factor: f64, mut count: u32) -> f64 {
    let (mut power, mut square) = (1.0, factor);
    while count > 0 {
        if count & 1 == 1 {
            power *= square;
        }
        square *= square;
        count >>= 1;
    }
    power
}

#[cfg(test)]
mod tests {
    use super::power;

    #[test]
    fn powers_are_products() {
        for factor in [0.0, 0.1, 0.5, 0.9, 1.0] {
            let mut product = 1.0;
            for count in 0..40 {
                let found = power(factor, count);
                assert!(
                    (found - product).abs() <= 1e-14 * product,
                    "{factor}^{count}"
                );
                product *= factor;
            }
        }
    }
}

//! The distribution that censored durations have by themselves, without any family.

use super::likelihood::Known;

/// A piece of probability: somewhere in `low..=high` lies `share`. Where both ends are the
/// same, it lies there; `high` is infinite for what lies beyond everything that was seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mass {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
    /// Probability.
    pub share: f64,
}

/// Most rounds of the iteration.
const MOST: usize = 20_000;
/// Stops when no share moves by more.
const STILL: f64 = 1e-10;

/// An end of an observation. At one time they come in this order: what was longer than a time
/// begins just after it, what took a time includes it.
#[derive(Clone, Copy, PartialEq)]
struct End {
    at: f64,
    /// 0: an exact time begins; 1: something ends; 2: an interval begins.
    rank: u8,
}

impl End {
    fn before(&self, other: &Self) -> std::cmp::Ordering {
        self.at
            .total_cmp(&other.at)
            .then(self.rank.cmp(&other.rank))
    }
}

/// The nonparametric maximum likelihood estimate of a distribution from durations known within
/// bounds (Turnbull 1976, JRSS B 38:290), by his self-consistency iteration: pieces of
/// probability in order of time. Where all are exact or still going on it is the product-limit
/// estimate of Kaplan & Meier. Within a piece the data do not say where the probability lies.
///
/// Empty without observations. The iteration is slow where pieces compete; it ends after
/// 20 000 rounds at the latest.
pub fn turnbull(data: &[Known]) -> Vec<Mass> {
    let spans: Vec<(End, End)> = data.iter().filter(|it| it.sound()).map(span).collect();
    let pieces = innermost(&spans);
    if pieces.is_empty() {
        return Vec::new();
    }
    // Which pieces each observation holds: a run of them.
    let runs: Vec<(usize, usize)> = spans
        .iter()
        .map(|(left, right)| {
            let from = pieces.partition_point(|(low, _)| low.before(left).is_lt());
            let to = pieces.partition_point(|(_, high)| high.before(right).is_le());
            (from, to)
        })
        .filter(|(from, to)| from < to)
        .collect();
    let shares = iterate(&runs, pieces.len());
    pieces
        .iter()
        .zip(shares)
        .map(|((low, high), share)| Mass {
            low: low.at,
            high: high.at,
            share,
        })
        .filter(|mass| mass.share > 1e-9)
        .collect()
}

fn span(known: &Known) -> (End, End) {
    let begins = |at| End { at, rank: 2 };
    let ends = |at| End { at, rank: 1 };
    match *known {
        Known::Exactly(at) => (End { at, rank: 0 }, ends(at)),
        Known::Between(low, high) => (begins(low), ends(high)),
        Known::LongerThan(low) => (begins(low), ends(f64::INFINITY)),
    }
}

/// The innermost intervals: a beginning that is followed at once by an end.
fn innermost(spans: &[(End, End)]) -> Vec<(End, End)> {
    let mut ends: Vec<(End, bool)> = spans
        .iter()
        .flat_map(|(left, right)| [(*left, true), (*right, false)])
        .collect();
    ends.sort_by(|a, b| a.0.before(&b.0));
    ends.windows(2)
        .filter(|pair| pair[0].1 && !pair[1].1)
        .map(|pair| (pair[0].0, pair[1].0))
        .collect()
}

fn iterate(runs: &[(usize, usize)], count: usize) -> Vec<f64> {
    let n = runs.len() as f64;
    let mut shares = vec![1.0 / count as f64; count];
    let mut sums = vec![0.0; count + 1];
    let mut change = vec![0.0; count + 1];
    for _ in 0..MOST {
        for (ix, share) in shares.iter().enumerate() {
            sums[ix + 1] = sums[ix] + share;
        }
        change.fill(0.0);
        for (from, to) in runs {
            let weight = 1.0 / (sums[*to] - sums[*from]).max(1e-300);
            change[*from] += weight;
            change[*to] -= weight;
        }
        let mut factor = 0.0;
        let mut moved = 0.0_f64;
        for (share, change) in shares.iter_mut().zip(&change) {
            factor += change;
            let next = (*share * factor / n).max(0.0);
            moved = moved.max((next - *share).abs());
            *share = next;
        }
        if moved < STILL {
            break;
        }
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{Observation, SurvivalCurve};

    #[test]
    fn is_kaplan_and_meier_without_intervals() {
        let data = [
            Known::Exactly(2.0),
            Known::Exactly(4.0),
            Known::LongerThan(4.0),
            Known::Exactly(4.0),
            Known::LongerThan(5.0),
            Known::Exactly(9.0),
            Known::LongerThan(11.0),
        ];
        let curve = SurvivalCurve::new(&data.map(|known| match known {
            Known::Exactly(at) | Known::Between(_, at) => Observation::ended(at),
            Known::LongerThan(at) => Observation::censored(at),
        }));
        let pieces = turnbull(&data);
        let mut left = 1.0;
        for mass in &pieces {
            left -= mass.share;
            if mass.high.is_finite() {
                assert!((left - curve.survival(mass.high)).abs() < 1e-6, "{mass:?}");
            }
        }
        assert!(left.abs() < 1e-9);
        assert!(pieces.last().is_some_and(|mass| mass.high.is_infinite()));
    }

    #[test]
    fn a_worked_example_of_intervals() {
        // By hand: (0, 1], (0, 1], (0, 3], (1, 3], (2, 3] have the innermost intervals (0, 1]
        // and (2, 3]; with share p below, the likelihood is p² · 1 · (1 − p)², so p = 1/2.
        let data = [
            Known::Between(0.0, 1.0),
            Known::Between(0.0, 1.0),
            Known::Between(0.0, 3.0),
            Known::Between(1.0, 3.0),
            Known::Between(2.0, 3.0),
        ];
        let pieces = turnbull(&data);
        assert_eq!(pieces.len(), 2);
        assert!((pieces[0].share - 0.5).abs() < 1e-6, "{pieces:?}");
        assert_eq!((pieces[1].low, pieces[1].high), (2.0, 3.0));
        assert!(turnbull(&[]).is_empty());
    }
}

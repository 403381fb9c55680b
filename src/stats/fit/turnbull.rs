//! The distribution that censored durations have by themselves, without any family.

use super::known::Known;

/// A piece of probability: somewhere in `low..=high` lies `share`. Where both ends are the
/// same, it lies there; `high` is infinite for what lies beyond everything that was seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mass {
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
pub(crate) fn turnbull(data: &[Known]) -> Vec<Mass> {
    let spans: Vec<(End, End)> = data.iter().filter(|it| it.sound()).map(span).collect();
    let pieces = innermost(&spans);
    if pieces.is_empty() {
        return Vec::new();
    }
    // Which pieces each observation holds: a run of at least one.
    let mut all: Vec<(usize, usize)> = spans
        .iter()
        .map(|(left, right)| {
            let from = pieces.partition_point(|(low, _)| low.before(left).is_lt());
            let to = pieces.partition_point(|(_, high)| high.before(right).is_le());
            (from, to)
        })
        .collect();
    all.sort_unstable();
    // Those that hold the same are one, with their number: a round costs no more than there are
    // different ones.
    let runs: Vec<(usize, usize, f64)> = all
        .chunk_by(|a, b| a == b)
        .map(|alike| (alike[0].0, alike[0].1, alike.len() as f64))
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
        Known::Difference(it) => (begins(it.start.max(0.0)), ends(it.last())),
        Known::LongerThan(low) => (begins(low), ends(f64::INFINITY)),
        Known::Never => (begins(f64::MAX), ends(f64::INFINITY)),
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

fn iterate(runs: &[(usize, usize, f64)], count: usize) -> Vec<f64> {
    let n: f64 = runs.iter().map(|run| run.2).sum();
    let mut shares = vec![1.0 / count as f64; count];
    let mut sums = vec![0.0; count + 1];
    let mut change = vec![0.0; count + 1];
    for _ in 0..MOST {
        for (ix, share) in shares.iter().enumerate() {
            sums[ix + 1] = sums[ix] + share;
        }
        change.fill(0.0);
        for (from, to, alike) in runs {
            let weight = alike / (sums[*to] - sums[*from]).max(1e-300);
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
            other => panic!("{other:?}"),
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

    #[test]
    fn finds_the_published_estimate_of_breast_retraction() {
        // Months to the retraction of a breast after radiotherapy (Finkelstein & Wolfe 1985,
        // Biometrics 41:933), and what Klein & Moeschberger 2003, example 5.1, find: survival
        // after each piece.
        let mut data: Vec<Known> = [
            (6, 10),
            (0, 7),
            (7, 16),
            (7, 14),
            (37, 44),
            (0, 8),
            (4, 11),
            (11, 15),
            (25, 37),
            (26, 40),
            (27, 34),
            (36, 44),
            (36, 48),
            (17, 25),
            (11, 18),
            (5, 12),
            (0, 5),
            (5, 11),
            (19, 35),
            (17, 25),
            (19, 26),
        ]
        .map(|(low, high)| Known::Between(f64::from(low), f64::from(high)))
        .to_vec();
        data.extend(
            [
                45, 46, 46, 17, 15, 22, 46, 46, 46, 46, 46, 37, 40, 46, 38, 37, 18, 24, 36, 24, 32,
                33, 37, 34, 36,
            ]
            .map(|low| Known::LongerThan(f64::from(low))),
        );
        assert_eq!(data.len(), 46);
        // What is left of pieces that vanish, if slowly, aside.
        let mut pieces = turnbull(&data);
        pieces.retain(|mass| mass.share > 1e-8);
        let wanted = [
            (4.0, 5.0, 0.954),
            (6.0, 7.0, 0.920),
            (7.0, 8.0, 0.832),
            (11.0, 12.0, 0.761),
            (24.0, 25.0, 0.668),
            (33.0, 34.0, 0.586),
            (38.0, 40.0, 0.466),
            (46.0, 48.0, 0.0),
        ];
        assert_eq!(pieces.len(), wanted.len(), "{pieces:?}");
        let mut left = 1.0;
        for (mass, (low, high, survival)) in pieces.iter().zip(wanted) {
            left -= mass.share;
            assert_eq!((mass.low, mass.high), (low, high));
            assert!((left - survival).abs() < 6e-4, "{mass:?} {left}");
        }
        // What makes it the maximum, to more digits (Gentleman & Geyer 1994, Biometrika 81:618):
        // at each piece the observations that hold it, each by one over its probability, sum to
        // as many as there are.
        let within = |known: &Known, mass: &Mass| match *known {
            Known::Between(low, high) => low <= mass.low && mass.high <= high,
            Known::LongerThan(low) => low <= mass.low,
            _ => false,
        };
        for mass in &pieces {
            let sum: f64 = data
                .iter()
                .filter(|known| within(known, mass))
                .map(|known| {
                    let held = pieces.iter().filter(|mass| within(known, mass));
                    1.0 / held.map(|mass| mass.share).sum::<f64>()
                })
                .sum();
            assert!((sum - 46.0).abs() < 1e-6, "{mass:?} {sum}");
        }
    }

    #[test]
    fn at_one_time_what_took_it_comes_before_what_took_longer() {
        // By hand: an interval that ends where another begins does not hold what the other
        // holds, nor does what is longer than a time hold what took just that time. So the first
        // two are at 2, and the two others each by themselves.
        let data = [
            Known::Between(1.0, 2.0),
            Known::Exactly(2.0),
            Known::Between(2.0, 3.0),
            Known::LongerThan(3.0),
        ];
        let ends: Vec<(f64, f64)> = turnbull(&data).iter().map(|it| (it.low, it.high)).collect();
        assert_eq!(ends, [(2.0, 2.0), (2.0, 3.0), (3.0, f64::INFINITY)]);
        let shares = turnbull(&data)
            .iter()
            .map(|it| it.share)
            .collect::<Vec<f64>>();
        for (share, wanted) in shares.iter().zip([0.5, 0.25, 0.25]) {
            assert!((share - wanted).abs() < 1e-9, "{shares:?}");
        }
    }
}

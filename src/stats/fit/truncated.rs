//! The distribution that right-truncated durations have by themselves, without any family.

use super::turnbull::Mass;

/// The product-limit estimate for durations of which only those within a limit are on record
/// (Lynden-Bell 1971, MNRAS 155:95; Woodroofe 1985, Annals of Statistics 13:163), in order of
/// time. `data` holds durations with their limits. It is the distribution among those that take
/// no longer than the longest on record: nothing says how many take longer.
pub(crate) fn lynden_bell(data: &[(f64, f64)]) -> Vec<Mass> {
    let mut times: Vec<f64> = data.iter().map(|it| it.0).collect();
    times.sort_by(f64::total_cmp);
    let mut limits: Vec<f64> = data.iter().map(|it| it.1).collect();
    limits.sort_by(f64::total_cmp);
    // Looking back from the longest: of those with a limit of at least `at` that took no longer,
    // so many took just that.
    let mut pieces = Vec::new();
    let mut left = 1.0;
    for alike in times.chunk_by(|a, b| a.total_cmp(b).is_eq()).rev() {
        let at = alike[0];
        let no_longer = times.partition_point(|time| *time <= at);
        let too_early = limits.partition_point(|limit| *limit < at);
        // Whose limit is below `at` took no longer than that limit, hence less.
        let at_risk = no_longer.saturating_sub(too_early).max(alike.len());
        let share = left * alike.len() as f64 / at_risk as f64;
        left -= share;
        pieces.push(Mass {
            low: at,
            high: at,
            share,
        });
    }
    pieces.reverse();
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_truncation_it_is_the_empirical_distribution() {
        let pieces = lynden_bell(&[(1.0, 9.0), (2.0, 9.0), (2.0, 9.0), (5.0, 9.0)]);
        let shares: Vec<(f64, f64)> = pieces.iter().map(|it| (it.low, it.share)).collect();
        for (found, wanted) in shares.iter().zip([(1.0, 0.25), (2.0, 0.5), (5.0, 0.25)]) {
            assert!((found.0 - wanted.0).abs() + (found.1 - wanted.1).abs() < 1e-12);
        }
    }

    #[test]
    fn a_worked_example() {
        // By hand: 1 within 2, 1 within 4, 3 within 4. Back from 3: at risk are the two with a
        // limit of 4, so half took 3; of the rest all took 1.
        let pieces = lynden_bell(&[(1.0, 2.0), (1.0, 4.0), (3.0, 4.0)]);
        assert!((pieces[0].share - 0.5).abs() < 1e-12, "{pieces:?}");
        assert!((pieces[1].share - 0.5).abs() < 1e-12);
    }
}

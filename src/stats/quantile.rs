//! Sample quantiles.

/// The `p` quantile of `sorted` (ascending), definition 7 of Hyndman & Fan (1996, American
/// Statistician 50:361): linear between the order statistics, position `(n − 1) p + 1`.
///
/// `None` without values or unless `0 <= p <= 1`.
///
/// # Examples
///
/// ```
/// let days = [1.0, 2.0, 4.0, 8.0];
/// assert_eq!(sortie::inside::stats::quantile(&days, 0.5), Some(3.0));
/// ```
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    if !(0.0..=1.0).contains(&p) {
        return None;
    }
    let place = sorted.len().checked_sub(1)? as f64 * p;
    let below = place as usize;
    let low = *sorted.get(below)?;
    let high = sorted.get(below + 1).copied().unwrap_or(low);
    let share = place - below as f64;
    // Not `low + share * (high - low)`: the difference may overflow, equal values must stay.
    Some(if share <= 0.0 || low >= high {
        low
    } else {
        (low * (1.0 - share) + high * share).clamp(low, high)
    })
}

#[cfg(test)]
#[allow(
    clippy::float_cmp,
    reason = "what is exact by construction is compared exactly"
)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn definition_seven() {
        // Hyndman & Fan 1996: mode of position (n - 1) p + 1.
        let ten: Vec<f64> = (1..=10).map(f64::from).collect();
        for (p, want) in [
            (0.0, 1.0),
            (0.1, 1.9),
            (0.25, 3.25),
            (0.5, 5.5),
            (0.9, 9.1),
            (1.0, 10.0),
        ] {
            assert!((quantile(&ten, p).unwrap() - want).abs() < 1e-12);
        }
        assert_eq!(quantile(&[], 0.5), None);
        assert_eq!(quantile(&[7.0], 0.3), Some(7.0));
        assert_eq!(quantile(&ten, 1.1), None);
        assert_eq!(quantile(&ten, f64::NAN), None);
        assert_eq!(quantile(&[-f64::MAX, f64::MAX], 0.5), Some(0.0));
        assert_eq!(quantile(&[1.0, f64::INFINITY], 0.0), Some(1.0));
    }

    proptest! {
        #[test]
        fn grows_with_p(
            mut values in prop::collection::vec(-1e9..1e9_f64, 1..50),
            p in 0.0..=1.0_f64,
            q in 0.0..=1.0_f64,
        ) {
            values.sort_by(f64::total_cmp);
            let (p, q) = (p.min(q), p.max(q));
            prop_assert!(quantile(&values, p) <= quantile(&values, q));
        }
    }
}

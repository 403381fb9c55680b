//! What durations say before any family is fitted: that all may be the same, that nothing tells
//! where within bounds they lie, that they were watched for long enough.

use crate::stats::fit::Known;

/// What a constant would come to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Same {
    /// Some of them exclude each other: they are not all the same.
    Excluded,
    /// All are the same, as likely anywhere between these.
    Anywhere(f64, f64),
    /// All are the same, most likely at `at`.
    At {
        /// Hours.
        at: f64,
        /// Akaike's criterion of that constant.
        aic: f64,
        /// From where to where it can be.
        within: (f64, f64),
    },
}

/// Sets a constant against durations known within bounds or as differences of moments.
pub(super) fn same(data: &[Known]) -> Same {
    let (mut low, mut high) = (0.0_f64, f64::INFINITY);
    for known in data {
        let (from, to) = known.bounds();
        (low, high) = (low.max(from), high.min(to));
    }
    if !high.is_finite() || high <= low || data.iter().any(|it| matches!(it, Known::Exactly(_))) {
        return Same::Excluded;
    }
    let mut alike: Vec<(Known, f64)> = Vec::new();
    for known in data {
        if let Some((_, count)) = alike.iter_mut().find(|(it, _)| it == known) {
            *count += 1.0;
        } else {
            alike.push((*known, 1.0));
        }
    }
    let height = |at: f64| -> f64 {
        let each = alike
            .iter()
            .map(|(known, n)| n * libm::log(known.weight(at)));
        each.sum()
    };
    // Each weight is concave where it is positive, so the sum of logarithms has one top, which
    // may be flat.
    let (mut left, mut right) = (low, high);
    for _ in 0..200 {
        let third = (right - left) / 3.0;
        let (one, other) = (height(left + third), height(right - third));
        // On a flat top the middle is kept.
        if one <= other {
            left += third;
        }
        if other <= one {
            right -= third;
        }
    }
    let at = f64::midpoint(left, right);
    let top = height(at);
    if !top.is_finite() {
        return Same::Excluded;
    }
    let width = high - low;
    let as_high = |at: f64| at > low && at < high && height(at) >= top - 1e-9;
    if as_high(at - width / 100.0) || as_high(at + width / 100.0) || at < low + width / 1000.0 {
        return Same::Anywhere(low, high);
    }
    Same::At {
        at,
        aic: 2.0 - 2.0 * top,
        within: (low, high),
    }
}

/// True if durations were watched for long enough to tell those that never end from those that
/// take long: the test of Maller & Zhou (1996, *Survival Analysis with Long-Term Survivors*,
/// section 4.3) at 5%. With t the longest that ended and T the longest that is open, the share
/// of those that ended in (2t − T, t] is q, and (1 − q)ⁿ must be below 0.05.
pub(super) fn followed_up(data: &[Known]) -> bool {
    let last = |ended: bool| {
        let all = data.iter().filter(|it| it.ended() == ended);
        all.map(Known::longest).fold(0.0, f64::max)
    };
    let (ended, open) = (last(true), last(false));
    if open <= ended {
        return false;
    }
    let from = 2.0 * ended - open;
    let n = data.len() as f64;
    let late = data
        .iter()
        .filter(|it| it.ended() && it.longest() > from)
        .count() as f64;
    libm::pow(1.0 - late / n, n) < 0.05
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::fit::Difference;

    fn dates(days: f64) -> Known {
        Known::Difference(Difference {
            start: 24.0 * (days - 1.0),
            onset: 24.0,
            end: 24.0,
        })
    }

    #[test]
    fn a_constant_is_found_where_the_clock_tells_it() {
        // Found the next day, each time: most likely after 24 h.
        let Same::At { at, aic, .. } = same(&[dates(1.0); 20]) else {
            panic!("a constant");
        };
        assert!(
            (at - 24.0).abs() < 0.01 && (aic - 2.0).abs() < 1e-6,
            "{at} {aic}"
        );
        // Half the same day, half the next: 12 h, with probability ½ each.
        let half = [[dates(0.0); 14], [dates(1.0); 14]].concat();
        let Same::At { at, aic, .. } = same(&half) else {
            panic!("a constant");
        };
        let exact = 2.0 + 56.0 * std::f64::consts::LN_2;
        assert!(
            (at - 12.0).abs() < 0.01 && (aic - exact).abs() < 1e-4,
            "{at} {aic}"
        );
    }

    #[test]
    fn bounds_alone_tell_no_place() {
        let days = Known::Between(24.0, 168.0);
        assert_eq!(same(&[days; 12]), Same::Anywhere(24.0, 168.0));
        let overlapping = [days, Known::Between(48.0, 200.0), Known::LongerThan(30.0)];
        assert_eq!(same(&overlapping), Same::Anywhere(48.0, 168.0));
        // Found the same day, each time: nothing says how early.
        assert_eq!(same(&[dates(0.0); 9]), Same::Anywhere(0.0, 24.0));
        assert_eq!(same(&[days, Known::Between(0.0, 1.0)]), Same::Excluded);
        assert_eq!(same(&[days, Known::Exactly(30.0)]), Same::Excluded);
    }

    #[test]
    fn long_enough_is_well_beyond_the_last_that_ended() {
        let mut data: Vec<Known> = (1..40).map(|k| Known::Exactly(f64::from(k))).collect();
        data.extend([Known::LongerThan(400.0); 10]);
        assert!(followed_up(&data));
        data.truncate(39);
        data.extend([Known::LongerThan(39.5); 10]);
        assert!(!followed_up(&data));
        assert!(!followed_up(&data[..39]));
    }
}

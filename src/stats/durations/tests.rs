//! The histogram against raw samples and against its own promises.

use proptest::prelude::*;

use super::super::Observation;
use super::super::survival::tests::remission;
use super::*;

fn of(ended: &[i64], censored: &[i64]) -> DurationHistogram {
    let mut histogram = DurationHistogram::new();
    for &ms in ended {
        histogram.record(ms);
    }
    for &ms in censored {
        histogram.censor(ms);
    }
    histogram
}

#[test]
fn buckets_tile_the_line() {
    for place in 0..BUCKETS {
        assert_eq!(bucket(low(place)), place);
        assert_eq!(bucket(last(place)), place);
        assert_eq!(last(place) + 1, low(place + 1));
        let width = last(place) - low(place) + 1;
        assert!(width == 1 || width * 64 <= low(place), "{place}");
    }
    assert_eq!(low(BUCKETS), 1 << TOP_BITS);
    assert_eq!(bucket(u64::MAX), BUCKETS - 1);
}

#[test]
fn remission_in_milliseconds_is_the_published_curve() {
    // Weeks as milliseconds have buckets of their own: the curve of Freireich et al. 1963
    // comes out as from raw samples.
    let treated = remission().0;
    let mut histogram = DurationHistogram::new();
    for seen in &treated {
        if seen.ended {
            histogram.record(seen.time as i64);
        } else {
            histogram.censor(seen.time as i64);
        }
    }
    assert_eq!(histogram.survival(), SurvivalCurve::new(&treated));
    assert_eq!((histogram.ended(), histogram.censored()), (9, 12));
    assert_eq!(histogram.median(), Some(23.0));
    assert_eq!(histogram.quantile(0.6), None);
    let mean = histogram.restricted_mean(20.0).unwrap();
    assert!((mean - 16.116_526_610_6).abs() < 1e-9);
    assert_eq!(histogram.restricted_mean(36.0), None);
    assert!((histogram.survival_at(10.0).unwrap() - 0.752_941_176_471).abs() < 1e-11);
    assert_eq!(histogram.survival_at(36.0), None);
}

#[test]
fn equal_values_come_out_as_they_went_in() {
    let same = of(&[1_234_567; 9], &[]);
    for p in [0.0, 0.1, 0.5, 1.0] {
        assert_eq!(same.quantile(p), Some(1_234_567.0));
    }
    assert_eq!(same.restricted_mean(2e6), Some(1_234_567.0));
    assert_eq!(same.restricted_mean(1e6), Some(1e6));
    assert_eq!(same.survival_at(1_234_566.0), Some(1.0));
    assert_eq!(same.survival_at(1_234_567.0), Some(0.0));
}

/// Four that ended, in buckets of 600 to 607, of 1000 to 1007 (two of them) and from 2000 on.
/// The curve is 1 up to 600, 3/4 from there, falls evenly from 3/4 at 1000 to 1/4 at 1007 (one
/// bucket), and is 0 from 2000 on.
#[test]
fn inside_a_bucket_the_curve_is_a_line() {
    let some = of(&[1007, 600, 2000, 1000], &[]);
    for (ms, share) in [
        (0.0, 1.0),
        (599.0, 1.0),
        (603.5, 0.75),
        (607.0, 0.75),
        (800.0, 0.75),
        (1001.75, 0.625),
        (1003.5, 0.5),
        (1007.0, 0.25),
        (1999.0, 0.25),
        (2000.0, 0.0),
        (1e9, 0.0),
    ] {
        assert_eq!(some.survival_at(ms), Some(share), "{ms}");
    }
    for (p, ms) in [
        (0.0, 600.0),
        (0.125, 600.0),
        (0.375, 1001.75),
        (0.5, 1003.5),
        (0.75, 1007.0),
        (0.875, 2000.0),
        (1.0, 2000.0),
    ] {
        assert_eq!(some.quantile(p), Some(ms), "{p}");
    }
    // Areas of rectangles and trapezia; from 2000 on it is the mean itself.
    for (horizon, area) in [
        (500.0, 500.0),
        (600.0, 600.0),
        (603.5, 600.0 + 0.75 * 3.5),
        (607.0, 605.25),
        (800.0, 750.0),
        (1000.0, 900.0),
        (1003.5, 900.0 + 0.625 * 3.5),
        (1007.0, 903.5),
        (1999.0, 903.5 + 248.0),
        (2000.0, 1151.75),
        (1e9, 1151.75),
    ] {
        assert_eq!(some.restricted_mean(horizon), Some(area), "{horizon}");
    }
}

/// Six in one bucket, of which two ended: those three that were last seen there count half, so
/// the share that ended is 2 of 4.5 (Cutler & Ederer 1958), and Greenwood's sum 2 / (4.5 × 2.5).
#[test]
fn the_censored_of_a_wide_bucket_count_half() {
    let some = of(&[1000, 1001, 2000], &[1002, 1003, 1004]);
    let curve = some.survival();
    let [first, last] = curve.steps() else {
        panic!("{curve:?}")
    };
    // A step is at the longest duration that ended in its bucket.
    assert_eq!((first.at, last.at), (1001.0, 2000.0));
    assert_eq!((first.at_risk, first.events, first.censored), (6, 2, 3));
    assert!((first.survival - 5.0 / 9.0).abs() < 1e-15);
    assert!((first.greenwood - 8.0 / 45.0).abs() < 1e-15);
    assert!((first.variance() - 40.0 / 729.0).abs() < 1e-15);
    assert_eq!(
        (last.at_risk, last.survival, last.variance()),
        (1, 0.0, 0.0)
    );
    assert!((some.survival_at(1800.0).unwrap() - 5.0 / 9.0).abs() < 1e-15);
    // One that ended, one last seen in the same bucket but later: 1 of 1.5 until it was seen.
    let two = of(&[1000], &[1005]);
    assert!((two.restricted_mean(1005.0).unwrap() - (1000.0 + 5.0 / 3.0)).abs() < 1e-9);
    assert_eq!(two.restricted_mean(1006.0), None);
}

#[test]
fn without_censoring_the_curve_is_a_plain_share_in_wide_buckets_too() {
    let some = of(&(1..50).map(|k| k * 1000).collect::<Vec<_>>(), &[]);
    for (place, step) in some.survival().steps().iter().enumerate() {
        assert_eq!(step.survival, (48 - place) as f64 / 49.0);
    }
}

#[test]
fn a_share_by_a_time_is_as_sure_as_its_bucket() {
    let some = of(&[1007, 600, 2000, 1000], &[]);
    for (ms, low, high) in [
        (599.0, 0.0, 0.0),
        (600.0, 0.25, 0.25),
        (606.0, 0.25, 0.25),
        (607.0, 0.25, 0.25),
        (1000.0, 0.25, 0.75),
        (1007.0, 0.75, 0.75),
        (1999.0, 0.75, 0.75),
        (2000.0, 1.0, 1.0),
        (1e9, 1.0, 1.0),
    ] {
        assert_eq!(some.reached_by(ms), Some((low, high)), "{ms}");
    }
    assert_eq!(of(&[5], &[9]).reached_by(10.0), None);
}

#[test]
fn two_curves_are_as_far_apart_as_their_edges() {
    let hour = of(&[3_600_000; 4], &[]);
    assert_eq!(hour.apart(&hour), 0.0);
    assert_eq!(hour.apart(&of(&[7_200_000; 4], &[])), 1.0);
    assert_eq!(of(&[7_200_000; 4], &[]).apart(&hour), 1.0);
    // A quarter is slower, and beyond what the first has seen nothing is known of it.
    assert_eq!(
        hour.apart(&of(&[3_600_000, 3_600_000, 3_600_000, 9_000_000], &[])),
        0.25
    );
    assert_eq!(of(&[10], &[20]).apart(&of(&[10, 30], &[])), 0.0);
    assert_eq!(of(&[0, 0], &[]).apart(&of(&[1, 1], &[])), 1.0);
}

#[test]
fn extremes_and_sums_are_exact() {
    let some = of(&[90, 5, 7], &[100, 3]);
    assert_eq!((some.shortest(), some.longest()), (Some(5), Some(90)));
    assert_eq!((some.ended_sum(), some.watched_sum()), (102, 205));
    assert_eq!(some.mean_of_ended(), Some(34.0));
    assert_eq!((some.count(), some.follow_up()), (5, Some(100)));
    let mut more = some.clone();
    more.merge(&of(&[2], &[300]));
    assert_eq!((more.ended_sum(), more.watched_sum()), (104, 507));
    assert_eq!((more.shortest(), more.longest()), (Some(2), Some(90)));
    assert_eq!(of(&[9], &[5]).follow_up(), Some(9));
    // 2, 4 and 9 are buckets of their own: 26/3 about their mean of 5.
    let variance = of(&[2, 4, 9], &[1]).variance_of_ended().unwrap();
    assert!((variance - 26.0 / 3.0).abs() < 1e-12);
    // The last bucket has no upper end.
    let greatest = of(&[i64::MAX], &[]);
    assert_eq!(greatest.quantile(1.0), Some(i64::MAX as f64));
}

#[test]
fn how_far_the_curve_is_known() {
    // The last one seen was still going on: nothing is known beyond.
    let open = of(&[9], &[9]);
    assert_eq!(
        (open.survival_at(9.0), open.survival_at(9.5)),
        (Some(0.5), None)
    );
    // All had ended by then: it stays at 0.
    let closed = of(&[9], &[8]);
    assert_eq!(closed.survival_at(9.5), Some(0.0));
    assert_eq!(closed.restricted_mean(20.0), Some(9.0));
    for nonsense in [0.0, -1.0, f64::INFINITY] {
        assert_eq!(closed.restricted_mean(nonsense), None, "{nonsense}");
        assert_eq!(of(&[9], &[]).restricted_mean(nonsense), None, "{nonsense}");
    }
    // The first end, not the first who was lost from sight.
    assert_eq!(of(&[9], &[3]).quantile(0.0), Some(9.0));
}

#[test]
fn nothing_and_nonsense() {
    let none = DurationHistogram::new();
    assert!(none.is_empty());
    assert_eq!(none, DurationHistogram::default());
    assert_eq!((none.median(), none.restricted_mean(1.0)), (None, None));
    assert_eq!((none.shortest(), none.mean_of_ended()), (None, None));
    assert_eq!((none.survival_at(1.0), none.survival_at(0.0)), (None, None));
    assert_eq!((none.longest(), none.follow_up()), (None, None));
    assert_eq!((none.count(), none.watched_sum()), (0, 0));
    let some = of(&[-5, i64::MAX, i64::MAX, i64::MIN], &[i64::MAX]);
    assert_eq!(some.shortest(), Some(0));
    assert_eq!(some.ended_sum(), 2 * u128::from(i64::MAX.cast_unsigned()));
    assert_eq!(some.quantile(0.2), Some(0.0));
    assert!(some.quantile(0.8).unwrap() <= i64::MAX as f64);
    assert_eq!(some.quantile(f64::NAN), None);
    assert_eq!(some.restricted_mean(f64::NAN), None);
    assert_eq!(some.survival_at(f64::NAN), None);
    assert_eq!(of(&[], &[7, 9]).quantile(0.0), None);
    assert_eq!(of(&[], &[7, 9]).restricted_mean(8.0), Some(8.0));
}

#[test]
fn survives_the_way_to_disk() {
    let before = of(&[5, 1_000_000_000_000, 77_777], &[9, 9]);
    let text = serde_json::to_string(&before).unwrap();
    let after: DurationHistogram = serde_json::from_str(&text).unwrap();
    assert_eq!(before, after);
    let greatest = of(&[i64::MAX; 3], &[i64::MAX; 2]);
    let there = serde_json::to_string(&greatest).unwrap();
    assert_eq!(greatest, serde_json::from_str(&there).unwrap());
    for broken in [
        text.replace("[5,1,5,5]", "[5,0,5,5]"),
        text.replace("[5,1,5,5]", "[99999999,1,5,5]"),
        text.replace("[5,1,5,5]", "[5,1,5,5],[5,1,5,5]"),
        text.replace("[5,1,5,5]", "[5,18446744073709551615,5,5]"),
        text.replace("[[9,2]]", "[[9,18446744073709551615]]"),
        text.replace("[5,1,5,5]", "[5,1,5,6]"),
        text.replace("[5,1,5,5]", "[5,1,6,5]"),
        text.replace(
            "\"ended_sum\":1",
            "\"ended_sum\":99999999999999999999999999999999991",
        ),
    ] {
        assert_ne!(broken, text);
        assert!(serde_json::from_str::<DurationHistogram>(&broken).is_err());
    }
}

#[test]
fn censored_by_the_thousand_it_stays_within_a_bucket_of_raw_samples() {
    // Exponential with mean 8 h against a watch that ends evenly over 24 h.
    let mut state = 7_u64;
    let mut uniform = || {
        // splitmix64 (Steele, Lea & Flood 2014): fixed seed, so the test never flickers.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    };
    let (mut ended, mut censored) = (Vec::new(), Vec::new());
    for _ in 0..20_000 {
        let takes = (-libm::log(1.0 - uniform()) * 28.8e6) as i64;
        let watched = (uniform() * 86.4e6) as i64;
        if takes <= watched {
            ended.push(takes);
        } else {
            censored.push(watched);
        }
    }
    let (histogram, exact) = (of(&ended, &censored), raw(&ended, &censored));
    for p in [0.1, 0.5, 0.75, 0.9] {
        let (got, want) = (histogram.quantile(p).unwrap(), exact.quantile(p).unwrap());
        assert!((got / want - 1.0).abs() < 1.0 / 64.0, "{p}: {got} {want}");
    }
    for horizon in [3.6e6, 28.8e6, 80e6] {
        let got = histogram.restricted_mean(horizon).unwrap();
        let want = exact.restricted_mean(horizon).unwrap().mean;
        // Interpolation leaves far less than a bucket's width.
        assert!((got / want - 1.0).abs() < 1e-3, "{horizon}: {got} {want}");
        let (got, want) = (
            histogram.survival_at(horizon).unwrap(),
            exact.survival(horizon),
        );
        assert!((got - want).abs() < 2e-3, "{horizon}: {got} {want}");
    }
}

fn durations() -> impl Strategy<Value = Vec<i64>> {
    // Even over the powers of two: milliseconds to decades.
    let one = (0_u32..40, any::<u64>()).prop_map(|(bits, raw)| (raw >> (63 - bits)) as i64);
    prop::collection::vec(one, 0..40)
}

fn raw(ended: &[i64], censored: &[i64]) -> SurvivalCurve {
    let ended = ended.iter().map(|&ms| Observation::ended(ms as f64));
    let censored = censored.iter().map(|&ms| Observation::censored(ms as f64));
    SurvivalCurve::new(&ended.chain(censored).collect::<Vec<_>>())
}

proptest! {
    #[test]
    fn merging_is_exact_in_any_order(
        a in durations(), b in durations(), c in durations(),
        d in durations(), e in durations(),
    ) {
        let (x, y, z) = (of(&a, &d), of(&b, &e), of(&c, &[]));
        let mut left = x.clone();
        left.merge(&y);
        left.merge(&z);
        let mut right = z.clone();
        right.merge(&x);
        let mut back = y;
        back.merge(&right);
        prop_assert_eq!(&left, &back);
        prop_assert_eq!(left, of(&[a, b, c].concat(), &[d, e].concat()));
    }

    #[test]
    fn quantiles_grow_and_stay_close_to_raw_samples(
        ended in durations(), p in 0.0..=1.0_f64, q in 0.0..=1.0_f64,
    ) {
        let histogram = of(&ended, &[]);
        let (p, q) = (p.min(q), p.max(q));
        let (low, high) = (histogram.quantile(p), histogram.quantile(q));
        prop_assert!(low <= high);
        if let Some(exact) = raw(&ended, &[]).quantile(p) {
            let got = low.unwrap();
            prop_assert!((got - exact).abs() <= exact / 64.0 + 1e-9, "{} {}", got, exact);
        } else {
            prop_assert!(ended.is_empty());
        }
    }

    #[test]
    fn survival_falls_and_matches_quantiles(
        ended in durations(), censored in durations(), p in 0.01..0.99_f64,
    ) {
        let histogram = of(&ended, &censored);
        let mut before = 1.0;
        for step in histogram.survival().steps() {
            prop_assert!(step.survival <= before);
            before = step.survival;
        }
        if let Some(ms) = histogram.quantile(p) {
            let there = histogram.survival_at(ms).unwrap();
            prop_assert!(there <= 1.0 - p + 1e-6, "{} {}", there, p);
        }
    }

    #[test]
    fn restricted_means_are_those_of_raw_samples(
        ended in durations(), censored in durations(), horizon in 1.0..1e12_f64,
    ) {
        let got = of(&ended, &censored).restricted_mean(horizon);
        let exact = raw(&ended, &censored).restricted_mean(horizon);
        // Past the last one seen the two may differ: in one bucket ends go before censorings.
        let seen = ended.iter().chain(&censored).max();
        if seen.is_some_and(|&ms| horizon <= ms as f64) {
            prop_assert!(got.is_some() && exact.is_some());
        }
        if let (Some(got), Some(exact), true) = (got, exact, censored.is_empty()) {
            prop_assert!((got - exact.mean).abs() <= exact.mean / 64.0 + 1e-6);
        }
    }
}

/// Exponential by inversion at the middles of 100,000 equal parts, mean one hour: the variance
/// is one hour squared, less what the parts cut off.
#[test]
fn the_variance_is_that_of_the_exponential() {
    let number = 100_000;
    let hour = 3_600_000.0;
    let mut durations = DurationHistogram::new();
    for part in 0..number {
        let u = (f64::from(part) + 0.5) / f64::from(number);
        durations.record((-hour * libm::log(1.0 - u)) as i64);
    }
    let variance = durations.variance_of_ended().unwrap() / (hour * hour);
    assert!((variance - 1.0).abs() < 1e-3, "{variance}");
    assert_eq!(DurationHistogram::new().variance_of_ended(), None);
    assert_eq!(of(&[7; 3], &[9]).variance_of_ended(), Some(0.0));
}

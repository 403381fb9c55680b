//! Arrival processes against their exact means and variances.
//!
//! Bounds are four standard errors of the estimate, seeds are fixed: these never flake.

use crate::harness::{TEN_DAYS, count, incidents_of, simple, study_of, summary_of, world};

fn threat(days: u32, process: &str) -> String {
    let text = simple(&[1.0]);
    let (head, tail) = text.split_once("at = [").expect("the fixed time");
    let (_, tail) = tail.split_once("]\n").expect("its end");
    format!("{head}{process}\n{tail}")
        .replace(
            "end = \"2019-01-11\"",
            &format!("end = \"2019-01-01T00:00 + {days}d\""),
        )
        .replace(
            "experts = [{ skills = [\"analyst\"], count = 1 }]",
            "unlimited = true",
        )
}

/// Mean and variance of the number of incidents.
fn counts(text: &str, replications: u64) -> (f64, f64) {
    let world = world(text);
    let study = study_of(&world, replications);
    let moments = study
        .pooled
        .scalar(sortie::inside::outcome::Scalar::Incidents);
    (
        moments.mean().expect("a mean"),
        moments.variance().expect("a variance"),
    )
}

/// Within four standard errors.
fn near(mean: f64, variance: f64, replications: u64, expected: f64) -> bool {
    (mean - expected).abs() <= 4.0 * (variance / replications as f64).sqrt()
}

#[test]
fn fixed_times_are_met_exactly() {
    let rows = incidents_of(&simple(&[0.5, 3.25]), 0);
    let onsets: Vec<f64> = rows.iter().map(|row| row.onset_h).collect();
    assert_eq!(onsets, [0.5, 3.25]);
}

#[test]
fn a_poisson_count_has_its_mean_and_variance() {
    let (mean, variance) = counts(&threat(10, "rate = \"2/day\""), 4000);
    assert!(near(mean, variance, 4000, 20.0), "{mean}");
    // Variance of a sample variance of a Poisson count: about 2 V² / n.
    assert!(
        (variance - 20.0).abs() < 4.0 * 20.0 * (2.0_f64 / 4000.0).sqrt(),
        "{variance}"
    );
}

#[test]
fn phases_weekdays_and_hours_multiply() {
    // 2019-01-01 was a Tuesday. Over 14 days: ten weekdays at 1, four weekend days at 0.5;
    // hours 0-6 at 0; a phase doubles the second week from its first midnight.
    let text = threat(
        14,
        "rate = \"1/h\"\nweekdays = { sat = 0.5, sun = 0.5 }\nhours = { \"00-06\" = 0 }",
    ) + "\n[[phase]]\nid = \"hot\"\nfrom = \"start + 7d\"\nto = \"end\"\nthreat = 2\n";
    let (mean, variance) = counts(&text, 2000);
    let week = (5.0 + 2.0 * 0.5) * 18.0;
    assert!(near(mean, variance, 2000, week + 2.0 * week), "{mean}");
    let calm = text.replace("rate =", "follows_phases = false\nrate =");
    let (mean, variance) = counts(&calm, 2000);
    assert!(near(mean, variance, 2000, 2.0 * week), "{mean}");
}

#[test]
fn hours_are_local_through_a_change_of_clocks() {
    // Vilnius had no 03:00-04:00 on 2019-03-31: a rate that lives in that hour alone makes
    // nothing on that day.
    let text = threat(
        1,
        "rate = \"100/h\"\nhours = { \"00-03\" = 0, \"04-24\" = 0 }",
    )
    .replace("timezone = \"UTC\"", "timezone = \"Europe/Vilnius\"")
    .replace("2019-01-01", "2019-03-31");
    assert!(count(&summary_of(&text, 20), "incidents").abs() < 1e-9);
}

#[test]
fn a_window_bounds_a_threat() {
    let text = threat(
        10,
        "rate = \"1/h\"\nfrom = \"start + 24h\"\nto = \"start + 36h\"",
    );
    let rows = incidents_of(&text, 3);
    assert!(!rows.is_empty());
    assert!(rows.iter().all(|row| (24.0..36.0).contains(&row.onset_h)));
}

#[test]
fn clustered_arrivals_match_hawkes() {
    // Base 1/day, branching 0.5, decay 6 h, empty start: 13.5000004 in 168 h (Hawkes 1971).
    let text = threat(
        7,
        "rate = \"1/day\"\nclustering = { branching = \"50%\", decay = \"6h\" }",
    );
    let (mean, variance) = counts(&text, 6000);
    assert!(near(mean, variance, 6000, 13.500_000_4), "{mean}");
}

#[test]
fn overdispersed_counts_have_the_variance_of_the_mixture() {
    // Mean 20 a week, multiplier of variance 0.05: variance 20 + 400 × 0.05 = 40.
    let text = threat(
        7,
        "rate = \"20/week\"\noverdispersion = { variance = 0.05, every = \"7d\" }",
    );
    let (mean, variance) = counts(&text, 6000);
    assert!(near(mean, variance, 6000, 20.0), "{mean}");
    assert!(
        (variance - 40.0).abs() < 4.0 * 40.0 * (2.5_f64 / 6000.0).sqrt(),
        "{variance}"
    );
}

#[test]
fn while_healthy_an_asset_has_one_incident_at_a_time() {
    let text = threat(30, "rate = \"1/h\"\nwhile = \"healthy\"")
        .replace("effort = \"2h\"", "effort = \"5h\"");
    let rows = incidents_of(&text, 0);
    assert!(rows.len() > 50);
    for pair in rows.windows(2) {
        assert!(pair[1].onset_h >= pair[0].recovered_h.expect("it recovered"));
    }
}

#[test]
fn targets_are_chosen_by_exposure() {
    let text = threat(100, "rate = \"1/h\"").replace("targets = \"site\"", "targets = \"all\"")
        + "\n[[asset]]\nid = \"other\"\nexposure = 3\n";
    let rows = incidents_of(&text, 0);
    let n = rows.len() as f64;
    let share = rows.iter().filter(|row| row.asset == "other").count() as f64 / n;
    assert!((share - 0.75).abs() < 4.0 * (0.75 * 0.25 / n).sqrt());
    assert!(TEN_DAYS.contains("seed"));
}

//! What records identify, what they do not, and what `calibrate` then writes.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;
use std::time::{Duration, Instant};

use jiff::civil::DateTime;
use jiff::{SignedDuration, tz::TimeZone};
use proptest::prelude::*;
use sortie::inside::calibrate::{
    Calibration, ColumnMap, DurationFound, Options, Step, Verdict, Watch, calibrate,
    calibrate_watched, moment, moment_begin, read_csv, read_veris,
};
use sortie::inside::report::calibration_toml::{self, Extract};
use sortie::inside::scenario;
use sortie::inside::stats::fit::LifetimeKind;
use sortie::inside::stats::normal_quantile;

use crate::harness::run;

fn options(until: &str, draws: usize) -> Options {
    Options {
        zone: TimeZone::UTC,
        from: None,
        until: moment(until, None, &TimeZone::UTC),
        pool: false,
        draws,
        seed: 1,
    }
}

fn found(csv: &str, until: &str, draws: usize) -> Calibration {
    let mut records = read_csv(csv, &ColumnMap::default(), &TimeZone::UTC).expect("columns");
    calibrate(&mut records, &options(until, draws)).expect("rows")
}

/// A kind's step.
fn step<'a>(found: &'a Calibration, id: &str, step: Step) -> &'a DurationFound {
    let kind = found.kinds.iter().find(|kind| kind.id == id).expect(id);
    let steps = &kind.steps;
    &steps.iter().find(|(it, _)| *it == step).expect("a step").1
}

/// Estimate, lower and upper limit of a parameter.
fn parameter(of: &DurationFound, name: &str) -> (f64, f64, f64) {
    let Verdict::Fitted { parameters, .. } = &of.verdict else {
        panic!("{:?}", of.verdict);
    };
    let it = parameters.iter().find(|it| it.name == name).expect(name);
    let limit = |limit: Option<f64>| limit.unwrap_or(f64::NAN);
    (it.estimate, limit(it.low), limit(it.high))
}

fn family(of: &DurationFound) -> LifetimeKind {
    match &of.verdict {
        Verdict::Fitted { lifetime, .. } => lifetime.kind(),
        other => panic!("{other:?}"),
    }
}

/// Blocks in a scenario with what they need.
fn framed(extract: &Extract) -> String {
    format!(
        r#"
schema   = 1
scenario = {{ name = "Frame", timezone = "UTC", start = "2024-01-01", end = "2024-03-01" }}
asset    = [{{ id = "site" }}]
team     = [{{ id = "own", unlimited = true }}]
[[dispatch.rule]]
teams = ["own"]
{}"#,
        extract.text
    )
}

fn blocks(found: &Calibration) -> String {
    let extract = calibration_toml::write(found);
    let text = framed(&extract);
    if let Err(report) = scenario::load(&text, "frame", "frame", None) {
        panic!("{}\n{text}", report.render(scenario::Style::Plain));
    }
    extract.text
}

/// The middle of each of `n` equal shares, in an order that looks like chance.
fn shares(n: usize) -> impl Iterator<Item = f64> {
    (0..n).map(move |k| ((k * 7_919 + 13) % n) as f64 / n as f64 + 0.5 / n as f64)
}

/// The quantile of a lognormal distribution.
fn lognormal(mu: f64, sigma: f64, share: f64) -> f64 {
    libm::exp(mu + sigma * normal_quantile(share))
}

fn at(first: DateTime, hours: f64) -> DateTime {
    first + SignedDuration::from_millis((hours * 3_600_000.0) as i64)
}

fn first() -> DateTime {
    "2024-01-01T00:00".parse().expect("a moment")
}

#[test]
fn nearly_constant_durations_are_no_edge() {
    // An hour and a half, with seconds of spread; begun at ten o'clock each day.
    let mut csv = "occurred,detected\n".to_owned();
    for k in 1..=12 {
        let _ = writeln!(csv, "2024-03-{k:02} 10:00:00,2024-03-{k:02} 11:30:{k:02}");
    }
    let found = found(&csv, "2024-03-20", 40);
    let detection = step(&found, "all", Step::Detection);
    let (median, low, high) = parameter(detection, "median");
    assert!((median - 1.502).abs() < 0.001, "{median}");
    assert!(low < median && median < high);
    assert!(matches!(
        family(detection),
        LifetimeKind::Lognormal | LifetimeKind::Weibull
    ));
    assert!(blocks(&found).contains("detection = \"1.502h\""));
}

#[test]
fn bounds_that_overlap_identify_nothing() {
    for cells in [["Days"; 3], ["1-7 d", "2-9 d", "<5 d"]] {
        let mut csv = "occurred,detected\n".to_owned();
        for k in 1..=12 {
            let _ = writeln!(csv, "2024-03-{k:02} 10:00,{}", cells[k % 3]);
        }
        let found = found(&csv, "2024-12-01", 40);
        let detection = step(&found, "all", Step::Detection);
        let Verdict::NotIdentified { low, high } = detection.verdict else {
            panic!("{:?}", detection.verdict);
        };
        let narrower = cells[0] != cells[1];
        assert!((low - if narrower { 48.0 } else { 24.0 }).abs() < 1e-9);
        let end = if narrower { 120.0 } else { 168.0 };
        assert!((high.expect("an end") - end).abs() < 1e-9);
        let extract = calibration_toml::write(&found);
        assert_eq!(extract.without.len(), 1);
        let words = format!("within {low}.00 h to {end:.1} h");
        assert!(
            extract.without[0].1.contains(&words),
            "{:?}",
            extract.without
        );
        let live = extract.text.lines().filter(|line| !line.starts_with('#'));
        assert!(
            live.clone().all(str::is_empty),
            "{:?}",
            live.collect::<Vec<_>>()
        );
    }
}

#[test]
fn dates_alone_have_a_wide_answer() {
    // Half found the same day, half the next: exponential of mean 10.5 h by hand.
    let mut csv = "occurred,detected\n".to_owned();
    for k in 1..=28 {
        let _ = writeln!(csv, "2024-03-{k:02},2024-03-{:02}", k + k % 2);
    }
    let found = found(&csv, "2024-03-30", 100);
    let detection = step(&found, "all", Step::Detection);
    let (mean, low, high) = parameter(detection, "mean");
    assert!((mean - 10.5).abs() < 0.1, "{mean}");
    assert!(low < 9.0 && high > 12.0, "{low} {high}");
    let said = detection.cautions.join("; ");
    assert!(said.contains("a constant of 12 h fits no worse"), "{said}");
    blocks(&found);
}

#[test]
fn dates_one_day_apart_are_a_day() {
    let mut csv = "occurred,detected\n".to_owned();
    for k in 1..=20 {
        let _ = writeln!(csv, "2024-03-{k:02},2024-03-{:02}", k + 1);
    }
    let next = found(&csv, "2024-03-30", 0);
    let Verdict::Constant { hours } = step(&next, "all", Step::Detection).verdict else {
        panic!("{:?}", next.kinds[0].steps);
    };
    assert!((hours - 24.0).abs() < 0.1);
    // Always the same day: nothing says how early.
    let same: String = csv
        .lines()
        .map(|line| {
            let onset = line.split(',').next().unwrap_or_default();
            if onset.starts_with('2') {
                format!("{onset},{onset}\n")
            } else {
                format!("{line}\n")
            }
        })
        .collect();
    let found = found(&same, "2024-03-30", 0);
    let verdict = &step(&found, "all", Step::Detection).verdict;
    assert!(
        matches!(verdict, Verdict::NotIdentified { high: Some(high), .. } if (high - 24.0).abs() < 1e-6),
        "{verdict:?}"
    );
}

#[test]
fn records_kept_by_hour_or_day_have_the_same_median() {
    // Lognormal with μ 1 and σ 1: median 2.72 h.
    let n = 400;
    let rows: Vec<(DateTime, DateTime)> = shares(n)
        .enumerate()
        .map(|(k, share)| {
            let onset = at(first(), k as f64 * 18.37);
            (onset, at(onset, lognormal(1.0, 1.0, share)))
        })
        .collect();
    let kept = |form: &str| {
        let mut csv = "occurred,detected\n".to_owned();
        for (onset, end) in &rows {
            let _ = writeln!(csv, "{},{}", onset.strftime(form), end.strftime(form));
        }
        found(&csv, "2024-12-31", 40)
    };
    let truth = std::f64::consts::E;
    for (form, unit, room) in [
        ("%Y-%m-%d %H:%M", "minute", 0.03),
        ("%Y-%m-%d %H:00", "hour", 0.06),
        ("%Y-%m-%d", "", 0.6),
    ] {
        let found = kept(form);
        let units: Vec<&str> = found.kept.iter().map(|it| it.unit.as_str()).collect();
        assert!(units.iter().all(|it| *it == unit), "{units:?}");
        assert_eq!(units.is_empty(), unit.is_empty(), "{form}");
        let detection = step(&found, "all", Step::Detection);
        let (median, low, high) = parameter(detection, "median");
        assert!((median / truth - 1.0).abs() < room, "{form}: {median}");
        assert!(low < truth && truth < high, "{form}: {low} {high}");
        if !unit.is_empty() {
            assert_eq!(family(detection), LifetimeKind::Lognormal);
        }
    }
}

/// Detections of a lognormal distribution (median 33 h, σ 1), of which 30% never are.
fn with_missed(never: &str) -> String {
    let mut csv = "occurred,detected\n".to_owned();
    for (k, share) in shares(200).enumerate() {
        let onset = at(first(), k as f64 * 31.7);
        let end = if k % 10 < 3 {
            never.to_owned()
        } else {
            let took = 33.0 * lognormal(0.0, 1.0, share);
            at(onset, took).strftime("%Y-%m-%d %H:%M").to_string()
        };
        let _ = writeln!(csv, "{},{end}", onset.strftime("%Y-%m-%d %H:%M"));
    }
    csv
}

#[test]
fn what_is_never_detected_is_a_share() {
    // Said in so many words, or seen from watching the open ones for long.
    for (never, until) in [("never", "2024-12-31"), ("", "2026-12-31")] {
        let found = found(&with_missed(never), until, 40);
        let detection = step(&found, "all", Step::Detection);
        let (missed, low, high) = parameter(detection, "missed");
        assert!((missed - 0.3).abs() < 0.01, "{never}: {missed}");
        assert!(low < 0.3 && 0.3 < high && high < 0.45);
        let (median, ..) = parameter(detection, "median");
        assert!((median / 33.0 - 1.0).abs() < 0.12, "{median}");
        let text = blocks(&found);
        assert!(text.contains("missed = \"30.0%\""), "{text}");
    }
}

#[test]
fn never_in_veris_is_that_share() {
    let one = |unit: &str| {
        format!(
            r#"{{"action": {{"malware": {{}}}}, "timeline": {{"incident": {{"year": 2020}}, "discovery": {{"unit": "{unit}"}}}}}}"#
        )
    };
    let units = ["Hours", "Days", "Days", "Weeks", "Months", "Never"];
    let all: Vec<String> = (0..60).map(|k| one(units[k % 6])).collect();
    let mut records =
        read_veris(&format!("[{}]", all.join(",")), "veris", &TimeZone::UTC).expect("JSON");
    let found = calibrate(&mut records, &options("2021-01-01", 0)).expect("rows");
    let detection = step(&found, "malware", Step::Detection);
    assert_eq!((detection.never, detection.open), (10, 0));
    assert!((parameter(detection, "missed").0 - 1.0 / 6.0).abs() < 0.001);
}

#[test]
fn false_alarms_have_times_of_their_own() {
    let mut csv = "occurred,detected,contained,kind,false_alarm\n".to_owned();
    for (k, share) in shares(60).enumerate() {
        let onset = at(first(), k as f64 * 47.3);
        let scale = lognormal(0.0, 1.0, share);
        let form = "%Y-%m-%d %H:%M";
        let mut row = |kind: &str, detection: f64, work: f64, false_alarm: bool| {
            let seen = at(onset, detection);
            let _ = writeln!(
                csv,
                "{},{},{},{kind},{false_alarm}",
                onset.strftime(form),
                seen.strftime(form),
                at(seen, work).strftime(form)
            );
        };
        row("noise", 0.0, 0.37 * scale, true);
        row("phishing", 55.0 * scale, 20.0 * scale, false);
        if k % 3 == 0 {
            row("phishing", 0.5 * scale, 1.0 * scale, true);
        }
    }
    let found = found(&csv, "2024-12-31", 0);
    let ids: Vec<&str> = found.kinds.iter().map(|kind| kind.id.as_str()).collect();
    assert_eq!(ids, ["all", "noise", "phishing", "phishing-false-alarm"]);
    let median = |id: &str, of: Step| parameter(step(&found, id, of), "median").0;
    assert!((median("noise", Step::Containment) / 0.37 - 1.0).abs() < 0.1);
    assert!((median("phishing", Step::Detection) / 55.0 - 1.0).abs() < 0.1);
    assert!((median("phishing-false-alarm", Step::Containment) / 1.0 - 1.0).abs() < 0.2);
    let noise = step(&found, "noise", Step::Detection);
    assert_eq!(noise.verdict, Verdict::Constant { hours: 0.0 });
    // The rate of real ones is theirs alone.
    let rate = |id: &str| {
        let kind = found.kinds.iter().find(|kind| kind.id == id).expect(id);
        kind.arrivals.as_ref().expect("a rate").n
    };
    assert_eq!(
        (rate("all"), rate("phishing"), rate("phishing-false-alarm")),
        (140, 60, 20)
    );
    let text = blocks(&found);
    assert_eq!(text.matches("false_alarm = true").count(), 2, "{text}");
}

#[test]
fn growth_is_no_scatter() {
    // The rate doubles each year: the n-th onset is where n of 600 are expected.
    let mut csv = "occurred\n".to_owned();
    for k in 0..600 {
        let share = (f64::from(k) + 0.5) / 600.0;
        let years = (1.0 + share * 15.0).log2();
        let onset = at(first(), years * 365.25 * 24.0);
        let _ = writeln!(csv, "{}", onset.strftime("%Y-%m-%d"));
    }
    let whole = found(&csv, "2027-12-31", 0);
    let arrivals = whole.kinds[0].arrivals.as_ref().expect("arrivals");
    assert_eq!(arrivals.variance, None, "growth is called a trend alone");
    let trend = arrivals.trend.as_ref().expect("a trend");
    assert!((trend.per_year - 2.0).abs() < 0.05, "{trend:?}");
    assert!(
        (trend.last / trend.first / 16.0 - 1.0).abs() < 0.15,
        "{trend:?}"
    );
    assert!(
        arrivals
            .cautions
            .iter()
            .any(|it| it.contains("grows") && it.contains("--from"))
    );
    // A part of the records: the last year alone.
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("r.csv"), &csv).expect("records");
    let ran = run(
        folder.path(),
        &[
            "calibrate",
            "r.csv",
            "--from",
            "2027-01-01",
            "--until",
            "2027-12-31",
            "--out",
            "r",
            "--bootstrap",
            "0",
        ],
    );
    assert_eq!(ran.0, 0, "{}", ran.2);
    let json = fs::read_to_string(folder.path().join("r/calibration.json")).expect("figures");
    let part: Calibration = serde_json::from_str(&json).expect("figures");
    let rate = part.kinds[0].arrivals.as_ref().expect("a rate");
    assert!(
        rate.from.starts_with("2027-01-01") && rate.days == 365,
        "{rate:?}"
    );
    assert!((300..=330).contains(&rate.n), "{}", rate.n);
    let rows = fs::read_to_string(folder.path().join("r/rows.csv")).expect("rows");
    assert!(rows.contains("begins before the start of the records (--from)"));
    // An even rate has no trend.
    let mut even = "occurred\n".to_owned();
    for k in 0..200 {
        let _ = writeln!(
            even,
            "{}",
            at(first(), f64::from(k) * 43.0).strftime("%Y-%m-%d")
        );
    }
    let even = found(&even, "2024-12-24", 0);
    assert_eq!(even.kinds[0].arrivals.as_ref().expect("a rate").trend, None);
}

#[test]
fn a_log_of_what_was_detected_is_right_truncated() {
    // Lognormal with μ 7 and σ 1.2: median 1097 h, of a year's onsets those found by its end.
    let (mut log, mut full) = (
        "occurred,detected\n".to_owned(),
        "occurred,detected\n".to_owned(),
    );
    let form = "%Y-%m-%d %H:%M";
    for (k, share) in shares(400).enumerate() {
        let after = k as f64 * 21.9;
        let took = lognormal(7.0, 1.2, share);
        let onset = at(first(), after);
        if after + took < 8_760.0 {
            let row = format!(
                "{},{}\n",
                onset.strftime(form),
                at(onset, took).strftime(form)
            );
            log.push_str(&row);
            full.push_str(&row);
        } else {
            let _ = writeln!(full, "{},", onset.strftime(form));
        }
    }
    let log = found(&log, "2024-12-30", 0);
    let detection = step(&log, "all", Step::Detection);
    let (median, ..) = parameter(detection, "median");
    assert!((median / 1097.0 - 1.0).abs() < 0.2, "{median}");
    let truncation = detection.truncation.expect("right truncation");
    assert!(truncation.plain_median < 0.85 * 1097.0, "{truncation:?}");
    assert!(
        detection
            .cautions
            .iter()
            .any(|it| it.contains("right truncation"))
    );
    let arrivals = log.kinds[0].arrivals.as_ref().expect("arrivals");
    let hidden = 400.0 - arrivals.n as f64;
    assert!(
        (truncation.hidden / hidden - 1.0).abs() < 0.4,
        "{truncation:?} {hidden}"
    );
    // A log that keeps what is still open is none.
    let full = found(&full, "2024-12-30", 0);
    let detection = step(&full, "all", Step::Detection);
    assert_eq!(detection.truncation, None);
    // Nor are those a share that never is detected: they were not watched for long enough.
    assert_eq!(detection.missed(), None);
    assert!((parameter(detection, "median").0 / 1097.0 - 1.0).abs() < 0.1);
}

#[test]
fn hours_on_a_clock_are_exact_beside_a_date() {
    let mut csv = "day,onset_h,detected_h\n".to_owned();
    for k in 1..=8 {
        let _ = writeln!(csv, "2024-03-{k:02},{}.0,{}.5", 24 * k, 24 * k);
    }
    let found = found(&csv, "2024-03-20", 0);
    let detection = step(&found, "all", Step::Detection);
    assert_eq!(detection.verdict, Verdict::Constant { hours: 0.5 });
    assert!(blocks(&found).contains("detection = \"30.00min\""));
}

#[test]
fn a_calibration_stops_when_asked() {
    let mut records =
        read_csv(&with_missed("never"), &ColumnMap::default(), &TimeZone::UTC).expect("columns");
    let watch = Watch::default();
    watch.stop();
    let error = calibrate_watched(&mut records, &options("2024-12-31", 1000), &watch);
    assert_eq!(error.expect_err("a stop").to_string(), "interrupted");
    // Ctrl-C, and nothing is left behind.
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("r.csv"), with_missed("never")).expect("records");
    let mut child = Command::new(assert_cmd::cargo::cargo_bin!("sortie"))
        .args([
            "calibrate",
            "r.csv",
            "--bootstrap",
            "100000",
            "--until",
            "2024-12-31",
            "-q",
        ])
        .current_dir(folder.path())
        .spawn()
        .expect("the program");
    std::thread::sleep(Duration::from_millis(700));
    let asked = Instant::now();
    let kill = Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(kill.expect("kill").success());
    assert_eq!(child.wait().expect("an end").code(), Some(130));
    assert!(asked.elapsed() < Duration::from_secs(2));
    assert!(!folder.path().join("output/r--calibrated").exists());
}

/// A cell for a detection that took so many hours, in one of many forms.
fn cell(onset: DateTime, hours: f64, form: u8) -> String {
    let end = at(onset, hours);
    match form % 9 {
        0 => end.strftime("%Y-%m-%d").to_string(),
        1 => end.strftime("%Y-%m-%d %H:00").to_string(),
        2 => end.strftime("%Y-%m-%d %H:%M").to_string(),
        3 => format!("{} min", (hours * 60.0).round()),
        4 => ["Seconds", "Minutes", "Hours", "Days", "Weeks", "Months"]
            [(hours.max(1e-3).log10() + 2.0).clamp(0.0, 5.0) as usize]
            .to_owned(),
        5 => format!("<{} h", hours.ceil() + 1.0),
        6 => "never".to_owned(),
        7 => String::new(),
        _ => format!(">{} h", hours.floor()),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever the records: each block that is written passes `check`, and no interval of a
    /// parameter has no width where the parameter is not known exactly.
    #[test]
    fn every_block_that_is_written_can_be_loaded(
        place in -6.0..9.0_f64,
        spread in prop_oneof![Just(0.0), 1e-6..0.01_f64, 0.1..4.0_f64],
        forms in proptest::collection::vec(0..9_u8, 1..4),
        rows in proptest::collection::vec((0.001..0.999_f64, 0.0..8_000.0_f64, any::<u8>()), 8..40),
        many_kinds in any::<bool>(),
    ) {
        let mut csv = "occurred,detected,contained,kind,false_alarm\n".to_owned();
        for (ix, (share, after, extra)) in rows.iter().enumerate() {
            let onset = at(first(), after.floor());
            let hours = lognormal(place, spread, *share).min(1e5);
            let form = forms[ix % forms.len()];
            let written = if form == 0 { "%Y-%m-%d" } else { "%Y-%m-%d %H:%M" };
            let seen = cell(onset, hours, form);
            let kind = if many_kinds { ["a", "b"][usize::from(extra % 2)] } else { "" };
            let _ = writeln!(
                csv,
                "{},{seen},{},{kind},{}",
                onset.strftime(written),
                cell(onset, hours * 2.0, extra / 9),
                extra % 7 == 0
            );
        }
        let mut records = read_csv(&csv, &ColumnMap::default(), &TimeZone::UTC).expect("columns");
        if let Ok(found) = calibrate(&mut records, &options("2026-01-01", 0)) {
            blocks(&found);
        }
    }
}

/// Onsets on days of 2024, one a line, and the rate that comes out, with its limits.
fn rate_of(days: &[&str], until: &str, draws: usize) -> (f64, f64, f64) {
    let csv = format!("occurred,kind\n{}\n", days.join(",scan\n") + ",scan");
    let mut records = read_csv(&csv, &ColumnMap::default(), &TimeZone::UTC).expect("columns");
    let options = Options {
        from: moment_begin("2024-01-01", None, &TimeZone::UTC),
        ..options(until, draws)
    };
    let found = calibrate(&mut records, &options).expect("rows");
    let rate = &found.kinds[0].arrivals.as_ref().expect("arrivals").rate;
    let limit = |limit: Option<f64>| limit.expect("a limit");
    (rate.estimate, limit(rate.low), limit(rate.high))
}

#[test]
fn a_rate_from_few_onsets_has_the_exact_interval() {
    let near = |found: (f64, f64, f64), truth: (f64, f64, f64)| {
        for (found, truth) in [(found.0, truth.0), (found.1, truth.1), (found.2, truth.2)] {
            assert!((found - truth).abs() < 5e-5, "{found} for {truth}");
        }
    };
    // χ²(0.025; 2n) / 2 and χ²(0.975; 2n + 2) / 2 (Garwood 1936), in one week and in ten; the
    // bootstrap has no part in it.
    for draws in [0, 200] {
        let one = rate_of(&["2024-01-03"], "2024-01-07", draws);
        near(one, (1.0, 0.02532, 5.57164));
        let two = rate_of(&["2024-01-03", "2024-02-01"], "2024-03-10", draws);
        near(two, (0.2, 0.02422, 0.72247));
    }
    // Three a week in each of eight weeks: all samples of weeks are alike.
    let days: Vec<String> = (0..8)
        .flat_map(|week| [1, 3, 5].map(|day| 7 * week + day))
        .map(|day| {
            let date = jiff::civil::date(2024, 1, 1) + SignedDuration::from_hours(24 * day);
            date.to_string()
        })
        .collect();
    let days: Vec<&str> = days.iter().map(String::as_str).collect();
    near(rate_of(&days, "2024-02-25", 200), (3.0, 1.92216, 4.46376));
}

#[test]
fn a_weekday_without_onsets_is_not_free_of_them() {
    let mut csv = "occurred,kind\n".to_owned();
    for week in 0..10 {
        // Three on Mondays.
        let date = jiff::civil::date(2024, 1, 1) + SignedDuration::from_hours(24 * 7 * week);
        let _ = writeln!(csv, "{date},scan\n{date},scan\n{date},scan");
    }
    let found = found(&csv, "2024-03-10", 50);
    let arrivals = found.kinds[0].arrivals.as_ref().expect("arrivals");
    let limits = |ix: usize| {
        let day: &sortie::inside::calibrate::Weekday = &arrivals.weekdays[ix];
        (
            day.multiplier.low,
            day.multiplier.estimate,
            day.multiplier.high,
        )
    };
    // All of 30, and none of 30 (Clopper & Pearson 1934): at least 0.025^(1/30) of them, at
    // most the rest; seven times that.
    let least = libm::pow(0.025, 1.0 / 30.0);
    let close = |found: Option<f64>, truth: f64| {
        let found = found.expect("a limit");
        assert!((found - truth).abs() < 1e-6, "{found} for {truth}");
    };
    let (low, estimate, high) = limits(0);
    close(low, 7.0 * least);
    assert!((estimate - 7.0).abs() < 1e-12);
    close(high, 7.0);
    let (low, estimate, high) = limits(3);
    close(low, 0.0);
    assert!(estimate.abs() < 1e-12);
    close(high, 7.0 * (1.0 - least));
}

#[test]
fn too_few_samples_give_no_interval() {
    let mut csv = "occurred,detected\n".to_owned();
    for k in 1..=20 {
        let _ = writeln!(csv, "2024-01-{k:02} 00:00,{} h", k * k);
    }
    for (draws, there) in [(1, false), (39, false), (200, true)] {
        let found = found(&csv, "2024-12-31", draws);
        let (_, low, high) = parameter(step(&found, "all", Step::Detection), "median");
        assert_eq!(low < high, there, "{draws}: {low} to {high}");
    }
}

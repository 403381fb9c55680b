//! From records of incidents to a scenario that runs.

use std::fs;
use std::path::Path;

use sortie::inside::calibrate::{
    Calibration, ColumnMap, Options, Reading, Records, Step, Verdict, calibrate, read_csv,
    read_table,
};
use sortie::inside::scenario::distribution::{Dist, Family};
use sortie::inside::sim::sample;
use sortie::inside::stats::fit::{Known, Lifetime, LifetimeKind, fit_one};

use crate::harness::{run, summary_of};

/// A word for a draw: `SplitMix64` of its number.
fn word(number: u64) -> u64 {
    let mut word = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

pub(super) fn options() -> Options {
    Options {
        zone: jiff::tz::TimeZone::UTC,
        from: None,
        until: None,
        pool: false,
        draws: 0,
        seed: 1,
    }
}

pub(super) fn reading() -> Reading {
    Reading::of(jiff::tz::TimeZone::UTC)
}

pub(super) fn read_with(text: &str, reading: &Reading) -> (Records, Calibration) {
    let mut records = read_table(text, reading).expect("columns");
    let found = calibrate(&mut records, &options()).expect("rows");
    (records, found)
}

pub(super) fn read(text: &str) -> (Records, Calibration) {
    read_with(text, &reading())
}

/// Runs the command on one file; its code, what it printed, and the rows of its results.
pub(super) fn calibrated_rows(folder: &Path, name: &str, args: &[&str]) -> (i32, String, String) {
    let mut all = vec!["calibrate", name, "--bootstrap", "0", "--out", "out"];
    all.extend(args);
    let (code, out, err) = run(folder, &all);
    let rows = fs::read_to_string(folder.join("out/rows.csv")).unwrap_or_default();
    (code, out + &err, rows)
}

fn found_in(csv: &str) -> Calibration {
    let mut records = read_csv(csv, &ColumnMap::default(), &options().zone).expect("columns");
    calibrate(&mut records, &options()).expect("rows")
}

/// A duration as a recorder might keep it: a third exactly, a third by its order of magnitude,
/// a third watched for 100 hours alone.
fn kept(hours: f64, way: u64) -> Known {
    match way % 3 {
        0 => Known::Exactly(hours),
        1 => {
            let edges = [0.0, 1.0 / 60.0, 1.0, 24.0, 168.0, 730.0, 8766.0, 1e6];
            let at = edges.partition_point(|edge| *edge < hours);
            Known::Between(edges[at - 1], edges[at])
        }
        _ if hours > 100.0 => Known::LongerThan(100.0),
        _ => Known::Exactly(hours),
    }
}

#[test]
fn known_parameters_are_recovered() {
    // 200 trials of 400 durations each, from the simulator's own samplers.
    let cases: [(Family, LifetimeKind, Vec<f64>); 4] = [
        (
            Family::LogNormal {
                mu: 2.5,
                sigma: 1.5,
            },
            LifetimeKind::Lognormal,
            vec![2.5, 1.5],
        ),
        (
            Family::Weibull {
                scale: 30.0,
                shape: 0.7,
            },
            LifetimeKind::Weibull,
            vec![30.0, 0.7],
        ),
        (
            Family::Gamma {
                shape: 1.6,
                scale: 20.0,
            },
            LifetimeKind::Gamma,
            vec![1.6, 20.0],
        ),
        (
            Family::Exponential { mean: 40.0 },
            LifetimeKind::Exponential,
            vec![40.0],
        ),
    ];
    let (trials, size) = (200, 400);
    for (ix, (family, kind, truth)) in cases.into_iter().enumerate() {
        let dist = Dist { family, max: None };
        let mut estimates = vec![Vec::new(); truth.len()];
        for trial in 0..trials {
            let data: Vec<Known> = (0..size)
                .map(|k| {
                    let number = ((ix as u64 * trials + trial) * size + k) * 2;
                    kept(sample::millis(&dist, word(number)), word(number + 1))
                })
                .collect();
            let fit = fit_one(kind, &data).expect("a fit");
            for (values, (_, value)) in estimates.iter_mut().zip(fit.lifetime.parameters()) {
                values.push(value);
            }
        }
        for (values, truth) in estimates.iter().zip(&truth) {
            let n = values.len() as f64;
            let mean = values.iter().sum::<f64>() / n;
            let square = values.iter().map(|v| (v - mean) * (v - mean)).sum::<f64>();
            let error = (square / (n - 1.0) / n).sqrt();
            assert!(
                (mean - truth).abs() < 2.0 * error,
                "{kind:?}: {mean} for {truth}, standard error {error}"
            );
        }
    }
}

/// A scenario of one kind that nobody waits for: what the records say is what it was told.
const TRUTH: &str = r#"
schema   = 1
scenario = { name = "Truth", timezone = "Europe/Vilnius", start = "2022-01-01", end = "2024-01-01", seed = 11 }
asset    = [{ id = "site" }]
team     = [{ id = "own", unlimited = true, notice = { gamma = { shape = 2.0, mean = "3h" } } }]
[[dispatch.rule]]
teams = ["own"]
"#;
const BLOCKS: &str = r#"
[[incident]]
id        = "flood"
severity  = { medium = 3, high = 1 }
detection = { median = "6h", p90 = "3d" }
stage     = [
  { name = "contain", crew = { analyst = 1 }, effort = { weibull = { scale = "20h", shape = 0.6 } } },
  { name = "recover", crew = { analyst = 1 }, effort = { mean = "30h" } },
]
[[threat]]
id             = "flood"
incident       = "flood"
targets        = "all"
rate           = "14/week"
weekdays       = { sat = 0.5, sun = 0.5 }
overdispersion = { variance = 0.15, every = "7d" }
"#;

fn lifetime(found: &Calibration, step: Step) -> Lifetime {
    let kind = found.kinds.last().expect("a kind");
    match found.step(kind, step).map(|(found, _)| &found.verdict) {
        Some(Verdict::Fitted { lifetime, .. }) => *lifetime,
        other => panic!("{step:?}: {other:?}"),
    }
}

fn calibrated(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let mut all = vec!["calibrate"];
    all.extend(args);
    run(folder, &all)
}

#[test]
fn sorties_own_incidents_give_back_what_made_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::write(at.join("truth.toml"), format!("{TRUTH}{BLOCKS}")).expect("a scenario");
    let ran = run(at, &["run", "truth.toml", "-n", "1", "--out", "run", "-q"]);
    assert_eq!(ran.0, 0, "{}", ran.2);
    let args = [
        "run/incidents.csv",
        "--zone",
        "Europe/Vilnius",
        "--until",
        "2023-12-31",
        "--out",
        "a",
        "--bootstrap",
        "50",
        "--threads",
    ];
    let ran = calibrated(at, &[&args[..], &["1"]].concat());
    assert_eq!(ran.0, 0, "{}", ran.2);
    assert!(ran.1.contains("flood"), "{}", ran.1);
    let read = |name: &str| fs::read_to_string(at.join(name)).expect("a result");
    let found: Calibration = serde_json::from_str(&read("a/calibration.json")).expect("figures");
    let kind = &found.kinds[0];
    let arrivals = kind.arrivals.as_ref().expect("arrivals");
    // 14 a week on five whole days and two halves: 12; 730 days, over-dispersed.
    let rate = arrivals.rate.estimate;
    assert!((10.5..13.5).contains(&rate), "{rate}");
    assert!(arrivals.profile);
    let variance = arrivals.variance.as_ref().expect("scatter").estimate;
    assert!((0.05..0.3).contains(&variance), "{variance}");
    let near = |found: f64, truth: f64| {
        assert!((found / truth - 1.0).abs() < 0.15, "{found} for {truth}");
    };
    for (step, family, p50, p90) in [
        (Step::Detection, LifetimeKind::Lognormal, 6.0, 72.0),
        (Step::Response, LifetimeKind::Gamma, 2.517, 5.834),
        (Step::Containment, LifetimeKind::Weibull, 10.857, 80.3),
        (Step::Recovery, LifetimeKind::Exponential, 20.794, 69.08),
    ] {
        let fit = lifetime(&found, step);
        near(fit.quantile(0.5), p50);
        near(fit.quantile(0.9), p90);
        // The exponential is a case of the families around it: any of them may win narrowly.
        assert!(
            fit.kind() == family || step == Step::Recovery,
            "{step:?} {fit:?}"
        );
    }
    // The extract runs in the same frame.
    let extract = read("a/calibrated.toml");
    let scenario = format!("{TRUTH}\n{extract}").replace("2022-01-01", "2023-10-01");
    assert_eq!(summary_of(&scenario, 5).replications, 5);
    let charts = fs::read_dir(at.join("a/charts")).expect("charts").count();
    assert_eq!(charts, 8);
    // Same bytes for other threads, another folder.
    let other = calibrated(
        at,
        &[&args[..6], &["b", "--bootstrap", "50", "--threads", "2"]].concat(),
    );
    assert_eq!(other.0, 0);
    for name in [
        "calibrated.toml",
        "calibration.md",
        "calibration.json",
        "rows.csv",
    ] {
        assert_eq!(
            read(&format!("a/{name}")),
            read(&format!("b/{name}")),
            "{name}"
        );
    }
}

#[test]
fn every_row_is_accounted_for() {
    let csv = "\
Start;Found;Stopped;Type;Prio
2024-01-03 10:00;2024-01-03 12:00;3 h;Phishing;high
2024-01-05 10:00;2024-01-04 12:00;3 h;Phishing;high
2024-01-06;Days;;Phishing;P1
soon;2 h;3 h;Phishing;low
2024-01-07 10:00;1-7 d;>30 d;Phishing;low
2024-01-08 10:00;2 h
;2024-01-09 08:00;2024-01-09 09:00;Phishing;low
2024-01-10 10:00;;2024-01-12 10:00;Phishing;low
";
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("tickets.csv"), csv).expect("records");
    let map = "occurred=Start,detected=Found,contained=Stopped,kind=Type,severity=Prio";
    let ran = calibrated(
        folder.path(),
        &[
            "tickets.csv",
            "--map",
            map,
            "--until",
            "2024-02-29",
            "--bootstrap",
            "0",
        ],
    );
    assert_eq!(ran.0, 0, "{}", ran.2);
    assert!(
        ran.1.contains("line 3: `detected` lies before `occurred`"),
        "{}",
        ran.1
    );
    assert!(ran.1.contains("are needed"), "too few is said: {}", ran.1);
    let rows = fs::read_to_string(folder.path().join("output/tickets--calibrated/rows.csv"));
    insta::assert_snapshot!("every_row", rows.expect("rows"));
    let toml = folder
        .path()
        .join("output/tickets--calibrated/calibrated.toml");
    insta::assert_snapshot!("too_few", fs::read_to_string(toml).expect("blocks"));
}

#[test]
fn veris_in_all_its_forms() {
    let one = |unit: &str, value: &str, year: u32| {
        format!(
            r#"{{"action": {{"hacking": {{}}}}, "timeline": {{"incident": {{"year": {year}, "month": 5}}, "discovery": {{"unit": "{unit}"{value}}}, "containment": {{"unit": "NA"}}}}}}"#
        )
    };
    let all: Vec<String> = [
        "Minutes", "Hours", "Days", "Days", "Weeks", "Months", "Years", "Never",
    ]
    .iter()
    .map(|unit| one(unit, "", 2020))
    .chain([
        one("Days", r#", "value": 3"#, 2021),
        one("Hours", r#", "value": 0"#, 2021),
    ])
    .chain([one("Fortnights", "", 2021)])
    .collect();
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::write(at.join("array.json"), format!("[{}]", all.join(","))).expect("an array");
    fs::write(at.join("lines.json"), all.join("\n")).expect("lines");
    fs::create_dir(at.join("many")).expect("a folder");
    for (ix, text) in all.iter().enumerate() {
        fs::write(at.join(format!("many/{ix:02}.json")), text).expect("a file");
    }
    let mut tables = Vec::new();
    for source in ["array.json", "lines.json", "many"] {
        let ran = calibrated(at, &[source, "--out", "out", "--bootstrap", "20"]);
        assert_eq!(ran.0, 0, "{}", ran.2);
        assert!(ran.1.contains("`Fortnights` is not a unit"), "{}", ran.1);
        let json = fs::read_to_string(at.join("out/calibration.json")).expect("figures");
        let found: Calibration = serde_json::from_str(&json).expect("figures");
        tables.push(found.kinds[0].steps.clone());
        let detection = &found.kinds[0].steps[0].1;
        // "Years" has no upper end; "Never" without a day of onset says when nothing.
        assert_eq!((detection.n, detection.exact, detection.within), (10, 1, 7));
    }
    // The bootstrap's topic is the kind, not the file: all forms give the same figures.
    assert_eq!(tables[0], tables[1]);
    assert_eq!(tables[0], tables[2]);
}

#[test]
fn nonsense_is_refused_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::write(at.join("a.csv"), "x,y\n1,2\n").expect("a file");
    fs::write(at.join("b.csv"), "occurred\nsoon\n").expect("a file");
    fs::write(at.join("c.json"), "{ no").expect("a file");
    for (args, words) in [
        (&["a.csv"][..], "no column says when"),
        (&["a.csv", "--map", "when=x"], "`when` is not a field"),
        (&["a.csv", "--map", "occurred=z"], "no column `z`"),
        (&["b.csv"], "line 2: occurred: `soon` is neither"),
        (&["c.json"], "not JSON"),
        (
            &["none.csv"],
            "none.csv: it can't be read: there is no such file",
        ),
        (&["b.csv", "--zone", "Mars"], "no time zone"),
        (&["b.csv", "--until", "soon"], "no date"),
    ] {
        let ran = calibrated(at, args);
        assert_eq!(ran.0, 2, "{args:?}: {}", ran.2);
        assert!(ran.2.contains(words), "{args:?}: {}", ran.2);
        assert!(
            !at.join("output").exists(),
            "{args:?} leaves nothing behind"
        );
    }
}

#[test]
fn several_histories_are_no_records() {
    let csv = "replication,onset_h,onset_local,detected_h\n0,1,2024-01-01 01:00:00,2\n1,1,2024-01-01 01:00:00,2\n";
    let error = read_csv(csv, &ColumnMap::default(), &options().zone).expect_err("two histories");
    assert!(error.to_string().contains("one history"));
    let one = csv.replace("\n1,", "\n0,");
    assert_eq!(found_in(&one).rows, 2);
}

//! Do 95% intervals hold what they promise? A thousand studies of a scenario in which every
//! answer is known, each with its own seed: the share of intervals that contain the truth must
//! lie between 93% and 97%, which is three standard errors of that share on either side.
//!
//! Incidents come by a Poisson process and are worked on by as many experts as it takes, so
//! that no incident waits for another, and all of them end long before the scenario does.

use std::fmt::Write as _;

use sortie::inside::outcome::Measure;
use sortie::inside::scenario;
use sortie::inside::study;
use sortie::inside::study::compare::{Alternative, Stopping, compare, contrast, places};
use sortie::inside::study::estimate::Estimate;
use sortie::inside::study::job::Job;
use sortie::inside::study::measures;
use sortie::inside::study::summary::Summary;
use sortie::inside::world::World;

use crate::harness::world;

/// Detected in a mean of two hours, dealt with in a mean of one, both exponential; the door is
/// shut from onset to recovery.
const TEXT: &str = r#"
schema = 1
milestone = [{ id = "door", asset = "door", level = "100%", from = "2019-01-11", to = "2019-01-11T06:00" }]
[scenario]
name = "Known answers"
timezone = "UTC"
start = "2019-01-01"
end = "2019-01-31"
seed = 1
[[asset]]
id = "desk"
[[asset]]
id = "door"
[[incident]]
id = "fault"
severity = "high"
impact = "100%"
detection = { mean = "2h" }
stage = [{ name = "contain", crew = { fitter = 1 }, effort = { mean = "1h" } }]
[[threat]]
id = "at-the-desk"
incident = "fault"
targets = "desk"
rate = "4 per day"
to = "2019-01-11"
[[threat]]
id = "at-the-door"
incident = "fault"
targets = "door"
rate = "2 per day"
to = "2019-01-21"
[[team]]
id = "fitters"
unlimited = true
[[dispatch.rule]]
teams = ["fitters"]
[[target]]
id = "soon"
from = "onset"
to = "hands_on"
within = "2h"
"#;

const STUDIES: u64 = 1000;
const REPLICATIONS: u64 = 60;

/// How often an interval held what was so.
struct Count {
    what: &'static str,
    truth: f64,
    held: u64,
    seen: u64,
}

impl Count {
    fn new(what: &'static str, truth: f64) -> Self {
        Self {
            what,
            truth,
            held: 0,
            seen: 0,
        }
    }

    fn see(&mut self, interval: Option<(f64, f64)>) {
        let (low, high) = interval.expect("an interval");
        self.seen += 1;
        self.held += u64::from(low <= self.truth && self.truth <= high);
    }
}

fn limits(estimate: Estimate) -> Option<(f64, f64)> {
    estimate.low.zip(estimate.high)
}

/// Prints a table, and holds every row to its promise.
fn report(title: &str, counts: &[Count]) {
    let mut table = format!("{title}\n| quantity | exact | coverage |\n| --- | ---: | ---: |\n");
    for count in counts {
        let share = count.held as f64 / count.seen as f64;
        let _ = writeln!(
            table,
            "| {} | {:.4} | {:.1}% |",
            count.what,
            count.truth,
            share * 100.0
        );
    }
    println!("{table}");
    for count in counts {
        let share = count.held as f64 / count.seen as f64;
        assert!((0.93..=0.97).contains(&share), "{}: {share}", count.what);
    }
}

#[test]
#[ignore = "slow: a thousand studies; run with --release"]
fn intervals_of_a_thousand_studies_cover_the_truth() {
    let world = world(TEXT);
    let mut incidents = Count::new("incidents per replication", 80.0);
    let mut mean = Count::new("mean recovery, onset to recovered (h)", 3.0);
    let mut median = Count::new("median detection (h)", 2.0 * libm::log(2.0));
    let mut p90 = Count::new("p90 of detection (h)", 2.0 * libm::log(10.0));
    let mut share = Count::new("share with hands on within 2 h", 1.0 - libm::exp(-1.0));
    // Nobody at the door at the beginning, of a Poisson number of mean 2/24 × 3 (M/G/∞), and
    // nobody to come for six hours.
    let quiet = libm::exp(-(2.0 / 24.0) * (3.0 + 6.0));
    let mut kept = Count::new("share of histories with the door open for six hours", quiet);
    for seed in 0..STUDIES {
        let study = study::run(&world, REPLICATIONS, seed, 2, |_| {}).expect("a study");
        let summary = Summary::new(&world, &study, "");
        let of = |measure: Measure| {
            let rows = summary.durations.iter();
            rows.clone()
                .find(|row| row.measure == measure && row.severity.is_none())
                .expect("a row")
        };
        let count = summary
            .counts
            .iter()
            .find(|count| count.name == "incidents");
        incidents.see(limits(count.expect("a count").mean));
        mean.see(of(Measure::Lifetime).mean.and_then(limits));
        median.see(of(Measure::Detection).median.and_then(limits));
        p90.see(of(Measure::Detection).p90.and_then(limits));
        share.see(summary.targets[0].share.and_then(limits));
        kept.see(limits(summary.milestones[0].share));
    }
    report("Studies", &[incidents, mean, median, p90, share, kept]);
}

#[test]
#[ignore = "slow: a thousand comparisons; run with --release"]
fn intervals_of_a_thousand_comparisons_cover_the_difference() {
    let alternative = |id: &str, text: &str| {
        let loaded = scenario::load(text, id, id, None).unwrap_or_else(|report| panic!("{report}"));
        Alternative {
            id: id.to_owned(),
            name: id.to_owned(),
            hash: id.to_owned(),
            world: World::compile(loaded.document),
        }
    };
    let slower = TEXT.replace("effort = { mean = \"1h\" }", "effort = { mean = \"1.5h\" }");
    let alternatives = [alternative("as-is", TEXT), alternative("slower", &slower)];
    let document = &alternatives[0].world.document;
    let names = ["recovery", "recovery:p90"].map(str::to_owned);
    let measures = measures::choose(document, &names, None).expect("measures");
    let (_, at) = places(&measures);
    let tail = libm::log(10.0) * 0.5;
    let mut counts = [
        Count::new("difference of mean recovery (h)", 0.5),
        Count::new("difference of the p90 of recovery (h)", tail),
    ];
    for seed in 0..STUDIES {
        let stop = std::sync::atomic::AtomicBool::new(false);
        let job = Job::new(2, &stop, None);
        let stopping = Stopping {
            most: REPLICATIONS,
            precision: None,
            budget: None,
        };
        let paired =
            compare(&alternatives, &measures, seed, job, stopping, |_| {}).expect("a study");
        for (count, place) in counts.iter_mut().zip(&at) {
            let found = contrast(&paired, *place, 1, 0).and_then(|found| found.interval(0.95));
            count.see(found.map(|interval| (interval.low, interval.high)));
        }
    }
    report("Comparisons", &counts);
}

/// Notices are exponential with a mean that nobody knows, 2 to 6 h; the policy sets it to 3 h. There
/// are experts for all: the mean response is the mean notice, 4 h over what is assumed, and the policy
/// gains 1 h.
const NOTICE: &str = r#"
schema = 1
[scenario]
name = "Notice"
timezone = "UTC"
start = "2019-01-01"
end = "2019-01-21"
[[asset]]
id = "site"
[[incident]]
id = "fault"
severity = "high"
stage = [{ name = "contain", crew = { admin = 1 }, effort = "1h" }]
[[threat]]
id = "daily"
incident = "fault"
targets = "all"
rate = "1/day"
[[team]]
id = "cert"
experts = [{ skills = ["admin"], count = 90 }]
notice = { mean = "4h" }
[[dispatch.rule]]
teams = ["cert"]
[[policy]]
id = "contract"
set = { "team.cert.notice" = { mean = "3h" } }
[[uncertain]]
id = "notice"
path = "team.cert.notice.mean"
range = "2h..6h"
reason = "nobody has measured it"
"#;

#[test]
#[ignore = "slow: 500 studies of assumptions; run with --release"]
fn intervals_over_luck_and_assumptions_of_500_studies_cover_the_truth() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("my.toml"), NOTICE).expect("a file");
    let mut value = Count::new("value over luck and assumptions", 4.0);
    let mut difference = Count::new("difference over luck and assumptions", -1.0);
    for seed in 1..=500_u32 {
        let seed = seed.to_string();
        let words = "compare my.toml --uncertain --points 32 -n 4 -m response --out o --force -q";
        let mut words: Vec<&str> = words.split(' ').collect();
        words.extend(["--seed", &seed]);
        let (code, _, err) = crate::harness::run(folder.path(), &words);
        assert_eq!(code, 0, "{err}");
        let text = std::fs::read_to_string(folder.path().join("o/uncertainty.json")).expect("JSON");
        let found: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let rows = &found["measures"][0]["rows"];
        let limits = |it: &serde_json::Value| it["low"].as_f64().zip(it["high"].as_f64());
        value.see(limits(&rows[0]["value"]["mean"]));
        difference.see(limits(&rows[1]["difference"]["spread"]["mean"]));
    }
    report("500 studies of assumptions", &[value, difference]);
}

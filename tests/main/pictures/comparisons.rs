//! Comparisons: curves laid over each other, differences, single histories, selections.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use serde_json::Value;
use sortie::inside::export::incidents;
use sortie::inside::stats::quantile;
use tempfile::TempDir;

use super::curves::hold;
use super::{close, kind, named, strikes, three, tied};
use crate::drawn::{Drawn, Line, plain, time};
use crate::harness::{TEN_DAYS, run, world};

fn read(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join("r").join(name))
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn a_comparison_of_ties_draws_them_apart_and_marks_the_difference() {
    let text = format!(
        "{}[[policy]]\nid = \"slow\"\nset = {{ \"team.in-an-hour.notice\" = \"2h\" }}\n\
         [[policy]]\nid = \"same\"\nset = {{ \"scenario.name\" = \"Another\" }}\n\
         [[milestone]]\nid = \"up\"\nasset = \"a\"\nlevel = \"80%\"\nfrom = \"start\"\nto = \"end\"\n",
        tied()
    );
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("s.toml"), text).expect("a file");
    let args = [
        "compare",
        "s.toml",
        "-n",
        "20",
        "-m",
        "response:medium,response:medium:median,milestones",
        "--out",
        "r",
        "-q",
    ];
    let (code, _, err) = run(folder.path(), &args);
    assert_eq!(code, 0, "{err}");
    let read = |name: &str| read(folder.path(), name);
    let told: Value = serde_json::from_str(&read("comparison.json")).expect("JSON");
    let chart = Drawn::read(&read("charts/curves-response.svg"));
    let axis = chart.axis(chart.find("0%").y - 2.0, time);
    let said = chart.said().replace('\n', " ");
    assert!(
        said.contains("Everywhere within a percentage point"),
        "{said}"
    );
    let (_, after) = said.split_once("Everywhere within").expect("the sentence");
    let (after, _) = after.split_once("Sortie").expect("the footer");
    assert!(
        !after.contains("slow"),
        "an hour more is no percentage point: {after}"
    );
    for (policy, hours, color) in [
        ("the scenario as it is", 1.0, "#0072B2"),
        ("slow", 2.0, "#D55E00"),
    ] {
        assert!(said.contains(policy), "{policy} in\n{said}");
        hold(&chart, &axis, color, &[(hours, 1.0)]);
    }
    let chart = Drawn::read(&read("charts/differences-response-medium.svg"));
    let row = &told["measures"][0]["rows"][1]["difference"];
    let difference = row["estimate"].as_f64().expect("a difference");
    assert!((difference - 1.0).abs() < 1e-9);
    let axis = chart.axis(chart.find("slow").y + 40.0, plain);
    let mark = chart
        .shapes
        .iter()
        .filter(|shape| (shape.points[0].1 - chart.find("slow").y).abs() < 20.0)
        .map(|shape| {
            shape.points.iter().map(|point| point.0).sum::<f64>() / shape.points.len() as f64
        })
        .find(|x| (axis.value(*x) - 1.0).abs() < 0.03);
    assert!(mark.is_some(), "a mark at 1 h: {:?}", chart.shapes);
    // The service never fails, so no policy keeps the milestone less often.
    let differences = folder.path().join("r/charts/differences-milestones.svg");
    assert!(!differences.exists());
    let hash = told["policies"][0]["scenario_hash"]
        .as_str()
        .expect("a hash");
    assert!(chart.said().contains(&hash[..12]), "the hash in the footer");
}

/// Three faults of uncertain work that queue for one expert, and policies that differ.
fn rivals() -> String {
    let blocks = [
        TEN_DAYS,
        r#"[[asset]]
id = "a"
[[team]]
id = "cert"
notice = { mean = "1h" }
experts = [{ skills = ["analyst"] }]
[[dispatch.rule]]
teams = ["cert"]
[[policy]]
id = "slow"
set = { "team.cert.notice" = { mean = "4h" } }
[[policy]]
id = "slower"
set = { "team.cert.notice" = { mean = "7h" } }
[[policy]]
id = "two"
set = { "team.cert.experts.1.count" = 2 }
"#,
        &kind("fault", "high", "{ mean = \"9h\", max = \"30h\" }"),
        &strikes("fault", "a", &["1h", "4h", "9h"]),
    ];
    blocks.concat()
}

const NOTICE: &str = "notice = { mean = \"1h\" }";
const EXPERTS: &str = "experts = [{ skills = [\"analyst\"] }]";

/// Policies of it, but for the scenario as it is: words of the scenario, and what they become.
const POLICIES: [(&str, &str, &str); 3] = [
    ("slow", NOTICE, "notice = { mean = \"4h\" }"),
    ("slower", NOTICE, "notice = { mean = \"7h\" }"),
    (
        "two",
        EXPERTS,
        "experts = [{ skills = [\"analyst\"], count = 2 }]",
    ),
];

/// Replications of the comparison.
const TIMES: u64 = 50;

/// What some arguments make of it, in a folder `r`.
fn made(args: &[&str]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("s.toml"), rivals()).expect("a file");
    let args = [
        &["compare", "s.toml", "-m", "response", "-q", "--out", "r"],
        args,
    ]
    .concat();
    let (code, _, err) = run(folder.path(), &args);
    assert_eq!(code, 0, "{err}");
    folder
}

static COMPARED: LazyLock<TempDir> =
    LazyLock::new(|| made(&["-n", &TIMES.to_string(), "--horizon", "8d"]));

/// Lines of a pen at the height of some words.
fn lines<'a>(chart: &'a Drawn, words: &str, width: f64) -> Vec<&'a Line> {
    let y = chart.find(words).center;
    let lines = chart.lines.iter();
    let here = |line: &&Line| line.points.iter().all(|point| (point.1 - y).abs() < 0.2);
    lines
        .filter(here)
        .filter(|line| (line.width - width).abs() < 0.1)
        .collect()
}

#[test]
fn differences_have_the_limits_of_the_table() {
    let told: Value =
        serde_json::from_str(&read(COMPARED.path(), "comparison.json")).expect("JSON");
    let chart = Drawn::read(&read(COMPARED.path(), "charts/differences-response.svg"));
    for (policy, ..) in POLICIES {
        let difference = &named(&told["measures"][0]["rows"], "policy", policy)["difference"];
        let [estimate, low, high] = three(difference);
        let together = ["together_low", "together_high"];
        let together = together.map(|key| difference[key].as_f64().expect("a limit"));
        let axis = chart.axis(chart.find(policy).y, plain);
        let ends = |width: f64| {
            let [line] = lines(&chart, policy, width)[..] else {
                panic!("one line of {width} px beside {policy}");
            };
            let (from, to) = line.ends();
            [axis.value(from), axis.value(to)]
        };
        close(&ends(4.0), &[low, high]);
        close(&ends(1.2), &together);
        let y = chart.find(policy).center;
        let shapes = chart.shapes.iter();
        let mut marks = shapes.filter(|it| (f64::midpoint(it.points[0].1, y) - y).abs() < 8.0);
        let x = axis.place(estimate);
        assert!(
            marks.any(|mark| {
                let (left, right) = mark.ends();
                (f64::midpoint(left, right) - x).abs() < 0.2
            }),
            "{policy}: a mark at {estimate}"
        );
    }
}

/// The mean response of each history, from its records, once something is said in other words.
fn responses((words, instead): (&str, &str)) -> Vec<f64> {
    let world = world(&rivals().replacen(words, instead, 1));
    let mean = |replication| {
        let records = incidents::record(&world, world.document.seed, replication);
        let records = records.expect("a history");
        let waits = records.iter().map(|it| {
            let hands_on = it.hands_on_h.expect("hands on");
            hands_on - it.detected_h.expect("detected")
        });
        waits.sum::<f64>() / records.len() as f64
    };
    (0..TIMES).map(mean).collect()
}

#[test]
fn violins_hold_the_difference_of_every_history() {
    let chart = Drawn::read(&read(COMPARED.path(), "charts/single-histories.svg"));
    let base = responses(("", ""));
    let mut held = 0;
    for (policy, words, instead) in POLICIES {
        let mut differences: Vec<f64> = responses((words, instead))
            .iter()
            .zip(&base)
            .map(|(policy, base)| policy - base)
            .collect();
        differences.sort_by(f64::total_cmp);
        let axis = chart.axis(chart.find(policy).y, plain);
        let y = chart.find(policy).center;
        let at = |p: f64| quantile(&differences, p).expect("differences");
        for (width, from, to) in [(1.2, 0.025, 0.975), (4.0, 0.25, 0.75)] {
            let [line] = lines(&chart, policy, width)[..] else {
                panic!("one line of {width} px beside {policy}");
            };
            let (left, right) = line.ends();
            close(&[axis.value(left), axis.value(right)], &[at(from), at(to)]);
        }
        let discs = chart.shapes.iter().filter(|it| it.points.len() == 1);
        let discs: Vec<f64> = discs
            .filter(|disc| (disc.points[0].1 - y).abs() < 0.2)
            .map(|disc| axis.value(disc.points[0].0))
            .collect();
        close(&discs, &[at(0.5), at(0.5)]);

        // 120 slices of the axis, as thick as the root of what they hold.
        let violin = chart.shapes.iter().find(|shape| {
            let reaches = shape.upright_at(axis.place(at(0.5)));
            reaches.is_some_and(|(top, bottom)| (f64::midpoint(top, bottom) - y).abs() < 0.2)
        });
        let violin = violin.expect("a violin");
        let (low, high) = violin.ends();
        let (low, high) = (axis.value(low), axis.value(high));
        let mut slices: BTreeMap<usize, f64> = BTreeMap::new();
        for difference in differences.iter().filter(|it| (low..=high).contains(it)) {
            let slice = ((difference - low) / (high - low) * 120.0) as usize;
            *slices.entry(slice.min(119)).or_default() += 1.0;
        }
        let most = slices.values().copied().fold(0.0, f64::max);
        for slice in 0..120 {
            let middle = low + (slice as f64 + 0.5) / 120.0 * (high - low);
            let (top, bottom) = violin.upright_at(axis.place(middle)).expect("a slice");
            let told = slices
                .get(&slice)
                .map_or(0.0, |count| (count / most).sqrt());
            let drawn = (bottom - top) / (2.0 * 46.0 * 0.42);
            assert!(
                (drawn - told).abs() < 0.01,
                "{policy}, {slice}: {drawn} for {told}"
            );
        }
        held += slices.values().sum::<f64>() as usize;

        let share = |count: usize| (count * 100) as f64 / differences.len() as f64;
        let better = share(differences.iter().filter(|it| **it < 0.0).count());
        let worse = share(differences.iter().filter(|it| **it > 0.0).count());
        let said = chart.beside(y).join(" ");
        let told = format!("better in {better:.0}%, worse in {worse:.0}%");
        assert!(said.contains(&told), "{told}, not {said}");
    }
    assert!(held >= 3 * 45, "{held} histories lie on the axis");
}

#[test]
fn bars_of_a_selection_end_when_a_policy_was_out() {
    let folder = made(&["-n", "400", "--select-best", "--indifference", "30min"]);
    let told: Value = serde_json::from_str(&read(folder.path(), "selection.json")).expect("JSON");
    let chart = Drawn::read(&read(folder.path(), "charts/elimination.svg"));
    let number = |value: &Value| value.as_f64().expect("a number");
    let each = number(&told["replications_per_observation"]);
    let chosen = told["chosen"].as_str().expect("a choice");
    let policies = told["policies"].as_array().expect("policies");
    assert_eq!(policies.len(), 4);
    let mut out = 0;
    for policy in policies {
        let name = policy["name"].as_str().expect("a name");
        let y = chart.find(name).center;
        let bars = chart.bars.iter().filter(|bar| bar.color != "#FFFFFF");
        let bars: Vec<_> = bars.filter(|bar| (bar.middle() - y).abs() < 1.0).collect();
        let [bar] = bars[..] else {
            panic!("one bar of {name}: {bars:?}");
        };
        let (length, words, color) = match policy["out_after"].as_f64() {
            Some(after) => (after * each, "out", "#E6EAEE"),
            None if policy["id"] == chosen => {
                (number(&policy["replications"]), "chosen", "#0072B2")
            }
            None => (number(&policy["replications"]), "level", "#0072B2"),
        };
        out += usize::from(words == "out");
        let axis = chart.axis(bar.bottom, plain);
        close(
            &[axis.value(bar.right), axis.value(bar.left)],
            &[length, 0.0],
        );
        assert_eq!(bar.color, color, "{name}");
        let said = chart.beside(y).join(" ");
        let mean = format!("{words}, {:.1} h", number(&policy["mean"]));
        assert!(said.contains(&mean), "{mean}, not {said}");
    }
    assert!((1..4).contains(&out), "{out} were out");
}

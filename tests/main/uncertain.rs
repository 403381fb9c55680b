//! Assumptions that are not known, and whether a choice holds whatever they are.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::harness::run;

/// A fault a day on one asset, answered by as many experts as it takes, who need so long to get
/// ready: the response time of every incident is the notice.
pub const NOTICE: &str = r#"
schema = 1
[scenario]
name = "Notice"
timezone = "UTC"
start = "2019-01-01"
end = "2019-01-21"
seed = 3
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
experts = [{ skills = ["admin"], count = 50 }]
notice = "4h"
[[dispatch.rule]]
teams = ["cert"]
[[policy]]
id = "contract"
name = "Three hours, by contract"
set = { "team.cert.notice" = "3h" }
[[uncertain]]
id = "notice"
name = "Time to get ready"
path = "team.cert.notice"
range = "2h..6h"
reason = "nobody has measured it"
[[uncertain]]
id = "attacks"
path = "threat.*.rate"
factor = "0.5..2 log"
reason = "a guess"
"#;

/// Two nations in turn, of which one is slower; a policy shortens the turns, and costs four hours
/// more of notice in truth.
pub const TURNS: &str = r#"
schema = 1
[scenario]
name = "Turns"
timezone = "UTC"
start = "2019-01-01"
end = "2019-05-01"
seed = 5
[[site]]
id = "home"
[[asset]]
id = "net"
[[incident]]
id = "fault"
severity = "high"
stage = [{ name = "contain", crew = { admin = 1 }, effort = "1h" }]
[[threat]]
id = "weekly"
incident = "fault"
targets = "all"
rate = "3/week"
[[nation]]
id = "A"
site = "home"
membership = [{ role = "participant" }]
release = "1h"
experts = [{ skills = ["admin"], count = 9 }]
[[nation]]
id = "B"
site = "home"
membership = [{ role = "participant" }]
release = "13h"
experts = [{ skills = ["admin"], count = 9 }]
[[roster]]
id = "turns"
nations = ["A", "B"]
seats = { admin = 9 }
period = "4 months"
first_day = "2019-01-01"
[[team]]
id = "joint"
roster = "turns"
notice = "2h"
[[dispatch.rule]]
teams = ["joint"]
[[policy]]
id = "short"
set = { "roster.turns.period" = "1 month", "team.joint.notice" = "6h" }
[[uncertain]]
id = "order"
path = "roster.turns.nations"
order = "any"
reason = "either may begin"
"#;

fn study(text: &str, args: &[&str]) -> (tempfile::TempDir, Value) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("my.toml"), text).expect("a file");
    let (code, _, err) = run(folder.path(), args);
    assert_eq!((code, err.as_str()), (0, ""));
    let json = json(&folder.path().join("out/uncertainty.json"));
    (folder, json)
}

fn json(file: &Path) -> Value {
    let text = fs::read_to_string(file).expect("a file");
    serde_json::from_str(&text).expect("JSON")
}

fn number(value: &Value) -> f64 {
    value
        .as_f64()
        .unwrap_or_else(|| panic!("{value} is no number"))
}

const COMPARE: [&str; 12] = [
    "compare",
    "my.toml",
    "--uncertain",
    "notice,attacks",
    "--points",
    "64",
    "-n",
    "4",
    "-m",
    "response",
    "--out",
    "out",
];

#[test]
fn a_model_with_known_answers_gets_them() {
    // The notice N is uniform from 2 to 6 h, and is the response time; the policy makes it 3 h. So
    // the baseline has the mean 4 h and the deviation 4/√12 h, all of it from the assumption; the
    // policy gains N − 3: 1 h on average, it is better at three points of four, at most 1 h behind,
    // and who knew N would gain (3²/2)/4 − 1 = 1/8 h. The rate of attacks is worth nothing.
    let (_folder, found) = study(NOTICE, &COMPARE);
    let measure = &found["measures"][0];
    let (base, contract) = (&measure["rows"][0], &measure["rows"][1]);
    let near = |value: &Value, wanted: f64, by: f64| {
        let value = number(value);
        assert!((value - wanted).abs() <= by, "{value}, not {wanted} ± {by}");
    };
    near(&base["value"]["mean"]["estimate"], 4.0, 0.05);
    near(
        &base["value"]["assumptions_sd"],
        4.0 / 12.0_f64.sqrt(),
        0.05,
    );
    near(&base["value"]["luck_sd"], 0.0, 1e-9);
    near(&base["value"]["assumptions_share"], 1.0, 1e-9);
    let difference = &contract["difference"];
    near(&difference["spread"]["mean"]["estimate"], -1.0, 0.05);
    near(&difference["better"], 0.75, 0.04);
    near(&contract["choice"]["best"], 0.75, 0.03);
    near(&contract["choice"]["regret"], 0.125, 0.03);
    near(&contract["choice"]["worst_regret"], 1.0, 0.15);
    assert_eq!(difference["verdict"], "better");
    let knowing = &measure["knowing"];
    assert_eq!(knowing["choice"], "contract");
    near(&knowing["all"], 0.125, 0.03);
    near(&knowing["each"][0]["value"], 0.125, 0.03);
    near(&knowing["each"][1]["value"], 0.0, 0.06);
    let flip = &measure["flips"][0];
    assert_eq!(
        (&flip["policy"], &flip["assumption"]),
        (&"contract".into(), &"notice".into())
    );
    near(&flip["place"][0], 0.25, 0.03);
    let remarks = found["remarks"].to_string();
    assert!(
        remarks.contains("does not vary under `contract`"),
        "{remarks}"
    );
}

#[test]
fn what_an_hour_is_worth_decides_between_dear_and_cheap() {
    // 50 experts for 20 days, or 60 who are ready in 3 h: 200 expert-days more for N − 3 hours, 1 h
    // on average. So from 200 expert-days an hour on the dear ones are best on average; at a worth of
    // w they are best where N > 3 + 200/w.
    let dear = NOTICE.replace(
        "\"team.cert.notice\" = \"3h\" }",
        "\"team.cert.notice\" = \"3h\", \"team.cert.experts\" = [{ skills = [\"admin\"], count = 60 }] }",
    );
    let (folder, found) = study(&dear, &COMPARE);
    let it = &found["acceptability"];
    let costs: Vec<f64> = it["policies"]
        .as_array()
        .expect("policies")
        .iter()
        .map(|row| number(&row["expert_days"]))
        .collect();
    assert_eq!(costs, [1000.0, 1200.0]);
    let frontier = it["frontier"].as_array().expect("a frontier");
    assert_eq!(frontier.len(), 2, "{it}");
    assert_eq!(frontier[0]["policy"], "as-it-is");
    assert_eq!(frontier[1]["policy"], "contract");
    let from = number(&frontier[1]["worth"]);
    assert!((from - 200.0).abs() < 10.0, "{from}");
    let worths = it["worths"].as_array().expect("worths");
    for (step, worth) in worths.iter().enumerate().skip(1) {
        let wanted = ((6.0 - 3.0 - 200.0 / number(worth)) / 4.0).max(0.0);
        let chance = number(&it["chances"][1][step]);
        assert!(
            (chance - wanted).abs() < 0.07,
            "{worth}: {chance}, not {wanted}"
        );
        let other = number(&it["chances"][0][step]);
        assert!((chance + other - 1.0).abs() < 1e-9);
    }
    let out = folder.path().join("out");
    let read = |name: &str| fs::read_to_string(out.join(name)).expect("a file");
    assert_eq!(
        read("acceptability.csv").lines().count(),
        1 + 2 * worths.len()
    );
    // The mean of a policy over the points, made again from the file.
    let values = read("point_values.csv");
    let of_base = values
        .lines()
        .filter(|line| line.contains(",as-it-is,1000,4,"));
    let means: Vec<f64> = of_base
        .map(|line| {
            line.split(',')
                .nth(5)
                .and_then(|it| it.parse().ok())
                .expect("a number")
        })
        .collect();
    let mean = means.iter().sum::<f64>() / means.len() as f64;
    let told = number(&found["measures"][0]["rows"][0]["value"]["mean"]["estimate"]);
    assert!(
        means.len() == 64 && (mean - told).abs() < 1e-9,
        "{mean}, not {told}"
    );
    let page = read("uncertainty.md");
    assert!(
        page.contains("`as-it-is` costs the least, 1\u{a0}000 expert-days"),
        "{page}"
    );
    assert!(page.contains("acceptability-"), "{page}");
    // Where all cost the same there is nothing to weigh.
    let (_folder, same) = study(NOTICE, &COMPARE);
    assert!(same["acceptability"].is_null());
}

#[test]
fn averaging_over_orders_takes_the_people_out_of_the_rule() {
    // As written, A serves alone until May, so short turns with B in every second month look worse
    // by 6 h of release and 4 h of notice. Over both orders only the notice is left.
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("my.toml"), TURNS).expect("a file");
    let plain = [
        "compare", "my.toml", "-n", "40", "-m", "response", "--out", "plain",
    ];
    assert_eq!(run(folder.path(), &plain).0, 0);
    let confounded = json(&folder.path().join("plain/comparison.json"));
    let confounded = &confounded["measures"][0]["rows"][1]["difference"]["estimate"];
    assert!((number(confounded) - 10.0).abs() < 0.6, "{confounded}");
    let (_folder, found) = study(
        TURNS,
        &[
            "compare",
            "my.toml",
            "--uncertain=order",
            "--points",
            "64",
            "-n",
            "10",
            "-m",
            "response",
            "--out",
            "out",
        ],
    );
    let mean = &found["measures"][0]["rows"][1]["difference"]["spread"]["mean"];
    let (value, low, high) = (
        number(&mean["estimate"]),
        number(&mean["low"]),
        number(&mean["high"]),
    );
    // Two standard errors of eight designs: the interval has 2.36 of them on each side.
    let error = (high - low) / 2.0 / 2.3646;
    assert!(
        (value - 4.0).abs() < 2.0 * error.max(0.02),
        "{value} ± {error}"
    );
    assert!(error < 0.25, "{error}");
    // Who comes first decides all of the rest.
    let orders: Vec<&str> = found["assumptions"][0]["values"]
        .as_array()
        .expect("values")
        .iter()
        .filter_map(Value::as_str)
        .collect();
    let first = orders.iter().filter(|order| **order == "A, B").count();
    assert_eq!((orders.len(), first), (64, 32));
}

#[test]
fn a_run_tells_luck_from_what_is_not_known() {
    let (folder, found) = study(
        NOTICE,
        &[
            "run",
            "my.toml",
            "--policy",
            "contract",
            "--uncertain",
            "all",
            "--points",
            "32",
            "-n",
            "6",
            "--out",
            "out",
        ],
    );
    let measures = found["measures"].as_array().expect("measures");
    let loss = measures.iter().find(|it| it["name"] == "response:grave");
    let value = &loss.expect("the response")["rows"][0]["value"];
    assert!((number(&value["mean"]["estimate"]) - 3.0).abs() < 1e-9);
    assert!(
        number(&value["assumptions_sd"]) < 1e-9,
        "the policy decides the notice"
    );
    // What was written can be made again, by the command in the manifest and by `report`.
    let page = fs::read_to_string(folder.path().join("out/uncertainty.md")).expect("a page");
    let (code, _, err) = run(folder.path(), &["report", "out", "--out", "again"]);
    assert_eq!((code, err.as_str()), (0, ""));
    let again = fs::read_to_string(folder.path().join("again/uncertainty.md")).expect("a page");
    assert_eq!(page, again);
}

#[test]
fn threads_and_interruptions_change_no_byte() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("my.toml"), NOTICE).expect("a file");
    let bytes = |threads: &str, out: &str| {
        let mut args = COMPARE.to_vec();
        args[11] = out;
        args.extend(["--threads", threads, "--resume"]);
        assert_eq!(run(folder.path(), &args).0, 0);
        [
            "uncertainty.json",
            "uncertainty.md",
            "uncertainty.csv",
            "points.csv",
        ]
        .map(|name| fs::read(folder.path().join(out).join(name)).expect("a file"))
    };
    assert_eq!(bytes("1", "one"), bytes("2", "two"));
}

#[test]
fn what_can_not_be_varied_is_told_with_the_cure() {
    let folder = tempfile::tempdir().expect("a folder");
    let block =
        |lines: &str| format!("{NOTICE}\n[[uncertain]]\nid = \"x\"\nreason = \"r\"\n{lines}\n");
    let same = NOTICE.to_owned();
    for (text, args, code, words) in [
        (
            &block("path = \"team.cert.notice\""),
            &["--uncertain"][..],
            2,
            "does not say what the assumption may be",
        ),
        (
            &block("path = \"team.cert.notice\"\nrange = \"6h..2h\""),
            &["--uncertain"],
            2,
            "goes backwards",
        ),
        (
            &block("path = \"team.cert.notice\"\nrange = \"2h..6h\"\nshift = \"-1d..1d\""),
            &["--uncertain"],
            2,
            "both say what",
        ),
        (
            &block("path = \"team.cert.notice\"\nfactor = \"1h..2h\""),
            &["--uncertain"],
            2,
            "not a range of factors",
        ),
        (
            &block("path = \"team.cert.notice\"\nrange = \"2h..6h\"\nlikely = \"9h\""),
            &["--uncertain"],
            2,
            "outside the range",
        ),
        (
            &block("path = \"scenario.seed\"\nvalues = [1, 2]"),
            &["--uncertain"],
            2,
            "can't change `scenario.seed`",
        ),
        (
            &block("path = \"nation.*.release\"\nfactor = \"0.5..2\""),
            &["--uncertain"],
            2,
            "leads to nothing",
        ),
        (
            &block("path = \"team.cert.hours\"\nfactor = \"0.5..2\""),
            &["--uncertain"],
            2,
            "nothing is written at",
        ),
        (
            &block("path = \"scenario.name\"\norder = \"any\""),
            &["--uncertain"],
            2,
            "no list of two items",
        ),
        (
            &block("path = \"scenario.name\"\nshift = \"-1d..1d\""),
            &["--uncertain"],
            2,
            "no date that could be shifted",
        ),
        (
            &block("path = \"team.cert.notice\"\nvalues = [\"1h\", \"2h\"]"),
            &["--uncertain"],
            2,
            "both change `team.cert.notice`",
        ),
        (
            &block("path = \"team.cert.experts.1.count\"\nvalues = [50, 0]"),
            &["--uncertain=x"],
            2,
            "narrow what these assumptions may be",
        ),
        (&same, &["--uncertain=notise"], 2, "did you mean `notice`?"),
        (
            &same,
            &["--uncertain", "--points", "8"],
            2,
            "too few to tell luck",
        ),
        (&same, &["--uncertain", "-n", "1"], 2, "give -n 2 or more"),
        (
            &same,
            &["--uncertain", "--set", "team.cert.notice=1h"],
            2,
            "fixes what the assumption `notice` varies",
        ),
        (
            &same,
            &["--uncertain", "-m", "response:median"],
            2,
            "take the mean",
        ),
        (&same, &["--points", "64"], 2, "--uncertain"),
    ] {
        fs::write(folder.path().join("my.toml"), text).expect("a file");
        let mut all = vec!["compare", "my.toml", "-m", "response", "-n", "2"];
        if args.contains(&"-n") {
            all.truncate(4);
        }
        if args.contains(&"-m") {
            all.drain(2..4);
        }
        all.extend(args);
        let (found, _, err) = run(folder.path(), &all);
        assert_eq!(found, code, "{all:?}: {err}");
        assert!(err.contains(words), "{words} in\n{err}");
        assert!(
            !folder.path().join("output").exists(),
            "{all:?} left something behind"
        );
    }
}

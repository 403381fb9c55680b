//! Comparing policies, through the command and the library.

use std::fs;
use std::path::Path;

use sortie::inside::scenario::embedded;

use crate::harness::run;

const POLICIES: &str = r#"

[[policy]]
id      = "slow"
name    = "A slow team"
set     = { "team.cert.notice" = "12h" }

[[policy]]
id      = "slower"
set     = { "team.cert.notice" = "24h" }

[[policy]]
id      = "renamed"
name    = "Nothing but a name"
set     = { "scenario.name" = "Another name" }
"#;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let minimal = embedded::text("minimal").expect("a ready scenario");
    fs::write(
        folder.path().join("my.toml"),
        format!("{minimal}{POLICIES}"),
    )
    .expect("a file");
    folder
}

fn json(folder: &Path, name: &str) -> serde_json::Value {
    let text = fs::read_to_string(folder.join(name)).expect("a file");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn says_which_policy_is_slower_by_how_much_and_how_sure() {
    let folder = folder();
    let args = ["compare", "my.toml", "-n", "60", "-m", "response,loss"];
    let (code, out, err) = run(folder.path(), &args);
    assert_eq!((code, err.as_str()), (0, ""));
    for words in [
        "3 policies against as-it-is",
        "slow (A slow team)\n  − lengthens the mean response time of all incidents by ",
        "leaves the mean response time of all incidents the same in every replication",
        "with 95% confidence",
        "output/my--compared",
    ] {
        assert!(out.contains(words), "{words} in\n{out}");
    }
    let results = folder.path().join("output/my--compared");
    let comparison = json(&results, "comparison.json");
    let row = |policy: usize| &comparison["measures"][0]["rows"][policy];
    assert_eq!(row(0)["policy"], "as-it-is");
    assert!(row(0)["difference"].is_null());
    // A notice of 12 h adds about 12 h to every answer, of 24 h about 24 h; waiting adds more.
    let by = |policy: usize| {
        row(policy)["difference"]["estimate"]
            .as_f64()
            .expect("hours")
    };
    assert!(by(1) > 10.0 && by(2) > by(1) + 10.0, "{} {}", by(1), by(2));
    let low = row(1)["difference"]["low"].as_f64().expect("hours");
    let together = row(1)["difference"]["together_low"]
        .as_f64()
        .expect("hours");
    assert!(together < low && low < by(1));
    assert_eq!(row(1)["difference"]["verdict"], "worse");
    assert_eq!(row(3)["difference"]["verdict"], "same");
    assert_eq!(row(0)["best"]["may_be_best"], true);
    assert_eq!(row(2)["best"]["may_be_best"], false);
    let manifest = json(&results, "manifest.json");
    assert_eq!(manifest["kind"], "compare");
    let csv = fs::read_to_string(results.join("comparison.csv")).expect("a table");
    assert_eq!(csv.lines().count(), 1 + 2 * 4);
    assert!(results.join("charts/differences-response.png").exists());
}

#[test]
fn the_same_bytes_for_any_threads_and_for_the_command_of_the_manifest() {
    let folder = folder();
    let args = |out, threads| {
        let mut args = vec!["compare", "my.toml", "--quiet", "--seed", "5"];
        args.extend(["--precision", "40%", "-m", "response:p90,response"]);
        args.extend(["--policies", "slow"]);
        args.extend(["--out", out, "--threads", threads]);
        args
    };
    for (out, threads) in [("a", "1"), ("b", "3")] {
        let ran = run(folder.path(), &args(out, threads));
        assert_eq!(ran, (0, String::new(), String::new()));
    }
    let read =
        |out: &str, file: &str| fs::read(folder.path().join(out).join(file)).expect("a file");
    for file in ["comparison.json", "comparison.md", "comparison.csv"] {
        assert!(read("a", file) == read("b", file), "{file}");
    }
    // What a stopping rule has found is what the same number of replications gives.
    let manifest = json(&folder.path().join("a"), "manifest.json");
    let command = manifest["command"].as_str().expect("a command");
    let mut words: Vec<&str> = command.split(' ').skip(1).collect();
    words.extend(["--out", "c", "--quiet"]);
    assert_eq!(run(folder.path(), &words).0, 0);
    assert!(read("a", "comparison.csv") == read("c", "comparison.csv"));
    let (a, c) = (
        json(&folder.path().join("a"), "comparison.json"),
        json(&folder.path().join("c"), "comparison.json"),
    );
    assert_eq!(a["measures"], c["measures"]);
    assert_eq!(a["stopped"], "precise");
    assert_eq!(c["stopped"], "done");
}

#[test]
fn a_precision_out_of_reach_ends_at_the_cap_with_a_warning() {
    let folder = folder();
    let args = ["compare", "my.toml", "--precision", "0.1%", "-n", "100"];
    let (code, out, err) = run(folder.path(), &args);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(
        out.contains("note: The precision of 0.1% was not reached within 100 replications"),
        "{out}"
    );
}

#[test]
fn a_budget_ends_the_work() {
    let folder = folder();
    let args = ["compare", "my.toml", "--budget", "1s", "-m", "loss"];
    let (code, out, _) = run(folder.path(), &args);
    assert_eq!(code, 0);
    assert!(out.contains("note: Time was up after "), "{out}");
}

#[test]
fn another_baseline_turns_the_signs() {
    let folder = folder();
    let args = [
        "compare",
        "my.toml",
        "-n",
        "40",
        "--quiet",
        "--baseline",
        "slow",
        "--policies",
        "as-it-is,slower",
        "-m",
        "response",
    ];
    assert_eq!(run(folder.path(), &args), (0, String::new(), String::new()));
    let comparison = json(
        &folder.path().join("output/my--compared"),
        "comparison.json",
    );
    assert_eq!(comparison["baseline"], "slow");
    let verdict = |row: usize| &comparison["measures"][0]["rows"][row]["difference"]["verdict"];
    assert_eq!(verdict(1), "better");
    assert_eq!(verdict(2), "worse");
}

#[test]
fn the_best_is_selected_and_the_others_are_run_no_more_than_needed() {
    let folder = folder();
    let args = |out, threads| {
        let mut args = vec![
            "compare",
            "my.toml",
            "--select-best",
            "--indifference",
            "2h",
        ];
        args.extend(["-m", "response", "--out", out, "--threads", threads]);
        args
    };
    let (code, out, err) = run(folder.path(), &args("a", "1"));
    assert_eq!((code, err.as_str()), (0, ""));
    for words in [
        "as-it-is is chosen by the mean response time of all incidents",
        "with a probability of at least 95%",
        "renamed comes out level with it",
        "start with report.html, or selection.md",
    ] {
        assert!(out.to_lowercase().contains(words), "{words} in\n{out}");
    }
    assert_eq!(run(folder.path(), &args("b", "3")).0, 0);
    let read =
        |out: &str| fs::read(folder.path().join(out).join("selection.json")).expect("a file");
    assert!(read("a") == read("b"), "threads change nothing");
    let selection = json(&folder.path().join("a"), "selection.json");
    let policy = |ix: usize| &selection["policies"][ix];
    assert_eq!(policy(1)["out_after"], 32);
    assert_eq!(policy(0)["out_after"], serde_json::Value::Null);
    // A policy without a value, a cap, and measures that can't serve.
    let of = |more: &[&str]| {
        let mut args = vec!["compare", "my.toml", "--select-best", "--indifference"];
        args.extend(more);
        run(folder.path(), &args)
    };
    let (code, out, _) = of(&["10min", "-m", "response", "-n", "100"]);
    assert_eq!(code, 0);
    assert!(
        out.contains("note: No choice within 100 replications"),
        "{out}"
    );
    for (more, words) in [
        (&["2h", "-m", "response:median"][..], "take the mean"),
        (&["2", "-m", "averted"], "no policy is better than another"),
        (&["2%", "-m", "response"], "measured in hours"),
        (
            &["2h", "-m", "target:hands-on-fast"],
            "measured in per cent",
        ),
        (&["0h", "-m", "response"], "positive"),
        (&["2h", "-m", "response,loss"], "name one with --measure"),
        (&["2h", "--confidence", "20%"], "above 25.0%"),
    ] {
        let (code, _, err) = of(more);
        assert_eq!(code, 2, "{more:?}");
        assert!(err.contains(words), "{words} in {err}");
    }
}

#[test]
fn bad_input_is_named_with_what_there_is() {
    let folder = folder();
    let mut said = String::new();
    for args in [
        &["--policies", "slwo,slow,other"][..],
        &["--baseline", "none"],
        &["--baseline", "slow", "--policies", "slow"],
        &["--measure", "respnse:grave"],
        &["--measure", "loss:voter-registry"],
        &["--precision", "2"],
        &["--precision", "0%"],
        &["--budget", "soon"],
        &["--budget", "0s"],
        &["--horizon", "1000d"],
        &["-n", "99999999999"],
    ] {
        let all: Vec<&str> = ["compare", "my.toml"].iter().chain(args).copied().collect();
        let (code, out, err) = run(folder.path(), &all);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}\n{err}");
        said.push_str(&format!("$ sortie {}\n{err}\n", all.join(" ")));
    }
    let (code, _, err) = run(folder.path(), &["compare", "minimal"]);
    assert_eq!(code, 2);
    said.push_str(&format!("$ sortie compare minimal\n{err}"));
    insta::assert_snapshot!(said);
    assert!(
        !folder.path().join("output").exists(),
        "nothing is left behind"
    );
}

/// Measures of running work, and the counts of a run that are the same.
const PAIRS: [(&str, &str); 6] = [
    ("given-up", "given_up"),
    ("refusals", "refusals"),
    ("pre-emptions", "preemptions"),
    ("handovers", "handovers"),
    ("pauses", "pauses"),
    ("rework", "rework_hours"),
];

#[test]
fn what_happens_to_running_work_is_compared_as_runs_count_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let measures = PAIRS.map(|(name, _)| name).join(",");
    let changes = "roster.crrt-rotation.period=1 month";
    let mut args = vec!["compare", "--quiet", "-n", "30", "--set", changes, "-m"];
    args.extend([measures.as_str(), "--policies", "structured-handover"]);
    args.extend(["--baseline", "pre-emption", "--out", "c"]);
    assert_eq!(run(folder.path(), &args), (0, String::new(), String::new()));
    let comparison = json(&folder.path().join("c"), "comparison.json");
    let mut seen = Vec::new();
    for (row, policy) in ["pre-emption", "structured-handover"].iter().enumerate() {
        let mut args = vec!["run", "--quiet", "-n", "30", "--set", changes];
        args.extend(["--policy", policy, "--out", policy]);
        assert_eq!(run(folder.path(), &args).0, 0);
        let summary = json(&folder.path().join(policy), "summary.json");
        for (ix, (name, counted)) in PAIRS.iter().enumerate() {
            let measure = &comparison["measures"][ix];
            assert_eq!(measure["name"], *name);
            let value = measure["rows"][row]["value"]["estimate"].as_f64();
            let counts = summary["counts"].as_array().expect("counts");
            let count = counts.iter().find(|count| count["name"] == *counted);
            // What the scenario does not ask for is left out of a summary: it is zero.
            let count = count.map_or(Some(0.0), |count| count["estimate"].as_f64());
            let (value, count) = (value.expect("a value"), count.expect("a mean"));
            assert!((value - count).abs() < 1e-9, "{name}: {value} {count}");
            if value > 0.0 {
                seen.push(*name);
            }
        }
    }
    for name in ["pre-emptions", "handovers", "rework"] {
        assert!(seen.contains(&name), "nothing of {name}: {seen:?}");
    }
}

#[test]
fn the_guide_names_every_count() {
    let guide = include_str!("../../docs/compare.md");
    let document = sortie::inside::scenario::open("lithuania-2019", &[])
        .expect("the reference scenario")
        .document;
    for measure in sortie::inside::study::measures::all(&document, None) {
        let name = measure.name.split(':').next().unwrap_or_default();
        let named = [format!("`{name}`"), format!("`{name}:")];
        assert!(
            named.iter().any(|it| guide.contains(it)),
            "`{name}` is not in docs/compare.md"
        );
    }
}

#[test]
fn skewed_differences_get_bca_limits_and_a_note() {
    // A rare catastrophe that one policy answers late: most replications have none, so the
    // differences are zero but for a few.
    let text = format!(
        "{}{}",
        crate::harness::simple(&[]).replace("at = []", "rate = \"0.2/week\""),
        r#"
[[policy]]
id = "late"
set = { "team.cert.notice" = "9h" }
"#
    );
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("rare.toml"), text).expect("a file");
    let line = |n: &'static str, out: &'static str| {
        [
            "compare",
            "rare.toml",
            "-n",
            n,
            "-m",
            "loss,incidents",
            "--out",
            out,
        ]
    };
    let (code, few, err) = run(folder.path(), &line("40", "few"));
    assert_eq!((code, err.as_str()), (0, ""));
    let caution = "lean to one side, because a few replications make most of the difference: in `loss` \
                   under `late`";
    assert!(few.contains(caution), "{few}");
    let comparison = json(folder.path(), "few/comparison.json");
    let difference = &comparison["measures"][0]["rows"][1]["difference"];
    let number = |key: &str| difference[key].as_f64().expect("a number");
    let gamma = number("skewness");
    assert!(gamma / 40.0_f64.sqrt() > 0.118, "{gamma}");
    // To the right, like the values: both limits are above Student's.
    assert!(number("bca_low") > number("low"), "{difference}");
    assert!(number("bca_high") > number("high"), "{difference}");
    assert!(number("bca_low") <= number("estimate"));
    // The same number of incidents in every replication: nothing is skewed.
    let same = &comparison["measures"][1]["rows"][1]["difference"];
    assert!(same["skewness"].is_null() && same["bca_low"].is_null());
    let page = fs::read_to_string(folder.path().join("few/comparison.md")).expect("a page");
    assert_eq!(page.matches("BCa (95%, by itself)").count(), 1, "{page}");

    // With many more, Student's interval is right enough, and nothing is said.
    let (code, many, _) = run(folder.path(), &line("1500", "many"));
    assert_eq!(code, 0);
    assert!(!many.contains("lean to one side"), "{many}");
    let difference = json(folder.path(), "many/comparison.json");
    let difference = &difference["measures"][0]["rows"][1]["difference"];
    assert!(difference["bca_low"].is_null() && difference["skewness"].is_number());
}

//! What is worth acting on: verdicts, headlines and the best, through the command.

use std::fs;
use std::path::Path;

use sortie::inside::scenario::embedded;

use crate::harness::run;

/// A team with a notice of 2 h, as in the scenario, of a minute more, and of 12 h more.
const POLICIES: &str = r#"

[[policy]]
id      = "as-written"
name    = "What the scenario says, again"
set     = { "team.cert.notice" = "NOTICE" }

[[policy]]
id      = "minute"
name    = "A minute later"
set     = { "team.cert.notice" = "121min" }

[[policy]]
id      = "slow"
name    = "A slow team"
set     = { "team.cert.notice" = "14h" }
"#;

fn folder(more: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let minimal = embedded::text("minimal").expect("a ready scenario");
    let text = sortie::inside::scenario::apply_overlays(
        minimal,
        &[("team.cert.notice".to_owned(), "120min".to_owned())],
    )
    .expect("a notice");
    let policies = POLICIES.replace("NOTICE", "120min");
    fs::write(
        folder.path().join("my.toml"),
        format!("{text}{policies}{more}"),
    )
    .expect("a file");
    folder
}

fn json(folder: &Path) -> serde_json::Value {
    let path = folder.join("output/my--compared/comparison.json");
    serde_json::from_str(&fs::read_to_string(path).expect("a file")).expect("JSON")
}

/// The row of a policy.
fn row<'a>(measure: &'a serde_json::Value, policy: &str) -> &'a serde_json::Value {
    let rows = measure["rows"].as_array().expect("rows");
    rows.iter()
        .find(|row| row["policy"] == policy)
        .expect("a policy")
}

#[test]
fn a_difference_that_is_sure_and_too_small_is_practically_the_same() {
    let folder = folder("\n[worthwhile]\nresponse = \"30min\"\n");
    let args = ["compare", "my.toml", "-n", "60", "-m", "response"];
    let (code, out, err) = run(folder.path(), &args);
    assert_eq!((code, err.as_str()), (0, ""));
    for words in [
        "≈ leaves the mean response time of all incidents practically the same: the difference, ",
        "is less than the 30 min worth acting on",
        "− lengthens the mean response time of all incidents by ",
        "% of the baseline's",
        "as-written (What the scenario says, again) is the baseline under another name",
    ] {
        assert!(out.contains(words), "{words} in\n{out}");
    }
    let found = json(folder.path());
    let measure = &found["measures"][0];
    assert_eq!(measure["worthwhile"]["given"], true);
    assert_eq!(measure["worthwhile"]["size"], 0.5);
    let minute = &row(measure, "minute")["difference"];
    assert_eq!(minute["verdict"], "practically_the_same");
    // Sure to be above 0: a minute's delay is one in every replication.
    assert!(minute["together_low"].as_f64().expect("hours") > 0.0);
    let slow = &row(measure, "slow")["difference"];
    assert_eq!(slow["verdict"], "worse");
    let relative = slow["relative"].as_f64().expect("a share");
    let by = slow["estimate"].as_f64().expect("hours");
    let base = measure["rows"][0]["value"]["estimate"].as_f64();
    assert!((relative - by / base.expect("hours")).abs() < 1e-12);
    // The baseline appears once, and nobody is dropped without a word.
    assert_eq!(found["policies"].as_array().map(Vec::len), Some(3));
    assert_eq!(found["same_as_baseline"][0]["id"], "as-written");

    // Somebody for whom a second counts, or for whom half a day does not.
    let given = |size: &str| {
        let mut args = args.to_vec();
        args.extend(["--force", "--quiet", "--worthwhile", size]);
        assert_eq!(run(folder.path(), &args), (0, String::new(), String::new()));
        let found = json(folder.path());
        ["minute", "slow"].map(|policy| {
            let difference = &row(&found["measures"][0], policy)["difference"];
            difference["verdict"].as_str().expect("a word").to_owned()
        })
    };
    assert_eq!(given("response=1s"), ["worse", "worse"]);
    let all_the_same = ["practically_the_same", "practically_the_same"];
    assert_eq!(given("response=100h"), all_the_same);
}

#[test]
fn the_best_is_ahead_by_what_is_worth_acting_on() {
    let folder = folder("");
    let said = |size: &str, policies: &str| {
        let mut args = vec![
            "compare", "my.toml", "-n", "60", "-m", "response", "--force",
        ];
        args.extend(["--policies", policies, "--worthwhile", size]);
        let (code, out, err) = run(folder.path(), &args);
        assert_eq!((code, err.as_str()), (0, ""));
        out
    };
    let out = said("response=30min", "slow");
    let best = "The best of all 2 by the mean response time of all incidents is as-it-is: ahead of \
                every other by at least ";
    assert!(out.contains(best), "{out}");
    let found = json(folder.path());
    let lead = &found["measures"][0]["rows"][0]["best"]["lead"];
    assert!(lead.as_f64().expect("hours") > 11.0);
    let out = said("response=30min", "minute,slow");
    assert!(!out.contains("The best"), "{out}");
    let narrow = "as-it-is is ahead of all others by the mean response time of all incidents, with \
                  95% confidence, but by less than what is worth acting on: at most ";
    assert!(out.contains(narrow), "{out}");
    assert!(
        out.contains("Behind it by less than that: minute."),
        "{out}"
    );
    assert!(out.contains("narrowly best"), "{out}");
}

#[test]
fn the_headline_is_the_first_measure_in_which_policies_differ() {
    let folder = folder("");
    let mut args = vec!["compare", "my.toml", "-m", "incidents,response,loss"];
    args.extend(["--precision", "30%"]);
    let (code, out, err) = run(folder.path(), &args);
    assert_eq!((code, err.as_str()), (0, ""));
    for words in [
        "Nothing differs in incidents: all are the same there in every replication.",
        "The headline is the mean response time of all incidents: the first measure in which",
        "Mean response time of all incidents (longer ones count as",
    ] {
        assert!(out.contains(words), "{words} in\n{out}");
    }
    let found = json(folder.path());
    assert_eq!(found["headline"], "response");
    assert_eq!(found["nothing_differs"], serde_json::json!(["incidents"]));
    // A count that no policy changes is precise after the first look: the precision is not its.
    let reached = found["precision_reached"].as_f64().expect("a precision");
    let measure = &found["measures"][1];
    let base = measure["rows"][0]["value"].clone();
    let number = |key: &str| base[key].as_f64().expect("hours");
    let own = (number("high") - number("low")) / 2.0 / number("estimate");
    assert!(reached >= own - 1e-12 && reached < 0.3, "{own} {reached}");
    let results = folder.path().join("output/my--compared");
    let page = fs::read_to_string(results.join("comparison.md")).expect("a page");
    assert!(!page.contains("### Number of incidents"), "{page}");
    assert!(!results.join("charts/differences-incidents.png").exists());
    let csv = fs::read_to_string(results.join("comparison.csv")).expect("a table");
    assert!(csv.contains("\nincidents,count,lower,slow,"), "{csv}");

    // The headline depends on no stopping rule.
    let n = found["replications"].to_string();
    let mut args = vec!["compare", "my.toml", "-m", "incidents,response,loss"];
    args.extend(["-n", &n, "--force", "--quiet"]);
    assert_eq!(run(folder.path(), &args), (0, String::new(), String::new()));
    assert_eq!(json(folder.path())["headline"], "response");
    assert_eq!(json(folder.path())["measures"], found["measures"]);
}

#[test]
fn nothing_but_the_baseline_is_nothing_to_compare() {
    let folder = folder("");
    let args = ["compare", "my.toml", "--policies", "as-written"];
    let (code, out, err) = run(folder.path(), &args);
    assert_eq!((code, out.as_str()), (2, ""));
    let words = "there is nothing to compare: under `as-written` the scenario is the same as under \
                 the baseline, `as-it-is`";
    assert!(err.contains(words), "{err}");
    assert!(!folder.path().join("output").exists());
}

#[test]
fn sizes_that_do_not_fit_are_refused() {
    let folder = folder("");
    let of = |size: &str| {
        let (code, out, err) = run(folder.path(), &["compare", "my.toml", "--worthwhile", size]);
        assert_eq!((code, out.as_str()), (2, ""), "{size}");
        err
    };
    for (size, words) in [
        ("recovery", "not of the form MEASURE=SIZE"),
        ("recovry=30min", "did you mean `recovery`?"),
        ("recovery=2%", "`recovery` is measured in hours"),
        ("recovery=0h", "`recovery` is measured in hours"),
        ("milestones=1h", "`milestones` is measured in per cent"),
        ("target=1h", "`target` is measured in per cent"),
        ("incidents=1h", "`incidents` is measured in numbers"),
    ] {
        let err = of(size);
        assert!(err.contains(words), "{words} in {err}");
    }
    assert!(!folder.path().join("output").exists());
    // A policy can't change what all policies are measured by.
    let path = folder.path().join("my.toml");
    let text = fs::read_to_string(&path).expect("a file");
    let policy = "\n[[policy]]\nid = \"x\"\nset = { \"worthwhile.recovery\" = \"1h\" }\n";
    fs::write(&path, text + policy).expect("a file");
    let (code, _, err) = run(folder.path(), &["check", "my.toml"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("S1005"), "{err}");
}

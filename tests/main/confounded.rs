//! Policies that differ in who serves as well as in a rule: the comparison says so.

use std::fs;
use std::path::Path;

use crate::harness::run;

/// Half a year with an election in May; two nations take turns of three months, so that the
/// second one serves on its day. Both have as many experts; with which skills, is open.
fn scenario(red: &str, blue: &str, policy: &str) -> String {
    format!(
        r#"
schema = 1

[scenario]
name     = "Turns"
timezone = "UTC"
start    = "2023-01-01"
end      = "2023-07-01"

[[election]]
id   = "vote"
name = "Parliament"
day  = "2023-05-14"

[[asset]]
id = "site"

[[milestone]]
id    = "night"
name  = "Results at night"
asset = "site"
level = "50%"
from  = "vote.polls_close"
to    = "vote.day + 1d"

[[incident]]
id       = "flood"
severity = "high"
stage    = [{{ name = "contain", crew = {{ analyst = 1 }}, effort = "6h" }}]

[[threat]]
id       = "botnet"
incident = "flood"
targets  = "site"
rate     = "1/week"

[[nation]]
id      = "RED"
name    = "Redland"
role    = "participant"
experts = {red}

[[nation]]
id      = "BLU"
name    = "Blueland"
role    = "participant"
experts = {blue}

[[nation]]
id      = "GRN"
name    = "Greenland"
role    = "participant"
experts = [{{ skills = ["analyst"], count = 2 }}]

[[team]]
id     = "rapid"
roster = "turns"
notice = "1h"

[[roster]]
id        = "turns"
nations   = ["RED", "BLU"]
seats     = {{ analyst = 2 }}
period    = "3 months"
first_day = "2023-01-01"

[[dispatch.rule]]
teams = ["rapid"]

[[policy]]
id  = "other"
set = {policy}
"#
    )
}

const PLAIN: &str = r#"[{ skills = ["analyst"], count = 2 }]"#;
const VERSED: &str = r#"[{ skills = ["analyst", "forensics"], count = 2 }]"#;

/// The terminal's text without line breaks, the page, and the numbers.
fn compared(folder: &Path, text: &str) -> (String, String, serde_json::Value) {
    fs::write(folder.join("turns.toml"), text).expect("a file");
    let args = ["compare", "turns.toml", "-n", "20", "--force"];
    let (code, out, err) = run(folder, &args);
    assert_eq!(code, 0, "{err}");
    let read = |name: &str| {
        fs::read_to_string(folder.join("output/turns--compared").join(name)).expect("a file")
    };
    let numbers = serde_json::from_str(&read("comparison.json")).expect("JSON");
    (out, read("comparison.md"), numbers)
}

#[test]
fn another_order_of_other_skills_is_flagged_with_numbers() {
    let folder = tempfile::tempdir().expect("a folder");
    let order = r#"{ "roster.turns.nations" = ["BLU", "RED"] }"#;
    let (out, page, numbers) = compared(folder.path(), &scenario(PLAIN, VERSED, order));
    for words in [
        "other also changes who serves: on the day of “Parliament” Redland has 2 of 2 on duty in \
         rapid instead of 0, Blueland 0 instead of 2, and others in 1 more window. They bring \
         other skills: forensics 0 instead of 2.",
        "These differences mean the rule and the people together.",
        "--set 'roster.turns.nations=[\"BLU\", \"RED\"]'",
    ] {
        assert!(out.contains(words), "{words} in\n{out}");
    }
    // In the first lines: before the table, on the terminal and on the page.
    let place = |text: &str, words: &str| text.find(words).unwrap_or_else(|| panic!("{words}"));
    assert!(place(&out, "also changes who serves") < place(&out, "value (95%)"));
    assert!(place(&page, "also changes who serves") < place(&page, "\n- `other`"));
    assert!(page.contains("## Who serves when"), "{page}");
    assert!(page.contains("RED 2 |"), "{page}");

    let duties = numbers["exposure"]["duties"].as_array().expect("duties");
    let windows = numbers["exposure"]["windows"].as_array().expect("windows");
    let names: Vec<&str> = windows
        .iter()
        .map(|it| it["name"].as_str().expect("a name"))
        .collect();
    assert_eq!(names, ["Parliament", "Results at night", "all of the time"]);
    let of = |policy: &str, window: u64| {
        let found = duties
            .iter()
            .find(|it| it["policy"] == policy && it["window"] == window);
        found.expect("a duty")["nations"].clone()
    };
    assert_eq!(of("as-it-is", 0), serde_json::json!([["BLU", 2.0]]));
    assert_eq!(of("other", 1), serde_json::json!([["RED", 2.0]]));
    // January to March are 90 of 181 days.
    let red = of("as-it-is", 2)[1][1].as_f64().expect("experts");
    assert!((red - 2.0 * 90.0 / 181.0).abs() < 1e-9, "{red}");
    let csv = fs::read_to_string(folder.path().join("output/turns--compared/exposure.csv"))
        .expect("a table");
    let row = "other,rapid,turns,Parliament,election,2023-05-14 ";
    let row = csv
        .lines()
        .find(|line| line.starts_with(row))
        .expect("a row");
    assert!(row.ends_with(",nation,RED,2,1"), "{row}");
}

#[test]
fn another_period_of_the_same_skills_is_flagged_as_other_people_of_the_same_skills() {
    let folder = tempfile::tempdir().expect("a folder");
    let period = r#"{ "roster.turns.period" = "2 months" }"#;
    let (out, ..) = compared(folder.path(), &scenario(PLAIN, PLAIN, period));
    let words = "other also changes who serves: on the day of “Parliament” Redland has 2 of 2 on duty \
                 in rapid instead of 0, Blueland 0 instead of 2, and others in 1 more window. They \
                 bring the same skills in the same numbers; nations may still differ in release, \
                 travel and familiarity with the place.";
    assert!(out.contains(words), "{out}");
}

#[test]
fn nations_that_join_are_meant_to_change_who_serves() {
    let folder = tempfile::tempdir().expect("a folder");
    let join = r#"{ "roster.turns.nations" = ["RED", "GRN", "BLU"] }"#;
    let (out, ..) = compared(folder.path(), &scenario(PLAIN, PLAIN, join));
    let words = "other is meant to change who serves (by roster.turns.nations): on the day of \
                 “Parliament” Greenland has 2 of 2 on duty in rapid instead of 0";
    assert!(out.contains(words), "{out}");
    assert!(!out.contains("the people together"), "{out}");
}

#[test]
fn the_same_people_under_another_rule_are_not_flagged() {
    let folder = tempfile::tempdir().expect("a folder");
    let notice = r#"{ "team.rapid.notice" = "9h" }"#;
    let (out, page, numbers) = compared(folder.path(), &scenario(PLAIN, VERSED, notice));
    assert!(!out.contains("who serves"), "{out}");
    assert!(page.contains("- **A**: `as-it-is`, `other`"), "{page}");
    assert_eq!(numbers["exposure"]["confounders"], serde_json::json!([]));
}

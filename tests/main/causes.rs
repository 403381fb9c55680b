//! Why milestones were missed and deadlines passed: to the threat or inject that began it.

use std::fs;

use serde_json::Value;

use crate::harness::run;

/// A site that needs power and one of two mirrors, watched from the second day to the sixth.
fn site(more: &str) -> String {
    format!(
        r#"
schema = 1
scenario = {{ name = "Causes", timezone = "UTC", start = "2019-01-01", end = "2019-01-11" }}
asset = [
  {{ id = "grid" }},
  {{ id = "power", name = "Power", needs = ["grid"] }},
  {{ id = "a" }},
  {{ id = "b" }},
  {{ id = "office" }},
  {{ id = "site", name = "The site", needs = ["power", {{ any = ["a", "b"] }}] }},
]
incident = [
  {{ id = "crash", name = "Crash", severity = "high", impact = {{ high = "100%" }}, stage = [{{ name = "contain", crew = {{ analyst = 1 }}, effort = "30d" }}] }},
  {{ id = "virus", name = "Virus", severity = "low", stage = [{{ name = "contain", crew = {{ analyst = 1 }}, effort = "30d" }}], consequence = [
    {{ incident = "crash", on = "site", chance = "100%", after = "6h" }},
  ] }},
]
team = [{{ id = "cert", experts = [{{ skills = ["analyst"], count = 9 }}], notice = "5h" }}]
dispatch = {{ rule = [{{ teams = ["cert"] }}] }}
milestone = [{{ id = "open", name = "The site is open", asset = "site", from = "start + 1d", to = "start + 5d", level = "90%", tolerance = "1h" }}]
target = [{{ id = "quick", name = "At work in an hour", from = "detected", to = "hands_on", within = "1h" }}]
[[threat]]
id = "rare"
incident = "virus"
targets = "office"
at = ["start + 9d"]
{more}"#
    )
}

/// An outage from one hour to another.
fn outage(id: &str, asset: &str, (from, to): (f64, f64)) -> String {
    let minutes = |hours: f64| (hours * 60.0).round();
    format!(
        "\n[[inject]]\nid = \"{id}\"\nname = \"Outage {id}\"\nat = \"start + {}min\"\n\
         outage = {{ asset = \"{asset}\", until = \"start + {}min\" }}\n",
        minutes(from),
        minutes(to)
    )
}

fn summary(text: &str, replications: &str) -> (Value, String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("my.toml"), text).expect("a file");
    let words = ["run", "my.toml", "-n", replications, "--out", "o"];
    let (code, out, err) = run(folder.path(), &words);
    assert_eq!(code, 0, "{err}");
    let read = |name: &str| fs::read_to_string(folder.path().join("o").join(name)).expect("a file");
    let summary = serde_json::from_str(&read("summary.json")).expect("JSON");
    (summary, read("causes.csv"), out)
}

/// What a milestone was missed for: source, kind, assets on the way; one a cause.
fn causes(more: &str) -> Vec<(String, String, String, u64)> {
    let (summary, ..) = summary(&site(more), "2");
    let rows = summary["milestones"][0]["missed_by"].as_array().cloned();
    let words = |value: &Value| value.as_str().unwrap_or("").to_owned();
    rows.unwrap_or_default()
        .iter()
        .map(|row| {
            let chain = row["chain"].as_array().expect("a chain").iter();
            let chain: Vec<String> = chain.map(words).collect();
            let missed = row["missed"].as_u64().expect("a number");
            (
                words(&row["from"]),
                words(&row["kind"]),
                chain.join(" "),
                missed,
            )
        })
        .collect()
}

fn one(from: &str, kind: &str, chain: &str) -> Vec<(String, String, String, u64)> {
    vec![(from.to_owned(), kind.to_owned(), chain.to_owned(), 2)]
}

#[test]
fn of_what_is_needed_each_the_first_to_fail_is_the_cause() {
    assert_eq!(causes(""), []);
    let grid = outage("p", "grid", (48.0, 96.0));
    let own = outage("s", "site", (60.0, 96.0));
    let both = format!("{grid}{own}");
    assert_eq!(causes(&grid), one("inject:p", "", "grid power site"));
    assert_eq!(causes(&both), one("inject:p", "", "grid power site"));
    let earlier = outage("s", "site", (40.0, 96.0));
    assert_eq!(
        causes(&format!("{grid}{earlier}")),
        one("inject:s", "", "site")
    );
    // What began before the milestone did counts as well.
    let before = outage("p", "grid", (2.0, 30.0));
    assert_eq!(causes(&before), one("inject:p", "", "grid power site"));
}

#[test]
fn of_what_stands_in_for_each_other_the_last_to_fail_is_the_cause() {
    let a = outage("x", "a", (30.0, 96.0));
    assert_eq!(causes(&a), []);
    let b = outage("y", "b", (60.0, 96.0));
    assert_eq!(causes(&format!("{a}{b}")), one("inject:y", "", "b site"));
    assert_eq!(causes(&format!("{b}{a}")), one("inject:y", "", "b site"));
}

#[test]
fn a_miss_goes_back_to_the_fall_in_which_the_tolerance_ran_out() {
    let half = outage("x", "site", (40.0, 40.5));
    let long = outage("y", "power", (60.0, 70.0));
    assert_eq!(causes(&half), []);
    assert_eq!(
        causes(&format!("{half}{long}")),
        one("inject:y", "", "power site")
    );
    // 40 minutes and 40 minutes: the second uses up the hour.
    let [first, second] =
        [("x", 40.0), ("y", 60.0)].map(|(id, at)| outage(id, "site", (at, at + 0.67)));
    assert_eq!(
        causes(&format!("{first}{second}")),
        one("inject:y", "", "site")
    );
}

#[test]
fn what_spreads_goes_back_to_where_it_came_from() {
    let virus = "\n[[threat]]\nid = \"mail\"\nname = \"Mail\"\nincident = \"virus\"\n\
                 targets = \"office\"\nat = [\"start + 2d\"]\n";
    assert_eq!(causes(virus), one("threat:mail", "crash", "site"));
    let scripted = "\n[[inject]]\nid = \"stick\"\nat = \"start + 2d\"\n\
                    incident = { kind = \"virus\", targets = [\"office\"] }\n";
    assert_eq!(causes(scripted), one("inject:stick", "crash", "site"));
}

#[test]
fn an_inject_that_chance_left_out_is_no_cause() {
    // Two outages of one asset at one time, of which either happens or does not.
    let maybe = |id: &str| outage(id, "site", (48.0, 96.0)) + "chance = \"50%\"\n";
    let text = site(&format!("{}{}", maybe("x"), maybe("y")));
    let (found, csv, _) = summary(&text, "400");
    let milestone = &found["milestones"][0];
    let rows = milestone["missed_by"].as_array().expect("causes");
    let missed: u64 = rows
        .iter()
        .map(|row| row["missed"].as_u64().expect("a number"))
        .sum();
    assert_eq!(missed + milestone["kept"].as_u64().expect("a number"), 400);
    // Of 4 histories one has neither, one y alone, two x (which is first in the scenario).
    let of = |from: &str| {
        let row = rows
            .iter()
            .find(|row| row["from"] == from)
            .expect("a cause");
        row["missed"].as_u64().expect("a number") as f64
    };
    let deviation = |p: f64| 3.0 * (400.0 * p * (1.0 - p)).sqrt();
    assert!((of("inject:x") - 200.0).abs() < deviation(0.5), "{rows:?}");
    assert!((of("inject:y") - 100.0).abs() < deviation(0.25), "{rows:?}");
    assert!(
        csv.starts_with("of,id,from,kind,held_up_by,chain,missed,share,share_low,share_high\n")
    );
    assert!(csv.contains("\nmilestone,open,inject:x,,,site,"), "{csv}");
    assert!(
        csv.contains("\ntarget,quick,threat:rare,,mobilisation,,"),
        "{csv}"
    );
}

#[test]
fn shares_of_causes_add_up_to_the_misses() {
    let folder = tempfile::tempdir().expect("a folder");
    let words = ["run", "lithuania-2019", "-n", "40", "--out", "o"];
    let (code, out, err) = run(folder.path(), &words);
    assert_eq!(code, 0, "{err}");
    let text = fs::read_to_string(folder.path().join("o/summary.json")).expect("a file");
    let summary: Value = serde_json::from_str(&text).expect("JSON");
    let mut causes = 0;
    let mut add = |row: &Value, misses: u64| {
        let none = Vec::new();
        let rows = row["missed_by"].as_array().unwrap_or(&none);
        let sum: u64 = rows
            .iter()
            .map(|it| it["missed"].as_u64().expect("a number"))
            .sum();
        let share: f64 = rows
            .iter()
            .map(|it| it["share"]["estimate"].as_f64().expect("one"))
            .sum();
        assert_eq!(sum, misses, "{row}");
        assert!(misses == 0 || (share - 1.0).abs() < 1e-9, "{row}");
        assert!(rows.iter().all(|it| it["from"].is_string()), "{row}");
        causes += rows.len();
    };
    for row in summary["milestones"].as_array().expect("milestones") {
        add(row, 40 - row["kept"].as_u64().expect("a number"));
    }
    for row in summary["targets"].as_array().expect("targets") {
        add(row, row["missed"].as_u64().expect("a number"));
    }
    assert!(causes > 50, "{causes}");
    let csv = fs::read_to_string(folder.path().join("o/causes.csv")).expect("a file");
    assert_eq!(csv.lines().count(), 1 + causes);
    // The findings name the chief cause, and that it was scripted.
    assert!(
        out.contains(
            "of the misses began with “C9 Voter lists do not answer when polls open” (scripted)"
        ),
        "{out}"
    );
    let page = fs::read_to_string(folder.path().join("o/summary.md")).expect("a page");
    assert!(
        page.contains("## Why milestones were missed")
            && page.contains("## Why deadlines were missed")
    );
}

#[test]
fn the_chart_of_misses_names_each_with_its_chief_cause() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = site(&outage("p", "grid", (48.0, 96.0)));
    fs::write(folder.path().join("my.toml"), text).expect("a file");
    let words = ["run", "my.toml", "-n", "2", "--out", "o"];
    let (code, _, err) = run(folder.path(), &words);
    assert_eq!(code, 0, "{err}");
    let chart = fs::read_to_string(folder.path().join("o/charts/misses.svg")).expect("a chart");
    for words in [
        "The site is open is missed most, in 100% of histories",
        "100%: Outage p",
        "the crew was getting ready",
    ] {
        assert!(chart.contains(words), "{words}");
    }
    // Where nothing is missed there is none.
    fs::write(
        folder.path().join("my.toml"),
        site("").replace("within = \"1h\"", "within = \"9h\""),
    )
    .expect("a file");
    let (code, _, err) = run(folder.path(), &["run", "my.toml", "-n", "2", "--out", "p"]);
    assert_eq!(code, 0, "{err}");
    assert!(!folder.path().join("p/charts/misses.svg").exists());
}

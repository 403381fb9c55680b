//! Sweeps of dates, words, lists and orders, and curves that turn between the ends of a factor.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::harness::run;
use crate::parquet_table::ParquetTable;

fn json(folder: &Path) -> Value {
    let text = fs::read_to_string(folder.join("sweep.json")).expect("a summary");
    serde_json::from_str(&text).expect("JSON")
}

/// Works on a register that would hit a vote a week later.
const WORKS: &str = r#"
schema   = 1
scenario = { name = "Works on the wrong day", timezone = "Europe/Vilnius", start = "2024-10-01", end = "2024-11-01" }
asset    = [{ id = "register", name = "Voter register" }, { id = "site" }, { id = "mail" }]
[[election]]
id  = "vote"
name = "the vote"
day = "2024-10-06"
[[phase]]
id   = "vote-days"
from = "vote.day - 1d"
to   = "vote.day + 2d"
criticality = 3.0
[[incident]]
id        = "flood"
name      = "Flood"
severity  = { medium = 1, high = 1 }
detection = { mean = "20min" }
impact    = { high = "50%" }
stage     = [{ name = "contain", crew = { analyst = 1 }, effort = { mean = "3h" } }]
[[threat]]
id       = "botnet"
name     = "Botnet"
incident = "flood"
targets  = "all"
rate     = "2/week"
[[inject]]
id = "works"
name = "Works"
at = "2024-10-13T08:00"
outage = { asset = "register", for = "24h" }
[[nation]]
id = "LT"
role = "lead"
experts = [{ skills = ["analyst"], count = 3, proficiency = 0.3 }]
[[nation]]
id = "EE"
role = "participant"
experts = [{ skills = ["analyst"], count = 3 }]
[[nation]]
id = "NL"
role = "participant"
experts = [{ skills = ["analyst"], count = 3 }]
[[roster]]
id = "turns"
nations = ["LT", "EE", "NL"]
seats = { analyst = 3 }
period = "1 month"
first_day = "2024-10-01"
[[team]]
id      = "crrt"
name    = "the response team"
roster  = "turns"
[[dispatch.rule]]
teams = ["crrt"]
"#;

/// Runs `sortie sweep my.toml` on a scenario of its own, and gives what it printed.
fn swept(folder: &Path, args: &[&str]) -> String {
    fs::write(folder.join("my.toml"), WORKS).expect("a scenario");
    let mut all = vec!["sweep", "my.toml"];
    all.extend(args);
    let (code, out, err) = run(folder, &all);
    assert_eq!((code, err.as_str()), (0, ""), "{out}");
    out
}

#[test]
fn a_date_in_between_is_found_to_be_the_worst_and_is_marked() {
    let folder = tempfile::tempdir().expect("a folder");
    let days = "election.vote.day=2024-10-06..2024-10-27";
    let args = [
        "--vary", days, "--points", "7", "-n", "40", "-m", "loss", "--out", "r",
    ];
    let out = swept(folder.path(), &args);
    for words in [
        "Day of the vote (election.vote.day): 2024-10-06 to 2024-10-27; now 2024-10-06",
        "shows no difference in the weighted service loss between the two ends",
        "The weighted service loss is highest at 2024-10-13: ",
        "It is lower at both ends: by ",
    ] {
        assert!(out.contains(words), "{words} in\n{out}");
    }
    let found = json(&folder.path().join("r"));
    let turns = &found["measures"][0]["factors"][0]["turns"];
    assert_eq!(turns.as_array().map(Vec::len), Some(1));
    assert_eq!(
        (&turns[0]["extreme"], &turns[0]["point"]),
        (&"greatest".into(), &2.into())
    );
    // 24 hours of outage weigh three times as much on the day of the vote: 48 more.
    for end in ["first", "last"] {
        let [low, high] = ["low", "high"].map(|key| turns[0][end][key].as_f64().expect("a limit"));
        assert!(
            low < -48.0 + 4.0 && -48.0 < high + 4.0 && high < 0.0,
            "{low} to {high}"
        );
    }
    let chart = fs::read_to_string(folder.path().join("r/charts/curves.loss.svg"));
    let chart = chart.expect("a chart");
    assert!(chart.contains("highest at 2024-10-13") && chart.contains("Day of the vote"));
    let rows = fs::read_to_string(folder.path().join("r/sweep.csv")).expect("rows");
    assert!(rows.contains("\n3,grid,2024-10-13,loss,"), "{rows}");
    // The same by a shift, and nothing is said of days that don't differ.
    let shift = "election.vote.day=shift 0d,2d,4d";
    let out = swept(
        folder.path(),
        &["--vary", shift, "-n", "40", "-m", "loss", "--out", "s"],
    );
    assert!(out.contains("+2 d") && !out.contains("both ends"), "{out}");
    let at_four = json(&folder.path().join("s"))["measures"][0]["factors"][0]["curve"][2].clone();
    let day = json(&folder.path().join("r"))["measures"][0]["factors"][0]["curve"][1].clone();
    assert_eq!(
        at_four["estimate"], day["estimate"],
        "2024-10-10 both times"
    );
}

#[test]
fn a_screening_says_what_is_shown_to_go_both_ways() {
    let folder = tempfile::tempdir().expect("a folder");
    // The vote is moved onto the day of the works, and beyond it.
    let args = [
        "--vary",
        "election.vote.day=shift 3d..12d",
        "--vary",
        "team.crrt.notice=0h..2h",
        "--design",
        "morris",
        "--points",
        "8",
        "-n",
        "40",
        "-m",
        "loss",
        "--out",
        "r",
    ];
    let out = swept(folder.path(), &args);
    assert!(
        out.contains("Day of the vote moves the weighted service loss by"),
        "{out}"
    );
    let found = json(&folder.path().join("r"));
    let [day, notice] = [0, 1].map(|ix| found["measures"][0]["factors"][ix]["steps"].clone());
    let (up, down) = (&day["up"], &day["down"]);
    assert!(up.as_u64() > Some(0) && down.as_u64() > Some(0), "{day}");
    let words = format!("It is not monotone: of 8 steps, {up} are shown to raise it and {down} to");
    assert!(out.contains(&words), "{out}");
    assert_eq!(notice["down"], 0, "{notice}");
    assert_eq!(out.matches("not monotone").count(), 1, "{out}");
}

#[test]
fn words_lists_and_orders_are_swept_and_drawn_by_their_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let args = [
        "--vary",
        "dispatch.order=fifo,severity",
        "--vary",
        "roster.turns.nations=order any",
        "-n",
        "20",
        "-m",
        "loss",
        "--out",
        "r",
    ];
    let out = swept(folder.path(), &args);
    for words in [
        "Order of the queue (dispatch.order): fifo, severity; now its default",
        "Order of nations of the response team (roster.turns.nations): LT, EE, NL; LT, NL, EE;",
        "Order of nations of the response team makes a difference of up to",
    ] {
        assert!(out.contains(words), "{words} in\n{out}");
    }
    let found = json(&folder.path().join("r"));
    assert_eq!(found["design"]["rows"], 12);
    let factors = &found["measures"][0]["factors"];
    // The experts of Lithuania are slower than those of others, whoever comes next.
    let curve = factors[1]["curve"].as_array().expect("a curve");
    let texts: Vec<&str> = curve.iter().filter_map(|it| it["text"].as_str()).collect();
    assert_eq!(
        texts,
        [
            "LT, EE, NL",
            "LT, NL, EE",
            "EE, LT, NL",
            "EE, NL, LT",
            "NL, LT, EE",
            "NL, EE, LT"
        ]
    );
    let mean = |ix: usize| curve[ix]["estimate"].as_f64().expect("a mean");
    assert!(
        mean(0) > 1.2 * mean(2) && (mean(0) - mean(1)).abs() < 1e-9,
        "{curve:?}"
    );
    assert!(factors[1]["swing"].is_null());
    assert!(factors[1]["gap"]["difference"]["low"].as_f64() > Some(0.0));
    let chart = |name: &str| {
        let path = folder.path().join(format!("r/charts/{name}.loss.svg"));
        fs::read_to_string(path).expect("a chart")
    };
    assert!(!folder.path().join("r/charts/curves.loss.svg").exists());
    for words in [
        "LT, EE, NL (now)",
        "severity",
        "Order of nations of the response team",
    ] {
        assert!(chart("choices").contains(words), "{words}");
    }
    assert!(chart("tornado").contains("Order of the queue"));
    let rows = fs::read_to_string(folder.path().join("r/sweep.csv")).expect("rows");
    assert!(
        rows.contains("\n1,grid,fifo,\"LT, EE, NL\",loss,weighted hours,20,"),
        "{rows}"
    );
    let names = fs::read_to_string(folder.path().join("r/factors.csv")).expect("names");
    let line =
        "order of nations of the response team,roster.turns.nations,,\"LT, EE, NL; LT, NL, EE;";
    assert!(names.contains(line), "{names}");
    // A point is the run with the list in that order.
    let lists = "roster.turns.nations=[LT,EE,NL],[EE,NL,LT]";
    let args = ["--vary", lists, "-n", "20", "-m", "loss", "--out", "s"];
    let out = swept(folder.path(), &args);
    assert!(out.contains("EE, NL, LT"), "{out}");
    let other = json(&folder.path().join("s"))["measures"][0]["factors"][0]["curve"].clone();
    let one = other[1]["estimate"].as_f64().expect("a mean");
    assert!((one - mean(3)).abs() < 0.5 * mean(3));
    // With a range the shares of the variance come from a sample of all of it.
    let args = [
        "--vary",
        "roster.turns.nations=order any",
        "--vary",
        "threat.*.rate=factor 0.5..2 log",
        "--records",
        "-n",
        "8",
        "--points",
        "16",
        "-m",
        "loss",
        "--out",
        "t",
    ];
    let out = swept(folder.path(), &args);
    assert!(
        out.contains("Rate of all threats (threat.*.rate): × 0.5 to × 2"),
        "{out}"
    );
    let found = json(&folder.path().join("t"));
    assert_eq!(found["design"]["method"], "sobol");
    // A row of each replication has one value of each factor, however many paths it changes.
    let rows = ParquetTable::read(&folder.path().join("t/replications.parquet"));
    assert_eq!(
        rows.rows as u64,
        8 * found["design"]["runs"].as_u64().expect("points")
    );
    let column = |name: &str| -> Vec<String> { rows.texts(name).into_iter().flatten().collect() };
    let orders = column("value:roster.turns.nations");
    assert!(
        orders.iter().all(|it| texts.contains(&it.as_str())),
        "{orders:?}"
    );
    let rates = column("value:threat.*.rate");
    assert_eq!(rates.len(), rows.rows);
    assert!(rates.iter().all(|it| it.starts_with("× ")), "{rates:?}");
    let total = &found["measures"][0]["factors"][0]["total"]["estimate"];
    assert!(total.as_f64().expect("a share") > 0.1, "{total}");
}

//! Sweeps through the command line: what they write, what they refuse, and that what a user
//! can't see makes no difference.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

/// Runs `sortie sweep minimal` with some arguments: exit code, standard output and error.
fn sweep(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let output = Command::cargo_bin("sortie")
        .expect("the program")
        .current_dir(folder)
        .args(["sweep", "minimal"])
        .args(args)
        .output()
        .expect("it runs");
    (
        output.status.code().expect("an exit code"),
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

/// All files of a results folder but the manifest, whose command is that of its folder.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let manifest = fs::read_to_string(folder.join("manifest.json")).expect("a manifest");
    let manifest: Value = serde_json::from_str(&manifest).expect("JSON");
    manifest["files"]
        .as_array()
        .expect("files")
        .iter()
        .map(|file| {
            let name = file.as_str().expect("a name");
            (
                name.to_owned(),
                fs::read(folder.join(name)).expect("it is there"),
            )
        })
        .collect()
}

fn json(folder: &Path) -> Value {
    let text = fs::read_to_string(folder.join("sweep.json")).expect("a summary");
    serde_json::from_str(&text).expect("JSON")
}

#[test]
fn one_factor_gives_a_curve_that_rises_with_notice() {
    let folder = tempfile::tempdir().expect("a folder");
    let args = [
        "--vary",
        "team.cert.notice=0h,2h,6h",
        "-n",
        "40",
        "-m",
        "response",
    ];
    let (code, out, err) = sweep(folder.path(), &args);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(
        out.contains("Notice of cert from 0h to 6h raises the mean response time"),
        "{out}"
    );
    let results = folder.path().join("output/minimal--swept");
    let names: Vec<String> = files(&results).into_keys().collect();
    assert_eq!(
        names,
        [
            "charts/curves.response.png",
            "charts/curves.response.svg",
            "factors.csv",
            "scenario.toml",
            "sweep.csv",
            "sweep.json",
            "sweep.md",
            "tallies.bin"
        ]
    );
    let found = json(&results);
    let curve = found["measures"][0]["factors"][0]["curve"]
        .as_array()
        .expect("a curve")
        .clone();
    let responses: Vec<f64> = curve
        .iter()
        .map(|point| {
            let [low, at, high] =
                ["low", "estimate", "high"].map(|key| point[key].as_f64().expect("a number"));
            assert!(low < at && at < high);
            at
        })
        .collect();
    // Two hours of notice are two hours more, and longer queues.
    assert!(responses[1] > responses[0] + 2.0 && responses[2] > responses[1] + 4.0);
    let rows = fs::read_to_string(results.join("sweep.csv")).expect("rows");
    assert!(rows.starts_with("point,part,team.cert.notice [h],measure,unit,replications,"));
    assert_eq!(rows.lines().count(), 4);
}

#[test]
fn a_point_is_the_run_with_its_overlay() {
    let folder = tempfile::tempdir().expect("a folder");
    let args = [
        "--vary",
        "threat.botnet.rate=3/week,9/week",
        "-n",
        "30",
        "-m",
        "incidents",
        "-q",
    ];
    assert_eq!(sweep(folder.path(), &args).0, 0);
    let found = json(&folder.path().join("output/minimal--swept"));
    for (ix, rate) in ["3/week", "9/week"].iter().enumerate() {
        let overlay = ("threat.botnet.rate".to_owned(), (*rate).to_owned());
        let document = sortie::inside::scenario::open("minimal", &[overlay])
            .expect("a scenario")
            .document;
        let world = sortie::inside::world::World::compile(document);
        let seed = world.document.seed;
        let study = sortie::inside::study::run(&world, 30, seed, 1, |_| ()).expect("a study");
        let mean = study
            .pooled
            .scalar(sortie::inside::outcome::Scalar::Incidents)
            .mean()
            .expect("a mean");
        let swept = found["measures"][0]["factors"][0]["curve"][ix]["estimate"].as_f64();
        assert!((swept.expect("a number") - mean).abs() < 1e-9);
    }
}

#[test]
fn several_factors_get_shares_of_the_variance_whatever_the_threads() {
    let folder = tempfile::tempdir().expect("a folder");
    let base = [
        "--vary",
        "team.cert.notice=0h..12h",
        "--vary",
        "incident.flood.detection.mean=5min..2h",
        "-n",
        "20",
        "--points",
        "16",
        "-m",
        "response",
        "-q",
    ];
    for (out, threads) in [("one", "1"), ("two", "2")] {
        let mut args = base.to_vec();
        args.extend(["--threads", threads, "--out", out]);
        assert_eq!(
            sweep(folder.path(), &args),
            (0, String::new(), String::new())
        );
    }
    let (one, two) = (
        files(&folder.path().join("one")),
        files(&folder.path().join("two")),
    );
    assert_eq!(one.len(), 10);
    assert!(one == two, "threads make a difference");
    let found = json(&folder.path().join("one"));
    assert_eq!(found["design"]["method"], "sobol");
    assert_eq!(found["design"]["rows"], 64);
    let factors = &found["measures"][0]["factors"];
    let share = |ix: usize, key: &str| factors[ix][key]["estimate"].as_f64().expect("a share");
    // Response is counted from detection: when that is makes hardly a difference.
    assert!(share(0, "main") > 0.8 && share(0, "total") > 0.8);
    assert!(share(1, "total") < 0.1);
    assert!(factors[0]["total"]["low"].is_number() && factors[0]["total"]["high"].is_number());
}

#[test]
fn a_screening_tells_what_matters() {
    let folder = tempfile::tempdir().expect("a folder");
    let args = [
        "--vary",
        "team.cert.notice=0h..12h",
        "--vary",
        "incident.flood.detection.mean=5min..2h",
        "--vary",
        "team.cert.experts.1.count=2,3,4",
        "--design",
        "morris",
        "-n",
        "20",
        "--points",
        "6",
        "-m",
        "response",
    ];
    let (code, out, err) = sweep(folder.path(), &args);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(
        out.contains("Notice of cert moves the mean response time"),
        "{out}"
    );
    let results = folder.path().join("output/minimal--swept");
    assert!(results.join("charts/screening.response.svg").exists());
    let found = json(&results);
    let mu = |ix: usize, key: &str| {
        found["measures"][0]["factors"][ix][key]["estimate"]
            .as_f64()
            .expect("an effect")
    };
    assert!(mu(0, "mu") > 10.0, "notice makes it slower");
    assert!(mu(2, "mu") < 0.0, "more experts make it faster");
    assert!(mu(1, "mu_star") < mu(0, "mu_star") / 4.0);
}

#[test]
fn mistakes_name_the_argument_and_the_cure_and_write_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    for (args, words) in [
        (
            vec!["--vary", "team.cert.notice=9h..1h"],
            vec![
                "--vary 'team.cert.notice=9h..1h'",
                "backwards",
                "team.cert.notice=1h..9h",
            ],
        ),
        (
            vec!["--vary", "team.cert.notice=1h..60min"],
            vec!["is empty", "--set"],
        ),
        (
            vec!["--vary", "team.cert.notise=1h..2h"],
            vec![
                "--vary 'team.cert.notise=1h..2h'",
                "has no key",
                "did you mean `notice`",
            ],
        ),
        (
            vec!["--vary", "team.nobody.notice=1h..2h"],
            vec!["no entry `nobody`", "there is only `cert`"],
        ),
        (
            vec!["--vary", "scenario.name=1h..2h"],
            vec!["`scenario.name` is not a number", "words, lists or dates"],
        ),
        (
            vec!["--vary", "dispatch.order=fifo..severity"],
            vec!["`fifo` is not a number", "give words as a list"],
        ),
        (
            vec!["--vary", "dispatch.order=fifo,severest"],
            vec!["with the value `severest`", "write `fifo`, `severity`"],
        ),
        (
            vec!["--vary", "dispatch.rule.1.teams=[cert],[nobody]"],
            vec!["with the value `nobody`", "`nobody`"],
        ),
        (
            vec!["--vary", "team.cert.notice=shift -3d..3d"],
            vec!["nothing is written at `team.cert.notice`"],
        ),
        (
            vec!["--vary", "threat.botnet.rate=shift -3d..3d"],
            vec!["no date that could be shifted"],
        ),
        (
            vec!["--vary", "team.cert.id=order any"],
            vec!["no list of two items or more"],
        ),
        (
            vec!["--vary", "nation.*.release=1h..2h"],
            vec!["leads to nothing"],
        ),
        (
            vec![
                "--vary",
                "threat.*.rate=factor 0.5..2",
                "--vary",
                "threat.botnet.rate=1/week..2/week",
            ],
            vec!["both change `threat.botnet.rate`"],
        ),
        (
            vec![
                "--vary",
                "dispatch.order=fifo,severity",
                "--vary",
                "team.cert.notice=1h..2h",
                "--design",
                "morris",
            ],
            vec!["`dispatch.order` have no order", "--design sobol"],
        ),
        (
            vec!["--vary", "team.cert.notice=1..2"],
            vec!["--vary 'team.cert.notice=1..2'", "needs a unit"],
        ),
        (
            vec!["--vary", "election.vote.day=1h..2h"],
            vec!["--vary 'election.vote.day=1h..2h'"],
        ),
        (
            vec!["--vary", "team.cert.notice=1h..2h", "-m", "respons"],
            vec!["no measure `respons`", "did you mean `response`"],
        ),
        (
            vec!["--vary", "team.cert.notice=1h..2h", "--design", "morris"],
            vec!["two or more"],
        ),
        (
            vec!["--vary", "team.cert.notice=1h,2h", "--points", "5"],
            vec!["--points has no meaning"],
        ),
        (
            vec![
                "--vary",
                "team.cert.notice=1h,2h",
                "--vary",
                "team.cert.notice=3h,4h",
            ],
            vec!["twice"],
        ),
        (
            vec!["--vary", "team.cert.notice=1h..2h", "-n", "999999999"],
            vec!["limits.replications"],
        ),
        (vec![], vec!["--vary"]),
    ] {
        let (code, out, err) = sweep(folder.path(), &args);
        assert_eq!((code, out.as_str()), (2, ""), "{args:?}: {err}");
        for word in words {
            assert!(err.contains(word), "{args:?}: {word} in\n{err}");
        }
    }
    assert!(
        fs::read_dir(folder.path())
            .expect("a folder")
            .next()
            .is_none()
    );
}

#[test]
fn a_range_of_equal_ratios_is_covered_by_them() {
    let folder = tempfile::tempdir().expect("a folder");
    let vary = "team.cert.notice=15min..64h log";
    let base = [
        "--vary", vary, "-m", "response", "-n", "30", "--quiet", "--out",
    ];
    let (code, _, err) = sweep(
        folder.path(),
        &[&base[..], &["grid", "--points", "5"]].concat(),
    );
    assert_eq!((code, err.as_str()), (0, ""));
    let values = |out: &str| -> Vec<f64> {
        let found = json(&folder.path().join(out));
        assert_eq!(found["factors"][0]["spacing"], "log");
        let curve = found["measures"][0]["factors"][0]["curve"]
            .as_array()
            .expect("a curve");
        curve
            .iter()
            .map(|point| point["at"].as_f64().expect("hours"))
            .collect()
    };
    assert_eq!(values("grid"), [0.25, 1.0, 4.0, 16.0, 64.0]);
    let page = fs::read_to_string(folder.path().join("grid/sweep.md")).expect("a page");
    assert!(page.contains("15min to 64h, in equal ratios"), "{page}");
    for design in ["lhs", "sobol"] {
        let args = [&base[..], &[design, "--points", "32", "--design", design]].concat();
        let (code, _, err) = sweep(folder.path(), &args);
        assert_eq!((code, err.as_str()), (0, ""));
        let table = fs::read_to_string(folder.path().join(design).join("sweep.csv"));
        let table = table.expect("a table");
        let hours = table.lines().skip(1).map(|line| {
            let cell = line.split(',').nth(2).expect("a value");
            cell.parse::<f64>().expect("hours")
        });
        // Uniform in the logarithm: a quarter of the points in each two doublings of eight.
        let mut counts = [0_u32; 4];
        for value in hours {
            counts[((value / 0.25).log2() / 2.0).clamp(0.0, 3.0) as usize] += 1;
        }
        assert!(
            counts.iter().all(|count| (7..=9).contains(count)),
            "{design}: {counts:?}"
        );
    }
    let (code, _, err) = sweep(folder.path(), &["--vary", "team.cert.notice=0h..9h log"]);
    assert_eq!(code, 2);
    assert!(err.contains("begin above zero"), "{err}");
}

#[test]
fn a_grid_of_two_factors_gets_a_heat_map_in_order_of_their_values() {
    let folder = tempfile::tempdir().expect("a folder");
    let base =
        "--vary team.cert.notice=9h,0h,3h --vary threat.botnet.rate=6/week,1/week -m response";
    let args: Vec<&str> = base.split(' ').chain(["-n", "30", "--quiet"]).collect();
    let (code, _, err) = sweep(folder.path(), &[&args[..], &["--out", "two"]].concat());
    assert_eq!((code, err.as_str()), (0, ""));
    let drawn = folder.path().join("two/charts/heat-map.response.svg");
    let drawn = fs::read_to_string(drawn).expect("a chart");
    let place = |words: &str| {
        drawn
            .find(&format!(">\n{words}\n<"))
            .or(drawn.find(&format!(">{words}<")))
    };
    let columns = ["0h", "3h", "9h"].map(|words| place(words).expect(words));
    assert!(columns.is_sorted(), "{columns:?}");
    assert!(place("1/week").expect("a row") < place("6/week").expect("a row"));
    let found = json(&folder.path().join("two"));
    let least = found["measures"][0]["least"].as_f64().expect("a number");
    assert!(drawn.contains(&format!("{least:.1}")), "{least}");
    // A sample has none.
    let sample = ["--design", "lhs", "--points", "6", "--out", "sample"];
    let (code, _, err) = sweep(folder.path(), &[&args[..], &sample].concat());
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(
        !folder
            .path()
            .join("sample/charts/heat-map.response.svg")
            .exists()
    );
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
    let (code, out, err) = crate::harness::run(folder, &all);
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
    let total = &found["measures"][0]["factors"][0]["total"]["estimate"];
    assert!(total.as_f64().expect("a share") > 0.1, "{total}");
}

#[test]
fn shares_are_shown_as_they_were_estimated() {
    let folder = tempfile::tempdir().expect("a folder");
    // So few rows that shares come out far off.
    let args = [
        "--vary",
        "team.cert.notice=0h..12h",
        "--vary",
        "threat.botnet.rate=2/week..12/week",
        "--vary",
        "incident.flood.detection.mean=5min..2h",
        "-n",
        "10",
        "--points",
        "4",
        "-m",
        "response,incidents,loss",
    ];
    let (code, out, err) = sweep(folder.path(), &args);
    assert_eq!((code, err.as_str()), (0, ""));
    let found = json(&folder.path().join("output/minimal--swept"));
    let page = fs::read_to_string(folder.path().join("output/minimal--swept/sweep.md"));
    let page = page.expect("a page");
    let mut beyond = 0;
    for measure in found["measures"].as_array().expect("measures") {
        for factor in measure["factors"].as_array().expect("factors") {
            for key in ["main", "total"] {
                let [share, low, high] = ["estimate", "low", "high"].map(|it| {
                    let share = factor[key][it].as_f64().expect("a share");
                    format!("{:.0}", share * 100.0)
                        .replace("-0", "0")
                        .replace('-', "−")
                });
                let said = format!("{share}% ({low} to {high})");
                assert!(
                    out.contains(&said) && page.contains(&said),
                    "{said} in\n{out}"
                );
                beyond += usize::from(
                    share.starts_with('−') || share.len() > 2 && share.as_str() > "100",
                );
            }
        }
    }
    assert!(beyond > 0, "{out}");
    assert!(
        out.replace('\n', " ")
            .contains("by chance an estimate can lie below 0% or above 100%"),
        "{out}"
    );
}

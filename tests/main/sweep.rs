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
            "report.html",
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
    assert_eq!(one.len(), 11);
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

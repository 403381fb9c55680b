//! The best policy on average over what is assumed, chosen with a promised probability.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::harness::run;
use crate::uncertain::{NOTICE, TURNS};
use crate::work_folder::Place;

const SELECT: [&str; 11] = [
    "compare",
    "my.toml",
    "--select-best",
    "--uncertain",
    "all",
    "--indifference",
    "30min",
    "-m",
    "response",
    "--out",
    "out",
];

fn folder(text: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("my.toml"), text).expect("a file");
    folder
}

fn selection(folder: &Path, args: &[&str]) -> Value {
    let (code, _, err) = run(folder, args);
    assert_eq!((code, err.as_str()), (0, ""));
    let out = args[args.iter().position(|it| *it == "--out").expect("a folder") + 1];
    let text = fs::read_to_string(folder.join(out).join("selection.json")).expect("a file");
    serde_json::from_str(&text).expect("JSON")
}

/// The arguments with other ones behind some of the options.
fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<&'a str> {
    let mut args: Vec<&'a str> = SELECT.to_vec();
    for (option, value) in changes {
        match args.iter().position(|it| it == option) {
            Some(at) => args[at + 1] = value,
            None => args.extend([option, value]),
        }
    }
    args
}

/// `4h 17min 54s` in hours.
fn hours(words: &str) -> f64 {
    let part = |part: &str| {
        let unit = part
            .find(|c: char| c.is_ascii_alphabetic())
            .expect("a unit");
        let number: f64 = part[..unit].parse().expect("a number");
        match &part[unit..] {
            "h" => number,
            "min" => number / 60.0,
            "s" => number / 3_600.0,
            other => panic!("{other}"),
        }
    };
    words.split(' ').map(part).sum()
}

#[test]
fn whoever_is_best_on_average_is_chosen() {
    // The notice is uniform from 2 to 6 h, 4 h on average; the contract makes it 3 h.
    let all = folder(NOTICE);
    let found = selection(all.path(), &SELECT);
    assert_eq!(found["chosen"], "contract");
    assert_eq!(found["replications_per_observation"], 8);
    let over = &found["over_assumptions"];
    let points = over["points"].as_u64().expect("points");
    assert!(points >= 32, "{points}");
    let mean = found["policies"][0]["mean"].as_f64().expect("a mean");
    let error = 4.0 / 12.0_f64.sqrt() / (points as f64).sqrt();
    assert!((mean - 4.0).abs() < 3.0 * error, "{mean} ± {error}");
    // At each point the response time is the notice there, under the contract 3 h.
    let assumption = &over["assumptions"][0];
    assert_eq!(assumption["id"], "notice");
    let values = assumption["values"].as_array().expect("values");
    let observations = over["observations"].as_array().expect("observations");
    assert_eq!(
        (values.len(), observations.len()),
        (points as usize, points as usize)
    );
    for (value, row) in values.iter().zip(observations) {
        let notice = hours(value.as_str().expect("words"));
        let near = |ix: usize, wanted: f64| {
            let value = row[ix].as_f64().expect("an observation");
            assert!((value - wanted).abs() < 0.001, "{value}, not {wanted}");
        };
        near(0, notice);
        near(1, 3.0);
    }
    let page = fs::read_to_string(all.path().join("out/selection.md")).expect("a page");
    for words in [
        "on average over what is assumed",
        "2 uncertain assumptions (`notice`, `attacks`)",
        "| 2h to 6h ",
        "drawn at random at 32 points",
        "with 8 replications at each",
        "nobody has measured it",
        "does not vary under `contract`",
    ] {
        assert!(page.contains(words), "{words} in\n{page}");
    }
    let table = fs::read_to_string(all.path().join("out/points.csv")).expect("a table");
    let mut lines = table.lines();
    let header = "point,first_replication,notice,attacks,mean:as-it-is,mean:contract";
    assert_eq!(lines.next(), Some(header));
    assert_eq!(lines.count(), points as usize);

    // With a notice of 1 to 4 h, 2.5 h on average, the scenario as it is is the better one.
    let other = folder(&NOTICE.replace("\"2h..6h\"", "\"1h..4h\""));
    let found = selection(other.path(), &with(&[("--uncertain", "notice")]));
    assert_eq!(found["chosen"], "as-it-is");
}

#[test]
fn averaging_over_orders_chooses_by_the_rule_and_not_by_the_people() {
    // Short turns save three of four hours of notice. As written, the slow nation B serves under them
    // for half of the time and else not at all, so they look worse by 6 − 3 h.
    let text = TURNS.replace("notice = \"2h\"", "notice = \"4h\"").replace(
        "\"team.joint.notice\" = \"6h\"",
        "\"team.joint.notice\" = \"1h\"",
    );
    let folder = folder(&text);
    let args = with(&[("--indifference", "3h"), ("-n", "3")]);
    let mut plain = args.clone();
    plain.retain(|it| !["--uncertain", "all", "-n", "3"].contains(it));
    plain.push("--force");
    assert_eq!(selection(folder.path(), &plain)["chosen"], "as-it-is");
    let mut over = args;
    over.push("--force");
    let found = selection(folder.path(), &over);
    assert_eq!(found["chosen"], "short");
    // What was observed at the first point is what a comparison finds there, and the command that
    // is given traces it.
    let over = &found["over_assumptions"];
    let order = over["assumptions"][0]["values"][0]
        .as_str()
        .expect("an order");
    let set = match order {
        "A, B" => "roster.turns.nations=[\"A\", \"B\"]",
        _ => "roster.turns.nations=[\"B\", \"A\"]",
    };
    let compare = [
        "compare", "my.toml", "-n", "3", "-m", "response", "--set", set,
    ];
    let (code, _, err) = run(folder.path(), &[&compare[..], &["--out", "point"]].concat());
    assert_eq!((code, err.as_str()), (0, ""));
    let text = fs::read_to_string(folder.path().join("point/comparison.json")).expect("a file");
    let point: Value = serde_json::from_str(&text).expect("JSON");
    for policy in 0..2 {
        let value = point["measures"][0]["rows"][policy]["value"]["estimate"].as_f64();
        let observed = over["observations"][0][policy].as_f64();
        let (value, observed) = (value.expect("a mean"), observed.expect("a mean"));
        assert!((value - observed).abs() < 1e-9, "{value}, not {observed}");
    }
    let trace = over["trace"].as_str().expect("a command");
    let (before, after) = trace.split_once(" --set '").expect("an order");
    let (given, after) = after.split_once('\'').expect("an end");
    let letters = |text: &str| text.replace(' ', "");
    assert_eq!(letters(given), letters(set));
    let mut args: Vec<&str> = before.split(' ').skip(1).collect();
    args.extend(["--set", given]);
    args.extend(after.split_whitespace());
    let (code, out, err) = run(folder.path(), &args);
    assert_eq!((code, err.as_str()), (0, ""), "{args:?}");
    assert!(!out.is_empty());
}

#[test]
fn a_point_is_the_same_however_many_are_drawn_and_however_many_threads_work() {
    let folder = folder(NOTICE);
    let few = with(&[("--threads", "1"), ("-n", "2"), ("--out", "few")]);
    let many = |threads: &'static str, out: &'static str| {
        with(&[
            ("--threads", threads),
            ("-n", "2"),
            ("--indifference", "1min"),
            ("--points", "80"),
            ("--out", out),
        ])
    };
    selection(folder.path(), &few);
    // Nobody is within a minute of the other: 80 points decide it anyway, or say that they do not.
    selection(folder.path(), &many("1", "one"));
    selection(folder.path(), &many("3", "three"));
    let read = |file: &str| fs::read_to_string(folder.path().join(file)).expect("a file");
    for file in [
        "selection.json",
        "selection.md",
        "selection.csv",
        "points.csv",
    ] {
        assert_eq!(
            read(&format!("one/{file}")),
            read(&format!("three/{file}")),
            "{file}"
        );
    }
    let (few, many) = (read("few/points.csv"), read("one/points.csv"));
    assert!(many.lines().count() > few.lines().count());
    let first = many.lines().take(few.lines().count());
    assert!(few.lines().eq(first), "points move when more are drawn");
    // Made again from what is kept.
    let (code, _, err) = run(folder.path(), &["report", "one", "--out", "again"]);
    assert_eq!((code, err.as_str()), (0, ""));
    for file in ["selection.json", "selection.md", "points.csv"] {
        assert_eq!(
            read(&format!("one/{file}")),
            read(&format!("again/{file}")),
            "{file}"
        );
    }
    // Fewer points than a choice takes.
    let none = read("one/selection.md");
    assert!(
        none.contains("No choice within 80 points: 2 are still in"),
        "{none}"
    );
}

#[cfg(unix)]
#[test]
fn an_interrupted_choice_goes_on_to_the_same_bytes() {
    let place = Place::with_more(
        "\n[[policy]]\nid = \"slow\"\nset = { \"team.cert.notice\" = \"12h\" }\n\
         [[uncertain]]\nid = \"notice\"\npath = \"team.cert.notice\"\nrange = \"0h..24h\"\n\
         reason = \"a guess\"\n",
    );
    let line =
        "compare my.toml --select-best --uncertain -m response --indifference 1s -n 2 --points 64";
    let told = (0..10).find_map(|_| {
        let told = place.interrupted(&format!("{line} --resume --out r"), "r", 3);
        if told.is_none() {
            fs::remove_dir_all(place.path("r")).expect("a folder");
        }
        told
    });
    let told = told.expect("it ends before it can be interrupted");
    let again = told
        .lines()
        .find_map(|line| line.trim().strip_prefix("go on with: sortie "));
    let again = again.expect("a command").replace('\'', "");
    place.fine(&format!("{again} --quiet"));
    place.fine(&format!("{line} --quiet --out whole"));
    place.same("whole", "r");
    // With other replications at each point it is other work.
    let err = place.interrupted(&format!("{line} --resume --out o"), "o", 3);
    if err.is_some() {
        let other = line.replace("-n 2 --points 64", "-n 4 --points 32");
        let err = place.fails(&format!("{other} --resume --quiet --out o"), 2);
        assert!(err.contains("--replications 2, not"), "{err}");
    }
}

#[test]
fn what_can_not_be_chosen_over_is_told_with_the_cure() {
    let blocks = NOTICE.find("[[uncertain]]").expect("a block");
    let bare = NOTICE[..blocks].to_owned();
    let broken = format!(
        "{bare}[[uncertain]]\nid = \"heads\"\npath = \"team.cert.experts.1.count\"\nvalues = [50, 0]\n\
         reason = \"r\"\n"
    );
    let same = NOTICE.to_owned();
    for (text, args, code, words) in [
        (
            &same,
            with(&[("-m", "response:median")]),
            2,
            "take the mean",
        ),
        (
            &same,
            with(&[("-m", "response,loss")]),
            2,
            "name one with --measure",
        ),
        (
            &same,
            with(&[("-m", "incidents"), ("--indifference", "1h")]),
            2,
            "measured in numbers",
        ),
        (
            &same,
            with(&[("--uncertain", "notise")]),
            2,
            "did you mean `notice`?",
        ),
        (
            &same,
            with(&[("--points", "8")]),
            2,
            "the first stage alone takes 32",
        ),
        (&same, with(&[("--points", "99999999")]), 2, "limit"),
        (
            &same,
            with(&[("--set", "team.cert.notice=1h")]),
            2,
            "fixes what the assumption `notice` varies",
        ),
        (
            &same,
            with(&[("--shard", "1/2")]),
            2,
            "can't be cut into parts",
        ),
        (&bare, SELECT.to_vec(), 2, "has no [[uncertain]] blocks"),
        (&broken, SELECT.to_vec(), 2, "heads = 0"),
        (&broken, SELECT.to_vec(), 2, "of the first 32 points"),
    ] {
        let folder = folder(text);
        let (found, _, err) = run(folder.path(), &args);
        assert_eq!(found, code, "{args:?}: {err}");
        assert!(err.contains(words), "{words} in\n{err}");
        assert!(
            !folder.path().join("out").exists(),
            "{args:?} left something behind"
        );
    }
}

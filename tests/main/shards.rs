//! Comparisons, sweeps and studies of assumptions that are worked out in parts end in the bytes of
//! those that were not.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::Duration;

use sortie::inside::study::RunManifest;

use crate::work_folder::{Place, chunk, edit_card};

/// Policies, of which one sets what an overlay sets too, and assumptions.
const MORE: &str = r#"

[[policy]]
id  = "slow"
set = { "team.cert.notice" = "12h" }

[[policy]]
id  = "open"
set = { "team.cert.hours" = "office", "target.hands-on-fast.within" = "2h" }
"#;

const COMPARE: &str = "compare my.toml -n 90 -m response,response:p90,loss --set team.cert.notice=20min \
     --without uncertain.attacks";
const SWEEP: &str = "sweep my.toml --policy open --set team.cert.notice=1h \
                     --vary threat.botnet.rate=1/week..4/week --points 6 -n 140 -m response,loss";

/// Works out all parts, in no order and by different numbers of threads.
fn parts(place: &Place, line: &str, of: u64, name: &str) -> Vec<String> {
    let folders = (1..=of).rev().map(|part| {
        let folder = format!("{name}{part}");
        let threads = part % 3 + 1;
        place.fine(&format!(
            "{line} --quiet --threads {threads} --shard {part}/{of} --out {folder}"
        ));
        folder
    });
    folders.collect()
}

/// Kills a part once it has kept a chunk, and leaves it with one chunk less than it had at most.
fn kill(place: &Place, line: &str, folder: &str) {
    fs::remove_dir_all(place.path(folder)).expect("a folder");
    let mut child = place.sortie(line).spawn().expect("it starts");
    while place.kept(folder) == 0 && child.try_wait().expect("a child").is_none() {
        thread::sleep(Duration::from_millis(1));
    }
    child.kill().expect("a kill");
    child.wait().expect("an end");
    let chunks = fs::read_dir(place.path(folder).join("chunks")).expect("a folder");
    let last = chunks.map(|it| it.expect("a chunk").path()).max();
    let last = last.expect("a chunk");
    fs::remove_file(last).expect("a chunk");
}

fn sixteen_with_one_killed(line: &str) {
    let place = Place::with_more(MORE);
    place.fine(&format!("{line} --quiet --out one"));
    let folders = parts(&place, line, 16, "part").join(" ");
    let eleventh = format!("{line} --quiet --resume --shard 11/16 --out part11");
    kill(&place, &eleventh, "part11");
    let refused = place.fails(&format!("merge {folders} --out joined"), 2);
    assert!(refused.contains("part11 is not complete"), "{refused}");
    assert!(
        refused.contains("--shard 11/16 --resume --out part11"),
        "{refused}"
    );
    assert!(!place.path("joined").exists() && !place.path("joined.partial").exists());
    place.fine(&eleventh);
    // The scenario is not needed any more: it lies with the parts.
    fs::remove_file(place.path("my.toml")).expect("a file");
    place.fine(&format!("merge {folders} --quiet --out joined"));
    place.same("one", "joined");
}

#[test]
fn sixteen_parts_of_a_comparison_one_killed_make_the_bytes_of_one() {
    sixteen_with_one_killed(COMPARE);
}

#[test]
fn sixteen_parts_of_a_sweep_one_killed_make_the_bytes_of_one() {
    sixteen_with_one_killed(SWEEP);
}

#[test]
fn three_parts_of_studies_of_assumptions_make_the_bytes_of_one() {
    for line in [
        "compare my.toml --uncertain --points 32 -n 3 -m response,loss --worthwhile loss=10h --seed 5",
        "run my.toml --policy slow --uncertain attacks --points 32 -n 3",
    ] {
        let place = Place::with_more(MORE);
        place.fine(&format!("{line} --quiet --out one"));
        let folders = parts(&place, line, 3, "part").join(" ");
        place.fine(&format!("merge {folders} --quiet --out joined"));
        place.same("one", "joined");
    }
}

#[test]
fn parts_may_be_cut_differently_and_be_more_than_there_is_to_do() {
    let place = Place::with_more(MORE);
    place.fine("compare my.toml --policies slow -n 5 -m response --quiet --out one");
    let line = "compare my.toml --policies slow -n 5 -m response --quiet";
    for (shard, folder) in [("1/2", "a"), ("3/4", "b"), ("4/4", "c"), ("1/9", "none")] {
        place.fine(&format!("{line} --shard {shard} --out {folder}"));
    }
    place.fine("merge c none a b --quiet --out joined");
    place.same("one", "joined");
}

#[test]
fn files_of_samples_go_with_a_part() {
    let place = Place::with_more("");
    let text = fs::read_to_string(place.path("my.toml")).expect("a text");
    let median = "{ median = \"3h\", p90 = \"12h\" }";
    assert!(text.contains(median), "{text}");
    let policy = "\n[[policy]]\nid = \"slow\"\nset = { \"team.cert.notice\" = \"12h\" }\n";
    let text = text.replace(median, "{ samples_file = \"data/hours.csv\" }") + policy;
    fs::create_dir(place.path("data")).expect("a folder");
    fs::write(place.path("data/hours.csv"), "1h\n2h\n5h\n").expect("a file");
    fs::write(place.path("my.toml"), text).expect("a file");
    let line = "compare my.toml -n 20 -m response";
    place.fine(&format!("{line} --quiet --out one"));
    let folders = parts(&place, line, 2, "part").join(" ");
    fs::remove_dir_all(place.path("data")).expect("a folder");
    place.fine(&format!("merge {folders} --quiet --out joined"));
    place.same("one", "joined");
}

#[test]
fn parts_that_do_not_fit_are_refused_with_the_reason() {
    let place = Place::with_more(MORE);
    let compare = "compare my.toml -n 40 -m response";
    let sweep = "sweep my.toml --vary team.cert.notice=0h,3h,9h -n 130 -m response";
    let uncertain = "compare my.toml --uncertain --points 32 -n 2 -m response";
    for (line, out) in [
        (format!("{compare} --shard 1/2"), "a"),
        (format!("{compare} --shard 2/2"), "b"),
        (format!("{compare} --shard 2/3"), "middle"),
        (format!("{compare} --shard 2/2 --seed 8"), "seed"),
        (format!("{compare} --shard 2/2 --policies slow"), "policies"),
        (format!("{compare},loss --shard 2/2"), "measures"),
        (
            format!("{compare} --shard 2/2 --set team.cert.notice=2h"),
            "overlay",
        ),
        (
            format!("{compare} --shard 2/2 --worthwhile response=1h"),
            "worth",
        ),
        (format!("{compare} --shard 2/2"), "version"),
        (format!("{compare} --shard 2/2"), "edited"),
        (format!("{sweep} --shard 1/3"), "s1"),
        (format!("{sweep} --shard 3/3"), "s3"),
        (
            format!("{sweep} --shard 2/3 --vary threat.botnet.rate=1/week,2/week"),
            "s2",
        ),
        (format!("{uncertain} --shard 1/2"), "u1"),
        ("run my.toml -n 40 --shard 2/2".to_owned(), "run"),
    ] {
        place.fine(&format!("{line} --quiet --out {out}"));
    }
    let edit = |file: &str, from: &str, to: &str| {
        let path = place.path(file);
        let text = fs::read_to_string(&path).expect("a text");
        assert!(text.contains(from), "{from} in {text}");
        fs::write(path, text.replace(from, to)).expect("a file");
    };
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    edit("version/study.json", &version, "\"version\": \"0.0.7\"");
    edit("edited/scenario.toml", "6/week", "7/week");
    let said = place.refused_merges(&[
        "a seed",
        "a policies",
        "a measures",
        "a overlay",
        "a worth",
        "a version",
        "edited a",
        "a run",
        "a s1",
        "a a",
        "a middle",
        "a",
        "s1 s3",
        "s1 s2 s3",
        "u1",
        "nowhere",
    ]);
    insta::assert_snapshot!(
        "refused_merges_of_studies",
        said.replace(env!("CARGO_PKG_VERSION"), "VERSION")
    );
    // A part is gone on with as what it is.
    let other = place.fails(&format!("{compare} --resume --shard 1/2 --out b"), 2);
    assert!(other.contains("it is part 2/2, not part 1/2"), "{other}");
    let begun = place.fails(&format!("{compare} --shard 1/2 --out a"), 2);
    assert!(begun.contains("chunks of this very comparison"), "{begun}");
}

#[test]
fn a_study_that_decides_on_the_way_when_to_stop_has_no_parts() {
    let place = Place::with_more(MORE);
    for (options, words) in [
        (
            "--precision 5%",
            "depends on the replications of all of them",
        ),
        (
            "--budget 1min",
            "depends on the replications of all of them",
        ),
        (
            "--select-best --indifference 30min -m response",
            "--select-best can't be cut into parts",
        ),
    ] {
        for line in [
            format!("compare my.toml {options} --shard 1/2 --out p"),
            format!("shards 2 -- compare my.toml {options}"),
        ] {
            let said = place.fails(&line, 2);
            assert!(
                said.contains(words) && said.contains("-n"),
                "{line}: {said}"
            );
        }
    }
    assert_eq!(place.names(), ["my.toml"]);
}

#[test]
fn a_chunk_of_another_study_is_refused_and_not_joined() {
    let place = Place::with_more(MORE);
    let line = "compare my.toml --policies slow -n 40 -m response --quiet";
    place.fine(&format!("{line} --shard 1/1 --out a"));
    place.fine(&format!("{line} --seed 9 --shard 1/1 --out b"));
    fs::copy(place.path(&chunk("b", 7)), place.path(&chunk("a", 7))).expect("a chunk");
    let said = place.fails("merge a --out joined", 2);
    assert!(said.contains("it belongs to another run"), "{said}");
}

#[test]
fn a_part_that_asks_for_something_else_is_refused() {
    let place = Place::with_more(MORE);
    let compare =
        "compare my.toml --policies open -n 20 -m response --set team.cert.notice=2h --quiet";
    place.fine(&format!("{compare} --shard 1/1 --out compare"));
    let sweep = "sweep my.toml --vary team.cert.notice=0h,9h -n 10 -m response --quiet";
    place.fine(&format!("{sweep} --shard 1/1 --out sweep"));
    let refused = |of: &str, words: &str, change: &dyn Fn(&mut RunManifest)| {
        let card = fs::read(place.path(of).join("study.json")).expect("a card");
        edit_card(&place.path(of), change);
        let said = place.fails(&format!("merge {of} --out joined"), 2);
        assert!(said.contains(words), "{words}: {said}");
        assert!(!said.contains("panicked") && !place.path("joined").exists());
        fs::write(place.path(of).join("study.json"), card).expect("a card");
    };
    let asked = |card: &mut RunManifest, at: &str, value: serde_json::Value| {
        let request = card.request.as_mut().expect("a request");
        *request.pointer_mut(at).expect(at) = value;
    };
    refused("compare", "asks for no study", &|card| {
        card.request = Some(serde_json::json!({"request": {"conquer": {}}, "text": null}));
    });
    refused("compare", "can't be joined", &|card| card.request = None);
    refused("compare", "is not what was run there", &|card| {
        asked(card, "/request/compare/basis/seed", serde_json::json!(77));
    });
    refused("compare", "has no policy `nobody`", &|card| {
        asked(
            card,
            "/request/compare/basis/policies",
            serde_json::json!(["nobody"]),
        );
    });
    refused("compare", "is not what was run there", &|card| {
        let text = place.path("my.toml");
        let text = fs::read_to_string(text)
            .expect("a text")
            .replace("6/week", "7/week");
        asked(card, "/text", serde_json::json!(text));
    });
    refused("sweep", "is not what was run there", &|card| {
        asked(
            card,
            "/request/sweep/factors",
            serde_json::json!(["team.cert.notice=0h,8h"]),
        );
    });
    refused("sweep", "are in none of the folders", &|card| {
        card.study.points = Some(u64::MAX / 10);
        card.shard = Some("1/3".parse().expect("a part"));
    });
    refused("sweep", "can't be joined", &|card| {
        card.study.points = Some(u64::MAX);
    });
    refused("sweep", "is not what was run there", &|card| {
        card.study.points = Some(1 << 40);
    });
    place.fine("merge sweep --quiet --out joined");
}

/// What `sortie shards` prints, run as it stands by a shell.
#[cfg(unix)]
#[test]
fn the_commands_of_all_parts_are_printed_as_a_shell_reads_them() {
    let place = Place::with_more(MORE);
    fs::rename(place.path("my.toml"), place.path("it's mine; $HOME.toml")).expect("a file");
    let args = [
        "compare",
        "it's mine; $HOME.toml",
        "--policies",
        "slow",
        "-n",
        "12",
        "--set",
        "scenario.name=\"a `b`\"",
        "-m",
        "response",
        "--quiet",
    ];
    let sortie = assert_cmd::cargo::cargo_bin("sortie");
    let started = |words: &[&str]| {
        let mut command = Command::new(&sortie);
        let output = command.args(words).current_dir(place.path("")).output();
        let output = output.expect("it runs");
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{err}");
        String::from_utf8(output.stdout).expect("a text")
    };
    started(&[&args[..], &["--out", "one"]].concat());
    let printed = started(&[&["shards", "3", "--"], &args[..], &["--out", "joi ned"]].concat());
    let lines: Vec<&str> = printed.lines().collect();
    assert_eq!(lines.len(), 4, "{printed}");
    let last = lines[3].strip_prefix("# ").expect("a comment");
    let own = sortie.parent().expect("a folder").display().to_string();
    let path = own + ":" + &std::env::var("PATH").unwrap_or_default();
    for line in [lines[2], lines[0], lines[1], last] {
        let mut shell = Command::new("sh");
        let output = shell.args(["-c", line]).env("PATH", &path);
        let output = output
            .current_dir(place.path(""))
            .output()
            .expect("a shell");
        let err = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{line}: {err}");
    }
    place.same("one", "joi ned");
    // Without a folder of results, the usual ones are named.
    let printed = started(&["shards", "2", "--", "sortie", "run", "minimal", "-n", "8"]);
    let wanted = "sortie run minimal -n 8 --shard 1/2 --resume --out output/minimal.shard-1-of-2\n\
                  sortie run minimal -n 8 --shard 2/2 --resume --out output/minimal.shard-2-of-2\n\
                  # sortie merge output/minimal.shard-*-of-2 --out output/minimal\n";
    assert_eq!(printed, wanted);
}

#[test]
fn only_studies_are_cut() {
    let place = Place::new();
    for (line, words) in [
        (
            "shards 4 -- check minimal",
            "only `run`, `compare` and `sweep`",
        ),
        (
            "shards 4 -- run minimal --shard 1/4",
            "--shard is what this command adds",
        ),
        ("shards 4 -- run nowhere.toml", "nowhere.toml"),
        ("shards 4 -- run minimal --fast", "--fast"),
        ("shards 0 -- run minimal", "from 1 to 1000000"),
        ("shards 4", "required"),
    ] {
        let said = place.fails(line, 2);
        assert!(said.contains(words), "{line}: {said}");
    }
    assert!(place.names().is_empty());
}

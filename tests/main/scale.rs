//! Runs that are cut short, parted and joined end in the bytes of one that was not.

use std::fs;
use std::process::Command;
use std::thread;
use std::time::Instant;

use crate::work_folder::{Place, chunk, edit_card};

/// Kills a command at moments spread over its whole length, resumes each until it is whole,
/// and compares.
fn kill_and_resume(line: &str, kills: u32) {
    let place = Place::new();
    let line = format!("{line} --quiet --resume");
    let started = Instant::now();
    place.fine(&format!("{line} --out whole"));
    let length = started.elapsed();
    let mut cut_short = 0;
    for kill in 0..kills {
        let out = format!("out{kill}");
        let again = format!("{line} --out {out}");
        let mut child = place.sortie(&again).spawn().expect("it starts");
        thread::sleep(length.mul_f64((f64::from(kill) + 0.5) / f64::from(kills)));
        child.kill().expect("a kill");
        cut_short += u32::from(!child.wait().expect("an end").success());
        // A second kill, early in what is left, in every other try.
        if kill % 2 == 1 {
            let mut child = place.sortie(&again).spawn().expect("it starts");
            thread::sleep(length / 5);
            child.kill().expect("a kill");
            child.wait().expect("an end");
        }
        place.fine(&again);
        place.same("whole", &out);
        fs::remove_dir_all(place.path(&out)).expect("a folder");
        assert_eq!(place.names(), ["whole"], "something was left behind");
    }
    assert!(cut_short > 0, "every run was faster than its kill");
}

const RUN: &str = "run minimal -n 1200 --records";

#[test]
fn a_killed_run_resumes_to_the_same_bytes() {
    kill_and_resume(RUN, 3);
}

#[test]
#[ignore = "50 kills take a minute or two: cargo test --release -- --ignored fifty"]
fn fifty_killed_runs_resume_to_the_same_bytes() {
    kill_and_resume(RUN, 50);
}

#[test]
#[ignore = "50 kills take a few minutes: cargo test --release -- --ignored fifty"]
fn fifty_killed_comparisons_and_sweeps_resume_to_the_same_bytes() {
    let compare = "compare --policies worst-handover -n 200 -m response:grave,loss";
    kill_and_resume(compare, 25);
    let sweep = "sweep minimal --vary team.cert.notice=0h..9h -n 300 -m response";
    kill_and_resume(sweep, 25);
}

#[test]
fn sixteen_parts_joined_equal_one_run() {
    let place = Place::new();
    let line = "run minimal -n 240 --quiet --set team.cert.notice=2h --seed 9 --records";
    place.fine(&format!("{line} --out one"));
    let mut folders = Vec::new();
    // Not in order, and by different numbers of threads.
    for part in (1..=16).rev() {
        let threads = part % 3 + 1;
        place.fine(&format!(
            "{line} --threads {threads} --shard {part}/16 --out part{part}"
        ));
        folders.push(format!("part{part}"));
    }
    place.fine(&format!("merge --quiet {} --out joined", folders.join(" ")));
    place.same("one", "joined");
    // The parts are as they were, and can be joined again.
    place.fine(&format!(
        "merge --quiet {} --threads 1 --out joined",
        folders.join(" ")
    ));
    place.same("one", "joined");
}

#[test]
fn results_are_drawn_again_without_running() {
    let place = Place::new();
    let samples = "1h\n2h\n5h\n";
    let text = r#"
schema = 1
scenario = { name = "Own samples", timezone = "UTC", start = "2024-10-01", end = "2024-10-29" }
asset = [{ id = "site" }]
incident = [{ id = "flood", severity = "high", stage = [{ name = "contain", crew = { analyst = 1 }, effort = { samples_file = "data/hours.csv" } }] }]
threat = [{ id = "botnet", incident = "flood", targets = "all", rate = "5/week" }]
team = [{ id = "cert", experts = [{ skills = ["analyst"], count = 3 }] }]
dispatch = { rule = [{ teams = ["cert"] }] }
"#;
    fs::create_dir_all(place.path("mine/data")).expect("a folder");
    fs::write(place.path("mine/own.toml"), text).expect("a file");
    fs::write(place.path("mine/data/hours.csv"), samples).expect("a file");
    place.fine("run mine/own.toml -n 40 --quiet --out own");
    for part in 1..=2 {
        place.fine(&format!(
            "run mine/own.toml -n 40 --quiet --shard {part}/2 --out p{part}"
        ));
    }
    place.fine("run lithuania-2019 -n 8 --quiet --policy worst-handover --out lt");
    // Neither the scenario nor its samples are needed any more.
    fs::remove_dir_all(place.path("mine")).expect("a folder");
    place.fine("merge p1 p2 --quiet --out joined");
    place.same("own", "joined");
    for folder in ["own", "lt"] {
        let before = place.files(folder);
        for name in [
            "summary.md",
            "summary.csv",
            "charts/response-times.svg",
            "charts/timeline.png",
        ] {
            fs::write(place.path(folder).join(name), "spoilt").expect("a file");
        }
        place.fine(&format!("plot {folder} --quiet"));
        let said = place.run(&format!("report {folder}"));
        assert!(String::from_utf8_lossy(&said.stdout).contains("How fast"));
        assert!(before == place.files(folder), "{folder} is not as it was");
    }
    place.fine("plot own --quiet --out elsewhere");
    assert!(place.path("elsewhere/charts/timeline.svg").exists());

    let spoil = |file: &str, from: &str, to: &str, wanted: &str| {
        let path = place.path(file);
        let before = fs::read(&path).expect("a file");
        let text = String::from_utf8_lossy(&before).replacen(from, to, 1);
        fs::write(&path, text.as_bytes()).expect("a file");
        for command in ["plot", "report"] {
            let err = place.fails(&format!("{command} own"), 2);
            assert!(err.contains(wanted), "{wanted} in {err}");
            assert!(
                !err.contains("can't be drawn") || err.contains("make it again"),
                "{err}"
            );
        }
        fs::write(&path, before).expect("a file");
    };
    let version = env!("CARGO_PKG_VERSION");
    spoil("own/manifest.json", version, "0.0.7", "Sortie 0.0.7");
    spoil(
        "own/manifest.json",
        "\"seed\": 1",
        "\"seed\": 2",
        "another run",
    );
    spoil(
        "own/manifest.json",
        "{",
        "",
        "manifest.json is none of Sortie's",
    );
    spoil("own/scenario.toml", "5/week", "6/week", "not what was run");
    spoil("own/scenario.toml", "[", "{", "not what was run");
    spoil("own/tallies.bin", "S", "T", "altered");
    place.fails("plot nowhere", 2);
    place.fails("report elsewhere", 2);
}

#[test]
fn parts_without_a_chunk_do_no_harm() {
    let place = Place::new();
    place.fine("run minimal -n 3 --quiet --out one");
    for part in 1..=5 {
        place.fine(&format!(
            "run minimal -n 3 --quiet --shard {part}/5 --out p{part}"
        ));
    }
    place.fine("merge --quiet p1 p2 p3 p4 p5 --out joined");
    place.same("one", "joined");
}

#[test]
fn damaged_partial_results_are_worked_out_again() {
    let place = Place::new();
    let line = "run minimal -n 200 --quiet";
    place.fine(&format!("{line} --out one"));
    let part = format!("{line} --shard 1/1 --out part");
    place.fine(&part);
    let read = |index| fs::read(place.path(&chunk("part", index))).expect("a chunk");
    let write = |index, bytes: &[u8]| fs::write(place.path(&chunk("part", index)), bytes);
    let (torn, altered, other) = (read(3), read(4), read(5));
    write(3, &torn[..torn.len() / 2]).expect("torn");
    let mut bits = altered.clone();
    bits[altered.len() / 2] ^= 4;
    write(4, &bits).expect("altered");
    write(6, &other).expect("another chunk's");
    write(7, b"").expect("empty");
    let refused = place.fails("merge part --out joined", 2);
    assert!(refused.contains("part is not complete"), "{refused}");
    let again = place.fine(&format!("{part} --resume").replace("--quiet", ""));
    assert!(
        again.contains("4 damaged partial results were worked out again"),
        "{again}"
    );
    assert!(read(3) == torn && read(4) == altered && read(6) != other);
    place.fine("merge part --quiet --out joined");
    place.same("one", "joined");
}

#[test]
fn parts_that_do_not_fit_are_refused_with_the_reason() {
    let place = Place::new();
    let run = |line: &str, out: &str| {
        place.fine(&format!("run {line} --quiet --out {out}"));
    };
    run("minimal -n 60 --shard 1/2", "a");
    run("minimal -n 60 --shard 2/2", "b");
    run("minimal -n 60 --shard 2/2 --seed 8", "seed");
    run("minimal -n 61 --shard 2/2", "count");
    run(
        "minimal -n 60 --shard 2/2 --set team.cert.notice=2h",
        "overlay",
    );
    run("ep-2019 -n 20 --shard 2/2", "scenario");
    run("lithuania-2019 -n 20 --shard 1/2", "lt");
    run(
        "lithuania-2019 -n 20 --shard 2/2 --policy worst-handover",
        "policy",
    );
    run("minimal -n 60 --shard 2/3", "middle");
    run("minimal -n 60 --shard 3/3", "last");
    run("minimal -n 60", "whole");
    run("minimal -n 60 --shard 2/2", "version");
    run("minimal -n 60 --shard 2/2", "edited");
    let edit = |file: &str, from: &str, to: &str| {
        let path = place.path(file);
        let text = fs::read_to_string(&path).expect("a text");
        assert!(text.contains(from), "{from} in {text}");
        fs::write(path, text.replace(from, to)).expect("a file");
    };
    let version = format!("\"version\": \"{}\"", env!("CARGO_PKG_VERSION"));
    edit("version/study.json", &version, "\"version\": \"0.0.7\"");
    edit("edited/scenario.toml", "rate", "rate ");
    let scenario = fs::read_to_string(place.path("a/scenario.toml")).expect("a text");
    fs::write(place.path("other.toml"), scenario.replace("rate", "rate ")).expect("a file");
    fs::create_dir(place.path("empty")).expect("a folder");
    fs::create_dir(place.path("notes")).expect("a folder");
    fs::write(place.path("notes/thesis.txt"), "years of work").expect("a file");

    let said = place.refused_merges(&[
        "a seed",
        "a count",
        "a overlay",
        "a scenario",
        "lt policy",
        "a version",
        "version a",
        "edited a",
        "a middle",
        "a last",
        "a",
        "b",
        "a a",
        "a b whole",
        "empty",
        "notes",
        "nowhere",
    ]);
    insta::assert_snapshot!(
        "refused_merges",
        said.replace(env!("CARGO_PKG_VERSION"), "VERSION")
    );
}

#[test]
fn an_interrupted_run_is_not_thrown_away() {
    let place = Place::new();
    let line = "run minimal -n 200 --quiet --out r";
    place.fine(line);
    place.fine("run minimal -n 200 --quiet --shard 1/1 --out part");
    // What a killed run leaves: the parts without a shard's mark, some of them missing.
    fs::rename(place.path("part"), place.path("r.partial")).expect("a folder");
    let card = place.path("r.partial/study.json");
    edit_card(&place.path("r.partial"), |card| card.shard = None);
    fs::remove_file(place.path(&chunk("r.partial", 11))).expect("a chunk");

    let again = place.fails(line, 2);
    assert!(
        again.contains("--resume") && again.contains("--force"),
        "{again}"
    );
    let other = place.fails(&format!("{line} --seed 3 --resume"), 2);
    assert!(other.contains("it has seed 1, not 3"), "{other}");
    assert!(
        other.contains("finish that one: sortie run minimal"),
        "{other}"
    );
    assert!(card.exists() && place.path(&chunk("r.partial", 12)).exists());
    let before = place.files("r");
    place.fine(&format!("{line} --resume"));
    assert!(before == place.files("r"));
    assert_eq!(place.names(), ["r"]);
}

#[test]
fn force_starts_over() {
    let place = Place::new();
    place.fine("run minimal -n 100 --quiet --shard 1/1 --out r.partial");
    place.fine("run minimal -n 100 --quiet --seed 2 --out r --force");
    assert_eq!(place.names(), ["r"]);
}

#[cfg(unix)]
#[test]
fn ctrl_c_keeps_what_is_done_and_says_how_to_go_on() {
    let place = Place::new();
    let line = "run lithuania-2019 -n 3000 --seed 4 --resume --out r";
    let err = place.interrupted(line, "r", 2);
    let err = err.expect("it is interrupted before its end");
    assert!(err.contains("error: interrupted"), "{err}");
    assert!(
        err.contains(
            "go on with: sortie run lithuania-2019 --replications 3000 --seed 4 --out r --resume"
        ),
        "{err}"
    );
    assert!(place.kept("r.partial") >= 2 && !place.path("r").exists());
}

#[cfg(unix)]
#[test]
fn a_full_disk_ends_a_run_and_loses_nothing() {
    let place = Place::new();
    place.fine("run minimal -n 200 --quiet --out r");
    let before = place.files("r");
    // No file may grow beyond 8 blocks: the charts do not fit.
    let program = assert_cmd::cargo::cargo_bin("sortie");
    let line = format!(
        "trap '' XFSZ; ulimit -f 8; exec {} run minimal -n 200 --seed 5 --quiet --resume --out r",
        program.display()
    );
    let output = Command::new("sh")
        .args(["-c", &line])
        .current_dir(place.path(""))
        .output()
        .expect("it runs");
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{err}");
    assert!(
        err.contains("cannot write") && err.contains("go on with"),
        "{err}"
    );
    assert!(before == place.files("r"), "the old results are harmed");
    place.fine("run minimal -n 200 --seed 5 --quiet --resume --out r");
    place.fine("run minimal -n 200 --seed 5 --quiet --out s");
    place.same("r", "s");
}

#[test]
fn a_folder_that_cannot_be_written_is_told_before_the_work() {
    let place = Place::new();
    fs::write(place.path("file"), "x").expect("a file");
    for line in [
        "run minimal -n 9000000 --shard 1/2 --out file/part",
        "run minimal -n 9000000 --shard 1/2 --out file",
        "run minimal -n 9000000 --shard 0/2",
        "run minimal -n 9000000 --shard 3/2",
        "run minimal -n 9000000 --shard half",
    ] {
        let output = place.run(line);
        let err = String::from_utf8_lossy(&output.stderr);
        assert!(matches!(output.status.code(), Some(1 | 2)), "{line}: {err}");
        assert!(
            err.contains("error: ") && !err.contains("panicked"),
            "{err}"
        );
    }
    assert_eq!(place.names(), ["file"]);
}

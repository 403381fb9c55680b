//! The program as a user meets it: exit codes, messages, files.

use std::fs;

use crate::harness::run;

/// Runs and returns (exit code, standard output, standard error).
fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

#[test]
fn a_run_leaves_its_results_and_says_where() {
    let folder = folder();
    let (code, out, err) = run(folder.path(), &["run", "minimal", "-n", "40"]);
    assert_eq!((code, err.as_str()), (0, ""));
    for word in [
        "How fast",
        "response",
        "Targets met",
        "Who answered",
        "output/minimal",
    ] {
        assert!(out.contains(word), "{word} in\n{out}");
    }
    let results = folder.path().join("output/minimal");
    let manifest = fs::read_to_string(results.join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let files = manifest["files"].as_array().expect("files");
    assert_eq!(files.len(), 31);
    for file in files {
        let path = results.join(file.as_str().expect("a name"));
        assert!(
            fs::metadata(&path).expect("it is there").len() > 100,
            "{}",
            path.display()
        );
    }
    // Nothing temporary is left behind.
    let left: Vec<_> = fs::read_dir(folder.path().join("output"))
        .expect("a folder")
        .collect();
    assert_eq!(left.len(), 1);
}

#[test]
fn threads_and_repetition_do_not_change_a_byte() {
    let folder = folder();
    for (out, threads) in [("a", "1"), ("b", "2"), ("c", "2")] {
        let args = [
            "run",
            "minimal",
            "-n",
            "120",
            "--threads",
            threads,
            "--out",
            out,
            "--quiet",
        ];
        assert_eq!(run(folder.path(), &args), (0, String::new(), String::new()));
    }
    for file in [
        "summary.json",
        "summary.md",
        "report.html",
        "incidents.csv",
        "manifest.json",
        "charts/timeline.svg",
    ] {
        let read = |out: &str| fs::read(folder.path().join(out).join(file)).expect("a file");
        assert!(read("a") == read("b") && read("b") == read("c"), "{file}");
    }
}

#[test]
fn results_replace_results_but_nothing_else() {
    let folder = folder();
    let args = ["run", "minimal", "-n", "5", "--quiet", "--out", "here"];
    assert_eq!(run(folder.path(), &args).0, 0);
    assert_eq!(run(folder.path(), &args).0, 0);
    let other = folder.path().join("thesis");
    fs::create_dir(&other).expect("a folder");
    fs::write(other.join("chapter1.txt"), "years of work").expect("a file");
    let args = ["run", "minimal", "-n", "5", "--quiet", "--out", "thesis"];
    let (code, _, err) = run(folder.path(), &args);
    assert_eq!(code, 2);
    assert!(err.contains("--force"), "{err}");
    assert_eq!(
        fs::read_to_string(other.join("chapter1.txt")).expect("kept"),
        "years of work"
    );
    let (code, ..) = run(folder.path(), &[&args[..], &["--force"]].concat());
    assert_eq!(code, 0);
    assert_eq!(
        fs::read_to_string(other.join("chapter1.txt")).expect("kept"),
        "years of work"
    );
    assert!(other.join("summary.md").exists());
}

#[test]
fn notes_beside_results_are_not_deleted() {
    let folder = folder();
    let args = ["run", "minimal", "-n", "5", "--quiet", "--out", "here"];
    assert_eq!(run(folder.path(), &args).0, 0);
    let notes = folder.path().join("here/charts/notes.txt");
    fs::write(&notes, "for the minister").expect("a file");
    let (code, _, err) = run(folder.path(), &args);
    assert_eq!(code, 2);
    assert!(
        err.contains("charts/notes.txt") && err.contains("--force"),
        "{err}"
    );
    assert!(notes.exists());
}

#[test]
fn a_place_that_cannot_be_written_is_told_before_the_work() {
    let folder = folder();
    fs::write(folder.path().join("file"), "x").expect("a file");
    let args = [
        "run",
        "lithuania-2019",
        "-n",
        "9000000",
        "--out",
        "file/results",
    ];
    let (code, _, err) = run(folder.path(), &args);
    assert_eq!(code, 1);
    assert!(err.contains("--out"), "{err}");
}

#[test]
fn codes_are_explained_however_they_are_typed() {
    let folder = folder();
    for code in ["S0401", "s0401", "401"] {
        let (status, out, _) = run(folder.path(), &["explain", code]);
        assert_eq!(status, 0);
        assert!(out.contains("S0401"), "{out}");
    }
}

#[test]
fn records_of_all_replications_on_request() {
    let folder = folder();
    let args = [
        "run",
        "minimal",
        "-n",
        "70",
        "--records",
        "--quiet",
        "--out",
        "r",
    ];
    assert_eq!(run(folder.path(), &args).0, 0);
    let text = fs::read_to_string(folder.path().join("r/incidents.csv")).expect("records");
    let last = text.lines().last().expect("rows");
    assert!(last.starts_with("0,"), "{last}");
    assert!(text.starts_with("replication,incident,kind,asset,"));
    assert!(folder.path().join("r/incidents.parquet").exists());
}

#[test]
fn overlays_change_values_and_bad_ones_are_refused() {
    let folder = folder();
    let args = [
        "run",
        "minimal",
        "-n",
        "5",
        "--set",
        "threat.botnet.rate=1/week",
        "--quiet",
    ];
    assert_eq!(run(folder.path(), &args).0, 0);
    for (set, word) in [
        ("threat.botnet.rat=1/week", "rate"),
        ("threat.botnett.rate=1/week", "botnet"),
        ("threat.botnet.rate=often", "often"),
        ("nonsense", "="),
    ] {
        let (code, out, err) = run(folder.path(), &["run", "minimal", "--set", set]);
        assert_eq!((code, out.as_str()), (2, ""), "{set}");
        assert!(err.contains(word), "{word} in {err}");
    }
}

#[test]
fn a_bad_command_line_ends_with_2_and_a_cure() {
    let folder = folder();
    for args in [
        &["run", "no-such-scenario"][..],
        &["run", "minimal", "--replications", "0"],
        &["run", "minimal", "--replications", "many"],
        &["run", "minimal", "--replications", "1000000000"],
        &["run", "minimal", "--threads", "0"],
        &["check", "missing.toml"],
        &["explain", "S9999"],
        &["new", "x.toml", "--from", "nothing"],
        &["trace", "minimal", "--verify", "missing.jsonl"],
        &["frobnicate"],
    ] {
        let (code, _, err) = run(folder.path(), args);
        assert_eq!(code, 2, "{args:?}: {err}");
        assert!(
            !err.is_empty() && !err.contains("panicked"),
            "{args:?}: {err}"
        );
    }
}

#[test]
fn a_failed_run_names_the_replication_and_how_to_see_it() {
    let folder = folder();
    let text = r#"
schema = 1
[scenario]
name = "Runaway"
timezone = "UTC"
start = "2019-01-01"
end = "2019-02-01"
[limits]
incidents = 500
[[asset]]
id = "herd"
count = 3000
reaches = ["herd"]
[[incident]]
id = "worm"
severity = "high"
[[incident.stage]]
name = "contain"
crew = { vet = 1 }
effort = "5d"
[[incident.consequence]]
incident = "worm"
on = "reached"
chance = "0.1%"
after = "1h"
[[threat]]
id = "first"
incident = "worm"
targets = "herd"
at = ["start + 1h"]
[[team]]
id = "vets"
experts = [{ skills = ["vet"], count = 1 }]
[[dispatch.rule]]
teams = ["vets"]
"#;
    fs::write(folder.path().join("runaway.toml"), text).expect("a file");
    let (code, _, err) = run(folder.path(), &["run", "runaway.toml", "-n", "30"]);
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("limits.incidents"), "{err}");
    assert!(
        err.contains("sortie trace runaway.toml --replication"),
        "{err}"
    );
    assert!(
        !folder.path().join("output").exists(),
        "nothing is half-written"
    );
}

#[test]
fn a_scenario_of_ones_own_starts_from_a_ready_one() {
    let folder = folder();
    assert_eq!(run(folder.path(), &["new", "my.toml"]).0, 0);
    assert_eq!(run(folder.path(), &["check", "my.toml"]).0, 0);
    // It is never overwritten.
    let (code, _, err) = run(folder.path(), &["new", "my.toml"]);
    assert_eq!(code, 2);
    assert!(err.contains("exists"), "{err}");
}

#[test]
fn every_ready_scenario_is_listed_and_fine() {
    let folder = folder();
    let (code, out, _) = run(folder.path(), &["scenarios"]);
    assert_eq!(code, 0);
    for (name, _) in sortie::inside::scenario::embedded::SCENARIOS {
        assert!(out.contains(name));
        let (code, _, err) = run(folder.path(), &["check", name]);
        assert_eq!(code, 0, "{err}");
        let (code, _, err) = run(folder.path(), &["run", name, "-n", "3", "--quiet"]);
        assert_eq!(code, 0, "{err}");
    }
}

#[test]
fn a_trace_verifies_and_stops_at_the_first_difference() {
    let folder = folder();
    for format in ["text", "jsonl"] {
        let args = ["trace", "minimal", "--replication", "4", "--format", format];
        let (code, out, _) = run(folder.path(), &args);
        assert_eq!(code, 0);
        let file = folder.path().join("trace");
        fs::write(&file, &out).expect("a file");
        let verify = [
            "trace",
            "minimal",
            "--replication",
            "4",
            "--verify",
            "trace",
        ];
        assert_eq!(run(folder.path(), &verify).0, 0);
        let mut lines: Vec<&str> = out.lines().collect();
        lines.remove(9);
        fs::write(&file, lines.join("\n")).expect("a file");
        let (code, _, err) = run(folder.path(), &verify);
        assert_eq!(code, 1);
        assert!(err.contains("line 10"), "{err}");
        // Another replication is another history.
        fs::write(&file, &out).expect("a file");
        assert_eq!(
            run(folder.path(), &["trace", "minimal", "--verify", "trace"]).0,
            1
        );
    }
}

#[test]
fn a_check_speaks_json_to_programs() {
    let folder = folder();
    fs::write(
        folder.path().join("bad.toml"),
        "schema = 1\n[scenaro]\nname = \"x\"\n",
    )
    .expect("a file");
    let (code, out, _) = run(folder.path(), &["check", "bad.toml", "--format", "json"]);
    assert_eq!(code, 2);
    let parsed: serde_json::Value = serde_json::from_str(&out).expect("JSON");
    assert!(parsed.to_string().contains("scenaro"));
}

//! Leaving a block out: the history is that of the scenario without it.

use std::fs;

use crate::harness::{run, simple};

/// Faults by chance, and two scripted ones.
fn scripted(injects: &[&str]) -> String {
    let mut text = simple(&[10.0])
        .replace("at = [\"start + 600min\"]", "rate = \"3/day\"")
        .replace("id = \"site\"", "id = \"site\"\ncount = 4");
    for id in injects {
        let day = if *id == "first" { 2 } else { 5 };
        text.push_str(&format!(
            "\n[[inject]]\nid = \"{id}\"\nname = \"The {id}\"\nat = \"start + {day}d\"\n\
             chance = \"60%\"\nincident = {{ kind = \"fault\", targets = [\"site\"] }}\n"
        ));
    }
    text
}

fn trace(text: &str, more: &[&str]) -> (i32, String, String) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("my.toml"), text).expect("a file");
    let mut words = vec!["trace", "my.toml", "--replication", "3"];
    words.extend(more);
    run(folder.path(), &words)
}

#[test]
fn the_history_is_that_of_the_scenario_without_the_block() {
    for without in ["first", "second"] {
        let kept = if without == "first" {
            "second"
        } else {
            "first"
        };
        let never = trace(&scripted(&[kept]), &[]);
        let block = format!("inject.{without}");
        let left_out = trace(&scripted(&["first", "second"]), &["--without", &block]);
        assert_eq!((never.0, left_out.0), (0, 0), "{} {}", never.2, left_out.2);
        assert_eq!(never.1, left_out.1);
        assert_ne!(never.1, trace(&scripted(&["first", "second"]), &[]).1);
    }
}

#[test]
fn what_is_not_there_can_not_be_left_out() {
    let (code, _, err) = trace(&scripted(&["first"]), &["--without", "inject.frist"]);
    assert_eq!(code, 2, "{err}");
    for words in [
        "S1001",
        "--without:1:8",
        "there is no `[[inject]]` with the id `frist`",
        "did you mean `first`?",
    ] {
        assert!(err.contains(words), "{words}: {err}");
    }
    let (code, _, err) = trace(&scripted(&["first"]), &["--without", "inject"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("inject.c9"), "{err}");
}

#[test]
fn the_command_in_the_results_leaves_it_out_again() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("my.toml"), scripted(&["first"])).expect("a file");
    let words = ["run", "my.toml", "-n", "20", "--without", "inject.first"];
    let (code, _, err) = run(folder.path(), &words);
    assert_eq!(code, 0, "{err}");
    let manifest = fs::read_to_string(folder.path().join("output/my/manifest.json"));
    let manifest = manifest.expect("a manifest");
    assert!(manifest.contains("--without inject.first"), "{manifest}");
    let copy = fs::read_to_string(folder.path().join("output/my/scenario.toml")).expect("a copy");
    assert!(!copy.contains("[[inject]]"), "{copy}");
}

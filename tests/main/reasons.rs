//! What would have kept a milestone or a target: histories replayed with one thing changed.

use std::fs;
use std::path::Path;

use crate::harness::{TEN_DAYS, run};

/// A site with a fallback that takes six hours, floods, and a team that waits for consent.
fn scenario(more: &str) -> String {
    format!(
        r#"{TEN_DAYS}
[[asset]]
id = "site"
name = "Results site"
fallback = {{ capacity = "95%", after = "6h" }}
[[asset]]
id = "desk"
name = "Desk"
[[incident]]
id = "flood"
name = "Flood"
severity = "high"
impact = "100%"
[[incident.stage]]
name = "contain"
crew = {{ analyst = 1 }}
effort = "2h"
[[team]]
id = "cert"
experts = [{{ skills = ["analyst"], count = 3 }}]
[[dispatch.rule]]
teams = [{{ team = "cert", approval = "4h" }}]
[[milestone]]
id = "night"
name = "Results on the night"
asset = "site"
from = "start + 5d"
to = "start + 5d + 8h"
level = "90%"
[[milestone]]
id = "desk"
name = "The desk is open"
asset = "desk"
from = "start + 5d"
to = "start + 6d"
level = "90%"
[[target]]
id = "quick"
name = "At work within an hour"
from = "detected"
to = "hands_on"
within = "1h"
{more}"#
    )
}

fn flood(id: &str, hour: u32, chance: &str) -> String {
    format!(
        "\n[[inject]]\nid = \"{id}\"\nname = \"Flood {id}\"\nat = \"start + {hour}h\"\n\
         chance = \"{chance}\"\nincident = {{ kind = \"flood\", targets = [\"site\"] }}\n"
    )
}

fn write(folder: &Path, text: &str) {
    fs::write(folder.join("my.toml"), text).expect("a file");
}

/// Rows of the CSV: `(of, id, change)` and the numbers after them.
fn rows(folder: &Path, more: &[&str]) -> Vec<(String, Vec<String>)> {
    let mut words = vec!["reasons", "my.toml", "--format", "csv"];
    words.extend(more);
    let (code, out, err) = run(folder, &words);
    assert_eq!(code, 0, "{err}");
    out.lines()
        .skip(1)
        .map(|line| {
            let cells: Vec<&str> = line.split(',').collect();
            let numbers = cells[3..].iter().map(|it| (*it).to_owned()).collect();
            (cells[..3].join(","), numbers)
        })
        .collect()
}

fn row<'a>(rows: &'a [(String, Vec<String>)], key: &str) -> Vec<&'a str> {
    let found = rows.iter().find(|row| row.0 == key);
    let found = found.unwrap_or_else(|| panic!("{key}: {rows:?}"));
    found.1.iter().map(String::as_str).collect()
}

#[test]
fn each_change_says_what_it_keeps() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &scenario(&flood("night", 121, "100%")));
    let found = rows(folder.path(), &["-n", "5"]);
    // Replications, misses, kept instead, missed instead, of these fallen back.
    let of = |change: &str| row(&found, &format!("milestone,night,{change}"))[..5].join(" ");
    assert_eq!(of("without inject.night"), "5 5 5 0 0");
    assert_eq!(of("fallback of asset.site rehearsed"), "5 5 5 0 0");
    assert_eq!(of("consent given"), "5 5 0 0 0");
    // The deadline is missed for want of consent, in each history once.
    let late = |change: &str| row(&found, &format!("target,quick,{change}"))[5..].join(" ");
    assert_eq!(late("consent given"), "1 1 1");
    assert_eq!(late("without inject.night"), "1 1 1");
    assert_eq!(late("fallback of asset.site rehearsed"), "0 0 0");
    // What would change nothing is not in the set: everything is noticed at once, crews are ready.
    assert!(
        !found
            .iter()
            .any(|it| it.0.contains("noticed") || it.0.contains("ready"))
    );
    let (code, out, err) = run(folder.path(), &["reasons", "my.toml", "-n", "5"]);
    assert_eq!(code, 0, "{err}");
    for words in [
        "“Results on the night” was missed in 5 of 5 histories",
        "“Flood night” (scripted): Flood",
        "with consent given beforehand",
        "approval was awaited",
        "Never missed in 5 histories, nor with any of the changes: “The desk is open”.",
    ] {
        assert!(out.contains(words), "{words}: {out}");
    }
}

#[test]
fn an_earlier_attack_that_keeps_a_milestone_is_explained() {
    // The early flood brings the site down for six hours and the fallback up at its end (the
    // second hour of the night is carried by it); without it the late one is not carried.
    let folder = tempfile::tempdir().expect("a folder");
    let slow = scenario(&(flood("early", 112, "100%") + &flood("late", 121, "100%")))
        .replace("approval = \"4h\"", "approval = \"9h\"");
    write(folder.path(), &slow);
    let found = rows(folder.path(), &["-n", "4", "--of", "night"]);
    let of = |change: &str| row(&found, &format!("milestone,night,{change}"))[..5].join(" ");
    assert_eq!(of("without inject.early"), "4 0 0 4 4");
    assert_eq!(of("without inject.late"), "4 0 0 0 0");
    let (_, out, _) = run(
        folder.path(),
        &["reasons", "my.toml", "-n", "4", "--of", "night"],
    );
    let told = out.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(
        told.contains(
            "Without “Flood early”, 4 of the 4 histories that keep it would miss it: there, as things \
             are, something earlier has started the fallback of “Results site”"
        ),
        "{out}"
    );
}

#[test]
fn a_change_counts_the_histories_of_the_scenario_that_is_changed() {
    let folder = tempfile::tempdir().expect("a folder");
    let injects = flood("night", 121, "60%") + &flood("other", 123, "40%");
    write(folder.path(), &scenario(&injects));
    let kept = |without: Option<&str>| -> Vec<bool> {
        let replication = |seed: u64| {
            let seed = seed.to_string();
            let mut words = vec!["histories", "my.toml", "-n", "1", "--seed", &seed];
            words.extend(without.iter().flat_map(|it| ["--without", it]));
            let (code, out, err) = run(folder.path(), &words);
            assert_eq!(code, 0, "{err}");
            !out.contains("“Results on the night”")
        };
        (0..12).map(replication).collect()
    };
    // Replication 0 of twelve seeds, one by one, as the command and as `--without` tells them.
    let (as_it_is, without) = (kept(None), kept(Some("inject.night")));
    let flips = as_it_is
        .iter()
        .zip(&without)
        .filter(|(is, other)| !**is && **other);
    let mut counted = 0;
    for seed in 0..12 {
        let found = rows(folder.path(), &["-n", "1", "--seed", &seed.to_string()]);
        let row = row(&found, "milestone,night,without inject.night");
        counted += row[2].parse::<usize>().expect("a number");
    }
    assert_eq!(counted, flips.count());
    assert!((1..12).contains(&counted), "{counted}");
}

#[test]
fn threads_change_nothing_and_unknown_ids_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    write(folder.path(), &scenario(&flood("night", 121, "60%")));
    let with = |threads: &str| rows(folder.path(), &["-n", "50", "--threads", threads]);
    assert_eq!(with("1"), with("3"));
    let (code, _, err) = run(folder.path(), &["reasons", "my.toml", "--of", "nigth"]);
    assert_eq!(code, 2, "{err}");
    assert!(
        err.contains("no milestone or target `nigth`; did you mean `night`?"),
        "{err}"
    );
    // A scenario without either has nothing to give reasons for.
    let bare = crate::harness::simple(&[10.0]);
    write(folder.path(), &bare);
    let (code, _, err) = run(folder.path(), &["reasons", "my.toml"]);
    assert_eq!(code, 2, "{err}");
    assert!(err.contains("no milestones and no targets"), "{err}");
}

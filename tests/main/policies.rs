//! Policies: named overlays of a scenario's own text.

use std::fs;

use sortie::inside::export::incidents;
use sortie::inside::scenario::{self, Style, embedded};
use sortie::inside::world::World;

use crate::harness::run;

const POLICIES: &str = r#"

[[policy]]
id      = "slow"
name    = "A slow team"
summary = "The team needs half a day."
set     = { "team.cert.notice" = "12h", "team.cert.remote" = "90%" }

[[policy]]
id = "slower"

[policy.set]
"team.cert.notice" = "24h"   # a comment
"team.cert.experts" = [
  { skills = ["analyst", "network"], count = 4 },
]
"#;

fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let minimal = embedded::text("minimal").expect("a ready scenario");
    fs::write(
        folder.path().join("my.toml"),
        format!("{minimal}{POLICIES}"),
    )
    .expect("a file");
    folder
}

#[test]
fn a_policy_changes_the_text_before_overlays_do() {
    let folder = folder();
    let path = folder.path().join("my.toml");
    let path = path.to_str().expect("a path");
    let hours = |policy, overlays: &[(String, String)]| {
        let loaded = scenario::open_with(path, policy, overlays);
        let document = loaded.unwrap_or_else(|report| panic!("{report}")).document;
        (format!("{:?}", document.teams[0].notice), document)
    };
    let (base, document) = hours(None, &[]);
    assert_eq!(document.policies.len(), 2);
    assert_eq!(document.policy, None);
    let (slow, document) = hours(Some("slow"), &[]);
    assert_eq!(document.policy.as_deref(), Some("slow"));
    assert!((document.teams[0].remote - 0.9).abs() < 1e-12);
    assert_eq!(
        document.title(),
        format!("{}, policy “A slow team”", document.name)
    );
    let notice = |text: &str| vec![("team.cert.notice".to_owned(), text.to_owned())];
    assert_ne!(base, slow);
    assert_eq!(hours(None, &notice("12h")).0, slow);
    assert_eq!(
        hours(Some("slow"), &notice("24h")).0,
        hours(Some("slower"), &[]).0
    );
}

#[test]
fn results_of_a_policy_have_a_folder_of_their_own() {
    let folder = folder();
    let args = ["run", "my.toml", "-n", "5", "--quiet"];
    assert_eq!(run(folder.path(), &args).0, 0);
    let args = ["run", "my.toml", "-n", "5", "--policy", "slow", "--quiet"];
    assert_eq!(run(folder.path(), &args), (0, String::new(), String::new()));
    let manifest = |name: &str| {
        let path = folder
            .path()
            .join("output")
            .join(name)
            .join("manifest.json");
        let text = fs::read_to_string(path).expect("a manifest");
        serde_json::from_str::<serde_json::Value>(&text).expect("JSON")
    };
    assert!(manifest("my").get("policy").is_none());
    let slow = manifest("my--slow");
    assert_eq!(slow["policy"], "slow");
    let command = slow["command"].as_str().expect("a command");
    assert!(
        command.contains("my.toml --policy slow --replications 5 --seed 1"),
        "{command}"
    );
    assert_ne!(slow["scenario_hash"], manifest("my")["scenario_hash"]);
    let summary = folder.path().join("output/my--slow/summary.md");
    let summary = fs::read_to_string(summary).expect("a summary");
    assert!(summary.contains("policy “A slow team”"), "{summary}");
}

#[test]
fn policies_are_listed_and_traced_and_checked() {
    let folder = folder();
    let (code, out, _) = run(folder.path(), &["policies", "my.toml"]);
    assert_eq!(code, 0);
    for words in [
        "slow: A slow team\n    The team needs half a day.\n    team.cert.notice = \"12h\"\n",
        "team.cert.experts = [ { skills = [\"analyst\", \"network\"], count = 4 }, ]",
        "--policy ID",
    ] {
        assert!(out.contains(words), "{words} in {out}");
    }
    let (_, base, _) = run(folder.path(), &["trace", "my.toml"]);
    let (code, slow, _) = run(folder.path(), &["trace", "my.toml", "--policy", "slower"]);
    assert_eq!(code, 0);
    assert_ne!(base, slow);
    for policy in ["slow", "slower"] {
        let args = ["check", "my.toml", "--policy", policy];
        let (code, _, err) = run(folder.path(), &args);
        assert_eq!(code, 0, "{err}");
    }
    assert_eq!(run(folder.path(), &["check", "my.toml"]).0, 0);
    let (code, out, _) = run(folder.path(), &["policies", "minimal"]);
    assert!(code == 0 && out.contains("no policies"), "{out}");
}

#[test]
fn a_misspelt_policy_is_told_with_the_one_that_is_meant() {
    let folder = folder();
    for command in ["run", "check", "trace"] {
        let (code, _, err) = run(folder.path(), &[command, "my.toml", "--policy", "slwo"]);
        assert_eq!(code, 2);
        assert!(
            err.contains("S1004") && err.contains("did you mean `slow`?"),
            "{err}"
        );
    }
}

#[test]
fn a_wrong_path_is_pointed_at_where_the_policy_is_written() {
    let folder = folder();
    let path = folder.path().join("my.toml");
    let text = fs::read_to_string(&path).expect("a text");
    fs::write(
        &path,
        text.replace(
            "\"team.cert.notice\" = \"24h\"",
            "\"team.crt.notice\" = \"24h\"",
        ),
    )
    .expect("a file");
    // Nobody who does not ask for the policy is stopped by it; a check tells of it.
    assert_eq!(
        run(folder.path(), &["run", "my.toml", "-n", "2", "--quiet"]).0,
        0
    );
    for args in [
        &["check", "my.toml"][..],
        &["run", "my.toml", "--policy", "slower"],
    ] {
        let (code, _, err) = run(folder.path(), args);
        assert_eq!(code, 2);
        assert!(
            err.contains("\"team.crt.notice\" = \"24h\"   # a comment"),
            "{err}"
        );
        assert!(err.contains("did you mean `cert`?"), "{err}");
    }
}

/// What an attacker decides, never touched by who answers.
type Strike = (String, String, String, u32, &'static str, u64);

fn tape(policy: Option<&str>, replication: u64) -> Vec<Strike> {
    let loaded = scenario::open_with("lithuania-2019", policy, &[]);
    let loaded = loaded.unwrap_or_else(|report| panic!("{}", report.render(Style::Plain)));
    let world = World::compile(loaded.document);
    let rows = incidents::record(&world, world.document.seed, replication).expect("a history");
    rows.into_iter()
        .filter(|row| row.origin.starts_with("threat:"))
        .map(|row| {
            let onset = (row.onset_h * 3_600_000.0).round() as u64;
            (
                row.origin,
                row.kind,
                row.asset,
                row.instance,
                row.severity,
                onset,
            )
        })
        .collect()
}

#[test]
fn every_policy_of_lithuania_meets_the_identical_tape() {
    let loaded = scenario::open("lithuania-2019", &[]).expect("a ready scenario");
    let policies = loaded.document.policies;
    assert!(policies.len() >= 10, "{}", policies.len());
    for replication in [0, 7] {
        let base = tape(None, replication);
        assert!(base.len() > 50);
        for policy in &policies {
            assert_eq!(base, tape(Some(&policy.id), replication), "{}", policy.id);
        }
    }
}

#[test]
fn ready_scenarios_and_their_policies_are_clean() {
    for (name, _) in embedded::SCENARIOS {
        let checked = scenario::check_opened(name, &[]).expect("no errors");
        let warnings = checked.warnings.render(Style::Plain);
        assert!(checked.warnings.codes().is_empty(), "{warnings}");
        for policy in &checked.document.policies {
            let loaded = scenario::open_with(name, Some(&policy.id), &[]).expect("no errors");
            let warnings = loaded.warnings.render(Style::Plain);
            assert!(
                loaded.warnings.codes().is_empty(),
                "{}: {warnings}",
                policy.id
            );
        }
    }
}

//! `sortie histories`: which replications are worth a look or an exercise.

use std::fs;

use sortie::inside::study::summary::Summary;

use crate::harness::{TEN_DAYS, count, run, study_of, world};

/// Sites that are struck by chance, and a team that is often busy.
fn scenario() -> String {
    format!(
        "{TEN_DAYS}\n[[asset]]\nid = \"site\"\ncount = 40\n[[incident]]\nid = \"fault\"\n\
         severity = \"high\"\nimpact = \"100%\"\n[[incident.stage]]\nname = \"contain\"\n\
         crew = {{ analyst = 1 }}\neffort = {{ mean = \"6h\" }}\n[[threat]]\nid = \"chance\"\n\
         incident = \"fault\"\ntargets = \"site\"\nrate = \"3/day\"\n[[team]]\nid = \"cert\"\n\
         experts = [{{ skills = [\"analyst\"], count = 1 }}]\n[[dispatch.rule]]\nteams = [\"cert\"]\n\
         [[milestone]]\nid = \"day\"\nname = \"Open on day five\"\nasset = \"site\"\n\
         from = \"start + 4d\"\nto = \"start + 5d\"\nlevel = \"99%\"\n"
    )
}

/// What the command prints: the headings, and the replication of each.
fn found(more: &[&str]) -> (String, Vec<(String, u64)>) {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("my.toml"), scenario()).expect("a file");
    let mut words = vec!["histories", "my.toml", "-n", "200"];
    words.extend(more);
    let (code, out, err) = run(folder.path(), &words);
    assert_eq!(code, 0, "{err}");
    let rows = out
        .lines()
        .filter_map(|line| line.split_once(": replication "))
        .map(|(what, number)| (what.to_owned(), number.parse().expect("a number")))
        .collect();
    (out, rows)
}

/// Summary of one replication alone, by running up to it and without it.
fn loss_of_each(replications: u64) -> Vec<f64> {
    let world = world(&scenario());
    let mut before = 0.0;
    (1..=replications)
        .map(|n| {
            let study = study_of(&world, n);
            let summary = Summary::new(&world, &study, "");
            let sum = count(&summary, "service_loss_hours") * n as f64;
            let own = sum - before;
            before = sum;
            own
        })
        .collect()
}

#[test]
fn the_severe_one_has_the_asked_rank_of_loss() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("my.toml"), scenario()).expect("a file");
    let words = ["histories", "my.toml", "-n", "40", "--severe", "90"];
    let (code, out, err) = run(folder.path(), &words);
    assert_eq!(code, 0, "{err}");
    let losses = loss_of_each(40);
    let mut sorted = losses.clone();
    sorted.sort_by(f64::total_cmp);
    let severe = losses
        .iter()
        .position(|it| (it - sorted[35]).abs() < 1e-6)
        .expect("the 36th of 40");
    let line = format!("Severe, 90% lose no more: replication {severe}\n");
    assert!(out.contains(&line), "{line} in\n{out}");
}

#[test]
fn each_has_its_words_and_the_command_that_traces_it() {
    let (out, rows) = found(&[]);
    let headings: Vec<&str> = rows.iter().map(|row| row.0.as_str()).collect();
    assert_eq!(headings.len(), 7);
    assert!(headings[0].starts_with("Typical"), "{out}");
    // Those that differ are all different ones.
    let mut numbers: Vec<u64> = rows[3..]
        .iter()
        .map(|row| row.1)
        .chain([rows[0].1])
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    assert_eq!(numbers.len(), 5);
    for (_, number) in &rows {
        assert!(
            out.contains(&format!(
                "sortie trace my.toml --seed 7 --replication {number}\n"
            )),
            "{out}"
        );
    }
    assert!(
        out.contains("“Open on day five”") || out.contains("every milestone kept"),
        "{out}"
    );
}

#[test]
fn threads_change_nothing() {
    assert_eq!(found(&["--threads", "1"]), found(&["--threads", "2"]));
}

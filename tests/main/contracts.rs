//! The three contracts: time, order, randomness.

use crate::harness::{incidents_of, study_of, summary_of, trace_of, world};
use sortie::inside::scenario::embedded;
use sortie::inside::study;
use sortie::inside::study::summary::Summary;

fn minimal() -> &'static str {
    embedded::text("minimal").expect("an embedded scenario")
}

#[test]
fn any_number_of_threads_gives_the_same_bytes() {
    let world = world(minimal());
    let json = |threads| {
        let study = study::run(&world, 700, 1, threads, |_| {}).expect("a study");
        serde_json::to_string(&Summary::new(&world, &study, "")).expect("a summary")
    };
    let one = json(1);
    assert_eq!(one, json(2));
    assert_eq!(one, json(5));
}

#[test]
fn two_runs_give_the_same_bytes_and_another_seed_does_not() {
    let json = || serde_json::to_string(&summary_of(minimal(), 50)).expect("a summary");
    assert_eq!(json(), json());
    let world = world(minimal());
    let loss = |seed| {
        let study = study::run(&world, 50, seed, 1, |_| {}).expect("a study");
        study
            .pooled
            .scalar(sortie::inside::outcome::Scalar::ServiceLoss)
            .mean()
    };
    assert_ne!(loss(1), loss(2));
}

#[test]
fn a_replication_does_not_depend_on_those_before_it() {
    let world = world(minimal());
    let mut warm = sortie::inside::sim::run::Simulation::new(&world);
    for replication in 0..5 {
        let again = warm
            .run(1, replication, &mut sortie::inside::sim::observe::Unwatched)
            .expect("a replication");
        let fresh = sortie::inside::sim::run::Simulation::new(&world)
            .run(1, replication, &mut sortie::inside::sim::observe::Unwatched)
            .expect("a replication");
        assert_eq!(again, fresh);
    }
}

#[test]
fn watching_changes_nothing() {
    let world = world(minimal());
    let mut simulation = sortie::inside::sim::run::Simulation::new(&world);
    let unwatched = simulation.run(1, 3, &mut sortie::inside::sim::observe::Unwatched);
    let mut collector = sortie::inside::outcome::Collector::new(&world);
    let mut recorder = sortie::inside::outcome::Recorder::new(3);
    let watched = simulation.run(1, 3, &mut (&mut collector, &mut recorder));
    assert_eq!(unwatched, watched);
}

/// What an attacker decides: never touched by who answers.
fn tape(text: &str) -> Vec<(String, String, u32, &'static str, u64)> {
    incidents_of(text, 2)
        .into_iter()
        .filter(|row| row.origin.starts_with("threat:"))
        .map(|row| {
            let onset = (row.onset_h * 3_600_000.0).round() as u64;
            (row.kind, row.asset, row.instance, row.severity, onset)
        })
        .collect()
}

#[test]
fn policies_meet_the_identical_incidents() {
    let base = tape(minimal());
    assert!(base.len() > 10);
    let bigger = minimal().replace("count = 3", "count = 30");
    assert_eq!(base, tape(&bigger));
    let slower = minimal().replace("p90 = \"12h\"", "p90 = \"90h\"");
    assert_eq!(base, tape(&slower));
    // One more threat, ahead of the other in the file, moves nothing of it.
    let more = minimal().replacen(
        "[[threat]]",
        "[[threat]]\nid = \"rain\"\nincident = \"flood\"\ntargets = \"voter-register\"\nrate = \"1/week\"\n[[threat]]",
        1,
    );
    let of_botnet: Vec<_> = {
        let rows = incidents_of(&more, 2);
        assert!(rows.iter().any(|row| row.origin == "threat:rain"));
        rows.into_iter()
            .filter(|row| row.origin == "threat:botnet")
            .map(|row| {
                let onset = (row.onset_h * 3_600_000.0).round() as u64;
                (row.kind, row.asset, row.instance, row.severity, onset)
            })
            .collect()
    };
    assert_eq!(base, of_botnet);
}

#[test]
fn sections_do_not_change_the_whole() {
    let world = world(minimal());
    let study = study_of(&world, 333);
    let parts: u64 = study
        .sections
        .iter()
        .map(|section| section.replications)
        .sum();
    assert_eq!(parts, 333);
    assert_eq!(study.pooled.replications, 333);
}

#[test]
fn the_golden_trace_of_minimal_has_not_moved() {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for entry in trace_of(minimal()) {
        for byte in entry.text().bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    // When this moves, results moved: say so in the CHANGELOG, and why.
    assert_eq!(
        format!("{hash:016x}"),
        include_str!("golden/minimal.hash").trim()
    );
}

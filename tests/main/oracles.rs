//! Exact values from queueing, reliability and survival theory, through the whole program:
//! scenario text in, tally out. The systems are those of `sortie verify`, run for less time.
//!
//! Each estimate must lie within three and a half standard errors of the exact value: of some
//! two hundred, one in ten sets of seeds has one beyond that by chance, and the seeds
//! are fixed. The standard error is that of sectioning over twenty blocks.

use std::fs;
use std::path::Path;

use crate::harness::{TEN_DAYS, incidents_of, trace_of};
use sortie::inside::study::verify::{System, check, systems};

/// Checks the systems that a test is about.
fn agree(about: impl Fn(&System) -> bool) {
    agree_all(|system| !system.wide && about(system));
}

/// The same, of the wide set.
fn agree_widely(names: &[&str]) {
    agree_all(|system| system.wide && names.iter().any(|name| system.name.starts_with(name)));
}

/// The same, of both sets.
fn agree_all(about: impl Fn(&System) -> bool) {
    let mut facts = 0;
    let mut wrong = String::new();
    for system in systems(true).filter(|system| about(system)) {
        let replications = if system.wide {
            (system.replications / 4).max(20)
        } else {
            (system.replications / 3).max(40)
        };
        let findings = check(system, replications, 2).expect("a study that ends");
        assert_eq!(findings.len(), system.facts.len(), "{}", system.name);
        for found in findings {
            facts += 1;
            let (fact, z) = (found.fact, found.z());
            if z.abs() >= 3.5 || z.is_nan() {
                let (exact, simulated) = (fact.exact, found.simulated);
                wrong += &format!(
                    "{}: {}: {simulated} is not {exact}, z = {z:.2}\n",
                    system.what, fact.quantity
                );
            }
        }
    }
    assert!(facts > 0 && wrong.is_empty(), "\n{wrong}");
}

/// What README and docs/validity.md say about both sets.
#[test]
fn the_sets_hold_58_and_187_exact_values() {
    let facts = |all| -> usize { systems(all).map(|system| system.facts.len()).sum() };
    assert_eq!((facts(false), facts(true)), (58, 187));
}

#[test]
fn every_oracle_is_a_scenario_of_its_own() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracles");
    let mut files = 0;
    for entry in fs::read_dir(folder).expect("a folder of oracles") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "toml") {
            let text = fs::read_to_string(&path).expect("readable text");
            let loaded = sortie::inside::scenario::load(&text, "oracle.toml", "oracle", None);
            assert!(
                loaded.is_ok(),
                "{}: {}",
                path.display(),
                loaded.unwrap_err()
            );
            files += 1;
        }
    }
    assert!(files > 15, "{files} oracles");
}

#[test]
fn plain_queues_wait_as_erlang_says() {
    agree(|system| system.name.starts_with("mm") && system.name != "mtminf");
}

#[test]
fn grave_work_goes_first_as_cobham_and_conway_say() {
    agree(|system| ["prio8", "preempt1", "cmu"].contains(&system.name.as_str()));
}

#[test]
fn general_service_times_wait_as_pollaczek_and_khinchine_say() {
    agree(|system| system.name.starts_with("mg1"));
}

#[test]
fn the_impatient_are_lost_as_erlang_and_palm_say() {
    agree(|system| ["loss4", "erlang-a"].contains(&system.name.as_str()));
}

#[test]
fn machines_fail_and_are_repaired_as_birth_and_death_chains_say() {
    agree(|system| ["repair", "k-of-n"].contains(&system.name.as_str()));
}

#[test]
fn arrivals_by_the_hour_in_clusters_and_mixed_count_as_theory_says() {
    agree(|system| ["mtminf", "hawkes", "gamma-poisson"].contains(&system.name.as_str()));
}

#[test]
fn a_server_with_working_hours_delays_as_the_forward_equations_say() {
    agree(|system| system.name == "on-off");
}

#[test]
fn teams_are_as_busy_as_the_hypercube_says() {
    agree(|system| system.name.starts_with("hypercube"));
}

#[test]
fn spread_reaches_its_goal_as_the_absorbing_chain_says() {
    agree(|system| system.name == "first-passage");
}

#[test]
fn stages_and_censored_times_are_as_long_as_their_distributions_say() {
    agree(|system| ["stages", "censored"].contains(&system.name.as_str()));
}

#[test]
fn a_wider_set_of_queues_agrees() {
    agree_widely(&["mm", "mg1", "stages"]);
}

#[test]
fn a_wider_set_of_priorities_and_losses_agrees() {
    agree_widely(&["prio", "preempt1", "loss", "erlang-a"]);
}

#[test]
fn a_wider_set_of_repairs_and_arrivals_agrees() {
    agree_widely(&[
        "repair",
        "k-of-n",
        "side-by-side",
        "bridge",
        "wave",
        "hawkes",
    ]);
}

#[test]
fn a_wider_set_of_teams_and_spread_agrees() {
    agree_widely(&["hypercube", "shortest-path"]);
}

/// A queue of named jobs whose times are all given: arrival and work in hours.
fn fixed(jobs: &[(f64, &str, f64)], team: &str, dispatch: &str) -> String {
    let mut text = format!("{TEN_DAYS}[[asset]]\nid = \"desk\"\n");
    for (number, (at, severity, work)) in jobs.iter().enumerate() {
        text += &format!(
            "[[incident]]\nid = \"job-{number}\"\nseverity = \"{severity}\"\n\
             stage = [{{ name = \"contain\", crew = {{ clerk = 1 }}, effort = \"{work}h\" }}]\n\
             [[threat]]\nid = \"post-{number}\"\nincident = \"job-{number}\"\ntargets = \"desk\"\nat = [\"start + {}min\"]\n",
            at * 60.0
        );
    }
    text + &format!(
        "[[team]]\nid = \"clerks\"\n{team}\n[dispatch]\norder = \"severity\"\n{dispatch}\n[[dispatch.rule]]\nteams = [\"clerks\"]\n"
    )
}

/// What happened to which job, at which hour.
fn story(text: &str, events: &[&str]) -> Vec<(f64, String, u32)> {
    trace_of(text)
        .into_iter()
        .filter(|entry| events.contains(&entry.event.as_str()))
        .map(|entry| {
            let hours = entry.ms as f64 / 3_600_000.0;
            (hours, entry.event, entry.incident.expect("a job"))
        })
        .collect()
}

/// Two clerks, the grave first, nobody is interrupted: worked by hand.
#[test]
fn a_short_queue_with_priorities_goes_as_worked_by_hand() {
    let jobs = [
        (0.0, "low", 5.0),
        (1.0, "low", 4.0),
        (2.0, "low", 3.0),
        (3.0, "high", 2.0),
        (4.0, "low", 1.0),
        (4.5, "high", 6.0),
        (13.0, "low", 2.0),
    ];
    let team = "experts = [{ skills = [\"clerk\"], count = 2 }]";
    let text = fixed(&jobs, team, "");
    let starts: Vec<Option<f64>> = incidents_of(&text, 0)
        .iter()
        .map(|job| job.hands_on_h)
        .collect();
    assert_eq!(starts, [0.0, 1.0, 7.0, 5.0, 10.0, 5.0, 13.0].map(Some));
    let expected = [
        (0.0, "hands_on", 0),
        (1.0, "hands_on", 1),
        (5.0, "closed", 0),
        (5.0, "closed", 1),
        (5.0, "hands_on", 3),
        (5.0, "hands_on", 5),
        (7.0, "closed", 3),
        (7.0, "hands_on", 2),
        (10.0, "closed", 2),
        (10.0, "hands_on", 4),
        (11.0, "closed", 4),
        (11.0, "closed", 5),
        (13.0, "hands_on", 6),
        (15.0, "closed", 6),
    ];
    let mut told = story(&text, &["hands_on", "closed"]);
    told.sort_by(|a, b| a.partial_cmp(b).expect("numbers"));
    let expected = expected.map(|(at, event, job)| (at, event.to_owned(), job));
    assert_eq!(told, expected);
}

/// One clerk, the grave interrupt the mild, who resume; work pauses from 6 to 8: worked by
/// hand. Job 0 is done in 0–2, 5–6, 8–9 and 10–11, job 1 in 2–5, job 3 in 9–10, job 2 last.
#[test]
fn a_short_interrupted_queue_with_a_pause_goes_as_worked_by_hand() {
    let jobs = [
        (0.0, "low", 5.0),
        (2.0, "high", 3.0),
        (4.0, "low", 2.0),
        (9.0, "high", 1.0),
    ];
    let team = "experts = [{ skills = [\"clerk\"] }]\nhours = { on = \"6h\", off = \"2h\" }";
    let text = fixed(&jobs, team, "preempt = \"resume\"");
    let ends: Vec<Option<f64>> = incidents_of(&text, 0)
        .iter()
        .map(|job| job.recovered_h)
        .collect();
    assert_eq!(ends, [11.0, 5.0, 13.0, 10.0].map(Some));
    let expected =
        [(5.0, 1), (10.0, 3), (11.0, 0), (13.0, 2)].map(|(at, job)| (at, "closed".to_owned(), job));
    assert_eq!(story(&text, &["closed"]), expected);
}

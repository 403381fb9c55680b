//! Exact values from queueing, reliability and survival theory, through the whole program:
//! scenario text in, tally out. The systems are those of `sortie verify`, run for less time.
//!
//! Each estimate must lie within three and a half standard errors of the exact value: of some
//! sixty, fewer than one in thirty sets of seeds has one beyond that by chance, and the seeds
//! are fixed. The standard error is that of sectioning over twenty blocks.

use sortie::study::verify::{SYSTEMS, System, check};

/// Checks the systems that a test is about.
fn agree(about: impl Fn(&System) -> bool) {
    let mut facts = 0;
    let mut wrong = String::new();
    for (number, system) in SYSTEMS
        .iter()
        .enumerate()
        .filter(|(_, system)| about(system))
    {
        let replications = (system.replications / 2).max(40);
        let findings = check(number, replications, 2).expect("a study that ends");
        assert_eq!(findings.len(), system.facts.len(), "{}", system.name);
        for found in findings {
            facts += 1;
            let (fact, z) = (found.fact(), found.z());
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

#[test]
fn plain_queues_wait_as_erlang_says() {
    agree(|system| system.name.starts_with("mm") && system.name != "mtminf");
}

#[test]
fn grave_work_goes_first_as_cobham_and_conway_say() {
    agree(|system| ["prio8", "preempt1", "cmu"].contains(&system.name));
}

#[test]
fn general_service_times_wait_as_pollaczek_and_khinchine_say() {
    agree(|system| system.name.starts_with("mg1"));
}

#[test]
fn the_impatient_are_lost_as_erlang_and_palm_say() {
    agree(|system| ["loss4", "erlang-a"].contains(&system.name));
}

#[test]
fn machines_fail_and_are_repaired_as_birth_and_death_chains_say() {
    agree(|system| ["repair", "k-of-n"].contains(&system.name));
}

#[test]
fn arrivals_by_the_hour_in_clusters_and_mixed_count_as_theory_says() {
    agree(|system| ["mtminf", "hawkes", "gamma-poisson"].contains(&system.name));
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
    agree(|system| ["stages", "censored"].contains(&system.name));
}

//! What strikes where, and what is turned away: injects, healthy targets, consequences,
//! detection, excited arrivals. Statistical bounds are four standard errors, seeds are fixed.

use sortie::inside::export::incidents;
use sortie::inside::outcome::IncidentRecord;
use sortie::inside::sim::observe::Unwatched;
use sortie::inside::sim::run::Simulation;
use sortie::inside::world::World;

use crate::harness::{TEN_DAYS, incidents_of, simple, world};

const MINUTE: &str = "severity = \"low\"\nstage = [{ name = \"contain\", crew = { analyst = 1 }, effort = \"1min\" }]\n";
const EVERYBODY: &str =
    "[[team]]\nid = \"all\"\nunlimited = true\n[[dispatch.rule]]\nteams = [\"all\"]\n";

fn histories(world: &World, n: u64) -> impl Iterator<Item = Vec<IncidentRecord>> {
    (0..n).map(|replication| {
        incidents::record(world, world.document.seed, replication).expect("it ends")
    })
}

/// A share of a sample is as large as it should be.
fn share(what: &str, found: usize, n: usize, expected: f64) {
    let found = found as f64 / n as f64;
    let error = (expected * (1.0 - expected) / n as f64).sqrt();
    assert!((found - expected).abs() <= 4.0 * error, "{what}: {found}");
}

fn inject(exposures: [f64; 3]) -> String {
    let mut text = format!("{TEN_DAYS}\n[[incident]]\nid = \"fault\"\n{MINUTE}{EVERYBODY}");
    for ((id, count), exposure) in [("a", 1), ("b", 2), ("c", 3)].into_iter().zip(exposures) {
        text += &format!("[[asset]]\nid = \"{id}\"\ncount = {count}\nexposure = {exposure}\n");
    }
    text + "[[inject]]\nid = \"blow\"\nat = \"start + 1h\"\nchance = \"80%\"\n\
            incident = { kind = \"fault\", targets = \"all\" }\n"
}

#[test]
fn an_inject_chooses_its_target_by_exposure_and_each_instance_alike() {
    // What has no exposure is never struck.
    for (exposures, shares) in [
        ([3.0, 1.0, 6.0], [0.3, 0.1, 0.6]),
        ([0.0, 4.0, 0.0], [0.0, 1.0, 0.0]),
    ] {
        let world = world(&inject(exposures));
        let n = 4000;
        let rows: Vec<_> = histories(&world, n).flatten().collect();
        share("chance", rows.len(), n as usize, 0.8);
        for ((id, count), expected) in [("a", 1), ("b", 2), ("c", 3)].into_iter().zip(shares) {
            let struck: Vec<_> = rows.iter().filter(|row| row.asset == id).collect();
            share(id, struck.len(), rows.len(), expected);
            for instance in 0..count {
                let of = struck.iter().filter(|row| row.instance == instance).count();
                share(
                    id,
                    of,
                    struck.len().max(1),
                    if expected > 0.0 {
                        1.0 / f64::from(count)
                    } else {
                        0.0
                    },
                );
            }
        }
    }
}

#[test]
fn each_healthy_instance_is_hit_once_whatever_else_hits_it() {
    let text = simple(&[1.0, 1.5, 2.0])
        .replace("id = \"site\"", "id = \"site\"\ncount = 3")
        .replace("effort = \"2h\"", "effort = \"300h\"")
        + "[[threat]]\nid = \"wave\"\nincident = \"fault\"\ntargets = \"site\"\nrate = \"6/h\"\nwhile = \"healthy\"\n";
    let rows = incidents_of(&text, 0);
    let mut wave: Vec<u32> = rows
        .iter()
        .filter(|row| row.origin == "threat:wave")
        .map(|row| row.instance)
        .collect();
    wave.sort_unstable();
    assert_eq!(wave, [0, 1, 2]);
    assert_eq!(rows.len(), 6);
}

#[test]
fn a_consequence_is_turned_away_where_its_own_kind_is_open() {
    let leak = |after: &str| {
        format!(
            "[[incident.consequence]]\nincident = \"leak\"\non = \"self\"\nafter = \"{after}\"\nuntil = \"recovered\"\n"
        )
    };
    let text = |effort: &str, second: &str| {
        let more = format!("effort = \"20h\"\n{}{}", leak("1h"), leak(second));
        let text = simple(&[1.0]).replace("effort = \"2h\"", &more).replace(
            "experts = [{ skills = [\"analyst\"], count = 1 }]",
            "unlimited = true",
        );
        text + &format!(
            "[[incident]]\nid = \"leak\"\nseverity = \"low\"\nstage = [{{ name = \"contain\", crew = {{ analyst = 1 }}, effort = \"{effort}\" }}]\n"
        )
    };
    let run = |text: &str| {
        let world = world(text);
        let counts = Simulation::new(&world)
            .run(1, 0, &mut Unwatched)
            .expect("it ends");
        (counts.all_incidents, counts.deflected)
    };
    // The fault is open, and no leak; one is open at the second; one is over.
    assert_eq!(run(&text("5h", "2h")), (2, 1));
    assert_eq!(run(&text("5h", "7h")), (3, 0));
    let warm = text("5h", "2h").replace("seed = 7", "seed = 7\nwarm_up = \"4h\"");
    assert_eq!(run(&warm), (2, 0));
}

#[test]
fn an_incident_strikes_the_others_of_a_group_that_reaches_itself() {
    let text = simple(&[1.0])
        .replace("id = \"site\"", "id = \"site\"\ncount = 4\nreaches = [\"site\"]")
        .replace(
            "effort = \"2h\"",
            "effort = \"2h\"\n[[incident.consequence]]\nincident = \"leak\"\non = \"reached\"\nafter = \"1h\"\n",
        )
        + &format!("[[incident]]\nid = \"leak\"\n{MINUTE}");
    let rows = incidents_of(&text, 0);
    let mut struck: Vec<u32> = rows.iter().map(|row| row.instance).collect();
    assert_eq!(rows.iter().filter(|row| row.kind == "leak").count(), 3);
    struck.sort_unstable();
    assert_eq!(struck, [0, 1, 2, 3]);
}

#[test]
fn the_delay_of_what_is_detected_does_not_depend_on_how_much_is_missed() {
    for missed in [0.0, 0.25, 0.6] {
        let detection = format!(
            "severity = \"high\"\ndetection = {{ delay = {{ uniform = {{ low = \"0h\", high = \"10h\" }} }}, missed = \"{}%\" }}",
            missed * 100.0
        );
        let text = simple(&[1.0])
            .replace("severity = \"high\"\nimpact = \"100%\"", &detection)
            .replace(
                "at = [\"start + 60min\"]",
                "rate = \"20/h\"\nto = \"start + 200h\"",
            )
            .replace(
                "experts = [{ skills = [\"analyst\"], count = 1 }]",
                "unlimited = true",
            );
        let rows = incidents_of(&text, 0);
        let delays: Vec<f64> = rows
            .iter()
            .filter_map(|row| Some(row.detected_h? - row.onset_h))
            .collect();
        if missed > 0.0 {
            share("missed", rows.len() - delays.len(), rows.len(), missed);
        } else {
            assert_eq!(delays.len(), rows.len());
        }
        for hours in 1..10 {
            let below = delays
                .iter()
                .filter(|delay| **delay < f64::from(hours))
                .count();
            share("delay", below, delays.len(), f64::from(hours) / 10.0);
        }
        assert!(delays.iter().all(|delay| (0.0..=10.0).contains(delay)));
    }
}

#[test]
fn excited_arrivals_come_each_after_its_own_exponential_delay() {
    // Ten primaries within a minute. What they excite comes after a geometric number of
    // exponential delays, which is exponential too, with mean decay / (1 - branching).
    let text = simple(&[1.0])
        .replace(
            "at = [\"start + 60min\"]",
            "rate = \"600/h\"\nto = \"start + 1min\"\nclustering = { branching = \"20%\", decay = \"6h\" }",
        )
        .replace("experts = [{ skills = [\"analyst\"], count = 1 }]", "unlimited = true");
    let world = world(&text);
    let mut delays = Vec::new();
    let mut primaries = 0;
    for rows in histories(&world, 600) {
        let excited = rows.iter().filter(|row| row.origin != "threat:script");
        let mut onsets: Vec<f64> = excited.map(|row| row.onset_h).collect();
        onsets.sort_by(f64::total_cmp);
        assert!(onsets.windows(2).all(|pair| pair[0] < pair[1]));
        delays.extend(onsets);
        primaries += rows
            .iter()
            .filter(|row| row.origin == "threat:script")
            .count();
    }
    let per_primary = delays.len() as f64 / primaries as f64;
    // Mean 1/4; the variance of a cluster's size is 0.2 / 0.8³ = 0.39 (Borel–Tanner).
    let error = (0.39 / primaries as f64).sqrt();
    assert!((per_primary - 0.25).abs() < 4.0 * error, "{per_primary}");
    let mean = 6.0 / 0.8;
    for quantile in [0.25, 0.5, 0.75, 0.9] {
        let at = -mean * libm::log(1.0 - quantile);
        // Siblings depend on no more than their parent: a little room for the clusters.
        let below = delays.iter().filter(|delay| **delay < at).count() as f64;
        let n = delays.len() as f64;
        let error = (quantile * (1.0 - quantile) / n).sqrt() * 1.3;
        assert!(
            (below / n - quantile).abs() < 4.0 * error + 0.001,
            "{quantile}: {}",
            below / n
        );
    }
}

//! The trace tells when work rests, when it goes on, and who is at work.

use sortie::inside::outcome::trace::{Entry, trace};
use sortie::inside::sim::observe::Unwatched;
use sortie::inside::sim::run::Simulation;

use crate::harness::{TEN_DAYS, trace_of, world};

/// One incident on a Tuesday, 1 January 2019, and a team.
fn scenario(hour: &str, effort: &str, analysts: u32, team: &str) -> String {
    format!(
        r#"{TEN_DAYS}
[[asset]]
id = "site"
[[incident]]
id = "fault"
severity = "high"
stage = [{{ name = "contain", crew = {{ analyst = {analysts} }}, effort = "{effort}" }}]
[[threat]]
id = "script"
incident = "fault"
targets = "site"
at = ["2019-01-01T{hour}"]
[[team]]
id = "cert"
{team}
[[dispatch.rule]]
teams = ["cert"]
"#
    )
}

/// Time, event and note of all that is told of incidents after hands on.
fn told(text: &str) -> Vec<String> {
    let line = |entry: &Entry| format!("{} {}: {}", &entry.at[5..16], entry.event, entry.note);
    let trace = trace_of(text);
    let about = trace.iter().filter(|entry| entry.incident.is_some());
    about
        .skip_while(|entry| entry.event != "hands_on")
        .map(line)
        .collect()
}

#[test]
fn work_that_rests_outside_hours_is_told_of() {
    let team = "experts = [{ skills = [\"analyst\"] }]\nhours = { days = [\"tue\", \"thu\"], from = \"22:00\", to = \"06:00\" }";
    let text = scenario("23:30", "8h", 1, team);
    assert_eq!(
        told(&text),
        [
            "01-01T23:30 hands_on: contain",
            "01-02T06:00 paused: contain: hours are over",
            "01-03T22:00 resumed: contain: hours have begun",
            "01-03T23:30 finished: contain",
            "01-03T23:30 closed: after 2 d",
        ]
    );
    // Work that waits for the first hour has not rested.
    let text = scenario("12:00", "2h", 1, team);
    assert_eq!(told(&text).len(), 3);
    // Without limit of heads it is the same.
    let unlimited = team.replace("experts = [{ skills = [\"analyst\"] }]", "unlimited = true");
    let text = scenario("23:30", "8h", 1, &unlimited);
    assert_eq!(
        told(&text)[1..3],
        [
            "01-02T06:00 paused: contain: hours are over",
            "01-03T22:00 resumed: contain: hours have begun",
        ]
    );
}

#[test]
fn a_crew_of_two_watches_is_told_of_as_it_changes() {
    let team = "experts = [{ skills = [\"analyst\"], count = 2 }]\n\
        hours = { on = \"16h\", off = \"8h\", first = \"00:00\", groups = 2, on_change = \"pause\" }";
    // Watches of 16 h, 12 h apart: 00–16 and 12–04. Both are there from 12 to 16.
    let lines = told(&scenario("12:00", "10h", 2, team));
    assert_eq!(lines[0], "01-01T12:00 hands_on: contain");
    assert_eq!(
        lines[1],
        "01-01T16:00 crew_changed: contain: 1 of 2 experts at work"
    );
    assert!(
        lines[2].starts_with("01-02T00:00 crew_changed: contain: 2 of 2 experts at work")
            || lines[2].contains("finished")
    );
}

#[test]
fn the_beginning_of_a_handover_is_told_of() {
    let team = "experts = [{ skills = [\"analyst\"], count = 2 }]\n\
        hours = { on = \"12h\", off = \"12h\", first = \"00:00\", groups = 2, on_change = \"transfer\", handover = \"1h\" }";
    let lines = told(&scenario("09:00", "10h", 1, team));
    let events: Vec<&str> = lines
        .iter()
        .filter_map(|line| line.split([' ', ':']).nth(2))
        .collect();
    assert_eq!(
        events,
        [
            "hands_on",
            "relief_sent",
            "handover",
            "taken_over",
            "finished",
            "closed"
        ]
    );
    assert!(lines[2].starts_with("01-01T12:00 handover: contain, 1 expert there to take over"));
    assert!(lines[3].starts_with("01-01T13:00 taken_over"));
}

/// What is counted as a pause is told, each one, and rest and work take turns.
#[test]
fn every_pause_is_told_of() {
    use proptest::strategy::{Strategy as _, ValueTree as _};
    use proptest::test_runner::{Config, RngSeed, TestRunner};

    let mut runner = TestRunner::new(Config {
        rng_seed: RngSeed::Fixed(32),
        ..Config::default()
    });
    let (mut pauses, mut resumed) = (0, 0);
    for _ in 0..25 {
        let recipe = crate::generator::recipe().new_tree(&mut runner);
        let recipe = recipe.expect("a recipe").current();
        let world = world(&crate::generator::Scenario::from(recipe).text());
        let counts = Simulation::new(&world).run(5, 1, &mut Unwatched);
        let counts = counts.expect("it ends");
        let entries = trace(&world, 5, 1).entries;
        let warm_up = world.document.warm_up.millis();
        let told = entries.iter().filter(|entry| {
            let over = entry.event == "stopped" && entry.note.ends_with("the shift is over");
            entry.ms >= warm_up && (entry.event == "paused" || over)
        });
        assert_eq!(told.count() as u64, counts.pauses);
        pauses += counts.pauses;
        let mut resting = std::collections::BTreeSet::new();
        for entry in &entries {
            let Some(incident) = entry.incident else {
                continue;
            };
            match entry.event.as_str() {
                "paused" => assert!(resting.insert(incident), "twice: {entry:?}"),
                "resumed" => {
                    assert!(resting.remove(&incident), "it was at work: {entry:?}");
                    resumed += 1;
                }
                // It goes on with others, or waits again.
                "taken_over" | "stopped" => {
                    resting.remove(&incident);
                }
                "finished" => assert!(!resting.contains(&incident), "it rested: {entry:?}"),
                _ => {}
            }
        }
    }
    assert!(pauses > 50 && resumed > 20, "{pauses} and {resumed}");
}

//! A scenario in the hand of a program: the programs in `examples/` run and say what they
//! promise, and the numbers are those of the commands.

use std::error::Error;
use std::fs;

use serde_json::Value;
use sortie::{Block, Builder, RunOptions, Scenario};

use crate::work_folder::Place;

#[allow(dead_code, reason = "a program of its own, with a main")]
#[path = "../../examples/built_in_code.rs"]
mod built_in_code;
#[allow(dead_code, reason = "a program of its own, with a main")]
#[path = "../../examples/compare_policies.rs"]
mod compare_policies;
#[allow(dead_code, reason = "a program of its own, with a main")]
#[path = "../../examples/own_observer.rs"]
mod own_observer;
#[allow(dead_code, reason = "a program of its own, with a main")]
#[path = "../../examples/read_a_result.rs"]
mod read_a_result;

/// The first number of each line, after some words if they are asked for.
fn numbers(text: &str, after: &str) -> Vec<f64> {
    let of = |line: &str| {
        let rest = &line[line.find(after)? + after.len()..];
        let digits = |c: char| c.is_ascii_digit() || c == '.';
        let from = rest.find(digits)?;
        let length = rest[from..]
            .find(|c| !digits(c))
            .unwrap_or(rest.len() - from);
        rest[from..from + length].parse().ok()
    };
    text.lines().filter_map(of).collect()
}

#[test]
fn a_result_is_read_with_its_intervals() -> Result<(), Box<dyn Error>> {
    let text = read_a_result::report(60)?;
    let quantiles = numbers(&text, "wait less than");
    assert_eq!(quantiles.len(), 2, "{text}");
    assert!(
        quantiles.iter().all(|hours| (0.5..30.0).contains(hours)),
        "{text}"
    );
    assert!(text.contains("target `hands-on-fast`: "), "{text}");
    Ok(())
}

#[test]
fn policies_are_compared_with_the_scenario_as_it_is() -> Result<(), Box<dyn Error>> {
    let text = compare_policies::report(20)?;
    let means = numbers(&text, ": ");
    assert_eq!(means.len(), 3, "{text}");
    assert_eq!(
        text.matches(" to ").count(),
        2,
        "an interval for each difference: {text}"
    );
    Ok(())
}

#[test]
fn an_observer_of_ones_own_hears_of_everything() -> Result<(), Box<dyn Error>> {
    let text = own_observer::report(30)?;
    let [incidents, crews, unreached] = numbers(&text, "")[..] else {
        panic!("three lines: {text}");
    };
    assert!(incidents > 0.0 && unreached < incidents, "{text}");
    // One stage of work, and no crew comes twice.
    assert!((crews + unreached - incidents).abs() < 0.5, "{text}");
    Ok(())
}

#[test]
fn a_scenario_is_built_in_code() -> Result<(), Box<dyn Error>> {
    let text = built_in_code::report(40)?;
    let waits = numbers(&text, "after");
    assert_eq!(waits.len(), 3, "{text}");
    assert!(waits.is_sorted(), "more websites, longer waits: {text}");
    Ok(())
}

/// What a command wrote.
fn written(place: &Place, file: &str) -> Result<Value, Box<dyn Error>> {
    let text = fs::read_to_string(place.path(file))?;
    Ok(serde_json::from_str(&text)?)
}

#[test]
fn a_program_finds_the_numbers_of_the_commands() -> Result<(), Box<dyn Error>> {
    let place = Place::new();
    let scenario = Scenario::open("lithuania-2019")?.with(&[("team.nksc.notice", "2h")])?;
    let options = RunOptions {
        replications: Some(6),
        seed: Some(5),
        ..RunOptions::default()
    };
    place.fine("run --set team.nksc.notice=2h -n 6 -s 5 --out run --quiet");
    let summary = serde_json::to_string(&scenario.run(&options)?.summary)?;
    let summary: Value = serde_json::from_str(&summary)?;
    assert_eq!(summary, written(&place, "run/summary.json")?);

    place.fine(
        "compare --policies annual --set team.nksc.notice=2h -n 6 -s 5 --out compared --quiet",
    );
    let comparison = serde_json::to_string(&scenario.compare(&["annual"], &[], &options)?)?;
    let comparison: Value = serde_json::from_str(&comparison)?;
    let written = written(&place, "compared/comparison.json")?;
    assert_eq!(comparison["measures"], written["measures"]);
    assert_eq!(comparison["policies"], written["policies"]);
    Ok(())
}

#[test]
fn a_builder_loses_no_block_whatever_it_is_taken_for() {
    let start = || Builder::new("Blocks", "UTC", "2019-01-01", "2019-02-01");
    let once = start()
        .put("limits", Block::new().set("open", 10))
        .put("limits", Block::new().set("incidents", 20));
    let scenario = Scenario::parse(&once.text(), "blocks").expect("keys of one block");
    let limits = scenario.document().limits;
    assert_eq!((limits.open, limits.incidents), (10, 20));

    let mixed = [
        start()
            .put("asset", Block::named("a"))
            .add("asset", Block::named("b")),
        start()
            .add("asset", Block::named("a"))
            .put("asset", Block::named("b")),
    ];
    for builder in mixed {
        let scenario = Scenario::parse(&builder.text(), "blocks").expect("two assets");
        let ids: Vec<&str> = scenario
            .document()
            .assets
            .iter()
            .map(|it| it.id.as_str())
            .collect();
        assert_eq!(ids, ["a", "b"]);
    }
    let twice = start()
        .put("dispatch", Block::new().set("order", "fifo"))
        .add("dispatch", Block::new().set("order", "severity"));
    assert!(
        Scenario::parse(&twice.text(), "blocks").is_err(),
        "{}",
        twice.text()
    );
}

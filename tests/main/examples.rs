//! The programs in `examples/` run, and say what they promise.

use std::error::Error;

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

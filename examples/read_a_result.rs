//! Run a scenario and read numbers off the result, each with its interval.
//!
//! `cargo run --release --example read_a_result`

use std::error::Error;
use std::fmt::Write;

use sortie::{Measure, RunOptions, Scenario, Severity};

fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", report(500)?);
    Ok(())
}

/// What the run of a ready scenario found.
pub(crate) fn report(replications: u64) -> Result<String, Box<dyn Error>> {
    let scenario = Scenario::open("minimal")?;
    let options = RunOptions {
        replications: Some(replications),
        seed: Some(2019),
        ..RunOptions::default()
    };
    let summary = scenario.run(&options)?.summary;

    let mut text = format!("{}, {replications} election periods\n", summary.name);
    for severity in [Severity::High, Severity::Medium] {
        let response = summary.duration(Measure::Response, Some(severity));
        // A quantile is missing where too few incidents were answered before the end.
        if let Some(ninth) = response.and_then(|row| row.p90)
            && let (Some(low), Some(high)) = (ninth.low, ninth.high)
        {
            writeln!(
                text,
                "nine in ten {} incidents wait less than {:.2} h ({low:.2} to {high:.2})",
                severity.name(),
                ninth.estimate,
            )?;
        }
    }
    for target in &summary.targets {
        let decided = target.met + target.missed;
        writeln!(
            text,
            "target `{}`: {} of {decided} in time",
            target.id, target.met
        )?;
    }
    Ok(text)
}

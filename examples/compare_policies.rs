//! Compare policies of a scenario on common random numbers: every policy meets the same
//! incidents, so a difference is far surer than either mean.
//!
//! `cargo run --release --example compare_policies`

use std::error::Error;
use std::fmt::Write;

use sortie::{RunOptions, Scenario};

fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", report(200)?);
    Ok(())
}

/// Mean response to grave incidents under two policies of a ready scenario, and what changes.
pub(crate) fn report(replications: u64) -> Result<String, Box<dyn Error>> {
    let scenario = Scenario::open("lithuania-2019")?;
    let options = RunOptions {
        replications: Some(replications),
        ..RunOptions::default()
    };
    let policies = ["three-months", "annual"];
    let found = scenario.compare(&policies, &["response:grave"], &options)?;

    let mut text = format!("{}: {}\n", found.name, found.measures[0].words);
    for row in &found.measures[0].rows {
        let Some(value) = row.value else { continue };
        write!(
            text,
            "  {}: {:.2} h",
            found.name_of(&row.policy),
            value.estimate
        )?;
        if let Some(difference) = &row.difference
            && let (Some(low), Some(high)) = (difference.own.low, difference.own.high)
        {
            let estimate = difference.own.estimate;
            write!(text, ", {estimate:+.2} h ({low:+.2} to {high:+.2})")?;
        }
        text.push('\n');
    }
    Ok(text)
}

//! Build a scenario in code, without a file: one team for a growing number of websites.
//!
//! `cargo run --release --example built_in_code`

use std::error::Error;
use std::fmt::Write;

use sortie::{Block, Builder, Measure, RunOptions, Scenario};

fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", report(200)?);
    Ok(())
}

/// A team of `analysts` that looks after `websites`, each attacked once a week.
fn websites(websites: u32, analysts: u32) -> Builder {
    let contain = Block::new()
        .set("name", "contain")
        .set("crew", Block::new().set("analyst", 1))
        .set("effort", Block::new().set("median", "6h").set("p90", "1d"));
    let flood = Block::named("flood")
        .set("severity", Block::new().set("medium", 3).set("high", 1))
        .set("detection", Block::new().set("mean", "30min"))
        .set("stage", vec![contain]);
    let threat = Block::named("botnet")
        .set("incident", "flood")
        .set("targets", "all")
        .set("rate", format!("{websites}/week"));
    let experts = Block::new()
        .set("skills", vec!["analyst"])
        .set("count", analysts);
    Builder::new("Websites", "Europe/Vilnius", "2019-02-01", "2019-06-01")
        .add("asset", Block::named("site").set("count", websites))
        .add("incident", flood)
        .add("threat", threat)
        .add("team", Block::named("cert").set("experts", vec![experts]))
        .put(
            "dispatch",
            Block::new().set("rule", vec![Block::new().set("teams", vec!["cert"])]),
        )
}

/// How long incidents wait as websites are added.
pub(crate) fn report(replications: u64) -> Result<String, Box<dyn Error>> {
    let mut text = String::new();
    for count in [5, 10, 15] {
        let scenario = Scenario::parse(&websites(count, 1).text(), "websites")?;
        let options = RunOptions {
            replications: Some(replications),
            ..RunOptions::default()
        };
        let summary = scenario.run(&options)?.summary;
        let response = summary.duration(Measure::Response, None);
        let mean = response.and_then(|row| row.mean).ok_or("no incidents")?;
        writeln!(
            text,
            "{count} websites: hands on after {:.1} h on average",
            mean.estimate
        )?;
    }
    Ok(text)
}

//! Scenario text in, records out.

use std::path::Path;

use assert_cmd::Command;
use sortie::inside::export::incidents;
use sortie::inside::outcome::IncidentRecord;
use sortie::inside::outcome::trace::{Entry, trace};
use sortie::inside::scenario;
use sortie::inside::study::summary::Summary;
use sortie::inside::study::{self, Study};
use sortie::inside::world::World;

/// A scenario of ten days in UTC, to which a test adds its blocks.
pub const TEN_DAYS: &str = r#"
schema = 1
[scenario]
name = "Test"
timezone = "UTC"
start = "2019-01-01"
end = "2019-01-11"
seed = 7
"#;

/// One asset, one kind that takes two hours of one expert, struck at the given hours, and one
/// expert who answers.
pub fn simple(strikes: &[f64]) -> String {
    let at: Vec<String> = strikes
        .iter()
        .map(|hour| format!("\"start + {}min\"", (hour * 60.0).round()))
        .collect();
    format!(
        r#"{TEN_DAYS}
[[asset]]
id = "site"
[[incident]]
id = "fault"
severity = "high"
impact = "100%"
[[incident.stage]]
name = "contain"
crew = {{ analyst = 1 }}
effort = "2h"
[[threat]]
id = "script"
incident = "fault"
targets = "site"
at = [{}]
[[team]]
id = "cert"
experts = [{{ skills = ["analyst"], count = 1 }}]
[[dispatch.rule]]
teams = ["cert"]
"#,
        at.join(", ")
    )
}

/// Compiles a scenario that must be fine.
pub fn world(text: &str) -> World {
    match scenario::load(text, "test.toml", "test", None) {
        Ok(loaded) => World::compile(loaded.document),
        Err(report) => panic!("{}", report.render(scenario::Style::Plain)),
    }
}

/// Incidents of a replication.
pub fn incidents_of(text: &str, replication: u64) -> Vec<IncidentRecord> {
    let world = world(text);
    incidents::record(&world, world.document.seed, replication).expect("a replication that ends")
}

/// Trace of replication 0.
pub fn trace_of(text: &str) -> Vec<Entry> {
    let world = world(text);
    trace(&world, world.document.seed, 0).entries
}

/// A study on two threads.
pub fn study_of(world: &World, replications: u64) -> Study {
    study::run(world, replications, world.document.seed, 2, |_| {}).expect("a study that ends")
}

/// A study in numbers.
pub fn summary_of(text: &str, replications: u64) -> Summary {
    let world = world(text);
    Summary::new(&world, &study_of(&world, replications), "")
}

/// Mean per replication of a count.
pub fn count(summary: &Summary, name: &str) -> f64 {
    let found = summary.counts.iter().find(|count| count.name == name);
    found.expect("a count of that name").mean.estimate
}

/// Service loss of an asset, hours.
pub fn loss(summary: &Summary, asset: &str) -> f64 {
    let found = summary.assets.iter().find(|row| row.id == asset);
    found
        .expect("an asset of that id")
        .service_loss_hours
        .estimate
}

/// Equal to a millisecond.
pub fn same_hours(a: Option<f64>, b: f64) -> bool {
    a.is_some_and(|a| (a - b).abs() < 1.0 / 3_600_000.0)
}

/// The program, to be run in a folder.
pub fn sortie(folder: &Path) -> Command {
    let mut command = Command::cargo_bin("sortie").expect("the program");
    command.current_dir(folder);
    command
}

/// Runs the program in a folder: exit code, output, errors.
pub fn run(folder: &Path, args: &[&str]) -> (i32, String, String) {
    let output = sortie(folder).args(args).output().expect("it runs");
    (
        output.status.code().expect("an exit code"),
        String::from_utf8_lossy(&output.stdout).into_owned(),
        String::from_utf8_lossy(&output.stderr).into_owned(),
    )
}

//! The ordered event log of one history, for people and for replay.
//!
//! `tracer` watches a history and turns what happens into entries; `frame` adds what surrounds
//! it: elections, phases, milestones and injects; `subjects` says who and what they are about.

use serde::{Deserialize, Serialize};

use crate::scenario::time::Instant;
use crate::sim::decision::Decision;
use crate::sim::failure::Failure;
use crate::sim::run::Simulation;
use crate::world::World;

mod frame;
mod orders;
mod subjects;
mod tracer;

pub(crate) use orders::order_words;
use tracer::Tracer;

/// One line of a trace.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Local time, to the millisecond.
    pub at: String,
    /// Milliseconds since the scenario's start.
    pub ms: i64,
    /// What happened: a stable word.
    pub event: String,
    /// Number of the incident.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<u32>,
    /// Id of the kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<String>,
    /// Id of the asset, with `#n` for an instance of a counted one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asset: Option<String>,
    /// Severity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<String>,
    /// Id of the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// Id of the inject.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inject: Option<String>,
    /// The rest, in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

impl Entry {
    /// A line for people: time, incident, event, subject, note.
    pub fn text(&self) -> String {
        let mut line = self.at[..19].replace('T', " ");
        match self.incident {
            Some(number) => line.push_str(&format!("  #{number:<5}")),
            None => line.push_str("        "),
        }
        line.push_str(&format!(" {:<13}", self.event.replace('_', " ")));
        let mut said = false;
        let mut say = |part: &str| {
            if !part.is_empty() {
                line.push_str(if said { " · " } else { " " });
                line.push_str(part);
                said = true;
            }
        };
        say(self.severity.as_deref().unwrap_or_default());
        say(self.kind.as_deref().unwrap_or_default());
        say(self.asset.as_deref().unwrap_or_default());
        say(self.team.as_deref().unwrap_or_default());
        say(self.inject.as_deref().unwrap_or_default());
        say(&self.note);
        line
    }
}

/// The trace of one replication.
#[derive(Clone, Debug)]
pub struct Trace {
    /// What happened, ordered by time.
    pub entries: Vec<Entry>,
    /// Why it ended before the scenario did, if it failed.
    pub failure: Option<Failure>,
}

/// Runs one replication and returns its trace, up to the failure if it fails.
pub fn trace(world: &World, seed: u64, replication: u64) -> Trace {
    trace_with(world, seed, replication, &[])
}

/// What has happened in a history up to an instant and at it, with players' decisions, and the
/// history.
///
/// # Errors
/// When a limit of the scenario is passed.
pub(crate) fn trace_until<'w>(
    world: &'w World,
    (seed, replication): (u64, u64),
    decisions: &[Decision],
    at: Instant,
) -> Result<(Vec<Entry>, Simulation<'w>), Failure> {
    let mut tracer = Tracer::default();
    tracer.calendar(world);
    let mut simulation = Simulation::new(world).deciding(decisions);
    simulation.start(seed, replication)?;
    simulation.step_until(Instant(at.0.saturating_add(1)), &mut tracer)?;
    let mut entries = tracer.in_order();
    entries.retain(|entry| entry.ms <= at.millis());
    Ok((entries, simulation))
}

/// The same with players' decisions.
pub(crate) fn trace_with(
    world: &World,
    seed: u64,
    replication: u64,
    decisions: &[Decision],
) -> Trace {
    let mut tracer = Tracer::default();
    tracer.calendar(world);
    let mut simulation = Simulation::new(world).deciding(decisions);
    let run = simulation.run(seed, replication, &mut tracer);
    if run.is_ok() {
        tracer.milestones(world, &simulation);
    }
    Trace {
        entries: tracer.in_order(),
        failure: run.err(),
    }
}

//! One history of a scenario, as far as a list of events needs it.

use std::collections::BTreeMap;

use crate::outcome::trace::trace;
use crate::outcome::{Recorder, Rows};
use crate::scenario::document::MilestoneIx;
use crate::sim::run::Simulation;
use crate::world::World;

use super::MselError;

/// One history.
pub(super) struct Played {
    /// Its incidents.
    pub rows: Rows,
    /// By milestone: it was kept.
    pub kept: Vec<bool>,
    /// By number of an incident: id of the team that was asked first.
    pub asked: BTreeMap<u32, String>,
    /// Ids of the injects that do not happen in it.
    pub skipped: Vec<String>,
}

/// Plays one history.
pub(super) fn play(world: &World, seed: u64, replication: u64) -> Result<Played, MselError> {
    let failed = |failure: &dyn std::fmt::Display| {
        MselError::History(format!("replication {replication} failed: {failure}"))
    };
    let mut recorder = Recorder::new(replication);
    let mut simulation = Simulation::new(world);
    simulation
        .run(seed, replication, &mut recorder)
        .map_err(|failure| failed(&failure))?;
    let milestones = 0..world.document.milestones.len();
    let kept = milestones
        .map(|ix| simulation.kept(MilestoneIx::from(ix)))
        .collect();
    let log = trace(world, seed, replication);
    let mut asked = BTreeMap::new();
    let mut skipped = Vec::new();
    for entry in log.entries {
        match (
            entry.event.as_str(),
            entry.incident,
            entry.team,
            entry.inject,
        ) {
            ("requested", Some(incident), Some(team), _) => {
                asked.entry(incident).or_insert(team);
            }
            ("inject_skipped", _, _, Some(inject)) => skipped.push(inject),
            _ => {}
        }
    }
    Ok(Played {
        rows: recorder.into_rows(),
        kept,
        asked,
        skipped,
    })
}

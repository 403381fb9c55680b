//! Histories replayed with one thing changed: which milestones would have been kept, which
//! missed, and how many deadlines met.
//!
//! Each history is run as it is and once with each [`Counterfactual`], on the same draws. So a
//! milestone that is missed in one and kept in the other owes it to the change alone. It may be
//! the other way round from what one would think: without an early attack a later one may do more
//! harm, for the first had started the clock of a fallback. Where that is so, it is counted.

use std::collections::BTreeMap;
use std::sync::atomic::AtomicBool;

use crate::outcome::{Collector, Tally};
use crate::scenario::document::{AssetIx, Document, MilestoneIx};
use crate::scenario::time::Instant;
use crate::sim::brake::Stop;
use crate::sim::run::Simulation;
use crate::stats::Moments;
use crate::world::World;

use super::causes::path;
use super::chunk::{Chunk, Plan};
use super::counterfactual::Counterfactual;
use super::error::StudyError;
use super::job::GRACE;
use super::pipeline::in_order;

/// What a change does to a milestone.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Flips {
    /// Replications that miss it as they are and keep it with the change.
    pub kept_instead: u64,
    /// Replications that keep it as they are and miss it with the change.
    pub missed_instead: u64,
    /// Of these, those in which the fallback of an asset had already taken over, as they are,
    /// when the milestone was missed with the change.
    pub fallen_back: BTreeMap<AssetIx, u64>,
}

/// What a change does.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// To each milestone.
    pub milestones: Vec<Flips>,
    /// To the missed deadlines of each target: how many fewer there are in a replication.
    pub fewer_missed: Vec<Moments>,
}

impl Effect {
    fn none(document: &Document) -> Self {
        Self {
            milestones: vec![Flips::default(); document.milestones.len()],
            fewer_missed: vec![Moments::default(); document.targets.len()],
        }
    }

    fn merge(&mut self, next: &Self) {
        for (mine, next) in self.milestones.iter_mut().zip(&next.milestones) {
            mine.kept_instead += next.kept_instead;
            mine.missed_instead += next.missed_instead;
            for (asset, count) in &next.fallen_back {
                *mine.fallen_back.entry(*asset).or_insert(0) += count;
            }
        }
        for (mine, next) in self.fewer_missed.iter_mut().zip(&next.fewer_missed) {
            mine.merge(next);
        }
    }
}

/// What was found: replications as they are, and what each change does.
#[derive(Clone, Debug)]
pub struct Counterfactuals {
    /// Replications as they are, added up section by section.
    pub as_they_are: Vec<Tally>,
    /// Each change with what it does.
    pub changes: Vec<(Counterfactual, Effect)>,
}

/// How one replication came out.
struct Outcome {
    tally: Tally,
    /// When the tolerance of each milestone ran out, if it did.
    lost: Vec<Option<Instant>>,
}

fn outcome(
    simulation: &mut Simulation<'_>,
    world: &World,
    seed: u64,
    replication: u64,
) -> Result<Outcome, StudyError> {
    let mut collector = Collector::new(world);
    let counts = simulation
        .run(seed, replication, &mut collector)
        .map_err(|failure| StudyError::of(replication, failure))?;
    collector.close(simulation, counts);
    let lost = |ix: usize| simulation.service().lost(MilestoneIx::from(ix));
    Ok(Outcome {
        tally: collector.into_tally(),
        lost: (0..world.document.milestones.len())
            .map(|ix| lost(ix).map(|(_, at)| at))
            .collect(),
    })
}

/// Replays replications 0 to `replications − 1` with each change that would do something.
/// `progress` is told how many are done.
///
/// # Errors
/// If a replication fails (the first that does), no threads can be had, or it was told to stop.
pub(crate) fn counterfactuals(
    world: &World,
    seed: u64,
    replications: u64,
    threads: usize,
    stop: &AtomicBool,
    mut progress: impl FnMut(u64),
) -> Result<Counterfactuals, StudyError> {
    let document = &world.document;
    let changes = Counterfactual::all(document);
    let worlds: Vec<World> = changes
        .iter()
        .map(|change| World::compile(change.applied(document)))
        .collect();
    let brake = Stop::new(stop, GRACE);
    let start = || {
        let simulation = |world| Simulation::new(world).stopping(&brake);
        let others: Vec<Simulation<'_>> = worlds.iter().map(simulation).collect();
        (simulation(world), others)
    };
    let plan = Plan::new(replications);
    let work = |(plain, others): &mut (Simulation<'_>, Vec<Simulation<'_>>), index: u64| {
        let Some(chunk) = plan.chunk(index) else {
            return Err(StudyError::Interrupted);
        };
        let mut pooled = Tally::new(world);
        let mut effects = vec![Effect::none(document); changes.len()];
        for replication in chunk.replications() {
            let as_it_is = outcome(plain, world, seed, replication)?;
            for ((effect, other), changed) in effects.iter_mut().zip(others.iter_mut()).zip(&worlds)
            {
                let instead = outcome(other, changed, seed, replication)?;
                let mut look = |at: Instant, chain: &[AssetIx]| {
                    plain
                        .run_until(seed, replication, at)
                        .map_err(|failure| StudyError::of(replication, failure))?;
                    let mut chain = chain.iter().copied();
                    Ok(chain.find(|it| plain.service().has_fallen_back(*it)))
                };
                hold_against(document, effect, &as_it_is, &instead, &mut look)?;
            }
            pooled.merge(&as_it_is.tally);
        }
        Ok((chunk, pooled, effects))
    };
    let mut found = Counterfactuals {
        as_they_are: Vec::new(),
        changes: changes
            .iter()
            .map(|it| (*it, Effect::none(document)))
            .collect(),
    };
    let mut replayed = 0;
    let done = in_order(
        0..plan.chunks(),
        threads,
        stop,
        start,
        work,
        |_, (chunk, pooled, effects): (Chunk, Tally, Vec<Effect>)| {
            match found.as_they_are.get_mut(chunk.section) {
                Some(section) => section.merge(&pooled),
                None => found.as_they_are.push(pooled),
            }
            for ((_, mine), next) in found.changes.iter_mut().zip(&effects) {
                mine.merge(next);
            }
            replayed += chunk.count;
            progress(replayed);
            Ok::<(), StudyError>(())
        },
    )?;
    if done == plan.chunks() {
        Ok(found)
    } else {
        Err(StudyError::Interrupted)
    }
}

/// Which of some assets had fallen back at an instant of a replication as it is.
type Look<'a> = dyn FnMut(Instant, &[AssetIx]) -> Result<Option<AssetIx>, StudyError> + 'a;

/// Counts what differs between a replication as it is and with a change.
fn hold_against(
    document: &Document,
    effect: &mut Effect,
    as_it_is: &Outcome,
    instead: &Outcome,
    look: &mut Look<'_>,
) -> Result<(), StudyError> {
    for (ix, flips) in effect.milestones.iter_mut().enumerate() {
        match (as_it_is.lost[ix], instead.lost[ix]) {
            (Some(_), None) => flips.kept_instead += 1,
            (None, Some(at)) => {
                flips.missed_instead += 1;
                let asset = document.milestones[ix].asset;
                let causes = &instead.tally.reasons.milestones[ix];
                let cause = causes.keys().flatten().next();
                let chain = cause.map_or_else(|| vec![asset], |it| path(document, it.asset, asset));
                if let Some(asset) = look(at, &chain)? {
                    *flips.fallen_back.entry(asset).or_insert(0) += 1;
                }
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
    }
    for (ix, fewer) in effect.fewer_missed.iter_mut().enumerate() {
        let missed = |it: &Outcome| it.tally.deadlines(ix, None).missed as f64;
        fewer.push(missed(as_it_is) - missed(instead));
    }
    Ok(())
}

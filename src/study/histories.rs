//! Histories worth a look: which replications are typical, which are severe, which ask for many
//! different decisions, and which differ most from each other.

use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::outcome::{Collector, Measure, Scalar, Tally};
use crate::scenario::document::Severity;
use crate::scenario::time::Span;
use crate::sim::run::Simulation;
use crate::stats::quantile;
use crate::world::World;

use super::error::{ReplicationFailure, StudyError};

/// Replications that one thread takes at a time.
const BLOCK: u64 = 8;

/// What histories are compared by.
const FEATURES: usize = 7;

/// One replication in numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct History {
    /// Its number.
    pub replication: u64,
    /// Incidents, false alarms included.
    pub incidents: f64,
    /// Of these, of high or critical severity.
    pub grave: f64,
    /// Of these, caused by other incidents.
    pub secondary: f64,
    /// Weighted service loss, hours.
    pub loss: f64,
    /// Milestones that were missed, in the order of the scenario.
    pub missed: Vec<usize>,
    /// Mean time from detection to somebody at work, hours; `None` if nobody was at work.
    pub response: Option<f64>,
    /// Requests that teams answered.
    pub deployments: f64,
    /// Different things that call for a decision: teams sent, milestones missed, and whether
    /// there were requests without an eligible team, refusals, owners who gave up, crews taken
    /// away, handovers, pauses, prevented consequences, attempts on what is switched off.
    pub decisions: u32,
}

impl History {
    fn of(replication: u64, tally: &Tally) -> Self {
        let value = |scalar| tally.scalar(scalar).mean().unwrap_or(0.0);
        let happened = |scalar| u32::from(value(scalar) > 0.0);
        let sent = tally.teams.iter();
        let sent = sent.filter(|it| it.deployments.mean().unwrap_or(0.0) > 0.0);
        let missed: Vec<usize> = (0..tally.kept.len())
            .filter(|ix| tally.kept[*ix] == 0)
            .collect();
        let telling = [
            Scalar::Unanswered,
            Scalar::Refusals,
            Scalar::GivenUp,
            Scalar::Preemptions,
            Scalar::Handovers,
            Scalar::Pauses,
            Scalar::Averted,
            Scalar::Deflected,
        ];
        let response = tally.durations(Measure::Response, None);
        let hours = |ms: f64| ms / Span::HOUR.0 as f64;
        Self {
            replication,
            incidents: value(Scalar::Incidents),
            grave: value(Scalar::OfSeverity(Severity::High))
                + value(Scalar::OfSeverity(Severity::Critical)),
            secondary: value(Scalar::Secondary),
            loss: value(Scalar::ServiceLoss),
            response: response.mean_of_ended().map(hours),
            deployments: tally
                .teams
                .iter()
                .map(|it| it.deployments.mean().unwrap_or(0.0))
                .sum(),
            decisions: sent.count() as u32
                + missed.len() as u32
                + telling.into_iter().map(happened).sum::<u32>(),
            missed,
        }
    }

    fn features(&self) -> [f64; FEATURES] {
        [
            self.incidents,
            self.grave,
            self.secondary,
            self.loss,
            self.missed.len() as f64,
            self.response.unwrap_or(0.0),
            self.deployments,
        ]
    }
}

/// Runs replications 0 to `replications − 1`, on all threads of the current pool, and gives each
/// in numbers, in order.
///
/// # Errors
/// If a replication fails (the first that does), or if it was told to stop.
pub(crate) fn histories(
    world: &World,
    seed: u64,
    replications: u64,
    stop: &AtomicBool,
) -> Result<Vec<History>, StudyError> {
    let blocks: Vec<Vec<History>> = (0..replications.div_ceil(BLOCK))
        .into_par_iter()
        .map_init(
            || Simulation::new(world),
            |simulation, block| -> Result<Vec<History>, StudyError> {
                let numbers = block * BLOCK..((block + 1) * BLOCK).min(replications);
                numbers
                    .map(|replication| {
                        if stop.load(Ordering::Relaxed) {
                            return Err(StudyError::Interrupted);
                        }
                        let mut collector = Collector::new(world);
                        let counts = simulation.run(seed, replication, &mut collector).map_err(
                            |failure| match ReplicationFailure::of(replication, failure) {
                                Ok(failed) => failed.into(),
                                Err(stopped) => stopped,
                            },
                        )?;
                        collector.close(simulation, counts);
                        Ok(History::of(replication, &collector.into_tally()))
                    })
                    .collect()
            },
        )
        .collect::<Result<_, _>>()?;
    Ok(blocks.into_iter().flatten().collect())
}

/// Histories chosen from many, each by its place in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The one nearest to the medians of all measures.
    pub typical: usize,
    /// The one whose service loss has the asked rank.
    pub severe: usize,
    /// The one with the most different decisions; of several the one nearest to the medians.
    pub instructive: usize,
    /// Some that differ most from each other, the typical one first.
    pub varied: Vec<usize>,
}

/// Chooses from histories, of which there must be some: the severe one at a quantile of the loss
/// (0 to 1, nearest rank), and so many that vary. Measures are compared in units of their
/// interquartile range (of their range, where that is nothing), so that none outweighs the
/// others. The varied set is chosen greedily, each the farthest from all before it (Gonzalez 1985,
/// *Theor. Comput. Sci.* 38:293). Of equals the first wins. `None` without histories.
pub(crate) fn choose(histories: &[History], severe: f64, varied: usize) -> Option<Choice> {
    let scaled = scaled(histories);
    let centre = [0.0; FEATURES];
    let nearest = |of: &mut dyn Iterator<Item = usize>| {
        of.min_by(|a, b| {
            let apart = |ix: usize| distance(&scaled[ix], &centre);
            apart(*a).total_cmp(&apart(*b))
        })
    };
    let typical = nearest(&mut (0..histories.len()))?;
    let most = histories.iter().map(|it| it.decisions).max()?;
    let instructive =
        nearest(&mut (0..histories.len()).filter(|ix| histories[*ix].decisions == most))?;
    let mut by_loss: Vec<usize> = (0..histories.len()).collect();
    by_loss.sort_by(|a, b| histories[*a].loss.total_cmp(&histories[*b].loss));
    let rank = (severe * histories.len() as f64).ceil() as usize;
    let severe = by_loss[rank.clamp(1, histories.len()) - 1];
    let mut chosen = vec![typical];
    let mut apart: Vec<f64> = scaled
        .iter()
        .map(|it| distance(it, &scaled[typical]))
        .collect();
    while chosen.len() < varied.min(histories.len()) {
        let farthest = (0..histories.len())
            .filter(|ix| !chosen.contains(ix))
            .reduce(|best, ix| if apart[ix] > apart[best] { ix } else { best })?;
        chosen.push(farthest);
        for (apart, it) in apart.iter_mut().zip(&scaled) {
            *apart = apart.min(distance(it, &scaled[farthest]));
        }
    }
    Some(Choice {
        typical,
        severe,
        instructive,
        varied: chosen,
    })
}

/// The features of each history, from their medians, in units of their interquartile ranges.
fn scaled(histories: &[History]) -> Vec<[f64; FEATURES]> {
    let mut scaled: Vec<[f64; FEATURES]> = histories.iter().map(History::features).collect();
    for feature in 0..FEATURES {
        let mut sorted: Vec<f64> = scaled.iter().map(|it| it[feature]).collect();
        sorted.sort_by(f64::total_cmp);
        let at = |p: f64| quantile(&sorted, p).unwrap_or(0.0);
        let range = match at(0.75) - at(0.25) {
            0.0 => at(1.0) - at(0.0),
            quartiles => quartiles,
        };
        let unit = if range > 0.0 { range } else { 1.0 };
        for it in &mut scaled {
            it[feature] = (it[feature] - at(0.5)) / unit;
        }
    }
    scaled
}

fn distance(a: &[f64; FEATURES], b: &[f64; FEATURES]) -> f64 {
    a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum()
}

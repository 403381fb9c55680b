//! Does this copy of the program get known answers right? Systems whose exact behaviour
//! theory gives, written as scenarios, run through the whole way from text to estimate, and
//! held against the exact values.

mod system;

use crate::outcome::{Scalar, Tally};
use crate::scenario::time::Span;
use crate::stats::{DurationHistogram, sectioned, t_quantile};
use crate::world::World;

use super::error::StudyError;
use super::run::run;

pub(crate) use system::{Fact, Reading};
pub use system::{System, systems};

/// What was found about a fact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Finding {
    /// The system.
    pub system: &'static System,
    /// The fact about it.
    pub fact: &'static Fact,
    /// What the simulation gave.
    pub simulated: f64,
    /// Its standard error, by sectioning.
    pub error: f64,
}

impl Finding {
    /// Distance from the exact value in standard errors.
    pub fn z(&self) -> f64 {
        let distance = self.simulated - self.fact.exact;
        if distance == 0.0 {
            0.0
        } else {
            distance / self.error
        }
    }
}

/// Runs one system for so many replications, and reads all that is known of it.
///
/// # Errors
/// If the study fails.
///
/// # Panics
/// If the scenario of a system doesn't load, which a test rules out.
pub fn check(
    system: &'static System,
    replications: u64,
    threads: usize,
) -> Result<Vec<Finding>, StudyError> {
    let document = system
        .document()
        .unwrap_or_else(|report| panic!("{}: {report}", system.name));
    let world = World::compile(document);
    let seed = world.document.seed;
    let study = run(&world, replications, seed, threads, |_| {})?;
    let find = |fact: &'static Fact| {
        let simulated = fact.reading.of(&world, &study.pooled)?;
        let parts: Vec<Option<f64>> = study
            .sections
            .iter()
            .map(|section| fact.reading.of(&world, section))
            .collect();
        let interval = sectioned(simulated, &parts, 0.95)?;
        let sections = parts.iter().flatten().count() as f64;
        let error = (interval.high - interval.low) / 2.0 / t_quantile(sections - 1.0, 0.975);
        Some(Finding {
            system,
            fact,
            simulated,
            error,
        })
    };
    Ok(system.facts.iter().filter_map(find).collect())
}

impl Reading {
    /// The quantity, if the tally tells it.
    pub fn of(&self, world: &World, tally: &Tally) -> Option<f64> {
        let document = &world.document;
        let hour = Span::HOUR.0 as f64;
        let hours = (document.end - document.warm_up).hours();
        match self {
            Self::Mean { of, severity } => {
                let durations: DurationHistogram = tally.durations(*of, *severity);
                let watched = durations.follow_up()? as f64;
                Some(durations.restricted_mean(watched.max(1.0))? / hour)
            }
            Self::Variance { of } => {
                let durations: DurationHistogram = tally.durations(*of, None);
                Some(durations.variance_of_ended()? / (hour * hour))
            }
            Self::Quantile { of, p } => Some(tally.durations(*of, None).quantile(*p)? / hour),
            Self::Utilisation(team) => {
                let team = index_of(team, document.teams.iter().map(|team| &team.id))?;
                let duty = world.pools[team]
                    .duty(document.warm_up, document.end)
                    .hours();
                Some(tally.teams[team].hours.mean()? / duty)
            }
            Self::Within(target) => {
                let target = index_of(target, document.targets.iter().map(|target| &target.id))?;
                tally.deadlines(target, None).share()
            }
            Self::Beyond(target) => {
                let within = Self::Within(target.clone()).of(world, tally)?;
                Some(1.0 - within)
            }
            Self::Count(scalar) => tally.scalar(*scalar).mean(),
            Self::Share(scalar) => {
                let all = tally.scalar(Scalar::Incidents).mean()?;
                Some(tally.scalar(*scalar).mean()? / all)
            }
            Self::Kind(kind) => {
                let kind = index_of(kind, document.kinds.iter().map(|kind| &kind.id))?;
                tally.kinds[kind].mean()
            }
            Self::Dispersion => {
                let incidents = tally.scalar(Scalar::Incidents);
                Some(incidents.variance()? / incidents.mean()?)
            }
            Self::Down(asset) => {
                let asset = index_of(asset, document.assets.iter().map(|asset| &asset.id))?;
                Some(tally.loss[asset].mean()? / hours)
            }
            Self::Up(asset) => {
                let down = Self::Down(asset.clone()).of(world, tally)?;
                Some(1.0 - down)
            }
        }
    }
}

/// The place of an id among others.
fn index_of<'a>(id: &str, mut ids: impl Iterator<Item = &'a String>) -> Option<usize> {
    ids.position(|other| other == id)
}

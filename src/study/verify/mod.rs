//! Does this copy of the program get known answers right? Systems whose exact behaviour
//! theory gives, written as scenarios, run through the whole way from text to estimate, and
//! held against the exact values.

mod systems;

use crate::outcome::{Measure, Scalar, Tally};
use crate::scenario;
use crate::scenario::document::Severity;
use crate::scenario::time::Span;
use crate::stats::{DurationHistogram, sectioned, t_quantile};
use crate::world::World;

use super::run::{StudyError, run};

pub use systems::FAMILIES;

/// When a system is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Set {
    /// By every `sortie verify`.
    Quick,
    /// With `--all` only.
    Wide,
}

/// A scenario whose behaviour is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct System {
    /// Short name, `mm8`.
    pub name: &'static str,
    /// What it is.
    pub what: &'static str,
    /// Where the exact values come from.
    pub source: &'static str,
    /// The scenario's text.
    pub text: &'static str,
    /// What to replace in it by what.
    pub edits: &'static [(&'static str, &'static str)],
    /// Replications that make a check of some seconds at most.
    pub replications: u64,
    /// When it is run.
    pub set: Set,
    /// What is known about it.
    pub facts: &'static [Fact],
}

/// A quantity and its exact value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fact {
    /// What it is.
    pub quantity: &'static str,
    /// Its exact value.
    pub exact: f64,
    /// How it is read from a tally.
    pub reading: Reading,
}

/// How a quantity is read. Durations are in hours.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reading {
    /// Mean of a duration, of one severity or all.
    Mean(Measure, Option<Severity>),
    /// Variance of a duration, of those that ended; hours squared.
    Variance(Measure),
    /// Quantile of a duration.
    Quantile(Measure, f64),
    /// Share of time that the experts of a team are busy; the team's index.
    Utilisation(usize),
    /// Share of incidents within a target; its index.
    Within(usize),
    /// Share of incidents outside a target; its index.
    Beyond(usize),
    /// Mean of a count over replications.
    Count(Scalar),
    /// The count as a share of the incidents.
    Share(Scalar),
    /// Mean number of incidents of a kind; its index.
    OfKind(usize),
    /// Variance over mean of the number of incidents.
    Dispersion,
    /// Mean service loss of an asset over time, times its criticality; its index.
    Down(usize),
    /// Share of time that an asset of criticality 1 which is up or down is up; its index.
    Up(usize),
}

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

impl System {
    /// Its scenario, with everything filled in.
    pub fn text(&self) -> String {
        let edit = |text: String, (from, to): &(&str, &str)| text.replace(from, to);
        self.edits.iter().fold(self.text.to_owned(), edit)
    }
}

/// All systems of a set, or of both, in the order of the table.
pub fn systems(all: bool) -> impl Iterator<Item = &'static System> {
    let every = FAMILIES.iter().copied().flatten();
    every.filter(move |system| all || system.set == Set::Quick)
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
    let loaded = scenario::load(&system.text(), system.name, system.name, None)
        .unwrap_or_else(|report| panic!("{report}"));
    let world = World::compile(loaded.document);
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
        match *self {
            Self::Mean(measure, severity) => {
                let durations: DurationHistogram = tally.durations(measure, severity);
                let watched = durations.follow_up()? as f64;
                Some(durations.restricted_mean(watched.max(1.0))? / hour)
            }
            Self::Variance(measure) => {
                let durations: DurationHistogram = tally.durations(measure, None);
                Some(durations.variance_of_ended()? / (hour * hour))
            }
            Self::Quantile(measure, p) => Some(tally.durations(measure, None).quantile(p)? / hour),
            Self::Utilisation(team) => {
                let pool = &world.pools[team];
                let duty = pool.duty(document.warm_up, document.end).hours();
                Some(tally.teams[team].hours.mean()? / duty)
            }
            Self::Within(target) => tally.targets[target].share(),
            Self::Beyond(target) => Some(1.0 - Self::Within(target).of(world, tally)?),
            Self::Count(scalar) => tally.scalar(scalar).mean(),
            Self::Share(scalar) => {
                let all = tally.scalar(Scalar::Incidents).mean()?;
                Some(tally.scalar(scalar).mean()? / all)
            }
            Self::OfKind(kind) => tally.kinds[kind].mean(),
            Self::Dispersion => {
                let incidents = tally.scalar(Scalar::Incidents);
                Some(incidents.variance()? / incidents.mean()?)
            }
            Self::Down(asset) => Some(tally.loss[asset].mean()? / hours),
            Self::Up(asset) => Some(1.0 - Self::Down(asset).of(world, tally)?),
        }
    }
}

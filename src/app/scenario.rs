//! A scenario in hand: open it, change it, run it, compare its policies, look at one history.

use std::sync::atomic::AtomicBool;

use thiserror::Error;

use crate::outcome::trace::{self, Trace};
use crate::scenario::document::Document;
use crate::scenario::{Overlay, Report, ScenarioText, find};
use crate::sim::counts::Counts;
use crate::sim::failure::Failure;
use crate::sim::observe::Observer;
use crate::sim::run::Simulation;
use crate::study::alternative::Alternative;
use crate::study::compare::{CompareError, Stopping, compare};
use crate::study::compared_policies::ComparedPolicies;
use crate::study::comparison::Comparison;
use crate::study::identity::scenario_hash;
use crate::study::measures::{self, UnknownMeasure};
use crate::study::summary::Summary;
use crate::study::{Job, Run, Study, StudyError};
use crate::world::World;

/// A scenario, checked and compiled, with the changes made to it.
///
/// # Examples
/// ```
/// use sortie::{RunOptions, Scenario};
///
/// let as_it_is = Scenario::open("minimal")?;
/// let slower = as_it_is.with(&[("team.cert.notice", "4h")])?;
/// let options = RunOptions { replications: Some(40), ..RunOptions::default() };
/// let mean = |of: &Scenario| -> Result<f64, sortie::StudyError> {
///     let summary = of.run(&options)?.summary;
///     let response = summary.duration(sortie::Measure::Response, None);
///     Ok(response.and_then(|it| it.mean).map_or(f64::NAN, |it| it.estimate))
/// };
/// assert!(mean(&slower)? > mean(&as_it_is)? + 3.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Scenario {
    text: ScenarioText,
    policy: Option<String>,
    overlays: Vec<Overlay>,
    warnings: Report,
    world: World,
}

/// How to run a scenario.
#[derive(Clone, Copy, Debug, Default)]
pub struct RunOptions<'a> {
    /// How many replications; the scenario's own number if `None`.
    pub replications: Option<u64>,
    /// Root seed; the scenario's own if `None`.
    pub seed: Option<u64>,
    /// Worker threads; one per core if 0. Results do not depend on it.
    pub threads: usize,
    /// Once true, the run ends with [`StudyError::Interrupted`].
    pub stop: Option<&'a AtomicBool>,
}

/// What a run found.
#[derive(Clone, Debug)]
pub struct RunResult {
    /// Estimates with their intervals, as in `summary.json`.
    pub summary: Summary,
    /// What the estimates are made from.
    pub study: Study,
}

/// Why policies could not be compared.
#[derive(Clone, Debug, Error)]
pub enum ComparisonError {
    /// The scenario has a mistake under a policy, or there is no such policy.
    #[error("{}", .0.summary())]
    Scenario(Report),
    /// There is no such measure.
    #[error(transparent)]
    Measure(#[from] UnknownMeasure),
    /// A replication failed, or it was told to stop.
    #[error(transparent)]
    Run(#[from] CompareError),
}

impl From<Report> for ComparisonError {
    fn from(report: Report) -> Self {
        Self::Scenario(report)
    }
}

static NEVER: AtomicBool = AtomicBool::new(false);

impl Scenario {
    /// Opens a ready scenario by its name (`lithuania-2019`), or a file by its path.
    ///
    /// # Errors
    /// A report of every mistake in it, or that there is no such scenario.
    pub fn open(name_or_path: &str) -> Result<Self, Report> {
        Self::load(find(name_or_path)?, None, Vec::new())
    }

    /// Reads a scenario from its text, for example that of a [`Builder`](crate::Builder). `id`
    /// names it in messages and results.
    ///
    /// # Errors
    /// A report of every mistake in it.
    pub fn parse(text: &str, id: &str) -> Result<Self, Report> {
        Self::load(ScenarioText::new(text, id), None, Vec::new())
    }

    fn load(
        text: ScenarioText,
        policy: Option<String>,
        overlays: Vec<Overlay>,
    ) -> Result<Self, Report> {
        let loaded = text.load(policy.as_deref(), &overlays)?;
        Ok(Self {
            text,
            policy,
            overlays,
            warnings: loaded.warnings,
            world: World::compile(loaded.document),
        })
    }

    /// The same with values changed by path, as `--set` does: `("team.cert.notice", "4h")`.
    ///
    /// # Errors
    /// A report of paths that lead nowhere and of mistakes in the values.
    pub fn with(&self, changes: &[(&str, &str)]) -> Result<Self, Report> {
        let more = changes
            .iter()
            .map(|(path, value)| ((*path).to_owned(), (*value).to_owned()));
        let overlays = self.overlays.iter().cloned().chain(more).collect();
        Self::load(self.text.clone(), self.policy.clone(), overlays)
    }

    /// The same under one of its policies instead of the one it is under; changes made with
    /// [`with`](Self::with) come after it.
    ///
    /// # Errors
    /// A report that there is no such policy, or of the mistakes that it makes.
    pub fn under(&self, policy: &str) -> Result<Self, Report> {
        Self::load(
            self.text.clone(),
            Some(policy.to_owned()),
            self.overlays.clone(),
        )
    }

    /// What the author should know; may be empty.
    pub const fn warnings(&self) -> &Report {
        &self.warnings
    }

    /// What was written, with every unit, date and reference resolved.
    pub const fn document(&self) -> &Document {
        &self.world.document
    }

    /// The same, compiled for the simulation.
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// Runs it and sums up. The same numbers as those of `sortie run`.
    ///
    /// # Errors
    /// If a replication fails (the first that does), no threads can be had, or it was told to
    /// stop.
    pub fn run(&self, options: &RunOptions<'_>) -> Result<RunResult, StudyError> {
        let document = self.document();
        let run = Run {
            world: &self.world,
            seed: options.seed.unwrap_or(document.seed),
            replications: options.replications.unwrap_or(document.replications),
            records: None,
        };
        let job = Job::new(options.threads, options.stop.unwrap_or(&NEVER), None);
        let study = run.study(job, |_| (), &mut |_| Ok(()))?;
        let summary = Summary::new(&self.world, &study, &scenario_hash(document));
        Ok(RunResult { summary, study })
    }

    /// Compares policies with the scenario as it is now, on common random numbers. The same
    /// numbers as those of `sortie compare`. `measures` are names as in `--measure`; without
    /// any, the usual ones.
    ///
    /// # Errors
    /// If a policy or a measure is unknown, a replication fails, or it was told to stop.
    pub fn compare(
        &self,
        policies: &[&str],
        measures: &[&str],
        options: &RunOptions<'_>,
    ) -> Result<Comparison, ComparisonError> {
        let document = self.document();
        let names: Vec<String> = measures.iter().map(|name| (*name).to_owned()).collect();
        let measures = measures::choose(document, &names, None)?;
        let base = Alternative::new(document, self.policy.as_deref(), self.world.clone());
        let mut alternatives = vec![base];
        for policy in policies {
            let world = self.under(policy)?.world;
            alternatives.push(Alternative::new(document, Some(policy), world));
        }
        let stopping = Stopping {
            most: options.replications.unwrap_or(document.replications),
            precision: None,
            budget: None,
        };
        let seed = options.seed.unwrap_or(document.seed);
        let job = Job::new(options.threads, options.stop.unwrap_or(&NEVER), None);
        let paired = compare(&alternatives, &measures, seed, job, stopping, |_| ())?;
        let compared = ComparedPolicies::new(&alternatives, &measures);
        Ok(Comparison::new(&compared, &measures, &paired, None))
    }

    /// One history in words, entry by entry, as `sortie trace` prints it.
    pub fn trace(&self, replication: u64) -> Trace {
        trace::trace(&self.world, self.document().seed, replication)
    }

    /// Runs histories one after the other with an observer of one's own, and returns the
    /// counts of each.
    ///
    /// # Errors
    /// If a history passes a limit of the scenario.
    ///
    /// # Examples
    /// ```
    /// use sortie::{Incident, Observer, Scenario, World};
    ///
    /// #[derive(Default)]
    /// struct Grave(u64);
    ///
    /// impl Observer for Grave {
    ///     fn ended(&mut self, _: &World, incident: &Incident) {
    ///         self.0 += u64::from(incident.severity >= sortie::Severity::High);
    ///     }
    /// }
    ///
    /// let scenario = Scenario::open("minimal")?;
    /// let mut grave = Grave::default();
    /// let counts = scenario.watch(0..20, &mut grave)?;
    /// let all: u64 = counts.iter().map(|counts| counts.all_incidents).sum();
    /// assert!(0 < grave.0 && grave.0 < all);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn watch<O: Observer>(
        &self,
        replications: std::ops::Range<u64>,
        observer: &mut O,
    ) -> Result<Vec<Counts>, Failure> {
        let mut simulation = Simulation::new(&self.world);
        let seed = self.document().seed;
        replications
            .map(|replication| simulation.run(seed, replication, observer))
            .collect()
    }
}

//! Histories worth a look or an exercise.

use std::sync::atomic::AtomicBool;

use crate::study::histories::{self as study, Choice, History};
use crate::world::World;

use super::command_line::quote;
use super::error::AppError;
use super::source::{ScenarioSource, check_limit};
use super::threads::Threads;
use super::watch::Watch;

/// Which histories to look for.
#[derive(Clone, Debug)]
pub struct HistoriesRequest {
    /// The scenario.
    pub source: ScenarioSource,
    /// Replications to look at.
    pub replications: u64,
    /// Root seed; `None`: the scenario's.
    pub seed: Option<u64>,
    /// The share of histories, 0 to 1, that lose no more than the severe one.
    pub severe: f64,
    /// How many differ most from each other.
    pub varied: usize,
    /// Worker threads.
    pub threads: Threads,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Histories {
    /// Every replication in numbers.
    pub all: Vec<History>,
    /// Which of them are worth a look.
    pub choice: Choice,
    /// Names of the scenario's milestones.
    pub milestones: Vec<String>,
    /// The part of a command line that traces one, without the number of its replication.
    pub command: String,
}

/// Looks at many replications, and finds a typical one, a severe one, one that asks for many
/// different decisions, and some that differ.
///
/// # Errors
/// If the scenario has mistakes or a limit is too low, if a replication fails, or if it was
/// interrupted.
pub fn histories(
    request: &HistoriesRequest,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<Histories, AppError> {
    let document = request.source.open(watch)?;
    check_limit(request.replications, &document)?;
    let seed = request.seed.unwrap_or(document.seed);
    let milestones = document.milestones.iter().map(|it| it.name.clone());
    let milestones = milestones.collect();
    let world = World::compile(document);
    let all = request
        .threads
        .install(|| study::histories(&world, seed, request.replications, stop))?
        .map_err(|error| AppError::of_study(&error))?;
    let choice = study::choose(&all, request.severe, request.varied)
        .ok_or_else(|| AppError::Usage("no replications to look at".to_owned()))?;
    Ok(Histories {
        all,
        choice,
        milestones,
        command: format!(
            "sortie trace {} --seed {} --replication",
            request.source.words(),
            quote(&seed.to_string())
        ),
    })
}

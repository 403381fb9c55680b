//! Why milestones and targets were missed, and what would have kept them.

use std::sync::atomic::AtomicBool;

use crate::report::reasons_text::{self, Told};
use crate::scenario::suggestion;
use crate::study::Study;
use crate::study::counterfactuals::{Counterfactuals, counterfactuals};
use crate::study::summary::Summary;
use crate::text::Width;
use crate::world::World;

use super::error::AppError;
use super::source::{ScenarioSource, check_limit};
use super::threads::Threads;
use super::watch::{Event, Progress, Unit, Watch};

/// What to give reasons for.
#[derive(Clone, Debug)]
pub struct ReasonsRequest {
    /// The scenario.
    pub source: ScenarioSource,
    /// Replications to look at.
    pub replications: u64,
    /// Root seed; `None`: the scenario's.
    pub seed: Option<u64>,
    /// Milestones and targets by id; empty: all.
    pub of: Vec<String>,
    /// Worker threads.
    pub threads: Threads,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Reasons {
    /// The scenario.
    pub world: World,
    /// The replications as they are.
    pub summary: Summary,
    /// What each change does.
    pub found: Counterfactuals,
    /// Whether each milestone was asked for, in the order of the scenario.
    pub milestones: Vec<bool>,
    /// Whether each target was.
    pub targets: Vec<bool>,
}

impl Reasons {
    /// Sentences and tables for a terminal of a width.
    pub fn plain(&self, width: Width) -> String {
        reasons_text::plain(&self.told(), width)
    }

    /// A row for each milestone or target and change.
    pub fn csv(&self) -> String {
        reasons_text::csv(&self.told())
    }

    fn told(&self) -> Told<'_> {
        Told {
            world: &self.world,
            summary: &self.summary,
            found: &self.found,
            milestones: &self.milestones,
            targets: &self.targets,
        }
    }
}

/// Runs replications as they are and with one thing changed after another.
///
/// # Errors
/// If the scenario has mistakes, a limit is too low or an id is unknown, if a replication fails,
/// or if it was interrupted.
pub fn reasons(
    request: &ReasonsRequest,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<Reasons, AppError> {
    let document = request.source.open(watch)?;
    check_limit(request.replications, &document)?;
    let seed = request.seed.unwrap_or(document.seed);
    let milestones: Vec<&str> = document.milestones.iter().map(|it| &*it.id).collect();
    let targets: Vec<&str> = document.targets.iter().map(|it| &*it.id).collect();
    if milestones.is_empty() && targets.is_empty() {
        return Err(AppError::Usage(
            "the scenario has no milestones and no targets, so there is nothing to miss; add \
             `[[milestone]]` or `[[target]]` blocks (see docs/scenario.md)"
                .to_owned(),
        ));
    }
    for id in &request.of {
        let mut known = milestones.iter().chain(&targets).copied();
        if known.clone().any(|it| it == id) {
            continue;
        }
        let instead = match suggestion::nearest(id, known.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => suggestion::existing(&mut known),
        };
        return Err(AppError::Usage(format!(
            "the scenario has no milestone or target `{id}`; {instead}"
        )));
    }
    let asked = |ids: &[&str]| -> Vec<bool> {
        let all = request.of.is_empty();
        ids.iter()
            .map(|id| all || request.of.iter().any(|it| it == id))
            .collect()
    };
    let (milestones, targets) = (asked(&milestones), asked(&targets));
    let world = World::compile(document);
    let start = Progress::start(Unit::Replications, Some(request.replications));
    watch.see(Event::Progress(start));
    let found = counterfactuals(
        &world,
        seed,
        request.replications,
        request.threads.count(),
        stop,
        |done| watch.see(Event::Progress(Progress { done, ..start })),
    );
    watch.see(Event::Ended);
    let found = found.map_err(|error| AppError::of_study(&error))?;
    let sums = (seed, request.replications);
    let study = Study::of_sections(&world, sums, found.as_they_are.clone(), Vec::new());
    let summary = Summary::new(&world, &study, "");
    Ok(Reasons {
        world,
        summary,
        found,
        milestones,
        targets,
    })
}

//! The parts of a run, joined to the results that one run would have made.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use crate::export::incidents;
use crate::study::identity::Identity;
use crate::study::merge::{MergeError, Parts};
use crate::study::scenario_copy;
use crate::text;
use crate::world::World;

use super::error::AppError;
use super::output::{Finished, Output, claim, default_folder, inputs};
use super::records::{append, finish, record_file};
use super::run_outcome::{DoneRun, RunOutcome};
use super::source::check_limit;
use super::threads::Threads;
use super::watch::{Event, Progress, Unit, Watch};

/// Parts that are to be joined.
#[derive(Clone, Debug, Default)]
pub struct MergeRequest {
    /// Folders of all parts of one run, in any order.
    pub folders: Vec<PathBuf>,
    /// Worker threads, also for drawing charts.
    pub threads: Threads,
    /// Where results go. There is nothing to resume.
    pub output: Output,
}

/// Joins the parts of a run to the results that one run would have made.
///
/// # Errors
/// If the parts do not make a whole, the folder can't take the results, or it was told to stop.
pub fn merge(
    request: &MergeRequest,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<Finished<RunOutcome>, AppError> {
    let parts = Parts::look(&request.folders)?;
    let world = load(&parts)?;
    let folder = request.output.folder_or(|| default_folder(&world.document));
    let identity = parts.study();
    check_limit(identity.replications, &world.document)?;
    let mut read = inputs(&world.document);
    read.extend(request.folders.iter().cloned());
    let place = claim(&folder, &world.document.id, request.output.force, &read)?;
    let start = Progress::start(Unit::Replications, Some(identity.replications));
    watch.see(Event::Progress(start));
    let mut work = || {
        let mut file = record_file(&place, identity)?;
        let joined = parts.join(
            &world,
            request.threads.count(),
            stop,
            |done| {
                watch.see(Event::Progress(Progress {
                    done,
                    found: done,
                    ..start
                }));
            },
            &mut |bytes| append(&mut file, bytes),
        )?;
        finish(file)?;
        let history = incidents::rows(&world, identity.seed, 0, stop)?;
        Ok::<_, MergeError>((joined, history))
    };
    let worked = work();
    watch.see(Event::Ended);
    let (study, history) = worked?;
    let done = DoneRun {
        world: &world,
        study,
        history,
        identity,
        command: parts.command(),
    };
    done.publish(&place, &folder, request.threads)?
        .map_err(|error| AppError::Unpublished {
            error,
            remains: None,
        })
}

/// The world that the parts were run in, from the scenario that lies with them.
fn load(parts: &Parts) -> Result<World, AppError> {
    let study = parts.study();
    let folder = parts.folder();
    scenario_copy::inspect(folder).map_err(|(path, error)| {
        AppError::Usage(format!(
            "cannot read {}: {}",
            path.display(),
            text::said(&error)
        ))
    })?;
    let loaded = scenario_copy::load(folder, &study.scenario, study.policy.as_deref())?;
    let document = loaded.document;
    let here = Identity::new(
        &study.kind,
        &document,
        &study.overlays,
        study.seed,
        study.replications,
        study.settings.clone(),
    );
    match study.difference(&here) {
        None => Ok(World::compile(document)),
        Some(why) => Err(MergeError::Scenario {
            folder: folder.to_owned(),
            why,
        }
        .into()),
    }
}

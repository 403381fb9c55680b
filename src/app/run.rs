//! A run into a folder of results.

use std::num::NonZeroU64;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use crate::export::incidents;
use crate::outcome;
use crate::scenario::document::Document;
use crate::study::merge::Parts;
use crate::study::{
    Encode, Identity, Progress as RunProgress, ReplicationFailure, Run, RunManifest, SoFar,
    StudyError,
};
use crate::world::World;

use super::checkpoint::{Checkpoint, replications};
use super::cut_off::{CutOff, ShardOutcome};
use super::error::AppError;
use super::output::{Finished, Output, default_folder};
use super::records::{RECORDS, RecordFiles, encoder};
use super::run_outcome::{DoneRun, RunOutcome};
use super::source::{ScenarioSource, check_limit};
use super::threads::Threads;
use super::watch::{Event, Progress, Unit, Watch};

/// A run that is asked for.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct RunRequest {
    /// The scenario.
    pub source: ScenarioSource,
    /// How many replications; `None` for the scenario's number.
    pub replications: Option<NonZeroU64>,
    /// Root seed; `None` for the scenario's.
    pub seed: Option<u64>,
    /// Worker threads, also for drawing charts.
    #[serde(skip)]
    pub threads: Threads,
    /// Write the incidents of all replications to `incidents.parquet`, and a row of each replication
    /// to `replications.parquet`.
    pub records: bool,
    /// Where results go.
    #[serde(skip)]
    pub output: Output,
}

impl RunRequest {
    /// A run of a scenario as it is, with its own number of replications and its own seed.
    pub fn new(scenario: impl Into<String>) -> Self {
        Self {
            source: ScenarioSource::new(scenario),
            ..Self::default()
        }
    }

    /// The scenario, and what the bytes of results depend on.
    pub(super) fn open(&self, watch: &mut dyn Watch) -> Result<(Document, RunManifest), AppError> {
        let document = self.source.open(watch)?;
        let replications = self
            .replications
            .map_or(document.replications, NonZeroU64::get);
        check_limit(replications, &document)?;
        let seed = self.seed.unwrap_or(document.seed);
        let settings = if self.records {
            vec![RECORDS.to_owned()]
        } else {
            Vec::new()
        };
        let overlays = &self.source.overlays;
        let study = Identity::new("run", &document, overlays, seed, replications, settings);
        let manifest = RunManifest::new(study, None, self.command(replications, seed));
        Ok((document, manifest))
    }

    /// The command that makes the same results.
    fn command(&self, replications: u64, seed: u64) -> String {
        let mut command = format!(
            "sortie run {} --replications {replications} --seed {seed}",
            self.source.words()
        );
        if self.records {
            command.push_str(" --records");
        }
        command
    }

    /// What a study's error means for the request.
    fn failed(&self, error: StudyError, study: &Identity, checkpoint: Checkpoint) -> AppError {
        let StudyError::Replication(ReplicationFailure { replication, .. }) = &error else {
            return checkpoint.give_up(error);
        };
        checkpoint.discard();
        AppError::Replication {
            trace: format!(
                "sortie trace {} --replication {replication} --seed {}",
                self.source.words(),
                study.seed
            ),
            message: error.to_string(),
            out: self.output.out.clone(),
        }
    }
}

/// Runs a scenario and writes its results. The work ends soon after `stop` becomes true.
///
/// # Errors
/// If the scenario has mistakes, the folder can't take the results, a replication fails, or it
/// was told to stop.
pub fn run(
    request: &RunRequest,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<Finished<RunOutcome>, AppError> {
    let open = request.open(watch)?;
    complete(request, open, None, stop, watch)
}

/// Runs one part of a run.
pub(super) fn part(
    request: &RunRequest,
    cut: &CutOff,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<ShardOutcome, AppError> {
    let (document, run_manifest) = request.open(watch)?;
    let study = run_manifest.study.clone();
    let output = (&request.output, request.threads);
    let part = cut.take(output, &default_folder(&document), &document, run_manifest)?;
    let world = World::compile(document);
    part.work(
        stop,
        watch,
        |job, chunks, tell| {
            let encode = encoder(&world, &study)?;
            job.part(&run_of(&world, &study, encode.as_deref()), chunks, tell)
        },
        |error, checkpoint| request.failed(error, &study, checkpoint),
    )
}

/// Brings a run to its end: here, or from parts.
pub(super) fn complete(
    request: &RunRequest,
    (document, run_manifest): (Document, RunManifest),
    parts: Option<Parts>,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<Finished<RunOutcome>, AppError> {
    let folder = request.output.folder_or(|| default_folder(&document));
    let (place, checkpoint) =
        Checkpoint::claim(&request.output, &folder, &document, &run_manifest, parts)?;
    let world = World::compile(document);
    let identity = &run_manifest.study;
    let mut teller = Teller::begin(identity.replications, watch);
    let mut work = || {
        let encode = encoder(&world, identity)?;
        let columns = outcome::columns(&world);
        let mut files = RecordFiles::of_run(&place, identity, &world.document, columns)?;
        let study = run_of(&world, identity, encode.as_deref()).study(
            checkpoint.job(request.threads, stop),
            |progress| teller.tell(progress),
            &mut |records| files.append(records),
        )?;
        files.finish()?;
        let history = incidents::rows(&world, identity.seed, 0, stop)?;
        Ok((study, history))
    };
    let worked = work();
    let watch = teller.end();
    let (study, history) = match worked {
        Ok(recorded) => recorded,
        Err(error) => return Err(request.failed(error, identity, checkpoint)),
    };
    let done = DoneRun {
        world: &world,
        study,
        history,
        identity,
        command: &run_manifest.command,
    };
    let published = done.publish(&place, &folder, request.threads)?;
    checkpoint.settle(published, watch)
}

/// The run of an identity.
fn run_of<'a>(world: &'a World, study: &Identity, records: Option<&'a Encode>) -> Run<'a> {
    Run {
        world,
        seed: study.seed,
        replications: study.replications,
        records,
    }
}

/// Tells a watch how far a run has come.
struct Teller<'a> {
    watch: &'a mut dyn Watch,
    all: u64,
    so_far: SoFar,
}

impl<'a> Teller<'a> {
    /// A run of so many replications begins.
    fn begin(all: u64, watch: &'a mut dyn Watch) -> Self {
        let start = Progress::start(Unit::Replications, Some(all));
        watch.see(Event::Progress(start));
        Self {
            watch,
            all,
            so_far: SoFar::default(),
        }
    }

    /// It has come so far.
    fn tell(&mut self, progress: &RunProgress) {
        self.so_far.clone_from(&progress.so_far);
        let start = Progress::start(Unit::Replications, Some(self.all));
        self.watch.see(Event::Progress(Progress {
            precision: progress.precision(),
            ..start.at(&self.so_far)
        }));
    }

    /// It is over, well or not.
    fn end(self) -> &'a mut dyn Watch {
        Checkpoint::ended(self.watch, &self.so_far, replications);
        self.watch
    }
}

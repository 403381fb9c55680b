//! A run into a folder of results.

use std::num::NonZeroU64;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::disk::FolderLock;
use crate::export::incidents;
use crate::scenario::document::Document;
use crate::study::chunk::Plan;
use crate::study::{
    Encode, Identity, Progress as RunProgress, ReplicationFailure, Run, RunManifest, Shard, SoFar,
    StudyError,
};
use crate::world::World;

use super::checkpoint::{Checkpoint, replications};
use super::error::AppError;
use super::output::{Finished, Output, claim, default_folder, inputs};
use super::records::{RECORDS, append, encoder, finish, record_file};
use super::run_outcome::{DoneRun, RunOutcome};
use super::source::{ScenarioSource, check_limit};
use super::threads::Threads;
use super::watch::{Event, Progress, Unit, Watch};

/// A run that is asked for.
#[derive(Clone, Debug, Default)]
pub struct RunRequest {
    /// The scenario.
    pub source: ScenarioSource,
    /// How many replications; `None` for the scenario's number.
    pub replications: Option<NonZeroU64>,
    /// Root seed; `None` for the scenario's.
    pub seed: Option<u64>,
    /// Worker threads, also for drawing charts.
    pub threads: Threads,
    /// Write the incidents of all replications to `incidents.parquet`.
    pub records: bool,
    /// Where results go.
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
    pub(super) fn open(
        &self,
        shard: Option<Shard>,
        watch: &mut dyn Watch,
    ) -> Result<(Document, RunManifest), AppError> {
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
        let manifest = RunManifest::new(study, shard, self.command(replications, seed));
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

    /// Takes up partial results in a folder that is locked.
    pub(super) fn checkpoint(
        &self,
        lock: Option<Arc<FolderLock>>,
        run_manifest: &RunManifest,
        document: &Document,
    ) -> Result<Checkpoint, AppError> {
        let plan = Plan::new(run_manifest.study.replications);
        let shard = run_manifest.shard.unwrap_or(Shard::WHOLE);
        let chunks = shard.chunks(plan.chunks());
        let all = Some(chunks.end - chunks.start);
        Checkpoint::open(&self.output, lock, run_manifest, document, all)
    }

    /// What a study's error means for the request.
    pub(super) fn failed(
        &self,
        error: StudyError,
        run_manifest: &RunManifest,
        checkpoint: Checkpoint,
    ) -> AppError {
        let StudyError::Replication(ReplicationFailure { replication, .. }) = &error else {
            return checkpoint.give_up(error);
        };
        checkpoint.discard();
        AppError::Replication {
            trace: format!(
                "sortie trace {} --replication {replication} --seed {}",
                self.source.words(),
                run_manifest.study.seed
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
    let (document, run_manifest) = request.open(None, watch)?;
    let folder = request.output.folder_or(|| default_folder(&document));
    let force = request.output.force;
    let place = claim(&folder, &document.id, force, &inputs(&document))?;
    let checkpoint = request.checkpoint(place.lock(), &run_manifest, &document)?;
    let world = World::compile(document);
    let identity = &run_manifest.study;
    let mut teller = Teller::begin(identity.replications, watch);
    let mut work = || {
        let encode = encoder(&world, identity)?;
        let mut file = record_file(&place, identity)?;
        let study = run_of(&world, &run_manifest, encode.as_deref()).study(
            checkpoint.job(request.threads, stop),
            |progress| teller.tell(progress),
            &mut |bytes| append(&mut file, bytes),
        )?;
        finish(file)?;
        let history = incidents::rows(&world, identity.seed, 0, stop)?;
        Ok((study, history))
    };
    let worked = work();
    let watch = teller.end();
    let (study, history) = match worked {
        Ok(recorded) => recorded,
        Err(error) => return Err(request.failed(error, &run_manifest, checkpoint)),
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

/// The run that a manifest is of.
pub(super) fn run_of<'a>(
    world: &'a World,
    run_manifest: &RunManifest,
    records: Option<&'a Encode>,
) -> Run<'a> {
    Run {
        world,
        seed: run_manifest.study.seed,
        replications: run_manifest.study.replications,
        records,
    }
}

/// Tells a watch how far a run has come.
pub(super) struct Teller<'a> {
    watch: &'a mut dyn Watch,
    all: u64,
    so_far: SoFar,
}

impl<'a> Teller<'a> {
    /// A run of so many replications begins.
    pub(super) fn begin(all: u64, watch: &'a mut dyn Watch) -> Self {
        let start = Progress::start(Unit::Replications, Some(all));
        watch.see(Event::Progress(start));
        Self {
            watch,
            all,
            so_far: SoFar::default(),
        }
    }

    /// It has come so far.
    pub(super) fn tell(&mut self, progress: &RunProgress) {
        self.so_far.clone_from(&progress.so_far);
        let start = Progress::start(Unit::Replications, Some(self.all));
        self.watch.see(Event::Progress(Progress {
            precision: progress.precision(),
            ..start.at(&self.so_far)
        }));
    }

    /// It is over, well or not.
    pub(super) fn end(self) -> &'a mut dyn Watch {
        Checkpoint::ended(self.watch, &self.so_far, replications);
        self.watch
    }
}

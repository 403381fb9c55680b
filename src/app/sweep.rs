//! A sweep of values of a scenario into a folder of results.

use std::num::NonZeroU64;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Deserializer, Serialize};

use crate::outcome::{self, Form, ReplicationColumn};
use crate::report::kept::pack;
use crate::report::manifest::Manifest;
use crate::report::sweep_results::{KeptSweep, SweepResults};
use crate::scenario::document::Document;
use crate::scenario::{Loaded, Overlay, Report, value_at};
use crate::study::chunk::Chunk;
use crate::study::measures::{self, MeasureSpec};
use crate::study::merge::Parts;
use crate::study::record_columns::{RecordColumns, RowsWanted};
use crate::study::sweep::{
    self as study, Cut, Factor, Kind, Method, Plan, PointError, Values, could_be_number,
};
use crate::study::{Identity, RunManifest, SoFar};
use crate::world::World;

use super::checkpoint::Checkpoint;
use super::command_line::quote;
use super::cut_off::{CutOff, ShardOutcome};
use super::done_study::DoneStudy;
use super::error::AppError;
use super::output::{Finished, Output, default_folder};
use super::records::{RECORDS, RecordFiles};
use super::source::{ScenarioSource, check_limit};
use super::threads::Threads;
use super::watch::{Event, Progress, Unit, Watch};
use super::written::Written;

/// Replications of each point unless asked for.
const REPLICATIONS: u64 = 200;

/// A sweep that is asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SweepRequest {
    /// The scenario.
    pub source: ScenarioSource,
    /// What to vary.
    pub factors: Vec<Written<Factor>>,
    /// How points are chosen; `None` for what suits the factors.
    pub method: Option<Method>,
    /// Steps of a range, points of a sample, or paths; `None` for the method's usual number.
    pub points: Option<usize>,
    /// Names of measures; none for the usual ones.
    pub measures: Vec<String>,
    /// Replications of each point; `None` for 200.
    pub replications: Option<NonZeroU64>,
    /// Root seed; `None` for the scenario's.
    pub seed: Option<u64>,
    /// Write a row of each replication and point to `replications.parquet`.
    #[serde(default)]
    pub records: bool,
    /// Worker threads, also for drawing charts.
    #[serde(skip)]
    pub threads: Threads,
    /// Where results go.
    #[serde(skip)]
    pub output: Output,
}

/// Reads a factor as `path=v1,v2,…` or `path=lo..hi`.
///
/// # Errors
/// If it is none.
pub fn factor(text: &str) -> Result<Written<Factor>, AppError> {
    let factor = Factor::parse(text).map_err(|error| AppError::Usage(error.to_string()))?;
    Ok(Written::new(factor, text))
}

impl<'de> Deserialize<'de> for Written<Factor> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        factor(&String::deserialize(from)?).map_err(serde::de::Error::custom)
    }
}

/// Runs every point of a sweep and writes the results. The work ends soon after `stop` becomes
/// true.
///
/// # Errors
/// If the scenario has mistakes or can't take the values, the folder can't take the results, a
/// replication fails, or it was told to stop.
pub fn sweep(
    request: &SweepRequest,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<Finished<SweepResults>, AppError> {
    let open = request.open(watch)?;
    complete(request, open, None, stop, watch)
}

/// Runs one part of a sweep.
pub(super) fn part(
    request: &SweepRequest,
    cut: &CutOff,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<ShardOutcome, AppError> {
    let open = request.open(watch)?;
    let (plan, measures, sums) = (&open.plan, &open.measures, open.sums);
    let before = request.source.split()?;
    let load = |point: &[Overlay]| Ok(World::compile(request.load(&before, point)?.document));
    let output = (&request.output, request.threads);
    let part = cut.take(output, &open.results, &open.document, open.run_manifest)?;
    part.work(
        stop,
        watch,
        |job, chunks, tell| {
            let records = open.records.as_ref();
            study::run_part(plan, measures, sums, job, load, records, (chunks, tell))
        },
        |error, checkpoint| request.failed(error, sums.1, checkpoint),
    )
}

/// A sweep whose scenario is open.
pub(super) struct OpenSweep {
    document: Document,
    plan: Plan,
    measures: Vec<MeasureSpec>,
    /// Replications of each point, and the root seed.
    sums: (u64, u64),
    /// The folder of the results.
    pub results: PathBuf,
    run_manifest: RunManifest,
    /// Columns of the rows that are wanted of its replications.
    records: Option<RecordColumns>,
}

/// Brings a sweep to its end: here, or from parts.
pub(super) fn complete(
    request: &SweepRequest,
    open: OpenSweep,
    parts: Option<Parts>,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<Finished<SweepResults>, AppError> {
    let OpenSweep {
        document,
        plan,
        measures,
        sums,
        results: folder,
        run_manifest,
        records,
    } = open;
    let (replications, seed) = sums;
    let before = request.source.split()?;
    let (place, checkpoint) =
        Checkpoint::claim(&request.output, &folder, &document, &run_manifest, parts)?;
    let start = Progress::start(Unit::Points, None);
    let mut so_far = SoFar::default();
    let columns = records.as_ref().map(RecordColumns::all);
    let identity = &run_manifest.study;
    let work = || {
        let mut files = RecordFiles::of_replications(&place, identity, &document, columns)?;
        let mut wanted = RowsWanted {
            columns: records.as_ref(),
            write: &mut |row| files.add(row),
        };
        let found = study::run(
            &plan,
            &measures,
            sums,
            checkpoint.job(request.threads, stop),
            |point| Ok(World::compile(request.load(&before, point)?.document)),
            &mut wanted,
            |at, done, all| {
                so_far.clone_from(at);
                watch.see(Event::Progress(Progress {
                    done: done as u64,
                    all: Some(all as u64),
                    ..start
                }));
            },
        )?;
        files.finish()?;
        Ok(found)
    };
    let found = work();
    Checkpoint::ended(watch, &so_far, |chunk| words(replications, chunk));
    let responses = match found {
        Ok(responses) => responses,
        Err(error) => return Err(request.failed(error, seed, checkpoint)),
    };
    let manifest = Manifest {
        kind: "sweep".to_owned(),
        command: run_manifest.command,
        overlays: request.source.overlays.clone(),
        seed,
        replications,
        incidents: responses.incidents,
        events: responses.events,
        ..Manifest::of(&document)
    };
    let vary: Vec<String> = request.factors.iter().map(|it| it.text.clone()).collect();
    let found = KeptSweep::new(&vary, &plan, &measures, sums, responses);
    let packed = pack(&found, &manifest);
    let results = found.sum_up(&document, plan, &measures);
    let done = DoneStudy {
        document: &document,
        manifest,
        records: records.map(|_| place.replications()).into_iter().collect(),
        place: &place,
        folder,
        threads: request.threads,
    };
    done.publish(results, packed, checkpoint, watch)
}

impl SweepRequest {
    /// Opens the scenario, tries what is to be varied, and lays out the points.
    pub(super) fn open(&self, watch: &mut dyn Watch) -> Result<OpenSweep, AppError> {
        let document = self.source.open(watch)?;
        let replications = self.replications.map_or(REPLICATIONS, NonZeroU64::get);
        check_limit(replications, &document)?;
        let seed = self.seed.unwrap_or(document.seed);
        let measures = measures::choose(&document, &self.measures, None)
            .map_err(|error| AppError::Usage(error.to_string()))?;
        let before = self.source.split()?;
        let mut factors = Vec::new();
        for factor in &self.factors {
            let bound = factor.value.bound(&document.text);
            let bound = bound.map_err(|error| AppError::Usage(error.to_string()))?;
            try_ends(&document, &bound, |point| self.load(&before, point))?;
            factors.push(bound);
        }
        let plan = Plan::new(factors, self.method, self.points, seed)
            .map_err(|error| AppError::Usage(error.to_string()))?;
        let results = self.output.folder_or(|| {
            let mut name = default_folder(&document).into_os_string();
            name.push("--swept");
            PathBuf::from(name)
        });
        let sums = (replications, seed);
        let records = self.records.then(|| {
            let world = World::compile(document.clone());
            record_columns(&plan, &world, &measures)
        });
        let command = self.command(&plan, &measures, sums);
        let run_manifest = self.run_manifest(&document, sums, &plan, &measures, &command);
        Ok(OpenSweep {
            document,
            plan,
            measures,
            sums,
            results,
            run_manifest,
            records,
        })
    }

    /// The scenario at a point. `before` is changed in it first.
    fn load(&self, before: &[Overlay], point: &[Overlay]) -> Result<Loaded, Report> {
        let overlays: Vec<Overlay> = before.iter().chain(point).cloned().collect();
        let text = self.source.text()?;
        text.load(self.source.policy.as_deref(), &overlays)
    }

    /// What the bytes of a sweep depend on.
    fn run_manifest(
        &self,
        document: &Document,
        (replications, seed): (u64, u64),
        plan: &Plan,
        measures: &[MeasureSpec],
        command: &str,
    ) -> RunManifest {
        let vary = self.factors.iter();
        let mut settings: Vec<String> = vary
            .map(|it| format!("--vary {}", quote(&it.text)))
            .collect();
        settings.push(format!("--design {}", plan.method.name()));
        settings.push(format!("--points {}", plan.points));
        let names: Vec<&str> = measures.iter().map(|it| it.name.as_str()).collect();
        settings.push(format!("--measure {}", names.join(",")));
        if self.records {
            settings.push(RECORDS.to_owned());
        }
        let overlays = &self.source.overlays;
        let identity = Identity::new("sweep", document, overlays, seed, replications, settings);
        let identity = identity.with_points(study::different(plan));
        RunManifest::new(identity, None, command.to_owned())
    }

    /// The command that makes the same results.
    fn command(
        &self,
        plan: &Plan,
        measures: &[MeasureSpec],
        (replications, seed): (u64, u64),
    ) -> String {
        let mut command = format!("sortie sweep {}", self.source.words());
        for factor in &self.factors {
            command.push_str(&format!(" --vary {}", quote(&factor.text)));
        }
        command.push_str(&format!(" --design {}", plan.method.name()));
        if plan.takes_points() {
            command.push_str(&format!(" --points {}", plan.points));
        }
        for measure in measures {
            command.push_str(&format!(" --measure {}", quote(&measure.name)));
        }
        command.push_str(&format!(" --replications {replications} --seed {seed}"));
        if self.records {
            command.push_str(" --records");
        }
        command
    }

    /// What an error of the work means for the request.
    fn failed(&self, error: PointError, seed: u64, checkpoint: Checkpoint) -> AppError {
        let message = error.to_string();
        let failed = match error {
            PointError::Study(error) => return checkpoint.give_up(error),
            PointError::Scenario { report, .. } => AppError::Scenario {
                context: format!(
                    "{message}\n  no results were written; vary only what all values go together \
                     with\n\n"
                ),
                report,
            },
            PointError::Replication { point, failure } => AppError::Replication {
                message,
                trace: format!(
                    "sortie trace {} {point} --replication {} --seed {seed}",
                    self.source.words(),
                    failure.replication
                ),
                out: None,
            },
        };
        checkpoint.discard();
        failed
    }
}

/// The columns of a sweep's rows: the point with its values, what the scenario as it is has, and
/// the measures.
fn record_columns(plan: &Plan, world: &World, measures: &[MeasureSpec]) -> RecordColumns {
    let key = |name: String, what: String, form| ReplicationColumn::new(name, "", what, form);
    let what = "point, as in sweep.csv: of points that say the same the first";
    let mut keys = vec![key("point".to_owned(), what.to_owned(), Form::Whole)];
    keys.extend(plan.factors.iter().map(|factor| {
        let what = format!("value of {}, as in sweep.md", factor.path);
        key(format!("value:{}", factor.path), what, Form::Text)
    }));
    RecordColumns::new(keys, outcome::columns(world), measures)
}

/// The replications of a chunk, in words.
fn words(replications: u64, chunk: Chunk) -> String {
    let cut = Cut { replications };
    let own = cut.replications_of(chunk.index);
    format!(
        "point {}, replications {} to {}",
        cut.point(chunk.index) + 1,
        own.start,
        own.end - 1
    )
}

/// Refuses a path or values that the scenario can't take, before anything is run: each end of
/// a range and each value of a list by itself.
fn try_ends(
    document: &Document,
    factor: &Factor,
    load: impl Fn(&[Overlay]) -> Result<Loaded, Report>,
) -> Result<(), AppError> {
    let argument = factor.argument();
    let levels = match &factor.values {
        Values::List(levels) => levels.clone(),
        Values::Range(low, high) => vec![low.clone(), high.clone()],
    };
    for level in levels {
        if let Err(report) = load(&factor.changes(&level)) {
            return Err(AppError::Scenario {
                context: format!(
                    "--vary '{argument}' can't be applied with the value `{}`\n\n",
                    level.text
                ),
                report: Box::new(report),
            });
        }
    }
    if matches!(
        factor.kind,
        Kind::Choice | Kind::Date | Kind::Shift | Kind::Times
    ) {
        return Ok(());
    }
    // A free text takes any value, but means nothing by it.
    let there = value_at(&document.text, &factor.path);
    match there.filter(|there| !could_be_number(there)) {
        Some(there) => Err(AppError::Usage(format!(
            "--vary '{argument}': `{}` is not a number: it is {there}\n  vary a duration, \
             a share, a rate or a number; or give words, lists or dates where it takes them",
            factor.path
        ))),
        None => Ok(()),
    }
}

//! A comparison, or a run of one policy, over what is assumed, into a folder of results.

use std::num::NonZeroU64;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use crate::report::kept::pack;
use crate::report::manifest::Manifest;
use crate::report::uncertain_results::{KeptUncertain, UncertainResults};
use crate::scenario::Report;
use crate::scenario::worthwhile::size_for;
use crate::study::compared_policies::ComparedPolicies;
use crate::study::merge::Parts;
use crate::study::uncertain::{Design, Nested, UncertainError};
use crate::study::{RunManifest, SoFar};
use crate::world::World;

use super::assumed::{Among, Assumed};
use super::checkpoint::{Checkpoint, replications};
use super::comparison_basis::{ComparisonBasis, Prepared};
use super::cut_off::{CutOff, ShardOutcome};
use super::done_study::DoneStudy;
use super::error::AppError;
use super::output::Finished;
use super::source::check_limit;
use super::watch::{Event, Progress, Unit, Watch};
use super::worthwhile;

/// Points unless asked for.
const POINTS: usize = 128;

/// Replications of each policy at each point unless asked for: many points with few replications
/// tell more of both than few points with many (Sun, Apley & Staum 2011).
const REPLICATIONS: u64 = 100;

/// A study of assumptions that is asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct UncertainRequest {
    /// Who takes part, by which measures, where results go.
    pub basis: ComparisonBasis,
    /// The baseline alone: nothing is compared.
    pub alone: bool,
    /// Ids of `[[uncertain]]` blocks, or `all`.
    pub assumptions: Vec<String>,
    /// Points over the assumptions; `None` for 128.
    pub points: Option<usize>,
    /// Replications of each policy at each point; `None` for 100.
    pub replications: Option<NonZeroU64>,
    /// The smallest differences worth acting on, as `MEASURE=SIZE`; others are the scenario's, or
    /// 1% of the baseline's value.
    pub worthwhile: Vec<String>,
}

/// Runs every policy at every point over the assumptions, on common random numbers, and writes the
/// results. The work ends soon after `stop` becomes true.
///
/// # Errors
/// If the scenario has mistakes or not these policies, measures and assumptions, some points make
/// no scenario, the folder can't take the results, a replication fails, or it was told to stop.
pub fn uncertain(
    request: &UncertainRequest,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<Finished<UncertainResults>, AppError> {
    let open = request.open(watch)?;
    complete(request, open, None, stop, watch)
}

/// Runs one part of a study of assumptions.
pub(super) fn part(
    request: &UncertainRequest,
    cut: &CutOff,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<ShardOutcome, AppError> {
    let open = request.open(watch)?;
    let basis = &request.basis;
    let run_manifest = open.run_manifest.clone();
    let output = (&basis.output, basis.threads);
    let Prepared {
        document, folder, ..
    } = &open.prepared;
    let part = cut.take(output, folder, document, run_manifest)?;
    let load = |point, policy| open.load(point, policy);
    part.work(
        stop,
        watch,
        |job, chunks, tell| open.nested(load).part(job, chunks, tell),
        |error, checkpoint| open.failed(error, checkpoint),
    )
}

/// A study of assumptions whose scenario is open.
pub(super) struct OpenUncertain {
    pub prepared: Prepared,
    assumed: Assumed,
    sizes: Vec<(String, f64)>,
    design: Design,
    /// Points that were asked for.
    wanted: usize,
    /// Replications at each.
    count: u64,
    /// Ids of those who take part, the baseline's first.
    ids: Vec<String>,
    run_manifest: RunManifest,
}

impl OpenUncertain {
    /// The world of a policy at a point.
    fn load(&self, point: usize, policy: usize) -> Result<World, Report> {
        self.assumed
            .load(&self.design.points[point], &self.ids[policy])
    }

    /// What an error of the work means for the request.
    fn failed(&self, error: UncertainError, checkpoint: Checkpoint) -> AppError {
        let points = &self.design.points;
        let among = Among {
            points: &|point| points[point].clone(),
            count: points.len(),
            called: format!("{} points", points.len()),
        };
        let seed = self.prepared.seed;
        self.assumed
            .failed(error, &among, &self.ids[0], seed, checkpoint)
    }

    /// What is to be run.
    fn nested<L>(&self, load: L) -> Nested<'_, L> {
        Nested {
            points: self.design.points.len(),
            policies: &self.ids,
            measures: &self.prepared.measures,
            replications: self.count,
            seed: self.prepared.seed,
            load,
        }
    }
}

/// Brings a study of assumptions to its end: here, or from parts.
pub(super) fn complete(
    request: &UncertainRequest,
    open: OpenUncertain,
    parts: Option<Parts>,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<Finished<UncertainResults>, AppError> {
    let basis = &request.basis;
    let (folder, document) = (&open.prepared.folder, &open.prepared.document);
    let (place, checkpoint) =
        Checkpoint::claim(&basis.output, folder, document, &open.run_manifest, parts)?;
    let start = Progress::start(Unit::Points, Some(open.design.points.len() as u64));
    watch.see(Event::Progress(start));
    let mut so_far = SoFar::default();
    let load = |point, policy| open.load(point, policy);
    let found = open
        .nested(load)
        .run(checkpoint.job(basis.threads, stop), |at, done| {
            so_far.clone_from(at);
            watch.see(Event::Progress(Progress {
                done: done as u64,
                ..start
            }));
        });
    Checkpoint::ended(watch, &so_far, replications);
    let results = match found {
        Ok(results) => results,
        Err(error) => return Err(open.failed(error, checkpoint)),
    };
    let OpenUncertain {
        prepared,
        assumed,
        sizes,
        design,
        wanted,
        count,
        ids,
        run_manifest,
    } = open;
    let Prepared {
        document,
        alternatives,
        measures,
        seed,
        folder,
        ..
    } = prepared;
    let mut compared = ComparedPolicies::new(&alternatives, &measures);
    compared.worthwhile.extend(sizes);
    let worthwhile = measures
        .iter()
        .map(|it| size_for(&compared.worthwhile, &it.name))
        .collect();
    compared.remarks.extend(assumed.decided(&ids));
    let manifest = Manifest {
        kind: "uncertain".to_owned(),
        command: run_manifest.command,
        overlays: basis.source.overlays.clone(),
        seed,
        replications: count,
        incidents: results.iter().map(|it| it.incidents).sum(),
        events: results.iter().map(|it| it.events).sum(),
        ..Manifest::of(&document)
    };
    let kept = KeptUncertain {
        compared,
        measures: measures.iter().map(|it| it.name.clone()).collect(),
        horizon: basis.horizon().map(|it| it.0),
        worthwhile,
        assumptions: assumed.varied.iter().map(|it| it.id.clone()).collect(),
        points: wanted,
        seed,
        replications: count,
        results,
    };
    let packed = pack(&kept, &manifest);
    let results = kept.sum_up(&measures, &assumed.varied, &design);
    let done = DoneStudy {
        document: &document,
        manifest,
        records: Vec::new(),
        place: &place,
        folder,
        threads: basis.threads,
    };
    done.publish(results, packed, checkpoint, watch)
}

impl UncertainRequest {
    /// Opens the scenario, and lays out the points.
    pub(super) fn open(&self, watch: &mut dyn Watch) -> Result<OpenUncertain, AppError> {
        let basis = &self.basis;
        let checked = if self.alone {
            basis.check_alone(watch)?
        } else {
            basis.check(watch)?
        };
        if let Some(measure) = checked.measures.iter().find(|it| it.quantile().is_some()) {
            return Err(AppError::Usage(format!(
                "`{}` is a quantile over all incidents, and has no value of each replication to tell luck \
                 from assumptions by\n  take the mean, or leave --uncertain out",
                measure.name
            )));
        }
        let count = self.replications.map_or(REPLICATIONS, NonZeroU64::get);
        if count < 2 {
            let message = "one replication at each point can't tell luck from assumptions\n  give -n 2 or more";
            return Err(AppError::Usage(message.to_owned()));
        }
        let given = &checked.document;
        let sizes = worthwhile::read(&self.worthwhile, given)?;
        let assumed = Assumed::open(&basis.source, given, &self.assumptions)?;
        let seed = basis.seed.unwrap_or(given.seed);
        let extents = assumed.extents();
        let wanted = self.points.unwrap_or(POINTS);
        let design = Design::new(&extents, wanted, seed)
            .map_err(|error| AppError::Usage(error.to_string()))?;
        check_limit(count.saturating_mul(design.points.len() as u64), given)?;
        let taking_part: Vec<String> = checked.ids.iter().flatten().cloned().collect();
        // One that only says what the baseline says differs from it where an assumption varies that.
        let once = !self.alone && assumed.decided(&taking_part).is_empty();
        let prepared = basis.prepare(checked, "uncertain", once)?;
        let ids: Vec<String> = prepared
            .alternatives
            .iter()
            .map(|it| it.id.clone())
            .collect();
        let again = self.command(&prepared, &assumed, wanted, count);
        let mut settings = vec![
            format!("--uncertain {}", assumed.names()),
            format!("--points {wanted}"),
        ];
        if !self.worthwhile.is_empty() {
            settings.push(worthwhile::words(&self.worthwhile).trim().to_owned());
        }
        let again = format!("{again} --seed {seed}");
        let run_manifest = basis.run_manifest(&prepared, "uncertain", count, settings, again);
        let study = run_manifest.study.with_points(design.points.len() as u64);
        let run_manifest = RunManifest::new(study, None, run_manifest.command);
        Ok(OpenUncertain {
            prepared,
            assumed,
            sizes,
            design,
            wanted,
            count,
            ids,
            run_manifest,
        })
    }

    /// The command that makes the same results, up to its seed.
    fn command(&self, prepared: &Prepared, assumed: &Assumed, points: usize, count: u64) -> String {
        let compare = self.basis.command(&prepared.ids, &prepared.measures);
        let command = if self.alone {
            self.basis.command_alone(&prepared.ids, &prepared.measures)
        } else {
            compare
        };
        format!(
            "{command} --uncertain {} --points {points} --replications {count}",
            assumed.names()
        ) + &worthwhile::words(&self.worthwhile)
    }
}

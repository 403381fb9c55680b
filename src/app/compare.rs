//! A comparison of policies into a folder of results.

use std::num::NonZeroU64;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::outcome::{self, Form, ReplicationColumn};
use crate::report::comparison_results::{ComparisonResults, KeptComparison};
use crate::report::kept::pack;
use crate::report::manifest::Manifest;
use crate::scenario::document::Document;
use crate::study::compare::{Stopping, compare_part, compare_recorded};
use crate::study::compared_policies::ComparedPolicies;
use crate::study::merge::Parts;
use crate::study::record_columns::{RecordColumns, RowsWanted};
use crate::study::{RunManifest, SoFar};

use super::checkpoint::{Checkpoint, replications};
use super::command_line::quote;
use super::comparison_basis::{ComparisonBasis, Prepared};
use super::cut_off::{CutOff, ShardOutcome};
use super::done_study::DoneStudy;
use super::error::AppError;
use super::output::Finished;
use super::records::{RECORDS, RecordFiles};
use super::source::check_limit;
use super::watch::{Event, Progress, Unit, Watch};
use super::worthwhile;
use super::written::Written;

/// A comparison that is asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CompareRequest {
    /// Who takes part, by which measures, where results go.
    pub basis: ComparisonBasis,
    /// How many replications of each policy; the most, with a precision or a budget. `None` for
    /// the scenario's number, or its limit.
    pub replications: Option<NonZeroU64>,
    /// Go on until the headline measure and every difference in it is known to this share.
    #[serde(skip)]
    pub precision: Option<Written<f64>>,
    /// Stop after this much time.
    #[serde(skip)]
    pub budget: Option<Written<Duration>>,
    /// Smallest differences worth acting on, each `MEASURE=SIZE`, such as `recovery=30min`; they
    /// go before those of the scenario.
    pub worthwhile: Vec<String>,
    /// Write a row of each replication and policy to `replications.parquet`.
    #[serde(default)]
    pub records: bool,
}

impl CompareRequest {
    /// A comparison of fixed size.
    pub const fn new(basis: ComparisonBasis) -> Self {
        Self {
            basis,
            replications: None,
            precision: None,
            budget: None,
            worthwhile: Vec::new(),
            records: false,
        }
    }

    /// When to stop.
    fn stopping(&self, document: &Document) -> Result<Stopping, AppError> {
        let open_ended = self.precision.is_some() || self.budget.is_some();
        let most = self.replications.map_or(
            if open_ended {
                document.limits.replications
            } else {
                document.replications
            },
            NonZeroU64::get,
        );
        check_limit(most, document)?;
        Ok(Stopping {
            most,
            precision: self.precision.as_ref().map(|it| it.value),
            budget: self.budget.as_ref().map(|it| it.value),
        })
    }

    /// Opens the scenario, and says what the bytes of the comparison depend on.
    pub(super) fn open(&self, watch: &mut dyn Watch) -> Result<OpenComparison, AppError> {
        let basis = &self.basis;
        let checked = basis.check(watch)?;
        let stopping = self.stopping(&checked.document)?;
        let worthwhile = worthwhile::read(&self.worthwhile, &checked.document)?;
        let prepared = basis.prepare(checked, "compared", true)?;
        let mut settings = Vec::new();
        let mut again = basis.command(&prepared.ids, &prepared.measures);
        again.push_str(&worthwhile::words(&self.worthwhile));
        again.push_str(&format!(" --replications {}", stopping.most));
        if !self.worthwhile.is_empty() {
            settings.push(worthwhile::words(&self.worthwhile).trim().to_owned());
        }
        if let Some(precision) = &self.precision {
            settings.push(format!("--precision {}", precision.value));
            again.push_str(&format!(" --precision {}", quote(&precision.text)));
        }
        if let Some(budget) = &self.budget {
            settings.push(format!("--budget {}ms", budget.value.as_millis()));
            again.push_str(&format!(" --budget {}", quote(&budget.text)));
        }
        again.push_str(&format!(" --seed {}", prepared.seed));
        if self.records {
            settings.push(RECORDS.to_owned());
            again.push_str(" --records");
        }
        let run_manifest = basis.run_manifest(&prepared, "compare", stopping.most, settings, again);
        let records = self.records.then(|| record_columns(&prepared));
        Ok(OpenComparison {
            stopping,
            worthwhile,
            records,
            prepared,
            run_manifest,
        })
    }

    /// Refuses to be cut into parts where the parts could not know when to stop.
    pub(super) fn check_fixed(&self) -> Result<(), AppError> {
        let rule = match (&self.precision, &self.budget) {
            (Some(_), _) => "--precision",
            (None, Some(_)) => "--budget",
            (None, None) => return Ok(()),
        };
        Err(AppError::Usage(format!(
            "a comparison with {rule} can't be cut into parts: whether it goes on depends on the \
             replications of all of them\n  give a number of replications with -n instead, or run it \
             in one place"
        )))
    }
}

/// A comparison whose scenario is open.
pub(super) struct OpenComparison {
    stopping: Stopping,
    worthwhile: Vec<(String, f64)>,
    /// Columns of the rows that are wanted of its replications.
    records: Option<RecordColumns>,
    pub prepared: Prepared,
    run_manifest: RunManifest,
}

/// The columns of a comparison's rows: the policy, what any of the worlds has, and its measures.
fn record_columns(prepared: &Prepared) -> RecordColumns {
    let what = "id of the policy; the baseline comes first";
    let policy = ReplicationColumn::new("policy".to_owned(), "", what.to_owned(), Form::Text);
    let worlds = outcome::union(prepared.alternatives.iter().map(|it| &it.world));
    RecordColumns::new(vec![policy], worlds, &prepared.measures)
}

/// Compares policies on the same incidents and writes the results. The work ends soon after
/// `stop` becomes true.
///
/// # Errors
/// If the scenario has mistakes or not these policies and measures, the folder can't take the
/// results, a replication fails, or it was told to stop.
pub fn compare(
    request: &CompareRequest,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<Finished<ComparisonResults>, AppError> {
    complete(request, request.open(watch)?, None, stop, watch)
}

/// Runs one part of a comparison.
pub(super) fn part(
    request: &CompareRequest,
    cut: &CutOff,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<ShardOutcome, AppError> {
    request.check_fixed()?;
    let open = request.open(watch)?;
    let Prepared {
        document,
        alternatives,
        measures,
        seed,
        folder,
        ..
    } = &open.prepared;
    let basis = &request.basis;
    let output = (&basis.output, basis.threads);
    let part = cut.take(output, folder, document, open.run_manifest)?;
    let sums = (open.stopping.most, *seed);
    part.work(
        stop,
        watch,
        |job, chunks, tell| {
            let records = open.records.as_ref();
            compare_part(alternatives, measures, sums, records, job, (chunks, tell))
        },
        |error, checkpoint| basis.failed(error, *seed, checkpoint),
    )
}

/// Brings a comparison to its end: here, or from parts.
pub(super) fn complete(
    request: &CompareRequest,
    open: OpenComparison,
    parts: Option<Parts>,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<Finished<ComparisonResults>, AppError> {
    let basis = &request.basis;
    let OpenComparison {
        stopping,
        worthwhile,
        records,
        prepared,
        run_manifest,
    } = open;
    let Prepared {
        document,
        ids,
        alternatives,
        same_as_baseline,
        measures,
        seed,
        folder,
    } = prepared;
    let (place, checkpoint) =
        Checkpoint::claim(&basis.output, &folder, &document, &run_manifest, parts)?;
    let open_ended = stopping.precision.is_some() || stopping.budget.is_some();
    let all = (!open_ended).then_some(stopping.most);
    let start = Progress::start(Unit::ReplicationsOfEach, all);
    watch.see(Event::Progress(start));
    let mut so_far = SoFar::default();
    let columns = records.as_ref().map(RecordColumns::all);
    let identity = &run_manifest.study;
    let work = || {
        let mut files = RecordFiles::of_replications(&place, identity, &document, columns)?;
        let mut wanted = RowsWanted {
            columns: records.as_ref(),
            write: &mut |row| files.add(row),
        };
        let study = compare_recorded(
            &alternatives,
            &measures,
            seed,
            checkpoint.job(basis.threads, stop),
            stopping,
            &mut wanted,
            |progress| {
                so_far.clone_from(&progress.so_far);
                watch.see(Event::Progress(Progress {
                    precision: progress.precision,
                    ..start.at(&so_far)
                }));
            },
        )?;
        files.finish()?;
        Ok(study)
    };
    let study = work();
    Checkpoint::ended(watch, &so_far, replications);
    let study = match study {
        Ok(study) => study,
        Err(error) => return Err(basis.failed(error, seed, checkpoint)),
    };
    let manifest = Manifest {
        kind: "compare".to_owned(),
        command: format!(
            "{}{} --replications {} --seed {seed}{}",
            basis.command(&ids, &measures),
            worthwhile::words(&request.worthwhile),
            study.replications,
            if records.is_some() { " --records" } else { "" }
        ),
        overlays: basis.source.overlays.clone(),
        seed,
        replications: study.replications,
        incidents: study.incidents,
        events: study.events,
        ..Manifest::of(&document)
    };
    let mut compared = ComparedPolicies::new(&alternatives, &measures);
    compared.worthwhile.extend(worthwhile);
    compared.same_as_baseline = same_as_baseline;
    let horizon = basis.horizon();
    let found = KeptComparison::new(compared, &measures, horizon, stopping.precision, study);
    let packed = pack(&found, &manifest);
    let results = found.sum_up(document.clone(), &measures);
    let done = DoneStudy {
        document: &document,
        manifest,
        records: records.map(|_| place.replications()).into_iter().collect(),
        place: &place,
        folder,
        threads: basis.threads,
    };
    done.publish(results, packed, checkpoint, watch)
}

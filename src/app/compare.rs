//! A comparison of policies into a folder of results.

use std::num::NonZeroU64;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use crate::report::comparison_results::{ComparisonResults, KeptComparison};
use crate::report::kept::pack;
use crate::report::manifest::Manifest;
use crate::scenario::document::Document;
use crate::study::SoFar;
use crate::study::compare::{Stopping, compare as run_comparison};
use crate::study::compared_policies::ComparedPolicies;

use super::checkpoint::{Checkpoint, replications};
use super::command_line::quote;
use super::comparison_basis::{ComparisonBasis, Prepared};
use super::done_study::DoneStudy;
use super::error::AppError;
use super::output::Finished;
use super::source::check_limit;
use super::watch::{Event, Progress, Unit, Watch};
use super::worthwhile;
use super::written::Written;

/// A comparison that is asked for.
#[derive(Clone, Debug)]
pub struct CompareRequest {
    /// Who takes part, by which measures, where results go.
    pub basis: ComparisonBasis,
    /// How many replications of each policy; the most, with a precision or a budget. `None` for
    /// the scenario's number, or its limit.
    pub replications: Option<NonZeroU64>,
    /// Go on until the headline measure and every difference in it is known to this share.
    pub precision: Option<Written<f64>>,
    /// Stop after this much time.
    pub budget: Option<Written<Duration>>,
    /// Smallest differences worth acting on, each `MEASURE=SIZE`, such as `recovery=30min`; they
    /// go before those of the scenario.
    pub worthwhile: Vec<String>,
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
    let basis = &request.basis;
    let checked = basis.check(watch)?;
    let stopping = request.stopping(&checked.document)?;
    let worthwhile = worthwhile::read(&request.worthwhile, &checked.document)?;
    let prepared = basis.prepare(checked, "compared", true)?;
    let checkpoint = open_checkpoint(request, stopping, &prepared)?;
    let Prepared {
        document,
        ids,
        alternatives,
        same_as_baseline,
        measures,
        seed,
        folder,
        place,
    } = prepared;
    let open_ended = stopping.precision.is_some() || stopping.budget.is_some();
    let all = (!open_ended).then_some(stopping.most);
    let start = Progress::start(Unit::ReplicationsOfEach, all);
    watch.see(Event::Progress(start));
    let mut so_far = SoFar::default();
    let study = run_comparison(
        &alternatives,
        &measures,
        seed,
        checkpoint.job(basis.threads, stop),
        stopping,
        |progress| {
            so_far.clone_from(&progress.so_far);
            watch.see(Event::Progress(Progress {
                precision: progress.precision,
                ..start.at(&so_far)
            }));
        },
    );
    Checkpoint::ended(watch, &so_far, replications);
    let study = match study {
        Ok(study) => study,
        Err(error) => return Err(basis.failed(error, seed, checkpoint)),
    };
    let manifest = Manifest {
        kind: "compare".to_owned(),
        command: format!(
            "{}{} --replications {} --seed {seed}",
            basis.command(&ids, &measures),
            worthwhile::words(&request.worthwhile),
            study.replications
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
        place: &place,
        folder,
        threads: basis.threads,
    };
    done.publish(results, packed, checkpoint, watch)
}

fn open_checkpoint(
    request: &CompareRequest,
    stopping: Stopping,
    prepared: &Prepared,
) -> Result<Checkpoint, AppError> {
    let basis = &request.basis;
    let mut settings = Vec::new();
    let mut again = basis.command(&prepared.ids, &prepared.measures);
    again.push_str(&worthwhile::words(&request.worthwhile));
    again.push_str(&format!(" --replications {}", stopping.most));
    if let Some(precision) = &request.precision {
        settings.push(format!("--precision {}", precision.value));
        again.push_str(&format!(" --precision {}", quote(&precision.text)));
    }
    if let Some(budget) = &request.budget {
        settings.push(format!("--budget {}ms", budget.value.as_millis()));
        again.push_str(&format!(" --budget {}", quote(&budget.text)));
    }
    again.push_str(&format!(" --seed {}", prepared.seed));
    basis.checkpoint(prepared, "compare", stopping.most, settings, again)
}

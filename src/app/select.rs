//! The choice of the best policy into a folder of results.

use std::num::NonZeroU64;
use std::sync::atomic::AtomicBool;

use crate::report::kept::pack;
use crate::report::manifest::Manifest;
use crate::scenario::unit;
use crate::study::SoFar;
use crate::study::measures::{MeasureSpec, Unit as MeasureUnit};
use crate::study::select::{SelectError, Selected, SelectionCriteria, select as run_selection};

use super::checkpoint::{Checkpoint, replications};
use super::command_line::quote;
use super::comparison_basis::ComparisonBasis;
use super::done_study::DoneStudy;
use super::error::AppError;
use super::output::Finished;
use super::source::check_limit;
use super::watch::{Event, Progress, Unit, Watch};
use super::written::{Written, time};

/// A selection that is asked for.
#[derive(Clone, Debug)]
pub struct SelectRequest {
    /// Who takes part, by which measure (one), where results go.
    pub basis: ComparisonBasis,
    /// How sure the choice must be, as a share.
    pub confidence: Written<f64>,
    /// The difference that does not matter, in the measure's unit, such as `30min`, or `1%` for
    /// shares.
    pub indifference: String,
    /// The most replications; `None` for the scenario's limit.
    pub replications: Option<NonZeroU64>,
}

/// Chooses the best policy by one measure, and spends no more replications on the others than
/// it takes to rule them out. The work ends soon after `stop` becomes true.
///
/// # Errors
/// If the scenario has mistakes or not these policies, the measure or the criteria do not serve,
/// the folder can't take the results, a replication fails, or it was told to stop.
pub fn select(
    request: &SelectRequest,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<Finished<Selected>, AppError> {
    let basis = &request.basis;
    let mut checked = basis.check(watch)?;
    if basis.measures.is_empty() {
        checked.measures.truncate(1);
    } else if checked.measures.len() > 1 {
        let message = "--select-best chooses by one measure: name one with --measure";
        return Err(AppError::Usage(message.to_owned()));
    }
    let most = match request.replications {
        Some(most) => most.get(),
        None => checked.document.limits.replications,
    };
    check_limit(most, &checked.document)?;
    let prepared = basis.prepare(checked, "selected", false)?;
    let Some(measure) = prepared.measures.first() else {
        return Err(AppError::Usage("name one --measure".to_owned()));
    };
    let criteria = SelectionCriteria {
        confidence: request.confidence.value,
        indifference: indifference(&request.indifference, measure)?,
        most,
    };
    let mut again = format!(
        "{} --select-best --confidence {} --indifference {} --seed {}",
        basis.command(&prepared.ids, &prepared.measures),
        quote(&request.confidence.text),
        quote(&request.indifference),
        prepared.seed
    );
    if let Some(most) = request.replications {
        again.push_str(&format!(" --replications {most}"));
    }
    let settings = vec![
        format!("--confidence {}", criteria.confidence),
        format!("--indifference {}", criteria.indifference),
    ];
    let run_manifest = basis.run_manifest(&prepared, "select", most, settings, again.clone());
    let (place, checkpoint) = Checkpoint::claim(
        &basis.output,
        &prepared.folder,
        &prepared.document,
        &run_manifest,
        None,
    )?;
    let start = Progress::start(Unit::SelectionReplications, None);
    watch.see(Event::Progress(start));
    let mut at = SoFar::default();
    let selected = run_selection(
        &prepared.alternatives,
        measure,
        prepared.seed,
        checkpoint.job(basis.threads, stop),
        criteria,
        |so_far, inside| {
            at.clone_from(so_far);
            watch.see(Event::Progress(Progress {
                policies: Some(inside),
                ..start.at(so_far)
            }));
        },
    );
    Checkpoint::ended(watch, &at, replications);
    let selected = match selected {
        Ok(selected) => selected,
        Err(SelectError::Compare(error)) => {
            return Err(basis.failed(error, prepared.seed, checkpoint));
        }
        Err(error) => {
            checkpoint.discard();
            return Err(AppError::Usage(error.to_string()));
        }
    };
    let document = &prepared.document;
    let manifest = Manifest {
        kind: "select".to_owned(),
        command: again,
        overlays: basis.source.overlays.clone(),
        seed: prepared.seed,
        replications: selected.replications,
        ..Manifest::of(document)
    };
    let packed = pack(&selected, &manifest);
    let done = DoneStudy {
        document,
        manifest,
        records: Vec::new(),
        place: &place,
        folder: prepared.folder,
        threads: basis.threads,
    };
    done.publish(selected, packed, checkpoint, watch)
}

/// A difference that does not matter, in the measure's unit.
fn indifference(text: &str, measure: &MeasureSpec) -> Result<f64, AppError> {
    let wrong = |help: &str| {
        AppError::Usage(format!(
            "--indifference {}: `{}` is measured in {}\n  {help}",
            quote(text),
            measure.name,
            match measure.unit {
                MeasureUnit::Hours => "hours",
                MeasureUnit::Share => "per cent",
                MeasureUnit::Count => "numbers",
                MeasureUnit::WeightedHours => "weighted hours",
            }
        ))
    };
    match measure.unit {
        MeasureUnit::Hours | MeasureUnit::WeightedHours => match unit::duration(text) {
            Ok(_) => Ok(time("indifference", text)?.value.hours()),
            Err(_) => Err(wrong("write a time, like 30min or 2h")),
        },
        MeasureUnit::Share => {
            unit::share(text).map_err(|_| wrong("write percentage points, like 1%"))
        }
        MeasureUnit::Count => text
            .parse::<f64>()
            .ok()
            .filter(|value| value.is_finite() && *value > 0.0)
            .ok_or_else(|| wrong("write a number above 0, like 0.5")),
    }
}

//! The choice of the best policy into a folder of results.

use std::num::NonZeroU64;
use std::sync::atomic::AtomicBool;

use crate::report::kept::pack;
use crate::report::manifest::Manifest;
use crate::scenario::assumption::{Assumption, Extent, Pick};
use crate::scenario::document::Document;
use crate::scenario::{Report, unit};
use crate::study::measures::{MeasureSpec, Unit as MeasureUnit};
use crate::study::select::{
    Choice, FIRST_STAGE, OverAssumptions, STRIDE, SelectError, Selected, SelectionCriteria,
};
use crate::study::uncertain::summary::AssumptionEntry;
use crate::study::uncertain::{Nested, UncertainError, random_point};
use crate::study::{Job, RunManifest, SoFar};
use crate::world::World;

use super::assumed::{Among, Assumed};
use super::checkpoint::{Checkpoint, replications};
use super::command_line::quote;
use super::comparison_basis::{ComparisonBasis, Prepared};
use super::done_study::DoneStudy;
use super::error::AppError;
use super::output::Finished;
use super::source::check_limit;
use super::watch::{Event, Progress, Unit, Watch};
use super::written::{Written, time};

/// Replications at each point over assumptions unless asked for: another point tells more than
/// more replications at one.
const EACH: u64 = 8;

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
    /// The most replications; `None` for the scenario's limit. Over assumptions: those of each
    /// policy at each point; `None` for 8.
    pub replications: Option<NonZeroU64>,
    /// Chooses on average over what is assumed; `None` for assumptions as they are written.
    pub over: Option<SelectOver>,
}

/// A choice over what is assumed as well.
#[derive(Clone, Debug)]
pub struct SelectOver {
    /// Ids of `[[uncertain]]` blocks, or `all`.
    pub assumptions: Vec<String>,
    /// The most points over the assumptions; `None` for as many as the scenario's limit of
    /// replications allows.
    pub points: Option<usize>,
}

/// What is assumed, put to use for a choice.
struct Over {
    assumed: Assumed,
    extents: Vec<Extent>,
    seed: u64,
    /// Most points.
    points: usize,
    /// Replications at each.
    each: u64,
    /// Ids of those who take part.
    ids: Vec<String>,
}

impl Over {
    /// The most points, and replications at each, that a request asks for.
    fn size(
        request: &SelectRequest,
        over: &SelectOver,
        document: &Document,
    ) -> Result<(usize, u64), AppError> {
        let each = request.replications.map_or(EACH, NonZeroU64::get);
        let limit = document.limits.replications;
        let points = match over.points {
            Some(points) if (points as u64) < FIRST_STAGE => {
                return Err(AppError::Usage(format!(
                    "--points {points} is too few to choose by: the first stage alone takes {FIRST_STAGE}\n  \
                     give --points {FIRST_STAGE} or more, or leave it out"
                )));
            }
            Some(points) => points,
            None => usize::try_from((limit / each).max(FIRST_STAGE)).unwrap_or(usize::MAX),
        };
        check_limit(each.saturating_mul(points as u64), document)?;
        Ok((points, each))
    }

    /// The point of a number.
    fn point(&self, number: u64) -> Vec<Pick> {
        random_point(&self.extents, self.seed, number)
    }

    /// The world of a policy at a point.
    fn load(&self, point: usize, policy: usize) -> Result<World, Report> {
        self.assumed
            .load(&self.point(point as u64), &self.ids[policy])
    }

    /// What an error at a point means for the request. Those drawn together with it are looked at,
    /// too.
    fn failed(&self, error: UncertainError, checkpoint: Checkpoint) -> AppError {
        let count = match &error {
            UncertainError::Scenario { point, .. } => {
                let stride = (*point as u64 / STRIDE + 1) * STRIDE;
                self.points
                    .min(usize::try_from(stride.max(FIRST_STAGE)).unwrap_or(usize::MAX))
            }
            _ => 0,
        };
        let among = Among {
            points: &|point| self.point(point as u64),
            count,
            called: format!("the first {count} points"),
        };
        self.assumed
            .failed(error, &among, &self.ids[0], self.seed, checkpoint)
    }
}

/// Chooses the best policy by one measure, and spends no more replications on the others than
/// it takes to rule them out. The work ends soon after `stop` becomes true.
///
/// # Errors
/// If the scenario has mistakes or not these policies or assumptions, the measure or the criteria
/// do not serve, a point over the assumptions makes no scenario, the folder can't take the results,
/// a replication fails, or it was told to stop.
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
    let given = &checked.document;
    let over = match &request.over {
        None => None,
        Some(over) => {
            let (points, each) = Over::size(request, over, given)?;
            let assumed = Assumed::open(&basis.source, given, &over.assumptions)?;
            Some((assumed, points, each))
        }
    };
    let most = match (&over, request.replications) {
        (Some((_, points, each)), _) => *points as u64 * each,
        (None, Some(most)) => most.get(),
        (None, None) => given.limits.replications,
    };
    check_limit(most, given)?;
    let prepared = basis.prepare(checked, "selected", false)?;
    let Some(measure) = prepared.measures.first() else {
        return Err(AppError::Usage("name one --measure".to_owned()));
    };
    let over = over.map(|(assumed, points, each)| Over {
        extents: assumed.extents(),
        assumed,
        seed: prepared.seed,
        points,
        each,
        ids: prepared
            .alternatives
            .iter()
            .map(|it| it.id.clone())
            .collect(),
    });
    let choice = Choice {
        alternatives: &prepared.alternatives,
        measure,
        seed: prepared.seed,
        criteria: SelectionCriteria {
            confidence: request.confidence.value,
            indifference: indifference(&request.indifference, measure)?,
            most,
        },
    };
    let run_manifest = request.run_manifest(&prepared, &choice, over.as_ref());
    let again = run_manifest.command.clone();
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
    let job = checkpoint.job(basis.threads, stop);
    let selected = choose(&choice, over.as_ref(), job, &mut |so_far, inside| {
        at.clone_from(so_far);
        watch.see(Event::Progress(Progress {
            policies: Some(inside),
            ..start.at(so_far)
        }));
    });
    Checkpoint::ended(watch, &at, replications);
    let selected = match (selected, &over) {
        (Ok(selected), _) => selected,
        (Err(SelectError::Compare(error)), _) => {
            return Err(basis.failed(error, prepared.seed, checkpoint));
        }
        (Err(SelectError::Point(error)), Some(over)) => return Err(over.failed(error, checkpoint)),
        (Err(error), _) => {
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

/// Makes the choice.
fn choose(
    choice: &Choice<'_>,
    over: Option<&Over>,
    job: Job<'_>,
    progress: &mut dyn FnMut(&SoFar, usize),
) -> Result<Selected, SelectError> {
    let Some(over) = over else {
        return choice.select(job, progress);
    };
    let nested = Nested {
        points: over.points,
        policies: &over.ids,
        measures: std::slice::from_ref(choice.measure),
        replications: over.each,
        seed: over.seed,
        load: |point, policy| over.load(point, policy),
    };
    let (mut selected, observations) = choice.select_over(&nested, job, progress)?;
    selected.warnings.extend(over.assumed.decided(&over.ids));
    let points = observations.len() as u64;
    let entry = |(ix, assumption): (usize, &Assumption)| {
        let value = |number| assumption.at(&over.point(number)[ix]).words;
        AssumptionEntry::of(assumption, (0..points).map(value).collect())
    };
    let varied = over.assumed.varied.iter().enumerate();
    let shown = selected.chosen.as_ref().unwrap_or(&over.ids[0]);
    let trace = over.assumed.trace(&over.point(0), shown, 0);
    selected.over_assumptions = Some(OverAssumptions {
        points,
        assumptions: varied.map(entry).collect(),
        observations,
        trace: format!("{trace} --seed {}", over.seed),
    });
    Ok(selected)
}

impl SelectRequest {
    /// What the bytes of the choice depend on, and the command that makes it again.
    fn run_manifest(
        &self,
        prepared: &Prepared,
        choice: &Choice<'_>,
        over: Option<&Over>,
    ) -> RunManifest {
        let basis = &self.basis;
        let criteria = choice.criteria;
        let mut settings = vec![
            format!("--confidence {}", criteria.confidence),
            format!("--indifference {}", criteria.indifference),
        ];
        let mut again = format!(
            "{} --select-best --confidence {} --indifference {} --seed {}",
            basis.command(&prepared.ids, &prepared.measures),
            quote(&self.confidence.text),
            quote(&self.indifference),
            prepared.seed
        );
        if let Some(over) = over {
            let (names, each) = (over.assumed.names(), over.each);
            settings.push(format!("--uncertain {names}"));
            settings.push(format!("--replications {each}"));
            again.push_str(&format!(" --uncertain {names} --replications {each}"));
            if let Some(points) = self.over.as_ref().and_then(|it| it.points) {
                again.push_str(&format!(" --points {points}"));
            }
        } else if let Some(most) = self.replications {
            again.push_str(&format!(" --replications {most}"));
        }
        basis.run_manifest(prepared, "select", criteria.most, settings, again)
    }
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

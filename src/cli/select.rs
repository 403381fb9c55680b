//! `sortie compare --select-best`.

use indicatif::{ProgressBar, ProgressStyle};

use crate::report::kept::{Redraw, pack};
use crate::report::manifest::Manifest;
use crate::scenario::unit;
use crate::study::measures::{MeasureSpec, Unit};
use crate::study::select::{SelectError, SelectionCriteria, select as run_selection};
use crate::study::{SoFar, identity};

use super::compare::{CompareArgs, command, failed, plan};
use super::publish::conclude;
use super::resume::{Checkpoint, replications};
use super::stopping::{stopping, time};
use super::{Failed, quote, say};

/// Selects the best policy and writes how.
pub(super) fn select(args: &CompareArgs) -> Result<(), Failed> {
    let plan = plan(args)?;
    let Some(measure) = plan.measures.first() else {
        return Err(Failed::Usage("error: name one --measure".to_owned()));
    };
    let limit = plan.document.limits.replications;
    let criteria = SelectionCriteria {
        confidence: confidence(&args.confidence)?,
        indifference: indifference(args, measure)?,
        most: match args.replications {
            Some(_) => stopping(args, &plan.document)?.most,
            None => limit,
        },
    };
    let mut again = format!(
        "{} --select-best --confidence {} --indifference {} --seed {}",
        command(args, &plan.ids, &plan.measures),
        quote(&args.confidence),
        quote(args.indifference.as_deref().unwrap_or_default()),
        plan.seed
    );
    if let Some(most) = args.replications {
        again.push_str(&format!(" --replications {most}"));
    }
    let settings = vec![
        format!("--confidence {}", criteria.confidence),
        format!("--indifference {}", criteria.indifference),
    ];
    let measure = measure.clone();
    let (checkpoint, plan) =
        plan.open_checkpoint(args, "select", criteria.most, settings, again.clone())?;
    let bar = if args.quiet {
        ProgressBar::hidden()
    } else {
        ProgressBar::no_length()
    };
    if let Ok(style) = ProgressStyle::with_template(
        "{human_pos} replications  {per_sec}  {elapsed}  {msg} policies still in",
    ) {
        bar.set_style(style);
    }
    let mut at = SoFar::default();
    let selected = run_selection(
        &plan.alternatives,
        &measure,
        plan.seed,
        checkpoint.job(args.threads),
        criteria,
        |so_far, inside| {
            bar.set_position(so_far.done);
            bar.set_message(inside.to_string());
            at.clone_from(so_far);
        },
    );
    bar.finish_and_clear();
    Checkpoint::remark(&at, args.quiet, replications);
    let selected = match selected {
        Ok(selected) => selected,
        Err(error) => {
            return Err(if let SelectError::Compare(error) = &error {
                failed(error, args, plan.seed, checkpoint)
            } else {
                checkpoint.discard();
                Failed::Usage(format!("error: {error}"))
            });
        }
    };
    let manifest = Manifest {
        kind: "select".to_owned(),
        command: again,
        scenario_hash: identity::scenario_hash(&plan.document),
        overlays: args.overlays.clone(),
        seed: plan.seed,
        replications: selected.replications,
        ..Manifest::of(&plan.document)
    };
    let published = pack(&selected, &manifest).and_then(|packed| {
        plan.place
            .publish_study(&selected, packed, &plan.document, manifest)
    });
    let published = checkpoint.settle(published)?;
    if !args.quiet {
        say(&selected.plain(super::width()))?;
    }
    let start = "start with selection.md";
    conclude(&published, &plan.folder, start, args.quiet)
}

fn confidence(text: &str) -> Result<f64, Failed> {
    unit::share(text).map_err(|flaw| {
        Failed::Usage(format!(
            "error: --confidence {}: {}\n  write a percentage, like 95%",
            quote(text),
            flaw.message
        ))
    })
}

/// A difference that does not matter, in the measure's unit.
fn indifference(args: &CompareArgs, measure: &MeasureSpec) -> Result<f64, Failed> {
    let text = args.indifference.as_deref().unwrap_or_default();
    let wrong = |help: &str| {
        Failed::Usage(format!(
            "error: --indifference {}: `{}` is measured in {}\n  {help}",
            quote(text),
            measure.name,
            match measure.unit {
                Unit::Hours => "hours",
                Unit::Share => "per cent",
                Unit::Count => "numbers",
                Unit::WeightedHours => "weighted hours",
            }
        ))
    };
    match measure.unit {
        Unit::Hours | Unit::WeightedHours => match unit::duration(text) {
            Ok(_) => Ok(time("indifference", text)?.hours()),
            Err(_) => Err(wrong("write a time, like 30min or 2h")),
        },
        Unit::Share => unit::share(text).map_err(|_| wrong("write percentage points, like 1%")),
        Unit::Count => text
            .parse::<f64>()
            .ok()
            .filter(|value| value.is_finite() && *value > 0.0)
            .ok_or_else(|| wrong("write a number above 0, like 0.5")),
    }
}

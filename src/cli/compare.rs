//! `sortie compare`.

use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::report::comparison_results::KeptComparison;
use crate::report::kept::{Redraw, pack};
use crate::report::manifest::Manifest;
use crate::report::results_folder::ResultsFolder;
use crate::scenario::document::Document;
use crate::study::compare::{Alternative, CompareError, Stopping, compare as run_comparison};
use crate::study::compared_policies::ComparedPolicies;
use crate::study::measures::{self, MeasureSpec};
use crate::study::{Identity, RunManifest, SoFar, identity};

use super::alternatives::{AS_IT_IS, Field};
use super::publish::{claim, conclude, inputs};
use super::resume::{Checkpoint, ResumeArgs, broken_off, replications};
use super::stopping::{horizon, stopping};
use super::{DEFAULT_SCENARIO, Failed, quote, say, select, set_words, source_words};

/// Arguments of `sortie compare`.
#[derive(Clone, Debug, Args)]
pub(super) struct CompareArgs {
    /// A file, or the name of a ready scenario (see `sortie scenarios`)
    #[arg(default_value = DEFAULT_SCENARIO)]
    pub(super) scenario: String,
    /// Policies to compare, by id, or `all` (see `sortie policies`)
    #[arg(
        long,
        value_name = "A,B,…",
        value_delimiter = ',',
        default_value = "all"
    )]
    pub(super) policies: Vec<String>,
    /// Compare with this policy instead of the scenario as it is
    #[arg(long, value_name = "ID")]
    baseline: Option<String>,
    /// Measure to compare by; the first is the headline [default: response:grave, every target
    /// and milestone, loss]
    #[arg(short, long = "measure", value_name = "M", value_delimiter = ',')]
    pub(super) measures: Vec<String>,
    /// Change a value by its path, after the policy
    #[arg(long = "set", value_name = "PATH=VALUE")]
    pub(super) overlays: Vec<String>,
    /// How many replications; the most, with --precision or --budget [default: the scenario's]
    #[arg(short = 'n', long, value_name = "N", allow_negative_numbers = true, value_parser = super::number::at_least(1))]
    pub(super) replications: Option<u64>,
    /// Go on until the headline measure and every difference in it is known to so much of its
    /// value, for example 2%
    #[arg(long, value_name = "SHARE")]
    pub(super) precision: Option<String>,
    /// Stop after this much time, for example 10min
    #[arg(long, value_name = "TIME")]
    pub(super) budget: Option<String>,
    /// Where mean durations are cut [default: 7d, of recovery and lifetime 30d]
    #[arg(long, value_name = "TIME")]
    pub(super) horizon: Option<String>,
    /// Choose the best by the one measure, and spend no more replications on the others than it
    /// takes to rule them out
    #[arg(long, requires = "indifference", conflicts_with_all = ["precision", "budget"])]
    select_best: bool,
    /// With --select-best: the difference that does not matter, for example 30min, or 1% for shares
    #[arg(long, value_name = "SIZE", requires = "select_best")]
    pub(super) indifference: Option<String>,
    /// With --select-best: how sure the choice must be
    #[arg(
        long,
        value_name = "SHARE",
        requires = "select_best",
        default_value = "95%"
    )]
    pub(super) confidence: String,
    /// Root seed, the same for every policy [default: the scenario's]
    #[arg(short, long, value_name = "S", allow_negative_numbers = true, value_parser = super::number::at_least(0))]
    seed: Option<u64>,
    /// Worker threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = super::number::between::<u16>(1, 1024))]
    pub(super) threads: Option<u16>,
    /// Folder of the results [default: output/SCENARIO--compared]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    pub(super) resume: ResumeArgs,
    /// Print nothing but errors
    #[arg(short, long)]
    pub(super) quiet: bool,
}

/// A checked comparison: who takes part, by which measures, where results go.
pub(super) struct Plan {
    /// The scenario as it is.
    pub document: Document,
    /// Ids, the baseline's first; `None` is the scenario as it is.
    pub ids: Vec<Option<String>>,
    /// Everyone compiled, in the same order.
    pub alternatives: Vec<Alternative>,
    /// Measures, the headline first.
    pub measures: Vec<MeasureSpec>,
    /// Root seed.
    pub seed: u64,
    /// Folder of the results.
    pub folder: PathBuf,
    /// The same, taken hold of.
    pub place: ResultsFolder,
}

impl Plan {
    /// Takes hold of the folder of partial results. `command` is the one that does the same.
    pub fn open_checkpoint(
        self,
        args: &CompareArgs,
        kind: &str,
        most: u64,
        mut settings: Vec<String>,
        command: String,
    ) -> Result<(Checkpoint, Self), Failed> {
        let ids: Vec<&str> = self.alternatives.iter().map(|it| it.id.as_str()).collect();
        let names: Vec<&str> = self.measures.iter().map(|it| it.name.as_str()).collect();
        settings.push(format!("--policies {}", ids.join(",")));
        settings.push(format!("--measure {}", names.join(",")));
        if let Some(horizon) = horizon(args, &self.document)? {
            settings.push(format!("--horizon {horizon}"));
        }
        let identity = Identity::new(
            kind,
            &self.document,
            &args.overlays,
            self.seed,
            most,
            settings,
        );
        let under = self.alternatives.iter().map(|it| &it.world.document);
        let identity = identity.with_samples(&under.collect::<Vec<_>>());
        let run_manifest = RunManifest::new(identity, None, command);
        let checkpoint = Checkpoint::open(
            &args.resume,
            self.place.lock(),
            &run_manifest,
            &self.document,
            None,
            args.out.as_deref(),
        )?;
        Ok((checkpoint, self))
    }
}

/// Compares policies and writes the results.
pub(super) fn compare(args: &CompareArgs) -> Result<(), Failed> {
    if args.select_best {
        return select::select(args);
    }
    let plan = plan(args)?;
    let stopping = stopping(args, &plan.document)?;
    compare_as_planned(args, plan, stopping)
}

/// Checks the arguments.
pub(super) fn plan(args: &CompareArgs) -> Result<Plan, Failed> {
    let field = Field {
        scenario: &args.scenario,
        policies: &args.policies,
        baseline: args.baseline.as_deref(),
        overlays: &args.overlays,
        quiet: args.quiet,
    };
    let document = field.open()?;
    let ids = field.ids(&document)?;
    let horizon = horizon(args, &document)?;
    let mut measures = measures::choose(&document, &args.measures, horizon)
        .map_err(|unknown| Failed::Usage(format!("error: {unknown}")))?;
    if args.select_best {
        if args.measures.is_empty() {
            measures.truncate(1);
        } else if measures.len() > 1 {
            return Err(Failed::Usage(
                "error: --select-best chooses by one measure: name one with --measure".to_owned(),
            ));
        }
    }
    stopping(args, &document)?;
    let folder = args.out.clone().unwrap_or_else(|| {
        let what = if args.select_best {
            "selected"
        } else {
            "compared"
        };
        PathBuf::from("output").join(format!("{}--{what}", document.id))
    });
    let alternatives = ids
        .iter()
        .map(|id| field.alternative(id.as_deref(), &document))
        .collect::<Result<Vec<Alternative>, Failed>>()?;
    // Last, so that a mistake leaves nothing behind.
    let place = claim(&folder, &document.id, args.resume.force, &inputs(&document))?;
    Ok(Plan {
        seed: args.seed.unwrap_or(document.seed),
        document,
        ids,
        alternatives,
        measures,
        folder,
        place,
    })
}

fn compare_as_planned(args: &CompareArgs, plan: Plan, stopping: Stopping) -> Result<(), Failed> {
    let mut settings = Vec::new();
    let mut again = command(args, &plan.ids, &plan.measures);
    again.push_str(&format!(" --replications {}", stopping.most));
    if let Some(precision) = stopping.precision {
        settings.push(format!("--precision {precision}"));
    }
    if let Some(budget) = stopping.budget {
        settings.push(format!("--budget {}ms", budget.as_millis()));
    }
    for (option, text) in [("precision", &args.precision), ("budget", &args.budget)] {
        if let Some(text) = text {
            again.push_str(&format!(" --{option} {}", quote(text)));
        }
    }
    again.push_str(&format!(" --seed {}", plan.seed));
    let (checkpoint, plan) =
        plan.open_checkpoint(args, "compare", stopping.most, settings, again)?;
    let Plan {
        document,
        ids,
        alternatives,
        measures,
        seed,
        folder,
        place,
    } = plan;
    let bar = progress_bar(stopping, args.quiet);
    let mut so_far = SoFar::default();
    let study = run_comparison(
        &alternatives,
        &measures,
        seed,
        checkpoint.job(args.threads),
        stopping,
        |progress| {
            bar.set_position(progress.so_far.done);
            if let Some(precision) = progress.precision {
                bar.set_message(format!("±{:.1}%", precision * 100.0));
            }
            so_far.clone_from(&progress.so_far);
        },
    );
    bar.finish_and_clear();
    Checkpoint::remark(&so_far, args.quiet, replications);
    let study = match study {
        Ok(study) => study,
        Err(error) => return Err(failed(&error, args, seed, checkpoint)),
    };
    let manifest = Manifest {
        kind: "compare".to_owned(),
        command: format!(
            "{} --replications {} --seed {seed}",
            command(args, &ids, &measures),
            study.replications
        ),
        scenario_hash: identity::scenario_hash(&document),
        overlays: args.overlays.clone(),
        seed,
        replications: study.replications,
        incidents: study.incidents,
        events: study.events,
        ..Manifest::of(&document)
    };
    let compared = ComparedPolicies::new(&alternatives, &measures);
    let horizon = horizon(args, &document)?;
    let found = KeptComparison::new(compared, &measures, horizon, stopping.precision, study);
    let packed = pack(&found, &manifest);
    let results = found.sum_up(document.clone(), &measures);
    let published =
        packed.and_then(|packed| place.publish_study(&results, packed, &document, manifest));
    let published = checkpoint.settle(published)?;
    if !args.quiet {
        say(&results.plain(super::width()))?;
    }
    let start = "start with comparison.md, or charts/";
    conclude(&published, &folder, start, args.quiet)
}

fn progress_bar(stopping: Stopping, quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    // Drawn on standard error, and only where that is a terminal.
    let open_ended = stopping.precision.is_some() || stopping.budget.is_some();
    let (bar, template) = if open_ended {
        (
            ProgressBar::no_length(),
            "{human_pos} replications of each policy  {per_sec}  {elapsed}  {msg}",
        )
    } else {
        (
            ProgressBar::new(stopping.most),
            "{bar:32} {human_pos}/{human_len} replications of each policy  {per_sec}  {eta} left  {msg}",
        )
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// The command that makes the same results, on any machine, up to its seed.
pub(super) fn command(
    args: &CompareArgs,
    ids: &[Option<String>],
    measures: &[MeasureSpec],
) -> String {
    let id = |id: &Option<String>| id.clone().unwrap_or_else(|| AS_IT_IS.to_owned());
    let policies: Vec<String> = ids[1..].iter().map(id).collect();
    let mut command = format!(
        "sortie compare {} --policies {}",
        quote(&args.scenario),
        policies.join(",")
    );
    if ids[0].is_some() {
        command.push_str(&format!(" --baseline {}", id(&ids[0])));
    }
    let names: Vec<&str> = measures.iter().map(|it| it.name.as_str()).collect();
    command.push_str(&format!(" --measure {}", names.join(",")));
    if let Some(horizon) = &args.horizon {
        command.push_str(&format!(" --horizon {}", quote(horizon)));
    }
    command + &set_words(&args.overlays)
}

pub(super) fn failed(
    error: &CompareError,
    args: &CompareArgs,
    seed: u64,
    checkpoint: Checkpoint,
) -> Failed {
    let message = format!("error: {error}");
    let (policy, failure) = match error {
        CompareError::Study(error) => {
            return checkpoint.give_up(broken_off(error, message), Some(error));
        }
        CompareError::Replication { policy, failure } => (policy, failure),
    };
    checkpoint.discard();
    let policy = Some(policy.as_str()).filter(|policy| *policy != AS_IT_IS);
    let words = source_words(&args.scenario, policy, &args.overlays);
    Failed::Run(format!(
        "{message}\n  see it happen: sortie trace {words} --replication {} --seed {seed}\n  \
         no results were written",
        failure.replication
    ))
}

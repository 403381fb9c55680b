//! `sortie compare`, also with `--select-best`.

use std::num::NonZeroU64;

use clap::Args;

use crate::app::written::time;
use crate::app::{
    self, CompareRequest, ComparisonBasis, ScenarioSource, SelectOver, SelectRequest, StudyRequest,
    UncertainRequest,
};
use crate::report::kept::Redraw;

use super::finished::{conclude, part, whole_study};
use super::progress::Terminal;
use super::shared_args::{StudyArgs, UncertainArgs};
use super::stopping::{budget, confidence, precision};
use super::{DEFAULT_SCENARIO, Failed, changes, interrupt};

/// Arguments of `sortie compare`.
#[derive(Clone, Debug, Args)]
#[command(
    mut_arg("seed", |arg| arg.help("Root seed, the same for every policy [default: the scenario's]")),
    mut_arg("out", |arg| arg.help("Folder of the results [default: output/SCENARIO--compared]")),
    mut_arg("points", |arg| arg.help(
        "With --uncertain: how many points, each with its own value of every assumption [default: 128]; \
         with --select-best, how many at most [default: what the scenario's limit allows]"
    ))
)]
pub(super) struct CompareArgs {
    /// A file, or the name of a ready scenario (see `sortie scenarios`)
    #[arg(default_value = DEFAULT_SCENARIO)]
    scenario: String,
    /// Policies to compare, by id, or `all` (see `sortie policies`)
    #[arg(
        long,
        value_name = "A,B,…",
        value_delimiter = ',',
        default_value = "all"
    )]
    policies: Vec<String>,
    /// Compare with this policy instead of the scenario as it is
    #[arg(long, value_name = "ID")]
    baseline: Option<String>,
    /// Measure to compare by; the first in which policies differ is the headline [default:
    /// response:grave and recovery:grave (high and critical incidents), every target,
    /// milestones (the share of them kept), loss]
    #[arg(short, long = "measure", value_name = "M", value_delimiter = ',')]
    measures: Vec<String>,
    /// Change a value by its path, after each policy has been applied
    #[arg(long = "set", value_name = "PATH=VALUE")]
    overlays: Vec<String>,
    /// Leave a block out under every policy, for example `inject.c9`, before any --set
    #[arg(long, value_name = "BLOCK")]
    without: Vec<String>,
    /// How many replications of each policy; with --precision, --budget or --select-best the upper
    /// limit [default: the scenario's]
    #[arg(short = 'n', long, value_name = "N", allow_negative_numbers = true, value_parser = super::number::at_least(1))]
    replications: Option<u64>,
    /// Go on until the headline measure of the baseline, and every difference from it, is known
    /// to within this share of the baseline's value, for example 2%
    #[arg(long, value_name = "SHARE")]
    precision: Option<String>,
    /// Stop after this much time, for example 10min
    #[arg(long, value_name = "TIME")]
    budget: Option<String>,
    /// The smallest difference in a measure that is worth acting on, for example recovery=30min
    /// [default: the scenario's, else 1% of the baseline's value]
    #[arg(long, value_name = "M=SIZE", conflicts_with = "select_best")]
    worthwhile: Vec<String>,
    /// In means, a longer duration counts as this long [default: 7d, for recovery and lifetime
    /// 30d, but at most a quarter of the scenario]
    #[arg(long, value_name = "TIME")]
    horizon: Option<String>,
    /// Choose the best policy by one measure; a policy that is shown to be behind is run no more.
    /// With --uncertain: the best on average over what is assumed [default of -n then: 8]
    #[arg(long, requires = "indifference", conflicts_with_all = ["precision", "budget"])]
    select_best: bool,
    /// With --select-best: a smaller difference does not matter, for example 30min, or 1% for shares
    #[arg(long, value_name = "SIZE", requires = "select_best")]
    indifference: Option<String>,
    /// With --select-best: how likely the choice must be right
    #[arg(
        long,
        value_name = "SHARE",
        requires = "select_best",
        default_value = "95%"
    )]
    confidence: String,
    /// Write a row of each replication and policy to replications.parquet
    #[arg(long, conflicts_with_all = ["select_best", "uncertain"])]
    records: bool,
    #[command(flatten)]
    uncertain: UncertainArgs,
    #[command(flatten)]
    pub study: StudyArgs,
}

/// What `sortie compare` is asked for.
pub(super) enum CompareWish {
    /// The best policy.
    Select(SelectRequest),
    /// A comparison, also over what is assumed.
    Study(StudyRequest),
}

impl CompareWish {
    /// A study that can be cut into parts.
    pub(super) fn cut(self) -> Result<StudyRequest, Failed> {
        match self {
            Self::Study(request) => Ok(request),
            Self::Select(_) => Err(Failed::usage(
                "--select-best can't be cut into parts: which policies are run on depends on what all \
                 replications before have shown\n  run it in one place, or compare a fixed number of \
                 replications with -n and without --select-best",
            )),
        }
    }
}

impl CompareArgs {
    /// What is asked for.
    pub(super) fn request(&self) -> Result<CompareWish, Failed> {
        let horizon = self.horizon.as_deref();
        let basis = ComparisonBasis {
            source: ScenarioSource {
                scenario: self.scenario.clone(),
                policy: None,
                overlays: changes(&self.without, &self.overlays),
                ..ScenarioSource::default()
            },
            policies: self.policies.clone(),
            baseline: self.baseline.clone(),
            measures: self.measures.clone(),
            horizon: horizon.map(|text| time("horizon", text)).transpose()?,
            seed: self.study.seed,
            threads: self.study.threads(),
            output: self.study.output(),
        };
        let replications = self.replications.and_then(NonZeroU64::new);
        if self.select_best {
            return Ok(CompareWish::Select(SelectRequest {
                basis,
                confidence: confidence(&self.confidence)?,
                indifference: self.indifference.clone().unwrap_or_default(),
                replications,
                over: self.uncertain.assumptions().map(|assumptions| SelectOver {
                    assumptions,
                    points: self.uncertain.points(),
                }),
            }));
        }
        let worthwhile = self.worthwhile.clone();
        Ok(CompareWish::Study(match self.uncertain.assumptions() {
            Some(assumptions) => StudyRequest::Uncertain(UncertainRequest {
                basis,
                alone: false,
                assumptions,
                points: self.uncertain.points(),
                replications,
                worthwhile,
            }),
            None => StudyRequest::Compare(CompareRequest {
                basis,
                replications,
                precision: self.precision.as_deref().map(precision).transpose()?,
                budget: self.budget.as_deref().map(budget).transpose()?,
                worthwhile,
                records: self.records,
            }),
        }))
    }
}

/// Compares policies, or chooses the best, and writes the results; or works out one part of it.
pub(super) fn compare(args: &CompareArgs) -> Result<(), Failed> {
    let quiet = args.study.quiet();
    let wish = args.request()?;
    if args.study.has_shard() {
        let request = wish.cut()?;
        return match args.study.shard()? {
            Some(shard) => part(&request, shard, quiet),
            None => whole_study(&request, quiet),
        };
    }
    match wish {
        CompareWish::Study(request) => whole_study(&request, quiet),
        CompareWish::Select(request) => {
            let mut watch = Terminal::new(quiet);
            let finished = app::select(&request, interrupt::watch(), &mut watch)?;
            conclude(
                &finished,
                Redraw::plain,
                "start with report.html, or selection.md",
                quiet,
            )
        }
    }
}

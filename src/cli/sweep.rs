//! `sortie sweep`.

use std::num::NonZeroU64;

use clap::{Args, ValueEnum};

use crate::app::{self, StudyRequest, SweepRequest};
use crate::study::sweep::Method;

use super::finished::{part, whole_study};
use super::shared_args::StudyArgs;
use super::{Failed, Source};

/// How points are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DesignArg {
    /// Every combination of the values; a range gets even steps
    Grid,
    /// Latin hypercube: each factor spread evenly over its range
    Lhs,
    /// Sobol' sequence, laid out to tell each factor's share of the variance
    Sobol,
    /// Morris screening: which of many factors matter, for few points
    Morris,
}

/// Arguments of `sortie sweep`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  \
    sortie sweep minimal --vary team.cert.notice=0h..12h\n  \
    sortie sweep --vary 'roster.crrt-rotation.period=1 month,3 months,6 months'\n  \
    sortie sweep minimal --vary 'team.cert.notice=15min..4d log'\n  \
    sortie sweep --vary team.eu-crrt.notice=6h..72h --vary threat.phishing.rate=1/week..4/week\n  \
    sortie sweep --vary dispatch.order=fifo,severity --vary 'roster.crrt-rotation.nations=order any'\n  \
    sortie sweep --vary 'roster.crrt-rotation.first_day=shift -60d..0d'\n\n\
    docs/sweep.md says how to read what comes out.",
    mut_arg("out", |arg| arg.help("Folder of the results [default: output/SCENARIO--swept]")))]
pub(super) struct SweepArgs {
    #[command(flatten)]
    source: Source,
    /// What to vary: a list `path=v1,v2,…` or a range `path=lo..hi`, values with their units, or
    /// dates; `path=lo..hi log` spreads values evenly by ratio instead of by amount. A list may be
    /// of words or of lists. `path=shift -30d..30d` moves a date, `path=factor 0.5..2` multiplies
    /// what is written, `path=order any` puts a list into other orders. A `*` in a path stands for
    /// every id
    #[arg(long, value_name = "PATH=VALUES", required = true)]
    vary: Vec<String>,
    /// How points are chosen [default: sobol for several factors with a range, else grid]
    #[arg(long, value_name = "DESIGN")]
    design: Option<DesignArg>,
    /// Steps of a range (grid), points of a sample (lhs, sobol), or paths (morris)
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = super::number::between::<u32>(2, 1_000_000))]
    points: Option<u32>,
    /// What to measure, for example response:grave:median [default: the usual measures]
    #[arg(short, long = "measure", value_name = "M", value_delimiter = ',')]
    measures: Vec<String>,
    /// Replications of each point [default: 200]
    #[arg(short = 'n', long, value_name = "N", allow_negative_numbers = true, value_parser = super::number::at_least(1))]
    replications: Option<u64>,
    /// Write a row of each replication and point to replications.parquet
    #[arg(long)]
    records: bool,
    #[command(flatten)]
    pub study: StudyArgs,
}

impl SweepArgs {
    /// What is asked for.
    pub(super) fn request(&self) -> Result<StudyRequest, Failed> {
        let factors = self
            .vary
            .iter()
            .map(|argument| app::sweep::factor(argument));
        Ok(StudyRequest::Sweep(SweepRequest {
            source: self.source.request(),
            factors: factors.collect::<Result<_, _>>()?,
            method: self.design.map(|design| match design {
                DesignArg::Grid => Method::Grid,
                DesignArg::Lhs => Method::Lhs,
                DesignArg::Sobol => Method::Sobol,
                DesignArg::Morris => Method::Morris,
            }),
            points: self.points.map(|points| points as usize),
            measures: self.measures.clone(),
            replications: self.replications.and_then(NonZeroU64::new),
            seed: self.study.seed,
            records: self.records,
            threads: self.study.threads(),
            output: self.study.output(),
        }))
    }
}

/// Runs a sweep and writes its results, or works out one part of it.
pub(super) fn sweep(args: &SweepArgs) -> Result<(), Failed> {
    let quiet = args.study.quiet();
    let request = args.request()?;
    match args.study.shard()? {
        Some(shard) => part(&request, shard, quiet),
        None => whole_study(&request, quiet),
    }
}

//! `sortie run`.

use std::num::NonZeroU64;

use clap::Args;

use crate::app::{
    self, ComparisonBasis, RunOutcome, RunRequest, ScenarioSource, StudyRequest, UncertainRequest,
};
use crate::report::words::grouped;
use crate::study::Study;

use super::finished::{START, conclude, part, whole_study};
use super::progress::Terminal;
use super::shared_args::{StudyArgs, UncertainArgs};
use super::{Failed, Source, complain, interrupt};

/// Arguments of `sortie run`.
#[derive(Clone, Debug, Args)]
pub(super) struct RunArgs {
    #[command(flatten)]
    source: Source,
    /// How many replications [default: the scenario's]
    #[arg(short = 'n', long, value_name = "N", allow_negative_numbers = true, value_parser = super::number::at_least(1))]
    replications: Option<u64>,
    /// Write all incidents to incidents.parquet, and a row of each replication to
    /// replications.parquet
    #[arg(long, conflicts_with = "uncertain")]
    records: bool,
    /// Print how fast the simulation ran
    #[arg(long, conflicts_with = "uncertain")]
    timings: bool,
    #[command(flatten)]
    uncertain: UncertainArgs,
    #[command(flatten)]
    pub study: StudyArgs,
}

impl RunArgs {
    /// What is asked for.
    pub(super) fn request(&self) -> StudyRequest {
        let source = self.source.request();
        let replications = self.replications.and_then(NonZeroU64::new);
        let Some(assumptions) = self.uncertain.assumptions() else {
            return StudyRequest::Run(RunRequest {
                source,
                replications,
                seed: self.study.seed,
                threads: self.study.threads(),
                records: self.records,
                output: self.study.output(),
            });
        };
        let basis = ComparisonBasis {
            source: ScenarioSource {
                policy: None,
                ..source.clone()
            },
            policies: Vec::new(),
            baseline: source.policy,
            seed: self.study.seed,
            threads: self.study.threads(),
            output: self.study.output(),
            ..ComparisonBasis::new("")
        };
        StudyRequest::Uncertain(UncertainRequest {
            basis,
            alone: true,
            assumptions,
            points: self.uncertain.points(),
            replications,
            worthwhile: Vec::new(),
        })
    }
}

/// Runs a scenario and writes its results, or works out one part of it.
pub(super) fn run(args: &RunArgs) -> Result<(), Failed> {
    let quiet = args.study.quiet();
    let request = args.request();
    if let Some(shard) = args.study.shard()? {
        return part(&request, shard, quiet);
    }
    let mut watch = Terminal::new(quiet);
    let request = match request {
        StudyRequest::Run(request) => request,
        other => return whole_study(&other, quiet),
    };
    let finished = app::run(&request, interrupt::watch(), &mut watch)?;
    let concluded = conclude(&finished, RunOutcome::plain, START, quiet);
    if args.timings {
        complain(&timings(&finished.results.study));
    }
    concluded
}

fn timings(study: &Study) -> String {
    let seconds = study.elapsed.as_secs_f64().max(1e-9);
    let rate = |count: u64| grouped((count as f64 / seconds) as u64);
    format!(
        "timings: {seconds:.3} s simulating; {} events, {} incidents, {} replications a second",
        rate(study.pooled.events),
        rate(study.pooled.all_incidents),
        rate(study.replications)
    )
}

//! `sortie run`.

use std::num::NonZeroU64;

use clap::Args;

use crate::app::{self, ComparisonBasis, RunOutcome, RunRequest, ScenarioSource, UncertainRequest};
use crate::report::kept::Redraw;
use crate::report::words::grouped;
use crate::study::{Shard, Study};

use super::finished::{START, conclude};
use super::progress::Terminal;
use super::shared_args::{StudyArgs, UNCERTAIN_START, UncertainArgs};
use super::{Failed, Source, complain, interrupt, say};

/// Arguments of `sortie run`.
#[derive(Clone, Debug, Args)]
pub(super) struct RunArgs {
    #[command(flatten)]
    source: Source,
    /// How many replications [default: the scenario's]
    #[arg(short = 'n', long, value_name = "N", allow_negative_numbers = true, value_parser = super::number::at_least(1))]
    replications: Option<u64>,
    /// Write the incidents of all replications to incidents.parquet
    #[arg(long, conflicts_with = "uncertain")]
    records: bool,
    /// Run only one part, for example 3/16, here or on another machine; `sortie merge` joins the parts
    #[arg(long, value_name = "PART/PARTS", conflicts_with = "uncertain")]
    shard: Option<Shard>,
    /// Print how fast the simulation ran
    #[arg(long, conflicts_with = "uncertain")]
    timings: bool,
    #[command(flatten)]
    uncertain: UncertainArgs,
    #[command(flatten)]
    study: StudyArgs,
}

/// Runs a scenario and writes its results, or one part of it.
pub(super) fn run(args: &RunArgs) -> Result<(), Failed> {
    let request = RunRequest {
        source: args.source.request(),
        replications: args.replications.and_then(NonZeroU64::new),
        seed: args.study.seed,
        threads: args.study.threads(),
        records: args.records,
        output: args.study.output(),
    };
    let quiet = args.study.quiet();
    let mut watch = Terminal::new(quiet);
    let stop = interrupt::watch();
    if let Some(assumptions) = args.uncertain.assumptions() {
        let source = args.source.request();
        let basis = ComparisonBasis {
            source: ScenarioSource {
                policy: None,
                ..source.clone()
            },
            policies: Vec::new(),
            baseline: source.policy,
            seed: args.study.seed,
            threads: args.study.threads(),
            output: args.study.output(),
            ..ComparisonBasis::new("")
        };
        let request = UncertainRequest {
            basis,
            alone: true,
            assumptions,
            points: args.uncertain.points(),
            replications: args.replications.and_then(NonZeroU64::new),
            worthwhile: Vec::new(),
        };
        let finished = app::uncertain(&request, stop, &mut watch)?;
        return conclude(&finished, Redraw::plain, UNCERTAIN_START, quiet);
    }
    if let Some(shard) = args.shard {
        let done = app::run_shard(&request, shard, stop, &mut watch)?;
        if !quiet {
            say(&format!(
                "Part {shard}: {} of {} replications in {}\n\
                 join all {} parts with: sortie merge DIR…\n",
                grouped(done.part.end - done.part.start),
                grouped(done.replications),
                done.folder.display(),
                grouped(shard.of())
            ))?;
        }
        return Ok(());
    }
    let finished = app::run(&request, stop, &mut watch)?;
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

//! `sortie merge`.

use std::path::PathBuf;

use clap::Args;

use crate::app::{self, MergeRequest, Merged, RunOutcome};
use crate::report::kept::Redraw;

use super::finished::{COMPARISON_START, START, SWEEP_START, UNCERTAIN_START, conclude};
use super::progress::Terminal;
use super::shared_args::OutputArgs;
use super::{Failed, interrupt};

/// Arguments of `sortie merge`.
#[derive(Clone, Debug, Args)]
pub(super) struct MergeArgs {
    /// Folders that a command with --shard made: all parts of one study, in any order
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    #[command(flatten)]
    common: OutputArgs,
}

/// Joins the parts of a study to the results that one place would have made.
pub(super) fn merge(args: &MergeArgs) -> Result<(), Failed> {
    let request = MergeRequest {
        folders: args.folders.clone(),
        threads: args.common.threads(),
        output: args.common.output(),
    };
    let quiet = args.common.quiet;
    let merged = app::merge(&request, interrupt::watch(), &mut Terminal::new(quiet))?;
    match &merged {
        Merged::Run(it) => conclude(it, RunOutcome::plain, START, quiet),
        Merged::Compare(it) => conclude(it, Redraw::plain, COMPARISON_START, quiet),
        Merged::Uncertain(it) => conclude(it, Redraw::plain, UNCERTAIN_START, quiet),
        Merged::Sweep(it) => conclude(it, Redraw::plain, SWEEP_START, quiet),
    }
}

//! `sortie merge`.

use std::path::PathBuf;

use clap::Args;

use crate::app::{self, MergeRequest, RunOutcome};

use super::finished::{START, conclude};
use super::progress::Terminal;
use super::shared_args::OutputArgs;
use super::{Failed, interrupt};

/// Arguments of `sortie merge`.
#[derive(Clone, Debug, Args)]
pub(super) struct MergeArgs {
    /// Folders that `sortie run --shard` made: all parts of one run, in any order
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    #[command(flatten)]
    common: OutputArgs,
}

/// Joins the parts of a run to the results that one run would have made.
pub(super) fn merge(args: &MergeArgs) -> Result<(), Failed> {
    let request = MergeRequest {
        folders: args.folders.clone(),
        threads: args.common.threads(),
        output: args.common.output(),
    };
    let quiet = args.common.quiet;
    let finished = app::merge(&request, interrupt::watch(), &mut Terminal::new(quiet))?;
    conclude(&finished, RunOutcome::plain, START, quiet)
}

//! `sortie report`.

use std::path::PathBuf;

use clap::Args;

use crate::app;

use super::{Failed, say};

/// Arguments of `sortie report`.
#[derive(Clone, Debug, Args)]
pub(super) struct ReportArgs {
    /// A folder of results of `run`, `compare` or `sweep`, such as output/lithuania-2019
    #[arg(value_name = "RESULT_DIR")]
    folder: PathBuf,
    /// Put the files into this folder [default: the folder of the results]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

/// Writes and prints the summary of results again, without running again.
pub(super) fn report(args: &ReportArgs) -> Result<(), Failed> {
    let reported = app::report(&args.folder, args.out.as_deref())?;
    if args.quiet {
        return Ok(());
    }
    say(&reported.plain(super::width()))
}

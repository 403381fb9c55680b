//! `sortie report`.

use std::path::PathBuf;

use clap::Args;

use crate::report::kept::Kept;
use crate::report::results::ResultsError;

use super::{Failed, publish, say};

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
    let kept = Kept::open(&args.folder).map_err(|error| refused(&error))?;
    kept.report(args.out.as_deref())
        .map_err(|error| refused(&error))?;
    if args.quiet {
        return Ok(());
    }
    say(&kept.plain(super::width()))
}

/// Results that can't be taken up again are a wrong argument, the rest is a failure.
pub(super) fn refused(error: &ResultsError) -> Failed {
    match error {
        ResultsError::NoResults { .. } | ResultsError::Stale { .. } => {
            Failed::Usage(format!("error: {error}"))
        }
        // There is no --force here.
        ResultsError::Foreign { .. } => Failed::Usage(format!(
            "error: {error}\n  choose another folder with --out DIR"
        )),
        _ => publish::refused(error),
    }
}

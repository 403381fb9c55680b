//! `sortie report`.

use clap::Args;

use crate::app;

use super::shared_args::RedrawArgs;
use super::{Failed, say};

/// Arguments of `sortie report`.
#[derive(Clone, Debug, Args)]
pub(super) struct ReportArgs {
    #[command(flatten)]
    again: RedrawArgs,
}

/// Writes and prints the summary of results again, without running again.
pub(super) fn report(args: &ReportArgs) -> Result<(), Failed> {
    let reported = app::report(&args.again.request())?;
    if args.again.quiet {
        return Ok(());
    }
    say(&reported.plain(super::width()))
}

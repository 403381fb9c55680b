//! `sortie check`.

use clap::{Args, ValueEnum};

use crate::app::{self, Checked};
use crate::scenario::Report;

use super::{Failed, Source, complain_of, say};

/// Arguments of `sortie check`.
#[derive(Clone, Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    source: Source,
    /// How to print what is found
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How to print a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, with the text underlined.
    Text,
    /// For programs.
    Json,
}

/// Checks a scenario, with one policy or with each, and prints every mistake in it.
pub(super) fn check(args: &CheckArgs) -> Result<(), Failed> {
    let Checked { report, runs } = app::check(&args.source.request())?;
    match (args.format, runs) {
        (Format::Json, true) => say(&(report.to_json() + "\n")),
        (Format::Json, false) => {
            say(&(report.to_json() + "\n"))?;
            Err(Failed::SaidOfRequest)
        }
        (Format::Text, true) => {
            if !report.diagnostics().is_empty() {
                complain_of(&report);
            }
            say(&format!("{}: {}\n", args.source.scenario, verdict(&report)))
        }
        (Format::Text, false) => Err(report.into()),
    }
}

fn verdict(report: &Report) -> &'static str {
    if report.diagnostics().is_empty() {
        "no mistakes"
    } else {
        "it can be run; see the warnings above"
    }
}

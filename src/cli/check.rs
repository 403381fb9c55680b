//! `sortie check`.

use clap::{Args, ValueEnum};

use crate::scenario;

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
    let overlays = args.source.request().split()?;
    let source = &args.source;
    let opened = match &source.policy {
        Some(policy) => scenario::open_with(&source.scenario, Some(policy), &overlays),
        None => scenario::check_opened(&source.scenario, &overlays),
    };
    let (report, fine) = match opened {
        Ok(loaded) => (loaded.warnings, true),
        Err(report) => (report, false),
    };
    match (args.format, fine) {
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

fn verdict(report: &scenario::Report) -> &'static str {
    if report.diagnostics().is_empty() {
        "no mistakes"
    } else {
        "it can be run; see the warnings above"
    }
}

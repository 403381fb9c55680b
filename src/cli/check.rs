//! `sortie check`.

use clap::{Args, ValueEnum};

use crate::app::{self, Checked, Forecast};
use crate::report::words::decimal;
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
    let checked = app::check(&args.source.request())?;
    let runs = checked.runs();
    let Checked { report, forecast } = checked;
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
            say(&format!("{}: {}\n", args.source.scenario, verdict(&report)))?;
            forecast.map_or(Ok(()), |forecast| say(&foretold(&forecast)))
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

/// What can be said before a run, a line each.
fn foretold(forecast: &Forecast) -> String {
    let mut text = String::new();
    if let Some(found) = &forecast.reproduction {
        text.push_str(&format!(
            "Consequences: one incident leads to {} more if teams come at once,\n              \
             to {} without response; from 1 on they multiply\n",
            decimal(found.with_response.number, 2),
            decimal(found.without_response.number, 2)
        ));
    }
    for (teams, part) in &forecast.loads {
        text.push_str(&format!(
            "Offered load: at least {}% of what {} can do\n",
            decimal(100.0 * part, 1),
            teams.join(", ")
        ));
    }
    text
}

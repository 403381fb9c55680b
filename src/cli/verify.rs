//! `sortie verify`.

use clap::{Args, ValueEnum};
use serde::Serialize;

use crate::app::verify::FAR;
use crate::app::{self, Threads};
use crate::report::table::Table;
use crate::study::verify::Finding;

use super::failure::print_error;
use super::{Failed, say, width};

/// Arguments of `sortie verify`.
#[derive(Clone, Debug, Args)]
pub(super) struct VerifyArgs {
    /// Run every check this many times as long
    #[arg(long, value_name = "TIMES", default_value_t = 1, allow_negative_numbers = true, value_parser = super::number::between::<u64>(1, 1000))]
    effort: u64,
    /// Run the wide set too: 187 exact values in all instead of 58, in a minute or so
    #[arg(long)]
    all: bool,
    /// Worker threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N")]
    threads: Option<u16>,
    /// How to print what is found
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// How to print the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For the terminal.
    Text,
    /// For a document.
    Markdown,
    /// For programs.
    Json,
}

/// A line of the table, for programs.
#[derive(Serialize)]
struct Line {
    system: &'static str,
    what: &'static str,
    quantity: &'static str,
    source: &'static str,
    exact: f64,
    simulated: f64,
    standard_error: f64,
    z: f64,
}

/// Runs the systems whose behaviour is known, and says how near the simulation comes.
pub(super) fn verify(args: &VerifyArgs) -> Result<(), Failed> {
    let threads = args.threads.map_or(Threads::ALL, Threads::new);
    let verified = app::verify(args.all, args.effort, threads)?;
    let findings = &verified.findings;
    match args.format {
        Format::Text => {
            say(&table(findings).plain(width()))?;
            say(&width().prose(&format!(
                "\n{} exact values; the furthest is {:.1} standard errors off. Of so many, \
                 one in twenty is expected beyond 2.\n",
                findings.len(),
                verified.worst()
            )))?;
        }
        Format::Markdown => say(&table(findings).markdown())?,
        Format::Json => {
            let lines: Vec<Line> = findings.iter().map(line).collect();
            let text = serde_json::to_string_pretty(&lines);
            say(&(text.unwrap_or_default() + "\n"))?;
        }
    }
    if findings.len() < verified.known {
        print_error("some quantities could not be read");
    }
    let far = verified.far();
    if far > 0 {
        print_error(&format!(
            "{far} of {} are {FAR} standard errors or more off: don't trust this copy",
            verified.known
        ));
    }
    if verified.holds() {
        Ok(())
    } else {
        Err(Failed::SaidOfWork)
    }
}

fn line(found: &Finding) -> Line {
    let system = found.system;
    Line {
        system: &system.name,
        what: &system.what,
        quantity: &found.fact.quantity,
        source: &system.source,
        exact: found.fact.exact,
        simulated: found.simulated,
        standard_error: found.error,
        z: found.z(),
    }
}

fn table(findings: &[Finding]) -> Table {
    let mut table = Table::new(&["system: quantity", "exact", "simulated", "± error", "z"]);
    for found in findings {
        let system = found.system;
        table.row(vec![
            format!("{}: {}", system.what, found.fact.quantity),
            number(found.fact.exact),
            number(found.simulated),
            number(found.error),
            format!("{:+.2}", found.z()),
        ]);
    }
    table
}

/// Four digits that matter, as far as there are any.
fn number(value: f64) -> String {
    let digits = if value == 0.0 {
        0
    } else {
        (3.0 - value.abs().log10().floor()).clamp(0.0, 9.0) as usize
    };
    format!("{value:.digits$}")
}

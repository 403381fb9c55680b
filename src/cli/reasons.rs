//! `sortie reasons`.

use clap::{Args, ValueEnum};

use crate::app::{self, ReasonsRequest, Threads};

use super::progress::Terminal;
use super::{Failed, Source, interrupt, say};

/// Arguments of `sortie reasons`.
#[derive(Clone, Debug, Args)]
pub(super) struct ReasonsArgs {
    #[command(flatten)]
    source: Source,
    /// Replications to look at; each is run once as it is and once with each change
    #[arg(short = 'n', long, value_name = "N", default_value_t = 200, allow_negative_numbers = true, value_parser = super::number::at_least(1))]
    replications: u64,
    /// Root seed [default: the scenario's]
    #[arg(short, long, value_name = "S", allow_negative_numbers = true, value_parser = super::number::at_least(0))]
    seed: Option<u64>,
    /// A milestone or target by its id; may be given several times [default: all that were missed]
    #[arg(long, value_name = "ID")]
    of: Vec<String>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Worker threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = super::number::between::<u16>(1, 1024))]
    threads: Option<u16>,
}

/// How to print reasons.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Sentences and tables.
    Text,
    /// A row for each milestone or target and change.
    Csv,
}

/// Prints why milestones and targets were missed and what would have kept them.
pub(super) fn reasons(args: &ReasonsArgs) -> Result<(), Failed> {
    let request = ReasonsRequest {
        source: args.source.request(),
        replications: args.replications,
        seed: args.seed,
        of: args.of.clone(),
        threads: args.threads.map_or(Threads::ALL, Threads::new),
    };
    let mut watch = Terminal::new(true);
    let found = app::reasons(&request, interrupt::watch(), &mut watch)?;
    let text = match args.format {
        Format::Text => found.plain(super::width()),
        Format::Csv => found.csv(),
    };
    say(&text)
}

//! `sortie trace`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::app::{self, TraceFormat};
use crate::outcome::trace::Entry;
use crate::text;
use crate::text::Width;

use super::{Failed, Source, say};

/// Arguments of `sortie trace`.
#[derive(Clone, Debug, Args)]
pub(super) struct TraceArgs {
    #[command(flatten)]
    source: Source,
    /// Which replication
    #[arg(short, long, value_name = "K", default_value_t = 0, allow_negative_numbers = true, value_parser = super::number::at_least(0))]
    replication: u64,
    /// Root seed [default: the scenario's]
    #[arg(short, long, value_name = "S", allow_negative_numbers = true, value_parser = super::number::at_least(0))]
    seed: Option<u64>,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Print no log, but compare the history with this recorded one (of either format) and show
    /// the first difference
    #[arg(long, value_name = "FILE")]
    verify: Option<PathBuf>,
}

/// How to print a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// A line for people.
    Text,
    /// One JSON object a line.
    Jsonl,
}

impl From<Format> for TraceFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Text => Self::Text,
            Format::Jsonl => Self::Jsonl,
        }
    }
}

/// Prints or verifies the trace of one replication.
pub(super) fn trace(args: &TraceArgs) -> Result<(), Failed> {
    let trace = app::trace(&args.source.request(), args.replication, args.seed)?;
    if let Some(file) = &args.verify {
        let recorded = text::read(file, None)
            .map_err(|error| Failed::usage(format!("cannot read {}: {error}", file.display())))?;
        verify(&file.display().to_string(), &recorded, &trace.entries)?;
    } else {
        // In a file or a pipe each entry is a line, so that it can be verified.
        let width = match args.format {
            Format::Text => super::terminal_width(),
            Format::Jsonl => Width::UNLIMITED,
        };
        let format = TraceFormat::from(args.format);
        let mut text = String::new();
        for entry in &trace.entries {
            let line = format!("{}\n", format.line(entry));
            // Under the words, beside times and events.
            text.push_str(&width.hanging(&line, |_| 42));
        }
        say(&text)?;
    }
    match trace.failure {
        None => Ok(()),
        Some(failure) => Err(Failed::failure(format!(
            "replication {} failed: {failure}",
            args.replication
        ))),
    }
}

/// Says where a recorded trace and a history part, or that they do not.
fn verify(name: &str, recorded: &str, entries: &[Entry]) -> Result<(), Failed> {
    if let Some(parting) = app::parting(recorded, entries) {
        return Err(Failed::failure(format!(
            "the histories differ from line {} of {name} on\n  recorded: {}\n  replayed: {}",
            parting.line,
            parting.recorded.as_deref().unwrap_or("(the file ends)"),
            parting.replayed.as_deref().unwrap_or("(the history ends)")
        )));
    }
    say(&format!(
        "{name}: {} lines, the same history\n",
        entries.len()
    ))
}

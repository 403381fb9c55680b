//! `sortie trace`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::outcome::trace::{self, Entry};
use crate::text;
use crate::text::Width;
use crate::world::World;

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
    /// Run it again and stop at the first difference from this trace (of either format)
    #[arg(long, value_name = "FILE")]
    verify: Option<PathBuf>,
}

/// How to print a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for people.
    Text,
    /// One JSON object a line.
    Jsonl,
}

impl Format {
    fn line(self, entry: &Entry) -> String {
        match self {
            Self::Text => entry.text(),
            Self::Jsonl => text::json(serde_json::to_string(entry).unwrap_or_default()),
        }
    }
}

/// Prints or verifies the trace of one replication.
pub(super) fn trace(args: &TraceArgs) -> Result<(), Failed> {
    let document = args.source.load(true)?.document;
    let seed = args.seed.unwrap_or(document.seed);
    let world = World::compile(document);
    let trace = trace::trace(&world, seed, args.replication);
    if let Some(file) = &args.verify {
        let recorded = text::read(file, None).map_err(|error| {
            Failed::Usage(format!("error: cannot read {}: {error}", file.display()))
        })?;
        verify(&file.display().to_string(), &recorded, &trace.entries)?;
    } else {
        // In a file or a pipe each entry is a line, so that it can be verified.
        let width = match args.format {
            Format::Text => super::terminal_width(),
            Format::Jsonl => Width::UNLIMITED,
        };
        let mut text = String::new();
        for entry in &trace.entries {
            let line = format!("{}\n", args.format.line(entry));
            // Under the words, beside times and events.
            text.push_str(&width.hanging(&line, |_| 42));
        }
        say(&text)?;
    }
    match trace.failure {
        None => Ok(()),
        Some(failure) => Err(Failed::Run(format!(
            "error: replication {} failed: {failure}",
            args.replication
        ))),
    }
}

/// Compares line by line.
fn verify(name: &str, recorded: &str, entries: &[Entry]) -> Result<(), Failed> {
    let format = if recorded.trim_start().starts_with('{') {
        Format::Jsonl
    } else {
        Format::Text
    };
    let mut lines = recorded.lines();
    for (ix, entry) in entries.iter().enumerate() {
        let now = format.line(entry);
        let differs = |was: &str| {
            Failed::Run(format!(
                "error: the histories part at line {} of {name}\n  recorded: {was}\n  replayed: {now}",
                ix + 1
            ))
        };
        match lines.next() {
            Some(was) if was.trim_end() == now.trim_end() => {}
            Some(was) => return Err(differs(was)),
            None => return Err(differs("(the file ends)")),
        }
    }
    if let Some(was) = lines.find(|line| !line.trim().is_empty()) {
        return Err(Failed::Run(format!(
            "error: the histories part at line {} of {name}\n  recorded: {was}\n  replayed: (the history ends)",
            entries.len() + 1
        )));
    }
    say(&format!(
        "{name}: {} lines, the same history\n",
        entries.len()
    ))
}

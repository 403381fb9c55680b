//! `sortie replay`.

use std::path::PathBuf;

use clap::Args;

use crate::app::{self, TraceFormat};
use crate::text::Width;

use super::trace::Format;
use super::{Failed, complain, say};

/// Arguments of `sortie replay`.
#[derive(Clone, Debug, Args)]
pub(super) struct ReplayArgs {
    /// The journal of an exercise
    #[arg(value_name = "JOURNAL")]
    journal: PathBuf,
    /// How to print it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Prints the history of an exercise.
pub(super) fn replay(args: &ReplayArgs) -> Result<(), Failed> {
    let replayed = app::replay(&args.journal)?;
    if replayed.torn {
        complain(&format!(
            "{}: the last line broke off and is left out: nobody was told that it was done\n",
            args.journal.display()
        ));
    }
    let width = match args.format {
        Format::Text => super::terminal_width(),
        Format::Jsonl => Width::UNLIMITED,
    };
    let format = TraceFormat::from(args.format);
    let mut text = String::new();
    for entry in &replayed.trace.entries {
        let line = format!("{}\n", format.line(entry));
        text.push_str(&width.hanging(&line, |_| 42));
    }
    say(&text)?;
    match replayed.trace.failure {
        None => Ok(()),
        Some(failure) => Err(Failed::failure(failure.to_string())),
    }
}

//! The event log of one replication, and whether a recorded one is the same.

use crate::outcome::trace::{self, Entry, Trace};
use crate::text;
use crate::world::World;

use super::error::AppError;
use super::source::ScenarioSource;

/// How an entry of a trace is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TraceFormat {
    /// A line for people.
    Text,
    /// One JSON object a line.
    Jsonl,
}

impl TraceFormat {
    /// The format that a recorded trace is written in.
    fn of(recorded: &str) -> Self {
        if recorded.trim_start().starts_with('{') {
            Self::Jsonl
        } else {
            Self::Text
        }
    }

    /// An entry in this format, without a line's end.
    pub fn line(self, entry: &Entry) -> String {
        match self {
            Self::Text => entry.text(),
            Self::Jsonl => text::json(serde_json::to_string(entry).unwrap_or_default()),
        }
    }
}

/// Runs one replication and logs its events. A history that fails has a log, too: the trace says
/// how it ended.
///
/// # Errors
/// If the scenario has mistakes.
pub fn trace(
    source: &ScenarioSource,
    replication: u64,
    seed: Option<u64>,
) -> Result<Trace, AppError> {
    let document = source.load()?.document;
    let seed = seed.unwrap_or(document.seed);
    Ok(trace::trace(&World::compile(document), seed, replication))
}

/// Where two histories part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parting {
    /// The first line that differs, from 1.
    pub line: usize,
    /// What was recorded; `None` if the record ends before it.
    pub recorded: Option<String>,
    /// What happens now; `None` if the history ends before it.
    pub replayed: Option<String>,
}

/// Compares a recorded trace, of either format, with a history, line by line. Gives the first
/// difference.
pub fn parting(recorded: &str, entries: &[Entry]) -> Option<Parting> {
    let format = TraceFormat::of(recorded);
    let mut lines = recorded.lines();
    for (ix, entry) in entries.iter().enumerate() {
        let now = format.line(entry);
        let was = lines.next();
        if was.is_none_or(|was| was.trim_end() != now.trim_end()) {
            return Some(Parting {
                line: ix + 1,
                recorded: was.map(str::to_owned),
                replayed: Some(now),
            });
        }
    }
    let was = lines.find(|line| !line.trim().is_empty())?;
    Some(Parting {
        line: entries.len() + 1,
        recorded: Some(was.to_owned()),
        replayed: None,
    })
}

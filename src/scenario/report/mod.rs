//! All mistakes of one text, and the two ways to show them: for people (the text quoted and
//! underlined, in `annotated`) and as JSON for programs.

use std::fmt;
use std::io::IsTerminal;
use std::sync::Arc;

use serde::Serialize;

use super::code::{Code, Level};
use super::diagnostic::Diagnostic;
use crate::text;

mod annotated;
mod excerpt;

use excerpt::Lines;

/// Whether to colour what is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Letters alone.
    Plain,
    /// Terminal colours.
    Coloured,
}

impl Style {
    /// Colours if standard error is a terminal that can show them (`TERM` is not `dumb`) and
    /// `NO_COLOR` is not set (<https://no-color.org>).
    pub fn for_stderr() -> Self {
        let unwanted = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        if std::io::stderr().is_terminal() && !unwanted && !Self::dumb() {
            Self::Coloured
        } else {
            Self::Plain
        }
    }

    /// Whether the terminal says that it can't do more than print letters: then nothing is
    /// coloured, and nothing is drawn over. Without `TERM` a terminal is taken for an able one.
    pub fn dumb() -> bool {
        std::env::var_os("TERM").is_some_and(|term| term == "dumb")
    }
}

/// The mistakes of one text, in the order of the text.
#[derive(Clone, Debug)]
pub struct Report {
    source: String,
    text: Arc<str>,
    diagnostics: Vec<Diagnostic>,
}

impl Report {
    /// Puts mistakes in the order of the text. `source` is the file as named to the user.
    pub fn new(
        source: impl Into<String>,
        text: impl Into<Arc<str>>,
        mut diagnostics: Vec<Diagnostic>,
    ) -> Self {
        let place = |d: &Diagnostic| d.labels.first().map_or(0, |label| label.span.start);
        diagnostics.sort_by_key(|d| (place(d), d.code));
        diagnostics.dedup();
        Self {
            source: source.into(),
            text: text.into(),
            diagnostics,
        }
    }

    /// A report of one mistake.
    pub fn of(source: &str, text: &str, diagnostic: Diagnostic) -> Self {
        Self::new(source, text, vec![diagnostic])
    }

    /// The mistakes in the order of the text.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// The file as named to the user.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// True if there is nothing to say.
    pub const fn is_empty(&self) -> bool {
        self.diagnostics.is_empty()
    }

    /// How many of a level.
    pub fn count(&self, level: Level) -> usize {
        self.diagnostics
            .iter()
            .filter(|d| d.level() == level)
            .count()
    }

    /// True if any mistake stops the scenario.
    pub fn has_errors(&self) -> bool {
        self.count(Level::Error) > 0
    }

    /// Adds the mistakes of another reading of the same text.
    pub fn append(&mut self, more: impl IntoIterator<Item = Diagnostic>) {
        let mut all = std::mem::take(&mut self.diagnostics);
        all.extend(more);
        *self = Self::new(std::mem::take(&mut self.source), self.text.clone(), all);
    }

    /// Takes out the mistakes of some codes.
    pub(super) fn leave_out(&mut self, codes: &[Code]) {
        self.diagnostics.retain(|it| !codes.contains(&it.code));
    }

    /// `2 errors and 1 warning`.
    pub fn summary(&self) -> String {
        let plural = |n: usize, word: &str| match n {
            1 => format!("1 {word}"),
            n => format!("{n} {word}s"),
        };
        let errors = self.count(Level::Error);
        let warnings = self.count(Level::Warning);
        match (errors, warnings) {
            (0, 0) => "no mistakes".to_owned(),
            (errors, 0) => plural(errors, "error"),
            (0, warnings) => plural(warnings, "warning"),
            (errors, warnings) => {
                format!(
                    "{} and {}",
                    plural(errors, "error"),
                    plural(warnings, "warning")
                )
            }
        }
    }

    /// For programs: a JSON array, one object a mistake, lines and columns from 1 (columns
    /// in characters), `end_line` and `end_column` just after the last character.
    pub fn to_json(&self) -> String {
        let entries: Vec<JsonEntry<'_>> = self.json_entries();
        text::json(serde_json::to_string_pretty(&entries).unwrap_or_else(|_| "[]".to_owned()))
    }

    fn json_entries(&self) -> Vec<JsonEntry<'_>> {
        let lines = Lines::of(&self.text);
        self.diagnostics
            .iter()
            .map(|d| {
                let span = d
                    .labels
                    .first()
                    .map(|label| Lines::clamp(&self.text, &label.span));
                let from = span.as_ref().map(|s| lines.position(&self.text, s.start));
                let to = span.as_ref().map(|s| lines.position(&self.text, s.end));
                JsonEntry {
                    file: &self.source,
                    code: d.code.as_str(),
                    severity: d.level().name(),
                    message: &d.message,
                    label: d.labels.first().map_or("", |label| &label.text),
                    line: from.map(|p| p.0),
                    column: from.map(|p| p.1),
                    end_line: to.map(|p| p.0),
                    end_column: to.map(|p| p.1),
                    help: &d.help,
                }
            })
            .collect()
    }

    /// The codes of all mistakes, in the order of the text.
    pub fn codes(&self) -> Vec<Code> {
        self.diagnostics.iter().map(|d| d.code).collect()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(Style::Plain))
    }
}

impl std::error::Error for Report {}

#[derive(Serialize)]
struct JsonEntry<'a> {
    file: &'a str,
    code: &'a str,
    severity: &'a str,
    message: &'a str,
    label: &'a str,
    line: Option<usize>,
    column: Option<usize>,
    end_line: Option<usize>,
    end_column: Option<usize>,
    help: &'a [String],
}

//! A report for people: each mistake with its line of the text, underlined.

use std::fmt::Write;
use std::ops::Range;

use annotate_snippets::{AnnotationKind, Group, Level as Rank, Renderer, Snippet};

use super::super::code::Level;
use super::super::diagnostic::Diagnostic;
use super::excerpt::{Excerpt, Lines};
use super::{Report, Style};
use crate::text::{self, Width};

/// Mistakes shown to people; a program gets them all.
const SHOWN: usize = 100;

impl Report {
    /// For people: each mistake with its line quoted and underlined.
    pub fn render(&self, style: Style) -> String {
        self.render_within(style, Width::UNLIMITED)
    }

    /// The same with messages and helps folded between words, what goes on under their text.
    /// Quoted lines, and the labels beside them, are as wide as they are.
    pub fn render_within(&self, style: Style, width: Width) -> String {
        let renderer = match style {
            Style::Plain => Renderer::plain(),
            Style::Coloured => Renderer::styled(),
        };
        let lines = Lines::of(&self.text);
        let mut out = String::new();
        for diagnostic in self.diagnostics.iter().take(SHOWN) {
            out.push_str(&self.render_one(diagnostic, &lines, &renderer, width));
            out.push_str("\n\n");
        }
        let hidden = self.diagnostics.len().saturating_sub(SHOWN);
        if hidden > 0 {
            let _ = writeln!(out, "… and {hidden} more\n");
        }
        let gravest = self
            .diagnostics
            .iter()
            .find(|diagnostic| diagnostic.level() == Level::Error);
        if let Some(first) = gravest.or(self.diagnostics.first()) {
            let code = first.code;
            let _ = writeln!(out, "`sortie explain {code}` says more about {code}");
        }
        out
    }

    fn render_one(
        &self,
        diagnostic: &Diagnostic,
        lines: &Lines,
        renderer: &Renderer,
        width: Width,
    ) -> String {
        let level = diagnostic.level();
        let rank = match level {
            Level::Error => Rank::ERROR,
            Level::Warning => Rank::WARNING,
        };
        let code = diagnostic.code.as_str();
        // The renderer sets further lines under the first.
        let title = format!("{}[{code}]: ", level.name()).len();
        let title = width.beside(title, &quoted(&diagnostic.message));
        let mut group = Group::with_title(rank.primary_title(title).id(code));
        let spans: Vec<Range<usize>> = diagnostic
            .labels
            .iter()
            .map(|label| Lines::clamp(&self.text, &label.span))
            .collect();
        let mut moved = None;
        let mut digits = 0;
        if let Some(excerpt) = Excerpt::of(&self.text, lines, &spans) {
            let last = excerpt.first_line + excerpt.text.lines().count().saturating_sub(1);
            digits = last.to_string().len();
            let labels: Vec<String> = diagnostic
                .labels
                .iter()
                .map(|it| quoted(&it.text))
                .collect();
            let annotations = excerpt.spans.iter().zip(labels).enumerate();
            let snippet = Snippet::source(excerpt.text.into_owned())
                .path(text::line(&self.source).into_owned())
                .line_start(excerpt.first_line)
                .annotations(annotations.map(|(nth, (span, label))| {
                    let kind = if nth == 0 {
                        AnnotationKind::Primary
                    } else {
                        AnnotationKind::Context
                    };
                    kind.span(span.clone())
                        .label((!label.is_empty()).then_some(label))
                }));
            let path = text::line(&self.source).into_owned();
            if excerpt.cut
                && let Some(span) = spans.first()
            {
                // The renderer counts columns in what it is given.
                let (line, column) = lines.position(&self.text, span.start);
                let counted = excerpt.first_column + 1;
                moved = Some((
                    format!("{path}:{line}:{counted}"),
                    format!("{path}:{line}:{column}"),
                ));
            }
            group = group.element(snippet);
        }
        for help in &diagnostic.help {
            let help = width.beside(digits + " = help: ".len(), &quoted(help));
            group = group.element(Rank::HELP.message(help));
        }
        let shown = renderer.render(&[group]);
        match moved {
            Some((counted, meant)) => shown.replacen(&counted, &meant, 1),
            None => shown,
        }
    }
}

/// Words for one line of a terminal, cut in the middle if they quote at great length.
fn quoted(words: &str) -> String {
    const MOST: usize = 600;
    const TAIL: usize = 100;
    let safe = text::terminal(words);
    let length = safe.chars().count();
    if length <= MOST {
        return safe.into_owned();
    }
    let head: String = safe.chars().take(MOST - TAIL).collect();
    let tail: String = safe.chars().skip(length - TAIL).collect();
    format!("{head} … {tail}")
}

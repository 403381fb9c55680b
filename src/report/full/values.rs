//! Values of a scenario as a report says them.

use crate::report::language::Language;
use crate::report::page::prose::{Number, Prose};
use crate::report::words::{bare, grouped};
use crate::scenario::document::Document;
use crate::scenario::time::{Instant, Span};

/// A number of the scenario.
pub(in crate::report) fn number(value: f64) -> Prose {
    Number::of_scenario(bare(value)).into()
}

/// A count of the scenario.
pub(in crate::report) fn count(value: usize) -> Prose {
    Number::of_scenario(grouped(value as u64)).into()
}

/// A share of the scenario in per cent.
pub(in crate::report) fn percent(share: f64) -> Prose {
    Prose::unit(Number::of_scenario(bare(share * 100.0)), "%")
}

/// A day and the time of that day: `3 March 2019, 20:15`.
pub(in crate::report) fn when(document: &Document, at: Instant, language: Language) -> Prose {
    let day = language.date(document.calendar.local(at).date());
    format!("{day}, {}", clock(document, at)).into()
}

/// The time of a day: `20:15`.
pub(in crate::report) fn clock(document: &Document, at: Instant) -> String {
    let local = document.calendar.local(at);
    local.strftime("%H:%M").to_string()
}

/// A length of time as people give it: whole hours up to three days, else as it is.
pub(in crate::report) fn span(span: Span) -> Prose {
    let hours = span.hours();
    let (value, sign) = match hours {
        none if none <= 0.0 => (0.0, " h"),
        short if short < 1.0 / 60.0 => (short * 3600.0, " s"),
        some if some < 1.0 => (some * 60.0, " min"),
        many if many <= 72.0 => (many, " h"),
        days => (days / 24.0, " d"),
    };
    Prose::unit(Number::of_scenario(bare(value)), sign)
}

/// The first few of some words, and how many more there are.
pub(in crate::report) fn few(mut all: Vec<Prose>, most: usize) -> Prose {
    let left = all.len().saturating_sub(most);
    all.truncate(most);
    let mut said = Prose::join(all, ", ");
    if left > 0 {
        said.push(", … (+");
        said.push(count(left));
        said.push(")");
    }
    said
}

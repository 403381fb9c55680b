//! `freeze` of a roster: no changeovers around election days.

use jiff::Span as JiffSpan;

use super::super::code::Code;
use super::super::document::Mode;
use super::super::reader::{Block, Cx, Field};
use super::super::schema;
use super::super::time::Instant;
use super::super::unit::{CalendarSpan, calendar_span};

/// Windows in which no changeover may lie.
#[derive(Debug, Default)]
pub(super) struct Freeze {
    /// Begin and end of each, in order of time, apart from each other.
    windows: Vec<(Instant, Instant)>,
    /// Changeovers go to the beginning of a window instead of its end.
    advance: bool,
}

impl Freeze {
    /// The windows.
    pub(super) fn into_windows(self) -> Vec<(Instant, Instant)> {
        self.windows
    }

    /// Where a changeover goes. One on the very edge of a window stays.
    pub(super) fn moved(&self, at: Instant) -> Instant {
        let next = self.windows.partition_point(|(_, to)| *to <= at);
        match self.windows.get(next) {
            Some((from, to)) if *from < at => {
                if self.advance {
                    *from
                } else {
                    *to
                }
            }
            _ => at,
        }
    }
}

impl<'t> Cx<'t> {
    /// `freeze`: windows from so many days before each election day until so many after it.
    pub(super) fn read_freeze(&mut self, block: &Block<'t>, mode: Mode) -> Freeze {
        let mut freeze = Freeze::default();
        let Some(field) = block.get("freeze") else {
            return freeze;
        };
        let Some(inner) = self.block(field, &schema::FREEZE) else {
            return freeze;
        };
        let rules = ["postpone", "advance"];
        let rule = inner.get("rule").and_then(|f| self.word(f, &rules));
        freeze.advance = rule == Some(1);
        let errors = self.errors();
        let mut days = |key| {
            let field = inner.get(key);
            field.map_or(Some(CalendarSpan::default()), |f| {
                self.whole_days(f, Code::BadFreeze)
            })
        };
        let (Some(before), Some(after)) = (days("before"), days("after")) else {
            return freeze;
        };
        let none = CalendarSpan::default();
        if (before, after) == (none, none) && self.errors() == errors {
            let message = "this freeze has no days: no changeover can fall into it";
            self.report(Code::BadFreeze, field.place(), message)
                .help("like freeze = { before = \"14d\", after = \"2d\", rule = \"postpone\" }");
            return freeze;
        }
        if self.elections.is_empty() && mode == Mode::Rotating {
            self.idle_key(field.place(), "freeze", "the scenario has no election");
        }
        if !self.clock_known() {
            return freeze;
        }
        let election_days: Vec<jiff::civil::Date> = self
            .elections
            .iter()
            .flatten()
            .map(|times| times.date)
            .collect();
        let windows = election_days.into_iter().filter_map(|day| {
            let from = day.checked_sub(span(before, 0)?).ok()?;
            let to = day.checked_add(span(after, 1)?).ok()?;
            Some((self.midnight(from)?, self.midnight(to)?))
        });
        freeze.windows = merged(windows.collect());
        let covers = |(from, to): &(Instant, Instant)| *from <= Instant::START && self.end <= *to;
        if mode == Mode::Rotating && freeze.windows.iter().any(covers) {
            let message = "the freeze covers the whole scenario: nobody ever takes over";
            self.report(Code::FreezeCovers, field.place(), message)
                .help("freeze fewer days, or write mode = \"permanent\"");
        }
        freeze
    }

    /// A number of whole days, or months.
    pub(super) fn whole_days(&mut self, field: Field<'t>, code: Code) -> Option<CalendarSpan> {
        let Some(text) = field.value.as_str() else {
            // Reports a bare number or a wrong type like any other duration.
            self.millis(field);
            return None;
        };
        match calendar_span(text) {
            Ok(span) if span.millis == 0.0 => Some(span),
            Ok(_) => {
                let message = format!("`{text}` is not a number of whole days");
                self.report(code, field.place(), message)
                    .help("changeovers happen at midnight: write \"14d\"");
                None
            }
            Err(flaw) => {
                self.report_flaw(field, flaw);
                None
            }
        }
    }
}

fn span(length: CalendarSpan, more: i64) -> Option<JiffSpan> {
    let span = JiffSpan::new().try_months(length.months).ok()?;
    span.try_days(i64::from(length.days) + more).ok()
}

/// Windows that overlap or touch become one.
fn merged(mut windows: Vec<(Instant, Instant)>) -> Vec<(Instant, Instant)> {
    windows.sort_unstable();
    let mut merged: Vec<(Instant, Instant)> = Vec::new();
    for (from, to) in windows {
        match merged.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => merged.push((from, to)),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changeover_within_a_window_goes_to_an_edge_of_it() {
        let at = |hours: [i64; 2]| (Instant(hours[0]), Instant(hours[1]));
        let windows = merged(vec![at([20, 30]), at([5, 10]), at([8, 12]), at([12, 15])]);
        assert_eq!(windows, [at([5, 15]), at([20, 30])]);
        let mut freeze = Freeze {
            windows,
            advance: false,
        };
        let moved =
            |freeze: &Freeze| [4, 5, 6, 14, 15, 17, 21, 40].map(|at| freeze.moved(Instant(at)).0);
        assert_eq!(moved(&freeze), [4, 5, 15, 15, 15, 17, 30, 40]);
        freeze.advance = true;
        assert_eq!(moved(&freeze), [4, 5, 5, 5, 15, 17, 20, 40]);
    }
}

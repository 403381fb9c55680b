//! `[[roster]]`: whose turn it is, and from when.

use jiff::Span as JiffSpan;
use jiff::civil::{Date, Time};

use super::super::code::Code;
use super::super::document::{NationIx, Roster, ShiftStart};
use super::super::ids::Thing;
use super::super::reader::{Block, Cx, Field};
use super::super::schema;
use super::super::time::Instant;
use super::super::unit::{CalendarSpan, calendar_span};

impl<'t> Cx<'t> {
    /// `[[roster]]`.
    pub fn read_rosters(&mut self) -> Vec<Roster> {
        let list = self.top("roster");
        self.read_all(list, Thing::Roster, &schema::ROSTER, |cx, block, ix| {
            let id = Self::id_of(block, ix);
            cx.check_modes(block);
            // A nation may have several turns in a round, so repeats are no mistake here.
            let entries = cx.one_or_many(block.get("nations"));
            if entries.is_empty() && block.get("nations").is_some_and(|f| f.value.is_array()) {
                let message = "a roster needs at least one nation";
                cx.report(Code::EmptyList, block.place_of("nations"), message)
                    .help("like nations = [\"NL\", \"LT\"], in order of rotation");
            }
            let nations: Vec<NationIx> = entries
                .into_iter()
                .filter_map(|entry| cx.refer(entry, Thing::Nation))
                .map(NationIx::from)
                .collect();
            let lead = block.get("lead").and_then(|f| cx.refer(f, Thing::Nation));
            let errors = cx.errors();
            let seats = match block.get("seats") {
                Some(field) => cx.skill_counts(field),
                None => Vec::new(),
            };
            if seats.is_empty() && block.has("seats") && cx.errors() == errors {
                let message = "a roster needs at least one seat";
                cx.report(Code::EmptyList, block.place_of("seats"), message)
                    .help("like seats = { forensics = 2, network = 1 }");
            }
            let shifts = cx.read_shifts(block, &nations);
            Roster {
                nations,
                lead: lead.map(NationIx::from),
                seats,
                shifts,
                id,
            }
        })
    }

    fn check_modes(&mut self, block: &Block<'t>) {
        let mut check = |key: &str, words: &[&'static str]| {
            if let Some(field) = block.get(key)
                && let Some(ix) = self.word(field, words)
                && ix > 0
            {
                self.not_yet(field.place(), &format!("`{key} = \"{}\"`", words[ix]));
            }
        };
        check("mode", &["rotating", "permanent", "on-call"]);
        check("on_change", &["finish", "transfer", "pause"]);
    }

    fn read_period(&mut self, field: Field<'t>) -> Option<CalendarSpan> {
        let Some(text) = field.value.as_str() else {
            // Reports a bare number or a wrong type like any other duration.
            self.millis(field);
            return None;
        };
        let period = match calendar_span(text) {
            Ok(period) => period,
            Err(flaw) => {
                self.report_flaw(field, flaw);
                return None;
            }
        };
        if period.millis > 0.0 || (period.months, period.days) == (0, 0) {
            let message = format!("`{text}` is not a number of whole days or months");
            self.report(Code::BadPeriod, field.place(), message).help(
                "changeovers happen at midnight: write \"6 months\", \"1 year\" or \"14 days\"",
            );
            return None;
        }
        Some(period)
    }

    fn read_shifts(&mut self, block: &Block<'t>, nations: &[NationIx]) -> Vec<ShiftStart> {
        let period = block
            .get("period")
            .and_then(|field| self.read_period(field));
        let first_day = match block.get("first_day") {
            Some(field) => self
                .stamp(field)
                .map(|stamp| self.zone.to_datetime(stamp).date()),
            None => self.start.map(|start| self.zone.to_datetime(start).date()),
        };
        let (Some(period), Some(first_day)) = (period, first_day) else {
            return Vec::new();
        };
        if !self.clock_known() {
            return Vec::new();
        }
        let begins = self.midnight(first_day);
        if begins.is_some_and(|at| at >= self.end) {
            let message = "the roster begins after the scenario has ended";
            self.report(Code::FirstDayLate, block.place_of("first_day"), message)
                .help("write a day before the scenario's `end`");
            return Vec::new();
        }
        if nations.is_empty() {
            return Vec::new();
        }
        let start = self.calendar.local(Instant::START).date();
        let mut number = shift_in_force(first_day, period, start);
        let mut shifts = Vec::new();
        while let Some(from) = shift_day(first_day, period, number).and_then(|d| self.midnight(d)) {
            if from >= self.end {
                break;
            }
            shifts.push(ShiftStart {
                from,
                rotating: nations[number as usize % nations.len()],
                number,
            });
            number += 1;
        }
        // Midnight of the start's day may lie after the start only when there is no midnight.
        while shifts.len() > 1 && shifts[1].from <= Instant::START {
            shifts.remove(0);
        }
        shifts
    }

    /// Local midnight as an instant; where clocks skip midnight, the first moment of the day.
    fn midnight(&self, day: Date) -> Option<Instant> {
        let stamp = self.zone.to_timestamp(day.to_datetime(Time::midnight()));
        stamp.ok().map(|stamp| self.calendar.instant(stamp))
    }
}

/// The first day of a shift, computed from the roster's first day and not from the shift
/// before, so that a roster that begins on the 31st doesn't drift to the 28th.
fn shift_day(first_day: Date, period: CalendarSpan, number: u32) -> Option<Date> {
    let number = i64::from(number);
    let span = JiffSpan::new()
        .try_months(i64::from(period.months) * number)
        .and_then(|span| span.try_days(i64::from(period.days) * number))
        .ok()?;
    first_day.checked_add(span).ok()
}

/// The number of the last shift that begins on or before a day; 0 if none has yet.
fn shift_in_force(first_day: Date, period: CalendarSpan, day: Date) -> u32 {
    let begun =
        |number: u32| shift_day(first_day, period, number).is_some_and(|begins| begins <= day);
    if !begun(1) {
        return 0;
    }
    let (mut begun_at, mut not_yet) = (1_u32, 2_u32);
    while begun(not_yet) {
        begun_at = not_yet;
        not_yet *= 2;
    }
    while not_yet - begun_at > 1 {
        let middle = begun_at + (not_yet - begun_at) / 2;
        if begun(middle) {
            begun_at = middle;
        } else {
            not_yet = middle;
        }
    }
    begun_at
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn months_are_counted_from_the_first_day() {
        let month = CalendarSpan {
            months: 1,
            ..CalendarSpan::default()
        };
        let first = day("2019-01-31");
        assert_eq!(shift_day(first, month, 1), Some(day("2019-02-28")));
        assert_eq!(shift_day(first, month, 2), Some(day("2019-03-31")));
        assert_eq!(shift_day(first, month, 3), Some(day("2019-04-30")));
    }

    #[test]
    fn the_shift_in_force_is_the_last_begun() {
        let half_year = CalendarSpan {
            months: 6,
            ..CalendarSpan::default()
        };
        let first = day("2018-01-01");
        for (at, number) in [
            ("2017-05-01", 0),
            ("2018-01-01", 0),
            ("2018-06-30", 0),
            ("2018-07-01", 1),
            ("2019-01-01", 2),
            ("2024-12-31", 13),
        ] {
            assert_eq!(shift_in_force(first, half_year, day(at)), number, "{at}");
        }
    }
}

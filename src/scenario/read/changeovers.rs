//! When a roster's seats change hands, and whose turn it is then.

use jiff::Span as JiffSpan;
use jiff::civil::Date;

use super::super::anchor::day_begins;
use super::super::code::Code;
use super::super::document::{Mode, NationIx, ShiftStart};
use super::super::ids::Thing;
use super::super::reader::{Block, Cx, Field};
use super::super::schema;
use super::super::time::{Instant, Span};
use super::super::unit::{CalendarSpan, calendar_span};
use super::rosters::Crew;

/// Changeovers times nations, of all rosters.
const MOST_TURNS: usize = 20_000_000;

/// The dates of a roster before any freeze.
pub(super) enum Dates<'d> {
    /// By period: the first day, the period, the groups of seats, the nations in turn.
    Periodic(Date, CalendarSpan, u32, &'d [NationIx]),
    /// As listed, in order of time.
    Listed(Vec<(Instant, NationIx)>),
}

impl<'t> Cx<'t> {
    /// The changeovers that matter within the horizon, in order of time.
    pub(super) fn read_changeovers(
        &mut self,
        block: &Block<'t>,
        crew: &Crew<'_>,
    ) -> Vec<ShiftStart> {
        let period = block
            .get("period")
            .and_then(|field| self.read_period(field));
        let first_day = match block.get("first_day") {
            Some(field) => self
                .stamp(field)
                .map(|stamp| self.zone.to_datetime(stamp).date()),
            None => self.start.map(|start| self.zone.to_datetime(start).date()),
        };
        let overlap = block
            .get("overlap")
            .and_then(|field| self.whole_days(field, Code::BadPeriod))
            .filter(|_| crew.mode == Mode::Rotating)
            .unwrap_or_default();
        let dates = match block.get("shifts") {
            _ if crew.mode != Mode::Rotating => {
                let first = first_day.and_then(|day| self.midnight(day));
                first
                    .zip(crew.nations.first())
                    .map(|(from, nation)| Dates::Listed(vec![(from, *nation)]))
            }
            Some(field) => self.listed(field, crew).map(Dates::Listed),
            None => {
                if !block.has("period") {
                    self.no_calendar(block);
                }
                let periodic = period.zip(first_day).filter(|_| !crew.nations.is_empty());
                periodic
                    .map(|(period, day)| Dates::Periodic(day, period, crew.stagger, crew.nations))
            }
        };
        let Some(dates) = dates else {
            return Vec::new();
        };
        if !self.clock_known() {
            return Vec::new();
        }
        let first = self.date_of(&dates, 0).map(|(from, _)| from);
        if first.is_some_and(|at| at >= self.end) {
            let message = "the roster begins after the scenario has ended";
            let key = if matches!(dates, Dates::Listed(_)) && block.has("shifts") {
                "shifts"
            } else {
                "first_day"
            };
            self.report(Code::FirstDayLate, block.place_of(key), message)
                .help("write a day before the scenario's `end`");
            return Vec::new();
        }
        if let Dates::Periodic(_, period, groups, nations) = &dates
            && self.too_many_turns(block, *period, *groups, nations.len())
        {
            return Vec::new();
        }
        let moved = |number: u32| {
            let (from, nation) = self.date_of(&dates, number)?;
            // The first day is no changeover, and none comes before it.
            let from = if number == 0 {
                from
            } else {
                crew.freeze.moved(from)
            };
            Some((first.map_or(from, |first| from.max(first)), nation))
        };
        let groups = if crew.mode == Mode::Rotating {
            crew.stagger
        } else {
            1
        };
        let mut steps = self.in_horizon(&dates, groups, moved);
        if overlap != CalendarSpan::default() {
            self.learn_alongside(&mut steps, overlap, moved);
            self.check_overlap(block, &dates, overlap, &steps);
        }
        steps
    }

    /// Whether the rosters read so far have more changeovers than can be checked.
    fn too_many_turns(
        &mut self,
        block: &Block<'t>,
        period: CalendarSpan,
        groups: u32,
        nations: usize,
    ) -> bool {
        // A period has at least so many days, and each changeover is filled from all nations.
        let days = i64::from(period.months) * 28 + i64::from(period.days);
        let periods = (self.end - Instant::START).0 / (days * Span::DAY.0) + 2;
        let changeovers = periods as usize * groups as usize;
        let before = self.turns;
        self.turns = before.saturating_add(changeovers.saturating_mul(nations + 1));
        if self.turns > MOST_TURNS && before <= MOST_TURNS {
            let message = "the rosters of this scenario have more shifts than can be checked";
            self.report(Code::TooLarge, block.place_of("period"), message)
                .help("write a longer period, or end the scenario earlier");
        }
        self.turns > MOST_TURNS
    }

    /// From the changeovers that put those on duty who serve at the start, up to the end.
    fn in_horizon(
        &self,
        dates: &Dates<'_>,
        groups: u32,
        moved: impl Fn(u32) -> Option<(Instant, NationIx)>,
    ) -> Vec<ShiftStart> {
        let begun = |number| moved(number).is_some_and(|(from, _)| from <= Instant::START);
        let mut current = match dates {
            Dates::Periodic(first_day, period, groups, _) => {
                let start = self.calendar.local(Instant::START).date();
                step_in_force(*first_day, *period, *groups, start)
            }
            Dates::Listed(_) => 0,
        };
        while current > 0 && !begun(current) {
            current -= 1;
        }
        while begun(current + 1) {
            current += 1;
        }
        let mut number = current.saturating_sub(groups - 1);
        let mut steps: Vec<ShiftStart> = Vec::new();
        while let Some((from, rotating)) = moved(number) {
            if from >= self.end {
                break;
            }
            let group = (groups > 1 && number > 0).then(|| (number - 1) % groups);
            // Of several changeovers of the same seats at one instant the last one counts.
            let mut at_once = steps.len();
            while at_once > 0 && steps[at_once - 1].from == from {
                at_once -= 1;
                if group.is_none() || steps[at_once].group == group {
                    steps.remove(at_once);
                }
            }
            steps.push(ShiftStart {
                from,
                alongside: from,
                rotating,
                number,
                group,
            });
            number += 1;
        }
        steps
    }

    /// The date of a changeover, and whose turn it is then.
    pub(super) fn date_of(&self, dates: &Dates<'_>, number: u32) -> Option<(Instant, NationIx)> {
        match dates {
            Dates::Periodic(first_day, period, groups, nations) => {
                let day = step_day(*first_day, *period, *groups, number)?;
                let nation = nations[number as usize % nations.len()];
                Some((self.midnight(day)?, nation))
            }
            Dates::Listed(list) => list.get(number as usize).copied(),
        }
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

    /// `shifts`: dates and nations.
    fn listed(&mut self, field: Field<'t>, crew: &Crew<'_>) -> Option<Vec<(Instant, NationIx)>> {
        let errors = self.errors();
        let entries = self.blocks(Some(field), &schema::SHIFT);
        if entries.is_empty() && field.value.is_array() {
            let message = "`shifts` names no shift";
            self.report(Code::EmptyList, field.place(), message)
                .help("like [{ from = \"2019-01-01\", nation = \"NL\" }]");
        }
        let mut found: Vec<(Instant, NationIx)> = Vec::new();
        let mut before: Option<(Instant, Field<'t>)> = None;
        for entry in entries.into_iter().flatten() {
            let nation = entry.get("nation").and_then(|field| {
                let nation = NationIx::from(self.refer(field, Thing::Nation)?);
                if !crew.nations.contains(&nation) && crew.lead != Some(nation) {
                    let id = field.value.as_str().unwrap_or_default();
                    let message = format!("`{id}` has a shift, but is not in the roster");
                    self.report(Code::ShiftNation, field.place(), message)
                        .help("add it to the `nations` of the roster");
                }
                Some(nation)
            });
            let Some(from) = entry.get("from") else {
                continue;
            };
            let Some(at) = self.instant(from) else {
                continue;
            };
            if let Some((earlier, place)) = before
                && at <= earlier
            {
                let message = "this shift doesn't begin after the one before it";
                self.report(Code::ShiftsOrder, from.place(), message)
                    .also(place.place(), "the one before it")
                    .help("list shifts in order of time, each with a day of its own");
            }
            before = Some((at, from));
            found.extend(nation.map(|nation| (at, nation)));
        }
        (self.errors() == errors).then_some(found)
    }

    /// Local midnight as an instant; where clocks skip midnight, the first moment of the day.
    pub(super) fn midnight(&self, day: Date) -> Option<Instant> {
        day_begins(&self.zone, day).map(|stamp| self.calendar.instant(stamp))
    }
}

/// A day that lies some number of periods after another.
fn after(day: Date, period: CalendarSpan, number: u32) -> Option<Date> {
    let number = i64::from(number);
    let span = JiffSpan::new()
        .try_months(i64::from(period.months) * number)
        .and_then(|span| span.try_days(i64::from(period.days) * number))
        .ok()?;
    day.checked_add(span).ok()
}

/// The day of a changeover, computed from the roster's first day and not from the changeover
/// before, so that a roster that begins on the 31st doesn't drift to the 28th.
///
/// With several groups of seats there are as many changeovers in a period. A period of months
/// that groups divide is parted into months; any other into whole days, rounded down.
fn step_day(first_day: Date, period: CalendarSpan, groups: u32, number: u32) -> Option<Date> {
    let parts = groups.max(1);
    let of = |whole: i32| whole / parts as i32;
    let part = CalendarSpan {
        months: of(period.months),
        days: of(period.days),
        millis: 0.0,
    };
    let even = |whole: i32| of(whole) * parts as i32 == whole;
    if even(period.months) && even(period.days) {
        return after(first_day, part, number);
    }
    let (periods, rest) = (number / parts, number % parts);
    let begins = after(first_day, period, periods)?;
    if rest == 0 {
        return Some(begins);
    }
    let ends = after(first_day, period, periods + 1)?;
    let days = i64::from((ends - begins).get_days()) * i64::from(rest) / i64::from(parts);
    begins
        .checked_add(JiffSpan::new().try_days(days).ok()?)
        .ok()
}

/// The number of the last changeover on or before a day; 0 if there has been none.
fn step_in_force(first_day: Date, period: CalendarSpan, groups: u32, day: Date) -> u32 {
    let begun = |number: u32| {
        step_day(first_day, period, groups, number).is_some_and(|begins| begins <= day)
    };
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

    fn months(months: i32) -> CalendarSpan {
        CalendarSpan {
            months,
            ..CalendarSpan::default()
        }
    }

    #[test]
    fn months_are_counted_from_the_first_day() {
        let first = day("2019-01-31");
        for (number, expected) in [(1, "2019-02-28"), (2, "2019-03-31"), (3, "2019-04-30")] {
            assert_eq!(step_day(first, months(1), 1, number), Some(day(expected)));
        }
        // A leap day has its day in leap years alone.
        let leap = day("2020-02-29");
        for (number, expected) in [(1, "2021-02-28"), (3, "2023-02-28"), (4, "2024-02-29")] {
            assert_eq!(step_day(leap, months(12), 1, number), Some(day(expected)));
        }
    }

    #[test]
    fn a_period_is_parted_into_months_or_else_into_days() {
        let first = day("2019-01-01");
        let days = |groups| -> Vec<Option<Date>> {
            (1..=3)
                .map(|number| step_day(first, months(6), groups, number))
                .collect()
        };
        let expected = ["2019-04-01", "2019-07-01", "2019-10-01"];
        assert_eq!(days(2), expected.map(|text| Some(day(text))));
        // 181 days in four parts: 45, 90, 135.
        let expected = ["2019-02-15", "2019-04-01", "2019-05-16"];
        assert_eq!(days(4), expected.map(|text| Some(day(text))));
        assert_eq!(step_day(first, months(6), 4, 4), Some(day("2019-07-01")));
    }

    #[test]
    fn the_shift_in_force_is_the_last_begun() {
        let first = day("2018-01-01");
        for (at, number) in [
            ("2017-05-01", 0),
            ("2018-01-01", 0),
            ("2018-06-30", 0),
            ("2018-07-01", 1),
            ("2019-01-01", 2),
            ("2024-12-31", 13),
        ] {
            assert_eq!(step_in_force(first, months(6), 1, day(at)), number, "{at}");
        }
    }
}

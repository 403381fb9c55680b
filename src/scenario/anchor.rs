//! Anchors: points in time as authors write them, `"2019-03-03T20:00"` or
//! `"municipal.day - 30d"`, turned into time stamps.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{AmbiguousOffset, TimeZone};
use jiff::{Span as JiffSpan, Timestamp, ToSpan};
use toml::de::DeValue;

use super::code::Code;
use super::ids::Thing;
use super::reader::{Cx, Field, TextSpan};
use super::time::Instant;
use super::unit::calendar_span;
use super::written_time::Point;

/// The years that a scenario can lie in; beyond them time stamps run out.
const YEARS: std::ops::RangeInclusive<i16> = 1..=9000;

/// Calendar steps not taken yet: `+ 1d + 1d` is `+ 2d`, and `+ 1 month + 1 month` is
/// `+ 2 months`, whatever lies between.
#[derive(Clone, Copy, Debug, Default)]
struct Steps {
    months: i64,
    days: i64,
}

const HELP: &str = "write a local time like \"2019-03-03T20:00\", or `start`, `end` or \
    `<election>.day`, `.polls_open` or `.polls_close`, then ` + 2h` or ` - 30d`";

const YEARS_HELP: &str = "write a date in the years 0001 to 9000";

impl<'t> Cx<'t> {
    /// The simulated instant of an anchor.
    pub(super) fn instant(&mut self, field: Field<'t>) -> Option<Instant> {
        let stamp = self.stamp(field)?;
        self.start?;
        Some(self.calendar.instant(stamp))
    }

    /// The time stamp of an anchor.
    pub(super) fn stamp(&mut self, field: Field<'t>) -> Option<Timestamp> {
        let (point, place) = self.point(field)?;
        self.settle(point, place)
    }

    /// An anchor as it is written, its calendar steps taken, and the bytes to blame.
    pub(super) fn point(&mut self, field: Field<'t>) -> Option<(Point, TextSpan)> {
        let written;
        let text = match field.value {
            DeValue::String(text) => text.as_ref(),
            // A date without quotes is a value of its own in TOML, and clear enough.
            DeValue::Datetime(datetime) => {
                written = datetime.to_string();
                &written
            }
            _ => {
                self.wrong_type(field, "a point in time in quotes")
                    .help(HELP);
                return None;
            }
        };
        let (base, terms) = split(text);
        let base_place = self.within(field, 0..base.len());
        let mut point = self.base_point(base.trim(), base_place.clone(), field)?;
        let place = if terms.is_empty() {
            base_place
        } else {
            field.place()
        };
        let mut steps = Steps::default();
        let mut rest = terms;
        while !rest.is_empty() {
            let sign = if rest.starts_with('-') { -1 } else { 1 };
            let body = &rest[1..];
            let length = body.find(['+', '-']).unwrap_or(body.len());
            let term = body[..length].trim();
            let from = text.len() - body[..].trim_start().len();
            let by = match calendar_span(term) {
                Ok(span) => span,
                Err(mut flaw) => {
                    flaw.at = from + flaw.at.start..from + flaw.at.end;
                    self.report_flaw(field, flaw);
                    return None;
                }
            };
            // Months before days, as within one term; days before months keep their order.
            if by.months != 0 && steps.days != 0 {
                point = self.step(point, std::mem::take(&mut steps), field)?;
            }
            steps.months += sign * i64::from(by.months);
            steps.days += sign * i64::from(by.days);
            if by.millis > 0.0 {
                point = self.step(point, std::mem::take(&mut steps), field)?;
                let stamp = self.settle(point, place.clone())?;
                let total = stamp
                    .as_millisecond()
                    .saturating_add(sign * by.millis as i64);
                let stamp = Timestamp::from_millisecond(total).ok();
                let stamp = stamp.filter(|it| YEARS.contains(&self.zone.to_datetime(*it).year()));
                let Some(stamp) = stamp else {
                    return self.beyond(field);
                };
                point = Point::Exact(stamp);
            }
            rest = &body[length..];
        }
        Some((self.step(point, steps, field)?, place))
    }

    fn base_point(&mut self, base: &str, place: TextSpan, field: Field<'t>) -> Option<Point> {
        if base.starts_with(|c: char| c.is_ascii_digit()) {
            return self.local_time(base, place);
        }
        match base {
            "start" if field.key != "start" => return self.start_written,
            "end" if !matches!(field.key, "start" | "end") => return self.finish_written,
            _ => {}
        }
        let Some((election, moment)) = base.split_once('.') else {
            self.report(
                Code::BadAnchor,
                place,
                format!("`{base}` is not a point in time"),
            )
            .help(HELP);
            return None;
        };
        let moments = ["day", "polls_open", "polls_close"];
        if !moments.contains(&moment) {
            let near = self.near(moment, moments);
            self.report(
                Code::BadAnchor,
                place,
                format!("an election has no `{moment}`"),
            )
            .suggest(near)
            .help("an election has `day`, `polls_open` and `polls_close`");
            return None;
        }
        let ix = self.refer_id(election, place, Thing::Election)?;
        let times = self.elections.get(ix).copied().flatten()?;
        Some(match moment {
            "day" => Point::Day(times.date),
            "polls_open" => Point::Local(times.polls_open.0),
            _ => Point::Local(times.polls_close.0),
        })
    }

    /// A civil time from text: a date, alone or with a time.
    fn local_time(&mut self, text: &str, place: TextSpan) -> Option<Point> {
        let (date_text, time_text) = match text.split_once(['T', 't', ' ']) {
            Some((date, time)) => (date, Some(time.trim())),
            None => (text, None),
        };
        let date = self.date_text(date_text, place.clone())?;
        Some(match time_text {
            None => Point::Day(date),
            Some(time) => Point::Local(date.to_datetime(self.time_text(time, place)?)),
        })
    }

    fn date_text(&mut self, text: &str, place: TextSpan) -> Option<Date> {
        let shaped = text.len() == 10 && text.is_ascii();
        let parsed = if shaped {
            text.parse::<Date>().ok()
        } else {
            None
        };
        let Some(date) = parsed else {
            let message = format!("`{text}` is not a date");
            self.report(Code::BadDate, place, message)
                .help("write year, month and day: \"2019-03-03\"");
            return None;
        };
        if !YEARS.contains(&date.year()) {
            let message = format!("`{text}` lies in a year that can't be computed with");
            self.report(Code::BadDate, place, message).help(YEARS_HELP);
            return None;
        }
        Some(date)
    }

    fn time_text(&mut self, text: &str, place: TextSpan) -> Option<Time> {
        let plain = text
            .chars()
            .all(|c| c.is_ascii_digit() || c == ':' || c == '.');
        let parsed = if plain && text.contains(':') {
            text.parse::<Time>().ok()
        } else {
            None
        };
        if parsed.is_none() {
            let offset = text.contains(['+', '-', 'Z', 'z']);
            let help = if offset {
                "times are local to the scenario's time zone: write \"20:00\", without an offset"
            } else {
                "write hours and minutes from 00:00 to 23:59: \"20:00\""
            };
            let message = format!("`{text}` is not a time of day");
            self.report(Code::BadDate, place, message).help(help);
        }
        parsed
    }

    /// A date alone.
    pub(super) fn date(&mut self, field: Field<'t>) -> Option<Date> {
        match field.value {
            DeValue::String(text) => self.date_text(text.trim(), field.place()),
            DeValue::Datetime(datetime) if datetime.time.is_none() => {
                self.date_text(&datetime.to_string(), field.place())
            }
            _ => {
                self.wrong_type(field, "a date in quotes")
                    .help("like \"2019-03-03\"");
                None
            }
        }
    }

    /// A time of day.
    pub(super) fn time_of_day(&mut self, field: Field<'t>) -> Option<Time> {
        match field.value {
            DeValue::String(text) => self.time_text(text.trim(), field.place()),
            DeValue::Datetime(datetime) if datetime.date.is_none() => {
                self.time_text(&datetime.to_string(), field.place())
            }
            _ => {
                self.wrong_type(field, "a time of day in quotes")
                    .help("like \"20:00\"");
                None
            }
        }
    }

    /// The time stamp of a point, with a warning where it doesn't exist or happens twice.
    pub(super) fn settle(&mut self, point: Point, place: TextSpan) -> Option<Timestamp> {
        match point {
            Point::Exact(stamp) => Some(stamp),
            Point::Local(local) => self.resolve(local, place),
            Point::Day(day) => {
                let Some(stamp) = day_begins(&self.zone, day) else {
                    return self.no_stamp(place);
                };
                let begins = self.zone.to_datetime(stamp);
                if begins.date() != day {
                    let name = self.zone.iana_name().unwrap_or("the time zone").to_owned();
                    self.report(
                        Code::LocalGap,
                        place,
                        format!("{day} doesn't exist in {name}: the calendar skips it"),
                    )
                    .label(format!("taken as {}", begins.strftime("%Y-%m-%d %H:%M")))
                    .help("write a day before or after it");
                }
                Some(stamp)
            }
        }
    }

    fn no_stamp(&mut self, place: TextSpan) -> Option<Timestamp> {
        let message = "a date beyond what can be computed with";
        self.report(Code::BadDate, place, message).help(YEARS_HELP);
        None
    }

    /// The time stamp of a civil time in the scenario's zone, with a warning where clocks
    /// change.
    pub(super) fn resolve(&mut self, local: DateTime, place: TextSpan) -> Option<Timestamp> {
        let ambiguous = self.zone.to_ambiguous_timestamp(local);
        let offset = ambiguous.offset();
        let Ok(stamp) = ambiguous.compatible() else {
            return self.no_stamp(place);
        };
        let name = self.zone.iana_name().unwrap_or("the time zone").to_owned();
        let shown = local.strftime("%Y-%m-%d %H:%M").to_string();
        match offset {
            AmbiguousOffset::Unambiguous { .. } => {}
            AmbiguousOffset::Gap { .. } => {
                let taken = self.zone.to_datetime(stamp).strftime("%H:%M").to_string();
                self.report(
                    Code::LocalGap,
                    place,
                    format!("{shown} doesn't exist in {name}: clocks are put forward then"),
                )
                .label(format!("taken as {taken}"))
                .help("write a time before or after the change");
            }
            AmbiguousOffset::Fold { .. } => {
                self.report(
                    Code::LocalFold,
                    place,
                    format!("{shown} happens twice in {name}: clocks are put back then"),
                )
                .label("the first of the two is taken")
                .help("write a time before or after the change, or add hours to one");
            }
        }
        Some(stamp)
    }

    /// Takes calendar steps from a point, months first.
    fn step(&mut self, point: Point, by: Steps, field: Field<'t>) -> Option<Point> {
        if by.months == 0 && by.days == 0 {
            return Some(point);
        }
        let local = match point {
            Point::Day(day) => day.to_datetime(Time::midnight()),
            Point::Local(local) => local,
            Point::Exact(stamp) => self.zone.to_datetime(stamp),
        };
        let months = JiffSpan::new().try_months(by.months);
        let days = JiffSpan::new().try_days(by.days);
        let moved = months
            .and_then(|months| local.checked_add(months))
            .and_then(|local| local.checked_add(days?));
        let Some(moved) = moved.ok().filter(|it| YEARS.contains(&it.year())) else {
            return self.beyond(field);
        };
        Some(match point {
            Point::Day(_) => Point::Day(moved.date()),
            Point::Local(_) | Point::Exact(_) => Point::Local(moved),
        })
    }

    fn beyond<T>(&mut self, field: Field<'t>) -> Option<T> {
        let message = format!("`{}` leads beyond what can be computed with", field.key);
        self.report(Code::BadDate, field.place(), message)
            .help(YEARS_HELP);
        None
    }
}

/// The first moment of a day: midnight, or where clocks skip midnight what comes next.
///
/// Clocks that skip from 23:30 to 00:30 leave a first moment of 00:30; a day that the
/// calendar skips as a whole begins with the day after it.
pub(super) fn day_begins(zone: &TimeZone, day: Date) -> Option<Timestamp> {
    let midnight = day.to_datetime(Time::midnight());
    match zone.to_ambiguous_timestamp(midnight).offset() {
        AmbiguousOffset::Gap { before, .. } => {
            // By the clock before the change, midnight comes with the change or after it.
            let skipped = before.to_timestamp(midnight).ok()?;
            let after = skipped.checked_add(1_i64.nanoseconds()).ok()?;
            zone.preceding(after)
                .next()
                .map(|change| change.timestamp())
        }
        _ => zone.to_timestamp(midnight).ok(),
    }
}

/// The base of an anchor and its terms, which begin with a sign.
///
/// Dates and ids hold `-` too, and `+` and `-` may begin an offset from UTC. So a sign begins
/// the terms where blank space comes before it, or where the base is whole: after a date, a
/// time of day, `start`, `end` or the moment of an election. `+` stands in no id.
fn split(text: &str) -> (&str, &str) {
    let mut blank = false;
    let dated = text.starts_with(|c: char| c.is_ascii_digit());
    for (at, c) in text.char_indices() {
        let (base, term) = (&text[..at], &text[at..]);
        let sign = match c {
            '+' | '-' if blank => true,
            '+' | '-' if dated => ends_date_or_time(base) && is_span(&term[1..]),
            '+' => true,
            '-' => ends_moment(base, &term[1..]),
            _ => false,
        };
        if sign {
            return (base, term);
        }
        blank = c.is_whitespace();
    }
    (text, "")
}

/// True where a date or a time of day may end: `2019-03-03`, `2019-03-03T20:00`.
fn ends_date_or_time(base: &str) -> bool {
    base.len() >= "2019-03-03".len()
}

/// True for a number and the letters of a unit, unlike an offset from UTC such as `02:00`.
fn is_span(term: &str) -> bool {
    let digits = |c: char| c.is_ascii_digit() || c == '.' || c == ' ';
    let unit = term.trim_start_matches(digits);
    unit.len() < term.len() && unit.starts_with(char::is_alphabetic)
}

/// True where a base ends with the moment of an election, or is `start` or `end` and not the
/// beginning of the id of an election (`start-2.day`).
fn ends_moment(base: &str, rest: &str) -> bool {
    let moments = [".day", ".polls_open", ".polls_close"];
    if matches!(base, "start" | "end") {
        let term = rest.split(char::is_whitespace).next().unwrap_or_default();
        return is_span(rest) && !moments.iter().any(|moment| term.contains(moment));
    }
    moments.iter().any(|moment| base.ends_with(moment))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_sign_needs_room_before_it() {
        assert_eq!(split("2019-03-03"), ("2019-03-03", ""));
        assert_eq!(split("run-off.day - 30d"), ("run-off.day ", "- 30d"));
        assert_eq!(split("a.day+2h"), ("a.day", "+2h"));
        assert_eq!(
            split("2019-03-03T20:00+02:00"),
            ("2019-03-03T20:00+02:00", "")
        );
    }

    #[test]
    fn a_sign_needs_no_room_where_the_base_is_whole() {
        assert_eq!(split("vote.day-1d"), ("vote.day", "-1d"));
        assert_eq!(
            split("run-off.polls_open-1d + 2h"),
            ("run-off.polls_open", "-1d + 2h")
        );
        assert_eq!(split("start-1d"), ("start", "-1d"));
        assert_eq!(split("end-1.5h"), ("end", "-1.5h"));
        assert_eq!(split("start-2.day-1d"), ("start-2.day", "-1d"));
        assert_eq!(split("2019-03-03-1d"), ("2019-03-03", "-1d"));
        assert_eq!(split("2019-03-03T20:00+2h"), ("2019-03-03T20:00", "+2h"));
        for offset in [
            "2019-03-03T20:00-02:00",
            "2019-03-03T20:00+02",
            "2019-03-03T20:00Z",
        ] {
            assert_eq!(split(offset), (offset, ""));
        }
    }
}

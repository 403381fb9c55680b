//! Anchors: points in time as authors write them, `"2019-03-03T20:00"` or
//! `"municipal.day - 30d"`, turned into time stamps.

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::AmbiguousOffset;
use jiff::{Span as JiffSpan, Timestamp};
use toml::de::DeValue;

use super::code::Code;
use super::ids::Thing;
use super::reader::{Cx, Field, Place};
use super::time::Instant;
use super::unit::{CalendarSpan, calendar_span};

/// The hours of an election, as time stamps.
#[derive(Clone, Copy, Debug)]
pub(super) struct ElectionTimes {
    /// Local midnight.
    pub day: Timestamp,
    pub polls_open: Timestamp,
    pub polls_close: Timestamp,
}

const HELP: &str = "write a local time like \"2019-03-03T20:00\", or `start`, `end` or \
    `<election>.day`, `.polls_open` or `.polls_close`, then ` + 2h` or ` - 30d`";

impl<'t> Cx<'t> {
    /// The simulated instant of an anchor.
    pub fn instant(&mut self, field: Field<'t>) -> Option<Instant> {
        let stamp = self.stamp(field)?;
        self.start?;
        Some(self.calendar.instant(stamp))
    }

    /// The time stamp of an anchor.
    pub fn stamp(&mut self, field: Field<'t>) -> Option<Timestamp> {
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
        let mut stamp = self.base_stamp(base.trim(), base_place, field)?;
        let mut rest = terms;
        while !rest.is_empty() {
            let negative = rest.starts_with('-');
            let body = &rest[1..];
            let length = body.find(['+', '-']).unwrap_or(body.len());
            let term = body[..length].trim();
            let from = text.len() - body[..].trim_start().len();
            match calendar_span(term) {
                Ok(span) => stamp = self.shift(stamp, span, negative, field)?,
                Err(mut flaw) => {
                    flaw.at = from + flaw.at.start..from + flaw.at.end;
                    self.report_flaw(field, flaw);
                    return None;
                }
            }
            rest = &body[length..];
        }
        Some(stamp)
    }

    fn base_stamp(&mut self, base: &str, place: Place, field: Field<'t>) -> Option<Timestamp> {
        if base.starts_with(|c: char| c.is_ascii_digit()) {
            let local = self.local_time(base, place.clone())?;
            return self.resolve(local, place);
        }
        match base {
            "start" if field.key != "start" => return self.start,
            "end" if !matches!(field.key, "start" | "end") => return self.finish,
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
            "day" => times.day,
            "polls_open" => times.polls_open,
            _ => times.polls_close,
        })
    }

    /// A civil time from text: a date, alone or with a time.
    fn local_time(&mut self, text: &str, place: Place) -> Option<DateTime> {
        let (date_text, time_text) = match text.split_once(['T', 't', ' ']) {
            Some((date, time)) => (date, Some(time.trim())),
            None => (text, None),
        };
        let date = self.date_text(date_text, place.clone())?;
        let time = match time_text {
            None => Time::midnight(),
            Some(time) => self.time_text(time, place)?,
        };
        Some(date.to_datetime(time))
    }

    fn date_text(&mut self, text: &str, place: Place) -> Option<Date> {
        let shaped = text.len() == 10 && text.is_ascii();
        let parsed = if shaped {
            text.parse::<Date>().ok()
        } else {
            None
        };
        if parsed.is_none() {
            let message = format!("`{text}` is not a date");
            self.report(Code::BadDate, place, message)
                .help("write year, month and day: \"2019-03-03\"");
        }
        parsed.filter(|date| (1..=9000).contains(&date.year()))
    }

    fn time_text(&mut self, text: &str, place: Place) -> Option<Time> {
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
    pub fn date(&mut self, field: Field<'t>) -> Option<Date> {
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
    pub fn time_of_day(&mut self, field: Field<'t>) -> Option<Time> {
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

    /// The time stamp of a civil time in the scenario's zone, with a warning where clocks
    /// change.
    pub fn resolve(&mut self, local: DateTime, place: Place) -> Option<Timestamp> {
        let ambiguous = self.zone.to_ambiguous_timestamp(local);
        let offset = ambiguous.offset();
        let Ok(stamp) = ambiguous.compatible() else {
            let message = "a date beyond what can be computed with";
            self.report(Code::BadDate, place, message);
            return None;
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

    /// Adds a term of an anchor: months and days on the local calendar, the rest exactly.
    fn shift(
        &mut self,
        stamp: Timestamp,
        by: CalendarSpan,
        negative: bool,
        field: Field<'t>,
    ) -> Option<Timestamp> {
        let mut moved = stamp;
        if by.months != 0 || by.days != 0 {
            let local = self.zone.to_datetime(stamp);
            let span = JiffSpan::new()
                .try_months(by.months)
                .and_then(|span| span.try_days(by.days));
            let later = span.and_then(|span| {
                if negative {
                    local.checked_sub(span)
                } else {
                    local.checked_add(span)
                }
            });
            let Ok(later) = later else {
                return self.beyond(field);
            };
            if !(1..=9000).contains(&later.year()) {
                return self.beyond(field);
            }
            moved = self.resolve(later, field.place())?;
        }
        let millis = by.millis as i64;
        let millis = if negative { -millis } else { millis };
        let total = moved.as_millisecond().saturating_add(millis);
        match Timestamp::from_millisecond(total) {
            Ok(stamp) => Some(stamp),
            Err(_) => self.beyond(field),
        }
    }

    fn beyond(&mut self, field: Field<'t>) -> Option<Timestamp> {
        let message = format!("`{}` leads beyond what can be computed with", field.key);
        self.report(Code::BadDate, field.place(), message);
        None
    }
}

/// The base of an anchor and its terms, which begin with a sign.
///
/// A sign counts when blank space comes before it, because dates and ids hold `-` too; `+`
/// counts anywhere but in the time of day (where it would be an offset).
fn split(text: &str) -> (&str, &str) {
    let mut blank = false;
    let dated = text.starts_with(|c: char| c.is_ascii_digit());
    for (at, c) in text.char_indices() {
        let sign = match c {
            '-' => blank,
            '+' => blank || !dated,
            _ => false,
        };
        if sign {
            return (&text[..at], &text[at..]);
        }
        blank = c.is_whitespace();
    }
    (text, "")
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
}

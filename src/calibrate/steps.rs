//! From moments to durations: what is known of each step of each incident.

use super::cell::HOUR;
use super::fate::RowFate;
use super::record::{Bounds, Ended, Record};
use super::resolution::Resolution;
use super::step::Step;
use crate::stats::fit::{Difference, Known};

/// What lies between two equal moments is shorter than this: a minute, in hours, since most
/// records are kept to the minute.
pub(super) const BLINK: f64 = 1.0 / 60.0;

/// Units of the clock up to this wide are taken as such, hours: a day, and an hour more for
/// clocks that are put back. What is known by month or year is known within bounds alone.
const UNIT: f64 = 25.0;

/// A moment with what it is known from.
#[derive(Clone, Copy)]
struct WrittenMoment {
    at: Bounds,
    /// True if it was written as a moment, not worked out from a duration within bounds.
    written: bool,
}

impl WrittenMoment {
    /// Width of the unit of the clock within which it lies, hours; `None` where it is known
    /// within other bounds.
    fn unit(&self) -> Option<f64> {
        let width = (self.at.high - self.at.low) / HOUR;
        ((self.written && width <= UNIT) || width <= 0.0).then_some(width)
    }
}

/// What is known of the steps of an incident, seen until `until` (ms since 1970), whose moments
/// are as exact as `kept` says.
///
/// # Errors
/// If the record contradicts itself; then none of it counts.
pub(super) fn durations(
    record: &Record,
    has: [bool; 4],
    until: f64,
    kept: &[Resolution; 5],
    fate: &mut RowFate,
) -> Result<[Option<Known>; 4], String> {
    let mut known = [None; 4];
    let written = |at: Bounds, column: usize| WrittenMoment {
        at: kept[column].widen(at),
        written: true,
    };
    let mut before = record.occurred.map(|at| written(at, 0));
    let mut before_name = "occurred";
    let mut over = false;
    for step in Step::ALL.into_iter().filter(|step| has[step.ix()]) {
        let ix = step.ix();
        let later = |end: &Ended| matches!(end, Ended::Moment(_) | Ended::After(_));
        let mut end = record.ended[ix];
        if end == Ended::Empty && !record.ended[ix + 1..].iter().any(later) {
            end = Ended::Open;
        }
        // A scenario has a share that is never detected; what is never contained takes longer.
        if end == Ended::Never && step != Step::Detection {
            end = Ended::Open;
            fate.notes
                .push(format!("{} never: taken as still open", step.moment()));
        }
        let (fact, moment) = match end {
            Ended::After(lasted) => {
                let moment = before.map(|from| WrittenMoment {
                    at: from.at.plus(lasted, HOUR),
                    written: from.written && lasted.high <= lasted.low,
                });
                (Ok(known_of(lasted)), moment)
            }
            Ended::Moment(at) => {
                let to = written(at, ix + 1);
                let from = before.ok_or_else(|| format!("`{before_name}` is not known"));
                let fact = from.and_then(|from| between(from, to, before_name, step));
                (fact, Some(to))
            }
            Ended::Never => {
                over = true;
                (Ok(Known::Never), None)
            }
            Ended::Open if over => (Err("not begun".to_owned()), None),
            Ended::Open => {
                over = true;
                let from = before.ok_or_else(|| format!("open, and `{before_name}` is not known"));
                (from.and_then(|from| open(from, until, before_name)), None)
            }
            Ended::Empty => {
                // A later moment is there: this one lies before it, nobody wrote where.
                let next = record.ended[ix + 1..].iter().zip(ix + 2..);
                let next = next.clone().find_map(|(end, column)| match end {
                    Ended::Moment(at) => Some(written(*at, column)),
                    _ => None,
                });
                let fact = match (before, next) {
                    (Some(from), Some(to)) => between(from, to, before_name, step)
                        .map(|within| Known::Between(0.0, within.bounds().1)),
                    _ => Err("not written, though a later step ended".to_owned()),
                };
                let span = before.zip(next).map(|(from, to)| WrittenMoment {
                    at: Bounds {
                        low: from.at.low,
                        high: to.at.high,
                    },
                    written: false,
                });
                (fact, span)
            }
            Ended::Unknown | Ended::Absent => (Err("not known".to_owned()), None),
        };
        match fact {
            Ok(fact) => {
                fate.steps[ix] = words(&fact);
                known[ix] = Some(fact);
            }
            Err(reason) if reason.starts_with('!') => return Err(reason[1..].to_owned()),
            Err(reason) => fate.steps[ix] = format!("left out: {reason}"),
        }
        before = moment;
        before_name = step.moment();
    }
    Ok(known)
}

/// The time from one moment to another. A reason that begins with `!` is a contradiction.
fn between(
    from: WrittenMoment,
    to: WrittenMoment,
    name: &str,
    step: Step,
) -> Result<Known, String> {
    let wide = from.at.high > from.at.low || to.at.high > to.at.low;
    let high = (to.at.high - from.at.low) / HOUR;
    if high < 0.0 || (wide && high <= 0.0) {
        return Err(format!("!`{}` lies before `{name}`", step.moment()));
    }
    let low = (to.at.low - from.at.high) / HOUR;
    match (from.unit(), to.unit()) {
        (Some(onset), Some(end)) if onset + end > 0.0 => Ok(Known::Difference(Difference {
            start: low,
            onset,
            end,
        })),
        _ => Ok(known_of(Bounds {
            low: low.max(0.0),
            high,
        })),
    }
}

fn open(from: WrittenMoment, until: f64, name: &str) -> Result<Known, String> {
    if from.at.low > until {
        return Err(format!(
            "!`{name}` lies after the end of the records (--until)"
        ));
    }
    let low = (until - from.at.high) / HOUR;
    Ok(match from.unit() {
        Some(onset) if onset > 0.0 => Known::Difference(Difference {
            start: low,
            onset,
            end: f64::INFINITY,
        }),
        _ => Known::LongerThan(low.max(0.0)),
    })
}

fn known_of(bounds: Bounds) -> Known {
    if bounds.high.is_infinite() {
        Known::LongerThan(bounds.low)
    } else if bounds.high <= 0.0 {
        Known::Between(0.0, BLINK)
    } else if bounds.low >= bounds.high {
        Known::Exactly(bounds.high)
    } else {
        Known::Between(bounds.low, bounds.high)
    }
}

/// True if a duration is known to about a minute: both its moments are.
pub(super) fn to_the_minute(known: &Known) -> bool {
    match known {
        Known::Exactly(_) => true,
        Known::Difference(it) => it.onset + it.end <= 2.001 * BLINK,
        _ => false,
    }
}

/// True if its two moments are the same, to the minute or better.
pub(super) fn no_time(known: &Known) -> bool {
    match known {
        Known::Between(low, high) => *low <= 0.0 && *high <= BLINK,
        Known::Difference(it) => to_the_minute(known) && it.middle() < BLINK / 2.0,
        _ => false,
    }
}

/// `3.25 h`, `24 h to 168 h`, `longer than 720 h`, `never`.
fn words(known: &Known) -> String {
    let hours = |hours: f64| format!("{} h", (hours * 1e4).round() / 1e4);
    match *known {
        Known::Exactly(at) => hours(at),
        Known::Difference(it) if !it.ended() => {
            format!("longer than {}", hours(it.start.max(0.0)))
        }
        Known::Difference(it) if to_the_minute(known) => hours(it.middle()),
        Known::Difference(_) | Known::Between(..) => {
            let (low, high) = known.bounds();
            format!("{} to {}", hours(low), hours(high))
        }
        Known::LongerThan(low) => format!("longer than {}", hours(low)),
        Known::Never => "never".to_owned(),
    }
}

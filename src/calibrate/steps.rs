//! From moments to durations: what is known of each step of each incident.

use serde::{Deserialize, Serialize};

use super::cell::HOUR;
use super::record::{Bounds, Ended, Record, RowFate};
use crate::stats::fit::Known;

/// A step of an incident's life, from the end of the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// From onset until somebody notices.
    Detection,
    /// From detection until somebody has set to work.
    Response,
    /// From there until it is contained.
    Containment,
    /// From there until it has been recovered from.
    Recovery,
}

impl Step {
    /// All, in order.
    pub const ALL: [Self; 4] = [
        Self::Detection,
        Self::Response,
        Self::Containment,
        Self::Recovery,
    ];

    /// Its place in [`ALL`](Self::ALL).
    pub const fn ix(self) -> usize {
        self as usize
    }

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Detection => "detection",
            Self::Response => "response",
            Self::Containment => "containment",
            Self::Recovery => "recovery",
        }
    }

    /// The moment at which it ends.
    pub const fn moment(self) -> &'static str {
        match self {
            Self::Detection => "detected",
            Self::Response => "hands_on",
            Self::Containment => "contained",
            Self::Recovery => "recovered",
        }
    }
}

/// What lies between two equal moments is shorter than this: a minute, in hours, since most
/// records are kept to the minute.
pub(super) const BLINK: f64 = 1.0 / 60.0;

/// What is known of the steps of an incident, seen until `until` (ms since 1970).
///
/// # Errors
/// If the record contradicts itself; then none of it counts.
pub(super) fn durations(
    record: &Record,
    has: [bool; 4],
    until: f64,
    fate: &mut RowFate,
) -> Result<[Option<Known>; 4], String> {
    let mut known = [None; 4];
    let mut before = record.occurred;
    let mut before_name = "occurred";
    let mut over = false;
    for step in Step::ALL.into_iter().filter(|step| has[step.ix()]) {
        let ix = step.ix();
        let later = |end: &Ended| matches!(end, Ended::Moment(_) | Ended::After(_));
        let mut end = record.ended[ix];
        if end == Ended::Empty && !record.ended[ix + 1..].iter().any(later) {
            end = Ended::Open;
        }
        let (fact, moment) = match end {
            Ended::After(lasted) => (Ok(lasted), before.map(|from| from.plus(lasted, HOUR))),
            Ended::Moment(at) => {
                let from = before.ok_or_else(|| format!("`{before_name}` is not known"));
                (
                    from.and_then(|from| between(from, at, before_name, step)),
                    Some(at),
                )
            }
            Ended::Open if over => (Err("not begun".to_owned()), None),
            Ended::Open => {
                over = true;
                let from = before.ok_or_else(|| format!("open, and `{before_name}` is not known"));
                (from.and_then(|from| open(from, until, before_name)), None)
            }
            Ended::Empty => {
                // A later moment is there: this one lies before it, nobody wrote where.
                let next = record.ended[ix + 1..].iter().find_map(|end| match end {
                    Ended::Moment(at) => Some(*at),
                    _ => None,
                });
                let fact = match (before, next) {
                    (Some(from), Some(to)) => between(from, to, before_name, step)
                        .map(|within| Bounds { low: 0.0, ..within }),
                    _ => Err("not written, though a later step ended".to_owned()),
                };
                let span = before.zip(next).map(|(from, to)| Bounds {
                    low: from.low,
                    high: to.high,
                });
                (fact, span)
            }
            Ended::Unknown | Ended::Absent => (Err("not known".to_owned()), None),
        };
        match fact {
            Ok(bounds) => {
                let fact = known_of(bounds);
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
fn between(from: Bounds, to: Bounds, name: &str, step: Step) -> Result<Bounds, String> {
    let high = (to.high - from.low) / HOUR;
    if high < 0.0 {
        return Err(format!("!`{}` lies before `{name}`", step.moment()));
    }
    Ok(Bounds {
        low: ((to.low - from.high) / HOUR).max(0.0),
        high,
    })
}

fn open(from: Bounds, until: f64, name: &str) -> Result<Bounds, String> {
    if from.low > until {
        return Err(format!(
            "!`{name}` lies after the end of the records (--until)"
        ));
    }
    Ok(Bounds {
        low: ((until - from.high) / HOUR).max(0.0),
        high: f64::INFINITY,
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

/// `3.25 h`, `24 h to 168 h`, `longer than 720 h`.
fn words(known: &Known) -> String {
    let hours = |hours: f64| format!("{} h", (hours * 1e4).round() / 1e4);
    match *known {
        Known::Exactly(at) => hours(at),
        Known::Between(low, high) => format!("{} to {}", hours(low), hours(high)),
        Known::LongerThan(low) => format!("longer than {}", hours(low)),
    }
}

//! How exactly a column of moments is kept.

use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

use super::record::{Bounds, Ended, Record};
use super::step::Step;

/// Fewer moments than this do not tell.
const LEAST: usize = 8;
/// Fewer different values than this may be a habit of the day, not of the clock.
const VARIED: usize = 4;
const DAY: i64 = 86_400_000;
const HOUR: i64 = 3_600_000;
const MINUTE: i64 = 60_000;
const SECOND: i64 = 1_000;

/// Units of a clock, ms, the coarsest first, with their names.
const UNITS: [(i64, &str); 8] = [
    (DAY, "day"),
    (HOUR, "hour"),
    (30 * MINUTE, "half hour"),
    (15 * MINUTE, "quarter of an hour"),
    (10 * MINUTE, "ten minutes"),
    (5 * MINUTE, "five minutes"),
    (MINUTE, "minute"),
    (SECOND, "second"),
];

/// To what unit a column's moments are kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolution {
    /// Its field: `occurred`, `detected`, ….
    pub field: String,
    /// The unit's name; empty where moments are exact.
    pub unit: String,
    /// The unit, ms; 0 where moments are exact.
    pub millis: u64,
    /// Where moments are kept to the minute or finer: percent of them that lie on a full hour,
    /// if so many do that hours seem to be rounded. Chance alone gives 2%.
    pub heaped: Option<u8>,
}

impl Resolution {
    /// A moment as exactly as it is known: within its unit.
    pub(super) fn widen(&self, at: Bounds) -> Bounds {
        if at.high > at.low {
            return at;
        }
        Bounds {
            low: at.low,
            high: at.high + self.millis as f64,
        }
    }
}

/// The resolutions of `occurred` and of the moments of [`Step::ALL`]. A unit is taken where every
/// moment lies on its bounds, in local time, and they are on at least four different ones.
pub(super) fn resolutions(records: &[Record], zone: &TimeZone) -> [Resolution; 5] {
    let exact = |at: Bounds| (at.high <= at.low).then_some(at.low);
    let column = |ix: usize| -> Vec<f64> {
        let all = records.iter().filter_map(|record| match ix {
            0 => record.occurred,
            _ => match record.ended[ix - 1] {
                Ended::Moment(at) => Some(at),
                _ => None,
            },
        });
        all.filter_map(exact).collect()
    };
    let mut finest = false;
    let mut all: [Resolution; 5] = std::array::from_fn(|ix| {
        let field = if ix == 0 {
            "occurred"
        } else {
            Step::ALL[ix - 1].moment()
        };
        let clock: Vec<(i64, i64)> = column(ix)
            .into_iter()
            .filter_map(|ms| local(ms, zone))
            .collect();
        finest |= clock.iter().any(|(_, of_day)| of_day % SECOND != 0);
        of(field, &clock)
    });
    // Where one column has parts of a second, another's full seconds are as it was written.
    for resolution in &mut all {
        if finest && resolution.millis == SECOND as u64 {
            resolution.millis = 0;
            resolution.unit.clear();
        }
    }
    all
}

/// Day and millisecond of the day, local.
fn local(ms: f64, zone: &TimeZone) -> Option<(i64, i64)> {
    let at = Timestamp::from_millisecond(ms as i64).ok()?;
    let local = zone.to_datetime(at);
    let midnight = local.date().to_datetime(jiff::civil::Time::midnight());
    let of_day = midnight.until(local).ok()?.total(jiff::Unit::Millisecond);
    let day = i64::from(local.date().year()) * 400 + i64::from(local.date().day_of_year());
    Some((day, of_day.ok()? as i64))
}

fn of(field: &str, clock: &[(i64, i64)]) -> Resolution {
    let mut found = Resolution {
        field: field.to_owned(),
        unit: String::new(),
        millis: 0,
        heaped: None,
    };
    if clock.len() < LEAST {
        return found;
    }
    for (unit, name) in UNITS {
        if clock.iter().any(|(_, of_day)| of_day % unit != 0) {
            continue;
        }
        let mut seen: Vec<i64> = clock
            .iter()
            .map(|(day, of_day)| if unit == DAY { *day } else { of_day / unit })
            .collect();
        seen.sort_unstable();
        seen.dedup();
        // A drill at ten o'clock sharp each day is no clock of full hours.
        if seen.len() >= VARIED {
            found.millis = unit as u64;
            name.clone_into(&mut found.unit);
        }
        break;
    }
    if found.millis <= 5 * MINUTE as u64 && clock.len() >= 20 && found.millis > 0 {
        let full = clock.iter().filter(|(_, of_day)| of_day % HOUR == 0);
        let percent = full.count() * 100 / clock.len();
        found.heaped = (percent >= 30).then_some(percent as u8);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unit(clock: impl Iterator<Item = i64>) -> String {
        let clock: Vec<(i64, i64)> = clock.enumerate().map(|(k, ms)| (k as i64, ms)).collect();
        of("occurred", &clock).unit
    }

    #[test]
    fn the_coarsest_unit_on_which_all_lie() {
        let minutes = |step: i64| (0..20).map(move |k| k * step * MINUTE);
        assert_eq!(unit(minutes(60)), "hour");
        assert_eq!(unit(minutes(30)), "half hour");
        assert_eq!(unit(minutes(7)), "minute");
        assert_eq!(unit((0..20).map(|k| k * 61 * SECOND)), "second");
        assert_eq!(unit((0..20).map(|k| k * 61_001)), "");
        assert_eq!(unit((0..20).map(|_| 0)), "day");
        // Ten o'clock each time says nothing of the clock; nor do seven moments.
        assert_eq!(unit((0..20).map(|_| 10 * HOUR)), "");
        assert_eq!(unit((0..7).map(|k| k * HOUR)), "");
    }

    #[test]
    fn heaps_on_full_hours_are_seen() {
        let clock: Vec<(i64, i64)> = (0..40)
            .map(|k| {
                (
                    k,
                    if k % 2 == 0 {
                        (k % 24) * HOUR
                    } else {
                        k * 7 * MINUTE
                    },
                )
            })
            .collect();
        assert_eq!(of("detected", &clock).heaped, Some(50));
    }
}

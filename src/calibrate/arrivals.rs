//! How often incidents begin: rate, over-dispersion, weekdays.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::durations::Parameter;
use super::record::Bounds;
use crate::stats::fit::{CountModel, Period, Resampler, fit_counts};
use crate::stats::quantile;

/// A day's length at most, ms: longer than that is no day of onset. An hour more for clocks
/// that are put back.
const DAY: f64 = 25.0 * 3_600_000.0;
/// Fewer incidents than this say nothing of scatter and weekdays.
const LEAST: usize = 20;
/// Fewer weeks than this say nothing of scatter.
const LEAST_WEEKS: usize = 8;

/// A weekday's multiplier of the rate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Weekday {
    /// `mon` to `sun`.
    pub day: String,
    /// Incidents that began on it.
    pub count: u64,
    /// Days of that name in the period.
    pub days: u64,
    /// Rate relative to the mean over a week, with its 95% bootstrap interval.
    pub multiplier: Parameter,
}

/// What was found of arrivals.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Arrivals {
    /// All incidents.
    pub n: usize,
    /// Those whose day of onset is known.
    pub dated: usize,
    /// First day of the period, local.
    pub from: String,
    /// First day after it.
    pub to: String,
    /// Days in the period.
    pub days: usize,
    /// Incidents a week, of all.
    pub rate: Parameter,
    /// Variance of the weekly factor, if there is any.
    pub variance: Option<Parameter>,
    /// Akaike's criterion of Poisson weeks, and of over-dispersed ones.
    pub aic: (f64, Option<f64>),
    /// Weekdays; empty where too few incidents are dated.
    pub weekdays: Vec<Weekday>,
    /// Akaike's criterion of a flat week, and of seven rates.
    pub weekday_aic: (f64, f64),
    /// True if the profile is taken.
    pub profile: bool,
    /// Incidents in each week of the period, whole weeks alone.
    pub weeks: Vec<u64>,
    /// What a reader must know.
    pub cautions: Vec<String>,
}

/// What a bootstrap sample of weeks says.
struct Drawn {
    /// Incidents a week.
    rate: f64,
    /// Incidents in each whole week.
    totals: Vec<u64>,
    multipliers: Vec<f64>,
}

const NAMES: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Where each day begins (ms), and its weekday from Monday.
type Days = Vec<(f64, usize)>;

/// The days of the period: where each begins (ms), and its weekday from Monday; the last entry
/// is the period's end.
fn days(from: f64, until: f64, zone: &TimeZone) -> Option<(Days, String, String)> {
    let date = |ms: f64| {
        let at = Timestamp::from_millisecond(ms as i64).ok()?;
        Some(zone.to_datetime(at).date())
    };
    let begins = |day: jiff::civil::Date| {
        let at = zone
            .to_timestamp(day.to_datetime(jiff::civil::Time::midnight()))
            .ok()?;
        Some(at.as_millisecond() as f64)
    };
    let (first, last) = (date(from)?, date(until)?);
    let mut day = first;
    let mut days = Vec::new();
    while begins(day)? < until || day == first {
        days.push((begins(day)?, day.weekday().to_monday_zero_offset() as usize));
        day = day.checked_add(1.day()).ok()?;
        if days.len() > 200_000 {
            return None;
        }
    }
    days.push((begins(day)?, 0));
    Some((days, first.to_string(), last.to_string()))
}

/// Fits arrivals; `None` where no day of onset is known.
pub(super) fn find(
    onsets: &[Option<Bounds>],
    period: (f64, f64),
    zone: &TimeZone,
    draws: usize,
    seed: u64,
    topic: &str,
) -> Option<Arrivals> {
    let (days, from, to) = days(period.0, period.1, zone)?;
    let count = days.len() - 1;
    let mut per_day = vec![0_u64; count];
    let mut dated = 0;
    for onset in onsets.iter().flatten() {
        if onset.high - onset.low > DAY {
            continue;
        }
        let day = days.partition_point(|(begins, _)| *begins <= onset.low);
        if day >= 1 && day <= count {
            per_day[day - 1] += 1;
            dated += 1;
        }
    }
    if dated == 0 {
        return None;
    }
    let weekday: Vec<usize> = days[..count].iter().map(|day| day.1).collect();
    let share = onsets.len() as f64 / dated as f64;
    let mut cautions = Vec::new();
    if dated < onsets.len() {
        cautions.push(format!(
            "{} of {} have no day of onset; the rate counts them, as if they fell like the others",
            onsets.len() - dated,
            onsets.len()
        ));
    }
    let samples = Resampler::new(seed, topic);
    let enough = dated >= LEAST && count >= 14;
    let weeks: Vec<Vec<(usize, u64)>> = weekday
        .iter()
        .copied()
        .zip(per_day.iter().copied())
        .collect::<Vec<_>>()
        .chunks(7)
        .map(<[_]>::to_vec)
        .collect();
    // Days after the last whole week count for the rate, not for the scatter of weeks.
    let whole = |week: &&Vec<(usize, u64)>| week.len() == 7;
    let totals: Vec<u64> = weeks
        .iter()
        .filter(whole)
        .map(|week| week.iter().map(|day| day.1).sum())
        .collect();
    let rate = dated as f64 / count as f64 * 7.0;
    let drawn: Vec<Drawn> = (0..draws as u64)
        .into_par_iter()
        .map(|number| {
            let weeks = samples.draw(number, &weeks);
            let all: Vec<(usize, u64)> = weeks.iter().flatten().copied().collect();
            let sum = |week: &Vec<(usize, u64)>| week.iter().map(|day| day.1).sum();
            Drawn {
                rate: all.iter().map(|day| day.1).sum::<u64>() as f64 / all.len() as f64 * 7.0,
                totals: weeks.iter().filter(whole).map(sum).collect(),
                multipliers: multipliers(&all),
            }
        })
        .collect();
    let limits = |mut values: Vec<f64>| {
        values.retain(|value| value.is_finite());
        values.sort_by(f64::total_cmp);
        (quantile(&values, 0.025), quantile(&values, 0.975))
    };
    let models: Vec<Option<CountModel>> = drawn
        .par_iter()
        .map(|it| model(&it.totals).and_then(|(_, scattered)| scattered))
        .collect();
    let (low, high) = limits(drawn.iter().map(|it| share * it.rate).collect());
    let rate = Parameter {
        name: "rate".to_owned(),
        estimate: rate * share,
        low,
        high,
    };
    let fitted = model(&totals);
    let scattered = fitted.and_then(|(_, it)| it);
    let aic = (
        fitted.map_or(f64::NAN, |(poisson, _)| poisson.aic),
        scattered.map(|it| it.aic),
    );
    let mut variance = None;
    if !enough || totals.len() < LEAST_WEEKS {
        cautions.push(format!(
            "{dated} incidents in {} whole weeks are too few to see over-dispersion or weekdays",
            totals.len()
        ));
    } else if let Some(scattered) = scattered.filter(|it| it.aic < aic.0) {
        let values = models.iter().map(|it| it.map_or(0.0, |it| it.variance));
        let (low, high) = limits(values.collect());
        variance = Some(Parameter {
            name: "variance".to_owned(),
            estimate: scattered.variance,
            low,
            high,
        });
    }
    let all: Vec<(usize, u64)> = weekday.into_iter().zip(per_day).collect();
    let (weekdays, weekday_aic) = profile(&all, &drawn, enough, limits);
    let profile = !weekdays.is_empty() && weekday_aic.1 < weekday_aic.0;
    Some(Arrivals {
        n: onsets.len(),
        dated,
        from,
        to,
        days: count,
        rate,
        variance,
        aic,
        weekdays,
        weekday_aic,
        profile,
        weeks: totals,
        cautions,
    })
}

fn model(totals: &[u64]) -> Option<(CountModel, Option<CountModel>)> {
    let periods: Vec<Period> = totals
        .iter()
        .map(|count| Period {
            exposure: 1.0,
            count: *count,
        })
        .collect();
    fit_counts(&periods)
}

/// Counts and days of each weekday.
fn by_weekday(days: &[(usize, u64)]) -> ([u64; 7], [u64; 7]) {
    let (mut counts, mut spans) = ([0; 7], [0; 7]);
    for (weekday, count) in days {
        counts[*weekday] += count;
        spans[*weekday] += 1;
    }
    (counts, spans)
}

/// Rates of weekdays relative to their mean.
fn multipliers(days: &[(usize, u64)]) -> Vec<f64> {
    let (counts, spans) = by_weekday(days);
    let rates: Vec<f64> = counts
        .iter()
        .zip(spans)
        .map(|(count, span)| *count as f64 / span as f64)
        .collect();
    let mean = rates.iter().sum::<f64>() / 7.0;
    rates.iter().map(|rate| rate / mean).collect()
}

/// Multipliers with intervals, and the criteria of a flat week and of seven rates. Given how
/// many fall into a week, on which of its days they fall is multinomial, whatever the week's
/// factor: over-dispersion by week drops out.
fn profile(
    days: &[(usize, u64)],
    drawn: &[Drawn],
    enough: bool,
    limits: impl Fn(Vec<f64>) -> (Option<f64>, Option<f64>),
) -> (Vec<Weekday>, (f64, f64)) {
    if !enough {
        return (Vec::new(), (0.0, 0.0));
    }
    let (counts, spans) = by_weekday(days);
    let n: u64 = counts.iter().sum();
    let total: u64 = spans.iter().sum();
    let mut gain = 0.0;
    for (count, span) in counts.iter().zip(spans) {
        if *count > 0 {
            let expected = n as f64 * span as f64 / total as f64;
            gain += *count as f64 * libm::log(*count as f64 / expected);
        }
    }
    let weekdays = multipliers(days)
        .into_iter()
        .enumerate()
        .map(|(ix, estimate)| {
            let (low, high) = limits(drawn.iter().map(|it| it.multipliers[ix]).collect());
            Weekday {
                day: NAMES[ix].to_owned(),
                count: counts[ix],
                days: spans[ix],
                multiplier: Parameter {
                    name: NAMES[ix].to_owned(),
                    estimate,
                    low,
                    high,
                },
            }
        })
        .collect();
    (weekdays, (0.0, 12.0 - 2.0 * gain))
}

//! How often incidents begin: rate, over-dispersion, weekdays.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::parameter::{Parameter, limits};
use super::record::Bounds;
use super::watch::Watch;
use crate::stats::fit::{CountModel, Period, Resampler, fit_counts, trend};
use crate::stats::{Interval, clopper_pearson, garwood};

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
    /// Rate relative to the mean over a week, with its 95% interval: exact, of a share of all
    /// that began (Clopper & Pearson 1934), or of the bootstrap over weeks where that is wider.
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
    /// Incidents a week, of all, with its 95% interval: the exact one of a Poisson count
    /// (Garwood 1936), or that of the bootstrap over weeks where that is wider.
    pub rate: Parameter,
    /// True if weeks were drawn anew for the interval of the rate: from 20 dated incidents in 8
    /// whole weeks on. Fewer weeks, or weeks alike, show less scatter than there is.
    #[serde(default)]
    pub by_weeks: bool,
    /// Variance of the weekly factor, if there is any.
    pub variance: Option<Parameter>,
    /// Akaike's criterion of Poisson weeks, and of over-dispersed ones.
    pub aic: (f64, Option<f64>),
    /// A trend over the period, if there is one; over-dispersion is beyond it.
    #[serde(default)]
    pub trend: Option<TrendFound>,
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

/// A rate that changes over the period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TrendFound {
    /// By what the rate is multiplied each year.
    pub per_year: f64,
    /// Incidents a week at the beginning of the period.
    pub first: f64,
    /// Incidents a week at its end.
    pub last: f64,
    /// The slope of the logarithm in standard errors.
    pub z: f64,
}

/// Of all intervals.
const CONFIDENCE: f64 = 0.95;

/// Beyond this many standard errors a slope is called a trend: chance does so once in 370.
const TREND: f64 = 3.0;

/// Some days: how many of each weekday, and what began on them.
#[derive(Clone, Copy, Debug, Default)]
struct Week {
    counts: [u64; 7],
    spans: [u64; 7],
    /// Of whole weeks: what is expected relative to the mean.
    exposure: f64,
}

impl Week {
    fn of(days: &[(usize, u64)]) -> Self {
        let mut week = Self {
            exposure: 1.0,
            ..Self::default()
        };
        for (weekday, count) in days {
            week.counts[*weekday] += count;
            week.spans[*weekday] += 1;
        }
        week
    }

    fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    fn days(&self) -> u64 {
        self.spans.iter().sum()
    }

    /// Days after the last whole week count for the rate, not for the scatter of weeks.
    fn whole(&self) -> bool {
        self.days() == 7
    }

    fn period(&self) -> Period {
        Period {
            exposure: self.exposure,
            count: self.count(),
        }
    }

    fn add(&mut self, other: &Self) {
        for ix in 0..7 {
            self.counts[ix] += other.counts[ix];
            self.spans[ix] += other.spans[ix];
        }
    }

    /// Rates of weekdays relative to their mean.
    fn multipliers(&self) -> [f64; 7] {
        let rates: [f64; 7] =
            std::array::from_fn(|ix| self.counts[ix] as f64 / self.spans[ix] as f64);
        let mean = rates.iter().sum::<f64>() / 7.0;
        rates.map(|rate| rate / mean)
    }

    /// The limits of a weekday's multiplier, from those of its share of all that began. The
    /// others keep their proportions; where nothing began on them, they are alike.
    fn multiplier_limits(&self, ix: usize, share: Interval) -> (f64, f64) {
        let others = |it: &[u64; 7]| it.iter().sum::<u64>() - it[ix];
        let rate = |ix: usize| self.counts[ix] as f64 / self.spans[ix] as f64;
        let rest = if others(&self.counts) == 0 {
            6.0 / others(&self.spans) as f64
        } else {
            let sum: f64 = (0..7).filter(|other| *other != ix).map(rate).sum();
            sum / others(&self.counts) as f64
        };
        let multiplier = |share: f64| {
            let own = share / self.spans[ix] as f64;
            7.0 * own / (own + (1.0 - share) * rest)
        };
        (multiplier(share.low), multiplier(share.high))
    }
}

/// An estimate with the wider of two pairs of limits, each on its side: an exact one, and the
/// bootstrap's, if there is one. Weeks that are few or alike scatter less than chance does, and
/// the bootstrap's limits then fall together.
fn wider(
    name: &str,
    estimate: f64,
    exact: (f64, f64),
    weekly: (Option<f64>, Option<f64>),
) -> Parameter {
    Parameter {
        name: name.to_owned(),
        estimate,
        low: Some(weekly.0.map_or(exact.0, |low| low.min(exact.0))),
        high: Some(weekly.1.map_or(exact.1, |high| high.max(exact.1))),
    }
}

/// What a bootstrap sample of weeks says.
struct Drawn {
    /// Incidents a week.
    rate: f64,
    /// Variance of the weekly factor; 0 where it is not looked for.
    variance: f64,
    multipliers: [f64; 7],
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

/// Onsets, and how to fit them.
pub(super) struct Task<'a> {
    pub onsets: &'a [Option<Bounds>],
    /// Begin and end, ms since 1970.
    pub period: (f64, f64),
    /// True if somebody said when the period begins; otherwise the first onset is its begin.
    pub from_given: bool,
    pub zone: &'a TimeZone,
    pub draws: usize,
    pub samples: Resampler,
    pub watch: &'a Watch,
}

/// Fits arrivals; `None` where no day of onset is known.
pub(super) fn find(task: &Task<'_>) -> Option<Arrivals> {
    let onsets = task.onsets;
    let (days, from, to) = days(task.period.0, task.period.1, task.zone)?;
    let count = days.len() - 1;
    let mut per_day: Vec<(usize, u64)> = days[..count].iter().map(|day| (day.1, 0)).collect();
    let mut dated = 0;
    for onset in onsets.iter().flatten() {
        if onset.high - onset.low > DAY {
            continue;
        }
        let day = days.partition_point(|(begins, _)| *begins <= onset.low);
        if day >= 1 && day <= count {
            per_day[day - 1].1 += 1;
            dated += 1;
        }
    }
    if dated == 0 {
        return None;
    }
    let share = onsets.len() as f64 / dated as f64;
    let mut cautions = Vec::new();
    if dated < onsets.len() {
        cautions.push(format!(
            "{} of {} have no day of onset; the rate counts them, as if they fell like the others",
            onsets.len() - dated,
            onsets.len()
        ));
    }
    let mut weeks: Vec<Week> = per_day.chunks(7).map(Week::of).collect();
    let whole = weeks.iter().filter(|week| week.whole()).count();
    let enough = dated >= LEAST && count >= 14;
    let scatter = enough && whole >= LEAST_WEEKS;
    let rate = dated as f64 / count as f64 * 7.0;
    let trend = scatter
        .then(|| find_trend(&mut weeks[..whole], rate * share, task.from_given))
        .flatten();
    if let Some(trend) = &trend {
        cautions.push(trend_words(trend));
    }
    let fitted = model(&weeks);
    let scattered = fitted.and_then(|(_, it)| it);
    let aic = (
        fitted.map_or(f64::NAN, |(poisson, _)| poisson.aic),
        scattered.map(|it| it.aic),
    );
    let scattered = scattered.filter(|it| scatter && it.aic < aic.0);
    let drawn: Vec<Drawn> = (0..task.draws as u64)
        .into_par_iter()
        .filter(|_| !task.watch.stopped())
        .map(|number| {
            task.watch.tick();
            draw(&task.samples.draw(number, &weeks), scattered.is_some())
        })
        .collect();
    // The count of those with a day of onset is exact; the others scale its limits, too.
    let exact = garwood(dated as u64, CONFIDENCE);
    let exact = exact.map(|it| (it.low, it.high)).unwrap_or_default();
    let per_week = share * 7.0 / count as f64;
    let exact = (exact.0 * per_week, exact.1 * per_week);
    let by_weeks = scatter && !drawn.is_empty();
    let weekly = if by_weeks { &drawn[..] } else { &[] };
    let weekly = limits(weekly.iter().map(|it| share * it.rate).collect());
    let rate = wider("rate", rate * share, exact, weekly);
    if !scatter {
        cautions.push(format!(
            "{dated} incidents in {whole} whole weeks are too few to see over-dispersion or weekdays"
        ));
    }
    let variance = scattered.map(|scattered| {
        let (low, high) = limits(drawn.iter().map(|it| it.variance).collect());
        Parameter {
            name: "variance".to_owned(),
            estimate: scattered.variance,
            low,
            high,
        }
    });
    let mut all = Week::default();
    for week in &weeks {
        all.add(week);
    }
    let (weekdays, weekday_aic) = if enough {
        profile(&all, &drawn)
    } else {
        (Vec::new(), (0.0, 0.0))
    };
    let profile = !weekdays.is_empty() && weekday_aic.1 < weekday_aic.0;
    Some(Arrivals {
        n: onsets.len(),
        dated,
        from,
        to,
        days: count,
        rate,
        by_weeks,
        variance,
        aic,
        trend,
        weekdays,
        weekday_aic,
        profile,
        weeks: weeks[..whole].iter().map(Week::count).collect(),
        cautions,
    })
}

/// A trend over whole weeks; where there is one, each week's exposure becomes what the trend
/// expects of it, so that growth is not taken for scatter.
fn find_trend(weeks: &mut [Week], rate: f64, from_given: bool) -> Option<TrendFound> {
    let mut periods: Vec<Period> = weeks.iter().map(Week::period).collect();
    // Where the first onset begins the period, the first week has it by that choice.
    if let Some(first) = periods.first_mut().filter(|_| !from_given) {
        first.count = first.count.saturating_sub(1);
    }
    let found = trend(&periods).filter(|it| it.z().abs() > TREND)?;
    let middle = (weeks.len() - 1) as f64 / 2.0;
    let factor = |k: f64| libm::exp(found.slope * (k - middle));
    let sum: f64 = (0..weeks.len()).map(|k| factor(k as f64)).sum();
    let mean = sum / weeks.len() as f64;
    for (k, week) in weeks.iter_mut().enumerate() {
        week.exposure = factor(k as f64) / mean;
    }
    Some(TrendFound {
        per_year: libm::exp(found.slope * 365.2425 / 7.0),
        first: rate * factor(0.0) / mean,
        last: rate * factor((weeks.len() - 1) as f64) / mean,
        z: found.z(),
    })
}

fn trend_words(trend: &TrendFound) -> String {
    let figure = |value: f64| (value * 100.0).round() / 100.0;
    format!(
        "the rate {} over the period, from {} to {} a week ({} times each year, {} standard \
         errors): the mean is that of no year; take a part of the records with --from",
        if trend.per_year > 1.0 {
            "grows"
        } else {
            "falls"
        },
        figure(trend.first),
        figure(trend.last),
        figure(trend.per_year),
        figure(trend.z.abs())
    )
}

fn draw(weeks: &[Week], scatter: bool) -> Drawn {
    let mut all = Week::default();
    for week in weeks {
        all.add(week);
    }
    let variance = scatter.then(|| model(weeks)).flatten();
    Drawn {
        rate: all.count() as f64 / all.days() as f64 * 7.0,
        variance: variance.and_then(|it| it.1).map_or(0.0, |it| it.variance),
        multipliers: all.multipliers(),
    }
}

fn model(weeks: &[Week]) -> Option<(CountModel, Option<CountModel>)> {
    let whole = weeks.iter().filter(|week| week.whole());
    fit_counts(&whole.map(Week::period).collect::<Vec<_>>())
}

/// Multipliers with intervals, and the criteria of a flat week and of seven rates. Given how
/// many fall into a week, on which of its days they fall is multinomial, whatever the week's
/// factor: over-dispersion by week drops out.
fn profile(all: &Week, drawn: &[Drawn]) -> (Vec<Weekday>, (f64, f64)) {
    let (n, total) = (all.count(), all.days());
    let mut gain = 0.0;
    for (count, span) in all.counts.iter().zip(all.spans) {
        if *count > 0 {
            let expected = n as f64 * span as f64 / total as f64;
            gain += *count as f64 * libm::log(*count as f64 / expected);
        }
    }
    let weekdays = all
        .multipliers()
        .into_iter()
        .enumerate()
        .map(|(ix, estimate)| {
            let exact = clopper_pearson(all.counts[ix], n, CONFIDENCE);
            let exact = exact.map_or((0.0, 7.0), |it| all.multiplier_limits(ix, it));
            let weekly = limits(drawn.iter().map(|it| it.multipliers[ix]).collect());
            Weekday {
                day: NAMES[ix].to_owned(),
                count: all.counts[ix],
                days: all.spans[ix],
                multiplier: wider(NAMES[ix], estimate, exact, weekly),
            }
        })
        .collect();
    (weekdays, (0.0, 12.0 - 2.0 * gain))
}

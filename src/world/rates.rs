//! Piecewise-constant functions of time: arrival rates and criticality weights.

use jiff::ToSpan;

use crate::scenario::document::{Document, Phase, Poisson};
use crate::scenario::time::{Calendar, Instant, Span};

use super::interval_index::IntervalIndex;

/// A step function over the horizon: value `values[i]` from `starts[i]` to `starts[i + 1]`
/// (the last one to the end), with its running integral.
#[derive(Clone, Debug, PartialEq)]
pub struct Steps {
    /// Where each step begins; the first is the scenario's start.
    pub starts: Vec<Instant>,
    /// Value on each step.
    pub values: Vec<f64>,
    /// Integral over milliseconds from the start to each step's beginning.
    pub integral: Vec<f64>,
    /// End of the last step.
    pub end: Instant,
    intervals: IntervalIndex,
}

impl Steps {
    /// Builds the product of weights given as (from, to, factor), cut at `cuts`.
    fn build(end: Instant, mut cuts: Vec<Instant>, value: impl Fn(Instant) -> f64) -> Self {
        cuts.push(Instant::START);
        cuts.retain(|at| *at >= Instant::START && *at < end);
        cuts.sort_unstable();
        cuts.dedup();
        let mut steps = Self {
            starts: Vec::new(),
            values: Vec::new(),
            integral: Vec::new(),
            end,
            intervals: IntervalIndex::new(&[Instant::START], |at| *at, end),
        };
        let mut sum = 0.0;
        for at in cuts {
            let here = value(at);
            if steps.values.last() == Some(&here) {
                continue;
            }
            if let (Some(start), Some(last)) = (steps.starts.last(), steps.values.last()) {
                sum += last * (at - *start).0 as f64;
            }
            steps.starts.push(at);
            steps.values.push(here);
            steps.integral.push(sum);
        }
        steps.intervals = IntervalIndex::new(&steps.starts, |at| *at, end);
        steps
    }

    /// The value at an instant.
    pub fn at(&self, at: Instant) -> f64 {
        self.values[self.step(at)]
    }

    fn step(&self, at: Instant) -> usize {
        self.intervals.find(&self.starts, |start| *start, at)
    }

    /// The integral from the start to `at`, in value × milliseconds.
    pub fn until(&self, at: Instant) -> f64 {
        let at = at.clamp(Instant::START, self.end);
        let step = self.step(at);
        self.integral[step] + self.values[step] * (at - self.starts[step]).0 as f64
    }

    /// Where step `ix` ends.
    #[inline]
    pub fn step_end(&self, ix: usize) -> Instant {
        self.starts.get(ix + 1).copied().unwrap_or(self.end)
    }
}

fn phase_cuts(phases: &[Phase]) -> Vec<Instant> {
    phases
        .iter()
        .flat_map(|phase| [phase.from, phase.to])
        .collect()
}

/// Where each local hour begins, with weekday (Monday = 0) and hour.
fn local_hours(calendar: &Calendar, end: Instant) -> Vec<(Instant, usize, usize)> {
    let mut hours = Vec::new();
    let mut stamp = calendar.origin();
    loop {
        let local = calendar.zone().to_datetime(stamp);
        let at = calendar.instant(stamp);
        if at >= end {
            return hours;
        }
        hours.push((
            at,
            local.weekday().to_monday_zero_offset() as usize,
            local.hour() as usize,
        ));
        // To the next full local hour; zones with half-hour offsets start mid-hour.
        let into = i64::from(local.minute()) * 60_000
            + i64::from(local.second()) * 1_000
            + i64::from(local.millisecond());
        let Ok(next) = stamp.checked_add((3_600_000 - into).milliseconds()) else {
            return hours;
        };
        stamp = next;
    }
}

/// The rate of a Poisson process, arrivals per millisecond: base × phases × clock, zero
/// outside its window.
pub(crate) fn arrival_rate(document: &Document, process: &Poisson, instances: f64) -> Steps {
    let mut cuts = vec![process.from, process.to];
    let phases: &[Phase] = if process.follows_phases {
        &document.phases
    } else {
        &[]
    };
    cuts.extend(phase_cuts(phases));
    let flat = process
        .weekdays
        .iter()
        .chain(&process.hours)
        .all(|factor| (*factor - 1.0).abs() < f64::EPSILON);
    let hours = if flat {
        Vec::new()
    } else {
        local_hours(&document.calendar, document.end)
    };
    cuts.extend(hours.iter().map(|(at, ..)| *at));
    Steps::build(document.end, cuts, |at| {
        if at < process.from || at >= process.to {
            return 0.0;
        }
        let mut rate = process.rate * instances;
        for phase in phases
            .iter()
            .filter(|phase| phase.from <= at && at < phase.to)
        {
            rate *= phase.threat;
        }
        if let Some((_, weekday, hour)) = hours
            .partition_point(|(start, ..)| *start <= at)
            .checked_sub(1)
            .and_then(|ix| hours.get(ix))
        {
            rate *= process.weekdays[*weekday] * process.hours[*hour];
        }
        rate
    })
}

/// What an hour of an asset's service is worth beside its criticality: the product of the
/// phases' `criticality`, zero during the warm-up and outside the phases in which it matters.
pub(crate) fn criticality(
    document: &Document,
    matters_in: &[crate::scenario::document::PhaseIx],
) -> Steps {
    let mut cuts = phase_cuts(&document.phases);
    cuts.push(document.warm_up);
    Steps::build(document.end, cuts, |at| {
        let within = |phase: &Phase| phase.from <= at && at < phase.to;
        let matters = matters_in.is_empty()
            || matters_in
                .iter()
                .any(|phase| within(&document.phases[phase.ix()]));
        if at < document.warm_up || !matters {
            return 0.0;
        }
        document
            .phases
            .iter()
            .filter(|phase| within(phase))
            .map(|phase| phase.criticality)
            .product()
    })
}

/// Starts of periods of a length, for over-dispersed arrivals.
pub(crate) fn period(at: f64, every: Span) -> u64 {
    (at / every.0 as f64) as u64
}

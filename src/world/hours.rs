//! When a team works: watches that come on and go off, resolved to instants.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Time};

use crate::scenario::document::{Document, MAX_WATCHES, Pattern, TeamIx};
use crate::scenario::time::{Instant, Span};

use super::experts::{Expert, ExpertSet};
use super::interval_index::IntervalIndex;

/// The working hours of a team over the horizon. Its experts are dealt to watches, each of
/// which comes on and goes off by itself; without a cycle there is one.
#[derive(Clone, Debug)]
pub struct Schedule {
    /// Experts of each watch.
    watches: Vec<ExpertSet>,
    /// From when which watches are on, one bit each, in order of time; the first is at or
    /// before the start.
    changes: Vec<(Instant, u8)>,
    intervals: IntervalIndex,
}

impl Schedule {
    /// The hours of a team; `None` if it works round the clock.
    ///
    /// The experts of one nation (of no nation, for those who have none) are dealt to the
    /// watches in turn, in the order of the file.
    pub(super) fn compile(document: &Document, team: TeamIx, experts: &[Expert]) -> Option<Self> {
        let groups = match document.teams[team.ix()].hours.pattern {
            Pattern::Always => return None,
            Pattern::Weekly { .. } => 1,
            Pattern::Cycle { groups, .. } => groups.clamp(1, MAX_WATCHES),
        };
        let mut watches = vec![ExpertSet::EMPTY; groups as usize];
        for (number, expert) in experts.iter().enumerate() {
            watches[expert.place as usize % groups as usize].insert(number);
        }
        let mut edges: Vec<(Instant, u32, bool)> = Vec::new();
        for (watch, from, to) in windows(document, team) {
            if from < to {
                edges.push((from, watch, true));
                edges.push((to, watch, false));
            }
        }
        // Where one window ends and the next begins, the watch stays on.
        edges.sort_unstable_by_key(|(at, watch, begins)| (*at, !begins, *watch));
        let mut open = [0_u32; MAX_WATCHES as usize];
        let mut changes = vec![(Instant(i64::MIN), 0)];
        for (at, watch, begins) in edges {
            let open = &mut open[watch as usize];
            *open = if begins { *open + 1 } else { *open - 1 };
            let bit = 1 << watch;
            let (last, on) = changes[changes.len() - 1];
            let now = if *open > 0 { on | bit } else { on & !bit };
            if last == at {
                changes.pop();
            }
            if changes.last().is_none_or(|(_, before)| *before != now) {
                changes.push((at, now));
            }
        }
        let first = changes.partition_point(|(at, _)| *at <= Instant::START);
        changes.drain(..first.saturating_sub(1));
        changes.retain(|(at, _)| *at < document.end);
        let intervals = IntervalIndex::new(&changes, |(at, _)| *at, document.end);
        Some(Self {
            watches,
            changes,
            intervals,
        })
    }

    /// Position of the change in force at an instant.
    fn in_force(&self, at: Instant) -> usize {
        self.intervals.find(&self.changes, |(from, _)| *from, at)
    }

    /// Watches on at an instant, one bit each.
    pub fn on(&self, at: Instant) -> u8 {
        self.changes[self.in_force(at)].1
    }

    /// The next change after an instant.
    pub fn next(&self, at: Instant) -> Option<Instant> {
        let next = self.changes.get(self.in_force(at) + 1);
        next.map(|(at, _)| *at)
    }

    /// The experts of some watches.
    pub fn experts(&self, on: u8) -> ExpertSet {
        let mut set = ExpertSet::EMPTY;
        for (ix, watch) in self.watches.iter().enumerate() {
            if on & (1 << ix) != 0 {
                set = set.or(*watch);
            }
        }
        set
    }

    /// The first instant at or after `at` when somebody of a crew is on; a crew of nobody in
    /// particular (of unlimited staff) is when any watch is. [`Instant::NEVER`] if that is
    /// not before the end.
    pub fn first_on(&self, crew: ExpertSet, at: Instant) -> Instant {
        let is_on = |on: u8| {
            if crew.is_empty() {
                on != 0
            } else {
                !self.experts(on).and(crew).is_empty()
            }
        };
        let begin = self.in_force(at);
        for (from, on) in &self.changes[begin..] {
            if is_on(*on) {
                return at.max(*from);
            }
        }
        Instant::NEVER
    }
}

/// The windows of a team as (watch, from, to), a little beyond the horizon on both sides.
fn windows(document: &Document, team: TeamIx) -> Vec<(u32, Instant, Instant)> {
    let calendar = &document.calendar;
    let midnight = |at: Instant| calendar.local(at).date();
    let (first, last) = (midnight(Instant::START), midnight(document.end));
    let instant = |local: DateTime| {
        let stamp = calendar.zone().to_timestamp(local);
        stamp.ok().map(|stamp| calendar.instant(stamp))
    };
    let mut windows = Vec::new();
    match document.teams[team.ix()].hours.pattern {
        Pattern::Always => {}
        Pattern::Weekly { days, from, to } => {
            let mut day = first.saturating_sub(1.day());
            while day <= last {
                if days[day.weekday().to_monday_zero_offset() as usize]
                    && let (Some(from), Some(to)) =
                        (instant(after(day, from)), instant(after(day, to)))
                {
                    windows.push((0, from, to));
                }
                let Ok(next) = day.tomorrow() else { break };
                day = next;
            }
        }
        Pattern::Cycle {
            on,
            off,
            first: begins,
            groups,
        } => {
            let length = on.0 + off.0;
            let begin = instant(after(first, Span::ZERO)).unwrap_or(Instant::START);
            let by_clock = length % Span::DAY.0 == 0;
            for watch in 0..groups.clamp(1, MAX_WATCHES) {
                let shift = begins.0 + length * i64::from(watch) / i64::from(groups.max(1));
                // Turns that began before the first day may still be on.
                let mut turn = -1 - shift / length;
                loop {
                    let offset = Span(shift + turn * length);
                    let window = if by_clock {
                        let (from, to) = (after(first, offset), after(first, offset + on));
                        instant(from).zip(instant(to))
                    } else {
                        Some((begin + offset, begin + offset + on))
                    };
                    let Some((from, to)) = window.filter(|(from, _)| *from < document.end) else {
                        break;
                    };
                    windows.push((watch, from, to));
                    turn += 1;
                }
            }
        }
    }
    windows
}

/// So long after the midnight of a day, by the clock on the wall.
fn after(day: Date, offset: Span) -> DateTime {
    let midnight = day.to_datetime(Time::midnight());
    midnight.saturating_add(offset.0.milliseconds())
}

//! `[[election]]`, `[[phase]]` and `[[milestone]]`: what the time is about.

use jiff::civil::Time;

use super::super::code::Code;
use super::super::document::{AssetIx, Election, ElectionIx, Milestone, Phase};
use super::super::ids::Thing;
use super::super::reader::{Block, Cx, Field};
use super::super::schema;
use super::super::time::{Instant, Span};
use super::super::written_time::{ElectionTimes, Point};

const KINDS: [&str; 7] = [
    "municipal",
    "presidential",
    "parliamentary",
    "european",
    "referendum",
    "regional",
    "other",
];

/// An interval within the horizon.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Interval {
    pub from: Instant,
    pub to: Instant,
}

impl<'t> Cx<'t> {
    /// The days and hours of the elections, before the scenario's start is known: start and
    /// end may be anchored to them.
    pub(crate) fn read_election_times(&mut self) {
        let root = self.root;
        let Some(list) = root
            .get("election")
            .and_then(|list| list.get_ref().as_array())
        else {
            return;
        };
        for entry in list {
            let times = entry.get_ref().as_table().and_then(|table| {
                let block = Block {
                    keys: &schema::ELECTION,
                    table,
                    place: entry.span(),
                };
                self.election_times(&block)
            });
            self.elections.push(times);
        }
    }

    fn election_times(&mut self, block: &Block<'t>) -> Option<ElectionTimes> {
        let date = block.get("day").and_then(|field| self.date(field));
        let mut hour = |key: &str, default: i8| match block.get(key) {
            Some(field) => self.time_of_day(field),
            None => Some(Time::constant(default, 0, 0, 0)),
        };
        let (open, close) = (hour("polls_open", 7), hour("polls_close", 20));
        let (date, open, close) = (date?, open?, close?);
        if close <= open {
            let place = if block.has("polls_close") {
                block.place_of("polls_close")
            } else {
                block.place_of("polls_open")
            };
            self.report(Code::PollsOrder, place, "polls close before they open")
                .help("polls open and close on election day, the defaults are 07:00 and 20:00");
            return None;
        }
        let day = self.settle(Point::Day(date), block.place_of("day"));
        let mut hour = |key: &str, time: Time| {
            let local = date.to_datetime(time);
            let stamp = self.resolve(local, block.place_of(key));
            stamp.map(|stamp| (local, stamp))
        };
        let polls_open = hour("polls_open", open);
        let polls_close = hour("polls_close", close);
        Some(ElectionTimes {
            date,
            day: day?,
            polls_open: polls_open?,
            polls_close: polls_close?,
        })
    }

    /// `[[election]]`.
    pub(crate) fn read_elections(&mut self) -> Vec<Election> {
        let list = self.top("election");
        self.read_all(list, Thing::Election, &schema::ELECTION, |cx, block, ix| {
            let id = Self::id_of(block, ix);
            let times = cx.elections.get(ix).copied().flatten();
            let instant = |stamp| cx.calendar.instant(stamp);
            let [day, polls_open, polls_close] = times.map_or([Instant::START; 3], |times| {
                [times.day, times.polls_open.1, times.polls_close.1].map(instant)
            });
            let kind = block.get("kind").and_then(|field| cx.word(field, &KINDS));
            let run_off_of = block
                .get("run_off_of")
                .and_then(|field| cx.first_round(field, ix));
            Election {
                name: cx.name_of(block, &id),
                kind: kind.map_or("other", |kind| KINDS[kind]).to_owned(),
                day,
                polls_open,
                polls_close,
                run_off_of,
                id,
            }
        })
    }

    fn first_round(&mut self, field: Field<'t>, ix: usize) -> Option<ElectionIx> {
        let first = self.refer(field, Thing::Election)?;
        let times = |ix: usize| self.elections.get(ix).copied().flatten();
        let late = match (times(first), times(ix)) {
            (Some(earlier), Some(later)) => later.day <= earlier.day,
            _ => false,
        };
        if late || first == ix {
            let message = "a run-off comes after its first round";
            self.report(Code::RunOffOrder, field.place(), message)
                .help("name the election whose run-off this is, and give this one a later day");
        }
        Some(ElectionIx::from(first))
    }

    /// An interval `from`…`to`; `None` while one of its ends is unknown.
    pub(crate) fn interval(&mut self, block: &Block<'t>) -> Option<Interval> {
        let from = block.get("from").and_then(|field| self.instant(field));
        let to = block.get("to").and_then(|field| self.instant(field));
        self.ordered(from?, to?, block)
    }

    /// The interval, if it ends after it begins.
    pub(crate) fn ordered(
        &mut self,
        from: Instant,
        to: Instant,
        block: &Block<'t>,
    ) -> Option<Interval> {
        if to > from {
            return Some(Interval { from, to });
        }
        let shown = (self.calendar.minute(from), self.calendar.minute(to));
        let key = if block.has("to") { "to" } else { "from" };
        self.report(
            Code::IntervalReversed,
            block.place_of(key),
            format!("`to` ({}) is not after `from` ({})", shown.1, shown.0),
        )
        .help("an interval must end after it begins");
        None
    }

    /// Warns of what lies outside the horizon; true if it does.
    pub(crate) fn never(&mut self, interval: Interval, what: &str, block: &Block<'t>) -> bool {
        let outside =
            self.clock_known() && (interval.to <= Instant::START || interval.from >= self.end);
        if outside {
            let key = if interval.to <= Instant::START {
                "to"
            } else {
                "from"
            };
            let message = format!("{what} lies outside the scenario: it has no effect");
            self.report(Code::NeverInHorizon, block.place_of(key), message)
                .help("move it, or the scenario's `start` and `end`");
        }
        outside
    }

    /// `[[phase]]`.
    pub(crate) fn read_phases(&mut self) -> Vec<Phase> {
        let list = self.top("phase");
        self.read_all(list, Thing::Phase, &schema::PHASE, |cx, block, ix| {
            let id = Self::id_of(block, ix);
            let interval = cx.interval(block);
            let outside = interval.is_none_or(|it| cx.never(it, "the phase", block));
            let (from, to) = match interval {
                Some(it) if !outside => (it.from.max(Instant::START), it.to.min(cx.end)),
                _ => (Instant::START, Instant::START),
            };
            Phase {
                name: cx.name_of(block, &id),
                from,
                to,
                threat: cx.factor(block.get("threat"), 1.0),
                criticality: cx.factor(block.get("criticality"), 1.0),
                id,
            }
        })
    }

    /// `[[milestone]]`.
    pub(crate) fn read_milestones(&mut self) -> Vec<Milestone> {
        let list = self.top("milestone");
        self.read_all(
            list,
            Thing::Milestone,
            &schema::MILESTONE,
            |cx, block, ix| {
                let id = Self::id_of(block, ix);
                let asset = block.get("asset").and_then(|f| cx.refer(f, Thing::Asset));
                let interval = cx.interval(block);
                if let Some(it) = interval
                    && cx.clock_known()
                    && (it.from < Instant::START || it.to > cx.end)
                {
                    let key = if it.from < Instant::START {
                        "from"
                    } else {
                        "to"
                    };
                    let message = "the milestone is not wholly inside the scenario";
                    cx.report(Code::MilestoneOutside, block.place_of(key), message)
                        .help("move it, or the scenario's `start` and `end`");
                }
                Milestone {
                    name: cx.name_of(block, &id),
                    asset: AssetIx::from(asset.unwrap_or(0)),
                    level: cx.share(block.get("level"), 1.0),
                    from: interval.map_or(Instant::START, |it| it.from),
                    to: interval.map_or(Instant::START, |it| it.to),
                    tolerance: cx.span(block.get("tolerance"), Span::ZERO),
                    id,
                }
            },
        )
    }
}

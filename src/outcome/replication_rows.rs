//! One row of each replication: everything that a summary says of many, of one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::scenario::document::{MilestoneIx, Moment, Severity};
use crate::scenario::time::Instant;
use crate::sim::counts::Counts;
use crate::sim::incident::Incident;
use crate::sim::observe::Observer;
use crate::sim::origin::{Origin, Primary, RootCause};
use crate::sim::response::Work;
use crate::sim::run::Simulation;
use crate::stats::Moments;
use crate::world::World;

use super::collector::{Collector, is_warming_up};
use super::measure::Duration;
use super::meter::Pool;
use super::replication_column::ReplicationColumn;
use super::replication_columns::{Clock, Fate, Source, Worst, hours, with_sources};
use super::tally::Tally;

/// A cell of a row.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Cell {
    /// There is no such thing.
    Missing,
    /// A number, whole or not; 0 or 1 for no or yes.
    Number(f64),
    /// A text.
    Text(String),
    /// Numbers in order.
    List(Vec<f64>),
}

impl Cell {
    /// A number, or nothing where it is none.
    pub(crate) fn number(value: f64) -> Self {
        if value.is_finite() {
            Self::Number(value)
        } else {
            Self::Missing
        }
    }
}

/// The gravest incident of a replication so far, of several the longest.
#[derive(Clone, Copy, Debug)]
struct Gravest {
    number: u32,
    kind: usize,
    asset: usize,
    severity: Severity,
    lifetime: Duration,
}

impl Gravest {
    fn length(&self) -> i64 {
        match self.lifetime {
            Duration::Ended(span) | Duration::Censored(span) => span.0,
        }
    }
}

/// An observer that makes a row of each replication.
#[derive(Clone, Debug)]
pub(crate) struct ReplicationReader<'w> {
    world: &'w World,
    /// Where the cells come from; nothing for what this world does not have.
    sources: Vec<Option<Source>>,
    collector: Collector,
    gravest: Option<Gravest>,
    pools: Vec<Pool>,
    /// Of each pool, hours that ended and that were still running at the end.
    durations: Vec<[Vec<f64>; 2]>,
}

impl<'w> ReplicationReader<'w> {
    /// A reader of these columns, and of two more for each pool: the durations that ended, and
    /// those still running at the end, one by one.
    pub(crate) fn new(world: &'w World, columns: &[ReplicationColumn], pools: Vec<Pool>) -> Self {
        let own = with_sources(world).into_iter();
        let own: BTreeMap<String, Source> = own.map(|(it, source)| (it.name, source)).collect();
        Self {
            world,
            sources: columns
                .iter()
                .map(|it| own.get(&it.name).copied())
                .collect(),
            collector: Collector::new(world),
            gravest: None,
            durations: vec![Default::default(); pools.len()],
            pools,
        }
    }

    /// The row of the replication that the simulation has just run.
    pub(crate) fn close(
        &mut self,
        replication: u64,
        simulation: &Simulation<'_>,
        counts: Counts,
    ) -> Vec<Cell> {
        self.collector.close(simulation, counts);
        let next = Collector::new(self.world);
        let closed = std::mem::replace(&mut self.collector, next);
        let histories = closed.history().to_vec();
        let tally = closed.into_tally();
        let mut row: Vec<Cell> = self
            .sources
            .iter()
            .map(|source| match source {
                Some(Source::Replication) => Cell::Number(replication as f64),
                Some(Source::Mean(place)) => Cell::number(histories[*place]),
                Some(Source::Worst(part)) => self.worst(*part),
                Some(Source::MissedBy(milestone)) => self.missed_by(*milestone, &tally),
                Some(Source::LateBy(target)) => self.late_by(*target, &tally),
                Some(source) => cell(*source, &tally),
                None => Cell::Missing,
            })
            .collect();
        let durations = self.durations.iter_mut().flatten();
        row.extend(durations.map(|hours| Cell::List(std::mem::take(hours))));
        self.gravest = None;
        row
    }

    /// `FROM/KIND/ASSET` of the miss of a milestone; nothing if it was kept.
    fn missed_by(&self, milestone: usize, tally: &Tally) -> Cell {
        let document = &self.world.document;
        let Some(cause) = tally.reasons.milestones[milestone].keys().next() else {
            return Cell::Missing;
        };
        Cell::Text(cause.map_or_else(
            || "unknown".to_owned(),
            |it| {
                let from = self.from(it.primary);
                let kind = it.kind.map(|kind| document.kinds[kind.ix()].id.as_str());
                let asset = &document.assets[it.asset.ix()].id;
                format!("{from}/{}/{asset}", kind.unwrap_or_default())
            },
        ))
    }

    /// `FROM/HELD_UP_BY=COUNT;…` of the missed deadlines of a target; nothing if none was missed.
    fn late_by(&self, target: usize, tally: &Tally) -> Cell {
        let reasons = tally.reasons.targets[target].iter();
        let reasons: Vec<String> = reasons
            .map(|((primary, holdup), count)| {
                format!("{}/{}={count}", self.from(*primary), holdup.name())
            })
            .collect();
        if reasons.is_empty() {
            Cell::Missing
        } else {
            Cell::Text(reasons.join(";"))
        }
    }

    /// `threat:ID` or `inject:ID`.
    fn from(&self, primary: Primary) -> String {
        super::record::origin(
            self.world,
            match primary {
                Primary::Threat(threat) => Origin::Threat(threat),
                Primary::Inject(inject) => Origin::Inject(inject),
            },
        )
    }

    fn worst(&self, part: Worst) -> Cell {
        let Some(worst) = &self.gravest else {
            return Cell::Missing;
        };
        let document = &self.world.document;
        match part {
            Worst::Number => Cell::Number(f64::from(worst.number)),
            Worst::Kind => Cell::Text(document.kinds[worst.kind].id.clone()),
            Worst::Asset => Cell::Text(document.assets[worst.asset].id.clone()),
            Worst::Severity => Cell::Text(worst.severity.name().to_owned()),
            Worst::Lifetime => Cell::Number(hours(worst.length() as f64)),
            Worst::Open => {
                let open = matches!(worst.lifetime, Duration::Censored(_));
                Cell::Number(f64::from(u8::from(open)))
            }
        }
    }
}

/// The cell of a tally of one replication. What its moments have is the mean of one value: that
/// value.
fn cell(source: Source, tally: &Tally) -> Cell {
    let one = |moments: &Moments| moments.mean().map_or(Cell::Missing, Cell::number);
    let count = |count: u64| Cell::Number(count as f64);
    match source {
        Source::Replication
        | Source::Mean(_)
        | Source::Worst(_)
        | Source::MissedBy(_)
        | Source::LateBy(_) => Cell::Missing,
        Source::Scalar(scalar) => one(tally.scalar(scalar)),
        Source::Clock(measure, clock) => {
            let durations = tally.durations(measure, None);
            match clock {
                Clock::Started => count(durations.count()),
                Clock::Open => count(durations.censored()),
                Clock::EndedHours => Cell::Number(hours(durations.ended_sum() as f64)),
            }
        }
        Source::Deadlines(target, severity, fate) => {
            let deadlines = tally.deadlines(target, Some(severity));
            count(match fate {
                Fate::Met => deadlines.met,
                Fate::Missed => deadlines.missed,
                Fate::Undecided => deadlines.undecided,
            })
        }
        Source::Kept(milestone) => count(tally.kept[milestone]),
        Source::Loss(asset) => one(&tally.loss[asset]),
        Source::Kind(kind) => one(&tally.kinds[kind]),
        Source::Deployments(team) => one(&tally.teams[team].deployments),
        Source::TeamHours(team) => one(&tally.teams[team].hours),
        Source::Always(value) => Cell::Number(value),
        Source::Requests(team) => count(tally.details[team].waits.requests),
        Source::Wait(team, wait) => {
            let sum = tally.details[team].waits.sums[wait as usize];
            Cell::Number(hours(sum as f64))
        }
        Source::Effectiveness(team) => one(&tally.details[team].effectiveness.mean),
        Source::Course(team) => {
            let measured = &tally.details[team].effectiveness;
            let moments = measured.moments.iter().skip(measured.counted_from);
            Cell::List(moments.map(|it| it.mean().unwrap_or(f64::NAN)).collect())
        }
        Source::GroupHours(team, group) => one(&tally.details[team].groups[group]),
        Source::Assignments(nation) => one(&tally.nations[nation].deployments),
        Source::NationHours(nation) => one(&tally.nations[nation].hours),
    }
}

impl Observer for ReplicationReader<'_> {
    const EXPLAINS: bool = true;

    fn fell(&mut self, at: Instant, milestone: MilestoneIx, why: Option<RootCause>) {
        self.collector.fell(at, milestone, why);
    }

    fn worked(&mut self, world: &World, incident: &Incident, work: &Work) {
        self.collector.worked(world, incident, work);
    }

    fn ended(&mut self, world: &World, incident: &Incident) {
        self.collector.ended(world, incident);
        let false_alarm = world.document.kinds[incident.kind.ix()].false_alarm;
        if is_warming_up(world, incident) || false_alarm {
            return;
        }
        let end = world.document.end;
        for (pool, [ended, open]) in self.pools.iter().zip(&mut self.durations) {
            if !pool.severities.contains(incident.severity) {
                continue;
            }
            match pool.measure.of(incident, end) {
                Some(Duration::Ended(span)) => ended.push(hours(span.0 as f64)),
                Some(Duration::Censored(span)) => open.push(hours(span.0 as f64)),
                None => {}
            }
        }
        let recovered = incident.moment(Moment::Recovered);
        let Some(lifetime) = Duration::between(incident.onset(), recovered, end) else {
            return;
        };
        let found = Gravest {
            number: incident.number,
            kind: incident.kind.ix(),
            asset: incident.asset.ix(),
            severity: incident.severity,
            lifetime,
        };
        // Incidents end in any order; of equals the first by number is told.
        let rank = |it: &Gravest| (it.severity, it.length(), std::cmp::Reverse(it.number));
        if self.gravest.is_none_or(|known| rank(&known) < rank(&found)) {
            self.gravest = Some(found);
        }
    }
}

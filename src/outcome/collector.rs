//! Adds up what happens in one replication after another.

use crate::scenario::document::{
    AssetIx, MilestoneIx, Moment, NationIx, Severity, TargetIx, TeamIx,
};
use crate::scenario::time::{Instant, Span};
use crate::sim::counts::Counts;
use crate::sim::incident::Incident;
use crate::sim::observe::Observer;
use crate::sim::origin::RootCause;
use crate::sim::response::Work;
use crate::sim::run::Simulation;
use crate::world::World;
use crate::world::targets::Covering;

use super::census::Census;
use super::deadline::InTime;
use super::history_measure::{HistoryMeasure, MEANS};
use super::measure::{Duration, Measure};
use super::reasons::Holdup;
use super::tally::{Scalar, Tally};

/// Counts of the replication that is running.
#[derive(Clone, Debug, Default)]
struct Current {
    census: Census,
    kinds: Vec<u64>,
    deployments: Vec<u64>,
    assignments: Vec<u64>,
    /// Of each team. Half the width of the tally's sums will do for one replication.
    waits: Vec<WaitSums>,
    /// Sum, ms, and number of the durations behind each of [`MEANS`].
    means: [(i64, u64); MEANS.len()],
    /// When the assets of milestones fell below their level, and why.
    falls: Vec<(Instant, MilestoneIx, Option<RootCause>)>,
}

/// Waits of the requests on which a team had hands on, ms, in the order of [`Wait::ALL`].
///
/// [`Wait::ALL`]: super::wait::Wait::ALL
#[derive(Clone, Copy, Debug, Default)]
struct WaitSums {
    requests: u64,
    sums: [i64; 5],
}

/// An observer that fills a [`Tally`].
#[derive(Clone, Debug)]
pub struct Collector {
    tally: Tally,
    current: Current,
    /// Some target is a team's own.
    judges_work: bool,
    /// Where each of [`MEANS`] is cut.
    horizons: [Span; MEANS.len()],
    /// Of the last replication the values of [`HistoryMeasure::all`], `NaN` for none.
    history: Vec<f64>,
}

impl Collector {
    /// An empty tally for a world.
    pub fn new(world: &World) -> Self {
        Self {
            tally: Tally::new(world),
            current: Current {
                kinds: vec![0; world.document.kinds.len()],
                deployments: vec![0; world.document.teams.len()],
                assignments: vec![0; world.document.nations.len()],
                waits: vec![WaitSums::default(); world.document.teams.len()],
                ..Current::default()
            },
            judges_work: !world.targets.of_work.is_empty(),
            horizons: MEANS.map(|measure| measure.horizon(&world.document)),
            history: Vec::with_capacity(HistoryMeasure::all(world).len()),
        }
    }

    /// The tally so far.
    pub fn into_tally(self) -> Tally {
        self.tally
    }

    /// Of the replication that was closed last the values of
    /// [`HistoryMeasure::all`], `NaN` for none.
    pub(crate) fn history(&self) -> &[f64] {
        &self.history
    }

    /// Closes the replication that the simulation has just run.
    pub fn close(&mut self, simulation: &Simulation<'_>, counts: Counts) {
        let tally = &mut self.tally;
        tally.replications += 1;
        tally.events += counts.events;
        tally.all_incidents += counts.all_incidents;
        let current = &mut self.current;
        let means = current.means.iter();
        let hour = Span::HOUR.0 as f64;
        self.history.clear();
        self.history
            .extend(means.map(|(sum, n)| *sum as f64 / *n as f64 / hour));
        let mut loss = 0.0;
        for (ix, moments) in tally.loss.iter_mut().enumerate() {
            let asset = simulation.service().loss(AssetIx::from(ix));
            moments.push(asset);
            self.history.push(asset);
            loss += asset;
        }
        let sums = tally.scalars.iter_mut().zip(&mut tally.spreads);
        for (scalar, (moments, spread)) in Scalar::ALL.iter().zip(sums) {
            let value = current.census.value(*scalar, &counts, || loss);
            moments.push(value);
            spread.push(value);
        }
        for (ix, kept) in tally.kept.iter_mut().enumerate() {
            let milestone = MilestoneIx::from(ix);
            *kept += u64::from(simulation.kept(milestone));
            if let Some((since, _)) = simulation.service().lost(milestone) {
                let mut falls = current.falls.iter();
                let fall = falls.find(|it| (it.0, it.1) == (since, milestone));
                let why = fall.and_then(|(_, _, why)| *why);
                *tally.reasons.milestones[ix].entry(why).or_insert(0) += 1;
            }
        }
        for (ix, team) in tally.teams.iter_mut().enumerate() {
            team.deployments.push(current.deployments[ix] as f64);
            let hours = simulation.team_time(TeamIx::from(ix)).hours();
            team.hours.push(hours);
            self.history.push(hours);
        }
        for (ix, detail) in tally.details.iter_mut().enumerate() {
            let team = TeamIx::from(ix);
            for (group, hours) in detail.groups.iter_mut().enumerate() {
                hours.push(simulation.group_time(team, group).hours());
            }
            let measured = simulation.effectiveness(team);
            detail.effectiveness.push(measured);
            let waits = &current.waits[ix];
            detail.waits.requests += waits.requests;
            for (sum, more) in detail.waits.sums.iter_mut().zip(waits.sums) {
                *sum += i128::from(more);
            }
        }
        for (ix, nation) in tally.nations.iter_mut().enumerate() {
            nation.deployments.push(current.assignments[ix] as f64);
            nation
                .hours
                .push(simulation.nation_time(NationIx::from(ix)).hours());
        }
        for (kind, count) in tally.kinds.iter_mut().zip(&current.kinds) {
            kind.push(*count as f64);
        }
        self.clear();
    }

    /// Forgets the replication that is running, after a failure.
    pub fn clear(&mut self) {
        let current = &mut self.current;
        current.census = Census::default();
        current.kinds.fill(0);
        current.deployments.fill(0);
        current.assignments.fill(0);
        current.waits.fill(WaitSums::default());
        current.falls.clear();
        current.means = Default::default();
    }
}

impl Observer for Collector {
    const EXPLAINS: bool = true;

    #[inline]
    fn worked(&mut self, world: &World, incident: &Incident, work: &Work) {
        if is_warming_up(world, incident) {
            return;
        }
        // A request that was interrupted has been judged when its first crew left.
        let first = work.fresh && !work.resumed;
        if self.judges_work && first {
            self.judge_work(world, incident, work);
        }
        let Some(team) = work.team else { return };
        if first && work.hands_on.happened() {
            let waits = &mut self.current.waits[team.ix()];
            waits.requests += 1;
            let [approval, queue, mobilisation, travel, opening] = &mut waits.sums;
            *approval += (work.queued - work.requested).0;
            *queue += (work.assigned - work.queued).0;
            *mobilisation += (work.mobilised - work.assigned).0;
            *travel += (work.on_site - work.mobilised).0;
            *opening += (work.hands_on - work.on_site).0;
        }
        if work.fresh && work.assigned.happened() {
            self.current.deployments[team.ix()] += 1;
            if self.current.assignments.is_empty() {
                return;
            }
            for expert in work.crew.iter() {
                if let Some(nation) = world.pools[team.ix()].experts[expert].nation {
                    self.current.assignments[nation.ix()] += 1;
                }
            }
        }
    }

    fn ended(&mut self, world: &World, incident: &Incident) {
        if is_warming_up(world, incident) {
            return;
        }
        let end = world.document.end;
        let current = &mut self.current;
        current.kinds[incident.kind.ix()] += 1;
        if !current.census.count(world, incident) {
            return;
        }
        let week = (incident.onset().0 / Span::WEEK.0) as usize;
        self.tally.weeks[week][incident.severity.ix()] += 1;
        // One by one rather than in a loop, so that each knows its moments when compiled.
        self.measure(Measure::Detection, incident, end);
        self.measure(Measure::Response, incident, end);
        self.measure(Measure::Containment, incident, end);
        self.measure(Measure::Recovery, incident, end);
        self.measure(Measure::Lifetime, incident, end);
        self.add_to_mean(0, incident, end);
        self.add_to_mean(1, incident, end);
        for list in covering(&world.targets.of_incidents, incident) {
            for ix in list {
                self.judge(world, incident, ix.ix(), |moment| incident.moment(moment));
            }
        }
    }

    fn fell(&mut self, at: Instant, milestone: MilestoneIx, why: Option<RootCause>) {
        self.current.falls.push((at, milestone, why));
    }
}

impl Collector {
    /// Holds a team's work against the deadlines of that team.
    fn judge_work(&mut self, world: &World, incident: &Incident, work: &Work) {
        for list in covering(&world.targets.of_work, incident) {
            for ix in list {
                let target = &world.document.targets[ix.ix()];
                let mine = target
                    .team
                    .is_some_and(|team| is_asked_of(world, incident, work, team));
                if mine {
                    self.judge(world, incident, ix.ix(), |moment| {
                        work_moment(incident, work, moment)
                    });
                }
            }
        }
    }

    /// Counts a duration as [`Measure::of`] defines it. (No moment comes before the one that
    /// starts its clock, so the second is looked at first: nearly always it has come.)
    #[inline]
    fn measure(&mut self, measure: Measure, incident: &Incident, end: Instant) {
        let (from, to) = measure.moments();
        let (from, to) = (incident.moment(from), incident.moment(to));
        let histogram = &mut self.tally.durations[measure as usize][incident.severity.ix()];
        if to.happened() {
            histogram.record((to - from).0);
        } else if from.happened() {
            histogram.censor((end - from).0);
        }
    }

    /// Adds a duration to the history's mean of it, if it could be watched to the horizon.
    #[inline]
    fn add_to_mean(&mut self, which: usize, incident: &Incident, end: Instant) {
        let horizon = self.horizons[which];
        if let Some(took) = MEANS[which].restricted(incident, horizon, end) {
            let (sum, n) = &mut self.current.means[which];
            *sum += took.0;
            *n += 1;
        }
    }

    fn judge(
        &mut self,
        world: &World,
        incident: &Incident,
        ix: usize,
        moment: impl Fn(Moment) -> Instant,
    ) {
        let target = &world.document.targets[ix];
        let (from, to) = (moment(target.from), moment(target.to));
        let Some(duration) = Duration::between(from, to, world.document.end) else {
            return;
        };
        let deadlines = &mut self.tally.targets[ix][incident.severity.ix()];
        match InTime::of(duration, target.within) {
            InTime::Met => deadlines.met += 1,
            InTime::Missed => {
                deadlines.missed += 1;
                let between = (target.from, target.to);
                let holdup = Holdup::longest(moment, between, world.document.end);
                let reasons = &mut self.tally.reasons.targets[ix];
                *reasons.entry((incident.primary(), holdup)).or_insert(0) += 1;
            }
            InTime::Undecided => deadlines.undecided += 1,
        }
    }
}

/// True if the incident began before anything counts.
pub(super) fn is_warming_up(world: &World, incident: &Incident) -> bool {
    incident.onset() < world.document.warm_up
}

/// True if the work is a team's. A request that nobody has answered counts for every team that
/// was asked.
pub(super) fn is_asked_of(world: &World, incident: &Incident, work: &Work, team: TeamIx) -> bool {
    work.team
        .map_or_else(|| incident.is_asked(world, team), |by| by == team)
}

/// A moment as one team's deadline sees it: its own work's where the work has one.
pub(super) fn work_moment(incident: &Incident, work: &Work, moment: Moment) -> Instant {
    match moment {
        Moment::Requested => work.requested,
        Moment::Queued => work.queued,
        Moment::Assigned => work.assigned,
        Moment::Mobilised => work.mobilised,
        Moment::OnSite => work.on_site,
        Moment::HandsOn => work.hands_on,
        Moment::Onset
        | Moment::Detected
        | Moment::Contained
        | Moment::Eradicated
        | Moment::Recovered => incident.moment(moment),
    }
}

/// Of some targets, those that cover an incident.
#[inline]
pub(super) fn covering<'w>(targets: &'w Covering, incident: &Incident) -> [&'w [TargetIx]; 4] {
    targets.of(incident.asset, incident.kind, incident.severity)
}

/// The severities that a summary lists, gravest first.
pub(crate) const GRAVEST_FIRST: [Severity; 4] = [
    Severity::Critical,
    Severity::High,
    Severity::Medium,
    Severity::Low,
];

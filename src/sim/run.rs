//! One replication: the state of a history and the loop that moves it on.

use crate::scenario::document::{AssetIx, MilestoneIx, NationIx, TeamIx};
use crate::scenario::time::{Instant, Span};
use crate::world::World;
use crate::world::pool::Pool;

use super::agenda::Class;
use super::arrival::Source;
use super::brake::{Halt, Stop};
use super::calendar::Calendar;
use super::causes::Causes;
use super::counts::Counts;
use super::event::Event;
use super::failure::Failure;
use super::harm::Harm;
use super::incident::State;
use super::key::Draws;
use super::observe::{Observer, Unwatched};
use super::open::Open;
use super::orders::Orders;
use super::response::Work;
use super::service::Service;
use super::slab::Slab;
use super::staff::Staff;
use super::waiting::Waiting;

/// A history in the making. It can be run again and again: memory is kept. A copy goes on by
/// itself from where it was made.
///
/// The state has parts, and each has methods of its own that touch nothing else. What is an
/// `impl Simulation` needs several of them.
#[derive(Clone, Debug)]
pub struct Simulation<'w> {
    pub(super) world: &'w World,
    pub(super) draws: Draws,
    pub(super) calendar: Calendar<'w>,
    pub(super) causes: Causes,
    pub(super) incidents: Slab,
    /// What is open on each instance.
    pub(super) open: Open,
    pub(super) service: Service,
    pub(super) staff: Staff,
    pub(super) waiting: Waiting,
    /// What players have decided; nothing in a study.
    pub(super) orders: Orders,
    pub(super) counts: Counts,
    /// Memory to find root causes with.
    pub(super) harms: Vec<Harm>,
    /// Arrivals deflected, warm-up included.
    pub(super) all_deflected: u64,
    /// For tests: whoever goes next is held against a look at all that waits.
    #[cfg(test)]
    pub(super) scans: bool,
}

impl<'w> Simulation<'w> {
    /// Room for histories of a world.
    pub fn new(world: &'w World) -> Self {
        Self {
            world,
            draws: Draws::default(),
            calendar: Calendar::new(world.document.limits.events),
            causes: Causes::new(world.threats.len()),
            incidents: Slab::default(),
            open: Open::new(world),
            service: Service::new(world),
            staff: Staff::new(world),
            waiting: Waiting::new(world),
            orders: Orders::default(),
            counts: Counts::default(),
            harms: Vec::new(),
            all_deflected: 0,
            #[cfg(test)]
            scans: false,
        }
    }

    /// The same, but replications end with [`Failure::Interrupted`] when they are asked to.
    #[must_use]
    pub const fn stopping(mut self, stop: &'w Stop<'w>) -> Self {
        self.calendar.obey(stop);
        self
    }

    /// Runs one replication from start to end.
    ///
    /// # Errors
    /// When a limit of the scenario is passed, or it was asked to stop.
    pub fn run<O: Observer>(
        &mut self,
        seed: u64,
        replication: u64,
        observer: &mut O,
    ) -> Result<Counts, Failure> {
        self.reset(seed, replication)?;
        self.go_on(observer)
    }

    /// Runs one replication up to an instant, which it leaves to come.
    ///
    /// # Errors
    /// When a limit of the scenario is passed, or it was asked to stop.
    pub(crate) fn run_until(
        &mut self,
        seed: u64,
        replication: u64,
        until: Instant,
    ) -> Result<(), Failure> {
        self.reset(seed, replication)?;
        let until = until.min(self.world.document.end);
        while self.advance(until, &mut Unwatched)? {}
        Ok(())
    }

    /// Begins a replication, of which nothing has happened.
    ///
    /// # Errors
    /// When a limit of the scenario is passed, or it was asked to stop.
    pub(crate) fn start(&mut self, seed: u64, replication: u64) -> Result<(), Failure> {
        self.reset(seed, replication)
    }

    /// Goes on up to an instant, which it leaves to come.
    ///
    /// # Errors
    /// When a limit of the scenario is passed, or it was asked to stop.
    pub(crate) fn step_until<O: Observer>(
        &mut self,
        until: Instant,
        observer: &mut O,
    ) -> Result<(), Failure> {
        let until = until.min(self.world.document.end);
        while self.advance(until, observer)? {}
        // What can be sent at the last instant is sent at it.
        if self.waiting.dispatch_due && self.calendar.would_be_next(Class::Dispatch) {
            self.dispatch(observer);
        }
        Ok(())
    }

    /// Goes on to the end.
    ///
    /// # Errors
    /// When a limit of the scenario is passed, or it was asked to stop.
    pub(crate) fn go_on<O: Observer>(&mut self, observer: &mut O) -> Result<Counts, Failure> {
        while self.advance(self.world.document.end, observer)? {}
        self.finish(observer)
    }

    /// One event, after whatever can be dispatched before it; false if none is left that comes
    /// before an instant.
    #[inline(always)]
    fn advance<O: Observer>(&mut self, until: Instant, observer: &mut O) -> Result<bool, Failure> {
        if self.waiting.dispatch_due && self.calendar.would_be_next(Class::Dispatch) {
            self.dispatch(observer);
        }
        let Some(event) = self.calendar.take_next(until) else {
            return Ok(false);
        };
        self.counts.events += 1;
        self.step()?;
        self.handle(event, observer)?;
        Ok(true)
    }

    /// Service levels and losses; complete after [`Simulation::run`].
    pub const fn service(&self) -> &Service {
        &self.service
    }

    /// Expert time that a team spent from assignment to the end of work, after the warm-up.
    pub fn team_time(&self, team: TeamIx) -> Span {
        Span(self.staff.teams[team.ix()].busy_time)
    }

    /// The same by the experts' nation, over all teams.
    pub fn nation_time(&self, nation: NationIx) -> Span {
        self.staff.nation_time(self.world, nation)
    }

    /// The same by the team's groups of experts; indices as in [`Pool::groups`].
    ///
    /// [`Pool::groups`]: crate::world::pool::Pool::groups
    pub fn group_time(&self, team: TeamIx, group: usize) -> Span {
        Span(self.staff.teams[team.ix()].group_time[group])
    }

    /// Mean effectiveness of a team's experts on duty (proficiency × familiarity × what
    /// fatigue leaves), measured every [`World::effectiveness_every`] from the start; NaN where nobody
    /// is on duty. Empty for teams whose effectiveness never changes.
    pub fn effectiveness(&self, team: TeamIx) -> &[f64] {
        &self.staff.teams[team.ix()].measured
    }

    /// Counts a step of the work on this replication.
    #[inline(always)]
    pub(super) fn step(&mut self) -> Result<(), Failure> {
        self.calendar.step().map_err(|halt| self.halted(halt))
    }

    #[cold]
    pub(super) const fn halted(&self, halt: Halt) -> Failure {
        Failure::of_halt(halt, &self.world.document, self.calendar.now)
    }

    /// Back to the start, with all on the calendar that is known beforehand.
    fn reset(&mut self, seed: u64, replication: u64) -> Result<(), Failure> {
        let world = self.world;
        self.draws = Draws { seed, replication };
        self.calendar.clear();
        self.causes.clear();
        self.incidents.clear();
        self.open.clear();
        self.service.reset(world);
        self.waiting.clear();
        self.orders.reset();
        self.counts = Counts::default();
        self.all_deflected = 0;
        for (ix, pool) in world.pools.iter().enumerate() {
            let current = pool
                .shifts
                .iter()
                .rposition(|shift| shift.from <= Instant::START)
                .unwrap_or(0);
            self.staff.teams[ix].reset(pool, current);
            let team = ix as u16;
            for (number, spec) in pool.shifts.iter().enumerate().skip(current + 1) {
                let shift = number as u32;
                if spec.alongside < Instant::START {
                    self.staff.teams[ix].has_begun(pool, number);
                } else if spec.alongside < spec.from {
                    let event = Event::Overlap { team, shift };
                    self.calendar
                        .schedule(spec.alongside, Class::ShiftChange, event);
                }
                self.calendar
                    .schedule(spec.from, Class::ShiftChange, Event::Shift { team, shift });
            }
        }
        if world.pools.iter().any(Pool::varies) {
            self.calendar
                .schedule(Instant::START, Class::Observe, Event::MeasureEffectiveness);
        }
        for (ix, inject) in world.document.injects.iter().enumerate() {
            self.calendar
                .schedule(inject.at, Class::Occur, Event::Inject { inject: ix as u32 });
        }
        for (ix, milestone) in world.document.milestones.iter().enumerate() {
            let milestone_ix = ix as u32;
            self.calendar.schedule(
                milestone.from.max(Instant::START),
                Class::Observe,
                Event::MilestoneBegins {
                    milestone: milestone_ix,
                },
            );
            self.calendar.schedule(
                milestone.to.max(Instant::START),
                Class::Finish,
                Event::MilestoneEnds {
                    milestone: milestone_ix,
                },
            );
        }
        for (ix, plan) in world.threats.iter().enumerate() {
            let mut source = Source::new(plan, self.draws);
            let next = source.read_on(world, ix, &mut self.calendar.brake);
            if let Some(at) = next.map_err(|halt| self.halted(halt))? {
                let event = Event::Strike { threat: ix as u32 };
                self.calendar.schedule(at, Class::Occur, event);
            }
            self.causes.sources.push(source);
        }
        for number in 0..self.orders.decisions.len() {
            let at = self.orders.decisions[number].at;
            self.expect_decision(number as u32, at);
        }
        Ok(())
    }

    #[inline]
    fn handle<O: Observer>(&mut self, event: Event, observer: &mut O) -> Result<(), Failure> {
        match event {
            Event::Strike { threat } => self.strike(threat, observer)?,
            Event::Finish { serial, slot } => self.stage_done(slot, serial, observer),
            Event::Detect { slot } => {
                self.incidents.get_mut(slot).holds -= 1;
                self.detect(slot, observer);
            }
            Event::Approve {
                candidate,
                request,
                slot,
            } => self.approved(slot, request, usize::from(candidate), observer),
            Event::Widen { request, slot } => self.widen(slot, request, observer),
            Event::GiveUp { request, slot } => self.give_up(slot, request, observer),
            Event::Relief { serial, slot } => self.relief_due(slot, serial, observer),
            Event::Hours { team } => self.change_hours(team, observer),
            Event::Overlap { team, shift } => self.begin_overlap(team, shift, observer),
            Event::MeasureEffectiveness => self.measure_effectiveness(),
            Event::Begin { pending } => self.begin_pending(pending, observer)?,
            Event::Inject { inject } => self.inject(inject, observer)?,
            Event::Return { inject } => self.give_back(inject, observer),
            Event::Shift { team, shift } => self.change_shift(team, shift, observer),
            Event::Standby { asset, instance } => {
                let asset = AssetIx(u32::from(asset));
                self.service
                    .standby_due(self.world, self.calendar.now, asset, instance);
                self.update_service(observer);
            }
            Event::MilestoneBegins { milestone } => {
                self.service
                    .begin_milestone(self.world, self.calendar.now, milestone as usize);
                self.explain_falls(observer);
            }
            Event::MilestoneEnds { milestone } => {
                self.service
                    .end_milestone(self.world, self.calendar.now, milestone as usize);
            }
            Event::Decide { decision } => self.carry_out(decision, observer),
            Event::Arrive { decision } => self.arrive_ahead(decision),
        }
        Ok(())
    }

    /// Cuts everything off at the end: what lies beyond it has not happened.
    fn finish<O: Observer>(&mut self, observer: &mut O) -> Result<Counts, Failure> {
        if self.calendar.went_back() {
            return Err(Failure::WentBack);
        }
        let end = self.world.document.end;
        self.calendar.now = end;
        self.service.finish(self.world, end);
        let mut slots = std::mem::take(&mut self.staff.scratch);
        self.incidents.unfinished(&mut slots);
        for slot in &slots {
            let incident = self.incidents.get_mut(*slot);
            if let Some(response) = &mut incident.response {
                response.cut(end);
            }
            let Work {
                team,
                crew,
                assigned,
                ..
            } = incident.response().work;
            if let (State::Worked, Some(team)) = (incident.state, team) {
                self.staff.book(self.world, team, crew, assigned, end);
                let reliefs = &self.staff.teams[team.ix()].reliefs;
                let relief = reliefs.iter().find(|relief| relief.slot == *slot).copied();
                if let Some(relief) = relief {
                    self.staff
                        .book(self.world, team, relief.experts, relief.since, end);
                }
            }
            let incident = self.incidents.get(*slot);
            if matches!(incident.state, State::Worked | State::Waiting) {
                observer.worked(self.world, incident, &incident.work());
            }
            observer.ended(self.world, incident);
        }
        self.staff.scratch = slots;
        Ok(self.counts)
    }

    /// Whether a milestone was kept: time below its level within its tolerance.
    pub fn kept(&self, milestone: MilestoneIx) -> bool {
        self.service.lost(milestone).is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;
    use crate::scenario::embedded;
    use crate::sim::incident::Incident;

    /// Each incident's number and life, as they end.
    #[derive(Default, PartialEq)]
    struct Lives(Vec<(u32, [Instant; 11])>);

    impl Observer for Lives {
        fn ended(&mut self, _: &World, incident: &Incident) {
            self.0.push((incident.number, incident.moments()));
        }
    }

    fn go_on(history: &mut Simulation<'_>, mut lives: Lives) -> (Lives, Counts) {
        while history
            .advance(history.world.document.end, &mut lives)
            .expect("within the limits")
        {}
        let counts = history.finish(&mut lives).expect("never into the past");
        (lives, counts)
    }

    #[test]
    fn a_copy_goes_on_from_where_it_was_made() {
        let text = embedded::text("lithuania-2019").expect("a scenario that comes along");
        let Ok(loaded) = scenario::load(text, "lithuania-2019.toml", "lithuania-2019", None) else {
            panic!("a sound scenario");
        };
        let world = World::compile(loaded.document);
        let mut whole = Lives::default();
        let counts = Simulation::new(&world).run(7, 3, &mut whole);
        let mut history = Simulation::new(&world);
        history.reset(7, 3).expect("within the limits");
        let mut lives = Lives::default();
        for _ in 0..1_000 {
            assert_eq!(history.advance(world.document.end, &mut lives), Ok(true));
        }
        let mut copy = history.clone();
        let so_far = || Lives(lives.0.clone());
        for history in [&mut history, &mut copy] {
            let (lives, counted) = go_on(history, so_far());
            assert!(lives == whole && counts == Ok(counted));
        }
    }
}

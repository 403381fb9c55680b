//! One replication: the state of a history and the loop that moves it on.

use thiserror::Error;

use crate::scenario::document::{AssetIx, MilestoneIx, NationIx, QueueOrder, TeamIx, ThreatIx};
use crate::scenario::time::{Instant, Span};
use crate::world::World;
use crate::world::matching::Matching;
use crate::world::pool::Pool;

use super::agenda::{Agenda, Class};
use super::arrival::Source;
use super::brake::{Brake, Halt, Stop};
use super::incident::State;
use super::key::{Draws, PAGE};
use super::observe::Observer;
use super::open::Open;
use super::queue::Queues;
use super::response::Work;
use super::service::Service;
use super::slab::Slab;
use super::team::TeamState;

/// Why a replication could not be finished.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Failure {
    /// `[limits] incidents` was passed.
    #[error(
        "more than {limit} incidents{} in one replication, the limit `limits.incidents`, at {at_hours} h: \
         do consequences breed faster than they are contained?",
        and_deflected(*.deflected)
    )]
    TooManyIncidents {
        /// The limit.
        limit: u64,
        /// Of these, arrivals that were deflected.
        deflected: u64,
        /// When, in whole hours since the start.
        at_hours: i64,
    },
    /// `[limits] open` was passed.
    #[error(
        "more than {limit} incidents open at once, the limit `limits.open`, at {at_hours} h: \
         does work arrive faster than the teams can do it?"
    )]
    TooManyOpen {
        /// The limit.
        limit: u64,
        /// When, in whole hours since the start.
        at_hours: i64,
    },
    /// `[limits] events` was passed.
    #[error(
        "more than {limit} events in one replication, the limit `limits.events`, at {at_hours} h: \
         does something happen every few milliseconds?"
    )]
    TooManyEvents {
        /// The limit.
        limit: u64,
        /// When, in whole hours since the start.
        at_hours: i64,
    },
    /// It was asked to stop.
    #[error("interrupted")]
    Interrupted,
    /// An event was scheduled into the past: a fault of the simulator.
    #[error("an event was scheduled into the past: a fault in Sortie, please report it")]
    WentBack,
}

fn and_deflected(deflected: u64) -> String {
    if deflected == 0 {
        String::new()
    } else {
        format!(" (of which {deflected} met an asset switched off or hit already)")
    }
}

/// An entry of the event calendar, in 8 bytes.
#[derive(Clone, Copy, Debug)]
pub(super) enum Event {
    /// A threat strikes.
    Strike { threat: u32 },
    /// A consequence or an excited arrival begins.
    Begin { pending: u32 },
    /// An inject strikes.
    Inject { inject: u32 },
    /// What an inject took away comes back.
    Return { inject: u32 },
    /// An incident is noticed.
    Detect { slot: u32 },
    /// A request is approved.
    Approve {
        candidate: u8,
        request: u8,
        slot: u32,
    },
    /// More teams may be asked.
    Widen { request: u8, slot: u32 },
    /// The owner's patience ends.
    GiveUp { request: u8, slot: u32 },
    /// A stage of work ends.
    Finish { serial: u16, slot: u32 },
    /// Relief is there, or takes over.
    Relief { serial: u16, slot: u32 },
    /// A roster's next shift begins to learn alongside.
    Overlap { team: u16, shift: u32 },
    /// A roster's duty changes hands.
    Shift { team: u16, shift: u32 },
    /// A team's hours change.
    Hours { team: u16 },
    /// Effectiveness is measured.
    MeasureEffectiveness,
    /// A fallback may take over.
    Standby { asset: u16, instance: u32 },
    /// A milestone's interval begins.
    MilestoneBegins { milestone: u32 },
    /// A milestone's interval ends.
    MilestoneEnds { milestone: u32 },
}

/// An incident that will begin unless something prevents it.
#[derive(Clone, Copy, Debug)]
pub(super) struct PendingIncident {
    pub cause: PendingCause,
    pub lineage: u64,
    pub words: [u64; PAGE],
}

#[derive(Clone, Copy, Debug)]
pub(super) enum PendingCause {
    Consequence {
        parent: u32,
        rule: u32,
        asset: AssetIx,
        instance: u32,
    },
    Offspring(ThreatIx),
}

/// Counts of a replication; what happens during the warm-up is left out of all but the first
/// two.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    /// Events popped from the calendar.
    pub events: u64,
    /// Incidents that began, warm-up included.
    pub all_incidents: u64,
    /// Arrivals that met an asset switched off or hit already.
    pub deflected: u64,
    /// Consequences that came too late.
    pub averted: u64,
    /// Changeovers of rosters.
    pub changeovers: u64,
    /// Requests refused.
    pub refusals: u64,
    /// Incidents whose owner gave up waiting for a crew.
    pub given_up: u64,
    /// Crews taken away for a graver incident.
    pub preemptions: u64,
    /// Running work taken over by others at a changeover.
    pub handovers: u64,
    /// Running work stopped at a changeover or at the end of hours.
    pub pauses: u64,
    /// Work added by handovers and restarts, ms at effectiveness 1.
    pub rework: f64,
}

/// True if crews may be taken for what was detected first, which is not at the queues' heads.
fn takes_by_detection(world: &World) -> bool {
    let dispatch = &world.document.dispatch;
    let urgent = matches!(dispatch.order, QueueOrder::Impact | QueueOrder::Deadline);
    dispatch.preempt.is_some() && urgent
}

/// A history in the making. It can be run again and again: memory is kept.
#[derive(Clone, Debug)]
pub struct Simulation<'w> {
    pub(super) world: &'w World,
    pub(super) draws: Draws,
    pub(super) now: Instant,
    pub(super) agenda: Agenda<Event>,
    pub(super) sources: Vec<Source>,
    pub(super) incidents: Slab,
    pub(super) pending: Vec<PendingIncident>,
    pub(super) vacant_pending: Vec<u32>,
    /// What is open on each instance.
    pub(super) open: Open,
    pub(super) service: Service,
    pub(super) teams: Vec<TeamState>,
    pub(super) queues: Vec<Queues>,
    /// The same by detection alone, where crews are taken from other work and the order of the
    /// queues is another; else none.
    pub(super) by_detection: Vec<Queues>,
    /// Teams with new work or newly free experts, one bit each.
    pub(super) dirty_teams: Vec<u64>,
    /// Some team was marked.
    pub(super) dispatch_due: bool,
    pub(super) tickets: u32,
    pub(super) ranks: u32,
    pub(super) matching: Matching,
    pub(super) scratch: Vec<u32>,
    /// What a team is at work on, while its duty or hours change.
    pub(super) running: Vec<u32>,
    pub(super) counts: Counts,
    /// Arrivals deflected, warm-up included.
    pub(super) all_deflected: u64,
    pub(super) brake: Brake<'w>,
    /// For tests: whoever goes next is held against a look at all that waits.
    #[cfg(test)]
    pub(super) scans: bool,
}

impl<'w> Simulation<'w> {
    /// Room for histories of a world.
    pub fn new(world: &'w World) -> Self {
        let teams = world.document.teams.len();
        Self {
            world,
            draws: Draws::default(),
            now: Instant::START,
            agenda: Agenda::new(),
            sources: Vec::with_capacity(world.threats.len()),
            incidents: Slab::default(),
            pending: Vec::new(),
            vacant_pending: Vec::new(),
            open: Open::new(world),
            service: Service::new(world),
            teams: (0..teams)
                .map(|team| TeamState::new(world, TeamIx::from(team)))
                .collect(),
            queues: vec![Queues::new(world.rules.demands.len()); teams],
            by_detection: if takes_by_detection(world) {
                vec![Queues::new(world.rules.demands.len()); teams]
            } else {
                Vec::new()
            },
            dirty_teams: vec![0; teams.div_ceil(64)],
            dispatch_due: false,
            tickets: 0,
            ranks: 0,
            matching: Matching::default(),
            scratch: Vec::new(),
            running: Vec::new(),
            counts: Counts::default(),
            all_deflected: 0,
            brake: Brake::new(world.document.limits.events),
            #[cfg(test)]
            scans: false,
        }
    }

    /// The same, but replications end with [`Failure::Interrupted`] when they are asked to.
    #[must_use]
    pub const fn stopping(mut self, stop: &'w Stop<'w>) -> Self {
        self.brake.obey(stop);
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
        let end = self.world.document.end;
        loop {
            if self.dispatch_due && self.agenda.would_be_next(Class::Dispatch) {
                self.dispatch(observer);
            }
            let Some((at, event)) = self.agenda.pop_before(end) else {
                break;
            };
            self.now = at;
            self.counts.events += 1;
            self.step()?;
            self.handle(event, observer)?;
        }
        if self.agenda.went_back() {
            return Err(Failure::WentBack);
        }
        self.finish(end, observer);
        Ok(self.counts)
    }

    /// Service levels and losses; complete after [`Simulation::run`].
    pub const fn service(&self) -> &Service {
        &self.service
    }

    /// Expert time that a team spent from assignment to the end of work, after the warm-up.
    pub fn team_time(&self, team: TeamIx) -> Span {
        Span(self.teams[team.ix()].busy_time)
    }

    /// The same by the experts' nation, over all teams.
    pub fn nation_time(&self, nation: NationIx) -> Span {
        let pools = self.world.pools.iter().zip(&self.teams);
        let of = |(pool, state): (&Pool, &TeamState)| -> i64 {
            let groups = pool.groups.iter().zip(&state.group_time);
            let mine = groups.filter(|(group, _)| group.nation == Some(nation));
            mine.map(|(_, time)| time).sum()
        };
        Span(pools.map(of).sum())
    }

    /// The same by the team's groups of experts; indices as in [`Pool::groups`].
    ///
    /// [`Pool::groups`]: crate::world::pool::Pool::groups
    pub fn group_time(&self, team: TeamIx, group: usize) -> Span {
        Span(self.teams[team.ix()].group_time[group])
    }

    /// Mean effectiveness of a team's experts on duty (proficiency × familiarity × what
    /// fatigue leaves), measured every [`World::effectiveness_every`] from the start; NaN where nobody
    /// is on duty. Empty for teams whose effectiveness never changes.
    pub fn effectiveness(&self, team: TeamIx) -> &[f64] {
        &self.teams[team.ix()].measured
    }

    /// Counts a step of the work on this replication.
    #[inline(always)]
    pub(super) fn step(&mut self) -> Result<(), Failure> {
        self.brake.step().map_err(|halt| self.halted(halt))
    }

    #[cold]
    pub(super) const fn halted(&self, halt: Halt) -> Failure {
        match halt {
            Halt::Spent => Failure::TooManyEvents {
                limit: self.world.document.limits.events,
                at_hours: self.now.0 / Span::HOUR.0,
            },
            Halt::Asked => Failure::Interrupted,
        }
    }

    fn reset(&mut self, seed: u64, replication: u64) -> Result<(), Failure> {
        let world = self.world;
        self.draws = Draws { seed, replication };
        self.now = Instant::START;
        self.agenda.clear();
        self.incidents.clear();
        self.pending.clear();
        self.vacant_pending.clear();
        self.open.clear();
        self.service.reset(world);
        self.dirty_teams.fill(0);
        self.dispatch_due = false;
        self.tickets = 0;
        self.ranks = 0;
        self.counts = Counts::default();
        self.all_deflected = 0;
        self.brake.release();
        for queue in self.queues.iter_mut().chain(&mut self.by_detection) {
            queue.clear();
        }
        for (ix, pool) in world.pools.iter().enumerate() {
            let current = pool
                .shifts
                .iter()
                .rposition(|shift| shift.from <= Instant::START)
                .unwrap_or(0);
            self.teams[ix].reset(pool, current);
            let team = ix as u16;
            for (number, spec) in pool.shifts.iter().enumerate().skip(current + 1) {
                let shift = number as u32;
                if spec.alongside < Instant::START {
                    self.teams[ix].has_begun(pool, number);
                } else if spec.alongside < spec.from {
                    let event = Event::Overlap { team, shift };
                    self.agenda
                        .schedule(spec.alongside, Class::ShiftChange, event);
                }
                self.agenda
                    .schedule(spec.from, Class::ShiftChange, Event::Shift { team, shift });
            }
        }
        if world.pools.iter().any(Pool::varies) {
            self.agenda
                .schedule(Instant::START, Class::Observe, Event::MeasureEffectiveness);
        }
        for (ix, inject) in world.document.injects.iter().enumerate() {
            self.agenda
                .schedule(inject.at, Class::Occur, Event::Inject { inject: ix as u32 });
        }
        for (ix, milestone) in world.document.milestones.iter().enumerate() {
            let milestone_ix = ix as u32;
            self.agenda.schedule(
                milestone.from.max(Instant::START),
                Class::Observe,
                Event::MilestoneBegins {
                    milestone: milestone_ix,
                },
            );
            self.agenda.schedule(
                milestone.to.max(Instant::START),
                Class::Finish,
                Event::MilestoneEnds {
                    milestone: milestone_ix,
                },
            );
        }
        self.sources.clear();
        for (ix, plan) in world.threats.iter().enumerate() {
            let mut source = Source::new(plan, self.draws);
            let next = source.read_on(world, ix, &mut self.brake);
            if let Some(at) = next.map_err(|halt| self.halted(halt))? {
                let event = Event::Strike { threat: ix as u32 };
                self.agenda.schedule(at, Class::Occur, event);
            }
            self.sources.push(source);
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
                    .standby_due(self.world, self.now, asset, instance);
                self.update_service(observer);
            }
            Event::MilestoneBegins { milestone } => {
                self.service
                    .begin_milestone(self.world, self.now, milestone as usize);
            }
            Event::MilestoneEnds { milestone } => {
                self.service
                    .end_milestone(self.world, self.now, milestone as usize);
            }
        }
        Ok(())
    }

    /// Cuts everything off at the end: what lies beyond it has not happened.
    fn finish<O: Observer>(&mut self, end: Instant, observer: &mut O) {
        self.now = end;
        self.service.finish(self.world, end);
        let mut slots = std::mem::take(&mut self.scratch);
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
                self.book(team, crew, assigned, end);
                let reliefs = &self.teams[team.ix()].reliefs;
                let relief = reliefs.iter().find(|relief| relief.slot == *slot).copied();
                if let Some(relief) = relief {
                    self.book(team, relief.experts, relief.since, end);
                }
            }
            let incident = self.incidents.get(*slot);
            if matches!(incident.state, State::Worked | State::Waiting) {
                observer.worked(self.world, incident, &incident.work());
            }
            observer.ended(self.world, incident);
        }
        self.scratch = slots;
    }

    /// Whether a milestone was kept: time below its level within its tolerance.
    pub fn kept(&self, milestone: MilestoneIx) -> bool {
        self.service.time_below(milestone.ix())
            <= self.world.document.milestones[milestone.ix()].tolerance
    }
}

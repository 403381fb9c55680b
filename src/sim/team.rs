//! Teams at work: who is free, and where they are.

use crate::scenario::document::{Changeover, SiteIx, TeamIx};
use crate::scenario::time::Instant;
use crate::world::World;
use crate::world::experts::ExpertSet;
use crate::world::pool::Pool;

use super::readiness::{Decay, Readiness};

/// Where an expert last worked, and until when they stay there.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stay {
    pub site: Option<SiteIx>,
    pub until: Instant,
}

/// A team in a replication.
#[derive(Clone, Debug)]
pub(super) struct TeamState {
    /// On duty, within their hours, not busy, team not lost.
    pub free: ExpertSet,
    pub on_duty: ExpertSet,
    /// Called in by the players, whatever their duty and hours.
    pub called: ExpertSet,
    /// On duty within their hours, or called in.
    pub present: ExpertSet,
    /// Experts whose hours these are.
    pub watch: ExpertSet,
    /// Somebody's hours these are.
    pub open: bool,
    /// The next change of hours is on the calendar. While nothing waits and nothing runs it
    /// is not, and the watch is looked up when something comes.
    pub armed: bool,
    /// Experts who learn before their shift.
    pub alongside: ExpertSet,
    pub busy: ExpertSet,
    /// Team-lost injects in force.
    pub lost: u32,
    /// As many experts as it takes.
    pub unlimited: bool,
    /// Experts whose stay may not be over.
    pub away: ExpertSet,
    pub stays: Vec<Stay>,
    /// Incidents that are worked on, where the pool says that they must be found.
    pub running: Vec<u32>,
    /// Crews on their way to take over running work, or taking it over.
    pub reliefs: Vec<Relief>,
    /// Experts' familiarity and tiredness; empty where nothing changes them.
    pub readiness: Vec<Readiness>,
    /// Expert time spent from assignment to the end of work, ms.
    pub busy_time: i64,
    /// The same by group of experts.
    pub group_time: Vec<i64>,
    /// Mean effectiveness of those on duty, as measured so far.
    pub measured: Vec<f64>,
    /// Decays from one measurement to the next.
    pub usual_learning: Decay,
    pub usual_rest: Decay,
}

/// Experts who take over running work.
#[derive(Clone, Copy, Debug)]
pub(super) struct Relief {
    /// The incident.
    pub slot: u32,
    /// Tells it from earlier reliefs of the same incident.
    pub serial: u16,
    /// Those who come.
    pub experts: ExpertSet,
    /// Those of the present crew who stay.
    pub stay: ExpertSet,
    /// They work from afar.
    pub remote: bool,
    /// When they were picked.
    pub since: Instant,
    /// On what terms they take over.
    pub rule: Changeover,
    /// Those who go work on beyond their hours until they are relieved.
    pub overtime: bool,
    /// They are there, and both work.
    pub together: bool,
    /// Those who have gone off duty meanwhile, and are to be relieved in turn.
    pub leaving: ExpertSet,
}

/// How a crew is to be relieved.
#[derive(Clone, Copy)]
pub(super) struct Terms {
    /// Those of the crew who go.
    pub gone: ExpertSet,
    /// Experts who may come although they are not free now.
    pub also: ExpertSet,
    /// How much work it makes, and how long both work.
    pub rule: Changeover,
    /// Those who go work on beyond their hours until they are relieved.
    pub overtime: bool,
}

impl Terms {
    /// How those are relieved whose hours end.
    pub(super) fn of_hours(world: &World, team: TeamIx, gone: ExpertSet) -> Self {
        Self {
            gone,
            also: ExpertSet::EMPTY,
            rule: world.pools[team.ix()].at_end_of_hours,
            overtime: true,
        }
    }
}

impl TeamState {
    pub(super) fn new(world: &World, team: TeamIx) -> Self {
        let pool = &world.pools[team.ix()];
        let readiness = if pool.varies() { pool.experts.len() } else { 0 };
        let every = world.effectiveness_every.0 as f64;
        let usual = |constant: Option<f64>| {
            constant.map_or_else(Decay::default, |constant| Decay::usual(every, constant))
        };
        let measurements = if pool.varies() {
            (world.document.end.0 / world.effectiveness_every.0 + 1) as usize
        } else {
            0
        };
        Self {
            free: ExpertSet::EMPTY,
            on_duty: ExpertSet::EMPTY,
            called: ExpertSet::EMPTY,
            present: ExpertSet::EMPTY,
            watch: ExpertSet::ALL,
            open: true,
            armed: false,
            alongside: ExpertSet::EMPTY,
            busy: ExpertSet::EMPTY,
            lost: 0,
            unlimited: pool.unlimited.is_some(),
            away: ExpertSet::EMPTY,
            stays: vec![
                Stay {
                    site: None,
                    until: Instant(i64::MIN),
                };
                pool.experts.len()
            ],
            running: Vec::new(),
            reliefs: Vec::new(),
            readiness: vec![Readiness::fresh(pool.learning.as_ref()); readiness],
            busy_time: 0,
            group_time: vec![0; pool.groups.len()],
            measured: Vec::with_capacity(measurements),
            usual_learning: usual(pool.learning.map(|learning| learning.time)),
            usual_rest: usual(pool.fatigue.map(|fatigue| fatigue.time)),
        }
    }

    /// Back to the start of the scenario.
    pub(super) fn reset(&mut self, pool: &Pool, current: usize) {
        self.on_duty = pool.shifts[current].on_duty;
        self.called = ExpertSet::EMPTY;
        self.busy = ExpertSet::EMPTY;
        self.alongside = ExpertSet::EMPTY;
        self.lost = 0;
        self.away = ExpertSet::EMPTY;
        self.armed = false;
        self.watch = ExpertSet::ALL;
        self.open = true;
        self.running.clear();
        self.reliefs.clear();
        self.busy_time = 0;
        self.group_time.fill(0);
        self.measured.clear();
        let learning = pool.learning.as_ref();
        self.readiness.fill(Readiness::fresh(learning));
        if learning.is_some() {
            for (expert, since) in &pool.tenure {
                self.readiness[*expert] = Readiness::serving_since(learning, *since);
            }
        }
        self.refresh_hours(pool, Instant::START);
        self.refresh();
    }

    /// A shift to come has begun to learn alongside before the start.
    pub(super) fn has_begun(&mut self, pool: &Pool, shift: usize) {
        let shift = &pool.shifts[shift];
        let incoming = shift.on_duty.without(self.on_duty);
        self.alongside = self.alongside.or(incoming);
        if let Some(learning) = &pool.learning {
            for expert in incoming.iter() {
                self.readiness[expert] = Readiness::serving_since(Some(learning), shift.alongside);
            }
        }
    }

    /// Sees whose hours these are.
    pub(super) fn refresh_hours(&mut self, pool: &Pool, now: Instant) {
        if let Some(hours) = &pool.hours {
            let on = hours.on(now);
            self.watch = hours.experts(on).or(self.called);
            self.open = on != 0;
            self.refresh();
        }
    }

    /// Recomputes who is free.
    pub(super) fn refresh(&mut self) {
        self.present = self.on_duty.and(self.watch).or(self.called);
        self.free = if self.lost > 0 {
            ExpertSet::EMPTY
        } else {
            self.present.without(self.busy)
        };
    }

    /// Some come to serve until the end, whatever their duty and hours.
    pub(super) fn call_in(&mut self, pool: &Pool, experts: ExpertSet, at: Instant) {
        self.called = self.called.or(experts);
        self.watch = self.watch.or(experts);
        self.serve(pool, experts, at, true);
        self.refresh();
    }

    /// Sends a crew to work.
    pub(super) fn assign(&mut self, crew: ExpertSet) {
        self.busy = self.busy.or(crew);
        self.free = self.free.without(crew);
    }

    /// Takes a crew back; those who worked on site stay there for a while.
    #[inline(always)]
    pub(super) fn release(&mut self, crew: ExpertSet, stay: Option<(SiteIx, Instant)>) {
        self.busy = self.busy.without(crew);
        if self.lost == 0 {
            self.free = self.free.or(crew.and(self.present));
        }
        if let Some((site, until)) = stay {
            self.away = self.away.or(crew);
            for expert in crew.iter() {
                self.stays[expert] = Stay {
                    site: Some(site),
                    until,
                };
            }
        }
    }

    /// Begins to serve or ceases to, as far as anything is learned or forgotten.
    pub(super) fn serve(&mut self, pool: &Pool, experts: ExpertSet, at: Instant, serving: bool) {
        if let Some(learning) = &pool.learning {
            for expert in experts.iter() {
                self.readiness[expert].serve(learning, at, serving);
            }
        }
    }

    /// A crew rests from an instant on, and those who are off duty are gone.
    pub(super) fn rest(&mut self, pool: &Pool, crew: ExpertSet, at: Instant) {
        if let Some(fatigue) = &pool.fatigue {
            for expert in crew.iter() {
                self.readiness[expert].work(fatigue, at, false);
            }
        }
        let serving = self.on_duty.or(self.alongside).or(self.called);
        let gone = crew.without(serving);
        self.serve(pool, gone, at, false);
    }

    /// Who of a crew is at work from an instant on.
    pub(super) fn mark_working(
        &mut self,
        pool: &Pool,
        crew: ExpertSet,
        on: ExpertSet,
        at: Instant,
    ) {
        if let Some(fatigue) = &pool.fatigue {
            for expert in crew.iter() {
                self.readiness[expert].work(fatigue, at, on.contains(expert));
            }
        }
    }

    /// Share of those on duty who are busy; 0 for unlimited staff.
    pub(super) fn share_busy(&self) -> f64 {
        let busy = self.busy.and(self.on_duty).len();
        f64::from(busy) / f64::from(self.on_duty.len().max(1))
    }
}

//! What must hold in every history, over random scenarios.

use std::collections::HashMap;

use proptest::prelude::*;
use sortie::inside::outcome::trace::trace;
use sortie::inside::scenario::document::{Moment, OnChange};
use sortie::inside::scenario::time::Instant;
use sortie::inside::sim::incident::{Incident, State, Work};
use sortie::inside::sim::observe::{Observer, TraceEvent};
use sortie::inside::sim::run::Simulation;
use sortie::inside::world::World;
use sortie::inside::world::experts::ExpertSet;

use crate::generator::{Scenario, recipe};
use crate::harness::world;

/// Watches for anything impossible.
#[derive(Default)]
struct Watchdog {
    last: i64,
    /// Which incident each expert (of a team) is at or on the way to, and since when.
    busy: HashMap<(u32, usize), (u32, Instant)>,
    /// Time that each expert (of a team) was busy after the warm-up.
    booked: HashMap<(u32, usize), i64>,
    /// Work left of the stage that each incident is in, and rework so far.
    left: HashMap<(u32, u8), (f64, f64)>,
    open: i64,
    ended: u64,
    reliefs: u64,
    /// Work left when the crew was sent.
    begun: HashMap<u32, f64>,
    /// Stints whose work was reckoned apart.
    checked: u64,
    handovers: u64,
    stops: u64,
}

impl Watchdog {
    fn engage(&mut self, team: u32, crew: ExpertSet, number: u32) {
        for expert in crew.iter() {
            let since = (number, Instant(self.last));
            let taken = self.busy.insert((team, expert), since);
            assert_eq!(taken, None, "an expert in two crews");
        }
    }

    /// All who are at an incident or on their way to it are free.
    fn disband(&mut self, world: &World, team: u32, crew: ExpertSet, number: u32) {
        for expert in crew.iter() {
            let at = self.busy.get(&(team, expert)).map(|(at, _)| *at);
            assert_eq!(at, Some(number), "a stranger in a crew");
        }
        self.free(world, |_, at| at == number);
    }

    fn free(&mut self, world: &World, whom: impl Fn((u32, usize), u32) -> bool) {
        let (now, booked) = (self.last, &mut self.booked);
        self.busy.retain(|expert, (number, since)| {
            let frees = whom(*expert, *number);
            if frees {
                let from = (*since).max(world.document.warm_up);
                *booked.entry(*expert).or_default() += (now - from.millis()).max(0);
            }
            !frees
        });
    }

    /// Whoever was just sent works now, and so many are free as must be.
    fn look_at_team(&self, world: &World, incident: &Incident, sent: ExpertSet, at: Instant) {
        let team = incident.work().team.expect("a team");
        let pool = &world.pools[team.ix()];
        // Relief at a shift change is picked whatever the hour.
        let relieves = sent != incident.work().crew;
        let on_watch = match &pool.hours {
            Some(hours) if !relieves => hours.experts(hours.on(at)),
            _ => ExpertSet::ALL,
        };
        assert!(sent.without(on_watch).is_empty(), "sent out of hours");
        let shift = pool.shifts.iter().rfind(|shift| shift.from <= at);
        let on_duty = shift.expect("a shift").on_duty;
        assert!(sent.without(on_duty).is_empty(), "sent off duty");
        let idle = |expert: &usize| !self.busy.contains_key(&(team.0, *expert));
        let left = on_duty.and(on_watch).iter().filter(idle).count();
        let keep = pool.kept_back(incident.severity);
        assert!(
            left >= keep as usize || pool.unlimited.is_some(),
            "{left} are left, not {keep}"
        );
    }

    /// What a crew at constant effectiveness that is not relieved does up to an instant.
    fn mark_working(world: &World, work: &Work, until: Instant) -> Option<f64> {
        let team = work.team?;
        let (pool, spec) = (&world.pools[team.ix()], &world.document.teams[team.ix()]);
        let transfers =
            [pool.at_shift_change.rule, pool.at_end_of_hours.rule].contains(&OnChange::Transfer);
        if pool.varies() || transfers {
            return None;
        }
        if work.hands_on >= until {
            return Some(0.0);
        }
        let rate = if work.remote { spec.remote } else { 1.0 };
        let Some(hours) = pool
            .hours
            .as_ref()
            .filter(|_| pool.at_end_of_hours.rule == OnChange::Pause)
        else {
            return Some((until - work.hands_on).0 as f64 * rate);
        };
        let (mut at, mut done) = (work.hands_on, 0.0);
        while at < until {
            let to = hours.next(at).unwrap_or(until).min(until);
            let there = work.crew.and(hours.experts(hours.on(at))).len();
            done += (to - at).0 as f64 * rate * f64::from(there) / f64::from(work.crew.len());
            at = to;
        }
        Some(done)
    }

    /// Work left grows by rework alone.
    fn weigh(&mut self, incident: &Incident) {
        let now = (incident.work_left(), incident.rework());
        let stage = (incident.number, incident.work().stage);
        if let Some((left, rework)) = self.left.insert(stage, now) {
            let most = left + (now.1 - rework);
            assert!(
                now.0 <= most + 1e-6,
                "{} h of work out of nothing",
                now.0 - most
            );
            assert!(now.1 >= rework, "rework shrank");
        }
    }
}

impl Observer for Watchdog {
    const TRACES: bool = true;

    fn happened(&mut self, world: &World, at: Instant, what: TraceEvent<'_>) {
        assert!(at.millis() >= self.last, "time ran back");
        self.last = at.millis();
        match what {
            TraceEvent::Occurred(_) => self.open += 1,
            TraceEvent::Assigned(incident, work) => {
                let team = work.team.expect("a team");
                self.engage(team.0, work.crew, incident.number);
                self.weigh(incident);
                self.begun.insert(incident.number, incident.work_left());
                self.look_at_team(world, incident, work.crew, at);
            }
            TraceEvent::ReliefAssigned {
                incident, relief, ..
            } => {
                let team = incident.work().team.expect("a team");
                self.engage(team.0, relief, incident.number);
                self.weigh(incident);
                self.look_at_team(world, incident, relief, at);
                self.reliefs += 1;
            }
            TraceEvent::ReliefCalledOff(incident, relief) => {
                let team = incident.work().team.expect("a team").0;
                self.free(world, |(of, expert), at| {
                    of == team && at == incident.number && relief.contains(expert)
                });
            }
            TraceEvent::TakenOver(incident, work) => {
                let team = work.team.expect("a team").0;
                let number = incident.number;
                self.disband(world, team, ExpertSet::EMPTY, number);
                self.engage(team, work.crew, number);
                self.weigh(incident);
                self.handovers += 1;
            }
            TraceEvent::Stopped(incident, work, _) => {
                self.weigh(incident);
                if let Some(done) = Self::mark_working(world, work, at) {
                    let off = self.begun[&incident.number] - incident.work_left() - done;
                    assert!(off.abs() < 1e-3, "{off} ms of work lost");
                    self.checked += 1;
                }
                let team = work.team.expect("a team").0;
                self.disband(world, team, work.crew, incident.number);
                self.stops += 1;
            }
            TraceEvent::Finished(incident, work) => {
                if let Some(team) = work.team {
                    if let Some(done) = Self::mark_working(world, work, at) {
                        let off = self.begun[&incident.number] - done;
                        assert!(off.abs() < 0.6, "{off} ms of work lost");
                        self.checked += 1;
                    }
                    self.disband(world, team.0, work.crew, incident.number);
                } else {
                    assert_eq!(incident.state, State::Alone);
                }
            }
            TraceEvent::Level { to, .. } => assert!((0.0..=1.0).contains(&to), "level {to}"),
            _ => {}
        }
    }

    fn worked(&mut self, _world: &World, _incident: &Incident, work: &Work) {
        let order = [
            work.requested,
            work.queued,
            work.assigned,
            work.mobilised,
            work.on_site,
            work.hands_on,
            work.finished,
        ];
        assert!(order.is_sorted(), "{order:?}");
    }

    fn ended(&mut self, _world: &World, incident: &Incident) {
        self.ended += 1;
        // An owner who copes alone gets to the end without hands on.
        let moments = incident.moments();
        let come = moments.iter().filter(|at| at.happened());
        assert!(come.is_sorted(), "{moments:?}");
        if incident.state == State::Closed {
            assert!(incident.moment(Moment::Recovered).happened());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 192,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(2019),
        ..ProptestConfig::default()
    })]

    #[test]
    fn nothing_impossible_happens(recipe in recipe()) {
        let world = world(&Scenario::from(recipe).text());
        let mut watchdog = Watchdog::default();
        let mut simulation = Simulation::new(&world);
        let counts = simulation.run(5, 1, &mut watchdog).expect("it ends");
        // No incident vanishes, none is told twice.
        prop_assert_eq!(watchdog.ended, counts.all_incidents);
        prop_assert_eq!(watchdog.open as u64, counts.all_incidents);
        // Expert time is booked once, for whoever was busy.
        watchdog.last = world.document.end.millis();
        watchdog.free(&world, |_, _| true);
        for (team, pool) in world.pools.iter().enumerate() {
            let mut all = 0;
            for group in 0..pool.groups.len() {
                let theirs = pool.group(group).iter();
                let seen = |expert| watchdog.booked.get(&(team as u32, expert)).copied();
                let seen: i64 = theirs.filter_map(seen).sum();
                prop_assert_eq!(simulation.group_time(team.into(), group).0, seen);
                all += seen;
            }
            prop_assert_eq!(simulation.team_time(team.into()).0, all);
        }
    }

    #[test]
    fn histories_repeat(recipe in recipe()) {
        let world = world(&Scenario::from(recipe).text());
        prop_assert_eq!(trace(&world, 9, 2).entries, trace(&world, 9, 2).entries);
    }
}

/// The random scenarios do reach what they are there for.
#[test]
fn random_scenarios_hand_over_and_stop_work() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::{Config, RngSeed, TestRunner};

    let mut runner = TestRunner::new(Config {
        rng_seed: RngSeed::Fixed(3),
        ..Config::default()
    });
    let (mut reliefs, mut handovers, mut stops, mut checked) = (0, 0, 0, 0);
    for _ in 0..30 {
        let recipe = recipe().new_tree(&mut runner).expect("a recipe").current();
        let world = world(&Scenario::from(recipe).text());
        let mut watchdog = Watchdog::default();
        Simulation::new(&world)
            .run(5, 1, &mut watchdog)
            .expect("it ends");
        reliefs += watchdog.reliefs;
        handovers += watchdog.handovers;
        stops += watchdog.stops;
        checked += watchdog.checked;
    }
    assert!(checked > 500, "{checked}");
    assert!(reliefs > handovers, "{reliefs} and {handovers}");
    assert!(handovers > 20 && stops > 20, "{handovers} and {stops}");
}

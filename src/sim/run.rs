//! One replication: the state of a history and the loop that moves it on.

use thiserror::Error;

use crate::scenario::document::{
    Action, Arrivals, AssetIx, InjectIx, KindIx, MilestoneIx, Moment, QueueOrder, RuleIx, Severity,
    TeamChoice, TeamIx, ThreatIx, Where,
};
use crate::scenario::time::{Instant, Span};
use crate::world::World;
use crate::world::experts::ExpertSet;
use crate::world::matching::Matching;
use crate::world::rules::DemandIx;

use super::agenda::{Agenda, Class};
use super::arrival::{Source, Strike};
use super::incident::{Address, Incident, NONE, OFFSPRING_PAGE, Origin, Slab, State, Work, word};
use super::key::{Domain, Key, PAGE, mix};
use super::observe::{Happening, Observer};
use super::queue::{Place, Queues};
use super::sample;
use super::service::{SOUND, Service};
use super::team::{Crew, TeamState};

/// Why a replication could not be finished.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Failure {
    /// `[limits] incidents` was passed.
    #[error(
        "more than {limit} incidents in one replication, the limit `limits.incidents`, at {at_hours} h: \
         do consequences breed faster than they are contained?"
    )]
    TooManyIncidents {
        /// The limit.
        limit: u64,
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
    /// An event was scheduled into the past: a fault of the simulator.
    #[error("an event was scheduled into the past: a fault in Sortie, please report it")]
    WentBack,
}

/// An entry of the event calendar, in 8 bytes.
#[derive(Clone, Copy, Debug)]
enum Event {
    /// A threat strikes.
    Strike { threat: u32 },
    /// A consequence or an excited arrival begins.
    Birth { birth: u32 },
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
    /// A stage of work ends.
    Finish { slot: u32 },
    /// A roster's duty changes hands.
    Shift { team: u16, shift: u32 },
    /// A fallback may take over.
    Standby { asset: u16, instance: u32 },
    /// A milestone's interval begins.
    MilestoneBegins { milestone: u32 },
    /// A milestone's interval ends.
    MilestoneEnds { milestone: u32 },
}

/// An incident that will begin unless something prevents it.
#[derive(Clone, Copy, Debug)]
struct Birth {
    origin: Birthright,
    lineage: u64,
    words: [u64; PAGE],
}

#[derive(Clone, Copy, Debug)]
enum Birthright {
    Consequence {
        parent: u32,
        rule: u32,
        asset: AssetIx,
        instance: u32,
    },
    Offspring(ThreatIx),
}

/// Counts of a replication; what happens during the warm-up is left out of the last three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
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
}

/// A history in the making. It can be run again and again: memory is kept.
#[derive(Clone, Debug)]
pub struct Simulation<'w> {
    world: &'w World,
    seed: u64,
    replication: u64,
    now: Instant,
    agenda: Agenda<Event>,
    sources: Vec<Source>,
    upcoming: Vec<Option<Strike>>,
    incidents: Slab,
    births: Vec<Birth>,
    vacant_births: Vec<u32>,
    /// First open incident of each asset.
    open_on: Vec<u32>,
    service: Service,
    teams: Vec<TeamState>,
    queues: Vec<Queues>,
    /// Teams with new work or newly free experts, one bit each.
    stirred: Vec<u64>,
    dispatch_due: bool,
    tickets: u32,
    ranks: u64,
    matching: Matching,
    scratch: Vec<u32>,
    nation_time: Vec<i64>,
    counts: Counts,
}

impl<'w> Simulation<'w> {
    /// Room for histories of a world.
    pub fn new(world: &'w World) -> Self {
        let teams = world.document.teams.len();
        Self {
            world,
            seed: 0,
            replication: 0,
            now: Instant::START,
            agenda: Agenda::new(),
            sources: Vec::with_capacity(world.threats.len()),
            upcoming: Vec::with_capacity(world.threats.len()),
            incidents: Slab::default(),
            births: Vec::new(),
            vacant_births: Vec::new(),
            open_on: vec![NONE; world.assets.len()],
            service: Service::new(world),
            teams: (0..teams)
                .map(|team| TeamState::new(world, TeamIx::from(team)))
                .collect(),
            queues: vec![Queues::new(world.rules.demands.len()); teams],
            stirred: vec![0; teams.div_ceil(64)],
            dispatch_due: false,
            tickets: 0,
            ranks: 0,
            matching: Matching::default(),
            scratch: Vec::new(),
            nation_time: vec![0; world.document.nations.len()],
            counts: Counts::default(),
        }
    }

    /// Runs one replication from start to end.
    ///
    /// # Errors
    /// When a limit of the scenario is passed.
    pub fn run<O: Observer>(
        &mut self,
        seed: u64,
        replication: u64,
        observer: &mut O,
    ) -> Result<Counts, Failure> {
        self.reset(seed, replication);
        let end = self.world.document.end;
        loop {
            let next = self.agenda.peek();
            if self.dispatch_due
                && next.is_none_or(|(at, class)| at > self.now || class > Class::Dispatch as u8)
            {
                self.dispatch(observer);
                continue;
            }
            if next.is_none_or(|(at, _)| at >= end) {
                break;
            }
            let Some((at, _, event)) = self.agenda.pop() else {
                break;
            };
            self.now = at;
            self.counts.events += 1;
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
    pub fn nation_time(&self, nation: usize) -> Span {
        Span(self.nation_time[nation])
    }

    fn reset(&mut self, seed: u64, replication: u64) {
        let world = self.world;
        self.seed = seed;
        self.replication = replication;
        self.now = Instant::START;
        self.agenda.clear();
        self.incidents.clear();
        self.births.clear();
        self.vacant_births.clear();
        self.open_on.fill(NONE);
        self.service.reset();
        self.dispatch_due = false;
        self.stirred.fill(0);
        self.tickets = 0;
        self.ranks = 0;
        self.nation_time.fill(0);
        self.counts = Counts::default();
        for queue in &mut self.queues {
            queue.clear();
        }
        for (ix, pool) in world.pools.iter().enumerate() {
            let current = pool
                .shifts
                .iter()
                .rposition(|shift| shift.from <= Instant::START)
                .unwrap_or(0);
            self.teams[ix].reset(pool.shifts[current].on_duty);
            for (shift, spec) in pool.shifts.iter().enumerate().skip(current + 1) {
                let event = Event::Shift {
                    team: ix as u16,
                    shift: shift as u32,
                };
                self.agenda.schedule(spec.from, Class::ShiftChange, event);
            }
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
        self.upcoming.clear();
        for (ix, plan) in world.threats.iter().enumerate() {
            let mut source = Source::new(plan, seed, replication);
            let first = source.next(world, ix);
            self.sources.push(source);
            self.upcoming.push(first);
            if let Some(strike) = first {
                self.agenda
                    .schedule(strike.at, Class::Occur, Event::Strike { threat: ix as u32 });
            }
        }
    }

    #[inline]
    fn handle<O: Observer>(&mut self, event: Event, observer: &mut O) -> Result<(), Failure> {
        match event {
            Event::Strike { threat } => self.strike(threat, observer)?,
            Event::Finish { slot } => self.stage_done(slot, observer),
            Event::Detect { slot } => {
                self.incidents.get_mut(slot).holds -= 1;
                self.detect(slot, observer);
            }
            Event::Approve {
                candidate,
                request,
                slot,
            } => self.approved(slot, request, usize::from(candidate), observer),
            Event::Birth { birth } => self.birth(birth, observer)?,
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

    // ── onset ────────────────────────────────────────────────────────────────────────────

    /// A threat strikes, and reads its tape on.
    fn strike<O: Observer>(&mut self, threat: u32, observer: &mut O) -> Result<(), Failure> {
        let ix = threat as usize;
        let strike = self.upcoming[ix].take();
        let next = self.sources[ix].next(self.world, ix);
        self.upcoming[ix] = next;
        if let Some(next) = next {
            self.agenda
                .schedule(next.at, Class::Occur, Event::Strike { threat });
        }
        let Some(strike) = strike else { return Ok(()) };
        let identity = self.world.threats[ix].identity;
        let address = Address {
            domain: Domain::Threat,
            source: identity,
            entity: strike.entity,
        };
        let lineage = mix(identity, strike.entity);
        let origin = Origin::Threat(ThreatIx(threat));
        self.strike_from_tape(threat, origin, address, lineage, strike.words, observer)
    }

    /// An arrival of a threat, from the tape or excited: picks kind and target, and begins.
    fn strike_from_tape<O: Observer>(
        &mut self,
        threat: u32,
        origin: Origin,
        address: Address,
        lineage: u64,
        words: [u64; PAGE],
        observer: &mut O,
    ) -> Result<(), Failure> {
        let world = self.world;
        let (spec, plan) = (
            &world.document.threats[threat as usize],
            &world.threats[threat as usize],
        );
        let kind = if spec.kinds.len() == 1 {
            spec.kinds[0].0
        } else {
            spec.kinds[sample::pick(words[word::KIND], &plan.kinds)].0
        };
        let (asset, instance) = self.target(&spec.targets, &plan.targets, words[word::TARGET]);
        if let Arrivals::Poisson(process) = &spec.arrivals {
            if let Some(clustering) = process.clustering {
                self.excite(threat, address, lineage, clustering)?;
            }
            let taken = process.while_healthy && self.is_hit_by(asset, instance, ThreatIx(threat));
            if taken {
                self.deflect(asset, kind, observer);
                return Ok(());
            }
        }
        self.begin(
            kind, asset, instance, None, origin, lineage, address, words, observer,
        )
    }

    /// Picks a target and an instance of it from one word.
    #[inline]
    fn target(&self, assets: &[AssetIx], weights: &[f64], word: u64) -> (AssetIx, u32) {
        let (ix, inner) = if assets.len() == 1 {
            (0, sample::uniform(word))
        } else {
            let ix = sample::pick(word, weights);
            let low = if ix == 0 { 0.0 } else { weights[ix - 1] };
            let point = sample::uniform(word) * weights[weights.len() - 1];
            (ix, (point - low) / (weights[ix] - low))
        };
        let asset = assets[ix];
        let count = self.world.assets[asset.ix()].count;
        let instance = if count == 1 {
            0
        } else {
            ((inner * f64::from(count)) as u32).min(count - 1)
        };
        (asset, instance)
    }

    fn excite(
        &mut self,
        threat: u32,
        address: Address,
        lineage: u64,
        clustering: crate::scenario::document::Clustering,
    ) -> Result<(), Failure> {
        let key = Key {
            seed: self.seed,
            replication: self.replication,
            domain: address.domain,
            source: address.source,
        };
        let number = sample::poisson(
            clustering.branching,
            key.page(address.entity, OFFSPRING_PAGE)[0],
        );
        for child in 0..number {
            let lineage = mix(lineage, u64::from(child));
            let words = Key {
                domain: Domain::Offspring,
                source: lineage,
                ..key
            }
            .page(0, 0);
            let delay = clustering.decay * sample::exponential(words[word::GAP]);
            let at = self.now + Span::from_millis_f64(delay);
            self.expect(
                at,
                Birth {
                    origin: Birthright::Offspring(ThreatIx(threat)),
                    lineage,
                    words,
                },
            )?;
        }
        Ok(())
    }

    /// Puts a birth on the calendar, unless it lies beyond the end; true if it was put there.
    fn expect(&mut self, at: Instant, birth: Birth) -> Result<bool, Failure> {
        if at >= self.world.document.end {
            return Ok(false);
        }
        let slot = if let Some(slot) = self.vacant_births.pop() {
            self.births[slot as usize] = birth;
            slot
        } else {
            if self.births.len() as u64 >= self.world.document.limits.incidents {
                return Err(self.too_many_incidents());
            }
            self.births.push(birth);
            (self.births.len() - 1) as u32
        };
        self.agenda
            .schedule(at, Class::Occur, Event::Birth { birth: slot });
        Ok(true)
    }

    const fn too_many_incidents(&self) -> Failure {
        Failure::TooManyIncidents {
            limit: self.world.document.limits.incidents,
            at_hours: self.now.0 / Span::HOUR.0,
        }
    }

    /// A consequence or an excited arrival.
    fn birth<O: Observer>(&mut self, slot: u32, observer: &mut O) -> Result<(), Failure> {
        let birth = self.births[slot as usize];
        self.vacant_births.push(slot);
        match birth.origin {
            Birthright::Offspring(threat) => {
                let address = Address {
                    domain: Domain::Offspring,
                    source: birth.lineage,
                    entity: 0,
                };
                let origin = Origin::Offspring(threat);
                self.strike_from_tape(
                    threat.0,
                    origin,
                    address,
                    birth.lineage,
                    birth.words,
                    observer,
                )
            }
            Birthright::Consequence {
                parent,
                rule,
                asset,
                instance,
            } => {
                let incident = self.incidents.get_mut(parent);
                incident.holds -= 1;
                let rule =
                    &self.world.document.kinds[incident.kind.ix()].consequences[rule as usize];
                let number = incident.number;
                let prevented = incident.moment(rule.until) <= self.now;
                self.free_if_done(parent);
                if prevented {
                    self.counts.averted += self.counted();
                    if O::TRACES {
                        let what = Happening::Averted {
                            parent: number,
                            kind: rule.kind,
                            asset,
                        };
                        observer.happened(self.world, self.now, what);
                    }
                    return Ok(());
                }
                if self.is_hit_with(asset, instance, rule.kind) {
                    self.deflect(asset, rule.kind, observer);
                    return Ok(());
                }
                let address = Address {
                    domain: Domain::Consequence,
                    source: birth.lineage,
                    entity: 0,
                };
                let origin = Origin::Consequence(number);
                self.begin(
                    rule.kind,
                    asset,
                    instance,
                    None,
                    origin,
                    birth.lineage,
                    address,
                    birth.words,
                    observer,
                )
            }
        }
    }

    fn inject<O: Observer>(&mut self, ix: u32, observer: &mut O) -> Result<(), Failure> {
        let world = self.world;
        let inject = &world.document.injects[ix as usize];
        let identity = crate::scenario::document::identity(&inject.id);
        let key = Key {
            seed: self.seed,
            replication: self.replication,
            domain: Domain::Inject,
            source: identity,
        };
        let words = key.page(0, 0);
        let struck = inject.chance >= 1.0 || sample::happens(words[word::GAP], inject.chance);
        if O::TRACES {
            let what = if struck {
                Happening::Injected(InjectIx(ix))
            } else {
                Happening::Skipped(InjectIx(ix))
            };
            observer.happened(world, self.now, what);
        }
        if !struck {
            return Ok(());
        }
        match &inject.action {
            Action::Message(_) => Ok(()),
            Action::Incident {
                kind,
                targets,
                severity,
            } => {
                let weight = |asset: &AssetIx| world.document.assets[asset.ix()].exposure;
                let total: f64 = targets.iter().map(weight).sum();
                let flat = total <= 0.0;
                let total = if flat { targets.len() as f64 } else { total };
                // Injects are few: their weights are summed here, not kept.
                let mut left = sample::uniform(words[word::TARGET]) * total;
                let mut chosen = targets[targets.len() - 1];
                let mut inner = 0.5;
                for asset in targets {
                    let share = if flat { 1.0 } else { weight(asset) };
                    if left < share {
                        chosen = *asset;
                        inner = left / share;
                        break;
                    }
                    left -= share;
                }
                let count = world.assets[chosen.ix()].count;
                let instance = ((inner * f64::from(count)) as u32).min(count - 1);
                let address = Address {
                    domain: Domain::Inject,
                    source: identity,
                    entity: 0,
                };
                let origin = Origin::Inject(InjectIx(ix));
                self.begin(
                    *kind, chosen, instance, *severity, origin, identity, address, words, observer,
                )
            }
            Action::Outage {
                asset,
                until,
                planned,
            } => {
                self.service.switch(world, self.now, *asset, *planned, true);
                self.update_service(observer);
                self.agenda.schedule(
                    (*until).max(self.now),
                    Class::Restore,
                    Event::Return { inject: ix },
                );
                Ok(())
            }
            Action::TeamLost { team, until } => {
                let state = &mut self.teams[team.ix()];
                state.lost += 1;
                state.refresh();
                self.agenda.schedule(
                    (*until).max(self.now),
                    Class::Restore,
                    Event::Return { inject: ix },
                );
                Ok(())
            }
        }
    }

    fn give_back<O: Observer>(&mut self, ix: u32, observer: &mut O) {
        let world = self.world;
        if O::TRACES {
            observer.happened(world, self.now, Happening::Returned(InjectIx(ix)));
        }
        match &world.document.injects[ix as usize].action {
            Action::Outage { asset, planned, .. } => {
                self.service
                    .switch(world, self.now, *asset, *planned, false);
                self.update_service(observer);
            }
            Action::TeamLost { team, .. } => {
                let state = &mut self.teams[team.ix()];
                state.lost = state.lost.saturating_sub(1);
                state.refresh();
                self.stir(*team);
            }
            Action::Message(_) | Action::Incident { .. } => {}
        }
    }

    fn deflect<O: Observer>(&mut self, asset: AssetIx, kind: KindIx, observer: &mut O) {
        self.counts.deflected += self.counted();
        if O::TRACES {
            observer.happened(self.world, self.now, Happening::Deflected { asset, kind });
        }
    }

    /// 1 once the warm-up is over, else 0.
    fn counted(&self) -> u64 {
        u64::from(self.now >= self.world.document.warm_up)
    }

    /// Open incidents on an asset.
    fn open_incidents(&self, asset: AssetIx) -> impl Iterator<Item = &Incident> {
        let mut slot = self.open_on[asset.ix()];
        std::iter::from_fn(move || {
            if slot == NONE {
                return None;
            }
            let incident = self.incidents.get(slot);
            slot = incident.after;
            Some(incident)
        })
    }

    fn is_hit_by(&self, asset: AssetIx, instance: u32, threat: ThreatIx) -> bool {
        self.open_incidents(asset).any(|incident| {
            incident.instance == instance
                && matches!(incident.origin, Origin::Threat(by) | Origin::Offspring(by) if by == threat)
        })
    }

    fn is_hit_with(&self, asset: AssetIx, instance: u32, kind: KindIx) -> bool {
        self.open_incidents(asset)
            .any(|incident| incident.instance == instance && incident.kind == kind)
    }

    /// An incident begins, unless its asset is switched off.
    #[allow(clippy::too_many_arguments)]
    fn begin<O: Observer>(
        &mut self,
        kind: KindIx,
        asset: AssetIx,
        instance: u32,
        severity: Option<Severity>,
        origin: Origin,
        lineage: u64,
        address: Address,
        words: [u64; PAGE],
        observer: &mut O,
    ) -> Result<(), Failure> {
        let world = self.world;
        if self.service.is_off(asset) {
            self.deflect(asset, kind, observer);
            return Ok(());
        }
        let limits = world.document.limits;
        if self.counts.all_incidents >= limits.incidents {
            return Err(self.too_many_incidents());
        }
        if self.incidents.len() as u64 >= limits.open {
            return Err(Failure::TooManyOpen {
                limit: limits.open,
                at_hours: self.now.0 / Span::HOUR.0,
            });
        }
        let (spec, plan) = (&world.document.kinds[kind.ix()], &world.kinds[kind.ix()]);
        let severity = severity
            .unwrap_or_else(|| Severity::ALL[sample::pick(words[word::SEVERITY], &plan.severity)]);
        let mut moments = [Instant::NEVER; 11];
        moments[Moment::Onset as usize] = self.now;
        let head = self.open_on[asset.ix()];
        let slot = self.incidents.insert(Incident {
            number: self.counts.all_incidents as u32,
            kind,
            asset,
            instance,
            severity,
            origin,
            moments,
            state: State::Hidden,
            work: Work::NONE,
            lineage,
            address,
            efforts: [
                words[word::EFFORT],
                words[word::EFFORT + 1],
                words[word::EFFORT + 2],
            ],
            rule: None,
            previous: ExpertSet::EMPTY,
            previous_team: None,
            eligible: 0,
            request: 0,
            ticket: 0,
            rank: 0,
            holds: 0,
            before: NONE,
            after: head,
        });
        if head != NONE {
            self.incidents.get_mut(head).before = slot;
        }
        self.open_on[asset.ix()] = slot;
        self.counts.all_incidents += 1;
        if O::TRACES {
            observer.happened(
                world,
                self.now,
                Happening::Occurred(self.incidents.get(slot)),
            );
        }
        if spec.impact[severity.ix()] > 0.0 {
            self.revalue(asset, instance, observer);
        }
        self.expect_consequences(slot)?;
        self.expect_detection(slot, words[word::DETECTION], observer);
        Ok(())
    }

    fn expect_detection<O: Observer>(&mut self, slot: u32, word: u64, observer: &mut O) {
        let kind = &self.world.document.kinds[self.incidents.get(slot).kind.ix()];
        let word = if kind.missed > 0.0 {
            let u = sample::uniform(word);
            if u < kind.missed {
                return;
            }
            // The rest of the uniform, stretched back over the whole interval.
            ((u - kind.missed) / (1.0 - kind.missed) * 18_446_744_073_709_551_616.0) as u64
        } else {
            word
        };
        let delay = sample::span(&kind.detection, word);
        if delay == Span::ZERO && self.agenda.would_be_next(Class::Detect) {
            self.detect(slot, observer);
        } else {
            self.incidents.get_mut(slot).holds += 1;
            self.agenda
                .schedule(self.now + delay, Class::Detect, Event::Detect { slot });
        }
    }

    /// Schedules what may follow from an incident, edge by edge.
    fn expect_consequences(&mut self, slot: u32) -> Result<(), Failure> {
        let world = self.world;
        let plan = &world.kinds[self.incidents.get(slot).kind.ix()];
        if plan.consequences.is_empty() {
            return Ok(());
        }
        let parent = *self.incidents.get(slot);
        for (rule_ix, identity) in plan.consequences.iter().enumerate() {
            let rule = &world.document.kinds[parent.kind.ix()].consequences[rule_ix];
            let node = &world.assets[parent.asset.ix()];
            let lineage = mix(parent.lineage, *identity);
            match &rule.on {
                Where::Itself => {
                    self.expect_consequence(slot, lineage, rule_ix, parent.asset, parent.instance)?;
                }
                Where::Reached => self.expect_on(slot, lineage, rule_ix, &node.reached)?,
                Where::Dependents => self.expect_on(slot, lineage, rule_ix, &node.dependents)?,
                Where::Among(assets) => self.expect_on(slot, lineage, rule_ix, assets)?,
            }
        }
        Ok(())
    }

    fn expect_on(
        &mut self,
        slot: u32,
        lineage: u64,
        rule: usize,
        assets: &[AssetIx],
    ) -> Result<(), Failure> {
        let Incident {
            asset: here,
            instance: this,
            ..
        } = *self.incidents.get(slot);
        for asset in assets {
            for instance in 0..self.world.assets[asset.ix()].count {
                if (*asset, instance) == (here, this) {
                    continue;
                }
                self.expect_consequence(slot, lineage, rule, *asset, instance)?;
            }
        }
        Ok(())
    }

    fn expect_consequence(
        &mut self,
        slot: u32,
        lineage: u64,
        rule_ix: usize,
        asset: AssetIx,
        instance: u32,
    ) -> Result<(), Failure> {
        let world = self.world;
        let kind = self.incidents.get(slot).kind;
        let rule = &world.document.kinds[kind.ix()].consequences[rule_ix];
        let lineage = mix(
            mix(lineage, world.assets[asset.ix()].identity),
            u64::from(instance),
        );
        let words = Key {
            seed: self.seed,
            replication: self.replication,
            domain: Domain::Consequence,
            source: lineage,
        }
        .page(0, 0);
        if !sample::happens(words[word::TARGET], rule.chance) {
            return Ok(());
        }
        let birth = Birth {
            origin: Birthright::Consequence {
                parent: slot,
                rule: rule_ix as u32,
                asset,
                instance,
            },
            lineage,
            words,
        };
        if self.expect(
            self.now + sample::span(&rule.after, words[word::GAP]),
            birth,
        )? {
            self.incidents.get_mut(slot).holds += 1;
        }
        Ok(())
    }

    // ── service ──────────────────────────────────────────────────────────────────────────

    /// Recomputes the own level of an instance from its open incidents' impacts, which
    /// multiply.
    fn revalue<O: Observer>(&mut self, asset: AssetIx, instance: u32, observer: &mut O) {
        let world = self.world;
        let own = self
            .open_incidents(asset)
            .filter(|incident| incident.instance == instance)
            .filter(|incident| !self.is_restored(incident))
            .map(|incident| {
                1.0 - world.document.kinds[incident.kind.ix()].impact[incident.severity.ix()]
            })
            .product();
        self.service.set_own(world, asset, instance, own);
        self.update_service(observer);
    }

    fn is_restored(&self, incident: &Incident) -> bool {
        incident.state == State::Closed
            || incident.work.stage > self.world.kinds[incident.kind.ix()].restores_at
    }

    fn update_service<O: Observer>(&mut self, observer: &mut O) {
        self.service.update(self.world, self.now);
        while let Some(due) = self.service.standbys.pop() {
            let event = Event::Standby {
                asset: due.asset.0 as u16,
                instance: due.instance,
            };
            debug_assert!(
                due.instance == SOUND || due.instance < self.world.assets[due.asset.ix()].count
            );
            self.agenda
                .schedule(due.at.max(self.now), Class::Restore, event);
        }
        if O::TRACES {
            for (asset, from, to) in &self.service.changes {
                let what = Happening::Level {
                    asset: *asset,
                    from: *from,
                    to: *to,
                };
                observer.happened(self.world, self.now, what);
            }
        }
        self.service.changes.clear();
    }

    // ── detection, requests ──────────────────────────────────────────────────────────────

    fn detect<O: Observer>(&mut self, slot: u32, observer: &mut O) {
        let world = self.world;
        let incident = self.incidents.get_mut(slot);
        incident.reach(Moment::Detected, self.now);
        self.ranks += 1;
        incident.rank = match world.document.dispatch.order {
            QueueOrder::Fifo => self.ranks,
            QueueOrder::Severity => ((3 - incident.severity as u64) << 60) | self.ranks,
        };
        let rule = world
            .rules
            .rule(incident.asset, incident.kind, incident.severity, 0);
        if O::TRACES {
            observer.happened(
                world,
                self.now,
                Happening::Detected(self.incidents.get(slot)),
            );
        }
        self.request(slot, rule, observer);
    }

    /// Asks every candidate of a rule to do the current stage.
    fn request<O: Observer>(&mut self, slot: u32, rule: Option<RuleIx>, observer: &mut O) {
        let world = self.world;
        let (seed, replication, now) = (self.seed, self.replication, self.now);
        self.tickets += 1;
        let incident = self.incidents.get_mut(slot);
        incident.rule = rule;
        incident.state = State::Waiting;
        incident.ticket = self.tickets;
        incident.eligible = 0;
        incident.request = incident.request.wrapping_add(1);
        incident.work = Work {
            stage: incident.work.stage,
            requested: now,
            ..Work::NONE
        };
        let demand = world
            .rules
            .demand(incident.kind, usize::from(incident.work.stage));
        let mut asked = false;
        if let Some(rule) = rule {
            let candidates = &world.document.dispatch.rules[rule.ix()].teams;
            for (candidate, spec) in candidates.iter().enumerate() {
                if !world.rules.able(spec.team, demand) {
                    continue;
                }
                asked = true;
                let incident = self.incidents.get_mut(slot);
                incident.reach(Moment::Requested, now);
                if O::TRACES {
                    let what = Happening::Requested(self.incidents.get(slot), spec.team);
                    observer.happened(world, now, what);
                }
                let delay = if spec.approval.is_zero() {
                    Span::ZERO
                } else {
                    let word = self
                        .incidents
                        .get(slot)
                        .approval_word(seed, replication, candidate);
                    sample::span(&spec.approval, word)
                };
                if delay == Span::ZERO {
                    self.queue(slot, candidate, spec.team, observer);
                } else {
                    let incident = self.incidents.get_mut(slot);
                    incident.holds += 1;
                    let event = Event::Approve {
                        candidate: candidate as u8,
                        request: incident.request,
                        slot,
                    };
                    self.agenda.schedule(now + delay, Class::Detect, event);
                }
            }
        }
        if !asked {
            let incident = self.incidents.get_mut(slot);
            incident.state = State::Unanswered;
            incident.ticket = 0;
            if O::TRACES {
                observer.happened(world, now, Happening::Unanswered(self.incidents.get(slot)));
            }
        }
    }

    fn approved<O: Observer>(
        &mut self,
        slot: u32,
        request: u8,
        candidate: usize,
        observer: &mut O,
    ) {
        let incident = self.incidents.get_mut(slot);
        incident.holds -= 1;
        let current = incident.request == request && incident.state == State::Waiting;
        match (current, incident.rule) {
            (true, Some(rule)) => {
                let team = self.world.document.dispatch.rules[rule.ix()].teams[candidate].team;
                self.queue(slot, candidate, team, observer);
            }
            _ => self.free_if_done(slot),
        }
    }

    /// Puts a waiting incident into a team's queue.
    fn queue<O: Observer>(&mut self, slot: u32, candidate: usize, team: TeamIx, observer: &mut O) {
        let now = self.now;
        let incident = self.incidents.get_mut(slot);
        incident.eligible |= 1 << candidate;
        if !incident.work.queued.happened() {
            incident.work.queued = now;
        }
        incident.reach(Moment::Queued, now);
        let demand = self
            .world
            .rules
            .demand(incident.kind, usize::from(incident.work.stage));
        let place = Place {
            rank: incident.rank,
            slot,
            ticket: incident.ticket,
        };
        self.queues[team.ix()].add(demand.0, incident.severity, place);
        if O::TRACES {
            observer.happened(
                self.world,
                now,
                Happening::Queued(self.incidents.get(slot), team),
            );
        }
        self.stir(team);
    }

    fn stir(&mut self, team: TeamIx) {
        self.stirred[team.ix() / 64] |= 1 << (team.ix() % 64);
        self.dispatch_due = true;
    }

    // ── dispatch ─────────────────────────────────────────────────────────────────────────

    /// Gives waiting work to crews until nothing more can go.
    ///
    /// Between dispatches nothing that waits could go, so only teams that were stirred since
    /// (new work, experts freed) need a look, and of each queue only its head.
    fn dispatch<O: Observer>(&mut self, observer: &mut O) {
        self.dispatch_due = false;
        while let Some(slot) = self.next_to_go() {
            self.assign(slot, observer);
        }
        self.stirred.fill(0);
    }

    /// The waiting incident of best rank for which a stirred team has a crew.
    fn next_to_go(&mut self) -> Option<u32> {
        let world = self.world;
        let mut best: Option<(u64, u32)> = None;
        for word in 0..self.stirred.len() {
            let mut bits = self.stirred[word];
            while bits != 0 {
                let team = word * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                if self.teams[team].is_spent(world.pools[team].unlimited.is_some()) {
                    continue;
                }
                let (incidents, teams, matching) =
                    (&self.incidents, &mut self.teams, &mut self.matching);
                let mut refused = u32::MAX;
                self.queues[team].heads(
                    |place| incidents.get(place.slot).ticket != place.ticket,
                    |demand, place| {
                        if best.is_some_and(|(rank, _)| rank <= place.rank) || refused == demand {
                            return;
                        }
                        if teams[team].can_go(world, TeamIx::from(team), DemandIx(demand), matching)
                        {
                            best = Some((place.rank, place.slot));
                        } else {
                            refused = demand;
                        }
                    },
                );
            }
        }
        best.map(|(_, slot)| slot)
    }

    /// Sends a crew to a waiting incident.
    fn assign<O: Observer>(&mut self, slot: u32, observer: &mut O) {
        let world = self.world;
        let incident = *self.incidents.get(slot);
        let Some(rule) = incident.rule else { return };
        let demand = world
            .rules
            .demand(incident.kind, usize::from(incident.work.stage));
        let site = world.assets[incident.asset.ix()].site;
        let mut chosen: Option<(TeamIx, Crew)> = None;
        for (candidate, spec) in world.document.dispatch.rules[rule.ix()]
            .teams
            .iter()
            .enumerate()
        {
            if incident.eligible & (1 << candidate) == 0 {
                continue;
            }
            let crew = self.teams[spec.team.ix()].pick(
                world,
                spec.team,
                demand,
                site,
                self.now,
                &mut self.matching,
            );
            let Some(crew) = crew else { continue };
            match world.document.dispatch.choose {
                TeamChoice::Preference => {
                    chosen = Some((spec.team, crew));
                    break;
                }
                TeamChoice::Nearest => {
                    if chosen.is_none_or(|(_, best)| crew.travel < best.travel) {
                        chosen = Some((spec.team, crew));
                    }
                }
            }
        }
        let Some((team, crew)) = chosen else { return };
        self.engage(slot, team, crew, observer);
    }

    fn engage<O: Observer>(&mut self, slot: u32, team: TeamIx, crew: Crew, observer: &mut O) {
        let world = self.world;
        let (seed, replication, now) = (self.seed, self.replication, self.now);
        let spec = &world.document.teams[team.ix()];
        let incident = self.incidents.get_mut(slot);
        let stage = usize::from(incident.work.stage);
        // Experts who did the stage before are up and running; a crew with anyone new must be
        // called out.
        let known = if incident.previous_team == Some(team) {
            incident.previous
        } else {
            ExpertSet::EMPTY
        };
        let fresh = crew.experts.is_empty() && incident.work.fresh
            || !crew.experts.without(known).is_empty();
        let mut ready = Span::ZERO;
        if fresh {
            if !spec.notice.is_zero() {
                ready = sample::span(&spec.notice, incident.notice_word(seed, replication));
            }
            ready = ready + release(world, team, crew.experts, incident, seed, replication);
        }
        let effort = &world.document.kinds[incident.kind.ix()].stages[stage].effort;
        let hours = sample::millis(effort, incident.effort_word(seed, replication, stage));
        let work = &mut incident.work;
        work.team = Some(team);
        work.crew = crew.experts;
        work.remote = crew.remote;
        work.assigned = now;
        work.mobilised = now + ready;
        work.on_site = work.mobilised + crew.travel;
        work.hands_on = work.on_site;
        work.finished = work.hands_on + Span::from_millis_f64(hours / crew.rate);
        incident.ticket = 0;
        incident.state = State::Worked;
        let work = incident.work;
        incident.reach(Moment::Assigned, work.assigned);
        incident.reach(Moment::Mobilised, work.mobilised);
        incident.reach(Moment::OnSite, work.on_site);
        incident.reach(Moment::HandsOn, work.hands_on);
        self.teams[team.ix()].engage(crew.experts);
        self.agenda
            .schedule(work.finished, Class::Finish, Event::Finish { slot });
        if O::TRACES {
            observer.happened(
                world,
                now,
                Happening::Assigned(self.incidents.get(slot), &work),
            );
        }
    }

    /// Books a crew's time, up to `until`.
    fn book(&mut self, work: &Work, until: Instant) {
        let Some(team) = work.team else { return };
        let from = work.assigned.max(self.world.document.warm_up);
        let time = (until - from).0.max(0);
        let pool = &self.world.pools[team.ix()];
        self.teams[team.ix()].busy_time += time * i64::from(work.crew.len());
        if self.nation_time.is_empty() {
            return;
        }
        for expert in work.crew.iter() {
            if let Some(nation) = pool.experts[expert].nation {
                self.nation_time[nation.ix()] += time;
            }
        }
    }

    fn stage_done<O: Observer>(&mut self, slot: u32, observer: &mut O) {
        let world = self.world;
        let now = self.now;
        let incident = self.incidents.get_mut(slot);
        let plan = &world.kinds[incident.kind.ix()];
        let work = incident.work;
        if work.stage == plan.contained_at {
            incident.reach(Moment::Contained, now);
        }
        if work.stage == plan.eradicated_at {
            incident.reach(Moment::Eradicated, now);
        }
        if work.stage == plan.last {
            incident.reach(Moment::Recovered, now);
        }
        incident.previous = work.crew;
        incident.previous_team = work.team;
        let (asset, instance) = (incident.asset, incident.instance);
        let restored = work.stage == plan.restores_at
            && world.document.kinds[incident.kind.ix()].impact[incident.severity.ix()] > 0.0;
        observer.worked(world, self.incidents.get(slot), &work);
        if O::TRACES {
            observer.happened(
                world,
                now,
                Happening::Finished(self.incidents.get(slot), &work),
            );
        }
        self.book(&work, now);
        if let Some(team) = work.team {
            let stay = match (work.remote, world.assets[asset.ix()].site) {
                (false, Some(site)) => {
                    Some((site, now + world.document.teams[team.ix()].return_after))
                }
                _ => None,
            };
            self.teams[team.ix()].release(work.crew, stay);
            if !self.queues[team.ix()].is_empty() {
                self.stir(team);
            }
        }
        if work.stage == plan.last {
            self.close(slot, observer);
        } else {
            self.next_stage(slot, observer);
        }
        if restored {
            self.revalue(asset, instance, observer);
        }
        self.free_if_done(slot);
    }

    /// On to the next stage, with the same team unless a rule hands the stage to others.
    fn next_stage<O: Observer>(&mut self, slot: u32, observer: &mut O) {
        let world = self.world;
        let incident = self.incidents.get_mut(slot);
        incident.work.stage += 1;
        let stage = usize::from(incident.work.stage);
        let next = world
            .rules
            .rule(incident.asset, incident.kind, incident.severity, stage);
        let named = next.is_some_and(|rule| {
            incident.rule != Some(rule)
                && !world.document.dispatch.rules[rule.ix()].stages.is_empty()
        });
        let demand = world.rules.demand(incident.kind, stage);
        let same = incident
            .work
            .team
            .zip(incident.rule)
            .and_then(|(team, rule)| {
                let teams = &world.document.dispatch.rules[rule.ix()].teams;
                let candidate = teams.iter().position(|candidate| candidate.team == team)?;
                (!named && world.rules.able(team, demand)).then_some((team, candidate))
            });
        let Some((team, candidate)) = same else {
            self.request(slot, next, observer);
            return;
        };
        self.tickets += 1;
        incident.state = State::Waiting;
        incident.ticket = self.tickets;
        incident.eligible = 0;
        // Approvals that are still under way were asked for the stage before.
        incident.request = incident.request.wrapping_add(1);
        incident.work = Work {
            stage: incident.work.stage,
            fresh: false,
            requested: self.now,
            ..Work::NONE
        };
        self.queue(slot, candidate, team, observer);
    }

    fn close<O: Observer>(&mut self, slot: u32, observer: &mut O) {
        let incident = self.incidents.get_mut(slot);
        incident.state = State::Closed;
        incident.ticket = 0;
        self.leave_asset(slot);
        observer.ended(self.world, self.incidents.get(slot));
        if O::TRACES {
            observer.happened(
                self.world,
                self.now,
                Happening::Closed(self.incidents.get(slot)),
            );
        }
    }

    /// Takes an incident out of its asset's list.
    fn leave_asset(&mut self, slot: u32) {
        let Incident {
            asset,
            before,
            after,
            ..
        } = *self.incidents.get(slot);
        if before == NONE {
            self.open_on[asset.ix()] = after;
        } else {
            self.incidents.get_mut(before).after = after;
        }
        if after != NONE {
            self.incidents.get_mut(after).before = before;
        }
    }

    fn free_if_done(&mut self, slot: u32) {
        let incident = self.incidents.get(slot);
        if incident.state == State::Closed && incident.holds == 0 {
            self.incidents.free(slot);
        }
    }

    // ── duty ─────────────────────────────────────────────────────────────────────────────

    fn change_shift<O: Observer>(&mut self, team: u16, shift: u32, observer: &mut O) {
        let world = self.world;
        let ix = TeamIx(u32::from(team));
        let state = &mut self.teams[ix.ix()];
        state.on_duty = world.pools[ix.ix()].shifts[shift as usize].on_duty;
        state.refresh();
        self.counts.changeovers += self.counted();
        self.stir(ix);
        if O::TRACES
            && let crate::scenario::document::Staff::Roster(roster) =
                world.document.teams[ix.ix()].staff
        {
            let what = Happening::ShiftChanged {
                team: ix,
                roster,
                shift: shift as usize,
            };
            observer.happened(world, self.now, what);
        }
    }

    // ── the end ──────────────────────────────────────────────────────────────────────────

    /// Cuts everything off at the end: what lies beyond it has not happened.
    fn finish<O: Observer>(&mut self, end: Instant, observer: &mut O) {
        self.now = end;
        self.service.finish(self.world, end);
        let mut slots = std::mem::take(&mut self.scratch);
        self.incidents.unfinished(&mut slots);
        for slot in &slots {
            let incident = self.incidents.get_mut(*slot);
            let cut = |at: &mut Instant| {
                if *at >= end {
                    *at = Instant::NEVER;
                }
            };
            incident.moments.iter_mut().for_each(cut);
            let work = &mut incident.work;
            let booked = *work;
            for at in [
                &mut work.mobilised,
                &mut work.on_site,
                &mut work.hands_on,
                &mut work.finished,
            ] {
                cut(at);
            }
            let work = *work;
            if incident.state == State::Worked {
                self.book(&booked, end);
            }
            let incident = self.incidents.get(*slot);
            if matches!(incident.state, State::Worked | State::Waiting) {
                observer.worked(self.world, incident, &work);
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

/// Longest release delay among a crew's nations; one word serves all.
fn release(
    world: &World,
    team: TeamIx,
    crew: ExpertSet,
    incident: &Incident,
    seed: u64,
    replication: u64,
) -> Span {
    let mut longest = Span::ZERO;
    let mut word = None;
    for expert in crew.iter() {
        let Some(nation) = world.pools[team.ix()].experts[expert].nation else {
            continue;
        };
        let delay = &world.document.nations[nation.ix()].release;
        if !delay.is_zero() {
            let word = *word.get_or_insert_with(|| incident.release_word(seed, replication));
            longest = longest.max(sample::span(delay, word));
        }
    }
    longest
}

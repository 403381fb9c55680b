//! Crews taken from less grave work.

use crate::scenario::document::{Severity, TeamIx};
use crate::world::experts::ExpertSet;
use crate::world::matching::Matching;
use crate::world::rules::DemandIx;

use super::crew::{Call, Crew};
use super::observe::{Observer, Stop};
use super::queue::QueueEntry;
use super::run::Simulation;

impl Simulation<'_> {
    /// Lets the gravest waiting incident that can take a crew from less grave work of a
    /// marked team do so; true if one did.
    ///
    /// Among equally grave ones the one of best rank does. It turns to the teams that may
    /// answer it in the order of its rule. The victims are the least grave, of these the
    /// latest sent, and no more than it takes.
    #[inline(never)]
    pub(super) fn preempt<O: Observer>(&mut self, observer: &mut O) -> bool {
        let may_yield = |team: usize| {
            !self.waiting.queues[team].is_empty() && !self.staff.teams[team].running.is_empty()
        };
        if !self.waiting.each_dirty_team().any(may_yield) {
            return false;
        }
        // Whatever the order of the queues, the first detected of the equally grave comes first.
        let ordered = self.waiting.by_detection.is_empty();
        let mut queues = std::mem::take(if ordered {
            &mut self.waiting.queues
        } else {
            &mut self.waiting.by_detection
        });
        let mut matching = std::mem::take(&mut self.staff.matching);
        let mut victims = std::mem::take(&mut self.staff.scratch);
        let mut best: Option<((u8, u32), u32)> = None;
        let is_void = |entry: &QueueEntry| self.incidents.get(entry.slot).ticket != entry.ticket;
        for (team, queues) in queues.iter_mut().enumerate() {
            if !self.waiting.is_dirty(team) {
                continue;
            }
            let mut nth = 0;
            while let Some((demand, place)) = queues.head(nth, is_void) {
                nth += 1;
                let severity = self.incidents.get(place.slot).severity;
                let rank = (Severity::Critical as u8 - severity as u8, place.rank);
                let room = (&mut victims, &mut matching);
                if best.is_none_or(|(other, _)| rank < other)
                    && self.can_be_taken(TeamIx::from(team), demand, place.slot, room)
                {
                    best = Some((rank, place.slot));
                }
            }
        }
        if ordered {
            self.waiting.queues = queues;
        } else {
            self.waiting.by_detection = queues;
        }
        self.staff.matching = matching;
        self.staff.scratch = victims;
        let Some((_, slot)) = best else { return false };
        self.take_crew(slot, observer)
    }

    /// Whether a team could field a crew with the experts that work on something less grave.
    fn can_be_taken(
        &self,
        team: TeamIx,
        demand: DemandIx,
        slot: u32,
        (victims, matching): (&mut Vec<u32>, &mut Matching),
    ) -> bool {
        let incident = self.incidents.get(slot);
        let severity = incident.severity;
        let site = self.world.assets[incident.asset.ix()].site;
        let state = &self.staff.teams[team.ix()];
        if state.lost > 0 {
            return false;
        }
        let mut also = ExpertSet::EMPTY;
        for slot in &state.running {
            let incident = self.incidents.get(*slot);
            if incident.severity < severity {
                also = also.or(incident.response().work.crew);
            }
        }
        let also = also.and(state.on_duty).and(state.watch);
        if also.is_empty() {
            return false;
        }
        let keep = self.world.pools[team.ix()].kept_back(severity);
        let call = Call {
            also,
            ..Call::new(demand, site, self.calendar.now, keep)
        };
        let any = state.pick(self.world, team, &call, matching).is_some();
        any && (keep == 0
            || self
                .crew_of_victims(team, call, severity, victims, matching)
                .is_some())
    }

    /// The crew that a team can field with the fewest of its victims, who are listed.
    ///
    /// Whoever is kept back stays behind: if those who are free at present are too few for
    /// that, the crew is made up of victims, least versatile first.
    fn crew_of_victims(
        &self,
        team: TeamIx,
        mut call: Call,
        severity: Severity,
        victims: &mut Vec<u32>,
        matching: &mut Matching,
    ) -> Option<Crew> {
        let world = self.world;
        let state = &self.staff.teams[team.ix()];
        self.staff.victims(team, &self.incidents, severity, victims);
        if state.lost > 0 {
            return None;
        }
        let keep = call.keep;
        call.keep = 0;
        call.also = ExpertSet::EMPTY;
        let (free, here) = (state.free, state.on_duty.and(state.watch));
        let pool = &world.pools[team.ix()];
        let crew = &world.rules.demands[call.demand.0 as usize].crew;
        let able = crew.iter().fold(ExpertSet::EMPTY, |able, (skill, _)| {
            able.or(pool.with_skill[skill.ix()])
        });
        let spare = free.and(able).lowest(free.len().saturating_sub(keep));
        for nth in 0..victims.len() {
            let theirs = self
                .incidents
                .get(victims[nth])
                .response()
                .work
                .crew
                .and(here);
            call.also = call.also.or(theirs);
            call.only = ExpertSet::ALL;
            let crew = state.pick(world, team, &call, matching);
            if keep == 0 {
                if crew.is_some() {
                    return crew;
                }
                continue;
            }
            let remain = |crew: &Crew| {
                let mut left = free;
                for victim in victims.iter() {
                    let theirs = self.incidents.get(*victim).response().work.crew;
                    if !theirs.and(crew.experts).is_empty() {
                        left = left.or(theirs.and(here));
                    }
                }
                left.without(crew.experts).len() >= keep
            };
            if let Some(crew) = crew.filter(remain) {
                return Some(crew);
            }
            call.only = call.also.or(spare);
            let crew = state.pick(world, team, &call, matching);
            if let Some(crew) = crew.filter(remain) {
                return Some(crew);
            }
        }
        None
    }

    /// Takes a crew for a waiting incident from the first team of its rule that has victims
    /// enough.
    #[inline(never)]
    fn take_crew<O: Observer>(&mut self, slot: u32, observer: &mut O) -> bool {
        let world = self.world;
        let demand = self.demand_of(slot);
        let incident = self.incidents.get(slot);
        let (severity, eligible) = (incident.severity, incident.eligible);
        let site = world.assets[incident.asset.ix()].site;
        let Some(rule) = incident.rule() else {
            return false;
        };
        for (number, spec) in world.document.dispatch.rules[rule.ix()]
            .teams
            .iter()
            .enumerate()
        {
            let team = spec.team;
            if eligible & (1 << number) == 0 {
                continue;
            }
            let mut victims = std::mem::take(&mut self.staff.scratch);
            let mut matching = std::mem::take(&mut self.staff.matching);
            let keep = world.pools[team.ix()].kept_back(severity);
            let mut call = Call::new(demand, site, self.calendar.now, keep);
            let chosen = self.crew_of_victims(team, call, severity, &mut victims, &mut matching);
            self.staff.matching = matching;
            if let Some(crew) = chosen {
                for victim in &victims {
                    let theirs = self.incidents.get(*victim).response().work.crew;
                    if !theirs.and(crew.experts).is_empty() {
                        self.interrupt(*victim, Stop::Preempted, observer);
                    }
                }
                // Anew, for now they may be nearer.
                call.only = crew.experts;
                call.keep = 0;
                let state = &self.staff.teams[team.ix()];
                let crew = state.pick(world, team, &call, &mut self.staff.matching);
                self.staff.scratch = victims;
                let Some(crew) = crew else { return false };
                self.assign(slot, team, crew, observer);
                return true;
            }
            self.staff.scratch = victims;
        }
        false
    }
}

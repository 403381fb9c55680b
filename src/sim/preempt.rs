//! Crews taken from less grave work.

use crate::scenario::document::{Severity, TeamIx};
use crate::world::experts::ExpertSet;
use crate::world::matching::Matching;
use crate::world::rules::DemandIx;

use super::observe::{Observer, Stop};
use super::queue::Place;
use super::run::Simulation;
use super::team::Call;

impl Simulation<'_> {
    /// Lets the gravest waiting incident that can take a crew from less grave work of a
    /// stirred team do so; true if one did.
    ///
    /// Among equally grave ones the one of best rank does. It turns to the teams that may
    /// answer it in the order of its rule. The victims are the least grave, of these the
    /// latest sent, and no more than it takes.
    #[inline(never)]
    pub(super) fn preempt<O: Observer>(&mut self, observer: &mut O) -> bool {
        let mut queues = std::mem::take(&mut self.queues);
        let mut matching = std::mem::take(&mut self.matching);
        let mut best: Option<((u8, u64), u32)> = None;
        let is_void = |place: &Place| self.incidents.get(place.slot).ticket != place.ticket;
        let stirred: &[u64] = &self.stirred;
        for (team, queues) in queues.iter_mut().enumerate() {
            if stirred[team / 64] & (1 << (team % 64)) == 0 {
                continue;
            }
            let mut nth = 0;
            while let Some((demand, place)) = queues.head(nth, is_void) {
                nth += 1;
                let severity = self.incidents.get(place.slot).severity;
                let rank = (Severity::Critical as u8 - severity as u8, place.rank);
                if best.is_none_or(|(other, _)| rank < other)
                    && self.can_be_taken(TeamIx::from(team), demand, severity, &mut matching)
                {
                    best = Some((rank, place.slot));
                }
            }
        }
        self.queues = queues;
        self.matching = matching;
        let Some((_, slot)) = best else { return false };
        self.take_crew(slot, observer)
    }

    /// Whether a team could field a crew with the experts that work on something less grave.
    fn can_be_taken(
        &self,
        team: TeamIx,
        demand: DemandIx,
        severity: Severity,
        matching: &mut Matching,
    ) -> bool {
        let state = &self.teams[team.ix()];
        if state.lost > 0 {
            return false;
        }
        let mut also = ExpertSet::EMPTY;
        for slot in &state.running {
            let incident = self.incidents.get(*slot);
            if incident.severity < severity {
                also = also.or(incident.work.crew);
            }
        }
        let also = also.and(state.on_duty).and(state.watch);
        if also.is_empty() {
            return false;
        }
        let keep = self.world.pools[team.ix()].kept_back(severity);
        let call = Call {
            also,
            ..Call::new(demand, None, self.now, keep)
        };
        state.pick(self.world, team, &call, matching).is_some()
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
        let Some(rule) = incident.rule else {
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
            let mut victims = std::mem::take(&mut self.scratch);
            self.victims(team, severity, &mut victims);
            let state = &self.teams[team.ix()];
            if state.lost > 0 {
                self.scratch = victims;
                continue;
            }
            let keep = world.pools[team.ix()].kept_back(severity);
            let mut call = Call::new(demand, site, self.now, keep);
            let mut chosen = None;
            for victim in &victims {
                let crew = self.incidents.get(*victim).work.crew;
                call.also = call.also.or(crew.and(state.on_duty).and(state.watch));
                chosen = state.pick(world, team, &call, &mut self.matching);
                if chosen.is_some() {
                    break;
                }
            }
            if let Some(crew) = chosen {
                for victim in &victims {
                    let theirs = self.incidents.get(*victim).work.crew;
                    if !theirs.and(crew.experts).is_empty() {
                        self.interrupt(*victim, Stop::Preempted, observer);
                    }
                }
                // Anew, for now they may be nearer.
                call.also = ExpertSet::EMPTY;
                call.only = crew.experts;
                call.keep = 0;
                let state = &self.teams[team.ix()];
                let crew = state.pick(world, team, &call, &mut self.matching);
                self.scratch = victims;
                let Some(crew) = crew else { return false };
                self.engage(slot, team, crew, observer);
                return true;
            }
            self.scratch = victims;
        }
        false
    }

    /// What a team works on that is less grave: the least grave first, of these the latest
    /// sent, of these the latest begun.
    fn victims(&self, team: TeamIx, severity: Severity, into: &mut Vec<u32>) {
        into.clear();
        let running = self.teams[team.ix()].running.iter();
        into.extend(running.filter(|slot| self.incidents.get(**slot).severity < severity));
        into.sort_unstable_by_key(|slot| {
            let incident = self.incidents.get(*slot);
            (
                incident.severity,
                std::cmp::Reverse((incident.work.assigned, incident.number)),
            )
        });
    }
}

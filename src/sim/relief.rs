//! Crews that take over running work: sent, there, in charge, or called off.

use crate::scenario::document::{Changeover, OnChange, TeamIx};
use crate::scenario::time::Span;
use crate::world::experts::ExpertSet;

use super::agenda::Class;
use super::observe::{Observer, Stop, TraceEvent};
use super::run::{Event, Simulation};
use super::team::{Call, Relief};

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

impl Simulation<'_> {
    /// Sends relief for those of a crew who are gone, without notice, for it is no surprise.
    /// False if no relief can be fielded.
    pub(super) fn relieve<O: Observer>(
        &mut self,
        slot: u32,
        team: TeamIx,
        terms: Terms,
        observer: &mut O,
    ) -> bool {
        let world = self.world;
        let now = self.now;
        let demand = self.demand_of(slot);
        let incident = self.incidents.get(slot);
        let state = &mut self.teams[team.ix()];
        let pool = &world.pools[team.ix()];
        let site = world.assets[incident.asset.ix()].site;
        let stay = incident.response().work.crew.without(terms.gone);
        let call = Call {
            stay,
            also: terms.also,
            ..Call::new(demand, site, now, pool.kept_back(incident.severity))
        };
        let Some(crew) = state.pick(world, team, &call, &mut self.matching) else {
            return false;
        };
        let there = match &pool.hours {
            None => now + crew.travel,
            Some(hours) => hours.first_on(crew.experts, now + crew.travel),
        };
        if !there.happened() {
            return false;
        }
        self.incidents.get_mut(slot).holds += 1;
        let serial = self.incidents.response_mut(slot).next_serial();
        state.assign(crew.experts);
        state.reliefs.push(Relief {
            slot,
            serial,
            experts: crew.experts,
            stay,
            remote: crew.remote,
            since: now,
            rule: terms.rule,
            overtime: terms.overtime,
            together: false,
            leaving: ExpertSet::EMPTY,
        });
        self.agenda
            .schedule(there, Class::ShiftChange, Event::Relief { serial, slot });
        self.settle(slot);
        self.plan(slot);
        if O::TRACES {
            let what = TraceEvent::ReliefAssigned {
                incident: self.incidents.get(slot),
                relief: crew.experts,
                there,
            };
            observer.happened(world, now, what);
        }
        true
    }

    /// Relief is there, or has been for as long as the handover takes.
    #[inline(never)]
    pub(super) fn relief_due<O: Observer>(&mut self, slot: u32, serial: u16, observer: &mut O) {
        let incident = self.incidents.get_mut(slot);
        incident.holds -= 1;
        let team = incident.response().work.team;
        let found = team.and_then(|team| {
            let reliefs = &self.teams[team.ix()].reliefs;
            let mine = |relief: &Relief| relief.slot == slot && relief.serial == serial;
            Some((team, reliefs.iter().position(mine)?))
        });
        let Some((team, at)) = found else {
            return self.free_if_done(slot);
        };
        self.settle(slot);
        let relief = &mut self.teams[team.ix()].reliefs[at];
        let changeover = relief.rule;
        if relief.together {
            return self.take_over(slot, team, at, observer);
        }
        relief.together = true;
        let response = self.incidents.response_mut(slot);
        let left = response.left;
        response.left += left * changeover.rework;
        response.handovers = response.handovers.saturating_add(1);
        self.add_rework(slot, left);
        self.counts.handovers += self.counted();
        if changeover.handover == Span::ZERO {
            return self.take_over(slot, team, at, observer);
        }
        let incident = self.incidents.get_mut(slot);
        incident.holds += 1;
        let event = Event::Relief { serial, slot };
        self.agenda
            .schedule(self.now + changeover.handover, Class::ShiftChange, event);
        self.plan(slot);
        if O::TRACES {
            let experts = self.teams[team.ix()].reliefs[at].experts;
            let what = TraceEvent::HandoverBegan(self.incidents.get(slot), experts);
            observer.happened(self.world, self.now, what);
        }
    }

    /// The relief goes on alone, with those of the old crew who stay.
    fn take_over<O: Observer>(&mut self, slot: u32, team: TeamIx, at: usize, observer: &mut O) {
        let world = self.world;
        let now = self.now;
        let relief = self.teams[team.ix()].reliefs.swap_remove(at);
        let pool = &world.pools[team.ix()];
        let response = self.incidents.response_mut(slot);
        let foretold = std::mem::replace(&mut response.work.finished, now);
        let old = response.work;
        let incident = self.incidents.get(slot);
        let asset = incident.asset;
        observer.worked(world, incident, &old);
        self.book(team, old.crew, old.assigned, now);
        self.book(team, relief.experts, relief.since, now);
        let gone = old.crew.without(relief.stay);
        let stay = self.stay(team, asset, !old.remote);
        let state = &mut self.teams[team.ix()];
        state.rest(pool, gone, now);
        state.release(gone, stay);
        let response = self.incidents.response_mut(slot);
        let work = &mut response.work;
        work.finished = foretold;
        work.crew = relief.stay.or(relief.experts);
        work.remote = relief.remote;
        work.resumed = true;
        // The team goes on: no new request, and no deployment.
        work.fresh = false;
        work.assigned = now;
        work.mobilised = now;
        work.on_site = now;
        work.hands_on = now;
        response.previous = work.crew;
        response.previous_team = Some(team);
        self.plan(slot);
        if O::TRACES {
            let incident = self.incidents.get(slot);
            observer.happened(
                world,
                now,
                TraceEvent::TakenOver(incident, &incident.response().work),
            );
        }
        self.mark_dirty(team);
        self.relieve_in_turn(slot, team, relief.leaving, observer);
    }

    /// Sees to it that those who have taken over are relieved, if they have gone off duty or
    /// their hours have ended meanwhile.
    fn relieve_in_turn<O: Observer>(
        &mut self,
        slot: u32,
        team: TeamIx,
        leaving: ExpertSet,
        observer: &mut O,
    ) {
        let pool = &self.world.pools[team.ix()];
        let state = &self.teams[team.ix()];
        let leaving = leaving.without(state.on_duty);
        let watch = state.watch;
        let late = self.incidents.get(slot).response().work.crew.without(watch);
        match pool.at_shift_change.rule {
            OnChange::Pause if !leaving.is_empty() => {
                return self.interrupt(slot, Stop::ShiftOver, observer);
            }
            OnChange::Transfer if !leaving.is_empty() => {
                let terms = self.terms_of_shift(team, leaving);
                if self.relieve(slot, team, terms, observer) {
                    return;
                }
            }
            _ => {}
        }
        let Some(hours) = pool.hours.as_ref().filter(|_| !late.is_empty()) else {
            return;
        };
        // If hours change at this very instant, that is still to come and sees to it.
        let current = hours.experts(hours.on(self.now)) == watch;
        if pool.at_end_of_hours.rule == OnChange::Transfer && current {
            let terms = self.terms_of_hours(team, late);
            self.relieve(slot, team, terms, observer);
        }
    }

    /// Sees to relief for those at work, or on their way to it, who go off duty. True if new
    /// relief is on its way.
    pub(super) fn relieve_shift<O: Observer>(
        &mut self,
        slot: u32,
        team: TeamIx,
        outgoing: ExpertSet,
        observer: &mut O,
    ) -> bool {
        let mut gone = self.incidents.get(slot).response().work.crew.and(outgoing);
        let mut under_way = None;
        if let Some(at) = self.relief_of(team, slot) {
            let relief = self.teams[team.ix()].reliefs[at];
            let leaving = relief.stay.or(relief.experts).and(outgoing);
            if leaving.is_empty() {
                return false;
            }
            if relief.together {
                // One after the other.
                let relief = &mut self.teams[team.ix()].reliefs[at];
                relief.leaving = relief.leaving.or(leaving);
                return false;
            }
            under_way = Some(relief);
            self.call_off(team, at);
            let state = &self.teams[team.ix()];
            let incident = self.incidents.get(slot);
            let crew = incident.response().work.crew;
            let off = if relief.overtime {
                crew.without(state.watch)
            } else {
                crew.without(relief.stay).without(state.on_duty)
            };
            gone = gone.or(off);
            if O::TRACES {
                let what = TraceEvent::ReliefCalledOff(incident, relief.experts);
                observer.happened(self.world, self.now, what);
            }
        }
        let terms = match under_way {
            Some(relief) if relief.overtime => self.terms_of_hours(team, gone),
            _ => self.terms_of_shift(team, gone),
        };
        let relieved = !gone.is_empty() && self.relieve(slot, team, terms, observer);
        if !relieved && under_way.is_some() {
            self.settle(slot);
            self.plan(slot);
        }
        relieved
    }

    /// How those who go off duty are relieved.
    fn terms_of_shift(&self, team: TeamIx, gone: ExpertSet) -> Terms {
        // They knew the day: whose hours these are doesn't matter.
        let state = &self.teams[team.ix()];
        let also = if state.lost > 0 {
            ExpertSet::EMPTY
        } else {
            state.on_duty.without(state.busy)
        };
        Terms {
            gone,
            also,
            rule: self.world.pools[team.ix()].at_shift_change,
            overtime: false,
        }
    }

    /// How those are relieved whose hours end.
    pub(super) fn terms_of_hours(&self, team: TeamIx, gone: ExpertSet) -> Terms {
        Terms {
            gone,
            also: ExpertSet::EMPTY,
            rule: self.world.pools[team.ix()].at_end_of_hours,
            overtime: true,
        }
    }

    /// Where in its team's list the relief for an incident is.
    pub(super) fn relief_of(&self, team: TeamIx, slot: u32) -> Option<usize> {
        let reliefs = &self.teams[team.ix()].reliefs;
        reliefs.iter().position(|relief| relief.slot == slot)
    }

    /// Sends a relief home before it has taken over. If it has worked beside the old crew it
    /// knows the work, and is where that was.
    #[inline(never)]
    pub(super) fn call_off(&mut self, team: TeamIx, at: usize) {
        let world = self.world;
        let pool = &world.pools[team.ix()];
        let relief = self.teams[team.ix()].reliefs.swap_remove(at);
        self.book(team, relief.experts, relief.since, self.now);
        let mut stay = None;
        if relief.together {
            let response = self.incidents.response_mut(relief.slot);
            response.previous = response.previous.or(relief.experts);
            let asset = self.incidents.get(relief.slot).asset;
            stay = self.stay(team, asset, !relief.remote);
        }
        let state = &mut self.teams[team.ix()];
        state.rest(pool, relief.experts, self.now);
        state.release(relief.experts, stay);
    }
}

//! Crews that take over running work: sent, there, in charge, or called off.

use crate::scenario::document::{OnChange, TeamIx};
use crate::scenario::time::Span;
use crate::world::experts::ExpertSet;

use super::agenda::Class;
use super::crew::Call;
use super::event::Event;
use super::observe::{Observer, Stop, TraceEvent};
use super::run::Simulation;
use super::staff::stay_after;
use super::team::{Relief, Terms};

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
        let now = self.calendar.now;
        let demand = self.demand_of(slot);
        let incident = self.incidents.get(slot);
        let state = &mut self.staff.teams[team.ix()];
        let pool = &world.pools[team.ix()];
        let site = world.assets[incident.asset.ix()].site;
        let stay = incident.response().work.crew.without(terms.gone);
        let call = Call {
            stay,
            also: terms.also,
            ..Call::new(demand, site, now, pool.kept_back(incident.severity))
        };
        let Some(crew) = state.pick(world, team, &call, &mut self.staff.matching) else {
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
        self.calendar
            .schedule(there, Class::ShiftChange, Event::Relief { serial, slot });
        self.incidents
            .response_mut(slot)
            .settle(self.world, self.calendar.now);
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
            let reliefs = &self.staff.teams[team.ix()].reliefs;
            let mine = |relief: &Relief| relief.slot == slot && relief.serial == serial;
            Some((team, reliefs.iter().position(mine)?))
        });
        let Some((team, at)) = found else {
            return self.incidents.free_if_done(slot);
        };
        self.incidents
            .response_mut(slot)
            .settle(self.world, self.calendar.now);
        let relief = &mut self.staff.teams[team.ix()].reliefs[at];
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
        self.calendar.schedule(
            self.calendar.now + changeover.handover,
            Class::ShiftChange,
            event,
        );
        self.plan(slot);
        if O::TRACES {
            let experts = self.staff.teams[team.ix()].reliefs[at].experts;
            let what = TraceEvent::HandoverBegan(self.incidents.get(slot), experts);
            observer.happened(self.world, self.calendar.now, what);
        }
    }

    /// The relief goes on alone, with those of the old crew who stay.
    fn take_over<O: Observer>(&mut self, slot: u32, team: TeamIx, at: usize, observer: &mut O) {
        let world = self.world;
        let now = self.calendar.now;
        let relief = self.staff.teams[team.ix()].reliefs.swap_remove(at);
        let pool = &world.pools[team.ix()];
        let response = self.incidents.response_mut(slot);
        let foretold = std::mem::replace(&mut response.work.finished, now);
        let old = response.work;
        let incident = self.incidents.get(slot);
        let asset = incident.asset;
        observer.worked(world, incident, &old);
        self.staff
            .book(self.world, team, old.crew, old.assigned, now);
        self.staff
            .book(self.world, team, relief.experts, relief.since, now);
        let gone = old.crew.without(relief.stay);
        let stay = stay_after(self.world, self.calendar.now, team, asset, !old.remote);
        let state = &mut self.staff.teams[team.ix()];
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
        self.waiting.mark_dirty(team);
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
        let state = &self.staff.teams[team.ix()];
        let leaving = leaving.without(state.on_duty);
        let watch = state.watch;
        let late = self.incidents.get(slot).response().work.crew.without(watch);
        match pool.at_shift_change.rule {
            OnChange::Pause if !leaving.is_empty() => {
                return self.interrupt(slot, Stop::ShiftOver, observer);
            }
            OnChange::Transfer if !leaving.is_empty() => {
                let terms = self.staff.terms_of_shift(self.world, team, leaving);
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
        let current = hours.experts(hours.on(self.calendar.now)) == watch;
        if pool.at_end_of_hours.rule == OnChange::Transfer && current {
            let terms = Terms::of_hours(self.world, team, late);
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
        if let Some(at) = self.staff.relief_of(team, slot) {
            let relief = self.staff.teams[team.ix()].reliefs[at];
            let leaving = relief.stay.or(relief.experts).and(outgoing);
            if leaving.is_empty() {
                return false;
            }
            if relief.together {
                // One after the other.
                let relief = &mut self.staff.teams[team.ix()].reliefs[at];
                relief.leaving = relief.leaving.or(leaving);
                return false;
            }
            under_way = Some(relief);
            self.call_off(team, at);
            let state = &self.staff.teams[team.ix()];
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
                observer.happened(self.world, self.calendar.now, what);
            }
        }
        let terms = match under_way {
            Some(relief) if relief.overtime => Terms::of_hours(self.world, team, gone),
            _ => self.staff.terms_of_shift(self.world, team, gone),
        };
        let relieved = !gone.is_empty() && self.relieve(slot, team, terms, observer);
        if !relieved && under_way.is_some() {
            self.incidents
                .response_mut(slot)
                .settle(self.world, self.calendar.now);
            self.plan(slot);
        }
        relieved
    }

    /// Sends a relief home before it has taken over. If it has worked beside the old crew it
    /// knows the work, and is where that was.
    #[inline(never)]
    pub(super) fn call_off(&mut self, team: TeamIx, at: usize) {
        let world = self.world;
        let pool = &world.pools[team.ix()];
        let relief = self.staff.teams[team.ix()].reliefs.swap_remove(at);
        self.staff.book(
            self.world,
            team,
            relief.experts,
            relief.since,
            self.calendar.now,
        );
        let mut stay = None;
        if relief.together {
            let response = self.incidents.response_mut(relief.slot);
            response.previous = response.previous.or(relief.experts);
            let asset = self.incidents.get(relief.slot).asset;
            stay = stay_after(self.world, self.calendar.now, team, asset, !relief.remote);
        }
        let state = &mut self.staff.teams[team.ix()];
        state.rest(pool, relief.experts, self.calendar.now);
        state.release(relief.experts, stay);
    }
}

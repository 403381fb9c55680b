//! Duty and hours that change, and what that means for running work: it is finished, handed
//! over, or paused.

use crate::scenario::document::{Changeover, OnChange, Severity, Staff, TeamIx};
use crate::scenario::time::{Instant, Span};
use crate::world::experts::ExpertSet;

use super::agenda::Class;
use super::incident::Work;
use super::observe::{Happening, Observer, Stop};
use super::run::{Event, Simulation};
use super::team::{Call, Relief};

/// How a crew is to be relieved.
#[derive(Clone, Copy)]
struct Terms {
    /// Those of the crew who go.
    gone: ExpertSet,
    /// Experts who may come although they are not free now.
    also: ExpertSet,
    /// How much work it makes, and how long both work.
    rule: Changeover,
    /// Those who go work on beyond their hours until they are relieved.
    overtime: bool,
}

impl Simulation<'_> {
    /// A roster's duty changes hands.
    #[inline(never)]
    pub(super) fn change_shift<O: Observer>(&mut self, team: u16, shift: u32, observer: &mut O) {
        let world = self.world;
        let now = self.now;
        let ix = TeamIx(u32::from(team));
        let pool = &world.pools[ix.ix()];
        let state = &mut self.teams[ix.ix()];
        let before = state.on_duty;
        state.on_duty = pool.shifts[shift as usize].on_duty;
        let (outgoing, incoming) = (before.without(state.on_duty), state.on_duty.without(before));
        state.alongside = state.alongside.without(state.on_duty);
        state.serve(pool, incoming, now, true);
        // Whoever is still at work goes when that is done.
        let gone = outgoing.without(state.busy).without(state.alongside);
        state.serve(pool, gone, now, false);
        state.refresh();
        self.counts.changeovers += self.counted();
        if O::TRACES
            && let Staff::Roster(roster) = world.document.teams[ix.ix()].staff
        {
            let what = Happening::ShiftChanged {
                team: ix,
                roster,
                shift: shift as usize,
            };
            observer.happened(world, now, what);
        }
        let rule = pool.at_shift_change.rule;
        if pool.tracked && (rule != OnChange::Finish || pool.fatigue.is_some()) {
            self.list_running(ix);
            for nth in 0..self.afoot.len() {
                let slot = self.afoot[nth];
                let incident = self.incidents.get(slot);
                let affected = !incident.work.crew.and(outgoing).is_empty();
                let begun = incident.work.hands_on < now;
                match rule {
                    OnChange::Pause if affected => self.interrupt(slot, Stop::ShiftOver, observer),
                    OnChange::Transfer if affected && !begun => {
                        self.interrupt(slot, Stop::ShiftOver, observer);
                    }
                    OnChange::Transfer | OnChange::Pause if begun => {
                        let relieved = self.relieve_shift(slot, ix, outgoing, observer);
                        if !relieved && pool.fatigue.is_some() {
                            self.settle(slot);
                            self.plan(slot);
                        }
                    }
                    _ => {
                        if begun && pool.fatigue.is_some() {
                            self.settle(slot);
                            self.plan(slot);
                        }
                    }
                }
            }
        }
        self.stir(ix);
    }

    /// Sees to relief for those at work, or on their way to it, who go off duty. True if new
    /// relief is on its way.
    fn relieve_shift<O: Observer>(
        &mut self,
        slot: u32,
        team: TeamIx,
        outgoing: ExpertSet,
        observer: &mut O,
    ) -> bool {
        let mut gone = self.incidents.get(slot).work.crew.and(outgoing);
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
            let crew = incident.work.crew;
            let off = if relief.overtime {
                crew.without(state.watch)
            } else {
                crew.without(relief.stay).without(state.on_duty)
            };
            gone = gone.or(off);
            if O::TRACES {
                let what = Happening::ReliefCalledOff(incident, relief.experts);
                observer.happened(self.world, self.now, what);
            }
        }
        let terms = match under_way {
            Some(relief) if relief.overtime => Terms {
                gone,
                also: ExpertSet::EMPTY,
                rule: relief.rule,
                overtime: true,
            },
            _ => self.shift_terms(team, gone),
        };
        let relieved = !gone.is_empty() && self.relieve(slot, team, terms, observer);
        if !relieved && under_way.is_some() {
            self.settle(slot);
            self.plan(slot);
        }
        relieved
    }

    /// How those who go off duty are relieved.
    fn shift_terms(&self, team: TeamIx, gone: ExpertSet) -> Terms {
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

    /// Where in its team's list the relief for an incident is.
    pub(super) fn relief_of(&self, team: TeamIx, slot: u32) -> Option<usize> {
        let reliefs = &self.teams[team.ix()].reliefs;
        reliefs.iter().position(|relief| relief.slot == slot)
    }

    /// The next shift begins to learn alongside.
    #[inline(never)]
    pub(super) fn begin_overlap<O: Observer>(&mut self, team: u16, shift: u32, observer: &mut O) {
        let world = self.world;
        let ix = TeamIx(u32::from(team));
        let pool = &world.pools[ix.ix()];
        let state = &mut self.teams[ix.ix()];
        let incoming = pool.shifts[shift as usize].on_duty.without(state.on_duty);
        state.alongside = state.alongside.or(incoming);
        state.serve(pool, incoming, self.now, true);
        if O::TRACES
            && let Staff::Roster(roster) = world.document.teams[ix.ix()].staff
        {
            let what = Happening::OverlapBegan {
                team: ix,
                roster,
                shift: shift as usize,
            };
            observer.happened(world, self.now, what);
        }
    }

    /// Sees to it that a team with something to do notices the next change of its hours.
    #[inline(never)]
    pub(super) fn mind_the_clock(&mut self, team: TeamIx) {
        let pool = &self.world.pools[team.ix()];
        let state = &mut self.teams[team.ix()];
        let Some(hours) = pool.hours.as_ref().filter(|_| !state.armed) else {
            return;
        };
        state.look_at_clock(pool, self.now);
        if let Some(at) = hours.next(self.now) {
            state.armed = true;
            let event = Event::Hours {
                team: team.0 as u16,
            };
            self.agenda.schedule(at, Class::ShiftChange, event);
        }
    }

    /// A team's hours change.
    #[inline(never)]
    pub(super) fn change_hours<O: Observer>(&mut self, team: u16, observer: &mut O) {
        let now = self.now;
        let ix = TeamIx(u32::from(team));
        let pool = &self.world.pools[ix.ix()];
        let state = &mut self.teams[ix.ix()];
        state.armed = false;
        let before = state.watch;
        state.look_at_clock(pool, now);
        let (watch, open) = (state.watch, state.open);
        let rule = pool.at_end_of_hours.rule;
        if rule != OnChange::Finish {
            self.list_running(ix);
            for nth in 0..self.afoot.len() {
                let slot = self.afoot[nth];
                let Work { crew, hands_on, .. } = self.incidents.get(slot).work;
                let (was_on, is_on) = (crew.and(before), crew.and(watch));
                let unchanged = was_on == is_on && !crew.is_empty();
                if hands_on > now || unchanged {
                    continue;
                }
                let relief = self.relief_of(ix, slot);
                if rule == OnChange::Transfer
                    && relief.is_none()
                    && !was_on.without(is_on).is_empty()
                {
                    let terms = Terms {
                        gone: crew.without(watch),
                        also: ExpertSet::EMPTY,
                        rule: pool.at_end_of_hours,
                        overtime: true,
                    };
                    if self.relieve(slot, ix, terms, observer) {
                        continue;
                    }
                }
                self.settle(slot);
                self.plan(slot);
                let stopped = match relief {
                    _ if crew.is_empty() => !open,
                    Some(at) if self.teams[ix.ix()].reliefs[at].overtime => false,
                    _ => is_on.is_empty(),
                };
                self.counts.pauses += u64::from(stopped) * self.counted();
            }
        }
        if !self.teams[ix.ix()].running.is_empty() || !self.queues[ix.ix()].is_empty() {
            self.mind_the_clock(ix);
        }
        self.stir(ix);
    }

    /// Lists what a team works on, the gravest first, then in order of onset.
    fn list_running(&mut self, team: TeamIx) {
        self.afoot.clear();
        self.afoot.extend_from_slice(&self.teams[team.ix()].running);
        let incidents = &self.incidents;
        self.afoot.sort_unstable_by_key(|slot| {
            let incident = incidents.get(*slot);
            let gravity = Severity::Critical as u8 - incident.severity as u8;
            (gravity, incident.number)
        });
    }

    /// Sends relief for those of a crew who are gone, without notice, for it is no surprise.
    /// False if no relief can be fielded.
    fn relieve<O: Observer>(
        &mut self,
        slot: u32,
        team: TeamIx,
        terms: Terms,
        observer: &mut O,
    ) -> bool {
        let world = self.world;
        let now = self.now;
        let demand = self.demand_of(slot);
        let incident = self.incidents.get_mut(slot);
        let state = &mut self.teams[team.ix()];
        let pool = &world.pools[team.ix()];
        let site = world.assets[incident.asset.ix()].site;
        let stay = incident.work.crew.without(terms.gone);
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
        incident.serial = incident.serial.wrapping_add(1);
        incident.holds += 1;
        let serial = incident.serial;
        state.engage(crew.experts);
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
            let what = Happening::ReliefAssigned {
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
        let team = incident.work.team;
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
        let incident = self.incidents.get_mut(slot);
        let left = incident.left;
        incident.left += left * changeover.rework;
        incident.handovers = incident.handovers.saturating_add(1);
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
    }

    /// The relief goes on alone, with those of the old crew who stay.
    fn take_over<O: Observer>(&mut self, slot: u32, team: TeamIx, at: usize, observer: &mut O) {
        let world = self.world;
        let now = self.now;
        let relief = self.teams[team.ix()].reliefs.swap_remove(at);
        let pool = &world.pools[team.ix()];
        let incident = self.incidents.get_mut(slot);
        let foretold = std::mem::replace(&mut incident.work.finished, now);
        let old = incident.work;
        let site = world.assets[incident.asset.ix()].site;
        let incident = self.incidents.get(slot);
        observer.worked(world, incident, &incident.work);
        self.book(team, old.crew, old.assigned, now);
        self.book(team, relief.experts, relief.since, now);
        let gone = old.crew.without(relief.stay);
        let stay = match site {
            Some(site) if !old.remote => {
                Some((site, now + world.document.teams[team.ix()].return_after))
            }
            _ => None,
        };
        let state = &mut self.teams[team.ix()];
        state.rest(pool, gone, now);
        state.release(gone, stay);
        let incident = self.incidents.get_mut(slot);
        let work = &mut incident.work;
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
        self.plan(slot);
        if O::TRACES {
            let incident = self.incidents.get(slot);
            observer.happened(world, now, Happening::TakenOver(incident, &incident.work));
        }
        self.stir(team);
        let leaving = relief.leaving.without(self.teams[team.ix()].on_duty);
        if !leaving.is_empty() {
            match pool.at_shift_change.rule {
                OnChange::Finish => {}
                OnChange::Pause => self.interrupt(slot, Stop::ShiftOver, observer),
                OnChange::Transfer => {
                    let terms = self.shift_terms(team, leaving);
                    self.relieve(slot, team, terms, observer);
                }
            }
        }
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
            let incident = self.incidents.get_mut(relief.slot);
            incident.previous = incident.previous.or(relief.experts);
            let site = world.assets[incident.asset.ix()].site;
            let until = self.now + world.document.teams[team.ix()].return_after;
            stay = site.filter(|_| !relief.remote).map(|site| (site, until));
        }
        let state = &mut self.teams[team.ix()];
        state.rest(pool, relief.experts, self.now);
        state.release(relief.experts, stay);
    }

    /// Measures the effectiveness of every team whose effectiveness changes.
    #[inline(never)]
    pub(super) fn gauge(&mut self) {
        let now = self.now;
        for (state, pool) in self.teams.iter_mut().zip(&self.world.pools) {
            if pool.varies() {
                let mean = state.mean_effectiveness(pool, now);
                state.gauged.push(mean);
            }
        }
        let next: Instant = now + self.world.gauge_every;
        self.agenda.schedule(next, Class::Observe, Event::Gauge);
    }
}

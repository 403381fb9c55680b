//! Duty and hours that change, and what that means for running work: it is finished, handed
//! over, or paused.

use crate::scenario::document::{OnChange, Staff, TeamIx};

use super::agenda::Class;
use super::event::Event;
use super::observe::{Observer, Stop, TraceEvent};
use super::response::Work;
use super::run::Simulation;
use super::team::Terms;

impl Simulation<'_> {
    /// A roster's duty changes hands.
    #[inline(never)]
    pub(super) fn change_shift<O: Observer>(&mut self, team: u16, shift: u32, observer: &mut O) {
        let world = self.world;
        let now = self.calendar.now;
        let ix = TeamIx(u32::from(team));
        if self.changeover_waits(ix, shift) {
            return;
        }
        let pool = &world.pools[ix.ix()];
        let state = &mut self.staff.teams[ix.ix()];
        let before = state.on_duty;
        state.on_duty = pool.shifts[shift as usize].on_duty;
        let (outgoing, incoming) = (before.without(state.on_duty), state.on_duty.without(before));
        // Who has been called in stays.
        let outgoing = outgoing.without(state.called);
        state.alongside = state.alongside.without(state.on_duty);
        state.serve(pool, incoming, now, true);
        // Whoever is still at work goes when that is done.
        let staying = state.busy.or(state.alongside).or(state.called);
        let gone = outgoing.without(staying);
        state.serve(pool, gone, now, false);
        state.refresh();
        self.counts.changeovers += self.counted();
        if O::TRACES
            && let Staff::Roster(roster) = world.document.teams[ix.ix()].staff
        {
            let what = TraceEvent::ShiftChanged {
                team: ix,
                roster,
                shift: shift as usize,
            };
            observer.happened(world, now, what);
        }
        let rule = pool.at_shift_change.rule;
        self.staff.list_running(ix, &self.incidents);
        for nth in 0..self.staff.listed.len() {
            let slot = self.staff.listed[nth];
            let work = &self.incidents.get(slot).response().work;
            let affected = !work.crew.and(outgoing).is_empty();
            let begun = work.hands_on < now;
            let stops = match rule {
                OnChange::Finish => false,
                OnChange::Pause => affected,
                OnChange::Transfer => affected && !begun,
            };
            if stops {
                self.interrupt(slot, Stop::ShiftOver, observer);
            } else if begun {
                let relieved =
                    rule != OnChange::Finish && self.relieve_shift(slot, ix, outgoing, observer);
                // Tiredness counts as it is now.
                if !relieved && pool.fatigue.is_some() {
                    self.incidents
                        .response_mut(slot)
                        .settle(self.world, self.calendar.now);
                    self.plan(slot);
                }
            }
        }
        self.waiting.mark_dirty(ix);
    }

    /// The next shift begins to learn alongside.
    #[inline(never)]
    pub(super) fn begin_overlap<O: Observer>(&mut self, team: u16, shift: u32, observer: &mut O) {
        let world = self.world;
        let ix = TeamIx(u32::from(team));
        let pool = &world.pools[ix.ix()];
        let state = &mut self.staff.teams[ix.ix()];
        let incoming = pool.shifts[shift as usize].on_duty.without(state.on_duty);
        state.alongside = state.alongside.or(incoming);
        state.serve(pool, incoming, self.calendar.now, true);
        if O::TRACES
            && let Staff::Roster(roster) = world.document.teams[ix.ix()].staff
        {
            let what = TraceEvent::OverlapBegan {
                team: ix,
                roster,
                shift: shift as usize,
            };
            observer.happened(world, self.calendar.now, what);
        }
    }

    /// Sees to it that a team with something to do notices the next change of its hours.
    #[inline(never)]
    pub(super) fn schedule_hours_change(&mut self, team: TeamIx) {
        let pool = &self.world.pools[team.ix()];
        let state = &mut self.staff.teams[team.ix()];
        let Some(hours) = pool.hours.as_ref().filter(|_| !state.armed) else {
            return;
        };
        state.refresh_hours(pool, self.calendar.now);
        if let Some(at) = hours.next(self.calendar.now) {
            state.armed = true;
            let event = Event::Hours {
                team: team.0 as u16,
            };
            self.calendar.schedule(at, Class::ShiftChange, event);
        }
    }

    /// A team's hours change.
    #[inline(never)]
    pub(super) fn change_hours<O: Observer>(&mut self, team: u16, observer: &mut O) {
        let now = self.calendar.now;
        let ix = TeamIx(u32::from(team));
        let pool = &self.world.pools[ix.ix()];
        let state = &mut self.staff.teams[ix.ix()];
        state.armed = false;
        let (before, was_open) = (state.watch, state.open);
        state.refresh_hours(pool, now);
        let (watch, open) = (state.watch, state.open);
        let rule = pool.at_end_of_hours.rule;
        if rule != OnChange::Finish {
            self.staff.list_running(ix, &self.incidents);
            for nth in 0..self.staff.listed.len() {
                let slot = self.staff.listed[nth];
                let Work { crew, hands_on, .. } = self.incidents.get(slot).response().work;
                let (was_on, is_on) = (crew.and(before), crew.and(watch));
                let unchanged = was_on == is_on && !crew.is_empty();
                if hands_on > now || unchanged {
                    continue;
                }
                let relief = self.staff.relief_of(ix, slot);
                if rule == OnChange::Transfer
                    && relief.is_none()
                    && !was_on.without(is_on).is_empty()
                {
                    let terms = Terms::of_hours(self.world, ix, crew.without(watch));
                    if self.relieve(slot, ix, terms, observer) {
                        continue;
                    }
                }
                self.incidents
                    .response_mut(slot)
                    .settle(self.world, self.calendar.now);
                self.plan(slot);
                let stopped = match relief {
                    _ if crew.is_empty() => !open,
                    Some(at) if self.staff.teams[ix.ix()].reliefs[at].overtime => false,
                    _ => is_on.is_empty(),
                };
                self.counts.pauses += u64::from(stopped) * self.counted();
                if O::TRACES {
                    let incident = self.incidents.get(slot);
                    let work = &incident.response().work;
                    let worked = if crew.is_empty() {
                        was_open
                    } else {
                        !was_on.is_empty()
                    };
                    let what = match (worked, !stopped) {
                        (true, false) => TraceEvent::Paused(incident, work),
                        // Whose hands are on from this instant has never stopped.
                        (false, true) if hands_on < now => TraceEvent::Resumed(incident, work),
                        (true, true) if was_on != is_on && !is_on.is_empty() => {
                            TraceEvent::CrewChanged(incident, work, is_on)
                        }
                        _ => continue,
                    };
                    observer.happened(self.world, now, what);
                }
            }
        }
        if !self.staff.teams[ix.ix()].running.is_empty() || !self.waiting.is_empty(ix) {
            self.schedule_hours_change(ix);
        }
        self.waiting.mark_dirty(ix);
    }

    /// Measures the effectiveness of every team whose effectiveness changes.
    #[inline(never)]
    pub(super) fn measure_effectiveness(&mut self) {
        let now = self.calendar.now;
        self.staff.measure_effectiveness(self.world, now);
        let next = now + self.world.effectiveness_every;
        self.calendar
            .schedule(next, Class::Observe, Event::MeasureEffectiveness);
    }
}

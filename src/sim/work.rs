//! A crew at work: sent, reckoned, stopped.
//!
//! Work that is left falls at the crew's pace. The pace of a steady team never changes, so
//! the end of work is known when a crew sets out. Otherwise [`Simulation::plan`] reckons the
//! end anew whenever something about the pace changes, and the end foretold before is void.

use crate::scenario::document::{OnChange, Preempt, TeamIx};
use crate::scenario::time::{Instant, Span};
use crate::world::World;
use crate::world::experts::ExpertSet;

use super::crew::Crew;
use super::incident::{Incident, State};
use super::key::Draws;
use super::observe::{Observer, Stop, TraceEvent};
use super::pace::Pace;
use super::response::{Late, Work, tau};
use super::run::Simulation;
use super::sample;
use super::staff::stay_after;

impl Simulation<'_> {
    /// Sends a crew to an incident.
    #[inline(always)]
    pub(super) fn assign<O: Observer>(
        &mut self,
        slot: u32,
        team: TeamIx,
        crew: Crew,
        observer: &mut O,
    ) {
        let world = self.world;
        let now = self.calendar.now;
        let pool = &world.pools[team.ix()];
        let incident = self.incidents.get_mut(slot);
        let ready = if pool.ready_at_once {
            Span::ZERO
        } else {
            time_to_ready(world, team, crew.experts, incident, self.draws)
        };
        let mobilised = now + ready;
        // Who has been called in keeps no hours.
        let called = !self.staff.team(team).called.and(crew.experts).is_empty();
        let on_site = mobilised + crew.travel;
        let hands_on = match &pool.hours {
            Some(hours) if !pool.plain && !called => hours.first_on(crew.experts, on_site),
            _ => on_site,
        };
        incident.ticket = 0;
        incident.state = State::Worked;
        let response = self.incidents.response_mut(slot);
        response.since = hands_on;
        let work = &mut response.work;
        work.team = Some(team);
        work.crew = crew.experts;
        work.remote = crew.remote;
        work.assigned = now;
        work.mobilised = mobilised;
        work.on_site = on_site;
        work.hands_on = hands_on;
        if !response.has_hands_on() {
            // The first crew: it reaches all of these.
            response.reach(Late::Assigned, now);
            response.reach(Late::Mobilised, mobilised);
            response.reach(Late::OnSite, on_site);
            response.reach(Late::HandsOn, hands_on);
        }
        let state = &mut self.staff.teams[team.ix()];
        state.assign(crew.experts);
        if pool.plain {
            response.pace = Pace::steady(crew.rate);
            response.schedule_finish(&mut self.calendar, slot, 1.0);
        } else {
            self.follow(slot, team, crew.rate);
        }
        if O::TRACES {
            let incident = self.incidents.get(slot);
            let what = TraceEvent::Assigned(incident, &incident.response().work);
            observer.happened(world, now, what);
        }
    }

    /// Sees to the work of a crew that has been sent, where something may change its pace or
    /// stop it.
    #[inline(never)]
    fn follow(&mut self, slot: u32, team: TeamIx, rate: f64) {
        let pool = &self.world.pools[team.ix()];
        let response = self.incidents.response_mut(slot);
        if pool.tracked {
            let running = &mut self.staff.teams[team.ix()].running;
            response.seat = running.len() as u32;
            running.push(slot);
        }
        if pool.steady {
            response.pace = Pace::steady(rate);
            response.schedule_finish(&mut self.calendar, slot, 1.0);
        } else {
            self.plan(slot);
            if pool.hours.is_some() {
                self.schedule_hours_change(team);
            }
        }
    }

    /// Reckons a crew's pace from the time that work has been settled to, and its end.
    #[inline(never)]
    pub(super) fn plan(&mut self, slot: u32) {
        self.incidents.cancel_finish(slot);
        let response = self.incidents.response_mut(slot);
        let since = response.since;
        let Work {
            team, crew, remote, ..
        } = response.work;
        let Some(team) = team.filter(|_| since.happened()) else {
            response.pace = Pace::NONE;
            return;
        };
        let pool = &self.world.pools[team.ix()];
        let far = self.world.document.teams[team.ix()].remote;
        let factor = |remote: bool| if remote { far } else { 1.0 };
        let state = &mut self.staff.teams[team.ix()];
        let relief = state
            .reliefs
            .iter()
            .find(|relief| relief.slot == slot)
            .copied();
        let stays_on = pool.at_end_of_hours.rule == OnChange::Finish
            || relief.is_some_and(|relief| relief.overtime);
        let watches = pool.hours.as_ref().map(|hours| hours.on(since));
        let on = match (&pool.hours, watches) {
            (Some(hours), Some(watches)) if !stays_on => hours.experts(watches).or(state.called),
            _ => ExpertSet::ALL,
        };
        let pace = if let Some(proficiency) = pool.unlimited {
            let open = stays_on || watches.is_none_or(|watches| watches != 0);
            Pace::steady(if open { proficiency } else { 0.0 })
        } else {
            state.mark_working(pool, crew, on, since);
            state.pace(pool, crew, on, since)
        };
        let mut pace = pace.scaled(factor(remote));
        if let Some(relief) = relief.filter(|relief| relief.together) {
            state.mark_working(pool, relief.experts, on, since);
            let next = relief.stay.or(relief.experts);
            let theirs = state.pace(pool, next, on, since);
            let both = pace.plus(theirs.scaled(factor(relief.remote)));
            pace = both.scaled(relief.rule.together);
        }
        let response = self.incidents.response_mut(slot);
        response.pace = pace;
        let tau = tau(self.world, Some(team));
        response.schedule_finish(&mut self.calendar, slot, tau);
    }

    /// Takes a crew off its work before that is done, and puts what is left back into the
    /// queues.
    #[inline(never)]
    pub(super) fn interrupt<O: Observer>(&mut self, slot: u32, why: Stop, observer: &mut O) {
        let world = self.world;
        let now = self.calendar.now;
        self.incidents
            .response_mut(slot)
            .settle(self.world, self.calendar.now);
        self.incidents.cancel_finish(slot);
        let response = self.incidents.response_mut(slot);
        // Whoever is called off at the instant of hands on has done nothing.
        let begun = response.work.hands_on < now;
        if begun {
            response.work.finished = now;
            response.previous = response.work.crew;
            response.previous_team = response.work.team;
        }
        match why {
            Stop::Preempted => {
                response.preemptions = response.preemptions.saturating_add(1);
                self.counts.preemptions += self.counted();
            }
            Stop::ShiftOver => self.counts.pauses += self.counted(),
        }
        let incident = self.incidents.get(slot);
        let work = &incident.response().work;
        if begun {
            observer.worked(world, incident, work);
        }
        if O::TRACES {
            observer.happened(world, now, TraceEvent::Stopped(incident, work, why));
        }
        self.dismiss(slot, begun);
        if why == Stop::Preempted && world.document.dispatch.preempt == Some(Preempt::Restart) {
            let incident = self.incidents.get(slot);
            let effort = incident.draw_effort(world, self.draws, incident.stage());
            let response = self.incidents.response_mut(slot);
            let left = response.left;
            // What a handover has added stays.
            response.left = effort.max(left);
            self.add_rework(slot, left);
        }
        self.back_to_the_queues(slot, begun);
    }

    /// Books what was left before and is left now as rework.
    pub(super) fn add_rework(&mut self, slot: u32, before: f64) {
        let counted = self.counted() > 0;
        let response = self.incidents.response_mut(slot);
        let more = response.left - before;
        response.rework += more;
        if counted {
            self.counts.rework += more;
        }
    }

    /// Frees the crew of an incident and whoever was to relieve it; those who were at work on
    /// site stay there for a while.
    #[inline(never)]
    pub(super) fn dismiss(&mut self, slot: u32, begun: bool) {
        let world = self.world;
        let now = self.calendar.now;
        let incident = self.incidents.get(slot);
        let Work {
            team,
            crew,
            remote,
            assigned,
            ..
        } = incident.response().work;
        let Some(team) = team else { return };
        let seat = incident.response().seat;
        let pool = &world.pools[team.ix()];
        let stay = stay_after(
            self.world,
            self.calendar.now,
            team,
            incident.asset,
            begun && !remote,
        );
        self.staff.book(self.world, team, crew, assigned, now);
        let state = &mut self.staff.teams[team.ix()];
        if !pool.steady {
            state.rest(pool, crew, now);
        }
        state.release(crew, stay);
        if pool.tracked {
            state.running.swap_remove(seat as usize);
            if let Some(moved) = state.running.get(seat as usize) {
                self.incidents.response_mut(*moved).seat = seat;
            }
            if let Some(relief) = self.staff.relief_of(team, slot) {
                self.call_off(team, relief);
            }
        }
        if !self.waiting.is_empty(team) {
            self.waiting.mark_dirty(team);
        }
    }

    /// An interrupted incident waits again, with the rank that it had, for all who may take
    /// it.
    fn back_to_the_queues(&mut self, slot: u32, begun: bool) {
        let world = self.world;
        let demand = self.demand_of(slot);
        let ticket = self.waiting.next_ticket();
        let incident = self.incidents.get_mut(slot);
        incident.state = State::Waiting;
        incident.ticket = ticket;
        let response = self.incidents.response_mut(slot);
        let work = response.work;
        response.work = Work {
            stage: work.stage,
            fresh: work.fresh,
            resumed: work.resumed || begun,
            requested: work.requested,
            queued: work.queued,
            ..Work::NONE
        };
        if !begun && response.previous_team.is_none() {
            // The crew that was foretold never came, and it was the first.
            for moment in [Late::Assigned, Late::Mobilised, Late::OnSite, Late::HandsOn] {
                response.moments[moment as usize] = Instant::NEVER;
            }
        }
        let incident = self.incidents.get(slot);
        let (rule, eligible) = (incident.rule(), incident.eligible);
        let Some(rule) = rule else { return };
        for (number, spec) in world.document.dispatch.rules[rule.ix()]
            .teams
            .iter()
            .enumerate()
        {
            if eligible & (1 << number) != 0 {
                self.line_up(slot, spec.team, demand);
            }
        }
    }
}

/// From the moment a crew is picked until it is ready to go: the team's notice and the
/// nations' release.
///
/// Experts who did the stage before are up and running; a crew with anyone new must be called
/// out.
fn time_to_ready(
    world: &World,
    team: TeamIx,
    crew: ExpertSet,
    incident: &Incident,
    draws: Draws,
) -> Span {
    let response = incident.response();
    let known = if response.previous_team == Some(team) {
        response.previous
    } else {
        ExpertSet::EMPTY
    };
    let fresh = crew.is_empty() && response.work.fresh || !crew.without(known).is_empty();
    if !fresh {
        return Span::ZERO;
    }
    let notice = &world.document.teams[team.ix()].notice;
    let notice = if notice.is_zero() {
        Span::ZERO
    } else {
        sample::span(notice, incident.notice_word(world, draws))
    };
    notice + longest_release(world, team, crew, incident, draws)
}

/// Longest release delay among a crew's nations; one word serves all.
fn longest_release(
    world: &World,
    team: TeamIx,
    crew: ExpertSet,
    incident: &Incident,
    draws: Draws,
) -> Span {
    let mut longest = Span::ZERO;
    let mut word = None;
    for expert in crew.iter() {
        let Some(nation) = world.pools[team.ix()].experts[expert].nation else {
            continue;
        };
        let delay = &world.document.nations[nation.ix()].release;
        if !delay.is_zero() {
            let word = *word.get_or_insert_with(|| incident.release_word(world, draws));
            longest = longest.max(sample::span(delay, word));
        }
    }
    longest
}

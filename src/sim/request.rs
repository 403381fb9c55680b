//! Asking for help: detection, requests, approvals and refusals, more teams asked, and owners
//! who give up.

use crate::scenario::document::{Candidate, Rule, RuleIx, Severity, TeamIx};
use crate::scenario::time::Span;
use crate::world::rules::DemandIx;

use super::agenda::Class;
use super::decision::Lineage;
use super::event::Event;
use super::incident::{Early, State};
use super::observe::{Observer, TraceEvent};
use super::pace::Pace;
use super::response::Work;
use super::run::Simulation;
use super::sample;

impl Simulation<'_> {
    pub(super) fn detect<O: Observer>(&mut self, slot: u32, observer: &mut O) {
        let world = self.world;
        let incident = self.incidents.get_mut(slot);
        incident.reach(Early::Detected, self.calendar.now);
        incident.rank = self.waiting.next_rank();
        let rule = world
            .rules
            .rule(incident.asset, incident.kind, incident.severity, 0);
        if O::TRACES {
            observer.happened(
                world,
                self.calendar.now,
                TraceEvent::Detected(self.incidents.get(slot)),
            );
        }
        self.request(slot, rule, observer);
    }

    /// Asks the candidates of a rule to do the current stage.
    pub(super) fn request<O: Observer>(
        &mut self,
        slot: u32,
        rule: Option<RuleIx>,
        observer: &mut O,
    ) {
        let world = self.world;
        let now = self.calendar.now;
        let ticket = self.waiting.next_ticket();
        let incident = self.incidents.get_mut(slot);
        incident.set_rule(rule);
        incident.state = State::Waiting;
        incident.ticket = ticket;
        incident.eligible = 0;
        incident.unanswered = 0;
        incident.request = incident.request.wrapping_add(1);
        if let Some(response) = &mut incident.response {
            response.work = Work {
                stage: response.work.stage,
                requested: now,
                ..Work::NONE
            };
        }
        let Some(rule) = rule else {
            return self.nobody_answers(slot, observer);
        };
        let decided = !self.orders.is_empty();
        if decided && self.is_withheld(self.lineage_of(slot)) {
            return self.nobody_answers(slot, observer);
        }
        let spec = &world.document.dispatch.rules[rule.ix()];
        let incident = self.incidents.get_mut(slot);
        let stage = usize::from(incident.stage());
        let demand = world.rules.demand(incident.kind, stage);
        if !O::TRACES && !decided && world.rules.is_granted_at_once(rule) {
            // Most rules are like this. The long way below would come to the same.
            let mut eligible = 0;
            for (number, candidate) in spec.teams.iter().enumerate() {
                eligible |= u32::from(world.rules.able(candidate.team, demand)) << number;
            }
            incident.eligible = eligible;
            if eligible == 0 {
                return self.nobody_answers(slot, observer);
            }
            incident.reach(Early::Requested, now);
            incident.approved(now);
            for (number, candidate) in spec.teams.iter().enumerate() {
                if eligible & (1 << number) != 0 {
                    self.waiting
                        .add(world, &self.incidents, candidate.team, slot, demand);
                    if !self.staff.team(candidate.team).is_spent() {
                        self.waiting.mark_dirty(candidate.team);
                    }
                }
            }
            return;
        }
        let (first, later) = spec.teams.split_at(spec.asked_at_once);
        for (number, candidate) in first.iter().enumerate() {
            if decided
                && self
                    .orders
                    .waits_for_players(self.lineage_of(slot), candidate.team)
            {
                continue;
            }
            self.ask(slot, number, candidate, demand, observer);
        }
        if decided {
            // Whom the players have asked for a stage before is asked at once.
            for (number, candidate) in later.iter().enumerate() {
                if self.asked_by_players(self.lineage_of(slot), candidate.team) {
                    self.ask(slot, first.len() + number, candidate, demand, observer);
                }
            }
        }
        if !later.is_empty() || spec.give_up_after.is_some() {
            self.look_ahead(slot, spec, demand);
        }
        self.despair_if_all_refused(slot, observer);
    }

    /// Puts on the calendar when more teams will be asked, and when the owner will give up.
    #[inline(never)]
    fn look_ahead(&mut self, slot: u32, spec: &Rule, demand: DemandIx) {
        let (world, now) = (self.world, self.calendar.now);
        let draws = self.draws;
        let mut able = spec.teams.iter();
        if !able.any(|candidate| world.rules.able(candidate.team, demand)) {
            return;
        }
        let incident = self.incidents.get_mut(slot);
        let request = incident.request;
        if spec.asked_at_once < spec.teams.len() {
            incident.holds += 1;
            // Not all have been asked: nobody's refusal is the last.
            incident.unanswered += 1;
            let event = Event::Widen { request, slot };
            self.calendar
                .schedule(now + spec.widen_after, Class::Detect, event);
        }
        if let Some(patience) = &spec.give_up_after {
            incident.holds += 1;
            incident.unanswered += 1;
            let patience = if patience.is_zero() {
                Span::ZERO
            } else {
                sample::span(patience, incident.patience_word(world, draws))
            };
            let event = Event::GiveUp { request, slot };
            self.calendar.schedule(now + patience, Class::GiveUp, event);
        }
    }

    /// What the current stage of an incident asks for.
    #[inline]
    pub(super) fn demand_of(&self, slot: u32) -> DemandIx {
        let incident = self.incidents.get(slot);
        let stage = usize::from(incident.stage());
        self.world.rules.demand(incident.kind, stage)
    }

    /// Which incident it is, whatever else happens.
    pub(super) fn lineage_of(&self, slot: u32) -> Lineage {
        Lineage(self.incidents.get(slot).lineage(self.world))
    }

    /// Asks one candidate, if it could do the work.
    #[inline(always)]
    pub(super) fn ask<O: Observer>(
        &mut self,
        slot: u32,
        number: usize,
        candidate: &Candidate,
        demand: DemandIx,
        observer: &mut O,
    ) {
        let (world, now) = (self.world, self.calendar.now);
        if !world.rules.able(candidate.team, demand) {
            return;
        }
        let incident = self.incidents.get_mut(slot);
        incident.reach(Early::Requested, now);
        if O::TRACES {
            let what = TraceEvent::Requested(self.incidents.get(slot), candidate.team);
            observer.happened(world, now, what);
        }
        if candidate.approval.is_zero() {
            self.answer(slot, number, candidate, demand, observer);
        } else {
            self.await_answer(slot, number, candidate, demand, observer);
        }
    }

    #[inline(never)]
    fn await_answer<O: Observer>(
        &mut self,
        slot: u32,
        number: usize,
        candidate: &Candidate,
        demand: DemandIx,
        observer: &mut O,
    ) {
        let incident = self.incidents.get_mut(slot);
        let word = incident.approval_word(self.world, self.draws, number);
        let delay = sample::span(&candidate.approval, word);
        if delay == Span::ZERO {
            return self.answer(slot, number, candidate, demand, observer);
        }
        incident.holds += 1;
        incident.unanswered += 1;
        let event = Event::Approve {
            candidate: number as u8,
            request: incident.request,
            slot,
        };
        self.calendar
            .schedule(self.calendar.now + delay, Class::Detect, event);
    }

    /// A candidate's answer is due.
    #[inline(never)]
    pub(super) fn approved<O: Observer>(
        &mut self,
        slot: u32,
        request: u8,
        number: usize,
        observer: &mut O,
    ) {
        let incident = self.incidents.get_mut(slot);
        incident.holds -= 1;
        let current =
            incident.request == request && matches!(incident.state, State::Waiting | State::Worked);
        match incident.rule().filter(|_| current) {
            Some(rule) => {
                incident.unanswered -= 1;
                let candidate = &self.world.document.dispatch.rules[rule.ix()].teams[number];
                let demand = self.demand_of(slot);
                self.answer(slot, number, candidate, demand, observer);
                self.despair_if_all_refused(slot, observer);
            }
            None => self.incidents.free_if_done(slot),
        }
    }

    /// A candidate approves, or refuses by its chance.
    #[inline(always)]
    fn answer<O: Observer>(
        &mut self,
        slot: u32,
        number: usize,
        candidate: &Candidate,
        demand: DemandIx,
        observer: &mut O,
    ) {
        if candidate.refusal > 0.0 && self.refused(slot, number, candidate, observer) {
            return;
        }
        let incident = self.incidents.get_mut(slot);
        incident.eligible |= 1 << number;
        // A crew of another team may be there already.
        if incident.state == State::Waiting {
            self.queue(slot, candidate.team, demand, observer);
        }
    }

    #[inline(never)]
    fn refused<O: Observer>(
        &mut self,
        slot: u32,
        number: usize,
        candidate: &Candidate,
        observer: &mut O,
    ) -> bool {
        let incident = self.incidents.get(slot);
        let word = incident.refusal_word(self.world, self.draws, number);
        if !sample::happens(word, candidate.refusal) {
            return false;
        }
        self.counts.refusals += self.counted();
        if O::TRACES {
            let what = TraceEvent::Refused(incident, candidate.team);
            observer.happened(self.world, self.calendar.now, what);
        }
        true
    }

    /// Says so when nobody has approved, and nobody's answer is still to come.
    #[inline]
    pub(super) fn despair_if_all_refused<O: Observer>(&mut self, slot: u32, observer: &mut O) {
        let incident = self.incidents.get(slot);
        if incident.eligible == 0 && incident.unanswered == 0 {
            self.nobody_answers(slot, observer);
        }
    }

    #[inline(never)]
    fn nobody_answers<O: Observer>(&mut self, slot: u32, observer: &mut O) {
        let incident = self.incidents.get_mut(slot);
        incident.state = State::Unanswered;
        incident.ticket = 0;
        if O::TRACES {
            let what = TraceEvent::Unanswered(self.incidents.get(slot));
            observer.happened(self.world, self.calendar.now, what);
        }
    }

    /// No crew has been sent for so long that the rule's other teams are asked.
    #[inline(never)]
    pub(super) fn widen<O: Observer>(&mut self, slot: u32, request: u8, observer: &mut O) {
        let incident = self.incidents.get_mut(slot);
        incident.holds -= 1;
        let current = incident.request == request && incident.state == State::Waiting;
        let Some(rule) = incident
            .rule()
            .filter(|_| current && !incident.response().work.resumed)
        else {
            return self.incidents.free_if_done(slot);
        };
        incident.unanswered -= 1;
        if O::TRACES {
            let what = TraceEvent::Widened(self.incidents.get(slot));
            observer.happened(self.world, self.calendar.now, what);
        }
        let spec = &self.world.document.dispatch.rules[rule.ix()];
        let demand = self.demand_of(slot);
        for (number, candidate) in spec.teams.iter().enumerate().skip(spec.asked_at_once) {
            if !self.orders.is_empty() && self.is_for_players(slot, candidate.team) {
                continue;
            }
            self.ask(slot, number, candidate, demand, observer);
        }
        self.despair_if_all_refused(slot, observer);
    }

    /// The owner has waited long enough: unless a crew has been sent, the rest of the work is
    /// the owner's alone.
    #[inline(never)]
    pub(super) fn give_up<O: Observer>(&mut self, slot: u32, request: u8, observer: &mut O) {
        let incident = self.incidents.get_mut(slot);
        incident.holds -= 1;
        let current = incident.request == request && incident.state == State::Waiting;
        if !current || incident.response().work.resumed {
            return self.incidents.free_if_done(slot);
        }
        incident.state = State::Alone;
        incident.ticket = 0;
        // Answers that are still to come find another request.
        incident.request = incident.request.wrapping_add(1);
        self.counts.given_up += self.counted();
        self.incidents.response_mut(slot).gave_up = self.calendar.now;
        let incident = self.incidents.get(slot);
        // The request is over, and nobody came.
        observer.worked(self.world, incident, &incident.response().work);
        if O::TRACES {
            observer.happened(self.world, self.calendar.now, TraceEvent::GaveUp(incident));
        }
        self.cope_alone(slot);
    }

    /// The owner works on the current stage without a crew.
    #[inline(never)]
    pub(super) fn cope_alone(&mut self, slot: u32) {
        let now = self.calendar.now;
        let rules = &self.world.document.dispatch.rules;
        let rule = self.incidents.get(slot).rule();
        let response = self.incidents.response_mut(slot);
        response.since = now;
        response.pace = Pace::steady(rule.map_or(1.0, |rule| rules[rule.ix()].alone));
        response.schedule_finish(&mut self.calendar, slot, 1.0);
    }

    /// The owner goes on, whose work that is left was drawn anew.
    pub(super) fn cope_on(&mut self, slot: u32) {
        self.incidents.cancel_finish(slot);
        let response = self.incidents.response_mut(slot);
        response.schedule_finish(&mut self.calendar, slot, 1.0);
    }

    /// Puts a waiting incident into a team's queue.
    #[inline]
    pub(super) fn queue<O: Observer>(
        &mut self,
        slot: u32,
        team: TeamIx,
        demand: DemandIx,
        observer: &mut O,
    ) {
        let now = self.calendar.now;
        let incident = self.incidents.get_mut(slot);
        incident.approved(now);
        self.line_up(slot, team, demand);
        if O::TRACES {
            observer.happened(
                self.world,
                now,
                TraceEvent::Queued(self.incidents.get(slot), team),
            );
        }
    }

    /// Gives a waiting incident a place in a team's queue, by its rank.
    #[inline(always)]
    pub(super) fn line_up(&mut self, slot: u32, team: TeamIx, demand: DemandIx) {
        if self.is_barred(slot, team) {
            return;
        }
        self.waiting
            .add(self.world, &self.incidents, team, slot, demand);
        let severity = self.incidents.get(slot).severity;
        if self.world.pools[team.ix()].hours.is_some() {
            self.schedule_hours_change(team);
        }
        // Whoever is spent is marked when it gets somebody back, unless crews can be taken
        // from other work.
        let preempts = severity > Severity::Low && self.world.document.dispatch.preempt.is_some();
        if preempts || !self.staff.teams[team.ix()].is_spent() {
            self.waiting.mark_dirty(team);
        }
    }
}

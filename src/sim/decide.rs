//! Decisions carried out.

use crate::scenario::document::{AssetIx, SiteIx, TeamIx};
use crate::scenario::time::Instant;
use crate::world::experts::ExpertSet;

use super::agenda::Class;
use super::decision::{Decision, Lineage, Order, Rank, Refusal};
use super::event::Event;
use super::fallback::Use;
use super::incident::State;
use super::observe::{Observer, TraceEvent};
use super::orders::Party;
use super::run::Simulation;

/// Whether an order was obeyed.
type Obeyed = Result<(), Refusal>;

impl Simulation<'_> {
    /// Decisions that are taken in all histories from the next start on, each at its time.
    #[must_use]
    pub(crate) fn deciding(mut self, decisions: &[Decision]) -> Self {
        self.orders.decisions = decisions.to_vec();
        self
    }

    /// A decision is taken in this history, now or at an instant to come.
    pub(crate) fn decide(&mut self, decision: Decision) {
        let number = self.orders.decisions.len() as u32;
        self.orders.decisions.push(decision);
        self.expect_decision(number, decision.at);
    }

    pub(super) fn expect_decision(&mut self, number: u32, at: Instant) {
        let event = Event::Decide { decision: number };
        self.calendar.schedule(at, Class::Decide, event);
    }

    /// Decisions that came to nothing so far, by their place in the list, and why.
    pub(crate) fn refusals(&self) -> &[(u32, Refusal)] {
        &self.orders.refused
    }

    #[inline(never)]
    pub(super) fn carry_out<O: Observer>(&mut self, number: u32, observer: &mut O) {
        let decision = self.orders.decisions[number as usize];
        if O::TRACES {
            let incident = decision.order.incident();
            let slot = incident.and_then(|incident| self.slot_of(incident).ok());
            let what = TraceEvent::Decided {
                order: &decision.order,
                incident: slot.map(|slot| self.incidents.get(slot)),
            };
            observer.happened(self.world, self.calendar.now, what);
        }
        if let Err(refusal) = self.obey(number, decision.order, observer) {
            self.orders.refused.push((number, refusal));
            if O::TRACES {
                let what = TraceEvent::Disobeyed(refusal);
                observer.happened(self.world, self.calendar.now, what);
            }
        }
    }

    fn obey<O: Observer>(&mut self, number: u32, order: Order, observer: &mut O) -> Obeyed {
        match order {
            Order::Ask { incident, team } => self.ask_now(incident, team, observer),
            Order::Withhold(incident) => self.withhold(incident),
            Order::Request(incident) => self.ask_at_last(incident, observer),
            Order::OnCall { team, only } => {
                self.orders.on_call.retain(|it| *it != team);
                if only {
                    self.orders.on_call.push(team);
                }
                Ok(())
            }
            Order::Send { incident, team } => self.send(incident, team, observer),
            Order::Rank { incident, rank } => self.rank(incident, rank),
            Order::SendAhead { team, site, until } => self.send_ahead(number, team, site, until),
            Order::HoldChangeover { team, until } => self.hold_changeover(team, until),
            Order::AdvanceChangeover(team) => self.advance_changeover(team, observer),
            Order::SwitchOff(asset) => self.switch_off(asset, observer),
            Order::SwitchOn(asset) => self.switch_on(asset, observer),
            Order::Invoke(asset) => self.use_fallback(asset, true, observer),
            Order::EndFallback(asset) => self.use_fallback(asset, false, observer),
            Order::CallIn { team, experts } => self.call_in(team, experts),
        }
    }

    /// Where an incident is, as long as it is in memory.
    fn slot_of(&self, lineage: Lineage) -> Result<u32, Refusal> {
        let of = self.incidents.in_memory().filter(|(_, incident)| {
            incident.state != State::Closed && incident.lineage(self.world) == lineage.0
        });
        let first = of.min_by_key(|(_, incident)| incident.number);
        first.map(|(slot, _)| slot).ok_or(Refusal::NoIncident)
    }

    /// An incident that is known of, and open.
    fn known(&self, lineage: Lineage) -> Result<u32, Refusal> {
        let slot = self.slot_of(lineage)?;
        match self.incidents.get(slot).state {
            State::Hidden => Err(Refusal::Hidden),
            State::Closed => Err(Refusal::Over),
            State::Waiting | State::Worked | State::Unanswered | State::Alone => Ok(slot),
        }
    }

    /// The same, if no crew has been sent.
    fn without_crew(&self, lineage: Lineage) -> Result<u32, Refusal> {
        let slot = self.known(lineage)?;
        match self.incidents.get(slot).state {
            State::Worked => Err(Refusal::CrewSent),
            State::Alone => Err(Refusal::OwnerAlone),
            State::Hidden | State::Waiting | State::Unanswered | State::Closed => Ok(slot),
        }
    }

    fn ask_now<O: Observer>(&mut self, lineage: Lineage, team: TeamIx, observer: &mut O) -> Obeyed {
        let slot = self.known(lineage)?;
        let incident = self.incidents.get(slot);
        if incident.state == State::Alone {
            return Err(Refusal::OwnerAlone);
        }
        if self.is_withheld(lineage) {
            return Err(Refusal::WithheldAlready);
        }
        let rule = incident.rule().ok_or(Refusal::NotNamed)?;
        let spec = &self.world.document.dispatch.rules[rule.ix()];
        let named = spec.teams.iter().position(|it| it.team == team);
        let number = named.ok_or(Refusal::NotNamed)?;
        let demand = self.demand_of(slot);
        if !self.world.rules.able(team, demand) {
            return Err(Refusal::NotNamed);
        }
        let by_players = self.orders.waits_for_players(lineage, team);
        let requested = incident.work().requested;
        let later = number >= spec.asked_at_once
            && self.calendar.now < requested + spec.widen_after
            && !self.asked_by_players(lineage, team);
        if !by_players && !later {
            return Err(Refusal::AskedAlready);
        }
        self.orders.about_mut(lineage).asked.push(team);
        let incident = self.incidents.get_mut(slot);
        if incident.state == State::Unanswered {
            incident.state = State::Waiting;
            incident.ticket = self.waiting.next_ticket();
        }
        let candidate = &spec.teams[number];
        self.ask(slot, number, candidate, demand, observer);
        self.despair_if_all_refused(slot, observer);
        Ok(())
    }

    /// True if the players have asked a team for an incident.
    pub(super) fn asked_by_players(&self, lineage: Lineage, team: TeamIx) -> bool {
        self.orders
            .about(lineage)
            .is_some_and(|it| it.asked.contains(&team))
    }

    /// True if a rule that asks more teams has to leave this one to the players.
    pub(super) fn is_for_players(&self, slot: u32, team: TeamIx) -> bool {
        let lineage = self.lineage_of(slot);
        self.orders.waits_for_players(lineage, team) || self.asked_by_players(lineage, team)
    }

    /// True if the players want nobody to be asked for an incident.
    pub(super) fn is_withheld(&self, lineage: Lineage) -> bool {
        self.orders.about(lineage).is_some_and(|it| it.withheld)
    }

    fn withhold(&mut self, lineage: Lineage) -> Obeyed {
        let slot = self.without_crew(lineage)?;
        if self.is_withheld(lineage) {
            return Err(Refusal::WithheldAlready);
        }
        self.orders.about_mut(lineage).withheld = true;
        let incident = self.incidents.get_mut(slot);
        incident.state = State::Unanswered;
        incident.ticket = 0;
        incident.eligible = 0;
        incident.unanswered = 0;
        // Answers that are still to come find another request.
        incident.request = incident.request.wrapping_add(1);
        Ok(())
    }

    fn ask_at_last<O: Observer>(&mut self, lineage: Lineage, observer: &mut O) -> Obeyed {
        let slot = self.known(lineage)?;
        if !self.is_withheld(lineage) {
            return Err(Refusal::NotWithheld);
        }
        self.orders.about_mut(lineage).withheld = false;
        let rule = self.incidents.get(slot).rule();
        self.request(slot, rule, observer);
        Ok(())
    }

    fn send<O: Observer>(&mut self, lineage: Lineage, team: TeamIx, observer: &mut O) -> Obeyed {
        let slot = self.without_crew(lineage)?;
        match self.ask_now(lineage, team, observer) {
            Ok(()) | Err(Refusal::AskedAlready) => {}
            Err(refusal) => return Err(refusal),
        }
        self.orders.about_mut(lineage).only = Some(team);
        self.line_up_anew(slot);
        Ok(())
    }

    fn rank(&mut self, lineage: Lineage, rank: Rank) -> Obeyed {
        let slot = self.without_crew(lineage)?;
        let incident = self.incidents.get_mut(slot);
        if incident.state != State::Waiting {
            return Err(Refusal::NotWaiting);
        }
        incident.rank = match rank {
            Rank::First => super::queue_order::FIRST,
            Rank::Last => super::queue_order::LAST,
        };
        self.line_up_anew(slot);
        Ok(())
    }

    /// Puts a waiting incident into the queues again, by its rank of now, for those who may go.
    fn line_up_anew(&mut self, slot: u32) {
        let incident = self.incidents.get(slot);
        if incident.state != State::Waiting {
            return;
        }
        let (rule, eligible) = (incident.rule(), incident.eligible);
        let Some(rule) = rule else { return };
        let demand = self.demand_of(slot);
        self.incidents.get_mut(slot).ticket = self.waiting.next_ticket();
        let teams = &self.world.document.dispatch.rules[rule.ix()].teams;
        for (number, candidate) in teams.iter().enumerate() {
            if eligible & (1 << number) != 0 {
                self.line_up(slot, candidate.team, demand);
            }
        }
    }

    /// True if the players have chosen another team for an incident, which its rule names.
    pub(super) fn is_barred(&self, slot: u32, team: TeamIx) -> bool {
        if self.orders.is_empty() {
            return false;
        }
        let incident = self.incidents.get(slot);
        let lineage = Lineage(incident.lineage(self.world));
        let chosen = self.orders.about(lineage).and_then(|it| it.only);
        chosen.is_some_and(|chosen| chosen != team && incident.is_asked(self.world, chosen))
    }

    fn send_ahead(&mut self, number: u32, team: TeamIx, site: SiteIx, until: Instant) -> Obeyed {
        let (world, now) = (self.world, self.calendar.now);
        if until <= now {
            return Err(Refusal::Past);
        }
        let state = &mut self.staff.teams[team.ix()];
        if state.unlimited {
            return Err(Refusal::Unlimited);
        }
        let experts = state.free;
        if experts.is_empty() {
            return Err(Refusal::NobodyFree);
        }
        let pool = &world.pools[team.ix()];
        let travel = state.longest_journey(world, pool, experts, Some(site), now);
        state.assign(experts);
        self.orders.parties.push(Party {
            decision: number,
            experts,
            since: now,
        });
        let event = Event::Arrive { decision: number };
        self.calendar.schedule(now + travel, Class::Finish, event);
        Ok(())
    }

    /// Those who were sent ahead are there.
    #[inline(never)]
    pub(super) fn arrive_ahead(&mut self, number: u32) {
        let Order::SendAhead { team, site, until } = self.orders.decisions[number as usize].order
        else {
            return;
        };
        let mut parties = self.orders.parties.iter();
        let Some(at) = parties.position(|party| party.decision == number) else {
            return;
        };
        let party = self.orders.parties.swap_remove(at);
        let now = self.calendar.now;
        self.staff
            .book(self.world, team, party.experts, party.since, now);
        self.staff.teams[team.ix()].release(party.experts, Some((site, until)));
        self.waiting.mark_dirty(team);
    }

    /// The next shift of a team that has not begun.
    fn next_shift(&self, team: TeamIx) -> Option<u32> {
        let shifts = (0_u32..).zip(&self.world.pools[team.ix()].shifts);
        let to_come = |(number, shift): &(u32, &crate::world::experts::Shift)| {
            let held = self.orders.held_until(team);
            let due = held.map_or(shift.from, |until| until.max(shift.from));
            due > self.calendar.now && !self.orders.advanced.contains(&(team, *number))
        };
        shifts.skip(1).find(to_come).map(|(number, _)| number)
    }

    fn hold_changeover(&mut self, team: TeamIx, until: Instant) -> Obeyed {
        if until <= self.calendar.now {
            return Err(Refusal::Past);
        }
        self.next_shift(team).ok_or(Refusal::NoChangeover)?;
        self.orders.held.push((team, until));
        Ok(())
    }

    fn advance_changeover<O: Observer>(&mut self, team: TeamIx, observer: &mut O) -> Obeyed {
        let shift = self.next_shift(team).ok_or(Refusal::NoChangeover)?;
        self.orders.held.retain(|(held, _)| *held != team);
        self.change_shift(team.0 as u16, shift, observer);
        self.orders.advanced.push((team, shift));
        Ok(())
    }

    /// True if a change of duty does not come now: it came before, or waits.
    pub(super) fn changeover_waits(&mut self, team: TeamIx, shift: u32) -> bool {
        if self.orders.is_empty() {
            return false;
        }
        if self.orders.advanced.contains(&(team, shift)) {
            return true;
        }
        match self.orders.held_until(team) {
            Some(until) if until > self.calendar.now => {
                let team = team.0 as u16;
                let event = Event::Shift { team, shift };
                self.calendar.schedule(until, Class::ShiftChange, event);
                true
            }
            _ => false,
        }
    }

    fn switch_off<O: Observer>(&mut self, asset: AssetIx, observer: &mut O) -> Obeyed {
        if self.orders.off.contains(&asset) {
            return Err(Refusal::OffAlready);
        }
        self.orders.off.push(asset);
        self.service
            .switch(self.world, self.calendar.now, asset, false, true);
        self.update_service(observer);
        Ok(())
    }

    fn switch_on<O: Observer>(&mut self, asset: AssetIx, observer: &mut O) -> Obeyed {
        let off = self.orders.off.iter().position(|it| *it == asset);
        self.orders
            .off
            .swap_remove(off.ok_or(Refusal::NotSwitchedOff)?);
        self.service
            .switch(self.world, self.calendar.now, asset, false, false);
        self.update_service(observer);
        Ok(())
    }

    fn use_fallback<O: Observer>(
        &mut self,
        asset: AssetIx,
        invoked: bool,
        observer: &mut O,
    ) -> Obeyed {
        let fallback = self.world.assets[asset.ix()].fallback;
        let fallback = fallback.ok_or(Refusal::NoFallback)?;
        let now = self.calendar.now;
        let how = if invoked {
            Use::ReadyFrom(now + fallback.after)
        } else {
            Use::Never
        };
        self.service.use_fallback(self.world, now, asset, how);
        self.update_service(observer);
        Ok(())
    }

    fn call_in(&mut self, team: TeamIx, experts: u32) -> Obeyed {
        let pool = &self.world.pools[team.ix()];
        let state = &mut self.staff.teams[team.ix()];
        if state.unlimited {
            return Err(Refusal::Unlimited);
        }
        let all = ExpertSet::first(pool.experts.len());
        let idle = all.without(state.present).without(state.busy);
        if experts == 0 || !idle.has(experts) {
            return Err(Refusal::TooFew);
        }
        let called = idle.lowest(experts);
        state.call_in(pool, called, self.calendar.now);
        self.waiting.mark_dirty(team);
        Ok(())
    }
}

impl Order {
    /// The incident that it is about, if it is about one.
    pub(crate) const fn incident(&self) -> Option<Lineage> {
        match *self {
            Self::Ask { incident, .. }
            | Self::Send { incident, .. }
            | Self::Rank { incident, .. }
            | Self::Withhold(incident)
            | Self::Request(incident) => Some(incident),
            Self::OnCall { .. }
            | Self::SendAhead { .. }
            | Self::HoldChangeover { .. }
            | Self::AdvanceChangeover(_)
            | Self::SwitchOff(_)
            | Self::SwitchOn(_)
            | Self::Invoke(_)
            | Self::EndFallback(_)
            | Self::CallIn { .. } => None,
        }
    }
}

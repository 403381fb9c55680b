//! Work that ends: the next stage, the close of an incident, and the hours booked.

use crate::scenario::document::TeamIx;
use crate::scenario::time::Instant;
use crate::world::experts::ExpertSet;

use super::incident::State;
use super::observe::{Observer, TraceEvent};
use super::response::{Late, Work};
use super::run::Simulation;

impl Simulation<'_> {
    pub(super) fn stage_done<O: Observer>(&mut self, slot: u32, serial: u16, observer: &mut O) {
        let world = self.world;
        let now = self.now;
        let response = self.incidents.response_mut(slot);
        if response.serial != serial {
            // Foretold before something changed.
            self.incidents.get_mut(slot).holds -= 1;
            return self.free_if_done(slot);
        }
        let incident = self.incidents.get(slot);
        let plan = &world.kinds[incident.kind.ix()];
        let (asset, instance) = (incident.asset, incident.instance);
        let Work {
            stage,
            team,
            crew,
            remote,
            assigned,
            ..
        } = incident.response().work;
        let severity = incident.severity;
        let response = self.incidents.response_mut(slot);
        if stage == plan.contained_at {
            response.reach(Late::Contained, now);
        }
        if stage == plan.eradicated_at {
            response.reach(Late::Eradicated, now);
        }
        if stage == plan.last {
            response.reach(Late::Recovered, now);
        }
        let restored = stage == plan.restores_at && plan.impact[severity.ix()] > 0.0;
        response.previous = crew;
        response.previous_team = team;
        let incident = self.incidents.get(slot);
        if team.is_some() {
            observer.worked(world, incident, &incident.response().work);
        }
        if O::TRACES {
            let what = TraceEvent::Finished(incident, &incident.response().work);
            observer.happened(world, now, what);
        }
        if let Some(team) = team {
            if world.pools[team.ix()].plain {
                let stay = self.stay(team, asset, !remote);
                self.book(team, crew, assigned, now);
                self.teams[team.ix()].release(crew, stay);
                if !self.queues[team.ix()].is_empty() {
                    self.mark_dirty(team);
                }
            } else {
                self.dismiss(slot, true);
            }
        }
        if restored {
            self.open.restore(world, self.incidents.get(slot));
        }
        if stage == plan.last {
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
    pub(super) fn next_stage<O: Observer>(&mut self, slot: u32, observer: &mut O) {
        let world = self.world;
        self.incidents.response_mut(slot).work.stage += 1;
        let effort = self.incidents.get(slot).draw_effort(world, self.draws);
        let response = self.incidents.response_mut(slot);
        response.left = effort;
        let Work { stage, team, .. } = response.work;
        let incident = self.incidents.get(slot);
        if incident.state == State::Alone {
            self.incidents.response_mut(slot).work = Work {
                stage,
                ..Work::NONE
            };
            return self.cope_alone(slot);
        }
        let (in_force, stage) = (incident.rule(), usize::from(stage));
        let next = world
            .rules
            .rule(incident.asset, incident.kind, incident.severity, stage);
        let named = next.is_some_and(|rule| {
            in_force != Some(rule) && !world.document.dispatch.rules[rule.ix()].stages.is_empty()
        });
        let demand = world.rules.demand(incident.kind, stage);
        let same = team.zip(in_force).and_then(|(team, rule)| {
            let teams = &world.document.dispatch.rules[rule.ix()].teams;
            let candidate = teams.iter().position(|candidate| candidate.team == team)?;
            (!named && world.rules.able(team, demand)).then_some((team, candidate))
        });
        let Some((team, candidate)) = same else {
            self.request(slot, next, observer);
            return;
        };
        self.tickets += 1;
        let incident = self.incidents.get_mut(slot);
        incident.state = State::Waiting;
        incident.ticket = self.tickets;
        incident.eligible = 1 << candidate;
        incident.unanswered = 0;
        // Approvals that are still under way were asked for the stage before.
        incident.request = incident.request.wrapping_add(1);
        self.incidents.response_mut(slot).work = Work {
            stage: stage as u8,
            fresh: false,
            requested: self.now,
            ..Work::NONE
        };
        self.queue(slot, team, demand, observer);
    }

    pub(super) fn close<O: Observer>(&mut self, slot: u32, observer: &mut O) {
        let incident = self.incidents.get_mut(slot);
        incident.state = State::Closed;
        incident.ticket = 0;
        self.open.end(self.world, self.incidents.get(slot));
        observer.ended(self.world, self.incidents.get(slot));
        if O::TRACES {
            observer.happened(
                self.world,
                self.now,
                TraceEvent::Closed(self.incidents.get(slot)),
            );
        }
    }

    pub(super) fn free_if_done(&mut self, slot: u32) {
        let incident = self.incidents.get(slot);
        if incident.state == State::Closed && incident.holds == 0 {
            self.incidents.free(slot);
        }
    }

    /// Books a crew's time from its assignment up to `until`.
    #[inline(always)]
    pub(super) fn book(
        &mut self,
        team: TeamIx,
        crew: ExpertSet,
        assigned: Instant,
        until: Instant,
    ) {
        let from = assigned.max(self.world.document.warm_up);
        let time = (until - from).0.max(0);
        let state = &mut self.teams[team.ix()];
        state.busy_time += time * i64::from(crew.len());
        let experts = &self.world.pools[team.ix()].experts;
        for expert in crew.iter() {
            state.group_time[usize::from(experts[expert].group)] += time;
        }
    }
}

//! Work that ends: the next stage, the close of an incident, and the hours booked.

use super::incident::State;
use super::observe::{Observer, TraceEvent};
use super::response::{Late, Work};
use super::run::Simulation;
use super::staff::stay_after;

impl Simulation<'_> {
    pub(super) fn stage_done<O: Observer>(&mut self, slot: u32, serial: u16, observer: &mut O) {
        let world = self.world;
        let now = self.calendar.now;
        let incident = self.incidents.get_mut(slot);
        let Some(response) = incident.response.as_deref_mut() else {
            return;
        };
        if response.serial != serial {
            // Foretold before something changed.
            incident.holds -= 1;
            return self.incidents.free_if_done(slot);
        }
        let plan = &world.kinds[incident.kind.ix()];
        let (asset, instance) = (incident.asset, incident.instance);
        let severity = incident.severity;
        let Work {
            stage,
            team,
            crew,
            remote,
            assigned,
            ..
        } = response.work;
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
        let work = response.work;
        let incident = self.incidents.get(slot);
        if team.is_some() {
            observer.worked(world, incident, &work);
        }
        if O::TRACES {
            observer.happened(world, now, TraceEvent::Finished(incident, &work));
        }
        if let Some(team) = team {
            if world.pools[team.ix()].plain {
                let stay = stay_after(self.world, self.calendar.now, team, asset, !remote);
                self.staff.book(self.world, team, crew, assigned, now);
                self.staff.teams[team.ix()].release(crew, stay);
                if !self.waiting.is_empty(team) {
                    self.waiting.mark_dirty(team);
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
        self.incidents.free_if_done(slot);
    }

    /// On to the next stage, with the same team unless a rule hands the stage to others.
    pub(super) fn next_stage<O: Observer>(&mut self, slot: u32, observer: &mut O) {
        let world = self.world;
        let incident = self.incidents.get_mut(slot);
        let (stage, team) = incident.next_stage(world, self.draws);
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
        let incident = self.incidents.get_mut(slot);
        incident.state = State::Waiting;
        incident.ticket = self.waiting.next_ticket();
        incident.eligible = 1 << candidate;
        incident.unanswered = 0;
        // Approvals that are still under way were asked for the stage before.
        incident.request = incident.request.wrapping_add(1);
        if let Some(response) = &mut incident.response {
            response.work = Work {
                stage: stage as u8,
                fresh: false,
                requested: self.calendar.now,
                ..Work::NONE
            };
        }
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
                self.calendar.now,
                TraceEvent::Closed(self.incidents.get(slot)),
            );
        }
    }
}

//! Work that ends: the next stage, the close of an incident, and the hours booked.

use crate::scenario::document::Moment;
use crate::scenario::time::Instant;

use super::incident::{Incident, NONE, State, Work};
use super::observe::{Happening, Observer};
use super::run::Simulation;

impl Simulation<'_> {
    pub(super) fn stage_done<O: Observer>(&mut self, slot: u32, observer: &mut O) {
        let world = self.world;
        let now = self.now;
        let incident = self.incidents.get_mut(slot);
        let plan = &world.kinds[incident.kind.ix()];
        let work = incident.work;
        if work.stage == plan.contained_at {
            incident.reach(Moment::Contained, now);
        }
        if work.stage == plan.eradicated_at {
            incident.reach(Moment::Eradicated, now);
        }
        if work.stage == plan.last {
            incident.reach(Moment::Recovered, now);
        }
        incident.previous = work.crew;
        incident.previous_team = work.team;
        let (asset, instance) = (incident.asset, incident.instance);
        let restored = work.stage == plan.restores_at
            && world.document.kinds[incident.kind.ix()].impact[incident.severity.ix()] > 0.0;
        observer.worked(world, self.incidents.get(slot), &work);
        if O::TRACES {
            observer.happened(
                world,
                now,
                Happening::Finished(self.incidents.get(slot), &work),
            );
        }
        self.book(&work, now);
        if let Some(team) = work.team {
            let stay = match (work.remote, world.assets[asset.ix()].site) {
                (false, Some(site)) => {
                    Some((site, now + world.document.teams[team.ix()].return_after))
                }
                _ => None,
            };
            self.teams[team.ix()].release(work.crew, stay);
            if !self.queues[team.ix()].is_empty() {
                self.stir(team);
            }
        }
        if work.stage == plan.last {
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
        let incident = self.incidents.get_mut(slot);
        incident.work.stage += 1;
        let stage = usize::from(incident.work.stage);
        let next = world
            .rules
            .rule(incident.asset, incident.kind, incident.severity, stage);
        let named = next.is_some_and(|rule| {
            incident.rule != Some(rule)
                && !world.document.dispatch.rules[rule.ix()].stages.is_empty()
        });
        let demand = world.rules.demand(incident.kind, stage);
        let same = incident
            .work
            .team
            .zip(incident.rule)
            .and_then(|(team, rule)| {
                let teams = &world.document.dispatch.rules[rule.ix()].teams;
                let candidate = teams.iter().position(|candidate| candidate.team == team)?;
                (!named && world.rules.able(team, demand)).then_some((team, candidate))
            });
        let Some((team, candidate)) = same else {
            self.request(slot, next, observer);
            return;
        };
        self.tickets += 1;
        incident.state = State::Waiting;
        incident.ticket = self.tickets;
        incident.eligible = 0;
        // Approvals that are still under way were asked for the stage before.
        incident.request = incident.request.wrapping_add(1);
        incident.work = Work {
            stage: incident.work.stage,
            fresh: false,
            requested: self.now,
            ..Work::NONE
        };
        self.queue(slot, candidate, team, observer);
    }

    pub(super) fn close<O: Observer>(&mut self, slot: u32, observer: &mut O) {
        let incident = self.incidents.get_mut(slot);
        incident.state = State::Closed;
        incident.ticket = 0;
        self.leave_asset(slot);
        observer.ended(self.world, self.incidents.get(slot));
        if O::TRACES {
            observer.happened(
                self.world,
                self.now,
                Happening::Closed(self.incidents.get(slot)),
            );
        }
    }

    /// Takes an incident out of its asset's list.
    pub(super) fn leave_asset(&mut self, slot: u32) {
        let Incident {
            asset,
            before,
            after,
            ..
        } = *self.incidents.get(slot);
        if before == NONE {
            self.open_on[asset.ix()] = after;
        } else {
            self.incidents.get_mut(before).after = after;
        }
        if after != NONE {
            self.incidents.get_mut(after).before = before;
        }
    }

    pub(super) fn free_if_done(&mut self, slot: u32) {
        let incident = self.incidents.get(slot);
        if incident.state == State::Closed && incident.holds == 0 {
            self.incidents.free(slot);
        }
    }

    /// Books a crew's time, up to `until`.
    pub(super) fn book(&mut self, work: &Work, until: Instant) {
        let Some(team) = work.team else { return };
        let from = work.assigned.max(self.world.document.warm_up);
        let time = (until - from).0.max(0);
        let pool = &self.world.pools[team.ix()];
        self.teams[team.ix()].busy_time += time * i64::from(work.crew.len());
        if self.nation_time.is_empty() {
            return;
        }
        for expert in work.crew.iter() {
            if let Some(nation) = pool.experts[expert].nation {
                self.nation_time[nation.ix()] += time;
            }
        }
    }
}

//! Who goes next: the waiting incident of best rank for which a crew is free, and the team
//! that sends it.

use crate::scenario::document::{TeamChoice, TeamIx};
use crate::world::rules::DemandIx;

use super::crew::{Call, Crew};
use super::observe::Observer;
use super::run::Simulation;

impl Simulation<'_> {
    /// Gives waiting work to crews until nothing more can go.
    ///
    /// Between dispatches nothing that waits could go, so only teams that were marked since
    /// (new work, experts freed) need a look, and of what waits there only the head of each
    /// queue.
    pub(super) fn dispatch<O: Observer>(&mut self, observer: &mut O) {
        self.waiting.dispatch_due = false;
        let preempts = self.world.document.dispatch.preempt.is_some();
        loop {
            #[cfg(test)]
            let expected = self.scans.then(|| self.first_of_all());
            let next = self
                .waiting
                .next_to_go(self.world, &self.incidents, &mut self.staff);
            #[cfg(test)]
            assert!(expected.is_none_or(|expected| expected == next));
            let gone = next.is_some_and(|(slot, demand)| self.try_assign(slot, demand, observer));
            if !(gone || preempts && self.preempt(observer)) {
                break;
            }
        }
        self.waiting.all_is_given();
    }

    /// Sends a crew to a waiting incident; false if there is none after all.
    fn try_assign<O: Observer>(&mut self, slot: u32, demand: DemandIx, observer: &mut O) -> bool {
        let world = self.world;
        let incident = self.incidents.get(slot);
        let Some(rule) = incident.rule() else {
            return false;
        };
        let site = world.assets[incident.asset.ix()].site;
        let dispatch = &world.document.dispatch;
        let mut chosen: Option<(TeamIx, Crew)> = None;
        for (candidate, spec) in dispatch.rules[rule.ix()].teams.iter().enumerate() {
            if incident.eligible & (1 << candidate) == 0 || self.is_barred(slot, spec.team) {
                continue;
            }
            let pool = &world.pools[spec.team.ix()];
            let keep = match pool.reserve {
                None => 0,
                Some(_) => pool.kept_back(incident.severity),
            };
            let call = Call::new(demand, site, self.calendar.now, keep);
            let team = &self.staff.teams[spec.team.ix()];
            let Some(crew) = team.pick(world, spec.team, &call, &mut self.staff.matching) else {
                continue;
            };
            let better = chosen.is_none_or(|(other, best)| match dispatch.choose {
                TeamChoice::Preference => false,
                TeamChoice::Nearest => crew.travel < best.travel,
                TeamChoice::LeastBusy => {
                    team.share_busy() < self.staff.teams[other.ix()].share_busy()
                }
                TeamChoice::MostEffective => crew.rate > best.rate,
            });
            if better {
                chosen = Some((spec.team, crew));
            }
            if dispatch.choose == TeamChoice::Preference {
                break;
            }
        }
        let Some((team, crew)) = chosen else {
            return false;
        };
        self.assign(slot, team, crew, observer);
        true
    }
}

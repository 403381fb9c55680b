//! Who goes next: the waiting incident of best rank for which a crew is free, and the team
//! that sends it.

use crate::scenario::document::{TeamChoice, TeamIx};
use crate::world::rules::DemandIx;

use super::observe::Observer;
use super::queue::QueueEntry;
use super::run::Simulation;
use super::team::{Call, Crew};

impl Simulation<'_> {
    /// A team has new work or newly free experts.
    #[inline]
    pub(super) fn mark_dirty(&mut self, team: TeamIx) {
        self.dirty_teams[team.ix() / 64] |= 1 << (team.ix() % 64);
        self.dispatch_due = true;
    }

    /// Gives waiting work to crews until nothing more can go.
    ///
    /// Between dispatches nothing that waits could go, so only teams that were marked since
    /// (new work, experts freed) need a look, and of what waits there only the head of each
    /// queue.
    pub(super) fn dispatch<O: Observer>(&mut self, observer: &mut O) {
        self.dispatch_due = false;
        let preempts = self.world.document.dispatch.preempt.is_some();
        loop {
            #[cfg(test)]
            let expected = self.scans.then(|| self.first_of_all());
            let next = self.next_to_go();
            #[cfg(test)]
            assert!(expected.is_none_or(|expected| expected == next));
            let gone = next.is_some_and(|(slot, demand)| self.try_assign(slot, demand, observer));
            if !(gone || preempts && self.preempt(observer)) {
                break;
            }
        }
        self.dirty_teams.fill(0);
        self.dispatch_due = false;
    }

    /// Teams that were marked, in order.
    pub(super) fn each_dirty_team(&self) -> impl Iterator<Item = usize> + use<'_> {
        self.dirty_teams
            .iter()
            .enumerate()
            .flat_map(|(word, teams)| {
                let mut teams = *teams;
                std::iter::from_fn(move || {
                    if teams == 0 {
                        return None;
                    }
                    let bit = teams.trailing_zeros() as usize;
                    teams &= teams - 1;
                    Some(word * 64 + bit)
                })
            })
    }

    /// Takes the waiting incident of best rank for which a marked team has a crew out of the
    /// queue where it was found.
    fn next_to_go(&mut self) -> Option<(u32, DemandIx)> {
        let mut best: Option<(usize, Head)> = None;
        for word in 0..self.dirty_teams.len() {
            let mut teams = self.dirty_teams[word];
            while teams != 0 {
                let team = word * 64 + teams.trailing_zeros() as usize;
                teams &= teams - 1;
                if self.teams[team].is_spent() {
                    continue;
                }
                let limit = best.map_or((u64::MAX, u32::MAX), |(_, head)| head.order);
                if let Some(head) = self.best_head(team, limit) {
                    best = Some((team, head));
                }
            }
        }
        let (team, head) = best?;
        self.queues[team].drop_head(head.nth);
        Some((head.slot, head.demand))
    }

    /// The head of best rank, below `limit`, among a team's queues for which it has a crew.
    fn best_head(&mut self, team: usize, limit: (u64, u32)) -> Option<Head> {
        let incidents = &self.incidents;
        let is_void = |entry: &QueueEntry| incidents.get(entry.slot).ticket != entry.ticket;
        let pool = &self.world.pools[team];
        let (queues, state) = (&mut self.queues[team], &self.teams[team]);
        let mut best = None;
        let mut limit = limit;
        // Severities of one demand are neighbours: no crew is asked for twice in vain, unless
        // the graver ones may use a reserve.
        let mut refused = None;
        let mut nth = 0;
        while let Some(demand) = queues.demand(nth) {
            if refused == Some(demand) {
                nth += 1;
                continue;
            }
            let Some((demand, place)) = queues.head(nth, is_void) else {
                break;
            };
            if place.order() < limit {
                let keep = match pool.reserve {
                    None => 0,
                    Some(_) => pool.kept_back(incidents.get(place.slot).severity),
                };
                let ix = TeamIx::from(team);
                if state.can_go(self.world, ix, demand, keep, &mut self.matching) {
                    limit = place.order();
                    best = Some(Head {
                        nth,
                        demand,
                        order: place.order(),
                        slot: place.slot,
                    });
                } else if pool.reserve.is_none() {
                    refused = Some(demand);
                }
            }
            nth += 1;
        }
        best
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
            if incident.eligible & (1 << candidate) == 0 {
                continue;
            }
            let pool = &world.pools[spec.team.ix()];
            let keep = match pool.reserve {
                None => 0,
                Some(_) => pool.kept_back(incident.severity),
            };
            let call = Call::new(demand, site, self.now, keep);
            let team = &self.teams[spec.team.ix()];
            let Some(crew) = team.pick(world, spec.team, &call, &mut self.matching) else {
                continue;
            };
            let better = chosen.is_none_or(|(other, best)| match dispatch.choose {
                TeamChoice::Preference => false,
                TeamChoice::Nearest => crew.travel < best.travel,
                TeamChoice::LeastBusy => team.share_busy() < self.teams[other.ix()].share_busy(),
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

/// The head of a queue of a team.
#[derive(Clone, Copy)]
struct Head {
    /// Which of the team's queues that are not empty.
    nth: usize,
    demand: DemandIx,
    /// Urgency and rank.
    order: (u64, u32),
    slot: u32,
}

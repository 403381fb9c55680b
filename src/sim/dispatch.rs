//! Who goes next: the waiting incident of best rank for which a crew is free, and the team
//! that sends it.

use crate::scenario::document::{QueueOrder, TargetIx, TeamChoice, TeamIx};
use crate::scenario::time::Instant;
use crate::world::rules::DemandIx;

use super::incident::Incident;
use super::observe::Observer;
use super::queue::Place;
use super::run::Simulation;
use super::team::{Call, Crew};

impl Simulation<'_> {
    /// A team has new work or newly free experts.
    #[inline]
    pub(super) fn stir(&mut self, team: TeamIx) {
        self.stirred[team.ix() / 64] |= 1 << (team.ix() % 64);
        self.dispatch_due = true;
    }

    /// Gives waiting work to crews until nothing more can go.
    ///
    /// Between dispatches nothing that waits could go, so only teams that were stirred since
    /// (new work, experts freed) need a look. Where ranks don't change while work waits, only
    /// the head of each queue does.
    pub(super) fn dispatch<O: Observer>(&mut self, observer: &mut O) {
        self.dispatch_due = false;
        let order = self.world.document.dispatch.order;
        let preempts = self.world.document.dispatch.preempt.is_some();
        loop {
            let next = match order {
                QueueOrder::Fifo | QueueOrder::Severity => self.next_to_go(),
                QueueOrder::Impact | QueueOrder::Deadline => self.most_urgent(order),
            };
            let gone = next.is_some_and(|(slot, demand)| self.assign(slot, demand, observer));
            if !(gone || preempts && self.preempt(observer)) {
                break;
            }
        }
        self.stirred.fill(0);
        self.dispatch_due = false;
    }

    /// Teams that were stirred, in order.
    pub(super) fn stirred_teams(&self) -> impl Iterator<Item = usize> + use<'_> {
        self.stirred.iter().enumerate().flat_map(|(word, teams)| {
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

    /// Takes the waiting incident of best rank for which a stirred team has a crew out of the
    /// queue where it was found.
    fn next_to_go(&mut self) -> Option<(u32, DemandIx)> {
        let mut best: Option<(usize, Head)> = None;
        for word in 0..self.stirred.len() {
            let mut teams = self.stirred[word];
            while teams != 0 {
                let team = word * 64 + teams.trailing_zeros() as usize;
                teams &= teams - 1;
                if self.teams[team].is_spent() {
                    continue;
                }
                let limit = best.map_or(u64::MAX, |(_, head)| head.rank);
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
    fn best_head(&mut self, team: usize, limit: u64) -> Option<Head> {
        let incidents = &self.incidents;
        let is_void = |place: &Place| incidents.get(place.slot).ticket != place.ticket;
        let pool = &self.world.pools[team];
        let (queues, state) = (&mut self.queues[team], &self.teams[team]);
        let mut best = None;
        let mut limit = limit;
        // Severities of one demand are neighbours: no crew is asked for twice in vain, unless
        // the graver ones may use a reserve.
        let mut refused = None;
        let mut nth = 0;
        while let Some((demand, place)) = queues.head(nth, is_void) {
            if place.rank < limit && refused != Some(demand) {
                let keep = match pool.reserve {
                    None => 0,
                    Some(_) => pool.kept_back(incidents.get(place.slot).severity),
                };
                let ix = TeamIx::from(team);
                if state.can_go(self.world, ix, demand, keep, &mut self.matching) {
                    limit = place.rank;
                    best = Some(Head {
                        nth,
                        demand,
                        rank: place.rank,
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

    /// The most urgent of all that wait, as things stand now, for which a stirred team has a
    /// crew; the first come among equals. It takes time in proportion to what waits.
    #[inline(never)]
    fn most_urgent(&mut self, order: QueueOrder) -> Option<(u32, DemandIx)> {
        let may_send = |team: usize| !self.queues[team].is_empty() && !self.teams[team].is_spent();
        if !self.stirred_teams().any(may_send) {
            return None;
        }
        let mut best: Option<((u64, u64), u32, DemandIx)> = None;
        let mut queues = std::mem::take(&mut self.queues);
        let mut matching = std::mem::take(&mut self.matching);
        for team in self.stirred_teams() {
            let state = &self.teams[team];
            if state.is_spent() {
                continue;
            }
            let (ix, pool) = (TeamIx::from(team), &self.world.pools[team]);
            let is_void = |place: &Place| self.incidents.get(place.slot).ticket != place.ticket;
            let mut nth = 0;
            while let Some((demand, waiting)) = queues[team].line(nth, is_void) {
                nth += 1;
                // All in one queue are of one severity.
                let Some(first) = waiting.front() else {
                    continue;
                };
                let keep = pool.kept_back(self.incidents.get(first.slot).severity);
                if !state.can_go(self.world, ix, demand, keep, &mut matching) {
                    continue;
                }
                for place in waiting {
                    if is_void(place) {
                        continue;
                    }
                    let incident = self.incidents.get(place.slot);
                    let urgency = match order {
                        QueueOrder::Deadline => self.due(incident, ix),
                        _ => self.impact_index(incident),
                    };
                    let rank = (urgency, place.rank);
                    if best.is_none_or(|(other, ..)| rank < other) {
                        best = Some((rank, place.slot, demand));
                    }
                }
            }
        }
        self.queues = queues;
        self.matching = matching;
        let (_, slot, demand) = best?;
        Some((slot, demand))
    }

    /// Expected service loss averted per hour of work, as a number that is smaller the
    /// greater it is: criticality now × impact / expected work until service is restored (the
    /// cµ rule: Cox & Smith 1961, *Queues*, section 3.3).
    fn impact_index(&self, incident: &Incident) -> u64 {
        let node = &self.world.assets[incident.asset.ix()];
        let kind = &self.world.kinds[incident.kind.ix()];
        let phase = self.world.curves[node.curve as usize].at(self.now);
        let loss =
            node.criticality / f64::from(node.count) * phase * kind.impact[incident.severity.ix()];
        let work = kind.expected_work[usize::from(incident.work.stage)];
        let index = if loss > 0.0 && work > 0.0 {
            loss / work
        } else {
            0.0
        };
        // Floats that are not negative are ordered like their bits.
        u64::MAX - index.to_bits()
    }

    /// When the tightest target that covers an incident and is still running is due.
    fn due(&self, incident: &Incident, team: TeamIx) -> u64 {
        let rules = &self.world.rules;
        let targets = rules.targets(incident.asset, incident.kind, incident.severity);
        let due = |ix: &TargetIx| {
            let target = &self.world.document.targets[ix.ix()];
            let running =
                target.team.is_none_or(|by| by == team) && !incident.moment(target.to).happened();
            let from = incident.moment(target.from).known()?;
            running.then(|| from + target.within)
        };
        let due = targets.iter().filter_map(due).min();
        // No incident begins before the start, so no deadline is negative.
        due.unwrap_or(Instant::NEVER).0 as u64
    }

    /// Sends a crew to a waiting incident; false if there is none after all.
    fn assign<O: Observer>(&mut self, slot: u32, demand: DemandIx, observer: &mut O) -> bool {
        let world = self.world;
        let incident = self.incidents.get(slot);
        let Some(rule) = incident.rule else {
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
        self.engage(slot, team, crew, observer);
        true
    }
}

/// The head of a queue of a team.
#[derive(Clone, Copy)]
struct Head {
    /// Which of the team's queues that are not empty.
    nth: usize,
    demand: DemandIx,
    rank: u64,
    slot: u32,
}

//! What waits for crews: every team's queues, and the teams that need a look.

use crate::scenario::document::{QueueOrder, TeamIx};
use crate::world::World;
use crate::world::rules::DemandIx;

use super::queue::{QueueEntry, Queues};
use super::queue_order::urgency;
use super::slab::Slab;
use super::staff::Staff;

/// The queues of all teams.
#[derive(Clone, Debug)]
pub(super) struct Waiting {
    pub queues: Vec<Queues>,
    /// The same by detection alone, where crews are taken from other work and the order of the
    /// queues is another; else none.
    pub by_detection: Vec<Queues>,
    /// Teams with new work or newly free experts, one bit each.
    dirty_teams: Vec<u64>,
    /// Some team was marked.
    pub dispatch_due: bool,
    tickets: u32,
    ranks: u32,
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

/// True if crews may be taken for what was detected first, which is not at the queues' heads.
fn takes_by_detection(world: &World) -> bool {
    let dispatch = &world.document.dispatch;
    let urgent = matches!(dispatch.order, QueueOrder::Impact | QueueOrder::Deadline);
    dispatch.preempt.is_some() && urgent
}

impl Waiting {
    pub(super) fn new(world: &World) -> Self {
        let teams = world.document.teams.len();
        let queues = || vec![Queues::new(world.rules.demands.len()); teams];
        Self {
            queues: queues(),
            by_detection: if takes_by_detection(world) {
                queues()
            } else {
                Vec::new()
            },
            dirty_teams: vec![0; teams.div_ceil(64)],
            dispatch_due: false,
            tickets: 0,
            ranks: 0,
        }
    }

    pub(super) fn clear(&mut self) {
        for queue in self.queues.iter_mut().chain(&mut self.by_detection) {
            queue.clear();
        }
        self.all_is_given();
        self.tickets = 0;
        self.ranks = 0;
    }

    /// Names the next place in the queues.
    #[inline]
    pub(super) const fn next_ticket(&mut self) -> u32 {
        self.tickets += 1;
        self.tickets
    }

    /// The rank of what is detected next.
    #[inline]
    pub(super) const fn next_rank(&mut self) -> u32 {
        self.ranks += 1;
        self.ranks
    }

    /// True if nothing waits for a team (what is void may still count).
    #[inline]
    pub(super) fn is_empty(&self, team: TeamIx) -> bool {
        self.queues[team.ix()].is_empty()
    }

    /// Puts an incident into a team's queue of a demand.
    #[inline(always)]
    pub(super) fn add(
        &mut self,
        world: &World,
        incidents: &Slab,
        team: TeamIx,
        slot: u32,
        demand: DemandIx,
    ) {
        let incident = incidents.get(slot);
        let (rank, ticket, severity) = (incident.rank, incident.ticket, incident.severity);
        let entry = QueueEntry::new(urgency(world, incident, team), rank, slot, ticket);
        let is_void = |entry: &QueueEntry| incidents.get(entry.slot).ticket != entry.ticket;
        self.queues[team.ix()].add(demand, severity, entry, is_void);
        if !self.by_detection.is_empty() {
            let entry = QueueEntry::new(0, rank, slot, ticket);
            self.by_detection[team.ix()].add(demand, severity, entry, is_void);
        }
    }

    /// A team has new work or newly free experts.
    #[inline]
    pub(super) fn mark_dirty(&mut self, team: TeamIx) {
        self.dirty_teams[team.ix() / 64] |= 1 << (team.ix() % 64);
        self.dispatch_due = true;
    }

    /// True if a team was marked.
    #[inline]
    pub(super) fn is_dirty(&self, team: usize) -> bool {
        self.dirty_teams[team / 64] & (1 << (team % 64)) != 0
    }

    /// Nothing more can go: no team needs a look.
    pub(super) fn all_is_given(&mut self) {
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
    pub(super) fn next_to_go(
        &mut self,
        world: &World,
        incidents: &Slab,
        staff: &mut Staff,
    ) -> Option<(u32, DemandIx)> {
        let mut best: Option<(usize, Head)> = None;
        for word in 0..self.dirty_teams.len() {
            let mut teams = self.dirty_teams[word];
            while teams != 0 {
                let team = word * 64 + teams.trailing_zeros() as usize;
                teams &= teams - 1;
                if staff.teams[team].is_spent() {
                    continue;
                }
                let limit = best.map_or((u64::MAX, u32::MAX), |(_, head)| head.order);
                if let Some(head) = self.best_head(world, incidents, staff, team, limit) {
                    best = Some((team, head));
                }
            }
        }
        let (team, head) = best?;
        self.queues[team].drop_head(head.nth);
        Some((head.slot, head.demand))
    }

    /// The head of best rank, below `limit`, among a team's queues for which it has a crew.
    fn best_head(
        &mut self,
        world: &World,
        incidents: &Slab,
        staff: &mut Staff,
        team: usize,
        mut limit: (u64, u32),
    ) -> Option<Head> {
        let is_void = |entry: &QueueEntry| incidents.get(entry.slot).ticket != entry.ticket;
        let pool = &world.pools[team];
        let (queues, state) = (&mut self.queues[team], &staff.teams[team]);
        let mut best = None;
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
                if state.can_go(world, ix, demand, keep, &mut staff.matching) {
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
}

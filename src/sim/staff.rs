//! The teams of a history: who is at work on what, and the hours booked.

use crate::scenario::document::{AssetIx, NationIx, Severity, SiteIx, TeamIx};
use crate::scenario::time::{Instant, Span};
use crate::world::World;
use crate::world::experts::ExpertSet;
use crate::world::matching::Matching;
use crate::world::pool::Pool;

use super::slab::Slab;
use super::team::{TeamState, Terms};

/// All teams, with room to think about their crews.
#[derive(Clone, Debug)]
pub(super) struct Staff {
    pub teams: Vec<TeamState>,
    pub matching: Matching,
    /// What a team is at work on, while its duty or hours change.
    pub listed: Vec<u32>,
    /// Slots of incidents, for a while.
    pub scratch: Vec<u32>,
}

impl Staff {
    pub(super) fn new(world: &World) -> Self {
        let teams = 0..world.document.teams.len();
        Self {
            teams: teams
                .map(|team| TeamState::new(world, TeamIx::from(team)))
                .collect(),
            matching: Matching::default(),
            listed: Vec::new(),
            scratch: Vec::new(),
        }
    }

    #[inline(always)]
    pub(super) fn team(&self, team: TeamIx) -> &TeamState {
        &self.teams[team.ix()]
    }

    /// Books a crew's time from its assignment up to `until`.
    #[inline(always)]
    pub(super) fn book(
        &mut self,
        world: &World,
        team: TeamIx,
        crew: ExpertSet,
        assigned: Instant,
        until: Instant,
    ) {
        let from = assigned.max(world.document.warm_up);
        let time = (until - from).0.max(0);
        let state = &mut self.teams[team.ix()];
        state.busy_time += time * i64::from(crew.len());
        let experts = &world.pools[team.ix()].experts;
        for expert in crew.iter() {
            state.group_time[usize::from(experts[expert].group)] += time;
        }
    }

    /// Lists what a team works on, the gravest first, then in order of onset.
    pub(super) fn list_running(&mut self, team: TeamIx, incidents: &Slab) {
        self.listed.clear();
        self.listed
            .extend_from_slice(&self.teams[team.ix()].running);
        self.listed.sort_unstable_by_key(|slot| {
            let incident = incidents.get(*slot);
            let gravity = Severity::Critical as u8 - incident.severity as u8;
            (gravity, incident.number)
        });
    }

    /// What a team works on that is less grave: the least grave first, of these the latest
    /// sent, of these the latest begun.
    pub(super) fn victims(
        &self,
        team: TeamIx,
        incidents: &Slab,
        severity: Severity,
        into: &mut Vec<u32>,
    ) {
        into.clear();
        let running = self.teams[team.ix()].running.iter();
        into.extend(running.filter(|slot| incidents.get(**slot).severity < severity));
        into.sort_unstable_by_key(|slot| {
            let incident = incidents.get(*slot);
            let assigned = incident.response().work.assigned;
            (
                incident.severity,
                std::cmp::Reverse((assigned, incident.number)),
            )
        });
    }

    /// Where in its team's list the relief for an incident is.
    pub(super) fn relief_of(&self, team: TeamIx, slot: u32) -> Option<usize> {
        let reliefs = &self.teams[team.ix()].reliefs;
        reliefs.iter().position(|relief| relief.slot == slot)
    }

    /// How those who go off duty are relieved.
    pub(super) fn terms_of_shift(&self, world: &World, team: TeamIx, gone: ExpertSet) -> Terms {
        // They knew the day: whose hours these are doesn't matter.
        let state = &self.teams[team.ix()];
        let also = if state.lost > 0 {
            ExpertSet::EMPTY
        } else {
            state.on_duty.without(state.busy)
        };
        Terms {
            gone,
            also,
            rule: world.pools[team.ix()].at_shift_change,
            overtime: false,
        }
    }

    /// Measures the effectiveness of every team whose effectiveness changes.
    pub(super) fn measure_effectiveness(&mut self, world: &World, now: Instant) {
        for (state, pool) in self.teams.iter_mut().zip(&world.pools) {
            if pool.varies() {
                let mean = state.mean_effectiveness(pool, now);
                state.measured.push(mean);
            }
        }
    }

    /// Expert time by nation, over all teams.
    pub(super) fn nation_time(&self, world: &World, nation: NationIx) -> Span {
        let pools = world.pools.iter().zip(&self.teams);
        let of = |(pool, state): (&Pool, &TeamState)| -> i64 {
            let groups = pool.groups.iter().zip(&state.group_time);
            let mine = groups.filter(|(group, _)| group.nation == Some(nation));
            mine.map(|(_, time)| time).sum()
        };
        Span(pools.map(of).sum())
    }
}

/// Where experts of a team who were at work on an asset stay, and until when, if they were
/// there.
#[inline]
pub(super) fn stay_after(
    world: &World,
    now: Instant,
    team: TeamIx,
    asset: AssetIx,
    there: bool,
) -> Option<(SiteIx, Instant)> {
    let site = world.assets[asset.ix()].site.filter(|_| there)?;
    let return_after = world.document.teams[team.ix()].return_after;
    Some((site, now + return_after))
}

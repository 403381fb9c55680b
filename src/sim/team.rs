//! Teams at work: who is free, where they are, and which crew goes.

use crate::scenario::document::{Place, SiteIx, TeamIx};
use crate::scenario::time::{Instant, Span};
use crate::world::World;
use crate::world::experts::ExpertSet;
use crate::world::matching::Matching;
use crate::world::rules::{Demand, DemandIx};

/// Where an expert last worked, and until when they stay there.
#[derive(Clone, Copy, Debug)]
struct Stay {
    site: Option<SiteIx>,
    until: Instant,
}

/// A team in a replication.
#[derive(Clone, Debug)]
pub(super) struct TeamState {
    /// On duty, not busy, team not lost.
    pub free: ExpertSet,
    pub on_duty: ExpertSet,
    pub busy: ExpertSet,
    /// Team-lost injects in force.
    pub lost: u32,
    /// Experts whose stay may not be over.
    away: ExpertSet,
    stays: Vec<Stay>,
    /// Expert time spent from assignment to the end of work, ms.
    pub busy_time: i64,
}

/// A crew that could go now.
#[derive(Clone, Copy, Debug)]
pub(super) struct Crew {
    pub experts: ExpertSet,
    /// Longest journey of its members; zero for remote work.
    pub travel: Span,
    pub remote: bool,
    /// Mean proficiency × remote factor.
    pub rate: f64,
}

impl TeamState {
    pub(super) fn new(world: &World, team: TeamIx) -> Self {
        let experts = world.pools[team.ix()].experts.len();
        Self {
            free: ExpertSet::EMPTY,
            on_duty: ExpertSet::EMPTY,
            busy: ExpertSet::EMPTY,
            lost: 0,
            away: ExpertSet::EMPTY,
            stays: vec![
                Stay {
                    site: None,
                    until: Instant(i64::MIN),
                };
                experts
            ],
            busy_time: 0,
        }
    }

    pub(super) fn reset(&mut self, on_duty: ExpertSet) {
        self.on_duty = on_duty;
        self.busy = ExpertSet::EMPTY;
        self.lost = 0;
        self.away = ExpertSet::EMPTY;
        self.busy_time = 0;
        self.refresh();
    }

    /// Recomputes who is free.
    pub(super) fn refresh(&mut self) {
        self.free = if self.lost > 0 {
            ExpertSet::EMPTY
        } else {
            self.on_duty.without(self.busy)
        };
    }

    /// Sends a crew to work.
    pub(super) fn engage(&mut self, crew: ExpertSet) {
        self.busy = self.busy.or(crew);
        self.free = self.free.without(crew);
    }

    /// Takes a crew back; those who worked on site stay there for a while.
    pub(super) fn release(&mut self, crew: ExpertSet, stay: Option<(SiteIx, Instant)>) {
        self.busy = self.busy.without(crew);
        if self.lost == 0 {
            self.free = self.free.or(crew.and(self.on_duty));
        }
        if let Some((site, until)) = stay {
            self.away = self.away.or(crew);
            for expert in crew.iter() {
                self.stays[expert] = Stay {
                    site: Some(site),
                    until,
                };
            }
        }
    }

    /// True if the team can send nobody at all.
    #[inline]
    pub(super) fn is_spent(&self, unlimited: bool) -> bool {
        if unlimited {
            self.lost > 0
        } else {
            self.free.is_empty()
        }
    }

    /// True if a crew for the demand is free.
    pub(super) fn can_go(
        &self,
        world: &World,
        team: TeamIx,
        demand: DemandIx,
        matching: &mut Matching,
    ) -> bool {
        let pool = &world.pools[team.ix()];
        if pool.unlimited.is_some() {
            return self.lost == 0;
        }
        let demand = &world.rules.demands[demand.0 as usize];
        if let [(skill, count)] = demand.crew[..] {
            return self.free.and(pool.with_skill[skill.ix()]).has(count);
        }
        self.cover(world, team, demand, ExpertSet::EMPTY, matching)
            .is_some()
    }

    /// The crew that would go if asked now: those at the site first, then the least
    /// versatile, then by number. `None` if no crew is free.
    pub(super) fn pick(
        &mut self,
        world: &World,
        team: TeamIx,
        demand: DemandIx,
        site: Option<SiteIx>,
        now: Instant,
        matching: &mut Matching,
    ) -> Option<Crew> {
        let pool = &world.pools[team.ix()];
        let demand = &world.rules.demands[demand.0 as usize];
        let spec = &world.document.teams[team.ix()];
        if let Some(proficiency) = pool.unlimited {
            if self.lost > 0 {
                return None;
            }
            let travel = world.travel.between(spec.site, site);
            return Some(crew(
                ExpertSet::EMPTY,
                travel,
                proficiency,
                demand.place,
                spec.remote,
            ));
        }
        // Remote work and work on an asset that is nowhere in particular take no journey.
        let nowhere = site.is_none() || demand.place == Place::Remote;
        let here = if nowhere || self.away.is_empty() {
            ExpertSet::EMPTY
        } else {
            self.staying(site, now)
        };
        let experts = self.cover(world, team, demand, here, matching)?;
        let travel = if nowhere {
            Span::ZERO
        } else {
            self.journey(world, team, experts.without(here), site, now)
        };
        let proficiency = pool.pace.unwrap_or_else(|| {
            let sum: f64 = experts
                .iter()
                .map(|expert| pool.experts[expert].proficiency)
                .sum();
            sum / f64::from(experts.len())
        });
        Some(crew(
            experts,
            travel,
            proficiency,
            demand.place,
            spec.remote,
        ))
    }

    /// Who still stays at a site.
    fn staying(&self, site: Option<SiteIx>, now: Instant) -> ExpertSet {
        let mut here = ExpertSet::EMPTY;
        for expert in self.away.iter() {
            let stay = self.stays[expert];
            if stay.until >= now && stay.site == site {
                here.insert(expert);
            }
        }
        here
    }

    /// The longest journey of some experts to a site, from where they stay or from home.
    fn journey(
        &self,
        world: &World,
        team: TeamIx,
        experts: ExpertSet,
        site: Option<SiteIx>,
        now: Instant,
    ) -> Span {
        let mut longest = Span::ZERO;
        for expert in experts.iter() {
            let stay = self.stays[expert];
            let from = if self.away.contains(expert) && stay.until >= now {
                stay.site
            } else {
                world.pools[team.ix()].experts[expert].home
            };
            longest = longest.max(world.travel.between(from, site));
        }
        longest
    }

    /// Distinct free experts who cover the demand.
    fn cover(
        &self,
        world: &World,
        team: TeamIx,
        demand: &Demand,
        here: ExpertSet,
        matching: &mut Matching,
    ) -> Option<ExpertSet> {
        let pool = &world.pools[team.ix()];
        if let [(skill, count)] = demand.crew[..] {
            let able = self.free.and(pool.with_skill[skill.ix()]);
            if able.len() < count {
                return None;
            }
            let mut experts = ExpertSet::EMPTY;
            let near = able.and(here);
            for expert in near
                .iter()
                .chain(able.without(near).iter())
                .take(count as usize)
            {
                experts.insert(expert);
            }
            return Some(experts);
        }
        for (skill, count) in &demand.crew {
            if !self.free.and(pool.with_skill[skill.ix()]).has(*count) {
                return None;
            }
        }
        matching.begin(demand.crew.iter().map(|(skill, count)| (skill.0, *count)));
        let mut experts = ExpertSet::EMPTY;
        let near = self.free.and(here);
        for expert in near.iter().chain(self.free.without(near).iter()) {
            if matching.offer(pool.experts[expert].skills) {
                experts.insert(expert);
                if matching.is_complete() {
                    return Some(experts);
                }
            }
        }
        None
    }
}

/// Decides where the work is done: on site when that costs no journey or nothing else will
/// do, remotely when it can be.
fn crew(experts: ExpertSet, travel: Span, proficiency: f64, place: Place, remote: f64) -> Crew {
    let far = match place {
        Place::Remote => true,
        Place::Onsite => false,
        Place::Either => travel > Span::ZERO && remote > 0.0,
    };
    Crew {
        experts,
        travel: if far { Span::ZERO } else { travel },
        remote: far,
        rate: if far {
            proficiency * remote
        } else {
            proficiency
        },
    }
}

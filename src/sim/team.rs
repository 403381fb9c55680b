//! Teams at work: who is free, where they are, and which crew goes.

use crate::scenario::document::{Place, SiteIx, TeamIx};
use crate::scenario::time::{Instant, Span};
use crate::world::World;
use crate::world::experts::{ExpertSet, Pool};
use crate::world::matching::Matching;
use crate::world::rules::{Cover, Demand, DemandIx};

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
    /// As many experts as it takes.
    unlimited: bool,
    /// Experts whose stay may not be over.
    away: ExpertSet,
    stays: Vec<Stay>,
    /// Expert time spent from assignment to the end of work, ms.
    pub busy_time: i64,
    /// The same by group of experts.
    pub group_time: Vec<i64>,
    /// Mean effectiveness of those on duty, as measured so far.
    pub gauged: Vec<f64>,
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
        let pool = &world.pools[team.ix()];
        Self {
            free: ExpertSet::EMPTY,
            on_duty: ExpertSet::EMPTY,
            busy: ExpertSet::EMPTY,
            lost: 0,
            unlimited: pool.unlimited.is_some(),
            away: ExpertSet::EMPTY,
            stays: vec![
                Stay {
                    site: None,
                    until: Instant(i64::MIN),
                };
                pool.experts.len()
            ],
            busy_time: 0,
            group_time: vec![0; pool.groups.len()],
            gauged: Vec::new(),
        }
    }

    pub(super) fn reset(&mut self, on_duty: ExpertSet) {
        self.on_duty = on_duty;
        self.busy = ExpertSet::EMPTY;
        self.lost = 0;
        self.away = ExpertSet::EMPTY;
        self.busy_time = 0;
        self.group_time.fill(0);
        self.gauged.clear();
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
    pub(super) const fn is_spent(&self) -> bool {
        if self.unlimited {
            self.lost > 0
        } else {
            self.free.is_empty()
        }
    }

    /// True if a crew for the demand is free.
    #[inline]
    pub(super) fn can_go(
        &self,
        world: &World,
        team: TeamIx,
        demand: DemandIx,
        matching: &mut Matching,
    ) -> bool {
        match world.rules.cover(team, demand) {
            Cover::Never => false,
            Cover::Always => self.lost == 0,
            Cover::Any(count, able) => self.free.and(*able).has(*count),
            Cover::Matched => {
                let demand = &world.rules.demands[demand.0 as usize];
                let pool = &world.pools[team.ix()];
                self.matched(pool, demand, ExpertSet::EMPTY, matching)
                    .is_some()
            }
        }
    }

    /// The crew that would go if asked now: those at the site first, then the least
    /// versatile, then by number. `None` if no crew is free.
    #[inline]
    pub(super) fn pick(
        &self,
        world: &World,
        team: TeamIx,
        demand: DemandIx,
        site: Option<SiteIx>,
        now: Instant,
        matching: &mut Matching,
    ) -> Option<Crew> {
        let pool = &world.pools[team.ix()];
        let spec = &world.document.teams[team.ix()];
        let cover = world.rules.cover(team, demand);
        let demand = &world.rules.demands[demand.0 as usize];
        // Nobody travels to nowhere in particular.
        let site = site.filter(|_| demand.place != Place::Remote);
        let here = match site {
            Some(site) if !self.away.is_empty() => self.staying_at(site, now),
            _ => ExpertSet::EMPTY,
        };
        let experts = match cover {
            Cover::Never => return None,
            Cover::Always => {
                let travel = world.travel.between(spec.site, site);
                let proficiency = pool.unlimited.filter(|_| self.lost == 0)?;
                let nobody = ExpertSet::EMPTY;
                return Some(crew(nobody, travel, proficiency, demand.place, spec.remote));
            }
            Cover::Any(count, able) => self.any(*count, *able, here)?,
            Cover::Matched => self.matched(pool, demand, here, matching)?,
        };
        let travel = if site.is_some() {
            self.longest_journey(world, pool, experts.without(here), site, now)
        } else {
            Span::ZERO
        };
        let proficiency = pool.proficiency(experts);
        Some(crew(
            experts,
            travel,
            proficiency,
            demand.place,
            spec.remote,
        ))
    }

    /// Experts who are still where they last worked, and that is here.
    fn staying_at(&self, site: SiteIx, now: Instant) -> ExpertSet {
        let mut here = ExpertSet::EMPTY;
        for expert in self.away.iter() {
            let stay = self.stays[expert];
            if stay.until >= now && stay.site == Some(site) {
                here.insert(expert);
            }
        }
        here
    }

    /// How long the last of these experts is on the way.
    fn longest_journey(
        &self,
        world: &World,
        pool: &Pool,
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
                pool.experts[expert].home
            };
            longest = longest.max(world.travel.between(from, site));
        }
        longest
    }

    /// So many of the free among `able`, those here first.
    #[inline]
    fn any(&self, count: u32, able: ExpertSet, here: ExpertSet) -> Option<ExpertSet> {
        let able = self.free.and(able);
        if !able.has(count) {
            return None;
        }
        let near = able.and(here);
        if near.is_empty() {
            return Some(able.lowest(count));
        }
        let near = near.lowest(count);
        let others = able.without(near).lowest(count - near.len());
        Some(near.or(others))
    }

    /// Distinct free experts who cover a demand for several skills, those here first.
    fn matched(
        &self,
        pool: &Pool,
        demand: &Demand,
        here: ExpertSet,
        matching: &mut Matching,
    ) -> Option<ExpertSet> {
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

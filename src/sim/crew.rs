//! Which crew of a team goes.

use crate::scenario::document::{SiteIx, TeamIx, WorkPlace};
use crate::scenario::time::{Instant, Span};
use crate::world::World;
use crate::world::experts::ExpertSet;
use crate::world::matching::Matching;
use crate::world::pool::Pool;
use crate::world::rules::{Cover, Demand, DemandIx};

use super::team::TeamState;

/// What is asked of a team.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    pub demand: DemandIx,
    /// Where the incident is.
    pub site: Option<SiteIx>,
    pub now: Instant,
    /// Free experts that must stay.
    pub keep: u32,
    /// Nobody else may go.
    pub only: ExpertSet,
    /// Experts who would be free for this.
    pub also: ExpertSet,
    /// Experts at work on it who go on.
    pub stay: ExpertSet,
}

impl Call {
    /// An incident that waits for a crew.
    #[inline]
    pub(super) const fn new(
        demand: DemandIx,
        site: Option<SiteIx>,
        now: Instant,
        keep: u32,
    ) -> Self {
        Self {
            demand,
            site,
            now,
            keep,
            only: ExpertSet::ALL,
            also: ExpertSet::EMPTY,
            stay: ExpertSet::EMPTY,
        }
    }
}

/// A crew that could go now.
#[derive(Clone, Copy, Debug)]
pub(super) struct Crew {
    pub experts: ExpertSet,
    /// Longest journey of its members; zero for remote work.
    pub travel: Span,
    pub remote: bool,
    /// Mean effectiveness now × remote factor.
    pub rate: f64,
}

impl TeamState {
    /// True if people of an unlimited team can go.
    #[inline]
    const fn answers(&self) -> bool {
        self.lost == 0 && self.open
    }

    /// True if the team can send nobody at all.
    #[inline]
    pub(super) const fn is_spent(&self) -> bool {
        if self.unlimited {
            !self.answers()
        } else {
            self.free.is_empty()
        }
    }

    /// True if a crew for the demand is free, with so many more to spare.
    #[inline]
    pub(super) fn can_go(
        &self,
        world: &World,
        team: TeamIx,
        demand: DemandIx,
        keep: u32,
        matching: &mut Matching,
    ) -> bool {
        match world.rules.cover(team, demand) {
            Cover::Never => false,
            Cover::Always => self.answers(),
            Cover::Any(count, able) => {
                self.free.and(*able).has(*count) && (keep == 0 || self.free.has(*count + keep))
            }
            Cover::Matched => {
                let demand = &world.rules.demands[demand.0 as usize];
                let pool = &world.pools[team.ix()];
                let spare = keep == 0 || self.free.has(demand.heads() + keep);
                spare && matched(pool, demand, self.free, [ExpertSet::EMPTY; 2], matching).is_some()
            }
        }
    }

    /// The crew that would go if asked now: those who stay, those at the site, then the least
    /// versatile, then by number. `None` if no crew is free.
    #[inline(always)]
    pub(super) fn pick(
        &self,
        world: &World,
        team: TeamIx,
        call: &Call,
        matching: &mut Matching,
    ) -> Option<Crew> {
        let pool = &world.pools[team.ix()];
        let spec = &world.document.teams[team.ix()];
        let cover = world.rules.cover(team, call.demand);
        let demand = &world.rules.demands[call.demand.0 as usize];
        // Nobody travels to nowhere in particular.
        let site = call.site.filter(|_| demand.place != WorkPlace::Remote);
        let here = match site {
            Some(site) if !self.away.is_empty() => self.staying_at(site, call.now),
            _ => ExpertSet::EMPTY,
        };
        let Call {
            now, keep, stay, ..
        } = *call;
        let available = self.free.or(call.also).and(call.only);
        if keep > 0 && !available.has(demand.heads() - stay.len() + keep) {
            return None;
        }
        let experts = match cover {
            Cover::Never => return None,
            Cover::Always => {
                let from = pool.post(now).or(spec.site);
                let travel = world.travel.between(from, site);
                let proficiency = pool.unlimited.filter(|_| self.answers())?;
                let nobody = ExpertSet::EMPTY;
                return Some(crew(nobody, travel, proficiency, demand.place, spec.remote));
            }
            Cover::Any(count, able) => any(count - stay.len(), available.and(*able), here)?,
            Cover::Matched => {
                matched(pool, demand, available, [stay, here], matching)?.without(stay)
            }
        };
        let travel = if site.is_some() {
            self.longest_journey(world, pool, experts.without(here), site, now)
        } else {
            Span::ZERO
        };
        let effectiveness = if pool.varies() {
            let pace = self.pace(pool, experts, experts, now);
            pace.level - pace.lack
        } else {
            pool.proficiency(experts)
        };
        Some(crew(
            experts,
            travel,
            effectiveness,
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

    /// How long the last of these experts is on the way: from where they stay, else from
    /// where the team waits, else from home.
    pub(super) fn longest_journey(
        &self,
        world: &World,
        pool: &Pool,
        experts: ExpertSet,
        site: Option<SiteIx>,
        now: Instant,
    ) -> Span {
        let mut longest = Span::ZERO;
        let post = pool.post(now);
        for expert in experts.iter() {
            let stay = self.stays[expert];
            let from = if self.away.contains(expert) && stay.until >= now {
                stay.site
            } else {
                post.or(pool.experts[expert].home)
            };
            longest = longest.max(world.travel.between(from, site));
        }
        longest
    }
}

/// Distinct experts of the available who cover a demand for several skills, those of two
/// sets first: of the first whether available or not.
fn matched(
    pool: &Pool,
    demand: &Demand,
    available: ExpertSet,
    [stay, here]: [ExpertSet; 2],
    matching: &mut Matching,
) -> Option<ExpertSet> {
    let available = available.without(stay);
    let all = available.or(stay);
    for (skill, count) in &demand.crew {
        if !all.and(pool.with_skill[skill.ix()]).has(*count) {
            return None;
        }
    }
    matching.begin(demand.crew.iter().map(|(skill, count)| (skill.0, *count)));
    let mut experts = ExpertSet::EMPTY;
    let near = available.and(here);
    let others = available.without(near);
    for expert in stay.iter().chain(near.iter()).chain(others.iter()) {
        if matching.offer(pool.experts[expert].skills) {
            experts.insert(expert);
            if matching.is_complete() {
                return Some(experts);
            }
        }
    }
    None
}

/// So many of the able, those here first.
#[inline]
fn any(count: u32, able: ExpertSet, here: ExpertSet) -> Option<ExpertSet> {
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

/// Decides where the work is done: on site when that costs no journey or nothing else will
/// do, remotely when it can be.
fn crew(
    experts: ExpertSet,
    travel: Span,
    effectiveness: f64,
    place: WorkPlace,
    remote: f64,
) -> Crew {
    let far = match place {
        WorkPlace::Remote => true,
        WorkPlace::Onsite => false,
        WorkPlace::Either => travel > Span::ZERO && remote > 0.0,
    };
    Crew {
        experts,
        travel: if far { Span::ZERO } else { travel },
        remote: far,
        rate: if far {
            effectiveness * remote
        } else {
            effectiveness
        },
    }
}

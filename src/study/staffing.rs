//! What a study says of the teams: what requests waited for, which experts carried the work,
//! and what a roster costs and yields.

use serde::Serialize;

use crate::outcome::{Wait, Waits};
use crate::scenario::document::{Staff, TeamIx};
use crate::scenario::time::{Instant, Span};
use crate::stats::sectioned;
use crate::world::World;
use crate::world::experts::Group;
use crate::world::pool::Pool;

use super::estimate::{CONFIDENCE, Estimate};
use super::run::Study;

/// What a team's requests waited for, hours: means over the requests, of all replications, on
/// which it had hands on. Requests that it took and then lost to a graver incident before it
/// was there are counted with the crew that came.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct WaitSummary {
    /// Id of the team.
    pub team: String,
    /// Name of the team.
    #[serde(skip)]
    pub name: String,
    /// Requests.
    pub n: u64,
    /// Requested → queued.
    pub approval: f64,
    /// Queued → assigned.
    pub queue: f64,
    /// Assigned → mobilised.
    pub mobilisation: f64,
    /// Mobilised → on site, or connected.
    pub travel: f64,
    /// On site → hands on.
    pub opening_hours: f64,
    /// Requested → hands on.
    pub in_all: Estimate,
}

impl WaitSummary {
    /// The parts in the order of [`Wait::ALL`].
    pub const fn parts(&self) -> [f64; 5] {
        [
            self.approval,
            self.queue,
            self.mobilisation,
            self.travel,
            self.opening_hours,
        ]
    }
}

/// A group of experts alike, of a team that has several.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct GroupSummary {
    /// Id of the team.
    pub team: String,
    /// Name of the team.
    #[serde(skip)]
    pub name: String,
    /// Id of the nation; empty where they belong to none.
    pub nation: String,
    /// Name of the nation.
    #[serde(skip)]
    pub nation_name: String,
    /// Their skills.
    pub skills: Vec<String>,
    /// How many there are.
    pub experts: u32,
    /// Expert hours from assignment to the end of work, mean per replication.
    pub expert_hours: Estimate,
    /// Share of their hours on duty.
    pub utilisation: Estimate,
}

impl GroupSummary {
    /// `Lietuva: network, forensics`; without a nation, the skills alone.
    pub fn words(&self) -> String {
        let skills = self.skills.join(", ");
        if self.nation.is_empty() {
            skills
        } else {
            format!("{}: {skills}", self.nation_name)
        }
    }
}

/// A team whose duty changes hands, or whose effectiveness changes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RosterSummary {
    /// Id of the team.
    pub team: String,
    /// Name of the team.
    #[serde(skip)]
    pub name: String,
    /// Expert-days on duty after the warm-up.
    pub expert_days: f64,
    /// Expert-days of learning alongside after the warm-up: what the overlap costs.
    pub overlap_days: f64,
    /// Mean effectiveness of those on duty; `None` if it never changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effectiveness: Option<Estimate>,
    /// The least of its means over replications; `None` if it never changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lowest: Option<Lowest>,
}

/// When a team's effectiveness was lowest.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lowest {
    /// Mean over replications.
    #[serde(flatten)]
    pub mean: Estimate,
    /// Local date.
    pub on: String,
}

/// When effectiveness was measured for the nth time, from 0.
pub(crate) fn gauge_time(world: &World, nth: usize) -> Instant {
    Instant(world.effectiveness_every.0 * nth as i64)
}

pub(super) fn waits(world: &World, study: &Study) -> Vec<WaitSummary> {
    let teams = world.document.teams.iter().enumerate();
    teams
        .filter_map(|(ix, team)| {
            let waits: &Waits = &study.pooled.details[ix].waits;
            let in_all = waits.mean_in_all()?;
            let parts: Vec<Option<f64>> = study
                .sections
                .iter()
                .map(|section| section.details[ix].waits.mean_in_all())
                .collect();
            let of = |wait| waits.mean(wait).unwrap_or(0.0);
            Some(WaitSummary {
                team: team.id.clone(),
                name: team.name.clone(),
                n: waits.requests,
                approval: of(Wait::Approval),
                queue: of(Wait::Queue),
                mobilisation: of(Wait::Mobilisation),
                travel: of(Wait::Travel),
                opening_hours: of(Wait::OpeningHours),
                in_all: Estimate::sectioned(in_all, sectioned(in_all, &parts, CONFIDENCE)),
            })
        })
        .collect()
}

/// Share of hours on duty; `None` without any.
pub(super) fn utilisation(hours: &Estimate, duty: Span) -> Option<Estimate> {
    let duty = duty.hours();
    (duty > 0.0).then(|| Estimate {
        estimate: hours.estimate / duty,
        low: hours.low.map(|low| (low / duty).max(0.0)),
        high: hours.high.map(|high| high / duty),
    })
}

pub(super) fn groups(world: &World, study: &Study) -> Vec<GroupSummary> {
    let mut rows = Vec::new();
    for (ix, pool) in world.pools.iter().enumerate() {
        let mut mine: Vec<GroupSummary> = pool
            .groups
            .iter()
            .enumerate()
            .filter_map(|(nth, group)| group_summary(world, study, TeamIx::from(ix), nth, *group))
            .collect();
        // One group alone says what its team says.
        if mine.len() > 1 {
            rows.append(&mut mine);
        }
    }
    rows
}

/// A group that is ever on duty.
fn group_summary(
    world: &World,
    study: &Study,
    team: TeamIx,
    nth: usize,
    group: Group,
) -> Option<GroupSummary> {
    let document = &world.document;
    let pool = &world.pools[team.ix()];
    let experts = pool.group(nth);
    let hours = Estimate::of(&study.pooled.details[team.ix()].groups[nth]);
    let duty = pool.duty_of(experts, document.warm_up, document.end);
    let skills = document.skills.iter().enumerate();
    let nation = group.nation.map(|nation| &document.nations[nation.ix()]);
    Some(GroupSummary {
        team: document.teams[team.ix()].id.clone(),
        name: document.teams[team.ix()].name.clone(),
        nation: nation.map_or_else(String::new, |nation| nation.id.clone()),
        nation_name: nation.map_or_else(String::new, |nation| nation.name.clone()),
        skills: skills
            .filter(|(skill, _)| group.skills & (1 << skill) != 0)
            .map(|(_, name)| name.clone())
            .collect(),
        experts: experts.len(),
        utilisation: utilisation(&hours, duty)?,
        expert_hours: hours,
    })
}

/// What the teams cost: expert-days on duty and learning alongside after the warm-up, over all teams
/// but those of unlimited staff, whose heads nobody counts.
pub(super) fn expert_days(world: &World) -> f64 {
    let document = &world.document;
    let pools = world.pools.iter().filter(|pool| pool.unlimited.is_none());
    let spans = pools.map(|pool| {
        let (from, to) = (document.warm_up, document.end);
        pool.duty(from, to).0 + pool.alongside(from, to).0
    });
    spans.sum::<i64>() as f64 / Span::DAY.0 as f64
}

pub(super) fn rosters(world: &World, study: &Study) -> Vec<RosterSummary> {
    let document = &world.document;
    let teams = document.teams.iter().zip(&world.pools).enumerate();
    teams
        .filter(|(_, (team, pool))| matches!(team.staff, Staff::Roster(_)) || pool.varies())
        .map(|(ix, (team, pool))| {
            let days = |span: Span| span.0 as f64 / Span::DAY.0 as f64;
            let effectiveness = &study.pooled.details[ix].effectiveness;
            RosterSummary {
                team: team.id.clone(),
                name: team.name.clone(),
                expert_days: days(pool.duty(document.warm_up, document.end)),
                overlap_days: days(pool.alongside(document.warm_up, document.end)),
                effectiveness: effectiveness
                    .mean
                    .mean()
                    .map(|_| Estimate::of(&effectiveness.mean)),
                lowest: lowest(world, study, ix, pool),
            }
        })
        .collect()
}

fn lowest(world: &World, study: &Study, team: usize, pool: &Pool) -> Option<Lowest> {
    if !pool.varies() {
        return None;
    }
    let effectiveness = &study.pooled.details[team].effectiveness;
    let measured = effectiveness.moments.iter().enumerate();
    let (nth, moments) = measured
        .skip(effectiveness.counted_from)
        .filter(|(_, moments)| moments.count() > 0)
        .min_by(|(_, a), (_, b)| {
            a.mean()
                .partial_cmp(&b.mean())
                .unwrap_or(std::cmp::Ordering::Equal)
        })?;
    Some(Lowest {
        mean: Estimate::of(moments),
        on: world.document.calendar.day(gauge_time(world, nth)),
    })
}

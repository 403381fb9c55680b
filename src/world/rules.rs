//! Dispatch rules resolved for every case, so that the event loop looks up and never matches.

use crate::scenario::document::{
    AssetIx, Candidate, Document, KindIx, Rule, RuleIx, Severity, SkillIx, TeamIx, WorkPlace,
};

use super::experts::ExpertSet;
use super::pool::Pool;

/// Index into [`RuleBook::demands`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DemandIx(pub u32);

/// A crew that stages of work ask for, and where they need it. Waiting work with the same
/// demand differs in rank alone, so a queue per demand needs its head looked at and no more.
#[derive(Clone, Debug, PartialEq)]
pub struct Demand {
    /// Experts by skill.
    pub crew: Vec<(SkillIx, u32)>,
    /// Where the work can be done.
    pub place: WorkPlace,
}

impl Demand {
    /// Experts in all.
    pub fn heads(&self) -> u32 {
        self.crew.iter().map(|(_, count)| count).sum()
    }
}

/// How a team meets a demand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cover {
    /// It never can.
    Never,
    /// Its staff is unlimited.
    Always,
    /// By any so many of these experts: the demand asks for one skill.
    Any(u32, ExpertSet),
    /// The demand asks for several skills, so a matching decides.
    Matched,
}

impl Cover {
    fn compile(demand: &Demand, pool: &Pool, remote: f64) -> Self {
        let reachable = demand.place != WorkPlace::Remote || remote > 0.0;
        if !reachable || !pool.could_cover(&demand.crew) {
            Self::Never
        } else if pool.unlimited.is_some() {
            Self::Always
        } else if let [(skill, count)] = demand.crew[..] {
            Self::Any(count, pool.with_skill[skill.ix()])
        } else {
            Self::Matched
        }
    }
}

/// Rules and demands, resolved.
#[derive(Clone, Debug)]
pub struct RuleBook {
    /// Distinct demands.
    pub demands: Vec<Demand>,
    /// Demand of each stage of each kind.
    stage_demand: Vec<DemandIx>,
    /// Rule for (asset, kind, severity, stage).
    rule: Vec<u16>,
    /// How each team meets each demand.
    cover: Vec<Cover>,
    /// Rules whose teams may all go as soon as they are asked.
    granted: Vec<bool>,
    kinds: usize,
    stages: usize,
}

impl RuleBook {
    /// Matches every rule with every case.
    pub fn compile(document: &Document, pools: &[Pool]) -> Self {
        let kinds = document.kinds.len();
        let stages = document
            .kinds
            .iter()
            .map(|kind| kind.stages.len())
            .max()
            .unwrap_or(1);
        let mut demands: Vec<Demand> = Vec::new();
        let mut stage_demand = vec![DemandIx(0); kinds * stages];
        for (k, kind) in document.kinds.iter().enumerate() {
            for (s, stage) in kind.stages.iter().enumerate() {
                let demand = Demand {
                    crew: stage.crew.clone(),
                    place: stage.place,
                };
                let ix = demands
                    .iter()
                    .position(|other| *other == demand)
                    .unwrap_or_else(|| {
                        demands.push(demand);
                        demands.len() - 1
                    });
                stage_demand[k * stages + s] = DemandIx(ix as u32);
            }
        }
        let cover = document
            .teams
            .iter()
            .zip(pools)
            .flat_map(|(team, pool)| {
                demands
                    .iter()
                    .map(|demand| Cover::compile(demand, pool, team.remote))
            })
            .collect();
        let mut book = Self {
            demands,
            stage_demand,
            rule: vec![u16::MAX; document.assets.len() * kinds * 4 * stages],
            cover,
            granted: granted(document, pools),
            kinds,
            stages,
        };
        for asset in 0..document.assets.len() {
            for (k, kind) in document.kinds.iter().enumerate() {
                for severity in Severity::ALL {
                    for (s, stage) in kind.stages.iter().enumerate() {
                        let found = document.dispatch.rules.iter().position(|rule| {
                            matches(document, rule, asset, k, severity)
                                && (rule.stages.is_empty() || rule.stages.contains(&stage.name))
                        });
                        let at = book.at(AssetIx::from(asset), KindIx::from(k), severity, s);
                        book.rule[at] = found.map_or(u16::MAX, |rule| rule as u16);
                    }
                }
            }
        }
        book
    }

    fn at(&self, asset: AssetIx, kind: KindIx, severity: Severity, stage: usize) -> usize {
        ((asset.ix() * self.kinds + kind.ix()) * 4 + severity.ix()) * self.stages + stage
    }

    /// The rule that holds for a stage of an incident, if any.
    #[inline]
    pub fn rule(
        &self,
        asset: AssetIx,
        kind: KindIx,
        severity: Severity,
        stage: usize,
    ) -> Option<RuleIx> {
        match self.rule[self.at(asset, kind, severity, stage)] {
            u16::MAX => None,
            rule => Some(RuleIx(u32::from(rule))),
        }
    }

    /// Whether the teams of a rule need neither be asked again, nor wait for an approval or
    /// for their hours, nor take crews from other work.
    #[inline]
    pub fn is_granted_at_once(&self, rule: RuleIx) -> bool {
        self.granted[rule.ix()]
    }

    /// What a stage of a kind asks for.
    #[inline]
    pub fn demand(&self, kind: KindIx, stage: usize) -> DemandIx {
        self.stage_demand[kind.ix() * self.stages + stage]
    }

    /// How a team meets a demand.
    #[inline]
    pub fn cover(&self, team: TeamIx, demand: DemandIx) -> &Cover {
        &self.cover[team.ix() * self.demands.len() + demand.0 as usize]
    }

    /// Whether a team can ever meet a demand.
    #[inline]
    pub fn able(&self, team: TeamIx, demand: DemandIx) -> bool {
        !matches!(self.cover(team, demand), Cover::Never)
    }
}

fn granted(document: &Document, pools: &[Pool]) -> Vec<bool> {
    let dispatch = &document.dispatch;
    let of = |rule: &Rule| {
        let at_once = |candidate: &Candidate| {
            let pool = &pools[candidate.team.ix()];
            candidate.approval.is_zero() && candidate.refusal <= 0.0 && pool.hours.is_none()
        };
        dispatch.preempt.is_none()
            && rule.give_up_after.is_none()
            && rule.asked_at_once == rule.teams.len()
            && rule.teams.iter().all(at_once)
    };
    dispatch.rules.iter().map(of).collect()
}

fn matches(
    document: &Document,
    rule: &crate::scenario::document::Rule,
    asset: usize,
    kind: usize,
    severity: Severity,
) -> bool {
    let asset = &document.assets[asset];
    let country = asset
        .site
        .map_or("", |site| document.sites[site.ix()].country.as_str());
    let any =
        |list: &[String], value: &str| list.is_empty() || list.iter().any(|other| other == value);
    rule.severity.contains(severity)
        && (rule.kinds.is_empty() || rule.kinds.contains(&KindIx::from(kind)))
        && (rule.tags.is_empty() || rule.tags.iter().any(|tag| asset.tags.contains(tag)))
        && any(&rule.owners, &asset.owner)
        && any(&rule.countries, country)
}

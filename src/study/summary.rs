//! What a study says: point estimates with intervals, ready for files, tables and charts.
//!
//! The unit of analysis is the replication: incidents within one are correlated. Values that
//! a replication has one of (counts, losses, hours) get Student-t intervals over
//! replications; estimates pooled over incidents (quantiles, means, shares in time) get
//! sectioning intervals; milestones, which a replication keeps or breaks, get Wilson
//! intervals. All intervals are 95%, two-sided, each for itself.

mod deadlines;
mod durations;
mod histories;
mod warnings;

use serde::Serialize;

use crate::outcome::{Measure, Scalar, Tally, Wait};
use crate::scenario::document::Severity;
use crate::world::World;

use super::estimate::{CONFIDENCE, Estimate};
use super::run::Study;
use super::staffing::{self, GroupSummary, RosterSummary, WaitSummary};

pub(crate) use deadlines::{MilestoneSummary, TargetSummary};
pub(crate) use durations::DurationSummary;
pub use histories::HistorySpread;

/// A study in numbers. Durations are in hours.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// Version of this file's layout.
    pub format: u32,
    /// Version of Sortie.
    pub sortie: &'static str,
    /// Id of the scenario.
    pub scenario: String,
    /// Its name.
    pub name: String,
    /// SHA-256 of its text, overlays applied.
    pub scenario_hash: String,
    /// Root seed.
    pub seed: u64,
    /// Replications.
    pub replications: u64,
    /// Confidence of the intervals.
    pub confidence: f64,
    /// Means over replications.
    pub counts: Vec<Count>,
    /// What may happen in one replication, not only in the mean.
    pub histories: Vec<HistorySpread>,
    /// Durations by measure and severity, false alarms left out.
    pub durations: Vec<DurationSummary>,
    /// Deadlines.
    pub targets: Vec<TargetSummary>,
    /// Milestones.
    pub milestones: Vec<MilestoneSummary>,
    /// Who answered, by team.
    pub teams: Vec<TeamSummary>,
    /// Who answered, by nation.
    pub nations: Vec<NationSummary>,
    /// What requests waited for, by team that had hands on.
    pub waits: Vec<WaitSummary>,
    /// Who answered, by group of experts of teams with several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupSummary>,
    /// Teams with a roster, or whose effectiveness changes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rosters: Vec<RosterSummary>,
    /// Service loss by asset.
    pub assets: Vec<AssetSummary>,
    /// Incidents by kind.
    pub kinds: Vec<KindSummary>,
    /// What to keep in mind when reading the numbers.
    pub warnings: Vec<String>,
}

/// A mean over replications.
#[derive(Clone, Debug, Serialize)]
pub struct Count {
    /// Stable name.
    pub name: &'static str,
    /// In words.
    #[serde(skip)]
    pub words: &'static str,
    /// Worth a line even if it is zero.
    #[serde(skip)]
    pub always: bool,
    /// Mean per replication.
    #[serde(flatten)]
    pub mean: Estimate,
}

/// A team.
#[derive(Clone, Debug, Serialize)]
pub struct TeamSummary {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Requests answered, mean per replication.
    pub deployments: Estimate,
    /// Expert hours from assignment to the end of work, mean per replication; `None` for
    /// unlimited staff, whose heads nobody counts.
    pub expert_hours: Option<Estimate>,
    /// Share of the expert hours on duty; `None` for unlimited staff and empty duty.
    pub utilisation: Option<Estimate>,
}

/// A nation.
#[derive(Clone, Debug, Serialize)]
pub struct NationSummary {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Experts sent, mean per replication.
    pub assignments: Estimate,
    /// Expert hours, mean per replication.
    pub expert_hours: Estimate,
}

/// An asset.
#[derive(Clone, Debug, Serialize)]
pub struct AssetSummary {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Criticality-weighted service loss, hours, mean per replication.
    pub service_loss_hours: Estimate,
}

/// A kind of incident.
#[derive(Clone, Debug, Serialize)]
pub struct KindSummary {
    /// Its id.
    pub id: String,
    /// Incidents, mean per replication.
    pub incidents: Estimate,
}

impl Summary {
    /// Sums up a study of a world.
    pub fn new(world: &World, study: &Study, scenario_hash: &str) -> Self {
        let document = &world.document;
        let pooled = &study.pooled;
        let mut summary = Self {
            format: 1,
            sortie: env!("CARGO_PKG_VERSION"),
            scenario: document.id.clone(),
            name: document.title(),
            scenario_hash: scenario_hash.to_owned(),
            seed: study.seed,
            replications: study.replications,
            confidence: CONFIDENCE,
            counts: Scalar::ALL
                .iter()
                .filter(|scalar| {
                    let sum = pooled.scalar(**scalar).mean().unwrap_or(0.0);
                    scalar.in_use(world) || sum > 0.0
                })
                .map(|scalar| Count {
                    name: scalar.name(),
                    words: scalar.words(),
                    always: scalar.is_asked_for()
                        || matches!(scalar, Scalar::Incidents | Scalar::ServiceLoss),
                    mean: Estimate::of(pooled.scalar(*scalar)),
                })
                .collect(),
            histories: histories::histories(world, study),
            durations: durations::all(study),
            targets: deadlines::targets(world, study),
            milestones: deadlines::milestones(world, study),
            teams: Vec::new(),
            nations: Vec::new(),
            waits: staffing::waits(world, study),
            groups: staffing::groups(world, study),
            rosters: staffing::rosters(world, study),
            assets: Vec::new(),
            kinds: Vec::new(),
            warnings: Vec::new(),
        };
        summary.teams = teams(world, pooled);
        summary.nations = document
            .nations
            .iter()
            .zip(&pooled.nations)
            .map(|(nation, tally)| NationSummary {
                id: nation.id.clone(),
                name: nation.name.clone(),
                assignments: Estimate::of(&tally.deployments),
                expert_hours: Estimate::of(&tally.hours),
            })
            .collect();
        summary.assets = document
            .assets
            .iter()
            .zip(&pooled.loss)
            .map(|(asset, loss)| AssetSummary {
                id: asset.id.clone(),
                name: asset.name.clone(),
                service_loss_hours: Estimate::of(loss),
            })
            .collect();
        summary.kinds = document
            .kinds
            .iter()
            .zip(&pooled.kinds)
            .map(|(kind, count)| KindSummary {
                id: kind.id.clone(),
                incidents: Estimate::of(count),
            })
            .collect();
        summary.warnings = warnings::warnings(&summary);
        summary
    }

    /// The team that answers most requests, by place, and the requests of all; `None` if there is
    /// one team alone, or nobody answers any.
    pub(crate) fn busiest_team(&self) -> Option<(usize, f64)> {
        let deployments = |ix: usize| self.teams[ix].deployments.estimate;
        let all: f64 = (0..self.teams.len()).map(deployments).sum();
        let most = (0..self.teams.len()).max_by(|a, b| deployments(*a).total_cmp(&deployments(*b)));
        most.filter(|_| self.teams.len() > 1 && all > 0.0)
            .map(|ix| (ix, all))
    }

    /// Milestones that some replication missed, by place, the one missed most first.
    pub(crate) fn missed_milestones(&self) -> Vec<(usize, &MilestoneSummary)> {
        let missed = |it: &MilestoneSummary| it.kept < self.replications;
        let all = self.milestones.iter().enumerate();
        let mut some: Vec<_> = all.filter(|(_, it)| missed(it)).collect();
        // The sort is stable: of equals the first in the scenario stays first.
        some.sort_by_key(|(_, it)| it.kept);
        some
    }

    /// The asset that loses most service, by place.
    pub(crate) fn greatest_loss(&self) -> Option<usize> {
        let loss = |ix: usize| self.assets[ix].service_loss_hours.estimate;
        (0..self.assets.len()).max_by(|a, b| loss(*a).total_cmp(&loss(*b)))
    }

    /// The team whose requests wait longest, by its place among the waits; what for, and how many
    /// hours of it.
    pub(crate) fn longest_wait(&self) -> Option<(usize, Wait, f64)> {
        let in_all = |ix: usize| self.waits[ix].in_all.estimate;
        let ix = (0..self.waits.len()).max_by(|a, b| in_all(*a).total_cmp(&in_all(*b)))?;
        let parts = Wait::ALL.into_iter().zip(self.waits[ix].parts());
        let (wait, part) = parts.max_by(|a, b| a.1.total_cmp(&b.1))?;
        Some((ix, wait, part))
    }

    /// The durations of a measure and severity, if there were any.
    pub fn duration(
        &self,
        measure: Measure,
        severity: Option<Severity>,
    ) -> Option<&DurationSummary> {
        let name = severity.map(Severity::name);
        self.durations
            .iter()
            .find(|row| row.measure == measure && row.severity == name)
    }
}

fn teams(world: &World, pooled: &Tally) -> Vec<TeamSummary> {
    let document = &world.document;
    let specs = document.teams.iter().zip(&world.pools);
    specs
        .zip(&pooled.teams)
        .map(|((team, pool), tally)| {
            let hours = Estimate::of(&tally.hours);
            let duty = pool.duty(document.warm_up, document.end);
            TeamSummary {
                id: team.id.clone(),
                name: team.name.clone(),
                deployments: Estimate::of(&tally.deployments),
                expert_hours: pool.unlimited.is_none().then_some(hours),
                utilisation: staffing::utilisation(&hours, duty),
            }
        })
        .collect()
}

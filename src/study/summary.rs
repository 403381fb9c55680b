//! What a study says: point estimates with intervals, ready for files, tables and charts.
//!
//! The unit of analysis is the replication: incidents within one are correlated. Values that
//! a replication has one of (counts, losses, hours) get Student-t intervals over
//! replications; estimates pooled over incidents (quantiles, means, shares in time) get
//! sectioning intervals; milestones, which a replication keeps or breaks, get Wilson
//! intervals. All intervals are 95%, two-sided, each for itself.

use serde::Serialize;

use crate::outcome::{GRAVEST_FIRST, Measure, Scalar, Tally};
use crate::scenario::document::Severity;
use crate::scenario::time::Span;
use crate::stats::{DurationHistogram, sectioned, wilson};
use crate::world::World;

use super::estimate::{CONFIDENCE, Estimate};
use super::run::Study;
use super::staffing::{self, GroupSummary, RosterSummary, WaitSummary};

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

/// How a count is spread over replications.
#[derive(Clone, Debug, Serialize)]
pub struct HistorySpread {
    /// Stable name of what is counted, as in [`Count`].
    pub id: &'static str,
    /// 5% of replications have no more than this.
    pub p5: Estimate,
    /// 10% have no more.
    pub p10: Estimate,
    /// Half have no more.
    pub p50: Estimate,
    /// 90% have no more.
    pub p90: Estimate,
    /// 95% have no more.
    pub p95: Estimate,
    /// The mean of the highest 5%.
    pub mean_of_highest_5: f64,
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

/// Durations of one measure and severity, hours.
#[derive(Clone, Debug, Serialize)]
pub struct DurationSummary {
    /// What is measured.
    pub measure: Measure,
    /// Severity, or `None` for all.
    pub severity: Option<&'static str>,
    /// Incidents whose clock started, over all replications.
    pub n: u64,
    /// Of these, still running at the end (right-censored).
    pub censored: u64,
    /// Kaplan–Meier median; `None` if censoring hides it.
    pub median: Option<Estimate>,
    /// Kaplan–Meier 90% quantile; `None` if censoring hides it.
    pub p90: Option<Estimate>,
    /// Mean; with censoring, the Kaplan–Meier mean restricted to the longest time watched.
    pub mean: Option<Estimate>,
}

/// A deadline.
#[derive(Clone, Debug, Serialize)]
pub struct TargetSummary {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// In time, over all replications.
    pub met: u64,
    /// Too late.
    pub missed: u64,
    /// The scenario ended before the deadline.
    pub undecided: u64,
    /// Share in time among the decided.
    pub share: Option<Estimate>,
    /// The same for each severity that it is for and that occurred, gravest first.
    pub by_severity: Vec<SeverityTarget>,
}

/// A deadline for incidents of one severity.
#[derive(Clone, Debug, Serialize)]
pub struct SeverityTarget {
    /// The severity.
    pub severity: &'static str,
    /// In time, over all replications.
    pub met: u64,
    /// Too late.
    pub missed: u64,
    /// The scenario ended before the deadline.
    pub undecided: u64,
    /// Share in time among the decided.
    pub share: Option<f64>,
}

/// A milestone.
#[derive(Clone, Debug, Serialize)]
pub struct MilestoneSummary {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Replications that kept it.
    pub kept: u64,
    /// Share of replications that kept it.
    pub share: Estimate,
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
            histories: histories(world, study),
            durations: Vec::new(),
            targets: Vec::new(),
            milestones: Vec::new(),
            teams: Vec::new(),
            nations: Vec::new(),
            waits: staffing::waits(world, study),
            groups: staffing::groups(world, study),
            rosters: staffing::rosters(world, study),
            assets: Vec::new(),
            kinds: Vec::new(),
            warnings: Vec::new(),
        };
        for measure in Measure::ALL {
            for severity in [None].into_iter().chain(GRAVEST_FIRST.map(Some)) {
                summary
                    .durations
                    .extend(durations(study, measure, severity));
            }
        }
        summary.targets = targets(world, study);
        summary.milestones = milestones(world, study);
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
        summary.warnings = warnings(&summary);
        summary
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

/// Mean of durations in ms, up to the longest time watched (Efron 1967 treats the last one,
/// if censored, as ended there).
fn mean(histogram: &DurationHistogram) -> Option<f64> {
    histogram.restricted_mean((histogram.follow_up()? as f64).max(1.0))
}

fn durations(
    study: &Study,
    measure: Measure,
    severity: Option<Severity>,
) -> Option<DurationSummary> {
    let pooled = study.pooled.durations(measure, severity);
    if pooled.count() == 0 {
        return None;
    }
    let sections: Vec<DurationHistogram> = study
        .sections
        .iter()
        .map(|section| section.durations(measure, severity))
        .collect();
    let hour = 1.0 / Span::HOUR.0 as f64;
    let estimate = |statistic: &dyn Fn(&DurationHistogram) -> Option<f64>| {
        let value = statistic(&pooled)?;
        let parts: Vec<Option<f64>> = sections.iter().map(statistic).collect();
        let estimate = sectioned(value, &parts, CONFIDENCE)
            .map_or_else(|| Estimate::bare(value), Estimate::from_interval);
        Some(Estimate {
            estimate: estimate.estimate * hour,
            low: estimate.low.map(|low| low.max(0.0) * hour),
            high: estimate.high.map(|high| high * hour),
        })
    };
    // The interval holds what the buckets leave open, too.
    let quantile = |p: f64| {
        let (low, last) = pooled.quantile_limits(p)?;
        let estimate = estimate(&|histogram| histogram.quantile(p))?;
        Some(estimate.covering((low * hour, last * hour)))
    };
    Some(DurationSummary {
        measure,
        severity: severity.map(Severity::name),
        n: pooled.count(),
        censored: pooled.censored(),
        median: quantile(0.5),
        p90: quantile(0.9),
        mean: estimate(&mean),
    })
}

/// Spreads of what differs from replication to replication.
fn histories(world: &World, study: &Study) -> Vec<HistorySpread> {
    let row = |scalar: &Scalar| {
        let spread = study.pooled.spread(*scalar);
        let quantile = |p: f64| {
            let found = spread.quantile(p, CONFIDENCE)?;
            Some(Estimate {
                estimate: found.value,
                low: Some(found.low),
                high: Some(found.high),
            })
        };
        Some(HistorySpread {
            id: scalar.name(),
            p5: quantile(0.05)?,
            p10: quantile(0.10)?,
            p50: quantile(0.50)?,
            p90: quantile(0.90)?,
            p95: quantile(0.95)?,
            mean_of_highest_5: spread.mean_of_highest(0.05)?,
        })
    };
    let used = |scalar: &&Scalar| {
        let sum = study.pooled.scalar(**scalar).mean().unwrap_or(0.0);
        scalar.in_use(world) && sum > 0.0
    };
    Scalar::ALL.iter().filter(used).filter_map(row).collect()
}

fn targets(world: &World, study: &Study) -> Vec<TargetSummary> {
    let specs = world.document.targets.iter();
    specs
        .enumerate()
        .map(|(ix, target)| {
            let deadlines = study.pooled.deadlines(ix, None);
            let parts: Vec<Option<f64>> = study
                .sections
                .iter()
                .map(|section| section.deadlines(ix, None).share())
                .collect();
            TargetSummary {
                id: target.id.clone(),
                name: target.name.clone(),
                met: deadlines.met,
                missed: deadlines.missed,
                undecided: deadlines.undecided,
                by_severity: by_severity(study, ix),
                share: deadlines.share().map(|share| {
                    let interval = sectioned(share, &parts, CONFIDENCE);
                    let estimate =
                        interval.map_or_else(|| Estimate::bare(share), Estimate::from_interval);
                    Estimate {
                        low: estimate.low.map(|low| low.max(0.0)),
                        high: estimate.high.map(|high| high.min(1.0)),
                        ..estimate
                    }
                }),
            }
        })
        .collect()
}

fn by_severity(study: &Study, target: usize) -> Vec<SeverityTarget> {
    let found = GRAVEST_FIRST.into_iter().map(|severity| {
        let deadlines = study.pooled.deadlines(target, Some(severity));
        SeverityTarget {
            severity: severity.name(),
            met: deadlines.met,
            missed: deadlines.missed,
            undecided: deadlines.undecided,
            share: deadlines.share(),
        }
    });
    found
        .filter(|row| row.met + row.missed + row.undecided > 0)
        .collect()
}

fn milestones(world: &World, study: &Study) -> Vec<MilestoneSummary> {
    let specs = world.document.milestones.iter();
    specs
        .zip(&study.pooled.kept)
        .map(|(milestone, kept)| MilestoneSummary {
            id: milestone.id.clone(),
            name: milestone.name.clone(),
            kept: *kept,
            share: wilson(*kept, study.replications, CONFIDENCE)
                .map_or_else(|| Estimate::bare(0.0), Estimate::from_interval),
        })
        .collect()
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

fn warnings(summary: &Summary) -> Vec<String> {
    let mut warnings = Vec::new();
    if summary.replications < 20 {
        warnings.push(format!(
            "Only {} replication{}: intervals are missing or too wide to lean on; run at least 20.",
            summary.replications,
            if summary.replications == 1 { "" } else { "s" }
        ));
    }
    for row in &summary.durations {
        let who = row
            .severity
            .map_or_else(String::new, |severity| format!(" ({severity})"));
        let what = row.measure.words();
        if row.median.is_none() {
            warnings.push(format!(
                "The median {what}{who} is not reached: {} of {} were still open at the end.",
                row.censored, row.n
            ));
        } else if row.censored * 5 > row.n && row.severity.is_none() {
            warnings.push(format!(
                "{}% were still open at the end when it comes to the {what}; its mean counts these as ended \
                 when the time watched ends (a restricted mean), so it depends on the length of the period.",
                row.censored * 100 / row.n
            ));
        }
    }
    let few: Vec<String> = summary
        .durations
        .iter()
        .filter(|row| row.measure == Measure::Response && row.n < 30)
        .map(|row| format!("{} ({})", row.severity.unwrap_or("all"), row.n))
        .collect();
    if !few.is_empty() {
        warnings.push(format!(
            "Few incidents to go by: {}. Run more replications before you lean on their times.",
            few.join(", ")
        ));
    }
    warnings
}

//! Deadlines of incidents, and milestones of assets.

use serde::Serialize;

use crate::outcome::GRAVEST_FIRST;
use crate::stats::{sectioned, wilson};
use crate::study::causes::{self, LateReason, MissCause};
use crate::study::estimate::{CONFIDENCE, Estimate};
use crate::study::run::Study;
use crate::world::World;

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
    /// Why deadlines were missed, the most frequent reason first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missed_by: Vec<LateReason>,
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
    /// Why the others missed it, the most frequent cause first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub missed_by: Vec<MissCause>,
}

/// The deadlines of a world.
pub(super) fn targets(world: &World, study: &Study) -> Vec<TargetSummary> {
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
                missed_by: causes::of_target(world, study, ix),
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

/// The milestones of a world.
pub(super) fn milestones(world: &World, study: &Study) -> Vec<MilestoneSummary> {
    let specs = world.document.milestones.iter();
    specs
        .zip(&study.pooled.kept)
        .enumerate()
        .map(|(ix, (milestone, kept))| MilestoneSummary {
            id: milestone.id.clone(),
            name: milestone.name.clone(),
            kept: *kept,
            share: wilson(*kept, study.replications, CONFIDENCE)
                .map_or_else(|| Estimate::bare(0.0), Estimate::from_interval),
            missed_by: causes::of_milestone(world, &study.pooled, ix),
        })
        .collect()
}

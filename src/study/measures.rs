//! The measures that policies can be compared by: a name, what it is in words, its unit, and
//! which way is better.
//!
//! | name | one value of each replication |
//! |---|---|
//! | `response`, `containment`, … | mean duration, cut at a horizon |
//! | `response:grave`, `response:high`, … | the same for high and critical, or one severity |
//! | `response:grave:median`, `…:p90` | quantile over all incidents, by sections |
//! | `target:ID` | share in time |
//! | `milestones`, `milestone:ID` | share of them kept; kept or not |
//! | `loss`, `loss:ASSET` | weighted service loss |
//! | `incidents`, `secondary`, `open`, `handovers`, … | counts |
//! | `rework` | work that handovers and restarts add |
//! | `deployments:TEAM`, `expert-hours:TEAM` | work |

mod counts;
mod deadlines;
mod durations;
mod shares;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::outcome::{Measure, Pool, Quantity, Scalar};
use crate::scenario::document::{AssetIx, Document, MilestoneIx, SeveritySet, TeamIx};
use crate::scenario::suggestion::nearest;
use crate::scenario::time::Span;
use crate::scenario::worthwhile::plain_name;
use crate::world::World;

pub use crate::scenario::worthwhile::MeasureUnit as Unit;

use counts::COUNTS;

/// Which way is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Better {
    /// Less is.
    Lower,
    /// More is.
    Higher,
    /// Neither: it only tells how much there is.
    Neither,
}

impl Better {
    /// `lower`, `higher` or `neither`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Lower => "lower",
            Self::Higher => "higher",
            Self::Neither => "neither",
        }
    }
}

/// What is read off a world's replications.
#[derive(Clone, Debug, PartialEq)]
enum What {
    Mean(Measure, SeveritySet, Span),
    Quantile(Pool, f64),
    Target(String),
    Milestones,
    Milestone(String),
    Scalar(Scalar),
    Loss(String),
    Deployments(String),
    ExpertHours(String),
}

/// A measure by which policies are compared.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureSpec {
    /// Its name on the command line and in files, e.g. `response:grave`.
    pub name: String,
    /// What it is, e.g. `mean response to high and critical incidents`.
    pub words: String,
    /// The name of the target, milestone, asset or team that it is of; empty if of none.
    pub subject: String,
    /// What must be known of it, e.g. `each cut at 7 d`; may be empty.
    pub note: String,
    /// What it counts in.
    pub unit: Unit,
    /// Which way is better.
    pub better: Better,
    what: What,
}

/// A measure that is not there.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("there is no measure `{name}`{}\n  {known}", near(.nearest.as_deref()))]
pub struct UnknownMeasure {
    /// As asked for.
    pub name: String,
    /// What was most likely meant.
    pub nearest: Option<String>,
    /// What there is, in lines.
    pub known: String,
}

fn near(name: Option<&str>) -> String {
    name.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

/// Every measure of a scenario, in the order of lists. `horizon` cuts mean durations; `None`
/// leaves each its own default.
pub fn all(document: &Document, horizon: Option<Span>) -> Vec<MeasureSpec> {
    let mut all = Vec::new();
    durations::add(&mut all, document, horizon);
    deadlines::add(&mut all, document);
    counts::add(&mut all);
    shares::add(&mut all, document);
    all
}

/// The measures named; without any, the usual ones: mean response to grave incidents (the
/// headline: the first is) and recovery from them, the share in time for each target, the share
/// of milestones kept, and the weighted service loss.
///
/// # Errors
/// For the first name that is no measure of this scenario.
pub fn choose(
    document: &Document,
    names: &[String],
    horizon: Option<Span>,
) -> Result<Vec<MeasureSpec>, UnknownMeasure> {
    let all = all(document, horizon);
    if names.is_empty() {
        let grave = document
            .kinds
            .iter()
            .any(|kind| !kind.false_alarm && kind.severity[2] + kind.severity[3] > 0.0);
        let times = if grave {
            ["response:grave", "recovery:grave"]
        } else {
            ["response", "recovery"]
        };
        let usual = |it: &MeasureSpec| {
            times.contains(&it.name.as_str())
                || it.name == "loss"
                || matches!(it.what, What::Target(_) | What::Milestones)
        };
        return Ok(all.into_iter().filter(usual).collect());
    }
    let mut chosen: Vec<MeasureSpec> = Vec::new();
    for name in names {
        // The mean goes without saying.
        let plain = plain_name(name);
        let Some(found) = all.iter().find(|it| it.name == plain) else {
            return Err(UnknownMeasure {
                name: name.clone(),
                nearest: nearest(name, all.iter().map(|it| it.name.as_str())).map(str::to_owned),
                known: known(document),
            });
        };
        if !chosen.contains(found) {
            chosen.push(found.clone());
        }
    }
    Ok(chosen)
}

/// What measures there are, in a few lines.
pub(crate) fn known(document: &Document) -> String {
    let mut lines = vec![
        "measures are:".to_owned(),
        format!(
            "  {}: durations, each with :grave, :critical, :high, :medium or :low, and with \
             :median or :p90 instead of the mean",
            Measure::ALL.map(Measure::name).join(", ")
        ),
        format!(
            "  {}{}",
            COUNTS.map(|count| count.0).join(", "),
            if document.milestones.is_empty() {
                ""
            } else {
                ", milestones"
            }
        ),
    ];
    let mut of = |prefix: &str, ids: Vec<&str>| {
        if !ids.is_empty() {
            let more = if ids.len() > 12 { ", …" } else { "" };
            let shown: Vec<&str> = ids.into_iter().take(12).collect();
            lines.push(format!("  {prefix}:ID with {}{more}", shown.join(", ")));
        }
    };
    of(
        "target",
        document.targets.iter().map(|it| it.id.as_str()).collect(),
    );
    of(
        "milestone",
        document
            .milestones
            .iter()
            .map(|it| it.id.as_str())
            .collect(),
    );
    of(
        "loss",
        document.assets.iter().map(|it| it.id.as_str()).collect(),
    );
    let teams: Vec<&str> = document.teams.iter().map(|it| it.id.as_str()).collect();
    of("deployments", teams.clone());
    of("expert-hours", teams);
    lines.join("\n  ")
}

fn place<T>(items: &[T], found: impl Fn(&T) -> bool) -> Option<usize> {
    items.iter().position(found)
}

impl MeasureSpec {
    /// The durations that it is a mean or a quantile of, if it is one.
    pub fn pool(&self) -> Option<Pool> {
        match self.what {
            What::Quantile(pool, _) => Some(pool),
            What::Mean(measure, severities, _) => Some(Pool {
                measure,
                severities,
            }),
            _ => None,
        }
    }

    /// Which quantile, if it is one of pooled durations.
    pub fn quantile(&self) -> Option<f64> {
        match self.what {
            What::Quantile(_, p) => Some(p),
            _ => None,
        }
    }

    /// What to read off each replication of a world; `None` if it has no such thing, or the
    /// measure is a pooled quantile.
    pub fn quantity(&self, world: &World) -> Option<Quantity> {
        let document = &world.document;
        Some(match &self.what {
            What::Quantile(..) => return None,
            What::Mean(measure, severities, horizon) => Quantity::Mean {
                measure: *measure,
                severities: *severities,
                horizon: *horizon,
            },
            What::Target(id) => Quantity::InTime(place(&document.targets, |it| it.id == *id)?),
            What::Milestones => Quantity::KeptShare,
            What::Milestone(id) => {
                let ix = place(&document.milestones, |it| it.id == *id)?;
                Quantity::Kept(MilestoneIx::from(ix))
            }
            What::Scalar(scalar) => Quantity::Scalar(*scalar),
            What::Loss(id) => {
                Quantity::Loss(AssetIx::from(place(&document.assets, |it| it.id == *id)?))
            }
            What::Deployments(id) => {
                Quantity::Deployments(TeamIx::from(place(&document.teams, |it| it.id == *id)?))
            }
            What::ExpertHours(id) => {
                Quantity::ExpertHours(TeamIx::from(place(&document.teams, |it| it.id == *id)?))
            }
        })
    }

    /// True if a world means something else by this measure than another: a deadline of the
    /// same name with other hours, for instance.
    pub fn is_redefined(&self, world: &World, base: &World) -> bool {
        match &self.what {
            What::Target(id) => {
                let of = |world: &World| {
                    let found = world.document.targets.iter().find(|it| it.id == *id);
                    found.map(|it| (it.from, it.to, it.within, it.severity))
                };
                of(world) != of(base)
            }
            What::Milestone(id) => {
                let of = |world: &World| {
                    let found = world.document.milestones.iter().find(|it| it.id == *id);
                    found.map(|it| (it.asset, it.level.to_bits(), it.from, it.to, it.tolerance))
                };
                of(world) != of(base)
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::scenario::worthwhile::MeasureIds;

    #[test]
    fn a_worthwhile_difference_can_be_given_to_every_measure_in_its_unit() {
        let document = crate::scenario::open("lithuania-2019", &[])
            .expect("the reference scenario")
            .document;
        let named = |(name, unit): (String, Unit)| (name, unit.name());
        let known: BTreeSet<_> = MeasureIds::of(&document)
            .names()
            .into_iter()
            .map(named)
            .collect();
        let measures: BTreeSet<_> = all(&document, None)
            .into_iter()
            .map(|it| named((it.name, it.unit)))
            .collect();
        let families: Vec<&str> = known
            .difference(&measures)
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(
            families,
            ["deployments", "expert-hours", "milestone", "target"]
        );
        assert!(measures.is_subset(&known));
    }
}

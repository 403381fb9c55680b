//! What one history has one number of, beside the counts of [`Scalar`](super::Scalar).

use crate::scenario::document::{AssetIx, TeamIx};
use crate::world::World;

use super::measure::Measure;

/// The mean durations that are kept of each history.
pub(super) const MEANS: [Measure; 2] = [Measure::Response, Measure::Recovery];

/// A value of one history, of which is told how it is spread over histories.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HistoryMeasure {
    /// Mean of a duration over the history's incidents, hours, each cut at
    /// [`Measure::horizon`]. As in [`Quantity::Mean`](super::Quantity::Mean), only incidents
    /// that could be watched for so long count, so nothing in it is censored. A history without
    /// such an incident has no value.
    Mean(Measure),
    /// Criticality-weighted service loss of an asset, hours.
    Loss(AssetIx),
    /// Expert hours of a team.
    ExpertHours(TeamIx),
}

impl HistoryMeasure {
    /// Those of a world, in the order in which a [`Collector`](super::Collector) keeps them.
    pub(crate) fn all(world: &World) -> Vec<Self> {
        let means = MEANS.map(Self::Mean);
        let assets = 0..world.document.assets.len();
        let teams = 0..world.document.teams.len();
        means
            .into_iter()
            .chain(assets.map(|ix| Self::Loss(AssetIx::from(ix))))
            .chain(teams.map(|ix| Self::ExpertHours(TeamIx::from(ix))))
            .collect()
    }

    /// Whether it means anything: nobody counts the heads of unlimited staff.
    pub(crate) fn is_counted(self, world: &World) -> bool {
        match self {
            Self::ExpertHours(team) => world.pools[team.ix()].unlimited.is_none(),
            Self::Mean(_) | Self::Loss(_) => true,
        }
    }

    /// Stable name: `mean_response_hours`, `service_loss_hours:ASSET`, `expert_hours:TEAM`.
    pub(crate) fn id(self, world: &World) -> String {
        let document = &world.document;
        match self {
            Self::Mean(measure) => format!("mean_{}_hours", measure.name()),
            Self::Loss(asset) => format!("service_loss_hours:{}", document.assets[asset.ix()].id),
            Self::ExpertHours(team) => format!("expert_hours:{}", document.teams[team.ix()].id),
        }
    }

    /// In words, with the unit.
    pub(crate) fn words(self, world: &World) -> String {
        let document = &world.document;
        match self {
            Self::Mean(measure) => format!(
                "mean {} (h, longer ones count as {})",
                measure.words(),
                measure.horizon(document)
            ),
            Self::Loss(asset) => format!(
                "weighted service loss of “{}” (h)",
                document.assets[asset.ix()].id
            ),
            Self::ExpertHours(team) => {
                format!("expert hours of {} (h)", document.teams[team.ix()].name)
            }
        }
    }
}

//! Why nothing can be selected.

use super::super::error::CompareError;
use super::super::uncertain::UncertainError;

/// Why nothing can be selected.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum SelectError {
    /// A replication failed, or no threads could be had.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// A point over what is assumed makes no scenario, or a replication failed there.
    #[error(transparent)]
    Point(#[from] UncertainError),
    /// The measure has no better way.
    #[error("by `{0}` no policy is better than another: it only tells how much there is")]
    NoBetter(String),
    /// The measure has no value for each replication.
    #[error(
        "`{0}` is a quantile over the incidents of all replications, and a selection needs one value of \
         each; take the mean"
    )]
    Quantile(String),
    /// A policy has no value.
    #[error("`{measure}` has no value under `{policy}`: leave that policy out")]
    NoValue {
        /// Name of the measure.
        measure: String,
        /// Id of the policy.
        policy: String,
    },
    /// The criteria make no sense.
    #[error(
        "a selection among {count} needs a confidence above {least:.1}% and below 100%, and an indifference \
         above 0"
    )]
    Criteria {
        /// How many take part.
        count: usize,
        /// What blind choice would give, per cent.
        least: f64,
    },
}

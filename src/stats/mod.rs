//! Estimators: intervals, quantiles, survival curves, sectioning.
//!
//! A leaf: it knows nothing of elections or incidents and imports nothing else of the crate.
//! Durations come in as whole milliseconds, everything else as plain numbers in the
//! caller's unit. No function here panics; an estimate that the data do not support is
//! `None`.
//!
//! | question | use |
//! |---|---|
//! | the mean of one value per replication | [`Moments`] |
//! | a share of independent trials | [`wilson`]; of few, never too narrow: [`clopper_pearson`] |
//! | a rate, from a count of events | [`garwood`] |
//! | how long things took, some of them unfinished | [`DurationHistogram`] (many), [`SurvivalCurve`] (few) |
//! | an interval for any estimate pooled over replications | [`sectioned`] |
//! | do two systems on common random numbers differ | [`Paired`], or [`Contrast`] at any confidence |
//! | the mean of skewed values | [`bca`]; whether it is needed: [`t_tail_error`] |
//! | many comparisons at once | [`bonferroni`], [`holm`] |
//! | choose the best of several, sequentially | [`Selection`] |
//! | which distribution do durations have, some of them unfinished or known roughly | [`fit`] |
//! | what differs between points, what within one | [`components`] |
//! | what it is worth to know an assumption | [`perfect_information`], `partial_information` |
//! | which of several is the best, how far behind are the others | [`compare_with_best`] |

mod acceptability;
mod best;
mod bootstrap;
#[cfg(test)]
pub(crate) mod dice;
mod durations;
mod exact;
pub(crate) mod fit;
mod interval;
mod moments;
mod multiple;
mod nested;
mod normal;
mod paired;
mod pooled_interval;
mod quantile;
mod selection;
mod skewness;
mod spectral;
mod spread;
mod student;
mod survival;
mod value_of_information;
mod wilson;

pub(crate) use acceptability::{acceptability, frontier};
pub(crate) use best::{BehindBest, compare_with_best};
pub use bootstrap::bca;
pub use durations::DurationHistogram;
pub use exact::{clopper_pearson, garwood};
pub(crate) use interval::Interval;
pub use moments::Moments;
pub use multiple::{bonferroni, holm};
pub(crate) use nested::Components;
pub use nested::components;
pub use normal::{normal_cdf, normal_quantile};
pub(crate) use paired::Contrast;
pub use paired::Paired;
pub use pooled_interval::sectioned;
pub(crate) use pooled_interval::sectioned_contrast;
pub use quantile::quantile;
pub use selection::Selection;
pub use skewness::skewness;
pub use skewness::t_tail_error;
pub(crate) use spectral::parts as spectral_parts;
pub(crate) use spread::Spread;
pub use student::t_quantile;
pub use survival::{Observation, SurvivalCurve};
pub use value_of_information::perfect_information;
pub(crate) use value_of_information::{Basis, chances, partial_information, regrets, threshold};
pub use wilson::wilson;

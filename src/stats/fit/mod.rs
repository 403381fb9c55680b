//! Fits of distributions to durations that are known exactly, within bounds, or not yet ended,
//! and of counting processes to counts.
//!
//! | question | use |
//! |---|---|
//! | which of four families, with which parameters | [`fit_all`], [`best`] |
//! | how sure of them | [`Sample::refit`], again and again |
//! | what do the data say without any family | [`turnbull`] |
//! | do counts scatter more than chance alone | [`fit_counts`] |

mod counts;
mod difference;
mod family;
mod fitted;
mod known;
mod likelihood;
mod newton;
mod resample;
mod simplex;
mod trend;
mod truncated;
mod turnbull;

pub(crate) use counts::{CountModel, Period, fit_counts};
pub use family::{Lifetime, LifetimeKind};
pub(crate) use fitted::{FitState, FittedLifetime};
pub use fitted::{best, fit_all, fit_one};
pub(crate) use known::Difference;
pub use known::Known;
pub(crate) use likelihood::Sample;
pub(crate) use resample::Resampler;
pub(super) use resample::below;

pub(crate) use trend::trend;
pub(crate) use truncated::lynden_bell;
pub(crate) use turnbull::turnbull;

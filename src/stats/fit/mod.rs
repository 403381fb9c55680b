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

pub use counts::{CountModel, Period, fit_counts};
pub use family::{Lifetime, LifetimeKind};
pub use fitted::{FitState, FittedLifetime, best, fit_all, fit_one};
pub use known::{Difference, Known};
pub use likelihood::{Sample, log_likelihood};
pub use resample::Resampler;
pub(super) use resample::below;
pub use simplex::minimise;
pub use trend::{Trend, trend};
pub use truncated::lynden_bell;
pub use turnbull::{Mass, turnbull};

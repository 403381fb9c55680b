//! Fits of distributions to durations that are known exactly, within bounds, or not yet ended,
//! and of counting processes to counts.
//!
//! | question | use |
//! |---|---|
//! | which of four families, with which parameters | [`fit_all`], [`best`] |
//! | how sure of them | [`refit`], again and again |
//! | what do the data say without any family | [`turnbull`] |
//! | do counts scatter more than chance alone | [`fit_counts`] |

mod counts;
mod family;
mod likelihood;
mod resample;
mod simplex;
mod turnbull;

pub use counts::{CountModel, Period, fit_counts};
pub use family::{Lifetime, LifetimeKind};
pub use likelihood::{FittedLifetime, Known, best, fit_all, fit_one, log_likelihood, refit};
pub use resample::Resampler;
pub(super) use resample::below;
pub use simplex::minimise;
pub use turnbull::{Mass, turnbull};

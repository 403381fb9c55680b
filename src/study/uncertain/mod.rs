//! Studies over what is assumed: how much of a result is luck, how much an assumption, and whether
//! a choice between policies holds whatever is true.
//!
//! [`design`] chooses points over the assumptions, `random_point` draws them one by one for a
//! selection, [`points`] runs every policy at each of them, `analysis` (with `flips`) says what
//! that means, in the numbers of [`summary`].

mod acceptability;
mod analysis;
pub(crate) mod design;
mod flips;
pub(crate) mod points;
mod random_point;
pub(crate) mod summary;

pub(crate) use acceptability::Acceptability;
pub(crate) use analysis::Material;
pub(crate) use design::Design;
pub(crate) use points::{Nested, PointResult, UncertainError};
pub(crate) use random_point::random_point;
pub(crate) use summary::UncertainSummary;

//! `[[uncertain]]`: what a scenario assumes and nobody knows.

use std::ops::Range;

use super::super::factor::Factor;

/// `[[uncertain]]`: an assumption, and what it may be instead.
#[derive(Clone, Debug)]
pub struct Uncertain {
    /// Its id.
    pub id: String,
    /// Human name.
    pub name: String,
    /// Why it is not known, or where the range is from.
    pub reason: String,
    /// The paths that it changes, all at once; a `*` stands for every id or position there.
    pub paths: Vec<String>,
    /// What it may be.
    pub possible: Possible,
    /// Where its id stands in the text.
    pub at: Range<usize>,
    /// Where its paths stand in the text.
    pub path_at: Range<usize>,
}

/// What an assumption may be.
#[derive(Clone, Debug)]
pub enum Possible {
    /// Any amount of a range, all equally likely, or with one that is the likeliest (a triangular
    /// distribution).
    Range(Factor, Option<f64>),
    /// One of some values, as TOML, all equally likely.
    Values(Vec<String>),
    /// What stands there times a number.
    Times(Factor),
    /// What stands there so many days later: from the first to the second, both included.
    Shift(i32, i32),
    /// The list that stands there, in any order.
    Order,
}

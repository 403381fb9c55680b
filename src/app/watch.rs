//! What a caller is told while work goes on.

use std::fmt;

use crate::scenario::Report;
use crate::study::partial::Damage;
use crate::study::{ChunkStoreError, SoFar};

/// Is told what happens while work goes on, on the thread that called.
///
/// Any closure that takes an [`Event`] is one; `|_| {}` listens to nothing.
pub trait Watch {
    /// Something happened.
    fn see(&mut self, event: Event<'_>);
}

impl<F: FnMut(Event<'_>)> Watch for F {
    fn see(&mut self, event: Event<'_>) {
        self(event);
    }
}

/// What happens while work goes on.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// The scenario can be run, but has something odd about it.
    Warnings(&'a Report),
    /// So far the work has come.
    Progress(Progress),
    /// The work is over, well or not. Results are written after this.
    Ended,
    /// Something that the user should know, and that changes no result.
    Note(&'a Note),
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Replications of a run.
    Replications,
    /// Replications of each policy.
    ReplicationsOfEach,
    /// Replications of all policies together, while policies are ruled out.
    SelectionReplications,
    /// Points of a sweep.
    Points,
    /// Bootstrap samples.
    BootstrapSamples,
}

/// How far work has come.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    /// What is counted.
    pub unit: Unit,
    /// How many are done, whether now or before.
    pub done: u64,
    /// Of these, found among partial results.
    pub found: u64,
    /// How many there will be; `None` if that is open.
    pub all: Option<u64>,
    /// Half the width of the 95% interval of the headline measure, as a share of it: a guide on
    /// the way, not a result.
    pub precision: Option<f64>,
    /// Policies that are not ruled out yet, in a selection.
    pub policies: Option<usize>,
}

impl Progress {
    /// Nothing is done yet.
    pub const fn start(unit: Unit, all: Option<u64>) -> Self {
        Self {
            unit,
            done: 0,
            found: 0,
            all,
            precision: None,
            policies: None,
        }
    }

    /// So many replications are done.
    #[must_use]
    pub const fn at(mut self, so_far: &SoFar) -> Self {
        self.done = so_far.done;
        self.found = so_far.found;
        self
    }
}

/// Something that the user should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// Partial results were damaged, and worked out again.
    Damaged {
        /// How many.
        count: usize,
        /// What the first was of, in words.
        first: String,
        /// What was wrong with it.
        damage: Damage,
    },
    /// Results are in place, but partial results could not be removed.
    NotCleared(ChunkStoreError),
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Damaged {
                count,
                first,
                damage,
            } => write!(
                f,
                "{count} damaged partial result{} worked out again; the first was of {first}: \
                 {damage}",
                if *count == 1 { " was" } else { "s were" }
            ),
            Self::NotCleared(error) => write!(f, "{error}; it is no longer needed"),
        }
    }
}

//! The ready scenarios.

use crate::scenario::{self, embedded};

use super::error::AppError;

/// A scenario that comes with Sortie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadyScenario {
    /// What it is opened by.
    pub id: &'static str,
    /// Its name in words.
    pub name: String,
    /// What it is about, in a sentence or two; may be empty.
    pub summary: String,
}

/// The ready scenarios.
///
/// # Errors
/// If one has mistakes, which a test rules out.
pub fn scenarios() -> Result<Vec<ReadyScenario>, AppError> {
    let all = embedded::SCENARIOS.iter();
    all.map(|(id, _)| {
        let document = scenario::open(id, &[])?.document;
        Ok(ReadyScenario {
            id,
            name: document.name,
            summary: document.summary,
        })
    })
    .collect()
}

//! Systems with known exact values, run and held against them.

use crate::study::verify::{self as study, Finding, System};

use super::error::AppError;
use super::threads::Threads;

/// An estimate further than so many standard errors from the exact value is a mistake.
pub const FAR: f64 = 4.0;

/// What came of the systems.
#[derive(Clone, Debug)]
pub struct Verified {
    /// Each exact value with its estimate.
    pub findings: Vec<Finding>,
    /// How many exact values there are; more than findings if some could not be read.
    pub known: usize,
}

impl Verified {
    /// How many are [`FAR`] standard errors or more off.
    pub fn far(&self) -> usize {
        let far = self.findings.iter().filter(|found| found.z().abs() >= FAR);
        far.count()
    }

    /// How many standard errors the furthest is off.
    pub fn worst(&self) -> f64 {
        let off = self.findings.iter().map(|found| found.z().abs());
        off.fold(0.0, f64::max)
    }

    /// Whether every value could be read and none is far off.
    pub fn holds(&self) -> bool {
        self.far() == 0 && self.findings.len() == self.known
    }
}

/// Runs the systems whose behaviour is known (`all` of them, or the quick ones), each `effort`
/// times as long as usual.
///
/// # Errors
/// If a system can't be run.
pub fn verify(all: bool, effort: u64, threads: Threads) -> Result<Verified, AppError> {
    let systems: Vec<&'static System> = study::systems(all).collect();
    let mut findings = Vec::new();
    for system in &systems {
        let found = study::check(system, system.replications * effort, threads.count())
            .map_err(|error| AppError::Failure(format!("{}: {error}", system.name)))?;
        findings.extend(found);
    }
    Ok(Verified {
        findings,
        known: systems.iter().map(|system| system.facts.len()).sum(),
    })
}

//! Whether a scenario can be run, and every mistake in it.

use crate::scenario::{self, Report};

use super::error::AppError;
use super::source::ScenarioSource;

/// What checking a scenario found.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Every mistake and every warning; may be empty.
    pub report: Report,
    /// Whether it can be run. If so, the report holds warnings alone.
    pub runs: bool,
}

/// Checks a scenario: with the policy that is named, or by itself and with each of its policies.
///
/// # Errors
/// If an overlay is not of the form `path=value`. Mistakes of the scenario are what it is asked
/// for, so they are no errors.
pub fn check(source: &ScenarioSource) -> Result<Checked, AppError> {
    let overlays = source.split()?;
    let opened = match &source.policy {
        Some(policy) => scenario::open_with(&source.scenario, Some(policy), &overlays),
        None => scenario::check_opened(&source.scenario, &overlays),
    };
    Ok(match opened {
        Ok(loaded) => Checked {
            report: loaded.warnings,
            runs: true,
        },
        Err(report) => Checked {
            report,
            runs: false,
        },
    })
}

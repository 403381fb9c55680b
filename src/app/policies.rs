//! The policies of a scenario.

use crate::scenario;
use crate::scenario::document::Policy;

use super::error::AppError;

/// The policies of a scenario (a file, or the name of a ready one) with what they set, in their
/// order.
///
/// # Errors
/// If the scenario has mistakes.
pub fn policies(scenario: &str) -> Result<Vec<Policy>, AppError> {
    Ok(scenario::open(scenario, &[])?.document.policies)
}

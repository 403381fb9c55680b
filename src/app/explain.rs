//! What a code of a mistake means.

use crate::scenario;

use super::error::AppError;

/// The page of a code, in Markdown. `S0401`, `s401` and `401` name the same one.
///
/// # Errors
/// If there is no such code.
pub fn explain(code: &str) -> Result<&'static str, AppError> {
    let digits = code.trim_start_matches(['s', 'S']);
    scenario::explain(&format!("S{digits:0>4}")).ok_or_else(|| {
        AppError::Usage(format!(
            "there is no code `{code}`\n  codes look like S0401 and stand in brackets in every \
             message of `sortie check`"
        ))
    })
}

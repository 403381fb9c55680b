//! A scenario of one's own, as a copy of a ready one.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use crate::scenario::embedded;
use crate::text;

use super::error::AppError;

/// Copies the ready scenario `from` to a file that does not exist yet.
///
/// # Errors
/// If there is no such scenario, or the file exists or can't be written.
pub fn new_scenario(file: &Path, from: &str) -> Result<(), AppError> {
    let Some(text) = embedded::text(from) else {
        return Err(AppError::Usage(format!(
            "there is no ready scenario `{from}`; there are {}",
            embedded::SCENARIOS.map(|(name, _)| name).join(", ")
        )));
    };
    let write = || -> std::io::Result<()> {
        let mut file = OpenOptions::new().write(true).create_new(true).open(file)?;
        file.write_all(text.as_bytes())
    };
    write().map_err(|error| {
        let reason = match error.kind() {
            ErrorKind::AlreadyExists => "it exists already, and is left as it is".to_owned(),
            _ => text::said_of_writing(&error),
        };
        AppError::Usage(format!("cannot write {}: {reason}", file.display()))
    })
}

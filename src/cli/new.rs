//! `sortie new`.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use crate::scenario::embedded;

use super::{Failed, say};

/// Arguments of `sortie new`.
#[derive(Clone, Debug, Args)]
pub(super) struct NewArgs {
    /// The file to write; it must not exist
    file: PathBuf,
    /// Which ready scenario to start from
    #[arg(long, default_value = "minimal", value_name = "SCENARIO")]
    from: String,
}

/// Copies a ready scenario to a file.
pub(super) fn new(args: &NewArgs) -> Result<(), Failed> {
    let Some(text) = embedded::text(&args.from) else {
        return Err(Failed::usage(format!(
            "there is no ready scenario `{}`; there are {}",
            args.from,
            embedded::SCENARIOS.map(|(name, _)| name).join(", ")
        )));
    };
    let write = || -> std::io::Result<()> {
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&args.file)?;
        file.write_all(text.as_bytes())
    };
    write().map_err(|error| {
        let path = args.file.display();
        let reason = if error.kind() == std::io::ErrorKind::AlreadyExists {
            "it exists already, and is left as it is".to_owned()
        } else {
            error.to_string()
        };
        Failed::usage(format!("cannot write {path}: {reason}"))
    })?;
    let path = args.file.display();
    say(&format!(
        "{path} is a copy of `{}`. Change it, then:\n  sortie check {path}\n  sortie run {path}\n",
        args.from
    ))
}

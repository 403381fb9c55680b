//! `sortie new`.

use std::path::PathBuf;

use clap::Args;

use crate::app;

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
    app::new_scenario(&args.file, &args.from)?;
    let path = args.file.display();
    say(&format!(
        "{path} is a copy of `{}`. Change it, then:\n  sortie check {path}\n  sortie run {path}\n",
        args.from
    ))
}

//! `sortie plot`.

use std::path::PathBuf;

use clap::Args;

use crate::report::kept::Kept;

use super::publish::whole;
use super::report::refused;
use super::{Failed, say};

/// Arguments of `sortie plot`.
#[derive(Clone, Debug, Args)]
pub(super) struct PlotArgs {
    /// A folder of results of `run`, `compare` or `sweep`, such as output/lithuania-2019
    #[arg(value_name = "RESULT_DIR")]
    folder: PathBuf,
    /// Put the charts below this folder [default: the folder of the results]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

/// Draws the charts of results again, without running again.
pub(super) fn plot(args: &PlotArgs) -> Result<(), Failed> {
    let kept = Kept::open(&args.folder).map_err(|error| refused(&error))?;
    let (files, undrawn) = kept
        .plot(args.out.as_deref())
        .map_err(|error| refused(&error))?;
    if !args.quiet {
        let mut text = String::new();
        for file in files {
            text.push_str(&format!("{}\n", file.display()));
        }
        say(&text)?;
    }
    whole(&undrawn, args.out.as_deref().unwrap_or(&args.folder))
}

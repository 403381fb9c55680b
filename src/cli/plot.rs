//! `sortie plot`.

use std::path::PathBuf;

use clap::Args;

use crate::app;

use super::finished::whole;
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
    let redrawn = app::redraw(&args.folder, args.out.as_deref())?;
    if !args.quiet {
        let mut text = String::new();
        for file in &redrawn.files {
            text.push_str(&format!("{}\n", file.display()));
        }
        say(&text)?;
    }
    whole(&redrawn.undrawn, &redrawn.folder)
}

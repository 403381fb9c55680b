//! `sortie plot`.

use clap::Args;

use crate::app;

use super::finished::whole;
use super::shared_args::RedrawArgs;
use super::{Failed, say};

/// Arguments of `sortie plot`.
#[derive(Clone, Debug, Args)]
#[command(mut_arg("out", |arg| arg.help(
    "Put the charts below this folder [default: the folder of the results]"
)))]
pub(super) struct PlotArgs {
    #[command(flatten)]
    again: RedrawArgs,
}

/// Draws the charts of results again, without running again.
pub(super) fn plot(args: &PlotArgs) -> Result<(), Failed> {
    let redrawn = app::redraw(&args.again.request())?;
    if !args.again.quiet {
        let mut text = String::new();
        for file in &redrawn.files {
            text.push_str(&format!("{}\n", file.display()));
        }
        say(&text)?;
    }
    whole(&redrawn.undrawn, &redrawn.folder)
}

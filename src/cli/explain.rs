//! `sortie explain`.

use clap::Args;

use crate::app;

use super::{Failed, say};

/// Arguments of `sortie explain`.
#[derive(Clone, Debug, Args)]
pub(super) struct ExplainArgs {
    /// A code such as S0101
    code: String,
}

/// Prints the page of a code.
pub(super) fn explain(args: &ExplainArgs) -> Result<(), Failed> {
    say(&format!("{}\n", app::explain(&args.code)?))
}

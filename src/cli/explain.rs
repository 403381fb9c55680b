//! `sortie explain`.

use clap::Args;

use crate::scenario;

use super::{Failed, say};

/// Arguments of `sortie explain`.
#[derive(Clone, Debug, Args)]
pub(super) struct ExplainArgs {
    /// A code such as S0101
    code: String,
}

/// Prints the page of a code.
pub(super) fn explain(args: &ExplainArgs) -> Result<(), Failed> {
    // `s401` and `401` are meant as S0401.
    let digits = args.code.trim_start_matches(['s', 'S']);
    let code = format!("S{digits:0>4}");
    match scenario::explain(&code) {
        Some(page) => say(&format!("{}\n", page.trim_end())),
        None => Err(Failed::usage(format!(
            "there is no code `{}`\n  codes look like S0401 and stand in brackets in every message of `sortie check`",
            args.code
        ))),
    }
}

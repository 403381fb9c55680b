//! `sortie policies`.

use std::fmt::Write;

use clap::Args;

use crate::app;
use crate::app::command_line::quote;

use super::{DEFAULT_SCENARIO, Failed, say};

/// Arguments of `sortie policies`.
#[derive(Clone, Debug, Args)]
pub(super) struct PoliciesArgs {
    /// A file, or the name of a ready scenario (see `sortie scenarios`)
    #[arg(default_value = DEFAULT_SCENARIO)]
    scenario: String,
}

/// Lists the policies of a scenario with what they set.
pub(super) fn policies(args: &PoliciesArgs) -> Result<(), Failed> {
    let policies = app::policies(&args.scenario)?;
    let scenario = quote(&args.scenario);
    if policies.is_empty() {
        return say(&format!(
            "{scenario} has no policies: add [[policy]] blocks, or change values with --set\n"
        ));
    }
    let mut text = String::new();
    for policy in policies {
        // Writing to a string never fails.
        let _ = writeln!(text, "{}: {}", policy.id, policy.name);
        if !policy.summary.is_empty() {
            let summary = super::width().prose(&format!("    {}", policy.summary));
            let _ = writeln!(text, "{summary}");
        }
        for setting in &policy.set {
            // A list over several lines is shown on one.
            let value: Vec<&str> = setting.value.split_whitespace().collect();
            let _ = writeln!(text, "    {} = {}", setting.path, value.join(" "));
        }
    }
    let _ = writeln!(text, "\nRun one with: sortie run {scenario} --policy ID");
    say(&text)
}

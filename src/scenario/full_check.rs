//! A scenario checked with all that may change it: its policies and its assumptions.

use std::path::Path;

use super::load::{Loaded, load};
use super::report::Report;
use super::{assumption, policy};

/// Reads and checks a scenario like [`load`], and then with every policy and every
/// assumption in it: each is applied, and the result checked as a file of its own would be.
///
/// Warnings that only a policy brings are left out; open the scenario with the policy to see
/// them.
///
/// # Errors
/// A report of all mistakes, warnings too, if one of them is an error.
///
/// # Examples
/// ```
/// let text = r#"
/// schema = 1
/// [scenario]
/// name = "Quiet"
/// timezone = "Europe/Vilnius"
/// start = "2019-01-01"
/// end = "2019-07-12"
/// [[policy]]
/// id = "short"
/// set = { "scenario.ende" = "2019-03-01" }
/// "#;
/// assert!(sortie::inside::scenario::load(text, "quiet.toml", "quiet", None).is_ok());
/// let report = sortie::inside::scenario::check(text, "quiet.toml", "quiet", None).unwrap_err();
/// assert!(report.to_string().contains("did you mean `end`?"));
/// ```
pub fn check(text: &str, source: &str, id: &str, base: Option<&Path>) -> Result<Loaded, Report> {
    let mut loaded = load(text, source, id, base)?;
    let mut found = Vec::new();
    for policy in &loaded.document.policies {
        found.extend(policy::mistakes(text, policy, id, base));
    }
    found.extend(assumption::mistakes(&loaded.document, text, id, base));
    loaded.warnings.append(found);
    if loaded.warnings.has_errors() {
        return Err(loaded.warnings);
    }
    Ok(loaded)
}

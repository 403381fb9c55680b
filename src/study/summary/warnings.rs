//! What to keep in mind when reading the numbers of a run.

use crate::outcome::Measure;

use super::Summary;

/// Cautions on the numbers of a summary.
pub(super) fn warnings(summary: &Summary) -> Vec<String> {
    let mut warnings = Vec::new();
    if summary.replications < 20 {
        warnings.push(format!(
            "Only {} replication{}: intervals are missing or too wide to lean on; run at least 20.",
            summary.replications,
            if summary.replications == 1 { "" } else { "s" }
        ));
    }
    for row in &summary.durations {
        let who = row
            .severity
            .map_or_else(String::new, |severity| format!(" ({severity})"));
        let what = row.measure.words();
        if row.median.is_none() {
            warnings.push(format!(
                "The median {what}{who} is not reached: {} of {} were still open at the end.",
                row.censored, row.n
            ));
        } else if row.censored * 5 > row.n && row.severity.is_none() {
            warnings.push(format!(
                "{}% were still open at the end when it comes to the {what}; its mean counts these as ended \
                 when the time watched ends (a restricted mean), so it depends on the length of the period.",
                row.censored * 100 / row.n
            ));
        }
    }
    let few: Vec<String> = summary
        .durations
        .iter()
        .filter(|row| row.measure == Measure::Response && row.n < 30)
        .map(|row| format!("{} ({})", row.severity.unwrap_or("all"), row.n))
        .collect();
    if !few.is_empty() {
        warnings.push(format!(
            "Few incidents to go by: {}. Run more replications before you lean on their times.",
            few.join(", ")
        ));
    }
    warnings
}

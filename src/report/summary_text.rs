//! A summary in tables: on the terminal and as `summary.md`.

use crate::outcome::{Measure, Scalar};
use crate::study::summary::{DurationSummary, Estimate, Summary};

use super::table::Table;
use super::words::{duration_estimate, estimate, grouped, share};

/// Headings and tables of a summary, in order.
fn sections(summary: &Summary) -> Vec<(String, Table)> {
    let mut sections = Vec::new();
    let mut table = Table::new(&["per replication", "mean (95% interval)"]);
    for count in &summary.counts {
        let always = [Scalar::Incidents.name(), Scalar::ServiceLoss.name()].contains(&count.name);
        if always || count.mean.estimate > 0.0 {
            table.row(vec![count.words.to_owned(), estimate(&count.mean)]);
        }
    }
    sections.push(("What happened".to_owned(), table));

    let mut table = Table::new(&["", "n", "open", "median", "90% within", "mean"]);
    for measure in Measure::ALL {
        let rows: Vec<&DurationSummary> = summary
            .durations
            .iter()
            .filter(|row| row.measure == measure)
            .collect();
        // One severity alone says the same as all.
        let single = rows.len() <= 2;
        for row in rows {
            if single && row.severity.is_some() {
                continue;
            }
            let name = match row.severity {
                None => words(measure).to_owned(),
                Some(severity) => format!("  {severity}"),
            };
            let time = |value: &Option<Estimate>| {
                value
                    .as_ref()
                    .map_or_else(|| "not reached".to_owned(), duration_estimate)
            };
            table.row(vec![
                name,
                grouped(row.n),
                grouped(row.censored),
                time(&row.median),
                time(&row.p90),
                time(&row.mean),
            ]);
        }
    }
    if !table.is_empty() {
        sections.push(("How fast".to_owned(), table));
    }

    let mut table = Table::new(&["target", "in time", "met", "missed", "undecided"]);
    for target in &summary.targets {
        table.row(vec![
            target.name.clone(),
            target.share.as_ref().map_or_else(|| "–".to_owned(), share),
            grouped(target.met),
            grouped(target.missed),
            grouped(target.undecided),
        ]);
    }
    if !table.is_empty() {
        sections.push(("Targets met".to_owned(), table));
    }

    let mut table = Table::new(&["milestone", "kept in replications"]);
    for milestone in &summary.milestones {
        table.row(vec![milestone.name.clone(), share(&milestone.share)]);
    }
    if !table.is_empty() {
        sections.push(("Milestones kept".to_owned(), table));
    }

    let mut table = Table::new(&["team", "deployments", "expert hours", "utilisation"]);
    for team in &summary.teams {
        table.row(vec![
            team.name.clone(),
            estimate(&team.deployments),
            team.expert_hours
                .as_ref()
                .map_or_else(|| "–".to_owned(), estimate),
            team.utilisation
                .as_ref()
                .map_or_else(|| "–".to_owned(), share),
        ]);
    }
    if !table.is_empty() {
        sections.push(("Who answered".to_owned(), table));
    }
    sections
}

fn words(measure: Measure) -> &'static str {
    match measure {
        Measure::Detection => "time to detect",
        Measure::Response => "response (detected → hands on)",
        Measure::Containment => "containment (from detection)",
        Measure::Recovery => "recovery (from detection)",
        Measure::Lifetime => "lifetime (onset → recovered)",
    }
}

/// What a reader must know of the numbers, in one line.
fn legend(summary: &Summary) -> String {
    let plural = if summary.replications == 1 { "" } else { "s" };
    format!(
        "{} replication{plural}, seed {}. Intervals: 95%, by replication (means: Student t; times and \
         shares in time: sectioning; milestones: Wilson). Times: Kaplan–Meier, incidents still \
         open at the end are censored, not dropped; false alarms left out. Where some were open, a mean is \
         restricted to the time watched. Weighted service loss: hours of full outage × criticality × phase weight.",
        grouped(summary.replications),
        summary.seed
    )
}

/// The summary for a terminal.
pub fn plain(summary: &Summary) -> String {
    let mut text = format!("{}\n", summary.name);
    for (heading, table) in sections(summary) {
        text.push_str(&format!("\n{heading}\n{}", table.plain()));
    }
    text.push_str(&format!("\n{}\n", legend(summary)));
    for warning in &summary.warnings {
        text.push_str(&format!("note: {warning}\n"));
    }
    text
}

/// The summary as a Markdown page, with its charts.
pub fn markdown(summary: &Summary, charts: &[(String, String)]) -> String {
    let mut text = format!("# {}\n\n{}\n", summary.name, legend(summary));
    for (file, title) in charts {
        text.push_str(&format!("\n![{title}](charts/{file}.svg)\n"));
    }
    for (heading, table) in sections(summary) {
        text.push_str(&format!("\n## {heading}\n\n{}", table.markdown()));
    }
    if !summary.warnings.is_empty() {
        text.push_str("\n## Keep in mind\n\n");
        for warning in &summary.warnings {
            text.push_str(&format!("- {warning}\n"));
        }
    }
    text.push_str(&format!(
        "\nScenario `{}`, SHA-256 `{}`, Sortie {}.\n",
        summary.scenario, summary.scenario_hash, summary.sortie
    ));
    text
}

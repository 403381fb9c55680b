//! A summary in tables: on the terminal and as `summary.md`.

use crate::outcome::{Measure, Wait};
use crate::study::estimate::Estimate;
use crate::study::summary::{DurationSummary, Summary};
use crate::text;

use super::causes_text;
use super::findings::findings;
use super::frame;
use super::language::Language;
use super::table::Table;
use super::words::{bare, duration, duration_estimate, estimate, grouped, share};
use crate::text::Width;

const HALF: &str = "half have at most";
const HIGHEST: &str = "highest 5%, mean";

/// Headings and tables of a summary, in order, for a page or for the terminal.
fn sections(summary: &Summary, page: bool) -> Vec<(String, Table)> {
    let mut sections = Vec::new();
    let mut head = vec![
        "per replication",
        "mean (its 95% interval)",
        "9 in 10 histories have",
    ];
    if page {
        head.extend([HALF, HIGHEST]);
    }
    let mut table = Table::new(&head);
    for count in &summary.counts {
        if count.always || count.mean.estimate > 0.0 {
            let mut cells = vec![count.words.to_owned(), estimate(&count.mean)];
            let spread = summary.histories.iter().find(|it| it.id == count.name);
            cells.extend(spread.map(|it| range(it.p5.estimate, it.p95.estimate)));
            if let Some(it) = spread.filter(|_| page) {
                cells.push(bare(it.p50.estimate));
                cells.push(bare(it.mean_of_highest_5));
            }
            table.row(cells);
        }
    }
    sections.push(("What happened".to_owned(), table));
    let table = histories(summary, page);
    if !table.is_empty() {
        sections.push(("What one history may bring".to_owned(), table));
    }

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
    if page {
        let tables = [
            (
                "Why milestones were missed",
                causes_text::milestones(summary),
            ),
            ("Why deadlines were missed", causes_text::targets(summary)),
        ];
        for (heading, table) in tables {
            if !table.is_empty() {
                sections.push((heading.to_owned(), table));
            }
        }
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
    // A long list, for the page alone.
    let table = if page {
        groups(summary)
    } else {
        Table::default()
    };
    if !table.is_empty() {
        sections.push(("Who answered, by group of experts".to_owned(), table));
    }
    let table = waits(summary);
    if !table.is_empty() {
        sections.push(("What requests waited for".to_owned(), table));
    }
    let table = rosters(summary);
    if !table.is_empty() {
        sections.push(("Duty and effectiveness".to_owned(), table));
    }
    sections
}

/// How histories differ in what no other table has: mean times, and, on a page, the losses and
/// the work of each asset and team.
fn histories(summary: &Summary, page: bool) -> Table {
    let mut table = Table::new(&["per replication", HALF, "9 in 10 histories have", HIGHEST]);
    let counts = &summary.counts;
    for row in &summary.histories {
        let counted = counts.iter().any(|count| count.name == row.id);
        if counted || !page && row.id.contains(':') {
            continue;
        }
        table.row(vec![
            row.words.clone(),
            bare(row.p50.estimate),
            range(row.p5.estimate, row.p95.estimate),
            bare(row.mean_of_highest_5),
        ]);
    }
    table
}

/// Experts alike of teams that have several groups of them.
fn groups(summary: &Summary) -> Table {
    let mut table = Table::new(&["group", "experts", "expert hours", "utilisation"]);
    let mut team = "";
    for group in &summary.groups {
        if team != group.team {
            team = &group.team;
            table.row(vec![group.name.clone()]);
        }
        table.row(vec![
            format!("  {}", group.words()),
            group.experts.to_string(),
            estimate(&group.expert_hours),
            share(&group.utilisation),
        ]);
    }
    table
}

/// Waits of requests, without what nobody waits for.
fn waits(summary: &Summary) -> Table {
    let mut used = [false; 5];
    for row in &summary.waits {
        for (used, part) in used.iter_mut().zip(row.parts()) {
            *used |= part > 0.0;
        }
    }
    let kinds = || Wait::ALL.iter().zip(used).filter(|(_, used)| *used);
    let mut head = vec!["team, mean per request", "n"];
    head.extend(kinds().map(|(wait, _)| wait.words()));
    head.push("request → hands on");
    let mut table = Table::new(&head);
    for row in &summary.waits {
        let parts = row.parts();
        let mut cells = vec![row.name.clone(), grouped(row.n)];
        cells.extend(kinds().map(|(wait, _)| match parts[*wait as usize] {
            part if part > 0.0 => duration(part),
            _ => "–".to_owned(),
        }));
        cells.push(duration_estimate(&row.in_all));
        table.row(cells);
    }
    table
}

/// What a roster costs, and how effective it keeps those on duty.
fn rosters(summary: &Summary) -> Table {
    let varies = summary
        .rosters
        .iter()
        .any(|row| row.effectiveness.is_some());
    let overlaps = summary.rosters.iter().any(|row| row.overlap_days > 0.0);
    let mut head = vec!["team", "expert-days on duty"];
    if overlaps {
        head.push("of overlap");
    }
    if varies {
        head.extend(["mean effectiveness", "lowest", "on"]);
    }
    let mut table = Table::new(&head);
    for row in &summary.rosters {
        let days = |days: f64| grouped((days + 0.5) as u64);
        let mut cells = vec![row.name.clone(), days(row.expert_days)];
        if overlaps {
            cells.push(days(row.overlap_days));
        }
        if let (Some(mean), Some(lowest)) = (&row.effectiveness, &row.lowest) {
            cells.extend([share(mean), share(&lowest.mean), lowest.on.clone()]);
        }
        table.row(cells);
    }
    table
}

/// `1 to 6`.
fn range(low: f64, high: f64) -> String {
    format!("{} to {}", bare(low), bare(high))
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
         shares in time: sectioning; milestones: Wilson). They say how well a mean or a share is known; \
         what one history may bring is in the columns on histories. Times: Kaplan–Meier, incidents still \
         open at the end are censored, not dropped; false alarms left out. Where some were open, a mean \
         counts them as ended when the time watched ends (a restricted mean), so it depends on the length of the \
         period. A dash stands for what cannot occur or was not measured. Weighted service loss: hours of full outage × criticality × phase weight.",
        grouped(summary.replications),
        summary.seed
    )
}

/// The summary for a terminal of a width.
pub fn plain(summary: &Summary, width: Width) -> String {
    let mut text = format!("{}\n", summary.name);
    let mut found = String::new();
    for finding in findings(summary, Language::ENGLISH) {
        found.push_str(&format!("- {}\n", finding.said.plain()));
    }
    if !found.is_empty() {
        text.push_str(&format!("\n{}", width.prose(&found)));
    }
    for (heading, table) in sections(summary, false) {
        text.push_str(&format!("\n{heading}\n{}", table.plain(width)));
    }
    let mut notes = format!("\n{}\n", legend(summary));
    notes.push_str(&frame::notes(&summary.warnings));
    text + &width.prose(&notes)
}

/// The summary as a Markdown page, with its charts.
pub(crate) fn markdown(summary: &Summary, charts: &[(String, String)]) -> String {
    let mut text = format!("# {}\n\n", text::markdown(&summary.name));
    for finding in findings(summary, Language::ENGLISH) {
        text.push_str(&format!("- {}\n", text::markdown(&finding.said.plain())));
    }
    text.push_str(&frame::pictures(charts));
    for (heading, table) in sections(summary, true) {
        text.push_str(&format!("\n## {heading}\n\n{}", table.markdown()));
    }
    text.push_str(&format!("\n{}\n", legend(summary)));
    text.push_str(&frame::keep_in_mind(&summary.warnings));
    text.push_str(&format!(
        "\nScenario {}, SHA-256 `{}`, Sortie {}.\n",
        text::code(&summary.scenario),
        summary.scenario_hash,
        summary.sortie
    ));
    text
}

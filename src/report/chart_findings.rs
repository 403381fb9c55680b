//! What each chart of a run shows, in a sentence that stands over it.

use crate::outcome::Measure;
use crate::study::summary::Summary;
use crate::world::World;

use super::words::{bare, duration, percent};

/// How soon the gravest incidents reach the end of a measure.
pub(super) fn times(summary: &Summary, measure: Measure, reached: &str) -> Option<String> {
    let gravest = ["critical", "high", "medium", "low"];
    let mut rows = gravest.iter().filter_map(|severity| {
        let mut rows = summary.durations.iter();
        let row = rows.find(|it| it.measure == measure && it.severity == Some(severity))?;
        Some((*severity, row))
    });
    let (severity, row) = rows.next()?;
    let whose = match severity {
        "critical" => "the critical incidents".to_owned(),
        other => format!("the incidents of {other} severity"),
    };
    Some(match &row.median {
        Some(median) if median.estimate > 0.0 => format!(
            "Half of {whose} {reached} within {}",
            duration(median.estimate)
        ),
        Some(_) => format!("Half of {whose} {reached} at once"),
        None => format!("Fewer than half of {whose} {reached} before the end"),
    })
}

/// Which asset loses most.
pub(super) fn most_lost(world: &World, summary: &Summary) -> Option<String> {
    let most = summary.greatest_loss()?;
    let losses = summary
        .assets
        .iter()
        .map(|it| it.service_loss_hours.estimate);
    let all: f64 = losses.sum();
    if all <= 0.0 {
        return Some("No service is lost".to_owned());
    }
    Some(format!(
        "“{}” loses the most, {} of {} weighted hours",
        world.document.assets[most].name,
        bare(summary.assets[most].service_loss_hours.estimate),
        bare(all)
    ))
}

/// Which team answers most.
pub(super) fn most_answered(summary: &Summary) -> Option<String> {
    let (ix, all) = summary.busiest_team()?;
    let most = &summary.teams[ix];
    Some(format!(
        "{} answers {} of all requests",
        most.name,
        percent(most.deployments.estimate / all)
    ))
}

/// Which group of experts is busiest.
pub(super) fn busiest(summary: &Summary) -> Option<String> {
    let most = summary
        .groups
        .iter()
        .max_by(|a, b| a.utilisation.estimate.total_cmp(&b.utilisation.estimate))?;
    Some(format!(
        "The experts “{}” of {} are busiest, {} of their time on duty",
        most.words(),
        most.name,
        percent(most.utilisation.estimate)
    ))
}

/// Whose requests wait longest, and what for.
pub(super) fn longest_wait(summary: &Summary) -> Option<String> {
    let (ix, wait, part) = summary.longest_wait()?;
    let row = &summary.waits[ix];
    Some(format!(
        "Requests to {} wait longest, {}, of which {} for {}",
        row.name,
        duration(row.in_all.estimate),
        percent(part / row.in_all.estimate),
        wait.words()
    ))
}

/// When experts are least effective.
pub(super) fn least_effective(summary: &Summary) -> Option<String> {
    let rows = summary
        .rosters
        .iter()
        .filter_map(|row| Some((row, row.lowest.as_ref()?)));
    let (row, lowest) = rows.min_by(|a, b| a.1.mean.estimate.total_cmp(&b.1.mean.estimate))?;
    Some(format!(
        "{} is least effective on {}, at {}",
        row.name,
        lowest.on,
        percent(lowest.mean.estimate)
    ))
}

//! What a run found, in sentences: the answer first, each with its number and interval.

use crate::outcome::{Measure, Wait};
use crate::study::summary::{DurationSummary, Summary};

use super::causes_text::{chief_cause, chief_reason};
use super::words::{bare, decimal, duration, duration_estimate, estimate, grouped, share};

/// Most sentences.
const MOST: usize = 10;

/// Most milestones with a sentence of their own; of targets one less.
const MOST_OF_ONE_SORT: usize = 2;

/// Share of all requests' waiting from which the longest part of it is worth a sentence.
const TELLING: f64 = 0.5;

/// The findings of a run, the most important first; at most ten.
pub(super) fn findings(summary: &Summary) -> Vec<String> {
    let mut said = milestones(summary);
    said.extend(targets(summary));
    said.extend(times(summary));
    said.extend(incidents(summary));
    said.extend(loss(summary));
    said.extend(who_answered(summary));
    said.extend(longest_wait(summary));
    said.truncate(MOST);
    said
}

fn milestones(summary: &Summary) -> Vec<String> {
    let all = grouped(summary.replications);
    let mut missed: Vec<_> = summary
        .milestones
        .iter()
        .filter(|it| it.kept < summary.replications)
        .collect();
    // The sort is stable: of equals the first in the scenario stays first.
    missed.sort_by_key(|it| it.kept);
    let mut said: Vec<String> = missed
        .iter()
        .take(MOST_OF_ONE_SORT)
        .map(|it| {
            let why = chief_cause(it).map_or_else(String::new, |why| format!("; {why}"));
            format!(
                "“{}” was missed in {} of {all} histories: it was kept in {}{why}.",
                it.name,
                grouped(summary.replications - it.kept),
                share(&it.share)
            )
        })
        .collect();
    let more = missed.len().saturating_sub(MOST_OF_ONE_SORT);
    let kept = summary.milestones.len() - missed.len();
    match (more, kept, missed.is_empty()) {
        (0, 0, _) => {}
        (0, 1, true) => said.push(format!(
            "“{}” was kept in all {all} histories.",
            summary.milestones[0].name
        )),
        (0, _, true) => said.push(format!(
            "All {kept} milestones were kept in all {all} histories."
        )),
        (0, 1, false) => said.push("The other milestone was kept in every history.".to_owned()),
        (0, _, false) => said.push(format!(
            "The other {kept} milestones were kept in every history."
        )),
        (_, 0, _) => said.push(format!(
            "{more} more milestones were missed in some histories."
        )),
        (_, _, _) => said.push(format!(
            "{more} more milestones were missed in some histories, {kept} in none."
        )),
    }
    said
}

fn targets(summary: &Summary) -> Vec<String> {
    let mut rows: Vec<_> = summary
        .targets
        .iter()
        .filter_map(|it| Some((it, it.share.as_ref()?)))
        .collect();
    rows.sort_by(|a, b| a.1.estimate.total_cmp(&b.1.estimate));
    rows.into_iter()
        .take(MOST_OF_ONE_SORT - 1)
        .map(|(target, in_time)| {
            let why = chief_reason(target).map_or_else(String::new, |why| format!("; {why}"));
            format!(
                "The target “{}” was met by {} of the incidents that it is for{why}.",
                target.name,
                share(in_time)
            )
        })
        .collect()
}

/// How long response and recovery take, for all and for the gravest.
fn times(summary: &Summary) -> Vec<String> {
    let row = |measure: Measure, severity: Option<&str>| {
        let mut rows = summary.durations.iter();
        rows.find(|it| it.measure == measure && it.severity == severity)
    };
    let sentence = |row: &DurationSummary, what: &str| {
        let whose = row.severity.map_or_else(
            || "all incidents".to_owned(),
            |it| format!("incidents of severity {it}"),
        );
        let Some(median) = &row.median else {
            return format!(
                "Fewer than half of {whose} {what} before the end: {} of {} were still open.",
                grouped(row.censored),
                grouped(row.n)
            );
        };
        let later = row.p90.as_ref().map_or_else(
            || "more than 1 in 10 had not by the end".to_owned(),
            |it| format!("9 in 10 within {}", duration_estimate(it)),
        );
        let soon = if median.estimate > 0.0 {
            format!("within {} of detection", duration_estimate(median))
        } else {
            "as soon as they were detected".to_owned()
        };
        format!("Half of {whose} {what} {soon}, {later}.")
    };
    let mut said = Vec::new();
    if let Some(all) = row(Measure::Response, None) {
        said.push(sentence(all, "had somebody at work"));
    }
    let gravest = ["critical", "high"]
        .iter()
        .find_map(|it| row(Measure::Response, Some(it)));
    if let Some(gravest) = gravest {
        said.push(sentence(gravest, "had somebody at work"));
    }
    if let Some(all) = row(Measure::Recovery, None) {
        said.push(sentence(all, "had recovered"));
    }
    said
}

fn incidents(summary: &Summary) -> Option<String> {
    let count = |name: &str| summary.counts.iter().find(|it| it.name == name);
    let all = count("incidents")?;
    let spread = summary.histories.iter().find(|it| it.id == all.name);
    let spread = spread.map_or_else(String::new, |it| {
        format!(
            ", {} to {} in 9 of 10",
            bare(it.p5.estimate),
            bare(it.p95.estimate)
        )
    });
    let false_alarms = count("false_alarms")
        .filter(|it| it.mean.estimate > 0.0)
        .map_or_else(String::new, |it| {
            let part = 100.0 * it.mean.estimate / all.mean.estimate;
            format!("; {}% of these are false alarms", decimal(part, 0))
        });
    Some(format!(
        "A history has {} incidents in the mean{spread}{false_alarms}.",
        estimate(&all.mean)
    ))
}

fn loss(summary: &Summary) -> Option<String> {
    let all = summary
        .counts
        .iter()
        .find(|it| it.name == "service_loss_hours")?;
    let most = summary.assets.iter().max_by(|a, b| {
        let of = |it: &&crate::study::summary::AssetSummary| it.service_loss_hours.estimate;
        of(a).total_cmp(&of(b))
    })?;
    if all.mean.estimate <= 0.0 {
        return Some("No service was lost in any history.".to_owned());
    }
    let part = 100.0 * most.service_loss_hours.estimate / all.mean.estimate;
    let rare = summary
        .histories
        .iter()
        .find(|it| it.id == all.name)
        .map_or_else(String::new, |it| {
            format!(
                "; in one history of 20 it is more than {}",
                bare(it.p95.estimate)
            )
        });
    Some(format!(
        "The service loss is {} weighted hours in the mean{rare}. “{}” has most of it, {}%.",
        estimate(&all.mean),
        most.id,
        decimal(part, 0)
    ))
}

fn who_answered(summary: &Summary) -> Option<String> {
    let all: f64 = summary.teams.iter().map(|it| it.deployments.estimate).sum();
    if summary.teams.len() < 2 || all <= 0.0 {
        return None;
    }
    let most = summary
        .teams
        .iter()
        .max_by(|a, b| a.deployments.estimate.total_cmp(&b.deployments.estimate))?;
    let busy = most.utilisation.as_ref().map_or_else(String::new, |it| {
        format!(
            "; its experts were at work for {} of their time on duty",
            share(it)
        )
    });
    Some(format!(
        "{} answered most requests, {} of {} in the mean{busy}.",
        most.name,
        bare(most.deployments.estimate),
        bare(all)
    ))
}

/// The team whose requests wait longest, and what for.
fn longest_wait(summary: &Summary) -> Option<String> {
    let row = summary
        .waits
        .iter()
        .max_by(|a, b| a.in_all.estimate.total_cmp(&b.in_all.estimate))?;
    let (wait, part) = Wait::ALL
        .into_iter()
        .zip(row.parts())
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    if part < TELLING * row.in_all.estimate || part <= 0.0 {
        return None;
    }
    Some(format!(
        "Requests to {} wait {} for somebody at work in the mean; the longest part is {}, {}.",
        row.name,
        duration_estimate(&row.in_all),
        wait.words(),
        duration(part)
    ))
}

//! What a run found, in sentences: the answer first, each with its number and interval.

use crate::outcome::{Measure, Wait};
use crate::study::summary::{DurationSummary, Summary};

use super::causes_text::{chief_cause, chief_reason};
use super::page::prose::{Number, Prose, prose};
use super::words::{bare, decimal, duration_at, grouped, printed, printed_duration, printed_share};

/// Most sentences.
const MOST: usize = 10;

/// Most milestones with a sentence of their own; of targets one less.
const MOST_OF_ONE_SORT: usize = 2;

/// Share of all requests' waiting from which the longest part of it is worth a sentence.
const TELLING: f64 = 0.5;

/// What a finding is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// Whether milestones were kept.
    Milestones,
    /// Whether deadlines were.
    Targets,
    /// How long response and recovery took.
    Times,
    /// How much happened.
    Incidents,
    /// What was lost.
    Loss,
    /// Who answered.
    Teams,
    /// What was waited for.
    Waits,
}

/// A finding.
#[derive(Clone, Debug)]
pub(super) struct Finding {
    /// What it is about.
    pub about: About,
    /// A sentence.
    pub said: Prose,
}

/// The findings of a run, the most important first; at most ten.
pub(super) fn findings(summary: &Summary) -> Vec<Finding> {
    let all: [(About, Vec<Prose>); 7] = [
        (About::Milestones, milestones(summary)),
        (About::Targets, targets(summary)),
        (About::Times, times(summary)),
        (About::Incidents, incidents(summary).into_iter().collect()),
        (About::Loss, loss(summary).into_iter().collect()),
        (About::Teams, who_answered(summary).into_iter().collect()),
        (About::Waits, longest_wait(summary).into_iter().collect()),
    ];
    let each = all.into_iter().flat_map(|(about, said)| {
        let each = said.into_iter();
        each.map(move |said| Finding { about, said })
    });
    each.take(MOST).collect()
}

fn milestones(summary: &Summary) -> Vec<Prose> {
    let all = || Number::new(grouped(summary.replications), "replications");
    let missed = summary.missed_milestones();
    let mut said: Vec<Prose> = missed
        .iter()
        .take(MOST_OF_ONE_SORT)
        .map(|(ix, it)| {
            let at = format!("milestones.{ix}");
            let why = chief_cause(it, &at).map(|why| prose!["; ", why]);
            prose![
                "“",
                &it.name,
                "” was missed in ",
                Number::new(
                    grouped(summary.replications - it.kept),
                    format!("replications - {at}.kept")
                ),
                " of ",
                all(),
                " histories: it was kept in ",
                printed_share(&it.share).at(&format!("{at}.share")),
                why,
                "."
            ]
        })
        .collect();
    let more = missed.len().saturating_sub(MOST_OF_ONE_SORT);
    let kept = summary.milestones.len() - missed.len();
    let kept_number = || {
        Number::new(
            kept.to_string(),
            "count(milestones) - count(milestones.*.missed_by)",
        )
    };
    let more_number = || {
        let from = format!("count(milestones.*.missed_by) - {MOST_OF_ONE_SORT}");
        Number::new(more.to_string(), from)
    };
    match (more, kept, missed.is_empty()) {
        (0, 0, _) => {}
        (0, 1, true) => said.push(prose![
            "“",
            &summary.milestones[0].name,
            "” was kept in all ",
            all(),
            " histories."
        ]),
        (0, _, true) => said.push(prose![
            "All ",
            kept_number(),
            " milestones were kept in all ",
            all(),
            " histories."
        ]),
        (0, 1, false) => said.push("The other milestone was kept in every history.".into()),
        (0, _, false) => said.push(prose![
            "The other ",
            kept_number(),
            " milestones were kept in every history."
        ]),
        (_, 0, _) => said.push(prose![
            more_number(),
            " more milestones were missed in some histories."
        ]),
        (_, _, _) => said.push(prose![
            more_number(),
            " more milestones were missed in some histories, ",
            kept_number(),
            " in none."
        ]),
    }
    said
}

fn targets(summary: &Summary) -> Vec<Prose> {
    let mut rows: Vec<_> = summary
        .targets
        .iter()
        .enumerate()
        .filter_map(|(ix, it)| Some((ix, it, it.share.as_ref()?)))
        .collect();
    rows.sort_by(|a, b| a.2.estimate.total_cmp(&b.2.estimate));
    rows.into_iter()
        .take(MOST_OF_ONE_SORT - 1)
        .map(|(ix, target, in_time)| {
            let at = format!("targets.{ix}");
            let why = chief_reason(target, &at).map(|why| prose!["; ", why.said]);
            prose![
                "The target “",
                &target.name,
                "” was met by ",
                printed_share(in_time).at(&format!("{at}.share")),
                " of the incidents that it is for",
                why,
                "."
            ]
        })
        .collect()
}

/// How long response and recovery take, for all and for the gravest.
fn times(summary: &Summary) -> Vec<Prose> {
    let row = |measure: Measure, severity: Option<&str>| {
        let mut rows = summary.durations.iter().enumerate();
        rows.find(|(_, it)| it.measure == measure && it.severity == severity)
    };
    let sentence = |(ix, row): (usize, &DurationSummary), what: &str| {
        let at = format!("durations.{ix}");
        let whose = row.severity.map_or_else(
            || "all incidents".to_owned(),
            |it| format!("incidents of severity {it}"),
        );
        let Some(median) = &row.median else {
            return prose![
                format!("Fewer than half of {whose} {what} before the end: "),
                Number::new(grouped(row.censored), format!("{at}.censored")),
                " of ",
                Number::new(grouped(row.n), format!("{at}.n")),
                " were still open."
            ];
        };
        let later = row.p90.as_ref().map_or_else(
            || "more than 1 in 10 had not by the end".into(),
            |it| {
                let within = printed_duration(it).at(&format!("{at}.p90"));
                prose!["9 in 10 within ", within]
            },
        );
        let soon = if median.estimate > 0.0 {
            let within = printed_duration(median).at(&format!("{at}.median"));
            prose!["within ", within, " of detection"]
        } else {
            "as soon as they were detected".into()
        };
        prose![format!("Half of {whose} {what} "), soon, ", ", later, "."]
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

/// A count and how it is spread, by name, each with its place in the summary.
fn count_at(summary: &Summary, name: &str) -> Option<usize> {
    summary.counts.iter().position(|it| it.name == name)
}

fn spread_at(summary: &Summary, name: &str) -> Option<usize> {
    summary.histories.iter().position(|it| it.id == name)
}

fn incidents(summary: &Summary) -> Option<Prose> {
    let ix = count_at(summary, "incidents")?;
    let all = &summary.counts[ix];
    let spread = spread_at(summary, all.name).map(|ix| {
        let it = &summary.histories[ix];
        let number = |value: f64, of: &str| {
            Number::new(bare(value), format!("histories.{ix}.{of}.estimate"))
        };
        prose![
            ", ",
            number(it.p5.estimate, "p5"),
            " to ",
            number(it.p95.estimate, "p95"),
            " in 9 of 10"
        ]
    });
    let false_alarms = count_at(summary, "false_alarms")
        .map(|alarms| (alarms, summary.counts[alarms].mean.estimate))
        .filter(|(_, mean)| *mean > 0.0)
        .map(|(alarms, mean)| {
            let part = decimal(100.0 * mean / all.mean.estimate, 0);
            let from = format!("counts.{alarms}.estimate / counts.{ix}.estimate");
            prose![
                "; ",
                Number::times(part, from, 100.0),
                "% of these are false alarms"
            ]
        });
    Some(prose![
        "A history has ",
        printed(&all.mean).at(&format!("counts.{ix}")),
        " incidents in the mean",
        spread,
        false_alarms,
        "."
    ])
}

fn loss(summary: &Summary) -> Option<Prose> {
    let ix = count_at(summary, "service_loss_hours")?;
    let all = &summary.counts[ix];
    let most_ix = summary.greatest_loss()?;
    let most = &summary.assets[most_ix];
    if all.mean.estimate <= 0.0 {
        return Some("No service was lost in any history.".into());
    }
    let part = 100.0 * most.service_loss_hours.estimate / all.mean.estimate;
    let rare = spread_at(summary, all.name).map(|ix| {
        prose![
            "; in one history of 20 it is more than ",
            Number::new(
                bare(summary.histories[ix].p95.estimate),
                format!("histories.{ix}.p95.estimate")
            )
        ]
    });
    let from = format!("assets.{most_ix}.service_loss_hours.estimate / counts.{ix}.estimate");
    Some(prose![
        "The service loss is ",
        printed(&all.mean).at(&format!("counts.{ix}")),
        " weighted hours in the mean",
        rare,
        ". “",
        &most.id,
        "” has the largest part of it, ",
        Number::times(decimal(part, 0), from, 100.0),
        "%."
    ])
}

fn who_answered(summary: &Summary) -> Option<Prose> {
    let (ix, all) = summary.busiest_team()?;
    let most = &summary.teams[ix];
    let at = |ix: usize| format!("teams.{ix}.deployments.estimate");
    let busy = most.utilisation.as_ref().map(|it| {
        prose![
            "; its experts were at work for ",
            printed_share(it).at(&format!("teams.{ix}.utilisation")),
            " of their time on duty"
        ]
    });
    let together: Vec<String> = (0..summary.teams.len()).map(at).collect();
    Some(prose![
        &most.name,
        " answered most requests, ",
        Number::new(bare(most.deployments.estimate), at(ix)),
        " of ",
        Number::new(bare(all), together.join(" + ")),
        " in the mean",
        busy,
        "."
    ])
}

/// The team whose requests wait longest, and what for.
fn longest_wait(summary: &Summary) -> Option<Prose> {
    let (ix, wait, part) = summary.longest_wait()?;
    let row = &summary.waits[ix];
    if part < TELLING * row.in_all.estimate || part <= 0.0 {
        return None;
    }
    let key = match wait {
        Wait::Approval => "approval",
        Wait::Queue => "queue",
        Wait::Mobilisation => "mobilisation",
        Wait::Travel => "travel",
        Wait::OpeningHours => "opening_hours",
    };
    Some(prose![
        "Requests to ",
        &row.name,
        " wait ",
        printed_duration(&row.in_all).at(&format!("waits.{ix}.in_all")),
        " for somebody at work in the mean; the longest part is ",
        wait.words(),
        ", ",
        duration_at(part, format!("waits.{ix}.{key}")),
        "."
    ])
}

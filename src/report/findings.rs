//! What a run found, in sentences: the answer first, each with its number and interval.

use crate::outcome::Measure;
use crate::study::summary::{DurationSummary, Summary};

use super::causes_text::{chief_cause, chief_reason};
use super::language::{Language, say};
use super::page::prose::{Number, Prose};
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
pub(super) fn findings(summary: &Summary, language: Language) -> Vec<Finding> {
    let all: [(About, Vec<Prose>); 7] = [
        (About::Milestones, milestones(summary, language)),
        (About::Targets, targets(summary, language)),
        (About::Times, times(summary, language)),
        (
            About::Incidents,
            incidents(summary, language).into_iter().collect(),
        ),
        (About::Loss, loss(summary, language).into_iter().collect()),
        (
            About::Teams,
            who_answered(summary, language).into_iter().collect(),
        ),
        (
            About::Waits,
            longest_wait(summary, language).into_iter().collect(),
        ),
    ];
    let each = all.into_iter().flat_map(|(about, said)| {
        let each = said.into_iter();
        each.map(move |said| Finding { about, said })
    });
    each.take(MOST).collect()
}

fn milestones(summary: &Summary, language: Language) -> Vec<Prose> {
    let all = || Number::new(grouped(summary.replications), "replications");
    let missed = summary.missed_milestones();
    let mut said: Vec<Prose> = missed
        .iter()
        .take(MOST_OF_ONE_SORT)
        .map(|(ix, it)| {
            let at = format!("milestones.{ix}");
            let why = chief_cause(it, &at, language);
            say!(
                language,
                "finding.missed",
                milestone = &it.name,
                missed = Number::new(
                    grouped(summary.replications - it.kept),
                    format!("replications - {at}.kept")
                ),
                all = all(),
                share = printed_share(&it.share).at(&format!("{at}.share")),
                why = why.map(|why| say!(language, "finding.because", why = why)),
            )
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
    said.extend(match (more, kept, missed.is_empty()) {
        (0, 0, _) => None,
        (0, 1, true) => {
            let only = &summary.milestones[0].name;
            Some(say!(
                language,
                "finding.kept-one",
                milestone = only,
                all = all()
            ))
        }
        (0, _, true) => {
            let kept = kept_number();
            Some(say!(language, "finding.kept-all", kept = kept, all = all()))
        }
        (0, 1, false) => Some(say!(language, "finding.kept-other")),
        (0, _, false) => Some(say!(language, "finding.kept-others", kept = kept_number())),
        (_, 0, _) => Some(say!(language, "finding.more-missed", more = more_number())),
        (_, _, _) => Some(say!(
            language,
            "finding.more-missed-some-kept",
            more = more_number(),
            kept = kept_number()
        )),
    });
    said
}

fn targets(summary: &Summary, language: Language) -> Vec<Prose> {
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
            let why = chief_reason(target, &at, language);
            say!(
                language,
                "finding.target",
                target = &target.name,
                share = printed_share(in_time).at(&format!("{at}.share")),
                why = why.map(|why| say!(language, "finding.because", why = why.said)),
            )
        })
        .collect()
}

/// How long response and recovery take, for all and for the gravest.
fn times(summary: &Summary, language: Language) -> Vec<Prose> {
    let row = |measure: Measure, severity: Option<&str>| {
        let mut rows = summary.durations.iter().enumerate();
        rows.find(|(_, it)| it.measure == measure && it.severity == severity)
    };
    let sentence = |(ix, row): (usize, &DurationSummary)| {
        let at = format!("durations.{ix}");
        let whose = language.word("incidents-of", row.severity.unwrap_or("all"));
        let is_response = row.measure == Measure::Response;
        let Some(median) = &row.median else {
            let open = Number::new(grouped(row.censored), format!("{at}.censored"));
            let all = Number::new(grouped(row.n), format!("{at}.n"));
            return if is_response {
                say!(
                    language,
                    "finding.few-responses",
                    whose = whose,
                    open = open,
                    all = all
                )
            } else {
                say!(
                    language,
                    "finding.few-recoveries",
                    whose = whose,
                    open = open,
                    all = all
                )
            };
        };
        let within = |estimate, of: &str| printed_duration(estimate).at(&format!("{at}.{of}"));
        let later = match &row.p90 {
            None => say!(language, "finding.not-yet"),
            Some(p90) => say!(language, "finding.later", time = within(p90, "p90")),
        };
        let soon = if median.estimate > 0.0 {
            say!(language, "finding.soon", time = within(median, "median"))
        } else {
            say!(language, "finding.at-once")
        };
        if is_response {
            say!(
                language,
                "finding.response",
                whose = whose,
                soon = soon,
                later = later
            )
        } else {
            say!(
                language,
                "finding.recovery",
                whose = whose,
                soon = soon,
                later = later
            )
        }
    };
    let gravest = ["critical", "high"];
    let gravest = gravest
        .iter()
        .find_map(|it| row(Measure::Response, Some(it)));
    let rows = [
        row(Measure::Response, None),
        gravest,
        row(Measure::Recovery, None),
    ];
    rows.into_iter().flatten().map(sentence).collect()
}

/// A count and how it is spread, by name, each with its place in the summary.
fn count_at(summary: &Summary, name: &str) -> Option<usize> {
    summary.counts.iter().position(|it| it.name == name)
}

fn spread_at(summary: &Summary, name: &str) -> Option<usize> {
    summary.histories.iter().position(|it| it.id == name)
}

fn incidents(summary: &Summary, language: Language) -> Option<Prose> {
    let ix = count_at(summary, "incidents")?;
    let all = &summary.counts[ix];
    let spread = spread_at(summary, all.name).map(|ix| {
        let it = &summary.histories[ix];
        let number = |value: f64, of: &str| {
            Number::new(bare(value), format!("histories.{ix}.{of}.estimate"))
        };
        say!(
            language,
            "finding.spread",
            low = number(it.p5.estimate, "p5"),
            high = number(it.p95.estimate, "p95")
        )
    });
    let false_alarms = count_at(summary, "false_alarms")
        .map(|alarms| (alarms, summary.counts[alarms].mean.estimate))
        .filter(|(_, mean)| *mean > 0.0)
        .map(|(alarms, mean)| {
            let part = decimal(100.0 * mean / all.mean.estimate, 0);
            let from = format!("counts.{alarms}.estimate / counts.{ix}.estimate");
            let part = Prose::unit(Number::times(part, from, 100.0), "%");
            say!(language, "finding.alarms", part = part)
        });
    Some(say!(
        language,
        "finding.incidents",
        mean = printed(&all.mean).at(&format!("counts.{ix}")),
        spread = spread,
        alarms = false_alarms
    ))
}

fn loss(summary: &Summary, language: Language) -> Option<Prose> {
    let ix = count_at(summary, "service_loss_hours")?;
    let all = &summary.counts[ix];
    let most_ix = summary.greatest_loss()?;
    let most = &summary.assets[most_ix];
    if all.mean.estimate <= 0.0 {
        return Some(say!(language, "finding.no-loss"));
    }
    let part = 100.0 * most.service_loss_hours.estimate / all.mean.estimate;
    let rare = spread_at(summary, all.name).map(|ix| {
        let p95 = bare(summary.histories[ix].p95.estimate);
        let value = Number::new(p95, format!("histories.{ix}.p95.estimate"));
        say!(language, "finding.rare-loss", value = value)
    });
    let from = format!("assets.{most_ix}.service_loss_hours.estimate / counts.{ix}.estimate");
    Some(say!(
        language,
        "finding.loss",
        mean = printed(&all.mean).at(&format!("counts.{ix}")),
        rare = rare,
        asset = &most.name,
        part = Prose::unit(Number::times(decimal(part, 0), from, 100.0), "%")
    ))
}

fn who_answered(summary: &Summary, language: Language) -> Option<Prose> {
    let (ix, all) = summary.busiest_team()?;
    let most = &summary.teams[ix];
    let at = |ix: usize| format!("teams.{ix}.deployments.estimate");
    let busy = most.utilisation.as_ref().map(|it| {
        let share = printed_share(it).at(&format!("teams.{ix}.utilisation"));
        say!(language, "finding.busy", share = share)
    });
    let together: Vec<String> = (0..summary.teams.len()).map(at).collect();
    Some(say!(
        language,
        "finding.answered",
        team = &most.name,
        own = Number::new(bare(most.deployments.estimate), at(ix)),
        all = Number::new(bare(all), together.join(" + ")),
        busy = busy
    ))
}

/// The team whose requests wait longest, and what for.
fn longest_wait(summary: &Summary, language: Language) -> Option<Prose> {
    let (ix, wait, part) = summary.longest_wait()?;
    let row = &summary.waits[ix];
    if part < TELLING * row.in_all.estimate || part <= 0.0 {
        return None;
    }
    Some(say!(
        language,
        "finding.wait",
        team = &row.name,
        time = printed_duration(&row.in_all).at(&format!("waits.{ix}.in_all")),
        wait = language.word("wait", wait.name()),
        part = duration_at(part, format!("waits.{ix}.{}", wait.name()))
    ))
}

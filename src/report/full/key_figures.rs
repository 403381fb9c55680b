//! The key figures of a run, each with its interval and in plain words.

use crate::outcome::{Measure, Scalar};
use crate::report::head::Head;
use crate::report::language::{Language, say};
use crate::report::page::prose::{Number, Prose};
use crate::report::page::tree::Grid;
use crate::report::page_parts::{kept, or_none, reached};
use crate::report::words::{bare, printed, printed_duration, printed_share};
use crate::study::estimate::Estimate;
use crate::study::summary::Summary;

/// Most milestones among them.
const MOST_MILESTONES: usize = 5;

/// The key figures of a run.
pub(super) fn key_figures(summary: &Summary, language: Language) -> Grid {
    let mut rows = milestones(summary, language);
    rows.extend(targets(summary, language));
    rows.extend(times(summary, language));
    rows.extend(spread(summary, Scalar::Incidents, language));
    rows.extend(spread(summary, Scalar::ServiceLoss, language));
    Head::new(language)
        .words("key.figure")
        .numbers("key.value")
        .words("key.words")
        .grid(say!(language, "key.caption"), rows)
}

/// The milestones that were missed most often.
fn milestones(summary: &Summary, language: Language) -> Vec<Vec<Prose>> {
    let mut order: Vec<_> = summary.milestones.iter().enumerate().collect();
    order.sort_by_key(|(_, it)| it.kept);
    let first = order.into_iter().take(MOST_MILESTONES);
    let rows = first.map(|(ix, it)| {
        let (share, words) = kept((ix, it), summary.replications, language);
        vec![
            say!(language, "key.kept", milestone = &it.name),
            share,
            words,
        ]
    });
    rows.collect()
}

fn targets(summary: &Summary, language: Language) -> Vec<Vec<Prose>> {
    let rows = summary.targets.iter().enumerate().filter_map(|(ix, it)| {
        let at = format!("targets.{ix}.share");
        let share = it.share.as_ref()?;
        Some(vec![
            say!(language, "key.in-time", target = &it.name),
            printed_share(share).at(&at),
            incidents_of_twenty(share, &at, language),
        ])
    });
    rows.collect()
}

/// A share of incidents as one says it, in twentieths; `at` is where it stands.
pub(in crate::report) fn incidents_of_twenty(
    share: &Estimate,
    at: &str,
    language: Language,
) -> Prose {
    let twentieths = (share.estimate * 20.0).round();
    let number = Number::times(twentieths.to_string(), format!("{at}.estimate"), 20.0);
    if share.estimate >= 1.0 {
        say!(language, "key.every-incident")
    } else if share.estimate <= 0.0 {
        say!(language, "key.no-incident")
    } else if twentieths >= 20.0 {
        say!(language, "key.nearly-every-incident")
    } else if twentieths < 1.0 {
        say!(language, "key.hardly-any-incident")
    } else {
        say!(language, "key.incidents-of-twenty", twentieths = number)
    }
}

/// How long response and recovery take.
fn times(summary: &Summary, language: Language) -> Vec<Vec<Prose>> {
    let mut rows = Vec::new();
    for measure in [Measure::Response, Measure::Recovery] {
        let mut all = summary.durations.iter();
        let Some(ix) = all.position(|it| it.measure == measure && it.severity.is_none()) else {
            continue;
        };
        let it = &summary.durations[ix];
        let half = format!("durations.{ix}.median");
        let half = reached(it.median.as_ref(), &half, language);
        let most = it.p90.as_ref().map_or_else(
            || say!(language, "key.not-nine"),
            |it| {
                let time = printed_duration(it).at(&format!("durations.{ix}.p90"));
                say!(language, "key.nine-within", time = time)
            },
        );
        rows.push(vec![
            if measure == Measure::Response {
                say!(language, "key.response")
            } else {
                say!(language, "key.recovery")
            },
            half,
            most,
        ]);
    }
    rows
}

/// A mean, and what a single election period may bring.
fn spread(summary: &Summary, scalar: Scalar, language: Language) -> Option<Vec<Prose>> {
    let mut counts = summary.counts.iter();
    let ix = counts.position(|it| it.name == scalar.name())?;
    let mut histories = summary.histories.iter();
    let range = histories.position(|it| it.id == scalar.name()).map(|row| {
        let it = &summary.histories[row];
        let number = |value: f64, of: &str| {
            Number::new(bare(value), format!("histories.{row}.{of}.estimate"))
        };
        say!(
            language,
            "key.nineteen",
            low = number(it.p5.estimate, "p5"),
            high = number(it.p95.estimate, "p95")
        )
    });
    Some(vec![
        if scalar == Scalar::Incidents {
            say!(language, "key.incidents")
        } else {
            say!(language, "key.loss")
        },
        printed(&summary.counts[ix].mean).at(&format!("counts.{ix}")),
        or_none(range),
    ])
}

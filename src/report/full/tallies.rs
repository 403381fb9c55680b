//! What happened, how long it took, and which deadlines were met.

use crate::outcome::{Measure, Scalar};
use crate::report::head::Head;
use crate::report::language::{Language, say};
use crate::report::page::prose::{Number, Prose};
use crate::report::page::tree::Grid;
use crate::report::page_parts::{none, or_none, reached};
use crate::report::words::{bare, grouped, printed, printed_share};
use crate::study::estimate::Estimate;
use crate::study::summary::Summary;

/// Means over election periods, and what a single one may bring.
pub(super) fn counts(summary: &Summary, language: Language) -> Grid {
    let counts = summary.counts.iter().enumerate();
    let worth = counts.filter(|(_, it)| it.always || it.mean.estimate > 0.0);
    let rows = worth.map(|(ix, it)| {
        let mut histories = summary.histories.iter();
        let spread = histories.position(|row| row.id == it.name);
        let mut row = vec![
            Prose::from(language.word("count", it.name)),
            printed(&it.mean).at(&format!("counts.{ix}")),
        ];
        row.extend(spread_cells(summary, spread, language));
        row
    });
    let rows = rows.collect();
    Head::new(language)
        .words("results.what")
        .numbers("results.mean")
        .numbers("results.nine-of-ten")
        .numbers("results.half")
        .numbers("results.highest")
        .grid(say!(language, "results.counts"), rows)
}

/// How what a row of the histories is of is spread over them.
pub(super) fn spread_cells(
    summary: &Summary,
    row: Option<usize>,
    language: Language,
) -> [Prose; 3] {
    let Some(ix) = row else {
        return [none(), none(), none()];
    };
    let it = &summary.histories[ix];
    let at = |value: f64, of: &str| Number::new(bare(value), format!("histories.{ix}.{of}"));
    [
        say!(
            language,
            "results.from-to",
            low = at(it.p5.estimate, "p5.estimate"),
            high = at(it.p95.estimate, "p95.estimate")
        ),
        at(it.p50.estimate, "p50.estimate").into(),
        at(it.mean_of_highest_5, "mean_of_highest_5").into(),
    ]
}

/// The medians of the steps of an incident, in a sentence.
pub(super) fn stages_said(summary: &Summary, language: Language) -> Prose {
    let half = |measure: Measure| {
        let mut all = summary.durations.iter();
        let ix = all.position(|it| it.measure == measure && it.severity.is_none());
        let median = ix.and_then(|ix| summary.durations[ix].median.as_ref());
        let place = ix.map_or_else(String::new, |ix| format!("durations.{ix}.median"));
        reached(median, &place, language)
    };
    say!(
        language,
        "figures.stages-finding",
        noticed = half(Measure::Detection),
        response = half(Measure::Response),
        contained = half(Measure::Containment),
        recovered = half(Measure::Recovery)
    )
}

/// How long each step of an incident takes, severities together.
pub(super) fn stages(summary: &Summary, language: Language) -> Grid {
    let all = summary.durations.iter().enumerate();
    let rows = all.filter(|(_, it)| it.severity.is_none());
    let rows = rows.map(|(ix, it)| {
        let time = |value: Option<&Estimate>, of: &str| {
            reached(value, &format!("durations.{ix}.{of}"), language)
        };
        vec![
            Prose::from(language.word("times", it.measure.name())),
            time(it.median.as_ref(), "median"),
            time(it.p90.as_ref(), "p90"),
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("results.what")
        .numbers("run.times.half")
        .numbers("run.times.most")
        .grid(say!(language, "figures.stages-caption"), rows)
}

/// The mean service loss, in a sentence and as a table; `None` where nothing was lost.
pub(super) fn settled(summary: &Summary, language: Language) -> Option<(Prose, Grid)> {
    let mut counts = summary.counts.iter();
    let ix = counts.position(|it| it.name == Scalar::ServiceLoss.name())?;
    let mean = &summary.counts[ix].mean;
    if mean.estimate <= 0.0 {
        return None;
    }
    let value = || printed(mean).at(&format!("counts.{ix}"));
    let finding = say!(language, "figures.convergence-finding", value = value());
    let name = Prose::from(language.word("count", summary.counts[ix].name));
    let head = Head::new(language).words("results.what");
    let grid = head.numbers("results.mean").grid(
        say!(language, "figures.convergence"),
        vec![vec![name, value()]],
    );
    Some((finding, grid))
}

/// How long something takes, by severity.
pub(super) fn durations(summary: &Summary, measure: Measure, language: Language) -> Grid {
    let all = summary.durations.iter().enumerate();
    let own: Vec<_> = all.filter(|(_, it)| it.measure == measure).collect();
    // One severity alone says the same as all.
    let single = own.len() <= 2;
    let own = own.into_iter();
    let rows = own
        .filter(|(_, it)| !single || it.severity.is_none())
        .map(|(ix, it)| {
            let at = format!("durations.{ix}");
            let time = |value: Option<&Estimate>, of: &str| {
                reached(value, &format!("{at}.{of}"), language)
            };
            let severity = it.severity.unwrap_or("all");
            vec![
                language.word("severity", severity).into(),
                Number::new(grouped(it.n), format!("{at}.n")).into(),
                time(it.median.as_ref(), "median"),
                time(it.p90.as_ref(), "p90"),
                time(it.mean.as_ref(), "mean"),
                Number::new(grouped(it.censored), format!("{at}.censored")).into(),
            ]
        });
    let rows = rows.collect();
    Head::new(language)
        .words("run.times.severity")
        .numbers("run.times.incidents")
        .numbers("run.times.half")
        .numbers("run.times.most")
        .numbers("results.time-mean")
        .numbers("results.open")
        .grid(language.word("times", measure.name()).into(), rows)
}

/// The deadlines.
pub(in crate::report) fn targets(summary: &Summary, language: Language) -> Grid {
    let rows = summary.targets.iter().enumerate().map(|(ix, it)| {
        let at = format!("targets.{ix}");
        let count = |value: u64, of: &str| Number::new(grouped(value), format!("{at}.{of}"));
        vec![
            Prose::from(&it.name),
            or_none(
                it.share
                    .as_ref()
                    .map(|it| printed_share(it).at(&format!("{at}.share"))),
            ),
            count(it.met, "met").into(),
            count(it.missed, "missed").into(),
            count(it.undecided, "undecided").into(),
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("simulated.target")
        .numbers("results.in-time")
        .numbers("results.met")
        .numbers("results.missed")
        .numbers("results.undecided")
        .grid(say!(language, "results.targets"), rows)
}

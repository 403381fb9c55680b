//! Why milestones were missed and deadlines passed.

use crate::report::causes_text::source_said;
use crate::report::head::Head;
use crate::report::language::{Language, say};
use crate::report::page::prose::{Number, Prose};
use crate::report::page::tree::Grid;
use crate::report::page_parts::none;
use crate::report::words::{grouped, printed_share};
use crate::study::summary::Summary;

/// Most causes of one milestone, and reasons of one target, with a row of their own.
const MOST: usize = 5;

/// The misses that have no row of their own, as a row; `causes` of `at`, from the first without.
fn rest(
    name: &str,
    (at, from): (&str, usize),
    missed: &[u64],
    columns: usize,
    language: Language,
) -> Option<Vec<Prose>> {
    let rest = missed.get(from..).filter(|it| !it.is_empty())?;
    let places = (from..missed.len()).map(|ix| format!("{at}.missed_by.{ix}.missed"));
    let places: Vec<String> = places.collect();
    let sum = Number::new(grouped(rest.iter().sum()), places.join(" + "));
    let count = Number::new(
        rest.len().to_string(),
        format!("count({at}.missed_by) - {from}"),
    );
    let mut row = vec![
        Prose::from(name),
        say!(language, "results.more-causes", count = count),
    ];
    row.resize(columns - 2, none());
    row.push(sum.into());
    row.push(none());
    Some(row)
}

/// The causes of the misses of every milestone that was missed, those of the one missed most
/// first.
pub(in crate::report) fn milestones(summary: &Summary, language: Language) -> Grid {
    let mut rows: Vec<Vec<Prose>> = Vec::new();
    for (ix, milestone) in summary.missed_milestones() {
        let at = format!("milestones.{ix}");
        for (cause_ix, it) in milestone.missed_by.iter().take(MOST).enumerate() {
            let cause = format!("{at}.missed_by.{cause_ix}");
            let kind = it
                .kind_name
                .as_ref()
                .map_or_else(|| say!(language, "results.outage"), Prose::from);
            let began = it.source.as_ref().map_or_else(
                || say!(language, "cause.unknown"),
                |it| {
                    say!(
                        language,
                        "results.cause",
                        source = source_said(it, language),
                        kind = kind
                    )
                },
            );
            rows.push(vec![
                Prose::from(&milestone.name),
                began,
                it.names.join(" → ").into(),
                Number::new(grouped(it.missed), format!("{cause}.missed")).into(),
                printed_share(&it.share).at(&format!("{cause}.share")),
            ]);
        }
        let missed: Vec<u64> = milestone.missed_by.iter().map(|it| it.missed).collect();
        rows.extend(rest(&milestone.name, (&at, MOST), &missed, 5, language));
    }
    Head::new(language)
        .words("simulated.milestone")
        .words("results.began-with")
        .words("results.by-way-of")
        .numbers("results.missed")
        .numbers("results.share-of-misses")
        .grid(say!(language, "results.causes"), rows)
}

/// What took longest where deadlines of a target passed.
pub(in crate::report) fn targets(summary: &Summary, language: Language) -> Grid {
    let mut rows: Vec<Vec<Prose>> = Vec::new();
    for (ix, target) in summary.targets.iter().enumerate() {
        let at = format!("targets.{ix}");
        for (reason_ix, it) in target.missed_by.iter().take(MOST).enumerate() {
            let reason = format!("{at}.missed_by.{reason_ix}");
            rows.push(vec![
                Prose::from(&target.name),
                source_said(&it.source, language),
                language.word("holdup", it.held_up_by).into(),
                Number::new(grouped(it.missed), format!("{reason}.missed")).into(),
                printed_share(&it.share).at(&format!("{reason}.share")),
            ]);
        }
        let missed: Vec<u64> = target.missed_by.iter().map(|it| it.missed).collect();
        rows.extend(rest(&target.name, (&at, MOST), &missed, 5, language));
    }
    Head::new(language)
        .words("simulated.target")
        .words("results.began-with")
        .words("results.longest")
        .numbers("results.missed")
        .numbers("results.share-of-misses")
        .grid(say!(language, "results.reasons"), rows)
}

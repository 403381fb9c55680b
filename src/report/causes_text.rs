//! Why milestones were missed and deadlines passed, in words, tables and a file.

use crate::study::causes::{LateReason, Source};
use crate::study::estimate::Estimate;
use crate::study::summary::{MilestoneSummary, Summary, TargetSummary};
use crate::text;

use super::language::{Language, say};
use super::page::prose::{Number, Prose};
use super::table::Table;
use super::words::{grouped, number_cell, percent, printed_share, share};

/// Most causes of one milestone, and reasons of one target, with a row of their own on a page.
const MOST: usize = 5;

/// A cause that all others are put under, if it has less than this share of the misses.
const TRIVIAL: f64 = 0.01;

/// What the milestone was most often missed for, as the end of a sentence; nothing if that could
/// not be told. `at` is where the milestone stands in the summary.
pub(super) fn chief_cause(
    milestone: &MilestoneSummary,
    at: &str,
    language: Language,
) -> Option<Prose> {
    let cause = milestone.missed_by.first()?;
    let source = cause.source.as_ref()?;
    // Where the cause is elsewhere: “ at the data centre”, which the site needs.
    let place = match &cause.names[..] {
        [] | [_] => None,
        [first, ..] => Some(say!(language, "cause.place", asset = first)),
    };
    let share = printed_share(&cause.share).at(&format!("{at}.missed_by.0.share"));
    Some(say!(
        language,
        "cause.chief",
        share = share,
        source = source_said(source, language),
        place = place
    ))
}

/// What a miss goes back to, and whether it was scripted.
pub(super) fn source_said(source: &Source, language: Language) -> Prose {
    let name = &source.name;
    if source.scripted {
        say!(language, "cause.scripted", name = name)
    } else {
        say!(language, "cause.source", name = name)
    }
}

/// What held up most of what missed a target's deadline.
pub(super) struct ChiefReason {
    /// As [`Holdup::name`](crate::outcome::Holdup).
    pub held_up_by: &'static str,
    /// As the end of a sentence.
    pub said: Prose,
}

/// What most deadlines of a target were missed for. `at` is where the target stands in the
/// summary.
pub(super) fn chief_reason(
    target: &TargetSummary,
    at: &str,
    language: Language,
) -> Option<ChiefReason> {
    let (words, part) = chief_holdup(&target.missed_by)?;
    let of_it = || {
        let all = target.missed_by.iter().enumerate();
        all.filter(|(_, reason)| reason.words == words)
    };
    let places: Vec<String> = of_it()
        .map(|(ix, _)| format!("{at}.missed_by.{ix}.missed"))
        .collect();
    let from = format!("{} / {at}.missed", places.join(" + "));
    let held_up_by = of_it().next()?.1.held_up_by;
    let said = percent(part);
    let number = Number::times(said.trim_end_matches('%'), from, 100.0);
    Some(ChiefReason {
        held_up_by,
        said: say!(
            language,
            "cause.reason",
            share = Prose::unit(number, "%"),
            holdup = language.word("holdup", held_up_by)
        ),
    })
}

/// What took longest most often, over all that incidents go back to, and its share.
pub(super) fn chief_holdup(reasons: &[LateReason]) -> Option<(&'static str, f64)> {
    let mut sums: Vec<(&'static str, u64)> = Vec::new();
    for reason in reasons {
        match sums.iter_mut().find(|it| it.0 == reason.words) {
            Some(known) => known.1 += reason.missed,
            None => sums.push((reason.words, reason.missed)),
        }
    }
    let all: u64 = sums.iter().map(|it| it.1).sum();
    let (words, missed) = sums.into_iter().max_by_key(|it| it.1)?;
    Some((words, missed as f64 / all as f64))
}

/// Causes of the misses of every milestone that was missed.
pub(super) fn milestones(summary: &Summary) -> Table {
    let mut table =
        Table::new(&["milestone, cause", "by way of", "missed", "share of misses"]).more_text(1);
    for milestone in &summary.milestones {
        let all = total(milestone);
        if all > 0 {
            table.row(vec![milestone.name.clone(), String::new(), grouped(all)]);
            milestone_rows(&mut table, milestone, "  ");
        }
    }
    table
}

/// A row for each of the chief causes of a milestone's misses, and one for the rest.
pub(super) fn milestone_rows(table: &mut Table, milestone: &MilestoneSummary, indent: &str) {
    let shown = shown(milestone.missed_by.iter().map(|it| it.share.estimate));
    for cause in &milestone.missed_by[..shown] {
        let what = match (&cause.source, &cause.kind_name) {
            (None, _) => "could not be told".to_owned(),
            (Some(source), Some(kind)) => format!("{}: {kind}", source.words()),
            (Some(source), None) => format!("{}: outage", source.words()),
        };
        table.row(vec![
            format!("{indent}{what}"),
            cause.names.join(" → "),
            grouped(cause.missed),
            share(&cause.share),
        ]);
    }
    let rest = &milestone.missed_by[shown..];
    let missed: u64 = rest.iter().map(|it| it.missed).sum();
    more(table, (rest.len(), indent), missed, total(milestone));
}

fn total(milestone: &MilestoneSummary) -> u64 {
    milestone.missed_by.iter().map(|it| it.missed).sum()
}

/// Reasons of the missed deadlines of every target.
pub(super) fn targets(summary: &Summary) -> Table {
    let mut table =
        Table::new(&["target, cause", "longest part", "missed", "share of misses"]).more_text(1);
    for target in &summary.targets {
        if target.missed > 0 {
            let all = grouped(target.missed);
            table.row(vec![target.name.clone(), String::new(), all]);
            target_rows(&mut table, target, "  ");
        }
    }
    table
}

/// A row for each of the chief reasons of a target's missed deadlines, and one for the rest.
pub(super) fn target_rows(table: &mut Table, target: &TargetSummary, indent: &str) {
    let shown = shown(target.missed_by.iter().map(|it| it.share.estimate));
    for reason in &target.missed_by[..shown] {
        table.row(vec![
            format!("{indent}{}", reason.source.words()),
            reason.words.to_owned(),
            grouped(reason.missed),
            share(&reason.share),
        ]);
    }
    let rest: &[LateReason] = &target.missed_by[shown..];
    let missed: u64 = rest.iter().map(|it| it.missed).sum();
    more(table, (rest.len(), indent), missed, target.missed);
}

/// How many of some shares, the greatest first, have a row of their own.
fn shown(shares: impl ExactSizeIterator<Item = f64>) -> usize {
    if shares.len() == MOST + 1 {
        return MOST + 1;
    }
    shares.take(MOST).take_while(|it| *it >= TRIVIAL).count()
}

fn more(table: &mut Table, (rows, indent): (usize, &str), missed: u64, all: u64) {
    if rows > 0 {
        let part = 100.0 * missed as f64 / all as f64;
        table.row(vec![
            format!("{indent}{rows} more"),
            String::new(),
            grouped(missed),
            format!("{}%", super::words::decimal(part, 1)),
        ]);
    }
}

/// `causes.csv`: every cause of a missed milestone and every reason of missed deadlines, a row
/// each. The missed of one milestone or target add up to all of its misses.
pub(super) fn csv(summary: &Summary) -> String {
    let mut text =
        "of,id,from,kind,held_up_by,chain,missed,share,share_low,share_high\n".to_owned();
    let mut row = |cells: [&str; 6], missed: u64, share: &Estimate| {
        let cells: Vec<String> = cells
            .iter()
            .map(|it| text::csv_cell(it).into_owned())
            .collect();
        text.push_str(&format!(
            "{},{missed},{},{},{}\n",
            cells.join(","),
            share.estimate,
            number_cell(share.low),
            number_cell(share.high)
        ));
    };
    for milestone in &summary.milestones {
        for it in &milestone.missed_by {
            let from = it.source.as_ref().map_or("", |source| &source.from);
            let kind = it.kind.as_deref().unwrap_or("");
            let cells = [
                "milestone",
                &milestone.id,
                from,
                kind,
                "",
                &it.chain.join(" "),
            ];
            row(cells, it.missed, &it.share);
        }
    }
    for target in &summary.targets {
        for it in &target.missed_by {
            let cells = ["target", &target.id, &it.source.from, "", it.held_up_by, ""];
            row(cells, it.missed, &it.share);
        }
    }
    text
}

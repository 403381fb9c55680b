//! Why milestones and targets were missed, and what would have kept them, for the terminal and as
//! a table.

use crate::scenario::document::AssetIx;
use crate::stats::{Moments, wilson};
use crate::study::counterfactuals::{Counterfactuals, Effect, Flips};
use crate::study::estimate::{CONFIDENCE, Estimate};
use crate::study::measures::Unit;
use crate::study::summary::{MilestoneSummary, Summary, TargetSummary};
use crate::text;
use crate::text::Width;
use crate::world::World;

use super::causes_text;
use super::table::Table;
use super::verdict_words::NumberFormat;
use super::words::{bare, decimal, first_upper, grouped, number_cell, share};

/// What reasons are told of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told<'a> {
    /// The scenario.
    pub world: &'a World,
    /// The replications as they are.
    pub summary: &'a Summary,
    /// What each change does.
    pub found: &'a Counterfactuals,
    /// Whether each milestone is told of, in the order of the scenario.
    pub milestones: &'a [bool],
    /// Whether each target is.
    pub targets: &'a [bool],
}

impl Told<'_> {
    fn milestones(&self) -> impl Iterator<Item = (usize, &MilestoneSummary)> {
        let all = self.summary.milestones.iter().enumerate();
        all.filter(|(ix, _)| self.milestones[*ix])
    }

    fn targets(&self) -> impl Iterator<Item = (usize, &TargetSummary)> {
        let all = self.summary.targets.iter().enumerate();
        all.filter(|(ix, _)| self.targets[*ix])
    }

    /// Each change in words with its effect.
    fn changes(&self) -> impl Iterator<Item = (String, &Effect)> {
        let document = &self.world.document;
        let all = self.found.changes.iter();
        all.map(|(change, effect)| (change.words(document), effect))
    }

    fn name(&self, asset: AssetIx) -> &str {
        &self.world.document.assets[asset.ix()].name
    }
}

/// Sentences and tables for a terminal of a width.
pub(crate) fn plain(told: &Told<'_>, width: Width) -> String {
    let mut text = format!("{}\n", told.summary.name);
    let mut kept = Vec::new();
    for (ix, milestone) in told.milestones() {
        let touched = |it: &(String, &Effect)| it.1.milestones[ix] != Flips::default();
        if milestone.missed_by.is_empty() && !told.changes().any(|it| touched(&it)) {
            kept.push(format!("“{}”", milestone.name));
        } else {
            of_milestone(told, (ix, milestone), width, &mut text);
        }
    }
    for (ix, target) in told.targets() {
        if target.missed == 0 {
            kept.push(format!("“{}”", target.name));
        } else {
            of_target(told, (ix, target), width, &mut text);
        }
    }
    let all = grouped(told.summary.replications);
    if !kept.is_empty() {
        let never = format!(
            "\nNever missed in {all} histories, nor with any of the changes: {}.\n",
            kept.join(", ")
        );
        text.push_str(&width.prose(&never));
    }
    let method = format!(
        "\n{all} histories, seed {}, each run as it is and once with each of {} changes, on the same \
         draws: injects left out, slow fallbacks ready, consent given, everything noticed at once, \
         crews ready. A miss has one cause (see docs/model.md, 7.13); one that several changes would \
         have kept is counted for each. Intervals: 95%, each for itself (shares: Wilson; differences: \
         Student t over histories).\n",
        told.summary.seed,
        told.found.changes.len()
    );
    text + &width.prose(&method)
}

fn of_milestone(
    told: &Told<'_>,
    (ix, milestone): (usize, &MilestoneSummary),
    width: Width,
    text: &mut String,
) {
    let all = told.summary.replications;
    let missed = all - milestone.kept;
    let head = format!(
        "\n“{}” was missed in {} of {} histories: it was kept in {}.\n",
        milestone.name,
        grouped(missed),
        grouped(all),
        share(&milestone.share)
    );
    text.push_str(&width.prose(&head));
    let mut causes = Table::new(&["cause", "by way of", "missed", "share of misses"]).more_text(1);
    causes_text::milestone_rows(&mut causes, milestone, "");
    if !causes.is_empty() {
        text.push_str(&format!("\n{}", causes.plain(width)));
    }
    let mut rows: Vec<(String, &Flips)> = told
        .changes()
        .map(|(words, effect)| (words, &effect.milestones[ix]))
        .filter(|(_, flips)| **flips != Flips::default())
        .collect();
    if rows.is_empty() {
        text.push_str("\nNone of the changes would have kept it.\n");
        return;
    }
    rows.sort_by_key(|(_, flips)| (std::cmp::Reverse(flips.kept_instead), flips.missed_instead));
    let mut table = Table::new(&[
        "change",
        "kept instead",
        "share of misses",
        "missed instead",
    ]);
    for (words, flips) in &rows {
        let part = wilson(flips.kept_instead, missed, CONFIDENCE).map(Estimate::from_interval);
        table.row(vec![
            words.clone(),
            grouped(flips.kept_instead),
            part.map_or_else(|| "–".to_owned(), |it| share(&it)),
            grouped(flips.missed_instead),
        ]);
    }
    text.push_str(&format!("\n{}", table.plain(width)));
    for (words, flips) in rows.iter().filter(|(_, flips)| flips.missed_instead > 0) {
        let sentence = against_intuition(told, words, flips, milestone.kept);
        text.push_str(&width.prose(&format!("\n{sentence}\n")));
    }
}

/// Why a change for the better makes histories miss a milestone that they keep.
fn against_intuition(told: &Told<'_>, words: &str, flips: &Flips, kept: u64) -> String {
    let fallen_back: u64 = flips.fallen_back.values().sum();
    let mut parts: Vec<String> = flips
        .fallen_back
        .iter()
        .map(|(asset, count)| {
            let these = match *count {
                all if all == flips.missed_instead => "there".to_owned(),
                some => format!("in {} of these", grouped(some)),
            };
            format!(
                "{these}, as things are, something earlier has started the fallback of “{}”, which \
                 carries it when it is needed; with the change it comes too late",
                told.name(*asset)
            )
        })
        .collect();
    match flips.missed_instead - fallen_back {
        0 => {}
        rest if parts.is_empty() && rest == flips.missed_instead => parts.push(
            "crews are sent elsewhere or at other times, and come later to what makes it fail"
                .to_owned(),
        ),
        rest => parts.push(format!(
            "in {} crews are sent elsewhere or at other times",
            grouped(rest)
        )),
    }
    format!(
        "{}, {} of the {} histories that keep it would miss it: {}.",
        first_upper(words),
        grouped(flips.missed_instead),
        grouped(kept),
        parts.join("; ")
    )
}

fn of_target(
    told: &Told<'_>,
    (ix, target): (usize, &TargetSummary),
    width: Width,
    text: &mut String,
) {
    let per_history = target.missed as f64 / told.summary.replications as f64;
    let head = format!(
        "\n“{}” was missed {} times, {} in a history in the mean.\n",
        target.name,
        grouped(target.missed),
        bare(per_history)
    );
    text.push_str(&width.prose(&head));
    let mut causes =
        Table::new(&["cause", "longest part", "missed", "share of misses"]).more_text(1);
    causes_text::target_rows(&mut causes, target, "");
    text.push_str(&format!("\n{}", causes.plain(width)));
    let mut rows: Vec<(String, Estimate)> = told
        .changes()
        .map(|(words, effect)| (words, &effect.fewer_missed[ix]))
        .filter(|(_, fewer)| is_shown(fewer))
        .filter_map(|(words, fewer)| {
            Some((words, Estimate::from_interval(fewer.interval(CONFIDENCE)?)))
        })
        .collect();
    if rows.is_empty() {
        text.push_str("\nNone of the changes shows a difference.\n");
        return;
    }
    rows.sort_by(|a, b| b.1.estimate.total_cmp(&a.1.estimate));
    let mut table = Table::new(&["change", "fewer missed in a history", "of all misses"]);
    for (words, fewer) in &rows {
        let part = 100.0 * fewer.estimate / per_history;
        table.row(vec![words.clone(), difference(fewer), percent(part)]);
    }
    text.push_str(&format!("\n{}", table.plain(width)));
}

/// `1.64 (1.33 to 1.95)`, `−0.8 (−1.1 to −0.4)`.
fn difference(of: &Estimate) -> String {
    let (low, high) = (
        of.low.unwrap_or(of.estimate),
        of.high.unwrap_or(of.estimate),
    );
    let format = NumberFormat::between(Unit::Count, low, high);
    let number = |value| format.number(value);
    format!(
        "{} ({} to {})",
        number(of.estimate),
        number(low),
        number(high)
    )
}

fn percent(part: f64) -> String {
    match part {
        part if part > 0.0 && part < 0.5 => "less than 1%".to_owned(),
        part if part < 0.0 => format!("−{}%", decimal(-part, 0)),
        part => format!("{}%", decimal(part, 0)),
    }
}

/// Whether an interval of differences leaves nothing out.
fn is_shown(fewer: &Moments) -> bool {
    let interval = fewer.interval(CONFIDENCE);
    interval.is_some_and(|it| it.low > 0.0 || it.high < 0.0)
}

/// A row for each milestone or target and change.
pub(crate) fn csv(told: &Told<'_>) -> String {
    let mut text = "of,id,change,replications,missed,kept_instead,missed_instead,fallen_back,\
                    fewer_missed,fewer_missed_low,fewer_missed_high\n"
        .to_owned();
    let document = &told.world.document;
    let all = told.summary.replications;
    for (ix, milestone) in told.milestones() {
        for (change, effect) in &told.found.changes {
            let flips = &effect.milestones[ix];
            let fallen_back: u64 = flips.fallen_back.values().sum();
            text.push_str(&format!(
                "milestone,{},{},{all},{},{},{},{fallen_back},,,\n",
                text::csv_cell(&milestone.id),
                text::csv_cell(&change.id(document)),
                all - milestone.kept,
                flips.kept_instead,
                flips.missed_instead
            ));
        }
    }
    for (ix, target) in told.targets() {
        for (change, effect) in &told.found.changes {
            let fewer = &effect.fewer_missed[ix];
            let interval = fewer.interval(CONFIDENCE).map(Estimate::from_interval);
            text.push_str(&format!(
                "target,{},{},{all},{},,,,{},{},{}\n",
                text::csv_cell(&target.id),
                text::csv_cell(&change.id(document)),
                target.missed,
                number_cell(fewer.mean()),
                number_cell(interval.and_then(|it| it.low)),
                number_cell(interval.and_then(|it| it.high))
            ));
        }
    }
    text
}

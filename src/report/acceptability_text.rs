//! What to choose by what an hour is worth, in words and as a table.

use crate::study::measures::Unit;
use crate::study::uncertain::summary::MeasureUnder;
use crate::study::uncertain::{Acceptability, UncertainSummary};
use crate::text;

use super::table::Table;
use super::words::{bare, grouped, percent};

/// In how many of its own units a unit of a measure is counted here: a share in percentage points.
pub(super) const fn per_unit(unit: Unit) -> f64 {
    match unit {
        Unit::Share => 0.01,
        Unit::Hours | Unit::Count | Unit::WeightedHours => 1.0,
    }
}

fn one(unit: Unit) -> &'static str {
    match unit {
        Unit::Share => "percentage point",
        Unit::Hours => "hour",
        Unit::WeightedHours => "weighted hour",
        Unit::Count => "one",
    }
}

/// What the worths are, for an axis.
pub(super) fn worth(measure: &MeasureUnder) -> String {
    format!(
        "What one {} in the {} is worth (expert-days)",
        one(measure.unit),
        measure.words
    )
}

/// `0.42`, `3.1`, `120` expert-days.
fn days(value: f64) -> String {
    match value.abs() {
        small if small >= 100.0 => grouped((value + 0.5) as u64),
        _ => bare(value),
    }
}

/// The frontier in a sentence without a full stop.
pub(super) fn headline(
    summary: &UncertainSummary,
    measure: &MeasureUnder,
    it: &Acceptability,
) -> String {
    let factor = per_unit(measure.unit);
    match &it.frontier[..] {
        [] => "Nothing to choose from".to_owned(),
        [only] => format!(
            "{} is the best on average whatever one {} is worth",
            summary.name_of(&only.policy),
            one(measure.unit)
        ),
        [.., last] => format!(
            "{} is the best on average where one {} is worth {} expert-days or more",
            summary.name_of(&last.policy),
            one(measure.unit),
            days(last.worth * factor)
        ),
    }
}

/// The choice by worth in a sentence or two of Markdown.
pub(super) fn sentence(summary: &UncertainSummary, measure: &MeasureUnder) -> Option<String> {
    let it = summary
        .acceptability
        .as_ref()
        .filter(|it| it.measure == measure.name)?;
    let cost = |id: &str| {
        let entry = it.policies.iter().find(|entry| entry.policy == id);
        entry.map_or(0.0, |entry| entry.expert_days)
    };
    let factor = per_unit(measure.unit);
    let (first, rest) = it.frontier.split_first()?;
    let cheapest = format!(
        "`{}` costs the least, {} expert-days",
        first.policy,
        days(cost(&first.policy))
    );
    if rest.is_empty() {
        return Some(format!(
            "{cheapest}, and is the best on average whatever one {} is worth.",
            one(measure.unit)
        ));
    }
    let steps: Vec<String> = rest
        .iter()
        .map(|from| {
            format!(
                "from {} expert-days on `{}` ({})",
                days(from.worth * factor),
                from.policy,
                days(cost(&from.policy))
            )
        })
        .collect();
    Some(format!(
        "{cheapest}. By what one {} is worth, the best on average is {}.",
        one(measure.unit),
        steps.join(", ")
    ))
}

/// Chances by worth: a row for each worth at which the best on average changes, and between.
pub(super) fn table(summary: &UncertainSummary, measure: &MeasureUnder) -> Option<Table> {
    const ROWS: usize = 7;
    let it = summary
        .acceptability
        .as_ref()
        .filter(|it| it.measure == measure.name)?;
    let factor = per_unit(measure.unit);
    let mut table = Table::new(&[
        "worth",
        "best on average",
        "its chance",
        "likeliest",
        "its chance",
    ]);
    let last = it.worths.len().checked_sub(1)?;
    for row in 0..ROWS {
        let step = row * last / (ROWS - 1);
        let worth = it.worths[step];
        let best = it.best_at(worth)?;
        let own = it
            .policies
            .iter()
            .position(|entry| entry.policy == best.policy)?;
        let likeliest = (0..it.policies.len()).reduce(|best, ix| {
            if it.chances[ix][step] > it.chances[best][step] {
                ix
            } else {
                best
            }
        })?;
        table.row(vec![
            days(worth * factor),
            format!("`{}`", best.policy),
            percent(it.chances[own][step]),
            format!("`{}`", it.policies[likeliest].policy),
            percent(it.chances[likeliest][step]),
        ]);
    }
    Some(table)
}

/// `acceptability.csv`: a row for each worth and policy.
pub(super) fn csv(it: &Acceptability) -> String {
    let mut table =
        "measure,worth_expert_days_per_unit,policy,expert_days,best_chance,best_on_average\n"
            .to_owned();
    for (step, worth) in it.worths.iter().enumerate() {
        let best = it.best_at(*worth);
        for (entry, chances) in it.policies.iter().zip(&it.chances) {
            let average = best.is_some_and(|from| from.policy == entry.policy);
            table.push_str(&format!(
                "{},{worth},{},{},{},{average}\n",
                text::csv_cell(&it.measure),
                text::csv_cell(&entry.policy),
                entry.expert_days,
                chances[step]
            ));
        }
    }
    table
}

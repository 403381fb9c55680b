//! A sweep as tidy tables: `sweep.csv` and `factors.csv`.

use crate::study::measures::Unit;
use crate::study::sweep::{Kind, Layout, Plan, Responses, SweepSummary};
use crate::text;

use super::sweep_words::values_of;

/// `sweep.csv`: a row for each point and measure, tidy; numbers of factors in their unit, of
/// measures in hours, shares or counts.
///
/// # Errors
/// If the writer fails, which writing to memory does not.
pub(crate) fn write(
    summary: &SweepSummary,
    plan: &Plan,
    responses: &Responses,
) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut head = vec!["point".to_owned(), "part".to_owned()];
    for factor in &plan.factors {
        let unit = factor.kind.unit();
        let unit = if unit.is_empty() {
            String::new()
        } else {
            format!(" [{unit}]")
        };
        head.push(format!("{}{unit}", factor.path));
    }
    head.extend(["measure", "unit", "replications", "estimate", "low", "high"].map(str::to_owned));
    writer.write_record(&head)?;
    for (ix, (row, responses)) in plan.rows.iter().zip(&responses.rows).enumerate() {
        for (measure, response) in summary.measures.iter().zip(responses) {
            let mut record = vec![(ix + 1).to_string(), part(plan, ix)];
            let pairs = plan.factors.iter().zip(row);
            record.extend(pairs.map(|(factor, level)| match factor.kind {
                Kind::Choice | Kind::Date => text::csv_cell(&level.text).into_owned(),
                _ => number(level.value),
            }));
            let unit = match measure.unit {
                Unit::Hours => "hours",
                Unit::Share => "share",
                Unit::Count => "count",
                Unit::WeightedHours => "weighted hours",
            };
            record.extend([measure.name.clone(), unit.to_owned()]);
            record.push(summary.replications.to_string());
            record.extend([response.value, response.low, response.high].map(number));
            writer.write_record(&record)?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

/// `factors.csv`: what each factor is called, with its path, unit, values, and what the scenario
/// itself says.
///
/// # Errors
/// If the writer fails, which writing to memory does not.
pub(crate) fn factors(summary: &SweepSummary) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["factor", "path", "unit", "values", "now"])?;
    for factor in &summary.factors {
        writer.write_record([
            &*text::csv_cell(&factor.label),
            &*text::csv_cell(&factor.path),
            factor.kind.unit(),
            &*text::csv_cell(&values_of(factor)),
            &*text::csv_cell(factor.own_text.as_deref().unwrap_or_default()),
        ])?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

/// A number, or nothing where it is unknown.
fn number(value: f64) -> String {
    if value.is_finite() {
        value.to_string()
    } else {
        String::new()
    }
}

/// Which part of the plan a row is of: `A`, `B`, `A with PATH of B`, `path 3`.
fn part(plan: &Plan, row: usize) -> String {
    match &plan.layout {
        Layout::Grid { .. } => "grid".to_owned(),
        Layout::Sample => "sample".to_owned(),
        Layout::Mixed { rows } => match row / rows {
            0 => "A".to_owned(),
            1 => "B".to_owned(),
            part => format!("A with {} of B", plan.factors[part - 2].path),
        },
        Layout::Paths(_) => format!("path {}", row / (plan.factors.len() + 1) + 1),
    }
}

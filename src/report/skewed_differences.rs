//! Differences that are too skewed for Student's interval alone, in a table.

use crate::study::comparison::MeasureResult;

use super::table::Table;
use super::verdict_words::NumberFormat;
use super::words::decimal;

/// The skewed differences of a measure with both intervals of each by itself; `None` if there
/// are none.
pub(super) fn table(measure: &MeasureResult) -> Option<Table> {
    let mut table = Table::new(&[
        "policy",
        "skewness",
        "Student's t (95%, by itself)",
        "BCa (95%, by itself)",
    ]);
    let mut any = false;
    for row in &measure.rows {
        let Some(it) = row.difference else { continue };
        let (Some(skewness), Some(low), Some(high)) = (it.skewness, it.bca_low, it.bca_high) else {
            continue;
        };
        let largest = low.abs().max(high.abs());
        let format = NumberFormat::new(measure.unit, largest, (high - low) / 2.0);
        let limits =
            |low: f64, high: f64| format!("{} to {}", format.number(low), format.apart(high));
        let sign = if skewness < 0.0 { "−" } else { "" };
        any = true;
        table.row(vec![
            row.policy.clone(),
            format!("{sign}{}", decimal(skewness.abs(), 1)),
            match (it.own.low, it.own.high) {
                (Some(low), Some(high)) => limits(low, high),
                _ => "–".to_owned(),
            },
            limits(low, high),
        ]);
    }
    any.then_some(table)
}

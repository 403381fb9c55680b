//! The charts of a comparison.

use crate::chart::{Caption, ChartError, Forest, ForestRow, Sense, Svg};
use crate::study::comparison::{Comparison, MeasureResult, Verdict};
use crate::study::measures::{Better, Unit};

use super::difference_words::signed;
use super::words;

/// A chart of a comparison.
#[derive(Clone, Debug)]
pub struct Picture {
    /// File name without ending.
    pub file: String,
    /// What it shows.
    pub title: String,
    /// The drawing.
    pub drawing: Svg,
}

/// Draws the charts of a comparison, the headline's first.
///
/// # Errors
/// If the drawing backend fails.
pub fn draw(comparison: &Comparison) -> Result<Vec<Picture>, ChartError> {
    let mut figures = Vec::new();
    for measure in &comparison.measures {
        let forest = forest(comparison, measure);
        figures.push(Picture {
            file: format!("differences-{}", measure.name.replace(':', "-")),
            title: forest.caption.title.clone(),
            drawing: forest.draw()?,
        });
    }
    Ok(figures)
}

/// The words around every chart of a comparison.
fn caption(comparison: &Comparison, title: String) -> Caption {
    Caption {
        title,
        subtitle: comparison.name.clone(),
        statistic: String::new(),
        interval: String::new(),
        replications: comparison.replications,
        note: String::new(),
        source: format!(
            "Sortie {} · scenario {} · seed {} · common random numbers",
            comparison.sortie, comparison.scenario, comparison.seed
        ),
    }
}

/// What the baseline is called in a sentence.
fn baseline(comparison: &Comparison) -> &str {
    comparison.name_of(&comparison.baseline)
}

/// Differences of a measure.
fn forest(comparison: &Comparison, measure: &MeasureResult) -> Forest {
    let largest = measure
        .rows
        .iter()
        .filter_map(|row| row.difference)
        .flat_map(|it| {
            [
                it.own.estimate,
                it.together_low.unwrap_or(0.0),
                it.together_high.unwrap_or(0.0),
            ]
        })
        .fold(0.0, |most: f64, value| most.max(value.abs()));
    let (factor, sign) = axis_unit(measure.unit, largest);
    let rows = comparison
        .policies
        .iter()
        .zip(&measure.rows)
        .skip(1)
        .map(|(policy, row)| {
            let both = |low: Option<f64>, high: Option<f64>| Some((low? * factor, high? * factor));
            ForestRow {
                label: policy.name.clone(),
                estimate: row.difference.map(|it| it.own.estimate * factor),
                own: row.difference.and_then(|it| both(it.own.low, it.own.high)),
                together: row
                    .difference
                    .and_then(|it| both(it.together_low, it.together_high)),
                words: row
                    .difference
                    .as_ref()
                    .map_or_else(|| "no value".to_owned(), |it| signed(measure.unit, it)),
                sense: match row.difference.map(|it| it.verdict) {
                    Some(Verdict::Better) => Sense::Better,
                    Some(Verdict::Worse) => Sense::Worse,
                    Some(Verdict::Different) => Sense::Different,
                    Some(Verdict::Same) => Sense::Same,
                    _ => Sense::Open,
                },
            }
        })
        .collect();
    let (left, right) = match measure.better {
        Better::Lower => ("better", "worse"),
        Better::Higher => ("worse", "better"),
        Better::Neither => ("less", "more"),
    };
    let unit = if sign.is_empty() {
        String::new()
    } else {
        format!(" ({sign})")
    };
    let note = if measure.note.is_empty() {
        String::new()
    } else {
        format!("Incidents: {}", measure.note)
    };
    Forest {
        caption: Caption {
            statistic:
                "Difference to the baseline, replication by replication on the same incidents"
                    .to_owned(),
            interval: format!(
                "Thick: 95% for itself; thin: all {} differences of the comparison together at 95%",
                comparison.comparisons
            ),
            note,
            ..caption(
                comparison,
                format!("What each policy does to the {}", measure.words),
            )
        },
        measure: format!("Difference in the {}{unit}", measure.words),
        baseline: baseline(comparison).to_owned(),
        left: left.to_owned(),
        right: right.to_owned(),
        rows,
    }
}

/// The unit of an axis for values up to `largest`: a factor and its sign.
fn axis_unit(unit: Unit, largest: f64) -> (f64, &'static str) {
    match unit {
        Unit::Hours => match words::Unit::of(largest) {
            words::Unit::Seconds => (3600.0, "s"),
            words::Unit::Minutes => (60.0, "min"),
            words::Unit::Hours => (1.0, "h"),
            words::Unit::Days => (1.0 / 24.0, "d"),
        },
        Unit::Share => (100.0, "percentage points"),
        Unit::Count => (1.0, ""),
        Unit::WeightedHours => (1.0, "weighted hours"),
    }
}

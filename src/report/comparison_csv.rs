//! A comparison as the tidy `comparison.csv`.

use crate::study::comparison::Comparison;

use super::words::number_cell as number;

/// The comparison as CSV: a row for each measure and policy.
///
/// # Errors
/// If a row can't be written.
pub(crate) fn csv(comparison: &Comparison) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "measure",
        "unit",
        "better",
        "policy",
        "baseline",
        "replications",
        "n",
        "value",
        "value_low",
        "value_high",
        "pairs",
        "difference",
        "difference_low",
        "difference_high",
        "bca_low",
        "bca_high",
        "together_low",
        "together_high",
        "p_value",
        "p_holm",
        "variance_saved",
        "verdict",
        "may_be_best",
        "ahead_at_most",
        "behind_at_most",
        "relative",
        "worthwhile",
        "equivalence_low",
        "equivalence_high",
        "lead_at_least",
    ])?;
    for measure in &comparison.measures {
        for row in &measure.rows {
            let difference = row.difference.as_ref();
            writer.write_record([
                measure.name.clone(),
                measure.unit.name().to_owned(),
                measure.better.name().to_owned(),
                row.policy.clone(),
                comparison.baseline.clone(),
                comparison.replications.to_string(),
                row.n.to_string(),
                number(row.value.map(|it| it.estimate)),
                number(row.value.and_then(|it| it.low)),
                number(row.value.and_then(|it| it.high)),
                difference.map_or_else(String::new, |it| it.n.to_string()),
                number(difference.map(|it| it.own.estimate)),
                number(difference.and_then(|it| it.own.low)),
                number(difference.and_then(|it| it.own.high)),
                number(difference.and_then(|it| it.bca_low)),
                number(difference.and_then(|it| it.bca_high)),
                number(difference.and_then(|it| it.together_low)),
                number(difference.and_then(|it| it.together_high)),
                number(difference.and_then(|it| it.p_value)),
                number(difference.and_then(|it| it.p_holm)),
                number(difference.and_then(|it| it.variance_saved)),
                difference.map_or_else(String::new, |it| it.verdict.name().to_owned()),
                row.best
                    .map_or_else(String::new, |it| it.may_be_best.to_string()),
                number(row.best.map(|it| it.ahead)),
                number(row.best.map(|it| it.behind)),
                number(difference.and_then(|it| it.relative)),
                number(measure.worthwhile.map(|it| it.size)),
                number(difference.and_then(|it| it.equivalence_low)),
                number(difference.and_then(|it| it.equivalence_high)),
                number(row.best.map(|it| it.lead)),
            ])?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| csv::Error::from(error.into_error()))
}

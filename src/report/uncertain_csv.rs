//! A study of assumptions as tidy tables: `uncertainty.csv`, `points.csv` and `point_values.csv`.

use crate::study::uncertain::{Material, UncertainSummary};
use crate::text;

use super::words::number_cell as number;

/// The study as CSV: a row for each measure and policy.
///
/// # Errors
/// If a row can't be written.
pub(crate) fn csv(summary: &UncertainSummary) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "measure",
        "unit",
        "better",
        "policy",
        "baseline",
        "points",
        "replications",
        "value",
        "value_low",
        "value_high",
        "luck_sd",
        "assumptions_sd",
        "assumptions_share",
        "value_p5",
        "value_p95",
        "difference",
        "difference_low",
        "difference_high",
        "together_low",
        "together_high",
        "difference_luck_sd",
        "difference_assumptions_sd",
        "worthwhile",
        "better_share",
        "same_share",
        "worse_share",
        "verdict",
        "best_chance",
        "mean_regret",
        "worst_regret",
        "worst_point",
    ])?;
    for measure in &summary.measures {
        for row in &measure.rows {
            let (value, difference, choice) = (row.value, row.difference, row.choice);
            let apart = difference.map(|it| it.spread);
            writer.write_record([
                measure.name.clone(),
                measure.unit.name().to_owned(),
                measure.better.name().to_owned(),
                row.policy.clone(),
                summary.baseline.clone(),
                measure.points.to_string(),
                summary.replications.to_string(),
                number(value.map(|it| it.mean.estimate)),
                number(value.and_then(|it| it.mean.low)),
                number(value.and_then(|it| it.mean.high)),
                number(value.map(|it| it.luck_sd)),
                number(value.map(|it| it.assumptions_sd)),
                number(value.map(|it| it.assumptions_share)),
                number(value.map(|it| it.p5)),
                number(value.map(|it| it.p95)),
                number(apart.map(|it| it.mean.estimate)),
                number(apart.and_then(|it| it.mean.low)),
                number(apart.and_then(|it| it.mean.high)),
                number(difference.and_then(|it| it.together_low)),
                number(difference.and_then(|it| it.together_high)),
                number(apart.map(|it| it.luck_sd)),
                number(apart.map(|it| it.assumptions_sd)),
                number(measure.worthwhile),
                number(difference.map(|it| it.better)),
                number(difference.map(|it| it.same)),
                number(difference.map(|it| it.worse)),
                difference.map_or_else(String::new, |it| it.verdict.name().to_owned()),
                number(choice.map(|it| it.best)),
                number(choice.map(|it| it.regret)),
                number(choice.map(|it| it.worst_regret)),
                choice.map_or_else(String::new, |it| it.worst_point.to_string()),
            ])?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

/// The points as CSV: what each assumption was at each.
///
/// # Errors
/// If a row can't be written.
pub(crate) fn points(summary: &UncertainSummary) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let ids = summary.assumptions.iter().map(|it| it.id.as_str());
    writer.write_record(["point", "first_replication"].into_iter().chain(ids))?;
    for point in 0..summary.points {
        let first = point as u64 * summary.replications;
        let mut row = vec![(point + 1).to_string(), first.to_string()];
        row.extend(
            summary
                .assumptions
                .iter()
                .map(|it| it.values[point].clone()),
        );
        writer.write_record(row)?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

/// What each point gave, as CSV: a row for each point, measure and policy, with the number, mean and
/// variance of the replications, and the variance of the differences to the baseline.
pub(crate) fn values(material: &Material<'_>) -> String {
    let mut table =
        "point,measure,policy,expert_days,replications,mean,variance,difference_variance\n"
            .to_owned();
    let cell = |value: f64| number(value.is_finite().then_some(value));
    for (point, result) in material.results.iter().enumerate() {
        for (measure, sums) in material.measures.iter().zip(&result.measures) {
            for (ix, policy) in material.compared.policies.iter().enumerate() {
                table.push_str(&format!(
                    "{},{},{},{},{},{},{},{}\n",
                    point + 1,
                    text::csv_cell(&measure.name),
                    text::csv_cell(&policy.id),
                    result.costs[ix],
                    sums.count,
                    cell(sums.means[ix]),
                    cell(sums.variances[ix]),
                    cell(sums.difference_variances[ix])
                ));
            }
        }
    }
    table
}

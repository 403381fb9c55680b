//! What a selection over assumptions says of these: in sentences, a table and `points.csv`.

use crate::study::select::{OverAssumptions, Selected};
use crate::text;

use super::table::Table;
use super::words::{number_cell, plural};

/// Letters of a command that a page shows: one that sets many values is told where it stands.
const SHOWN: usize = 400;

/// What was varied, how, and what the choice does not say.
pub(super) fn varied(selected: &Selected, over: &OverAssumptions) -> String {
    let ids: Vec<String> = over
        .assumptions
        .iter()
        .map(|it| format!("`{}`", it.id))
        .collect();
    let each = usize::try_from(selected.replications_per_observation).unwrap_or(usize::MAX);
    format!(
        "Over {} ({}), drawn at random at {}, the same for every policy, with {} at each. What is the best \
         on average need not be the best whatever is true: `sortie compare --uncertain` shows where another \
         is better.",
        plural(over.assumptions.len(), "uncertain assumption"),
        ids.join(", "),
        plural(over.observations.len(), "point"),
        plural(each, "replication")
    )
}

/// The assumptions with their reasons, and how to see a history at a point.
pub(super) fn markdown(over: &OverAssumptions) -> String {
    let mut table =
        Table::new(&["assumption", "what it may be", "why it is not known"]).more_text(2);
    for it in &over.assumptions {
        table.row(vec![it.name.clone(), it.may_be.clone(), it.reason.clone()]);
    }
    let trace = if over.trace.chars().count() <= SHOWN {
        format!(
            "This traces a history at point 1: {}",
            text::code(&over.trace)
        )
    } else {
        "The command that traces a history at point 1 is long; `selection.json` has it under \
         `over_assumptions.trace`."
            .to_owned()
    };
    format!(
        "{}\n`points.csv` lists the points and what was observed at each. {trace}\n\n",
        table.markdown()
    )
}

/// The points as CSV: what each assumption was at each, and the observation of each policy.
///
/// # Errors
/// If a row can't be written.
pub(super) fn csv(selected: &Selected, over: &OverAssumptions) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut header = vec!["point".to_owned(), "first_replication".to_owned()];
    header.extend(over.assumptions.iter().map(|it| it.id.clone()));
    let means = selected.policies.iter();
    header.extend(means.map(|policy| format!("mean:{}", policy.id)));
    writer.write_record(header)?;
    for (number, observed) in over.observations.iter().enumerate() {
        let first = number as u64 * selected.replications_per_observation;
        let mut row = vec![(number + 1).to_string(), first.to_string()];
        row.extend(over.assumptions.iter().map(|it| it.values[number].clone()));
        row.extend(observed.iter().map(|value| number_cell(*value)));
        writer.write_record(row)?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

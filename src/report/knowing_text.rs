//! What it would be worth to know assumptions before choosing.

use crate::study::uncertain::UncertainSummary;
use crate::study::uncertain::summary::MeasureUnder;
use crate::text;

use super::table::Table;
use super::verdict_words::distance;

/// What it is worth to know more before choosing.
pub(super) fn sentence(summary: &UncertainSummary, measure: &MeasureUnder) -> Option<String> {
    let knowing = measure.knowing.as_ref()?;
    let far = |size: f64| distance(measure.unit, size);
    let most = knowing
        .each
        .iter()
        .filter_map(|one| Some((one, one.value?)))
        .max_by(|a, b| a.1.total_cmp(&b.1))
        .filter(|(one, value)| *value > 2.0 * one.error.unwrap_or(0.0))
        // One alone is all of them, which is told already.
        .filter(|_| knowing.each.len() > 1);
    let most = most.map_or_else(String::new, |(one, value)| {
        let name = summary
            .assumptions
            .iter()
            .find(|it| it.id == one.assumption);
        let name = name.map_or(one.assumption.as_str(), |it| it.name.as_str());
        format!(
            "; of the single ones “{}” is worth the most, {}",
            text::markdown(name),
            far(value)
        )
    });
    Some(format!(
        "Who chose `{}` now, the best on average, would gain {} on average by knowing all assumptions \
         first{most}.",
        knowing.choice,
        far(knowing.all)
    ))
}

/// What knowing each assumption is worth.
pub(super) fn table(summary: &UncertainSummary, measure: &MeasureUnder) -> Option<Table> {
    let knowing = measure.knowing.as_ref()?;
    if knowing.all <= 0.0 {
        return None;
    }
    let mut table = Table::new(&["knowing", "worth"]);
    for one in &knowing.each {
        let name = summary
            .assumptions
            .iter()
            .find(|it| it.id == one.assumption);
        let said = match (one.value, one.error) {
            (Some(value), Some(error)) => format!(
                "{} (± {})",
                distance(measure.unit, value),
                distance(measure.unit, error)
            ),
            _ => "too few points to tell".to_owned(),
        };
        let name = name.map_or(one.assumption.as_str(), |it| it.name.as_str());
        table.row(vec![name.to_owned(), said]);
    }
    table.row(vec![
        "all of them".to_owned(),
        distance(measure.unit, knowing.all),
    ]);
    Some(table)
}

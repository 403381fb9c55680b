//! A comparison in one picture: what each policy does to each measure.

use crate::chart::{Caption, Sense, VerdictCell, VerdictColumn, VerdictGrid, VerdictRow};
use crate::study::comparison::{Comparison, Difference, MeasureResult, Row, Verdict};
use crate::study::measures::Better;

use super::verdict_words::worth;
use super::words::first_upper;

/// The overview; `None` if nothing differs.
pub(super) fn overview(comparison: &Comparison, caption: Caption) -> Option<VerdictGrid> {
    let measures: Vec<&MeasureResult> = comparison.telling().collect();
    let first = measures.first()?;
    let columns = measures
        .iter()
        .map(|measure| VerdictColumn {
            label: label(measure),
            unit: measure
                .worthwhile
                .map_or_else(String::new, |it| worth(measure.unit, it)),
        })
        .collect();
    let rows = comparison
        .policies
        .iter()
        .enumerate()
        .skip(1)
        .map(|(policy, entry)| VerdictRow {
            label: entry.name.clone(),
            cells: measures
                .iter()
                .map(|measure| {
                    let row = &measure.rows[policy];
                    let difference = row.difference.as_ref()?;
                    Some(VerdictCell {
                        sense: sense(row),
                        ..cell(measure, difference)
                    })
                })
                .collect(),
        })
        .collect();
    let given = measures
        .iter()
        .any(|measure| measure.worthwhile.is_some_and(|it| it.given));
    let usual = measures
        .iter()
        .any(|measure| measure.worthwhile.is_some_and(|it| !it.given));
    let unit = match (given, usual) {
        (true, false) => "as given with the comparison or the scenario",
        (true, true) => "as given, else 1% of the baseline's value",
        _ => "1% of the baseline's value",
    };
    debug_assert!(first.differs);
    Some(VerdictGrid {
        caption: Caption {
            title: "What each policy does to each measure".to_owned(),
            statistic: format!(
                "Difference to the baseline in units of what is worth acting on ({unit}), above 0 where \
                 it is better"
            ),
            interval: format!(
                "Colours hold for all {} differences of the comparison together, at 95%",
                comparison.comparisons
            ),
            note: "Hatched: no value under one of the two".to_owned(),
            ..caption
        },
        columns,
        rows,
    })
}

fn cell(measure: &MeasureResult, difference: &Difference) -> VerdictCell {
    let size = measure.worthwhile.map(|it| it.size);
    let toward = match measure.better {
        Better::Lower => -1.0,
        Better::Higher | Better::Neither => 1.0,
    };
    let least = match (difference.together_low, difference.together_high) {
        (Some(low), _) if low > 0.0 => low,
        (_, Some(high)) if high < 0.0 => -high,
        _ => 0.0,
    };
    VerdictCell {
        sense: Sense::Open,
        worthwhile: difference.verdict.is_shown() && size.is_some_and(|size| least >= size),
        times: size.map(|size| toward * difference.own.estimate / size),
    }
}

/// What a difference comes to, for a mark.
pub(super) fn sense(row: &Row) -> Sense {
    match row.difference.map(|it| it.verdict) {
        Some(Verdict::Better) => Sense::Better,
        Some(Verdict::Worse) => Sense::Worse,
        Some(Verdict::Different) => Sense::Different,
        Some(Verdict::Same) => Sense::Same,
        Some(Verdict::PracticallyTheSame) => Sense::Near,
        Some(Verdict::NotShown) | None => Sense::Open,
    }
}

/// A measure in few words: what is in time goes without saying beside the name of a deadline.
fn label(measure: &MeasureResult) -> String {
    let named = measure.words.strip_prefix("share in time for “");
    match named.and_then(|rest| rest.strip_suffix('”')) {
        Some(name) => name.to_owned(),
        None => first_upper(&measure.words),
    }
}

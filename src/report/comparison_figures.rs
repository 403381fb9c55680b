//! The charts of a comparison.

use crate::chart::{Caption, Forest, ForestRow, PairedDifferences, ResponseCurves, Sense, Violin};
use crate::outcome::Measure;
use crate::scenario::document::Document;
use crate::stats::quantile;
use crate::study::compare::Paired;
use crate::study::comparison::{Comparison, MeasureResult, Row, Verdict};
use crate::study::measures::{Better, Unit};
use crate::study::paired::KEPT;

use super::album::{Album, Drawing};
use super::captions::{finding, source};
use super::comparison_curves;
use super::comparison_overview::{overview, sense};
use super::comparison_words::and;
use super::nations_figure;
use super::verdict_words::{signed, worth};
use super::words::{self, first_upper};

/// Draws the charts of a comparison: an overview; a forest plot for each measure in which some
/// difference may be worth acting on, the headline's first; then
/// curves for each duration, then single histories in the measure in which most policies differ.
pub(crate) fn draw(
    comparison: &Comparison,
    study: &Paired,
    document: &Document,
    wanted: &Drawing,
) -> Album {
    let mut album = Album::new(wanted);
    let words = caption(comparison, String::new());
    if let Some(overview) = overview(comparison, words) {
        album.add("overview", &overview);
    }
    // A chart of what is practically the same would magnify it.
    let matters = |row: &Row| {
        row.difference
            .is_some_and(|it| it.verdict.is_shown() || it.verdict == Verdict::NotShown)
    };
    let telling = comparison.telling();
    for measure in telling.filter(|measure| measure.rows.iter().any(matters)) {
        let forest = forest(comparison, measure);
        album.add(differences_file(measure), &forest);
    }
    for (ix, pool) in study.pools.iter().enumerate() {
        let caption = caption(comparison, comparison_curves::title(*pool).to_owned());
        let found = comparison_curves::curves(comparison, study, document, ix, caption);
        if let Some(mut curves) = found {
            let title = medians(&curves, pool.measure);
            curves.caption = finding(curves.caption, title);
            let mut file = format!("curves-{}", pool.measure.name());
            if study.pools[..ix]
                .iter()
                .any(|other| other.measure == pool.measure)
            {
                file.push_str(&format!("-{}", ix + 1));
            }
            album.add(file, &curves);
        }
    }
    for (file, figure) in
        nations_figure::nations(comparison, document, &caption(comparison, String::new()))
    {
        album.add(file, &figure);
    }
    if let Some(histories) = histories(comparison, study) {
        album.add("single-histories", &histories);
    }
    album
}

/// The chart of the differences by a measure: the name of its file.
pub(super) fn differences_file(measure: &MeasureResult) -> String {
    format!("differences-{}", measure.name.replace(':', "-"))
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
            "{} · common random numbers",
            source(
                &comparison.scenario,
                &comparison.policies[0].scenario_hash,
                comparison.seed
            )
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
    let worthwhile = measure.worthwhile.map(|it| it.size);
    let largest = largest.max(worthwhile.unwrap_or(0.0));
    let (factor, sign) = axis_unit(measure.unit, largest);
    let mut rows: Vec<ForestRow> = comparison
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
                sense: sense(row),
            }
        })
        .collect();
    let (left, right) = sides(measure.better);
    let is_duration = Measure::ALL
        .iter()
        .any(|it| measure.name.split(':').next() == Some(it.name()));
    let note = match measure.note.as_str() {
        "" => String::new(),
        note if is_duration => format!("Incidents: {note}"),
        note => first_upper(note),
    };
    let note = without_the_same(&mut rows, note);
    let some = |has: fn(&ForestRow) -> bool, rows: &[ForestRow]| rows.iter().any(has);
    let own = some(|row| row.own.is_some_and(|(low, high)| high > low), &rows)
        .then_some("thick: 95% for itself");
    let together = some(
        |row| row.together.is_some_and(|(low, high)| high > low),
        &rows,
    )
    .then(|| {
        format!(
            "thin: all {} differences of the comparison together at 95%",
            comparison.comparisons
        )
    });
    let band = measure.worthwhile.map(|it| {
        let size = worth(measure.unit, it);
        format!("green: less than the {size} worth acting on")
    });
    let lines: Vec<&str> = own
        .into_iter()
        .chain(together.as_deref())
        .chain(band.as_deref())
        .collect();
    Forest {
        caption: Caption {
            statistic:
                "Difference to the baseline, replication by replication on the same incidents"
                    .to_owned(),
            interval: first_upper(&lines.join("; ")),
            note,
            ..finding(
                caption(
                    comparison,
                    format!("What each policy does to the {}", measure.words),
                ),
                Some(shown(&rows, &measure.words)),
            )
        },
        measure: axis_name(measure, sign),
        baseline: baseline(comparison).to_owned(),
        left: left.to_owned(),
        right: right.to_owned(),
        worthwhile: worthwhile.map(|size| size * factor),
        rows,
    }
}

/// Leaves out policies that never differ, and names them in the note.
fn without_the_same(rows: &mut Vec<ForestRow>, note: String) -> String {
    const NAMED: usize = 6;
    let is_same = |row: &ForestRow| row.sense == Sense::Same;
    let same: Vec<String> = rows
        .iter()
        .filter(|row| is_same(row))
        .map(|row| row.label.clone())
        .collect();
    if same.is_empty() || same.len() == rows.len() {
        return note;
    }
    rows.retain(|row| !is_same(row));
    let more = match same.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let names = same[..same.len().min(NAMED)].join(", ");
    let words = format!("The same in every replication: {names}{more}");
    if note.is_empty() {
        words
    } else {
        format!("{note}. {words}")
    }
}

/// What is shown of a measure: which policies change it, and to what.
fn shown(rows: &[ForestRow], measure: &str) -> String {
    let named = |sense: Sense, verdict: &str| {
        const NAMED: usize = 3;
        let rows = rows.iter().filter(|row| row.sense == sense);
        let names: Vec<String> = rows.map(|row| format!("“{}”", row.label)).collect();
        match names.len() {
            0 => None,
            1 => Some(format!("{} is shown to {verdict}", names[0])),
            few if few <= NAMED => Some(format!("{} are shown to {verdict}", and(&names))),
            many => Some(format!("{many} policies are shown to {verdict}")),
        }
    };
    let found = [
        named(Sense::Better, "be better"),
        named(Sense::Worse, "be worse"),
        named(Sense::Different, "differ"),
    ];
    let found: Vec<String> = found.into_iter().flatten().collect();
    if found.is_empty() {
        format!("No policy is shown to change the {measure}")
    } else {
        found.join("; ")
    }
}

/// How soon half of the incidents reach the end of a clock, by policy.
fn medians(curves: &ResponseCurves, measure: Measure) -> Option<String> {
    let have = match measure {
        Measure::Detection => "are detected",
        Measure::Response => "have help",
        Measure::Containment => "are contained",
        Measure::Recovery | Measure::Lifetime => "are over",
    };
    let times: Option<Vec<f64>> = curves.curves.iter().map(|curve| curve.median_at).collect();
    let times = times?;
    let low = times.iter().copied().reduce(f64::min)?;
    let high = times.iter().copied().reduce(f64::max)?;
    let (least, most) = (words::duration(low), words::duration(high));
    Some(if least == most {
        format!("Half of the incidents {have} within {least}, whatever the policy")
    } else {
        format!("Half of the incidents {have} within {least} to {most}, by policy")
    })
}

/// Violins of the measure in which most policies are shown to differ.
fn histories(comparison: &Comparison, study: &Paired) -> Option<PairedDifferences> {
    let names: Vec<&MeasureResult> = comparison.measures.iter().collect();
    let mut best: Option<(usize, usize, &MeasureResult)> = None;
    let mut value = 0;
    for measure in names {
        let is_quantile = measure.name.ends_with(":median") || measure.name.ends_with(":p90");
        if is_quantile {
            continue;
        }
        let count = measure
            .rows
            .iter()
            .filter(|row| row.difference.is_some_and(|it| it.verdict.is_shown()))
            .count();
        if count > 0 && best.is_none_or(|(most, ..)| count > most) {
            best = Some((count, value, measure));
        }
        value += 1;
    }
    let (_, value, measure) = best?;
    let rows: Vec<(usize, &Row, Vec<f64>)> = measure
        .rows
        .iter()
        .enumerate()
        .skip(1)
        .filter(|(_, row)| row.difference.is_some_and(|it| it.verdict != Verdict::Same))
        .map(|(policy, row)| (policy, row, study.pairs.kept_differences(policy, 0, value)))
        .collect();
    let largest = rows
        .iter()
        .flat_map(|(.., values)| middle(values))
        .fold(0.0, |most: f64, value| most.max(value.abs()));
    let (factor, sign) = axis_unit(measure.unit, largest);
    let violins = rows
        .into_iter()
        .map(|(policy, row, values)| Violin {
            label: comparison.policies[policy].name.clone(),
            words: shares(measure.better, &values),
            values: values.iter().map(|value| value * factor).collect(),
            sense: sense(row),
        })
        .collect();
    let (left, right) = sides(measure.better);
    let kept = comparison.replications.min(KEPT as u64);
    Some(PairedDifferences {
        caption: Caption {
            replications: kept,
            statistic:
                "Each history under a policy against the same history under the baseline; width: \
                        square root of their number"
                    .to_owned(),
            note: "Histories beyond the axis are left out of the picture".to_owned(),
            ..caption(
                comparison,
                format!("How single histories differ in the {}", measure.words),
            )
        },
        measure: axis_name(measure, sign),
        left: left.to_owned(),
        right: right.to_owned(),
        violins,
    })
}

/// The 2.5% and 97.5% quantiles.
fn middle(values: &[f64]) -> [f64; 2] {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    [0.025, 0.975].map(|p| quantile(&sorted, p).unwrap_or(0.0))
}

/// `better in 63%, worse in 20%`.
fn shares(better: Better, values: &[f64]) -> String {
    let share = |found: &dyn Fn(f64) -> bool| {
        let count = values.iter().filter(|value| found(**value)).count();
        words::decimal(count as f64 * 100.0 / values.len().max(1) as f64, 0)
    };
    let (less, more) = (share(&|value| value < 0.0), share(&|value| value > 0.0));
    match better {
        Better::Lower => format!("better in {less}%, worse in {more}%"),
        Better::Higher => format!("better in {more}%, worse in {less}%"),
        Better::Neither => format!("less in {less}%, more in {more}%"),
    }
}

/// What lies left and right of zero.
const fn sides(better: Better) -> (&'static str, &'static str) {
    match better {
        Better::Lower => ("better", "worse"),
        Better::Higher => ("worse", "better"),
        Better::Neither => ("less", "more"),
    }
}

/// What a horizontal axis of differences says.
fn axis_name(measure: &MeasureResult, sign: &str) -> String {
    let unit = if sign.is_empty() {
        String::new()
    } else {
        format!(" ({sign})")
    };
    format!("Difference in the {}{unit}", measure.words)
}

/// The unit of an axis for values up to `largest`: a factor and its sign.
pub(super) fn axis_unit(unit: Unit, largest: f64) -> (f64, &'static str) {
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

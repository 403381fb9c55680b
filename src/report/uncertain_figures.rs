//! The charts of a study of assumptions.

use crate::chart::{
    Caption, ChoiceBar, ChoiceBars, FlipPoints, FlipStrip, Forest, ForestRow, Sense,
};
use crate::study::measures::Better;
use crate::study::uncertain::summary::{MeasureUnder, RowUnder};
use crate::study::uncertain::{UncertainSummary, VerdictUnder};

use super::album::Album;
use super::captions::source;
use super::comparison_figures::axis_unit;
use super::uncertain_text::{difference, percent};
use super::verdict_words::distance;
use super::words::{self, first_upper};

/// Draws the charts: for the headline measure average differences, the chance to be the best with
/// the regret, and where choices tip over; for the others average differences.
pub(crate) fn draw(summary: &UncertainSummary) -> Album {
    let mut album = Album::default();
    if summary.policies.len() < 2 {
        return album;
    }
    let headline = summary.headline().map(|it| it.name.as_str());
    for measure in summary.measures.iter().filter(|it| it.differs()) {
        let name = measure.name.replace(':', "-");
        let forest = forest(summary, measure);
        album.add(format!("average-{name}"), &forest.caption, forest.draw());
        if headline == Some(measure.name.as_str()) && measure.better != Better::Neither {
            let choice = choice(summary, measure);
            album.add(format!("choice-{name}"), &choice.caption, choice.draw());
            let flips = flips(summary, measure);
            if !flips.strips.is_empty() {
                album.add(format!("flip-points-{name}"), &flips.caption, flips.draw());
            }
        }
    }
    album
}

/// The words around every chart.
fn caption(summary: &UncertainSummary, title: String) -> Caption {
    Caption {
        title,
        subtitle: summary.name.clone(),
        statistic: format!(
            "{} points over {} uncertain assumptions, {} replications of each policy at each",
            words::grouped(summary.points as u64),
            summary.assumptions.len(),
            words::grouped(summary.replications)
        ),
        interval: String::new(),
        replications: summary.points as u64 * summary.replications,
        note: String::new(),
        source: format!(
            "{} · common random numbers at each point",
            source(
                &summary.scenario,
                &summary.policies[0].scenario_hash,
                summary.seed
            )
        ),
    }
}

fn name<'a>(summary: &'a UncertainSummary, id: &'a str) -> &'a str {
    let known = summary.policies.iter().find(|it| it.id == id);
    known.map_or(id, |it| it.name.as_str())
}

fn axis_name(what: &str, sign: &str) -> String {
    if sign.is_empty() {
        what.to_owned()
    } else {
        format!("{what} ({sign})")
    }
}

fn forest(summary: &UncertainSummary, measure: &MeasureUnder) -> Forest {
    let ends = |row: &RowUnder| {
        let it = row.difference?;
        let mean = it.spread.mean.estimate;
        Some([
            mean,
            it.together_low.unwrap_or(mean),
            it.together_high.unwrap_or(mean),
        ])
    };
    let largest = measure
        .rows
        .iter()
        .filter_map(ends)
        .flatten()
        .fold(0.0, |most: f64, value| most.max(value.abs()));
    let (factor, sign) = axis_unit(measure.unit, largest);
    let rows: Vec<ForestRow> = measure
        .rows
        .iter()
        .skip(1)
        .map(|row| {
            let it = row.difference.as_ref();
            let both = |low: Option<f64>, high: Option<f64>| Some((low? * factor, high? * factor));
            ForestRow {
                label: name(summary, &row.policy).to_owned(),
                estimate: it.map(|it| it.spread.mean.estimate * factor),
                own: it.and_then(|it| both(it.spread.mean.low, it.spread.mean.high)),
                together: it.and_then(|it| both(it.together_low, it.together_high)),
                words: it.map_or_else(
                    || "no value".to_owned(),
                    |it| difference(measure.unit, it, true),
                ),
                sense: match it.map(|it| it.verdict) {
                    Some(VerdictUnder::Better) => Sense::Better,
                    Some(VerdictUnder::Worse) => Sense::Worse,
                    Some(VerdictUnder::Different) => Sense::Different,
                    Some(VerdictUnder::PracticallySame) => Sense::Near,
                    Some(VerdictUnder::NotShown) | None => Sense::Open,
                },
            }
        })
        .collect();
    let (left, right) = match measure.better {
        Better::Lower => ("better", "worse"),
        Better::Higher => ("worse", "better"),
        Better::Neither => ("less", "more"),
    };
    let mut caption = caption(
        summary,
        format!("Averaged over what is assumed: {}", measure.words),
    );
    "Intervals at 95% over luck and assumptions, by the spread of independent designs"
        .clone_into(&mut caption.interval);
    caption.note = first_upper(&measure.note);
    Forest {
        caption,
        measure: axis_name(
            &format!("Average difference in the {}", measure.words),
            sign,
        ),
        baseline: name(summary, &summary.baseline).to_owned(),
        left: left.to_owned(),
        right: right.to_owned(),
        worthwhile: None,
        rows,
    }
}

fn choice(summary: &UncertainSummary, measure: &MeasureUnder) -> ChoiceBars {
    let mut rows: Vec<(&RowUnder, _)> = measure
        .rows
        .iter()
        .filter_map(|row| Some((row, row.choice?)))
        .collect();
    rows.sort_by(|a, b| {
        let by_best = b.1.best.total_cmp(&a.1.best);
        by_best.then(a.1.regret.total_cmp(&b.1.regret))
    });
    let largest = rows
        .iter()
        .fold(0.0, |most: f64, (_, it)| most.max(it.worst_regret));
    let (factor, sign) = axis_unit(measure.unit, largest);
    let bars = rows
        .iter()
        .map(|(row, it)| ChoiceBar {
            label: name(summary, &row.policy).to_owned(),
            best: it.best,
            best_words: percent(it.best),
            regret: it.regret * factor,
            worst: it.worst_regret * factor,
            words: format!(
                "{}, at worst {}",
                distance(measure.unit, it.regret),
                distance(measure.unit, it.worst_regret)
            ),
        })
        .collect();
    let title = match rows.first() {
        Some((row, it)) => format!(
            "{} is the best at {} of the points, by the {}",
            first_upper(name(summary, &row.policy)),
            percent(it.best),
            measure.words
        ),
        None => format!("Nothing to choose from, by the {}", measure.words),
    };
    let mut caption = caption(summary, title);
    "Regret: how far a policy falls short of the best one at a point".clone_into(&mut caption.note);
    ChoiceBars {
        caption,
        measure: axis_name("Behind the best", sign),
        bars,
    }
}

fn flips(summary: &UncertainSummary, measure: &MeasureUnder) -> FlipPoints {
    let strips: Vec<FlipStrip> = measure
        .flips
        .iter()
        .filter_map(|flip| {
            let (at, last, first) = flip.place?;
            let entry = summary
                .assumptions
                .iter()
                .find(|it| it.id == flip.assumption)?;
            let (low, high) = flip.ends.clone()?;
            Some(FlipStrip {
                policy: name(summary, &flip.policy).to_owned(),
                assumption: entry.name.clone(),
                ends: (low, high),
                places: (last, at, first),
                at: flip.at.clone().unwrap_or_default(),
                rises: flip.rises,
            })
        })
        .collect();
    let title = match strips.len() {
        0 => format!(
            "No amount decides between policies, by the {}",
            measure.words
        ),
        1 => format!(
            "One amount decides between two policies, by the {}",
            measure.words
        ),
        _ => format!(
            "Amounts that decide between policies, by the {}",
            measure.words
        ),
    };
    let mut caption = caption(summary, title);
    caption.interval = format!(
        "Compared with {}; signs shown at 95% along each strip",
        name(summary, &summary.baseline)
    );
    if measure.flips.len() > strips.len() {
        "Orders and lists on which it depends stand in uncertainty.md"
            .clone_into(&mut caption.note);
    }
    FlipPoints { caption, strips }
}

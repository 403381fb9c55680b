//! The charts of a study of assumptions.

use crate::chart::{
    AcceptabilityCurve, AcceptabilityCurves, Caption, ChoiceBar, ChoiceBars, FlipPoints, FlipStrip,
    Forest, ForestRow, Sense,
};
use crate::study::comparison::Verdict;
use crate::study::measures::Better;
use crate::study::uncertain::summary::{MeasureUnder, RowUnder};
use crate::study::uncertain::{Acceptability, UncertainSummary};

use super::acceptability_text;
use super::album::{Album, Drawing};
use super::captions::source;
use super::comparison_figures::axis_unit;
use super::uncertain_text::difference;
use super::verdict_words::distance;
use super::words::{self, first_upper, percent};

/// Draws the charts: for the headline measure average differences, the chance to be the best with
/// the regret, and where choices tip over; for the others average differences.
pub(crate) fn draw(summary: &UncertainSummary, wanted: &Drawing) -> Album {
    let mut album = Album::new(wanted);
    if summary.policies.len() < 2 {
        return album;
    }
    let headline = summary.headline().map(|it| it.name.as_str());
    for measure in summary.measures.iter().filter(|it| it.differs()) {
        let name = measure.name.replace(':', "-");
        let forest = forest(summary, measure);
        album.add(format!("average-{name}"), &forest);
        if headline == Some(measure.name.as_str()) && measure.better != Better::Neither {
            let choice = choice(summary, measure);
            album.add(format!("choice-{name}"), &choice);
            if let Some(acceptability) = &summary.acceptability {
                let curves = self::acceptability(summary, measure, acceptability);
                album.add(format!("acceptability-{name}"), &curves);
            }
            let flips = flips(summary, measure);
            if !flips.strips.is_empty() {
                album.add(format!("flip-points-{name}"), &flips);
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
                label: summary.name_of(&row.policy).to_owned(),
                estimate: it.map(|it| it.spread.mean.estimate * factor),
                own: it.and_then(|it| both(it.spread.mean.low, it.spread.mean.high)),
                together: it.and_then(|it| both(it.together_low, it.together_high)),
                words: it.map_or_else(
                    || "no value".to_owned(),
                    |it| difference(measure.unit, it, true),
                ),
                sense: match it.map(|it| it.verdict) {
                    Some(Verdict::Better) => Sense::Better,
                    Some(Verdict::Worse) => Sense::Worse,
                    Some(Verdict::Different) => Sense::Different,
                    Some(Verdict::PracticallyTheSame) => Sense::Near,
                    Some(Verdict::NotShown | Verdict::Same) | None => Sense::Open,
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
        baseline: summary.name_of(&summary.baseline).to_owned(),
        left: left.to_owned(),
        right: right.to_owned(),
        worthwhile: measure.worthwhile.map(|size| size * factor),
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
            label: summary.name_of(&row.policy).to_owned(),
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
            first_upper(summary.name_of(&row.policy)),
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

/// Curves for those who are ever on the frontier, then for the likeliest of the others.
fn acceptability(
    summary: &UncertainSummary,
    measure: &MeasureUnder,
    it: &Acceptability,
) -> AcceptabilityCurves {
    const LIKELY: f64 = 0.05;
    let place = |id: &str| it.policies.iter().position(|entry| entry.policy == id);
    let mut order: Vec<usize> = it
        .frontier
        .iter()
        .filter_map(|from| place(&from.policy))
        .collect();
    let most = |ix: usize| it.chances[ix].iter().copied().fold(0.0, f64::max);
    let mut others: Vec<usize> = (0..it.policies.len())
        .filter(|ix| !order.contains(ix) && most(*ix) >= LIKELY)
        .collect();
    others.sort_by(|a, b| most(*b).total_cmp(&most(*a)));
    order.extend(others);
    let factor = acceptability_text::per_unit(measure.unit);
    let curve = |ix: &usize| {
        let entry = &it.policies[*ix];
        AcceptabilityCurve {
            label: format!(
                "{} ({} expert-days)",
                summary.name_of(&entry.policy),
                words::grouped((entry.expert_days + 0.5) as u64)
            ),
            chances: it.chances[*ix].clone(),
        }
    };
    let mut caption = caption(summary, acceptability_text::headline(summary, measure, it));
    "Net benefit: worth × what is gained in the measure − expert-days on duty and learning alongside. \
     The best on average need not be the likeliest"
        .clone_into(&mut caption.note);
    AcceptabilityCurves {
        caption,
        worth: acceptability_text::worth(measure),
        worths: it.worths.iter().map(|worth| worth * factor).collect(),
        frontier: it
            .frontier
            .iter()
            .filter_map(|from| {
                let ix = place(&from.policy)?;
                let curve = order.iter().position(|it| *it == ix)?;
                Some((from.worth * factor, curve))
            })
            .collect(),
        curves: order.iter().map(curve).collect(),
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
                policy: summary.name_of(&flip.policy).to_owned(),
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
        summary.name_of(&summary.baseline)
    );
    if measure.flips.len() > strips.len() {
        "Orders and lists on which it depends stand in uncertainty.md"
            .clone_into(&mut caption.note);
    }
    FlipPoints { caption, strips }
}

//! A sweep in words and tables: on the terminal and as `sweep.md`.

use crate::study::estimate::Estimate;
use crate::study::sweep::{FactorEffect, MeasureSummary, Method, SweepSummary};
use crate::text;

use super::frame;
use super::sweep_words::{
    change, ends, level, own_of, part_of_variance, sentences, shares_sentence, value, values_of,
    weight,
};
use super::table::Table;
use super::words::{first_upper, grouped};
use crate::text::Width;

fn title(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// The tables of a measure: effects of all factors (several), or the curve (one).
fn tables(summary: &SweepSummary, measure: &MeasureSummary) -> Vec<(String, Table)> {
    let shown = |found: &Option<Estimate>, words: fn(&Estimate) -> String| {
        found.as_ref().map_or_else(|| "–".to_owned(), words)
    };
    let mut tables = Vec::new();
    let pairs = || summary.factors.iter().zip(&measure.factors);
    if summary.design.method == Method::Morris {
        let mut order: Vec<_> = pairs().collect();
        let size = |effect: &FactorEffect| effect.mu_star.map_or(0.0, |it| it.estimate);
        order.sort_by(|a, b| size(b.1).total_cmp(&size(a.1)));
        let mut table = Table::new(&["factor", "mean size μ*", "mean μ", "spread σ"]);
        let of = |found: &Option<Estimate>| {
            found.as_ref().map_or_else(
                || "–".to_owned(),
                |it| change(it, measure.unit).replace('+', ""),
            )
        };
        for (factor, effect) in order {
            table.row(vec![
                factor.label.clone(),
                of(&effect.mu_star),
                effect
                    .mu
                    .as_ref()
                    .map_or_else(|| "–".to_owned(), |it| change(it, measure.unit)),
                of(&effect.sigma),
            ]);
        }
        return vec![("Elementary effects".to_owned(), table)];
    }
    if summary.factors.len() > 1 {
        let with_shares = measure.factors.iter().any(|effect| effect.total.is_some());
        let head = [
            "factor",
            "from",
            "to",
            "change (95% interval)",
            "alone",
            "in all",
        ];
        let mut table = Table::new(&head[..if with_shares { 6 } else { 4 }]);
        let mut order: Vec<_> = pairs().collect();
        order.sort_by(|a, b| weight(b.1).total_cmp(&weight(a.1)));
        for (factor, effect) in order {
            let (from, to) = match &effect.gap {
                Some(gap) => [gap.least, gap.greatest]
                    .map(|ix| value_of(effect, ix))
                    .into(),
                None => ends(effect, factor.kind).unwrap_or_default(),
            };
            let found = match &effect.gap {
                Some(gap) => Some(&gap.difference),
                None => effect.swing.as_ref(),
            };
            let mut row = vec![
                factor.label.clone(),
                from,
                to,
                found.map_or_else(|| "–".to_owned(), |it| change(it, measure.unit)),
            ];
            if with_shares {
                row.push(shown(&effect.main, part_of_variance));
                row.push(shown(&effect.total, part_of_variance));
            }
            table.row(row);
        }
        tables.push(("Effects, largest first".to_owned(), table));
    }
    for (factor, effect) in pairs() {
        let mut table = Table::new(&[&factor.label, "value (95% interval)", "points"]);
        for point in &effect.curve {
            table.row(vec![
                level(point.at, point.text.as_ref(), factor.kind),
                value(&point.response, measure.unit),
                grouped(point.points as u64),
            ]);
        }
        tables.push((format!("By {}", factor.label), table));
    }
    tables
}

/// A value of a factor without an order.
fn value_of(effect: &FactorEffect, point: usize) -> String {
    let point = effect.curve.get(point);
    point
        .and_then(|point| point.text.clone())
        .unwrap_or_default()
}

/// What was run, in a sentence.
fn what(summary: &SweepSummary) -> String {
    let design = &summary.design;
    let how = match design.method {
        Method::Grid => "every combination of the values".to_owned(),
        Method::Lhs => format!("a Latin hypercube of {} points", design.points),
        Method::Sobol if summary.factors.len() == 1 => {
            format!("a Sobol' sequence of {} points", design.points)
        }
        Method::Sobol => format!(
            "two samples of {} points of a Sobol' sequence, and their mixtures",
            design.points
        ),
        Method::Morris => format!("{} random paths of a Morris screening", design.points),
    };
    format!(
        "{}, seed {}: {how}; {} different points, {} replications each, all on common random numbers.",
        summary.name,
        summary.seed,
        grouped(design.runs as u64),
        grouped(summary.replications)
    )
}

/// For a terminal of a width: the sentences, and the effects or the curve.
pub(crate) fn plain(summary: &SweepSummary, width: Width) -> String {
    let mut text = width.prose(&format!("{}\n\n", what(summary)));
    for factor in &summary.factors {
        let (label, path) = (first_upper(&factor.label), &factor.path);
        let (values, own) = (values_of(factor), own_of(factor));
        text.push_str(&width.prose(&format!("{label} ({path}): {values}; now {own}\n")));
    }
    for measure in &summary.measures {
        let mut heading = format!("\n{}", title(&measure.words));
        if !measure.note.is_empty() {
            heading.push_str(&format!(" ({})", measure.note));
        }
        text.push_str(&width.prose(&format!("{heading}\n\n")));
        if measure.mean.is_none() {
            text.push_str("no value at any point\n");
            continue;
        }
        if let Some((_, table)) = tables(summary, measure).first() {
            text.push_str(&table.plain(width));
        }
        text.push('\n');
        for (factor, effect) in summary.factors.iter().zip(&measure.factors) {
            for said in sentences(factor, effect, measure) {
                let said = text::from_markdown(&said);
                text.push_str(&width.prose(&format!("{said}\n")));
            }
        }
    }
    for warning in &summary.warnings {
        text.push_str(&width.prose(&format!("\nNote: {}\n", text::from_markdown(warning))));
    }
    text
}

/// `sweep.md`. `charts` are file names with their titles.
pub(crate) fn markdown(summary: &SweepSummary, charts: &[(String, String)]) -> String {
    let mut text = format!(
        "# Sweep: {}\n\n{}\n\n",
        text::markdown(&summary.name),
        text::markdown(&what(summary))
    );
    let mut table = Table::new(&["factor", "path", "values", "the scenario's own"]);
    for factor in &summary.factors {
        table.row(vec![
            first_upper(&factor.label),
            format!("`{}`", factor.path),
            values_of(factor),
            own_of(factor),
        ]);
    }
    text.push_str(&table.markdown());
    for warning in &summary.warnings {
        text.push_str(&format!("\n> {warning}\n"));
    }
    for measure in &summary.measures {
        text.push_str(&format!(
            "\n## {}\n\n",
            text::markdown(&title(&measure.words))
        ));
        text.push_str(&format!("`{}`", measure.name));
        if !measure.note.is_empty() {
            text.push_str(&format!(", {}", measure.note));
        }
        text.push_str(".\n\n");
        if measure.mean.is_none() {
            text.push_str("No value at any point.\n");
            continue;
        }
        for (factor, effect) in summary.factors.iter().zip(&measure.factors) {
            let said = sentences(factor, effect, measure).join(" ");
            text.push_str(&format!("- {said}\n"));
        }
        if let Some(sentence) = shares_sentence(&summary.factors, measure) {
            text.push_str(&format!("\n{sentence}\n"));
        }
        for (head, table) in tables(summary, measure) {
            text.push_str(&format!("\n### {head}\n\n{}", table.markdown()));
        }
        let slug = slug(&measure.name);
        let own = charts.iter().filter(|(file, _)| chart_of(file, &slug));
        text.push_str(&frame::pictures(own));
    }
    text.push_str(&format!("\n## How to read this\n\n{}\n", reading(summary)));
    text
}

fn reading(summary: &SweepSummary) -> String {
    let mut parts = vec![
        "Every point met the same attacks (common random numbers), so a difference between points \
         owes nothing to the random numbers that they share; the interval of a change is therefore often much \
         narrower than those of the two values. Intervals are 95%, each for itself."
            .to_owned(),
    ];
    match summary.design.method {
        Method::Grid if summary.factors.len() == 1 => {}
        Method::Grid => parts.push(
            "Curves are means over all combinations of the other factors. Shares of the variance \
             are those of an analysis of variance over the combinations."
                .to_owned(),
        ),
        Method::Lhs => parts.push(
            "Each point of a curve is the mean of a group of points with like values of the factor; \
             the others vary freely within it. This design gives no shares of the variance; \
             `--design sobol` does."
                .to_owned(),
        ),
        Method::Sobol => parts.push(
            "Each point of a curve is the mean of a group of points with like values of the factor; \
             the others vary freely within it. “Alone” is the first-order Sobol' index (Saltelli \
             et al. 2010), “in all” the total index (Jansen 1999), with percentile intervals of \
             1,000 bootstrap samples. Shares are shown as estimated: one below 0% or above 100% is \
             an error of the estimate."
                .to_owned(),
        ),
        Method::Morris => parts.push(
            "An elementary effect is the change of the result when one factor takes a step, scaled \
             to the factor's whole extent. A small μ* means that the factor hardly matters; σ as \
             large as μ* means that what it does depends on the others, or that it bends."
                .to_owned(),
        ),
    }
    parts.join("\n\n")
}

/// A measure's name in file names.
pub(super) fn slug(name: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    name.chars().map(letter).collect()
}

/// Chart files are named `kind-of-chart.measure`.
fn chart_of(file: &str, slug: &str) -> bool {
    file.split_once('.').is_some_and(|(_, rest)| rest == slug)
}

//! A sweep in words and tables: on the terminal and as `sweep.md`.

use crate::study::estimate::Estimate;
use crate::study::measures::Unit;
use crate::study::sweep::{
    FactorEffect, FactorSummary, Kind, MeasureSummary, Method, Spacing, SweepSummary,
};
use crate::text;

use super::page;
use super::table::Table;
use super::verdict_words::{self, NumberFormat};
use super::words::{decimal, duration, grouped};
use crate::text::Width;

/// A value of a measure with its interval.
fn value(found: &Estimate, unit: Unit) -> String {
    verdict_words::value(unit, found)
}

/// How a change is written: fine enough for its interval.
fn format(found: &Estimate, unit: Unit) -> NumberFormat {
    let (low, high) = (
        found.low.unwrap_or(found.estimate),
        found.high.unwrap_or(found.estimate),
    );
    let largest = found.estimate.abs().max(low.abs()).max(high.abs());
    let mut fine = (high - low) / 2.0;
    let mut format = NumberFormat::new(unit, largest, fine);
    // A limit that is not 0 must not look like it: it says whether there is a difference.
    let vanishes = |value: f64, format: NumberFormat| {
        let zeros = |c: char| !c.is_ascii_digit() || c == '0';
        value.abs() > 0.0 && format.number(value).chars().all(zeros)
    };
    for _ in 0..3 {
        if vanishes(low, format) || vanishes(high, format) {
            fine /= 10.0;
            format = NumberFormat::new(unit, largest, fine);
        }
    }
    format
}

/// A change with its interval: `+3.1 h (2.4 to 3.8)`, shares in percentage points.
fn change(found: &Estimate, unit: Unit) -> String {
    let format = format(found, unit);
    let number = format.number(found.estimate);
    let something = number.chars().any(|c| c.is_ascii_digit() && c != '0');
    let plus = if found.estimate > 0.0 && something {
        "+"
    } else {
        ""
    };
    let said = match unit {
        Unit::Share => format!("{plus}{number} pp"),
        _ => format!("{plus}{}", format.value(found.estimate)),
    };
    match (found.low, found.high) {
        (Some(low), Some(high)) if low < high => {
            format!("{said} ({} to {})", format.number(low), format.number(high))
        }
        _ => said,
    }
}

/// A share of the variance: `63% (35–100)`; what lies below nothing is an estimate's error.
fn part_of_variance(found: &Estimate) -> String {
    let percent = |share: f64| decimal((share * 100.0).max(0.0), 0);
    let value = format!("{}%", percent(found.estimate));
    match (found.low, found.high) {
        (Some(low), Some(high)) => format!("{value} ({}–{})", percent(low), percent(high)),
        _ => value,
    }
}

/// A value of a factor in words.
fn level(at: f64, text: Option<&String>, kind: Kind) -> String {
    match (text, kind) {
        (Some(text), _) => text.clone(),
        (None, Kind::Hours) => format!("about {}", duration(at)),
        (None, Kind::Percent) => format!("about {}%", decimal(at, 1)),
        (None, Kind::PerWeek) => format!("about {}/week", decimal(at, 1)),
        (None, kind) => format!("about {} {}", decimal(at, 1), kind.unit())
            .trim_end()
            .to_owned(),
    }
}

/// The first and last value of a curve in words.
pub(super) fn ends(effect: &FactorEffect, kind: Kind) -> Option<(String, String)> {
    let (first, last) = (effect.curve.first()?, effect.curve.last()?);
    Some((
        level(first.at, first.text.as_ref(), kind),
        level(last.at, last.text.as_ref(), kind),
    ))
}

/// What a factor does, in a sentence.
fn sentence(factor: &FactorSummary, effect: &FactorEffect, measure: &MeasureSummary) -> String {
    let (path, what) = (&factor.path, &measure.words);
    if let (Some(size), Some(mean)) = (&effect.mu_star, &effect.mu) {
        let way = if size.estimate <= 0.0 {
            return format!("`{path}` does not change the {what}.");
        } else if mean.estimate.abs() < 0.8 * size.estimate {
            "now up, now down"
        } else if mean.estimate > 0.0 {
            "up"
        } else {
            "down"
        };
        return format!(
            "`{path}` moves the {what} by {} over its whole extent, {way}.",
            format(size, measure.unit).apart(size.estimate)
        );
    }
    let (Some(swing), Some((from, to))) = (&effect.swing, ends(effect, factor.kind)) else {
        return format!("Of `{path}` nothing can be said.");
    };
    let format = format(swing, measure.unit);
    let (Some(low), Some(high)) = (swing.low, swing.high) else {
        return format!(
            "`{path}` from {from} to {to} changes the {what} by {}; there are too few \
             replications for an interval.",
            format.apart(swing.estimate)
        );
    };
    if low <= 0.0 && high >= 0.0 {
        // A width that is rounding alone is none.
        let size = measure.mean.map_or(0.0, f64::abs);
        if high - low <= 1e-9 * size {
            return format!("`{path}` from {from} to {to} leaves the {what} the same.");
        }
        return format!(
            "`{path}` from {from} to {to} shows no difference in the {what} between the two \
             ends: the interval {} to {} includes zero.",
            format.number(low),
            format.apart(high)
        );
    }
    let verb = if swing.estimate > 0.0 {
        "raises"
    } else {
        "lowers"
    };
    let (near, far) = if swing.estimate > 0.0 {
        (low, high)
    } else {
        (-high, -low)
    };
    format!(
        "`{path}` from {from} to {to} {verb} the {what} by {} ({} to {}).",
        format.apart(swing.estimate.abs()),
        format.number(near),
        format.number(far)
    )
}

/// The shares of the variance in a sentence, where there are any.
fn shares_sentence(measure: &MeasureSummary) -> Option<String> {
    let mut order: Vec<(&FactorEffect, f64)> = measure
        .factors
        .iter()
        .filter_map(|effect| Some((effect, effect.total?.estimate)))
        .collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (first, _) = order.first()?;
    Some(format!(
        "`{}` has the largest part: {} of the variance alone, {} together with the others. {}",
        first.path,
        first
            .main
            .as_ref()
            .map_or_else(String::new, part_of_variance),
        first
            .total
            .as_ref()
            .map_or_else(String::new, part_of_variance),
        main_effects(&measure.factors)
    ))
}

/// What all main effects come to, and what that says of joint effects: nothing where no
/// factor's total effect exceeds its main effect, or where what is missing from 100% lies
/// within the error (the root of the summed squares of the half-widths).
fn main_effects(factors: &[FactorEffect]) -> String {
    let mains = || factors.iter().filter_map(|effect| effect.main);
    let sum: f64 = mains().map(|main| main.estimate.max(0.0)).sum();
    let error = mains()
        .filter_map(|main| main.half_width())
        .map(|half| half * half)
        .sum::<f64>()
        .sqrt();
    let acts_alone = |effect: &FactorEffect| match (effect.main, effect.total) {
        (Some(main), Some(total)) => total.estimate - main.estimate.max(0.0) < 0.005,
        _ => true,
    };
    let percent = decimal(sum * 100.0, 0);
    let said = format!("All main effects come to {percent}%");
    if percent == "100" {
        format!("{said}.")
    } else if (sum - 1.0).abs() <= error {
        format!("{said}, which is 100% within the error.")
    } else if sum > 1.0 {
        format!("{said}: more than 100% is an error of the estimate; more points lessen it.")
    } else if factors.iter().all(acts_alone) {
        format!("{said}; no factor has a greater share together with the others.")
    } else {
        format!("{said}; the rest is what factors do together.")
    }
}

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
                factor.path.clone(),
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
            let (from, to) = ends(effect, factor.kind).unwrap_or_default();
            let mut row = vec![
                factor.path.clone(),
                from,
                to,
                effect
                    .swing
                    .as_ref()
                    .map_or_else(|| "–".to_owned(), |it| change(it, measure.unit)),
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
        let mut table = Table::new(&[&factor.path, "value (95% interval)", "points"]);
        for point in &effect.curve {
            table.row(vec![
                level(point.at, point.text.as_ref(), factor.kind),
                value(&point.response, measure.unit),
                grouped(point.points as u64),
            ]);
        }
        tables.push((format!("By {}", factor.path), table));
    }
    tables
}

/// What effects are ordered by: total effect, else the size of the swing.
pub(super) fn weight(effect: &FactorEffect) -> f64 {
    effect
        .total
        .map(|it| it.estimate)
        .or_else(|| effect.swing.map(|it| it.estimate.abs()))
        .unwrap_or(0.0)
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
    let mut text = width.prose(&format!("{}\n", what(summary)));
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
            let said = text::from_markdown(&sentence(factor, effect, measure));
            text.push_str(&width.prose(&format!("{said}\n")));
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
    let mut table = Table::new(&["factor", "values", "the scenario's own"]);
    for factor in &summary.factors {
        let values: Vec<&str> = factor.values.iter().map(|it| it.text.as_str()).collect();
        table.row(vec![
            format!("`{}`", factor.path),
            match (factor.range, factor.spacing) {
                (false, _) => values.join(", "),
                (true, Spacing::Even) => values.join(" to "),
                (true, Spacing::Log) => values.join(" to ") + ", in equal ratios",
            },
            factor
                .own_text
                .clone()
                .unwrap_or_else(|| "its default".to_owned()),
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
            text.push_str(&format!("- {}\n", sentence(factor, effect, measure)));
        }
        if let Some(sentence) = shares_sentence(measure) {
            text.push_str(&format!("\n{sentence}\n"));
        }
        for (head, table) in tables(summary, measure) {
            text.push_str(&format!("\n### {head}\n\n{}", table.markdown()));
        }
        let slug = slug(&measure.name);
        let own = charts.iter().filter(|(file, _)| chart_of(file, &slug));
        text.push_str(&page::pictures(own));
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
             1,000 bootstrap samples; an estimate may fall a little below 0."
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

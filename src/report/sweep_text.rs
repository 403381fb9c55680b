//! A sweep in words and tables: on the terminal, as `sweep.md`, and as `sweep.csv`.

use crate::study::measures::Unit;
use crate::study::summary::Estimate;
use crate::study::sweep::{
    FactorEffect, FactorSummary, Kind, Layout, MeasureSummary, Method, Plan, Responses,
    SweepSummary,
};

use super::table::Table;
use super::words::{decimal, duration, duration_estimate, estimate, grouped, share};

/// A value of a measure with its interval.
fn value(found: &Estimate, unit: Unit) -> String {
    match unit {
        Unit::Hours => duration_estimate(found),
        Unit::Share => share(found),
        Unit::Count => estimate(found),
        Unit::WeightedHours => format!("{} h", estimate(found)),
    }
}

/// A change of a measure without its sign.
fn amount(size: f64, unit: Unit) -> String {
    let size = size.abs();
    match unit {
        Unit::Hours => duration(size),
        Unit::Share => format!("{} points", decimal(size * 100.0, 1)),
        Unit::Count => decimal(size, if size < 10.0 { 2 } else { 1 }),
        Unit::WeightedHours => format!("{} h", decimal(size, if size < 10.0 { 2 } else { 1 })),
    }
}

fn signed(size: f64, unit: Unit) -> String {
    let words = amount(size, unit);
    let zero = !words.chars().any(|c| c.is_ascii_digit() && c != '0');
    match size {
        size if size > 0.0 && !zero => format!("+{words}"),
        size if size < 0.0 && !zero => format!("−{words}"),
        _ => words,
    }
}

/// A change with its interval: `+3.1 h (+2.4 h to +3.8 h)`.
fn change(found: &Estimate, unit: Unit) -> String {
    let value = signed(found.estimate, unit);
    match (found.low, found.high) {
        (Some(low), Some(high)) => {
            format!("{value} ({} to {})", signed(low, unit), signed(high, unit))
        }
        _ => value,
    }
}

/// A value of a factor in words.
fn level(at: f64, text: Option<&String>, kind: Kind) -> String {
    match (text, kind) {
        (Some(text), _) => text.clone(),
        (None, Kind::Hours) => format!("about {}", duration(at)),
        (None, Kind::Percent) => format!("about {}%", decimal(at, 1)),
        (None, kind) => format!("about {} {}", decimal(at, 2), kind.unit())
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
    let path = &factor.path;
    if let (Some(size), Some(mean)) = (&effect.mu_star, &effect.mu) {
        let way = if size.estimate <= 0.0 {
            return format!("`{path}` changes nothing.");
        } else if mean.estimate.abs() < 0.8 * size.estimate {
            "now up, now down"
        } else if mean.estimate > 0.0 {
            "up"
        } else {
            "down"
        };
        return format!(
            "`{path}` moves it by {} over its whole extent, {way}.",
            amount(size.estimate, measure.unit)
        );
    }
    let (Some(swing), Some((from, to))) = (&effect.swing, ends(effect, factor.kind)) else {
        return format!("`{path}`: nothing can be said.");
    };
    let (Some(low), Some(high)) = (swing.low, swing.high) else {
        return format!(
            "`{path}` from {from} to {to} changes it by {}; too few replications for an interval.",
            signed(swing.estimate, measure.unit)
        );
    };
    if low <= 0.0 && high >= 0.0 {
        if swing.estimate == 0.0 && low == high {
            return format!("`{path}` from {from} to {to} changes nothing.");
        }
        return format!(
            "`{path}` from {from} to {to}: no difference shown between the two ends; the \
             interval {} to {} includes zero.",
            signed(low, measure.unit),
            signed(high, measure.unit)
        );
    }
    let verb = if swing.estimate > 0.0 {
        "raises"
    } else {
        "cuts"
    };
    let (near, far) = (low.abs().min(high.abs()), low.abs().max(high.abs()));
    format!(
        "`{path}` from {from} to {to} {verb} it by {} ({} to {}).",
        amount(swing.estimate, measure.unit),
        amount(near, measure.unit),
        amount(far, measure.unit)
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
    let alone: f64 = measure
        .factors
        .iter()
        .filter_map(|effect| effect.main.map(|main| main.estimate.max(0.0)))
        .sum();
    Some(format!(
        "`{}` has the largest part: {} of the variance alone, {} together with the others. All \
         main effects come to {}%; the rest is what factors do together.",
        first.path,
        first.main.as_ref().map_or_else(String::new, share),
        first.total.as_ref().map_or_else(String::new, share),
        decimal((alone * 100.0).min(100.0), 0)
    ))
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
                row.push(shown(&effect.main, share));
                row.push(shown(&effect.total, share));
            }
            table.row(row);
        }
        tables.push(("Effects, largest first".to_owned(), table));
    }
    for (factor, effect) in pairs() {
        let mut table = Table::new(&[&factor.path, "response (95% interval)", "points"]);
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
        "{}, seed {}: {how}; {} different points, {} replications each, all on the same luck.",
        summary.name,
        summary.seed,
        grouped(design.runs as u64),
        grouped(summary.replications)
    )
}

/// For the terminal: the sentences, and the effects or the curve.
pub fn plain(summary: &SweepSummary) -> String {
    let mut text = format!("{}\n", what(summary));
    for measure in &summary.measures {
        text.push_str(&format!("\n{}", title(&measure.words)));
        if !measure.note.is_empty() {
            text.push_str(&format!(" ({})", measure.note));
        }
        text.push_str("\n\n");
        if measure.mean.is_none() {
            text.push_str("no value at any point\n");
            continue;
        }
        if let Some((_, table)) = tables(summary, measure).first() {
            text.push_str(&table.plain());
        }
        text.push('\n');
        for (factor, effect) in summary.factors.iter().zip(&measure.factors) {
            text.push_str(&format!(
                "{}\n",
                sentence(factor, effect, measure).replace('`', "")
            ));
        }
    }
    for warning in &summary.warnings {
        text.push_str(&format!("\nNote: {}\n", warning.replace('`', "")));
    }
    text
}

/// `sweep.md`. `charts` are file names with their titles.
pub fn markdown(summary: &SweepSummary, charts: &[(String, String)]) -> String {
    let mut text = format!("# Sweep: {}\n\n{}\n\n", summary.name, what(summary));
    let mut table = Table::new(&["factor", "values", "the scenario's own"]);
    for factor in &summary.factors {
        let values: Vec<&str> = factor.values.iter().map(|it| it.text.as_str()).collect();
        table.row(vec![
            format!("`{}`", factor.path),
            values.join(if factor.range { " to " } else { ", " }),
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
        text.push_str(&format!("\n## {}\n\n", title(&measure.words)));
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
        for (file, title) in charts.iter().filter(|(file, _)| chart_of(file, &slug)) {
            text.push_str(&format!("\n![{title}](charts/{file}.svg)\n"));
        }
    }
    text.push_str(&format!("\n## How to read this\n\n{}\n", reading(summary)));
    text
}

fn reading(summary: &SweepSummary) -> String {
    let mut parts = vec![
        "Every point met the same attacks (common random numbers), so a difference between points \
         owes nothing to luck that they share; the interval of a change is therefore often much \
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

/// `sweep.csv`: a row for each point and measure, tidy; numbers of factors in their unit, of
/// measures in hours, shares or counts.
///
/// # Errors
/// If the writer fails, which writing to memory does not.
pub fn csv(
    summary: &SweepSummary,
    plan: &Plan,
    responses: &Responses,
) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut head = vec!["point".to_owned(), "part".to_owned()];
    for factor in &plan.factors {
        let unit = factor.kind.unit();
        let unit = if unit.is_empty() {
            String::new()
        } else {
            format!(" [{unit}]")
        };
        head.push(format!("{}{unit}", factor.path));
    }
    head.extend(["measure", "unit", "replications", "estimate", "low", "high"].map(str::to_owned));
    writer.write_record(&head)?;
    for (ix, (row, responses)) in plan.rows.iter().zip(&responses.rows).enumerate() {
        for (measure, response) in summary.measures.iter().zip(responses) {
            let mut record = vec![(ix + 1).to_string(), part(plan, ix)];
            record.extend(row.iter().map(|level| number(level.value)));
            let unit = match measure.unit {
                Unit::Hours => "hours",
                Unit::Share => "share",
                Unit::Count => "count",
                Unit::WeightedHours => "weighted hours",
            };
            record.extend([measure.name.clone(), unit.to_owned()]);
            record.push(summary.replications.to_string());
            record.extend([response.value, response.low, response.high].map(number));
            writer.write_record(&record)?;
        }
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

/// A number, or nothing where it is unknown.
fn number(value: f64) -> String {
    if value.is_finite() {
        value.to_string()
    } else {
        String::new()
    }
}

/// Which part of the plan a row is of: `A`, `B`, `A with PATH of B`, `path 3`.
fn part(plan: &Plan, row: usize) -> String {
    match &plan.layout {
        Layout::Grid { .. } => "grid".to_owned(),
        Layout::Sample => "sample".to_owned(),
        Layout::Mixed { rows } => match row / rows {
            0 => "A".to_owned(),
            1 => "B".to_owned(),
            part => format!("A with {} of B", plan.factors[part - 2].path),
        },
        Layout::Paths(_) => format!("path {}", row / (plan.factors.len() + 1) + 1),
    }
}

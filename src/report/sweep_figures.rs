//! The charts of a sweep.

use crate::chart::{
    ChoiceBlock, ChoiceRow, FactorChoices, FactorCurves, FactorPanel, FactorPoint, FactorTurn,
    Figure, HeatMap,
};
use crate::study::measures::{Better, Unit};
use crate::study::sweep::{
    Extreme, FactorEffect, FactorSummary, Kind, Layout, MeasureSummary, Method, Plan, Responses,
    Spacing, SweepSummary, TurnSummary, rounded_date,
};

use super::album::{Album, Drawing};
use super::sweep_bars::{screening, tornado};
use super::sweep_scales::{caption, drawn, three};
use super::sweep_text::slug;
use super::sweep_words::{level, turn_words, value};
use super::words::{decimal, first_upper};

/// Draws the charts of every measure that varies: curves by factor, rows for values without an
/// order, and with several factors a
/// tornado, with a grid of two a heat map; for a screening its effects.
pub(crate) fn draw(
    summary: &SweepSummary,
    plan: &Plan,
    responses: &Responses,
    wanted: &Drawing,
) -> Album {
    let mut album = Album::new(wanted);
    for (ix, measure) in summary.measures.iter().enumerate() {
        if measure.mean.is_none() || measure.least == measure.greatest {
            continue;
        }
        let mut put = |kind: &str, figure: &dyn Figure| {
            album.add(format!("{kind}.{}", slug(&measure.name)), figure);
        };
        if summary.design.method == Method::Morris {
            let figure = screening(summary, measure);
            put("screening", &figure);
            continue;
        }
        if summary.factors.iter().any(|it| it.kind.is_ordered()) {
            let figure = curves(summary, measure, plan, responses, ix);
            put("curves", &figure);
        }
        if summary.factors.iter().any(|it| !it.kind.is_ordered()) {
            let figure = choices(summary, measure, plan);
            put("choices", &figure);
        }
        if summary.factors.len() > 1 {
            let figure = tornado(summary, measure);
            put("tornado", &figure);
        }
        if let Some(figure) = heat_map(summary, measure, plan, responses, ix) {
            put("heat-map", &figure);
        }
    }
    album
}

/// The same for a factor.
fn axis_of(factor: &FactorSummary) -> (f64, &'static str) {
    let top = factor.values.iter().map(|it| it.value).fold(0.0, f64::max);
    match factor.kind {
        Kind::Hours if top <= 2.0 => (60.0, "min"),
        Kind::Hours if top > 120.0 => (1.0 / 24.0, "days"),
        kind => (1.0, kind.unit()),
    }
}

fn curves(
    summary: &SweepSummary,
    measure: &MeasureSummary,
    plan: &Plan,
    responses: &Responses,
    ix: usize,
) -> FactorCurves {
    let (scale, unit) = drawn(measure);
    let ordered = |factor: &FactorSummary| factor.kind.is_ordered();
    let title = by_factors(summary, measure, &ordered);
    let mut caption = caption(summary, measure, title);
    let single = summary.factors.len() == 1;
    let sampled = !matches!(plan.layout, Layout::Grid { .. });
    let (interval, note) = match (single, sampled) {
        (true, false) => ("Band: 95% interval of each value, over replications", ""),
        (true, true) => (
            "Band: 95% interval of the mean of like points",
            "Each mark is the mean of a group of points with like values",
        ),
        (false, false) => (
            "Bands: 95% interval over replications",
            "Means over all combinations of the other factors",
        ),
        (false, true) => (
            "Bands: 95% interval over replications and points",
            "Each mark is the mean of a group of points with like values of the factor, while the \
             others vary",
        ),
    };
    interval.clone_into(&mut caption.interval);
    note.clone_into(&mut caption.note);
    let rows = match plan.layout {
        Layout::Mixed { rows } => 2 * rows,
        Layout::Sample => plan.rows.len(),
        _ => 0,
    };
    let panels = summary.factors.iter().zip(&measure.factors).enumerate();
    FactorCurves {
        caption,
        measure: format!("{} ({unit})", first_upper(&measure.words)),
        zoom: true,
        dots: if rows > 0 {
            "single points".to_owned()
        } else {
            String::new()
        },
        panels: panels
            .filter(|(_, (factor, _))| ordered(factor))
            .map(|(column, (factor, effect))| {
                let (along, axis) = axis_of(factor);
                FactorPanel {
                    name: first_upper(&factor.label),
                    unit: axis.to_owned(),
                    log: factor.spacing == Spacing::Log,
                    points: effect
                        .curve
                        .iter()
                        .map(|point| FactorPoint {
                            at: point.at * along,
                            response: point.response.estimate * scale,
                            low: point.response.low.unwrap_or(f64::NAN) * scale,
                            high: point.response.high.unwrap_or(f64::NAN) * scale,
                        })
                        .collect(),
                    ticks: ticks(factor, along, if single { 12 } else { 6 }),
                    dots: (0..rows)
                        .map(|row| {
                            let at = plan.rows[row][column].value * along;
                            (at, responses.rows[row][ix].value * scale)
                        })
                        .collect(),
                    turns: turns(measure, factor, effect, (along, scale)),
                    own: factor
                        .own
                        .map(|own| (own * along, format!("now {}", text_of(factor)))),
                }
            })
            .collect(),
    }
}

/// A title for what a measure does by some of the factors.
fn by_factors(
    summary: &SweepSummary,
    measure: &MeasureSummary,
    wanted: &dyn Fn(&FactorSummary) -> bool,
) -> String {
    let factors: Vec<&FactorSummary> = summary.factors.iter().filter(|it| wanted(it)).collect();
    match factors.as_slice() {
        [only] => format!("{} by {}", first_upper(&measure.words), only.label),
        many => format!(
            "{} by each of {} factors",
            first_upper(&measure.words),
            many.len()
        ),
    }
}

/// Rows for the values of factors without an order.
fn choices(summary: &SweepSummary, measure: &MeasureSummary, plan: &Plan) -> FactorChoices {
    let (scale, unit) = drawn(measure);
    let wanted = |factor: &FactorSummary| !factor.kind.is_ordered();
    let mut caption = caption(summary, measure, by_factors(summary, measure, &wanted));
    let (interval, note) = match (&plan.layout, summary.factors.len()) {
        (_, 1) => (
            "Whiskers: 95% interval of each value, over replications",
            "",
        ),
        (Layout::Grid { .. }, _) => (
            "Whiskers: 95% interval over replications",
            "Means over all combinations of the other factors",
        ),
        _ => (
            "Whiskers: 95% interval over replications and points",
            "Each row is the mean of the points with that value, while the other factors vary",
        ),
    };
    interval.clone_into(&mut caption.interval);
    note.clone_into(&mut caption.note);
    let pairs = summary.factors.iter().zip(&measure.factors);
    FactorChoices {
        caption,
        measure: format!("{} ({unit})", first_upper(&measure.words)),
        blocks: pairs
            .filter(|(factor, _)| wanted(factor))
            .map(|(factor, effect)| ChoiceBlock {
                name: first_upper(&factor.label),
                rows: effect
                    .curve
                    .iter()
                    .map(|point| {
                        let (response, low, high) = three(&point.response, scale);
                        ChoiceRow {
                            name: point.text.clone().unwrap_or_default(),
                            response,
                            low,
                            high,
                            words: value(&point.response, measure.unit),
                            own: factor.own.is_some_and(|own| (own - point.at).abs() < 0.5),
                        }
                    })
                    .collect(),
            })
            .collect(),
    }
}

/// Where a curve is shown to turn, in the scales of its factor and of the measure.
fn turns(
    measure: &MeasureSummary,
    factor: &FactorSummary,
    effect: &FactorEffect,
    (along, scale): (f64, f64),
) -> Vec<FactorTurn> {
    let turn = |turn: &TurnSummary| {
        let point = effect.curve.get(turn.point)?;
        let (superlative, _) = turn_words(measure, turn.extreme);
        let value = level(point.at, point.text.as_ref(), factor.kind);
        Some(FactorTurn {
            at: point.at * along,
            response: point.response.estimate * scale,
            words: format!("{superlative} at {value}"),
            above: turn.extreme == Extreme::Greatest,
        })
    };
    effect.turns.iter().filter_map(turn).collect()
}

/// Most values of a factor in a heat map: more could not be told apart.
const MOST_CELLS: usize = 40;

/// A cell for each combination of a grid of two factors.
fn heat_map(
    summary: &SweepSummary,
    measure: &MeasureSummary,
    plan: &Plan,
    responses: &Responses,
    ix: usize,
) -> Option<HeatMap> {
    let (Layout::Grid { levels }, [across, upward]) = (&plan.layout, summary.factors.as_slice())
    else {
        return None;
    };
    let &[firsts, seconds] = levels.as_slice() else {
        return None;
    };
    // Values without an order have long words: rows have room for them.
    let turned = !across.kind.is_ordered() && upward.kind.is_ordered();
    let ((columns, column_of), (rows, row_of)) = if turned {
        ((seconds, 1), (firsts, 0))
    } else {
        ((firsts, 0), (seconds, 1))
    };
    let (across, upward) = if turned {
        (upward, across)
    } else {
        (across, upward)
    };
    if columns.max(rows) > MOST_CELLS {
        return None;
    }
    let (scale, unit) = drawn(measure);
    let title = format!("{} by two factors", first_upper(&measure.words));
    let mut caption = caption(summary, measure, title);
    let points = if measure.unit == Unit::Share {
        ", in percentage points"
    } else {
        ""
    };
    caption.interval =
        format!("±: half-width of the 95% interval of each cell, over replications{points}");
    if responses.rows.iter().any(|row| !row[ix].value.is_finite()) {
        "Hatched: nothing of the kind happened".clone_into(&mut caption.note);
    }
    // The last factor's level changes fastest. Lists need not be in order.
    let at = |column: usize, row: usize| {
        let (first, second) = if turned { (row, column) } else { (column, row) };
        first * seconds + second
    };
    let order = |count: usize, value: &dyn Fn(usize) -> f64| {
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by(|a, b| value(*a).total_cmp(&value(*b)));
        order
    };
    let columns = order(columns, &|column| plan.rows[at(column, 0)][column_of].value);
    let rows_in_order = order(rows, &|row| plan.rows[at(0, row)][row_of].value);
    let cell = |column: usize, row: usize| {
        let found = &responses.rows[at(column, row)][ix];
        (found.value * scale, (found.high - found.low) / 2.0 * scale)
    };
    Some(HeatMap {
        caption,
        measure: format!("{} ({unit})", first_upper(&measure.words)),
        more_is_better: match measure.better {
            Better::Lower => Some(false),
            Better::Higher => Some(true),
            Better::Neither => None,
        },
        across: first_upper(&across.label),
        upward: first_upper(&upward.label),
        columns: columns
            .iter()
            .map(|column| plan.rows[at(*column, 0)][column_of].text.clone())
            .collect(),
        rows: rows_in_order
            .iter()
            .map(|row| plan.rows[at(0, *row)][row_of].text.clone())
            .collect(),
        cells: rows_in_order
            .iter()
            .map(|row| columns.iter().map(|column| cell(*column, *row)).collect())
            .collect(),
    })
}

fn text_of(factor: &FactorSummary) -> String {
    factor.own_text.clone().unwrap_or_default()
}

/// Steps of hours that people count in.
const HUMAN_STEPS: [f64; 16] = [
    1.0 / 60.0,
    5.0 / 60.0,
    10.0 / 60.0,
    0.25,
    0.5,
    1.0,
    2.0,
    3.0,
    6.0,
    12.0,
    24.0,
    48.0,
    168.0,
    336.0,
    720.0,
    2_160.0,
];

/// A list's values are its ticks; ranges of time get steps of 6 h or 10 min, others round
/// numbers (none here).
fn ticks(factor: &FactorSummary, along: f64, most: usize) -> Vec<(f64, String)> {
    if !factor.range {
        let mut ticks: Vec<(f64, String)> = factor
            .values
            .iter()
            .map(|level| (level.value * along, level.text.clone()))
            .collect();
        ticks.sort_by(|a, b| a.0.total_cmp(&b.0));
        return ticks;
    }
    if factor.spacing == Spacing::Log {
        return Vec::new();
    }
    if factor.kind == Kind::Date {
        return date_ticks(factor, most);
    }
    let (Kind::Hours, [low, high]) = (factor.kind, factor.values.as_slice()) else {
        return Vec::new();
    };
    let width = high.value - low.value;
    let fits = |step: &f64| width / step <= most as f64;
    let Some(step) = HUMAN_STEPS.into_iter().find(fits) else {
        return Vec::new();
    };
    let first = (low.value / step - 1e-9).ceil();
    (0..=most)
        .map(|k| (first + k as f64) * step)
        .take_while(|at| *at <= high.value + step * 1e-9)
        .map(|at| (at * along, number(at * along)))
        .collect()
}

/// A range of dates has a tick at even steps of whole days.
fn date_ticks(factor: &FactorSummary, most: usize) -> Vec<(f64, String)> {
    let [low, high] = factor.values.as_slice() else {
        return Vec::new();
    };
    // A date is wider than a number.
    let parts = (most / 2).max(1) as f64;
    let step = ((high.value - low.value) / parts).ceil().max(1.0);
    (0..=most)
        .map(|k| low.value + k as f64 * step)
        .take_while(|at| *at <= high.value)
        .map(|at| (at, rounded_date(at)))
        .collect()
}

/// A tick's number, with no more digits than it needs.
fn number(value: f64) -> String {
    let text = decimal(value, 2);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

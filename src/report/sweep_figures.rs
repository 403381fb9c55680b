//! The charts of a sweep.

use crate::chart::{
    Caption, ChartError, FactorCurves, FactorPanel, FactorPoint, HeatMap, Screening, ScreeningBar,
    Svg, Tornado, TornadoBar,
};
use crate::study::estimate::Estimate;
use crate::study::measures::Unit;
use crate::study::sweep::{
    FactorEffect, FactorSummary, Kind, Layout, MeasureSummary, Method, Plan, Responses, Spacing,
    SweepSummary,
};

use super::album::Album;
use super::captions::source;
use super::sweep_text::{ends, slug, weight};
use super::words::{decimal, first_upper};

/// Draws the charts of every measure that varies: curves by factor, and with several factors a
/// tornado, with a grid of two a heat map; for a screening its effects.
pub(crate) fn draw(summary: &SweepSummary, plan: &Plan, responses: &Responses) -> Album {
    let mut album = Album::default();
    for (ix, measure) in summary.measures.iter().enumerate() {
        if measure.mean.is_none() || measure.least == measure.greatest {
            continue;
        }
        let mut put = |kind: &str, caption: &Caption, drawing: Result<Svg, ChartError>| {
            album.add(format!("{kind}.{}", slug(&measure.name)), caption, drawing);
        };
        if summary.design.method == Method::Morris {
            let figure = screening(summary, measure);
            put("screening", &figure.caption, figure.draw());
            continue;
        }
        let figure = curves(summary, measure, plan, responses, ix);
        put("curves", &figure.caption, figure.draw());
        if summary.factors.len() > 1 {
            let figure = tornado(summary, measure);
            put("tornado", &figure.caption, figure.draw());
        }
        if let Some(figure) = heat_map(summary, measure, plan, responses, ix) {
            put("heat-map", &figure.caption, figure.draw());
        }
    }
    album
}

/// In what a measure is drawn: the factor from its own unit, and the unit's name.
fn drawn(measure: &MeasureSummary) -> (f64, &'static str) {
    let top = measure.greatest.unwrap_or(0.0).abs();
    match measure.unit {
        Unit::Hours if top < 1.0 => (60.0, "min"),
        Unit::Hours if top >= 96.0 => (1.0 / 24.0, "days"),
        Unit::Hours => (1.0, "h"),
        Unit::Share => (100.0, "%"),
        Unit::Count => (1.0, "per replication"),
        Unit::WeightedHours => (1.0, "weighted h"),
    }
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

/// In what a change of a measure is drawn: of shares it is no share.
fn change_unit(measure: &MeasureSummary) -> &'static str {
    match measure.unit {
        Unit::Share => "percentage points",
        _ => drawn(measure).1,
    }
}

fn caption(summary: &SweepSummary, measure: &MeasureSummary, title: String) -> Caption {
    let design = &summary.design;
    Caption {
        title,
        subtitle: format!(
            "{} · {}, {} points on the same attacks",
            summary.name,
            design.method.words(),
            design.runs
        ),
        statistic: match measure.note.as_str() {
            "" => first_upper(&measure.words),
            note => format!("{}, {note}", first_upper(&measure.words)),
        },
        interval: String::new(),
        replications: summary.replications,
        note: String::new(),
        source: source(&summary.scenario, &summary.scenario_hash, summary.seed),
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
    let title = match summary.factors.as_slice() {
        [only] => format!("{} by {}", first_upper(&measure.words), only.path),
        many => format!(
            "{} by each of {} factors",
            first_upper(&measure.words),
            many.len()
        ),
    };
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
            .map(|(column, (factor, effect))| {
                let (along, axis) = axis_of(factor);
                FactorPanel {
                    name: factor.path.clone(),
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
                    own: factor
                        .own
                        .map(|own| (own * along, format!("now {}", text_of(factor)))),
                }
            })
            .collect(),
    }
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
    let &[columns, rows] = levels.as_slice() else {
        return None;
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
    let at = |column: usize, row: usize| column * rows + row;
    let order = |count: usize, value: &dyn Fn(usize) -> f64| {
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by(|a, b| value(*a).total_cmp(&value(*b)));
        order
    };
    let columns = order(columns, &|column| plan.rows[at(column, 0)][0].value);
    let rows_in_order = order(rows, &|row| plan.rows[at(0, row)][1].value);
    let cell = |column: usize, row: usize| {
        let found = &responses.rows[at(column, row)][ix];
        (found.value * scale, (found.high - found.low) / 2.0 * scale)
    };
    Some(HeatMap {
        caption,
        measure: format!("{} ({unit})", first_upper(&measure.words)),
        across: across.path.clone(),
        upward: upward.path.clone(),
        columns: columns
            .iter()
            .map(|column| plan.rows[at(*column, 0)][0].text.clone())
            .collect(),
        rows: rows_in_order
            .iter()
            .map(|row| plan.rows[at(0, *row)][1].text.clone())
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

/// A tick's number, with no more digits than it needs.
fn number(value: f64) -> String {
    let text = decimal(value, 2);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// An estimate with its limits, scaled; unknown limits are `NaN`.
fn three(found: &Estimate, scale: f64) -> (f64, f64, f64) {
    let limit = |limit: Option<f64>| limit.unwrap_or(f64::NAN) * scale;
    (found.estimate * scale, limit(found.low), limit(found.high))
}

fn tornado(summary: &SweepSummary, measure: &MeasureSummary) -> Tornado {
    let (scale, unit) = drawn(measure);
    let mut order: Vec<(&FactorSummary, &FactorEffect)> =
        summary.factors.iter().zip(&measure.factors).collect();
    order.sort_by(|a, b| weight(b.1).total_cmp(&weight(a.1)));
    let title = match order.first() {
        Some(_) => format!("What moves the {}", measure.words),
        None => first_upper(&measure.words),
    };
    let mut caption = caption(summary, measure, title);
    "Bars: from the mean response at a factor's lowest values to that at its highest, over the \
     values of the others; below each name the change with its 95% interval"
        .clone_into(&mut caption.interval);
    let shares = || measure.factors.iter().flat_map(|it| [it.main, it.total]);
    if shares().any(|share| share.is_some()) {
        let whiskers = shares().flatten().any(|share| share.half_width().is_some());
        caption.note = format!(
            "Alone: main effect (first-order Sobol' index); in all: total effect, with what the \
         factor does together with others; 100% is all of the variance{}",
            if whiskers {
                ". Whiskers: 95%, bootstrap"
            } else {
                ""
            }
        );
    }
    let change = match change_unit(measure) {
        "percentage points" => "pp",
        "per replication" => "",
        unit => unit,
    };
    if change == "pp" {
        caption.note = match caption.note.as_str() {
            "" => "pp: percentage points".to_owned(),
            note => format!("{note}; pp: percentage points"),
        };
    }
    Tornado {
        change: change.to_owned(),
        caption,
        measure: format!("{} ({unit})", first_upper(&measure.words)),
        center: measure.mean.unwrap_or(0.0) * scale,
        bars: order
            .into_iter()
            .map(|(factor, effect)| {
                let at = |point: Option<&crate::study::sweep::summary::CurveSummary>| {
                    point.map_or(f64::NAN, |point| point.response.estimate * scale)
                };
                TornadoBar {
                    name: factor.path.clone(),
                    ends: ends(effect, factor.kind).unwrap_or_default(),
                    responses: (at(effect.curve.first()), at(effect.curve.last())),
                    swing: effect
                        .swing
                        .as_ref()
                        .map_or((f64::NAN, f64::NAN, f64::NAN), |it| three(it, scale)),
                    main: effect.main.as_ref().map(|it| three(it, 1.0)),
                    total: effect.total.as_ref().map(|it| three(it, 1.0)),
                }
            })
            .collect(),
    }
}

fn screening(summary: &SweepSummary, measure: &MeasureSummary) -> Screening {
    let (scale, unit) = (drawn(measure).0, change_unit(measure));
    let mut order: Vec<(&FactorSummary, &FactorEffect)> =
        summary.factors.iter().zip(&measure.factors).collect();
    let size = |effect: &FactorEffect| effect.mu_star.map_or(0.0, |it| it.estimate);
    order.sort_by(|a, b| size(b.1).total_cmp(&size(a.1)));
    let mut caption = caption(
        summary,
        measure,
        format!("What moves the {}, and what does not", measure.words),
    );
    "Whiskers: 95% interval of μ*, bootstrap over paths and replications"
        .clone_into(&mut caption.interval);
    "The sign before a number is the way it goes when the factor rises; ± where it goes both ways"
        .clone_into(&mut caption.note);
    Screening {
        caption,
        measure: format!("Change over the factor's whole extent ({unit})"),
        bars: order
            .into_iter()
            .map(|(factor, effect)| {
                let (size, low, high) = effect
                    .mu_star
                    .as_ref()
                    .map_or((f64::NAN, f64::NAN, f64::NAN), |it| three(it, scale));
                let texts = factor.values.iter().map(|it| it.text.as_str());
                let joined: Vec<&str> = texts.collect();
                ScreeningBar {
                    name: factor.path.clone(),
                    extent: joined.join(if factor.range { " to " } else { ", " }),
                    size,
                    low,
                    high,
                    mean: effect.mu.map_or(f64::NAN, |it| it.estimate) * scale,
                    spread: effect.sigma.map_or(f64::NAN, |it| it.estimate) * scale,
                }
            })
            .collect(),
    }
}

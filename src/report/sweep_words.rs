//! What a sweep says of a factor: numbers, values and sentences.

use crate::study::estimate::Estimate;
use crate::study::measures::Unit;
use crate::study::sweep::{
    Extreme, FactorEffect, FactorSummary, GapSummary, Kind, MeasureSummary, Spacing, TurnSummary,
    rounded_date,
};

use super::verdict_words::{self, NumberFormat};
use super::words::{decimal, duration, first_upper};
use crate::text;

/// A value of a measure with its interval.
pub(super) fn value(found: &Estimate, unit: Unit) -> String {
    verdict_words::value(unit, found)
}

/// How a change is written: fine enough for its interval.
pub(super) fn change_format(found: &Estimate, unit: Unit) -> NumberFormat {
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
pub(super) fn change(found: &Estimate, unit: Unit) -> String {
    let format = change_format(found, unit);
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

/// A share of the variance as it was estimated: `63% (35 to 100)`, `−2% (−9 to 5)`.
pub(super) fn part_of_variance(found: &Estimate) -> String {
    let value = format!("{}%", percent(found.estimate));
    match (found.low, found.high) {
        (Some(low), Some(high)) => format!("{value} ({} to {})", percent(low), percent(high)),
        _ => value,
    }
}

fn percent(share: f64) -> String {
    decimal(share * 100.0, 0).replace('-', "−")
}

/// A value of a factor in words.
pub(super) fn level(at: f64, text: Option<&String>, kind: Kind) -> String {
    match (text, kind) {
        (Some(text), _) => text.clone(),
        (None, Kind::Hours) => format!("about {}", duration(at)),
        (None, Kind::Percent) => format!("about {}%", decimal(at, 1)),
        (None, Kind::Date) => format!("about {}", rounded_date(at)),
        (None, Kind::Shift) => format!("about {} d", decimal(at, 0)),
        (None, Kind::Times) => format!("about × {}", decimal(at, 2)),
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

/// What a factor does: from end to end, and where its curve turns.
pub(super) fn sentences(
    factor: &FactorSummary,
    effect: &FactorEffect,
    measure: &MeasureSummary,
) -> Vec<String> {
    let mut said = vec![sentence(factor, effect, measure)];
    let turns = effect.turns.iter();
    said.extend(turns.filter_map(|turn| turn_sentence(factor, effect, measure, turn)));
    said
}

/// Where a curve turns: `The mean recovery time is shortest at 4 months: 5.2 h (4.9 to 5.5). It is
/// longer at both ends: …`.
fn turn_sentence(
    factor: &FactorSummary,
    effect: &FactorEffect,
    measure: &MeasureSummary,
    turn: &TurnSummary,
) -> Option<String> {
    let named = |point: usize| {
        let point = effect.curve.get(point)?;
        Some(level(point.at, point.text.as_ref(), factor.kind))
    };
    let (superlative, comparative) = turn_words(measure, turn.extreme);
    // A distance, whichever way.
    let further = |found: &Estimate| {
        let found = match turn.extreme {
            Extreme::Least => *found,
            Extreme::Greatest => Estimate {
                estimate: -found.estimate,
                low: found.high.map(|it| -it),
                high: found.low.map(|it| -it),
            },
        };
        let format = change_format(&found, measure.unit);
        let apart = format.apart(found.estimate);
        match (found.low, found.high) {
            (Some(low), Some(high)) => {
                format!(
                    "{apart} ({} to {})",
                    format.number(low),
                    format.number(high)
                )
            }
            _ => apart,
        }
    };
    let mut said = format!(
        "The {} is {superlative} at {}: {}. It is {comparative} at both ends: by {} at {}, by {} at \
         {}.",
        measure.words,
        named(turn.point)?,
        value(&turn.response, measure.unit),
        further(&turn.first),
        named(0)?,
        further(&turn.last),
        named(effect.curve.len().checked_sub(1)?)?,
    );
    if turn.near.0 < turn.near.1 {
        said.push_str(&format!(
            " Of the values tried, those from {} to {} are not told apart from it.",
            named(turn.near.0)?,
            named(turn.near.1)?
        ));
    }
    Some(said)
}

/// The words for an extreme, and for what lies beyond it.
pub(super) fn turn_words(
    measure: &MeasureSummary,
    extreme: Extreme,
) -> (&'static str, &'static str) {
    let is_time = measure.unit == Unit::Hours && measure.words.contains("time");
    match (extreme, is_time) {
        (Extreme::Least, true) => ("shortest", "longer"),
        (Extreme::Least, false) => ("lowest", "higher"),
        (Extreme::Greatest, true) => ("longest", "shorter"),
        (Extreme::Greatest, false) => ("highest", "lower"),
    }
}

/// What a factor does from one end to the other, in a sentence.
fn sentence(factor: &FactorSummary, effect: &FactorEffect, measure: &MeasureSummary) -> String {
    let what = &measure.words;
    let name = first_upper(&text::markdown(&factor.label));
    if let (Some(size), Some(mean)) = (&effect.mu_star, &effect.mu) {
        let way = if size.estimate <= 0.0 {
            return format!("{name} does not change the {what}.");
        } else if mean.estimate.abs() < 0.8 * size.estimate {
            "now up, now down"
        } else if mean.estimate > 0.0 {
            "up"
        } else {
            "down"
        };
        return format!(
            "{name} moves the {what} by {} over its whole extent, {way}.{}",
            change_format(size, measure.unit).apart(size.estimate),
            shape(effect)
        );
    }
    if let Some(gap) = &effect.gap {
        return gap_sentence(&name, effect, measure, gap);
    }
    let (Some(swing), Some((from, to))) = (&effect.swing, ends(effect, factor.kind)) else {
        return format!("{name}: nothing can be said.");
    };
    let format = change_format(swing, measure.unit);
    let (Some(low), Some(high)) = (swing.low, swing.high) else {
        return format!(
            "{name} from {from} to {to} changes the {what} by {}; there are too few \
             replications for an interval.",
            format.apart(swing.estimate)
        );
    };
    if low <= 0.0 && high >= 0.0 {
        // A width that is rounding alone is none.
        let size = measure.mean.map_or(0.0, f64::abs);
        if high - low <= 1e-9 * size {
            return format!("{name} from {from} to {to} leaves the {what} the same.");
        }
        return format!(
            "{name} from {from} to {to} shows no difference in the {what} between the two \
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
        "{name} from {from} to {to} {verb} the {what} by {} ({} to {}).",
        format.apart(swing.estimate.abs()),
        format.number(near),
        format.number(far)
    )
}

/// What values without an order do: the largest difference between two of them.
fn gap_sentence(
    name: &str,
    effect: &FactorEffect,
    measure: &MeasureSummary,
    gap: &GapSummary,
) -> String {
    let what = &measure.words;
    let value = |point: usize| {
        let point = effect.curve.get(point);
        let text = point.and_then(|point| point.text.as_deref());
        match text::markdown(text.unwrap_or("–")) {
            // The commas of a list are not those of the sentence.
            list if list.contains(',') => format!("“{list}”"),
            word => word,
        }
    };
    let (least, greatest) = (value(gap.least), value(gap.greatest));
    let format = change_format(&gap.difference, measure.unit);
    let apart = format.apart(gap.difference.estimate);
    match (gap.difference.low, gap.difference.high) {
        _ if gap.difference.estimate <= 0.0 => format!("{name} leaves the {what} the same."),
        (Some(low), Some(high)) if low > 0.0 => format!(
            "{name} makes a difference of up to {apart} ({} to {}) in the {what}: least with {least}, \
             greatest with {greatest}.",
            format.number(low),
            format.number(high)
        ),
        (Some(low), Some(high)) => format!(
            "{name} shows no difference in the {what} between any two of its values: the largest, \
             {apart} between {least} and {greatest}, has the interval {} to {}, which includes zero.",
            format.number(low),
            format.apart(high)
        ),
        _ => format!(
            "{name} makes a difference of {apart} in the {what}, between {least} and {greatest}; \
             there is too little for an interval."
        ),
    }
}

/// What steps and their spread say of the shape of an effect. The bounds of σ / μ* are those of
/// Garcia Sanchez et al. (2014, Energy and Buildings 68:741).
fn shape(effect: &FactorEffect) -> String {
    if let Some(steps) = effect.steps.filter(|it| it.up > 0 && it.down > 0) {
        return format!(
            " It is not monotone: of {} steps, {} are shown to raise it and {} to lower it, so it \
             turns on the way, or what it does depends on the other factors.",
            steps.all, steps.up, steps.down
        );
    }
    let (Some(size), Some(spread)) = (effect.mu_star, effect.sigma) else {
        return String::new();
    };
    match spread.estimate / size.estimate {
        ratio if ratio >= 1.0 => {
            " Its spread σ is as large as μ*: it bends or turns, depends on the \
                                  other factors, or is noise; that it turns is not shown."
                .to_owned()
        }
        ratio if ratio >= 0.5 => {
            " Its spread σ is more than half of μ*: it bends, or depends on the \
                                  other factors."
                .to_owned()
        }
        ratio if ratio < 0.1 => " It does so almost in a straight line.".to_owned(),
        _ => String::new(),
    }
}

/// The shares of the variance in a sentence, where there are any.
pub(super) fn shares_sentence(
    factors: &[FactorSummary],
    measure: &MeasureSummary,
) -> Option<String> {
    let mut order: Vec<((&FactorSummary, &FactorEffect), f64)> = factors
        .iter()
        .zip(&measure.factors)
        .filter_map(|(factor, effect)| Some(((factor, effect), effect.total?.estimate)))
        .collect();
    order.sort_by(|a, b| b.1.total_cmp(&a.1));
    let ((factor, first), _) = order.first()?;
    Some(format!(
        "{} has the largest part: {} of the variance alone, {} together with the others. {}",
        first_upper(&text::markdown(&factor.label)),
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
    let sum: f64 = mains().map(|main| main.estimate).sum();
    let error = mains()
        .filter_map(|main| main.half_width())
        .map(|half| half * half)
        .sum::<f64>()
        .sqrt();
    let acts_alone = |effect: &FactorEffect| match (effect.main, effect.total) {
        (Some(main), Some(total)) => total.estimate - main.estimate < 0.005,
        _ => true,
    };
    let together = percent(sum);
    let said = format!("All main effects come to {together}%");
    if together == "100" {
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

/// What effects are ordered by: total effect, else the size of the swing.
pub(super) fn weight(effect: &FactorEffect) -> f64 {
    effect
        .total
        .map(|it| it.estimate)
        .or_else(|| effect.swing.map(|it| it.estimate.abs()))
        .or_else(|| effect.gap.as_ref().map(|gap| gap.difference.estimate))
        .unwrap_or(0.0)
}

/// The values of a factor, or its range.
pub(super) fn values_of(factor: &FactorSummary) -> String {
    let values: Vec<&str> = factor.values.iter().map(|it| it.text.as_str()).collect();
    // Lists and orders have commas of their own.
    let comma = if values.iter().any(|it| it.contains(',')) {
        "; "
    } else {
        ", "
    };
    match (factor.range, factor.spacing) {
        (false, _) => values.join(comma),
        (true, Spacing::Even) => values.join(" to "),
        (true, Spacing::Log) => values.join(" to ") + ", in equal ratios",
    }
}

/// What the scenario itself says.
pub(super) fn own_of(factor: &FactorSummary) -> String {
    let own = factor.own_text.clone();
    own.unwrap_or_else(|| "its default".to_owned())
}

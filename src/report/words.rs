//! Numbers as people write them.

use crate::study::estimate::Estimate;

use super::page::prose::{Number, Prose, prose};

/// Rounds half away from zero to a number of decimals; `{:.1}` alone would round ties to even.
pub fn decimal(value: f64, decimals: u32) -> String {
    let scale = 10_f64.powi(decimals as i32);
    let rounded = (value * scale).round() / scale;
    // Minus zero is nobody's number.
    format!(
        "{:.*}",
        decimals as usize,
        if rounded == 0.0 { 0.0 } else { rounded }
    )
}

/// The unit in which a duration reads best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Days of 24 hours.
    Days,
}

impl Unit {
    /// For a duration in hours.
    pub(crate) fn of(hours: f64) -> Self {
        match hours.abs() {
            size if size >= 72.0 => Self::Days,
            size if size >= 1.0 => Self::Hours,
            size if size >= 1.0 / 60.0 || size == 0.0 => Self::Minutes,
            _ => Self::Seconds,
        }
    }

    const fn per_hour(self) -> f64 {
        match self {
            Self::Seconds => 3600.0,
            Self::Minutes => 60.0,
            Self::Hours => 1.0,
            Self::Days => 1.0 / 24.0,
        }
    }

    /// With the space before it.
    const fn sign(self) -> &'static str {
        match self {
            Self::Seconds => " s",
            Self::Minutes => " min",
            Self::Hours => " h",
            Self::Days => " d",
        }
    }

    fn number(self, hours: f64) -> String {
        self.rounded(hours, Rounding::Nearest)
    }

    fn rounded(self, hours: f64, rounding: Rounding) -> String {
        let value = hours * self.per_hour();
        let decimals = u32::from(value.abs() < 100.0);
        rounding.decimal(value, decimals)
    }
}

/// Which way digits that are not shown go. Limits of an interval go outwards, so that what is
/// shown never leaves out what the interval holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rounding {
    Nearest,
    Down,
    Up,
}

impl Rounding {
    fn decimal(self, value: f64, decimals: u32) -> String {
        let scale = 10_f64.powi(decimals as i32);
        let scaled = value * scale;
        // What is a whole number but for the last bits stays one.
        let slack = scaled.abs().mul_add(1e-12, 1e-9);
        let rounded = match self {
            Self::Nearest => return decimal(value, decimals),
            Self::Down => (scaled + slack).floor(),
            Self::Up => (scaled - slack).ceil(),
        };
        decimal(rounded / scale, decimals)
    }
}

/// `5.2 h`, `25 min`, `3.4 d`.
pub fn duration(hours: f64) -> String {
    duration_at(hours, "").plain()
}

/// An estimate in print: its digits, its unit, and the digits of its limits.
#[derive(Clone, Debug)]
pub(crate) struct Printed {
    value: String,
    sign: &'static str,
    limits: Option<(String, String)>,
    /// What is printed is the value times this.
    times: f64,
}

impl Printed {
    /// `5.2 h (4.9–5.6)`.
    fn plain(&self) -> String {
        self.at("").plain()
    }

    /// The same as words whose numbers stand at a place.
    pub(crate) fn at(&self, place: &str) -> Prose {
        let mut all = self.value_at(place);
        if let Some((low, high)) = self.limits_at(place) {
            all.push(prose![" (", low, "–", high, ")"]);
        }
        all
    }

    /// Without its limits.
    pub(crate) fn value_at(&self, place: &str) -> Prose {
        let number =
            |text: &str, of: &str| Number::times(text, format!("{place}.{of}"), self.times);
        Prose::unit(number(&self.value, "estimate"), self.sign)
    }

    /// Its limits, without a unit.
    pub(crate) fn limits_at(&self, place: &str) -> Option<(Number, Number)> {
        let number =
            |text: &str, of: &str| Number::times(text, format!("{place}.{of}"), self.times);
        let (low, high) = self.limits.as_ref()?;
        Some((number(low, "low"), number(high, "high")))
    }
}

/// `5.2 h (4.9–5.6)`: a duration with its limits in the same unit.
pub fn duration_estimate(estimate: &Estimate) -> String {
    printed_duration(estimate).plain()
}

/// A duration with its limits in the same unit, in print.
pub(crate) fn printed_duration(estimate: &Estimate) -> Printed {
    let unit = Unit::of(estimate.estimate);
    let limits = estimate.low.zip(estimate.high).map(|(low, high)| {
        (
            unit.rounded(low, Rounding::Down),
            unit.rounded(high, Rounding::Up),
        )
    });
    Printed {
        value: unit.number(estimate.estimate),
        sign: unit.sign(),
        limits,
        times: unit.per_hour(),
    }
}

/// `5.2 h`, as words whose number stands at a place.
pub(crate) fn duration_at(hours: f64, place: impl Into<String>) -> Prose {
    let unit = Unit::of(hours);
    Prose::unit(
        Number::times(unit.number(hours), place, unit.per_hour()),
        unit.sign(),
    )
}

/// `812.4 (808.1–816.7)`.
pub fn estimate(estimate: &Estimate) -> String {
    printed(estimate).plain()
}

/// An estimate without a unit, in print.
pub(crate) fn printed(estimate: &Estimate) -> Printed {
    let decimals = match estimate.estimate.abs() {
        size if size >= 1000.0 => 0,
        size if size >= 10.0 || size == 0.0 => 1,
        _ => 2,
    };
    let number = |value: f64, rounding: Rounding| {
        if decimals == 0 && value >= 0.0 {
            let whole = rounding.decimal(value, 0);
            whole.parse().map_or(whole, grouped)
        } else {
            rounding.decimal(value, decimals)
        }
    };
    let limits = estimate.low.zip(estimate.high);
    let limits = limits.filter(|(low, high)| low < high);
    Printed {
        value: number(estimate.estimate, Rounding::Nearest),
        sign: "",
        limits: limits.map(|(low, high)| (number(low, Rounding::Down), number(high, Rounding::Up))),
        times: 1.0,
    }
}

/// A share in whole per cent: `12%`, `<1%`.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    match percent {
        little if little > 0.0 && little < 0.5 => "<1%".to_owned(),
        much if much < 100.0 && much > 99.5 => ">99%".to_owned(),
        other => format!("{}%", decimal(other, 0)),
    }
}

/// A number without an interval: `12`, `12.3`, `1 234`.
pub(crate) fn bare(value: f64) -> String {
    if value.fract() == 0.0 && (0.0..1e15).contains(&value) {
        return grouped(value as u64);
    }
    estimate(&Estimate {
        estimate: value,
        low: None,
        high: None,
    })
}

/// A number for a cell of a file, with all its digits; empty without one.
pub(super) fn number_cell(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

/// `93.1% (92.0–94.2)`.
pub fn share(estimate: &Estimate) -> String {
    printed_share(estimate).plain()
}

/// A share in per cent, in print.
pub(crate) fn printed_share(estimate: &Estimate) -> Printed {
    let percent = |share: f64, rounding: Rounding| rounding.decimal(share * 100.0, 1);
    let limits = estimate.low.zip(estimate.high);
    Printed {
        value: percent(estimate.estimate, Rounding::Nearest),
        sign: "%",
        limits: limits
            .map(|(low, high)| (percent(low, Rounding::Down), percent(high, Rounding::Up))),
        times: 100.0,
    }
}

/// A sentence from words that stand within one.
pub(crate) fn first_upper(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// `1 234 567`, with spaces that do not break, as ISO 31-0 has it and the charts do.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (ix, digit) in digits.chars().enumerate() {
        if ix > 0 && (digits.len() - ix).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

/// `1 row`, `2 rows`: a count with its noun.
pub(crate) fn plural(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{} {noun}{ending}", grouped(count as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_well() {
        assert_eq!(decimal(0.25, 1), "0.3");
        assert_eq!(decimal(-0.01, 1), "0.0");
        assert_eq!(duration(0.5), "30.0 min");
        assert_eq!(duration(100.0), "4.2 d");
        assert_eq!(duration(0.0), "0.0 min");
        assert_eq!(grouped(1_234_567), "1\u{a0}234\u{a0}567");
        assert_eq!(grouped(999), "999");
    }
}

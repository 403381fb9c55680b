//! Numbers as people write them.

use crate::study::estimate::Estimate;

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

    const fn sign(self) -> &'static str {
        match self {
            Self::Seconds => "s",
            Self::Minutes => "min",
            Self::Hours => "h",
            Self::Days => "d",
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
    let unit = Unit::of(hours);
    format!("{} {}", unit.number(hours), unit.sign())
}

/// `5.2 h (4.9–5.6)`: a duration with its limits in the same unit.
pub fn duration_estimate(estimate: &Estimate) -> String {
    let unit = Unit::of(estimate.estimate);
    let value = format!("{} {}", unit.number(estimate.estimate), unit.sign());
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => format!(
            "{value} ({}–{})",
            unit.rounded(low, Rounding::Down),
            unit.rounded(high, Rounding::Up)
        ),
        _ => value,
    }
}

/// `812.4 (808.1–816.7)`.
pub fn estimate(estimate: &Estimate) -> String {
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
    let value = number(estimate.estimate, Rounding::Nearest);
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) if low < high => {
            let (low, high) = (number(low, Rounding::Down), number(high, Rounding::Up));
            format!("{value} ({low}–{high})")
        }
        _ => value,
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
    let percent = |share: f64, rounding: Rounding| rounding.decimal(share * 100.0, 1);
    let value = format!("{}%", percent(estimate.estimate, Rounding::Nearest));
    match (estimate.low, estimate.high) {
        (Some(low), Some(high)) => {
            let (low, high) = (percent(low, Rounding::Down), percent(high, Rounding::Up));
            format!("{value} ({low}–{high})")
        }
        _ => value,
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

//! From values to places: linear and logarithmic scales, and round steps for ticks.

use super::figure_text::plain;

/// Turns values into pixels along one direction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scale {
    from: f64,
    to: f64,
    start: f64,
    end: f64,
    log: bool,
}

impl Scale {
    /// An even scale on which `from` lies at pixel `start` and `to` at pixel `end`.
    pub(super) fn linear((from, to): (f64, f64), (start, end): (f64, f64)) -> Self {
        let from = if from.is_finite() { from } else { 0.0 };
        let to = if to.is_finite() && to > from {
            to
        } else {
            from + 1.0
        };
        Self {
            from,
            to,
            start,
            end,
            log: false,
        }
    }

    /// A logarithmic scale; both ends must be positive, else they become 1 and 10.
    pub(super) fn log((from, to): (f64, f64), (start, end): (f64, f64)) -> Self {
        let from = if from.is_finite() && from > 0.0 {
            from
        } else {
            1.0
        };
        let to = if to.is_finite() && to > from {
            to
        } else {
            from * 10.0
        };
        Self {
            from,
            to,
            start,
            end,
            log: true,
        }
    }

    /// The place of a value; values beyond the ends lie on them.
    pub(super) fn place(self, value: f64) -> f64 {
        let value = if value.is_nan() {
            self.from
        } else {
            value.clamp(self.from, self.to)
        };
        let share = if self.log {
            libm::log(value / self.from) / libm::log(self.to / self.from)
        } else {
            (value - self.from) / (self.to - self.from)
        };
        self.start + share * (self.end - self.start)
    }

    /// The value at the near end.
    pub(super) const fn first(self) -> f64 {
        self.from
    }

    /// The value at the far end.
    pub(super) const fn last(self) -> f64 {
        self.to
    }

    /// True if a value lies on the scale, ends included.
    pub(super) fn holds(self, value: f64) -> bool {
        value >= self.from && value <= self.to
    }
}

/// Round values from 0 to at least `highest`, about `count` steps of 1, 2 or 5 times a
/// power of ten. Not less than one step; a highest value that makes no sense counts as 1.
pub(super) fn round_steps(highest: f64, count: usize) -> Vec<f64> {
    let highest = if highest.is_finite() && highest > 0.0 {
        highest
    } else {
        1.0
    };
    let raw = highest / count.max(1) as f64;
    let power = libm::pow(10.0, libm::log10(raw).floor());
    let step = [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|factor| factor * power)
        .find(|step| *step * 1.000_001 >= raw)
        .unwrap_or(power * 10.0);
    let steps = (highest / step - 1e-9).ceil().max(1.0) as usize;
    (0..=steps.min(50)).map(|k| k as f64 * step).collect()
}

/// Round steps with their words: no more digits after the point than the step needs.
pub(super) fn round_ticks(highest: f64, count: usize) -> Vec<(f64, String)> {
    let steps = round_steps(highest, count);
    let step = steps.get(1).copied().unwrap_or(1.0);
    let decimals = if step >= 1.0 {
        0
    } else {
        (-libm::floor(libm::log10(step) + 1e-9)).min(12.0) as usize
    };
    steps
        .into_iter()
        .map(|value| (value, plain(value, if value > 0.0 { decimals } else { 0 })))
        .collect()
}

/// The largest finite value, or 0.
pub(super) fn highest(values: impl IntoIterator<Item = f64>) -> f64 {
    values
        .into_iter()
        .filter(|value| value.is_finite())
        .fold(0.0, f64::max)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_reach_the_top() {
        let words = |highest| {
            round_ticks(highest, 5)
                .into_iter()
                .map(|tick| tick.1)
                .collect::<Vec<_>>()
        };
        assert_eq!(words(13.4), ["0", "5", "10", "15"]);
        assert_eq!(words(0.9), ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]);
        for absurd in [0.0, -4.0, f64::NAN, f64::INFINITY] {
            assert_eq!(words(absurd).last().map(String::as_str), Some("1.0"));
        }
        assert!(round_steps(1e300, 5).len() <= 51 && round_steps(1e-300, 5).len() <= 51);
    }

    #[test]
    fn places_stay_on_the_scale() {
        let log = Scale::log((0.25, 720.0), (0.0, 100.0));
        for value in [0.0, -1.0, 0.25, 1e9, f64::NAN, f64::INFINITY] {
            assert!((0.0..=100.0).contains(&log.place(value)));
        }
        assert!((Scale::linear((5.0, 5.0), (0.0, 1.0)).place(5.0)).abs() < 1e-12);
    }
}

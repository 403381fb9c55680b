//! The range of every number an author can write, listed once: `docs/scenario.md` shows the
//! table, the reader refuses what lies beyond it, and a test tries both ends of each row.
//!
//! Ranges are wide: they refuse what nobody means (a proficiency of 100,000, rates that change
//! every millisecond), not what is unusual.

use toml::de::DeValue;

use super::unit;

/// What a number counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// A number without a unit.
    Number,
    /// A length of time, in milliseconds.
    Duration,
    /// Events per millisecond.
    Rate,
}

/// The range of the numbers under a key.
#[derive(Clone, Copy, Debug)]
pub struct Bound {
    /// The block, as [`super::schema::Keys::name`] has it.
    pub block: &'static str,
    /// Its keys.
    pub keys: &'static [&'static str],
    /// What the numbers count in.
    pub measure: Measure,
    /// The least number, in the unit of `measure`. Zero is for the reader of the key to judge.
    pub least: f64,
    /// The greatest number.
    pub most: f64,
    /// Both ends as an author writes them.
    pub words: (&'static str, &'static str),
}

const SECOND: f64 = 1e3;
const MINUTE: f64 = 6e4;
const LONGEST: (f64, &str) = (unit::LONGEST_MILLIS, "365000d");

macro_rules! bounds {
    ($($block:literal [$($key:literal),+] $measure:ident $least:expr, $most:expr, $low:literal, $high:expr;)*) => {
        /// Every range that is narrower than its unit's: durations go up to 365,000 days,
        /// shares from 0% to 100%, and counts have ranges of their own.
        pub static ALL: &[Bound] = &[$(Bound {
            block: $block,
            keys: &[$($key),+],
            measure: Measure::$measure,
            least: $least,
            most: $most,
            words: ($low, $high),
        }),*];
    };
}

bounds! {
    "[[phase]]" ["threat", "criticality"] Number 0.0, 1e3, "0", "1000";
    "[[asset]]" ["criticality"] Number 0.0, 1e6, "0", "1000000";
    "[[asset]]" ["exposure"] Number 0.0, 1e9, "0", "1000000000";
    "a table of severities" ["low", "medium", "high", "critical"] Number 0.0, 1e9, "0", "1000000000";
    "a table of weights" ["weight"] Number 0.0, 1e9, "0", "1000000000";
    "a part of a mix" ["weight"] Number 0.0, 1e9, "0", "1000000000";
    "[[threat]]" ["rate"] Rate 0.0, 1.0, "0/week", "1000/s";
    "[[threat]]" ["hours"] Number 0.0, 1e3, "0", "1000";
    "weekdays" ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] Number 0.0, 1e3, "0", "1000";
    "clustering" ["decay"] Duration SECOND, LONGEST.0, "1s", LONGEST.1;
    "overdispersion" ["variance"] Number 1e-6, 1e4, "0.000001", "10000";
    "overdispersion" ["every"] Duration MINUTE, LONGEST.0, "1min", LONGEST.1;
    "a group of experts" ["proficiency"] Number 0.01, 100.0, "0.01", "100";
    "[[team]]" ["proficiency"] Number 0.01, 100.0, "0.01", "100";
    "learning" ["time", "forget"] Duration MINUTE, LONGEST.0, "1min", LONGEST.1;
    "fatigue" ["time"] Duration MINUTE, LONGEST.0, "1min", LONGEST.1;
    "a distribution" ["shape"] Number 0.01, 1e3, "0.01", "1000";
    "a Weibull distribution" ["shape"] Number 0.05, 1e6, "0.05", "1000000";
    "a gamma distribution" ["shape"] Number 0.001, 1e6, "0.001", "1000000";
}

/// The range under a key, if it has one of its own.
pub(crate) fn of(block: &str, key: &str) -> Option<&'static Bound> {
    ALL.iter()
        .find(|bound| bound.block == block && bound.keys.contains(&key))
}

impl Bound {
    /// Whether a value is a number outside the range. What can't be read, is negative, or is
    /// zero where zero makes no sense, is told by whoever reads it.
    pub(super) fn excludes(&self, value: &DeValue<'_>) -> bool {
        let value = match (self.measure, value) {
            (Measure::Number, DeValue::Integer(number)) => {
                i64::from_str_radix(number.as_str(), number.radix())
                    .ok()
                    .map(|number| number as f64)
            }
            (Measure::Number, DeValue::Float(number)) => number.as_str().parse().ok(),
            (Measure::Duration, DeValue::String(text)) => unit::duration(text).ok(),
            (Measure::Rate, DeValue::String(text)) => unit::rate(text).ok(),
            _ => None,
        };
        // What is greater still has a message of its own. The last digits of a quotient like
        // 1000/s don't count.
        value
            .filter(|value| value.is_finite() && *value > 0.0 && *value <= 1e15)
            .is_some_and(|value| {
                value < self.least * (1.0 - 1e-12) || value > self.most * (1.0 + 1e-12)
            })
    }
}

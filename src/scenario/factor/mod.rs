//! A factor: a path of the scenario with the values that a sweep gives it.

mod amount;

use serde::Serialize;
use thiserror::Error;

use super::policy::fixed;

pub use amount::Kind;
pub(super) use amount::quantity;
pub(crate) use amount::{Level, could_be_number, number_of};

/// Where a factor's values come from.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// These alone, in the order given.
    List(Vec<Level>),
    /// All from the first to the second.
    Range(Level, Level),
}

/// How a range is covered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Spacing {
    /// Equal differences have equal room.
    #[default]
    Even,
    /// Equal ratios have equal room: from 1 h to 2 h as much as from 10 h to 20 h.
    Log,
}

/// A path and the values that it is given.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// The path, as in `--set`.
    pub path: String,
    /// What its values count in.
    pub kind: Kind,
    /// Its values.
    pub values: Values,
    /// How they are spaced, if they are a range.
    pub spacing: Spacing,
}

/// Why a text is no factor.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("--vary '{argument}': {message}\n  {help}")]
pub struct FactorError {
    /// The argument as typed.
    pub argument: String,
    /// What is wrong with it.
    pub message: String,
    /// What to write instead.
    pub help: String,
}

/// What can be swept, in one line.
pub(crate) const FORM: &str = "write a list or a range, like roster.crrt-rotation.period='1 month,3 months' \
                        or team.nksc.notice=6h..72h";

/// Most values in a list.
const LONGEST_LIST: usize = 1_000;

impl Factor {
    /// Reads `path=v1,v2,…`, `path=lo..hi` or `path=lo..hi log`.
    ///
    /// # Errors
    /// If it is none of them, a value is no number with its unit, values are not of one kind, a
    /// range is empty or goes backwards, or one that is spaced by ratios touches zero.
    ///
    /// # Examples
    /// ```
    /// use sortie::inside::study::sweep::{Factor, Kind};
    ///
    /// let notice = Factor::parse("team.nksc.notice=6h..3d")?;
    /// assert_eq!((notice.kind, notice.ends()), (Kind::Hours, (6.0, 72.0)));
    /// assert_eq!(notice.at(0.5).text, "39h");
    /// assert_eq!(Factor::parse("team.nksc.notice=1h..100h log")?.at(0.5).text, "10h");
    /// # Ok::<(), sortie::inside::study::sweep::FactorError>(())
    /// ```
    pub fn parse(argument: &str) -> Result<Self, FactorError> {
        let wrong = |message: String, help: &str| FactorError {
            argument: argument.to_owned(),
            message,
            help: help.to_owned(),
        };
        let Some((path, values)) = argument.split_once('=') else {
            return Err(wrong(
                "this is not of the form path=values".to_owned(),
                FORM,
            ));
        };
        let (path, values) = (path.trim(), values.trim());
        if path.is_empty() {
            return Err(wrong("there is no path before the `=`".to_owned(), FORM));
        }
        if values.is_empty() {
            return Err(wrong(format!("`{path}` has no values"), FORM));
        }
        if let Some(cure) = fixed(path) {
            return Err(wrong(format!("`{path}` can't be swept"), cure));
        }
        let (values, spacing) = match values.strip_suffix("log").filter(|it| it.ends_with(' ')) {
            Some(before) => (before.trim_end(), Spacing::Log),
            None => (values, Spacing::Even),
        };
        let read = |text: &str| quantity(text).map_err(|(message, help)| wrong(message, &help));
        if let Some((low, high)) = values.split_once("..") {
            let (low, high) = (low.trim(), high.trim());
            if low.is_empty() || high.is_empty() {
                return Err(wrong(
                    format!("the range `{values}` lacks an end"),
                    "write both ends with their units, like 6h..72h",
                ));
            }
            let (low, high) = (read(low)?, read(high)?);
            let kind = common(&[low.clone(), high.clone()])
                .map_err(|(message, help)| wrong(message, &help))?;
            let (low, high) = (low.1, high.1);
            if high.value < low.value {
                let help = format!("write {path}={}..{}", high.text, low.text);
                return Err(wrong(format!("the range `{values}` goes backwards"), &help));
            }
            if high.value <= low.value {
                return Err(wrong(
                    format!("the range `{values}` is empty: both ends are the same"),
                    "give two different ends; for one value, use --set",
                ));
            }
            if spacing == Spacing::Log && low.value <= 0.0 {
                return Err(wrong(
                    format!(
                        "the range `{values} log` begins at `{}`, and equal ratios never come from \
                         there",
                        low.text
                    ),
                    "begin above zero, like 1h..100h log, or leave `log` out",
                ));
            }
            return Ok(Self {
                path: path.to_owned(),
                kind,
                values: Values::Range(low, high),
                spacing,
            });
        }
        if spacing == Spacing::Log {
            return Err(wrong(
                format!("`{values}` is a list, and `log` is for ranges"),
                "write a range, like 1h..100h log, or leave `log` out",
            ));
        }
        let mut levels = Vec::new();
        for text in values.split(',').map(str::trim) {
            if text.is_empty() {
                return Err(wrong(format!("the list `{values}` has a gap"), FORM));
            }
            levels.push(read(text)?);
        }
        let kind = common(&levels).map_err(|(message, help)| wrong(message, &help))?;
        let levels: Vec<Level> = levels.into_iter().map(|(_, level)| level).collect();
        for (ix, level) in levels.iter().enumerate() {
            if levels[..ix].iter().any(|it| near(it.value, level.value)) {
                return Err(wrong(
                    format!("`{}` is given twice", level.text),
                    "name each value once",
                ));
            }
        }
        if levels.len() == 1 {
            return Err(wrong(
                format!("`{}` alone is no sweep", levels[0].text),
                "give two values or more; for one, use --set",
            ));
        }
        if levels.len() > LONGEST_LIST {
            return Err(wrong(
                format!("{} values are too many", levels.len()),
                "give a range, like 6h..72h, with --points",
            ));
        }
        Ok(Self {
            path: path.to_owned(),
            kind,
            values: Values::List(levels),
            spacing,
        })
    }

    /// True for a range.
    pub const fn is_range(&self) -> bool {
        matches!(self.values, Values::Range(..))
    }

    /// Least and greatest value.
    pub fn ends(&self) -> (f64, f64) {
        match &self.values {
            Values::Range(low, high) => (low.value, high.value),
            Values::List(levels) => levels
                .iter()
                .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), level| {
                    (low.min(level.value), high.max(level.value))
                }),
        }
    }

    /// Where a value lies between the least and the greatest, from 0 to 1.
    pub fn place(&self, value: f64) -> f64 {
        let (low, high) = self.ends();
        match self.spacing {
            Spacing::Even => (value - low) / (high - low),
            Spacing::Log => libm::log(value / low) / libm::log(high / low),
        }
    }

    /// The value at a place between two ends, spaced as the range is.
    fn between(&self, low: f64, high: f64, part: f64) -> f64 {
        match self.spacing {
            Spacing::Even => low + part * (high - low),
            Spacing::Log => low * libm::pow(high / low, part),
        }
    }

    /// The values of a list, or about `count` steps of a range, ends included: even ones, or
    /// of equal ratios.
    pub fn levels(&self, count: usize) -> Vec<Level> {
        match &self.values {
            Values::List(levels) => levels.clone(),
            Values::Range(low, high) => {
                let steps = count.max(2) - 1;
                let mut levels: Vec<Level> = (0..=steps)
                    .map(|step| {
                        let part = step as f64 / steps as f64;
                        self.rounded(self.between(low.value, high.value, part))
                    })
                    .collect();
                // The ends as they were written.
                levels[0] = low.clone();
                levels[steps] = high.clone();
                levels.dedup_by(|a, b| near(a.value, b.value));
                levels
            }
        }
    }

    /// The value at a place `unit` of the factor's extent, from 0 to 1. Every value of a list,
    /// every whole number and every month has the same room; in a range of equal ratios, a
    /// whole number k has the room from k to k + 1.
    pub fn at(&self, unit: f64) -> Level {
        let unit = if unit.is_finite() {
            unit.clamp(0.0, 1.0)
        } else {
            0.0
        };
        match &self.values {
            Values::List(levels) => {
                let ix = (unit * levels.len() as f64) as usize;
                levels[ix.min(levels.len() - 1)].clone()
            }
            Values::Range(low, high) => {
                let width = high.value - low.value;
                match self.kind {
                    Kind::Whole | Kind::Months => {
                        let step = match self.spacing {
                            Spacing::Even => (unit * (width + 1.0)).floor(),
                            Spacing::Log => {
                                self.between(low.value, high.value + 1.0, unit).floor() - low.value
                            }
                        };
                        self.rounded(low.value + step.clamp(0.0, width))
                    }
                    _ => self.rounded(self.between(low.value, high.value, unit)),
                }
            }
        }
    }

    /// A value with as many digits as it deserves, so that what is written is what is meant.
    fn rounded(&self, value: f64) -> Level {
        let (low, high) = self.ends();
        let width = match self.spacing {
            Spacing::Even => high - low,
            // Digits that its own size deserves, for the least values too.
            Spacing::Log => value,
        };
        Level::rounded(self.kind, value, width)
    }
}

/// True for values that are the same but for rounding.
fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-12 * a.abs().max(b.abs())
}

/// The kind of all values together: whole numbers become numbers beside numbers.
fn common(levels: &[(Kind, Level)]) -> Result<Kind, (String, String)> {
    let first = levels[0].0;
    let mut kind = first;
    for (other, level) in &levels[1..] {
        kind = match (kind, *other) {
            (a, b) if a == b => a,
            (Kind::Whole | Kind::Number, Kind::Whole | Kind::Number) => Kind::Number,
            (a, b) => {
                return Err((
                    format!(
                        "`{}` is {}, `{}` is {}",
                        levels[0].1.text,
                        a.words(),
                        level.text,
                        b.words()
                    ),
                    "give all values in units of one kind: 30d and 90d, or 1 month and 3 months"
                        .to_owned(),
                ));
            }
        };
    }
    Ok(kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Factor {
        Factor::parse(text).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn units_are_kept() {
        for (text, kind, ends) in [
            ("a.b=6h..72h", Kind::Hours, (6.0, 72.0)),
            ("a.b=90min,3h", Kind::Hours, (1.5, 3.0)),
            ("a.b=1 month, 1 year,3 months", Kind::Months, (1.0, 12.0)),
            ("a.b=10%..40%", Kind::Percent, (10.0, 40.0)),
            ("a.b=1/day..14 per week", Kind::PerWeek, (7.0, 14.0)),
            ("a.b=40 km/h..80 km/h", Kind::Speed, (40.0, 80.0)),
            ("a.b=1..4", Kind::Whole, (1.0, 4.0)),
            ("a.b=0.5..2", Kind::Number, (0.5, 2.0)),
            ("a.b=\"2h\",\"4h\"", Kind::Hours, (2.0, 4.0)),
        ] {
            let factor = parse(text);
            assert_eq!(factor.kind, kind, "{text}");
            let (low, high) = factor.ends();
            assert!(
                (low - ends.0).abs() < 1e-9 && (high - ends.1).abs() < 1e-9,
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_written_is_what_is_meant() {
        for text in [
            "a=6h..72h",
            "a=1min..3min",
            "a=10%..40%",
            "a=0.5..2.5",
            "a=1/week..3/week",
            "a=1min..90d log",
            "a=0.1%..80% log",
        ] {
            let factor = parse(text);
            for step in 0..=20 {
                let level = factor.at(f64::from(step) / 20.0);
                let read = number_of(&level.text, factor.kind).expect("a quantity");
                assert!((read - level.value).abs() < 1e-9, "{text}: {level:?}");
            }
        }
        assert_eq!(parse("a=6h..72h").at(1.0).text, "3d");
        assert_eq!(parse("a=1 month..12 months").at(0.0).text, "1 month");
        assert_eq!(parse("a=0.5..2.5").at(0.25).text, "1.0");
    }

    #[test]
    fn whole_numbers_have_equal_room() {
        let factor = parse("a=1..4");
        let mut counts = [0; 4];
        for step in 0..1_000 {
            counts[factor.at(f64::from(step) / 1_000.0).value as usize - 1] += 1;
        }
        assert_eq!(counts, [250; 4]);
        let levels: Vec<f64> = factor.levels(9).iter().map(|level| level.value).collect();
        assert_eq!(levels, [1.0, 2.0, 3.0, 4.0]);
    }

    #[test]
    fn mistakes_name_the_argument_and_the_cure() {
        for (text, message, help) in [
            ("notice", "not of the form", "team.nksc.notice=6h..72h"),
            ("=1..2", "no path", "write a list"),
            ("a=", "no values", "write a list"),
            ("a=72h..6h", "goes backwards", "a=6h..72h"),
            ("a=6h..360min", "is empty", "--set"),
            ("a=6h..", "lacks an end", "6h..72h"),
            ("a=6h", "alone is no sweep", "--set"),
            ("a=6h,360min", "given twice", "once"),
            ("a=fifo,severity", "`fifo` is not a number", "[[policy]]"),
            ("a=1h,10%", "is a duration", "one kind"),
            ("a=1..2h", "a plain number", "one kind"),
            ("a=1 month..60d", "calendar months", "30d and 90d"),
            ("a=6x..9x", "not a unit of time", "write a number"),
            ("a=nan..2", "not finite", "write a list"),
            ("a=1,,2", "has a gap", "write a list"),
            ("a=0h..9h log", "begins at `0h`", "begin above zero"),
            ("a=-1..9 log", "begins at `-1`", "leave `log` out"),
            ("a=1h,9h log", "is for ranges", "1h..100h log"),
            ("a=9h..1h log", "goes backwards", "a=1h..9h"),
        ] {
            let error = Factor::parse(text).expect_err(text);
            let shown = error.to_string();
            assert!(shown.contains(&format!("--vary '{text}'")), "{shown}");
            assert!(error.message.contains(message), "{shown}");
            assert!(error.help.contains(help), "{shown}");
        }
    }

    #[test]
    fn equal_ratios_have_equal_room() {
        let factor = parse("a=1h..100h log");
        let texts: Vec<String> = factor.levels(5).into_iter().map(|it| it.text).collect();
        assert_eq!(texts, ["1h", "3h 9min 44s", "10h", "31h 37min", "100h"]);
        for (unit, hours) in [(0.0, 1.0), (0.25, 3.1623), (0.5, 10.0), (1.0, 100.0)] {
            let value = factor.at(unit).value;
            assert!((value / hours - 1.0).abs() < 1e-3, "{value}");
            assert!((factor.place(value) - unit).abs() < 1e-3);
        }
        // Whole numbers: the room of k is log((k + 1) / k).
        let factor = parse("a=1..7 log");
        let mut counts = [0; 7];
        for step in 0..3_000 {
            counts[factor.at((f64::from(step) + 0.5) / 3_000.0).value as usize - 1] += 1;
        }
        assert_eq!(counts, [1_000, 585, 415, 322, 263, 222, 193]);
        let small = parse("a=0.0001..1000 log");
        assert_eq!(small.at(0.0).text, "0.0001");
        assert!((small.at(1.0 / 7.0).value - 0.001).abs() < 1e-7);
    }

    #[test]
    fn texts_and_lists_are_no_numbers() {
        for (toml, could) in [
            ("\"One election\"", false),
            ("\"6h\"", true),
            ("3", true),
            ("{ mean = \"20min\" }", true),
            ("[\"cert\"]", false),
            ("true", false),
        ] {
            assert_eq!(could_be_number(toml), could, "{toml}");
        }
    }
}

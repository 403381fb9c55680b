//! A factor: a path of the scenario with the values that a sweep gives it.

mod amount;
mod orders;
mod written;

use serde::Serialize;
use thiserror::Error;

use super::overlay::{Overlay, Sheet};
use super::path_label::path_label;
use super::targets::{Change, Targets, overlaps, words};

pub use amount::Kind;
pub(crate) use amount::{FORM, Level, could_be_number, number_of, rounded_date};
pub(super) use amount::{days, quantity};
pub(crate) use orders::williams;

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

/// What the values of a list without an order stand for, by their places.
#[derive(Clone, Debug, Default, PartialEq)]
enum Choices {
    /// It is no such list.
    #[default]
    None,
    /// These values, as TOML.
    Written(Vec<String>),
    /// These orders of the list that stands there; none before the factor is bound to a text.
    Orders(Vec<Vec<usize>>),
}

/// A path and the values that it is given.
#[derive(Clone, Debug, PartialEq)]
pub struct Factor {
    /// All of it, as typed.
    argument: String,
    /// The path, as in `--set`.
    pub path: String,
    /// What its values count in.
    pub kind: Kind,
    /// Its values.
    pub values: Values,
    /// How they are spaced, if they are a range.
    pub spacing: Spacing,
    choices: Choices,
    targets: Targets,
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

impl Factor {
    /// Reads `path=v1,v2,…`, `path=lo..hi` or `path=lo..hi log`, of numbers or dates; lists of
    /// words or lists; `path=shift -30d..30d`, `path=factor 0.5..2 log`, `path=order any`.
    ///
    /// # Errors
    /// If it is none of them, values are not of one kind, a range is empty or goes backwards, or
    /// one that is spaced by ratios touches zero.
    ///
    /// # Examples
    /// ```
    /// use sortie::inside::study::sweep::{Factor, Kind};
    ///
    /// let notice = Factor::parse("team.nksc.notice=6h..3d")?;
    /// assert_eq!((notice.kind, notice.ends()), (Kind::Hours, (6.0, 72.0)));
    /// assert_eq!(notice.at(0.5).text, "39h");
    /// assert_eq!(Factor::parse("team.nksc.notice=1h..100h log")?.at(0.5).text, "10h");
    /// assert_eq!(Factor::parse("dispatch.order=fifo,severity")?.kind, Kind::Choice);
    /// # Ok::<(), sortie::inside::study::sweep::FactorError>(())
    /// ```
    pub fn parse(argument: &str) -> Result<Self, FactorError> {
        written::parse(argument)
    }

    /// The factor put to use in a scenario's text: what its path leads to, with a `*` for every id
    /// or position, and the orders of what stands there.
    ///
    /// # Errors
    /// If the path leads to nothing, or to something that can't vary in this way.
    pub fn bound(&self, text: &str) -> Result<Self, FactorError> {
        let Some(sheet) = Sheet::new(text) else {
            return Ok(self.clone());
        };
        let change = match (self.kind, &self.choices) {
            (Kind::Times, _) => Change::Times,
            (Kind::Shift, _) => Change::Shift,
            (_, Choices::Orders(_)) => Change::Order,
            _ => Change::Put,
        };
        let paths = [self.path.clone()];
        let targets = Targets::find(sheet.document(), &paths, change);
        let targets = targets.map_err(|(message, help)| FactorError {
            argument: self.argument.clone(),
            message,
            help: help.to_owned(),
        })?;
        let mut bound = self.clone();
        if change == Change::Order {
            let items = targets.items();
            let all = orders::orders(items.len());
            let level = |(place, order): (usize, &Vec<usize>)| Level {
                text: order
                    .iter()
                    .map(|ix| items[*ix].as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
                value: place as f64,
            };
            bound.values = Values::List(all.iter().enumerate().map(level).collect());
            bound.choices = Choices::Orders(all);
        }
        bound.targets = targets;
        Ok(bound)
    }

    /// What one of its values makes of the text that it is bound to.
    pub(crate) fn changes(&self, level: &Level) -> Vec<Overlay> {
        let place = level.value as usize;
        match (self.kind, &self.choices) {
            (Kind::Times, _) => self.targets.times(level.value),
            (Kind::Shift, _) => self.targets.shifted(level.value as i32),
            (_, Choices::Orders(orders)) => match orders.get(place) {
                Some(order) => self.targets.ordered(order),
                None => Vec::new(),
            },
            (_, Choices::Written(written)) => match written.get(place) {
                Some(written) => self.put(written),
                None => Vec::new(),
            },
            (_, Choices::None) => self.put(&level.text),
        }
    }

    fn put(&self, text: &str) -> Vec<Overlay> {
        if self.targets.is_empty() {
            vec![(self.path.clone(), text.to_owned())]
        } else {
            self.targets.put(text)
        }
    }

    /// All of it, as typed.
    pub(crate) fn argument(&self) -> &str {
        &self.argument
    }

    /// A path that another factor changes as well.
    pub(crate) fn shares(&self, other: &Self) -> Option<String> {
        let mut pairs = self
            .paths()
            .flat_map(|path| other.paths().map(move |other| (path, other)));
        pairs
            .find(|(path, other)| overlaps(path, other))
            .map(|(path, _)| path.to_owned())
    }

    fn paths(&self) -> impl Iterator<Item = &str> {
        let typed = self.targets.is_empty().then_some(self.path.as_str());
        self.targets.paths().chain(typed)
    }

    /// What the scenario itself says there, in words, and as a number of the factor: its place
    /// among the values of a list. `None` if it leaves it to a default.
    pub(crate) fn own(&self) -> (Option<String>, Option<f64>) {
        let Some(written) = self.targets.first() else {
            return (None, None);
        };
        let said = words(&written);
        let number = match self.kind {
            Kind::Shift => Some(0.0),
            Kind::Times => Some(1.0),
            Kind::Choice => {
                let levels = self.levels(0);
                let own = levels.iter().find(|level| level.text == said);
                own.map(|level| level.value)
            }
            _ if self.targets.paths().count() > 1 => None,
            kind => number_of(&written, kind),
        };
        let said = match self.targets.paths().count() {
            1 => said,
            many => format!("{many} values"),
        };
        (Some(said), number)
    }

    /// What it varies, in the words of the scenario that it is bound to.
    pub(crate) fn label(&self, text: &str) -> String {
        let label = path_label(text, &self.path);
        match self.choices {
            Choices::Orders(_) => format!("order of {label}"),
            _ => label,
        }
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
                    kind if kind.is_stepped() => {
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
            ("a=fifo..severity", "`fifo` is not a number", "as a list"),
            ("a=fifo,fifo", "given twice", "once"),
            ("a=[x],[y", "not closed", "brackets"),
            ("a=2019-01-01..6h", "is a date", "one kind"),
            ("a=2019-03-01..2019-01-01", "goes backwards", "a=2019-01-01"),
            ("a=2019-01-01T08:00..2019-03-01", "whole days", "2019-01-01"),
            ("a=2019-13-01..2019-12-01", "is no date", "2019-03-01"),
            ("a=shift 1h..3h", "no shift of a date", "-30d..30d"),
            ("a=shift 3d..3d", "is empty", "--set"),
            ("a=factor 2h..3h", "no factor", "0.5..2"),
            ("a=order x", "`order x`", "order any"),
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

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
            let mut levels: Vec<Level> = Vec::new();
            let mut kept = Vec::new();
            for order in orders::orders(items.len()) {
                let said: Vec<&str> = order.iter().map(|ix| items[*ix].as_str()).collect();
                let text = said.join(", ");
                // Items that are alike make orders that are.
                if levels.iter().all(|level| level.text != text) {
                    let value = levels.len() as f64;
                    levels.push(Level { text, value });
                    kept.push(order);
                }
            }
            bound.values = Values::List(levels);
            bound.choices = Choices::Orders(kept);
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
mod tests;

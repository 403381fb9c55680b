//! Assumptions put to use: what an `[[uncertain]]` block makes of a scenario's text.

use std::path::Path;

use toml_edit::DocumentMut;

use super::code::{Code, Level as Gravity};
use super::diagnostic::Diagnostic;
use super::document::{Document, Possible, Uncertain};
use super::factor::{Factor, Level};
use super::load::load_as;
use super::overlay::{self, Overlay, apply_overlays};
use super::report::Report;
use super::suggestion::nearest;
use super::targets::{Change, Targets, bare};

pub(crate) use super::targets::overlaps;

/// An assumption of a scenario, with what stands at its paths.
#[derive(Clone, Debug)]
pub(crate) struct Assumption {
    /// Id of its block.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Why it is not known.
    pub reason: String,
    /// The paths that it changes, in plain form.
    pub paths: Vec<String>,
    /// What may be there, in words.
    pub words: String,
    possible: Possible,
    targets: Targets,
}

/// Which of its possibilities an assumption takes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Pick {
    /// The place among all of them in order, from 0 to below 1: its distribution's quantile.
    Place(f64),
    /// An order of the items of a list, by their positions.
    Order(Vec<usize>),
}

/// How many possibilities there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Any place.
    Places,
    /// So many values.
    Values(usize),
    /// The orders of so many items.
    Orders(usize),
}

/// What an assumption became at a point.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Drawn {
    /// The changes of the scenario's text.
    pub changes: Vec<Overlay>,
    /// The value, in words.
    pub words: String,
    /// The value as a number in its own unit; `None` for one that is no amount.
    pub number: Option<f64>,
    /// The number of a value in its list, or of the first item of an order; 0 for an amount.
    pub class: usize,
}

impl Assumption {
    /// A block put to use in its scenario's text.
    ///
    /// # Errors
    /// If a path leads nowhere, or to something that can't vary in this way.
    fn of(block: &Uncertain, text: &DocumentMut) -> Result<Self, Diagnostic> {
        let wrong = |message: String, help: &str| {
            let place = block.path_at.clone();
            let message = format!("assumption `{}`: {message}", block.id);
            let mut diagnostic = Diagnostic::new(Code::UncertainValue, place, message);
            diagnostic.help(help);
            diagnostic
        };
        let change = match &block.possible {
            Possible::Range(..) | Possible::Values(_) => Change::Put,
            Possible::Times(_) => Change::Times,
            Possible::Shift(..) => Change::Shift,
            Possible::Order => Change::Order,
        };
        let targets = Targets::find(text, &block.paths, change);
        let targets = targets.map_err(|(message, help)| wrong(message, help))?;
        let mut assumption = Self {
            id: block.id.clone(),
            name: block.name.clone(),
            reason: block.reason.clone(),
            words: String::new(),
            possible: block.possible.clone(),
            paths: targets.paths().map(str::to_owned).collect(),
            targets,
        };
        assumption.words = assumption.describe();
        Ok(assumption)
    }

    /// How many possibilities it has.
    pub(crate) fn extent(&self) -> Extent {
        match &self.possible {
            Possible::Range(..) | Possible::Times(_) | Possible::Shift(..) => Extent::Places,
            Possible::Values(values) => Extent::Values(values.len()),
            Possible::Order => Extent::Orders(self.targets.items().len()),
        }
    }

    /// Its utmost possibilities: both ends, every value of a list, the list turned round.
    fn utmost(&self) -> Vec<Pick> {
        match self.extent() {
            Extent::Places => vec![Pick::Place(0.0), Pick::Place(1.0 - f64::EPSILON)],
            Extent::Values(count) => (0..count)
                .map(|ix| Pick::Place((ix as f64 + 0.5) / count as f64))
                .collect(),
            Extent::Orders(items) => vec![Pick::Order((0..items).rev().collect())],
        }
    }

    /// What its classes are called: the values of a list, or the items that may come first; none
    /// for amounts.
    pub(crate) fn classes(&self) -> Vec<String> {
        match &self.possible {
            Possible::Values(values) => values.iter().map(|it| bare(it)).collect(),
            Possible::Order => self.targets.items(),
            _ => Vec::new(),
        }
    }

    /// What it makes of the scenario at one of its possibilities.
    pub(crate) fn at(&self, pick: &Pick) -> Drawn {
        let place = match pick {
            Pick::Place(place) => *place,
            Pick::Order(_) => 0.0,
        };
        match (&self.possible, pick) {
            (Possible::Range(range, likely), _) => {
                let level = range.at(place_of(range, *likely, place));
                Drawn {
                    changes: self.targets.put(&level.text),
                    number: Some(level.value),
                    words: level.text,
                    class: 0,
                }
            }
            (Possible::Times(range), _) => {
                let level = range.at(place);
                Drawn {
                    changes: self.targets.times(level.value),
                    number: Some(level.value),
                    words: format!("× {}", level.text),
                    class: 0,
                }
            }
            (Possible::Shift(low, high), _) => {
                let days = low + ((f64::from(high - low) + 1.0) * place) as i32;
                let days = days.clamp(*low, *high);
                Drawn {
                    changes: self.targets.shifted(days),
                    number: Some(f64::from(days)),
                    words: format!("{days:+} d"),
                    class: 0,
                }
            }
            (Possible::Values(values), _) => {
                let class = ((values.len() as f64 * place) as usize).min(values.len() - 1);
                Drawn {
                    changes: self.targets.put(&values[class]),
                    words: bare(&values[class]),
                    number: None,
                    class,
                }
            }
            (Possible::Order, Pick::Order(order)) => {
                let items = self.targets.items();
                let words: Vec<&str> = order.iter().map(|ix| items[*ix].as_str()).collect();
                Drawn {
                    changes: self.targets.ordered(order),
                    words: words.join(", "),
                    number: None,
                    class: order.first().copied().unwrap_or(0),
                }
            }
            (Possible::Order, Pick::Place(_)) => {
                let order = (0..self.targets.items().len()).collect();
                self.at(&Pick::Order(order))
            }
        }
    }

    /// What it may be, in words.
    fn describe(&self) -> String {
        let ends = |range: &Factor| format!("{} to {}", range.at(0.0).text, range.at(1.0).text);
        match &self.possible {
            Possible::Range(range, None) => ends(range),
            Possible::Range(range, Some(likely)) => {
                let likely = Level::rounded(range.kind, *likely, range.ends().1).text;
                format!("{}, most likely {likely}", ends(range))
            }
            Possible::Times(range) => format!("{} times what is written", ends(range)),
            Possible::Shift(low, high) => format!("{low:+} to {high:+} days"),
            Possible::Values(values) => {
                let values: Vec<String> = values.iter().map(|it| bare(it)).collect();
                format!("one of {}", values.join("; "))
            }
            Possible::Order => format!("any order of {}", self.targets.items().join(", ")),
        }
    }
}

/// The assumptions of a scenario that are named, or all of them, put to use in its text.
///
/// # Errors
/// A report of every block that its text can't take, or of names that no block has.
pub(crate) fn assumptions(
    document: &Document,
    text: &str,
    names: &[String],
) -> Result<Vec<Assumption>, Report> {
    let known = || document.uncertain.iter().map(|block| block.id.as_str());
    let mut wrong = Vec::new();
    for name in names {
        if name != "all" && !known().any(|id| id == name) {
            let message = format!("there is no assumption `{name}` in {}", document.id);
            let mut diagnostic = Diagnostic::nowhere(Code::UncertainValue, message);
            diagnostic.suggest(nearest(name, known()));
            diagnostic.help(if document.uncertain.is_empty() {
                "add [[uncertain]] blocks to it: each has an `id`, a `path`, what may be there, and a \
                 `reason`"
                    .to_owned()
            } else {
                format!("its [[uncertain]] blocks are {}", known().collect::<Vec<_>>().join(", "))
            });
            wrong.push(diagnostic);
        }
    }
    if names.iter().any(|name| name == "all") && document.uncertain.is_empty() {
        let message = format!("{} has no [[uncertain]] blocks", document.id);
        let mut diagnostic = Diagnostic::nowhere(Code::UncertainValue, message);
        diagnostic.help(
            "add one for each assumption that may be otherwise: an `id`, a `path`, what may be there, \
             and a `reason`",
        );
        wrong.push(diagnostic);
    }
    let Some(sheet) = overlay::Sheet::new(text) else {
        return Ok(Vec::new());
    };
    let wanted = |block: &&Uncertain| names.iter().any(|name| name == "all" || *name == block.id);
    let mut found = Vec::new();
    for block in document.uncertain.iter().filter(wanted) {
        match Assumption::of(block, sheet.document()) {
            Ok(assumption) => found.push(assumption),
            Err(diagnostic) => wrong.push(diagnostic),
        }
    }
    let mut taken: Vec<(&str, &str)> = Vec::new();
    for assumption in &found {
        for path in &assumption.paths {
            if let Some((other, _)) = taken.iter().find(|(_, known)| overlaps(known, path)) {
                let message = format!(
                    "assumptions `{other}` and `{}` both change `{path}`",
                    assumption.id
                );
                let mut diagnostic = Diagnostic::nowhere(Code::UncertainValue, message);
                diagnostic
                    .help("let each change paths of its own, or name one of them with --uncertain");
                wrong.push(diagnostic);
            }
            taken.push((assumption.id.as_str(), path.as_str()));
        }
    }
    if wrong.is_empty() {
        Ok(found)
    } else {
        Err(Report::new(&*document.source, text, wrong))
    }
}

/// What keeps the assumptions of a text from taking their utmost values, each by itself.
pub(super) fn mistakes(
    document: &Document,
    text: &str,
    id: &str,
    base: Option<&Path>,
) -> Vec<Diagnostic> {
    if document.uncertain.is_empty() {
        return Vec::new();
    }
    let all = match assumptions(document, text, &["all".to_owned()]) {
        Ok(all) => all,
        Err(report) => return report.diagnostics().to_vec(),
    };
    let mut wrong = Vec::new();
    for (assumption, block) in all.iter().zip(&document.uncertain) {
        for pick in assumption.utmost() {
            let drawn = assumption.at(&pick);
            let loaded = apply_overlays(text, &drawn.changes)
                .and_then(|changed| load_as(&changed, id, id, id, base));
            let Err(report) = loaded else {
                continue;
            };
            let errors = report.diagnostics().iter();
            if let Some(first) = errors.into_iter().find(|it| it.level() == Gravity::Error) {
                let message = format!(
                    "assumption `{}` can't be {}: {}",
                    block.id, drawn.words, first.message
                );
                let place = block.path_at.clone();
                let mut diagnostic = Diagnostic::new(Code::UncertainValue, place, message);
                for help in &first.help {
                    diagnostic.help(help.clone());
                }
                wrong.push(diagnostic);
                break;
            }
        }
    }
    wrong
}

/// Where a quantile of a distribution lies in its range: of a triangular one by inversion of its
/// distribution function.
fn place_of(range: &Factor, likely: Option<f64>, quantile: f64) -> f64 {
    let Some(likely) = likely else {
        return quantile;
    };
    let mode = range.place(likely).clamp(0.0, 1.0);
    if quantile < mode {
        libm::sqrt(quantile * mode)
    } else {
        1.0 - libm::sqrt((1.0 - quantile) * (1.0 - mode))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_triangle_has_its_quantiles() {
        // F(x) = x² / m up to the mode m of the unit interval.
        let range = Factor::parse("a=0.0..1.0").expect("a range");
        let at = |quantile| place_of(&range, Some(0.25), quantile);
        assert!((at(0.25) - 0.25).abs() < 1e-12);
        assert!((at(0.0625) - 0.125).abs() < 1e-12);
        assert!((at(0.75) - (1.0 - libm::sqrt(0.25 * 0.75))).abs() < 1e-12);
    }
}

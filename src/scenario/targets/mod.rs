//! What a variation changes: paths of a scenario's text with what stands there. Assumptions and
//! the factors of sweeps change the same things in the same ways.

mod multiply_shift;

use toml_edit::{Array, DocumentMut, Value};

use super::overlay::Overlay;
use super::wildcard::expand;

pub(super) use multiply_shift::{bare, words};
use multiply_shift::{plain, shifted, times};

/// What is done to the values that stand there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// They are replaced.
    Put,
    /// They are multiplied.
    Times,
    /// They are dates, and shifted.
    Shift,
    /// They are lists, and put into another order.
    Order,
}

/// What is wrong with a target, and what to write instead.
pub(super) type Flaw = (String, &'static str);

/// Plain paths, with what stands at each.
#[derive(Clone, Debug, Default)]
pub(crate) struct Targets(Vec<(String, Option<Value>)>);

impl PartialEq for Targets {
    fn eq(&self, other: &Self) -> bool {
        let said = |targets: &Self| -> Vec<(String, Option<String>)> {
            let said = targets.0.iter();
            said.map(|(path, value)| (path.clone(), value.as_ref().map(Value::to_string)))
                .collect()
        };
        said(self) == said(other)
    }
}

impl Targets {
    /// What paths, with a `*` for every id or position, lead to in a text.
    ///
    /// # Errors
    /// If one leads to nothing, or to something that can't be changed in this way.
    pub(super) fn find(text: &DocumentMut, paths: &[String], change: Change) -> Result<Self, Flaw> {
        let mut found = Vec::new();
        for path in paths {
            let there = expand(text, path);
            if there.is_empty() {
                let message = format!("`{path}` leads to nothing that is written in the scenario");
                return Err((
                    message,
                    "a `*` stands for every id or position that has the key; write the key in the \
                     blocks that are meant",
                ));
            }
            found.extend(there);
        }
        if change != Change::Put
            && let Some((path, _)) = found.iter().find(|(_, value)| value.is_none())
        {
            return Err((
                format!("nothing is written at `{path}` that could be changed"),
                "write the value that the scenario assumes there",
            ));
        }
        let targets = Self(found);
        targets.try_values(change)?;
        Ok(targets)
    }

    /// What keeps the values from being changed in this way.
    fn try_values(&self, change: Change) -> Result<(), Flaw> {
        for (path, value) in &self.0 {
            let Some(value) = value else {
                continue;
            };
            match change {
                Change::Times if times(value, 1.0).is_none() => {
                    return Err((
                        format!("`{path}` is {value}, and no amount that a factor could multiply"),
                        "factors are for numbers, durations, rates, shares and distributions of times",
                    ));
                }
                Change::Shift if shifted(value, 0).is_none() => {
                    return Err((
                        format!("`{path}` is {value}, and no date that could be shifted"),
                        "write a date there, like \"2019-01-01\", not one counted from an election",
                    ));
                }
                Change::Order => {
                    let items = value.as_array().map_or(0, Array::len);
                    if items < 2 {
                        return Err((
                            format!("`{path}` is {value}, and no list of two items or more"),
                            "an order is for lists, like the nations of a roster",
                        ));
                    }
                    if self.items().len() != items {
                        return Err((
                            format!("`{path}` has another length than `{}`", self.0[0].0),
                            "one order holds for all paths: give each list a block of its own",
                        ));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// The paths.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(path, _)| path.as_str())
    }

    /// True if there are none.
    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What stands at the first path, as TOML.
    pub(super) fn first(&self) -> Option<String> {
        let value = self.0.first()?.1.as_ref()?;
        Some(value.to_string().trim().to_owned())
    }

    /// The items of the list at the first path, in words.
    pub(super) fn items(&self) -> Vec<String> {
        let list = self.0.first().and_then(|(_, value)| value.as_ref());
        let list = list.and_then(Value::as_array);
        let items = list.map(|list| list.iter().map(plain).collect());
        items.unwrap_or_default()
    }

    /// The same value everywhere.
    pub(super) fn put(&self, text: &str) -> Vec<Overlay> {
        let paths = self.paths();
        paths
            .map(|path| (path.to_owned(), text.to_owned()))
            .collect()
    }

    /// Each value times a factor.
    pub(super) fn times(&self, factor: f64) -> Vec<Overlay> {
        self.each(|value| times(value, factor))
    }

    /// Each date so many days later.
    pub(super) fn shifted(&self, days: i32) -> Vec<Overlay> {
        self.each(|value| shifted(value, days))
    }

    /// Each list in an order, given by the positions of its items.
    pub(super) fn ordered(&self, order: &[usize]) -> Vec<Overlay> {
        self.each(|value| {
            let list = value.as_array()?;
            let items = order.iter().filter_map(|ix| list.get(*ix).cloned());
            Some(Value::Array(items.collect()))
        })
    }

    fn each(&self, change: impl Fn(&Value) -> Option<Value>) -> Vec<Overlay> {
        let changed = self.0.iter().filter_map(|(path, value)| {
            let changed = change(value.as_ref()?)?;
            Some((path.clone(), changed.to_string()))
        });
        changed.collect()
    }
}

/// Whether one of two paths leads to the other's value or into it.
pub(crate) fn overlaps(a: &str, b: &str) -> bool {
    let within = |path: &str, part: &str| {
        let rest = path.strip_prefix(part);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    within(a, b) || within(b, a)
}

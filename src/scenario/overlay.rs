//! Overlays: changes of a scenario's text by path, before it is read.
//!
//! A path names blocks by their ids and stages by their names: `team.nksc.notice=2h`,
//! `incident.c1.stage.contain.effort=6h`, `dispatch.rule.gravest.teams=["eu-crrt"]`. What
//! has no id is counted from 1: `nation.LT.experts.1.count=3`. The same form serves `--set`
//! and sweeps. Comments and layout of the text stay. A path with a minus before it and no value,
//! `-inject.c9`, leaves a block out; `--without` writes it so.

use std::fmt::Write;
use std::ops::Range;

use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::code::Code;
use super::diagnostic::Diagnostic;
use super::removal::{LEFT_OUT, remove};
use super::report::Report;
use super::schema::{self, Child, Keys};
use super::suggestion::{choices, existing, nearest};

/// A path and the value to put there; a block to leave out has a minus before its path, and no
/// value.
pub type Overlay = (String, String);

/// Splits `path=value`.
///
/// # Errors
/// A report if there is no `=` or no path before it.
pub fn parse_overlay(text: &str) -> Result<Overlay, Report> {
    match text.split_once('=') {
        Some((path, value)) if !path.trim().is_empty() => {
            Ok((path.trim().to_owned(), value.trim().to_owned()))
        }
        None if text.starts_with(LEFT_OUT) => Ok((text.trim().to_owned(), String::new())),
        _ => {
            let message = format!("`{text}` is not of the form path=value");
            let mut diagnostic = Diagnostic::new(Code::OverlayForm, 0..text.len(), message);
            diagnostic.help("like team.nksc.notice=2h");
            Err(Report::of("--set", text, diagnostic))
        }
    }
}

/// Changes a scenario's text by path, in order. A value is read as TOML, and if it is none,
/// as a text: `2h` and `"2h"` mean the same.
///
/// A text that is not valid TOML comes back as it is, for [`super::load()`] to explain.
///
/// # Errors
/// A report of every path that leads nowhere, with what there is instead.
pub fn apply_overlays(text: &str, overlays: &[Overlay]) -> Result<String, Report> {
    if overlays.is_empty() {
        return Ok(text.to_owned());
    }
    let Some(mut sheet) = Sheet::new(text) else {
        return Ok(text.to_owned());
    };
    let mut shown = String::new();
    let mut diagnostics = Vec::new();
    for (path, value) in overlays {
        let from = shown.len();
        // Writing to a string never fails.
        let changed = if let Some(block) = path.strip_prefix(LEFT_OUT) {
            let _ = writeln!(shown, "{block}");
            remove(&mut sheet.0, block, from)
        } else {
            let _ = writeln!(shown, "{path}={value}");
            sheet.set(path, from, value).map(|_| ())
        };
        if let Err(diagnostic) = changed {
            diagnostics.push(*diagnostic);
        }
    }
    if diagnostics.is_empty() {
        Ok(sheet.text())
    } else {
        let left_out = overlays.iter().all(|(path, _)| path.starts_with(LEFT_OUT));
        let option = if left_out { "--without" } else { "--set" };
        Err(Report::new(option, shown, diagnostics))
    }
}

/// What stands at the end of a path, as TOML; `None` if nothing does, if the path leads
/// nowhere, or if the text is not valid TOML.
///
/// # Examples
/// ```
/// let text = "team = [{ id = \"cert\", notice = \"2h\" }]";
/// let there = sortie::inside::scenario::value_at(text, "team.cert.notice");
/// assert_eq!(there.as_deref(), Some("\"2h\""));
/// ```
pub fn value_at(text: &str, path: &str) -> Option<String> {
    let mut old = Sheet::new(text)?.set(path, 0, "0").ok()??;
    if let Item::Value(value) = &mut old {
        // Comments after it are not part of it.
        value.decor_mut().clear();
    }
    Some(old.to_string().trim().to_owned())
}

/// True if two texts say the same: equal values under equal keys, however they are laid out.
pub(crate) fn same_content(text: &str, other: &str) -> bool {
    let read = |text: &str| text.parse::<toml::Table>().ok();
    text == other || read(text).is_some_and(|table| read(other) == Some(table))
}

/// A text that is being changed.
pub(super) struct Sheet(DocumentMut);

impl Sheet {
    /// `None` if the text is not valid TOML.
    pub(super) fn new(text: &str) -> Option<Self> {
        text.parse::<DocumentMut>().ok().map(Self)
    }

    /// Puts a value where a path leads, and gives the one that was there. Mistakes are placed
    /// as if the path stood at the byte `from`.
    pub(super) fn set(&mut self, path: &str, from: usize, value: &str) -> Outcome {
        let segments = segments(path, from);
        if let Some(empty) = segments.iter().find(|segment| segment.text.is_empty()) {
            let message = format!("`{path}` has an empty part");
            let place = empty.place.start.saturating_sub(1).max(from)..empty.place.end + 1;
            let mut diagnostic = Diagnostic::new(Code::OverlayForm, place, message);
            diagnostic.help("like team.nksc.notice=2h");
            return Err(Box::new(diagnostic));
        }
        let root = self.0.as_table_mut();
        set(root, Some(&schema::ROOT), &segments, value_of(value))
    }

    /// What the text says.
    pub(super) const fn document(&self) -> &DocumentMut {
        &self.0
    }

    /// The text as it is now.
    pub(super) fn text(&self) -> String {
        self.0.to_string()
    }
}

/// One part of a path.
#[derive(Clone, Debug)]
struct Segment<'a> {
    text: &'a str,
    place: Range<usize>,
}

fn segments(path: &str, from: usize) -> Vec<Segment<'_>> {
    let mut at = from;
    path.split('.')
        .map(|text| {
            let place = at..at + text.len();
            at += text.len() + 1;
            Segment { text, place }
        })
        .collect()
}

/// The TOML value of a text, or the text itself. Dates and times of TOML become texts, for
/// this is how scenarios write them.
fn value_of(text: &str) -> Value {
    match text.parse::<Value>() {
        Ok(Value::Datetime(datetime)) => Value::from(datetime.value().to_string()),
        Ok(mut value) => {
            value.decor_mut().clear();
            value
        }
        Err(_) => Value::from(text),
    }
}

/// What stood there before.
type Outcome = Result<Option<Item>, Box<Diagnostic>>;

fn trouble(code: Code, segment: &Segment<'_>, message: String) -> Diagnostic {
    Diagnostic::new(code, segment.place.clone(), message)
}

/// Follows a path into a table and sets the value at its end.
fn set(
    table: &mut dyn TableLike,
    keys: Option<&'static Keys>,
    path: &[Segment<'_>],
    value: Value,
) -> Outcome {
    let [head, rest @ ..] = path else {
        return Ok(None);
    };
    if let Some(keys) = keys
        && !keys.has(head.text)
    {
        let message = format!("{} has no key `{}`", keys.name, head.text);
        let mut wrong = trouble(Code::OverlayPath, head, message);
        let known = choices(keys.known(), "and");
        wrong
            .suggest(nearest(head.text, keys.known()))
            .help(format!("there are {known}"));
        return Err(Box::new(wrong));
    }
    let child = keys.map_or(Child::Value, |keys| child_of(keys, head.text, table));
    if rest.is_empty() {
        return set_here(table, keys, head, value);
    }
    match child {
        Child::Value => Err(Box::new(inside_value(head))),
        Child::Named | Child::Table(_) => {
            let inner = match child {
                Child::Table(keys) => Some(keys),
                _ => None,
            };
            if !table.contains_key(head.text) {
                let top = keys.is_some_and(|keys| keys.name == schema::ROOT.name);
                let empty = if top {
                    Item::Table(Table::new())
                } else {
                    Item::Value(InlineTable::new().into())
                };
                table.insert(head.text, empty);
            }
            match table.get_mut(head.text).and_then(Item::as_table_like_mut) {
                Some(inner_table) => set(inner_table, inner, rest, value),
                None => Err(Box::new(inside_value(head))),
            }
        }
        Child::Tables(keys, name) => set_in_list(table, keys, name, path, value),
    }
}

/// A distribution may stand where a detection may; the keys there tell which it is.
fn child_of(keys: &'static Keys, key: &str, table: &dyn TableLike) -> Child {
    let child = schema::child(keys, key);
    if let Child::Table(detection) = child
        && detection.name == schema::DETECTION.name
        && let Some(there) = table.get(key).and_then(Item::as_table_like)
        && !there.contains_key("delay")
        && !there.contains_key("missed")
    {
        return Child::Table(&schema::DISTRIBUTION);
    }
    child
}

fn inside_value(segment: &Segment<'_>) -> Diagnostic {
    let message = format!(
        "`{}` is a single value: there is nothing inside it",
        segment.text
    );
    let mut wrong = trouble(Code::OverlayPath, segment, message);
    wrong.help(format!("end the path there: …{}=value", segment.text));
    wrong
}

fn set_here(
    table: &mut dyn TableLike,
    keys: Option<&'static Keys>,
    head: &Segment<'_>,
    mut value: Value,
) -> Outcome {
    let top = keys.is_some_and(|keys| keys.name == schema::ROOT.name);
    let blocks = table.get(head.text).is_some_and(Item::is_array_of_tables);
    if blocks || (top && head.text != "schema") {
        let message = format!("`{}` is a whole block, not a key of one", head.text);
        let mut wrong = trouble(Code::OverlayBlock, head, message);
        wrong.help("go on with an id and a key, like team.nksc.notice=2h");
        return Err(Box::new(wrong));
    }
    if let Some(old) = table.get(head.text).and_then(Item::as_value) {
        *value.decor_mut() = old.decor().clone();
    }
    Ok(table.insert(head.text, Item::Value(value)))
}

/// Goes on in one of several tables: the one whose `name` key has the value of the next
/// part of the path, else the one at that position.
fn set_in_list(
    table: &mut dyn TableLike,
    keys: &'static Keys,
    name: &'static str,
    path: &[Segment<'_>],
    value: Value,
) -> Outcome {
    let [head, wanted, rest @ ..] = path else {
        return Ok(None);
    };
    let item = table.get_mut(head.text);
    // One that stands alone needs neither name nor number.
    let alone = item.as_ref().is_some_and(|item| item.is_table_like());
    let mut entries: Vec<Entry<'_>> = match item {
        Some(Item::ArrayOfTables(tables)) => tables.iter_mut().map(Entry::Table).collect(),
        Some(Item::Value(Value::Array(list))) => list_entries(list, name, wanted.text),
        Some(Item::Table(only)) => vec![Entry::Table(only)],
        Some(Item::Value(only)) if alone => vec![Entry::Value(only)],
        _ => Vec::new(),
    };
    let names: Vec<String> = entries
        .iter()
        .enumerate()
        .map(|(ix, entry)| entry.name(name, keys, ix))
        .collect();
    let named = names.iter().filter(|known| *known == wanted.text).count();
    let found = if named == 1 {
        names.iter().position(|known| known == wanted.text)
    } else {
        let position = wanted.text.parse::<usize>().ok();
        position
            .and_then(|position| position.checked_sub(1))
            .filter(|position| *position < names.len())
    };
    if alone
        && found.is_none()
        && keys.has(wanted.text)
        && let Some(inner) = entries.pop().and_then(Entry::table)
    {
        return set(inner, Some(keys), &path[1..], value);
    }
    let Some(found) = found else {
        let message = if named > 1 {
            format!(
                "{named} entries of `{}` are called `{}`",
                head.text, wanted.text
            )
        } else {
            format!("`{}` has no entry `{}`", head.text, wanted.text)
        };
        let mut wrong = trouble(Code::OverlayPath, wanted, message);
        let known = || names.iter().map(String::as_str);
        if named > 1 {
            wrong.help("give its position in place of its name: the first one is 1");
        } else if names.is_empty() {
            wrong.help(format!("the scenario has no `{}` there", head.text));
        } else {
            wrong
                .suggest(nearest(wanted.text, known()))
                .help(existing(known()));
        }
        return Err(Box::new(wrong));
    };
    if rest.is_empty() {
        let message = format!("`{}` is a whole block, not a key of one", wanted.text);
        let mut wrong = trouble(Code::OverlayBlock, wanted, message);
        wrong.help(format!("go on with a key: {}", choices(keys.known(), "or")));
        return Err(Box::new(wrong));
    }
    match entries.swap_remove(found).table() {
        Some(inner) => set(inner, Some(keys), rest, value),
        None => Err(Box::new(inside_value(wanted))),
    }
}

/// One entry of a list of tables, in either spelling of TOML.
enum Entry<'a> {
    Table(&'a mut Table),
    Value(&'a mut Value),
}

impl<'a> Entry<'a> {
    fn get(&self, key: &str) -> Option<&str> {
        match self {
            Self::Table(table) => table.get(key)?.as_str(),
            Self::Value(Value::InlineTable(table)) => table.get(key)?.as_str(),
            Self::Value(value) => value.as_str(),
        }
    }

    /// How a path names this entry.
    fn name(&self, key: &str, keys: &Keys, ix: usize) -> String {
        let number = ix + 1;
        match self.get(key) {
            Some(name) if !key.is_empty() => name.to_owned(),
            _ if keys.name == schema::RULE.name => format!("rule-{number}"),
            _ => number.to_string(),
        }
    }

    fn table(self) -> Option<&'a mut dyn TableLike> {
        match self {
            Self::Table(table) => Some(table),
            Self::Value(value) => {
                let table = value.as_inline_table_mut()?;
                Some(table)
            }
        }
    }
}

/// Entries of a list. A plain name that the path goes into becomes a table first, so that
/// `teams = ["eu-crrt"]` can be given an approval.
fn list_entries<'a>(list: &'a mut Array, name: &str, wanted: &str) -> Vec<Entry<'a>> {
    if !name.is_empty() {
        for entry in list.iter_mut() {
            if entry.as_str() == Some(wanted) {
                let decor = entry.decor().clone();
                let mut table = InlineTable::new();
                table.insert(name, Value::from(wanted));
                *entry = Value::InlineTable(table);
                *entry.decor_mut() = decor;
            }
        }
    }
    list.iter_mut().map(Entry::Value).collect()
}

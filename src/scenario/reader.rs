//! Reading values out of parsed TOML without stopping at the first mistake.
//!
//! A [`Cx`] collects the mistakes; a [`Block`] is a table whose keys are listed in
//! [`super::schema`]; a [`Field`] is one value with its key and place. Each reading function
//! reports what is wrong and gives `None`, and its caller goes on with a placeholder: the
//! document made of placeholders is thrown away when the report holds an error.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::{Range, RangeInclusive};
use std::path::Path;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::bounds::{self, Bound};
use super::code::{Code, Level};
use super::diagnostic::Diagnostic;
use super::suggestion::{choices, nearest};
use super::written_time::{ElectionTimes, Point};

use super::asset_trait::Trait;
use super::ids::{Ids, Thing};
use super::schema::{Keys, ROOT};
use super::time::{Calendar, Instant, Span};
use super::unit::Flaw;

/// Bytes of the text.
pub(super) type TextSpan = Range<usize>;

/// A whole number from here on is no limit in practice.
const UNBOUNDED: u64 = u64::MAX >> 1;

/// Mistakes that are given a cure that takes looking for.
const MANY: usize = 100;

/// One value, with the key it stands under.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'t> {
    pub key: &'t str,
    pub value: &'t DeValue<'t>,
    from: usize,
    to: usize,
}

impl<'t> Field<'t> {
    pub(super) fn new(key: &'t str, spanned: &'t Spanned<DeValue<'t>>) -> Self {
        let span = spanned.span();
        Self {
            key,
            value: spanned.get_ref(),
            from: span.start,
            to: span.end,
        }
    }

    pub(super) const fn place(&self) -> TextSpan {
        self.from..self.to
    }
}

/// One table.
#[derive(Clone, Debug)]
pub(super) struct Block<'t> {
    pub keys: &'static Keys,
    pub table: &'t DeTable<'t>,
    pub place: TextSpan,
}

impl<'t> Block<'t> {
    /// The value of a key.
    pub(super) fn get(&self, key: &str) -> Option<Field<'t>> {
        debug_assert!(
            self.keys.has(key),
            "{key} is not a key of {}",
            self.keys.name
        );
        let (key, value) = self.table.get_key_value(key)?;
        Some(Field::new(key.get_ref(), value))
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The place of a key's value, or of the block.
    pub(super) fn place_of(&self, key: &str) -> TextSpan {
        self.get(key)
            .map_or_else(|| self.place.clone(), |f| f.place())
    }

    /// All entries in the order of the file.
    pub(super) fn entries(&self) -> impl Iterator<Item = (TextSpan, Field<'t>)> {
        self.table
            .iter()
            .map(|(key, value)| (key.span(), Field::new(key.get_ref(), value)))
    }
}

/// What is known while a scenario is read.
pub(super) struct Cx<'t> {
    pub text: &'t str,
    pub root: &'t DeTable<'t>,
    /// The folder of the file, for `samples_file`.
    pub base: Option<&'t Path>,
    pub diagnostics: Vec<Diagnostic>,
    errors: usize,
    pub ids: Ids<'t>,
    pub broken: BTreeSet<(Thing, usize)>,
    pub zone: TimeZone,
    pub elections: Vec<Option<ElectionTimes>>,
    /// The start and end as time stamps; `None` while unknown or faulty.
    pub start: Option<Timestamp>,
    pub finish: Option<Timestamp>,
    /// The same as they are written, for anchors that step from them.
    pub start_written: Option<Point>,
    pub finish_written: Option<Point>,
    pub calendar: Calendar,
    pub end: Instant,
    pub skills: Vec<String>,
    /// Index of each skill in `skills`.
    pub skill_ix: BTreeMap<String, usize>,
    /// Values that some asset has, by trait.
    pub traits: BTreeMap<Trait, BTreeSet<String>>,
    /// Assets looked at by all selectors so far.
    pub selected: usize,
    /// Shifts times nations of all rosters so far.
    pub turns: usize,
}

impl<'t> Cx<'t> {
    pub(super) fn new(text: &'t str, root: &'t DeTable<'t>, base: Option<&'t Path>) -> Self {
        Self {
            text,
            root,
            base,
            diagnostics: Vec::new(),
            errors: 0,
            ids: Ids::default(),
            broken: BTreeSet::new(),
            zone: TimeZone::UTC,
            elections: Vec::new(),
            start: None,
            finish: None,
            start_written: None,
            finish_written: None,
            calendar: Calendar::new(Timestamp::UNIX_EPOCH, TimeZone::UTC),
            end: Instant(Span::DAY.0 * 365),
            skills: Vec::new(),
            skill_ix: BTreeMap::new(),
            traits: BTreeMap::new(),
            selected: 0,
            turns: 0,
        }
    }

    /// Notes a mistake; the caller may add labels and help.
    pub(super) fn report(
        &mut self,
        code: Code,
        place: TextSpan,
        message: impl Into<String>,
    ) -> &mut Diagnostic {
        self.diagnostics.push(Diagnostic::new(code, place, message));
        self.errors += usize::from(code.level() == Level::Error);
        let last = self.diagnostics.len() - 1;
        &mut self.diagnostics[last]
    }

    /// Notes a flaw of a quantity within a text value.
    pub(super) fn report_flaw(&mut self, field: Field<'t>, flaw: Flaw) {
        let place = self.within(field, flaw.at);
        self.report(flaw.code, place, flaw.message).help(flaw.help);
    }

    /// Says more to the mistake noted last.
    pub(super) fn also_help(&mut self, help: impl Into<String>) {
        if let Some(last) = self.diagnostics.last_mut() {
            last.help(help);
        }
    }

    /// How many errors so far.
    pub(super) const fn errors(&self) -> usize {
        self.errors
    }

    /// True if a thing was read with errors, so that its content is partly placeholder.
    pub(super) fn is_broken(&self, thing: Thing, ix: usize) -> bool {
        self.broken.contains(&(thing, ix))
    }

    /// True once start and end are known; without them nothing is said about the horizon.
    pub(super) const fn clock_known(&self) -> bool {
        self.start.is_some() && self.finish.is_some()
    }

    /// True once there are so many mistakes that cures would only cost time.
    pub(super) const fn too_many(&self) -> bool {
        self.diagnostics.len() > MANY
    }

    /// The near word, unless there are too many mistakes to care.
    pub(super) fn near<'a>(
        &self,
        word: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Option<&'a str> {
        if self.too_many() {
            return None;
        }
        nearest(word, known)
    }

    /// The place of some bytes of a text value, if the text stands there as it is (without
    /// escapes); else of the whole value.
    pub(super) fn within(&self, field: Field<'t>, at: Range<usize>) -> TextSpan {
        let place = field.place();
        let raw = self.text.get(place.clone()).unwrap_or_default();
        let value = field.value.as_str().unwrap_or_default();
        for quote in ["\"\"\"", "'''", "\"", "'"] {
            let bare = raw.strip_prefix(quote).and_then(|r| r.strip_suffix(quote));
            if bare == Some(value) && at.start < at.end && at.end <= value.len() {
                let from = place.start + quote.len();
                return from + at.start..from + at.end;
            }
        }
        place
    }

    // Tables and lists.

    /// Opens a table: its keys are checked against the list of its block.
    pub(super) fn block(&mut self, field: Field<'t>, keys: &'static Keys) -> Option<Block<'t>> {
        let DeValue::Table(table) = field.value else {
            let extra = match field.value {
                DeValue::Array(list) if list.iter().any(|entry| entry.get_ref().is_table()) => {
                    Some(format!(
                        "there is only one: write `[{}]`, not `[[{0}]]`",
                        field.key
                    ))
                }
                _ => None,
            };
            self.wrong_type(field, "a table").help.extend(extra);
            return None;
        };
        let block = Block {
            keys,
            table,
            place: field.place(),
        };
        self.check_keys(&block);
        Some(block)
    }

    /// Reports a number outside the range of its key.
    pub(super) fn check_bound(&mut self, bound: &Bound, field: Field<'t>) {
        if bound.excludes(field.value) {
            let raw = self.text.get(field.place()).unwrap_or_default();
            let written = raw.trim_matches(['"', '\'']).to_owned();
            let message = format!("`{}` can't be {written}", field.key);
            let (low, high) = bound.words;
            self.report(Code::OutOfRange, field.place(), message)
                .help(format!("write {low} to {high}"));
        }
    }

    /// Reports unknown and missing keys.
    pub(super) fn check_keys(&mut self, block: &Block<'t>) {
        let keys = block.keys;
        let owner = keys.name;
        let mut meant: Vec<&str> = Vec::new();
        for (place, field) in block.entries() {
            let key = field.key;
            if keys.known().any(|known| known == key) {
                if let Some(bound) = bounds::of(owner, key) {
                    self.check_bound(bound, field);
                }
                continue;
            }
            let near = self.near(key, keys.known());
            let all = choices(keys.known(), "and");
            let report = self.report(
                Code::UnknownKey,
                place,
                format!("{owner} has no key `{key}`"),
            );
            if near.is_some() {
                report.suggest(near);
            } else if ROOT.has(key) {
                report.help(format!(
                    "`{key}` is a block of its own: begin it with a header in brackets, or put \
                     this line above the first header"
                ));
            } else {
                report.help(format!("its keys are {all}"));
            }
            meant.extend(near);
        }
        for key in keys.required {
            // A misspelt key is one mistake, not two.
            if !block.table.contains_key(*key) && !meant.contains(key) {
                self.report(
                    Code::MissingKey,
                    block.place.clone(),
                    format!("{owner} needs the key `{key}`"),
                )
                .label(format!("`{key}` is missing here"));
            }
        }
    }

    /// The tables of `[[name]]`, in order; a list entry that is no table leaves a gap.
    pub(super) fn blocks(
        &mut self,
        field: Option<Field<'t>>,
        keys: &'static Keys,
    ) -> Vec<Option<Block<'t>>> {
        let Some(field) = field else {
            return Vec::new();
        };
        let DeValue::Array(list) = field.value else {
            let help = format!("there may be several: write `[[{}]]`", field.key);
            self.wrong_type(field, "a list of tables").help(help);
            return Vec::new();
        };
        list.iter()
            .map(|entry| self.block(Field::new(field.key, entry), keys))
            .collect()
    }

    /// The tables of a list, or the one table that stands in its place.
    pub(super) fn one_or_more(
        &mut self,
        field: Option<Field<'t>>,
        keys: &'static Keys,
    ) -> Vec<Block<'t>> {
        let Some(field) = field else {
            return Vec::new();
        };
        match field.value {
            DeValue::Table(_) => self.block(field, keys).into_iter().collect(),
            DeValue::Array(list) => list
                .iter()
                .filter_map(|entry| self.block(Field::new(field.key, entry), keys))
                .collect(),
            _ => {
                self.wrong_type(field, "a table, or a list of tables");
                Vec::new()
            }
        }
    }

    /// The entries of a list.
    pub(super) fn list(&mut self, field: Field<'t>) -> Option<Vec<Field<'t>>> {
        if let DeValue::Array(list) = field.value {
            return Some(list.iter().map(|e| Field::new(field.key, e)).collect());
        }
        self.wrong_type(field, "a list");
        None
    }

    /// The entries of a list, or the one text that stands in its place.
    pub(super) fn one_or_many(&mut self, field: Option<Field<'t>>) -> Vec<Field<'t>> {
        match field {
            None => Vec::new(),
            Some(field) if field.value.is_str() => vec![field],
            Some(field) => self.list(field).unwrap_or_default(),
        }
    }

    /// Reports a value of the wrong type.
    pub(super) fn wrong_type(&mut self, field: Field<'t>, wanted: &str) -> &mut Diagnostic {
        let found = type_name(field.value);
        self.report(
            Code::WrongType,
            field.place(),
            format!("`{}` must be {wanted}, not {found}", field.key),
        )
        .label(format!("this is {found}"))
    }

    // Simple values.

    /// A text that says something.
    pub(super) fn text(&mut self, field: Field<'t>) -> Option<&'t str> {
        let Some(text) = field.value.as_str() else {
            self.wrong_type(field, "a text in quotes");
            return None;
        };
        if text.trim().is_empty() {
            let message = format!("`{}` says nothing", field.key);
            self.report(Code::EmptyText, field.place(), message)
                .help("write something, or leave the key out");
            return None;
        }
        Some(text)
    }

    /// An optional text, empty by default.
    pub(super) fn text_or_empty(&mut self, field: Option<Field<'t>>) -> String {
        let text = field.and_then(|field| self.text(field));
        text.unwrap_or_default().to_owned()
    }

    /// An optional text that may have several lines, as one line; empty by default.
    pub(super) fn prose(&mut self, field: Option<Field<'t>>) -> String {
        let text = field.and_then(|field| self.text(field)).unwrap_or_default();
        let words = text.split([' ', '\t', '\n', '\r']);
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        words.join(" ")
    }

    /// Texts, each saying something.
    pub(super) fn texts(&mut self, field: Option<Field<'t>>) -> Vec<String> {
        let entries = self.one_or_many(field);
        let texts = entries.into_iter().filter_map(|entry| self.text(entry));
        texts.map(str::to_owned).collect()
    }

    /// `true` or `false`.
    pub(super) fn flag(&mut self, field: Option<Field<'t>>, default: bool) -> bool {
        let Some(field) = field else {
            return default;
        };
        field.value.as_bool().unwrap_or_else(|| {
            self.wrong_type(field, "true or false");
            default
        })
    }

    /// One of some words; its position among them.
    pub(super) fn word(&mut self, field: Field<'t>, words: &[&'static str]) -> Option<usize> {
        let text = self.text(field)?;
        let found = words.iter().position(|word| *word == text);
        if found.is_none() {
            let near = self.near(text, words.iter().copied());
            let all = choices(words.iter().copied(), "or");
            self.report(
                Code::UnknownWord,
                field.place(),
                format!("`{}` can't be `{text}`", field.key),
            )
            .suggest(near)
            .help(format!("write {all}"));
        }
        found
    }

    /// A whole number in a range.
    pub(super) fn whole(
        &mut self,
        field: Field<'t>,
        range: RangeInclusive<u64>,
        code: Code,
    ) -> Option<u64> {
        let key = field.key;
        let allowed = || match (*range.start(), *range.end()) {
            // As many as a computer counts: nobody needs to hear of that limit.
            (0, end) if end >= UNBOUNDED => "write a whole number, zero or more".to_owned(),
            (start, end) if end >= UNBOUNDED => {
                format!("write a whole number of {start} or more")
            }
            (start, end) => format!("write a whole number from {start} to {end}"),
        };
        let number = match field.value {
            DeValue::Integer(number) => {
                // Longer than 128 bits is out of every range.
                i128::from_str_radix(number.as_str(), number.radix()).unwrap_or(i128::MAX)
            }
            DeValue::Float(number) => {
                let message = format!("`{key}` can't be {number}");
                self.report(Code::WholeNumber, field.place(), message)
                    .help(allowed());
                return None;
            }
            _ => {
                self.wrong_type(field, "a whole number").help(allowed());
                return None;
            }
        };
        match u64::try_from(number) {
            Ok(number) if range.contains(&number) => Some(number),
            _ => {
                let message = format!("`{key}` is out of range");
                if number > i128::from(i64::MAX) {
                    let help = format!("write at most {}", range.end());
                    self.report(Code::TooBig, field.place(), message).help(help);
                } else {
                    self.report(code, field.place(), message).help(allowed());
                }
                None
            }
        }
    }

    /// A finite number without a unit, of either sign, that a computer holds exactly enough.
    pub(super) fn number(&mut self, field: Field<'t>) -> Option<f64> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        let number = match field.value {
            DeValue::Integer(n) => {
                i128::from_str_radix(n.as_str(), n.radix()).map_or(f64::MAX, |number| {
                    let exact = number.unsigned_abs() <= EXACT as u128;
                    if exact { number as f64 } else { f64::MAX }
                })
            }
            DeValue::Float(n) => {
                let number: f64 = n.as_str().parse().unwrap_or(f64::NAN);
                if !number.is_finite() {
                    let message = format!("`{}` must be a finite number", field.key);
                    self.report(Code::NotFinite, field.place(), message);
                    return None;
                }
                number
            }
            _ => {
                self.wrong_type(field, "a number");
                return None;
            }
        };
        if number.abs() > 1e15 {
            let message = format!("`{}` is too big to be exact", field.key);
            self.report(Code::TooBig, field.place(), message)
                .help("write a smaller number: at most 1e15");
            return None;
        }
        Some(number)
    }

    /// A number of at least zero.
    pub(super) fn factor(&mut self, field: Option<Field<'t>>, default: f64) -> f64 {
        let Some(field) = field else {
            return default;
        };
        match self.number(field) {
            Some(number) if number < 0.0 => {
                let message = format!("`{}` can't be negative", field.key);
                self.report(Code::Negative, field.place(), message)
                    .help("write zero or more");
                default
            }
            Some(number) => number,
            None => default,
        }
    }

    /// A number above zero.
    pub(super) fn positive(&mut self, field: Option<Field<'t>>, default: f64) -> f64 {
        let errors = self.errors();
        let number = self.factor(field, default);
        if let Some(field) = field
            && number == 0.0
            && self.errors() == errors
        {
            let message = format!("`{}` must be above zero", field.key);
            self.report(Code::NotPositive, field.place(), message);
            return default;
        }
        number
    }
}

/// How messages name the type of a value.
fn type_name(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

//! `[[uncertain]]`: assumptions that may be otherwise.

use toml::de::DeValue;

use super::super::code::Code;
use super::super::document::{Possible, Uncertain};
use super::super::factor::{Factor, Kind, days, number_of};
use super::super::ids::Thing;
use super::super::policy::fixed;
use super::super::reader::{Block, Cx, Field};
use super::super::schema;

/// The keys of which a block has one.
const FORMS: [&str; 5] = ["range", "values", "factor", "shift", "order"];

/// How each of them is written.
const EXAMPLES: &str = "write one of range = \"6h..72h\", values = [\"6h\", \"72h\"], \
                        factor = \"0.5..2 log\", shift = \"-30d..30d\" or order = \"any\"";

impl<'t> Cx<'t> {
    /// `[[uncertain]]`. Whether paths lead somewhere is seen when a block is put to use.
    pub(crate) fn read_uncertain(&mut self) -> Vec<Uncertain> {
        let list = self.top("uncertain");
        let blocks = self.read_all(
            list,
            Thing::Uncertain,
            &schema::UNCERTAIN,
            |cx, block, ix| {
                let id = Self::id_of(block, ix);
                let paths = cx.uncertain_paths(block);
                let possible = cx.possible(block, paths.first().map_or("path", String::as_str));
                Some(Uncertain {
                    name: cx.name_of(block, &id),
                    reason: cx.prose(block.get("reason")),
                    paths,
                    possible: possible?,
                    at: block.place_of("id"),
                    path_at: block.place_of("path"),
                    id,
                })
            },
        );
        // One that could not be read is an error, and the document is given to nobody.
        blocks.into_iter().flatten().collect()
    }

    fn uncertain_paths(&mut self, block: &Block<'t>) -> Vec<String> {
        let mut paths: Vec<String> = Vec::new();
        for field in self.one_or_many(block.get("path")) {
            let Some(path) = self.text(field) else {
                continue;
            };
            if !path.contains('.') {
                let message = format!("`{path}` is not a path");
                self.report(Code::OverlayForm, field.place(), message)
                    .help("write the whole path, like \"roster.crrt.period\"");
            } else if let Some(cure) = fixed(path) {
                let message = format!("an assumption can't change `{path}`");
                self.report(Code::FixedKey, field.place(), message)
                    .help(cure);
            } else if paths.iter().any(|known| known == path) {
                let message = format!("`{path}` stands here twice");
                self.report(Code::UncertainForm, field.place(), message)
                    .help("name each path once");
            } else {
                paths.push(path.to_owned());
            }
        }
        paths
    }

    fn possible(&mut self, block: &Block<'t>, path: &str) -> Option<Possible> {
        let given: Vec<&str> = FORMS.into_iter().filter(|key| block.has(key)).collect();
        let [form] = given[..] else {
            let (place, message) = match given.get(1) {
                None => (
                    block.place_of("id"),
                    "this block does not say what the assumption may be".to_owned(),
                ),
                Some(second) => (
                    block.place_of(second),
                    format!(
                        "`{}` and `{second}` both say what the assumption may be",
                        given[0]
                    ),
                ),
            };
            self.report(Code::UncertainForm, place, message)
                .help(EXAMPLES);
            return None;
        };
        if form != "range"
            && let Some(field) = block.get("likely")
        {
            let message = format!("`likely` goes with a range, not with `{form}`");
            self.report(Code::UncertainForm, field.place(), message)
                .help("leave it out");
        }
        let field = block.get(form)?;
        match form {
            "range" => {
                let range = self.range_of(field, path)?;
                let likely = match block.get("likely") {
                    None => None,
                    Some(likely) => Some(self.likely_of(likely, &range)?),
                };
                Some(Possible::Range(range, likely))
            }
            "values" => self.values_of(field),
            "factor" => {
                let range = self.range_of(field, path)?;
                if range.ends().0 < 0.0 || !range.kind.is_plain() {
                    let message = format!("`{}` is not a range of factors", self.text(field)?);
                    self.report(Code::UncertainForm, field.place(), message)
                        .help("write plain numbers from zero up, like \"0.5..2 log\"");
                    return None;
                }
                Some(Possible::Times(range))
            }
            "shift" => self.shift_of(field),
            _ => self.word(field, &["any"]).map(|_| Possible::Order),
        }
    }

    /// A range in the words of `--vary`.
    fn range_of(&mut self, field: Field<'t>, path: &str) -> Option<Factor> {
        let text = self.text(field)?;
        let read = Factor::parse(&format!("{path}={text}"));
        let wrong = match read {
            Ok(factor) if matches!(factor.kind, Kind::Date | Kind::Shift | Kind::Times) => (
                format!(
                    "`{text}` is {}, not a range of amounts",
                    factor.kind.words()
                ),
                "write shift = \"-30d..30d\" for a date, factor = \"0.5..2 log\" for a factor"
                    .to_owned(),
            ),
            Ok(factor) if factor.is_range() => return Some(factor),
            Ok(_) => (
                format!("`{text}` is a list, not a range"),
                "write values = [\"6h\", \"72h\"] for a list".to_owned(),
            ),
            Err(error) => (error.message, EXAMPLES.to_owned()),
        };
        self.report(Code::UncertainForm, field.place(), wrong.0)
            .help(wrong.1);
        None
    }

    fn likely_of(&mut self, field: Field<'t>, range: &Factor) -> Option<f64> {
        let written = match field.value {
            DeValue::String(text) => text.to_string(),
            _ => self.text_at(field).to_owned(),
        };
        let (low, high) = range.ends();
        match number_of(&written, range.kind) {
            Some(value) if (low..=high).contains(&value) => Some(value),
            Some(_) => {
                let message = format!("the likeliest value `{written}` lies outside the range");
                self.report(Code::UncertainForm, field.place(), message)
                    .help("write one between its ends, or widen the range");
                None
            }
            None => {
                let message = format!("`{written}` is not an amount of the range's kind");
                self.report(Code::UncertainForm, field.place(), message)
                    .help("write it in the unit of the range, like range = \"6h..72h\", likely = \"24h\"");
                None
            }
        }
    }

    fn values_of(&mut self, field: Field<'t>) -> Option<Possible> {
        let entries = self.list(field)?;
        let values: Vec<String> = entries
            .iter()
            .map(|entry| self.text_at(*entry).to_owned())
            .collect();
        if values.len() < 2 {
            let message = "an assumption that may be one value alone is none";
            self.report(Code::UncertainForm, field.place(), message.to_owned())
                .help("write two values or more, or leave the block out");
            return None;
        }
        Some(Possible::Values(values))
    }

    fn shift_of(&mut self, field: Field<'t>) -> Option<Possible> {
        let text = self.text(field)?;
        let ends = text
            .split_once("..")
            .and_then(|(low, high)| Some((days(low)?, days(high)?)));
        match ends {
            Some((low, high)) if low < high => Some(Possible::Shift(low, high)),
            _ => {
                let message = format!("`{text}` is not a shift of a date");
                self.report(Code::UncertainForm, field.place(), message)
                    .help("write whole days from the least to the greatest, like \"-30d..30d\"");
                None
            }
        }
    }

    /// A value as it is written.
    fn text_at(&self, field: Field<'t>) -> &'t str {
        self.text.get(field.place()).unwrap_or_default()
    }
}

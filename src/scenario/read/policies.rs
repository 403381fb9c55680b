//! `[[policy]]`: named overlays.

use toml::de::DeValue;

use super::super::code::Code;
use super::super::document::{Policy, Setting};
use super::super::ids::Thing;
use super::super::policy::fixed;
use super::super::reader::{Block, Cx, Field};
use super::super::schema;

impl<'t> Cx<'t> {
    /// `[[policy]]`. Whether paths lead somewhere is seen when a policy is applied.
    pub(crate) fn read_policies(&mut self) -> Vec<Policy> {
        let list = self.top("policy");
        self.read_all(list, Thing::Policy, &schema::POLICY, |cx, block, ix| {
            let id = Self::id_of(block, ix);
            Policy {
                name: cx.name_of(block, &id),
                summary: cx.prose(block.get("summary")),
                set: cx.read_settings(block),
                at: block.place_of("id"),
                id,
            }
        })
    }

    fn read_settings(&mut self, block: &Block<'t>) -> Vec<Setting> {
        let Some(field) = block.get("set") else {
            return Vec::new();
        };
        let DeValue::Table(table) = field.value else {
            self.wrong_type(field, "a table of paths and values")
                .help("like set = { \"roster.crrt.period\" = \"3 months\" }");
            return Vec::new();
        };
        let mut settings = Vec::new();
        for (key, value) in table {
            let path = key.get_ref().as_ref();
            if !path.contains('.') {
                let message = format!("`{path}` is not a path");
                self.report(Code::OverlayForm, key.span(), message).help(
                    "put the whole path in quotes, like \"roster.crrt.period\" = \"3 months\"",
                );
                continue;
            }
            if let Some(cure) = fixed(path) {
                let message = format!("a policy can't change `{path}`");
                self.report(Code::FixedKey, key.span(), message).help(cure);
                continue;
            }
            let it = Field::new(path, value);
            let written = self.text.get(it.place()).unwrap_or_default();
            let whole = match it.value {
                DeValue::Table(_) => written.starts_with('{'),
                DeValue::Array(_) => written.starts_with('['),
                _ => true,
            };
            if !whole {
                self.wrong_type(it, "a value on the same line")
                    .help("write tables as { key = value }, lists as [value, value]");
                continue;
            }
            settings.push(Setting {
                path: path.to_owned(),
                value: written.to_owned(),
                path_at: self.bare(path, key.span()),
                value_at: it.place(),
            });
        }
        settings
    }

    /// The place of a key without its quotes, if it stands there as it is.
    fn bare(&self, key: &str, place: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let written = self.text.get(place.clone()).unwrap_or_default();
        match written.find(key) {
            Some(from) => place.start + from..place.start + from + key.len(),
            None => place,
        }
    }
}

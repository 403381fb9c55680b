//! One file per part of the format: each turns its blocks into their part of the document.

pub(super) mod assets;
pub(super) mod changeovers;
pub(super) mod dispatch;
mod distribution;
pub(super) mod elections;
pub(super) mod exercise;
pub(super) mod freeze;
pub(super) mod header;
pub(super) mod hours;
pub(super) mod incidents;
pub(super) mod injects;
pub(super) mod learning;
pub(super) mod overlap;
pub(super) mod people;
pub(super) mod places;
pub(super) mod policies;
pub(super) mod reserves;
pub(super) mod rosters;
pub(super) mod rules;
pub(super) mod threats;
pub(super) mod uncertain;
mod worthwhile;

use toml::de::DeTable;

use super::ids::Thing;
use super::reader::{Block, Cx, Field};
use super::schema::Keys;

impl<'t> Cx<'t> {
    /// Reads every `[[…]]` block of a thing. The list has one entry a block, faulty ones
    /// too, so that positions in the file and indices in the document are the same.
    pub(super) fn read_all<T>(
        &mut self,
        list: Option<Field<'t>>,
        thing: Thing,
        keys: &'static Keys,
        mut read: impl FnMut(&mut Self, &Block<'t>, usize) -> T,
    ) -> Vec<T> {
        static NOTHING: std::sync::LazyLock<DeTable<'static>> =
            std::sync::LazyLock::new(DeTable::new);
        let Some(field) = list else {
            return Vec::new();
        };
        let Some(entries) = field.value.as_array() else {
            self.blocks(list, keys);
            return Vec::new();
        };
        let mut all = Vec::new();
        for (ix, entry) in entries.iter().enumerate() {
            let errors = self.errors();
            let block = self.block(Field::new(field.key, entry), keys);
            let block = block.unwrap_or_else(|| Block {
                keys,
                table: &NOTHING,
                place: entry.span(),
            });
            all.push(read(self, &block, ix));
            if self.errors() > errors {
                self.broken.insert((thing, ix));
            }
        }
        all
    }

    /// The top-level value of a key.
    pub(super) fn top(&self, key: &str) -> Option<Field<'t>> {
        let (key, value) = self.root.get_key_value(key)?;
        Some(Field::new(key.get_ref(), value))
    }

    /// The id of a block, or a made-up one.
    pub(super) fn id_of(block: &Block<'t>, ix: usize) -> String {
        let id = block.get("id").and_then(|field| field.value.as_str());
        id.map_or_else(|| format!("number-{}", ix + 1), str::to_owned)
    }

    /// The name of a block: its `name`, else its id.
    pub(super) fn name_of(&mut self, block: &Block<'t>, id: &str) -> String {
        let name = block.get("name").and_then(|field| self.text(field));
        name.unwrap_or(id).to_owned()
    }
}

//! A scenario written by a program instead of by hand.
//!
//! A [`Builder`] takes the blocks and keys of `docs/scenario.md` and writes the text that an
//! author would. So what a program builds is checked like a file, with the same messages, and
//! has a text that can be saved beside its results.

use toml_edit::{DocumentMut, InlineTable, Item, Table, Value as TomlValue};

/// What a key can be set to: a text, a number, true or false, a list, or a [`Block`].
#[derive(Clone, Debug)]
pub struct Value(TomlValue);

macro_rules! from_plain {
    ($($plain:ty => $toml:ty),* $(,)?) => {$(
        impl From<$plain> for Value {
            fn from(value: $plain) -> Self {
                Self(<$toml>::from(value).into())
            }
        }
    )*};
}

from_plain! { &str => String, String => String, i32 => i64, u32 => i64, i64 => i64, f64 => f64, bool => bool }

impl From<Block> for Value {
    fn from(block: Block) -> Self {
        let mut table = InlineTable::new();
        for (key, value) in block.keys {
            table.insert(key, value.0);
        }
        Self(table.into())
    }
}

impl<T: Into<Self>> From<Vec<T>> for Value {
    fn from(list: Vec<T>) -> Self {
        let values = list.into_iter().map(|value| value.into().0);
        Self(values.collect::<toml_edit::Array>().into())
    }
}

/// The keys of a block, or of a table within one.
#[derive(Clone, Debug, Default)]
pub struct Block {
    keys: Vec<(&'static str, Value)>,
}

impl Block {
    /// A block without keys.
    pub fn new() -> Self {
        Self::default()
    }

    /// A block with an `id`.
    pub fn named(id: &str) -> Self {
        Self::new().set("id", id)
    }

    /// Sets a key. Quantities are texts as in a file: `"2h"`, `"5/week"`, `"60%"`.
    #[must_use]
    pub fn set(mut self, key: &'static str, value: impl Into<Value>) -> Self {
        self.keys.push((key, value.into()));
        self
    }

    fn into_table(self) -> Table {
        let mut table = Table::new();
        for (key, value) in self.keys {
            table.insert(key, Item::Value(value.0));
        }
        table
    }
}

/// Writes a scenario block by block.
///
/// # Examples
/// ```
/// use sortie::{Block, Builder, Scenario};
///
/// let text = Builder::new("One team", "UTC", "2019-01-01", "2019-07-01")
///     .add("asset", Block::named("website"))
///     .add(
///         "incident",
///         Block::named("flood").set("severity", Block::new().set("high", 1)).set(
///             "stage",
///             vec![Block::new().set("name", "contain").set("crew", Block::new().set("analyst", 1))
///                 .set("effort", "4h")],
///         ),
///     )
///     .add("threat", Block::named("attackers").set("incident", "flood").set("targets", "all")
///         .set("rate", "2/week"))
///     .add("team", Block::named("cert").set("experts",
///         vec![Block::new().set("skills", vec!["analyst"]).set("count", 2)]))
///     .put("dispatch", Block::new().set("rule", vec![Block::new().set("teams", vec!["cert"])]))
///     .text();
/// let scenario = Scenario::parse(&text, "one-team")?;
/// assert_eq!(scenario.document().teams.len(), 1);
/// # Ok::<(), sortie::Report>(())
/// ```
#[derive(Clone, Debug)]
pub struct Builder {
    sheet: DocumentMut,
}

impl Builder {
    /// A scenario with nothing in it but its name, the zone in which its times are local, its
    /// first day and the day after its last.
    pub fn new(name: &str, timezone: &str, start: &str, end: &str) -> Self {
        let mut sheet = DocumentMut::new();
        sheet.insert("schema", Item::Value(1.into()));
        let header = Block::new()
            .set("name", name)
            .set("timezone", timezone)
            .set("start", start)
            .set("end", end);
        sheet.insert("scenario", Item::Table(header.into_table()));
        Self { sheet }
    }

    /// Adds a block to those of its kind: an `election`, `asset`, `incident`, `threat`, `team`,
    /// `target` and so on.
    #[must_use]
    pub fn add(mut self, kind: &str, block: Block) -> Self {
        let table = block.into_table();
        match self.sheet.get_mut(kind) {
            Some(Item::ArrayOfTables(blocks)) => blocks.push(table),
            // Of a kind of which there is one: both stay, for the reader to refuse.
            Some(Item::Table(first)) => {
                let both = [std::mem::take(first), table];
                self.sheet
                    .insert(kind, Item::ArrayOfTables(both.into_iter().collect()));
            }
            _ => {
                let one = std::iter::once(table).collect();
                self.sheet.insert(kind, Item::ArrayOfTables(one));
            }
        }
        self
    }

    /// Sets keys of a block of which there is one: `scenario`, `dispatch`, `limits`. Those that
    /// were set before stay.
    #[must_use]
    pub fn put(mut self, kind: &str, block: Block) -> Self {
        match self.sheet.get_mut(kind) {
            Some(Item::Table(table)) => {
                for (key, value) in block.keys {
                    table.insert(key, Item::Value(value.0));
                }
            }
            // Of a kind of which there are several: as one more.
            Some(Item::ArrayOfTables(blocks)) => blocks.push(block.into_table()),
            _ => {
                self.sheet.insert(kind, Item::Table(block.into_table()));
            }
        }
        self
    }

    /// The scenario as an author would write it.
    pub fn text(&self) -> String {
        self.sheet.to_string()
    }
}

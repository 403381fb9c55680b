//! What an author writes: schema, units, anchors, overlays, checks, diagnostics.
//!
//! [`load`] turns the text of a scenario into a checked [`document::Document`], or into a
//! [`Report`] of every mistake in it. The way through this folder:
//!
//! - [`schema`] lists every key, [`bounds`] the range of every number, [`code`] every mistake;
//! - `reader` takes values out of parsed TOML, `quantity` and `reference` those with units
//!   and ids; `unit`, `anchor`, `distribution` and `selector` are the small languages within
//!   texts; `finder` finds places again;
//! - `read/` has one file per part of the format, `check/` what only shows when the parts
//!   meet;
//! - [`overlay`] changes a text by path before it is read, [`policy`] does so with the named
//!   overlays of the text itself, [`embedded`] holds the ready scenarios.

mod anchor;
mod anchor_text;
mod asset_trait;
pub(crate) mod assumption;
pub(crate) mod bounds;
pub(crate) mod builder;
mod check;
pub(crate) mod code;
pub(crate) mod diagnostic;
pub(crate) mod distribution;
pub(crate) mod document;
pub(crate) mod embedded;
pub mod explain;
pub(crate) mod factor;
mod finder;
mod full_check;
mod ids;
mod legible;
mod load;
pub(crate) mod overlay;
mod path_label;
pub(crate) mod policy;
mod quantity;
mod read;
mod reader;
mod reference;
pub(crate) mod removal;
pub(crate) mod report;
pub(crate) mod schema;
mod selector;
pub(crate) mod suggestion;
mod targets;
mod taxonomy;
pub(crate) mod time;
pub(crate) mod unit;
mod wildcard;
pub(crate) mod worthwhile;
mod written_time;

pub(crate) use anchor_text::anchor;
pub use builder::{Block, Builder, Value};
pub(crate) use check::{OfferedLoad, offered};
pub(crate) use embedded::{ScenarioText, find};
pub use embedded::{check_opened, load_file, open, open_with};
pub use explain::explain;
pub use full_check::check;
pub use load::{LARGEST, Loaded, load};
pub use overlay::{Overlay, apply_overlays, parse_overlay, value_at};
pub use policy::fixed;
pub use report::{Report, Style};

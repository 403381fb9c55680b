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
mod asset_trait;
pub mod bounds;
pub mod builder;
mod check;
pub mod code;
pub mod diagnostic;
pub mod dist;
mod distribution;
pub mod document;
pub mod embedded;
mod excerpt;
pub mod explain;
mod finder;
mod ids;
mod legible;
mod load;
pub mod overlay;
mod point;
pub mod policy;
mod quantity;
mod read;
mod reader;
mod reference;
pub mod report;
pub mod schema;
mod selector;
mod taxonomy;
pub mod time;
pub mod unit;

pub use builder::{Block, Builder, Value};
pub use embedded::{ScenarioText, check_opened, find, load_file, open, open_with};
pub use explain::explain;
pub use load::{LARGEST, Loaded, load};
pub use overlay::{Overlay, apply_overlays, parse_overlay, value_at};
pub use policy::{check, fixed};
pub use report::{Report, Style};

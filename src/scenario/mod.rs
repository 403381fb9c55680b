//! What an author writes: schema, units, anchors, overlays, checks, diagnostics.

pub mod dist;
pub mod document;
pub mod time;

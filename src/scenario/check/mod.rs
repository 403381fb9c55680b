//! Checks that need the whole document: what only shows when the parts meet.

use super::document::Document;
use super::reader::Cx;

/// Runs every check.
pub(super) fn all(_cx: &mut Cx<'_>, _document: &Document) {}

//! A document to hand on: one tree of headings, tables and figures, and what writes it as HTML
//! or Markdown.
//!
//! The tree ([`tree`]) is data alone. Its words ([`prose`]) keep each number apart, with the
//! place in `summary.json` or `comparison.json` that it comes from.

mod html;
mod markdown;
pub(crate) mod prose;
pub(crate) mod tree;

use tree::{Page, PageFormat};

/// A document as text of a format; `has_charts` if it lies beside the folder of charts.
///
/// # Errors
/// If the frame of the page has a mistake, in words.
pub(crate) fn write(page: &Page, format: PageFormat, has_charts: bool) -> Result<String, String> {
    match format {
        PageFormat::Html => html::html(page).map_err(|error| error.to_string()),
        PageFormat::Markdown => Ok(markdown::markdown(page, has_charts)),
    }
}

/// Whether the bytes of a file begin as those of a document of ours.
pub(crate) fn is_ours(bytes: &[u8]) -> bool {
    let marks = [html::MARK, markdown::MARK];
    marks.iter().any(|mark| bytes.starts_with(mark.as_bytes()))
}

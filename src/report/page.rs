//! A document to hand on: one tree of headings, tables and figures, and what writes it as HTML,
//! Markdown or PDF.
//!
//! The tree ([`tree`]) is data alone. Its words ([`prose`]) keep each number apart, with the
//! place in `summary.json` or `comparison.json` that it comes from.

pub(crate) mod error;
mod html;
mod markdown;
mod pdf;
pub(crate) mod printer;
pub(crate) mod prose;
pub(crate) mod tree;

use error::PageError;
use printer::Printer;
use tree::{Page, PageFormat};

/// A document as a file of a format; `has_charts` if it lies beside the folder of charts.
///
/// # Errors
/// If the frame of the page has a mistake, or it can't be printed.
pub(crate) fn write(
    page: &Page,
    format: PageFormat,
    has_charts: bool,
    printer: &Printer,
) -> Result<Vec<u8>, PageError> {
    let html = || html::html(page).map_err(|error| PageError::Frame(error.to_string()));
    match format {
        PageFormat::Html => html().map(String::into_bytes),
        PageFormat::Markdown => Ok(markdown::markdown(page, has_charts).into_bytes()),
        PageFormat::Pdf => pdf::pdf(page, &html()?, printer),
    }
}

/// Whether the bytes of a file begin as those of a document of ours.
pub(crate) fn is_ours(bytes: &[u8]) -> bool {
    let marks = [html::MARK, markdown::MARK];
    marks.iter().any(|mark| bytes.starts_with(mark.as_bytes())) || pdf::is_ours(bytes)
}

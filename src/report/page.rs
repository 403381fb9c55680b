//! A document to hand on: one tree of headings, tables and figures, and what writes it as HTML,
//! Markdown or PDF.
//!
//! The tree ([`tree`]) is data alone. Its words ([`prose`]) keep each number apart, with the
//! place in `summary.json` or `comparison.json` that it comes from.

mod csv;
pub(crate) mod error;
mod html;
pub(crate) mod logo;
mod markdown;
mod pdf;
pub(crate) mod printer;
pub(crate) mod prose;
pub(crate) mod tree;

use error::PageError;
use logo::Logo;
use printer::Printer;
use tree::{Page, PageFormat};

/// What a document is made with beside what it says.
#[derive(Clone, Debug, Default)]
pub(crate) struct Making {
    /// What it is written as.
    pub format: PageFormat,
    /// A logo at its head; Markdown has none.
    pub logo: Option<Logo>,
    /// What prints it, if it is a PDF.
    pub printer: Printer,
}

/// A document as a file; `has_charts` if it lies beside the folder of charts.
///
/// # Errors
/// If the frame of the page has a mistake, or it can't be printed.
pub(crate) fn write(page: &Page, making: &Making, has_charts: bool) -> Result<Vec<u8>, PageError> {
    let html = |is_print: bool| {
        let html = html::html(page, making.logo.as_ref(), is_print);
        html.map_err(|error| PageError::Frame(error.to_string()))
    };
    match making.format {
        PageFormat::Html => html(false).map(String::into_bytes),
        PageFormat::Markdown => Ok(markdown::markdown(page, has_charts).into_bytes()),
        PageFormat::Pdf => pdf::pdf(page, &html(true)?, &making.printer),
    }
}

/// Whether the bytes of a file begin as those of a document of ours.
pub(crate) fn is_ours(bytes: &[u8]) -> bool {
    let marks = [html::MARK, markdown::MARK];
    marks.iter().any(|mark| bytes.starts_with(mark.as_bytes())) || pdf::is_ours(bytes)
}

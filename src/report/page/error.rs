//! Why a document could not be written as its format.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use crate::text;

/// Why a document could not be written as its format.
#[derive(Debug, Error)]
pub enum PageError {
    /// What stands around it has a mistake.
    #[error("cannot write the report: {0}")]
    Frame(String),
    /// No browser is found that could print it.
    #[error("there is no browser to print the PDF with: Chromium, Chrome or Edge")]
    NoBrowser,
    /// The browser that was named is not there.
    #[error("there is no browser {0}")]
    NotThere(PathBuf),
    /// There is no place for the files that a browser needs.
    #[error("cannot write temporary files: {}", text::said_of_writing(.0))]
    Place(io::Error),
    /// A browser can't be started.
    #[error("cannot start {browser}: {}", text::said(source))]
    Start {
        /// The browser.
        browser: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A browser takes too long.
    #[error("{browser} did not print the report within {} s; it was ended", limit.as_secs_f64())]
    Slow {
        /// The browser.
        browser: PathBuf,
        /// How long it had.
        limit: Duration,
    },
    /// A browser ended without a print.
    #[error("{browser} did not print the report: {why}")]
    Unprinted {
        /// The browser.
        browser: PathBuf,
        /// Why, as far as it is known.
        why: String,
    },
    /// What a browser printed is not as a PDF must be.
    #[error("what {browser} printed is not good enough: {why}")]
    Poor {
        /// The browser.
        browser: PathBuf,
        /// What is wrong with it.
        why: String,
    },
}

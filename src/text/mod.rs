//! Text that comes in and text that goes out: a leaf that knows nothing of elections.
//!
//! Coming in, every text file passes one reader, [`read`] or [`decode`]: it takes a byte order
//! mark off, tells which encoding a file has if it isn't UTF-8, refuses NUL bytes, and leaves
//! one kind of line end (`\n`), so that line numbers are right whatever the editor wrote.
//! [`unfit`] finds the characters that no name may have.
//!
//! Going out, what people wrote passes the function of the medium: [`terminal`] and [`line()`],
//! [`markdown()`] and [`code`], [`xml`] (SVG and HTML), [`csv_cell`] and [`json`].

mod encoding;
mod escape;
mod reading;
mod spaces;
mod unfit;
mod width;

pub use encoding::Encoding;
pub(crate) use escape::{
    code, csv_cell, from_markdown, json, line, markdown, percent, terminal, xml,
};
pub use reading::{TextError, decode};
pub(crate) use reading::{read, read_at_most, said, said_of_writing};
pub(crate) use spaces::{is_odd_space, plain_spaces};
pub(crate) use unfit::Unfit;
pub use unfit::{is_unfit, unfit};
pub use width::Width;

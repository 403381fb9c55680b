//! Chores of this repository.
//!
//! `cargo xtask docs` makes the page `docs/lithuania-2019.md` and its figures again: every number
//! on it comes from runs with a fixed seed, or is counted in the scenario. With `--check` nothing
//! is written, and a page or figure that is not what would be written is an error.
//!
//! `cargo xtask gallery` does the same for the pictures of `docs/gallery.md` and the list of charts on
//! it; with `--list` only for the list, of which no picture is needed.

mod census;
mod claims;
mod docs;
mod early;
mod evidence;
mod gallery;
mod gallery_charts;
mod page;
mod pictures;
mod policies;
mod program;
mod results;
mod screening;
mod uncertain;
mod value;

use std::process::ExitCode;

const USAGE: &str =
    "usage: cargo xtask docs [--check]\n       cargo xtask gallery [--check|--list]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words[..] {
        ["docs"] => docs::write(),
        ["docs", "--check"] => docs::check(),
        ["gallery"] => gallery::write(),
        ["gallery", "--list"] => gallery::write_list(),
        ["gallery", "--check"] => gallery::check(),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

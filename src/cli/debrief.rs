//! `sortie debrief`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::app::{self, Cover, DebriefRequest, Language, PageFormat, Printer, Tlp};

use super::{Failed, say};

/// Arguments of `sortie debrief`.
#[derive(Clone, Debug, Args)]
pub(super) struct DebriefArgs {
    /// The journal of an exercise
    #[arg(value_name = "JOURNAL")]
    journal: PathBuf,
    /// Futures drawn from each decision on
    #[arg(long, value_name = "N", default_value_t = 200, allow_negative_numbers = true, value_parser = super::number::between::<u64>(2, 100_000))]
    futures: u64,
    /// Histories that the outcome is held against
    #[arg(long, value_name = "N", default_value_t = 1000, allow_negative_numbers = true, value_parser = super::number::between::<u64>(1, 1_000_000))]
    histories: u64,
    /// What it is written as
    #[arg(long, value_enum, default_value_t = Format::Html)]
    format: Format,
    /// The language [default: en]
    #[arg(long, value_name = "TAG")]
    lang: Option<Language>,
    /// Title [default: the scenario's name]
    #[arg(long, value_name = "TEXT")]
    title: Option<String>,
    /// Who hands it on
    #[arg(long, value_name = "NAME")]
    organisation: Option<String>,
    /// Who may read it, as a mark of the Traffic Light Protocol
    #[arg(long, value_name = "MARK")]
    tlp: Option<Tlp>,
    /// Browser that prints the PDF [default: one that is installed]
    #[arg(long, value_name = "PATH")]
    browser: Option<PathBuf>,
    /// The file [default: JOURNAL.debrief.html or the like]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One file that needs nothing else
    Html,
    /// Markdown
    Md,
    /// PDF with tags for screen readers, printed by an installed browser
    Pdf,
}

/// Writes the debrief of an exercise.
pub(super) fn debrief(args: &DebriefArgs) -> Result<(), Failed> {
    let path = app::debrief(&DebriefRequest {
        futures: args.futures,
        histories: args.histories,
        cover: Cover {
            title: args.title.clone(),
            organisation: args.organisation.clone(),
            tlp: args.tlp,
            language: args.lang.unwrap_or_default(),
        },
        format: match args.format {
            Format::Html => PageFormat::Html,
            Format::Md => PageFormat::Markdown,
            Format::Pdf => PageFormat::Pdf,
        },
        printer: Printer {
            browser: args.browser.clone(),
            ..Printer::default()
        },
        out: args.out.clone(),
        ..DebriefRequest::new(&args.journal)
    })?;
    say(&format!("{}\n", path.display()))
}

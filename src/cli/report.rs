//! `sortie report`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::app::{self, Cover, Language, PageFormat, PageRequest, Printer, Template, Tlp};

use super::shared_args::RedrawArgs;
use super::{Failed, say};

/// Arguments of `sortie report`.
#[derive(Clone, Debug, Args)]
#[command(mut_arg("out", |arg| arg.help(
    "Put the files into this folder [default: the folder of the results]; with --template, the file \
     of the report [default: brief.html, full.pdf or the like in that folder]"
)))]
pub(super) struct ReportArgs {
    #[command(flatten)]
    again: RedrawArgs,
    /// More folders: a report of each, one after the other in one document
    #[arg(value_name = "RESULT_DIR", requires = "template", requires = "out")]
    more: Vec<PathBuf>,
    /// Write a report to hand on, instead of the summary
    #[arg(long, value_name = "NAME")]
    template: Option<Wanted>,
    /// What the report is written as [default: html]
    #[arg(long, requires = "template")]
    format: Option<Format>,
    /// Browser that prints the PDF: Chromium, Chrome or Edge, as a path or a name
    /// [default: one that is installed]
    #[arg(long, value_name = "PATH", requires = "template")]
    browser: Option<PathBuf>,
    /// Title of the report [default: the scenario's name]
    #[arg(long, value_name = "TEXT", requires = "template")]
    title: Option<String>,
    /// The language of the report [default: en]
    #[arg(long, value_name = "TAG", requires = "template")]
    lang: Option<Language>,
    /// Who hands the report on
    #[arg(long, value_name = "NAME", requires = "template")]
    organisation: Option<String>,
    /// Logo at the head of the report: a PNG, JPEG or SVG file of at most 1 MB. It is said as the
    /// name of the organisation
    #[arg(long, value_name = "FILE", requires = "template")]
    logo: Option<PathBuf>,
    /// Who may read the report, as a mark of the Traffic Light Protocol: clear, green, amber,
    /// amber+strict or red
    #[arg(long, value_name = "MARK", requires = "template")]
    tlp: Option<Tlp>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Wanted {
    /// The question, the answer, what to do and the limits, on a page or two
    Brief,
    /// All results, what was simulated, what is assumed, limits, method and glossary
    Full,
    /// An After-Action Report and Improvement Plan (HSEEP) of a run or a comparison, ready for a debrief
    Aar,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// One file that needs nothing else
    Html,
    /// Markdown
    Md,
    /// PDF with tags for screen readers, printed by an installed browser
    Pdf,
}

/// Writes and prints the summary of results again, without running again; or writes a report.
pub(super) fn report(args: &ReportArgs) -> Result<(), Failed> {
    match args.template {
        None => summary(args),
        Some(Wanted::Brief) => page(args, Template::Brief),
        Some(Wanted::Full) => page(args, Template::Full),
        Some(Wanted::Aar) => page(args, Template::Aar),
    }
}

fn summary(args: &ReportArgs) -> Result<(), Failed> {
    let reported = app::report(&args.again.request())?;
    if args.again.quiet {
        return Ok(());
    }
    say(&reported.plain(super::width()))
}

fn page(args: &ReportArgs, template: Template) -> Result<(), Failed> {
    let again = args.again.request();
    let request = PageRequest {
        template,
        cover: Cover {
            title: args.title.clone(),
            organisation: args.organisation.clone(),
            tlp: args.tlp,
            language: args.lang.unwrap_or_default(),
        },
        format: match args.format {
            None | Some(Format::Html) => PageFormat::Html,
            Some(Format::Md) => PageFormat::Markdown,
            Some(Format::Pdf) => PageFormat::Pdf,
        },
        logo: args.logo.clone(),
        printer: Printer {
            browser: args.browser.clone(),
            ..Printer::default()
        },
        out: again.out,
        threads: again.threads,
        results: std::iter::once(again.results)
            .chain(args.more.iter().cloned())
            .collect(),
    };
    let path = app::page(&request)?;
    if args.again.quiet {
        return Ok(());
    }
    say(&format!("{}\n", path.display()))
}

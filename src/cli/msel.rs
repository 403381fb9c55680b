//! `sortie msel`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::civil::DateTime;

use crate::app::written::time;
use crate::app::{
    self, Audience, BareNumbers, History, Language, MselFormat, MselImport, MselRequest, Preset,
    ScenarioSource, TableFormat, Threads,
};

use super::progress::Terminal;
use super::{Failed, Source, complain, hand_over, interrupt, say};

/// Arguments of `sortie msel`.
#[derive(Clone, Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(super) struct MselArgs {
    #[command(subcommand)]
    other: Option<Other>,
    #[command(flatten)]
    list: ListArgs,
}

#[derive(Clone, Debug, Subcommand)]
enum Other {
    /// Read a list of events, as a workbook or CSV, into [[inject]] blocks of a scenario
    Import(ImportArgs),
}

#[derive(Clone, Debug, Args)]
struct ListArgs {
    #[command(flatten)]
    source: Source,
    /// Which history: `typical`, `severe` (see `sortie histories`), or a replication's number
    #[arg(long, value_name = "WHICH", default_value = "typical")]
    history: History,
    /// Replications among which a typical or a severe one is looked for
    #[arg(short = 'n', long, value_name = "N", default_value_t = 1000, allow_negative_numbers = true, value_parser = super::number::at_least(1))]
    replications: u64,
    /// Root seed [default: the scenario's]
    #[arg(short, long, value_name = "S", allow_negative_numbers = true, value_parser = super::number::at_least(0))]
    seed: Option<u64>,
    /// Scenario time at STARTEX, such as 2019-05-12T18:00 or `presidential.polls_close - 2h`
    /// [default: the scenario's start]
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Scenario time at ENDEX [default: the scenario's end]
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
    /// Time in the room from STARTEX to ENDEX, such as 180min [default: as long as in the scenario]
    #[arg(long, value_name = "TIME")]
    compress: Option<String>,
    /// When the exercise begins on the wall clock, such as 2026-03-05T09:00
    /// [default: scheduled times count from STARTEX]
    #[arg(long, value_name = "TIME", value_parser = wall)]
    startex: Option<DateTime>,
    /// Who answers questions, for the head of the list
    #[arg(
        long,
        value_name = "NAME",
        default_value = "",
        hide_default_value = true
    )]
    contact: String,
    /// When the list was last changed, for its head
    #[arg(
        long,
        value_name = "TEXT",
        default_value = "",
        hide_default_value = true
    )]
    revision: String,
    /// For whom: `controllers`, `players` (nothing before its time), or `all` [default: all in a
    /// workbook and in Markdown, else controllers]
    #[arg(long, value_name = "WHO")]
    audience: Option<Audience>,
    /// What it is written as [default: what the name of --out ends with, else md]
    #[arg(long, value_name = "FORMAT")]
    format: Option<Format>,
    /// Columns and times as another program wants them: hseep, blueprint, openaev or conducttr
    /// [default: every column]
    #[arg(
        long,
        value_name = "NAME",
        default_value = "full",
        hide_default_value = true
    )]
    preset: Preset,
    /// The language of cards and guide [default: en]
    #[arg(long, value_name = "TAG")]
    lang: Option<Language>,
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace a file that is there already
    #[arg(long)]
    force: bool,
    /// Worker threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = super::number::between::<u16>(1, 1024))]
    threads: Option<u16>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A workbook with a sheet for each audience
    Xlsx,
    /// A table in text
    Csv,
    /// Markdown
    Md,
    /// Events of a calendar
    Ics,
    /// JSON for programs; with --preset openaev a scenario for OpenAEV
    Json,
    /// Cards to print, cut and hand out, as HTML
    Cards,
    /// The facilitator's guide to print, as HTML
    Guide,
}

impl From<Format> for MselFormat {
    fn from(format: Format) -> Self {
        match format {
            Format::Xlsx => Self::Table(TableFormat::Xlsx),
            Format::Csv => Self::Table(TableFormat::Csv),
            Format::Md => Self::Table(TableFormat::Md),
            Format::Ics => Self::Table(TableFormat::Ics),
            Format::Json => Self::Table(TableFormat::Json),
            Format::Cards => Self::Cards,
            Format::Guide => Self::Guide,
        }
    }
}

#[derive(Clone, Debug, Args)]
struct ImportArgs {
    /// A workbook (.xlsx) or CSV
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The sheet of a workbook [default: the one that holds a list]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The scenario that the injects are for: it tells days, the time zone and objectives
    #[arg(long, value_name = "SCENARIO")]
    scenario: Option<String>,
    /// STARTEX in that scenario, such as `presidential.polls_close - 2h` [default: start]
    #[arg(long, value_name = "TIME")]
    startex: Option<String>,
    /// For a list without times: spread its injects evenly over so much time, in their order
    #[arg(long, value_name = "TIME")]
    spread: Option<String>,
    /// What bare numbers in a column of times are: `clock` (600 is 06:00), `minutes` or `seconds`
    /// since STARTEX
    #[arg(long, value_name = "WHAT")]
    numbers: Option<BareNumbers>,
    /// Leave out rows with cells that can't be read, instead of writing nothing
    #[arg(long)]
    partial: bool,
    /// The file to write [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace a file that is there already
    #[arg(long)]
    force: bool,
}

/// A date and a time of day.
fn wall(text: &str) -> Result<DateTime, String> {
    text.replace(' ', "T")
        .parse()
        .map_err(|_| "it is a local time such as 2026-03-05T09:00".to_owned())
}

/// Makes or reads a list of the events of an exercise.
pub(super) fn msel(args: &MselArgs) -> Result<(), Failed> {
    match &args.other {
        Some(Other::Import(args)) => import(args),
        None => list(&args.list),
    }
}

fn list(args: &ListArgs) -> Result<(), Failed> {
    let format = format(args)?;
    if format == Format::Xlsx && args.out.is_none() {
        return Err(Failed::usage(
            "a workbook is not for a terminal\n  name a file: --out msel.xlsx",
        ));
    }
    let compress = args.compress.as_deref();
    let compress = compress.map(|text| time("compress", text)).transpose()?;
    let request = MselRequest {
        source: args.source.request(),
        history: args.history,
        replications: args.replications,
        seed: args.seed,
        from: args.from.clone(),
        to: args.to.clone(),
        compress: compress.map(|it| it.value),
        startex: args.startex,
        contact: args.contact.clone(),
        revision: args.revision.clone(),
        audience: args.audience,
        format: format.into(),
        preset: args.preset,
        language: args.lang.unwrap_or_default(),
        threads: args.threads.map_or(Threads::ALL, Threads::new),
    };
    let mut watch = Terminal::new(true);
    let made = app::msel(&request, interrupt::watch(), &mut watch)?;
    match &args.out {
        None => hand_over(&made.bytes),
        Some(path) => {
            app::keep(path, &made.bytes, args.force)?;
            say(&format!(
                "{}: {} injects and {} events of replication {}\n",
                path.display(),
                made.injects,
                made.simulated,
                made.replication
            ))
        }
    }
}

/// The format that is asked for, or that the name of the file tells.
fn format(args: &ListArgs) -> Result<Format, Failed> {
    if let Some(format) = args.format {
        return Ok(format);
    }
    let Some(path) = &args.out else {
        return Ok(Format::Md);
    };
    let ending = path.extension().unwrap_or_default().to_string_lossy();
    match ending.to_ascii_lowercase().as_str() {
        "xlsx" => Ok(Format::Xlsx),
        "csv" => Ok(Format::Csv),
        "md" => Ok(Format::Md),
        "ics" => Ok(Format::Ics),
        "json" => Ok(Format::Json),
        _ => Err(Failed::usage(format!(
            "{}: its name does not say what to write\n  add --format xlsx, csv, md, ics, json, \
             cards or guide",
            path.display()
        ))),
    }
}

fn import(args: &ImportArgs) -> Result<(), Failed> {
    let spread = args.spread.as_deref();
    let spread = spread.map(|text| time("spread", text)).transpose()?;
    let request = MselImport {
        file: args.file.clone(),
        sheet: args.sheet.clone(),
        scenario: args.scenario.as_deref().map(ScenarioSource::new),
        startex: args.startex.clone(),
        spread: spread.map(|it| it.value),
        numbers: args.numbers,
        partial: args.partial,
    };
    let read = app::msel_import(&request)?;
    for note in &read.notes {
        complain(&format!("note: {note}"));
    }
    for refused in &read.refused {
        complain(&format!("left out: {refused}"));
    }
    match &args.out {
        None => hand_over(read.toml.as_bytes()),
        Some(path) => {
            app::keep(path, read.toml.as_bytes(), args.force)?;
            say(&format!("{}: {} injects\n", path.display(), read.injects))
        }
    }
}

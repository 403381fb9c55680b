//! `sortie calibrate`.

use std::path::PathBuf;

use clap::Args;

use crate::app::{self, CalibrateRequest, CalibrationOutcome};

use super::finished::conclude;
use super::progress::Terminal;
use super::shared_args::OutputArgs;
use super::{Failed, interrupt};

/// Arguments of `sortie calibrate`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  \
    sortie calibrate output/lithuania-2019/incidents.csv\n  \
    sortie calibrate tickets.csv --map 'occurred=Start,kind=Type'\n  \
    sortie calibrate tickets.csv --until 2024-12-31\n  \
    sortie calibrate vcdb/data/json --pool\n\n\
    docs/calibrate.md says what cells may hold and how to read what comes out.",
    mut_arg("out", |arg| arg.help("Folder of the results [default: output/NAME--calibrated]")))]
pub(super) struct CalibrateArgs {
    /// Records of incidents: a table (CSV, XLSX), VERIS JSON (one, an array, or one a line), or a folder of VERIS files
    records: PathBuf,
    /// Which column holds which field. Fields: occurred, day, detected, `hands_on`, contained, recovered, kind, severity, `false_alarm`, id [default: columns of these names]
    #[arg(
        long,
        value_name = "FIELD=COLUMN,…",
        default_value = "",
        hide_default_value = true
    )]
    map: String,
    /// When the records begin; incidents that began earlier are left out [default: the first onset]
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// How dates are written: dmy, mdy, excel, excel-1904, epoch-s, epoch-ms, or a pattern like '%d.%m.%Y %H:%M' [default: as the records show it]
    #[arg(long, value_name = "FORMAT")]
    date_format: Option<String>,
    /// Encoding of text: utf-8, utf-16le, utf-16be, latin-1 [default: utf-8]
    #[arg(long, value_name = "ENCODING")]
    encoding: Option<String>,
    /// Sheet of a workbook [default: the one that holds records]
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Words in `false_alarm` that mean a false alarm; all others then mean a real incident [default: yes, true, false positive and the like]
    #[arg(long, value_name = "WORD,…")]
    false_alarm_words: Option<String>,
    /// When the records end; incidents that began later are left out, and one still open then is known to have taken longer [default: the last moment in them]
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Time zone of local times and of weekdays
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    zone: String,
    /// Treat all incidents as one kind
    #[arg(long)]
    pool: bool,
    /// Bootstrap samples for intervals; with fewer than 40, durations have no interval
    #[arg(long, value_name = "N", default_value_t = 1000, allow_negative_numbers = true, value_parser = super::number::between::<u32>(0, 100_000))]
    bootstrap: u32,
    /// Root seed of the bootstrap
    #[arg(
        short,
        long,
        value_name = "S",
        value_parser = super::number::at_least(0),
        default_value_t = 1,
        allow_negative_numbers = true
    )]
    seed: u64,
    #[command(flatten)]
    common: OutputArgs,
}

/// Fits what records of incidents say, and writes it as blocks of a scenario.
pub(super) fn calibrate(args: &CalibrateArgs) -> Result<(), Failed> {
    let request = CalibrateRequest {
        records: args.records.clone().into(),
        map: args.map.clone(),
        from: args.from.clone(),
        date_format: args.date_format.clone(),
        encoding: args.encoding.clone(),
        sheet: args.sheet.clone(),
        false_alarm_words: args.false_alarm_words.clone(),
        until: args.until.clone(),
        zone: args.zone.clone(),
        pool: args.pool,
        bootstrap: args.bootstrap,
        seed: args.seed,
        threads: args.common.threads(),
        output: args.common.output(),
    };
    let quiet = args.common.quiet;
    let finished = app::calibrate(&request, interrupt::watch(), &mut Terminal::new(quiet))?;
    let start = "start with calibration.md, paste calibrated.toml";
    conclude(&finished, CalibrationOutcome::plain, start, quiet)
}

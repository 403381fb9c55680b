//! `sortie calibrate`.

use std::path::PathBuf;

use clap::Args;
use jiff::tz::TimeZone;

use crate::calibrate::{
    CalibrateError, Calibration, ColumnMap, DateFormat, FalseAlarmWords, Options, Reading, Records,
    calibrate_watched as find, moment, moment_begin, read_path,
};
use crate::report::album::ChartFiles;
use crate::report::calibration_toml::Extract;
use crate::report::manifest::Manifest;
use crate::report::results::ResultsError;
use crate::report::{calibration_fates, calibration_figures, calibration_text, calibration_toml};
use crate::text::{self, Encoding};

use super::progress::watched;
use super::publish::{claim, conclude};
use super::{Failed, quote, say};

/// Arguments of `sortie calibrate`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  \
    sortie calibrate output/lithuania-2019/incidents.csv\n  \
    sortie calibrate tickets.csv --map 'occurred=Start,detected=Found,contained=Stopped,kind=Type' \
    --zone Europe/Vilnius --until 2024-12-31\n  \
    sortie calibrate vcdb/data/json --pool\n\n\
    docs/calibrate.md says what cells may hold and how to read what comes out.")]
pub(super) struct CalibrateArgs {
    /// Records of incidents: a table (CSV, XLSX), VERIS JSON (one, an array, or one a line), or a folder of VERIS files
    records: PathBuf,
    /// Which column says what: occurred, day, detected, `hands_on`, contained, recovered, kind, severity, `false_alarm`, id
    #[arg(long, value_name = "FIELD=COLUMN,…", default_value = "")]
    map: String,
    /// Start of the records: what began before is left out [default: the first onset]
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
    /// End of the records: what is open then took longer [default: the last moment in them]
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Time zone of local times and of weekdays
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    zone: String,
    /// Take all incidents as of one kind
    #[arg(long)]
    pool: bool,
    /// Bootstrap samples for intervals; fewer than 40 give none of durations
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
    /// Worker threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = super::number::between::<u16>(1, 1024))]
    threads: Option<u16>,
    /// Folder of the results [default: output/NAME--calibrated]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace results of something else, put results beside other things (which stay)
    #[arg(long)]
    force: bool,
    /// Print nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

/// What a folder of results must be of.
const SCENARIO: &str = "calibration";

/// Fits what records of incidents say, and writes it as blocks of a scenario.
pub(super) fn calibrate(args: &CalibrateArgs) -> Result<(), Failed> {
    let usage = |message: String| Failed::Usage(format!("error: {message}"));
    let zone = TimeZone::get(&args.zone)
        .map_err(|_| usage(format!("--zone: there is no time zone `{}`", args.zone)))?;
    let reading = reading(args, &zone).map_err(|error| usage(error.to_string()))?;
    let until = args.until.as_ref().map(|text| {
        moment(text, reading.dates.as_ref(), &zone)
            .ok_or_else(|| usage(format!("--until: `{text}` is no date like 2024-12-31")))
    });
    let from = args.from.as_ref().map(|text| {
        moment_begin(text, reading.dates.as_ref(), &zone)
            .ok_or_else(|| usage(format!("--from: `{text}` is no date like 2024-01-01")))
    });
    let options = Options {
        from: from.transpose()?,
        until: until.transpose()?,
        zone,
        pool: args.pool,
        draws: args.bootstrap as usize,
        seed: args.seed,
    };
    let mut records =
        read_path(&args.records, &reading).map_err(|error| usage(error.to_string()))?;
    let name = args.records.file_stem().unwrap_or_default();
    let folder = args.out.clone().unwrap_or_else(|| {
        let name = format!("{}--calibrated", name.to_string_lossy());
        PathBuf::from("output").join(name)
    });
    let inputs = [args.records.clone()];
    let place = claim(&folder, SCENARIO, args.force, &inputs)?;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(args.threads.map_or(0, usize::from))
        .build()
        .map_err(|error| Failed::Run(format!("error: no worker threads: {error}")))?;
    let made = watched(args.quiet, |watch| {
        pool.install(|| {
            let found = find(&mut records, &options, watch).map_err(|error| {
                if watch.stopped() {
                    Failed::Interrupted("interrupted: nothing was written".to_owned())
                } else {
                    usage(error.to_string())
                }
            })?;
            let extract = calibration_toml::write(&found);
            let files = files(&found, &records, &extract)
                .map_err(|it| Failed::Run(format!("error: {it}")))?;
            Ok::<_, Failed>((found, extract, files))
        })
    });
    let (found, extract, files) = made?;
    let manifest = Manifest {
        kind: "calibrate".to_owned(),
        command: command(args),
        name: found.source.clone(),
        seed: args.seed,
        incidents: found.fates.incidents() as u64,
        ..Manifest::new(SCENARIO)
    };
    let published = place
        .publish_files(files, manifest)
        .map_err(|error| Failed::Run(format!("error: {error}")))?;
    if !args.quiet {
        let width = super::width();
        say(&calibration_text::plain(&found, &records, &extract, width))?;
    }
    let start = "start with calibration.md, paste calibrated.toml";
    conclude(&published, &folder, start, args.quiet)
}

/// How the records are to be read.
fn reading(args: &CalibrateArgs, zone: &TimeZone) -> Result<Reading, CalibrateError> {
    let dates = args.date_format.as_deref().map(DateFormat::parse);
    let words = args.false_alarm_words.as_deref();
    let words = words.map(FalseAlarmWords::parse).transpose()?;
    let encoding = args.encoding.as_deref().map(str::parse::<Encoding>);
    let encoding = encoding.transpose();
    Ok(Reading {
        map: ColumnMap::parse(&args.map)?,
        dates: dates.transpose()?,
        false_alarms: words.unwrap_or_default(),
        encoding: encoding.map_err(|error| CalibrateError(format!("--encoding: {error}")))?,
        sheet: args.sheet.clone(),
        ..Reading::of(zone.clone())
    })
}

/// The files of the results but for the manifest.
fn files(
    found: &Calibration,
    records: &Records,
    extract: &Extract,
) -> Result<ChartFiles, ResultsError> {
    let album = calibration_figures::draw(found);
    let rows = calibration_fates::rows(records).map_err(|error| ResultsError::Io {
        path: PathBuf::from("rows.csv"),
        source: std::io::Error::other(error),
    })?;
    let mut made = album.files();
    made.files.extend([
        (
            "calibrated.toml".to_owned(),
            extract.text.clone().into_bytes(),
        ),
        (
            "calibration.md".to_owned(),
            calibration_text::markdown(found, records, extract, &album.titles()).into_bytes(),
        ),
        (
            "calibration.json".to_owned(),
            (text::json(serde_json::to_string_pretty(found)?) + "\n").into_bytes(),
        ),
        ("rows.csv".to_owned(), rows),
    ]);
    Ok(made)
}

/// The command that makes the same results.
fn command(args: &CalibrateArgs) -> String {
    let mut command = format!(
        "sortie calibrate {}",
        quote(&args.records.display().to_string())
    );
    if !args.map.is_empty() {
        command.push_str(&format!(" --map {}", quote(&args.map)));
    }
    for (option, value) in [
        ("date-format", &args.date_format),
        ("encoding", &args.encoding),
        ("sheet", &args.sheet),
        ("false-alarm-words", &args.false_alarm_words),
        ("from", &args.from),
    ] {
        if let Some(value) = value {
            command.push_str(&format!(" --{option} {}", quote(value)));
        }
    }
    if let Some(until) = &args.until {
        command.push_str(&format!(" --until {}", quote(until)));
    }
    if args.pool {
        command.push_str(" --pool");
    }
    command.push_str(&format!(
        " --zone {} --bootstrap {} --seed {}",
        quote(&args.zone),
        args.bootstrap,
        args.seed
    ));
    command
}

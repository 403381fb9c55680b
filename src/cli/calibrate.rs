//! `sortie calibrate`.

use std::path::{Path, PathBuf};

use clap::Args;
use jiff::tz::TimeZone;

use crate::calibrate::{
    Calibration, ColumnMap, Options, Records, calibrate_watched as find, moment, moment_begin,
    read_csv, read_veris,
};
use crate::report::album::ChartFiles;
use crate::report::calibration_toml::Extract;
use crate::report::manifest::Manifest;
use crate::report::results::ResultsError;
use crate::report::{calibration_figures, calibration_text, calibration_toml};
use crate::text;

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
    /// Records of incidents: a CSV file, VERIS JSON (one, an array, or one a line), or a folder of VERIS files
    records: PathBuf,
    /// Which column says what: occurred, day, detected, `hands_on`, contained, recovered, kind, severity, `false_alarm`
    #[arg(long, value_name = "FIELD=COLUMN,…", default_value = "")]
    map: String,
    /// Start of the records: what began before is left out [default: the first onset]
    #[arg(long, value_name = "DATE")]
    from: Option<String>,
    /// End of the records: what is open then took longer [default: the last moment in them]
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// Time zone of local times and of weekdays
    #[arg(long, value_name = "ZONE", default_value = "UTC")]
    zone: String,
    /// Take all incidents as of one kind
    #[arg(long)]
    pool: bool,
    /// Bootstrap samples for intervals
    #[arg(long, value_name = "N", default_value_t = 1000, allow_negative_numbers = true, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    bootstrap: u32,
    /// Root seed of the bootstrap
    #[arg(
        short,
        long,
        value_name = "S",
        default_value_t = 1,
        allow_negative_numbers = true
    )]
    seed: u64,
    /// Worker threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u16).range(1..=1024))]
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
    let map = ColumnMap::parse(&args.map).map_err(|error| usage(error.to_string()))?;
    let until = args.until.as_ref().map(|text| {
        moment(text, &zone)
            .ok_or_else(|| usage(format!("--until: `{text}` is no date like 2024-12-31")))
    });
    let from = args.from.as_ref().map(|text| {
        moment_begin(text, &zone)
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
    let mut records = read(&args.records, &map, &options.zone)?;
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
        incidents: (found.rows - found.bad) as u64,
        ..Manifest::new(SCENARIO)
    };
    let published = place
        .publish_files(files, manifest)
        .map_err(|error| Failed::Run(format!("error: {error}")))?;
    if !args.quiet {
        say(&calibration_text::plain(&found, &records, &extract))?;
    }
    let start = "start with calibration.md, paste calibrated.toml";
    conclude(&published, &folder, start, args.quiet)
}

/// Reads a file by what it looks like, or a folder of VERIS files in order of their names.
fn read(path: &Path, map: &ColumnMap, zone: &TimeZone) -> Result<Records, Failed> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let open = |path: &Path| {
        text::read(path, None).map_err(|error| {
            Failed::Usage(format!("error: cannot read {}: {error}", path.display()))
        })
    };
    let usage = |error: crate::calibrate::CalibrateError| {
        Failed::Usage(format!("error: {}: {error}", path.display()))
    };
    let mut records = if path.is_dir() {
        let listed = std::fs::read_dir(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
        let mut files: Vec<PathBuf> = listed
            .map_err(|error| {
                Failed::Usage(format!("error: cannot read {}: {error}", path.display()))
            })?
            .into_iter()
            .map(|entry| entry.path())
            .filter(|file| {
                file.extension()
                    .is_some_and(|it| it == "json" || it == "jsonl")
            })
            .collect();
        files.sort();
        let mut all = Records::default();
        for file in files {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            match read_veris(&open(&file)?, &name, zone) {
                Ok(records) => all.append(records),
                Err(error) => all.refuse(&name, &error),
            }
        }
        all
    } else {
        let text = open(path)?;
        if text.trim_start().starts_with(['{', '[']) {
            read_veris(&text, &name, zone).map_err(usage)?
        } else {
            read_csv(&text, map, zone).map_err(usage)?
        }
    };
    records.source = name.into_owned();
    Ok(records)
}

/// The files of the results but for the manifest.
fn files(
    found: &Calibration,
    records: &Records,
    extract: &Extract,
) -> Result<ChartFiles, ResultsError> {
    let album = calibration_figures::draw(found);
    let rows = calibration_text::rows(records).map_err(|error| ResultsError::Io {
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
    if let Some(from) = &args.from {
        command.push_str(&format!(" --from {}", quote(from)));
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

//! A calibration to records of incidents, into a folder of results.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use jiff::tz::TimeZone;

use crate::calibrate::{
    CalibrateError, Calibration, ColumnMap, DateFormat, FalseAlarmWords, Options, Reading, Records,
    Watch as Bootstrap, calibrate_watched as find, moment, moment_begin, read_bytes, read_path,
};
use crate::report::album::ChartFiles;
use crate::report::calibration_toml::Extract;
use crate::report::manifest::Manifest;
use crate::report::results::ResultsError;
use crate::report::{calibration_fates, calibration_figures, calibration_text, calibration_toml};
use crate::text::{self, Encoding, Width};

use super::command_line::{quote, quote_path};
use super::error::AppError;
use super::output::{Finished, Output, claim};
use super::threads::Threads;
use super::watch::{Event, Progress, Unit, Watch};

/// What a folder of results must be of.
const SCENARIO: &str = "calibration";
/// Between two looks at the work.
const GLANCE: Duration = Duration::from_millis(20);

/// Records of incidents that are to be read.
#[derive(Clone, Debug)]
pub enum RecordSource {
    /// A table (CSV, XLSX), VERIS JSON, or a folder of VERIS files.
    Path(PathBuf),
    /// What such a file holds, for a program that has it in hand.
    Content {
        /// What it is called in messages and results, for example `tickets.csv`.
        name: String,
        /// All of it: a text in one of the encodings, or a workbook.
        bytes: Vec<u8>,
    },
}

impl<T: Into<PathBuf>> From<T> for RecordSource {
    fn from(path: T) -> Self {
        Self::Path(path.into())
    }
}

impl RecordSource {
    fn read(&self, reading: &Reading) -> Result<Records, CalibrateError> {
        match self {
            Self::Path(path) => read_path(path, reading),
            Self::Content { name, bytes } => read_bytes(bytes.clone(), name, reading),
        }
    }

    /// The path, or the name in its place.
    fn path(&self) -> &Path {
        match self {
            Self::Path(path) => path,
            Self::Content { name, .. } => Path::new(name),
        }
    }

    /// What results may not replace.
    fn inputs(&self) -> Vec<PathBuf> {
        match self {
            Self::Path(path) => vec![path.clone()],
            Self::Content { .. } => Vec::new(),
        }
    }
}

/// A calibration that is asked for.
///
/// Formats, dates and the zone are texts as `sortie calibrate` takes them: the manifest repeats
/// them. All are checked before anything is read.
#[derive(Clone, Debug)]
pub struct CalibrateRequest {
    /// Records of incidents.
    pub records: RecordSource,
    /// Which column says what, as `field=column,…`.
    pub map: String,
    /// Start of the records; `None` for the first onset.
    pub from: Option<String>,
    /// How dates are written; `None` for what the records show.
    pub date_format: Option<String>,
    /// Encoding of text; `None` for UTF-8.
    pub encoding: Option<String>,
    /// Sheet of a workbook; `None` for the one that holds records.
    pub sheet: Option<String>,
    /// Words that mean a false alarm; `None` for the usual ones.
    pub false_alarm_words: Option<String>,
    /// End of the records; `None` for the last moment in them.
    pub until: Option<String>,
    /// Name of the zone of local times and of weekdays.
    pub zone: String,
    /// Take all incidents as of one kind.
    pub pool: bool,
    /// Bootstrap samples.
    pub bootstrap: u32,
    /// Root seed of the bootstrap.
    pub seed: u64,
    /// Worker threads, also for drawing charts.
    pub threads: Threads,
    /// Where results go. There is nothing to resume.
    pub output: Output,
}

/// What a calibration found.
#[derive(Debug)]
pub struct CalibrationOutcome {
    /// The fits.
    pub found: Calibration,
    /// The records, as they were read.
    pub records: Records,
    /// The blocks for a scenario.
    pub extract: Extract,
}

impl CalibrationOutcome {
    /// The summary as text, in lines of a width.
    pub fn plain(&self, width: Width) -> String {
        calibration_text::plain(&self.found, &self.records, &self.extract, width)
    }

    /// The files of the results but for the manifest.
    fn files(&self) -> Result<ChartFiles, ResultsError> {
        let Self {
            found,
            records,
            extract,
        } = self;
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
}

/// Fits what records of incidents say, and writes it as blocks of a scenario. The work ends soon
/// after `stop` becomes true.
///
/// # Errors
/// If a value of the request or the records can't be read, the folder can't take the results,
/// or it was told to stop.
pub fn calibrate(
    request: &CalibrateRequest,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<Finished<CalibrationOutcome>, AppError> {
    let usage = |error: CalibrateError| AppError::Usage(error.to_string());
    let (reading, options) = request.check()?;
    let mut records = request.records.read(&reading).map_err(usage)?;
    let name = request.records.path().file_stem().unwrap_or_default();
    let folder = request.output.folder_or(|| {
        let name = format!("{}--calibrated", name.to_string_lossy());
        PathBuf::from("output").join(name)
    });
    let inputs = request.records.inputs();
    let place = claim(&folder, SCENARIO, request.output.force, &inputs)?;
    let made = watched(stop, watch, |bootstrap| {
        request.threads.install(|| {
            let found = find(&mut records, &options, bootstrap).map_err(|error| {
                if bootstrap.stopped() {
                    AppError::Interrupted { remains: None }
                } else {
                    usage(error)
                }
            })?;
            let outcome = CalibrationOutcome {
                extract: calibration_toml::write(&found),
                found,
                records,
            };
            let files = outcome.files().map_err(unpublished)?;
            Ok::<_, AppError>((outcome, files))
        })
    });
    let (outcome, files) = made??;
    let manifest = Manifest {
        kind: "calibrate".to_owned(),
        command: request.command(),
        name: outcome.found.source.clone(),
        seed: request.seed,
        incidents: outcome.found.fates.incidents() as u64,
        ..Manifest::new(SCENARIO)
    };
    let published = place.publish_files(files, manifest).map_err(unpublished)?;
    Ok(Finished {
        results: outcome,
        folder,
        published,
    })
}

const fn unpublished(error: ResultsError) -> AppError {
    AppError::Unpublished {
        error,
        remains: None,
    }
}

/// Does the work on a thread of its own, tells how far it is, and asks it to stop.
fn watched<T: Send>(
    stop: &AtomicBool,
    watch: &mut dyn Watch,
    work: impl FnOnce(&Bootstrap) -> T + Send,
) -> T {
    let bootstrap = Bootstrap::default();
    thread::scope(|scope| {
        let bootstrap = &bootstrap;
        let watcher = thread::current();
        let worker = scope.spawn(move || {
            let made = work(bootstrap);
            watcher.unpark();
            made
        });
        while !worker.is_finished() {
            if stop.load(Ordering::Relaxed) {
                bootstrap.stop();
            }
            let (done, all) = bootstrap.progress();
            watch.see(Event::Progress(Progress {
                done,
                ..Progress::start(Unit::BootstrapSamples, Some(all))
            }));
            thread::park_timeout(GLANCE);
        }
        watch.see(Event::Ended);
        match worker.join() {
            Ok(made) => made,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

impl CalibrateRequest {
    /// A calibration to records, with everything else as `sortie calibrate` has it if it is not
    /// said: all columns by their names, dates as the records show them, UTC, 1,000 bootstrap
    /// samples, seed 1.
    pub fn new(records: impl Into<RecordSource>) -> Self {
        Self {
            records: records.into(),
            map: String::new(),
            from: None,
            date_format: None,
            encoding: None,
            sheet: None,
            false_alarm_words: None,
            until: None,
            zone: "UTC".to_owned(),
            pool: false,
            bootstrap: 1000,
            seed: 1,
            threads: Threads::ALL,
            output: Output::default(),
        }
    }

    /// How the records are to be read, and what is to be done with them.
    fn check(&self) -> Result<(Reading, Options), AppError> {
        let usage = |message: String| AppError::Usage(message);
        let zone = TimeZone::get(&self.zone)
            .map_err(|_| usage(format!("--zone: there is no time zone `{}`", self.zone)))?;
        let reading = self
            .reading(&zone)
            .map_err(|error| usage(error.to_string()))?;
        let dates = reading.dates.as_ref();
        let until = self.until.as_ref().map(|text| {
            moment(text, dates, &zone)
                .ok_or_else(|| usage(format!("--until: `{text}` is no date like 2024-12-31")))
        });
        let from = self.from.as_ref().map(|text| {
            moment_begin(text, dates, &zone)
                .ok_or_else(|| usage(format!("--from: `{text}` is no date like 2024-01-01")))
        });
        let options = Options {
            from: from.transpose()?,
            until: until.transpose()?,
            zone,
            pool: self.pool,
            draws: self.bootstrap as usize,
            seed: self.seed,
        };
        Ok((reading, options))
    }

    fn reading(&self, zone: &TimeZone) -> Result<Reading, CalibrateError> {
        let dates = self.date_format.as_deref().map(DateFormat::parse);
        let words = self.false_alarm_words.as_deref();
        let words = words.map(FalseAlarmWords::parse).transpose()?;
        let encoding = self.encoding.as_deref().map(str::parse::<Encoding>);
        let encoding = encoding.transpose();
        Ok(Reading {
            map: ColumnMap::parse(&self.map)?,
            dates: dates.transpose()?,
            false_alarms: words.unwrap_or_default(),
            encoding: encoding.map_err(|error| CalibrateError(format!("--encoding: {error}")))?,
            sheet: self.sheet.clone(),
            ..Reading::of(zone.clone())
        })
    }

    /// The command that makes the same results.
    fn command(&self) -> String {
        let mut command = format!("sortie calibrate {}", quote_path(self.records.path()));
        if !self.map.is_empty() {
            command.push_str(&format!(" --map {}", quote(&self.map)));
        }
        for (option, value) in [
            ("date-format", &self.date_format),
            ("encoding", &self.encoding),
            ("sheet", &self.sheet),
            ("false-alarm-words", &self.false_alarm_words),
            ("from", &self.from),
            ("until", &self.until),
        ] {
            if let Some(value) = value {
                command.push_str(&format!(" --{option} {}", quote(value)));
            }
        }
        if self.pool {
            command.push_str(" --pool");
        }
        command.push_str(&format!(
            " --zone {} --bootstrap {} --seed {}",
            quote(&self.zone),
            self.bootstrap,
            self.seed
        ));
        command
    }
}

//! The named check of broken input: scenarios, records, result folders and command lines are
//! mutated, and nothing may panic, take more than 20 s of processor time or 1 GB of memory, or
//! be accepted and compute something else.
//!
//! ```sh
//! tests/fuzz.sh 100000            # all of it
//! tests/fuzz.sh 2000 7            # 2,000 inputs of another seed
//! cargo test --test fuzz -- --only 1234    # one input again, with what it was
//! ```
//!
//! An input is a function of the seed and its number and of nothing else. The program starts
//! itself again for slices of the inputs, each in a process with a limit of memory, so that
//! one that dies is found by its number and the others go on.

mod dice;
mod folders;
mod mutate;
mod options;
mod records;
mod scenarios;
mod seeds;
mod watch;
mod workbooks;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use dice::Dice;
use seeds::Seeds;
use watch::News;

/// Inputs for one process.
const SLICE: u64 = 250;

/// What is mutated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Area {
    Scenarios,
    Records,
    Folders,
    Options,
}

impl Area {
    /// That of an input: of a hundred 58 scenarios, 25 records, 15 folders, 2 command lines.
    const fn of(index: u64) -> Self {
        match index % 100 {
            0..58 => Self::Scenarios,
            58..83 => Self::Records,
            83..98 => Self::Folders,
            _ => Self::Options,
        }
    }
}

/// What became of an input that broke no promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    /// A mistake was told.
    Refused,
    /// It was taken, and what it computes was compared.
    Accepted,
}

/// What one input came to: its fate, or the promise that it broke.
type Verdict = Result<Fate, String>;

/// Tries one input; panics go through.
fn try_input(seed: u64, index: u64, seeds: &Seeds, scratch: &Path, show: bool) -> Verdict {
    let mut dice = Dice::new(seed, index);
    match Area::of(index) {
        Area::Scenarios => scenarios::try_one(&mut dice, seeds, scratch, show),
        Area::Records => records::try_one(&mut dice, seeds, scratch, show),
        Area::Folders => folders::try_one(&mut dice, seeds, scratch, show),
        Area::Options => options::try_one(&mut dice, seeds, scratch, show),
    }
}

/// The arguments.
#[derive(Clone, Debug)]
struct Arguments {
    count: u64,
    seed: u64,
    jobs: usize,
    only: Option<u64>,
    /// Where inputs are kept that broke a promise.
    keep: PathBuf,
    /// Seeds that are made already.
    seeds: Option<PathBuf>,
    /// First and last input, the folder of the seeds, and the file for the number in hand.
    child: Option<(u64, u64, PathBuf, PathBuf)>,
}

fn arguments() -> Result<Arguments, String> {
    let mut found = Arguments {
        count: 1000,
        seed: 1,
        jobs: thread::available_parallelism().map_or(1, usize::from),
        only: None,
        keep: Path::new(env!("CARGO_TARGET_TMPDIR")).join("broken"),
        seeds: None,
        child: None,
    };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let mut next = || words.next().ok_or(format!("{word} needs a value"));
        let number = |text: String| {
            text.parse::<u64>()
                .map_err(|error| format!("{text}: {error}"))
        };
        match word.as_str() {
            "--count" => found.count = number(next()?)?,
            "--seed" => found.seed = number(next()?)?,
            "--jobs" => found.jobs = number(next()?)?.clamp(1, 64) as usize,
            "--only" => found.only = Some(number(next()?)?),
            "--keep" => found.keep = next()?.into(),
            "--seeds" => found.seeds = Some(next()?.into()),
            "--child" => {
                let (from, to) = (number(next()?)?, number(next()?)?);
                found.child = Some((from, to, next()?.into(), next()?.into()));
            }
            other => return Err(format!("no such argument: {other}")),
        }
    }
    Ok(found)
}

fn main() -> ExitCode {
    // `cargo test` starts it without any of these, and maybe with a filter of its own.
    let asked = |word: String| ["--count", "--only", "--child"].contains(&word.as_str());
    if !std::env::args().any(asked) {
        println!("nothing tried: tests/fuzz.sh COUNT SEED does");
        return ExitCode::SUCCESS;
    }
    let arguments = match arguments() {
        Ok(arguments) => arguments,
        Err(why) => {
            eprintln!("{why}");
            return ExitCode::from(2);
        }
    };
    if let Some((from, to, seeds, number)) = &arguments.child {
        return watch::child(arguments.seed, *from..*to, &Seeds::open(seeds), number);
    }
    let place = tempfile::tempdir().expect("a folder for what is tried");
    let seeds = match &arguments.seeds {
        Some(made) => Seeds::open(made),
        None => Seeds::make(place.path()),
    };
    if let Some(index) = arguments.only {
        println!("{:?}", Area::of(index));
        let scratch = if arguments.seeds.is_some() {
            arguments.keep.clone()
        } else {
            place.path().join("scratch")
        };
        let verdict = try_input(arguments.seed, index, &seeds, &scratch, true);
        println!("{verdict:?}");
        return ExitCode::from(u8::from(verdict.is_err()));
    }
    run(&arguments, place.path())
}

/// Inputs, or time, between two lines that say how far it is.
const LINE: (u64, Duration) = (2000, Duration::from_secs(60));

/// How far it is.
struct Progress {
    begun: Instant,
    done: u64,
    broken: u64,
    last: (u64, Instant),
}

impl Progress {
    fn new() -> Self {
        let begun = Instant::now();
        Self {
            begun,
            done: 0,
            broken: 0,
            last: (0, begun),
        }
    }

    /// Counts an input, and prints a line where it is time for one.
    fn one(&mut self, broken: bool, count: u64) {
        self.done += 1;
        self.broken += u64::from(broken);
        let (done, at) = self.last;
        if self.done - done >= LINE.0 || at.elapsed() >= LINE.1 {
            println!(
                "{:>8} of {count} tried in {} s, {} broken",
                self.done,
                self.begun.elapsed().as_secs(),
                self.broken
            );
            self.last = (self.done, Instant::now());
        }
    }
}

/// Tries an input again in a process of its own and keeps what it is.
fn keep(arguments: &Arguments, place: &Path, index: u64) {
    let folder = arguments.keep.join(format!("{}-{index}", arguments.seed));
    let _ = fs::remove_dir_all(&folder);
    if let Err(error) = fs::create_dir_all(&folder) {
        println!("not kept: {}: {error}", folder.display());
        return;
    }
    let shown = fs::File::create(folder.join("shown.txt"));
    let program = std::env::current_exe();
    let (Ok(shown), Ok(program)) = (shown, program) else {
        return;
    };
    let Ok(again) = shown.try_clone() else {
        return;
    };
    let tried = watch::limited(&program)
        .args(["--seed", &arguments.seed.to_string()])
        .args(["--only", &index.to_string(), "--seeds"])
        .arg(place)
        .arg("--keep")
        .arg(&folder)
        .stdout(shown)
        .stderr(again)
        .spawn();
    if let Ok(mut tried) = tried {
        let begun = Instant::now();
        while matches!(tried.try_wait(), Ok(None)) {
            if begun.elapsed() > watch::LONGEST * 3 {
                let _ = tried.kill();
                let _ = tried.wait();
            }
            thread::sleep(Duration::from_millis(50));
        }
    }
    println!("kept in {}", folder.display());
}

/// Starts the processes, and says what they found.
fn run(arguments: &Arguments, place: &Path) -> ExitCode {
    let next = AtomicU64::new(0);
    let fates: Mutex<BTreeMap<String, u64>> = Mutex::default();
    let broken: Mutex<BTreeMap<u64, String>> = Mutex::default();
    let progress = Mutex::new(Progress::new());
    thread::scope(|scope| {
        for job in 0..arguments.jobs {
            let (next, fates, broken, progress) = (&next, &fates, &broken, &progress);
            let tell = move |news: News| {
                let bad = matches!(news, News::Broken(..));
                match news {
                    News::Fate(fate) => {
                        let mut counts = fates.lock().unwrap_or_else(PoisonError::into_inner);
                        *counts.entry(fate).or_default() += 1;
                    }
                    News::Broken(index, what) => {
                        println!("BROKEN {index} ({:?}): {what}", Area::of(index));
                        keep(arguments, place, index);
                        let mut all = broken.lock().unwrap_or_else(PoisonError::into_inner);
                        all.insert(index, what);
                    }
                }
                let mut progress = progress.lock().unwrap_or_else(PoisonError::into_inner);
                progress.one(bad, arguments.count);
            };
            scope.spawn(move || {
                loop {
                    let from = next.fetch_add(SLICE, Ordering::Relaxed);
                    if from >= arguments.count {
                        return;
                    }
                    let to = (from + SLICE).min(arguments.count);
                    watch::slice(arguments.seed, from..to, place, job, &tell);
                }
            });
        }
    });
    let fates = fates.into_inner().unwrap_or_else(PoisonError::into_inner);
    let broken = broken.into_inner().unwrap_or_else(PoisonError::into_inner);
    for (fate, count) in &fates {
        println!("{count:>8} {fate}");
    }
    println!(
        "{:>8} broken of {} (seed {})",
        broken.len(),
        arguments.count,
        arguments.seed
    );
    for index in broken.keys().take(20) {
        println!(
            "again: cargo test --test fuzz -- --seed {} --only {index}",
            arguments.seed
        );
    }
    // A check that refuses everything, or nothing, has tried nothing.
    let tried = fates.len() >= 4 || arguments.count < 1000;
    ExitCode::from(u8::from(!broken.is_empty() || !tried))
}

//! Processes that try inputs, and those who watch over them.

use std::cell::RefCell;
use std::fs;
use std::io::{BufRead, BufReader};
use std::ops::Range;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crate::seeds::Seeds;
use crate::try_input;

/// Memory of a process, in KiB: 1 GB.
const MEMORY: u64 = 1 << 20;

/// Processor time of one input.
pub(crate) const LONGEST: Duration = Duration::from_secs(20);

/// Wall time of one input, on a machine with other things to do.
const LONGEST_WAIT: Duration = Duration::from_secs(180);

/// Exit code of a process that waited too long.
const TOO_LONG: u8 = 3;

/// What a process says of an input.
pub(crate) enum News {
    /// It had a fate.
    Fate(String),
    /// It broke a promise.
    Broken(u64, String),
}

/// Tries a slice in processes of its own, as many as it takes when some die, and tells what
/// becomes of each input at once.
pub(crate) fn slice(seed: u64, inputs: Range<u64>, place: &Path, job: usize, tell: &dyn Fn(News)) {
    let mut from = inputs.start;
    let number = place.join(format!("number-{job}"));
    let errors = place.join(format!("errors-{job}"));
    while from < inputs.end {
        let _ = fs::write(&number, from.to_string());
        let program = std::env::current_exe().expect("this program");
        let mut child = limited(&program)
            .args(["--seed", &seed.to_string(), "--child"])
            .args([from.to_string(), inputs.end.to_string()])
            .args([place, &number])
            .stdout(Stdio::piped())
            .stderr(fs::File::create(&errors).expect("a file"))
            .spawn()
            .expect("a process");
        let mut told = None;
        if let Some(said) = child.stdout.take() {
            let said = BufReader::new(said).split(b'\n').map_while(Result::ok);
            for line in said {
                if let Some(news) = news(&String::from_utf8_lossy(&line)) {
                    if let News::Broken(index, _) = &news {
                        told = Some(*index);
                    }
                    tell(news);
                }
            }
        }
        let ended = child.wait().expect("an end");
        if ended.success() {
            return;
        }
        let at = fs::read_to_string(&number)
            .ok()
            .and_then(|text| text.parse().ok());
        let at: u64 = at.unwrap_or(from).max(from);
        if told != Some(at) {
            tell(News::Broken(at, last_words(ended, &errors)));
        }
        from = at + 1;
    }
}

/// Why a process ended.
fn last_words(ended: std::process::ExitStatus, errors: &Path) -> String {
    if ended.code() == Some(i32::from(TOO_LONG)) {
        return "took more than 20 s".to_owned();
    }
    let errors = fs::read(errors).unwrap_or_default();
    let errors = String::from_utf8_lossy(&errors);
    let last = errors.trim_end().lines().next_back().unwrap_or_default();
    format!("died: {ended}: {last}")
}

/// A program with a limit of memory.
pub(crate) fn limited(program: &Path) -> Command {
    let mut command = Command::new("sh");
    command
        .arg("-c")
        .arg(format!("ulimit -v {MEMORY}; exec \"$0\" \"$@\""))
        .arg(program)
        // One arena: room that is only reserved doesn't count against the limit.
        .env("MALLOC_ARENA_MAX", "1")
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null());
    command
}

/// Reads a line of a process: `FATE AREA FATE` or `BROKEN NUMBER WHY`.
fn news(line: &str) -> Option<News> {
    if let Some(fate) = line.strip_prefix("FATE ") {
        return Some(News::Fate(fate.to_owned()));
    }
    let (index, why) = line.strip_prefix("BROKEN ")?.split_once(' ')?;
    Some(News::Broken(index.parse().ok()?, why.to_owned()))
}

thread_local! {
    /// Where the last panic happened.
    static PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Tries a slice in this process.
pub(crate) fn child(seed: u64, inputs: Range<u64>, seeds: &Seeds, number: &Path) -> ExitCode {
    panic::set_hook(Box::new(|info| {
        PANIC.with_borrow_mut(|panic| *panic = info.to_string().replace('\n', " "));
    }));
    let current = AtomicU64::new(inputs.start);
    let scratch = number.with_extension("scratch");
    thread::scope(|scope| {
        let worker = scope.spawn(|| {
            for index in inputs.clone() {
                current.store(index, Ordering::Relaxed);
                let _ = fs::write(number, index.to_string());
                let _ = fs::remove_dir_all(&scratch);
                let tried = panic::catch_unwind(AssertUnwindSafe(|| {
                    try_input(seed, index, seeds, &scratch, false)
                }));
                let area = crate::Area::of(index);
                match tried {
                    Ok(Ok(fate)) => println!("FATE {area:?} {fate:?}"),
                    Ok(Err(why)) => println!("BROKEN {index} {}", why.replace('\n', " ")),
                    Err(_) => PANIC.with_borrow(|panic| println!("BROKEN {index} panic: {panic}")),
                }
            }
        });
        let mut at = (inputs.start, Instant::now(), processor_time());
        while !worker.is_finished() {
            thread::sleep(Duration::from_millis(50));
            let index = current.load(Ordering::Relaxed);
            if index != at.0 {
                at = (index, Instant::now(), processor_time());
            }
            let worked = processor_time()
                .zip(at.2)
                .map(|(now, then)| now.saturating_sub(then));
            let too_long = worked.is_some_and(|worked| worked > LONGEST);
            if too_long || at.1.elapsed() > LONGEST_WAIT {
                std::process::exit(i32::from(TOO_LONG));
            }
        }
    });
    let _ = fs::remove_dir_all(&scratch);
    ExitCode::SUCCESS
}

/// Processor time of this process so far, where the system tells.
fn processor_time() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // After the name, in parentheses: the 12th and 13th fields, in hundredths of a second.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |ix: usize| fields.get(ix)?.parse::<u64>().ok();
    Some(Duration::from_millis(10 * (ticks(11)? + ticks(12)?)))
}

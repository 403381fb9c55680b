//! Mutated command lines: each ends with one of the program's exit codes, on its own or when
//! told to stop.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::dice::Dice;
use crate::mutate::NUMBERS;
use crate::seeds::{Seeds, program};
use crate::watch::limited;
use crate::{Fate, Verdict};

/// Command lines that are fine.
const LINES: &[&str] = &[
    "run tiny.toml -n 3 --threads 1 --quiet --out o",
    "run tiny.toml -n 3 --seed 3 --threads 1 --records --out o",
    "run tiny.toml -n 3 --threads 1 --shard 1/2 --out o",
    "run tiny.toml -n 3 --threads 1 --resume --out o",
    "run tiny.toml --policy late -n 2 --set team.cert.notice=1h --threads 1 --out o",
    "run minimal -n 2 --threads 1 --out o",
    "check tiny.toml --set threat.botnet.rate=9/week --format json",
    "check lithuania-2019",
    "compare tiny.toml -n 20 --threads 1 -m response,loss --out o",
    "compare tiny.toml -n 20 --threads 1 --precision 50% --baseline late -m response --out o",
    "compare tiny.toml -n 40 --threads 1 --select-best -m response --indifference 30min --out o",
    "sweep tiny.toml -n 3 --threads 1 --vary team.cert.notice=0h..9h --points 3 -m response --out o",
    "compare tiny.toml -n 20 --threads 1 -m response --shard 2/3 --out o",
    "sweep tiny.toml -n 3 --threads 1 --vary team.cert.notice=0h,9h --shard auto/2 --out o",
    "shards 3 -- compare tiny.toml -n 20 -m response --out o",
    "sweep tiny.toml -n 3 --threads 1 --vary threat.botnet.rate=1/week,2/week --design grid --out o",
    "trace tiny.toml --replication 1",
    "explain S0101",
    "policies tiny.toml",
    "scenarios",
    "new o.toml --from minimal",
    "plot run --out o",
    "report run --out o",
    "merge part1 part2 --threads 1 --out o",
    "calibrate run/incidents.csv --bootstrap 5 --threads 1 --out o",
    "calibrate records.xlsx --sheet Log --bootstrap 5 --threads 1 --out o",
    "calibrate records.xlsx --map detected=found --date-format dmy --bootstrap 0 --out o",
    "calibrate run/incidents.csv --pool --bootstrap 0 --zone Europe/Vilnius --until 2019-04-01 --out o",
];

/// Values for options, none of which leads out of the folder.
const VALUES: &[&str] = &[
    "",
    " ",
    "-",
    "--",
    "a",
    "tiny.toml",
    "run",
    "compare",
    "sweep",
    "part1",
    "nothing.toml",
    "1/0",
    "0/1",
    "2/1",
    "1/18446744073709551615",
    "1h",
    "-1h",
    "0h..0h",
    "1h..2h log",
    "nan..inf",
    "0%",
    "100%",
    "101%",
    "team.cert.notice=1h",
    "team.cert=1",
    "=",
    "a=b=c",
    "scenario.end=9999-12-31",
    "limits.open=1",
    "scenario.seed=1,2",
    "team.cert.notice=0h..365000d",
    "threat.botnet.rate=0/week..1000/s log",
    "late",
    "response:all:p90",
    "loss",
    "response,response",
    "UTC",
    "Pacific/Apia",
    "json",
    "text",
    "é",
    "日本語",
    "\u{202e}x",
    "\u{1b}[31m",
    "\n",
    "occurred=a",
    "records.xlsx",
    "Notes",
    "latin-1",
    "utf-16le",
    "ymd",
    "%d/%m/%Y %H:%M",
    "=,=",
    "morris",
    "lhs",
    "sobol",
    "grid",
    "--quiet",
    "--threads",
    "--help",
    "--version",
    "--records",
    "--resume",
    "--timings",
    "-n",
    "--set",
    "--out",
];

/// Options that many of them have: what they get is fine for some, and a mistake for others.
const MORE: &[&str] = &[
    "--seed 7",
    "--quiet",
    "--force",
    "--threads 2",
    "-n 4",
    "--set team.cert.notice=3h",
    "--policy late",
    "--format json",
    "--until 2020-01-01",
    "--pool",
];

/// A command may work on for as long as it was told to, but stops when asked.
const PATIENCE: Duration = Duration::from_secs(5);
const STOPS: Duration = Duration::from_secs(20);

pub(crate) fn try_one(dice: &mut Dice, seeds: &Seeds, scratch: &Path, show: bool) -> Verdict {
    let mut words: Vec<String> = dice.pick(LINES).split(' ').map(str::to_owned).collect();
    let gently = dice.once_in(3);
    if gently {
        words.extend(dice.pick(MORE).split(' ').map(str::to_owned));
    }
    let times = if gently { 0 } else { 1 + dice.below(2) };
    for _ in 0..times {
        let at = 1 + dice.below(words.len());
        let value = if dice.once_in(2) {
            (*dice.pick(NUMBERS)).to_owned()
        } else {
            (*dice.pick(VALUES)).to_owned()
        };
        match dice.below(5) {
            0 if at < words.len() => {
                words.remove(at);
            }
            1 => words.insert(at.min(words.len()), value),
            2 if at < words.len() => {
                let other = 1 + dice.below(words.len() - 1);
                words.swap(at, other);
            }
            _ if at < words.len() => words[at] = value,
            _ => words.push(value),
        }
    }
    if show {
        println!("{words:?}");
    }
    let folder = scratch.join("place");
    copy(&seeds.results, &folder).map_err(|error| error.to_string())?;
    run(&words, &folder, show)
}

/// Copies a folder and all below it, but for charts.
pub(crate) fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let (entry, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        if entry.is_dir() {
            if name != "charts" {
                copy(&entry, &to.join(name))?;
            }
        } else {
            fs::copy(&entry, to.join(name))?;
        }
    }
    Ok(())
}

/// Processor time that a process has used, where the system tells (Linux, in hundredths of a
/// second); none elsewhere, where ten times as long passes before a process counts as hung.
fn worked(process: u32) -> Duration {
    let line = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let after_name = line.rsplit(')').next().unwrap_or_default();
    let ticks = |field: usize| {
        let field = after_name.split_whitespace().nth(field);
        field.and_then(|it| it.parse::<u64>().ok()).unwrap_or(0)
    };
    // `utime` and `stime`, fields 14 and 15 counted from the process number.
    Duration::from_millis(10 * (ticks(11) + ticks(12)))
}

fn run(words: &[String], folder: &Path, show: bool) -> Verdict {
    let told = folder.join("stderr");
    let to_file = fs::File::create(&told).map_err(|error| error.to_string())?;
    let mut child = limited(&program())
        .args(words)
        .current_dir(folder)
        .stdout(Stdio::null())
        .stderr(to_file)
        .spawn()
        .map_err(|error| error.to_string())?;
    let started = Instant::now();
    let mut asked: Option<(Instant, Duration)> = None;
    let ended = loop {
        if let Some(ended) = child.try_wait().map_err(|error| error.to_string())? {
            break ended;
        }
        match asked {
            None if started.elapsed() > PATIENCE => {
                // The program's own way to stop: finish what is in hand, and say how to go on.
                let _ = Command::new("kill")
                    .args(["-TERM", &child.id().to_string()])
                    .status();
                asked = Some((Instant::now(), worked(child.id())));
            }
            // On a busy machine it may wait long for its turn: only what it works counts.
            Some((asked, before))
                if asked.elapsed() > 10 * STOPS
                    || worked(child.id()).saturating_sub(before) > STOPS =>
            {
                let _ = child.kill();
                let _ = child.wait();
                return Err(format!("goes on after it was told to stop: {words:?}"));
            }
            _ => thread::sleep(Duration::from_millis(5)),
        }
    };
    let told = fs::read(&told).unwrap_or_default();
    let told = String::from_utf8_lossy(&told);
    if show {
        println!("{ended}\n{told}");
    }
    if told.contains("panicked") || told.contains("memory allocation") {
        return Err(format!("{words:?}: {}", told.replace('\n', " ")));
    }
    match (ended.code(), asked) {
        (Some(0), _) => Ok(Fate::Accepted),
        // The results are in place, and a picture of them could not be drawn.
        (Some(3), _) if told.contains("without charts that could not be drawn") => {
            Ok(Fate::Accepted)
        }
        // Without a code: told to stop where it does not listen, by the signal.
        (Some(1 | 2 | 130), _) | (None, Some(_)) => Ok(Fate::Refused),
        _ => Err(format!(
            "{words:?} ended with {ended}: {}",
            told.replace('\n', " ")
        )),
    }
}

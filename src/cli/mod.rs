//! The command line: one file per command, thin. Arguments as typed become a checked plan;
//! the library does the work; what comes back becomes text and an exit code.
//!
//! Exit codes: 0 for success, 1 for a run that failed, 2 for a bad command line or scenario,
//! 3 for results that are in place without a chart that could not be drawn, 130 for a run that
//! was interrupted.

mod alternatives;
mod calibrate;
mod check;
mod compare;
mod explain;
mod interrupt;
mod merge;
mod new;
mod number;
mod plot;
mod policies;
mod progress;
mod publish;
mod report;
mod resume;
mod run;
mod scenarios;
mod select;
mod stopping;
mod sweep;
mod trace;
mod verify;

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::report::words::grouped;
use crate::scenario::document::Document;
use crate::scenario::{self, Loaded, Overlay, Report, Style};
use crate::text;
use crate::text::Width;

/// Name of the embedded scenario that runs when none is named.
const DEFAULT_SCENARIO: &str = "lithuania-2019";

/// Ask what response teams are worth before an election night tests them.
///
/// Sortie simulates cyber incidents over an election period, sends rotating response teams,
/// and shows how fast help comes. It models; it never attacks.
#[derive(Debug, Parser)]
#[command(version, about, max_term_width = 100, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run a scenario many times and write a summary and charts
    Run(run::RunArgs),
    /// Join the parts of a run that were run in several places (see `run --shard`)
    Merge(merge::MergeArgs),
    /// Draw the charts of results again, without running again
    Plot(plot::PlotArgs),
    /// Write and print the summary of results again, without running again
    Report(report::ReportArgs),
    /// Compare policies on the same incidents: which is better, by how much, how sure
    Compare(compare::CompareArgs),
    /// Vary values of a scenario and show how results respond
    Sweep(sweep::SweepArgs),
    /// Fit rates and durations to records of real incidents, as blocks for a scenario
    Calibrate(calibrate::CalibrateArgs),
    /// Check a scenario and point at every mistake in it
    Check(check::CheckArgs),
    /// Explain a code of a mistake, for example S0101
    Explain(explain::ExplainArgs),
    /// Print the event log of one history, or verify one
    Trace(trace::TraceArgs),
    /// Start a scenario of your own from a ready one
    New(new::NewArgs),
    /// Run systems with known exact values and compare the results
    Verify(verify::VerifyArgs),
    /// List the policies of a scenario and what they change
    Policies(policies::PoliciesArgs),
    /// List the ready scenarios
    Scenarios,
}

/// Which scenario, with what changed.
#[derive(Clone, Debug, Args)]
struct Source {
    /// A file, or the name of a ready scenario (see `sortie scenarios`)
    #[arg(default_value = DEFAULT_SCENARIO)]
    scenario: String,
    /// Apply one of the scenario's policies (see `sortie policies`), before any --set
    #[arg(long, value_name = "ID")]
    policy: Option<String>,
    /// Change a value by its path, for example `roster.eu-crrt.period="3 months"`
    #[arg(long = "set", value_name = "PATH=VALUE")]
    overlays: Vec<String>,
}

/// Why a command ended badly.
#[derive(Debug)]
enum Failed {
    /// Bad command line or scenario: exit code 2.
    Usage(String),
    /// A scenario with mistakes, with words before and after them: exit code 2.
    Refused {
        before: String,
        report: Box<Report>,
        after: String,
    },
    /// The run failed: exit code 1.
    Run(String),
    /// The results are in place, but something is missing in them: exit code 3.
    Incomplete(String),
    /// It was told to stop: exit code 130.
    Interrupted(String),
}

impl Failed {
    /// Says more.
    fn add(self, text: &str) -> Self {
        match self {
            Self::Usage(message) => Self::Usage(message + text),
            Self::Refused {
                before,
                report,
                after,
            } => Self::Refused {
                before,
                report,
                after: after + text,
            },
            Self::Run(message) => Self::Run(message + text),
            Self::Incomplete(message) => Self::Incomplete(message + text),
            Self::Interrupted(message) => Self::Interrupted(message + text),
        }
    }
}

impl From<Report> for Failed {
    fn from(report: Report) -> Self {
        Self::refused(String::new(), report)
    }
}

impl Failed {
    /// A scenario with mistakes, with words before them.
    fn refused(before: String, report: Report) -> Self {
        Self::Refused {
            before,
            report: Box::new(report),
            after: String::new(),
        }
    }
}

/// Runs the program.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        // Help and versions are ours alone; what is said of a bad line quotes it.
        Err(error) if error.use_stderr() && std::env::args_os().any(|arg| steers(&arg)) => {
            complain(&error.render().to_string());
            return ExitCode::from(2);
        }
        Err(error) => error.exit(),
    };
    let result = match cli.command {
        Command::Run(args) => run::run(&args),
        Command::Merge(args) => merge::merge(&args),
        Command::Plot(args) => plot::plot(&args),
        Command::Report(args) => report::report(&args),
        Command::Compare(args) => compare::compare(&args),
        Command::Sweep(args) => sweep::sweep(&args),
        Command::Calibrate(args) => calibrate::calibrate(&args),
        Command::Check(args) => check::check(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Trace(args) => trace::trace(&args),
        Command::New(args) => new::new(&args),
        Command::Verify(args) => verify::verify(&args),
        Command::Policies(args) => policies::policies(&args),
        Command::Scenarios => scenarios::list(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failed::Usage(message)) => {
            complain(&message);
            ExitCode::from(2)
        }
        Err(Failed::Refused {
            before,
            report,
            after,
        }) => {
            if !before.is_empty() {
                complain(&before);
                let _ = writeln!(std::io::stderr().lock());
            }
            complain_of(&report);
            complain(after.trim_start_matches('\n'));
            ExitCode::from(2)
        }
        Err(Failed::Run(message)) => {
            complain(&message);
            ExitCode::from(1)
        }
        Err(Failed::Incomplete(message)) => {
            complain(&message);
            ExitCode::from(3)
        }
        Err(Failed::Interrupted(message)) => {
            complain(&message);
            ExitCode::from(interrupt::EXIT)
        }
    }
}

/// Writes to standard output; a reader who has gone away (`| head`) is no failure.
fn say(text: &str) -> Result<(), Failed> {
    let mut out = std::io::stdout().lock();
    match out
        .write_all(text::terminal(text).as_bytes())
        .and_then(|()| out.flush())
    {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failed::Run(format!(
            "error: cannot write to standard output: {error}"
        ))),
        _ => Ok(()),
    }
}

/// How wide lines on standard output may be: what `COLUMNS` says, else the terminal's width,
/// else without limit, for files and other programs.
fn width() -> Width {
    said_width().unwrap_or_else(terminal_width)
}

/// What `COLUMNS` says.
fn said_width() -> Option<Width> {
    let columns = std::env::var("COLUMNS").ok()?.trim().parse().ok()?;
    (columns > 0).then(|| Width::columns(columns))
}

/// The width of the terminal that standard output is, if it is one.
fn terminal_width() -> Width {
    width_of(terminal_size::terminal_size_of(std::io::stdout()))
}

/// The width of a terminal of some size; no limit for a stream that is none.
fn width_of(size: Option<(terminal_size::Width, terminal_size::Height)>) -> Width {
    size.map_or(Width::UNLIMITED, |(columns, _)| {
        Width::columns(usize::from(columns.0))
    })
}

/// Writes to standard error, as far as anyone listens.
fn complain(text: &str) {
    if text.is_empty() {
        return;
    }
    let text = text::terminal(text.trim_end());
    let _ = writeln!(std::io::stderr().lock(), "{text}");
}

/// Writes the mistakes of a scenario to standard error, the one place where colours are
/// written: a report makes what it quotes safe itself.
fn complain_of(report: &Report) {
    let width = said_width()
        .unwrap_or_else(|| width_of(terminal_size::terminal_size_of(std::io::stderr())));
    let text = report.render_within(Style::for_stderr(), width);
    let _ = writeln!(std::io::stderr().lock(), "{}", text.trim_end());
}

/// Whether an argument has a character that would steer a terminal.
fn steers(argument: &std::ffi::OsStr) -> bool {
    argument.to_string_lossy().contains(text::is_unfit)
}

impl Source {
    /// Parts the overlays into paths and values.
    fn split(&self) -> Result<Vec<Overlay>, Failed> {
        split(&self.overlays)
    }

    /// Loads the scenario; warnings go to standard error.
    fn load(&self, quiet: bool) -> Result<Loaded, Failed> {
        open(
            &self.scenario,
            self.policy.as_deref(),
            &self.split()?,
            quiet,
        )
    }

    /// The part of a command line that names this source.
    fn words(&self) -> String {
        source_words(&self.scenario, self.policy.as_deref(), &self.overlays)
    }
}

/// Parts `PATH=VALUE` overlays into paths and values.
fn split(overlays: &[String]) -> Result<Vec<Overlay>, Failed> {
    overlays
        .iter()
        .map(|overlay| scenario::parse_overlay(overlay).map_err(Failed::from))
        .collect()
}

/// Opens a scenario under a policy; its warnings are shown unless it must be quiet.
fn open(
    scenario: &str,
    policy: Option<&str>,
    overlays: &[Overlay],
    quiet: bool,
) -> Result<Loaded, Failed> {
    let loaded = scenario::open_with(scenario, policy, overlays)?;
    if !quiet && !loaded.warnings.diagnostics().is_empty() {
        complain_of(&loaded.warnings);
    }
    Ok(loaded)
}

/// The part of a command line that names a scenario and what is changed in it.
fn source_words(scenario: &str, policy: Option<&str>, overlays: &[String]) -> String {
    let mut words = quote(scenario);
    if let Some(policy) = policy {
        words.push_str(" --policy ");
        words.push_str(&quote(policy));
    }
    words + &set_words(overlays)
}

/// The part that changes values.
fn set_words(overlays: &[String]) -> String {
    overlays.iter().fold(String::new(), |words, overlay| {
        words + " --set " + &quote(overlay)
    })
}

/// Refuses more replications than the scenario's limit.
fn check_limit(replications: u64, document: &Document) -> Result<(), Failed> {
    let limit = document.limits.replications;
    if replications <= limit {
        return Ok(());
    }
    Err(Failed::Usage(format!(
        "error: {} replications are more than the limit `limits.replications` of {}\n  \
         raise it in the scenario, or with --set limits.replications={replications}",
        grouped(replications),
        grouped(limit)
    )))
}

/// Quotes a word for a shell where it needs it. What would steer a terminal is written as
/// `$'\U0000001b'`, which bash, zsh and ksh read as it was.
fn quote(word: &str) -> String {
    if word.contains(text::is_unfit) {
        let mut quoted = "$'".to_owned();
        for c in word.chars() {
            match c {
                '\'' | '\\' => quoted.extend(['\\', c]),
                c if text::is_unfit(c) => quoted.push_str(&format!("\\U{:08x}", u32::from(c))),
                c => quoted.push(c),
            }
        }
        return quoted + "'";
    }
    let plain = |c: char| c.is_alphanumeric() || "-_./=:+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}

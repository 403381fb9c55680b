//! The command line: one file per command, thin. Arguments as typed become a request, the
//! application ([`crate::app`]) does the work, and what comes back becomes text and an exit code.
//!
//! Exit codes (`failure.rs`): 0 for success, 1 for a run that failed, 2 for a bad command line or scenario,
//! 3 for results that are in place without a chart that could not be drawn, 130 for a run that
//! was interrupted.

mod calibrate;
mod check;
mod compare;
mod debrief;
mod explain;
mod failure;
mod finished;
mod histories;
mod interrupt;
mod merge;
mod msel;
mod new;
mod number;
mod play;
mod plot;
mod policies;
mod progress;
mod reasons;
mod replay;
mod report;
mod run;
mod scenarios;
mod shards;
mod shared_args;
mod stopping;
mod sweep;
mod trace;
mod verify;

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::app::ScenarioSource;
use crate::scenario::{Report, Style};
use crate::text;
use crate::text::Width;

use failure::Failed;

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
    /// Join the parts of a study that were worked out in several places (see --shard)
    Merge(merge::MergeArgs),
    /// Print the commands that work out a study in parts, one a line
    Shards(shards::ShardsArgs),
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
    /// Explain the code of a message, for example S0101
    Explain(explain::ExplainArgs),
    /// Find histories worth a look or an exercise: typical, severe, instructive, different
    Histories(histories::HistoriesArgs),
    /// Say why milestones and targets were missed, and what would have kept them
    Reasons(reasons::ReasonsArgs),
    /// List the events of an exercise, with the injects of a scenario and what one history brings;
    /// `msel import` reads such a list
    Msel(msel::MselArgs),
    /// Print the event log of one history, or check a recorded log against it
    Trace(trace::TraceArgs),
    /// Play a tabletop exercise: one history in which people decide
    Play(play::PlayArgs),
    /// Print the event log of an exercise, made again from its journal
    Replay(replay::ReplayArgs),
    /// Write the debrief of an exercise: what was decided, and what it was worth
    Debrief(debrief::DebriefArgs),
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
    /// Leave a block out, for example `inject.c9` or `threat.phishing`, before any --set
    #[arg(long, value_name = "BLOCK")]
    without: Vec<String>,
}

/// Changes of a scenario for the application: what is left out first.
fn changes(without: &[String], overlays: &[String]) -> Vec<String> {
    let left_out = without.iter().map(|block| format!("-{block}"));
    left_out.chain(overlays.iter().cloned()).collect()
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
        Command::Shards(args) => shards::shards(&args),
        Command::Play(args) => play::play(&args),
        Command::Debrief(args) => debrief::debrief(&args),
        Command::Replay(args) => replay::replay(&args),
        Command::Plot(args) => plot::plot(&args),
        Command::Report(args) => report::report(&args),
        Command::Compare(args) => compare::compare(&args),
        Command::Sweep(args) => sweep::sweep(&args),
        Command::Calibrate(args) => calibrate::calibrate(&args),
        Command::Check(args) => check::check(&args),
        Command::Explain(args) => explain::explain(&args),
        Command::Histories(args) => histories::histories(&args),
        Command::Reasons(args) => reasons::reasons(&args),
        Command::Msel(args) => msel::msel(&args),
        Command::Trace(args) => trace::trace(&args),
        Command::New(args) => new::new(&args),
        Command::Verify(args) => verify::verify(&args),
        Command::Policies(args) => policies::policies(&args),
        Command::Scenarios => scenarios::list(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failed) => failed.end(),
    }
}

/// Writes to standard output; a reader who has gone away (`| head`) is no failure.
fn say(text: &str) -> Result<(), Failed> {
    hand_over(text::terminal(text).as_bytes())
}

/// Writes a file to standard output as it is: what is in it was made safe when it was made.
fn hand_over(bytes: &[u8]) -> Result<(), Failed> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(Failed::failure(
            format!("cannot write to standard output: {error}"),
        )),
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

/// Parts what is written to standard error.
fn blank_line() {
    let _ = writeln!(std::io::stderr().lock());
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
    /// The scenario for the application.
    fn request(&self) -> ScenarioSource {
        ScenarioSource {
            scenario: self.scenario.clone(),
            policy: self.policy.clone(),
            overlays: changes(&self.without, &self.overlays),
            ..ScenarioSource::default()
        }
    }
}

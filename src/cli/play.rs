//! `sortie play`.

use std::path::PathBuf;

use clap::Args;

use crate::app::{self, HistoryChoice, PlayRequest, ScenarioSource};
use crate::text;

use super::progress::Terminal;
use super::{DEFAULT_SCENARIO, Failed, changes, complain, say};

/// Arguments of `sortie play`.
#[derive(Clone, Debug, Args)]
pub(super) struct PlayArgs {
    /// A file, or the name of a ready scenario (see `sortie scenarios`) [default: lithuania-2019]
    scenario: Option<String>,
    /// Apply one of the scenario's policies (see `sortie policies`), before any --set
    #[arg(long, value_name = "ID")]
    policy: Option<String>,
    /// Change a value by its path, for example `roster.eu-crrt.period="3 months"`
    #[arg(long = "set", value_name = "PATH=VALUE")]
    overlays: Vec<String>,
    /// Leave a block out, for example `inject.c9`, before any --set
    #[arg(long, value_name = "BLOCK")]
    without: Vec<String>,
    /// Which history is played: typical, severe (it loses more service than nine of ten), or the number
    /// of a replication (see `sortie histories`)
    #[arg(long, value_name = "WHICH", default_value = "typical", value_parser = history)]
    history: HistoryChoice,
    /// Root seed [default: the scenario's]
    #[arg(short, long, value_name = "S", allow_negative_numbers = true, value_parser = super::number::at_least(0))]
    seed: Option<u64>,
    /// Where the clock begins: a local time such as 2019-05-26T18:00, or a moment such as
    /// `ep.polls_close - 2h` [default: the start of the scenario]
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Where the exercise ends [default: the end of the scenario]
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
    /// The file that keeps the exercise [default: SCENARIO.journal]
    #[arg(long, value_name = "FILE", conflicts_with = "resume")]
    journal: Option<PathBuf>,
    /// Go on with the exercise of this journal, after a pause or a crash
    #[arg(long, value_name = "JOURNAL", conflicts_with_all = ["history", "seed", "from", "to"])]
    resume: Option<PathBuf>,
    /// Play the acts of this file, one JSON object a line, instead of serving a board (docs/tabletop.md)
    #[arg(long, value_name = "FILE")]
    acts: Option<PathBuf>,
    /// Address of the board. Whoever reaches it and knows an address that is printed can take part
    #[arg(
        long,
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8019",
        conflicts_with = "acts"
    )]
    listen: String,
    /// A name by which a proxy on this or another machine passes the board on, such as
    /// exercise.example.org
    #[arg(long, value_name = "NAME", conflicts_with = "acts")]
    host: Option<String>,
    /// A word that a role has to give besides its address, such as facilitator=WORD
    #[arg(long, value_name = "ROLE=WORD", conflicts_with = "acts")]
    password: Vec<String>,
}

fn history(text: &str) -> Result<HistoryChoice, String> {
    match text {
        "typical" => Ok(HistoryChoice::Typical),
        "severe" => Ok(HistoryChoice::Severe),
        _ => text
            .parse()
            .map(HistoryChoice::Replication)
            .map_err(|_| "write typical, severe, or the number of a replication".to_owned()),
    }
}

impl PlayArgs {
    fn request(&self) -> PlayRequest {
        let default = if self.resume.is_some() {
            ""
        } else {
            DEFAULT_SCENARIO
        };
        let scenario = self.scenario.clone().unwrap_or_else(|| default.to_owned());
        let journal = self.resume.clone().or_else(|| self.journal.clone());
        PlayRequest {
            journal: journal.unwrap_or_else(|| app::free_journal(&scenario)),
            source: ScenarioSource {
                policy: self.policy.clone(),
                overlays: changes(&self.without, &self.overlays),
                ..ScenarioSource::new(scenario)
            },
            history: self.history,
            seed: self.seed,
            from: self.from.clone(),
            to: self.to.clone(),
        }
    }
}

/// Plays an exercise.
pub(super) fn play(args: &PlayArgs) -> Result<(), Failed> {
    let request = args.request();
    let Some(file) = &args.acts else {
        return board(args, &request);
    };
    let acts = text::read(file, None)
        .map_err(|error| Failed::usage(format!("cannot read {}: {error}", file.display())))?;
    let mut watch = Terminal::new(true);
    let played = app::play_acts(&request, &acts, args.resume.is_some(), &mut watch)?;
    for (line, why) in &played.refused {
        complain(&format!("{}:{line}: {why}\n", file.display()));
    }
    let journal = played.journal.display();
    say(&format!(
        "{journal}: {} entries, up to {}\n",
        played.entries, played.at
    ))?;
    if played.refused.is_empty() {
        Ok(())
    } else {
        Err(Failed::failure(format!(
            "{} of the acts could not be done",
            played.refused.len()
        )))
    }
}

#[cfg(feature = "board")]
fn board(args: &PlayArgs, request: &PlayRequest) -> Result<(), Failed> {
    use crate::board::{Address, Board};
    let address = Address::new(&args.listen, args.host.as_deref(), &args.password)?;
    let mut watch = Terminal::new(true);
    let resumes = args.resume.is_some();
    let board = Board::open(request, resumes, &address, &mut watch)?;
    say(&super::width().prose(&board.welcome()))?;
    Ok(board.serve()?)
}

#[cfg(not(feature = "board"))]
fn board(args: &PlayArgs, _: &PlayRequest) -> Result<(), Failed> {
    let _ = (&args.listen, &args.host, &args.password);
    Err(Failed::usage(
        "this program was built without the board\n  build it with: cargo build --release --features \
         board\n  or play a list of acts with --acts FILE",
    ))
}

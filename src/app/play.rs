//! A tabletop exercise: begun, played from a list of acts, and made again from its journal.

use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;

use crate::exercise::act::{Act, Role};
use crate::exercise::journal::{self, JournalError};
use crate::exercise::play::{Exercise, Header};
use crate::exercise::table::{Attempt, Table, TableError, Wall};
use crate::outcome::trace::Trace;
use crate::scenario::time::Instant;
use crate::study::identity::scenario_hash;
use crate::text;

use super::error::AppError;
use super::histories::{HistoriesRequest, histories};
use super::moment::moment;
use super::source::ScenarioSource;
use super::threads::Threads;
use super::watch::Watch;

/// Which history is played.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum HistoryChoice {
    /// One whose loss is typical.
    #[default]
    Typical,
    /// One that loses more than nine of ten.
    Severe,
    /// This replication.
    Replication(u64),
}

/// Replications among which a typical or a severe history is looked for.
const LOOKED_AT: u64 = 1_000;

/// An exercise that is to begin.
#[derive(Clone, Debug)]
pub struct PlayRequest {
    /// The scenario.
    pub source: ScenarioSource,
    /// Which history.
    pub history: HistoryChoice,
    /// Root seed; `None`: the scenario's.
    pub seed: Option<u64>,
    /// Where the clock begins; `None`: at the start of the scenario.
    pub from: Option<String>,
    /// Where the exercise ends; `None`: at the end of the scenario.
    pub to: Option<String>,
    /// The journal.
    pub journal: PathBuf,
}

impl PlayRequest {
    /// An exercise on a typical history of a scenario, kept in a journal.
    pub fn new(scenario: impl Into<String>, journal: impl Into<PathBuf>) -> Self {
        Self {
            source: ScenarioSource::new(scenario),
            history: HistoryChoice::default(),
            seed: None,
            from: None,
            to: None,
            journal: journal.into(),
        }
    }

    /// The exercise that is asked for.
    ///
    /// # Errors
    /// If the scenario has mistakes, or a time is none.
    pub(crate) fn exercise(&self, watch: &mut dyn Watch) -> Result<Exercise, AppError> {
        let document = self.source.open(watch)?;
        let seed = self.seed.unwrap_or(document.seed);
        let replication = match self.history {
            HistoryChoice::Replication(number) => number,
            HistoryChoice::Typical | HistoryChoice::Severe => {
                let found = histories(
                    &HistoriesRequest {
                        source: self.source.clone(),
                        replications: LOOKED_AT.min(document.limits.replications),
                        seed: Some(seed),
                        severe: 0.9,
                        varied: 0,
                        threads: Threads::ALL,
                    },
                    &std::sync::atomic::AtomicBool::new(false),
                    watch,
                )?;
                let chosen = match self.history {
                    HistoryChoice::Severe => found.choice.severe,
                    _ => found.choice.typical,
                };
                found.all[chosen].replication
            }
        };
        let at = |option, text: &Option<String>, otherwise| match text {
            Some(text) => moment(&document, option, text),
            None => Ok(otherwise),
        };
        let from = at("from", &self.from, Instant::START)?;
        let to = at("to", &self.to, document.end)?;
        if to <= from {
            return Err(AppError::Usage(
                "--to must be later than --from\n  move one of them".to_owned(),
            ));
        }
        let header = Header::new(&document, (seed, replication), (from, to));
        // What a journal can make again: it has the text, and no other files.
        let again = header.document()?;
        Ok(Exercise::new(header, again))
    }
}

/// A line of a list of acts.
#[derive(Clone, Debug, Deserialize)]
struct Listed {
    /// Who does it.
    #[serde(default = "facilitator")]
    role: Role,
    /// As they call themselves.
    #[serde(default)]
    who: String,
    /// Why.
    #[serde(default)]
    why: String,
    /// How long after the one before, in scenario time.
    #[serde(default)]
    after: String,
    /// What.
    #[serde(flatten)]
    act: Act,
}

const fn facilitator() -> Role {
    Role::Facilitator
}

/// What came of a list of acts.
#[derive(Clone, Debug)]
pub struct Played {
    /// The journal.
    pub journal: PathBuf,
    /// How many entries it has.
    pub entries: usize,
    /// How far the clock has come, local time.
    pub at: String,
    /// Acts that could not be done: the line and why.
    pub refused: Vec<(usize, String)>,
}

/// Plays an exercise from a list of acts, a JSON object a line, without a board. What can't be done
/// is told, and the exercise goes on. An existing journal is gone on with if `resume` says so.
///
/// # Errors
/// If the scenario has mistakes, a line is no act, or the journal can't be kept.
pub fn play_acts(
    request: &PlayRequest,
    acts: &str,
    resume: bool,
    watch: &mut dyn Watch,
) -> Result<Played, AppError> {
    let mut listed = Vec::new();
    for (line, number) in acts.lines().zip(1..) {
        if line.trim().is_empty() {
            continue;
        }
        let act: Listed = serde_json::from_str(line)
            .map_err(|error| AppError::Usage(format!("line {number} of the acts: {error}")))?;
        listed.push((number, act));
    }
    let mut table = if resume {
        resume_table(&request.journal, Some(&request.source), watch)?.0
    } else {
        let exercise = request.exercise(watch)?;
        Table::begin(&request.journal, exercise)?
    };
    let mut refused = Vec::new();
    for (number, act) in listed {
        let wall = Wall {
            passed: Duration::ZERO,
            stamp: wall_stamp(),
        };
        if !act.after.is_empty() {
            let by = super::written::time("acts", &act.after)?.value.0;
            let step = Attempt {
                key: String::new(),
                role: Role::Facilitator,
                who: String::new(),
                why: String::new(),
                act: Act::step(by),
            };
            if let Err(error) = table.act(step, &wall) {
                refused.push((number, refusal(error)?));
                continue;
            }
        }
        let attempt = Attempt {
            key: String::new(),
            role: act.role,
            who: act.who,
            why: act.why,
            act: act.act,
        };
        if let Err(error) = table.act(attempt, &wall) {
            refused.push((number, refusal(error)?));
        }
    }
    let document = &table.exercise().world().document;
    Ok(Played {
        journal: request.journal.clone(),
        entries: table.exercise().done().len(),
        at: document.calendar.minute(table.clock().now()),
        refused,
    })
}

/// Why an act was not done; a journal that can't be kept ends the exercise.
fn refusal(error: TableError) -> Result<String, AppError> {
    match error {
        TableError::Act(why) => Ok(why.to_string()),
        TableError::Journal(why) => Err(why.into()),
    }
}

/// Goes on with an exercise. Says whether the journal's last line had broken off.
///
/// # Errors
/// If the journal can't be read or kept, or plays another scenario than the one that is named.
pub(crate) fn resume_table(
    path: &Path,
    scenario: Option<&ScenarioSource>,
    watch: &mut dyn Watch,
) -> Result<(Table, bool), AppError> {
    let (table, torn) = Table::resume(path)?;
    if let Some(source) = scenario.filter(|source| !source.scenario.is_empty()) {
        let document = source.open(watch)?;
        journal::same_scenario(path, table.header(), &scenario_hash(&document))?;
    }
    Ok((table, torn))
}

/// What the clock on the wall shows, RFC 3339 in UTC.
pub(crate) fn wall_stamp() -> String {
    let now = jiff::Timestamp::now();
    now.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

/// The history of an exercise, made again from its journal: as it was played, and from where it ended
/// on as it goes without further decisions.
///
/// # Errors
/// If the journal can't be read.
pub fn replay(journal: &Path) -> Result<Replayed, AppError> {
    let kept = journal::read(journal)?;
    let exercise = kept.exercise;
    Ok(Replayed {
        trace: exercise.history(),
        entries: exercise.done().len(),
        torn: kept.torn,
    })
}

/// The history of an exercise.
#[derive(Clone, Debug)]
pub struct Replayed {
    /// What happened.
    pub trace: Trace,
    /// Entries of the journal.
    pub entries: usize,
    /// The last line of the journal had broken off, and was left out.
    pub torn: bool,
}

/// A journal's name beside the place where the command runs: `SCENARIO.journal`, with a number if
/// there is one already.
pub fn free_journal(scenario: &str) -> PathBuf {
    let stem = Path::new(scenario)
        .file_stem()
        .map_or_else(|| "exercise".into(), |it| it.to_string_lossy().into_owned());
    let stem: String = stem
        .chars()
        .map(|letter| if text::is_unfit(letter) { '_' } else { letter })
        .collect();
    let first = PathBuf::from(format!("{stem}.journal"));
    let others = (2..).map(|number| PathBuf::from(format!("{stem}-{number}.journal")));
    let mut all = std::iter::once(first).chain(others);
    all.find(|path| !path.exists())
        .unwrap_or_else(|| PathBuf::from("exercise.journal"))
}

impl From<JournalError> for AppError {
    fn from(error: JournalError) -> Self {
        match error {
            JournalError::Io { .. } => Self::Failure(error.to_string()),
            _ => Self::Usage(error.to_string()),
        }
    }
}

impl Act {
    /// A step of the clock by so many ms.
    fn step(by: i64) -> Self {
        Self::Clock {
            change: crate::exercise::act::ClockAct::Step { by: Some(by) },
        }
    }
}

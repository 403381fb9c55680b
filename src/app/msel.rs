//! A list of the events of an exercise: what is scripted, and what one history brings.

use std::fs;
use std::io::ErrorKind;
use std::path::Path;
use std::str::FromStr;
use std::sync::atomic::AtomicBool;

use jiff::civil::DateTime;

use crate::disk::Disk;
use crate::msel::{self as list, Header, MselError};
use crate::report::msel::{MselPage, page};
use crate::scenario::document::Document;
use crate::scenario::time::{Instant, Span};
use crate::scenario::{self as scenario};
use crate::study::histories as study;
use crate::text;
use crate::world::World;

use super::command_line::quote;
use super::error::AppError;
use super::page::Language;
use super::source::{ScenarioSource, check_limit};
use super::threads::Threads;
use super::watch::Watch;

pub use crate::msel::{Audience, MselFormat as TableFormat, Preset};

/// Which history a list tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum History {
    /// The one nearest to the medians of many, as `sortie histories` finds it.
    Typical,
    /// The one that loses more service than 95% of many do.
    Severe,
    /// A replication by its number.
    Replication(u64),
}

impl FromStr for History {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "typical" => Ok(Self::Typical),
            "severe" => Ok(Self::Severe),
            number => number.parse().map(Self::Replication).map_err(|_| {
                "it is `typical`, `severe` or the number of a replication, from 0".to_owned()
            }),
        }
    }
}

/// What a list is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MselFormat {
    /// A list for people and programs.
    Table(TableFormat),
    /// Cards to hand out, as a page to print.
    Cards,
    /// The facilitator's guide, as a page to print.
    Guide,
}

/// What list to make.
#[derive(Clone, Debug)]
pub struct MselRequest {
    /// The scenario.
    pub source: ScenarioSource,
    /// Which history.
    pub history: History,
    /// Replications among which a typical or a severe one is looked for.
    pub replications: u64,
    /// Root seed; `None`: the scenario's.
    pub seed: Option<u64>,
    /// Scenario time at STARTEX, as an anchor; `None`: the scenario's start.
    pub from: Option<String>,
    /// Scenario time at ENDEX; `None`: the scenario's end.
    pub to: Option<String>,
    /// Time in the room from STARTEX to ENDEX; `None`: as long as in the scenario.
    pub compress: Option<Span>,
    /// When the exercise begins on the wall clock.
    pub startex: Option<DateTime>,
    /// Who answers questions.
    pub contact: String,
    /// When the list was last changed.
    pub revision: String,
    /// For whom; `None`: both where the format has room for two lists, else controllers.
    pub audience: Option<Audience>,
    /// What it is written as.
    pub format: MselFormat,
    /// For which program.
    pub preset: Preset,
    /// The language of cards and guide.
    pub language: Language,
    /// Worker threads.
    pub threads: Threads,
}

/// A list that was made.
#[derive(Clone, Debug)]
pub struct MselMade {
    /// The file.
    pub bytes: Vec<u8>,
    /// The replication that it tells.
    pub replication: u64,
    /// Injects in it.
    pub injects: usize,
    /// Events of the simulation in it.
    pub simulated: usize,
}

/// Makes a list.
///
/// # Errors
/// If the scenario has mistakes, a point in time can't be read, format, preset and audience do not
/// go together, or a replication fails.
pub fn msel(
    request: &MselRequest,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<MselMade, AppError> {
    let audience = audience(request)?;
    let document = request.source.open(watch)?;
    let (from, to) = window(&document, request)?;
    let seed = request.seed.unwrap_or(document.seed);
    let world = World::compile(document);
    let replication = replication(&world, seed, request, stop)?;
    let document = &world.document;
    let objectives = document.objectives.iter();
    let header = Header {
        exercise: document.title(),
        scenario: document.id.clone(),
        summary: document.summary.trim().to_owned(),
        contact: request.contact.clone(),
        startex: request.startex,
        revision: request.revision.clone(),
        seed,
        replication,
        from,
        to,
        length: request.compress.unwrap_or(to - from),
        objectives: objectives
            .map(|it| (it.id.clone(), it.name.clone(), it.capability.clone()))
            .collect(),
    };
    let msel = list::build(&world, header).map_err(error)?;
    let bytes = match request.format {
        MselFormat::Table(format) => {
            list::write(&msel, format, request.preset, audience).map_err(error)?
        }
        MselFormat::Cards => printed(&msel, MselPage::Cards, request.language)?,
        MselFormat::Guide => printed(&msel, MselPage::Guide, request.language)?,
    };
    let injects = msel.rows.iter().filter(|row| row.is_scripted()).count();
    Ok(MselMade {
        bytes,
        replication,
        injects,
        simulated: msel.rows.len() - injects,
    })
}

fn printed(msel: &list::Msel, which: MselPage, language: Language) -> Result<Vec<u8>, AppError> {
    page(msel, which, language).map_err(|error| AppError::Failure(error.to_string()))
}

fn error(error: MselError) -> AppError {
    match error {
        MselError::Choice(said) => AppError::Usage(said),
        other => AppError::Failure(other.to_string()),
    }
}

fn audience(request: &MselRequest) -> Result<Audience, AppError> {
    let has_room = matches!(
        request.format,
        MselFormat::Table(TableFormat::Xlsx | TableFormat::Md)
    );
    match (request.audience, request.format) {
        (None, _) if has_room => Ok(Audience::All),
        (None, _) => Ok(Audience::Controllers),
        (Some(Audience::All), MselFormat::Table(format)) if !has_room => {
            Err(AppError::Usage(format!(
                "--audience all: {format} holds one list\n  write --audience controllers or \
                 --audience players, or a workbook with --format xlsx"
            )))
        }
        (Some(_), MselFormat::Cards | MselFormat::Guide) => Err(AppError::Usage(
            "--audience is for lists: cards are for those they go to, the guide is for the \
             facilitator\n  leave it out"
                .to_owned(),
        )),
        (Some(audience), _) => Ok(audience),
    }
}

fn window(document: &Document, request: &MselRequest) -> Result<(Instant, Instant), AppError> {
    let point = |option: &str, text: &Option<String>, default: Instant| match text {
        None => Ok(default),
        Some(text) => scenario::anchor(document, text).map_err(|said| {
            let said = said.replace('\n', "\n  ");
            AppError::Usage(format!("--{option} {}: {said}", quote(text)))
        }),
    };
    let from = point("from", &request.from, Instant::START)?;
    let to = point("to", &request.to, document.end)?;
    let minute = |at: Instant| document.calendar.minute(at);
    if from < Instant::START || to > document.end {
        return Err(AppError::Usage(format!(
            "--from and --to must lie within the scenario, {} to {}",
            minute(Instant::START),
            minute(document.end)
        )));
    }
    if to <= from {
        return Err(AppError::Usage(format!(
            "--to, {}, must be later than --from, {}",
            minute(to),
            minute(from)
        )));
    }
    Ok((from, to))
}

/// The number of the history.
fn replication(
    world: &World,
    seed: u64,
    request: &MselRequest,
    stop: &AtomicBool,
) -> Result<u64, AppError> {
    let severe = match request.history {
        History::Replication(number) => return Ok(number),
        History::Typical => false,
        History::Severe => true,
    };
    check_limit(request.replications, &world.document)?;
    let all = request
        .threads
        .install(|| study::histories(world, seed, request.replications, stop))?
        .map_err(|error| AppError::of_study(&error))?;
    let choice = study::choose(&all, 0.95, 1)
        .ok_or_else(|| AppError::Usage("no replications to look at".to_owned()))?;
    let place = if severe {
        choice.severe
    } else {
        choice.typical
    };
    Ok(all[place].replication)
}

/// Puts a file in place, whole or not at all. One that is there already stays, unless `force`
/// says otherwise: somebody may have worked on it.
///
/// # Errors
/// If something is there already, or it can't be written.
pub fn keep(path: &Path, bytes: &[u8], force: bool) -> Result<(), AppError> {
    let said = |why: &str| AppError::Usage(format!("cannot write {}: {why}", path.display()));
    let failed = |error: std::io::Error| {
        let why = text::said_of_writing(&error);
        AppError::Failure(format!("cannot write {}: {why}", path.display()))
    };
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(failed(error)),
        Ok(found) if found.is_dir() => {
            return Err(said("it is a folder\n  name a file in it"));
        }
        Ok(found) if force && found.is_file() => {}
        Ok(_) => {
            return Err(said(
                "it is there already, and somebody may have worked on it\n  choose another file \
                 with --out FILE, or replace this one with --force",
            ));
        }
    }
    let disk = Disk::default();
    if let Some(folder) = path.parent().filter(|it| *it != Path::new("")) {
        disk.make_folder(folder).map_err(failed)?;
    }
    disk.replace(path, bytes).map_err(failed)
}

//! One part of a study, here or on another machine.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use serde::{Deserialize, Serialize};

use crate::scenario::ScenarioText;
use crate::study::Shard;

use super::compare::{self, CompareRequest};
use super::cut_off::{CutOff, Recipe, ShardOutcome, part_folder};
use super::error::AppError;
use super::output::{Output, default_folder};
use super::run::{self, RunRequest};
use super::source::ScenarioSource;
use super::sweep::{self, SweepRequest};
use super::threads::Threads;
use super::uncertain::{self, UncertainRequest};
use super::watch::Watch;

/// A study that can be cut into parts: one whose chunks are known before it is run.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum StudyRequest {
    /// A run.
    Run(RunRequest),
    /// A comparison of a fixed number of replications.
    Compare(CompareRequest),
    /// A study of assumptions.
    Uncertain(UncertainRequest),
    /// A sweep.
    Sweep(SweepRequest),
}

/// Works out one part of a study, whose results stay in a folder for [`merge`](super::merge()).
///
/// # Errors
/// If the scenario has mistakes, the study can't be cut, the folder can't take the part, a
/// replication fails, or it was told to stop.
pub fn shard(
    request: &StudyRequest,
    shard: Shard,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<ShardOutcome, AppError> {
    // Read once: the part is of this text even if its file is changed meanwhile.
    let mut request = request.clone();
    let text = request.source().text()?;
    request.source_mut().text = Some(Arc::clone(&text));
    let recipe = match &request {
        StudyRequest::Run(_) => None,
        _ => Some(Recipe {
            request: serde_json::to_value(&request)
                .map_err(|error| AppError::Failure(error.to_string()))?,
            text: Some(text.text().to_owned()),
        }),
    };
    let cut = CutOff { shard, recipe };
    match &request {
        StudyRequest::Run(request) => run::part(request, &cut, stop, watch),
        StudyRequest::Compare(request) => compare::part(request, &cut, stop, watch),
        StudyRequest::Uncertain(request) => uncertain::part(request, &cut, stop, watch),
        StudyRequest::Sweep(request) => sweep::part(request, &cut, stop, watch),
    }
}

/// The folders of all parts of a study, and that of its results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardFolders {
    /// The parts with their folders.
    pub parts: Vec<(Shard, PathBuf)>,
    /// The folder of the results, once the parts are joined.
    pub results: PathBuf,
}

/// Where the parts of a study go, if it is cut into so many. Everything is checked that can be
/// before the study is run.
///
/// # Errors
/// If the scenario has mistakes, or the study can't be cut.
pub fn shard_folders(
    request: &StudyRequest,
    of: Shard,
    watch: &mut dyn Watch,
) -> Result<ShardFolders, AppError> {
    let results = match request {
        StudyRequest::Run(request) => {
            let (document, _) = request.open(watch)?;
            request.output.folder_or(|| default_folder(&document))
        }
        StudyRequest::Compare(request) => {
            request.check_fixed()?;
            request.open(watch)?.prepared.folder
        }
        StudyRequest::Uncertain(request) => request.open(watch)?.prepared.folder,
        StudyRequest::Sweep(request) => request.open(watch)?.results,
    };
    let parts = of
        .others()
        .map(|shard| (shard, part_folder(&results, shard)));
    Ok(ShardFolders {
        parts: parts.collect(),
        results,
    })
}

impl StudyRequest {
    /// Where results go.
    pub const fn output(&self) -> &Output {
        match self {
            Self::Run(request) => &request.output,
            Self::Compare(request) => &request.basis.output,
            Self::Uncertain(request) => &request.basis.output,
            Self::Sweep(request) => &request.output,
        }
    }

    fn source(&self) -> &ScenarioSource {
        match self {
            Self::Run(request) => &request.source,
            Self::Compare(request) => &request.basis.source,
            Self::Uncertain(request) => &request.basis.source,
            Self::Sweep(request) => &request.source,
        }
    }

    fn source_mut(&mut self) -> &mut ScenarioSource {
        match self {
            Self::Run(request) => &mut request.source,
            Self::Compare(request) => &mut request.basis.source,
            Self::Uncertain(request) => &mut request.basis.source,
            Self::Sweep(request) => &mut request.source,
        }
    }

    /// The same study of a text that lies with its parts, with its results in another place.
    pub(super) fn of(mut self, text: ScenarioText, threads: Threads, output: &Output) -> Self {
        self.source_mut().text = Some(Arc::new(text));
        let (own_threads, own_output) = match &mut self {
            Self::Run(request) => (&mut request.threads, &mut request.output),
            Self::Compare(request) => (&mut request.basis.threads, &mut request.basis.output),
            Self::Uncertain(request) => (&mut request.basis.threads, &mut request.basis.output),
            Self::Sweep(request) => (&mut request.threads, &mut request.output),
        };
        *own_threads = threads;
        own_output.clone_from(output);
        self
    }
}

//! The parts of a study, joined to the results that one place would have made.

use std::path::PathBuf;
use std::sync::atomic::AtomicBool;

use crate::report::comparison_results::ComparisonResults;
use crate::report::sweep_results::SweepResults;
use crate::report::uncertain_results::UncertainResults;
use crate::scenario::ScenarioText;
use crate::scenario::document::Document;
use crate::study::identity::Identity;
use crate::study::merge::{MergeError, Parts};
use crate::study::{ChunkStoreError, RunManifest, scenario_copy};
use crate::text;

use super::compare;
use super::cut_off::Recipe;
use super::error::AppError;
use super::output::{Finished, Output};
use super::run::{self, RunRequest};
use super::run_outcome::RunOutcome;
use super::shard::StudyRequest;
use super::source::check_limit;
use super::sweep;
use super::threads::Threads;
use super::uncertain;
use super::watch::Watch;

/// Parts that are to be joined.
#[derive(Clone, Debug, Default)]
pub struct MergeRequest {
    /// Folders of all parts of one study, in any order.
    pub folders: Vec<PathBuf>,
    /// Worker threads, also for drawing charts.
    pub threads: Threads,
    /// Where results go. There is nothing to resume.
    pub output: Output,
}

/// The results of a study whose parts were joined.
#[derive(Debug)]
pub enum Merged {
    /// Of a run.
    Run(Box<Finished<RunOutcome>>),
    /// Of a comparison.
    Compare(Box<Finished<ComparisonResults>>),
    /// Of a study of assumptions.
    Uncertain(Box<Finished<UncertainResults>>),
    /// Of a sweep.
    Sweep(Box<Finished<SweepResults>>),
}

/// Joins the parts of a study to the results that one place would have made: the study is brought
/// to its end as ever, and finds every chunk done.
///
/// # Errors
/// If the parts do not make a whole, the folder can't take the results, or it was told to stop.
pub fn merge(
    request: &MergeRequest,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<Merged, AppError> {
    let parts = Parts::look(&request.folders)?;
    let folder = parts.folder();
    scenario_copy::inspect(folder).map_err(|(path, error)| {
        AppError::Usage(format!(
            "cannot read {}: {}",
            path.display(),
            text::said(&error)
        ))
    })?;
    let Some(recipe) = parts.request().cloned() else {
        let request = RunRequest {
            threads: request.threads,
            output: request.output.clone(),
            ..RunRequest::default()
        };
        let open = open_run(&parts)?;
        let finished = run::complete(&request, open, Some(parts), stop, watch)?;
        return Ok(Merged::Run(Box::new(finished)));
    };
    let unsound = |error: serde_json::Error| {
        MergeError::ChunkStore(ChunkStoreError::Unsound {
            folder: folder.to_owned(),
            file: "study.json".to_owned(),
            why: format!("asks for no study: {error}"),
        })
    };
    let recipe: Recipe = serde_json::from_value(recipe).map_err(unsound)?;
    let asked: StudyRequest = serde_json::from_value(recipe.request).map_err(unsound)?;
    let samples = folder.join(scenario_copy::SAMPLES);
    let text = if let Some(text) = recipe.text {
        text
    } else {
        let path = folder.join(scenario_copy::TEXT);
        text::read(&path, None)
            .map_err(|error| AppError::Usage(format!("cannot read {}: {error}", path.display())))?
    };
    let text = ScenarioText::laid_down(text, &parts.study().scenario, &samples);
    let parts = Some(parts);
    Ok(match asked.of(text, request.threads, &request.output) {
        StudyRequest::Run(_) => {
            let message = "a run's part asks for what its identity says already";
            return Err(AppError::Failure(message.to_owned()));
        }
        StudyRequest::Compare(request) => {
            let open = request.open(watch)?;
            let finished = compare::complete(&request, open, parts, stop, watch)?;
            Merged::Compare(Box::new(finished))
        }
        StudyRequest::Uncertain(request) => {
            let open = request.open(watch)?;
            let finished = uncertain::complete(&request, open, parts, stop, watch)?;
            Merged::Uncertain(Box::new(finished))
        }
        StudyRequest::Sweep(request) => {
            let open = request.open(watch)?;
            let finished = sweep::complete(&request, open, parts, stop, watch)?;
            Merged::Sweep(Box::new(finished))
        }
    })
}

/// The run that the parts are of, from the scenario that lies with them.
fn open_run(parts: &Parts) -> Result<(Document, RunManifest), AppError> {
    let study = parts.study();
    let folder = parts.folder();
    let loaded = scenario_copy::load(folder, &study.scenario, study.policy.as_deref())?;
    let document = loaded.document;
    check_limit(study.replications, &document)?;
    let here = Identity::new(
        &study.kind,
        &document,
        &study.overlays,
        study.seed,
        study.replications,
        study.settings.clone(),
    );
    let manifest = RunManifest::new(here, None, parts.command().to_owned());
    Ok((document, manifest))
}

//! Which scenario, with what changed.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::scenario::document::Document;
use crate::scenario::{self, Loaded, Overlay, Report, ScenarioText};

use super::command_line::source_words;
use super::error::AppError;
use super::watch::{Event, Watch};

/// Which scenario, with what changed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioSource {
    /// A file, or the name of a ready scenario.
    pub scenario: String,
    /// Id of one of its policies, applied before the overlays.
    pub policy: Option<String>,
    /// Changes of values, each as `path=value`, and blocks to leave out, each as `-inject.c9`; in
    /// order.
    pub overlays: Vec<String>,
    /// The text, where it need not be looked for, as it lies with partial results.
    #[doc(hidden)]
    #[serde(skip)]
    pub text: Option<Arc<ScenarioText>>,
}

impl ScenarioSource {
    /// A scenario as it is.
    pub fn new(scenario: impl Into<String>) -> Self {
        Self {
            scenario: scenario.into(),
            ..Self::default()
        }
    }

    /// The overlays, parted into paths and values.
    ///
    /// # Errors
    /// If one is not of the form `path=value`.
    pub fn split(&self) -> Result<Vec<Overlay>, AppError> {
        let overlays = self.overlays.iter();
        overlays
            .map(|overlay| scenario::parse_overlay(overlay).map_err(AppError::from))
            .collect()
    }

    /// Loads the scenario.
    ///
    /// # Errors
    /// If it has mistakes.
    pub fn load(&self) -> Result<Loaded, AppError> {
        let overlays = self.split()?;
        Ok(self.text()?.load(self.policy.as_deref(), &overlays)?)
    }

    /// The text before anything is changed in it.
    ///
    /// # Errors
    /// A report that it can't be found or read.
    pub(crate) fn text(&self) -> Result<Arc<ScenarioText>, Report> {
        match &self.text {
            Some(text) => Ok(Arc::clone(text)),
            None => scenario::find(&self.scenario).map(Arc::new),
        }
    }

    /// Loads the scenario and tells of its warnings.
    ///
    /// # Errors
    /// If it has mistakes.
    pub fn open(&self, watch: &mut dyn Watch) -> Result<Document, AppError> {
        let Loaded { document, warnings } = self.load()?;
        if !warnings.diagnostics().is_empty() {
            watch.see(Event::Warnings(&warnings));
        }
        Ok(document)
    }

    /// The part of a command line that names this source.
    pub fn words(&self) -> String {
        source_words(&self.scenario, self.policy.as_deref(), &self.overlays)
    }
}

/// Refuses more replications than the scenario's limit.
///
/// # Errors
/// If there are more.
pub(crate) fn check_limit(replications: u64, document: &Document) -> Result<(), AppError> {
    let limit = document.limits.replications;
    if replications <= limit {
        return Ok(());
    }
    Err(AppError::Limit {
        asked: replications,
        limit,
    })
}

//! What comparisons and selections share: who takes part, by which measures, where results go.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::scenario::document::Document;
use crate::scenario::overlay::same_content;
use crate::scenario::time::Span;
use crate::study::alternative::{AS_IT_IS, Alternative};
use crate::study::compare::CompareError;
use crate::study::compared_policies::PolicyEntry;
use crate::study::measures::{self, MeasureSpec};
use crate::study::{Identity, RunManifest};

use super::alternatives::Field;
use super::checkpoint::Checkpoint;
use super::command_line::{quote, set_words, source_words};
use super::error::AppError;
use super::output::Output;
use super::source::ScenarioSource;
use super::threads::Threads;
use super::watch::Watch;
use super::written::Written;

/// Who takes part, by which measures, where results go.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ComparisonBasis {
    /// The scenario, and what is changed in it after each policy. It names no policy of its own.
    pub source: ScenarioSource,
    /// Ids of policies, or `all`.
    pub policies: Vec<String>,
    /// Id of the baseline; `None` for the scenario as it is.
    pub baseline: Option<String>,
    /// Names of measures, the headline first; none for the usual ones.
    pub measures: Vec<String>,
    /// Where mean durations are cut; `None` for the usual times.
    pub horizon: Option<Written<Span>>,
    /// Root seed, the same for every policy; `None` for the scenario's.
    pub seed: Option<u64>,
    /// Worker threads, also for drawing charts.
    #[serde(skip)]
    pub threads: Threads,
    /// Where results go.
    #[serde(skip)]
    pub output: Output,
}

impl ComparisonBasis {
    /// All policies of a scenario against the scenario as it is, by the usual measures.
    pub fn new(scenario: impl Into<String>) -> Self {
        Self {
            source: ScenarioSource::new(scenario),
            policies: vec!["all".to_owned()],
            baseline: None,
            measures: Vec::new(),
            horizon: None,
            seed: None,
            threads: Threads::ALL,
            output: Output::default(),
        }
    }

    fn field(&self) -> Field<'_> {
        Field {
            source: &self.source,
            policies: &self.policies,
            baseline: self.baseline.as_deref(),
        }
    }

    /// Opens the scenario and checks what can be checked without compiling it.
    pub(super) fn check(&self, watch: &mut dyn Watch) -> Result<Checked, AppError> {
        let as_it_is = ScenarioSource {
            policy: None,
            ..self.source.clone()
        };
        let document = as_it_is.open(watch)?;
        let ids = self.field().ids(&document)?;
        let length = document.end - document.warm_up;
        if let Some(horizon) = self.horizon.as_ref().filter(|it| it.value >= length) {
            return Err(AppError::Usage(format!(
                "--horizon {}: the scenario lasts {length} after its warm-up, so no incident could \
                 be watched for so long",
                quote(&horizon.text)
            )));
        }
        let horizon = self.horizon();
        let measures = measures::choose(&document, &self.measures, horizon)
            .map_err(|unknown| AppError::Usage(unknown.to_string()))?;
        Ok(Checked {
            document,
            ids,
            measures,
        })
    }

    /// The same for the baseline alone, with which nothing is compared.
    pub(super) fn check_alone(&self, watch: &mut dyn Watch) -> Result<Checked, AppError> {
        let as_it_is = ScenarioSource {
            policy: None,
            ..self.source.clone()
        };
        let document = as_it_is.open(watch)?;
        let under = ScenarioSource {
            policy: self.baseline.clone(),
            ..self.source.clone()
        };
        under.load()?;
        let ids = vec![self.baseline.clone()];
        let measures = measures::choose(&document, &self.measures, self.horizon())
            .map_err(|unknown| AppError::Usage(unknown.to_string()))?;
        Ok(Checked {
            document,
            ids,
            measures,
        })
    }

    /// The command that runs the baseline alone, up to its seed.
    pub(super) fn command_alone(&self, ids: &[Option<String>], measures: &[MeasureSpec]) -> String {
        let policy = ids.first().and_then(Option::as_deref);
        let words = source_words(&self.source.scenario, policy, &self.source.overlays);
        format!("sortie run {words} --measure {}", names(measures))
    }

    pub(super) fn horizon(&self) -> Option<Span> {
        self.horizon.as_ref().map(|it| it.value)
    }

    /// Compiles everyone; `what` is done to the policies, for the name of the folder. With `once`, those who are the baseline under another name take
    /// no part.
    pub(super) fn prepare(
        &self,
        checked: Checked,
        what: &str,
        once: bool,
    ) -> Result<Prepared, AppError> {
        let Checked {
            document,
            ids,
            measures,
        } = checked;
        let folder = self
            .output
            .folder_or(|| PathBuf::from("output").join(format!("{}--{what}", document.id)));
        let field = self.field();
        let alternatives = ids
            .iter()
            .map(|id| field.alternative(id.as_deref(), &document))
            .collect::<Result<Vec<Alternative>, AppError>>()?;
        let (alternatives, same_as_baseline) = if once {
            apart(alternatives)?
        } else {
            (alternatives, Vec::new())
        };
        let mut ids = ids;
        ids.retain(|id| {
            let id = id.as_deref().unwrap_or(AS_IT_IS);
            alternatives.iter().any(|it| it.id == id)
        });
        Ok(Prepared {
            seed: self.seed.unwrap_or(document.seed),
            document,
            ids,
            alternatives,
            same_as_baseline,
            measures,
            folder,
        })
    }

    /// What the bytes of a study depend on. `command` is the one that does the same.
    pub(super) fn run_manifest(
        &self,
        prepared: &Prepared,
        kind: &str,
        most: u64,
        mut settings: Vec<String>,
        command: String,
    ) -> RunManifest {
        let alternatives = &prepared.alternatives;
        let ids: Vec<&str> = alternatives.iter().map(|it| it.id.as_str()).collect();
        settings.push(format!("--policies {}", ids.join(",")));
        settings.push(format!("--measure {}", names(&prepared.measures)));
        if let Some(horizon) = self.horizon() {
            settings.push(format!("--horizon {horizon}"));
        }
        let document = &prepared.document;
        let overlays = &self.source.overlays;
        let identity = Identity::new(kind, document, overlays, prepared.seed, most, settings);
        let under = alternatives.iter().map(|it| &it.world.document);
        let identity = identity.with_samples(&under.collect::<Vec<_>>());
        RunManifest::new(identity, None, command)
    }

    /// The command that makes the same results, on any machine, up to its seed.
    pub(super) fn command(&self, ids: &[Option<String>], measures: &[MeasureSpec]) -> String {
        let id = |id: &Option<String>| id.clone().unwrap_or_else(|| AS_IT_IS.to_owned());
        let policies: Vec<String> = ids[1..].iter().map(id).collect();
        let mut command = format!(
            "sortie compare {} --policies {}",
            quote(&self.source.scenario),
            policies.join(",")
        );
        if ids[0].is_some() {
            command.push_str(&format!(" --baseline {}", id(&ids[0])));
        }
        command.push_str(&format!(" --measure {}", names(measures)));
        if let Some(horizon) = &self.horizon {
            command.push_str(&format!(" --horizon {}", quote(&horizon.text)));
        }
        command + &set_words(&self.source.overlays)
    }

    /// What an error of the work means for the request.
    pub(super) fn failed(
        &self,
        error: CompareError,
        seed: u64,
        checkpoint: Checkpoint,
    ) -> AppError {
        let message = error.to_string();
        let (policy, failure) = match error {
            CompareError::Study(error) => return checkpoint.give_up(error),
            CompareError::Replication { policy, failure } => (policy, failure),
        };
        checkpoint.discard();
        let policy = Some(policy.as_str()).filter(|policy| *policy != AS_IT_IS);
        let words = source_words(&self.source.scenario, policy, &self.source.overlays);
        AppError::Replication {
            message,
            trace: format!(
                "sortie trace {words} --replication {} --seed {seed}",
                failure.replication
            ),
            out: None,
        }
    }
}

fn names(measures: &[MeasureSpec]) -> String {
    let names: Vec<&str> = measures.iter().map(|it| it.name.as_str()).collect();
    names.join(",")
}

/// A request that makes sense for its scenario.
pub(super) struct Checked {
    /// The scenario as it is.
    pub document: Document,
    /// Ids, the baseline's first; `None` is the scenario as it is.
    pub ids: Vec<Option<String>>,
    /// Measures, the headline first.
    pub measures: Vec<MeasureSpec>,
}

/// All that work needs.
pub(super) struct Prepared {
    /// The scenario as it is.
    pub document: Document,
    /// Ids, the baseline's first; `None` is the scenario as it is.
    pub ids: Vec<Option<String>>,
    /// Everyone compiled, in the same order.
    pub alternatives: Vec<Alternative>,
    /// Who was named too, and is the baseline under another name.
    pub same_as_baseline: Vec<PolicyEntry>,
    /// Measures, the headline first.
    pub measures: Vec<MeasureSpec>,
    /// Root seed.
    pub seed: u64,
    /// Folder of the results.
    pub folder: PathBuf,
}

/// Takes out those who are the baseline under another name, as their scenario says the same.
fn apart(alternatives: Vec<Alternative>) -> Result<(Vec<Alternative>, Vec<PolicyEntry>), AppError> {
    let base = alternatives[0].id.clone();
    let text = alternatives[0].world.document.text.clone();
    let (kept, same): (Vec<Alternative>, Vec<Alternative>) = alternatives
        .into_iter()
        .partition(|it| it.id == base || !same_content(&text, &it.world.document.text));
    if kept.len() < 2 {
        let names: Vec<String> = same.iter().map(|it| format!("`{}`", it.id)).collect();
        return Err(AppError::Usage(format!(
            "there is nothing to compare: under {} the scenario is the same as under the baseline, \
             `{base}`\n  name another policy with --policies",
            names.join(", "),
        )));
    }
    Ok((kept, same.iter().map(PolicyEntry::of).collect()))
}

//! Who takes part in a comparison: finding policies by id, and compiling the scenario under
//! each.

use crate::scenario::document::Document;
use crate::scenario::suggestion::{existing, nearest};
use crate::study::alternative::{AS_IT_IS, Alternative};
use crate::world::World;

use super::command_line::quote;
use super::error::{AppError, UnknownPolicy};
use super::source::ScenarioSource;

/// What the alternatives are made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    /// The scenario and what is changed in it after the policy.
    pub source: &'a ScenarioSource,
    /// Ids of policies, or `all`.
    pub policies: &'a [String],
    /// Id of the baseline.
    pub baseline: Option<&'a str>,
}

impl Field<'_> {
    /// Who takes part, the baseline first; `None` is the scenario as it is.
    pub(super) fn ids(&self, document: &Document) -> Result<Vec<Option<String>>, AppError> {
        let known: Vec<&str> = document.policies.iter().map(|it| it.id.as_str()).collect();
        let scenario = quote(&self.source.scenario);
        if known.is_empty() {
            return Err(AppError::Usage(format!(
                "{scenario} has no policies to compare\n  add [[policy]] blocks to it: each has an \
                 `id`, and what it would `set`"
            )));
        }
        let mut unknown = Vec::new();
        let mut found = |id: &str| -> Option<String> {
            if known.contains(&id) {
                return Some(id.to_owned());
            }
            if id != AS_IT_IS {
                unknown.push(UnknownPolicy {
                    scenario: scenario.clone(),
                    id: id.to_owned(),
                    near: nearest(id, known.iter().copied()).map(str::to_owned),
                });
            }
            None
        };
        let mut ids = vec![self.baseline.and_then(&mut found)];
        for id in self.policies {
            let these: Vec<Option<String>> = if id == "all" {
                known.iter().map(|id| Some((*id).to_owned())).collect()
            } else {
                vec![found(id)]
            };
            for id in these {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        if !unknown.is_empty() {
            return Err(AppError::Policies {
                unknown,
                known: format!(
                    "{}, and `{AS_IT_IS}` for the scenario without any",
                    existing(known)
                ),
            });
        }
        if ids.len() < 2 {
            let message = "there is nothing to compare the baseline with: name another policy with --policies";
            return Err(AppError::Usage(message.to_owned()));
        }
        Ok(ids)
    }

    /// Compiles the scenario under a policy.
    pub(super) fn alternative(
        &self,
        id: Option<&str>,
        document: &Document,
    ) -> Result<Alternative, AppError> {
        let changed = if id.is_some() {
            let under = ScenarioSource {
                policy: id.map(str::to_owned),
                ..self.source.clone()
            };
            under.load()?.document
        } else {
            document.clone()
        };
        Ok(Alternative::new(document, id, World::compile(changed)))
    }
}

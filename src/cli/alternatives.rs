//! Who takes part in a comparison: finding policies by id, and compiling the scenario under
//! each.

use crate::scenario::diagnostic::{existing, nearest};
use crate::scenario::document::Document;
use crate::study::compare::Alternative;
use crate::study::identity;
use crate::world::World;

use super::{Failed, open, quote, split};

/// Id of the scenario without a policy.
pub(super) const AS_IT_IS: &str = "as-it-is";

/// What the alternatives are made of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field<'a> {
    /// A file, or the name of a ready scenario.
    pub scenario: &'a str,
    /// Ids of policies, or `all`.
    pub policies: &'a [String],
    /// Id of the baseline.
    pub baseline: Option<&'a str>,
    /// `PATH=VALUE`, after the policy.
    pub overlays: &'a [String],
    /// Show no warnings.
    pub quiet: bool,
}

impl Field<'_> {
    /// Opens the scenario as it is; its warnings are shown unless it must be quiet.
    pub fn open(&self) -> Result<Document, Failed> {
        self.open_under(None, self.quiet)
    }

    fn open_under(&self, policy: Option<&str>, quiet: bool) -> Result<Document, Failed> {
        let loaded = open(self.scenario, policy, &split(self.overlays)?, quiet)?;
        Ok(loaded.document)
    }

    /// Who takes part, the baseline first; `None` is the scenario as it is.
    pub fn ids(&self, document: &Document) -> Result<Vec<Option<String>>, Failed> {
        let known: Vec<&str> = document.policies.iter().map(|it| it.id.as_str()).collect();
        let scenario = quote(self.scenario);
        if known.is_empty() {
            return Err(Failed::Usage(format!(
                "error: {scenario} has no policies to compare\n  add [[policy]] blocks to it: each has an \
             `id`, and what it would `set`"
            )));
        }
        let mut unknown = Vec::new();
        let mut found = |id: &str| -> Option<String> {
            if known.contains(&id) {
                return Some(id.to_owned());
            }
            if id != AS_IT_IS {
                let near = nearest(id, known.iter().copied());
                let near =
                    near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
                unknown.push(format!("error: {scenario} has no policy `{id}`{near}"));
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
            unknown.push(format!(
                "  {}, and `{AS_IT_IS}` for the scenario without any",
                existing(known)
            ));
            return Err(Failed::Usage(unknown.join("\n")));
        }
        if ids.len() < 2 {
            return Err(Failed::Usage(
            "error: there is nothing to compare the baseline with: name another policy with --policies"
                .to_owned(),
        ));
        }
        Ok(ids)
    }

    /// Compiles the scenario under a policy.
    pub fn alternative(
        &self,
        id: Option<&str>,
        document: &Document,
    ) -> Result<Alternative, Failed> {
        let changed = match id {
            None => document.clone(),
            Some(_) => self.open_under(id, true)?,
        };
        let name = match id {
            None => "the scenario as it is".to_owned(),
            Some(id) => document
                .policies
                .iter()
                .find(|it| it.id == id)
                .map_or_else(|| id.to_owned(), |it| it.name.clone()),
        };
        Ok(Alternative {
            id: id.unwrap_or(AS_IT_IS).to_owned(),
            name,
            hash: identity::scenario_hash(&changed),
            world: World::compile(changed),
        })
    }
}

//! What a scenario assumes, varied: the world of a policy at a point, and what is said where there
//! is none.

use std::sync::Arc;

use crate::scenario::assumption::{Assumption, Extent, Pick, assumptions, overlaps};
use crate::scenario::document::Document;
use crate::scenario::{Overlay, Report, ScenarioText};
use crate::study::alternative::AS_IT_IS;
use crate::study::uncertain::UncertainError;
use crate::world::World;

use super::checkpoint::Checkpoint;
use super::command_line::source_words;
use super::error::AppError;
use super::source::ScenarioSource;

/// Points that make no scenario, of which the reason is told.
const TOLD: usize = 5;

/// The assumptions of a scenario that are varied.
pub(super) struct Assumed {
    /// Which these are.
    pub varied: Vec<Assumption>,
    document: Document,
    source: ScenarioSource,
    overlays: Vec<Overlay>,
    text: Arc<ScenarioText>,
}

/// Points that are looked at when one of them makes no scenario.
pub(super) struct Among<'a> {
    /// The point of a number.
    pub points: &'a dyn Fn(usize) -> Vec<Pick>,
    /// How many.
    pub count: usize,
    /// How they are called: `128 points`.
    pub called: String,
}

impl Assumed {
    /// The assumptions of a scenario that are named, or all.
    ///
    /// # Errors
    /// If the scenario has no such assumptions, or what is set by hand is one of them.
    pub(super) fn open(
        source: &ScenarioSource,
        document: &Document,
        names: &[String],
    ) -> Result<Self, AppError> {
        let varied = assumptions(document, &document.text, names)?;
        let overlays = source.split()?;
        check_overlays(&overlays, &varied)?;
        Ok(Self {
            varied,
            document: document.clone(),
            source: source.clone(),
            overlays,
            text: source.text()?,
        })
    }

    /// How many possibilities each has.
    pub(super) fn extents(&self) -> Vec<Extent> {
        self.varied.iter().map(Assumption::extent).collect()
    }

    /// Their ids, as `--uncertain` takes them.
    pub(super) fn names(&self) -> String {
        let names: Vec<&str> = self.varied.iter().map(|it| it.id.as_str()).collect();
        names.join(",")
    }

    /// The world of a policy at a point.
    ///
    /// # Errors
    /// A report of the mistakes that the scenario has there.
    pub(super) fn load(&self, point: &[Pick], policy: &str) -> Result<World, Report> {
        let pairs = self.varied.iter().zip(point);
        let changes = pairs.flat_map(|(assumption, pick)| assumption.at(pick).changes);
        let changes: Vec<Overlay> = changes.collect();
        let policy = Some(policy).filter(|id| *id != AS_IT_IS);
        let loaded = self.text.assuming(&changes)?.load(policy, &self.overlays)?;
        Ok(World::compile(loaded.document))
    }

    /// What each assumption is at a point, in words.
    fn words(&self, point: &[Pick]) -> String {
        let pairs = self.varied.iter().zip(point);
        let words = pairs
            .map(|(assumption, pick)| format!("{} = {}", assumption.id, assumption.at(pick).words));
        words.collect::<Vec<_>>().join("; ")
    }

    /// The command that traces a replication of a policy at a point, up to its seed. What the
    /// policy sets is decided, so it is not set to what it was assumed to be.
    pub(super) fn trace(&self, point: &[Pick], policy: &str, replication: u64) -> String {
        let decided = |path: &str| {
            let policy = self.document.policies.iter().find(|it| it.id == policy);
            policy.is_some_and(|it| it.set.iter().any(|own| overlaps(&own.path, path)))
        };
        let pairs = self.varied.iter().zip(point);
        let mut overlays = self.source.overlays.clone();
        for (path, value) in pairs.flat_map(|(assumption, pick)| assumption.at(pick).changes) {
            if !decided(&path) {
                overlays.push(format!("{path}={value}"));
            }
        }
        let policy = Some(policy).filter(|id| *id != AS_IT_IS);
        let words = source_words(&self.source.scenario, policy, &overlays);
        format!("sortie trace {words} --replication {replication}")
    }

    /// What an error of the work means for the request. `baseline` is the id of the policy under
    /// which other points are looked at.
    pub(super) fn failed(
        &self,
        error: UncertainError,
        among: &Among<'_>,
        baseline: &str,
        seed: u64,
        checkpoint: Checkpoint,
    ) -> AppError {
        let message = error.to_string();
        let at = |point: usize| self.words(&(among.points)(point));
        let failed = match error {
            UncertainError::Study(error) => return checkpoint.give_up(error),
            UncertainError::Scenario { point, report, .. } => {
                let mut others = Vec::new();
                for other in (0..among.count).filter(|other| *other != point) {
                    if let Some(report) = self.load(&(among.points)(other), baseline).err() {
                        others.push(format!(
                            "  point {} ({}): {}",
                            other + 1,
                            at(other),
                            report.summary()
                        ));
                    }
                }
                let more = match others.len() {
                    0 => String::new(),
                    count => {
                        others.truncate(TOLD);
                        format!(
                            "so has the scenario as it is at {count} more of {}:\n{}\n",
                            among.called,
                            others.join("\n")
                        )
                    }
                };
                AppError::Scenario {
                    context: format!(
                        "{message}: {}\n{more}  no results were written; narrow what these \
                         assumptions may be, or leave one out\n\n",
                        at(point)
                    ),
                    report,
                }
            }
            UncertainError::Replication {
                point,
                policy,
                failure,
            } => AppError::Replication {
                message: format!("{message}\n  there, {}", at(point)),
                trace: format!(
                    "{} --seed {seed}",
                    self.trace(&(among.points)(point), &policy, failure.replication)
                ),
                out: None,
            },
        };
        checkpoint.discard();
        failed
    }

    /// What policies have decided that is assumed elsewhere, in words.
    pub(super) fn decided(&self, ids: &[String]) -> Vec<String> {
        let mut said = Vec::new();
        for assumption in &self.varied {
            let sets = |id: &&String| {
                let policy = self.document.policies.iter().find(|it| it.id == **id);
                policy.is_some_and(|policy| {
                    policy.set.iter().any(|setting| {
                        let mut own = assumption.paths.iter();
                        own.any(|path| overlaps(path, &setting.path))
                    })
                })
            };
            let who: Vec<String> = ids
                .iter()
                .filter(sets)
                .map(|id| format!("`{id}`"))
                .collect();
            if !who.is_empty() {
                said.push(format!(
                    "“{}” does not vary under {}: {} what it assumes.",
                    assumption.name,
                    who.join(", "),
                    if who.len() == 1 {
                        "the policy sets"
                    } else {
                        "these policies set"
                    }
                ));
            }
        }
        said
    }
}

/// Refuses a `--set` of what an assumption varies.
fn check_overlays(
    overlays: &[(String, String)],
    assumptions: &[Assumption],
) -> Result<(), AppError> {
    for (path, _) in overlays {
        for assumption in assumptions {
            if assumption.paths.iter().any(|own| overlaps(own, path)) {
                return Err(AppError::Usage(format!(
                    "--set {path} fixes what the assumption `{}` varies\n  leave the --set out, or name \
                     the other assumptions: --uncertain A,B",
                    assumption.id
                )));
            }
        }
    }
    Ok(())
}

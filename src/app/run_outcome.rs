//! Results of a finished run, whether it was done in one piece or joined from parts.

use std::path::Path;

use crate::outcome::Rows;
use crate::report::manifest::Manifest;
use crate::report::results::{Results, ResultsError};
use crate::report::results_folder::{Published, ResultsFolder};
use crate::report::summary_text;
use crate::study::{Identity, Study, summary::Summary};
use crate::text::Width;
use crate::world::World;

use super::error::AppError;
use super::output::Finished;
use super::records::wants_records;
use super::threads::Threads;

/// What a run found.
#[derive(Debug)]
pub struct RunOutcome {
    /// The tallies of all replications, and the time spent simulating.
    pub study: Study,
    /// The estimates with their intervals.
    pub summary: Summary,
}

impl RunOutcome {
    /// The summary as text, in lines of a width.
    pub fn plain(&self, width: Width) -> String {
        summary_text::plain(&self.summary, width)
    }
}

/// A run that is done, with what its results are made of.
pub(super) struct DoneRun<'a> {
    pub world: &'a World,
    pub study: Study,
    /// Incidents of replication 0.
    pub history: Rows,
    pub identity: &'a Identity,
    /// The command that makes the same results.
    pub command: &'a str,
}

impl DoneRun<'_> {
    /// Puts the results in place; charts are drawn on so many threads.
    pub(super) fn publish(
        self,
        place: &ResultsFolder,
        folder: &Path,
        threads: Threads,
    ) -> Result<Result<Finished<RunOutcome>, ResultsError>, AppError> {
        let Self {
            world,
            study,
            identity,
            ..
        } = &self;
        let summary = Summary::new(world, study, &identity.scenario_hash);
        let manifest = Manifest {
            version: identity.version.clone(),
            kind: identity.kind.clone(),
            command: self.command.to_owned(),
            scenario: identity.scenario.clone(),
            scenario_hash: identity.scenario_hash.clone(),
            policy: identity.policy.clone(),
            overlays: identity.overlays.clone(),
            seed: identity.seed,
            replications: identity.replications,
            incidents: study.pooled.all_incidents,
            events: study.pooled.events,
            ..Manifest::of(&world.document)
        };
        let records = if wants_records(identity) {
            vec![place.records(), place.replications()]
        } else {
            Vec::new()
        };
        let results = Results {
            world,
            study,
            summary: &summary,
            history: &self.history,
            records: &records,
        };
        let published: Result<Published, ResultsError> =
            threads.install(|| place.publish(results, manifest))?;
        Ok(published.map(|published| Finished {
            results: RunOutcome {
                study: self.study,
                summary,
            },
            folder: folder.to_owned(),
            published,
        }))
    }
}

//! A run that was read back.

use crate::export::incidents;
use crate::outcome::{IncidentRecord, Tally};
use crate::study::Study;
use crate::study::summary::Summary;
use crate::world::World;

use super::figures::{self, Figure};
use super::kept::{Redraw, Source};
use super::results::{self, NamedBytes, ResultsError};
use super::summary_text;

/// A run, ready to be written again.
#[derive(Debug)]
struct RunResults {
    world: World,
    study: Study,
    summary: Summary,
    /// Incidents of replication 0.
    history: Vec<IncidentRecord>,
}

/// Reads the tallies of a run.
pub(super) fn open(source: &Source<'_>) -> Result<Box<dyn Redraw>, ResultsError> {
    let sections: Vec<Tally> = source.kept()?;
    let world = World::compile(source.document()?);
    let manifest = &source.manifest;
    let study = Study::of_sections(&world, manifest.seed, manifest.replications, sections);
    let summary = Summary::new(&world, &study, &manifest.scenario_hash);
    let history = incidents::record(&world, manifest.seed, 0)
        .map_err(|error| source.stale(error.to_string()))?;
    Ok(Box::new(RunResults {
        world,
        study,
        summary,
        history,
    }))
}

impl RunResults {
    fn figures(&self) -> Result<Vec<Figure>, ResultsError> {
        let Self {
            world,
            study,
            summary,
            history,
        } = self;
        Ok(figures::draw(world, study, summary, history)?)
    }
}

impl Redraw for RunResults {
    fn charts(&self) -> Result<Vec<NamedBytes>, ResultsError> {
        results::charts(&self.figures()?)
    }

    fn summaries(&self) -> Result<Vec<NamedBytes>, ResultsError> {
        results::summaries(&self.summary, &self.figures()?)
    }

    fn plain(&self) -> String {
        summary_text::plain(&self.summary)
    }
}

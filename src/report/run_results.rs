//! A run that was read back.

use std::sync::atomic::AtomicBool;

use serde::Deserialize;

use crate::export::incidents;
use crate::outcome::{HistoryMeasure, Rows, Tally};
use crate::scenario::document::Document;
use crate::stats::Spread;
use crate::study::at_most::at_most;
use crate::study::summary::Summary;
use crate::study::{SECTIONS, Study};
use crate::world::World;

use super::aar;
use super::album::{Album, Drawing};
use super::brief_run;
use super::calendar_figures;
use super::figures;
use super::full;
use super::named_bytes::NamedBytes;
use super::page::tree::Page;
use super::redraw::Redraw;
use super::results;
use super::results_error::ResultsError;
use super::summary_text;
use super::tallies::Source;
use super::template::{Asked, Template};
use crate::text::Width;

/// A run, ready to be written again.
#[derive(Debug)]
struct RunResults {
    world: World,
    study: Study,
    summary: Summary,
    /// Incidents of replication 0.
    history: Rows,
}

/// Most spreads that are read back: two for each of so many assets and teams. Each takes up to
/// 60 kB.
const MOST_SPREADS: usize = 8_192;

/// What a run found, as it was kept.
#[derive(Deserialize)]
struct Kept {
    /// Its tallies, section by section.
    #[serde(deserialize_with = "at_most::<_, _, { SECTIONS as usize }>")]
    sections: Vec<Tally>,
    /// Spreads of what histories have one of.
    #[serde(deserialize_with = "at_most::<_, _, MOST_SPREADS>")]
    histories: Vec<Spread>,
}

/// Reads the tallies of a run.
pub(super) fn open(
    source: &Source<'_>,
    document: &Document,
) -> Result<Box<dyn Redraw>, ResultsError> {
    let Kept {
        sections,
        histories,
    } = source.kept()?;
    let world = World::compile(document.clone());
    if !sections.iter().all(|tally| tally.is_of(&world))
        || histories.len() != HistoryMeasure::all(&world).len()
    {
        return Err(source.stale("what was kept is not of its scenario".to_owned()));
    }
    let manifest = &source.manifest;
    let sums = (manifest.seed, manifest.replications);
    let study = Study::of_sections(&world, sums, sections, histories);
    let summary = Summary::new(&world, &study, &manifest.scenario_hash);
    let never = AtomicBool::new(false);
    let history = incidents::rows(&world, manifest.seed, 0, &never)
        .map_err(|error| source.stale(error.to_string()))?;
    Ok(Box::new(RunResults {
        world,
        study,
        summary,
        history,
    }))
}

impl Redraw for RunResults {
    fn album(&self, wanted: &Drawing) -> Album {
        let Self {
            world,
            study,
            summary,
            history,
        } = self;
        figures::draw_as(world, study, summary, history, wanted)
    }

    fn refuses(&self, wanted: &Drawing) -> Option<String> {
        calendar_figures::outside(&self.world.document, &wanted.window)
    }

    fn summaries(&self, album: &Album) -> Result<Vec<NamedBytes>, ResultsError> {
        results::summaries(&self.summary, album)
    }

    fn plain(&self, width: Width) -> String {
        summary_text::plain(&self.summary, width)
    }

    fn pictures(&self, template: Template) -> Option<Drawing> {
        match template {
            Template::Brief => Some(Drawing::only(&brief_run::CHARTS)),
            Template::Full => Some(Drawing::default()),
            Template::Aar => None,
        }
    }

    fn page(&self, asked: &Asked<'_>, album: &Album) -> Option<Page> {
        let (document, summary) = (&self.world.document, &self.summary);
        Some(match asked.template {
            Template::Brief => brief_run::brief((document, summary, album), asked),
            Template::Full => full::run::full((document, summary, album), asked),
            Template::Aar => aar::run::aar((document, summary), asked),
        })
    }
}

//! The files of a sweep, and what is kept to make them again.

use serde::{Deserialize, Serialize};

use crate::scenario::document::Document;
use crate::study::identity;
use crate::study::measures::{self, MeasureSpec};
use crate::study::sweep::{Factor, Method, Plan, Responses, SweepSummary};
use crate::text;

use super::album::{Album, Drawing};
use super::named_bytes::NamedBytes;
use super::page::tree::Page;
use super::redraw::Redraw;
use super::results_error::ResultsError;
use super::tallies::Source;
use super::template::{Asked, Template};
use super::{brief_sweep, full, sweep_csv, sweep_figures, sweep_text};
use crate::text::Width;

/// What a sweep found, and all that its files depend on beside the scenario.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct KeptSweep {
    /// What was varied, as typed.
    vary: Vec<String>,
    method: Method,
    /// Steps of a range, rows of a sample or paths; `None` where there are only lists.
    points: Option<usize>,
    /// Names of the measures.
    measures: Vec<String>,
    seed: u64,
    /// Replications of each point.
    replications: u64,
    responses: Responses,
}

impl KeptSweep {
    /// What is to be kept of a sweep of what was typed in `vary`, with so many replications of
    /// each point and a seed.
    pub(crate) fn new(
        vary: &[String],
        plan: &Plan,
        measures: &[MeasureSpec],
        (replications, seed): (u64, u64),
        responses: Responses,
    ) -> Self {
        Self {
            vary: vary.to_vec(),
            method: plan.method,
            points: plan.takes_points().then_some(plan.points),
            measures: measures.iter().map(|it| it.name.clone()).collect(),
            seed,
            replications,
            responses,
        }
    }

    /// The sweep of a scenario that was read back, if it is one of it.
    pub(super) fn open(
        source: &Source<'_>,
        document: &Document,
    ) -> Result<Box<dyn Redraw>, ResultsError> {
        let kept: Self = source.kept()?;
        let foreign = || source.stale("what was kept is not of its scenario".to_owned());
        let read = |typed: &String| Factor::parse(typed)?.bound(&document.text);
        let factors: Result<Vec<Factor>, _> = kept.vary.iter().map(read).collect();
        let factors = factors.map_err(|_| foreign())?;
        let plan =
            Plan::new(factors, Some(kept.method), kept.points, kept.seed).map_err(|_| foreign())?;
        let measures = measures::choose(document, &kept.measures, None).map_err(|_| foreign())?;
        if !kept.responses.fits(&plan, measures.len()) {
            return Err(foreign());
        }
        Ok(Box::new(kept.sum_up(document, plan, &measures)))
    }

    /// Sums it up.
    pub(crate) fn sum_up(
        self,
        document: &Document,
        plan: Plan,
        measures: &[MeasureSpec],
    ) -> SweepResults {
        let hash = identity::scenario_hash(document);
        let sums = (self.replications, self.seed);
        SweepResults {
            summary: SweepSummary::new(document, &hash, &plan, measures, &self.responses, sums),
            plan,
            responses: self.responses,
        }
    }
}

/// A sweep, ready to be written.
#[derive(Debug)]
pub struct SweepResults {
    summary: SweepSummary,
    plan: Plan,
    responses: Responses,
}

impl SweepResults {
    /// What it says.
    pub const fn summary(&self) -> &SweepSummary {
        &self.summary
    }
}

impl Redraw for SweepResults {
    fn album(&self, wanted: &Drawing) -> Album {
        let Self {
            summary,
            plan,
            responses,
        } = self;
        sweep_figures::draw(summary, plan, responses, wanted)
    }

    /// `sweep.json`, `.md` and `.csv`, and `factors.csv`.
    fn summaries(&self, album: &Album) -> Result<Vec<NamedBytes>, ResultsError> {
        let titles = album.titles();
        let summary = &self.summary;
        let json = text::json(serde_json::to_string_pretty(summary)?) + "\n";
        let page = sweep_text::markdown(summary, &titles);
        let table = sweep_csv::write(summary, &self.plan, &self.responses)
            .map_err(|error| ResultsError::Export(error.into()))?;
        let factors =
            sweep_csv::factors(summary).map_err(|error| ResultsError::Export(error.into()))?;
        Ok(vec![
            ("sweep.json".to_owned(), json.into_bytes()),
            ("sweep.md".to_owned(), page.into_bytes()),
            ("sweep.csv".to_owned(), table),
            ("factors.csv".to_owned(), factors),
        ])
    }

    fn plain(&self, width: Width) -> String {
        sweep_text::plain(&self.summary, width)
    }

    fn pictures(&self, template: Template) -> Option<Drawing> {
        match template {
            Template::Brief => Some(Drawing::only(&brief_sweep::CHARTS)),
            Template::Full => Some(Drawing::default()),
            Template::Aar => None,
        }
    }

    fn page(&self, asked: &Asked<'_>, album: &Album) -> Option<Page> {
        let results = (&self.summary, album);
        match asked.template {
            Template::Brief => Some(brief_sweep::brief(results, asked)),
            Template::Full => Some(full::sweep::full(results, asked)),
            Template::Aar => None,
        }
    }
}

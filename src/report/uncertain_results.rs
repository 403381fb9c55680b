//! The files of a study of assumptions, and what is kept to make them again.

use serde::{Deserialize, Serialize};

use crate::scenario::assumption::{Assumption, assumptions};
use crate::scenario::document::Document;
use crate::scenario::time::Span;
use crate::study::compared_policies::ComparedPolicies;
use crate::study::measures::{self, MeasureSpec};
use crate::study::uncertain::{Design, Material, PointResult, UncertainSummary};
use crate::text::{self, Width};

use super::album::{Album, Drawing};
use super::named_bytes::NamedBytes;
use super::page::tree::Page;
use super::redraw::Redraw;
use super::results_error::ResultsError;
use super::tallies::Source;
use super::template::{Asked, Template};
use super::{
    acceptability_text, brief_uncertain, full, uncertain_csv, uncertain_figures, uncertain_text,
};

/// What a study of assumptions found, and all that its files depend on beside the scenario.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct KeptUncertain {
    /// Who took part.
    pub compared: ComparedPolicies,
    /// Names of the measures.
    pub measures: Vec<String>,
    /// Where mean durations were asked to be cut, milliseconds.
    pub horizon: Option<i64>,
    /// The smallest difference worth acting on, by measure.
    pub worthwhile: Vec<Option<f64>>,
    /// Ids of the assumptions.
    pub assumptions: Vec<String>,
    /// How many points were asked for.
    pub points: usize,
    /// Root seed.
    pub seed: u64,
    /// Replications of each policy at each point.
    pub replications: u64,
    /// What each point gave.
    pub results: Vec<PointResult>,
}

impl KeptUncertain {
    /// The study of a scenario that was read back, if it is one of it.
    pub(super) fn open(
        source: &Source<'_>,
        document: &Document,
    ) -> Result<Box<dyn Redraw>, ResultsError> {
        let kept: Self = source.kept()?;
        let foreign = || source.stale("what was kept is not of its scenario".to_owned());
        let measures = measures::choose(document, &kept.measures, kept.horizon.map(Span))
            .map_err(|_| foreign())?;
        let assumptions =
            assumptions(document, &document.text, &kept.assumptions).map_err(|_| foreign())?;
        let extents: Vec<_> = assumptions.iter().map(Assumption::extent).collect();
        let design = Design::new(&extents, kept.points, kept.seed).map_err(|_| foreign())?;
        let policies = kept.compared.policies.len();
        let whole = |result: &PointResult| result.fits(policies, measures.len());
        let fits = policies > 0
            && kept.results.len() == design.points.len()
            && kept.worthwhile.len() == measures.len()
            && kept.results.iter().all(whole);
        if !fits {
            return Err(foreign());
        }
        Ok(Box::new(kept.sum_up(&measures, &assumptions, &design)))
    }

    /// Sums it up.
    pub(crate) fn sum_up(
        &self,
        measures: &[MeasureSpec],
        assumptions: &[Assumption],
        design: &Design,
    ) -> UncertainResults {
        let material = Material {
            compared: &self.compared,
            assumptions,
            design,
            measures,
            worthwhile: &self.worthwhile,
            results: &self.results,
            seed: self.seed,
            replications: self.replications,
        };
        UncertainResults {
            summary: material.sum_up(),
            values: uncertain_csv::values(&material),
        }
    }
}

/// A study of assumptions, ready to be written.
#[derive(Debug)]
pub struct UncertainResults {
    summary: UncertainSummary,
    /// `point_values.csv`.
    values: String,
}

impl UncertainResults {
    /// What it says.
    pub const fn summary(&self) -> &UncertainSummary {
        &self.summary
    }
}

impl Redraw for UncertainResults {
    fn album(&self, wanted: &Drawing) -> Album {
        uncertain_figures::draw(&self.summary, wanted)
    }

    /// `uncertainty.json`, `.md` and `.csv`, and `points.csv`.
    fn summaries(&self, album: &Album) -> Result<Vec<NamedBytes>, ResultsError> {
        let titles = album.titles();
        let json = text::json(serde_json::to_string_pretty(&self.summary)?) + "\n";
        let page = uncertain_text::markdown(&self.summary, &titles);
        let csv = |written: Result<Vec<u8>, csv::Error>| {
            written.map_err(|error| ResultsError::Export(error.into()))
        };
        let mut files = vec![
            ("uncertainty.json".to_owned(), json.into_bytes()),
            ("uncertainty.md".to_owned(), page.into_bytes()),
            (
                "uncertainty.csv".to_owned(),
                csv(uncertain_csv::csv(&self.summary))?,
            ),
            (
                "points.csv".to_owned(),
                csv(uncertain_csv::points(&self.summary))?,
            ),
        ];
        let values = self.values.clone().into_bytes();
        files.push(("point_values.csv".to_owned(), values));
        if let Some(it) = &self.summary.acceptability {
            let table = acceptability_text::csv(it);
            files.push(("acceptability.csv".to_owned(), table.into_bytes()));
        }
        Ok(files)
    }

    fn plain(&self, width: Width) -> String {
        uncertain_text::plain(&self.summary, width)
    }

    fn pictures(&self, template: Template) -> Option<Drawing> {
        match template {
            Template::Brief => Some(Drawing::only(&brief_uncertain::CHARTS)),
            Template::Full => Some(Drawing::default()),
            Template::Aar => None,
        }
    }

    fn page(&self, asked: &Asked<'_>, album: &Album) -> Option<Page> {
        let results = (&self.summary, album);
        match asked.template {
            Template::Brief => Some(brief_uncertain::brief(results, asked)),
            Template::Full => Some(full::uncertain::full(results, asked)),
            Template::Aar => None,
        }
    }
}

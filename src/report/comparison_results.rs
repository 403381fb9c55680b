//! The files of a comparison, and what is kept to make them again.

use serde::{Deserialize, Serialize};

use crate::scenario::document::Document;
use crate::scenario::time::Span;
use crate::study::compare::Paired;
use crate::study::compared_policies::ComparedPolicies;
use crate::study::comparison::Comparison;
use crate::study::measures::{self, MeasureSpec};
use crate::text;

use super::aar;
use super::album::{Album, Drawing};
use super::brief_comparison;
use super::comparison_csv;
use super::comparison_figures;
use super::comparison_text;
use super::exposure_text;
use super::full;
use super::named_bytes::NamedBytes;
use super::page::tree::Page;
use super::redraw::Redraw;
use super::results_error::ResultsError;
use super::tallies::Source;
use super::template::{Asked, Template};
use crate::text::Width;

/// What a comparison found, and all that its files depend on beside the scenario.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct KeptComparison {
    compared: ComparedPolicies,
    /// Names of the measures.
    measures: Vec<String>,
    /// Where mean durations were asked to be cut, milliseconds.
    horizon: Option<i64>,
    precision: Option<f64>,
    study: Paired,
}

impl KeptComparison {
    /// What is to be kept of a comparison; `horizon` and `precision` as they were asked for.
    pub(crate) fn new(
        compared: ComparedPolicies,
        measures: &[MeasureSpec],
        horizon: Option<Span>,
        precision: Option<f64>,
        study: Paired,
    ) -> Self {
        Self {
            compared,
            measures: measures.iter().map(|it| it.name.clone()).collect(),
            horizon: horizon.map(|it| it.0),
            precision,
            study,
        }
    }

    /// The comparison of a scenario that was read back, if it is one of it.
    pub(super) fn open(
        source: &Source<'_>,
        document: &Document,
    ) -> Result<Box<dyn Redraw>, ResultsError> {
        let kept: Self = source.kept()?;
        let foreign = || source.stale("what was kept is not of its scenario".to_owned());
        let measures = measures::choose(document, &kept.measures, kept.horizon.map(Span))
            .map_err(|_| foreign())?;
        let policies = kept.compared.policies.len();
        let study = kept.study.of_kept(policies, &measures);
        let study = study.filter(|_| policies > 0).ok_or_else(foreign)?;
        let comparison = Comparison::new(&kept.compared, &measures, &study, kept.precision);
        Ok(Box::new(ComparisonResults {
            comparison,
            study,
            document: document.clone(),
        }))
    }

    /// Sums it up.
    pub(crate) fn sum_up(self, document: Document, measures: &[MeasureSpec]) -> ComparisonResults {
        ComparisonResults {
            comparison: Comparison::new(&self.compared, measures, &self.study, self.precision),
            study: self.study,
            document,
        }
    }
}

/// A comparison, ready to be written.
#[derive(Debug)]
pub struct ComparisonResults {
    comparison: Comparison,
    study: Paired,
    document: Document,
}

impl ComparisonResults {
    /// What it says.
    pub const fn comparison(&self) -> &Comparison {
        &self.comparison
    }
}

impl Redraw for ComparisonResults {
    fn album(&self, wanted: &Drawing) -> Album {
        let Self {
            comparison,
            study,
            document,
        } = self;
        comparison_figures::draw(comparison, study, document, wanted)
    }

    /// `comparison.json`, `.md` and `.csv`, and `exposure.csv` where a team has a roster.
    fn summaries(&self, album: &Album) -> Result<Vec<NamedBytes>, ResultsError> {
        let titles = album.titles();
        let comparison = &self.comparison;
        let json = text::json(serde_json::to_string_pretty(comparison)?) + "\n";
        let page = comparison_text::markdown(comparison, &titles);
        let table =
            comparison_csv::csv(comparison).map_err(|error| ResultsError::Export(error.into()))?;
        let mut files = vec![
            ("comparison.json".to_owned(), json.into_bytes()),
            ("comparison.md".to_owned(), page.into_bytes()),
            ("comparison.csv".to_owned(), table),
        ];
        if !comparison.exposure.duties.is_empty() {
            let table = exposure_text::csv(comparison)
                .map_err(|error| ResultsError::Export(error.into()))?;
            files.push(("exposure.csv".to_owned(), table));
        }
        Ok(files)
    }

    fn plain(&self, width: Width) -> String {
        comparison_text::plain(&self.comparison, width)
    }

    fn pictures(&self, template: Template) -> Option<Drawing> {
        match template {
            Template::Brief => Some(Drawing::only(&brief_comparison::CHARTS)),
            Template::Full => Some(Drawing::default()),
            Template::Aar => None,
        }
    }

    fn page(&self, asked: &Asked<'_>, album: &Album) -> Option<Page> {
        let (document, comparison) = (&self.document, &self.comparison);
        Some(match asked.template {
            Template::Brief => brief_comparison::brief((document, comparison, album), asked),
            Template::Full => full::comparison::full((document, comparison, album), asked),
            Template::Aar => aar::comparison::aar((document, comparison), asked),
        })
    }
}

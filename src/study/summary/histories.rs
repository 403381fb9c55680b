//! What may happen in one history, not only in the mean.

use serde::Serialize;

use crate::outcome::{HistoryMeasure, Scalar};
use crate::stats::Spread;
use crate::study::estimate::{CONFIDENCE, Estimate};
use crate::study::run::Study;
use crate::world::World;

/// How what a replication has one number of is spread over replications. These are limits of
/// what one history may bring; the interval of a mean is not.
#[derive(Clone, Debug, Serialize)]
pub struct HistorySpread {
    /// Stable name of what is measured: as in [`Count`](super::Count), `mean_response_hours`,
    /// `mean_recovery_hours`, `service_loss_hours:ASSET` or `expert_hours:TEAM`.
    pub id: String,
    /// In words.
    #[serde(skip)]
    pub words: String,
    /// Replications that have a value: without an incident there is no mean time.
    pub n: u64,
    /// 5% of these have no more than this.
    pub p5: Estimate,
    /// 10% have no more.
    pub p10: Estimate,
    /// Half have no more.
    pub p50: Estimate,
    /// 90% have no more.
    pub p90: Estimate,
    /// 95% have no more.
    pub p95: Estimate,
    /// The mean of the highest 5%.
    pub mean_of_highest_5: f64,
}

impl HistorySpread {
    /// How values are spread; `None` without any above 0.
    fn new(id: String, words: String, spread: &Spread) -> Option<Self> {
        let quantile = |p: f64| {
            let found = spread.quantile(p, CONFIDENCE)?;
            Some(Estimate {
                estimate: found.value,
                low: Some(found.low),
                high: Some(found.high),
            })
        };
        if spread.is_zero() {
            return None;
        }
        Some(Self {
            id,
            words,
            n: spread.count(),
            p5: quantile(0.05)?,
            p10: quantile(0.10)?,
            p50: quantile(0.50)?,
            p90: quantile(0.90)?,
            p95: quantile(0.95)?,
            mean_of_highest_5: spread.mean_of_highest(0.05)?,
        })
    }
}

/// Spreads of what differs from replication to replication: counts first.
pub(super) fn histories(world: &World, study: &Study) -> Vec<HistorySpread> {
    let scalars = Scalar::ALL.iter().filter(|it| it.in_use(world));
    let scalars = scalars.filter_map(|scalar| {
        let (name, words) = (scalar.name().to_owned(), scalar.words().to_owned());
        HistorySpread::new(name, words, study.pooled.spread(*scalar))
    });
    let measures = HistoryMeasure::all(world).into_iter().zip(&study.histories);
    let measures = measures.filter(|(measure, _)| measure.is_counted(world));
    let measures = measures.filter_map(|(measure, spread)| {
        HistorySpread::new(measure.id(world), measure.words(world), spread)
    });
    scalars.chain(measures).collect()
}

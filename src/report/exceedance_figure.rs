//! The chart of how often one history loses more service than so much.

use crate::chart::{Caption, ExceedanceCurve, ExceedanceMark};
use crate::outcome::Scalar;
use crate::study::Study;
use crate::study::estimate::Estimate;
use crate::study::summary::Summary;
use crate::world::World;

use super::captions::caption;
use super::words::{bare, estimate};

/// The exceedance curve of the service loss, with the point that one history of 20 exceeds;
/// `None` where nothing is lost.
pub(super) fn service_loss(
    world: &World,
    study: &Study,
    summary: &Summary,
) -> Option<ExceedanceCurve> {
    let scalar = Scalar::ServiceLoss;
    let row = summary.histories.iter().find(|it| it.id == scalar.name())?;
    let mark = |found: &Estimate, share: f64, whose: &str| ExceedanceMark {
        value: found.estimate,
        share,
        limits: (
            found.low.unwrap_or(found.estimate),
            found.high.unwrap_or(found.estimate),
        ),
        label: format!("{whose}: more than {} h", estimate(found)),
    };
    let title = format!(
        "In one history of 20 more than {} weighted hours of service are lost",
        bare(row.p95.estimate)
    );
    Some(ExceedanceCurve {
        caption: Caption {
            statistic: format!(
                "Each history is one replication; the highest 5% lose {} h in the mean",
                bare(row.mean_of_highest_5)
            ),
            interval: "Whiskers and brackets: 95% interval of the marked values (Woodruff), which \
                       more replications make narrower; the line itself is the range of what may \
                       happen"
                .to_owned(),
            ..caption(&world.document, summary, &title)
        },
        measure: "Weighted service loss of one history, hours".to_owned(),
        steps: study.pooled.spread(scalar).exceedance(),
        marks: vec![
            mark(&row.p95, 0.05, "5% of histories"),
            mark(&row.p50, 0.5, "half of them"),
        ],
    })
}

//! The chart of how the service loss settles as more histories are simulated.

use crate::chart::{Caption, Convergence, ConvergencePoint};
use crate::outcome::Scalar;
use crate::stats::Moments;
use crate::study::Study;
use crate::study::estimate::CONFIDENCE;
use crate::study::summary::Summary;
use crate::world::World;

use super::captions::caption;
use super::words::percent;

/// The mean of the first histories after each section of the run; `None` with a single section,
/// or where nothing was lost.
pub(super) fn convergence(world: &World, study: &Study, summary: &Summary) -> Option<Convergence> {
    let scalar = Scalar::ServiceLoss;
    let mut so_far = Moments::default();
    let mut points = Vec::new();
    for section in &study.sections {
        so_far.merge(section.scalar(scalar));
        let interval = so_far.interval(CONFIDENCE);
        let interval = interval.filter(|it| it.low.is_finite() && it.high.is_finite());
        points.push(ConvergencePoint {
            count: so_far.count(),
            mean: so_far.mean().unwrap_or(0.0),
            interval: interval.map(|it| (it.low, it.high)),
        });
    }
    let last = points
        .last()
        .filter(|it| points.len() > 1 && it.mean > 0.0)?;
    let (low, high) = last.interval?;
    let half = (high - low) / 2.0 / last.mean;
    let title = format!("The mean service loss is known to ± {}", percent(half));
    Some(Convergence {
        caption: Caption {
            statistic:
                "Mean of the first histories, in the order in which they were simulated; the \
                        level line is that of all"
                    .to_owned(),
            interval:
                "Band: 95% interval (Student t); of few histories it may reach further than is \
                       drawn. Four times as many histories make it half as wide"
                    .to_owned(),
            ..caption(&world.document, summary, &title)
        },
        measure: "Weighted service loss of one history, hours".to_owned(),
        points,
    })
}

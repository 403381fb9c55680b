//! `exceedance.csv`: for each value of one replication, in how many replications it is exceeded.

use crate::outcome::{HistoryMeasure, Scalar};
use crate::stats::Spread;
use crate::study::Study;
use crate::world::World;

/// The exceedance curves of a run, a step a row: what is measured, a value, and the share of
/// replications in which there is more than that (of those that have a value).
pub(super) fn table(world: &World, study: &Study) -> String {
    let mut text = "measure,value,share_of_replications_above\n".to_owned();
    let mut add = |name: &str, spread: &Spread| {
        for (value, share) in spread.exceedance() {
            text.push_str(&format!("{name},{value},{share}\n"));
        }
    };
    for scalar in Scalar::ALL.iter().filter(|it| it.in_use(world)) {
        add(scalar.name(), study.pooled.spread(*scalar));
    }
    for (measure, spread) in HistoryMeasure::all(world).iter().zip(&study.histories) {
        if measure.is_counted(world) && !spread.is_zero() {
            add(&measure.id(world), spread);
        }
    }
    text
}

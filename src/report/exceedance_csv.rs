//! `exceedance.csv`: for each value of one replication, in how many replications it is exceeded.

use crate::outcome::Scalar;
use crate::study::Study;
use crate::world::World;

/// The exceedance curves of a run, a step a row: what is counted, a value, and the share of
/// replications in which there is more than that.
pub(super) fn table(world: &World, study: &Study) -> String {
    let mut text = "measure,value,share_of_replications_above\n".to_owned();
    for scalar in Scalar::ALL.iter().filter(|it| it.in_use(world)) {
        for (value, share) in study.pooled.spread(*scalar).exceedance() {
            text.push_str(&format!("{},{value},{share}\n", scalar.name()));
        }
    }
    text
}

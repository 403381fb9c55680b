//! How urgent waiting work is: what the order of the queues puts first.
//!
//! It is reckoned once, when an incident takes its place in a queue, for nothing that it
//! depends on changes while the incident waits there. So queues are kept in order, and who
//! goes next is found without a look at all that waits.

use crate::scenario::document::{QueueOrder, Severity, TargetIx, TeamIx};
use crate::scenario::time::Instant;
use crate::world::World;

use super::incident::Incident;

/// The urgency of an incident's current stage in a team's queue, the smaller the sooner. Of
/// equals the better rank goes first.
/// The rank of what goes before all others. Others are counted from 1.
pub(super) const FIRST: u32 = 0;

/// The rank of what goes after all others.
pub(super) const LAST: u32 = u32::MAX;

/// As [`QueueOrder`] says, unless somebody decided where it goes.
#[inline]
pub(super) fn urgency(world: &World, incident: &Incident, team: TeamIx) -> u64 {
    match incident.rank {
        FIRST => return 0,
        LAST => return u64::MAX,
        _ => {}
    }
    match world.document.dispatch.order {
        QueueOrder::Fifo => 0,
        QueueOrder::Severity => u64::from(Severity::Critical as u8 - incident.severity as u8),
        QueueOrder::Impact => by_impact(world, incident),
        QueueOrder::Deadline => by_deadline(world, incident, team),
    }
}

/// Expected service loss averted per hour of work, as a number that is smaller the
/// greater it is: criticality × impact / expected work until service is restored (the cµ
/// rule: Cox & Smith 1961, *Queues*, section 3.3). The phases' criticality is the same for
/// all that waits, so it is left out. Without work the index has no bound.
fn by_impact(world: &World, incident: &Incident) -> u64 {
    let node = &world.assets[incident.asset.ix()];
    let kind = &world.kinds[incident.kind.ix()];
    let loss = node.criticality / f64::from(node.count) * kind.impact[incident.severity.ix()];
    let stage = incident.stage();
    let work = kind.expected_work[usize::from(stage)];
    let index = if loss <= 0.0 || stage > kind.restores_at {
        0.0
    } else if work > 0.0 {
        loss / work
    } else {
        f64::INFINITY
    };
    // Floats that are not negative are ordered like their bits.
    u64::MAX - index.to_bits()
}

/// When the tightest target that covers an incident and is still running is due.
fn by_deadline(world: &World, incident: &Incident, team: TeamIx) -> u64 {
    let targets = &world.targets;
    let (asset, kind, severity) = (incident.asset, incident.kind, incident.severity);
    let lists = [&targets.of_incidents, &targets.of_work]
        .into_iter()
        .flat_map(|covering| covering.of(asset, kind, severity));
    let due = |ix: &TargetIx| {
        let target = &world.document.targets[ix.ix()];
        let running =
            target.team.is_none_or(|by| by == team) && !incident.moment(target.to).happened();
        let from = incident.moment(target.from).known()?;
        running.then(|| from + target.within)
    };
    let due = lists.flatten().filter_map(due).min();
    // No incident begins before the start, so no deadline is negative.
    due.unwrap_or(Instant::NEVER).0 as u64
}

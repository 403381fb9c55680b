//! Why milestones were missed and deadlines passed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::scenario::document::Moment;
use crate::scenario::time::{Instant, Span};
use crate::sim::origin::Primary;
use crate::sim::origin::RootCause;
use crate::world::World;

/// What an incident's way can be held up by, stretch by stretch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Holdup {
    /// Until it was noticed.
    Detection,
    /// Until somebody was asked who could go.
    Asking,
    /// Until a first team might go.
    Approval,
    /// Until a crew was free.
    Queue,
    /// Until the crew was ready to go.
    Mobilisation,
    /// Until it was on site, or connected.
    Travel,
    /// Until its working hours began.
    OpeningHours,
    /// From hands on.
    Work,
}

impl Holdup {
    /// Name in result files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Detection => "detection",
            Self::Asking => "asking",
            Self::Approval => "approval",
            Self::Queue => "queue",
            Self::Mobilisation => "mobilisation",
            Self::Travel => "travel",
            Self::OpeningHours => "opening_hours",
            Self::Work => "work",
        }
    }

    /// What took the time, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Detection => "nobody had noticed",
            Self::Asking => "no team that could go was asked",
            Self::Approval => "approval was awaited",
            Self::Queue => "no crew was free",
            Self::Mobilisation => "the crew was getting ready",
            Self::Travel => "the crew was on its way",
            Self::OpeningHours => "working hours had not begun",
            Self::Work => "work took long",
        }
    }

    /// What leads to a moment.
    const fn before(moment: Moment) -> Self {
        match moment {
            Moment::Onset | Moment::Detected => Self::Detection,
            Moment::Requested => Self::Asking,
            Moment::Queued => Self::Approval,
            Moment::Assigned => Self::Queue,
            Moment::Mobilised => Self::Mobilisation,
            Moment::OnSite => Self::Travel,
            Moment::HandsOn => Self::OpeningHours,
            Moment::Contained | Moment::Eradicated | Moment::Recovered => Self::Work,
        }
    }

    /// What took longest between two moments, of which the first has come; the second, or one on
    /// the way, may not have come by the end. A moment that was passed by is what the time until
    /// the next is put down to: an owner who copes alone never had a crew. Of equals the first.
    pub(super) fn longest(
        moment: impl Fn(Moment) -> Instant,
        (from, to): (Moment, Moment),
        end: Instant,
    ) -> Self {
        let mut reached = moment(from);
        let mut awaited = None;
        let mut longest = (Span(-1), Self::Work);
        let mut pass = |span: Span, holdup: Self| {
            if span > longest.0 {
                longest = (span, holdup);
            }
        };
        for next in &Moment::ALL[from as usize + 1..=to as usize] {
            let first = *awaited.get_or_insert(*next);
            if let Some(at) = moment(*next).known() {
                pass(at - reached, Self::before(first));
                reached = at;
                awaited = None;
            }
        }
        if let Some(first) = awaited {
            pass(end - reached, Self::before(first));
        }
        longest.1
    }
}

/// Missed milestones and deadlines by their reasons.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reasons {
    /// Of each milestone, the replications that missed it by root cause.
    pub milestones: Vec<BTreeMap<Option<RootCause>, u64>>,
    /// Of each target, the missed deadlines by what the incident descends from and what took
    /// longest.
    pub targets: Vec<BTreeMap<(Primary, Holdup), u64>>,
}

impl Reasons {
    /// None yet, of a world's milestones and targets.
    pub(super) fn new(world: &World) -> Self {
        Self {
            milestones: vec![BTreeMap::new(); world.document.milestones.len()],
            targets: vec![BTreeMap::new(); world.document.targets.len()],
        }
    }

    /// True if everything that it names is in the world.
    pub(super) fn is_of(&self, world: &World) -> bool {
        let document = &world.document;
        let known = |primary: &Primary| match primary {
            Primary::Threat(threat) => threat.ix() < document.threats.len(),
            Primary::Inject(inject) => inject.ix() < document.injects.len(),
        };
        let cause = |it: &RootCause| {
            known(&it.primary)
                && it.kind.is_none_or(|kind| kind.ix() < document.kinds.len())
                && it.asset.ix() < document.assets.len()
        };
        self.milestones.len() == document.milestones.len()
            && self.targets.len() == document.targets.len()
            && self
                .milestones
                .iter()
                .flat_map(BTreeMap::keys)
                .flatten()
                .all(cause)
            && self
                .targets
                .iter()
                .flat_map(BTreeMap::keys)
                .all(|it| known(&it.0))
    }

    /// Adds those of the replications that follow.
    pub(super) fn merge(&mut self, next: &Self) {
        add(&mut self.milestones, &next.milestones);
        add(&mut self.targets, &next.targets);
    }
}

fn add<K: Ord + Copy>(mine: &mut [BTreeMap<K, u64>], next: &[BTreeMap<K, u64>]) {
    for (mine, next) in mine.iter_mut().zip(next) {
        for (key, count) in next {
            *mine.entry(*key).or_insert(0) += count;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Moments in hours, in the order of [`Moment::ALL`].
    fn longest(moments: [Option<i64>; 11], between: (Moment, Moment)) -> Holdup {
        let at = |moment: Moment| {
            let hours = moments[moment as usize];
            hours.map_or(Instant::NEVER, |it| Instant(it * Span::HOUR.0))
        };
        Holdup::longest(at, between, Instant(100 * Span::HOUR.0))
    }

    #[test]
    fn the_longest_stretch_is_told() {
        let whole = [0, 1, 1, 2, 5, 6, 7, 7, 9, 10, 20].map(Some);
        let found = |between| longest(whole, between);
        assert_eq!(found((Moment::Onset, Moment::HandsOn)), Holdup::Queue);
        assert_eq!(found((Moment::Onset, Moment::Queued)), Holdup::Detection);
        assert_eq!(found((Moment::Detected, Moment::Recovered)), Holdup::Work);
        let mut unseen = [None; 11];
        unseen[0] = Some(1);
        assert_eq!(
            longest(unseen, (Moment::Onset, Moment::HandsOn)),
            Holdup::Detection
        );
        // Asked, never approved, dealt with by the owner alone.
        let mut alone = [None; 11];
        (alone[0], alone[1], alone[2]) = (Some(0), Some(1), Some(1));
        alone[8] = Some(9);
        assert_eq!(
            longest(alone, (Moment::Onset, Moment::Contained)),
            Holdup::Approval
        );
        alone[2] = None;
        assert_eq!(
            longest(alone, (Moment::Onset, Moment::Contained)),
            Holdup::Asking
        );
    }
}

//! Fallbacks: when one takes over from an asset, and when it gives back.

use crate::scenario::document::AssetIx;
use crate::scenario::time::{Instant, Span};
use crate::world::AssetNode;

/// A fallback that must be asked again at an instant.
#[derive(Clone, Copy, Debug)]
pub(super) struct StandbyDue {
    pub asset: AssetIx,
    pub instance: u32,
    pub at: Instant,
}

/// A fallback's clock.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standby {
    /// When it takes over; [`Instant::NEVER`] while the level is above its capacity.
    pub due: Instant,
    /// It has taken over.
    pub active: bool,
}

impl Standby {
    pub(super) const IDLE: Self = Self {
        due: Instant::NEVER,
        active: false,
    };
}

/// The level of an instance with its fallback, whose clock is set.
pub(super) fn effective(
    node: &AssetNode,
    now: Instant,
    (asset, instance): (AssetIx, u32),
    raw: f64,
    standby: &mut Standby,
    standbys: &mut Vec<StandbyDue>,
) -> f64 {
    let Some(fallback) = node.fallback else {
        return raw;
    };
    if raw >= fallback.capacity {
        *standby = Standby::IDLE;
        return raw;
    }
    if !standby.due.happened() {
        standby.due = now + fallback.after;
        if fallback.after == Span::ZERO {
            standby.active = true;
        } else {
            standbys.push(StandbyDue {
                asset,
                instance,
                at: standby.due,
            });
        }
    }
    if standby.active {
        fallback.capacity
    } else {
        raw
    }
}

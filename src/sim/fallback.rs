//! Fallbacks: when one takes over from an asset, and when it gives back.

use crate::scenario::document::AssetIx;
use crate::scenario::time::Instant;
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

/// When the players let a fallback take over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// When its switch-over time has passed since it was needed.
    ByItself,
    /// As soon as it is needed, from an instant on.
    ReadyFrom(Instant),
    /// Not at all.
    Never,
}

/// The level of an instance with its fallback, whose clock is set.
pub(super) fn effective(
    node: &AssetNode,
    now: Instant,
    (asset, instance): (AssetIx, u32),
    raw: f64,
    standby: &mut Standby,
    how: Use,
    standbys: &mut Vec<StandbyDue>,
) -> f64 {
    let Some(fallback) = node.fallback else {
        return raw;
    };
    if raw >= fallback.capacity || how == Use::Never {
        *standby = Standby::IDLE;
        return raw;
    }
    if !standby.due.happened() {
        standby.due = match how {
            Use::ReadyFrom(ready) => ready.max(now).min(now + fallback.after),
            Use::ByItself | Use::Never => now + fallback.after,
        };
        if standby.due == now {
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

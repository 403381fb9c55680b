//! From open incidents to service levels.

use crate::scenario::document::AssetIx;

use super::agenda::Class;
use super::event::Event;
use super::levels::SOUND;
use super::observe::{Observer, TraceEvent};
use super::run::Simulation;

impl Simulation<'_> {
    /// Recomputes the own level of an instance from its open incidents' impacts, which
    /// multiply.
    pub(super) fn revalue<O: Observer>(&mut self, asset: AssetIx, instance: u32, observer: &mut O) {
        let (world, now) = (self.world, self.calendar.now);
        let own = self.open.own_level(world, asset, instance);
        self.service.set_own(world, now, asset, instance, own);
        self.update_service(observer);
    }

    pub(super) fn update_service<O: Observer>(&mut self, observer: &mut O) {
        self.service.update(self.world, self.calendar.now);
        while let Some(due) = self.service.standbys.pop() {
            let event = Event::Standby {
                asset: due.asset.0 as u16,
                instance: due.instance,
            };
            debug_assert!(
                due.instance == SOUND || due.instance < self.world.assets[due.asset.ix()].count
            );
            self.calendar
                .schedule(due.at.max(self.calendar.now), Class::Restore, event);
        }
        if O::TRACES {
            for (asset, from, to) in &self.service.changes {
                let what = TraceEvent::Level {
                    asset: *asset,
                    from: *from,
                    to: *to,
                };
                observer.happened(self.world, self.calendar.now, what);
            }
        }
        self.service.changes.clear();
        self.explain_falls(observer);
    }

    /// Says why the assets of milestones have fallen, if anybody asks.
    #[inline]
    pub(super) fn explain_falls<O: Observer>(&mut self, observer: &mut O) {
        if O::EXPLAINS {
            let mut harms = std::mem::take(&mut self.harms);
            while let Some(milestone) = self.service.fallen.pop() {
                let asset = self.world.document.milestones[milestone.ix()].asset;
                let level = self.world.document.milestones[milestone.ix()].level;
                let why = self.root_cause(asset, level, &mut harms);
                observer.fell(self.calendar.now, milestone, why);
            }
            self.harms = harms;
        } else {
            self.service.fallen.clear();
        }
    }
}

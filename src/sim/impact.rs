//! From open incidents to service levels.

use crate::scenario::document::AssetIx;

use super::agenda::Class;
use super::incident::{Incident, State};
use super::observe::{Happening, Observer};
use super::run::{Event, Simulation};
use super::service::SOUND;

impl Simulation<'_> {
    /// Recomputes the own level of an instance from its open incidents' impacts, which
    /// multiply.
    pub(super) fn revalue<O: Observer>(&mut self, asset: AssetIx, instance: u32, observer: &mut O) {
        let world = self.world;
        let own = self
            .open_incidents(asset)
            .filter(|incident| incident.instance == instance)
            .filter(|incident| !self.is_restored(incident))
            .map(|incident| {
                1.0 - world.document.kinds[incident.kind.ix()].impact[incident.severity.ix()]
            })
            .product();
        self.service.set_own(world, asset, instance, own);
        self.update_service(observer);
    }

    pub(super) fn is_restored(&self, incident: &Incident) -> bool {
        incident.state == State::Closed
            || incident.work.stage > self.world.kinds[incident.kind.ix()].restores_at
    }

    pub(super) fn update_service<O: Observer>(&mut self, observer: &mut O) {
        self.service.update(self.world, self.now);
        while let Some(due) = self.service.standbys.pop() {
            let event = Event::Standby {
                asset: due.asset.0 as u16,
                instance: due.instance,
            };
            debug_assert!(
                due.instance == SOUND || due.instance < self.world.assets[due.asset.ix()].count
            );
            self.agenda
                .schedule(due.at.max(self.now), Class::Restore, event);
        }
        if O::TRACES {
            for (asset, from, to) in &self.service.changes {
                let what = Happening::Level {
                    asset: *asset,
                    from: *from,
                    to: *to,
                };
                observer.happened(self.world, self.now, what);
            }
        }
        self.service.changes.clear();
    }
}

//! Scripted happenings: incidents, outages, lost teams, messages.

use crate::scenario::document::{Action, AssetIx, Inject, InjectIx, identity};

use super::agenda::Class;
use super::event::Event;
use super::failure::Failure;
use super::key::Domain;
use super::observe::{Observer, TraceEvent};
use super::onset::instance_at;
use super::origin::{Address, Cause, Descent, word};
use super::run::Simulation;
use super::sample;

impl Simulation<'_> {
    pub(super) fn inject<O: Observer>(&mut self, ix: u32, observer: &mut O) -> Result<(), Failure> {
        let world = self.world;
        let inject = &world.document.injects[ix as usize];
        let identity = identity(&inject.id);
        let words = self.draws.key(Domain::Inject, identity).page(0, 0);
        let struck = strikes(inject, words[word::GAP]);
        if O::TRACES {
            let what = if struck {
                TraceEvent::Injected(InjectIx(ix))
            } else {
                TraceEvent::Skipped(InjectIx(ix))
            };
            observer.happened(world, self.calendar.now, what);
        }
        if !struck {
            return Ok(());
        }
        match &inject.action {
            Action::Message(_) => Ok(()),
            Action::Incident {
                kind,
                targets,
                severity,
            } => {
                let weight = |asset: &AssetIx| world.document.assets[asset.ix()].exposure;
                let total: f64 = targets.iter().map(weight).sum();
                // Injects are few: their weights are summed here, not kept.
                let mut left = sample::uniform(words[word::TARGET]) * total;
                let mut chosen = targets[targets.len() - 1];
                let mut inner = 0.5;
                for asset in targets {
                    let share = weight(asset);
                    if left < share {
                        chosen = *asset;
                        inner = left / share;
                        break;
                    }
                    left -= share;
                }
                let instance = instance_at(inner, world.assets[chosen.ix()].count);
                let cause = Cause {
                    descent: Descent::Inject(InjectIx(ix)),
                    lineage: identity,
                    address: Address {
                        domain: Domain::Inject,
                        source: identity,
                        entity: 0,
                    },
                    words,
                };
                self.begin(*kind, chosen, instance, *severity, &cause, observer)
            }
            Action::Outage {
                asset,
                until,
                planned,
            } => {
                self.service
                    .switch(world, self.calendar.now, *asset, *planned, true);
                self.update_service(observer);
                self.calendar.schedule(
                    (*until).max(self.calendar.now),
                    Class::Restore,
                    Event::Return { inject: ix },
                );
                Ok(())
            }
            Action::TeamLost { team, until } => {
                let state = &mut self.staff.teams[team.ix()];
                state.lost += 1;
                state.refresh();
                self.calendar.schedule(
                    (*until).max(self.calendar.now),
                    Class::Restore,
                    Event::Return { inject: ix },
                );
                Ok(())
            }
        }
    }

    /// Whether an inject happens in this replication.
    pub(super) fn happens(&self, inject: &Inject) -> bool {
        let draws = self.draws.key(Domain::Inject, identity(&inject.id));
        strikes(inject, draws.page(0, 0)[word::GAP])
    }

    pub(super) fn give_back<O: Observer>(&mut self, ix: u32, observer: &mut O) {
        let world = self.world;
        if O::TRACES {
            observer.happened(world, self.calendar.now, TraceEvent::Returned(InjectIx(ix)));
        }
        match &world.document.injects[ix as usize].action {
            Action::Outage { asset, planned, .. } => {
                self.service
                    .switch(world, self.calendar.now, *asset, *planned, false);
                self.update_service(observer);
            }
            Action::TeamLost { team, .. } => {
                let state = &mut self.staff.teams[team.ix()];
                state.lost = state.lost.saturating_sub(1);
                state.refresh();
                self.waiting.mark_dirty(*team);
            }
            Action::Message(_) | Action::Incident { .. } => {}
        }
    }
}

/// Whether an inject happens by its chance, as the first of its draws says.
fn strikes(inject: &Inject, word: u64) -> bool {
    inject.chance >= 1.0 || sample::happens(word, inject.chance)
}

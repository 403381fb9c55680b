//! What surrounds a history: elections and phases, milestones, and injects of an exercise.

use crate::scenario::document::{Action, InjectIx, MilestoneIx};
use crate::scenario::time::Instant;
use crate::sim::run::Simulation;
use crate::world::World;

use super::Entry;
use super::subjects::percent;
use super::tracer::Tracer;

impl Tracer {
    /// What the calendar holds, whatever happens: elections and phases.
    pub(super) fn calendar(&mut self, world: &World) {
        for election in &world.document.elections {
            for (at, event) in [
                (election.polls_open, "polls_open"),
                (election.polls_close, "polls_close"),
            ] {
                let entry = Entry {
                    note: election.name.clone(),
                    ..Entry::default()
                };
                self.add(world, at, event, entry);
            }
        }
        for phase in &world.document.phases {
            for (at, event) in [(phase.from, "phase_begins"), (phase.to, "phase_ends")] {
                let entry = Entry {
                    note: phase.name.clone(),
                    ..Entry::default()
                };
                if phase.from < phase.to {
                    self.add(world, at, event, entry);
                }
            }
        }
    }

    /// Which milestones were kept, told when their interval ends.
    pub(super) fn milestones(&mut self, world: &World, simulation: &Simulation<'_>) {
        for (ix, milestone) in world.document.milestones.iter().enumerate() {
            let event = if simulation.kept(MilestoneIx::from(ix)) {
                "kept"
            } else {
                "broken"
            };
            let below = simulation.service().time_below(ix);
            let entry = Entry {
                asset: Some(world.document.assets[milestone.asset.ix()].id.clone()),
                note: format!(
                    "{}: below {} for {below}",
                    milestone.name,
                    percent(milestone.level)
                ),
                ..Entry::default()
            };
            self.add(world, milestone.to, event, entry);
        }
    }

    pub(super) fn inject(&mut self, world: &World, at: Instant, event: &str, inject: InjectIx) {
        let document = &world.document;
        let spec = &document.injects[inject.ix()];
        let said = match &spec.action {
            Action::Message(text) => format!("“{text}”"),
            Action::Incident { .. } => "an incident".to_owned(),
            Action::Outage { asset, .. } => {
                format!("{} off", world.document.assets[asset.ix()].id)
            }
            Action::TeamLost { team, .. } => {
                format!("{} lost", world.document.teams[team.ix()].id)
            }
        };
        let mut note = format!("{}: {said}", spec.name);
        let handout = &spec.handout;
        let quoted = if handout.message.is_empty() {
            String::new()
        } else {
            format!("“{}”", handout.message)
        };
        let objectives = document.objectives_of(&spec.aims);
        // What the table needs: what they are told, for whom, what for, and what they should do.
        for (word, text) in [
            ("told", &quoted),
            ("from", &handout.from),
            ("to", &spec.audience),
            ("by", &handout.method),
            ("objective", &objectives),
            ("expected", &spec.expect),
            ("note", &handout.note),
            ("attached", &handout.attachments.join(", ")),
        ] {
            if event == "inject" && !text.is_empty() {
                note.push_str(&format!(" · {word}: {text}"));
            }
        }
        let entry = Entry {
            inject: Some(spec.id.clone()),
            note,
            ..Entry::default()
        };
        self.add(world, at, event, entry);
    }
}

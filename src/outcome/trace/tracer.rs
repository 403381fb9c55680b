//! Watches a history: an entry for each thing that happens.

use crate::outcome::record::origin;
use crate::scenario::document::{Moment, TeamIx};
use crate::scenario::time::Instant;
use crate::sim::incident::Incident;
use crate::sim::observe::{Observer, Stop, TraceEvent};
use crate::sim::response::Work;
use crate::world::World;
use crate::world::experts::ExpertSet;

use super::Entry;
use super::orders::order_words;
use super::subjects::{asset_name, crew, experts, percent, stage};

/// Watches a history and writes it down.
#[derive(Default)]
pub(super) struct Tracer {
    pub entries: Vec<Entry>,
}

impl Tracer {
    pub(super) fn add(&mut self, world: &World, at: Instant, event: &str, entry: Entry) {
        if at >= world.document.end {
            return;
        }
        let local = world.document.calendar.local(at);
        self.entries.push(Entry {
            at: format!(
                "{}.{:03}",
                local.strftime("%Y-%m-%dT%H:%M:%S"),
                local.millisecond()
            ),
            ms: at.millis(),
            event: event.to_owned(),
            ..entry
        });
    }

    /// All that was written, by time.
    pub(super) fn in_order(self) -> Vec<Entry> {
        // What a crew will do is known when it is picked; the sort, which keeps the order of
        // equals, puts arrivals and first hands-on where they belong.
        let mut entries = self.entries;
        entries.retain(|entry| !entry.event.is_empty());
        entries.sort_by_key(|entry| entry.ms);
        entries
    }

    fn about(
        &mut self,
        world: &World,
        at: Instant,
        event: &str,
        incident: &Incident,
        entry: Entry,
    ) {
        let entry = Entry {
            incident: Some(incident.number),
            kind: Some(world.document.kinds[incident.kind.ix()].id.clone()),
            asset: Some(asset_name(world, incident.asset, incident.instance)),
            severity: Some(incident.severity.name().to_owned()),
            ..entry
        };
        self.add(world, at, event, entry);
    }

    fn assigned(&mut self, world: &World, at: Instant, incident: &Incident, work: &Work) {
        let document = &world.document;
        let Some(team) = work.team else { return };
        let stage = stage(world, incident, work);
        let name = document.teams[team.ix()].id.clone();
        let entry = |note: String| Entry {
            team: Some(name.clone()),
            note,
            ..Entry::default()
        };
        let mut who = crew(world, team, work.crew);
        if !who.is_empty() {
            who = format!(", {who}");
        }
        let place = if work.remote { "remotely" } else { "on site" };
        let note = format!("{stage} {place}{who}");
        self.about(world, at, "assigned", incident, entry(note));
        if work.mobilised > at {
            self.about(
                world,
                work.mobilised,
                "mobilised",
                incident,
                entry(String::new()),
            );
        }
        if work.on_site > work.mobilised {
            self.about(
                world,
                work.on_site,
                "on_site",
                incident,
                entry(String::new()),
            );
        }
        self.about(
            world,
            work.hands_on,
            "hands_on",
            incident,
            entry(stage.to_owned()),
        );
    }
}

impl Observer for Tracer {
    const TRACES: bool = true;

    fn happened(&mut self, world: &World, at: Instant, what: TraceEvent<'_>) {
        let document = &world.document;
        let team_id = |team: TeamIx| Some(document.teams[team.ix()].id.clone());
        match what {
            TraceEvent::Occurred(incident) => {
                let entry = Entry {
                    note: format!("from {}", origin(world, incident.origin())),
                    ..Entry::default()
                };
                self.about(world, at, "occurred", incident, entry);
            }
            TraceEvent::Deflected { asset, kind } => {
                let entry = Entry {
                    kind: Some(document.kinds[kind.ix()].id.clone()),
                    asset: Some(document.assets[asset.ix()].id.clone()),
                    ..Entry::default()
                };
                self.add(world, at, "deflected", entry);
            }
            TraceEvent::Averted {
                parent,
                kind,
                asset,
            } => {
                let entry = Entry {
                    kind: Some(document.kinds[kind.ix()].id.clone()),
                    asset: Some(document.assets[asset.ix()].id.clone()),
                    note: format!("incident {parent} was dealt with in time"),
                    ..Entry::default()
                };
                self.add(world, at, "averted", entry);
            }
            TraceEvent::Detected(incident) => {
                self.about(world, at, "detected", incident, Entry::default());
            }
            TraceEvent::Requested(incident, team) => {
                let entry = Entry {
                    team: team_id(team),
                    ..Entry::default()
                };
                self.about(world, at, "requested", incident, entry);
            }
            TraceEvent::Queued(incident, team) => {
                let entry = Entry {
                    team: team_id(team),
                    ..Entry::default()
                };
                self.about(world, at, "queued", incident, entry);
            }
            TraceEvent::Assigned(incident, work) => self.assigned(world, at, incident, work),
            TraceEvent::Finished(incident, work) => {
                let stage = stage(world, incident, work);
                let entry = Entry {
                    team: work.team.and_then(team_id),
                    note: match work.team {
                        Some(_) => stage.to_owned(),
                        None => format!("{stage}, by the owner alone"),
                    },
                    ..Entry::default()
                };
                self.about(world, at, "finished", incident, entry);
            }
            TraceEvent::Closed(incident) => {
                let open = at - incident.moment(Moment::Onset);
                let entry = Entry {
                    note: format!("after {open}"),
                    ..Entry::default()
                };
                self.about(world, at, "closed", incident, entry);
            }
            TraceEvent::Unanswered(incident) => {
                let refused = self.entries.last().is_some_and(|last| {
                    last.event == "refused" && last.incident == Some(incident.number)
                });
                let why = if refused {
                    "all who were asked have refused"
                } else {
                    "no rule names a team that can"
                };
                self.note(world, at, "unanswered", incident, why);
            }
            TraceEvent::ShiftChanged {
                team,
                roster,
                shift,
            } => {
                let shift = &world.pools[team.ix()].shifts[shift];
                let turn = shift.rotating.map_or_else(
                    || "all on call".to_owned(),
                    |nation| format!("turn of {}", document.nations[nation.ix()].name),
                );
                let entry = Entry {
                    team: team_id(team),
                    note: format!(
                        "roster {}: {turn}, {} on duty",
                        document.rosters[roster.ix()].id,
                        experts(shift.on_duty.len())
                    ),
                    ..Entry::default()
                };
                self.add(world, at, "shift_change", entry);
            }
            TraceEvent::Injected(inject) => self.inject(world, at, "inject", inject),
            TraceEvent::Skipped(inject) => self.inject(world, at, "inject_skipped", inject),
            TraceEvent::Returned(inject) => self.inject(world, at, "inject_over", inject),
            TraceEvent::Refused(incident, team) => {
                let entry = Entry {
                    team: team_id(team),
                    ..Entry::default()
                };
                self.about(world, at, "refused", incident, entry);
            }
            TraceEvent::Widened(incident) => {
                self.note(
                    world,
                    at,
                    "widened",
                    incident,
                    "no crew yet: more teams are asked",
                );
            }
            TraceEvent::GaveUp(incident) => {
                self.note(world, at, "gave_up", incident, "the owner copes alone");
            }
            TraceEvent::Stopped(incident, work, why) => {
                self.stopped(world, at, incident, work, why);
            }
            TraceEvent::Paused(incident, work) => {
                let note = format!("{}: hours are over", stage(world, incident, work));
                self.of_crew(world, at, "paused", incident, work, note);
            }
            TraceEvent::Resumed(incident, work) => {
                let note = format!("{}: hours have begun", stage(world, incident, work));
                self.of_crew(world, at, "resumed", incident, work, note);
            }
            TraceEvent::CrewChanged(incident, work, at_work) => {
                let note = format!(
                    "{}: {} of {} at work",
                    stage(world, incident, work),
                    at_work.len(),
                    experts(work.crew.len())
                );
                self.of_crew(world, at, "crew_changed", incident, work, note);
            }
            TraceEvent::HandoverBegan(incident, relief) => {
                let Some(team) = incident.work().team else {
                    return;
                };
                let note = format!(
                    "{}, {} there to take over",
                    stage(world, incident, &incident.work()),
                    crew(world, team, relief)
                );
                self.of_crew(world, at, "handover", incident, &incident.work(), note);
            }
            TraceEvent::ReliefAssigned {
                incident,
                relief,
                there,
            } => {
                let Some(team) = incident.work().team else {
                    return;
                };
                let entry = Entry {
                    team: team_id(team),
                    note: format!(
                        "{}, there {}",
                        crew(world, team, relief),
                        document.calendar.minute(there)
                    ),
                    ..Entry::default()
                };
                self.about(world, at, "relief_sent", incident, entry);
            }
            TraceEvent::ReliefCalledOff(incident, relief) => {
                let Some(team) = incident.work().team else {
                    return;
                };
                let entry = Entry {
                    team: team_id(team),
                    note: crew(world, team, relief),
                    ..Entry::default()
                };
                self.about(world, at, "relief_called_off", incident, entry);
            }
            TraceEvent::TakenOver(incident, work) => {
                let Some(team) = work.team else { return };
                let entry = Entry {
                    team: team_id(team),
                    note: format!(
                        "{}, {}",
                        stage(world, incident, work),
                        crew(world, team, work.crew)
                    ),
                    ..Entry::default()
                };
                self.about(world, at, "taken_over", incident, entry);
            }
            TraceEvent::OverlapBegan {
                team,
                roster,
                shift,
            } => {
                let shifts = &world.pools[team.ix()].shifts;
                let present = shift
                    .checked_sub(1)
                    .map_or(ExpertSet::EMPTY, |before| shifts[before].on_duty);
                let coming = shifts[shift].on_duty.without(present).len();
                let entry = Entry {
                    team: team_id(team),
                    note: format!(
                        "roster {}: {} learn alongside",
                        document.rosters[roster.ix()].id,
                        experts(coming)
                    ),
                    ..Entry::default()
                };
                self.add(world, at, "overlap", entry);
            }
            TraceEvent::Decided { order, incident } => {
                let note = order_words(world, order);
                if let Some(incident) = incident {
                    self.note(world, at, "decided", incident, &note);
                } else {
                    let entry = Entry {
                        note,
                        ..Entry::default()
                    };
                    self.add(world, at, "decided", entry);
                }
            }
            TraceEvent::Disobeyed(refusal) => {
                let entry = Entry {
                    note: refusal.to_string(),
                    ..Entry::default()
                };
                self.add(world, at, "not_done", entry);
            }
            TraceEvent::Level { asset, from, to } => {
                let entry = Entry {
                    asset: Some(document.assets[asset.ix()].id.clone()),
                    note: format!("{} → {}", percent(from), percent(to)),
                    ..Entry::default()
                };
                self.add(world, at, "service", entry);
            }
        }
    }
}

impl Tracer {
    /// An entry about an incident with nothing but a note.
    fn note(&mut self, world: &World, at: Instant, event: &str, incident: &Incident, note: &str) {
        let entry = Entry {
            note: note.to_owned(),
            ..Entry::default()
        };
        self.about(world, at, event, incident, entry);
    }

    /// An entry about a crew at work.
    fn of_crew(
        &mut self,
        world: &World,
        at: Instant,
        event: &str,
        incident: &Incident,
        work: &Work,
        note: String,
    ) {
        let team = work.team.map(|team| &world.document.teams[team.ix()]);
        let entry = Entry {
            team: team.map(|team| team.id.clone()),
            note,
            ..Entry::default()
        };
        self.about(world, at, event, incident, entry);
    }

    /// A crew leaves its work: what its assignment foretold for later does not happen.
    fn stopped(&mut self, world: &World, at: Instant, incident: &Incident, work: &Work, why: Stop) {
        for entry in self.entries.iter_mut().rev() {
            if entry.incident != Some(incident.number) {
                continue;
            }
            let undone = work.hands_on == at && entry.event == "hands_on";
            if entry.ms > at.millis() || undone && entry.ms == at.millis() {
                // Taken out in the end: taking it out now would move all that follow.
                entry.event.clear();
            } else if entry.event == "assigned" {
                break;
            }
        }
        let reason = match why {
            Stop::Preempted => "a graver incident needs the crew",
            Stop::ShiftOver => "the shift is over",
        };
        let entry = Entry {
            team: work
                .team
                .map(|team| world.document.teams[team.ix()].id.clone()),
            note: format!("{}: {reason}", stage(world, incident, work)),
            ..Entry::default()
        };
        self.about(world, at, "stopped", incident, entry);
    }
}

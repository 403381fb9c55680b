//! From a scenario and one of its histories to a list of events.

use crate::outcome::{Row as IncidentRow, origin};
use crate::scenario::document::{Action, Document, Inject, InjectIx, MilestoneIx, Moment};
use crate::scenario::time::Instant;
use crate::sim::origin::Origin;
use crate::world::World;

use super::model::{About, Header, Msel, Row, Seen};
use super::played::{Played, play};
use super::told::{self, TOLD};
use super::window::Window;
use super::{MselError, written_action};

/// Makes a list of what is scripted and of what happens in one history, within the stretch that
/// the header names.
///
/// # Errors
/// If the replication fails.
pub(crate) fn build(world: &World, header: Header) -> Result<Msel, MselError> {
    let played = play(world, header.seed, header.replication)?;
    let list = List {
        document: &world.document,
        window: Window {
            from: header.from,
            to: header.to,
            length: header.length,
        },
    };
    let mut rows = Vec::new();
    list.polls(&mut rows);
    list.milestones(&played, &mut rows);
    list.injects(&played, &mut rows);
    for incident in played.rows.iter() {
        list.incident(world, &played, &incident, &mut rows);
    }
    // A stable sort: at one time polls come before milestones, injects and incidents.
    rows.sort_by_key(|row| row.at);
    Ok(Msel {
        header,
        rows,
        calendar: world.document.calendar.clone(),
    })
}

struct List<'w> {
    document: &'w Document,
    window: Window,
}

impl List<'_> {
    /// An event with nothing but its time.
    fn row(&self, id: String, at: Instant, about: About, link: &str) -> Row {
        let phases = self.document.phases.iter();
        let phases = phases.filter(|it| (it.from..it.to).contains(&at));
        let phases: Vec<&str> = phases.map(|it| it.name.as_str()).collect();
        Row {
            id,
            phase: phases.join("; "),
            at,
            scheduled: self.window.scheduled(at),
            kind: "contextual",
            title: String::new(),
            description: String::new(),
            from: String::new(),
            to: String::new(),
            method: String::new(),
            expected: String::new(),
            objectives: String::new(),
            capabilities: String::new(),
            note: String::new(),
            condition: String::new(),
            attachments: Vec::new(),
            status: "Approved",
            about,
            link: format!("{link} ({} ms)", at.0),
            action: String::new(),
            seen: None,
        }
    }

    fn polls(&self, rows: &mut Vec<Row>) {
        for election in &self.document.elections {
            for (at, word, said) in [
                (election.polls_open, "open", "Polls open"),
                (election.polls_close, "close", "Polls close"),
            ] {
                if !self.window.has(at) {
                    continue;
                }
                let id = format!("polls-{}-{word}", election.id);
                let link = format!("election {} polls {word}", election.id);
                let title = format!("{said}: {}", election.name);
                rows.push(Row {
                    description: format!("{title}."),
                    seen: Some(Seen {
                        title: title.clone(),
                        text: format!("{title}."),
                    }),
                    title,
                    ..self.row(id, at, About::Polls, &link)
                });
            }
        }
    }

    fn milestones(&self, played: &Played, rows: &mut Vec<Row>) {
        for (ix, milestone) in self.document.milestones.iter().enumerate() {
            let asset = &self.document.assets[milestone.asset.ix()].name;
            let least = (milestone.level * 1000.0).round() / 10.0;
            let until = self.document.calendar.minute(milestone.to);
            let about = About::Milestone(MilestoneIx::from(ix));
            let kept = if played.kept[ix] { "kept" } else { "missed" };
            for (at, word, said, text) in [
                (
                    milestone.from,
                    "begins",
                    "Milestone begins",
                    format!("{asset} must give at least {least}% of its service until {until}."),
                ),
                (
                    milestone.to,
                    kept,
                    if played.kept[ix] {
                        "Milestone kept"
                    } else {
                        "Milestone missed"
                    },
                    format!("{asset} had to give at least {least}% of its service until now."),
                ),
            ] {
                if !self.window.has(at) {
                    continue;
                }
                let id = format!("milestone-{}-{word}", milestone.id);
                let link = format!("milestone {} {word}", milestone.id);
                let title = format!("{said}: {}", milestone.name);
                rows.push(Row {
                    description: text.clone(),
                    seen: Some(Seen {
                        title: title.clone(),
                        text,
                    }),
                    title,
                    ..self.row(id, at, about, &link)
                });
            }
        }
    }

    fn injects(&self, played: &Played, rows: &mut Vec<Row>) {
        for (ix, inject) in self.document.injects.iter().enumerate() {
            if !self.window.has(inject.at) {
                continue;
            }
            let about = InjectIx::from(ix);
            let happens = !played.skipped.contains(&inject.id);
            let began = played.rows.iter();
            let mut began = began.filter(|it| it.origin == Origin::Inject(about));
            let link = match began.next() {
                Some(incident) => {
                    format!("inject {}, incident {} onset", inject.id, incident.incident)
                }
                None => format!("inject {}", inject.id),
            };
            let condition = if inject.chance < 1.0 {
                let share = (inject.chance * 1000.0).round() / 10.0;
                format!("in {share}% of histories")
            } else {
                String::new()
            };
            let handout = &inject.handout;
            rows.push(Row {
                kind: kind(inject),
                title: inject.name.clone(),
                description: inject.told().to_owned(),
                from: handout.from.clone(),
                to: inject.audience.clone(),
                method: handout.method.clone(),
                expected: inject.expect.clone(),
                objectives: self.document.objectives_of(&inject.aims),
                capabilities: self.document.capabilities_of(&inject.aims),
                note: handout.note.clone(),
                condition,
                attachments: handout.attachments.clone(),
                status: if happens { "Approved" } else { "Deferred" },
                action: written_action::lines(self.document, inject),
                seen: if happens { seen(inject) } else { None },
                ..self.row(inject.id.clone(), inject.at, About::Inject(about), &link)
            });
        }
    }

    fn incident(
        &self,
        world: &World,
        played: &Played,
        incident: &IncidentRow,
        rows: &mut Vec<Row>,
    ) {
        let document = self.document;
        let number = incident.incident;
        let name = &document.kinds[incident.kind.ix()].name;
        let asset = told::asset(document, incident);
        let owner = &document.assets[incident.asset.ix()].owner;
        let team = played.rows.teams(incident).next();
        let team = team.map_or("", |it| document.teams[it.ix()].name.as_str());
        let asked = played.asked.get(&number);
        let asked = asked.and_then(|id| document.teams.iter().find(|it| it.id == *id));
        let asked = asked.map_or("", |it| it.name.as_str());
        for moment in TOLD {
            let Some(at) = incident.moment(moment).filter(|at| self.window.has(*at)) else {
                continue;
            };
            // The row of the inject says so already.
            if moment == Moment::Onset && matches!(incident.origin, Origin::Inject(_)) {
                continue;
            }
            let word = moment.name();
            let (said, from, to) = match moment {
                Moment::Onset => ("begins", "", ""),
                Moment::Detected => ("is detected", owner.as_str(), ""),
                Moment::Requested => ("help is asked for", owner.as_str(), asked),
                Moment::OnSite => ("a team is there", team, owner.as_str()),
                Moment::Contained => ("is contained", team, owner.as_str()),
                _ => ("service is as before", team, owner.as_str()),
            };
            let note = match moment {
                Moment::Onset => {
                    let found = incident.moment(Moment::Detected).map_or_else(
                        || "nobody notices it in this history".to_owned(),
                        |at| format!("it is detected {}", document.calendar.minute(at)),
                    );
                    format!("From {}; {found}.", origin(world, incident.origin))
                }
                Moment::Detected if document.kinds[incident.kind.ix()].false_alarm => {
                    "A false alarm; players can't tell yet.".to_owned()
                }
                Moment::Detected => {
                    let since = at - incident.moments[0];
                    format!("It began {since} ago.")
                }
                _ => String::new(),
            };
            let expected = if moment == Moment::Detected {
                "Say whom to tell, what to say in public, and whether to ask for help"
            } else {
                ""
            };
            let crew = if moment == Moment::Requested {
                asked
            } else {
                team
            };
            let seen = told::seen(document, incident, moment, crew);
            rows.push(Row {
                title: format!("Incident {number} {said}: {name}, {asset}"),
                description: seen.as_ref().map_or_else(
                    || format!("{name} on {asset}, severity {}.", incident.severity.name()),
                    |it| it.text.clone(),
                ),
                from: from.to_owned(),
                to: to.to_owned(),
                expected: expected.to_owned(),
                note,
                seen,
                ..self.row(
                    format!("sim-{number}-{}", word.replace('_', "-")),
                    at,
                    About::Incident(number, moment),
                    &format!("incident {number} {word}"),
                )
            });
        }
    }
}

/// The type of an inject, in the words of the lists in use.
fn kind(inject: &Inject) -> &'static str {
    let method = inject.handout.method.to_lowercase();
    match inject.action {
        _ if inject.chance < 1.0 => "contingency",
        Action::Message(_) if method.contains("social") => "social",
        Action::Message(_) if method.contains("media") || method.contains("radio") => "media",
        Action::Message(_) => "informational",
        _ => "event",
    }
}

/// What players see of an inject: what they are told. The name of one that does something says
/// what it does, and stays with the controllers.
fn seen(inject: &Inject) -> Option<Seen> {
    let text = inject.told();
    if text.is_empty() {
        return None;
    }
    let title = match (&inject.action, inject.handout.from.as_str()) {
        (Action::Message(_), _) => inject.name.clone(),
        (_, "") => "A message".to_owned(),
        (_, from) => format!("A message from {from}"),
    };
    Some(Seen {
        title,
        text: text.to_owned(),
    })
}

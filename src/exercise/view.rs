//! Who sees what: the exercise as one seat in the room may know it.
//!
//! Players know of an incident once it is detected, and of an inject once it has happened and was
//! meant for them. Service levels can be seen by all: an asset that is down is down for everybody.
//! Incidents are labelled in the order of detection, so no gap tells of hidden ones.

use serde::Serialize;

use crate::outcome::trace::Entry;
use crate::scenario::document::{Aim, AssetIx, Document, InjectIx, Moment, Need, Staff, TeamIx};
use crate::scenario::time::Instant;
use crate::sim::failure::Failure;
use crate::sim::incident::State;
use crate::sim::snapshot::{MilestoneNow, OpenIncident};

use super::act::{Act, Done, Role};
use super::orders::IncidentId;
use super::play::{Exercise, Stand};
use super::script::Standing;

/// Entries of the log that a page gets: the latest.
const LOG: usize = 300;

/// A place in the room.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Seat {
    /// In which role.
    pub role: Role,
    /// For a player: the audience whose messages they get; all messages if none.
    pub audience: Option<String>,
}

/// What a seat may know.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct View {
    /// The role.
    pub role: Role,
    /// For which audience.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub audience: Option<String>,
    /// Name of the scenario.
    pub title: String,
    /// The time zone of all local times.
    pub zone: String,
    /// Phases that run.
    pub phases: Vec<String>,
    /// All assets, in the order of the file.
    pub assets: Vec<AssetView>,
    /// Incidents that are open, the gravest first, then in order of detection.
    pub incidents: Vec<IncidentView>,
    /// How many known incidents are over.
    pub closed: usize,
    /// All teams.
    pub teams: Vec<TeamView>,
    /// Where teams can be sent ahead.
    pub sites: Vec<Named>,
    /// Injects: all for those who run the exercise, what has been told for players.
    pub injects: Vec<InjectView>,
    /// Milestones.
    pub milestones: Vec<MilestoneView>,
    /// What has happened, the latest last.
    pub log: Vec<Line>,
    /// What has been done, the latest last.
    pub acts: Vec<ActView>,
    /// Objectives of the script.
    pub objectives: Vec<String>,
    /// Kinds of incident that can be added: for the facilitator.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub kinds: Vec<Named>,
    /// True once the exercise is over.
    pub ended: bool,
}

/// An id and a name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Named {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
}

/// An asset.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct AssetView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its owner.
    pub owner: String,
    /// Its kind.
    pub kind: String,
    /// Share of its service that is there, 0 to 1.
    pub level: f64,
    /// How much it matters.
    pub criticality: f64,
    /// It is switched off.
    pub off: bool,
    /// Its fallback: `none`, `ready` or `active`.
    pub fallback: &'static str,
    /// Ids of the assets that it needs.
    pub needs: Vec<String>,
}

/// An incident.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct IncidentView {
    /// Names it in orders.
    pub id: IncidentId,
    /// Names it for people: `I-3` in order of detection; `hidden` before.
    pub label: String,
    /// Nobody has noticed it.
    pub hidden: bool,
    /// What it is.
    pub kind: String,
    /// Where: name of the asset, and the number of its instance.
    pub asset: String,
    /// Id of the asset.
    pub asset_id: String,
    /// How grave.
    pub severity: &'static str,
    /// What it waits for: `hidden`, `waiting`, `on_the_way`, `at_work`, `unanswered`, `withheld`
    /// or `alone`.
    pub state: &'static str,
    /// The stage of work.
    pub stage: String,
    /// Who is sent or at work.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub team: Option<String>,
    /// How many experts.
    pub crew: u32,
    /// They work from afar.
    pub remote: bool,
    /// When it was detected, local time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detected: Option<String>,
    /// When a crew that is on its way begins to work, local time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expected: Option<String>,
    /// Teams that may be asked, by id, and whether they have agreed to come.
    pub teams: Vec<Asked>,
}

/// A team that may be asked.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Asked {
    /// Its id.
    pub team: String,
    /// It has agreed to come.
    pub agreed: bool,
}

/// A team.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct TeamView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Experts who are there.
    pub present: u32,
    /// Those who are sent or at work.
    pub busy: u32,
    /// Those who could go.
    pub free: u32,
    /// It can start no work.
    pub lost: bool,
    /// As many people as it takes.
    pub unlimited: bool,
    /// It is asked only by the players.
    pub on_call: bool,
    /// For a roster: whose turn it is, and when duty changes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub duty: Option<String>,
}

/// An inject.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct InjectView {
    /// Its id.
    pub id: String,
    /// Its name; for players the message alone.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// What the players are told.
    pub message: String,
    /// Who is told.
    pub audience: String,
    /// When it happens or happened, local time; none while it is held or skipped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The same, ms since the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ms: Option<i64>,
    /// `planned`, `held`, `skipped` or `happened`.
    pub state: &'static str,
    /// Who says so.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub from: String,
    /// How it reaches the players.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub method: String,
    /// Names of files that are handed out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<String>,
    /// What the facilitator must know.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// What it exercises.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub objective: String,
    /// What players should do.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub expect: String,
}

/// A milestone.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct MilestoneView {
    /// Its name.
    pub name: String,
    /// Its asset, by name.
    pub asset: String,
    /// From when, local time.
    pub from: String,
    /// To when, local time.
    pub to: String,
    /// `to_come`, `holds`, `at_risk`, `kept` or `missed`.
    pub state: &'static str,
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Line {
    /// When, ms since the start.
    pub ms: i64,
    /// When, local time.
    pub at: String,
    /// What happened, a stable word.
    pub event: String,
    /// In words.
    pub text: String,
}

/// Something that was done.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct ActView {
    /// Its number in the journal.
    pub number: u64,
    /// When, local time.
    pub at: String,
    /// By whom.
    pub who: String,
    /// What and why.
    #[serde(flatten)]
    pub done: Act,
    /// Why.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// What every seat may know at an instant, in the order of `seats`.
///
/// # Errors
/// When a limit of the scenario is passed.
pub(crate) fn views(
    exercise: &Exercise,
    now: Instant,
    seats: &[Seat],
) -> Result<Vec<View>, Failure> {
    let stand = exercise.stand(now)?;
    let looker = Looker {
        exercise,
        document: &exercise.world().document,
        open: stand.history.open_incidents(now),
        stand: &stand,
    };
    Ok(seats.iter().map(|seat| looker.view(seat)).collect())
}

struct Looker<'a> {
    exercise: &'a Exercise,
    document: &'a Document,
    open: Vec<OpenIncident>,
    stand: &'a Stand<'a>,
}

impl Looker<'_> {
    fn view(&self, seat: &Seat) -> View {
        let document = self.document;
        let all = seat.role == Role::Facilitator || seat.role == Role::Evaluator;
        let facilitates = seat.role == Role::Facilitator;
        let now = self.stand.at;
        let phases = document.phases.iter();
        let phases = phases.filter(|phase| phase.from <= now && now < phase.to);
        let named = |id: &String, name: &String| Named {
            id: id.clone(),
            name: name.clone(),
        };
        let detected = |entry: &&Entry| entry.event == "detected";
        let known = self.stand.entries.iter().filter(detected).count();
        let known_open = self
            .open
            .iter()
            .filter(|it| it.rank_or_hidden() > 0)
            .count();
        View {
            role: seat.role,
            audience: seat.audience.clone(),
            title: document.title(),
            zone: document
                .calendar
                .zone()
                .iana_name()
                .unwrap_or("UTC")
                .to_owned(),
            phases: phases.map(|phase| phase.name.clone()).collect(),
            assets: (0..document.assets.len())
                .map(|ix| self.asset(AssetIx::from(ix)))
                .collect(),
            incidents: self.incidents(all),
            closed: known.saturating_sub(known_open),
            teams: self.teams(),
            sites: document
                .sites
                .iter()
                .map(|it| named(&it.id, &it.name))
                .collect(),
            injects: self.injects(seat),
            milestones: self.milestones(),
            log: self.log(seat),
            acts: self.acts(seat.role),
            objectives: self.objectives(),
            kinds: document
                .kinds
                .iter()
                .filter(|_| facilitates)
                .map(|it| named(&it.id, &it.name))
                .collect(),
            ended: self.exercise.ended(),
        }
    }

    fn local(&self, at: Instant) -> String {
        self.document.calendar.minute(at)
    }

    fn asset(&self, ix: AssetIx) -> AssetView {
        let spec = &self.document.assets[ix.ix()];
        let service = self.stand.history.service();
        let level = service.level(ix);
        let needs = spec.needs.iter().flat_map(Need::assets);
        AssetView {
            id: spec.id.clone(),
            name: spec.name.clone(),
            owner: spec.owner.clone(),
            kind: spec.kind.clone(),
            // To a tenth of a percent: what a page shows.
            level: (level * 1_000.0).round() / 1_000.0,
            criticality: spec.criticality,
            off: self.stand.history.is_switched_off(ix),
            fallback: match spec.fallback {
                None => "none",
                Some(_) if service.has_fallen_back(ix) => "active",
                Some(_) => "ready",
            },
            needs: needs
                .map(|it| self.document.assets[it.ix()].id.clone())
                .collect(),
        }
    }

    fn incidents(&self, all: bool) -> Vec<IncidentView> {
        let mut seen: Vec<&OpenIncident> = self
            .open
            .iter()
            .filter(|it| all || it.rank_or_hidden() > 0)
            .collect();
        seen.sort_by_key(|it| (std::cmp::Reverse(it.severity), it.detected(), it.number));
        seen.into_iter().map(|it| self.incident(it)).collect()
    }

    /// `I-3`, in order of detection.
    fn label(&self, number: u32) -> Option<String> {
        let detected = self.stand.entries.iter();
        let mut detected = detected.filter(|entry| entry.event == "detected");
        let place = detected.position(|entry| entry.incident == Some(number))?;
        Some(format!("I-{}", place + 1))
    }

    fn incident(&self, it: &OpenIncident) -> IncidentView {
        let document = self.document;
        let spec = &document.assets[it.asset.ix()];
        let kind = &document.kinds[it.kind.ix()];
        let at_work = it.state == State::Worked && it.expected.is_none();
        let state = match it.state {
            State::Hidden => "hidden",
            _ if it.withheld => "withheld",
            State::Waiting => "waiting",
            State::Worked if at_work => "at_work",
            State::Worked => "on_the_way",
            State::Unanswered => "unanswered",
            State::Alone | State::Closed => "alone",
        };
        let label = self.label(it.number);
        let team = it.team.filter(|_| it.state == State::Worked);
        let id = |team: &TeamIx| document.teams[team.ix()].id.clone();
        IncidentView {
            id: IncidentId::of(it.lineage),
            hidden: label.is_none(),
            label: label.unwrap_or_else(|| "hidden".to_owned()),
            kind: kind.name.clone(),
            asset: if spec.count == 1 {
                spec.name.clone()
            } else {
                format!("{} {}", spec.name, it.instance + 1)
            },
            asset_id: spec.id.clone(),
            severity: it.severity.name(),
            state,
            stage: kind.stages[usize::from(it.stage)].name.clone(),
            team: team.map(|team| document.teams[team.ix()].name.clone()),
            crew: it.crew,
            remote: it.remote,
            detected: it.detected().known().map(|at| self.local(at)),
            expected: it.expected.map(|at| self.local(at)),
            teams: it
                .teams
                .iter()
                .map(|(team, agreed)| Asked {
                    team: id(team),
                    agreed: *agreed,
                })
                .collect(),
        }
    }

    fn teams(&self) -> Vec<TeamView> {
        let now = self.stand.history.teams_now();
        let specs = self.document.teams.iter().zip(now).enumerate();
        let teams = specs.map(|(ix, (spec, now))| TeamView {
            id: spec.id.clone(),
            name: spec.name.clone(),
            present: now.present,
            busy: now.busy,
            free: now.free,
            lost: now.lost,
            unlimited: now.unlimited,
            on_call: now.on_call,
            duty: self.duty(TeamIx::from(ix)),
        });
        teams.collect()
    }

    fn duty(&self, team: TeamIx) -> Option<String> {
        let Staff::Roster(_) = self.document.teams[team.ix()].staff else {
            return None;
        };
        let id = &self.document.teams[team.ix()].id;
        let mut changes = self.stand.entries.iter().rev();
        let last = changes.find(|it| it.event == "shift_change" && it.team.as_ref() == Some(id));
        let shifts = &self.exercise.world().pools[team.ix()].shifts;
        let now = self.stand.at;
        let turn = last.map_or_else(
            || {
                let first = shifts.iter().rev().find(|it| it.from <= Instant::START);
                let nation = first.or(shifts.first()).and_then(|it| it.rotating);
                nation.map_or_else(
                    || "all on call".to_owned(),
                    |nation| format!("turn of {}", self.document.nations[nation.ix()].name),
                )
            },
            |entry| entry.note.clone(),
        );
        let next = shifts.iter().find(|it| it.from > now);
        Some(match next {
            Some(next) => format!("{turn}; duty changes {}", self.local(next.from)),
            None => turn,
        })
    }

    fn milestones(&self) -> Vec<MilestoneView> {
        let now = self.stand.history.milestones_now(self.stand.at);
        let specs = self.document.milestones.iter().zip(now);
        let milestones = specs.map(|(spec, now)| {
            let level = self.stand.history.service().level(spec.asset);
            let low = level < spec.level;
            MilestoneView {
                name: spec.name.clone(),
                asset: self.document.assets[spec.asset.ix()].name.clone(),
                from: self.local(spec.from),
                to: self.local(spec.to),
                state: match now {
                    MilestoneNow::Missed => "missed",
                    MilestoneNow::Kept => "kept",
                    MilestoneNow::Running(_) | MilestoneNow::ToCome if low => "at_risk",
                    MilestoneNow::Running(_) => "holds",
                    MilestoneNow::ToCome => "to_come",
                },
            }
        });
        milestones.collect()
    }

    fn objectives(&self) -> Vec<String> {
        let blocks = self.document.objectives.iter().map(|it| it.name.clone());
        let mut objectives: Vec<String> = blocks.collect();
        for aim in self.document.injects.iter().flat_map(|it| &it.aims) {
            if let Aim::Words(words) = aim
                && !objectives.contains(words)
            {
                objectives.push(words.clone());
            }
        }
        objectives
    }

    /// True if an inject has happened. One may have been left out by its chance.
    fn has_happened(&self, ix: InjectIx) -> bool {
        self.exercise.script().at(ix) <= self.stand.at
    }

    fn injects(&self, seat: &Seat) -> Vec<InjectView> {
        let all = matches!(seat.role, Role::Facilitator | Role::Evaluator);
        let injects = self.document.injects.iter().enumerate();
        let mut views: Vec<(i64, InjectView)> = injects
            .filter_map(|(ix, inject)| {
                let ix = InjectIx::from(ix);
                let happened = self.has_happened(ix);
                let message = inject.told();
                let seen = all || happened && !message.is_empty() && is_for(seat, &inject.audience);
                if !seen {
                    return None;
                }
                let script = self.exercise.script();
                let state = match script.standing(ix) {
                    _ if happened => "happened",
                    Standing::Planned | Standing::Released => "planned",
                    Standing::Held => "held",
                    Standing::Skipped => "skipped",
                };
                let at = script.at(ix).known();
                let only = |text: &String| if all { text.clone() } else { String::new() };
                let order = at.unwrap_or(script.planned(ix)).millis();
                let view = InjectView {
                    id: inject.id.clone(),
                    name: only(&inject.name),
                    message: message.to_owned(),
                    audience: inject.audience.clone(),
                    at: at.map(|at| self.local(at)),
                    ms: at.map(Instant::millis),
                    state,
                    objective: only(&self.document.objectives_of(&inject.aims)),
                    note: only(&inject.handout.note),
                    from: inject.handout.from.clone(),
                    method: inject.handout.method.clone(),
                    attachments: inject.handout.attachments.clone(),
                    expect: only(&inject.expect),
                };
                Some((order, view))
            })
            .collect();
        views.sort_by_key(|(order, _)| *order);
        views.into_iter().map(|(_, view)| view).collect()
    }

    fn log(&self, seat: &Seat) -> Vec<Line> {
        let all = matches!(seat.role, Role::Facilitator | Role::Evaluator);
        let lines = self.stand.entries.iter().rev();
        let lines = lines.filter_map(|entry| {
            let hidden = matches!(
                entry.event.as_str(),
                "occurred" | "deflected" | "averted" | "inject" | "inject_skipped" | "inject_over"
            );
            let label = entry.incident.map(|number| self.label(number));
            if !all && (hidden || label == Some(None)) {
                return None;
            }
            let mut parts: Vec<String> = Vec::new();
            if let Some(label) = label {
                let number = entry.incident.unwrap_or_default();
                parts.push(label.unwrap_or_else(|| format!("hidden #{number}")));
            }
            parts.extend(entry.severity.clone());
            parts.extend(entry.kind.as_ref().map(|id| self.kind_name(id)));
            parts.extend(entry.asset.as_ref().map(|id| self.asset_name(id)));
            parts.extend(entry.team.as_ref().map(|id| self.team_name(id)));
            if !entry.note.is_empty() {
                parts.push(entry.note.clone());
            }
            Some(Line {
                ms: entry.ms,
                at: self.local(Instant(entry.ms)),
                event: entry.event.clone(),
                text: parts.join(" · "),
            })
        });
        let mut lines: Vec<Line> = lines.take(LOG).collect();
        lines.reverse();
        lines
    }

    fn kind_name(&self, id: &str) -> String {
        let found = self.document.kinds.iter().find(|it| it.id == id);
        found.map_or_else(|| id.to_owned(), |it| it.name.clone())
    }

    fn team_name(&self, id: &str) -> String {
        let found = self.document.teams.iter().find(|it| it.id == id);
        found.map_or_else(|| id.to_owned(), |it| it.name.clone())
    }

    fn asset_name(&self, id: &str) -> String {
        let (plain, instance) = id.split_once('#').map_or((id, None), |(a, b)| (a, Some(b)));
        let found = self.document.assets.iter().find(|it| it.id == plain);
        let name = found.map_or_else(|| plain.to_owned(), |it| it.name.clone());
        match instance {
            Some(instance) => format!("{name} {instance}"),
            None => name,
        }
    }

    fn acts(&self, role: Role) -> Vec<ActView> {
        let done = self.exercise.done().iter();
        let acts = done.filter(|done| match (&done.act, role) {
            (Act::Tick, _) => false,
            (_, Role::Facilitator)
            | (Act::Decide { .. }, _)
            | (Act::Note { .. } | Act::Observe { .. }, Role::Evaluator) => true,
            (Act::Note { .. }, Role::Player) => done.role == Role::Player,
            _ => false,
        });
        acts.map(|done| ActView {
            number: done.number,
            at: self.local(Instant(done.at)),
            who: who(done),
            done: done.act.clone(),
            why: done.why.clone(),
        })
        .collect()
    }
}

impl OpenIncident {
    fn detected(&self) -> Instant {
        self.moments[Moment::Detected as usize]
    }

    /// Its rank, which is none before it is detected. What players put first has rank 0, and has
    /// been detected.
    fn rank_or_hidden(&self) -> u32 {
        u32::from(self.state != State::Hidden)
    }
}

/// True if a message is meant for a seat. Who has no audience of their own gets all.
fn is_for(seat: &Seat, audience: &str) -> bool {
    let everybody = audience.is_empty() || audience.eq_ignore_ascii_case("all");
    let named = |mine: &String| audiences(audience).any(|it| it == mine);
    everybody || seat.audience.as_ref().is_none_or(named)
}

/// The audiences that an inject names.
pub(crate) fn audiences(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split([',', ';']).map(str::trim);
    parts.filter(|it| !it.is_empty())
}

/// By whom something was done.
pub(crate) fn who(done: &Done) -> String {
    if done.who.is_empty() {
        done.role.name().to_owned()
    } else {
        format!("{} ({})", done.who, done.role.name())
    }
}

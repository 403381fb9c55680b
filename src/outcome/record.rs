//! One row per incident.

use serde::Serialize;

use crate::scenario::document::Moment;
use crate::scenario::time::{Instant, Span};
use crate::sim::incident::{Incident, Origin, State, Work};
use crate::sim::observe::Observer;
use crate::world::World;

/// Everything known about one incident of one replication, by name. Times are hours since the
/// scenario's start; an empty one has not come before its end.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct IncidentRecord {
    /// Replication, from 0.
    pub replication: u64,
    /// Number of the incident in order of onset.
    pub incident: u32,
    /// Id of its kind.
    pub kind: String,
    /// Id of its asset.
    pub asset: String,
    /// Which instance of a counted asset, from 0.
    pub instance: u32,
    /// `low` to `critical`.
    pub severity: &'static str,
    /// `threat:ID`, `offspring:ID`, `inject:ID` or `incident:NUMBER`.
    pub origin: String,
    /// `undetected`, `waiting`, `worked`, `unanswered`, `alone` (the owner gave up waiting and
    /// copes without a team) or `closed`, at the end.
    pub state: &'static str,
    /// A false alarm.
    pub false_alarm: bool,
    /// Team that had hands on first; empty if none had.
    pub first_team: String,
    /// All teams that worked on it, in order, joined by `+`.
    pub teams: String,
    /// Experts of the first crew.
    pub first_crew: u32,
    /// Onset.
    pub onset_h: f64,
    /// Detected.
    pub detected_h: Option<f64>,
    /// First request.
    pub requested_h: Option<f64>,
    /// First approval.
    pub queued_h: Option<f64>,
    /// First crew picked.
    pub assigned_h: Option<f64>,
    /// First crew ready to move.
    pub mobilised_h: Option<f64>,
    /// First crew there or connected.
    pub on_site_h: Option<f64>,
    /// Hands on.
    pub hands_on_h: Option<f64>,
    /// Contained.
    pub contained_h: Option<f64>,
    /// Eradicated.
    pub eradicated_h: Option<f64>,
    /// Recovered.
    pub recovered_h: Option<f64>,
    /// How often a crew was taken away for a graver incident.
    pub preemptions: u16,
    /// How often others took running work over.
    pub handovers: u16,
    /// Work added by handovers and restarts, hours at effectiveness 1.
    pub rework_h: f64,
    /// Onset as a local date and time.
    pub onset_local: String,
    /// Stretches of work, hours since the start; not in files.
    #[serde(skip)]
    pub work: Vec<(f64, f64)>,
}

/// Work on one stage.
#[derive(Clone, Copy, Debug)]
struct Stint {
    incident: u32,
    team: u32,
    crew: u32,
    from: Instant,
    to: Instant,
}

/// An observer that keeps a record of every incident of one replication after another. It
/// takes memory in proportion: meant for one replication, or for rows that are written as
/// they come.
#[derive(Clone, Debug, Default)]
pub struct Recorder {
    replication: u64,
    records: Vec<IncidentRecord>,
    /// Work on incidents that are still open.
    work: Vec<Stint>,
}

impl Recorder {
    /// A recorder for a replication.
    pub fn new(replication: u64) -> Self {
        Self {
            replication,
            ..Self::default()
        }
    }

    /// The records in order of onset.
    pub fn into_records(mut self) -> Vec<IncidentRecord> {
        self.records.sort_by_key(|record| record.incident);
        self.records
    }
}

impl Observer for Recorder {
    fn worked(&mut self, world: &World, incident: &Incident, work: &Work) {
        if let Some(team) = work.team.filter(|_| work.hands_on.happened()) {
            self.work.push(Stint {
                incident: incident.number,
                team: team.0,
                crew: work.crew.len(),
                from: work.hands_on,
                to: work.finished.min(world.document.end),
            });
        }
    }

    fn ended(&mut self, world: &World, incident: &Incident) {
        let document = &world.document;
        let mut first_crew = 0;
        let mut names: Vec<&str> = Vec::new();
        let mut work = Vec::new();
        self.work.retain(|stint| {
            if stint.incident != incident.number {
                return true;
            }
            work.push((stint.from.hours(), stint.to.hours()));
            let name = document.teams[stint.team as usize].id.as_str();
            if names.is_empty() {
                first_crew = stint.crew;
            }
            if names.last() != Some(&name) {
                names.push(name);
            }
            false
        });
        let kind = &document.kinds[incident.kind.ix()];
        let hours = |moment: Moment| incident.moment(moment).known().map(Instant::hours);
        self.records.push(IncidentRecord {
            replication: self.replication,
            incident: incident.number,
            kind: kind.id.clone(),
            asset: document.assets[incident.asset.ix()].id.clone(),
            instance: incident.instance,
            severity: incident.severity.name(),
            origin: origin(world, incident.origin),
            state: match incident.state {
                State::Hidden => "undetected",
                State::Waiting => "waiting",
                State::Worked => "worked",
                State::Unanswered => "unanswered",
                State::Alone => "alone",
                State::Closed => "closed",
            },
            false_alarm: kind.false_alarm,
            first_team: names.first().map_or_else(String::new, ToString::to_string),
            teams: names.join("+"),
            first_crew,
            onset_h: incident.moments[0].hours(),
            detected_h: hours(Moment::Detected),
            requested_h: hours(Moment::Requested),
            queued_h: hours(Moment::Queued),
            assigned_h: hours(Moment::Assigned),
            mobilised_h: hours(Moment::Mobilised),
            on_site_h: hours(Moment::OnSite),
            hands_on_h: hours(Moment::HandsOn),
            contained_h: hours(Moment::Contained),
            eradicated_h: hours(Moment::Eradicated),
            recovered_h: hours(Moment::Recovered),
            preemptions: incident.preemptions,
            handovers: incident.handovers,
            rework_h: incident.rework / Span::HOUR.0 as f64,
            onset_local: document.calendar.second(incident.moments[0]),
            work,
        });
    }
}

/// Where an incident comes from, as text.
pub fn origin(world: &World, origin: Origin) -> String {
    let document = &world.document;
    match origin {
        Origin::Threat(threat) => format!("threat:{}", document.threats[threat.ix()].id),
        Origin::Offspring(threat) => format!("offspring:{}", document.threats[threat.ix()].id),
        Origin::Inject(inject) => format!("inject:{}", document.injects[inject.ix()].id),
        Origin::Consequence(parent) => format!("incident:{parent}"),
    }
}

//! One row per incident, by name.

use serde::Serialize;

use crate::scenario::document::Moment;
use crate::scenario::time::{Instant, Span};
use crate::sim::origin::Origin;
use crate::world::World;

use super::row::Row;
use super::rows::{Rows, state_name};

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
    /// The owner gave up waiting for a team.
    pub gave_up_h: Option<f64>,
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

impl IncidentRecord {
    /// A row by name.
    pub fn new(world: &World, rows: &Rows, row: &Row) -> Self {
        let document = &world.document;
        let stints = rows.stints(row);
        let names: Vec<&str> = rows
            .teams(row)
            .map(|team| document.teams[team.ix()].id.as_str())
            .collect();
        let kind = &document.kinds[row.kind.ix()];
        let hours = |moment: Moment| row.moment(moment).map(Instant::hours);
        Self {
            replication: row.replication,
            incident: row.incident,
            kind: kind.id.clone(),
            asset: document.assets[row.asset.ix()].id.clone(),
            instance: row.instance,
            severity: row.severity.name(),
            origin: origin(world, row.origin),
            state: state_name(row.state),
            false_alarm: kind.false_alarm,
            first_team: names.first().map_or_else(String::new, ToString::to_string),
            teams: names.join("+"),
            first_crew: stints.first().map_or(0, |stint| stint.crew),
            onset_h: row.moments[0].hours(),
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
            gave_up_h: row.gave_up.known().map(Instant::hours),
            preemptions: row.preemptions,
            handovers: row.handovers,
            rework_h: row.rework / Span::HOUR.0 as f64,
            onset_local: document.calendar.second(row.moments[0]),
            work: stints
                .iter()
                .map(|stint| (stint.from.hours(), stint.to.hours()))
                .collect(),
        }
    }
}

/// Where an incident comes from, as text.
pub(crate) fn origin(world: &World, origin: Origin) -> String {
    let document = &world.document;
    match origin {
        Origin::Threat(threat) => format!("threat:{}", document.threats[threat.ix()].id),
        Origin::Offspring(threat) => format!("offspring:{}", document.threats[threat.ix()].id),
        Origin::Inject(inject) => format!("inject:{}", document.injects[inject.ix()].id),
        Origin::Consequence(parent) => format!("incident:{parent}"),
    }
}

//! What players are told of an incident, and when: what they could know by then and no more.
//!
//! Until somebody is there, nobody knows what it is: so an alert names its asset and how grave it
//! looks, and a false alarm looks like any other.

use crate::outcome::Row as IncidentRow;
use crate::scenario::document::{Document, Moment};

use super::model::Seen;

/// The moments of an incident that a list tells.
pub(super) const TOLD: [Moment; 6] = [
    Moment::Onset,
    Moment::Detected,
    Moment::Requested,
    Moment::OnSite,
    Moment::Contained,
    Moment::Recovered,
];

/// What players see of an incident at a moment.
pub(super) fn seen(
    document: &Document,
    incident: &IncidentRow,
    moment: Moment,
    team: &str,
) -> Option<Seen> {
    // What was never noticed is never told, whatever becomes of it.
    incident.moment(Moment::Detected)?;
    let asset = asset(document, incident);
    let kind = &document.kinds[incident.kind.ix()];
    let crew = if team.is_empty() { "A team" } else { team };
    let (title, text) = match moment {
        Moment::Detected => (
            format!("Something is wrong: {asset}"),
            format!(
                "An alert about {asset}{}. It looks {}.",
                owner(document, incident),
                incident.severity.name()
            ),
        ),
        Moment::Requested => (
            format!("Help is asked for: {asset}"),
            if team.is_empty() {
                format!("A request for help with {asset} is on its way.")
            } else {
                format!("A request for help with {asset} is on its way to {team}.")
            },
        ),
        Moment::OnSite => (
            format!("{crew} is there: {asset}"),
            if kind.false_alarm {
                format!("{crew} looks into what is wrong with {asset}. Nothing certain so far.")
            } else {
                format!(
                    "{crew} looks into what is wrong with {asset}: {}.",
                    kind.name
                )
            },
        ),
        Moment::Contained if kind.false_alarm => (
            format!("A false alarm: {asset}"),
            format!("The alert about {asset} was a false alarm."),
        ),
        Moment::Contained => (
            format!("Contained: {asset}"),
            format!("{}: it spreads no further from {asset}.", kind.name),
        ),
        Moment::Recovered if !kind.false_alarm => (
            format!("Recovered: {asset}"),
            format!("{asset} works as before."),
        ),
        _ => return None,
    };
    Some(Seen { title, text })
}

/// The name of an incident's asset, with its number where there are several.
pub(super) fn asset(document: &Document, incident: &IncidentRow) -> String {
    let asset = &document.assets[incident.asset.ix()];
    if asset.count == 1 {
        asset.name.clone()
    } else {
        format!("{} #{}", asset.name, incident.instance + 1)
    }
}

fn owner(document: &Document, incident: &IncidentRow) -> String {
    let owner = &document.assets[incident.asset.ix()].owner;
    if owner.is_empty() {
        String::new()
    } else {
        format!(" ({owner})")
    }
}

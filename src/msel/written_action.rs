//! What an inject does, as the lines of TOML that say so in a scenario. With them a list that was
//! edited elsewhere comes back without loss.

use crate::scenario::document::{Action, AssetIx, Document, Inject};
use crate::scenario::time::{Calendar, Instant};

/// What an inject does beside telling something, and its chance, as lines of TOML; empty for a
/// message that is always told.
pub(super) fn lines(document: &Document, inject: &Inject) -> String {
    let mut lines = Vec::new();
    if inject.chance < 1.0 {
        lines.push(format!("chance = {}", quoted(&percent(inject.chance))));
    }
    let calendar = &document.calendar;
    let asset = |ix: AssetIx| quoted(&document.assets[ix.ix()].id);
    match &inject.action {
        Action::Message(_) => {}
        Action::Incident {
            kind,
            targets,
            severity,
        } => {
            let targets: Vec<String> = targets.iter().map(|it| asset(*it)).collect();
            let severity = severity.map_or_else(String::new, |it| {
                format!(", severity = {}", quoted(it.name()))
            });
            lines.push(format!(
                "incident = {{ kind = {}, targets = [{}]{severity} }}",
                quoted(&document.kinds[kind.ix()].id),
                targets.join(", ")
            ));
        }
        Action::Outage {
            asset: which,
            until,
            planned,
        } => lines.push(format!(
            "outage = {{ asset = {}, until = {}{} }}",
            asset(*which),
            quoted(&anchor(calendar, *until)),
            if *planned { ", planned = true" } else { "" }
        )),
        Action::TeamLost { team, until } => lines.push(format!(
            "team_lost = {{ team = {}, until = {} }}",
            quoted(&document.teams[team.ix()].id),
            quoted(&anchor(calendar, *until))
        )),
    }
    lines.join("\n")
}

/// A share with as many digits as it takes to read it back.
fn percent(share: f64) -> String {
    let short = format!("{}%", (share * 1e4).round() / 100.0);
    let back = short.trim_end_matches('%').parse::<f64>();
    if back.is_ok_and(|it| (it / 100.0).to_bits() == share.to_bits()) {
        short
    } else {
        format!("{}%", share * 100.0)
    }
}

/// An instant as an anchor: the local time, or steps from the start where that would not say
/// which of two it is.
pub(super) fn anchor(calendar: &Calendar, at: Instant) -> String {
    let local = calendar.local(at);
    let stamp = calendar.zone().to_timestamp(local).ok();
    if stamp.is_some_and(|it| calendar.instant(it) == at) {
        local.to_string()
    } else {
        format!("start + {}ms", at.0)
    }
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

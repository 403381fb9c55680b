//! A list as JSON, for programs.

use serde_json::{Value, json};

use super::model::{About, Msel, Row};
use super::preset::Audience;
use crate::text;

/// The whole list, or only what players see.
pub(super) fn json(msel: &Msel, audience: Audience) -> String {
    let header = &msel.header;
    let events: Vec<Value> = if audience == Audience::Players {
        let seen = msel.for_players().enumerate();
        seen.map(|(ix, (row, seen))| {
            let mut event = times(msel, row);
            event["number"] = json!(ix + 1);
            event["title"] = json!(seen.title);
            event["message"] = json!(seen.text);
            event["from"] = json!(row.from);
            event["to"] = json!(row.to);
            event["method"] = json!(row.method);
            event["attachments"] = json!(row.attachments);
            event
        })
        .collect()
    } else {
        msel.rows.iter().map(|row| controllers(msel, row)).collect()
    };
    let mut list = json!({
        "format": "sortie-msel",
        "version": 1,
        "audience": audience.name(),
        "exercise_name": header.exercise,
        "scenario": header.scenario,
        "point_of_contact": header.contact,
        "exercise_date": header.startex.map(|it| it.to_string()),
        "last_revision": header.revision,
        "time_zone": msel.calendar.zone().iana_name().unwrap_or("UTC"),
        "from": msel.calendar.local(header.from).to_string(),
        "to": msel.calendar.local(header.to).to_string(),
        "length_s": header.length.0 / 1000,
        "events": events,
    });
    // Which history it is would let players look up what is to come.
    if audience != Audience::Players {
        list["seed"] = json!(header.seed);
        list["replication"] = json!(header.replication);
        list["objectives"] = header
            .objectives
            .iter()
            .map(|(id, name, capability)| json!({"id": id, "name": name, "capability": capability}))
            .collect();
    }
    let written = serde_json::to_string_pretty(&list).unwrap_or_default();
    text::json(written) + "\n"
}

fn times(msel: &Msel, row: &Row) -> Value {
    json!({
        "scenario_time": msel.local(row).to_string(),
        "scheduled_s": row.scheduled.0 / 1000,
        "wall_time": msel.wall(row).map(|it| it.to_string()),
    })
}

fn controllers(msel: &Msel, row: &Row) -> Value {
    let mut event = times(msel, row);
    event["id"] = json!(row.id);
    event["ms"] = json!(row.at.0);
    event["phase"] = json!(row.phase);
    event["type"] = json!(row.kind);
    event["title"] = json!(row.title);
    event["description"] = json!(row.description);
    event["from"] = json!(row.from);
    event["to"] = json!(row.to);
    event["method"] = json!(row.method);
    event["expected"] = json!(row.expected);
    event["objectives"] = json!(row.objectives);
    event["capabilities"] = json!(row.capabilities);
    event["note"] = json!(row.note);
    event["condition"] = json!(row.condition);
    event["attachments"] = json!(row.attachments);
    event["status"] = json!(row.status);
    event["linked"] = json!(row.link);
    event["action"] = json!(row.action);
    match row.about {
        About::Inject(_) => event["inject"] = json!(row.id),
        About::Incident(number, moment) => {
            event["incident"] = json!(number);
            event["moment"] = json!(moment.name());
        }
        About::Milestone(_) | About::Polls => {}
    }
    event["seen"] = row.seen.as_ref().map_or(
        Value::Null,
        |seen| json!({"title": seen.title, "message": seen.text}),
    );
    event
}

//! `summary.csv`: the numbers of `summary.json`, one a row.
//!
//! The rows are read off the JSON itself, so what is in one file is in the other.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::study::summary::Summary;
use crate::text;

/// The header.
const COLUMNS: [&str; 8] = [
    "table",
    "id",
    "severity",
    "statistic",
    "unit",
    "estimate",
    "low",
    "high",
];

/// Where the walk through the JSON is.
#[derive(Clone, Debug, Default)]
struct RowKey {
    table: String,
    id: String,
    severity: String,
    statistic: String,
}

/// The summary as a table with one estimate a row.
///
/// # Errors
/// If the summary has no JSON form, which it has.
pub fn table(summary: &Summary) -> Result<String, serde_json::Error> {
    let mut lines = vec![COLUMNS.map(str::to_owned)];
    if let Value::Object(root) = serde_json::to_value(summary)? {
        for (name, value) in sorted(&root) {
            let Value::Array(entries) = value else {
                continue;
            };
            let mut groups = BTreeMap::new();
            for entry in entries.iter().filter_map(Value::as_object) {
                let place = RowKey {
                    table: name.clone(),
                    ..RowKey::default()
                };
                let from = lines.len();
                self::entry(entry, place, &mut lines);
                if entry.contains_key("skills") {
                    // A team may have several groups of the same skills.
                    let nth = groups.entry(name_of(entry)).or_insert(0);
                    *nth += 1;
                    for line in lines[from..].iter_mut().filter(|_| *nth > 1) {
                        line[1].push_str(&format!("#{nth}"));
                    }
                }
            }
        }
    }
    let mut text = String::new();
    for line in lines {
        let cells: Vec<String> = line.iter().map(|cell| quoted(cell)).collect();
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    Ok(text)
}

/// Keys in alphabetical order, whatever the map keeps them in.
fn sorted(map: &Map<String, Value>) -> Vec<(&String, &Value)> {
    let mut entries: Vec<_> = map.iter().collect();
    entries.sort_by_key(|(key, _)| *key);
    entries
}

/// The rows of an object with a name of its own.
fn entry(entry: &Map<String, Value>, mut place: RowKey, lines: &mut Vec<[String; 8]>) {
    let own = name_of(entry);
    if !place.id.is_empty() && !own.is_empty() {
        place.id.push('/');
    }
    place.id.push_str(&own);
    match entry.get("severity") {
        Some(Value::String(severity)) => place.severity.clone_from(severity),
        Some(Value::Null) => "all".clone_into(&mut place.severity),
        _ => {}
    }
    if entry.contains_key("estimate") {
        let statistic = join(&place.statistic, "mean");
        lines.push(line(&RowKey { statistic, ..place }, entry));
        return;
    }
    for (key, value) in sorted(entry) {
        let mut inner = place.clone();
        inner.statistic = join(&place.statistic, key);
        match value {
            Value::Object(object) if object.contains_key("estimate") => {
                lines.push(line(&inner, object));
            }
            Value::Object(object) => self::entry(object, inner, lines),
            // Causes have a file of their own.
            Value::Array(_) if key == "missed_by" => {}
            Value::Array(list) => {
                for object in list.iter().filter_map(Value::as_object) {
                    self::entry(object, inner.clone(), lines);
                }
            }
            Value::Number(number) => {
                let mut object = Map::new();
                object.insert("estimate".to_owned(), Value::Number(number.clone()));
                lines.push(line(&inner, &object));
            }
            // What the data hide has a row too, and an empty cell.
            Value::Null if key != "severity" => lines.push(line(&inner, &Map::new())),
            _ => {}
        }
    }
}

/// What an object is called, unique within its table: its id, measure or name; its team, and
/// for a group of experts the nation and the skills too.
fn name_of(entry: &Map<String, Value>) -> String {
    let text = |key: &str| entry.get(key).and_then(Value::as_str);
    if let Some(own) = text("id")
        .or_else(|| text("measure"))
        .or_else(|| text("name"))
    {
        return own.to_owned();
    }
    let mut own = text("team").unwrap_or_default().to_owned();
    for part in [text("nation").map(str::to_owned), skills(entry)] {
        if let Some(part) = part.filter(|part| !part.is_empty()) {
            own.push('/');
            own.push_str(&part);
        }
    }
    own
}

/// `network+forensics`.
fn skills(entry: &Map<String, Value>) -> Option<String> {
    let list = entry.get("skills")?.as_array()?;
    let words: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
    Some(words.join("+"))
}

fn join(prefix: &str, name: &str) -> String {
    if prefix.is_empty() {
        name.to_owned()
    } else {
        format!("{prefix}.{name}")
    }
}

fn line(place: &RowKey, estimate: &Map<String, Value>) -> [String; 8] {
    let number = |key: &str| match estimate.get(key) {
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    [
        place.table.clone(),
        place.id.clone(),
        place.severity.clone(),
        place.statistic.clone(),
        unit(place).to_owned(),
        number("estimate"),
        number("low"),
        number("high"),
    ]
}

/// In what a number is measured, by where it stands.
fn unit(place: &RowKey) -> &'static str {
    // What stands in a list within an entry is measured like the entry's own.
    let last = place.statistic.rsplit('.').next().unwrap_or_default();
    // The measure of histories is followed by whose it is.
    let measure = place.id.split(':').next().unwrap_or_default();
    match (place.table.as_str(), last) {
        (_, "n" | "censored" | "met" | "missed" | "undecided" | "kept") => "count",
        (_, "share" | "utilisation" | "effectiveness" | "lowest") => "share",
        ("durations" | "waits", _) => "h",
        ("histories", _) if measure == "service_loss_hours" => "weighted h",
        ("histories", _) if measure.ends_with("_hours") => "h",
        ("histories", _) => "count",
        ("rosters", "expert_days" | "overlap_days") => "expert-days",
        ("groups", "experts") => "experts",
        ("assets", "service_loss_hours") => "weighted h per replication",
        ("counts", _) if place.id == "service_loss_hours" => "weighted h per replication",
        ("counts", _) if place.id.ends_with("_hours") => "h per replication",
        ("teams" | "nations" | "groups", "expert_hours") => "h per replication",
        _ => "per replication",
    }
}

/// A cell, in quotes where commas or quotes are in it.
fn quoted(cell: &str) -> String {
    // A negative number is no formula.
    let cell = if cell.parse::<f64>().is_ok() {
        cell.into()
    } else {
        text::csv_cell(cell)
    };
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(json: &str) -> Vec<String> {
        let Value::Object(object) = serde_json::from_str(json).expect("JSON") else {
            panic!("an object");
        };
        let mut lines = Vec::new();
        let place = RowKey {
            table: "t".to_owned(),
            ..RowKey::default()
        };
        entry(&object, place, &mut lines);
        lines.iter().map(|line| line.join(",")).collect()
    }

    #[test]
    fn every_number_has_a_row() {
        let json = r#"{"id": "a", "name": "A", "severity": null, "n": 3, "p90": null,
            "share": {"estimate": 0.5, "low": 0.25, "high": null},
            "waits": [{"id": "b", "length": {"estimate": 2.5}}]}"#;
        assert_eq!(
            rows(json),
            [
                "t,a,all,n,count,3,,",
                "t,a,all,p90,per replication,,,",
                "t,a,all,share,share,0.5,0.25,",
                "t,a/b,all,waits.length,per replication,2.5,,",
            ]
        );
        assert_eq!(
            rows(r#"{"name": "x", "estimate": 1}"#),
            ["t,x,,mean,per replication,1,,"]
        );
        assert_eq!(
            rows(r#"{"team": "t", "nation": "", "skills": ["a", "b"], "n": 1}"#),
            ["t,t/a+b,,n,count,1,,"]
        );
    }
}

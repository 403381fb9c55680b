//! `summary.csv` holds every number of `summary.json`, each under its id and with its unit; but for
//! causes, which are in `causes.csv` (see `causes.rs`).

use std::collections::BTreeSet;

use serde_json::Value;
use sortie::inside::report::summary_csv;
use sortie::inside::study::summary::Summary;
use sortie::inside::world::World;

use crate::harness::{study_of, world};

/// The unit of every kind of row.
const UNITS: [(&str, &str, &str); 35] = [
    ("assets", "service_loss_hours", "weighted h per replication"),
    ("counts", "mean", ""),
    ("durations", "n", "count"),
    ("durations", "censored", "count"),
    ("durations", "median", "h"),
    ("durations", "p90", "h"),
    ("durations", "mean", "h"),
    ("groups", "experts", "experts"),
    ("groups", "expert_hours", "h per replication"),
    ("groups", "utilisation", "share"),
    ("kinds", "incidents", "per replication"),
    ("milestones", "kept", "count"),
    ("milestones", "share", "share"),
    ("nations", "assignments", "per replication"),
    ("nations", "expert_hours", "h per replication"),
    ("rosters", "effectiveness", "share"),
    ("rosters", "expert_days", "expert-days"),
    ("rosters", "lowest", "share"),
    ("rosters", "overlap_days", "expert-days"),
    ("targets", "met", "count"),
    ("targets", "missed", "count"),
    ("targets", "share", "share"),
    ("targets", "undecided", "count"),
    ("teams", "deployments", "per replication"),
    ("teams", "expert_hours", "h per replication"),
    ("teams", "utilisation", "share"),
    ("waits", "approval", "h"),
    ("waits", "in_all", "h"),
    ("waits", "mobilisation", "h"),
    ("waits", "n", "count"),
    ("waits", "opening_hours", "h"),
    ("waits", "queue", "h"),
    ("waits", "travel", "h"),
    ("counts", "rework_hours", "h per replication"),
    ("counts", "service_loss_hours", "weighted h per replication"),
];

/// The unit that a row must have.
fn unit_of(table: &str, id: &str, statistic: &str) -> &'static str {
    if table == "histories" {
        return match id.split(':').next().unwrap_or_default() {
            "service_loss_hours" if statistic != "n" => "weighted h",
            "rework_hours" | "mean_response_hours" | "mean_recovery_hours" | "expert_hours"
                if statistic != "n" =>
            {
                "h"
            }
            _ => "count",
        };
    }
    let name = if table == "counts" { id } else { statistic };
    let name = name.strip_prefix("by_severity.").unwrap_or(name);
    let known = UNITS.iter().find(|row| (row.0, row.1) == (table, name));
    match known {
        Some((.., unit)) => unit,
        None if table == "counts" && statistic == "mean" => "per replication",
        None => panic!("{table}: {statistic} has no unit here"),
    }
}

/// How an entry of a table in the JSON is called in the CSV.
fn id_of(entry: &Value) -> String {
    let text = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
    for key in ["id", "measure", "name"] {
        if entry[key].is_string() {
            return text(key);
        }
    }
    let Some(skills) = entry["skills"].as_array() else {
        return text("team");
    };
    let skills: Vec<&str> = skills.iter().filter_map(Value::as_str).collect();
    let parts = [text("team"), text("nation"), skills.join("+")];
    let named: Vec<&str> = parts.iter().map(String::as_str).collect();
    named
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("/")
}

/// Every number of an entry: statistic, estimate, low, high.
fn numbers(entry: &Value) -> Vec<(String, [Option<f64>; 3])> {
    let limits = |value: &Value| {
        ["estimate", "low", "high"].map(|key| value.get(key).and_then(Value::as_f64))
    };
    let object = entry.as_object().expect("an entry is an object");
    if object.contains_key("estimate") {
        return vec![("mean".to_owned(), limits(entry))];
    }
    object
        .iter()
        .filter(|(key, value)| {
            *key != "severity" && (value.is_number() || value.is_null() || value.is_object())
        })
        .map(|(key, value)| match value {
            Value::Object(_) => (key.clone(), limits(value)),
            _ => (key.clone(), [value.as_f64(), None, None]),
        })
        .collect()
}

fn check(world: &World, tables: &[&str]) {
    let summary = Summary::new(world, &study_of(world, 5), "");
    let json = serde_json::to_value(&summary).expect("JSON");
    let csv = summary_csv::table(&summary).expect("a table");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let mut seen = BTreeSet::new();
    for row in &rows {
        let key: Vec<&str> = row.iter().take(4).collect();
        assert!(!row[0].is_empty() && !row[1].is_empty(), "{row:?}");
        assert_eq!(&row[4], unit_of(&row[0], &row[1], &row[3]), "{row:?}");
        assert!(seen.insert(key.join("\n")), "twice: {row:?}");
    }
    let found: BTreeSet<&str> = rows.iter().map(|row| &row[0]).collect();
    for table in tables {
        assert!(found.contains(table), "no row of {table}");
    }
    let mut count = 0;
    for (table, entries) in json.as_object().expect("an object") {
        let Some(entries) = entries.as_array().filter(|_| table != "warnings") else {
            continue;
        };
        for entry in entries {
            let id = id_of(entry);
            let severity = match entry.get("severity") {
                Some(severity) => severity.as_str().unwrap_or("all"),
                None => "",
            };
            let mut all: Vec<(&str, String, [Option<f64>; 3])> = numbers(entry)
                .into_iter()
                .map(|(statistic, wanted)| (severity, statistic, wanted))
                .collect();
            for inner in entry["by_severity"].as_array().into_iter().flatten() {
                let severity = inner["severity"].as_str().expect("a severity");
                all.extend(numbers(inner).into_iter().map(|(statistic, wanted)| {
                    (severity, format!("by_severity.{statistic}"), wanted)
                }));
            }
            for (severity, statistic, wanted) in all {
                count += 1;
                let key = [table, id.as_str(), severity, &statistic];
                let here = rows.iter().any(|row| {
                    key.iter().zip(row).all(|(key, cell)| *key == cell)
                        && (5..8).all(|cell| row[cell].parse::<f64>().ok() == wanted[cell - 5])
                });
                assert!(here, "no row for {key:?} with {wanted:?}");
            }
        }
    }
    assert_eq!(count, rows.len());
}

#[test]
fn every_number_stands_in_the_table_with_its_id_and_its_unit() {
    let ready = sortie::inside::scenario::open("lithuania-2019", &[]).expect("a ready scenario");
    let tables = [
        "assets",
        "counts",
        "durations",
        "groups",
        "kinds",
        "milestones",
        "nations",
        "rosters",
        "targets",
        "teams",
        "waits",
    ];
    check(&World::compile(ready.document), &tables);
}

#[test]
fn groups_alike_are_told_apart() {
    let text = crate::harness::simple(&[1.0, 2.0]).replace(
        "experts = [{ skills = [\"analyst\"], count = 1 }]",
        "experts = [{ skills = [\"analyst\"] }, { skills = [\"analyst\"], proficiency = 0.5 }]",
    );
    let world = world(&text);
    let summary = Summary::new(&world, &study_of(&world, 2), "");
    let csv = summary_csv::table(&summary).expect("a table");
    for id in ["groups,cert/analyst,", "groups,cert/analyst#2,"] {
        assert!(csv.contains(id), "{csv}");
    }
}

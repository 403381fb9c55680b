//! A notebook: every number of `summary.json` is made again from `incidents.parquet` and
//! `replications.parquet` alone. A number that nobody knows how to make again fails the test.

mod reasons;
mod times;
mod worst;

use std::fs;
use std::path::Path;

use serde_json::Value;
use sortie::inside::outcome::Scalar;
use sortie::inside::stats::wilson;

use crate::harness::run;
use crate::parquet_table::{Limits, ParquetTable, mean, not_below_zero, sectioned};

/// Numbers that no row tells, with the reason.
const TOLD: [(&str, &str); 2] = [
    ("format", "the version of the file's layout"),
    ("confidence", "a constant of Sortie, 95%"),
];

/// Milliseconds of an hour.
const HOUR: f64 = 3_600_000.0;

/// A number made again, or an estimate with its limits.
enum Made {
    Number(f64),
    Estimate(Limits),
}

struct Incident {
    section: usize,
    severity: String,
    /// Onset, detected, hands on, contained, recovered; ms since the start.
    moments: [Option<f64>; 5],
}

struct Notebook {
    replications: ParquetTable,
    incidents: Vec<Incident>,
    /// Section of each replication.
    sections: Vec<usize>,
    /// Of the scenario, ms since the start.
    end: f64,
    made: usize,
    complaints: Vec<String>,
}

impl Notebook {
    fn open(folder: &Path) -> Self {
        let replications = ParquetTable::read(&folder.join("replications.parquet"));
        let table = ParquetTable::read(&folder.join("incidents.parquet"));
        let sections = sections(replications.rows);
        let of = |name: &str| table.numbers(name).expect("a column");
        let ms = |hours: Option<f64>| hours.map(|hours| (hours * HOUR).round());
        let warm_up = ms(Some(table.noted("sortie.warm_up_h"))).unwrap_or(0.0);
        let (numbers, false_alarms) = (of("replication"), of("false_alarm"));
        let severities = table.texts("severity");
        let moments = [
            "onset_h",
            "detected_h",
            "hands_on_h",
            "contained_h",
            "recovered_h",
        ]
        .map(of);
        let incidents = (0..table.rows).filter_map(|row| {
            let moments = [0, 1, 2, 3, 4].map(|moment: usize| ms(moments[moment][row]));
            let counts = moments[0] >= Some(warm_up) && false_alarms[row] == Some(0.0);
            counts.then(|| Incident {
                section: sections[numbers[row].expect("a number") as usize],
                severity: severities[row].clone().expect("a severity"),
                moments,
            })
        });
        Self {
            incidents: incidents.collect(),
            end: (replications.noted("sortie.end_h") * HOUR).round(),
            sections,
            replications,
            made: 0,
            complaints: Vec::new(),
        }
    }

    fn column(&self, name: &str) -> Option<Vec<f64>> {
        self.replications.whole(name)
    }

    fn sum(&self, name: &str) -> Option<f64> {
        Some(self.column(name)?.iter().sum())
    }

    /// The sum of a column over each section.
    fn sums(&self, name: &str) -> Option<Vec<f64>> {
        let mut sums = vec![0.0; self.sections.last()? + 1];
        for (value, section) in self.column(name)?.iter().zip(&self.sections) {
            sums[*section] += value;
        }
        Some(sums)
    }

    /// Mean of a column that is never negative.
    fn mean(&self, name: &str) -> Option<Made> {
        Some(Made::Estimate(not_below_zero(mean(&self.column(name)?))))
    }

    /// The same as a share of something that is the same in every replication.
    fn share(&self, name: &str, of: &str) -> Option<Made> {
        let whole = self.column(of)?[0];
        let [value, low, high] = not_below_zero(mean(&self.column(name)?));
        let share = |value: Option<f64>| value.map(|value| value / whole);
        Some(Made::Estimate([share(value), share(low), share(high)]))
    }

    /// Deadlines of a target, over the severities that it is for or of one.
    fn of_target(&self, id: &str, severity: Option<&str>, key: &str) -> Option<Made> {
        let columns = |fate: &str| -> Vec<String> {
            let begin = format!("target_{fate}:{id}:");
            let names = self.replications.names();
            names
                .filter(|name| {
                    let rest = name.strip_prefix(&begin);
                    rest.is_some_and(|rest| severity.is_none_or(|it| it == rest))
                })
                .cloned()
                .collect()
        };
        let total = |fate: &str| {
            columns(fate)
                .iter()
                .filter_map(|it| self.sum(it))
                .sum::<f64>()
        };
        match key {
            "met" | "missed" | "undecided" => return Some(Made::Number(total(key))),
            "share" => {}
            _ => return None,
        }
        let share = total("met") / (total("met") + total("missed"));
        if severity.is_some() {
            return Some(Made::Number(share));
        }
        let of = |fate: &str, part: usize| -> f64 {
            let columns = columns(fate).into_iter();
            columns.filter_map(|it| Some(self.sums(&it)?[part])).sum()
        };
        let parts: Vec<Option<f64>> = (0..=*self.sections.last()?)
            .map(|part| {
                let (met, missed) = (of("met", part), of("missed", part));
                (met + missed > 0.0).then(|| met / (met + missed))
            })
            .collect();
        let [value, low, high] = not_below_zero(sectioned(share, &parts));
        Some(Made::Estimate([value, low, high.map(|it| it.min(1.0))]))
    }

    fn of_waits(&self, team: &str, key: &str) -> Option<Made> {
        const PARTS: [(&str, &str); 5] = [
            ("approval", "approval_hours"),
            ("queue", "queue_hours"),
            ("mobilisation", "mobilisation_hours"),
            ("travel", "travel_hours"),
            ("opening_hours", "opening_wait_hours"),
        ];
        let requests = format!("requests:{team}");
        let n = self.sum(&requests)?;
        if key == "n" {
            return Some(Made::Number(n));
        }
        if let Some((_, column)) = PARTS.iter().find(|part| part.0 == key) {
            return Some(Made::Number(self.sum(&format!("{column}:{team}"))? / n));
        }
        if key != "in_all" {
            return None;
        }
        let mut parts = vec![0.0; self.sections.last()? + 1];
        for (_, column) in PARTS {
            let sums = self.sums(&format!("{column}:{team}"))?;
            for (part, sum) in parts.iter_mut().zip(sums) {
                *part += sum;
            }
        }
        let all = parts.iter().sum::<f64>() / n;
        let requests = self.sums(&requests)?;
        let parts = parts.iter().zip(requests);
        let parts: Vec<Option<f64>> = parts.map(|(sum, n)| (n > 0.0).then(|| sum / n)).collect();
        Some(Made::Estimate(not_below_zero(sectioned(all, &parts))))
    }

    /// The least of a team's mean effectiveness over time.
    fn lowest(&self, team: &str) -> Option<Made> {
        let courses = self
            .replications
            .lists(&format!("effectiveness_course:{team}"))?;
        let means = (0..courses[0].len()).map(|at| {
            let values = courses.iter().map(|course| course[at]);
            let values: Vec<f64> = values.filter(|value| !value.is_nan()).collect();
            (!values.is_empty()).then(|| not_below_zero(mean(&values)))
        });
        let least = means
            .flatten()
            .min_by(|a, b| a[0].partial_cmp(&b[0]).expect("numbers"));
        Some(Made::Estimate(least?))
    }

    /// What stands under a key of an entry of a table.
    fn make(&self, table: &str, entry: &Value, key: &str) -> Option<Made> {
        let text = |key: &str| entry[key].as_str().unwrap_or_default();
        let id = text("id");
        let of = |column: &str, id: &str| format!("{column}:{id}");
        match (table, key) {
            ("counts", "mean") => self.mean(text("name")),
            ("histories", _) => self.of_histories(id, key),
            ("durations", _) => self.of_durations(entry, key),
            ("targets", _) if !entry["held_up_by"].is_null() => self.of_late(entry, key),
            ("targets", _) => self.of_target(id, entry["severity"].as_str(), key),
            ("milestones", _) if entry.get("chain").is_some() => self.of_miss(entry, key),
            ("milestones", "kept") => Some(Made::Number(self.sum(&of("kept", id))?)),
            ("milestones", "share") => {
                let kept = self.sum(&of("kept", id))?;
                let found = wilson(kept as u64, self.replications.rows as u64, 0.95)?;
                Some(Made::Estimate(
                    [found.estimate, found.low, found.high].map(Some),
                ))
            }
            ("teams", "deployments" | "expert_hours")
            | ("assets", "service_loss_hours")
            | ("kinds", "incidents") => self.mean(&of(key, id)),
            ("teams", "utilisation") => self.share(&of("expert_hours", id), &of("duty_hours", id)),
            ("nations", "assignments") => self.mean(&of("nation_assignments", id)),
            ("nations", "expert_hours") => self.mean(&of("nation_expert_hours", id)),
            ("waits", _) => self.of_waits(text("team"), key),
            ("groups", _) => {
                let id = group_id(entry);
                let hours = of("group_expert_hours", &id);
                match key {
                    "experts" => Some(Made::Number(self.column(&of("group_experts", &id))?[0])),
                    "expert_hours" => self.mean(&hours),
                    "utilisation" => self.share(&hours, &of("group_duty_hours", &id)),
                    _ => None,
                }
            }
            ("rosters", "expert_days" | "overlap_days") => {
                let column = if key == "expert_days" {
                    "duty_hours"
                } else {
                    "overlap_hours"
                };
                Some(Made::Number(
                    self.column(&of(column, text("team")))?[0] / 24.0,
                ))
            }
            ("rosters", "effectiveness") => self.mean(&of(key, text("team"))),
            ("rosters", "lowest") => self.lowest(text("team")),
            ("", "replications") => Some(Made::Number(self.replications.rows as f64)),
            ("", "seed") => Some(Made::Number(self.replications.noted("sortie.seed"))),
            _ => None,
        }
    }

    /// Makes every number below an entry again.
    fn check(&mut self, table: &str, entry: &Value, path: &str) {
        let object = entry.as_object().expect("an entry");
        if object.contains_key("estimate") {
            let made = self.make(table, entry, "mean");
            self.compare(entry, made, &format!("{path}.mean"));
            return;
        }
        for (key, value) in object {
            let path = format!("{path}.{key}");
            match value {
                Value::Number(_) if table.is_empty() && TOLD.iter().any(|it| it.0 == key) => {}
                Value::Number(_) | Value::Object(_) => {
                    let made = self.make(table, entry, key);
                    self.compare(value, made, &path);
                }
                Value::Array(list) => {
                    for (nth, part) in list.iter().enumerate().filter(|(_, it)| !it.is_string()) {
                        let path = format!("{path}[{nth}]");
                        if !part.is_object() {
                            self.complaints.push(format!("{path} is not made again"));
                            continue;
                        }
                        // What lies within an entry is of that entry.
                        let mut part = part.clone();
                        if !table.is_empty() {
                            part["id"] = entry["id"].clone();
                        }
                        let table = if table.is_empty() { key } else { table };
                        self.check(table, &part, &path);
                    }
                }
                Value::Null | Value::Bool(_) | Value::String(_) => {}
            }
        }
    }

    fn compare(&mut self, told: &Value, made: Option<Made>, path: &str) {
        let Some(made) = made else {
            self.complaints.push(format!("{path} is not made again"));
            return;
        };
        let pairs: Vec<(Option<f64>, Option<f64>)> = match made {
            Made::Number(number) => vec![(told.as_f64(), Some(number))],
            Made::Estimate(limits) => {
                let keys = ["estimate", "low", "high"];
                let known = told.as_object().map_or(0, |object| {
                    object.values().filter(|it| it.is_number()).count()
                });
                let told = keys.map(|key| told[key].as_f64());
                if told.iter().flatten().count() != known {
                    self.complaints
                        .push(format!("{path} has more than an estimate"));
                }
                told.into_iter().zip(limits).collect()
            }
        };
        for (told, made) in pairs {
            let same = match (told, made) {
                (Some(told), Some(made)) => {
                    (told - made).abs() <= 1e-9 * told.abs().max(made.abs()).max(1e-3)
                }
                (told, made) => told.is_none() && made.is_none(),
            };
            if !same {
                self.complaints
                    .push(format!("{path} is {told:?}, made again {made:?}"));
            }
            self.made += 1;
        }
    }
}

/// Sections of replications: 20 blocks, or as many as there are replications.
pub fn sections(replications: usize) -> Vec<usize> {
    let count = replications.min(20);
    let border = |section: usize| replications * section / count;
    (0..replications)
        .map(|replication| {
            let mut sections = 0..count;
            let section = sections.find(|section| replication < border(section + 1));
            section.expect("a section")
        })
        .collect()
}

/// `TEAM:NATION:skill+skill`.
fn group_id(entry: &Value) -> String {
    let text = |key: &str| entry[key].as_str().unwrap_or_default();
    let skills = entry["skills"].as_array().expect("skills").iter();
    let skills: Vec<&str> = skills.filter_map(Value::as_str).collect();
    let skills = skills.join("+");
    let parts = [text("team"), text("nation"), &skills];
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join(":")
}

#[test]
fn every_number_of_a_summary_is_made_again_from_its_records() {
    let place = tempfile::tempdir().expect("a folder");
    let args = [
        "run",
        "lithuania-2019",
        "-n",
        "25",
        "--records",
        "--out",
        "r",
    ];
    let (code, _, err) = run(place.path(), &args);
    assert_eq!(code, 0, "{err}");
    let folder = place.path().join("r");
    let text = fs::read_to_string(folder.join("summary.json")).expect("a summary");
    let mut summary: Value = serde_json::from_str(&text).expect("JSON");
    let mut notebook = Notebook::open(&folder);
    notebook.check("", &summary, "");
    assert!(notebook.complaints.is_empty(), "{:#?}", notebook.complaints);
    assert!(notebook.made > 1_000, "{} numbers", notebook.made);
    // Every table was there.
    for table in [
        "targets",
        "milestones",
        "waits",
        "groups",
        "rosters",
        "nations",
    ] {
        let entries = summary[table].as_array().map_or(0, Vec::len);
        assert!(entries > 0, "no {table} in the summary");
    }
    worst::check(&folder);
    // The rest of the file says what it is of.
    for key in ["scenario", "scenario_hash", "name"] {
        let told = summary[key].as_str().expect("a text");
        let noted = notebook.replications.note(&format!("sortie.{key}"));
        assert_eq!(noted, Some(told));
    }
    // Each column says in what it is measured, and the page has its name.
    let page = include_str!("../../docs/records.md");
    for name in notebook.replications.names() {
        for part in ["unit", "description"] {
            let note = notebook.replications.note(&format!("{name}.{part}"));
            assert!(note.is_some(), "{name}: no {part}");
        }
        let head = name.split(':').next().unwrap_or(name);
        let measure = head.rsplit_once('_').map_or("", |(measure, _)| measure);
        let family = head.replace(measure.trim_end_matches("_ended"), "MEASURE");
        let known = [
            format!("`{head}`"),
            format!("`{head}:"),
            format!("`{family}`"),
        ];
        let listed = Scalar::ALL.iter().any(|it| it.name() == head);
        assert!(
            listed || known.iter().any(|it| page.contains(it)),
            "{name} is not in the page"
        );
    }
    // A new number that nobody knows how to make is noticed, wherever it stands.
    summary["new"] = 1.5.into();
    summary["teams"][0]["new"] = 1.5.into();
    summary["targets"][0]["by_severity"][0]["new"] = 1.5.into();
    summary["counts"][0]["new"] = 1.5.into();
    let first = |table: &str| serde_json::json!([summary[table][0]]);
    let some = serde_json::json!({
        "new": summary["new"], "teams": first("teams"), "targets": first("targets"),
        "counts": first("counts"),
    });
    notebook.check("", &some, "");
    assert_eq!(notebook.complaints.len(), 4, "{:#?}", notebook.complaints);
}

//! Records in VERIS JSON (Vocabulary for Event Recording and Incident Sharing,
//! <https://verisframework.org>).
//!
//! Read are `timeline.incident` (year, month, day: the onset), `timeline.discovery` (from the
//! first action to discovery), `timeline.containment` (from discovery to containment), the
//! categories of `action` as the kind, `security_incident`, and `incident_id`.

use jiff::tz::TimeZone;
use serde_json::Value;

use super::clip;
use super::habits::plausible;
use crate::calibrate::CalibrateError;
use crate::calibrate::cell;
use crate::calibrate::fate::Aside;
use crate::calibrate::record::{Bounds, Content, Ended, Part, Record, Row};

/// The rows of a text that holds one incident, an array of them, or one a line; `name` stands
/// before their numbers.
///
/// # Errors
/// If the text is no JSON at all.
pub(super) fn rows(text: &str, name: &str, zone: &TimeZone) -> Result<Vec<Row>, CalibrateError> {
    let mut rows = Vec::new();
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(all)) => {
            for (ix, value) in all.iter().enumerate() {
                rows.push(row(format!("{name}#{}", ix + 1), value, zone));
            }
            if all.is_empty() {
                let reason = "an array without incidents".to_owned();
                rows.push(Row {
                    line: name.to_owned(),
                    content: Content::Aside(Aside::Empty, reason),
                });
            }
        }
        Ok(value) => rows.push(row(name.to_owned(), &value, zone)),
        Err(whole) => {
            let lines = text.lines().enumerate();
            let mut any = false;
            for (ix, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
                let place = format!("{name}:{}", ix + 1);
                match serde_json::from_str::<Value>(line) {
                    Ok(value) => {
                        any = true;
                        rows.push(row(place, &value, zone));
                    }
                    Err(error) => rows.push(Row {
                        line: place,
                        content: Content::Bad(format!("no JSON: {error}")),
                    }),
                }
            }
            if !any {
                return Err(CalibrateError(format!("not JSON: {whole}")));
            }
        }
    }
    Ok(rows)
}

fn row(line: String, value: &Value, zone: &TimeZone) -> Row {
    let content = match incident(value, zone) {
        Ok(part) => Content::Incident(part),
        Err(reason) => Content::Bad(reason),
    };
    Row { line, content }
}

fn incident(value: &Value, zone: &TimeZone) -> Result<Part, String> {
    let timeline = value
        .get("timeline")
        .and_then(Value::as_object)
        .ok_or("no `timeline`")?;
    let mut notes = Vec::new();
    let occurred = match timeline.get("incident") {
        None | Some(Value::Null) => None,
        Some(date) => onset(date, zone, &mut notes)?,
    };
    let kind = value.get("action").and_then(Value::as_object);
    let kind = kind.map_or_else(String::new, |actions| {
        let mut names: Vec<&str> = actions.keys().map(String::as_str).collect();
        names.sort_unstable();
        names.join("-")
    });
    let word = value.get("security_incident").and_then(Value::as_str);
    let word = word.unwrap_or_default().trim();
    let false_alarm = word.eq_ignore_ascii_case("false positive");
    if !(word.is_empty() || word.eq_ignore_ascii_case("confirmed") || false_alarm) {
        notes.push(format!(
            "security_incident `{}` is taken as a real incident",
            clip(word)
        ));
    }
    let id = value.get("incident_id").and_then(Value::as_str);
    Ok(Part {
        record: Record {
            row: 0,
            kind,
            severity: None,
            false_alarm,
            occurred,
            ended: [
                lasted(timeline.get("discovery"), "discovery")?,
                Ended::Absent,
                lasted(timeline.get("containment"), "containment")?,
                Ended::Absent,
            ],
        },
        id: id.unwrap_or_default().trim().to_owned(),
        notes,
    })
}

/// The day, the month or the year of an onset; `None` if no year is named.
fn onset(date: &Value, zone: &TimeZone, notes: &mut Vec<String>) -> Result<Option<Bounds>, String> {
    let part = |key: &str| match date.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => value.as_i64().map(Some).ok_or_else(|| {
            let value = clip(&value.to_string());
            format!("timeline.incident.{key}: `{value}` is no whole number")
        }),
    };
    let small = |key: &str| {
        let number = part(key)?;
        let fits = |number: i64| {
            i8::try_from(number)
                .map_err(|_| format!("timeline.incident.{key}: there is no {key} {number}"))
        };
        number.map(fits).transpose()
    };
    let (year, month, day) = (part("year")?, small("month")?, small("day")?);
    let Some(year) = year else {
        if month.is_some() || day.is_some() {
            notes.push("timeline.incident has no year: the onset is not known".to_owned());
        }
        return Ok(None);
    };
    if day.is_some() && month.is_none() {
        notes.push("timeline.incident has a day and no month: within its year".to_owned());
    }
    let year = i16::try_from(year).map_err(|_| format!("there is no year {year}"))?;
    plausible(year)?;
    let day = day.filter(|_| month.is_some());
    cell::calendar(year, month, day, zone).map(Some)
}

/// A unit with or without a value. A value is taken as exact; 0 of a unit is less than one.
fn lasted(value: Option<&Value>, name: &str) -> Result<Ended, String> {
    let unit = value
        .and_then(|value| value.get("unit"))
        .and_then(Value::as_str)
        .unwrap_or("Unknown");
    let word = unit.to_lowercase();
    match word.as_str() {
        "never" => return Ok(Ended::Never),
        "unknown" | "na" => return Ok(Ended::Unknown),
        _ => {}
    }
    let bounds = cell::magnitude(&word)
        .ok_or_else(|| format!("timeline.{name}: `{}` is not a unit of VERIS", clip(unit)))?;
    let number = match value.and_then(|value| value.get("value")) {
        None | Some(Value::Null) => None,
        Some(number) => Some(number.as_f64().ok_or_else(|| {
            let number = clip(&number.to_string());
            format!("timeline.{name}.value: `{number}` is no number")
        })?),
    };
    Ok(Ended::After(match number {
        None => bounds,
        Some(number) if number < 0.0 => {
            return Err(format!("timeline.{name}: {number} is negative"));
        }
        Some(number) if number > 0.0 => Bounds::at(number * bounds.low),
        Some(_) => Bounds {
            low: 0.0,
            high: bounds.low,
        },
    }))
}

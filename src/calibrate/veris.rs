//! Records in VERIS JSON (Vocabulary for Event Recording and Incident Sharing,
//! <https://verisframework.org>).
//!
//! Read are `timeline.incident` (year, month, day: the onset), `timeline.discovery` (from the
//! first action to discovery), `timeline.containment` (from discovery to containment), the
//! categories of `action` as the kind, and `security_incident`.

use jiff::tz::TimeZone;
use serde_json::Value;

use super::CalibrateError;
use super::cell;
use super::record::{Bounds, Ended, Record, Records, id};

/// Reads a text that holds one incident, an array of them, or one a line; `name` stands before
/// numbers of incidents in what is said of them.
///
/// # Errors
/// If the text is no JSON at all.
pub fn read_veris(text: &str, name: &str, zone: &TimeZone) -> Result<Records, CalibrateError> {
    let mut records = Records::default();
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Array(all)) => {
            for (ix, value) in all.iter().enumerate() {
                add(&mut records, format!("{name}#{}", ix + 1), value, zone);
            }
        }
        Ok(value) => add(&mut records, name.to_owned(), &value, zone),
        Err(whole) => {
            let lines = text.lines().enumerate();
            let mut any = false;
            for (ix, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
                let place = format!("{name}:{}", ix + 1);
                match serde_json::from_str::<Value>(line) {
                    Ok(value) => {
                        any = true;
                        add(&mut records, place, &value, zone);
                    }
                    Err(error) => records.bad(place, format!("no JSON: {error}")),
                }
            }
            if !any {
                return Err(CalibrateError(format!("{name} is not JSON: {whole}")));
            }
        }
    }
    Ok(records)
}

fn add(records: &mut Records, place: String, value: &Value, zone: &TimeZone) {
    match incident(value, zone) {
        Ok(record) => records.good(place, record, Vec::new()),
        Err(reason) => records.bad(place, reason),
    }
}

fn incident(value: &Value, zone: &TimeZone) -> Result<Record, String> {
    let timeline = value
        .get("timeline")
        .and_then(Value::as_object)
        .ok_or("no `timeline`")?;
    let occurred = match timeline.get("incident") {
        None => None,
        Some(date) => {
            let part = |key: &str| date.get(key).and_then(Value::as_i64);
            let small = |key: &str| part(key).map(|n| i8::try_from(n).unwrap_or(-1));
            match part("year") {
                None => None,
                Some(year) => {
                    let year = i16::try_from(year).unwrap_or(-9_999);
                    let (month, day) = (small("month"), small("day"));
                    let day = day.filter(|_| month.is_some());
                    Some(cell::calendar(year, month, day, zone)?)
                }
            }
        }
    };
    let kind = value.get("action").and_then(Value::as_object);
    let kind = kind.map_or_else(String::new, |actions| {
        let mut names: Vec<&str> = actions.keys().map(String::as_str).collect();
        names.sort_unstable();
        id(&names.join("-"))
    });
    Ok(Record {
        row: 0,
        kind,
        severity: None,
        false_alarm: value.get("security_incident").and_then(Value::as_str)
            == Some("False positive"),
        occurred,
        ended: [
            lasted(timeline.get("discovery"), "discovery")?,
            Ended::Absent,
            lasted(timeline.get("containment"), "containment")?,
            Ended::Absent,
        ],
    })
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
        .ok_or_else(|| format!("timeline.{name}: `{unit}` is not a unit of VERIS"))?;
    let number = value
        .and_then(|value| value.get("value"))
        .and_then(Value::as_f64);
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

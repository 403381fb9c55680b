//! Reading results: estimates out of JSON, and how a difference is written.

use serde_json::Value;
use sortie::inside::report::verdict_words;
use sortie::inside::report::words::decimal;
use sortie::inside::study::comparison::Difference;
use sortie::inside::study::estimate::Estimate;
use sortie::inside::study::measures::Unit;

/// The entry of a list whose `key` is `name`.
///
/// # Errors
/// If there is none.
pub fn entry<'a>(list: &'a Value, key: &str, name: &str) -> Result<&'a Value, String> {
    list.as_array()
        .and_then(|entries| entries.iter().find(|entry| entry[key] == name))
        .ok_or_else(|| format!("the results have no `{name}`"))
}

/// A number.
///
/// # Errors
/// If it is none.
pub fn number(value: &Value) -> Result<f64, String> {
    value
        .as_f64()
        .ok_or_else(|| format!("the results have {value} where a number should be"))
}

/// A whole number.
///
/// # Errors
/// If it is none.
pub fn whole(value: &Value) -> Result<u64, String> {
    value
        .as_u64()
        .ok_or_else(|| format!("the results have {value} where a whole number should be"))
}

/// A text.
///
/// # Errors
/// If it is none.
pub fn text(value: &Value) -> Result<&str, String> {
    value
        .as_str()
        .ok_or_else(|| format!("the results have {value} where a text should be"))
}

/// An estimate with its limits.
///
/// # Errors
/// If it is none.
pub fn estimate(value: &Value) -> Result<Estimate, String> {
    Ok(Estimate {
        estimate: number(&value["estimate"])?,
        low: value["low"].as_f64(),
        high: value["high"].as_f64(),
    })
}

/// A difference with its limits: `−20.9 min (−23.7 to −18.1)`.
pub fn signed(unit: Unit, change: &Estimate) -> String {
    let difference = Difference {
        together_low: change.low,
        together_high: change.high,
        ..Difference::bare(0, *change)
    };
    verdict_words::signed(unit, &difference)
}

/// A share of 1 as `12.3%`.
pub fn percent(share: f64) -> String {
    format!("{}%", decimal(share * 100.0, 1))
}

//! Values changed: multiplied, shifted, read without their quotes.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use toml_edit::Value;

use super::super::factor::{Kind, Level, quantity};

/// The parameters of a distribution, or of a detection, that are no times.
const SHAPES: [&str; 3] = ["shape", "weight", "missed"];

/// A value times a factor: an amount, or a distribution of amounts; `None` if it is neither.
pub(super) fn times(value: &Value, factor: f64) -> Option<Value> {
    match value {
        Value::InlineTable(table) => {
            if table.contains_key("samples_file") {
                return None;
            }
            let mut scaled = table.clone();
            for (key, inner) in scaled.iter_mut() {
                if !SHAPES.contains(&key.get()) {
                    *inner = times(inner, factor)?;
                }
            }
            Some(Value::InlineTable(scaled))
        }
        Value::Array(list) => {
            let scaled: Option<toml_edit::Array> =
                list.iter().map(|it| times(it, factor)).collect();
            scaled.filter(|it| !it.is_empty()).map(Value::Array)
        }
        Value::String(_) | Value::Integer(_) | Value::Float(_) => {
            let text = plain(value);
            let (kind, level) = quantity(&text).ok()?;
            let product = level.value * factor;
            let kind = match (value, kind) {
                // A whole number stays one; `2.0` is a number.
                (Value::Float(_), Kind::Whole) => Kind::Number,
                (_, kind) => kind,
            };
            let text = if product > 0.0 {
                Level::rounded(kind, product, product).text
            } else {
                Level::rounded(kind, 0.0, 1.0).text
            };
            match value {
                Value::String(_) => Some(Value::from(text)),
                _ => text.parse().ok(),
            }
        }
        _ => None,
    }
}

/// A date so many days later; `None` for what is none.
pub(super) fn shifted(value: &Value, days: i32) -> Option<Value> {
    let text = plain(value);
    let days = days.days();
    if let Ok(date) = text.parse::<Date>()
        && text.len() == 10
    {
        let later = date.checked_add(days).ok()?;
        return Some(Value::from(later.to_string()));
    }
    let (date, time) = text.split_once('T')?;
    let _: DateTime = text.parse().ok()?;
    let later = date.parse::<Date>().ok()?.checked_add(days).ok()?;
    Some(Value::from(format!("{later}T{time}")))
}

/// A value without its quotes.
pub(super) fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.value().clone(),
        Value::Datetime(datetime) => datetime.value().to_string(),
        value => {
            let mut value = value.clone();
            value.decor_mut().clear();
            value.to_string()
        }
    }
}

/// A value as written, in words: without quotes, a list by its items.
pub(in crate::scenario) fn words(written: &str) -> String {
    match written.parse::<Value>() {
        Ok(Value::Array(list)) => {
            let items: Vec<String> = list.iter().map(plain).collect();
            items.join(", ")
        }
        _ => bare(written),
    }
}

/// A value as written, without its quotes.
pub(in crate::scenario) fn bare(written: &str) -> String {
    written
        .parse::<Value>()
        .map_or_else(|_| written.to_owned(), |value| plain(&value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scaled(text: &str, factor: f64) -> Option<String> {
        let value: Value = text.parse().expect("a value");
        times(&value, factor).map(|it| it.to_string().trim().to_owned())
    }

    #[test]
    fn amounts_and_distributions_are_multiplied_and_shapes_are_not() {
        for (text, factor, wanted) in [
            ("\"2h\"", 1.5, "\"3h\""),
            ("\"40%\"", 0.5, "\"20%\""),
            ("\"1/week\"", 2.0, "\"2/week\""),
            ("3", 0.5, "2"),
            ("1.0", 0.5, "0.5"),
            ("\"6 months\"", 0.5, "\"3 months\""),
            (
                "{ low = \"1h\", likely = \"4h\", high = \"12h\" }",
                0.5,
                "{ low = \"30min\", likely = \"2h\", high = \"6h\" }",
            ),
            (
                "{ delay = { mean = \"2h\" }, missed = \"30%\" }",
                0.5,
                "{ delay = { mean = \"1h\" }, missed = \"30%\" }",
            ),
            (
                "{ weibull = { scale = \"2h\", shape = 0.7 }, max = \"1d\" }",
                2.0,
                "{ weibull = { scale = \"4h\", shape = 0.7 }, max = \"2d\" }",
            ),
        ] {
            let found = scaled(text, factor).unwrap_or_else(|| panic!("{text}"));
            let tidy = |text: &str| text.replace(' ', "");
            assert_eq!(tidy(&found), tidy(wanted), "{text}");
        }
        for text in ["\"cert\"", "true", "{ samples_file = \"x.csv\" }", "[]"] {
            assert_eq!(scaled(text, 2.0), None, "{text}");
        }
    }

    #[test]
    fn dates_are_shifted_by_days() {
        let later = |text: &str, days| shifted(&Value::from(text), days).map(|it| plain(&it));
        assert_eq!(later("2019-02-27", 3).as_deref(), Some("2019-03-02"));
        assert_eq!(
            later("2019-01-01T08:00", -1).as_deref(),
            Some("2018-12-31T08:00")
        );
        assert_eq!(later("vote.day - 3d", 1), None);
    }
}

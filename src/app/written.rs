//! Values that are recorded as they were written.

use std::time::Duration;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::scenario::time::Span;
use crate::scenario::unit;

use super::command_line::quote;
use super::error::AppError;

/// A value and how it was written: commands in manifests repeat the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written<T> {
    /// The value.
    pub value: T,
    /// How it was written, such as `30min`.
    pub text: String,
}

impl<T> Written<T> {
    /// A value and its text.
    pub fn new(value: T, text: impl Into<String>) -> Self {
        Self {
            value,
            text: text.into(),
        }
    }
}

impl<T> Serialize for Written<T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(to)
    }
}

impl<'de> Deserialize<'de> for Written<Span> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = String::deserialize(from)?;
        time("horizon", &text).map_err(serde::de::Error::custom)
    }
}

impl From<Span> for Written<Span> {
    fn from(span: Span) -> Self {
        Self::new(span, format!("{}ms", span.0))
    }
}

impl From<Duration> for Written<Duration> {
    fn from(time: Duration) -> Self {
        Self::new(time, format!("{}ms", time.as_millis()))
    }
}

/// Reads a positive time. `option` is where it stands, for messages.
///
/// # Errors
/// If it is none.
pub(crate) fn time(option: &str, text: &str) -> Result<Written<Span>, AppError> {
    let millis = unit::duration(text).map_err(|flaw| {
        AppError::Usage(format!(
            "--{option} {}: {}\n  {}",
            quote(text),
            flaw.message,
            flaw.help
        ))
    })?;
    if millis < 1.0 {
        return Err(AppError::Usage(format!(
            "--{option} {}: it must be positive",
            quote(text)
        )));
    }
    Ok(Written::new(Span::from_millis_f64(millis), text))
}

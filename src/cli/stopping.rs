//! Shares and times of `sortie compare`, read from what was typed.

use std::time::Duration;

use crate::app::Written;
use crate::app::command_line::quote;
use crate::app::written::time;
use crate::scenario::unit;

use super::Failed;

/// Stop after this much time.
pub(super) fn budget(text: &str) -> Result<Written<Duration>, Failed> {
    let span = time("budget", text)?.value;
    Ok(Written::new(
        Duration::from_millis(span.0.unsigned_abs()),
        text,
    ))
}

/// How well the headline measure must be known.
pub(super) fn precision(text: &str) -> Result<Written<f64>, Failed> {
    let wrong = |why: &str, help: &str| {
        Failed::usage(format!("--precision {}: {why}\n  {help}", quote(text)))
    };
    let share =
        unit::share(text).map_err(|flaw| wrong(&flaw.message, "write a percentage, like 2%"))?;
    if !(0.0001..1.0).contains(&share) {
        return Err(wrong(
            "it must lie between 0.01% and 100%",
            "2% is usual, 0.5% is fine",
        ));
    }
    Ok(Written::new(share, text))
}

/// How sure a choice must be.
pub(super) fn confidence(text: &str) -> Result<Written<f64>, Failed> {
    let share = unit::share(text).map_err(|flaw| {
        Failed::usage(format!(
            "--confidence {}: {}\n  write a percentage, like 95%",
            quote(text),
            flaw.message
        ))
    })?;
    Ok(Written::new(share, text))
}

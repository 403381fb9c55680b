//! Times and shares of `sortie compare`: where durations are cut, and when to stop.

use std::time::Duration;

use crate::scenario::document::Document;
use crate::scenario::time::Span;
use crate::scenario::unit;
use crate::study::compare::Stopping;

use super::compare::CompareArgs;
use super::{Failed, check_limit, quote};

/// A positive time.
pub(super) fn time(option: &str, text: &str) -> Result<Span, Failed> {
    let millis = unit::duration(text).map_err(|flaw| {
        Failed::Usage(format!(
            "error: --{option} {}: {}\n  {}",
            quote(text),
            flaw.message,
            flaw.help
        ))
    })?;
    if millis < 1.0 {
        return Err(Failed::Usage(format!(
            "error: --{option} {}: it must be positive",
            quote(text)
        )));
    }
    Ok(Span::from_millis_f64(millis))
}

/// Where mean durations are cut, if it was said.
pub(super) fn horizon(args: &CompareArgs, document: &Document) -> Result<Option<Span>, Failed> {
    let Some(text) = &args.horizon else {
        return Ok(None);
    };
    let horizon = time("horizon", text)?;
    let length = document.end - document.warm_up;
    if horizon >= length {
        return Err(Failed::Usage(format!(
            "error: --horizon {}: the scenario lasts {length} after its warm-up, so no incident could be \
             watched for so long",
            quote(text)
        )));
    }
    Ok(Some(horizon))
}

/// When to stop.
pub(super) fn stopping(args: &CompareArgs, document: &Document) -> Result<Stopping, Failed> {
    let limit = document.limits.replications;
    let precision = match &args.precision {
        None => None,
        Some(text) => Some(precision(text)?),
    };
    let budget = match &args.budget {
        None => None,
        Some(text) => Some(Duration::from_millis(
            time("budget", text)?.0.unsigned_abs(),
        )),
    };
    let open_ended = precision.is_some() || budget.is_some();
    let most = args.replications.unwrap_or(if open_ended {
        limit
    } else {
        document.replications
    });
    check_limit(most, document)?;
    Ok(Stopping {
        most,
        precision,
        budget,
    })
}

fn precision(text: &str) -> Result<f64, Failed> {
    let wrong = |why: &str, help: &str| {
        Failed::Usage(format!(
            "error: --precision {}: {why}\n  {help}",
            quote(text)
        ))
    };
    let share =
        unit::share(text).map_err(|flaw| wrong(&flaw.message, "write a percentage, like 2%"))?;
    if !(0.0001..1.0).contains(&share) {
        return Err(wrong(
            "it must lie between 0.01% and 100%",
            "2% is usual, 0.5% is fine",
        ));
    }
    Ok(share)
}

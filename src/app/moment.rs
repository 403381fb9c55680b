//! Instants of a scenario as people write them on a command line.

use jiff::civil::{Date, DateTime};

use crate::scenario::document::Document;
use crate::scenario::time::{Instant, Span};
use crate::scenario::unit;

use super::command_line::quote;
use super::error::AppError;

/// Reads a local time (`2019-05-26T18:00`, `2019-05-26`), `start`, `end`, or a moment of an election
/// (`ep-2019.polls_close`), with a duration after `+` or `-` if that is wanted. `option` is where it
/// stands, for messages.
///
/// # Errors
/// If it is none of these, or lies outside the scenario.
pub(crate) fn moment(document: &Document, option: &str, text: &str) -> Result<Instant, AppError> {
    let refused = |why: String| AppError::Usage(format!("--{option} {}: {why}", quote(text)));
    let (base, shift) = match split(text) {
        None => (text.trim(), Span::ZERO),
        Some((base, sign, duration)) => {
            let millis = unit::duration(duration)
                .map_err(|flaw| refused(format!("{}\n  {}", flaw.message, flaw.help)))?;
            let span = Span::from_millis_f64(millis);
            (base, Span(sign * span.0))
        }
    };
    let Some(at) = anchor(document, base) else {
        let first = document.elections.first().map_or("election", |it| &it.id);
        return Err(refused(format!(
            "this is no time\n  write a local time such as 2019-05-26T18:00, `start`, `end`, or \
             {first}.polls_close - 2h"
        )));
    };
    let at = at + shift;
    if at < Instant::START || at > document.end {
        return Err(refused(format!(
            "this lies outside the scenario\n  it runs from {} to {}",
            document.calendar.minute(Instant::START),
            document.calendar.minute(document.end)
        )));
    }
    Ok(at)
}

/// Parts a duration from what it is counted from: a sign between spaces.
fn split(text: &str) -> Option<(&str, i64, &str)> {
    let later = text.split_once(" + ").map(|(base, span)| (base, 1, span));
    let sooner = || text.split_once(" - ").map(|(base, span)| (base, -1, span));
    let (base, sign, span) = later.or_else(sooner)?;
    Some((base.trim(), sign, span.trim()))
}

fn anchor(document: &Document, text: &str) -> Option<Instant> {
    match text {
        "start" => return Some(Instant::START),
        "end" => return Some(document.end),
        _ => {}
    }
    if let Some((id, moment)) = text.rsplit_once('.') {
        let election = document.elections.iter().find(|it| it.id == id)?;
        return match moment {
            "day" => Some(election.day),
            "polls_open" => Some(election.polls_open),
            "polls_close" => Some(election.polls_close),
            _ => None,
        };
    }
    let midnight = || text.parse::<Date>().ok().map(DateTime::from);
    let local: DateTime = text.parse::<DateTime>().ok().or_else(midnight)?;
    let stamp = document.calendar.zone().to_timestamp(local).ok()?;
    Some(document.calendar.instant(stamp))
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_duration_stands_after_a_sign_between_spaces() {
        assert_eq!(
            split("ep.polls_close - 2h"),
            Some(("ep.polls_close", -1, "2h"))
        );
        assert_eq!(split("start + 1d"), Some(("start", 1, "1d")));
        assert_eq!(split("2019-05-26T18:00"), None);
    }
}

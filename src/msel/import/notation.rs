//! When something is due, as people write it: what stands in one cell, by itself.

use super::clock::clock;
use super::due::{CURE, Written};
use super::notation_dates::dated;

/// Reads a text.
pub(super) fn written(text: &str) -> Written {
    let plain = any_ascii::any_ascii(text).to_lowercase();
    let plain = plain.split_whitespace().collect::<Vec<&str>>().join(" ");
    let plain = plain.trim_start_matches('\'').trim();
    let unknown = || {
        let said = crate::workbook::clip(text.trim());
        Written::Unknown(format!("`{said}` is no time that is known"), CURE)
    };
    if matches!(
        plain,
        "startex" | "start" | "debex" | "start of exercise" | "t0" | "h hour"
    ) {
        return Written::Since(0);
    }
    if plain == "endex" || plain == "finex" {
        let why = "when ENDEX is, is not told".to_owned();
        return Written::Unknown(why, "write its time");
    }
    let digits = plain.chars().all(|c| c.is_ascii_digit() || c == '.');
    if digits && plain.matches('.').count() <= 1 && plain.len() <= 20 && !plain.starts_with('.') {
        return Written::Number(plain.to_owned());
    }
    relative(plain)
        .or_else(|| clock(plain).map(Written::Clock))
        .or_else(|| dated(plain))
        .unwrap_or_else(unknown)
}

/// Times that count from STARTEX: `D+2 H+3 M+45`, `J+1 09h00`, `+ 1 02:03:04`, `T+0:45`, `Day 2
/// 14:00`.
fn relative(text: &str) -> Option<Written> {
    let words: Vec<&str> = text.split([' ', ',']).filter(|it| !it.is_empty()).collect();
    if let [word, number, rest @ ..] = words.as_slice()
        && matches!(*word, "day" | "tag" | "jour" | "diena")
    {
        let day: i64 = number
            .trim_end_matches(':')
            .parse()
            .ok()
            .filter(|it| (1..=999).contains(it))?;
        let rest = rest.iter().filter(|it| **it != "-").copied();
        let rest: Vec<&str> = rest.collect();
        let time = match rest.as_slice() {
            [] => None,
            rest => Some(clock(&rest.join(" "))?),
        };
        return Some(Written::DayAfter(day - 1, time));
    }
    // `d + 2` and `+ 1` as `d+2` and `+1`.
    let mut tight = text.replace("+ ", "+");
    for letter in ['d', 'j', 'h', 'm', 't', 's'] {
        tight = tight.replace(&format!("{letter} +"), &format!("{letter}+"));
    }
    let tight = tight.strip_prefix("startex").unwrap_or(&tight).trim();
    if !tight.contains('+') || tight.len() > 60 {
        return None;
    }
    let mut days: Option<i64> = None;
    let mut seconds: Option<i64> = None;
    let mut time = None;
    // After `D+1` a clock is a time of day; after `+1` it goes on counting.
    let mut counts_on = false;
    let add = |to: &mut Option<i64>, more: i64| *to = Some(to.unwrap_or(0) + more);
    let words: Vec<&str> = tight
        .split([' ', ','])
        .filter(|it| !it.is_empty())
        .collect();
    for (ix, word) in words.iter().enumerate() {
        if let Some((unit, number)) = word.split_once('+') {
            let whole = number
                .parse::<i64>()
                .ok()
                .filter(|it| (0..=100_000).contains(it));
            match (unit, whole) {
                ("d" | "j", Some(number)) if number <= 999 => add(&mut days, number),
                ("h", Some(number)) => add(&mut seconds, number * 3600),
                ("m" | "min", Some(number)) => add(&mut seconds, number * 60),
                ("s", Some(number)) => add(&mut seconds, number),
                ("" | "t" | "h", None) => add(&mut seconds, length(number)?),
                ("" | "t", Some(number)) => {
                    let next = words.get(ix + 1).copied().unwrap_or_default();
                    if next.contains(':') && number <= 999 {
                        add(&mut days, number);
                        counts_on = true;
                    } else if let Some(unit) = unit_of(next) {
                        add(&mut seconds, number * unit);
                    } else {
                        return Some(Written::Unknown(
                            format!("`{text}` has no unit: it may be minutes or hours"),
                            "write +45min, +2h or +0:45:00",
                        ));
                    }
                }
                _ => return None,
            }
        } else if counts_on && word.contains(':') {
            add(&mut seconds, length(word)?);
        } else if ix > 0 && unit_of(word).is_some() {
            // The unit of the number before it, which has been counted.
        } else if days.is_some() && seconds.is_none() && time.is_none() {
            time = Some(clock(&words[ix..].join(" "))?);
            break;
        } else {
            return None;
        }
    }
    match (days, seconds, time) {
        (Some(days), None, time) => Some(Written::DayAfter(days, time)),
        (days, Some(seconds), None) => Some(Written::Since(days.unwrap_or(0) * 86_400 + seconds)),
        _ => None,
    }
}

/// A length of time in seconds: `1:30`, `1:30:00`, `45min`, `2h`, `1h30`.
pub(super) fn length(text: &str) -> Option<i64> {
    let parts: Vec<&str> = text.split(':').collect();
    let number = |it: &str| {
        it.parse::<i64>()
            .ok()
            .filter(|it| (0..=99_999).contains(it))
    };
    if let [hours, minutes, rest @ ..] = parts.as_slice() {
        let seconds = match rest {
            [] => 0,
            [seconds] => number(seconds).filter(|it| *it < 60)?,
            _ => return None,
        };
        let minutes = number(minutes).filter(|it| *it < 60)?;
        return Some(number(hours)? * 3600 + minutes * 60 + seconds);
    }
    let mut total = 0;
    let mut rest = text;
    let mut last = None;
    while !rest.is_empty() {
        let digits = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let value = number(&rest[..digits])?;
        rest = &rest[digits..];
        let letters = rest
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(rest.len());
        let unit = match (rest[..letters].trim(), last) {
            // `1h30` has minutes at its end.
            ("", Some(3600)) => 60,
            (word, _) => unit_of(word)?,
        };
        total += value * unit;
        last = Some(unit);
        rest = &rest[letters..];
    }
    last.map(|_| total)
}

/// Seconds of a unit.
fn unit_of(word: &str) -> Option<i64> {
    Some(match word {
        "s" | "sec" | "secs" | "second" | "seconds" => 1,
        "m" | "min" | "mins" | "minute" | "minutes" | "minuten" => 60,
        "h" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunden" | "heures" => 3600,
        "d" | "day" | "days" | "tage" | "jours" => 86_400,
        _ => return None,
    })
}

//! Times of day, as people write them.

use jiff::civil::Time;

/// A time of day: `09:00`, `9:00 am`, `09h00`, `9.15 uhr`, `0900 hrs`.
pub(super) fn clock(text: &str) -> Option<Time> {
    let text = text
        .trim()
        .trim_start_matches("kl ")
        .trim_start_matches("at ");
    let half = [("a.m.", 0), ("am", 0), ("p.m.", 12), ("pm", 12)];
    let half = half
        .iter()
        .find_map(|(word, add)| Some((text.strip_suffix(word)?, *add)));
    let (text, half) = match half {
        Some((rest, add)) => (rest.trim(), Some(add)),
        None => (text, None),
    };
    let (text, told) = ["uhr", "hrs", "hours", "hr", "val."]
        .iter()
        .find_map(|word| text.strip_suffix(word))
        .map_or((text, half.is_some()), |rest| (rest.trim(), true));
    let number = |it: &str| {
        let fits = (1..=2).contains(&it.len()) && it.chars().all(|c| c.is_ascii_digit());
        fits.then(|| it.parse::<i8>().ok()).flatten()
    };
    let is_four = text.len() == 4 && text.chars().all(|c| c.is_ascii_digit());
    let parts: Vec<&str> = if text.contains(':') {
        text.split(':').collect()
    } else if let Some((hour, minute)) = text.split_once('h') {
        vec![
            hour.trim(),
            if minute.trim().is_empty() {
                "0"
            } else {
                minute.trim()
            },
        ]
    } else if told && text.contains('.') {
        text.split('.').collect()
    } else if told && is_four {
        vec![&text[..2], &text[2..]]
    } else if told {
        vec![text, "0"]
    } else {
        return None;
    };
    let [hour, minute, rest @ ..] = parts.as_slice() else {
        return None;
    };
    let second = match rest {
        [] => 0,
        [second] => number(second.split('.').next()?)?,
        _ => return None,
    };
    let mut hour = number(hour)?;
    if let Some(add) = half {
        if !(1..=12).contains(&hour) {
            return None;
        }
        hour = hour % 12 + add;
    }
    Time::new(hour, number(minute)?, second, 0).ok()
}

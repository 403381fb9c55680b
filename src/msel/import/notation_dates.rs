//! Dates as people write them, with or without a time of day.

use jiff::civil::{Date, Time};

use super::clock::clock;
use super::due::Written;

/// The first three letters of the months and other short forms, January first.
const MONTHS: [&[&str]; 12] = [
    &["jan", "january", "janvier", "janv", "januar", "sausio"],
    &["feb", "february", "fevrier", "fevr", "februar", "vasario"],
    &["mar", "march", "mars", "marz", "maerz", "kovo"],
    &["apr", "april", "avril", "avr", "balandzio"],
    &["may", "mai", "geguzes"],
    &["jun", "june", "juin", "juni", "birzelio"],
    &["jul", "july", "juillet", "juil", "juli", "liepos"],
    &["aug", "august", "aout", "rugpjucio"],
    &["sep", "sept", "september", "septembre", "rugsejo"],
    &["oct", "october", "octobre", "okt", "oktober", "spalio"],
    &["nov", "november", "novembre", "lapkricio"],
    &["dec", "december", "decembre", "dez", "dezember", "gruodzio"],
];

fn month(word: &str) -> Option<i8> {
    let all = MONTHS.iter().position(|names| names.contains(&word));
    all.map(|ix| ix as i8 + 1)
}

/// A date, of any kind; the text is in small letters without accents.
pub(super) fn dated(text: &str) -> Option<Written> {
    group(text)
        .or_else(|| iso(text))
        .or_else(|| numbers(text))
        .or_else(|| with_month(text))
}

fn no_day(text: &str) -> Written {
    Written::Unknown(
        format!("there is no day `{}`", crate::workbook::clip(text)),
        "write year, month and day: 2019-05-12 20:00",
    )
}

/// A year of four digits, or of two in this century.
fn year(text: &str) -> Option<i16> {
    let digits = text.chars().all(|c| c.is_ascii_digit());
    match (text.len(), digits) {
        (4, true) => text.parse().ok().filter(|it| *it >= 1900),
        (2, true) => text.parse::<i16>().ok().map(|it| 2000 + it),
        _ => None,
    }
}

/// A military date-time group: `210900aug2011`, `21 0900 z aug 11`.
fn group(text: &str) -> Option<Written> {
    let tight: String = text.chars().filter(|c| *c != ' ').collect();
    let letters = tight.find(|c: char| c.is_ascii_alphabetic())?;
    let (digits, rest) = tight.split_at(letters);
    if digits.len() != 6 || !digits.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    let end = rest
        .find(|c: char| c.is_ascii_digit())
        .unwrap_or(rest.len());
    let (word, after) = rest.split_at(end);
    let (zone, number) = match (month(word), word.split_at_checked(1)) {
        (Some(number), _) => (None, number),
        (None, Some((zone, word))) => (zone.chars().next(), month(word)?),
        _ => return None,
    };
    let part = |from: usize| digits[from..from + 2].parse::<i8>().ok();
    let (day, time) = (part(0)?, Time::new(part(2)?, part(4)?, 0, 0));
    let Ok(time) = time else {
        return Some(no_day(text));
    };
    if after.is_empty() {
        return Some(Written::DayOfMonth(day, number, Some(time)));
    }
    let Ok(date) = Date::new(year(after)?, number, day) else {
        return Some(no_day(text));
    };
    let local = date.to_datetime(time);
    Some(match zone {
        // `J` is the local time.
        None | Some('j') => Written::Local(local),
        Some(letter) => Written::Offset(local, zone_hours(letter)? * 3600),
    })
}

/// Hours ahead of UTC of a military zone.
fn zone_hours(letter: char) -> Option<i32> {
    let place = |first: char| i32::from(letter as u8) - i32::from(first as u8);
    Some(match letter {
        'z' => 0,
        'a'..='i' => place('a') + 1,
        'k'..='m' => place('k') + 10,
        'n'..='y' => -(place('n') + 1),
        _ => return None,
    })
}

/// `2019-05-12`, `2019-05-12t20:00`, with `z` or `+02:00` after it.
fn iso(text: &str) -> Option<Written> {
    let (day, rest) = text.split_at_checked(10)?;
    let shaped = day.bytes().enumerate().all(|(ix, byte)| match ix {
        4 | 7 => matches!(byte, b'-' | b'/' | b'.'),
        _ => byte.is_ascii_digit(),
    });
    if !shaped {
        return None;
    }
    let part = |from: usize, to: usize| day[from..to].parse::<i16>().ok();
    let date = Date::new(part(0, 4)?, part(5, 7)? as i8, part(8, 10)? as i8);
    let Ok(date) = date else {
        return Some(no_day(text));
    };
    let rest = rest.trim_start_matches(['t', ' ', ',']).trim();
    if rest.is_empty() {
        return Some(Written::Day(date));
    }
    if let Some(time) = clock(rest) {
        return Some(Written::Local(date.to_datetime(time)));
    }
    if let Some(utc) = rest.strip_suffix('z').or_else(|| rest.strip_suffix(" utc")) {
        return Some(Written::Offset(date.to_datetime(clock(utc)?), 0));
    }
    let sign = rest.rfind(['+', '-'])?;
    let (time, offset) = rest.split_at(sign);
    let (hours, minutes) = offset[1..].split_once(':').unwrap_or((&offset[1..], "0"));
    let seconds = hours.parse::<i32>().ok().filter(|it| *it <= 14)? * 3600
        + minutes.parse::<i32>().ok().filter(|it| *it < 60)? * 60;
    let seconds = if offset.starts_with('-') {
        -seconds
    } else {
        seconds
    };
    Some(Written::Offset(date.to_datetime(clock(time)?), seconds))
}

/// `12.05.2019`, `12/05/2019 20:00`. With dots the day comes first.
fn numbers(text: &str) -> Option<Written> {
    let (day, rest) = text.split_once([' ', ',']).unwrap_or((text, ""));
    let dotted = day.contains('.');
    let parts: Vec<&str> = day.split(if dotted { '.' } else { '/' }).collect();
    let [first, second, last] = parts.as_slice() else {
        return None;
    };
    let number = |it: &str| it.parse::<i8>().ok().filter(|it| *it > 0);
    let (first, second, year) = (number(first)?, number(second)?, year(last)?);
    let rest = rest.trim_start_matches([',', ' ', '-']).trim();
    let time = match rest {
        "" => None,
        rest => Some(clock(rest)?),
    };
    if dotted {
        return Some(of(year, second, first, time, text));
    }
    Some(Written::Slashed(first, second, year, time))
}

fn of(year: i16, month: i8, day: i8, time: Option<Time>, text: &str) -> Written {
    match (Date::new(year, month, day), time) {
        (Ok(date), Some(time)) => Written::Local(date.to_datetime(time)),
        (Ok(date), None) => Written::Day(date),
        (Err(_), _) => no_day(text),
    }
}

/// A date with the name of its month: `4- mar`, `4 march 2019 20:00`, `march 4, 2019`.
fn with_month(text: &str) -> Option<Written> {
    let mut found_month = None;
    let mut numbers: Vec<&str> = Vec::new();
    let mut times: Vec<&str> = Vec::new();
    for word in text.split([' ', ',']).filter(|it| !it.is_empty()) {
        if word.contains(':') || matches!(word, "am" | "pm" | "uhr" | "hrs") {
            times.push(word);
            continue;
        }
        for part in word.split(['-', '.', '/']).filter(|it| !it.is_empty()) {
            let is_number = part.chars().all(|c| c.is_ascii_digit());
            let ordinal = ["st", "nd", "rd", "th", "er"];
            let ordinal = ordinal.iter().find_map(|it| part.strip_suffix(it));
            let ordinal =
                ordinal.filter(|it| !it.is_empty() && it.chars().all(|c| c.is_ascii_digit()));
            if is_number {
                numbers.push(part);
            } else if let Some(number) = ordinal {
                numbers.push(number);
            } else if let Some(number) = month(part) {
                found_month = Some(found_month.map_or(number, |_| 0));
            } else if part.contains('h') && clock(part).is_some() {
                times.push(part);
            } else if !is_weekday(part) && !matches!(part, "at" | "um" | "a" | "le" | "of") {
                return None;
            }
        }
    }
    let month = found_month.filter(|it| *it > 0)?;
    let time = match times.as_slice() {
        [] => None,
        times => Some(clock(&times.join(" "))?),
    };
    let day = |it: &str| it.parse::<i8>().ok().filter(|it| (1..=31).contains(it));
    match numbers.as_slice() {
        [one] if one.len() <= 2 => Some(Written::DayOfMonth(day(one)?, month, time)),
        [first, second] if first.len() <= 2 => {
            Some(of(year(second)?, month, day(first)?, time, text))
        }
        [first, second] => Some(of(year(first)?, month, day(second)?, time, text)),
        _ => None,
    }
}

fn is_weekday(word: &str) -> bool {
    const DAYS: [&str; 21] = [
        "mon", "tue", "wed", "thu", "fri", "sat", "sun", "mo", "di", "mi", "do", "fr", "sa", "so",
        "lun", "mer", "jeu", "ven", "sam", "dim", "tues",
    ];
    let long = ["day", "tag"];
    let known = [
        "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche", "mittwoch",
    ];
    DAYS.contains(&word)
        || known.contains(&word)
        || (word.len() >= 6 && long.iter().any(|it| word.ends_with(it)))
}

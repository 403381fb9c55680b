//! Factors as they are typed: `path=values`.

use toml_edit::Value;

use super::super::policy::fixed;
use super::super::targets::{Targets, words};
use super::amount::{FORM, Kind, Level, date_value, days, quantity};
use super::{Choices, Factor, FactorError, Spacing, Values, near};

/// Most values in a list.
const LONGEST_LIST: usize = 1_000;

/// What is wrong, and what to write instead.
type Flaw = (String, String);

/// A value with what it counts in.
type Read = (Kind, Level);

/// What reads a value.
type Reader = fn(&str) -> Result<Read, Flaw>;

fn flaw(message: impl Into<String>, help: impl Into<String>) -> Flaw {
    (message.into(), help.into())
}

/// Reads a factor; [`Factor::parse`] says what there may be.
pub(super) fn parse(argument: &str) -> Result<Factor, FactorError> {
    read(argument).map_err(|(message, help)| FactorError {
        argument: argument.to_owned(),
        message,
        help,
    })
}

fn read(argument: &str) -> Result<Factor, Flaw> {
    let Some((path, values)) = argument.split_once('=') else {
        return Err(flaw("this is not of the form path=values", FORM));
    };
    let (path, values) = (path.trim(), values.trim());
    if path.is_empty() {
        return Err(flaw("there is no path before the `=`", FORM));
    }
    if values.is_empty() {
        return Err(flaw(format!("`{path}` has no values"), FORM));
    }
    if let Some(cure) = fixed(path) {
        return Err(flaw(format!("`{path}` can't be swept"), cure));
    }
    let factor = |kind, values, spacing, choices| Factor {
        argument: argument.to_owned(),
        path: path.to_owned(),
        kind,
        values,
        spacing,
        choices,
        targets: Targets::default(),
    };
    let (word, rest) = values.split_once(' ').unwrap_or((values, ""));
    if word == "order" {
        if rest.trim() != "any" {
            return Err(flaw(
                format!("`{values}` is no order"),
                format!("write {path}='order any' for the orders of the list that stands there"),
            ));
        }
        let (values, choices) = (Values::List(Vec::new()), Choices::Orders(Vec::new()));
        return Ok(factor(Kind::Choice, values, Spacing::Even, choices));
    }
    let (values, reader): (&str, Reader) = match word {
        "shift" => (rest.trim(), shift),
        "factor" => (rest.trim(), times),
        _ => (values, amount),
    };
    let (values, spacing) = match values.strip_suffix("log").filter(|it| it.ends_with(' ')) {
        Some(before) => (before.trim_end(), Spacing::Log),
        None => (values, Spacing::Even),
    };
    let parts = parts(values)?;
    if let [only] = parts[..]
        && !only.starts_with(['"', '\'', '[', '{'])
        && let Some(ends) = only.split_once("..")
    {
        let (kind, values) = range(path, only, ends, spacing, reader)?;
        return Ok(factor(kind, values, spacing, Choices::None));
    }
    if spacing == Spacing::Log {
        return Err(flaw(
            format!("`{values}` is a list, and `log` is for ranges"),
            "write a range, like 1h..100h log, or leave `log` out",
        ));
    }
    if parts.contains(&"") {
        return Err(flaw(format!("the list `{values}` has a gap"), FORM));
    }
    let is_choice = |part: &&str| !looks_like_amount(part);
    let (kind, levels, choices) =
        if word != "shift" && word != "factor" && parts.iter().any(is_choice) {
            let (levels, written) = these(&parts)?;
            (Kind::Choice, levels, Choices::Written(written))
        } else {
            let read: Result<Vec<Read>, Flaw> = parts.iter().map(|part| reader(part)).collect();
            let read = read?;
            let kind = common(&read)?;
            let levels = read.into_iter().map(|(_, level)| level).collect();
            (kind, levels, Choices::None)
        };
    try_list(&levels, kind)?;
    Ok(factor(kind, Values::List(levels), spacing, choices))
}

/// What keeps values from being a list to be swept.
fn try_list(levels: &[Level], kind: Kind) -> Result<(), Flaw> {
    for (ix, level) in levels.iter().enumerate() {
        let same = |other: &Level| match kind {
            Kind::Choice => other.text == level.text,
            _ => near(other.value, level.value),
        };
        if levels[..ix].iter().any(same) {
            return Err(flaw(
                format!("`{}` is given twice", level.text),
                "name each value once",
            ));
        }
    }
    if let [only] = levels {
        return Err(flaw(
            format!("`{}` alone is no sweep", only.text),
            "give two values or more; for one, use --set",
        ));
    }
    if levels.len() > LONGEST_LIST {
        return Err(flaw(
            format!("{} values are too many", levels.len()),
            "give a range, like 6h..72h, with --points",
        ));
    }
    Ok(())
}

/// All values from one to another.
fn range(
    path: &str,
    written: &str,
    (low, high): (&str, &str),
    spacing: Spacing,
    reader: Reader,
) -> Result<(Kind, Values), Flaw> {
    let (low, high) = (low.trim(), high.trim());
    if low.is_empty() || high.is_empty() {
        return Err(flaw(
            format!("the range `{written}` lacks an end"),
            "write both ends with their units, like 6h..72h",
        ));
    }
    let (low, high) = (reader(low)?, reader(high)?);
    let kind = common(&[low.clone(), high.clone()])?;
    let (low, high) = (low.1, high.1);
    let whole = |level: &Level| (level.value - level.value.round()).abs() < 1e-9;
    if kind == Kind::Date && !(whole(&low) && whole(&high)) {
        return Err(flaw(
            format!("the range `{written}` has times, and a range of dates goes by whole days"),
            "write days, like 2019-01-01..2019-03-01, or a list of dates with times",
        ));
    }
    if high.value < low.value {
        return Err(flaw(
            format!("the range `{written}` goes backwards"),
            format!("write {path}={}..{}", high.text, low.text),
        ));
    }
    if high.value <= low.value {
        return Err(flaw(
            format!("the range `{written}` is empty: both ends are the same"),
            "give two different ends; for one value, use --set",
        ));
    }
    if spacing == Spacing::Log && matches!(kind, Kind::Date | Kind::Shift) {
        return Err(flaw(
            format!("`{written}` is of days, and `log` is for amounts"),
            "leave `log` out",
        ));
    }
    if spacing == Spacing::Log && low.value <= 0.0 {
        return Err(flaw(
            format!(
                "the range `{written} log` begins at `{}`, and equal ratios never come from there",
                low.text
            ),
            "begin above zero, like 1h..100h log, or leave `log` out",
        ));
    }
    Ok((kind, Values::Range(low, high)))
}

/// A number with its unit, or a date.
fn amount(text: &str) -> Result<Read, Flaw> {
    let bare = text.trim().trim_matches('"').trim();
    // Four digits and a minus: nothing else is written so.
    let is_dated = bare.len() >= 8
        && bare.bytes().take(4).all(|digit| digit.is_ascii_digit())
        && bare.as_bytes()[4] == b'-';
    match date_value(bare) {
        None if is_dated => Err(flaw(
            format!("`{bare}` is no date"),
            "write year-month-day, like 2019-03-01, or with a time, like 2019-03-01T08:00",
        )),
        Some(value) => Ok((
            Kind::Date,
            Level {
                text: bare.to_owned(),
                value,
            },
        )),
        None => quantity(text),
    }
}

/// Days by which a date is shifted.
fn shift(text: &str) -> Result<Read, Flaw> {
    let days = days(text).ok_or_else(|| {
        flaw(
            format!("`{text}` is no shift of a date"),
            "write whole days, like shift -30d..30d or shift -30d,0d,30d",
        )
    })?;
    Ok((Kind::Shift, Level::shift(days)))
}

/// A factor by which what is written is multiplied.
fn times(text: &str) -> Result<Read, Flaw> {
    match quantity(text) {
        Ok((kind, number)) if kind.is_plain() && number.value >= 0.0 => {
            Ok((Kind::Times, Level::factor(&number)))
        }
        _ => Err(flaw(
            format!("`{text}` is no factor"),
            "write plain numbers from zero up, like factor 0.5..2 log",
        )),
    }
}

/// Whether a value is meant as a number or a date: it begins like one.
fn looks_like_amount(part: &str) -> bool {
    let bare = part.trim_matches(['"', '\'']).trim();
    bare.starts_with(|c: char| c.is_ascii_digit() || "+-.".contains(c))
        || bare.parse::<f64>().is_ok()
}

/// Words, lists and tables as levels without an order, and as TOML.
fn these(parts: &[&str]) -> Result<(Vec<Level>, Vec<String>), Flaw> {
    let mut levels = Vec::new();
    let mut written = Vec::new();
    for (place, part) in parts.iter().enumerate() {
        let toml = toml_of(part)?;
        levels.push(Level {
            text: words(&toml),
            value: place as f64,
        });
        written.push(toml);
    }
    Ok((levels, written))
}

/// A value as TOML. Words need no quotes, in a list neither: `[LT, EE]`.
fn toml_of(part: &str) -> Result<String, Flaw> {
    let part = part.trim();
    if part.parse::<Value>().is_ok() {
        return Ok(part.to_owned());
    }
    if let Some(inner) = part.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
        let items: Result<Vec<String>, Flaw> =
            parts(inner)?.iter().map(|item| toml_of(item)).collect();
        return Ok(format!("[{}]", items?.join(", ")));
    }
    if part.starts_with(['[', '{']) {
        return Err(flaw(
            format!("`{part}` is no list or table"),
            "write lists like [LT,EE], tables like { mean = \"2h\" }",
        ));
    }
    Ok(Value::from(part).to_string())
}

/// The parts between commas that stand in no brackets and no quotes.
fn parts(text: &str) -> Result<Vec<&str>, Flaw> {
    let mut found = Vec::new();
    let (mut from, mut depth, mut quote) = (0, 0_i32, None::<char>);
    for (at, c) in text.char_indices() {
        if let Some(open) = quote {
            quote = (c != open).then_some(open);
            continue;
        }
        match c {
            '"' | '\'' => quote = Some(c),
            '[' | '{' => depth += 1,
            ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                found.push(text[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    if depth != 0 || quote.is_some() {
        return Err(flaw(
            format!("in `{text}` something is not closed"),
            "close brackets and quotes, like '[LT,EE],[EE,LT]'",
        ));
    }
    found.push(text[from..].trim());
    Ok(found)
}

/// The kind of all values together: whole numbers become numbers beside numbers.
fn common(levels: &[Read]) -> Result<Kind, Flaw> {
    let mut kind = levels[0].0;
    for (other, level) in &levels[1..] {
        kind = match (kind, *other) {
            (a, b) if a == b => a,
            (Kind::Whole | Kind::Number, Kind::Whole | Kind::Number) => Kind::Number,
            (a, b) => {
                return Err(flaw(
                    format!(
                        "`{}` is {}, `{}` is {}",
                        levels[0].1.text,
                        a.words(),
                        level.text,
                        b.words()
                    ),
                    "give all values in units of one kind: 30d and 90d, or 1 month and 3 months",
                ));
            }
        };
    }
    Ok(kind)
}

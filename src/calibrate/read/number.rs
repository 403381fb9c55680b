//! Numbers as people of different countries write them.

use super::clip;

/// A number, or why the text may be two different ones; `None` if it is none.
pub(super) fn number(text: &str) -> Option<Result<f64, String>> {
    let (sign, rest) = match text.strip_prefix(['-', '−']) {
        Some(rest) => (-1.0, rest),
        None => (1.0, text),
    };
    let (taken, plain) = plain(rest)?;
    if taken != rest.len() {
        return None;
    }
    Some(plain.and_then(|plain| {
        let value = plain.parse::<f64>().map(|value| sign * value);
        value
            .ok()
            .filter(|value| value.is_finite())
            .ok_or_else(|| "this number is too large".to_owned())
    }))
}

/// A text with each number in it written with a decimal point and nothing else.
///
/// # Errors
/// If a number may be two different ones.
pub(super) fn plain_numbers(text: &str) -> Result<String, String> {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if let Some((taken, number)) = plain(&text[at..]) {
            out.push_str(&number?);
            at += taken;
        } else {
            out.push(c);
            at += c.len_utf8();
        }
    }
    Ok(out)
}

/// Spaces and apostrophes that part thousands and nothing else.
const fn parts_thousands(c: char) -> bool {
    matches!(
        c,
        ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '\u{2019}'
    )
}

/// The number at the start of a text: how many bytes it takes, and the number with a decimal
/// point, or why it may be two.
fn plain(text: &str) -> Option<(usize, Result<String, String>)> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    // Groups of digits with the sign before each.
    let mut groups: Vec<(char, &str)> = Vec::new();
    let mut at = 0;
    let mut sign = '\0';
    loop {
        let digits = text[at..].bytes().take_while(u8::is_ascii_digit).count();
        let group = &text[at..at + digits];
        groups.push((sign, group));
        at += digits;
        let mut rest = text[at..].chars();
        let (Some(next), after) = (rest.next(), rest.as_str()) else {
            break;
        };
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let parts = match next {
            '.' | ',' => digits > 0,
            _ => parts_thousands(next) && digits == 3 && group.len() <= 3,
        };
        if !parts {
            break;
        }
        sign = next;
        at += next.len_utf8();
    }
    let taken = &text[..at];
    Some((at, join(taken, &groups)))
}

fn join(text: &str, groups: &[(char, &str)]) -> Result<String, String> {
    let all: String = groups.iter().map(|(_, digits)| *digits).collect();
    let count = |wanted: char| groups.iter().filter(|(sign, _)| *sign == wanted).count();
    let (points, commas) = (count('.'), count(','));
    let by_three = |from: usize, to: usize| {
        let inner = &groups[from..to];
        // Without thousands the first group may have any length.
        inner.is_empty()
            || inner.iter().all(|(_, digits)| digits.len() == 3) && groups[0].1.len() <= 3
    };
    let last = groups.len() - 1;
    let unclear = |why: &str| Err(format!("the number `{}` {why}", clip(text)));
    if last == 0 {
        return Ok(all);
    }
    let decimal = |parts_before: bool| {
        let whole: String = groups[..last].iter().map(|(_, digits)| *digits).collect();
        if parts_before {
            Ok(format!("{whole}.{}", groups[last].1))
        } else {
            unclear("has thousands that are no groups of three digits")
        }
    };
    let closes = groups[last].0;
    match (points, commas) {
        (0, 0) if by_three(1, groups.len()) => Ok(all),
        (1, 0) if closes == '.' => decimal(by_three(1, last)),
        (0, 1) if closes == ',' => {
            let (whole, rest) = (groups[0].1, groups[1].1);
            if last == 1 && rest.len() == 3 && whole.len() <= 3 && !whole.starts_with('0') {
                let small = format!("{whole}.{rest}");
                let small = small.trim_end_matches('0').trim_end_matches('.');
                return unclear(&format!(
                    "may be {small} or {whole}{rest}: write the one or the other"
                ));
            }
            decimal(by_three(1, last))
        }
        // Both: the last is the decimal sign, and it stands once.
        (1, n) if n > 0 && closes == '.' => decimal(by_three(1, last)),
        (n, 1) if n > 0 && closes == ',' => decimal(by_three(1, last)),
        (0, n) if n > 1 && by_three(1, groups.len()) => Ok(all),
        (n, 0) if n > 1 && by_three(1, groups.len()) => Ok(all),
        _ => unclear("has points and commas that make no number"),
    }
}

#[cfg(test)]
#[allow(
    clippy::float_cmp,
    reason = "what is exact by construction is compared exactly"
)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_many_countries() {
        for (text, value) in [
            ("12", 12.0),
            ("-3.5", -3.5),
            ("1.5", 1.5),
            ("1,5", 1.5),
            ("0,125", 0.125),
            ("1.500", 1.5),
            ("1 500", 1500.0),
            ("1\u{a0}500,25", 1500.25),
            ("1'500", 1500.0),
            ("1,500.5", 1500.5),
            ("1.500,5", 1500.5),
            ("1,234,567", 1_234_567.0),
            ("1.234.567", 1_234_567.0),
            ("12345,678", 12345.678),
            ("45352.4375", 45352.4375),
        ] {
            assert_eq!(number(text), Some(Ok(value)), "{text}");
        }
        for text in ["1,500", "12,345", "1.2.3", "1,2,3", "12,34,567", "1,23.4"] {
            assert!(matches!(number(text), Some(Err(_))), "{text}");
        }
        for text in ["", "x", "1 h", "1e5", "nan", "--1", "2024-03-01"] {
            assert_eq!(number(text), None, "{text}");
        }
        let why = number("1,500").expect("digits").expect_err("two readings");
        assert!(why.contains("may be 1.5 or 1500"), "{why}");
        assert_eq!(
            plain_numbers("1,5 h – 2\u{a0}500 min").as_deref(),
            Ok("1.5 h – 2500 min")
        );
        assert!(plain_numbers("1,500 h").is_err());
    }
}

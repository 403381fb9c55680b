//! What the tests of reports have in common: results of a scenario with dangerous names, and a
//! reader that compares every number of a page with the results.

use std::fs;

use serde_json::Value;

use crate::work_folder::Place;

/// Names that would be something else if they were not escaped.
pub(crate) const NAMES: &str = r#"

[[milestone]]
id    = "results-shown"
name  = "<script>alert('“1”')</script> & \"quoted\" | مركز 🗳️ `x`"
asset = "results-site"
from  = "start + 2d"
to    = "start + 4d"
level = "99%"

[[policy]]
id   = "slow"
name = "<img src=x onerror=alert(1)>"
set  = { "team.cert.notice" = "12h" }

[[policy]]
id  = "busy"
set = { "threat.botnet.rate" = "9/week" }
"#;

/// A run and a comparison of a scenario with such names.
pub(crate) fn place() -> Place {
    let place = Place::with_more(NAMES);
    place.fine("run my.toml -n 60 -q -o one");
    place.fine("compare my.toml -n 60 -q -o both");
    place
}

/// A file as text.
pub(crate) fn text(place: &Place, file: &str) -> String {
    fs::read_to_string(place.path(file)).expect("a file")
}

/// A file as JSON.
pub(crate) fn json(place: &Place, file: &str) -> Value {
    serde_json::from_str(&text(place, file)).expect("JSON")
}

/// Compares every number and every quoted sentence of a page with what stands at its place;
/// `results` gives the content of a file by the name before `#`, or of the only one. Gives how many
/// numbers there were.
pub(crate) fn numbers(page: &str, results: &dyn Fn(&str) -> Value) -> usize {
    let mut checked = 0;
    for span in page.split("<span data-from=\"").skip(1) {
        let (from, rest) = span.split_once('"').expect("a place");
        let (head, rest) = rest.split_once('>').expect("a tag");
        let (said, _) = rest.split_once("</span>").expect("its end");
        let from = unescaped(from);
        if !head.contains("data-times") {
            let whole = found(results, &from);
            let plain = said.replace("<code>", "`").replace("</code>", "`");
            assert_eq!(Some(&*unescaped(&plain)), whole.as_str(), "{from}");
            continue;
        }
        let times = head.trim_start_matches(" data-times=\"");
        let times: f64 = times.trim_end_matches('"').parse().expect("a factor");
        let value = worked_out(results, &from) * times;
        assert!(says(&unescaped(said), value), "{from}: {said} of {value}");
        checked += 1;
    }
    checked
}

/// Whether a number in print is a value, within a unit of its last digit.
fn says(said: &str, value: f64) -> bool {
    let plain = said
        .replace('\u{a0}', "")
        .replace('−', "-")
        .replace(',', ".");
    let digits = plain.trim_start_matches(['<', '>', '+']);
    let number: f64 = digits.parse().expect("a number");
    if plain.starts_with('<') {
        return value.abs() < number;
    }
    let decimals = digits.split_once('.').map_or(0, |(_, part)| part.len());
    (number - value).abs() <= 1.000_001 * 10_f64.powi(-(decimals as i32))
}

/// What a place says: paths with signs between them, from left to right.
fn worked_out(results: &dyn Fn(&str) -> Value, from: &str) -> f64 {
    let mut words = from.split(' ');
    let mut value = term(results, words.next().expect("a path"));
    while let (Some(sign), Some(path)) = (words.next(), words.next()) {
        let next = term(results, path);
        value = match sign {
            "+" => value + next,
            "-" => value - next,
            "/" => value / next,
            other => panic!("{from}: {other}"),
        };
    }
    value
}

fn term(results: &dyn Fn(&str) -> Value, path: &str) -> f64 {
    if let Ok(number) = path.parse() {
        return number;
    }
    let Some(list) = path
        .strip_prefix("count(")
        .and_then(|it| it.strip_suffix(')'))
    else {
        return found(results, path).as_f64().expect(path);
    };
    let (list, key) = list.split_once(".*.").unwrap_or((list, ""));
    let (key, wanted) = key.split_once('=').unwrap_or((key, ""));
    let list = found(results, list);
    let entries = list.as_array().expect(path);
    let counts = |entry: &&Value| match at(entry, key) {
        Value::Null | Value::Bool(false) => false,
        Value::String(found) if !wanted.is_empty() => found == wanted,
        _ => true,
    };
    entries.iter().filter(counts).count() as f64
}

/// What stands at a path, perhaps with its file before it: `one/summary.json#seed`.
fn found(results: &dyn Fn(&str) -> Value, path: &str) -> Value {
    let (file, path) = path.split_once('#').unwrap_or(("", path));
    at(&results(file), path).clone()
}

fn at<'a>(value: &'a Value, path: &str) -> &'a Value {
    let steps = path.split('.').filter(|step| !step.is_empty());
    steps.fold(value, |value, step| match step.parse::<usize>() {
        Ok(ix) => &value[ix],
        Err(_) => &value[step],
    })
}

fn unescaped(text: &str) -> String {
    let pairs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&apos;", "'"),
        ("&amp;", "&"),
    ];
    pairs
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

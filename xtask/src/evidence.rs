//! How much of a scenario rests on a source and how much on an assumption: counted in its text.
//!
//! A value is a number, a number with a unit, a date or an anchor with a distance. What a value
//! rests on is what the comment beside it says, at the end of its line or on the lines directly
//! above; a value without one falls under the heading of its section.

use std::collections::BTreeMap;
use std::ops::Range;

use sortie::inside::report::table::Table;
use sortie::inside::report::words::grouped;
use toml_edit::{Document as Toml, Item, Value};

use crate::page::Fillings;
use crate::value::percent;

/// The word that marks an assumption.
const ASSUMPTION: &str = "ASSUMPTION";

/// Names by which comments cite sources, and what they are. Each must occur in the text.
const SOURCES: [(&str, &[&str]); 6] = [
    (
        "law, authorities and observers",
        &[
            "vrk.lt",
            "e-seimas",
            "Sp-426",
            "osce.org",
            "nbu.gov.sk",
            "Directive (EU)",
            "kam.lt",
            "NKSC ran",
            "VSD warned",
            "NKSC gave",
        ],
    ),
    (
        "the project of the rapid response teams",
        &[
            "crrts.eu",
            "l24.lt",
            "scmagazine",
            "thedefensepost",
            "lithuaniatribune",
            "adware.guru",
        ],
    ),
    (
        "press of Lithuania",
        &[
            "baltictimes",
            "baltic-course",
            "delfi",
            "lzinios",
            "lrt.lt",
            "LRT",
            "BNS",
            "zw.lt",
            "l24",
            "sputniknews",
            "plunge.lt",
            "probsee",
            "ioprojects",
        ],
    ),
    (
        "press and reports of other countries",
        &[
            "kyivpost",
            "Bloomberg",
            "CNN",
            "Sofia Globe",
            "news.am",
            "themayor.eu",
            "europost.eu",
            "naaju",
            "ukraineelects",
            "defense-aerospace",
            "cybermaterial",
            "dataguidance",
            "nis2-info",
            "powerquant",
            "ENISA",
            "First Draft",
            "BG 2015",
            "UA 2014",
            "FR 2017",
            "MK 2020",
            "FI 2019",
            "CZ 2017",
        ],
    ),
    (
        "incident statistics",
        &["VCDB", "NSFOCUS", "survey 2024", "community incident data"],
    ),
    ("research", &["Starmer", "Tatel", "Dawson", "Naitoh"]),
];

/// What a comment says of the values beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Basis {
    /// It names a source.
    Source,
    /// It names a source and says that something is assumed.
    Both,
    /// It says that something is assumed.
    Assumption,
    /// It says neither, or there is none.
    Heading,
}

impl Basis {
    fn of(comment: &str) -> Self {
        let named = SOURCES
            .iter()
            .flat_map(|(_, names)| *names)
            .any(|name| comment.contains(name));
        match (named, comment.contains(ASSUMPTION)) {
            (true, false) => Self::Source,
            (true, true) => Self::Both,
            (false, true) => Self::Assumption,
            (false, false) => Self::Heading,
        }
    }
}

/// Values by what they rest on.
#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    source: u64,
    both: u64,
    assumption: u64,
    heading: u64,
}

impl Tally {
    fn count(&mut self, basis: Basis) {
        match basis {
            Basis::Source => self.source += 1,
            Basis::Both => self.both += 1,
            Basis::Assumption => self.assumption += 1,
            Basis::Heading => self.heading += 1,
        }
    }

    const fn all(self) -> u64 {
        self.source + self.both + self.assumption + self.heading
    }

    fn cells(self) -> Vec<String> {
        [
            self.all(),
            self.source,
            self.both,
            self.assumption,
            self.heading,
        ]
        .map(grouped)
        .to_vec()
    }

    const fn plus(self, other: Self) -> Self {
        Self {
            source: self.source + other.source,
            both: self.both + other.both,
            assumption: self.assumption + other.assumption,
            heading: self.heading + other.heading,
        }
    }
}

/// Counts values and sources, for the page.
///
/// # Errors
/// If the text is no TOML, or a source that is looked for is not in it.
pub fn fill(text: &str, page: &mut Fillings) -> Result<(), String> {
    let comments: Vec<&str> = text.lines().map(comment).collect();
    let toml = Toml::parse(text).map_err(|error| error.to_string())?;
    let mut values = Vec::new();
    walk(toml.as_item(), &mut values);
    let starts: Vec<usize> = std::iter::once(0)
        .chain(text.match_indices('\n').map(|(at, _)| at + 1))
        .collect();
    let lines: Vec<&str> = text.lines().collect();
    let sections = sections(&lines);
    let mut tallies: BTreeMap<usize, Tally> = BTreeMap::new();
    for place in values {
        let line = starts.partition_point(|start| *start <= place.start) - 1;
        let section = sections.partition_point(|(from, _)| *from <= line);
        let basis = basis(line, &lines, &comments);
        tallies.entry(section).or_default().count(basis);
    }
    let mut table = Table::new(&[
        "section of the scenario",
        "values",
        "source",
        "source and assumption",
        "assumption",
        "under the heading",
    ]);
    let mut total = Tally::default();
    for (section, tally) in &tallies {
        let name = section.checked_sub(1).map_or("frame", |ix| sections[ix].1);
        let mut cells = vec![name.to_owned()];
        cells.extend(tally.cells());
        table.row(cells);
        total = total.plus(*tally);
    }
    let mut cells = vec!["all".to_owned()];
    cells.extend(total.cells());
    table.row(cells);
    page.put("evidence", table.markdown());
    page.put("values", grouped(total.all()));
    page.put("values.sourced", grouped(total.source));
    page.put(
        "values.sourced.share",
        percent(total.source as f64 / total.all() as f64),
    );
    page.put("values.both", grouped(total.both));
    page.put("values.bare", grouped(total.assumption + total.heading));
    page.put("assumptions", text.matches(ASSUMPTION).count().to_string());
    page.put("sources", sources(&comments)?);
    Ok(())
}

/// The comment of a line, without its sign; strings of a scenario hold no `#`.
fn comment(line: &str) -> &str {
    line.find('#').map_or("", |at| &line[at + 1..])
}

/// The first line and the name of each section: `# ======== 1. Elections ====`.
fn sections<'a>(lines: &[&'a str]) -> Vec<(usize, &'a str)> {
    let name = |line: &'a str| {
        let title = line.strip_prefix("# ======== ")?;
        let (_, name) = title.split_once(". ")?;
        Some(name.trim_end_matches('=').trim())
    };
    lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some((at, name(line)?)))
        .collect()
}

/// What a value on a line rests on: the comment at the end of the line; if that says nothing,
/// the whole-line comments directly above.
fn basis(line: usize, lines: &[&str], comments: &[&str]) -> Basis {
    let own = Basis::of(comments[line]);
    if own != Basis::Heading {
        return own;
    }
    let above: Vec<&str> = (0..line)
        .rev()
        .take_while(|at| lines[*at].trim_start().starts_with('#'))
        .map(|at| comments[at])
        .collect();
    Basis::of(&above.concat())
}

/// The places of all values below an item.
fn walk(item: &Item, found: &mut Vec<Range<usize>>) {
    match item {
        Item::Value(value) => walk_value(value, found),
        Item::Table(table) => table.iter().for_each(|(_, item)| walk(item, found)),
        Item::ArrayOfTables(tables) => {
            for table in tables {
                table.iter().for_each(|(_, item)| walk(item, found));
            }
        }
        Item::None => {}
    }
}

fn walk_value(value: &Value, found: &mut Vec<Range<usize>>) {
    let counts = match value {
        Value::Array(array) => {
            array.iter().for_each(|value| walk_value(value, found));
            false
        }
        Value::InlineTable(table) => {
            table.iter().for_each(|(_, value)| walk_value(value, found));
            false
        }
        Value::String(text) => is_quantity(text.value()),
        Value::Integer(_) | Value::Float(_) => true,
        Value::Boolean(_) | Value::Datetime(_) => false,
    };
    if counts {
        found.extend(value.span());
    }
}

/// True for `90min`, `1.4/week`, `80%`, `2019-05-12`, `presidential.day - 30d`.
fn is_quantity(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        || [" + ", " - "]
            .iter()
            .filter_map(|sign| text.split_once(sign))
            .any(|(anchor, distance)| {
                anchor.contains('.') && distance.starts_with(|c: char| c.is_ascii_digit())
            })
}

/// How many comment lines name a source, by what the sources are.
fn sources(comments: &[&str]) -> Result<String, String> {
    let mut table = Table::new(&["what speaks", "lines"]);
    for (what, names) in SOURCES {
        if let Some(name) = names
            .iter()
            .find(|name| !comments.iter().any(|comment| comment.contains(**name)))
        {
            return Err(format!(
                "no comment of the scenario names `{name}` any more"
            ));
        }
        let lines = comments
            .iter()
            .filter(|comment| names.iter().any(|name| comment.contains(name)));
        table.row(vec![what.to_owned(), lines.count().to_string()]);
    }
    Ok(table.markdown())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_rests_on_the_comment_beside_or_above_it() {
        let text =
            "a = 1 # VCDB\n# ASSUMPTION\nb = '2h'\n\nc = [3, 'x'] # VCDB; ASSUMPTION\nd = 4\n";
        let lines: Vec<&str> = text.lines().collect();
        let comments: Vec<&str> = lines.iter().map(|line| comment(line)).collect();
        let at = |line| basis(line, &lines, &comments);
        assert_eq!(at(0), Basis::Source);
        assert_eq!(at(2), Basis::Assumption);
        assert_eq!(at(4), Basis::Both);
        assert_eq!(at(5), Basis::Heading);
        let toml = Toml::parse(text).expect("TOML");
        let mut found = Vec::new();
        walk(toml.as_item(), &mut found);
        assert_eq!(found.len(), 4);
    }

    #[test]
    fn quantities_are_told_from_words() {
        for yes in ["90min", "80%", "2019-05-12", "municipal.day - 30d"] {
            assert!(is_quantity(yes), "{yes}");
        }
        for no in ["nksc", "municipal.day", "T1498", "Police - 1st"] {
            assert!(!is_quantity(no), "{no}");
        }
    }
}

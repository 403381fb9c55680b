//! The rows of a list as `[[inject]]` blocks.

use std::collections::BTreeMap;

use super::field::Field;
use super::grid::Value;
use super::header::List;
use super::refusal::Refusal;
use super::times::{Times, since};
use super::{ImportError, Reading};
use crate::text;

/// Longest id.
const LONGEST_ID: usize = 64;

/// What was read of a list.
#[derive(Debug)]
pub(crate) struct Imported {
    blocks: Vec<String>,
    /// What should be known of how it was read.
    pub notes: Vec<String>,
    /// Cells that were refused, whose rows are left out.
    pub refused: Vec<Refusal>,
}

impl Imported {
    /// How many injects.
    pub(crate) const fn count(&self) -> usize {
        self.blocks.len()
    }

    /// The blocks, under a line that says where they come from.
    pub(crate) fn toml(&self, file: &str) -> String {
        let count = self.blocks.len();
        let injects = if count == 1 { "inject" } else { "injects" };
        let mut out = format!("# {count} {injects} of {file}\n");
        for note in &self.notes {
            out.push_str(&format!("# {}\n", text::line(note)));
        }
        for block in &self.blocks {
            out.push('\n');
            out.push_str(block);
        }
        out
    }
}

/// Reads the rows below the header.
pub(super) fn blocks(list: &List<'_>, reading: &Reading) -> Result<Imported, ImportError> {
    let mut times = Times::new(list, reading);
    match (times.are_there(), reading.spread) {
        (false, None) => {
            return Err(ImportError::File(
                "the list has no times\n  spread its injects in their order: --spread 90min"
                    .to_owned(),
            ));
        }
        (true, Some(_)) => {
            return Err(ImportError::File(format!(
                "--spread is for a list without times, and this one has them in the column `{}`\n  \
                 leave --spread out",
                crate::workbook::clip(&times.header())
            )));
        }
        _ => {}
    }
    let mut rows = Rows {
        list,
        reading,
        ids: BTreeMap::new(),
        refused: Vec::new(),
    };
    let (mut headings, mut simulated) = (0, 0);
    let mut read: Vec<Draft> = Vec::new();
    let below = list.grid.rows.iter();
    for (row, cells) in below.filter(|(row, _)| **row > list.header) {
        let mut mapped = list.columns.values().filter(|it| cells.contains_key(it));
        let (first, more) = (mapped.next(), mapped.next());
        let Some(first) = first else {
            continue;
        };
        let is_text = [Field::Title, Field::Message]
            .iter()
            .any(|it| list.columns.get(it) == Some(first));
        if more.is_none() && !(is_text && reading.spread.is_some()) {
            // One cell alone parts the list.
            let text = cells[first].text();
            times.heading(&text);
            headings += 1;
            continue;
        }
        if rows.repeats_header(*row) {
            continue;
        }
        if rows.is_simulated(*row) {
            simulated += 1;
            continue;
        }
        let at = if times.are_there() {
            match times.anchor(*row) {
                Ok(at) => Some(at),
                Err(refusal) => {
                    rows.refused.push(refusal);
                    continue;
                }
            }
        } else {
            None
        };
        match rows.draft(*row, at) {
            Ok(draft) => read.push(draft),
            Err(refusal) => rows.refused.push(refusal),
        }
    }
    if let Some(spread) = reading.spread {
        let count = read.len().max(1) as i64;
        for (ix, draft) in read.iter_mut().enumerate() {
            let seconds = spread.0 / 1000 * ix as i64 / count;
            draft.at = Some(since(&reading.startex, seconds));
        }
    }
    if read.is_empty() && rows.refused.is_empty() {
        return Err(ImportError::File(
            "the list has a header and no injects below it".to_owned(),
        ));
    }
    if !rows.refused.is_empty() && (!reading.partial || read.is_empty()) {
        return Err(ImportError::Cells(rows.refused));
    }
    let mut notes: Vec<String> = list.note.iter().cloned().collect();
    let count = |many: usize, one: &str, more: &str| {
        if many == 1 {
            format!("1 {one}")
        } else {
            format!("{many} {more}")
        }
    };
    if headings > 0 {
        let said = count(headings, "row has", "rows have");
        notes.push(format!(
            "{said} one cell alone and part the list: no injects"
        ));
    }
    if simulated > 0 {
        let said = count(simulated, "row tells", "rows tell");
        notes.push(format!("{said} what was simulated, and are left out"));
    }
    if times.carried > 0 {
        let said = count(times.carried, "row has", "rows have");
        notes.push(format!("{said} no day: that of the row above is taken"));
    }
    if times.from_midnight {
        notes.push(
            "times of day count from midnight of the first day: the scenario must start at \
             midnight, or give --scenario"
                .to_owned(),
        );
    }
    Ok(Imported {
        blocks: read.iter().map(Draft::toml).collect(),
        notes,
        refused: rows.refused,
    })
}

/// A block while it is put together.
#[derive(Debug)]
struct Draft {
    comments: Vec<String>,
    id: String,
    at: Option<String>,
    /// Keys with their values as TOML.
    keys: Vec<(&'static str, String)>,
    /// Lines of what it does.
    action: Vec<String>,
}

impl Draft {
    fn toml(&self) -> String {
        let mut out = String::new();
        for comment in &self.comments {
            out.push_str(&format!("# {comment}\n"));
        }
        out.push_str("[[inject]]\n");
        out.push_str(&format!("id = {}\n", quoted(&self.id)));
        out.push_str(&format!(
            "at = {}\n",
            quoted(self.at.as_deref().unwrap_or("start"))
        ));
        for (key, value) in &self.keys {
            out.push_str(&format!("{key} = {value}\n"));
        }
        for line in &self.action {
            out.push_str(line);
            out.push('\n');
        }
        out
    }
}

struct Rows<'l> {
    list: &'l List<'l>,
    reading: &'l Reading,
    /// Ids so far, with the row and the text that each was made from.
    ids: BTreeMap<String, (usize, String)>,
    refused: Vec<Refusal>,
}

impl Rows<'_> {
    fn text(&self, row: usize, field: Field) -> String {
        use Field::{From, Method, Objective, Phase, To};
        let shared = matches!(field, From | To | Method | Objective | Phase);
        let value = if shared {
            self.list.covering(row, field)
        } else {
            self.list.at(row, field)
        };
        value.map(Value::text).unwrap_or_default()
    }

    fn refusal(&self, row: usize, field: Field, reason: String, cure: &str) -> Refusal {
        let column = self.list.columns.get(&field).copied().unwrap_or(0);
        Refusal {
            cell: self.list.grid.address(row, column),
            reason,
            cure: cure.to_owned(),
        }
    }

    /// A text without characters that a scenario refuses.
    fn fit(&self, row: usize, field: Field, lines: bool) -> Result<String, Refusal> {
        let said = self
            .text(row, field)
            .replace('\r', "")
            .replace(['\t', '\u{a0}'], " ");
        let said = if lines { said } else { said.replace('\n', " ") };
        let bad = said.chars().find(|c| *c != '\n' && text::is_unfit(*c));
        match bad {
            Some(c) => Err(self.refusal(
                row,
                field,
                format!(
                    "it has the character U+{:04X}, which nobody can read",
                    u32::from(c)
                ),
                "take it out",
            )),
            None => Ok(said.trim().to_owned()),
        }
    }

    fn repeats_header(&self, row: usize) -> bool {
        let same = self.list.columns.values().filter(|column| {
            let cell = self.list.grid.at(row, **column).map(Value::text);
            cell.is_some()
                && cell
                    == self
                        .list
                        .grid
                        .at(self.list.header, **column)
                        .map(Value::text)
        });
        same.count() >= 2
    }

    /// Whether a row of a list of ours tells what was simulated.
    fn is_simulated(&self, row: usize) -> bool {
        let linked = self.text(row, Field::Linked);
        ["incident ", "milestone ", "election "]
            .iter()
            .any(|it| linked.starts_with(it))
    }

    fn draft(&mut self, row: usize, at: Option<String>) -> Result<Draft, Refusal> {
        let title = self.fit(row, Field::Title, false)?;
        let message = self.fit(row, Field::Message, true)?;
        let action = self.action(row)?;
        let does = action.iter().any(|it| !it.starts_with("chance"));
        if title.is_empty() && message.is_empty() {
            let field = if self.list.columns.contains_key(&Field::Message) {
                Field::Message
            } else {
                Field::Title
            };
            let why = "it says nothing, and the inject tells nothing".to_owned();
            return Err(self.refusal(row, field, why, "write what players are told"));
        }
        let id = self.id(row, if title.is_empty() { &message } else { &title })?;
        let mut keys = Vec::new();
        let mut key = |name: &'static str, said: String| {
            if !said.is_empty() {
                keys.push((name, quoted(&said)));
            }
        };
        key("name", title.clone());
        if message.is_empty() && !does {
            key("message", title);
        } else {
            key("message", message);
        }
        key("from", self.fit(row, Field::From, false)?);
        key("audience", self.fit(row, Field::To, true)?);
        key("method", self.fit(row, Field::Method, false)?);
        key("expect", self.fit(row, Field::Expected, true)?);
        key("note", self.note(row)?);
        let (objective, attachments) = (self.objective(row)?, self.attachments(row)?);
        keys.extend(objective.map(|it| ("objective", it)));
        let mut comments = self.comments(row);
        match attachments {
            Ok(list) => keys.extend(list.map(|it| ("attachments", it))),
            Err(paths) => comments.push(paths),
        }
        Ok(Draft {
            comments,
            id,
            at,
            keys,
            action,
        })
    }

    fn note(&self, row: usize) -> Result<String, Refusal> {
        let mut parts = vec![self.fit(row, Field::Note, true)?];
        for (field, word) in [
            (Field::Evaluator, "Evaluator: "),
            (Field::Controller, "Controller: "),
        ] {
            let said = self.fit(row, field, true)?;
            if !said.is_empty() {
                parts.push(format!("{word}{said}"));
            }
        }
        parts.retain(|it| !it.is_empty());
        Ok(parts.join("\n"))
    }

    /// Objectives, by id where the scenario has them.
    fn objective(&self, row: usize) -> Result<Option<String>, Refusal> {
        let said = self.fit(row, Field::Objective, true)?;
        let parts = said.split([';', '\n']).map(str::trim);
        let parts = parts.filter(|it| !it.is_empty()).map(|part| {
            let mut known = self.reading.objectives.iter();
            let known = known.find(|(name, _)| name == part);
            quoted(known.map_or(part, |(_, id)| id))
        });
        let mut parts: Vec<String> = parts.collect();
        parts.dedup();
        Ok(match parts.as_slice() {
            [] => None,
            [one] => Some(one.clone()),
            several => Some(format!("[{}]", several.join(", "))),
        })
    }

    /// Names of files; those that are addresses or paths as a comment.
    fn attachments(&self, row: usize) -> Result<Result<Option<String>, String>, Refusal> {
        let said = self.fit(row, Field::Attachments, true)?;
        if said.contains(['/', '\\', ':']) {
            return Ok(Err(format!("Attachments: {}", said.replace('\n', " / "))));
        }
        let names = said.split([';', ',', '\n']).map(str::trim);
        let names: Vec<String> = names
            .filter(|it| !it.trim_matches(['.', ' ']).is_empty())
            .map(|it| quoted(it.trim_end_matches('.')))
            .collect();
        Ok(Ok(
            (!names.is_empty()).then(|| format!("[{}]", names.join(", ")))
        ))
    }

    /// What has no key of its own, so that nothing is lost.
    fn comments(&self, row: usize) -> Vec<String> {
        let mut comments = Vec::new();
        let mut add = |header: &str, said: String| {
            if !said.is_empty() {
                let said = said.replace(['\n', '\r'], " / ");
                comments.push(format!("{}: {}", text::line(header), text::line(&said)));
            }
        };
        // In a list of ours these are worked out from the scenario.
        if !self.list.columns.contains_key(&Field::Action) {
            for field in [
                Field::Phase,
                Field::Kind,
                Field::Capability,
                Field::Condition,
                Field::Status,
            ] {
                add(&self.list.header_of(field), self.text(row, field));
            }
        }
        for (column, header) in &self.list.others {
            let cell = self.list.grid.at(row, *column).map(Value::text);
            add(header, cell.unwrap_or_default());
        }
        comments
    }

    /// The lines of what an inject does.
    fn action(&self, row: usize) -> Result<Vec<String>, Refusal> {
        const KEYS: [&str; 4] = ["chance", "incident", "outage", "team_lost"];
        let said = self.text(row, Field::Action);
        if said.is_empty() {
            return Ok(Vec::new());
        }
        let bad = |why: String| {
            self.refusal(
                row,
                Field::Action,
                why,
                "leave the cell as Sortie wrote it, or empty it",
            )
        };
        let table: toml::Table = said
            .parse()
            .map_err(|_| bad("it is not what Sortie wrote there".to_owned()))?;
        if let Some(key) = table.keys().find(|key| !KEYS.contains(&key.as_str())) {
            return Err(bad(format!(
                "`{}` is nothing that an inject does",
                crate::workbook::clip(key)
            )));
        }
        Ok(table
            .iter()
            .map(|(key, value)| format!("{key} = {value}"))
            .collect())
    }

    /// The id of a row: its number, else words of its title.
    fn id(&mut self, row: usize, title: &str) -> Result<String, Refusal> {
        let number = self.text(row, Field::Number);
        let written = if number.is_empty() { title } else { &number };
        let mut id = slug(written);
        if id.is_empty() {
            id = format!("inject-{}", row + 1);
        }
        if let Some((first, text)) = self.ids.get(&id) {
            if !number.is_empty() && *text == number {
                let why = format!(
                    "the number `{}` stands in row {} already",
                    crate::workbook::clip(&number),
                    first + 1
                );
                return Err(self.refusal(row, Field::Number, why, "give each inject its own"));
            }
            let mut next = 2;
            while self.ids.contains_key(&format!("{id}-{next}")) {
                next += 1;
            }
            id = format!("{id}-{next}");
        }
        self.ids.insert(id.clone(), (row, number));
        Ok(id)
    }
}

/// A text as an id: small letters, digits, `-` and `_`.
fn slug(text: &str) -> String {
    let ascii = any_ascii::any_ascii(text).to_lowercase();
    let mut id = String::new();
    for c in ascii.chars() {
        if c.is_ascii_alphanumeric() || c == '_' {
            id.push(c);
        } else if !id.ends_with('-') && !id.is_empty() {
            id.push('-');
        }
        // Room for a number that tells it from others.
        if id.len() + 6 >= LONGEST_ID {
            break;
        }
    }
    id.trim_matches('-').to_owned()
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

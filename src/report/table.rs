//! Plain tables, for the terminal and for Markdown.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::text;

use crate::text::Width;

/// A word that is wider is broken where a table must be narrow.
const WIDEST_WORD: usize = 24;

/// Between two columns.
const GAP: usize = 2;

/// A table whose first columns are text and whose others are aligned right.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// Columns of text beside the first.
    more_text: usize,
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with a heading for each column.
    pub fn new(head: &[&str]) -> Self {
        Self {
            more_text: 0,
            head: head.iter().map(|word| (*word).to_owned()).collect(),
            rows: Vec::new(),
        }
    }

    /// The same, with so many columns of text beside the first.
    #[must_use]
    pub(super) fn more_text(self, columns: usize) -> Self {
        Self {
            more_text: columns,
            ..self
        }
    }

    /// Adds a row; missing cells are empty.
    pub fn row(&mut self, cells: Vec<String>) {
        let mut cells = cells;
        cells.resize(self.head.len(), String::new());
        self.rows.push(cells);
    }

    /// True without rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn lines(&self) -> impl Iterator<Item = &Vec<String>> {
        std::iter::once(&self.head).chain(&self.rows)
    }

    /// What a measure of a cell comes to at most, column by column.
    fn most(&self, measure: impl Fn(usize, &str) -> usize) -> Vec<usize> {
        (0..self.head.len())
            .map(|column| {
                let cells = self.lines().map(|line| measure(column, &line[column]));
                cells.max().unwrap_or(0)
            })
            .collect()
    }

    /// Columns parted by two spaces, a rule under the head. Where that is too wide, cells go
    /// over several lines; where that doesn't help, the columns stand in several tables, each
    /// with the first column.
    pub fn plain(&self, width: Width) -> String {
        let natural = self.most(|_, cell| cell.width());
        let all: Vec<usize> = (0..natural.len()).collect();
        let wide = |widths: &[usize], columns: &[usize]| {
            let sum: usize = columns.iter().map(|column| widths[*column]).sum();
            sum + GAP * columns.len().saturating_sub(1)
        };
        let Some(limit) = width.limit().filter(|limit| wide(&natural, &all) > *limit) else {
            return self.block(&all, &natural);
        };
        let least = self.most(|column, cell| {
            let indent = hang(column, cell);
            let words = pieces(column, cell).map(|(_, word)| word.width());
            words.max().map_or(0, |widest| widest + indent)
        });
        let mut groups: Vec<Vec<usize>> = Vec::new();
        let mut group = vec![0];
        for column in 1..natural.len() {
            group.push(column);
            if group.len() > 2 && wide(&least, &group) > limit {
                group.pop();
                groups.push(std::mem::replace(&mut group, vec![0, column]));
            }
        }
        groups.push(group);
        let blocks: Vec<String> = groups
            .iter()
            .map(|group| {
                let mut widths = natural.clone();
                while wide(&widths, group) > limit {
                    // The widest gives way, of equals the last.
                    let shrinks = |column: &&usize| widths[**column] > least[**column];
                    let widest = group.iter().filter(shrinks).max_by_key(|ix| widths[**ix]);
                    let Some(&widest) = widest else { break };
                    widths[widest] -= 1;
                }
                self.block(group, &widths)
            })
            .collect();
        blocks.join("\n")
    }

    /// Some columns, each so wide.
    fn block(&self, columns: &[usize], widths: &[usize]) -> String {
        let mut text = String::new();
        for (nth, line) in self.lines().enumerate() {
            let cells: Vec<Vec<String>> = columns
                .iter()
                .map(|column| fold(*column, &line[*column], widths[*column]))
                .collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(0);
            for at in 0..height {
                let parts: Vec<String> = columns
                    .iter()
                    .zip(&cells)
                    .map(|(column, cell)| {
                        let part = cell.get(at).map_or("", String::as_str);
                        pad(part, widths[*column], *column > self.more_text)
                    })
                    .collect();
                text.push_str(parts.join("  ").trim_end());
                text.push('\n');
            }
            if nth == 0 {
                let rules: Vec<String> = columns
                    .iter()
                    .map(|column| "─".repeat(widths[*column]))
                    .collect();
                text.push_str(&format!("{}\n", rules.join("──")));
            }
        }
        text
    }

    /// A Markdown table.
    pub fn markdown(&self) -> String {
        let widths = self.most(|_, cell| marked(cell).width());
        let line = |row: &[String]| {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(column, (cell, width))| pad(&marked(cell), *width, column > self.more_text))
                .collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let mut text = line(&self.head);
        let rule: Vec<String> = widths
            .iter()
            .enumerate()
            .map(|(column, width)| {
                let dashes = "-".repeat((*width).max(3) - usize::from(column > self.more_text));
                if column > self.more_text {
                    format!("{dashes}:")
                } else {
                    dashes
                }
            })
            .collect();
        text.push_str(&format!("| {} |\n", rule.join(" | ")));
        for row in &self.rows {
            text.push_str(&line(row));
        }
        text
    }
}

/// A cell for Markdown: what stands in backticks as a whole is code, all else is text.
fn marked(cell: &str) -> String {
    let code = cell
        .strip_prefix('`')
        .and_then(|rest| rest.strip_suffix('`'))
        .filter(|code| !code.contains('`'));
    match code {
        Some(code) => format!("`{}`", text::line(code).replace('|', "\\|")),
        None => text::markdown(cell),
    }
}

fn pad(cell: &str, width: usize, right: bool) -> String {
    let room = " ".repeat(width.saturating_sub(cell.width()));
    if right {
        room + cell
    } else {
        cell.to_owned() + &room
    }
}

/// By how much the lines of a cell after its first are indented: in the first column a little
/// further than the cell itself.
fn hang(column: usize, cell: &str) -> usize {
    let indent = cell.len() - cell.trim_start_matches(' ').len();
    if column == 0 { indent + 2 } else { 0 }
}

/// What of a cell stays on one line, and whether a space stands before it. A number stays with
/// its unit, and what stands in brackets together, but for the first column, which is text; a
/// word that is very wide is broken, if it can be after `.`, `-`, `_` or `/`.
fn pieces(column: usize, cell: &str) -> impl Iterator<Item = (bool, String)> {
    let mut words: Vec<String> = Vec::new();
    for word in cell.split(' ').filter(|word| !word.is_empty()) {
        let goes_on = |before: &String| {
            let number = before.ends_with(|c: char| c.is_ascii_digit())
                && !before.starts_with(char::is_alphabetic);
            let open = column > 0 && before.contains('(') && !before.contains(')');
            let together = open && before.width() + 1 + word.width() <= WIDEST_WORD;
            together
                || number && word.starts_with(char::is_alphabetic)
                || matches!(before.as_str(), "≈" | "…" | "→" | "±")
        };
        match words.last_mut().filter(|before| goes_on(before)) {
            Some(before) => {
                before.push(' ');
                before.push_str(word);
            }
            None => words.push(word.to_owned()),
        }
    }
    words.into_iter().flat_map(|word| {
        let parts = broken(&word);
        parts
            .into_iter()
            .enumerate()
            .map(|(nth, part)| (nth == 0, part))
    })
}

/// A word in parts of at most [`WIDEST_WORD`].
fn broken(word: &str) -> Vec<String> {
    if word.width() <= WIDEST_WORD {
        return vec![word.to_owned()];
    }
    let mut parts: Vec<String> = Vec::new();
    for section in word.split_inclusive(['.', '-', '_', '/']) {
        match parts.last_mut() {
            Some(last) if last.width() + section.width() <= WIDEST_WORD => last.push_str(section),
            _ => parts.push(String::new()),
        }
        let last = parts.last_mut().expect("there is one");
        if last.is_empty() {
            last.push_str(section);
        }
    }
    let mut short = Vec::new();
    for part in parts {
        let (mut line, mut wide) = (String::new(), 0);
        for letter in part.chars() {
            let more = letter.width().unwrap_or(0);
            if wide + more > WIDEST_WORD {
                short.push(std::mem::take(&mut line));
                wide = 0;
            }
            line.push(letter);
            wide += more;
        }
        short.push(line);
    }
    short
}

/// The lines of a cell in a column of a width.
fn fold(column: usize, cell: &str, width: usize) -> Vec<String> {
    if cell.width() <= width {
        return vec![cell.to_owned()];
    }
    let hang = hang(column, cell);
    let mut lines = Vec::new();
    let mut line = cell[..cell.len() - cell.trim_start_matches(' ').len()].to_owned();
    let mut fresh = true;
    for (spaced, piece) in pieces(column, cell) {
        let space = usize::from(spaced && !fresh);
        if !fresh && line.width() + space + piece.width() > width {
            lines.push(std::mem::replace(&mut line, " ".repeat(hang)));
        } else if space > 0 {
            line.push(' ');
        }
        line.push_str(&piece);
        fresh = false;
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table whose heading has two words in brackets, and one name in wide letters.
    fn table() -> Table {
        let mut table = Table::new(&["team", "n", "mean (95%)", "most"]);
        let row = |cells: [&str; 4]| cells.map(str::to_owned).to_vec();
        let name = "National Cyber Security Centre";
        table.row(row([name, "9 102", "13.4 min (12.0 to 14.8)", "3 h"]));
        table.row(row(["  東京", "7", "2.9 h (1.9 to 4.0)", "–"]));
        table
    }

    #[test]
    fn a_table_that_fits_is_left_alone() {
        let wide = "\
team                                n               mean (95%)  most
────────────────────────────────────────────────────────────────────
National Cyber Security Centre  9 102  13.4 min (12.0 to 14.8)   3 h
  東京                              7       2.9 h (1.9 to 4.0)     –
";
        assert_eq!(table().plain(Width::UNLIMITED), wide);
        assert_eq!(table().plain(Width::columns(68)), wide);
    }

    #[test]
    fn cells_go_over_several_lines_where_they_must() {
        let narrow = "\
team                n      mean (95%)  most
───────────────────────────────────────────
National Cyber  9 102        13.4 min   3 h
  Security             (12.0 to 14.8)
  Centre
  東京              7           2.9 h     –
                         (1.9 to 4.0)
";
        assert_eq!(table().plain(Width::columns(43)), narrow);
    }

    #[test]
    fn columns_go_to_another_table_where_they_must() {
        let narrow = "\
team                     n
──────────────────────────
National Cyber       9 102
  Security Centre
  東京                   7

team            mean (95%)
──────────────────────────
National          13.4 min
  Cyber     (12.0 to 14.8)
  Security
  Centre
  東京               2.9 h
              (1.9 to 4.0)

team                  most
──────────────────────────
National Cyber         3 h
  Security Centre
  東京                   –
";
        let folded = table().plain(Width::columns(26));
        assert_eq!(folded, narrow, "{folded}");
    }

    #[test]
    fn wide_words_are_broken_at_their_joints() {
        let word = "asset.election-results-site.criticality";
        assert_eq!(
            broken(word),
            ["asset.election-results-", "site.criticality"]
        );
        assert_eq!(broken(&"x".repeat(30)), ["x".repeat(24), "x".repeat(6)]);
    }
}

//! Plain tables, for the terminal and for Markdown.

use crate::text;

/// A table whose first column is text and whose others are aligned right.
#[derive(Clone, Debug, Default)]
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with a heading for each column.
    pub fn new(head: &[&str]) -> Self {
        Self {
            head: head.iter().map(|word| (*word).to_owned()).collect(),
            rows: Vec::new(),
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

    fn widths(&self) -> Vec<usize> {
        (0..self.head.len())
            .map(|column| {
                std::iter::once(&self.head)
                    .chain(&self.rows)
                    .map(|row| row[column].chars().count())
                    .max()
                    .unwrap_or(0)
            })
            .collect()
    }

    /// Columns parted by two spaces, a rule under the head.
    pub fn plain(&self) -> String {
        let widths = self.widths();
        let mut text = String::new();
        let line = |row: &[String]| {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(column, (cell, width))| pad(cell, *width, column > 0))
                .collect();
            format!("{}\n", cells.join("  ").trim_end())
        };
        text.push_str(&line(&self.head));
        let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
        text.push_str(&format!("{}\n", rule.join("──")));
        for row in &self.rows {
            text.push_str(&line(row));
        }
        text
    }

    /// A Markdown table.
    pub fn markdown(&self) -> String {
        let widths = self.widths();
        let line = |row: &[String]| {
            let cells: Vec<String> = row
                .iter()
                .zip(&widths)
                .enumerate()
                .map(|(column, (cell, width))| pad(&marked(cell), *width, column > 0))
                .collect();
            format!("| {} |\n", cells.join(" | "))
        };
        let mut text = line(&self.head);
        let rule: Vec<String> = widths
            .iter()
            .enumerate()
            .map(|(column, width)| {
                let dashes = "-".repeat((*width).max(3) - usize::from(column > 0));
                if column > 0 {
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
    let room = " ".repeat(width.saturating_sub(cell.chars().count()));
    if right {
        room + cell
    } else {
        cell.to_owned() + &room
    }
}

//! A list as Markdown.

use super::columns::{Table, tables};
use super::model::Msel;
use super::preset::{Audience, Preset};
use crate::text;

/// A heading and a table for each audience.
pub(super) fn markdown(msel: &Msel, preset: Preset, audience: Audience) -> String {
    let mut out = format!("# {}\n", text::markdown(&msel.header.exercise));
    for table in tables(msel, preset, audience) {
        part(&mut out, &table);
    }
    out
}

fn part(out: &mut String, table: &Table) {
    out.push_str(&format!("\n## {}\n\n", table.name));
    for (name, value) in table.head.iter().skip(1) {
        out.push_str(&format!("- {name}: {}\n", text::markdown(value)));
    }
    // Columns in which nothing stands only make the others narrow.
    let used: Vec<usize> = (0..table.columns.len())
        .filter(|ix| table.rows.iter().any(|row| !row[*ix].text().is_empty()))
        .collect();
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    out.push('\n');
    let heads = used.iter().map(|ix| table.columns[*ix].0.to_owned());
    out.push_str(&line(heads.collect()));
    out.push_str(&line(used.iter().map(|_| "---".to_owned()).collect()));
    for row in &table.rows {
        let cells = used.iter().map(|ix| {
            let said = row[*ix].text();
            let lines: Vec<String> = said.lines().map(text::markdown).collect();
            lines.join("<br>")
        });
        out.push_str(&line(cells.collect()));
    }
}

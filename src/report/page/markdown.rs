//! A document as Markdown (`CommonMark` with the tables of GFM).

use crate::report::language::Language;
use crate::text;

use super::prose::{Inline, Prose, parts};
use super::tree::{Block, Figure, Grid, Page};

/// What a file of ours begins with.
pub(super) const MARK: &str = "<!-- A report by Sortie";

/// The document; figures are links into the folder of charts, where there is one beside it.
pub(super) fn markdown(page: &Page, has_charts: bool) -> String {
    let mut out = format!("{MARK} {} -->\n\n", env!("CARGO_PKG_VERSION"));
    if let Some(tlp) = page.tlp {
        out.push_str(&format!("**{}**\n\n", tlp.label()));
    }
    out.push_str(&format!("# {}\n", text::markdown(&page.title)));
    if let Some(organisation) = &page.organisation {
        out.push_str(&format!("\n{}\n", text::markdown(organisation)));
    }
    let language = page.language;
    let blocks = page.blocks.iter();
    for block in blocks.filter(|it| !matches!(it, Block::Contents { .. })) {
        out.push('\n');
        match block {
            Block::Heading { level, text } => {
                out.push_str(&"#".repeat(usize::from(*level)));
                out.push_str(&format!(" {}\n", inline(text, language)));
            }
            // What shows Markdown makes one of its own.
            Block::Contents { .. } => {}
            Block::Paragraph(text) | Block::Note(text) => {
                out.push_str(&format!("{}\n", line(text, language)));
            }
            Block::Answer(text) => out.push_str(&format!("> {}\n", line(text, language))),
            Block::List(items) => {
                for item in items {
                    out.push_str(&format!("- {}\n", line(item, language)));
                }
            }
            Block::Table(grid) => out.push_str(&table(grid, language)),
            Block::Figures(figures) => {
                let all: Vec<String> = figures
                    .iter()
                    .map(|it| figure(page, it, has_charts))
                    .collect();
                out.push_str(&all.join("\n"));
            }
            Block::Cards(cards) => {
                for card in cards {
                    out.push_str(&format!("\n## {}\n\n", inline(&card.title, language)));
                    for (name, said) in &card.facts {
                        let (name, said) = (line(name, language), line(said, language));
                        out.push_str(&format!("- {name}: {said}\n"));
                    }
                    for text in &card.text {
                        out.push_str(&format!("\n{}\n", line(text, language)));
                    }
                }
            }
            Block::Command(command) => {
                out.push_str(&format!("    {}\n", text::line(command)));
            }
        }
    }
    if let Some(tlp) = page.tlp {
        out.push_str(&format!("\n**{}**\n", tlp.label()));
    }
    out
}

fn figure(page: &Page, figure: &Figure, has_charts: bool) -> String {
    let language = page.language;
    let picture = if has_charts {
        let alternative = text::markdown(&figure.alternative);
        format!("![{alternative}](charts/{}.svg)\n\n", figure.file)
    } else {
        String::new()
    };
    let caption = line(&figure.caption, language);
    // A table that stands on the page already is not repeated.
    let mut blocks = page.blocks.iter();
    if blocks.any(|it| matches!(it, Block::Table(grid) if *grid == figure.data)) {
        return format!("{picture}{caption}\n");
    }
    format!("{picture}{caption}\n\n{}", table(&figure.data, language))
}

fn table(grid: &Grid, language: Language) -> String {
    let mut out = format!("*{}*\n\n|", inline(&grid.caption, language));
    for column in &grid.head {
        out.push_str(&format!(" {} |", text::markdown(&column.header)));
    }
    out.push_str("\n|");
    for column in &grid.head {
        out.push_str(if column.is_number {
            " ---: |"
        } else {
            " --- |"
        });
    }
    out.push('\n');
    for row in &grid.rows {
        out.push('|');
        for cell in row {
            out.push_str(&format!(" {} |", inline(cell, language).replace('\n', " ")));
        }
        out.push('\n');
    }
    out
}

/// Words that begin a line: what would begin a list or a heading there is escaped.
fn line(prose: &Prose, language: Language) -> String {
    let text = inline(prose, language);
    let digits = text.chars().take_while(char::is_ascii_digit).count();
    if text.starts_with(['-', '+', '#', '=']) {
        return format!("\\{text}");
    }
    match text.get(digits..) {
        Some(rest) if digits > 0 && rest.starts_with(['.', ')']) => {
            format!("{}\\{rest}", &text[..digits])
        }
        _ => text,
    }
}

fn inline(prose: &Prose, language: Language) -> String {
    let mut out = String::new();
    for piece in &prose.0 {
        match piece {
            Inline::Text(text) => out.push_str(&text::markdown(text)),
            Inline::Strong(text) => out.push_str(&format!("**{}**", text::markdown(text))),
            // A bar parts cells, also within code.
            Inline::Code(text) => out.push_str(&text::code(text).replace('|', "\\|")),
            Inline::Number(number) => {
                out.push_str(&language.number(&number.text).replace('<', "&lt;"));
            }
            Inline::Unit(sign) => out.push_str(&language.unit(sign)),
            Inline::Quoted { text, .. } => {
                for (is_code, part) in parts(text) {
                    out.push_str(&if is_code {
                        text::code(part)
                    } else {
                        text::markdown(part)
                    });
                }
            }
        }
    }
    out
}

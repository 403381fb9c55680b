//! The words that a report uses in a fixed sense, as far as they occur in it.

use crate::report::draft::Draft;
use crate::report::head::Head;
use crate::report::language::{Language, say};
use crate::report::page::prose::Prose;
use crate::report::page::tree::{Block, Figure, Grid};

/// Names of the terms, in the order of a life of an incident, then of a study.
const TERMS: [&str; 23] = [
    "detected",
    "response",
    "contained",
    "recovered",
    "lifetime",
    "severity",
    "threat",
    "inject",
    "false-alarm",
    "crew",
    "roster",
    "changeover",
    "utilisation",
    "effectiveness",
    "criticality",
    "loss",
    "fallback",
    "milestone",
    "target",
    "history",
    "policy",
    "baseline",
    "interval",
];

/// Adds the terms that occur in what was put together so far, with what they mean.
pub(super) fn glossary(draft: &mut Draft) {
    let terms = terms(draft.blocks(), draft.language);
    draft.section(say!(draft.language, "glossary.heading"));
    draft.table(terms);
}

fn terms(blocks: &[Block], language: Language) -> Grid {
    let text = said(blocks, language).to_lowercase();
    let occurs = |name: &&&str| {
        let stems = language.word("glossary-stem", name);
        stems.split('|').any(|stem| text.contains(stem))
    };
    let rows = TERMS.iter().filter(occurs).map(|name| {
        vec![
            Prose::from(language.word("glossary-term", name)),
            Prose::from(language.word("glossary-meaning", name)),
        ]
    });
    let rows = rows.collect();
    Head::new(language)
        .words("glossary.term")
        .words("glossary.meaning")
        .grid(say!(language, "glossary.caption"), rows)
}

/// All words of some blocks.
fn said(blocks: &[Block], language: Language) -> String {
    let mut all = String::new();
    let mut add = |prose: &Prose| {
        all.push_str(&language.plain(prose));
        all.push('\n');
    };
    for block in blocks {
        match block {
            Block::Heading { text, .. }
            | Block::Paragraph(text)
            | Block::Answer(text)
            | Block::Note(text) => add(text),
            Block::List(items) => items.iter().for_each(&mut add),
            Block::Table(grid) => in_grid(grid, &mut add),
            Block::Figures(figures) => figures.iter().for_each(|it| in_figure(it, &mut add)),
            Block::Contents { .. } | Block::Command(_) | Block::Cards(_) => {}
        }
    }
    all
}

fn in_figure(figure: &Figure, add: &mut impl FnMut(&Prose)) {
    add(&figure.caption);
    in_grid(&figure.data, add);
}

fn in_grid(grid: &Grid, add: &mut impl FnMut(&Prose)) {
    add(&grid.caption);
    for column in &grid.head {
        add(&Prose::from(&column.header));
    }
    grid.rows.iter().flatten().for_each(add);
}

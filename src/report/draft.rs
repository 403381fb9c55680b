//! A long report while it is put together.

use super::album::Album;
use super::language::{Language, say};
use super::page::prose::{Number, Prose};
use super::page::tree::{Block, Figure, Grid};
use super::page_parts::{figure, heading, picture};
use super::words::grouped;

/// A long report while it is put together.
#[derive(Debug)]
pub(super) struct Draft {
    /// The language that it is in.
    pub language: Language,
    blocks: Vec<Block>,
    /// Figures so far, with those that stand before this report in the same document.
    figures: usize,
}

impl Draft {
    /// An empty one, before which so many figures stand.
    pub(super) const fn new(language: Language, figures: usize) -> Self {
        Self {
            language,
            blocks: Vec::new(),
            figures,
        }
    }

    /// Begins a section.
    pub(super) fn section(&mut self, text: Prose) {
        self.blocks.push(heading(text));
    }

    /// Begins a part of a section.
    pub(super) fn part(&mut self, text: Prose) {
        self.blocks.push(Block::Heading { level: 3, text });
    }

    /// Adds a paragraph, unless it is empty.
    pub(super) fn say(&mut self, text: Prose) {
        if !text.is_empty() {
            self.blocks.push(Block::Paragraph(text));
        }
    }

    /// Adds a remark.
    pub(super) fn note(&mut self, text: Prose) {
        self.blocks.push(Block::Note(text));
    }

    /// Adds a list, unless it is empty.
    pub(super) fn list(&mut self, items: Vec<Prose>) {
        if !items.is_empty() {
            self.blocks.push(Block::List(items));
        }
    }

    /// Adds what was made elsewhere.
    pub(super) fn add(&mut self, blocks: impl IntoIterator<Item = Block>) {
        self.blocks.extend(blocks);
    }

    /// Adds a table, unless it has no rows.
    pub(super) fn table(&mut self, grid: Grid) {
        if !grid.rows.is_empty() {
            self.blocks.push(Block::Table(grid));
        }
    }

    /// Adds the first rows of a table of the scenario; the others stand in a file.
    pub(super) fn first_rows(&mut self, mut grid: Grid, most: usize, file: &str) {
        let left = grid.rows.len().saturating_sub(most);
        grid.rows.truncate(most);
        self.table(grid);
        if left > 0 {
            let count = Number::of_scenario(grouped(left as u64));
            let file = Prose::code(file);
            let note = say!(self.language, "table.more", count = count, file = file);
            self.note(note);
        }
    }

    /// Adds a chart of an album with what is to be seen in it and what it draws; where it was not
    /// drawn, or there is nothing, what was found alone.
    pub(super) fn figure(
        &mut self,
        (album, file): (&Album, &str),
        title: &Prose,
        finding: &Prose,
        data: Grid,
    ) {
        let Some(chart) = picture(album, file).filter(|_| !data.rows.is_empty()) else {
            self.say(finding.clone());
            return;
        };
        self.figures += 1;
        let drawn: Figure = figure(chart, (self.figures, title), finding, data, self.language);
        self.blocks.push(Block::Figures(vec![drawn]));
    }

    /// What was put together so far.
    pub(super) fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// What was put together.
    pub(super) fn into_blocks(self) -> Vec<Block> {
        self.blocks
    }
}

//! The columns of a table, by the messages that stand over them.

use super::language::Language;
use super::page::prose::Prose;
use super::page::tree::{Column, Grid};

/// The columns of a table, one after the other.
#[derive(Debug)]
pub(super) struct Head {
    language: Language,
    columns: Vec<Column>,
}

impl Head {
    /// None yet.
    pub(super) const fn new(language: Language) -> Self {
        Self {
            language,
            columns: Vec::new(),
        }
    }

    /// A column of words under a message.
    pub(super) fn words(mut self, key: &str) -> Self {
        let header = self.language.words(key);
        self.columns.push(Column::words(header));
        self
    }

    /// A column of numbers under a message.
    pub(super) fn numbers(mut self, key: &str) -> Self {
        let header = self.language.words(key);
        self.columns.push(Column::numbers(header));
        self
    }

    /// Columns under words of their own.
    pub(super) fn columns(mut self, more: impl IntoIterator<Item = Column>) -> Self {
        self.columns.extend(more);
        self
    }

    /// A table with these columns.
    pub(super) fn grid(self, caption: Prose, rows: Vec<Vec<Prose>>) -> Grid {
        Grid {
            caption,
            head: self.columns,
            rows,
        }
    }
}

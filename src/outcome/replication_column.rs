//! A column of rows that say what one replication came to.

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A whole number.
    Whole,
    /// A number.
    Number,
    /// Yes or no.
    Flag,
    /// A text.
    Text,
    /// Numbers in order.
    List,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ReplicationColumn {
    /// Its name, the same in every version.
    pub name: String,
    /// Unit in which it is measured; empty for names and counts.
    pub unit: &'static str,
    /// What it says.
    pub what: String,
    /// What its cells are.
    pub form: Form,
}

impl ReplicationColumn {
    /// A column.
    pub(crate) fn new(name: String, unit: &'static str, what: String, form: Form) -> Self {
        Self {
            name,
            unit,
            what,
            form,
        }
    }
}

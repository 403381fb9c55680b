//! What of a list can't be read: which cell, why, and what to write instead.

use std::fmt;

/// How many are told.
const MOST: usize = 20;

/// A cell that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// Its sheet and address: `MSEL!C7`.
    pub cell: String,
    /// What is wrong.
    pub reason: String,
    /// What to write instead.
    pub cure: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}\n  {}", self.cell, self.reason, self.cure)
    }
}

/// All of them, as far as they can be listed.
pub(super) fn list(all: &[Refusal]) -> String {
    let cells = if all.len() == 1 {
        "a cell".to_owned()
    } else {
        format!("{} cells", all.len())
    };
    let mut said = format!("{cells} can't be read; nothing was written");
    for refusal in all.iter().take(MOST) {
        for line in refusal.to_string().lines() {
            said.push_str(&format!("\n  {line}"));
        }
    }
    if let Some(more) = all.len().checked_sub(MOST + 1) {
        said.push_str(&format!("\n  … and {} more", more + 1));
    }
    said.push_str("\n  correct them, or take the rest with --partial");
    said
}

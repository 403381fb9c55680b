//! What is kept of work that did not come to its end.

use std::path::PathBuf;

use crate::report::words::grouped;
use crate::study::ChunkStoreError;

/// What is kept of work that did not come to its end, and how to go on with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remains {
    /// Finished chunks on the disk.
    pub chunks: u64,
    /// The folder that holds them.
    pub folder: PathBuf,
    /// The command that goes on from there.
    pub command: String,
    /// Why they may not survive a loss of power, if they may not.
    pub unsynced: Option<ChunkStoreError>,
    /// Results are kept from so many seconds on, unless resuming was asked for from the start.
    pub patience: u64,
}

impl Remains {
    /// Lines that follow the words of an error: how much is kept, where, and how to go on.
    pub(super) fn after_work(&self, interrupted: bool) -> String {
        let mut lines = self.unsynced_line();
        if self.chunks > 0 {
            lines.push_str(&format!(
                "\n  {} finished chunk{} kept in {}\n  go on with: {}",
                grouped(self.chunks),
                if self.chunks == 1 { " is" } else { "s are" },
                self.folder.display(),
                self.command
            ));
        } else if interrupted {
            lines.push_str(&format!(
                "\n  nothing was kept: what is done is kept from {} s on, with --resume from the \
                 start",
                self.patience
            ));
        }
        lines
    }

    /// Lines that follow an error of results that could not be put in place.
    pub(super) fn after_publishing(&self) -> String {
        let mut lines = self.unsynced_line();
        if self.chunks > 0 {
            lines.push_str(&format!(
                "\n  what was worked out is kept; put it right and go on with: {}",
                self.command
            ));
        }
        lines
    }

    fn unsynced_line(&self) -> String {
        self.unsynced
            .as_ref()
            .map_or_else(String::new, |error| format!("\n  {error}"))
    }
}

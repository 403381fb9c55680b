//! What can be written as files of results, as often as one likes.

use std::fmt::Debug;

use crate::text::Width;

use super::album::{Album, Drawing, Window};
use super::named_bytes::NamedBytes;
use super::page::tree::Page;
use super::results_error::ResultsError;
use super::template::{Asked, Template};

/// Results as files.
pub trait Redraw: Debug + Send {
    /// The charts that are wanted, as they are wanted.
    fn album(&self, wanted: &Drawing) -> Album;

    /// Why what is wanted can't be drawn, and what can; `None` if it can.
    fn refuses(&self, wanted: &Drawing) -> Option<String> {
        (wanted.window != Window::default()).then(|| {
            "days, groups and rows are chosen for the timeline of a run, and these results have none"
                .to_owned()
        })
    }

    /// The summary, in its several forms, with the usual charts.
    ///
    /// # Errors
    /// If it can't be put into one of them.
    fn summaries(&self, album: &Album) -> Result<Vec<NamedBytes>, ResultsError>;

    /// The summary for a terminal of a width.
    fn plain(&self, width: Width) -> String;

    /// The charts that a report to hand on shows; `None` if it shows none.
    fn pictures(&self, template: Template) -> Option<Drawing> {
        let _ = template;
        None
    }

    /// A report to hand on, with charts among which are those that it shows; `None` if there is
    /// none of that sort of results of this kind.
    fn page(&self, asked: &Asked<'_>, album: &Album) -> Option<Page> {
        let _ = (asked, album);
        None
    }
}

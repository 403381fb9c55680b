//! What commands say of results that are in place.

use std::path::Path;

use crate::app::Finished;
use crate::report::album::Undrawn;
use crate::report::results_folder::Published;
use crate::report::words::grouped;
use crate::text::Width;

use super::failure::Failed;
use super::{complain, say};

/// Where to begin in the results of a run.
pub(super) const START: &str = "start with summary.md, or charts/";

/// Says what results say, where they are and what else lies there. `plain` gives the summary in
/// lines of a width, `start` says where to begin.
///
/// # Errors
/// If something is missing in them.
pub(super) fn conclude<T>(
    finished: &Finished<T>,
    plain: impl FnOnce(&T, Width) -> String,
    start: &str,
    quiet: bool,
) -> Result<(), Failed> {
    let Published { manifest, left } = &finished.published;
    let folder = &finished.folder;
    if !quiet {
        say(&plain(&finished.results, super::width()))?;
        say(&super::width().prose(&format!(
            "\nResults: {} ({} files; {start})\n",
            folder.display(),
            manifest.files.len() + 1
        )))?;
        if !left.is_empty() {
            complain(&format!(
                "note: left in {}, not written by Sortie: {}",
                folder.display(),
                some(left)
            ));
        }
    }
    whole(finished.undrawn(), folder)
}

/// Results that lack nothing.
///
/// # Errors
/// If charts could not be drawn: which, and why.
pub(super) fn whole(undrawn: &[Undrawn], folder: &Path) -> Result<(), Failed> {
    if undrawn.is_empty() {
        return Ok(());
    }
    let files = undrawn
        .iter()
        .map(|it| format!("\n  {}: {}", it.file, it.why));
    Err(Failed::Incomplete(format!(
        "results are in {} without charts that could not be drawn:{}",
        folder.display(),
        files.collect::<String>()
    )))
}

/// The first of some names.
fn some(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let shown: Vec<String> = names
        .iter()
        .take(SHOWN)
        .map(|name| format!("{name:?}"))
        .collect();
    let more = names.len().saturating_sub(SHOWN);
    if more == 0 {
        shown.join(", ")
    } else {
        format!("{} and {} more", shown.join(", "), grouped(more as u64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_without_a_chart_are_no_success_and_no_failure() {
        let folder = Path::new("out");
        assert!(whole(&[], folder).is_ok());
        let undrawn = Undrawn {
            file: "charts/a.png".to_owned(),
            why: "too many strokes".to_owned(),
        };
        let Err(Failed::Incomplete(said)) = whole(&[undrawn], folder) else {
            panic!("it is neither");
        };
        assert_eq!(
            said,
            "results are in out without charts that could not be drawn:\n  charts/a.png: too many \
             strokes"
        );
    }
}

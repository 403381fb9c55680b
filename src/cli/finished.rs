//! What commands say of results that are in place.

use std::path::Path;

use crate::app::{self, Finished, RunOutcome, StudyRequest};
use crate::report::album::Undrawn;
use crate::report::kept::Redraw;
use crate::report::results_folder::Published;
use crate::report::words::grouped;
use crate::study::Shard;
use crate::text::Width;

use super::failure::Failed;
use super::progress::Terminal;
use super::{complain, interrupt, say};

/// Where to begin in the results of a run.
pub(super) const START: &str = "start with report.html, or summary.md";

/// Where to begin in those of a comparison.
pub(super) const COMPARISON_START: &str = "start with report.html, or comparison.md";
/// Where to begin in those of a sweep.
pub(super) const SWEEP_START: &str = "start with report.html, or sweep.md";
/// Where to begin in those of a study of assumptions.
pub(super) const UNCERTAIN_START: &str = "start with report.html, or uncertainty.md";

/// Works out one part of a study, and says where it is.
///
/// # Errors
/// If it can't be worked out.
pub(super) fn part(request: &StudyRequest, shard: Shard, quiet: bool) -> Result<(), Failed> {
    let done = app::shard(
        request,
        shard,
        interrupt::watch(),
        &mut Terminal::new(quiet),
    )?;
    if quiet {
        return Ok(());
    }
    say(&format!(
        "Part {shard}: {} of {} replications in {}\n\
         join all {} parts with: sortie merge DIR…\n",
        grouped(done.part.end - done.part.start),
        grouped(done.replications),
        done.folder.display(),
        grouped(shard.of())
    ))
}

/// Does all of a study here, and says what comes of it.
///
/// # Errors
/// If it can't be done, or something is missing in the results.
pub(super) fn whole_study(request: &StudyRequest, quiet: bool) -> Result<(), Failed> {
    let (stop, mut watch) = (interrupt::watch(), Terminal::new(quiet));
    match request {
        StudyRequest::Run(request) => {
            let finished = app::run(request, stop, &mut watch)?;
            conclude(&finished, RunOutcome::plain, START, quiet)
        }
        StudyRequest::Compare(request) => {
            let finished = app::compare(request, stop, &mut watch)?;
            conclude(&finished, Redraw::plain, COMPARISON_START, quiet)
        }
        StudyRequest::Uncertain(request) => {
            let finished = app::uncertain(request, stop, &mut watch)?;
            conclude(&finished, Redraw::plain, UNCERTAIN_START, quiet)
        }
        StudyRequest::Sweep(request) => {
            let finished = app::sweep(request, stop, &mut watch)?;
            conclude(&finished, Redraw::plain, SWEEP_START, quiet)
        }
    }
}

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

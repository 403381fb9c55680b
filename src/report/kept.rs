//! Results that were written before, of whatever kind, read back to be written again.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::scenario::document::Document;
use crate::study::identity::VERSION;
use crate::text::{self, Width};

use super::album::{Album, Drawing, Undrawn};
use super::comparison_results::KeptComparison;
use super::manifest::{MANIFEST, Manifest};
use super::named_bytes::NamedBytes;
use super::own_report::own_report;
use super::page;
use super::page::tree::Page;
use super::page_file;
pub(crate) use super::redraw::Redraw;
use super::results_error::ResultsError;
use super::results_folder::{Again, ResultsFolder};
use super::sweep_results::KeptSweep;
use super::tallies::Source;
pub(crate) use super::tallies::pack;
use super::template::{Asked, Form};
use super::uncertain_results::KeptUncertain;
use super::{run_results, selection_results};

/// Results that were read back.
#[derive(Debug)]
pub struct Kept {
    folder: PathBuf,
    manifest: Manifest,
    document: Document,
    results: Box<dyn Redraw>,
}

impl Kept {
    /// Reads a folder of results of `run`, `compare` or `sweep`, of whatever sort.
    ///
    /// # Errors
    /// If it holds none of them, or another version or hand has made or changed them.
    pub fn open(folder: &Path) -> Result<Self, ResultsError> {
        let none = |why: String| ResultsError::NoResults {
            folder: folder.to_owned(),
            why,
        };
        match fs::metadata(folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return Err(ResultsError::NoFolder(folder.to_owned()));
            }
            Err(error) => return Err(none(text::said(&error))),
            Ok(found) if !found.is_dir() => return Err(none("it is a file".to_owned())),
            Ok(_) => {}
        }
        ResultsFolder::settle(folder)?;
        let manifest =
            Manifest::read(folder).map_err(|why| none(format!("its {MANIFEST} {why}")))?;
        let other = || none(format!("its {MANIFEST} is of something else"));
        let open = match manifest.kind.as_str() {
            "run" => run_results::open,
            "compare" => KeptComparison::open,
            "select" => selection_results::open,
            "sweep" => KeptSweep::open,
            "uncertain" => KeptUncertain::open,
            _ => return Err(other()),
        };
        let source = Source { folder, manifest };
        if source.manifest.version != VERSION {
            return Err(source.stale(format!(
                "it was made by Sortie {}, this is {VERSION}",
                source.manifest.version
            )));
        }
        let document = source.document()?;
        Ok(Self {
            folder: folder.to_owned(),
            results: open(&source, &document)?,
            document,
            manifest: source.manifest,
        })
    }

    /// Draws the charts that are wanted again, into `charts` below a folder (its own if there is
    /// none named). Gives their paths, and the charts that could not be drawn.
    ///
    /// # Errors
    /// If there is no chart of a name that is asked for, the timeline has not the days that are
    /// asked for, or a chart can't be written.
    pub fn plot(
        &self,
        into: Option<&Path>,
        wanted: &Drawing,
    ) -> Result<(Vec<PathBuf>, Vec<Undrawn>), ResultsError> {
        if let Some(why) = self.results.refuses(wanted) {
            return Err(ResultsError::NoWindow(why));
        }
        let album = self.results.album(wanted);
        if let Some(unknown) = wanted.unknown(album.names()).first() {
            return Err(ResultsError::NoChart {
                folder: self.folder.clone(),
                name: (*unknown).to_owned(),
                names: album.names().to_vec(),
            });
        }
        let made = album.files();
        // What was not asked for is as it was.
        let mut undrawn = self.manifest.undrawn.clone();
        undrawn.retain(|it| !album.covers(&it.file));
        undrawn.extend(made.undrawn.clone());
        let files = self.write(into, &made.files, Some(&undrawn))?;
        Ok((files, made.undrawn))
    }

    /// Writes the summary and the full report beside it again, into a folder (its own if there is none named).
    ///
    /// # Errors
    /// If a file can't be written.
    pub fn report(&self, into: Option<&Path>) -> Result<Vec<PathBuf>, ResultsError> {
        let album = self.results.album(&Drawing::default());
        let mut files = self.results.summaries(&album)?;
        let draw = |asked: &Asked<'_>| self.results.page(asked, &album);
        files.extend(own_report((&self.manifest, &self.document), draw)?);
        self.write(into, &files, None)
    }

    /// The summary for a terminal of a width.
    pub fn plain(&self, width: Width) -> String {
        self.results.plain(width)
    }

    /// Writes a report to hand on, into the folder of the results or a file of its own. Gives its
    /// path.
    ///
    /// # Errors
    /// If there is none of that sort of results of this kind, it can't be printed, something else
    /// is in the way, or the file can't be written.
    pub(crate) fn page(
        &self,
        form: &Form<'_>,
        out: Option<&Path>,
    ) -> Result<PathBuf, ResultsError> {
        let page = self.draw(form, 0)?;
        let beside = out.is_none_or(|out| out.parent() == Some(&self.folder));
        let bytes = page::write(&page, form.making, beside)?;
        let Some(out) = out else {
            let name = form.template.file(form.cover.language, form.making.format);
            let written = self.write(None, &[(name.clone(), bytes)], None)?;
            let path = written.into_iter().next();
            return Ok(path.unwrap_or_else(|| self.folder.join(name)));
        };
        page_file::write(out, &bytes)?;
        Ok(out.to_owned())
    }

    /// A report to hand on, before which so many figures stand in the same document.
    ///
    /// # Errors
    /// If there is none of that sort of results of this kind.
    pub(super) fn draw(&self, form: &Form<'_>, figures: usize) -> Result<Page, ResultsError> {
        let asked = Asked {
            template: form.template,
            manifest: &self.manifest,
            document: &self.document,
            cover: form.cover,
            figures,
        };
        let wanted = self.results.pictures(form.template);
        let album = wanted.map_or_else(Album::default, |it| self.results.album(&it));
        let page = self.results.page(&asked, &album);
        page.ok_or_else(|| ResultsError::NoPage {
            folder: self.folder.clone(),
            template: form.template.name(),
            kind: match self.manifest.kind.as_str() {
                "select" => "compare --select-best",
                "uncertain" => "run --uncertain` or `compare --uncertain",
                "sweep" => "sweep",
                _ => "run` or `compare",
            },
        })
    }

    /// The folder that it was read from.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    fn write(
        &self,
        into: Option<&Path>,
        files: &[NamedBytes],
        undrawn: Option<&[Undrawn]>,
    ) -> Result<Vec<PathBuf>, ResultsError> {
        let again = Again {
            of: &self.manifest,
            files,
            undrawn,
        };
        again.write(into.unwrap_or(&self.folder))
    }
}

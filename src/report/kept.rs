//! Results that were written before: what they keep, so that they can be drawn again without
//! running again.
//!
//! `scenario.toml` is the scenario as it was run, `tallies.bin` what was found, to the last
//! bit, sealed like a partial result: the tallies of a run, section by section; the values and
//! durations of a comparison; who was out when in a selection; the responses of a sweep. It is
//! deflated within its seal (RFC 1951), which takes it to a few per cent of the charts beside it.

use std::fmt::Debug;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_bytes::ByteBuf;

use crate::disk::read_regular;
use crate::scenario::document::Document;
use crate::study::chunk::Chunk;
use crate::study::identity::{self, Identity, VERSION};
use crate::study::partial::Damage;
use crate::study::{partial, scenario_copy};

use super::album::{ChartFiles, Undrawn};
use super::comparison_results::KeptComparison;
use super::manifest::{MANIFEST, Manifest};
use super::results::{NamedBytes, ResultsError, io};
use super::results_folder::{Again, ResultsFolder};
use super::sweep_results::KeptSweep;
use super::{run_results, selection_results};
use crate::text::Width;

/// What was found.
pub(super) const FILE: &str = "tallies.bin";

/// Most bytes of the file that are read back.
const LARGEST: u64 = 256 << 20;
/// Most bytes that it may hold: results deflate to a tenth or so of what they were, never to a
/// hundredth of this.
const LARGEST_PLAIN: u64 = 512 << 20;
const SMALLEST_PLAIN: u64 = 64 << 20;
const RATIO: u64 = 32;

/// Seals what results are made of, to lie beside them.
///
/// # Errors
/// If it can't be put into bytes.
pub fn pack<P: Serialize>(payload: &P, manifest: &Manifest) -> Result<NamedBytes, ResultsError> {
    let identity = identity_of(manifest);
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    let deflated = encoder
        .write_all(&postcard::to_stdvec(payload)?)
        .and_then(|()| encoder.finish())
        .map_err(|source| io(Path::new(FILE), source))?;
    let payload = ByteBuf::from(deflated);
    let bytes = partial::seal(&identity.fingerprint(), whole(manifest), &payload)?;
    Ok((FILE.to_owned(), bytes))
}

/// All replications, as one chunk.
const fn whole(manifest: &Manifest) -> Chunk {
    Chunk {
        index: 0,
        first: 0,
        count: manifest.replications,
        section: 0,
    }
}

/// What it depends on. (Which files were asked for beside it makes no difference.)
fn identity_of(manifest: &Manifest) -> Identity {
    Identity {
        version: manifest.version.clone(),
        kind: manifest.kind.clone(),
        scenario: manifest.scenario.clone(),
        policy: manifest.policy.clone(),
        overlays: manifest.overlays.clone(),
        scenario_hash: manifest.scenario_hash.clone(),
        samples_hash: None,
        seed: manifest.seed,
        replications: manifest.replications,
        settings: Vec::new(),
    }
}

/// Results as files.
pub trait Redraw: Debug {
    /// The charts, and those that could not be drawn.
    fn charts(&self) -> ChartFiles;

    /// The summary, in its several forms.
    ///
    /// # Errors
    /// If it can't be put into one of them.
    fn summaries(&self) -> Result<Vec<NamedBytes>, ResultsError>;

    /// The summary for a terminal of a width.
    fn plain(&self, width: Width) -> String;
}

/// A folder that results are read back from.
#[derive(Debug)]
pub(super) struct Source<'a> {
    folder: &'a Path,
    pub manifest: Manifest,
}

impl Source<'_> {
    /// Its results can't be drawn again, and why.
    pub fn stale(&self, why: String) -> ResultsError {
        ResultsError::Stale {
            folder: self.folder.to_owned(),
            why,
            command: self.manifest.command.clone(),
        }
    }

    /// What was found.
    pub fn kept<P: DeserializeOwned>(&self) -> Result<P, ResultsError> {
        let bytes = read_regular(&self.folder.join(FILE), LARGEST)
            .map_err(|error| self.stale(format!("{FILE}: {error}")))?;
        let fingerprint = identity_of(&self.manifest).fingerprint();
        let damaged = |damage: Damage| self.stale(format!("{FILE}: {damage}"));
        let deflated: ByteBuf =
            partial::open(&bytes, &fingerprint, whole(&self.manifest)).map_err(damaged)?;
        let plain = inflate(&deflated).ok_or_else(|| damaged(Damage::Unreadable))?;
        match postcard::take_from_bytes(&plain) {
            Ok((kept, [])) => Ok(kept),
            Ok(_) | Err(_) => Err(damaged(Damage::Unreadable)),
        }
    }

    /// The scenario.
    pub fn document(&self) -> Result<Document, ResultsError> {
        let manifest = &self.manifest;
        scenario_copy::inspect(self.folder)
            .map_err(|(path, error)| self.stale(format!("{}: {error}", path.display())))?;
        let policy = manifest.policy.as_deref();
        let document = scenario_copy::load(self.folder, &manifest.scenario, policy)
            .map_err(|report| {
                let codes: Vec<&str> = report.codes().iter().map(|code| code.as_str()).collect();
                self.stale(format!(
                    "its scenario.toml is not what was run ({})",
                    codes.join(", ")
                ))
            })?
            .document;
        if identity::scenario_hash(&document) != manifest.scenario_hash {
            return Err(self.stale("its scenario.toml is not what was run".to_owned()));
        }
        Ok(document)
    }
}

/// What was deflated; `None` if it is damaged, is followed by something, or is larger than
/// results can be.
fn inflate(deflated: &[u8]) -> Option<Vec<u8>> {
    let most = (deflated.len() as u64)
        .saturating_mul(RATIO)
        .clamp(SMALLEST_PLAIN, LARGEST_PLAIN);
    let mut plain = Vec::new();
    let mut decoder = DeflateDecoder::new(deflated);
    let read = (&mut decoder).take(most + 1).read_to_end(&mut plain);
    let whole = decoder.total_in() == deflated.len() as u64;
    (read.is_ok() && whole && plain.len() as u64 <= most).then_some(plain)
}

/// Results that were read back.
#[derive(Debug)]
pub struct Kept {
    folder: PathBuf,
    manifest: Manifest,
    results: Box<dyn Redraw>,
}

impl Kept {
    /// Reads a folder of results of `run`, `compare` or `sweep`.
    ///
    /// # Errors
    /// If it holds none of them, or another version or hand has made or changed them.
    pub fn open(folder: &Path) -> Result<Self, ResultsError> {
        let none = |why: String| ResultsError::NoResults {
            folder: folder.to_owned(),
            why,
        };
        ResultsFolder::settle(folder)?;
        let manifest =
            Manifest::read(folder).map_err(|why| none(format!("its {MANIFEST} {why}")))?;
        let other = || none(format!("its {MANIFEST} is of something else"));
        let open = match manifest.kind.as_str() {
            "run" => run_results::open,
            "compare" => KeptComparison::open,
            "select" => selection_results::open,
            "sweep" => KeptSweep::open,
            _ => return Err(other()),
        };
        let source = Source { folder, manifest };
        if source.manifest.version != VERSION {
            return Err(source.stale(format!(
                "it was made by Sortie {}, this is {VERSION}",
                source.manifest.version
            )));
        }
        Ok(Self {
            folder: folder.to_owned(),
            results: open(&source)?,
            manifest: source.manifest,
        })
    }

    /// Draws the charts again, into `charts` below a folder (its own if there is none named).
    /// Gives their paths, and the charts that could not be drawn.
    ///
    /// # Errors
    /// If one can't be written.
    pub fn plot(&self, into: Option<&Path>) -> Result<(Vec<PathBuf>, Vec<Undrawn>), ResultsError> {
        let made = self.results.charts();
        let files = self.write(into, &made.files, Some(&made.undrawn))?;
        Ok((files, made.undrawn))
    }

    /// Writes the summary again, into a folder (its own if there is none named).
    ///
    /// # Errors
    /// If a file can't be written.
    pub fn report(&self, into: Option<&Path>) -> Result<Vec<PathBuf>, ResultsError> {
        self.write(into, &self.results.summaries()?, None)
    }

    /// The summary for a terminal of a width.
    pub fn plain(&self, width: Width) -> String {
        self.results.plain(width)
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

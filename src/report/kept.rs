//! Results that were written before: what they keep, so that they can be drawn again without
//! running again.
//!
//! `scenario.toml` is the scenario as it was run, `tallies.bin` what was found, to the last
//! bit, sealed like a partial result: the tallies of a run, section by section; the values and
//! durations of a comparison; who was out when in a selection; the responses of a sweep. It is
//! deflated within its seal (RFC 1951), which takes it to a few per cent of the charts beside it.

use std::fmt::Debug;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_bytes::ByteBuf;

use crate::scenario::document::Document;
use crate::study::chunk::Chunk;
use crate::study::identity::{self, Identity, VERSION};
use crate::study::partial::Damage;
use crate::study::{partial, scenario_copy};

use super::comparison_results::KeptComparison;
use super::results::{MANIFEST, Manifest, NamedBytes, ResultsError, io};
use super::sweep_results::KeptSweep;
use super::{run_results, selection_results};

/// What was found.
pub(super) const FILE: &str = "tallies.bin";

/// Most bytes that are read back: far more than any results take.
const LARGEST: u64 = 4 << 30;

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
    /// The charts.
    ///
    /// # Errors
    /// If one can't be drawn.
    fn charts(&self) -> Result<Vec<NamedBytes>, ResultsError>;

    /// The summary, in its several forms.
    ///
    /// # Errors
    /// If it can't be put into one of them.
    fn summaries(&self) -> Result<Vec<NamedBytes>, ResultsError>;

    /// The summary for a terminal.
    fn plain(&self) -> String;
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
        let bytes = fs::read(self.folder.join(FILE))
            .map_err(|error| self.stale(format!("{FILE}: {error}")))?;
        let fingerprint = identity_of(&self.manifest).fingerprint();
        let damaged = |damage: Damage| self.stale(format!("{FILE}: {damage}"));
        let deflated: ByteBuf =
            partial::open(&bytes, &fingerprint, whole(&self.manifest)).map_err(damaged)?;
        let mut plain = Vec::new();
        DeflateDecoder::new(deflated.as_slice())
            .take(LARGEST)
            .read_to_end(&mut plain)
            .map_err(|_| damaged(Damage::Unreadable))?;
        postcard::from_bytes(&plain).map_err(|_| damaged(Damage::Unreadable))
    }

    /// The scenario.
    pub fn document(&self) -> Result<Document, ResultsError> {
        let manifest = &self.manifest;
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

/// Results that were read back.
#[derive(Debug)]
pub struct Kept {
    folder: PathBuf,
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
        let text = fs::read_to_string(folder.join(MANIFEST))
            .map_err(|error| none(format!("its {MANIFEST} can't be read: {error}")))?;
        let manifest: Manifest = serde_json::from_str(&text)
            .map_err(|error| none(format!("its {MANIFEST} is none of Sortie's: {error}")))?;
        let other = || none(format!("its {MANIFEST} is of something else"));
        if manifest.tool != "sortie" {
            return Err(other());
        }
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
        })
    }

    /// Draws the charts again, into `charts` below a folder (its own if there is none named).
    ///
    /// # Errors
    /// If one can't be drawn or written.
    pub fn plot(&self, into: Option<&Path>) -> Result<Vec<PathBuf>, ResultsError> {
        self.write(into, self.results.charts()?)
    }

    /// Writes the summary again, into a folder (its own if there is none named).
    ///
    /// # Errors
    /// If a file can't be written.
    pub fn report(&self, into: Option<&Path>) -> Result<Vec<PathBuf>, ResultsError> {
        self.write(into, self.results.summaries()?)
    }

    /// The summary for a terminal.
    pub fn plain(&self) -> String {
        self.results.plain()
    }

    fn write(
        &self,
        into: Option<&Path>,
        files: Vec<NamedBytes>,
    ) -> Result<Vec<PathBuf>, ResultsError> {
        let folder = into.unwrap_or(&self.folder);
        let mut written = Vec::new();
        for (name, bytes) in files {
            let path = folder.join(name);
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent).map_err(|source| io(parent, source))?;
            }
            // Whole or not at all: the file that is there stays until the new one is.
            let mut unfinished = path.clone().into_os_string();
            unfinished.push(".unfinished");
            let done = fs::write(&unfinished, bytes).and_then(|()| fs::rename(&unfinished, &path));
            done.map_err(|source| {
                let _ = fs::remove_file(&unfinished);
                io(&path, source)
            })?;
            written.push(path);
        }
        Ok(written)
    }
}

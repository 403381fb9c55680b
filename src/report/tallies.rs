//! What results keep beside their files, so that these can be made again without running again.
//!
//! `scenario.toml` is the scenario as it was run, `tallies.bin` what was found, to the last
//! bit, sealed like a partial result: the tallies of a run, section by section; the values and
//! durations of a comparison; who was out when in a selection; the responses of a sweep. It is
//! deflated within its seal (RFC 1951), which takes it to a few per cent of the charts beside it.

use std::io::{Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_bytes::ByteBuf;

use crate::disk::read_regular;
use crate::scenario::document::Document;
use crate::study::chunk::Chunk;
use crate::study::identity::{self, Identity};
use crate::study::partial::Damage;
use crate::study::{partial, scenario_copy};

use super::manifest::Manifest;
use super::named_bytes::NamedBytes;
use super::results_error::{ResultsError, io};

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
pub(crate) fn pack<P: Serialize>(
    payload: &P,
    manifest: &Manifest,
) -> Result<NamedBytes, ResultsError> {
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
        points: None,
        settings: Vec::new(),
    }
}

/// A folder that results are read back from.
#[derive(Debug)]
pub(super) struct Source<'a> {
    pub folder: &'a Path,
    pub manifest: Manifest,
}

impl Source<'_> {
    /// Its results can't be drawn again, and why.
    pub(super) fn stale(&self, why: String) -> ResultsError {
        ResultsError::Stale {
            folder: self.folder.to_owned(),
            why,
            command: self.manifest.command.clone(),
        }
    }

    /// What was found.
    pub(super) fn kept<P: DeserializeOwned>(&self) -> Result<P, ResultsError> {
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
    pub(super) fn document(&self) -> Result<Document, ResultsError> {
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

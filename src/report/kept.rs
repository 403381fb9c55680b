//! Results that were written before: what they keep, so that they can be drawn again without
//! running again.
//!
//! `scenario.toml` is the scenario as it was run, `tallies.bin` what its replications add up
//! to, section by section and to the last bit, sealed like a partial result.

use std::fs;
use std::path::{Path, PathBuf};

use crate::export::incidents;
use crate::outcome::{IncidentRecord, Tally};
use crate::study::chunk::Chunk;
use crate::study::identity::{self, Identity, VERSION};
use crate::study::summary::Summary;
use crate::study::{Study, partial, scenario_copy};
use crate::world::World;

use super::figures::{self, Figure};
use super::results::{self, MANIFEST, Manifest, NamedBytes, ResultsError, io};

/// What the replications add up to.
pub(super) const FILE: &str = "tallies.bin";

/// The tallies of a study in bytes.
pub(super) fn pack(study: &Study, manifest: &Manifest) -> Result<Vec<u8>, postcard::Error> {
    let identity = identity_of(manifest);
    partial::seal(&identity.fingerprint(), whole(manifest), &study.sections)
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

/// What the tallies depend on. (Which files were asked for beside them makes no difference.)
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

/// Results that were read back.
#[derive(Debug)]
pub struct Kept {
    folder: PathBuf,
    /// Where they come from.
    pub manifest: Manifest,
    /// The scenario.
    pub world: World,
    /// The study.
    pub study: Study,
    /// Its summary.
    pub summary: Summary,
    /// Incidents of replication 0.
    pub history: Vec<IncidentRecord>,
}

impl Kept {
    /// Reads a folder of results.
    ///
    /// # Errors
    /// If it holds none of a run, or another version or hand has made or changed them.
    pub fn open(folder: &Path) -> Result<Self, ResultsError> {
        let none = |why: String| ResultsError::NoResults {
            folder: folder.to_owned(),
            why,
        };
        let text = fs::read_to_string(folder.join(MANIFEST))
            .map_err(|error| none(format!("its {MANIFEST} can't be read: {error}")))?;
        let manifest: Manifest = serde_json::from_str(&text)
            .map_err(|error| none(format!("its {MANIFEST} is none of a run: {error}")))?;
        if manifest.tool != "sortie" || manifest.kind != "run" {
            return Err(none(format!("its {MANIFEST} is of something else")));
        }
        let stale = |why: String| ResultsError::Stale {
            folder: folder.to_owned(),
            why,
            command: manifest.command.clone(),
        };
        if manifest.version != VERSION {
            return Err(stale(format!(
                "it was made by Sortie {}, this is {VERSION}",
                manifest.version
            )));
        }
        let path = folder.join(FILE);
        let bytes = fs::read(&path).map_err(|error| stale(format!("{FILE}: {error}")))?;
        let fingerprint = identity_of(&manifest).fingerprint();
        let sections: Vec<Tally> = partial::open(&bytes, &fingerprint, whole(&manifest))
            .map_err(|damage| stale(format!("{FILE}: {damage}")))?;
        let policy = manifest.policy.as_deref();
        let document = scenario_copy::load(folder, &manifest.scenario, policy)
            .map_err(|report| {
                let codes: Vec<&str> = report.codes().iter().map(|code| code.as_str()).collect();
                stale(format!(
                    "its scenario.toml is not what was run ({})",
                    codes.join(", ")
                ))
            })?
            .document;
        if identity::scenario_hash(&document) != manifest.scenario_hash {
            return Err(stale("its scenario.toml is not what was run".to_owned()));
        }
        let world = World::compile(document);
        let study = Study::of_sections(&world, manifest.seed, manifest.replications, sections);
        let summary = Summary::new(&world, &study, &manifest.scenario_hash);
        let history = incidents::record(&world, manifest.seed, 0)
            .map_err(|error| stale(error.to_string()))?;
        Ok(Self {
            folder: folder.to_owned(),
            manifest,
            world,
            study,
            summary,
            history,
        })
    }

    /// Draws the charts again, into `charts` below a folder (its own if there is none named).
    ///
    /// # Errors
    /// If one can't be drawn or written.
    pub fn plot(&self, into: Option<&Path>) -> Result<Vec<PathBuf>, ResultsError> {
        let figures = self.figures()?;
        self.write(into, results::charts(&figures)?)
    }

    /// Writes the summary again, into a folder (its own if there is none named).
    ///
    /// # Errors
    /// If a file can't be written.
    pub fn report(&self, into: Option<&Path>) -> Result<Vec<PathBuf>, ResultsError> {
        let figures = self.figures()?;
        self.write(into, results::summaries(&self.summary, &figures)?)
    }

    fn figures(&self) -> Result<Vec<Figure>, ResultsError> {
        Ok(figures::draw(
            &self.world,
            &self.study,
            &self.summary,
            &self.history,
        )?)
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

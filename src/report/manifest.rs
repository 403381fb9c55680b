//! `manifest.json`: what lies in a folder of results, and where it comes from.

use std::io::ErrorKind;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::disk::{read_regular, safe_name};
use crate::scenario::document::Document;
use crate::study::identity::{is_command, safe_id, scenario_hash};
use crate::text;

use super::album::Undrawn;

/// Its name.
pub(super) const MANIFEST: &str = "manifest.json";
/// Marks it as ours.
const TOOL: &str = "sortie";
/// Most bytes of one that is read.
const LARGEST: u64 = 16 << 20;

/// `manifest.json`: where results come from and how to make them again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `sortie`: marks the folder as ours.
    pub tool: String,
    /// Version of Sortie.
    pub version: String,
    /// What made the results.
    pub kind: String,
    /// A command that makes them again.
    pub command: String,
    /// Id of the scenario.
    pub scenario: String,
    /// Name of the scenario.
    pub name: String,
    /// SHA-256 of its text, overlays applied.
    pub scenario_hash: String,
    /// Id of the policy, if one was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// `--set` overlays.
    pub overlays: Vec<String>,
    /// Root seed.
    pub seed: u64,
    /// Replications.
    pub replications: u64,
    /// Incidents over all replications, warm-up included.
    pub incidents: u64,
    /// Events over all replications.
    pub events: u64,
    /// Replications that failed; a run with one ends without results.
    pub failed: u64,
    /// Files, in order.
    pub files: Vec<String>,
    /// Files of charts that could not be drawn, with the reason.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub undrawn: Vec<Undrawn>,
}

impl Manifest {
    /// Of a scenario as it is; what was made of it and how is for the maker to fill in.
    pub fn of(document: &Document) -> Self {
        Self {
            name: document.name.clone(),
            scenario_hash: scenario_hash(document),
            policy: document.policy.clone(),
            seed: document.seed,
            ..Self::new(&document.id)
        }
    }

    /// Of something of that id, all else for the maker to fill in.
    pub fn new(id: &str) -> Self {
        Self {
            tool: TOOL.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            kind: String::new(),
            command: String::new(),
            scenario: id.to_owned(),
            name: String::new(),
            scenario_hash: String::new(),
            policy: None,
            overlays: Vec::new(),
            seed: 0,
            replications: 0,
            incidents: 0,
            events: 0,
            failed: 0,
            files: Vec::new(),
            undrawn: Vec::new(),
        }
    }

    /// Reads the manifest of a folder, which may be somebody else's: it is a regular file, and
    /// the files that it names lie in the folder.
    ///
    /// # Errors
    /// Why there is none of Sortie's, in words that follow "its manifest.json".
    pub fn read(folder: &Path) -> Result<Self, String> {
        let bytes =
            read_regular(&folder.join(MANIFEST), LARGEST).map_err(|error| match error.kind() {
                ErrorKind::NotFound => "is missing".to_owned(),
                _ => format!("can't be read: {}", text::said(&error)),
            })?;
        let manifest: Self = serde_json::from_slice(&bytes)
            .map_err(|error| format!("is none of Sortie's: {error}"))?;
        if manifest.tool != TOOL {
            return Err("is of something else".to_owned());
        }
        if !safe_id(&manifest.scenario) || !manifest.policy.as_deref().is_none_or(safe_id) {
            return Err("names a scenario or policy by what can't be an id".to_owned());
        }
        if !is_command(&manifest.command) {
            return Err("holds a command that is none of Sortie's".to_owned());
        }
        match manifest.files.iter().find(|name| !safe_name(name)) {
            Some(name) => Err(format!("lists {name:?}, which is no file of the folder")),
            None => Ok(manifest),
        }
    }

    /// Whether a file of the folder, by its name, was written with this manifest.
    pub fn lists(&self, name: &str) -> bool {
        name == MANIFEST || self.files.iter().any(|file| file == name)
    }

    /// Whether another one is of the same study.
    pub fn same_study(&self, other: &Self) -> bool {
        (&self.version, &self.scenario, &self.policy, &self.command)
            == (
                &other.version,
                &other.scenario,
                &other.policy,
                &other.command,
            )
            && self.scenario_hash == other.scenario_hash
    }
}

//! What the bytes of a study depend on: two places that agree on it make the same results.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::disk::safe_name;
use crate::scenario::document::Document;

use super::partial::Fingerprint;
use super::shard::Shard;

/// The version of Sortie that is running.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Everything that the results of a study depend on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Version of Sortie.
    pub version: String,
    /// What is done: `run`, …
    pub kind: String,
    /// Id of the scenario.
    pub scenario: String,
    /// Id of the policy, if one was chosen.
    pub policy: Option<String>,
    /// `--set` overlays, in order.
    pub overlays: Vec<String>,
    /// SHA-256 of the scenario's text, overlays applied.
    pub scenario_hash: String,
    /// SHA-256 of what the text takes from files of samples, if it names any.
    pub samples_hash: Option<String>,
    /// Root seed.
    pub seed: u64,
    /// Replications of the whole study; of each point, if it has points.
    pub replications: u64,
    /// Different points, of a sweep or a study of assumptions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub points: Option<u64>,
    /// Whatever else was asked for and changes what is kept, in words.
    pub settings: Vec<String>,
}

impl Identity {
    /// The identity of a study of a scenario.
    pub fn new(
        kind: &str,
        document: &Document,
        overlays: &[String],
        seed: u64,
        replications: u64,
        settings: Vec<String>,
    ) -> Self {
        Self {
            version: VERSION.to_owned(),
            kind: kind.to_owned(),
            scenario: document.id.clone(),
            policy: document.policy.clone(),
            overlays: overlays.to_vec(),
            scenario_hash: scenario_hash(document),
            samples_hash: samples_hash(document),
            seed,
            replications,
            points: None,
            settings,
        }
    }

    /// The same study, of so many points.
    #[must_use]
    pub fn with_points(mut self, points: u64) -> Self {
        self.points = Some(points);
        self
    }

    /// The same study, with what other forms of its scenario take from files of samples.
    #[must_use]
    pub fn with_samples(mut self, documents: &[&Document]) -> Self {
        for document in documents {
            if let Some(hash) = samples_hash(document) {
                self.samples_hash = Some(match self.samples_hash {
                    Some(before) => hex(&Sha256::digest((before + &hash).as_bytes())),
                    None => hash,
                });
            }
        }
        self
    }

    /// The seal under which partial results of this study are kept.
    pub fn fingerprint(&self) -> Fingerprint {
        // A struct of texts and numbers always has a JSON form.
        let text = serde_json::to_string(self).unwrap_or_default();
        Sha256::digest(text.as_bytes()).into()
    }

    /// The first respect in which `other` is another study than this one, in words that
    /// follow "it": `has seed 7, not 8`.
    pub fn difference(&self, other: &Self) -> Option<String> {
        let named = |id: &Option<String>| {
            id.as_ref()
                .map_or_else(|| "none".to_owned(), |id| format!("`{id}`"))
        };
        let list = |list: &[String], none: &str| {
            if list.is_empty() {
                none.to_owned()
            } else {
                list.join(" ")
            }
        };
        if self.version != other.version {
            return Some(format!(
                "was made by Sortie {}, not {}",
                other.version, self.version
            ));
        }
        if self.kind != other.kind {
            return Some(format!("is a `{}`, not a `{}`", other.kind, self.kind));
        }
        if self.scenario != other.scenario {
            return Some(format!(
                "is of scenario `{}`, not `{}`",
                other.scenario, self.scenario
            ));
        }
        if self.policy != other.policy {
            return Some(format!(
                "has the policy {}, not {}",
                named(&other.policy),
                named(&self.policy)
            ));
        }
        if self.overlays != other.overlays {
            return Some(format!(
                "has the overlays {}, not {}",
                list(&other.overlays, "none"),
                list(&self.overlays, "none")
            ));
        }
        if self.scenario_hash != other.scenario_hash {
            return Some(format!(
                "is of another text of the scenario (SHA-256 {}…, not {}…)",
                start(&other.scenario_hash),
                start(&self.scenario_hash)
            ));
        }
        if self.samples_hash != other.samples_hash {
            return Some("took other values from its files of samples".to_owned());
        }
        if self.seed != other.seed {
            return Some(format!("has seed {}, not {}", other.seed, self.seed));
        }
        if self.replications != other.replications {
            return Some(format!(
                "is of {} replications, not {}",
                other.replications, self.replications
            ));
        }
        if self.settings == other.settings && self.points != other.points {
            let count = |it: &Self| it.points.unwrap_or(1);
            return Some(format!(
                "is of {} points, not {}",
                count(other),
                count(self)
            ));
        }
        if self.settings != other.settings {
            let only = |mine: &[String], theirs: &[String]| {
                let own = mine.iter().filter(|it| !theirs.contains(it));
                list(&own.cloned().collect::<Vec<_>>(), "nothing more")
            };
            return Some(format!(
                "was asked for {}, not {}",
                only(&other.settings, &self.settings),
                only(&self.settings, &other.settings)
            ));
        }
        None
    }
}

/// What lies beside partial results, for people and for whoever takes them up again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunManifest {
    /// Always `sortie partial results`: marks the folder as ours.
    pub tool: String,
    /// Which part of the study this folder is for; `None` for all of it.
    #[serde(default)]
    pub shard: Option<Shard>,
    /// The command that makes the whole study.
    pub command: String,
    /// The study.
    pub study: Identity,
    /// Of a part: what was asked for, in the application's words, so that whoever joins the parts
    /// can bring the study to its end. A run has none: its identity says it all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request: Option<serde_json::Value>,
    /// SHA-256 of all of it, in hexadecimal digits: what is printed and run again from here is
    /// what was written.
    #[serde(default)]
    pub seal: String,
}

impl RunManifest {
    /// The mark.
    pub const TOOL: &'static str = "sortie partial results";

    /// A manifest.
    pub fn new(study: Identity, shard: Option<Shard>, command: String) -> Self {
        let run_manifest = Self {
            tool: Self::TOOL.to_owned(),
            shard,
            command,
            study,
            request: None,
            seal: String::new(),
        };
        run_manifest.sealed()
    }

    /// The same, with what was asked for.
    #[must_use]
    pub fn asking(mut self, request: serde_json::Value) -> Self {
        self.request = Some(request);
        self.sealed()
    }

    /// The same with the seal that belongs to it.
    #[must_use]
    pub fn sealed(mut self) -> Self {
        self.seal = String::new();
        // A struct of texts and numbers always has a JSON form.
        let text = serde_json::to_string(&self).unwrap_or_default();
        self.seal = hex(&Sha256::digest(text.as_bytes()));
        self
    }

    /// What is wrong with a manifest that was read, in words that follow "it"; whatever it names is
    /// used for paths and shown to people.
    pub fn flaw(&self) -> Option<&'static str> {
        let named = |id: &str| safe_id(id);
        if !named(&self.study.scenario) || !self.study.policy.as_deref().is_none_or(named) {
            return Some("names a scenario or policy by what can't be an id");
        }
        if !is_command(&self.command) {
            return Some("holds a command that is none of Sortie's");
        }
        if self.study.replications == 0 {
            return Some("is of no replications");
        }
        // Another version may have sealed another set of fields; that is told by its number.
        let own = self.study.version == VERSION;
        (own && self.clone().sealed().seal != self.seal)
            .then_some("was altered: its checksum does not fit")
    }

    /// The command that makes this part, or the whole.
    pub fn own_command(&self) -> String {
        match self.shard {
            Some(shard) => format!("{} --shard {shard}", self.command),
            None => self.command.clone(),
        }
    }
}

/// Whether a text can be the id of a scenario or policy and the name of a folder: one part of a
/// path, without control characters.
pub(crate) fn safe_id(text: &str) -> bool {
    safe_name(text) && !text.contains('/') && text.len() <= 255
}

/// Whether a text can be a command line that Sortie wrote down: one that calls it, without
/// control characters but for those that a value may hold.
pub(crate) fn is_command(text: &str) -> bool {
    let steers = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    text.starts_with("sortie ") && !text.chars().any(steers)
}

/// SHA-256 of a scenario's text, overlays applied, in hexadecimal digits.
pub fn scenario_hash(document: &Document) -> String {
    hex(&Sha256::digest(document.text.as_bytes()))
}

/// SHA-256 of all that can hold samples, as read; `None` if the text names no file of them.
fn samples_hash(document: &Document) -> Option<String> {
    document.text.contains("samples_file").then(|| {
        let read = format!(
            "{:?}",
            (
                &document.kinds,
                &document.threats,
                &document.nations,
                &document.teams,
                &document.rosters,
                &document.dispatch
            )
        );
        hex(&Sha256::digest(read.as_bytes()))
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        text.push_str(&format!("{byte:02x}"));
        text
    })
}

fn start(hash: &str) -> &str {
    hash.get(..12).unwrap_or(hash)
}

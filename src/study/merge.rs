//! Parts of a study that were run in several places: whether they make a whole, and which of them
//! has a chunk. A [`Job`](super::job::Job) that has them takes every chunk from there.

use std::ops::Range;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use thiserror::Error;

use super::chunk::Chunk;
use super::chunk_list::ChunkList;
use super::chunk_store::{self, ChunkStoreError, Found};
use super::identity::{Identity, VERSION};
use super::partial::{Damage, Fingerprint};
use super::shard::Shard;

/// Why parts could not be joined.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum MergeError {
    /// A folder can't be read, or is none of ours.
    #[error(transparent)]
    ChunkStore(#[from] ChunkStoreError),
    /// There is no such folder.
    #[error("there is no folder {0}\n  give the folders that a command with --shard wrote")]
    NoFolder(PathBuf),
    /// A folder holds no part.
    #[error("{0} holds no part of a study, such as `sortie run --shard 1/16` makes")]
    Nothing(PathBuf),
    /// Another version made them.
    #[error(
        "{folder} was made by Sortie {made}, this is {VERSION}; join the parts with the version that \
         made them"
    )]
    Version {
        /// The folder.
        folder: PathBuf,
        /// Its version.
        made: String,
    },
    /// Partial results that no part of a run are.
    #[error(
        "{folder} holds partial results of a `{kind}`, which can't be joined\n  finish it where \
         it was begun: {command} --resume"
    )]
    Kind {
        /// The folder.
        folder: PathBuf,
        /// What they are of.
        kind: String,
        /// The command that makes it.
        command: String,
    },
    /// Parts of two studies.
    #[error("{other} does not fit {first}: it {why}")]
    Differs {
        /// The first folder.
        first: PathBuf,
        /// Another.
        other: PathBuf,
        /// What is different about that one.
        why: String,
    },
    /// The scenario in the folder is not the one that was run.
    #[error("the scenario.toml in {folder} is not what was run there: it {why}")]
    Scenario {
        /// The folder.
        folder: PathBuf,
        /// Why not.
        why: String,
    },
    /// A replication is in two parts.
    #[error("{first} and {second} overlap: both are for {what}")]
    Overlap {
        /// A folder.
        first: PathBuf,
        /// Another.
        second: PathBuf,
        /// What is in both, in words.
        what: String,
    },
    /// A replication is in no part.
    #[error("{what} are in none of the folders; missing: {missing}")]
    Gap {
        /// What is missing, in words.
        what: String,
        /// What to run.
        missing: String,
    },
    /// A part is not complete.
    #[error("{folder} is not complete: {why} ({what})\n  finish it: {command}")]
    Incomplete {
        /// The folder.
        folder: PathBuf,
        /// What about the chunk.
        why: String,
        /// What the chunk holds, in words.
        what: String,
        /// What to run.
        command: String,
    },
}

/// Parts that fit together and leave nothing out.
#[derive(Clone, Debug)]
pub struct Parts {
    study: Identity,
    fingerprint: Fingerprint,
    list: ChunkList,
    /// In order of their chunks; parts without any are left out.
    tiles: Vec<Part>,
    /// The folder that was named first.
    first: Found,
    /// All folders that were named.
    folders: Vec<PathBuf>,
}

#[derive(Clone, Debug)]
struct Part {
    chunks: Range<u64>,
    shard: Shard,
    folder: PathBuf,
}

impl Parts {
    /// Looks at folders, and whether they make a whole.
    ///
    /// # Errors
    /// If they do not: another version, scenario, seed, policy, overlays; an overlap or a gap.
    pub fn look(folders: &[PathBuf]) -> Result<Self, MergeError> {
        let mut found = Vec::new();
        for folder in folders {
            match Found::look(folder) {
                Ok(Some(part)) => found.push(part),
                Ok(None) if !folder.exists() => {
                    return Err(MergeError::NoFolder(folder.clone()));
                }
                Ok(None) | Err(ChunkStoreError::Foreign(_)) => {
                    return Err(MergeError::Nothing(folder.clone()));
                }
                Err(error) => return Err(error.into()),
            }
        }
        let Some(first) = found.first().cloned() else {
            return Err(MergeError::Nothing(PathBuf::new()));
        };
        let study = first.run_manifest.study.clone();
        if study.version != VERSION {
            return Err(MergeError::Version {
                folder: first.folder,
                made: study.version,
            });
        }
        let kind = || MergeError::Kind {
            folder: first.folder.clone(),
            kind: study.kind.clone(),
            command: first.run_manifest.command.clone(),
        };
        let list = ChunkList::of(&study).ok_or_else(kind)?;
        // What a run needs to be brought to its end stands in its identity.
        if study.kind != "run" && first.run_manifest.request.is_none() {
            return Err(kind());
        }
        for other in &found {
            if let Some(why) = study.difference(&other.run_manifest.study) {
                return Err(MergeError::Differs {
                    first: first.folder,
                    other: other.folder.clone(),
                    why,
                });
            }
        }
        let mut parts: Vec<Part> = found
            .into_iter()
            .map(|part| {
                let shard = part.run_manifest.shard.unwrap_or(Shard::WHOLE);
                Part {
                    chunks: list.part(shard),
                    shard,
                    folder: part.folder,
                }
            })
            .filter(|part| !part.chunks.is_empty())
            .collect();
        parts.sort_by_key(|part| part.chunks.start);
        tile(
            &list,
            &parts,
            first.run_manifest.shard.unwrap_or(Shard::WHOLE),
        )?;
        Ok(Self {
            fingerprint: study.fingerprint(),
            study,
            list,
            tiles: parts,
            first,
            folders: folders.to_vec(),
        })
    }

    /// The study that they are parts of.
    pub const fn study(&self) -> &Identity {
        &self.study
    }

    /// The command that makes the whole.
    pub fn command(&self) -> &str {
        &self.first.run_manifest.command
    }

    /// What was asked for, if it was written down.
    pub const fn request(&self) -> Option<&serde_json::Value> {
        self.first.run_manifest.request.as_ref()
    }

    /// A folder with the scenario's text.
    pub fn folder(&self) -> &Path {
        &self.first.folder
    }

    /// All their folders.
    pub fn folders(&self) -> &[PathBuf] {
        &self.folders
    }

    /// The result of a chunk, from the folder that has it.
    ///
    /// # Errors
    /// Which part lacks it, or has it damaged, and how to finish that part.
    pub(super) fn get<P: DeserializeOwned>(
        &self,
        chunk: Chunk,
        fits: impl Fn(&P) -> bool,
    ) -> Result<P, MergeError> {
        let of = |part: &Part| part.chunks.end <= chunk.index;
        let at = self.tiles.partition_point(of);
        let Some(part) = self.tiles.get(at) else {
            return Err(MergeError::Gap {
                what: self.list.words(&(chunk.index..chunk.index + 1)),
                missing: "the last part".to_owned(),
            });
        };
        let why = match chunk_store::get(&part.folder, &self.fingerprint, chunk) {
            Ok(Some(result)) if fits(&result) => return Ok(result),
            Ok(Some(_)) => format!("a partial result is damaged: {}", Damage::Foreign),
            Ok(None) => "a partial result is missing".to_owned(),
            Err(damage) => format!("a partial result is damaged: {damage}"),
        };
        let shard = if part.shard == Shard::WHOLE {
            String::new()
        } else {
            format!(" --shard {}", part.shard)
        };
        Err(MergeError::Incomplete {
            folder: part.folder.clone(),
            why,
            what: self.list.words(&(chunk.index..chunk.index + 1)),
            command: format!(
                "{}{shard} --resume --out {}",
                self.command(),
                part.folder.display()
            ),
        })
    }
}

/// Refuses parts that overlap or leave a gap. `like` says how they were most likely cut.
fn tile(list: &ChunkList, parts: &[Part], like: Shard) -> Result<(), MergeError> {
    let mut next = 0;
    let mut before: Option<&Part> = None;
    let gap = |from: u64, to: u64| {
        let wanted = from..to;
        let missing: Vec<String> = like
            .others()
            .filter(|shard| {
                let chunks = list.part(*shard);
                chunks.start < wanted.end && wanted.start < chunks.end
            })
            .take(5)
            .map(|shard| format!("--shard {shard}"))
            .collect();
        MergeError::Gap {
            what: list.words(&wanted),
            missing: missing.join(", "),
        }
    };
    for part in parts {
        if part.chunks.start > next {
            return Err(gap(next, part.chunks.start));
        }
        if let Some(before) = before.filter(|_| part.chunks.start < next) {
            let both = part.chunks.start..next.min(part.chunks.end);
            return Err(MergeError::Overlap {
                first: before.folder.clone(),
                second: part.folder.clone(),
                what: list.words(&both),
            });
        }
        next = part.chunks.end;
        before = Some(part);
    }
    if next < list.chunks() {
        return Err(gap(next, list.chunks()));
    }
    Ok(())
}

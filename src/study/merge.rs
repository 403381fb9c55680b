//! Parts of a study that were run in several places, joined to what one place would have made.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Instant;

use serde::de::DeserializeOwned;
use thiserror::Error;

use crate::world::World;

use super::chunk::{Chunk, Plan};
use super::chunk_store::{self, ChunkStoreError, Found};
use super::error::StudyError;
use super::identity::{Identity, VERSION};
use super::partial::{Damage, Fingerprint};
use super::pipeline::in_order;
use super::run::{RunChunk, Sections, Study, Write};
use super::shard::Shard;

/// Why parts could not be joined.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum MergeError {
    /// A folder can't be read, or is none of ours.
    #[error(transparent)]
    ChunkStore(#[from] ChunkStoreError),
    /// There is no such folder.
    #[error("there is no folder {0}\n  give the folders that `sortie run --shard` wrote")]
    NoFolder(PathBuf),
    /// A folder holds no part.
    #[error("{0} holds no part of a run, such as `sortie run --shard 1/16` makes")]
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
    #[error("{first} and {second} overlap: both are for replications {from} to {to}")]
    Overlap {
        /// A folder.
        first: PathBuf,
        /// Another.
        second: PathBuf,
        /// First replication in both.
        from: u64,
        /// Last replication in both.
        to: u64,
    },
    /// A replication is in no part.
    #[error("replications {from} to {to} are in none of the folders; missing: {missing}")]
    Gap {
        /// First missing replication.
        from: u64,
        /// Last missing replication.
        to: u64,
        /// What to run.
        missing: String,
    },
    /// A part is not complete.
    #[error(
        "{folder} is not complete: {why} (replications {from} to {to})\n  finish it: {command}"
    )]
    Incomplete {
        /// The folder.
        folder: PathBuf,
        /// What about the chunk.
        why: String,
        /// First replication of the chunk.
        from: u64,
        /// Last replication of the chunk.
        to: u64,
        /// What to run.
        command: String,
    },
    /// The work could not be done.
    #[error(transparent)]
    Study(#[from] StudyError),
}

/// Parts that fit together and leave nothing out.
#[derive(Clone, Debug)]
pub struct Parts {
    study: Identity,
    command: String,
    fingerprint: Fingerprint,
    plan: Plan,
    /// In order of their chunks; parts without any are left out.
    tiles: Vec<Part>,
    /// The folder that was named first.
    first: Found,
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
        if study.kind != "run" {
            return Err(MergeError::Kind {
                folder: first.folder,
                kind: study.kind,
                command: first.run_manifest.command,
            });
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
        let plan = Plan::new(study.replications);
        let mut parts: Vec<Part> = found
            .into_iter()
            .map(|part| {
                let shard = part.run_manifest.shard.unwrap_or(Shard::WHOLE);
                Part {
                    chunks: shard.chunks(plan.chunks()),
                    shard,
                    folder: part.folder,
                }
            })
            .filter(|part| !part.chunks.is_empty())
            .collect();
        parts.sort_by_key(|part| part.chunks.start);
        tile(
            &plan,
            &parts,
            first.run_manifest.shard.unwrap_or(Shard::WHOLE),
        )?;
        Ok(Self {
            fingerprint: study.fingerprint(),
            study,
            command: first.run_manifest.command.clone(),
            plan,
            tiles: parts,
            first,
        })
    }

    /// The study that they are parts of.
    pub const fn study(&self) -> &Identity {
        &self.study
    }

    /// The command that makes the whole.
    pub fn command(&self) -> &str {
        &self.command
    }

    /// A folder with the scenario's text.
    pub fn folder(&self) -> &Path {
        &self.first.folder
    }

    /// Joins the parts of a run. `progress` is told how many replications are done, `write`
    /// gets the encoded records of one chunk after another.
    ///
    /// # Errors
    /// If a part lacks a chunk or one is damaged, or it was told to stop.
    pub fn join(
        &self,
        world: &World,
        threads: usize,
        stop: &AtomicBool,
        mut progress: impl FnMut(u64),
        write: &mut Write<'_>,
    ) -> Result<Study, MergeError> {
        let started = Instant::now();
        let mut sections = Sections::default();
        let mut done = 0;
        let all = self.plan.chunks();
        let joined = in_order(
            0..all,
            threads,
            stop,
            || (),
            |(), index| {
                self.get(index, |chunk, piece: &RunChunk| {
                    piece.tally.replications == chunk.count && piece.tally.is_of(world)
                })
            },
            |_, (chunk, piece): (Chunk, RunChunk)| {
                sections.add(chunk, piece.tally);
                write(piece.records).map_err(StudyError::Records)?;
                done += chunk.count;
                progress(done);
                Ok(())
            },
        )?;
        if joined < all {
            return Err(StudyError::Interrupted.into());
        }
        let study = &self.study;
        Ok(sections.study(world, study.seed, study.replications, started.elapsed()))
    }

    /// The result of a chunk, from the folder that has it.
    fn get<P: DeserializeOwned>(
        &self,
        index: u64,
        fits: impl Fn(Chunk, &P) -> bool,
    ) -> Result<(Chunk, P), MergeError> {
        let at = self.tiles.partition_point(|part| part.chunks.end <= index);
        let (Some(part), Some(chunk)) = (self.tiles.get(at), self.plan.chunk(index)) else {
            return Err(StudyError::Interrupted.into());
        };
        let why = match chunk_store::get(&part.folder, &self.fingerprint, chunk) {
            Ok(Some(result)) if fits(chunk, &result) => {
                return Ok((chunk, result));
            }
            Ok(Some(_)) => Damage::Foreign.to_string(),
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
            from: chunk.first,
            to: chunk.first + chunk.count - 1,
            command: format!(
                "{}{shard} --resume --out {}",
                self.command,
                part.folder.display()
            ),
        })
    }
}

/// Refuses parts that overlap or leave a gap. `like` says how they were most likely cut.
fn tile(plan: &Plan, parts: &[Part], like: Shard) -> Result<(), MergeError> {
    let mut next = 0;
    let mut before: Option<&Part> = None;
    let gap = |from: u64, to: u64| {
        let wanted = from..to;
        let replications = plan.replications_of(&wanted);
        let missing: Vec<String> = like
            .others()
            .filter(|shard| {
                let chunks = shard.chunks(plan.chunks());
                chunks.start < wanted.end && wanted.start < chunks.end
            })
            .take(5)
            .map(|shard| format!("--shard {shard}"))
            .collect();
        MergeError::Gap {
            from: replications.start,
            to: replications.end - 1,
            missing: missing.join(", "),
        }
    };
    for part in parts {
        if part.chunks.start > next {
            return Err(gap(next, part.chunks.start));
        }
        if let Some(before) = before.filter(|_| part.chunks.start < next) {
            let both = part.chunks.start..next.min(part.chunks.end);
            let replications = plan.replications_of(&both);
            return Err(MergeError::Overlap {
                first: before.folder.clone(),
                second: part.folder.clone(),
                from: replications.start,
                to: replications.end - 1,
            });
        }
        next = part.chunks.end;
        before = Some(part);
    }
    if next < plan.chunks() {
        return Err(gap(next, plan.chunks()));
    }
    Ok(())
}

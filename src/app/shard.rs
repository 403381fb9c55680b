//! One part of a run, here or on another machine.

use std::ops::Range;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::disk::FolderLock;
use crate::report::results::ResultsError;
use crate::report::target::refuse_inputs;
use crate::study::Shard;
use crate::study::chunk::Plan;
use crate::world::World;

use super::error::AppError;
use super::output::{default_folder, inputs};
use super::records::encoder;
use super::run::{RunRequest, Teller, run_of};
use super::watch::Watch;

/// A part that is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShardOutcome {
    /// The folder that holds it, for [`merge`](super::merge()).
    pub folder: PathBuf,
    /// The replications in it.
    pub part: Range<u64>,
    /// Replications of the whole run.
    pub replications: u64,
}

/// Runs one part of a run, whose results stay in a folder for [`merge`](super::merge()).
///
/// # Errors
/// If the scenario has mistakes, the folder can't take the part, a replication fails, or it was
/// told to stop.
pub fn run_shard(
    request: &RunRequest,
    shard: Shard,
    stop: &AtomicBool,
    watch: &mut dyn Watch,
) -> Result<ShardOutcome, AppError> {
    let (document, run_manifest) = request.open(Some(shard), watch)?;
    let folder = request.output.folder_or(|| {
        let mut name = default_folder(&document).into_os_string();
        name.push(format!(".shard-{}-of-{}", shard.part(), shard.of()));
        PathBuf::from(name)
    });
    refuse_inputs(&folder, &inputs(&document))?;
    let lock = FolderLock::take(&folder).map_err(ResultsError::from)?;
    let checkpoint = request.checkpoint(Some(Arc::new(lock)), &run_manifest, &document)?;
    let replications = run_manifest.study.replications;
    let plan = Plan::new(replications);
    let chunks = shard.chunks(plan.chunks());
    let part = plan.replications_of(&chunks);
    let world = World::compile(document);
    let mut teller = Teller::begin(part.end - part.start, watch);
    let work = || {
        let encode = encoder(&world, &run_manifest.study)?;
        let run = run_of(&world, &run_manifest, encode.as_deref());
        let job = checkpoint.job(request.threads, stop);
        run.part(job, chunks, |progress| teller.tell(progress))
    };
    let done = checkpoint.label().and_then(|()| work());
    teller.end();
    if let Err(error) = done {
        return Err(request.failed(error, &run_manifest, checkpoint));
    }
    checkpoint.leave()?;
    Ok(ShardOutcome {
        folder,
        part,
        replications,
    })
}

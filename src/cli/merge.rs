//! `sortie merge`.

use std::path::PathBuf;

use clap::Args;

use crate::export::incidents;

use crate::study::identity::Identity;
use crate::study::merge::{MergeError, Parts};
use crate::study::{ChunkStoreError, Progress, SoFar, StudyError, scenario_copy};
use crate::world::World;

use super::progress::Bar;
use super::publish::{
    Finding, START, append, claim, conclude, default_folder, finish, inputs, publish, record_file,
};
use super::{Failed, check_limit, interrupt};

/// Arguments of `sortie merge`.
#[derive(Clone, Debug, Args)]
pub(super) struct MergeArgs {
    /// Folders that `sortie run --shard` made: all parts of one run, in any order
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Worker threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = super::number::between::<u16>(1, 1024))]
    threads: Option<u16>,
    /// Folder of the results [default: output/SCENARIO, or output/SCENARIO--POLICY]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace results of another scenario, put results beside other things (which stay)
    #[arg(long)]
    force: bool,
    /// Print nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

/// Joins the parts of a run to the results that one run would have made.
pub(super) fn merge(args: &MergeArgs) -> Result<(), Failed> {
    let parts = Parts::look(&args.folders).map_err(|error| refused(&error))?;
    let world = load(&parts)?;
    let folder = args
        .out
        .clone()
        .unwrap_or_else(|| default_folder(&world.document));
    let study = parts.study();
    check_limit(study.replications, &world.document)?;
    let mut read = inputs(&world.document);
    read.extend(args.folders.iter().cloned());
    let place = claim(&folder, &world.document.id, args.force, &read)?;
    let stop = interrupt::watch();
    let bar = Bar::new(study.replications, args.quiet);
    let work = || {
        let mut file = record_file(&place, study)?;
        let joined = parts.join(
            &world,
            args.threads.map_or(0, usize::from),
            stop,
            |done| {
                let found = done;
                let so_far = SoFar {
                    done,
                    found,
                    ..SoFar::default()
                };
                bar.show(&Progress {
                    so_far,
                    ..Progress::default()
                });
            },
            &mut |bytes| append(&mut file, bytes),
        )?;
        finish(file)?;
        let history = incidents::rows(&world, study.seed, 0, stop)?;
        Ok((joined, history))
    };
    let worked = work();
    bar.end();
    let (joined, history) = worked.map_err(|error| refused(&error))?;
    let finding = Finding {
        world: &world,
        study: &joined,
        history: &history,
        identity: study,
        command: parts.command(),
    };
    let published = publish(&place, &finding, args.quiet)?;
    conclude(&published, &folder, START, args.quiet)
}

/// The world that the parts were run in, from the scenario that lies with them.
fn load(parts: &Parts) -> Result<World, Failed> {
    let study = parts.study();
    let folder = parts.folder();
    scenario_copy::inspect(folder).map_err(|(path, error)| {
        Failed::Usage(format!("error: cannot read {}: {error}", path.display()))
    })?;
    let loaded = scenario_copy::load(folder, &study.scenario, study.policy.as_deref())?;
    let document = loaded.document;
    let here = Identity::new(
        &study.kind,
        &document,
        &study.overlays,
        study.seed,
        study.replications,
        study.settings.clone(),
    );
    match study.difference(&here) {
        None => Ok(World::compile(document)),
        Some(why) => Err(refused(&MergeError::Scenario {
            folder: folder.to_owned(),
            why,
        })),
    }
}

fn refused(error: &MergeError) -> Failed {
    let message = format!("error: {error}");
    match error {
        MergeError::Study(StudyError::Interrupted) => {
            Failed::Interrupted(message + "\n  the parts are as they were")
        }
        MergeError::ChunkStore(ChunkStoreError::Unsound { .. }) => Failed::Usage(message),
        MergeError::Study(_) | MergeError::ChunkStore(_) => Failed::Run(message),
        _ => Failed::Usage(message),
    }
}

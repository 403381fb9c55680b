//! `sortie merge`.

use std::path::PathBuf;

use clap::Args;

use crate::export::incidents;
use crate::scenario::{self, Style};
use crate::study::identity::Identity;
use crate::study::merge::{MergeError, Parts};
use crate::study::{Progress, StudyError};
use crate::world::World;

use super::progress::Bar;
use super::publish::{Finding, default_folder, publish, staging};
use super::{Failed, interrupt};

/// Arguments of `sortie merge`.
#[derive(Clone, Debug, Args)]
pub(super) struct MergeArgs {
    /// Folders that `sortie run --shard` made: all parts of one run, in any order
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// Worker threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Folder of the results [default: output/SCENARIO, or output/SCENARIO--POLICY]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace the results folder even if it holds something else
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
    let staging = staging(&folder, &world.document.id, args.force)?;
    let study = parts.study();
    let stop = interrupt::watch();
    let bar = Bar::new(study.replications, args.quiet);
    let joined = parts.join(&world, args.threads.map_or(0, usize::from), stop, |done| {
        bar.show(&Progress {
            done,
            found: done,
            ..Progress::default()
        });
    });
    bar.end();
    let recorded = joined.and_then(|joined| {
        let history = incidents::record(&world, study.seed, 0).map_err(StudyError::from)?;
        Ok((joined, history))
    });
    let (joined, history) = match recorded {
        Ok(recorded) => recorded,
        Err(error) => {
            staging.abandon();
            return Err(refused(&error));
        }
    };
    let finding = Finding {
        world: &world,
        study: &joined,
        history: &history,
        identity: study,
        command: parts.command(),
    };
    let published = publish(&staging, &finding, args.quiet, &folder);
    staging.abandon();
    published
}

/// The world that the parts were run in, from the scenario that lies with them.
fn load(parts: &Parts) -> Result<World, Failed> {
    let study = parts.study();
    let text = parts.scenario().map_err(|error| refused(&error))?;
    let folder = parts.folder();
    let name = folder.join("scenario.toml").display().to_string();
    let loaded = scenario::load(&text, &name, &study.scenario, Some(folder))
        .map_err(|report| Failed::Usage(report.render(Style::for_stderr())))?;
    let mut document = loaded.document;
    document.policy.clone_from(&study.policy);
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
        MergeError::Study(_) | MergeError::Shelf(_) => Failed::Run(message),
        _ => Failed::Usage(message),
    }
}

//! `sortie run`.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;

use crate::disk::FolderLock;
use crate::export::incidents;
use crate::export::parquet::Encoder;
use crate::outcome::Rows;
use crate::report::target::refuse_inputs;
use crate::report::words::grouped;
use crate::scenario::document::Document;
use crate::study::chunk::Plan;
use crate::study::{
    Encode, Identity, ReplicationFailure, Run, RunManifest, Shard, SoFar, Study, StudyError,
};
use crate::world::World;

use super::interrupt;
use super::progress::Bar;
use super::publish::{
    Finding, RECORDS, START, append, claim, conclude, default_folder, finish, inputs, publish,
    record_file, refused, wants_records,
};
use super::resume::{self, Checkpoint, ResumeArgs, broken_off};
use super::{Failed, Source, check_limit, complain, quote, say};

/// Arguments of `sortie run`.
#[derive(Clone, Debug, Args)]
pub(super) struct RunArgs {
    #[command(flatten)]
    source: Source,
    /// How many replications [default: the scenario's]
    #[arg(short = 'n', long, value_name = "N", allow_negative_numbers = true, value_parser = super::number::at_least(1))]
    replications: Option<u64>,
    /// Root seed [default: the scenario's]
    #[arg(short, long, value_name = "S", allow_negative_numbers = true, value_parser = super::number::at_least(0))]
    seed: Option<u64>,
    /// Worker threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = super::number::between::<u16>(1, 1024))]
    threads: Option<u16>,
    /// Folder of the results [default: output/SCENARIO, or output/SCENARIO--POLICY]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write the incidents of all replications to incidents.parquet
    #[arg(long)]
    records: bool,
    /// Run one part alone, here or on another machine; `sortie merge` joins them [like: 3/16]
    #[arg(long, value_name = "PART/PARTS")]
    shard: Option<Shard>,
    #[command(flatten)]
    resume: ResumeArgs,
    /// Print how fast the simulation ran
    #[arg(long)]
    timings: bool,
    /// Print nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

/// Runs a scenario and writes its results, or one part of it.
pub(super) fn run(args: &RunArgs) -> Result<(), Failed> {
    let document = args.source.load(args.quiet)?.document;
    let replications = args.replications.unwrap_or(document.replications);
    check_limit(replications, &document)?;
    let seed = args.seed.unwrap_or(document.seed);
    let settings = if args.records {
        vec![RECORDS.to_owned()]
    } else {
        Vec::new()
    };
    let overlays = &args.source.overlays;
    let study = Identity::new("run", &document, overlays, seed, replications, settings);
    let run_manifest = RunManifest::new(study, args.shard, command(args, replications, seed));
    match args.shard {
        Some(shard) => run_part(args, document, &run_manifest, shard),
        None => run_whole(args, document, &run_manifest),
    }
}

fn run_whole(args: &RunArgs, document: Document, run_manifest: &RunManifest) -> Result<(), Failed> {
    let folder = args
        .out
        .clone()
        .unwrap_or_else(|| default_folder(&document));
    let force = args.resume.force;
    let place = claim(&folder, &document.id, force, &inputs(&document))?;
    let checkpoint = open_checkpoint(args, place.lock(), run_manifest, &document)?;
    let world = World::compile(document);
    let bar = Bar::new(run_manifest.study.replications, args.quiet);
    let mut so_far = SoFar::default();
    let mut work = || {
        let encode = encoder(&world, &run_manifest.study)?;
        let mut file = record_file(&place, &run_manifest.study)?;
        let study = run_of(&world, run_manifest, encode.as_deref()).study(
            checkpoint.job(args.threads),
            |progress| {
                bar.show(progress);
                so_far.clone_from(&progress.so_far);
            },
            &mut |bytes| append(&mut file, bytes),
        )?;
        finish(file)?;
        let history = incidents::rows(&world, run_manifest.study.seed, 0, interrupt::watch())?;
        Ok((study, history))
    };
    let worked = work();
    bar.end();
    Checkpoint::remark(&so_far, args.quiet, resume::replications);
    let (study, history) = match worked {
        Ok(recorded) => recorded,
        Err(error) => return Err(failed(&error, args, run_manifest, checkpoint)),
    };
    let results = Finding {
        world: &world,
        study: &study,
        history: &history,
        identity: &run_manifest.study,
        command: &run_manifest.command,
    };
    let published = match publish(&place, &results, args.quiet) {
        Ok(published) => published,
        Err(failed) => return Err(checkpoint.give_up(failed, None)),
    };
    checkpoint.finish();
    if args.timings {
        complain(&timings(&study));
    }
    conclude(&published, &folder, START, args.quiet)
}

/// Runs one part, whose results stay in a folder for `sortie merge`.
fn run_part(
    args: &RunArgs,
    document: Document,
    run_manifest: &RunManifest,
    shard: Shard,
) -> Result<(), Failed> {
    let folder = args.out.clone().unwrap_or_else(|| {
        let mut name = default_folder(&document).into_os_string();
        name.push(format!(".shard-{}-of-{}", shard.part(), shard.of()));
        PathBuf::from(name)
    });
    refuse_inputs(&folder, &inputs(&document)).map_err(|error| refused(&error))?;
    let lock = FolderLock::take(&folder).map_err(|error| refused(&error.into()))?;
    let checkpoint = open_checkpoint(args, Some(Arc::new(lock)), run_manifest, &document)?;
    let plan = Plan::new(run_manifest.study.replications);
    let chunks = shard.chunks(plan.chunks());
    let part = plan.replications_of(&chunks);
    let world = World::compile(document);
    let bar = Bar::new(part.end - part.start, args.quiet);
    let mut so_far = SoFar::default();
    let work = || {
        let encode = encoder(&world, &run_manifest.study)?;
        let run = run_of(&world, run_manifest, encode.as_deref());
        run.part(checkpoint.job(args.threads), chunks, |progress| {
            bar.show(progress);
            so_far.clone_from(&progress.so_far);
        })
    };
    let done = checkpoint.label().and_then(|()| work());
    bar.end();
    Checkpoint::remark(&so_far, args.quiet, resume::replications);
    if let Err(error) = done {
        return Err(failed(&error, args, run_manifest, checkpoint));
    }
    checkpoint.leave()?;
    if !args.quiet {
        say(&format!(
            "Part {shard}: {} of {} replications in {}\n\
             join all {} parts with: sortie merge DIR…\n",
            grouped(part.end - part.start),
            grouped(run_manifest.study.replications),
            folder.display(),
            grouped(shard.of())
        ))?;
    }
    Ok(())
}

fn open_checkpoint(
    args: &RunArgs,
    lock: Option<Arc<FolderLock>>,
    run_manifest: &RunManifest,
    document: &Document,
) -> Result<Checkpoint, Failed> {
    let plan = Plan::new(run_manifest.study.replications);
    let chunks = run_manifest
        .shard
        .unwrap_or(Shard::WHOLE)
        .chunks(plan.chunks());
    let all = Some(chunks.end - chunks.start);
    Checkpoint::open(
        &args.resume,
        lock,
        run_manifest,
        document,
        all,
        args.out.as_deref(),
    )
}

/// The run that a manifest is of.
fn run_of<'a>(
    world: &'a World,
    run_manifest: &RunManifest,
    records: Option<&'a Encode>,
) -> Run<'a> {
    Run {
        world,
        seed: run_manifest.study.seed,
        replications: run_manifest.study.replications,
        records,
    }
}

/// How incidents are encoded, if they are wanted.
fn encoder(world: &World, identity: &Identity) -> Result<Option<Box<Encode>>, StudyError> {
    if !wants_records(identity) {
        return Ok(None);
    }
    let encoder = Encoder::new(world).map_err(|error| StudyError::Records(error.to_string()))?;
    Ok(Some(Box::new(move |rows: &Rows| {
        encoder.encode(rows).map_err(|error| error.to_string())
    })))
}

/// The command that makes the same results.
fn command(args: &RunArgs, replications: u64, seed: u64) -> String {
    let mut command = format!(
        "sortie run {} --replications {replications} --seed {seed}",
        args.source.words()
    );
    if args.records {
        command.push_str(" --records");
    }
    command
}

fn failed(
    error: &StudyError,
    args: &RunArgs,
    run_manifest: &RunManifest,
    checkpoint: Checkpoint,
) -> Failed {
    let message = format!("error: {error}");
    let StudyError::Replication(ReplicationFailure { replication, .. }) = error else {
        return checkpoint.give_up(broken_off(error, message), Some(error));
    };
    checkpoint.discard();
    let to = args.out.as_ref().map_or_else(String::new, |out| {
        format!(" to {}", quote(&out.display().to_string()))
    });
    Failed::Run(format!(
        "{message}\n  see it happen: sortie trace {} --replication {replication} --seed {}\n  \
         no results were written{to}",
        args.source.words(),
        run_manifest.study.seed
    ))
}

fn timings(study: &Study) -> String {
    let seconds = study.elapsed.as_secs_f64().max(1e-9);
    let rate = |count: u64| grouped((count as f64 / seconds) as u64);
    format!(
        "timings: {seconds:.3} s simulating; {} events, {} incidents, {} replications a second",
        rate(study.pooled.events),
        rate(study.pooled.all_incidents),
        rate(study.replications)
    )
}

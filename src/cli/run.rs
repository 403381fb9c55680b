//! `sortie run`.

use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;

use crate::export::incidents;
use crate::export::parquet::Encoder;
use crate::outcome::Rows;
use crate::report::words::grouped;
use crate::scenario::document::Document;
use crate::study::chunk::Plan;
use crate::study::scenario_copy::ScenarioCopy;
use crate::study::{
    Card, Encode, Found, Identity, Keep, Progress, ReplicationFailure, Run, Shard, Shelf,
    ShelfError, Study, StudyError,
};
use crate::world::World;

use super::progress::Bar;
use super::publish::{
    Finding, RECORDS, append, default_folder, finish, publish, record_file, staging, wants_records,
};
use super::{Failed, Source, check_limit, complain, interrupt, quote, say};

/// Arguments of `sortie run`.
// Each flag is one of the command line's, and they are independent.
#[allow(clippy::struct_excessive_bools)]
#[derive(Clone, Debug, Args)]
pub(super) struct RunArgs {
    #[command(flatten)]
    source: Source,
    /// How many replications [default: the scenario's]
    #[arg(short = 'n', long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u64).range(1..))]
    replications: Option<u64>,
    /// Root seed [default: the scenario's]
    #[arg(short, long, value_name = "S", allow_negative_numbers = true)]
    seed: Option<u64>,
    /// Worker threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Folder of the results [default: output/SCENARIO, or output/SCENARIO--POLICY]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write the incidents of all replications to incidents.parquet
    #[arg(long)]
    records: bool,
    /// Go on where an interrupted run of the same stopped; keep partial results from the start
    #[arg(long)]
    resume: bool,
    /// Run one part alone, here or on another machine; `sortie merge` joins them [like: 3/16]
    #[arg(long, value_name = "PART/PARTS")]
    shard: Option<Shard>,
    /// Replace the results folder even if it holds something else, or an interrupted run
    #[arg(long)]
    force: bool,
    /// Print how fast the simulation ran
    #[arg(long)]
    timings: bool,
    /// Print nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

/// Partial results are kept from this time on: less work is sooner done again.
const PATIENCE: Duration = Duration::from_secs(2);

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
    let card = Card::new(study, args.shard, command(args, replications, seed));
    match args.shard {
        Some(shard) => run_part(args, document, &card, shard),
        None => run_whole(args, document, &card),
    }
}

fn run_whole(args: &RunArgs, document: Document, card: &Card) -> Result<(), Failed> {
    let folder = args
        .out
        .clone()
        .unwrap_or_else(|| default_folder(&document));
    let staging = staging(&folder, &document.id, args.force)?;
    let shelf = match take_up(args, staging.home(), card, &document) {
        Ok(shelf) => shelf,
        Err(failed) => {
            staging.abandon();
            return Err(failed);
        }
    };
    let world = World::compile(document);
    let stop = interrupt::watch();
    let again = resume_command(args, card);
    let bar = Bar::new(card.study.replications, args.quiet);
    let keep = Keep {
        shelf: &shelf,
        resume: args.resume,
        patience: if args.resume {
            Duration::ZERO
        } else {
            PATIENCE
        },
    };
    let mut remarks = Remarks::default();
    let mut work = || {
        let encode = encoder(&world, &card.study)?;
        let mut file = record_file(&staging, &card.study)?;
        let run = Run {
            world: &world,
            seed: card.study.seed,
            replications: card.study.replications,
            threads: args.threads.map_or(0, usize::from),
            stop,
            keep: Some(keep),
            records: encode.as_deref(),
        };
        let study = run.study(
            |progress| {
                bar.show(progress);
                remarks.note(progress);
            },
            &mut |bytes| append(&mut file, bytes),
        )?;
        finish(file)?;
        Ok((study, incidents::record(&world, card.study.seed, 0)?))
    };
    let worked = work();
    bar.end();
    remarks.say(args.quiet);
    let (study, history) = match worked {
        Ok(recorded) => recorded,
        Err(error) => {
            let failed = failed(&error, args, card, &shelf, &again);
            if matches!(error, StudyError::Replication(_)) {
                // The next try would fail like this one.
                let _ = shelf.clear();
            }
            shelf.release();
            staging.abandon();
            return Err(failed);
        }
    };
    let results = Finding {
        world: &world,
        study: &study,
        history: &history,
        identity: &card.study,
        command: &card.command,
    };
    let published = publish(&staging, &results, args.quiet, &folder);
    if let Err(failed) = published {
        let kept = shelf.kept() > 0;
        shelf.release();
        staging.abandon();
        return Err(if kept {
            failed.add(&format!(
                "\n  what was worked out is kept; put it right and go on with: {again}"
            ))
        } else {
            failed
        });
    }
    let cleared = shelf.clear();
    shelf.release();
    if let Err(error) = cleared {
        complain(&format!("note: {error}; it is no longer needed"));
    }
    if args.timings {
        complain(&timings(&study));
    }
    Ok(())
}

/// Runs one part, whose results stay in a folder for `sortie merge`.
fn run_part(args: &RunArgs, document: Document, card: &Card, shard: Shard) -> Result<(), Failed> {
    let folder = args.out.clone().unwrap_or_else(|| {
        let mut name = default_folder(&document).into_os_string();
        name.push(format!(".shard-{}-of-{}", shard.part(), shard.of()));
        PathBuf::from(name)
    });
    let shelf = take_up(args, &folder, card, &document)?;
    let plan = Plan::new(card.study.replications);
    let chunks = shard.chunks(plan.chunks());
    let part = plan.replications_of(&chunks);
    let world = World::compile(document);
    let stop = interrupt::watch();
    let again = resume_command(args, card);
    let bar = Bar::new(part.end - part.start, args.quiet);
    let mut remarks = Remarks::default();
    let work = || {
        let encode = encoder(&world, &card.study)?;
        let run = Run {
            world: &world,
            seed: card.study.seed,
            replications: card.study.replications,
            threads: args.threads.map_or(0, usize::from),
            stop,
            keep: Some(Keep {
                shelf: &shelf,
                resume: args.resume,
                patience: Duration::ZERO,
            }),
            records: encode.as_deref(),
        };
        run.part(chunks, |progress| {
            bar.show(progress);
            remarks.note(progress);
        })
    };
    let done = shelf
        .label()
        .map_err(StudyError::from)
        .and_then(|()| work());
    bar.end();
    remarks.say(args.quiet);
    let failed = done
        .err()
        .map(|error| failed(&error, args, card, &shelf, &again));
    shelf.release();
    if let Some(failed) = failed {
        return Err(failed);
    }
    if !args.quiet {
        say(&format!(
            "Part {shard}: {} of {} replications in {}\n\
             join all {} parts with: sortie merge DIR…\n",
            grouped(part.end - part.start),
            grouped(card.study.replications),
            folder.display(),
            grouped(shard.of())
        ))?;
    }
    Ok(())
}

/// Takes hold of the folder of partial results, and decides what becomes of those in it.
fn take_up(args: &RunArgs, home: &Path, card: &Card, document: &Document) -> Result<Shelf, Failed> {
    let found = Found::look(home).map_err(|error| unkept(&error))?;
    let shelf = Shelf::hold(home, card.clone(), ScenarioCopy::of(document))
        .map_err(|error| unkept(&error))?;
    let Some(found) = found else {
        return Ok(shelf);
    };
    let why = card.study.difference(&found.card.study).or_else(|| {
        (card.shard != found.card.shard).then(|| {
            let named = |shard: Option<Shard>| {
                shard.map_or_else(|| "the whole".to_owned(), |shard| format!("part {shard}"))
            };
            format!("is {}, not {}", named(found.card.shard), named(card.shard))
        })
    });
    let refused = match why {
        None if args.resume => return Ok(shelf),
        None => {
            let plan = Plan::new(card.study.replications);
            let all = card.shard.unwrap_or(Shard::WHOLE).chunks(plan.chunks());
            format!(
                "error: {} holds {} of {} chunks of this very run\n  \
                 go on with --resume, or start over with --force",
                home.display(),
                grouped(found.kept()),
                grouped(all.end - all.start)
            )
        }
        Some(why) => format!(
            "error: {} holds parts of another run: it {why}\n  \
             finish that one: {} --resume\n  or choose another folder with --out DIR, or give \
             it up with --force",
            home.display(),
            found.card.own_command()
        ),
    };
    if args.force {
        shelf.clear().map_err(|error| unkept(&error))?;
        return Ok(shelf);
    }
    shelf.release();
    Err(Failed::Usage(refused))
}

fn unkept(error: &ShelfError) -> Failed {
    let message = format!("error: {error}\n  choose another folder with --out DIR");
    match error {
        ShelfError::Foreign(_) => Failed::Usage(message),
        _ => Failed::Run(message),
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

/// Partial results that were damaged.
#[derive(Debug, Default)]
struct Remarks(usize, String);

impl Remarks {
    fn note(&mut self, progress: &Progress) {
        if self.0 == progress.damaged.len() {
            return;
        }
        self.0 = progress.damaged.len();
        if let Some((chunk, damage)) = progress.damaged.first() {
            self.1 = format!(
                "note: {} damaged partial result{} worked out again; the first was of \
                 replications {} to {}: {damage}",
                self.0,
                if self.0 == 1 { " was" } else { "s were" },
                chunk.first,
                chunk.first + chunk.count - 1
            );
        }
    }

    fn say(&self, quiet: bool) {
        if !quiet {
            complain(&self.1);
        }
    }
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

/// The command that goes on with this run.
fn resume_command(args: &RunArgs, card: &Card) -> String {
    let mut command = card.own_command();
    if let Some(out) = &args.out {
        command.push_str(&format!(" --out {}", quote(&out.display().to_string())));
    }
    command + " --resume"
}

fn failed(error: &StudyError, args: &RunArgs, card: &Card, shelf: &Shelf, again: &str) -> Failed {
    let mut message = format!("error: {error}");
    let kept = shelf.kept();
    match error {
        StudyError::Replication(ReplicationFailure { replication, .. }) => {
            message.push_str(&format!(
                "\n  see it happen: sortie trace {} --replication {replication} --seed {}\n  \
                 no results were written",
                args.source.words(),
                card.study.seed
            ));
            if let Some(out) = &args.out {
                message.push_str(&format!(" to {}", quote(&out.display().to_string())));
            }
        }
        _ if kept > 0 => message.push_str(&format!(
            "\n  {} finished chunks are kept in {}\n  go on with: {again}",
            grouped(kept),
            shelf.folder().display()
        )),
        StudyError::Interrupted => message.push_str(&format!(
            "\n  nothing was kept: a run keeps what it has done from {} s on, with --resume from \
             the start",
            PATIENCE.as_secs()
        )),
        StudyError::Shelf(_) | StudyError::Records(_) | StudyError::Threads(_) => {}
    }
    match error {
        StudyError::Interrupted => Failed::Interrupted(message),
        _ => Failed::Run(message),
    }
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

//! `sortie run`.

use std::path::PathBuf;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use sha2::{Digest, Sha256};

use crate::export::incidents;
use crate::report::results::{Manifest, Results, ResultsError, Staging};
use crate::report::summary_text;
use crate::report::words::grouped;
use crate::scenario::document::Document;
use crate::study::{self, ReplicationFailure, Study, StudyError, summary::Summary};
use crate::world::World;

use super::{Failed, Source, complain, quote, say};

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
    /// Write the incidents of all replications to incidents.csv, not of replication 0 alone
    #[arg(long)]
    records: bool,
    /// Replace the results folder even if it holds something else
    #[arg(long)]
    force: bool,
    /// Print how fast the simulation ran
    #[arg(long)]
    timings: bool,
    /// Print nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

/// Runs a scenario and writes its results.
pub(super) fn run(args: &RunArgs) -> Result<(), Failed> {
    let document = args.source.load(args.quiet)?.document;
    let replications = args.replications.unwrap_or(document.replications);
    let limit = document.limits.replications;
    if replications > limit {
        return Err(Failed::Usage(format!(
            "error: {} replications are more than the limit `limits.replications` of {}\n  \
             raise it in the scenario, or with --set limits.replications={replications}",
            grouped(replications),
            grouped(limit)
        )));
    }
    let seed = args.seed.unwrap_or(document.seed);
    let folder = args
        .out
        .clone()
        .unwrap_or_else(|| default_folder(&document));
    let staging = Staging::new(&folder, &document.id, args.force).map_err(|error| {
        let message = format!(
            "error: {error}\n  choose another folder with --out DIR{}",
            match &error {
                ResultsError::Foreign { .. } => ", or replace it with --force",
                _ => "",
            }
        );
        match error {
            ResultsError::Foreign { .. } => Failed::Usage(message),
            _ => Failed::Run(message),
        }
    })?;
    let hash = hex(&Sha256::digest(document.text.as_bytes()));
    let world = World::compile(document);

    let bar = progress_bar(replications, args.quiet);
    let threads = args.threads.map_or(0, usize::from);
    let study = study::run(&world, replications, seed, threads, |done| {
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let recorded = study.and_then(|study| Ok((study, incidents::record(&world, seed, 0)?)));
    let (study, history) = match recorded {
        Ok(recorded) => recorded,
        Err(error) => {
            staging.abandon();
            return Err(failed(&error, args, seed));
        }
    };
    let summary = Summary::new(&world, &study, &hash);

    let manifest = Manifest {
        tool: "sortie".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        kind: "run".to_owned(),
        command: command(args, replications, seed),
        scenario: world.document.id.clone(),
        name: world.document.name.clone(),
        scenario_hash: hash,
        policy: world.document.policy.clone(),
        overlays: args.source.overlays.clone(),
        seed,
        replications,
        incidents: study.pooled.all_incidents,
        events: study.pooled.events,
        failed: 0,
        files: Vec::new(),
    };
    let results = Results {
        world: &world,
        study: &study,
        summary: &summary,
        history: &history,
        all_records: args.records,
    };
    let manifest = staging
        .publish(results, manifest)
        .map_err(|error| Failed::Run(format!("error: {error}")))?;
    if !args.quiet {
        say(&summary_text::plain(&summary))?;
        say(&format!(
            "\nResults: {} ({} files; start with summary.md, or charts/)\n",
            folder.display(),
            manifest.files.len() + 1
        ))?;
    }
    if args.timings {
        complain(&timings(&study));
    }
    Ok(())
}

fn default_folder(document: &Document) -> PathBuf {
    let folder = match &document.policy {
        Some(policy) => format!("{}--{policy}", document.id),
        None => document.id.clone(),
    };
    PathBuf::from("output").join(folder)
}

fn progress_bar(replications: u64, quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    // Drawn on standard error, and only where that is a terminal.
    let bar = ProgressBar::new(replications);
    if let Ok(style) = ProgressStyle::with_template(
        "{bar:32} {human_pos}/{human_len} replications  {per_sec}  {eta} left",
    ) {
        bar.set_style(style);
    }
    bar
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

fn failed(error: &StudyError, args: &RunArgs, seed: u64) -> Failed {
    let mut message = format!("error: {error}");
    if let StudyError::Replication(ReplicationFailure { replication, .. }) = error {
        message.push_str(&format!(
            "\n  see it happen: sortie trace {} --replication {replication} --seed {seed}\n  \
             no results were written",
            args.source.words()
        ));
        if let Some(out) = &args.out {
            message.push_str(&format!(" to {}", quote(&out.display().to_string())));
        }
    }
    Failed::Run(message)
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

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        text.push_str(&format!("{byte:02x}"));
        text
    })
}

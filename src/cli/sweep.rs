//! `sortie sweep`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};

use crate::report::kept::{Redraw, pack};
use crate::report::manifest::Manifest;
use crate::report::sweep_results::KeptSweep;
use crate::scenario::document::Document;
use crate::scenario::{self, Overlay, Report, value_at};
use crate::study::chunk::Chunk;
use crate::study::measures::{self, MeasureSpec};
use crate::study::sweep::{
    self as study, Cut, Factor, Method, Plan, PointError, Values, could_be_number,
};
use crate::study::{Identity, RunManifest, SoFar, identity};
use crate::world::World;

use super::publish::{claim, conclude, default_folder, inputs};
use super::resume::{Checkpoint, ResumeArgs, broken_off};
use super::{Failed, Source, check_limit, quote, say};

/// Replications of each point unless asked for.
const REPLICATIONS: u64 = 200;

/// How points are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum DesignArg {
    /// Every combination of the values; a range gets even steps
    Grid,
    /// Latin hypercube: each factor spread evenly over its range
    Lhs,
    /// Sobol' sequence, laid out to tell each factor's share of the variance
    Sobol,
    /// Morris screening: which of many factors matter, for few points
    Morris,
}

/// Arguments of `sortie sweep`.
#[derive(Clone, Debug, Args)]
#[command(after_help = "Examples:\n  \
    sortie sweep minimal --vary team.cert.notice=0h..12h\n  \
    sortie sweep --vary 'roster.crrt-rotation.period=1 month,3 months,6 months'\n  \
    sortie sweep minimal --vary 'team.cert.notice=15min..4d log'\n  \
    sortie sweep --vary team.eu-crrt.notice=6h..72h --vary threat.phishing.rate=1/week..4/week\n\n\
    docs/sweep.md says how to read what comes out.")]
pub(super) struct SweepArgs {
    #[command(flatten)]
    source: Source,
    /// What to vary: a list `path=v1,v2,…` or a range `path=lo..hi`, values with their units;
    /// `path=lo..hi log` gives equal ratios equal room
    #[arg(long, value_name = "PATH=VALUES", required = true)]
    vary: Vec<String>,
    /// How points are chosen [default: sobol for several factors with a range, else grid]
    #[arg(long, value_name = "DESIGN")]
    design: Option<DesignArg>,
    /// Steps of a range (grid), points of a sample (lhs, sobol), or paths (morris)
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = super::number::between::<u32>(2, 1_000_000))]
    points: Option<u32>,
    /// What to measure, for example response:grave:median [default: the usual measures]
    #[arg(short, long = "measure", value_name = "M", value_delimiter = ',')]
    measures: Vec<String>,
    /// Replications of each point [default: 200]
    #[arg(short = 'n', long, value_name = "N", allow_negative_numbers = true, value_parser = super::number::at_least(1))]
    replications: Option<u64>,
    /// Root seed [default: the scenario's]
    #[arg(short, long, value_name = "S", allow_negative_numbers = true, value_parser = super::number::at_least(0))]
    seed: Option<u64>,
    /// Worker threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = super::number::between::<u16>(1, 1024))]
    threads: Option<u16>,
    /// Folder of the results [default: output/SCENARIO--swept]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    #[command(flatten)]
    resume: ResumeArgs,
    /// Print nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

/// Runs a sweep and writes its results.
pub(super) fn sweep(args: &SweepArgs) -> Result<(), Failed> {
    let usage = |message: String| Failed::Usage(format!("error: {message}"));
    // What can be told without the scenario comes first.
    let factors: Vec<Factor> = args
        .vary
        .iter()
        .map(|argument| Factor::parse(argument).map_err(|error| usage(error.to_string())))
        .collect::<Result<_, _>>()?;
    let document = args.source.load(args.quiet)?.document;
    let replications = args.replications.unwrap_or(REPLICATIONS);
    check_limit(replications, &document)?;
    let seed = args.seed.unwrap_or(document.seed);
    let method = args.design.map(|design| match design {
        DesignArg::Grid => Method::Grid,
        DesignArg::Lhs => Method::Lhs,
        DesignArg::Sobol => Method::Sobol,
        DesignArg::Morris => Method::Morris,
    });
    let measures = measures::choose(&document, &args.measures, None)
        .map_err(|error| usage(error.to_string()))?;
    let before = args.source.split()?;
    let load = |point: &[Overlay]| {
        let overlays: Vec<Overlay> = before.iter().chain(point).cloned().collect();
        scenario::open_with(
            &args.source.scenario,
            args.source.policy.as_deref(),
            &overlays,
        )
    };
    for (factor, argument) in factors.iter().zip(&args.vary) {
        try_ends(&document, factor, argument, load)?;
    }
    let points = args.points.map(|points| points as usize);
    let plan =
        Plan::new(factors, method, points, seed).map_err(|error| usage(error.to_string()))?;

    let folder = args.out.clone().unwrap_or_else(|| {
        let mut name = default_folder(&document).into_os_string();
        name.push("--swept");
        PathBuf::from(name)
    });
    let force = args.resume.force;
    let place = claim(&folder, &document.id, force, &inputs(&document))?;
    let again = command(args, &plan, &measures, replications, seed);
    let run_manifest = run_manifest(
        args,
        &document,
        (replications, seed),
        &plan,
        &measures,
        &again,
    );
    let out = args.out.as_deref();
    let checkpoint = Checkpoint::open(
        &args.resume,
        place.lock(),
        &run_manifest,
        &document,
        None,
        out,
    )?;
    let bar = progress_bar(args.quiet);
    let mut so_far = SoFar::default();
    let found = study::run(
        &plan,
        &measures,
        (replications, seed),
        checkpoint.job(args.threads),
        |point| Ok(World::compile(load(point)?.document)),
        |at, done, all| {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
            so_far.clone_from(at);
        },
    );
    bar.finish_and_clear();
    Checkpoint::remark(&so_far, args.quiet, |chunk| words(replications, chunk));
    let responses = match found {
        Ok(responses) => responses,
        Err(error) => return Err(failed(&error, args, seed, checkpoint)),
    };
    let manifest = Manifest {
        kind: "sweep".to_owned(),
        command: again,
        scenario_hash: identity::scenario_hash(&document),
        overlays: args.source.overlays.clone(),
        seed,
        replications,
        incidents: responses.incidents,
        events: responses.events,
        ..Manifest::of(&document)
    };
    let sums = (replications, seed);
    let found = KeptSweep::new(&args.vary, &plan, &measures, sums, responses);
    let packed = pack(&found, &manifest);
    let results = found.sum_up(&document, plan, &measures);
    let published =
        packed.and_then(|packed| place.publish_study(&results, packed, &document, manifest));
    let published = checkpoint.settle(published)?;
    if !args.quiet {
        say(&results.plain(super::width()))?;
    }
    let start = "start with sweep.md, or charts/";
    conclude(&published, &folder, start, args.quiet)
}

/// What the bytes of a sweep depend on.
fn run_manifest(
    args: &SweepArgs,
    document: &Document,
    (replications, seed): (u64, u64),
    plan: &Plan,
    measures: &[MeasureSpec],
    command: &str,
) -> RunManifest {
    let vary = args.vary.iter().map(|it| format!("--vary {}", quote(it)));
    let mut settings: Vec<String> = vary.collect();
    settings.push(format!("--design {}", plan.method.name()));
    settings.push(format!("--points {}", plan.points));
    let names: Vec<&str> = measures.iter().map(|it| it.name.as_str()).collect();
    settings.push(format!("--measure {}", names.join(",")));
    let overlays = &args.source.overlays;
    let identity = Identity::new("sweep", document, overlays, seed, replications, settings);
    RunManifest::new(identity, None, command.to_owned())
}

/// The replications of a chunk, in words.
fn words(replications: u64, chunk: Chunk) -> String {
    let cut = Cut { replications };
    let own = cut.replications_of(chunk.index);
    format!(
        "point {}, replications {} to {}",
        cut.point(chunk.index) + 1,
        own.start,
        own.end - 1
    )
}

/// Refuses a path or values that the scenario can't take, before anything is run: each end of
/// a range and each value of a list by itself.
fn try_ends(
    document: &Document,
    factor: &Factor,
    argument: &str,
    load: impl Fn(&[Overlay]) -> Result<scenario::Loaded, Report>,
) -> Result<(), Failed> {
    let levels = match &factor.values {
        Values::List(levels) => levels.clone(),
        Values::Range(low, high) => vec![low.clone(), high.clone()],
    };
    for level in levels {
        if let Err(report) = load(&[(factor.path.clone(), level.text.clone())]) {
            let before = format!(
                "error: --vary '{argument}' can't be applied with the value `{}`\n\n",
                level.text
            );
            return Err(Failed::refused(before, report));
        }
    }
    // A free text takes any value, but means nothing by it.
    let there = value_at(&document.text, &factor.path);
    match there.filter(|there| !could_be_number(there)) {
        Some(there) => Err(Failed::Usage(format!(
            "error: --vary '{argument}': `{}` is not a number: it is {there}\n  vary a duration, \
             a share, a rate or a number; for anything else put each choice into a [[policy]]",
            factor.path
        ))),
        None => Ok(()),
    }
}

fn failed(error: &PointError, args: &SweepArgs, seed: u64, checkpoint: Checkpoint) -> Failed {
    let message = format!("error: {error}");
    let failed = match error {
        PointError::Study(error) => {
            return checkpoint.give_up(broken_off(error, message), Some(error));
        }
        PointError::Scenario { report, .. } => Failed::refused(
            format!(
                "{message}\n  no results were written; vary only what all values go together with\n\n"
            ),
            (**report).clone(),
        ),
        PointError::Replication { point, failure } => Failed::Run(format!(
            "{message}\n  see it happen: sortie trace {} {point} --replication {} --seed \
             {seed}\n  no results were written",
            args.source.words(),
            failure.replication
        )),
    };
    checkpoint.discard();
    failed
}

fn progress_bar(quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    let style = ProgressStyle::with_template("{bar:32} {human_pos}/{human_len} points  {eta} left");
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

/// The command that makes the same results.
fn command(
    args: &SweepArgs,
    plan: &Plan,
    measures: &[MeasureSpec],
    replications: u64,
    seed: u64,
) -> String {
    let mut command = format!("sortie sweep {}", args.source.words());
    for argument in &args.vary {
        command.push_str(&format!(" --vary {}", quote(argument)));
    }
    command.push_str(&format!(" --design {}", plan.method.name()));
    if plan.takes_points() {
        command.push_str(&format!(" --points {}", plan.points));
    }
    for measure in measures {
        command.push_str(&format!(" --measure {}", quote(&measure.name)));
    }
    command.push_str(&format!(" --replications {replications} --seed {seed}"));
    command
}

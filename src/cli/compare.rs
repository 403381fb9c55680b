//! `sortie compare`.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};

use crate::report::comparison_results;
use crate::report::comparison_text;
use crate::report::results::{Manifest, ResultsError};
use crate::report::staging::Staging;
use crate::report::words::grouped;
use crate::scenario::diagnostic::{existing, nearest};
use crate::scenario::document::Document;
use crate::scenario::time::Span;
use crate::scenario::{self, Overlay, Style, unit};
use crate::study::compare::{CompareError, Contender, Stopping, compare as run_comparison};
use crate::study::comparison::Comparison;
use crate::study::identity;
use crate::study::measures::{self, Yardstick};
use crate::world::World;

use super::{DEFAULT_SCENARIO, Failed, complain, quote, say};

/// Id of the scenario without a policy.
const AS_IT_IS: &str = "as-it-is";

/// Arguments of `sortie compare`.
#[derive(Clone, Debug, Args)]
pub(super) struct CompareArgs {
    /// A file, or the name of a ready scenario (see `sortie scenarios`)
    #[arg(default_value = DEFAULT_SCENARIO)]
    scenario: String,
    /// Policies to compare, by id, or `all` (see `sortie policies`)
    #[arg(
        long,
        value_name = "A,B,…",
        value_delimiter = ',',
        default_value = "all"
    )]
    policies: Vec<String>,
    /// Compare with this policy instead of the scenario as it is
    #[arg(long, value_name = "ID")]
    baseline: Option<String>,
    /// Measure to compare by; the first is the headline [default: response:grave, every target
    /// and milestone, loss]
    #[arg(short, long = "measure", value_name = "M", value_delimiter = ',')]
    measures: Vec<String>,
    /// Change a value by its path, after the policy
    #[arg(long = "set", value_name = "PATH=VALUE")]
    overlays: Vec<String>,
    /// How many replications; the most, with --precision or --budget [default: the scenario's]
    #[arg(short = 'n', long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u64).range(1..))]
    replications: Option<u64>,
    /// Go on until the headline measure and every difference in it is known to so much of its
    /// value, for example 2%
    #[arg(long, value_name = "SHARE")]
    precision: Option<String>,
    /// Go on for so long, for example 10min
    #[arg(long, value_name = "TIME")]
    budget: Option<String>,
    /// Where mean durations are cut [default: 7d, of recovery and lifetime 30d]
    #[arg(long, value_name = "TIME")]
    horizon: Option<String>,
    /// Root seed, the same for every policy [default: the scenario's]
    #[arg(short, long, value_name = "S", allow_negative_numbers = true)]
    seed: Option<u64>,
    /// Worker threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Folder of the results [default: output/SCENARIO--compared]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Replace the results folder even if it holds something else
    #[arg(long)]
    force: bool,
    /// Print nothing but errors
    #[arg(short, long)]
    quiet: bool,
}

/// Compares policies and writes the results.
pub(super) fn compare(args: &CompareArgs) -> Result<(), Failed> {
    let overlays = overlays(args)?;
    let document = open(args, None, &overlays, args.quiet)?;
    let ids = contenders(args, &document)?;
    let horizon = horizon(args, &document)?;
    let measures = measures::choose(&document, &args.measures, horizon)
        .map_err(|unknown| Failed::Usage(format!("error: {unknown}")))?;
    let stopping = stopping(args, &document)?;
    let seed = args.seed.unwrap_or(document.seed);
    let folder = args
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("output").join(format!("{}--compared", document.id)));
    let staging = staging(&folder, &document.id, args.force)?;
    let contenders = ids
        .iter()
        .map(|id| load(args, id.as_deref(), &document, &overlays))
        .collect::<Result<Vec<Contender>, Failed>>()?;

    let bar = progress_bar(stopping, args.quiet);
    let threads = args.threads.map_or(0, usize::from);
    let study = run_comparison(
        &contenders,
        &measures,
        seed,
        threads,
        stopping,
        |progress| {
            bar.set_position(progress.done);
            if let Some(precision) = progress.precision {
                bar.set_message(format!("±{:.1}%", precision * 100.0));
            }
        },
    );
    bar.finish_and_clear();
    let study = match study {
        Ok(study) => study,
        Err(error) => {
            staging.abandon();
            return Err(failed(&error, args, seed));
        }
    };
    let comparison = Comparison::new(&contenders, &measures, &study, stopping);
    let files = comparison_results::files(&comparison, &study, &document)
        .map_err(|error| unwritten(&error))?;
    let manifest = Manifest {
        tool: "sortie".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        kind: "compare".to_owned(),
        command: command(args, &ids, &measures, study.replications, seed),
        scenario: document.id.clone(),
        name: document.name.clone(),
        scenario_hash: contenders[0].hash.clone(),
        policy: ids[0].clone(),
        overlays: args.overlays.clone(),
        seed,
        replications: study.replications,
        incidents: study.incidents,
        events: study.events,
        failed: 0,
        files: Vec::new(),
    };
    let manifest = staging
        .publish_files(&files, manifest)
        .map_err(|error| unwritten(&error))?;
    if !args.quiet {
        say(&comparison_text::plain(&comparison))?;
        say(&format!(
            "\nResults: {} ({} files; start with comparison.md, or charts/)\n",
            folder.display(),
            manifest.files.len() + 1
        ))?;
    }
    Ok(())
}

fn unwritten(error: &ResultsError) -> Failed {
    Failed::Run(format!("error: {error}"))
}

fn staging(folder: &std::path::Path, scenario: &str, force: bool) -> Result<Staging, Failed> {
    Staging::new(folder, scenario, force).map_err(|error| match &error {
        ResultsError::Foreign { .. } => Failed::Usage(format!(
            "error: {error}\n  choose another folder with --out DIR, or replace it with --force"
        )),
        _ => Failed::Run(format!(
            "error: {error}\n  choose another folder with --out DIR"
        )),
    })
}

fn overlays(args: &CompareArgs) -> Result<Vec<Overlay>, Failed> {
    args.overlays
        .iter()
        .map(|overlay| {
            scenario::parse_overlay(overlay)
                .map_err(|report| Failed::Usage(report.render(Style::for_stderr())))
        })
        .collect()
}

/// Opens the scenario under a policy; its warnings are shown unless it must be quiet.
fn open(
    args: &CompareArgs,
    policy: Option<&str>,
    overlays: &[Overlay],
    quiet: bool,
) -> Result<Document, Failed> {
    let style = Style::for_stderr();
    let loaded = scenario::open_with(&args.scenario, policy, overlays)
        .map_err(|report| Failed::Usage(report.render(style)))?;
    if !quiet && !loaded.warnings.diagnostics().is_empty() {
        complain(&loaded.warnings.render(style));
    }
    Ok(loaded.document)
}

/// Who takes part, the baseline first; `None` is the scenario as it is.
fn contenders(args: &CompareArgs, document: &Document) -> Result<Vec<Option<String>>, Failed> {
    let known: Vec<&str> = document.policies.iter().map(|it| it.id.as_str()).collect();
    let scenario = quote(&args.scenario);
    if known.is_empty() {
        return Err(Failed::Usage(format!(
            "error: {scenario} has no policies to compare\n  add [[policy]] blocks to it: each has an \
             `id`, and what it would `set`"
        )));
    }
    let mut unknown = Vec::new();
    let mut found = |id: &str| -> Option<String> {
        if known.contains(&id) {
            return Some(id.to_owned());
        }
        if id != AS_IT_IS {
            let near = nearest(id, known.iter().copied());
            let near = near.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
            unknown.push(format!("error: {scenario} has no policy `{id}`{near}"));
        }
        None
    };
    let mut ids = vec![args.baseline.as_deref().and_then(&mut found)];
    for id in &args.policies {
        let these: Vec<Option<String>> = if id == "all" {
            known.iter().map(|id| Some((*id).to_owned())).collect()
        } else {
            vec![found(id)]
        };
        for id in these {
            if !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    if !unknown.is_empty() {
        unknown.push(format!(
            "  {}, and `{AS_IT_IS}` for the scenario without any",
            existing(known)
        ));
        return Err(Failed::Usage(unknown.join("\n")));
    }
    if ids.len() < 2 {
        return Err(Failed::Usage(
            "error: there is nothing to compare the baseline with: name another policy with --policies"
                .to_owned(),
        ));
    }
    Ok(ids)
}

/// Compiles the scenario under a policy.
fn load(
    args: &CompareArgs,
    id: Option<&str>,
    document: &Document,
    overlays: &[Overlay],
) -> Result<Contender, Failed> {
    let changed = match id {
        None => document.clone(),
        Some(_) => open(args, id, overlays, true)?,
    };
    let name = match id {
        None => "the scenario as it is".to_owned(),
        Some(id) => document
            .policies
            .iter()
            .find(|it| it.id == id)
            .map_or_else(|| id.to_owned(), |it| it.name.clone()),
    };
    Ok(Contender {
        id: id.unwrap_or(AS_IT_IS).to_owned(),
        name,
        hash: identity::scenario_hash(&changed),
        world: World::compile(changed),
    })
}

fn time(option: &str, text: &str) -> Result<Span, Failed> {
    let millis = unit::duration(text).map_err(|flaw| {
        Failed::Usage(format!(
            "error: --{option} {}: {}\n  {}",
            quote(text),
            flaw.message,
            flaw.help
        ))
    })?;
    if millis < 1.0 {
        return Err(Failed::Usage(format!(
            "error: --{option} {}: it must be longer than nothing",
            quote(text)
        )));
    }
    Ok(Span::from_millis_f64(millis))
}

fn horizon(args: &CompareArgs, document: &Document) -> Result<Option<Span>, Failed> {
    let Some(text) = &args.horizon else {
        return Ok(None);
    };
    let horizon = time("horizon", text)?;
    let length = document.end - document.warm_up;
    if horizon >= length {
        return Err(Failed::Usage(format!(
            "error: --horizon {}: the scenario lasts {length} after its warm-up, so no incident could be \
             watched for so long",
            quote(text)
        )));
    }
    Ok(Some(horizon))
}

fn stopping(args: &CompareArgs, document: &Document) -> Result<Stopping, Failed> {
    let limit = document.limits.replications;
    let precision = match &args.precision {
        None => None,
        Some(text) => Some(precision(text)?),
    };
    let budget = match &args.budget {
        None => None,
        Some(text) => Some(Duration::from_millis(
            time("budget", text)?.0.unsigned_abs(),
        )),
    };
    let open_ended = precision.is_some() || budget.is_some();
    let most = args.replications.unwrap_or(if open_ended {
        limit
    } else {
        document.replications
    });
    if most > limit {
        return Err(Failed::Usage(format!(
            "error: {} replications are more than the limit `limits.replications` of {}\n  \
             raise it in the scenario, or with --set limits.replications={most}",
            grouped(most),
            grouped(limit)
        )));
    }
    Ok(Stopping {
        most,
        precision,
        budget,
    })
}

fn precision(text: &str) -> Result<f64, Failed> {
    let wrong = |why: &str, help: &str| {
        Failed::Usage(format!(
            "error: --precision {}: {why}\n  {help}",
            quote(text)
        ))
    };
    let share =
        unit::share(text).map_err(|flaw| wrong(&flaw.message, "write a percentage, like 2%"))?;
    if !(0.0001..1.0).contains(&share) {
        return Err(wrong(
            "it must lie between 0.01% and 100%",
            "2% is usual, 0.5% is fine",
        ));
    }
    Ok(share)
}

fn progress_bar(stopping: Stopping, quiet: bool) -> ProgressBar {
    if quiet {
        return ProgressBar::hidden();
    }
    // Drawn on standard error, and only where that is a terminal.
    let open_ended = stopping.precision.is_some() || stopping.budget.is_some();
    let (bar, template) = if open_ended {
        (
            ProgressBar::no_length(),
            "{human_pos} replications of each policy  {per_sec}  {elapsed}  {msg}",
        )
    } else {
        (
            ProgressBar::new(stopping.most),
            "{bar:32} {human_pos}/{human_len} replications of each policy  {per_sec}  {eta} left  {msg}",
        )
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

/// The command that makes the same results, on any machine.
fn command(
    args: &CompareArgs,
    ids: &[Option<String>],
    measures: &[Yardstick],
    replications: u64,
    seed: u64,
) -> String {
    let id = |id: &Option<String>| id.clone().unwrap_or_else(|| AS_IT_IS.to_owned());
    let policies: Vec<String> = ids[1..].iter().map(id).collect();
    let mut command = format!(
        "sortie compare {} --policies {}",
        quote(&args.scenario),
        policies.join(",")
    );
    if ids[0].is_some() {
        command.push_str(&format!(" --baseline {}", id(&ids[0])));
    }
    let names: Vec<&str> = measures.iter().map(|it| it.name.as_str()).collect();
    command.push_str(&format!(" --measure {}", names.join(",")));
    if let Some(horizon) = &args.horizon {
        command.push_str(&format!(" --horizon {}", quote(horizon)));
    }
    for overlay in &args.overlays {
        command.push_str(&format!(" --set {}", quote(overlay)));
    }
    command.push_str(&format!(" --replications {replications} --seed {seed}"));
    command
}

fn failed(error: &CompareError, args: &CompareArgs, seed: u64) -> Failed {
    let mut message = format!("error: {error}");
    if let CompareError::Replication { policy, failure } = error {
        let mut words = quote(&args.scenario);
        if policy != AS_IT_IS {
            words.push_str(&format!(" --policy {}", quote(policy)));
        }
        for overlay in &args.overlays {
            words.push_str(&format!(" --set {}", quote(overlay)));
        }
        message.push_str(&format!(
            "\n  see it happen: sortie trace {words} --replication {} --seed {seed}\n  \
             no results were written",
            failure.replication
        ));
    }
    Failed::Run(message)
}

//! Options that commands share, and what they mean for the application.

use std::path::PathBuf;

use clap::Args;

use crate::app::{AppError, Output, PartChoice, RedrawRequest, Threads};
use crate::study::Shard;

use super::Failed;

/// Options of every command that works for a while and writes a folder of results.
#[derive(Clone, Debug, Args)]
pub(super) struct OutputArgs {
    /// Worker threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = super::number::between::<u16>(1, 1024))]
    threads: Option<u16>,
    /// Folder of the results [default: output/SCENARIO, or output/SCENARIO--POLICY]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write into a folder that holds other results (they are replaced) or other files (they stay)
    #[arg(long)]
    force: bool,
    /// Print nothing but errors
    #[arg(short, long)]
    pub quiet: bool,
}

impl OutputArgs {
    /// Worker threads.
    pub(super) fn threads(&self) -> Threads {
        self.threads.map_or(Threads::ALL, Threads::new)
    }

    /// Where results go; there is nothing to resume.
    pub(super) fn output(&self) -> Output {
        Output {
            out: self.out.clone(),
            force: self.force,
            resume: false,
        }
    }
}

/// Options of every command that runs replications and keeps partial results.
#[derive(Clone, Debug, Args)]
#[command(mut_arg("force", |arg| arg.help(
    "Write into a folder that holds other results (they are replaced) or other files (they stay); \
     start over where partial results are kept"
)))]
pub(super) struct StudyArgs {
    /// Root seed [default: the scenario's]
    #[arg(short, long, value_name = "S", allow_negative_numbers = true, value_parser = super::number::at_least(0))]
    pub seed: Option<u64>,
    /// Continue interrupted work; if there is none, start, and save progress from the beginning
    /// so that it can be continued
    #[arg(long)]
    resume: bool,
    /// Work out only one part, for example 3/16, here or on another machine; `sortie merge` joins the
    /// parts. In a job array `auto`, or `auto/16`, takes the part of this task (docs/scale.md)
    #[arg(long, value_name = "PART/PARTS")]
    shard: Option<PartChoice>,
    #[command(flatten)]
    common: OutputArgs,
}

impl StudyArgs {
    /// Worker threads.
    pub(super) fn threads(&self) -> Threads {
        self.common.threads()
    }

    /// Where results go.
    pub(super) fn output(&self) -> Output {
        Output {
            resume: self.resume,
            ..self.common.output()
        }
    }

    /// The part that is asked for, if one is; a task of a job array finds its own in the environment.
    pub(super) fn shard(&self) -> Result<Option<Shard>, Failed> {
        let variable = |name: &str| std::env::var(name).ok();
        let found = self.shard.map(|choice| choice.find(variable));
        Ok(found.transpose().map_err(AppError::from)?)
    }

    /// Whether a part is asked for.
    pub(super) const fn has_shard(&self) -> bool {
        self.shard.is_some()
    }

    /// Print nothing but errors.
    pub(super) const fn quiet(&self) -> bool {
        self.common.quiet
    }
}

/// Options of commands that make results again.
#[derive(Clone, Debug, Args)]
pub(super) struct RedrawArgs {
    /// A folder of results of `run`, `compare` or `sweep`, such as output/lithuania-2019
    #[arg(value_name = "RESULT_DIR")]
    folder: PathBuf,
    /// Worker threads; results do not depend on it [default: all cores]
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = super::number::between::<u16>(1, 1024))]
    threads: Option<u16>,
    /// Put the files into this folder [default: the folder of the results]
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Print nothing but errors
    #[arg(short, long)]
    pub quiet: bool,
}

impl RedrawArgs {
    /// The request for the application.
    pub(super) fn request(&self) -> RedrawRequest {
        RedrawRequest {
            out: self.out.clone(),
            threads: self.threads.map_or(Threads::ALL, Threads::new),
            ..RedrawRequest::new(&self.folder)
        }
    }
}

/// Options of the commands that may vary what a scenario assumes.
#[derive(Clone, Debug, Args)]
pub(super) struct UncertainArgs {
    /// Vary the scenario's uncertain assumptions (its [[uncertain]] blocks): all of them, or those
    /// named. Shows how much of a result is luck and how much is not known; -n is then the number
    /// of replications at each point [default of -n then: 100]
    #[arg(
        long,
        value_name = "A,B,…",
        value_delimiter = ',',
        num_args = 0..=1,
        default_missing_value = "all"
    )]
    uncertain: Option<Vec<String>>,
    /// With --uncertain: how many points, each with its own value of every assumption [default: 128]
    #[arg(long, value_name = "N", requires = "uncertain", allow_negative_numbers = true, value_parser = super::number::at_least(1))]
    points: Option<u64>,
}

impl UncertainArgs {
    /// Which assumptions are varied, if any.
    pub(super) fn assumptions(&self) -> Option<Vec<String>> {
        self.uncertain.clone()
    }

    /// How many points.
    pub(super) fn points(&self) -> Option<usize> {
        self.points
            .map(|points| usize::try_from(points).unwrap_or(usize::MAX))
    }
}

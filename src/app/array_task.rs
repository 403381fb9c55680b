//! Which part a task of a job array is to do, as its scheduler says in the environment.

use std::str::FromStr;

use thiserror::Error;

use crate::study::{BadShard, Shard};

/// A part that was asked for by its number, or that the task of a job array finds by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartChoice {
    /// This part.
    Given(Shard),
    /// `auto`: the part of this task of a job array, whose size the scheduler tells.
    Auto,
    /// `auto/16`: the part of this task of a job array, of so many.
    AutoOf(u64),
}

/// Why a task of a job array does not know its part.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ArrayTaskError {
    /// No scheduler has set anything.
    #[error(
        "--shard auto: this is no task of a job array: none of {all} is set\n  name the part, like \
         --shard 3/16",
        all = list(&indices())
    )]
    None,
    /// Several schedulers have set something.
    #[error(
        "--shard auto: {} are set, so it is not clear which scheduler counts\n  unset all but one, or \
         name the part, like --shard 3/16",
        list(.0)
    )]
    Several(Vec<&'static str>),
    /// A variable is no number.
    #[error(
        "--shard auto: {variable} is `{value}`, which is no whole number\n  name the part, like --shard 3/16"
    )]
    NoNumber {
        /// The variable.
        variable: &'static str,
        /// What it says.
        value: String,
    },
    /// The scheduler does not tell how many tasks there are.
    #[error(
        "--shard auto: {0} does not say how many tasks there are\n  write how many, like --shard auto/16"
    )]
    Size(&'static str),
    /// The array has gaps, steps, or begins elsewhere.
    #[error(
        "--shard auto: the tasks of this array are not numbered one by one from {from}: {why}\n  submit it \
         as {submit}, or name the part, like --shard 3/16"
    )]
    Irregular {
        /// Where they should begin.
        from: &'static str,
        /// What is wrong.
        why: String,
        /// How to submit it.
        submit: &'static str,
    },
    /// The array has another number of tasks than there are to be parts.
    #[error(
        "--shard auto/{of}: {variable} says that there are {tasks} tasks\n  write --shard auto, or name the part, like --shard 3/{of}"
    )]
    OtherSize {
        /// Parts that were asked for.
        of: u64,
        /// The variable.
        variable: &'static str,
        /// Tasks.
        tasks: u64,
    },
    /// The index is outside.
    #[error(
        "--shard auto: {variable} is {index}, but {of} parts are counted from {first} to {}\n  submit as \
         many tasks as there are parts",
        first + of - 1
    )]
    Range {
        /// The variable.
        variable: &'static str,
        /// What it says.
        index: u64,
        /// Parts.
        of: u64,
        /// Number of the first task.
        first: u64,
    },
    /// There can't be so many parts.
    #[error(transparent)]
    Shard(#[from] BadShard),
}

/// A scheduler of job arrays.
struct Scheduler {
    /// Variables that may hold the index of this task.
    index: &'static [&'static str],
    /// Variables that may hold how many tasks there are, or the index of the last one where tasks are
    /// counted from 1.
    size: &'static [&'static str],
    /// The number of the first task; `None` where that is for the user to say.
    first: Option<u64>,
    /// What stands for no array.
    none: Option<&'static str>,
}

/// Slurm: `SLURM_ARRAY_TASK_*`, see `man sbatch`.
const SLURM: usize = 0;
/// IBM Spectrum LSF, where the last index is also the number of tasks.
const LSF: usize = 2;

/// The schedulers that are known.
const SCHEDULERS: [Scheduler; 5] = [
    Scheduler {
        index: &["SLURM_ARRAY_TASK_ID"],
        size: &["SLURM_ARRAY_TASK_COUNT"],
        first: None,
        none: None,
    },
    // PBS Professional and OpenPBS; Torque.
    Scheduler {
        index: &["PBS_ARRAY_INDEX", "PBS_ARRAYID"],
        size: &[],
        first: Some(1),
        none: None,
    },
    Scheduler {
        index: &["LSB_JOBINDEX"],
        size: &["LSB_JOBINDEX_END"],
        first: Some(1),
        none: Some("0"),
    },
    // Indexed jobs of Kubernetes.
    Scheduler {
        index: &["JOB_COMPLETION_INDEX"],
        size: &[],
        first: Some(0),
        none: None,
    },
    Scheduler {
        index: &["AWS_BATCH_JOB_ARRAY_INDEX"],
        size: &["AWS_BATCH_JOB_ARRAY_SIZE"],
        first: Some(0),
        none: None,
    },
];

/// Variables that hold an index.
fn indices() -> Vec<&'static str> {
    SCHEDULERS
        .iter()
        .flat_map(|it| it.index.iter().copied())
        .collect()
}

/// What is used of the environment: the variables that may matter, with their values.
pub const ARRAY_VARIABLES: [&str; 13] = [
    "SLURM_ARRAY_TASK_ID",
    "SLURM_ARRAY_TASK_COUNT",
    "SLURM_ARRAY_TASK_MIN",
    "SLURM_ARRAY_TASK_MAX",
    "SLURM_ARRAY_TASK_STEP",
    "PBS_ARRAY_INDEX",
    "PBS_ARRAYID",
    "LSB_JOBINDEX",
    "LSB_JOBINDEX_END",
    "LSB_JOBINDEX_STEP",
    "JOB_COMPLETION_INDEX",
    "AWS_BATCH_JOB_ARRAY_INDEX",
    "AWS_BATCH_JOB_ARRAY_SIZE",
];

impl PartChoice {
    /// The part. `variable` tells the value of a variable of the environment, one of
    /// [`ARRAY_VARIABLES`], if it is set.
    ///
    /// # Errors
    /// If this is no task of a job array of one of the known schedulers, or of several, or its array
    /// is not numbered one by one, or has another number of tasks.
    ///
    /// # Examples
    /// ```
    /// use sortie::app::PartChoice;
    ///
    /// let choice: PartChoice = "auto/16".parse().unwrap();
    /// let index = |name: &str| (name == "JOB_COMPLETION_INDEX").then(|| "2".to_owned());
    /// assert_eq!(choice.find(index).unwrap().to_string(), "3/16");
    /// ```
    pub fn find(self, variable: impl Fn(&str) -> Option<String>) -> Result<Shard, ArrayTaskError> {
        let wanted = match self {
            Self::Given(shard) => return Ok(shard),
            Self::Auto => None,
            Self::AutoOf(of) => Some(of),
        };
        let environment = Environment(&variable);
        let mut set: Vec<(usize, &'static str)> = Vec::new();
        for (at, scheduler) in SCHEDULERS.iter().enumerate() {
            let told = |name: &&&'static str| {
                let value = environment.text(name);
                value.is_some_and(|value| scheduler.none != Some(value.as_str()))
            };
            // Kin of one scheduler may each set the variable that they have in common.
            set.extend(scheduler.index.iter().find(told).map(|name| (at, *name)));
        }
        match set.as_slice() {
            [] => Err(ArrayTaskError::None),
            [(at, name)] => environment.shard(*at, name, wanted),
            several => Err(ArrayTaskError::Several(
                several.iter().map(|(_, name)| *name).collect(),
            )),
        }
    }
}

/// Variables of a job.
struct Environment<'a>(&'a dyn Fn(&str) -> Option<String>);

impl Environment<'_> {
    fn text(&self, variable: &str) -> Option<String> {
        let text = (self.0)(variable)?.trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    fn number(&self, variable: &'static str) -> Result<Option<u64>, ArrayTaskError> {
        let number = |value: String| {
            value
                .parse::<u64>()
                .map_err(|_| ArrayTaskError::NoNumber { variable, value })
        };
        self.text(variable).map(number).transpose()
    }

    /// The part of a scheduler's task.
    fn shard(
        &self,
        at: usize,
        variable: &'static str,
        wanted: Option<u64>,
    ) -> Result<Shard, ArrayTaskError> {
        let scheduler = &SCHEDULERS[at];
        let index = self.number(variable)?.unwrap_or(0);
        let mut tasks = None;
        for name in scheduler.size {
            tasks = self.number(name)?.map(|size| (*name, size));
        }
        match at {
            SLURM => self.regular_slurm()?,
            LSF => {
                if let Some(step) = self.number("LSB_JOBINDEX_STEP")?.filter(|step| *step > 1) {
                    return Err(ArrayTaskError::Irregular {
                        from: "1",
                        why: format!("LSB_JOBINDEX_STEP is {step}"),
                        submit: "-J 'name[1-16]'",
                    });
                }
            }
            _ => {}
        }
        let first = match scheduler.first {
            Some(first) => first,
            None => self.number("SLURM_ARRAY_TASK_MIN")?.unwrap_or(1),
        };
        let of = match (wanted, tasks) {
            (None, None) => return Err(ArrayTaskError::Size(variable)),
            (None, Some((_, tasks))) => tasks,
            // Of an LSF array, some may be run again by themselves: the index stays what it was.
            (Some(of), Some((_, tasks))) if at == LSF && tasks <= of => of,
            (Some(of), Some((variable, tasks))) if of != tasks => {
                return Err(ArrayTaskError::OtherSize {
                    of,
                    variable,
                    tasks,
                });
            }
            (Some(of), _) => of,
        };
        let part = index
            .checked_sub(first)
            .map(|before| before.saturating_add(1));
        if let Some(part) = part.filter(|part| *part <= of) {
            return Ok(Shard::new(part, of)?);
        }
        // So many that it is no number of parts: that is what is wrong then.
        Shard::new(1, of)?;
        Err(ArrayTaskError::Range {
            variable,
            index,
            of,
            first,
        })
    }

    /// Refuses a Slurm array from which the number of a part can't be told: some tasks of another
    /// that are run again, for example.
    fn regular_slurm(&self) -> Result<(), ArrayTaskError> {
        let least = self.number("SLURM_ARRAY_TASK_MIN")?.unwrap_or(1);
        let step = self.number("SLURM_ARRAY_TASK_STEP")?.unwrap_or(1);
        let most = self.number("SLURM_ARRAY_TASK_MAX")?;
        let count = self.number("SLURM_ARRAY_TASK_COUNT")?;
        let why = if least > 1 {
            format!("the first is {least}")
        } else if step > 1 {
            format!("they go in steps of {step}")
        } else if let (Some(most), Some(count)) = (most, count)
            && most.checked_sub(least).and_then(|it| it.checked_add(1)) != Some(count)
        {
            format!("{count} tasks lie between {least} and {most}")
        } else {
            return Ok(());
        };
        Err(ArrayTaskError::Irregular {
            from: "0 or 1",
            why,
            submit: "--array=1-16",
        })
    }
}

impl FromStr for PartChoice {
    type Err = BadShard;

    fn from_str(text: &str) -> Result<Self, BadShard> {
        match text.trim().strip_prefix("auto") {
            Some("") => Ok(Self::Auto),
            Some(of) if !of.starts_with('/') => Err(BadShard::Form(text.to_owned())),
            Some(of) => {
                // The number of parts is checked as that of any other.
                let of: Shard = format!("1{of}").parse().map_err(|error| match error {
                    BadShard::Form(_) => BadShard::Form(text.to_owned()),
                    error => error,
                })?;
                Ok(Self::AutoOf(of.of()))
            }
            None => text.parse().map(Self::Given),
        }
    }
}

fn list(names: &[&str]) -> String {
    match names {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [all @ .., last] => format!("{} and {last}", all.join(", ")),
    }
}

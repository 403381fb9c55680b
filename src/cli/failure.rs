//! Why a command ended badly: the one place that writes `error:`, says which option helps, and
//! knows exit codes.

use std::process::ExitCode;

use crate::app::{AppError, ErrorKind};
use crate::report::page::error::PageError;
use crate::report::results::ResultsError;
use crate::scenario::Report;

use super::{blank_line, complain, complain_of};

/// Exit code of a program that was interrupted: 128 and the number of the signal.
pub(super) const INTERRUPTED: u8 = 130;
/// Exit code of results that are in place without all charts.
const INCOMPLETE: u8 = 3;
const REQUEST: u8 = 2;
const WORK: u8 = 1;

/// Why a command ended badly.
#[derive(Debug)]
pub(super) enum Failed {
    /// The application could not do it.
    App(AppError),
    /// The results are in place, but something is missing in them.
    Incomplete(String),
    /// What is wrong is said already; the request was wrong.
    SaidOfRequest,
    /// What is wrong is said already; the work failed.
    SaidOfWork,
}

impl Failed {
    /// A command line that can't be carried out. Lines after the first are indented: they say
    /// what to do instead.
    pub(super) fn usage(message: impl Into<String>) -> Self {
        Self::App(AppError::Usage(message.into()))
    }

    /// Something failed on the way.
    pub(super) fn failure(message: impl Into<String>) -> Self {
        Self::App(AppError::Failure(message.into()))
    }

    /// Says why, and gives the exit code.
    pub(super) fn end(self) -> ExitCode {
        ExitCode::from(match self {
            Self::App(error) => {
                print(&error);
                code(&error)
            }
            Self::Incomplete(message) => {
                print_error(&message);
                INCOMPLETE
            }
            Self::SaidOfRequest => REQUEST,
            Self::SaidOfWork => WORK,
        })
    }
}

impl From<AppError> for Failed {
    fn from(error: AppError) -> Self {
        Self::App(error)
    }
}

impl From<Report> for Failed {
    fn from(report: Report) -> Self {
        Self::App(report.into())
    }
}

/// Writes an error to standard error.
pub(super) fn print_error(message: &str) {
    complain(&format!("error: {message}"));
}

fn code(error: &AppError) -> u8 {
    match error.kind() {
        ErrorKind::Request => REQUEST,
        ErrorKind::Work => WORK,
        ErrorKind::Interrupted => INTERRUPTED,
    }
}

/// Writes an error of the application to standard error, with the options that help.
fn print(error: &AppError) {
    if let AppError::Scenario { context, report } = error {
        if !context.is_empty() {
            print_error(context.trim_end());
            blank_line();
        }
        complain_of(report);
        return;
    }
    if let AppError::Policies { unknown, known } = error {
        for (ix, policy) in unknown.iter().enumerate() {
            let known = Some(known).filter(|_| ix + 1 == unknown.len());
            let known = known.map_or_else(String::new, |known| format!("\n  {known}"));
            print_error(&format!("{policy}{known}"));
        }
        return;
    }
    print_error(&format!("{error}{}", advice(error)));
}

/// The options that help, as lines to follow an error.
fn advice(error: &AppError) -> String {
    match error {
        AppError::Limit { asked, .. } => {
            format!("\n  raise it in the scenario, or with --set limits.replications={asked}")
        }
        AppError::Folder(error) => elsewhere(error),
        AppError::NotRedrawn(error) => match error {
            ResultsError::NoFolder(_) | ResultsError::NoResults { .. } => {
                "\n  give the folder that `sortie run`, `compare` or `sweep` wrote, such as \
                 output/lithuania-2019"
                    .to_owned()
            }
            ResultsError::Stale { .. }
            | ResultsError::NoChart { .. }
            | ResultsError::NoWindow(_) => String::new(),
            ResultsError::FileInTheWay(_) => {
                "\n  choose another file with --out FILE, or move it away".to_owned()
            }
            ResultsError::Page(error) => unprinted(error).to_owned(),
            ResultsError::NoPage { .. } => {
                "\n  give a folder that `sortie run` or `sortie compare` wrote; of this one there are \
                 --template brief and full"
                    .to_owned()
            }
            // There is no --force here.
            ResultsError::Foreign { .. } => "\n  choose another folder with --out DIR".to_owned(),
            error => elsewhere(error),
        },
        AppError::PartialResults(_) => "\n  choose another folder with --out DIR".to_owned(),
        AppError::Begun { .. } => "\n  go on with --resume, or start over with --force".to_owned(),
        AppError::OtherWork { command, .. } => format!(
            "\n  finish that one: {command} --resume\n  or choose another folder with --out DIR, \
             or give it up with --force"
        ),
        _ => String::new(),
    }
}

/// What helps where a report can't be printed.
const fn unprinted(error: &PageError) -> &'static str {
    match error {
        PageError::Frame(_) | PageError::Place(_) => "",
        PageError::NoBrowser => {
            "\n  install one of them, or name it with --browser PATH; any browser prints the page \
             that --format html writes"
        }
        PageError::NotThere(_) => {
            "\n  leave --browser out to look for one; any browser prints the page that --format \
             html writes"
        }
        _ => {
            "\n  try another with --browser PATH; any browser prints the page that --format html \
             writes"
        }
    }
}

fn elsewhere(error: &ResultsError) -> String {
    let or = match error {
        ResultsError::Foreign { .. } => {
            ", or put results there with --force (what Sortie did not write stays)"
        }
        ResultsError::InTheWay { .. } => ", or move it away",
        ResultsError::Dangling { .. } => ", or make the folder that it leads to",
        ResultsError::Full { .. } => ", or make room",
        ResultsError::Busy(_) => ", or wait until it has ended",
        _ => "",
    };
    format!("\n  choose another folder with --out DIR{or}")
}

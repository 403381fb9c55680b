//! The application: what each command does, as library calls.
//!
//! A request of checked values goes in, and a typed outcome or an [`AppError`] comes out. Progress
//! is told to a [`Watch`], on the thread of the caller, and a flag cancels. Nothing here prints,
//! reads arguments or knows a terminal: a command line, a board and a package for another language
//! call the same functions.
//!
//! | to | call | with |
//! |---|---|---|
//! | run a scenario into a folder of results | [`run()`] | [`RunRequest`] |
//! | work out one part of a study, here or elsewhere | [`shard()`] | [`StudyRequest`] |
//! | join all parts of a study | [`merge()`] | [`MergeRequest`] |
//! | compare policies | [`compare()`] | [`CompareRequest`] |
//! | choose the best policy | [`select()`] | [`SelectRequest`] |
//! | tell luck from assumptions | [`uncertain()`] | [`UncertainRequest`] |
//! | vary values of a scenario | [`sweep()`] | [`SweepRequest`] |
//! | fit a scenario to records | [`calibrate()`] | [`CalibrateRequest`] |
//! | make charts and summaries of results again | [`redraw()`], [`report`] | [`RedrawRequest`] |
//! | write a report of results to hand on | [`page()`] | [`PageRequest`] |
//! | find histories worth a look | [`histories()`] | [`HistoriesRequest`] |
//! | list the events of an exercise, or read such a list | [`msel()`], [`msel_import()`] | [`MselRequest`], [`MselImport`] |
//! | log the events of one replication | [`trace()`] | [`ScenarioSource`] |
//! | compare this copy with exact values | [`verify()`] | |
//! | find every mistake of a scenario | [`check()`] | [`ScenarioSource`] |
//! | look up what a mistake's code means | [`explain()`] | the code |
//! | list ready scenarios, or the policies of one | [`scenarios()`], [`policies()`] | |
//! | start a scenario from a ready one | [`new_scenario()`] | the file |
//! | hold a scenario in hand, without a folder | [`Scenario`](crate::Scenario) | |
//!
//! Work that is interrupted leaves its finished chunks beside the results
//! ([`AppError::Interrupted`] says where). The same call goes on from there with
//! [`Output::resume`].

mod alternatives;
mod array_task;
mod assumed;
mod calibrate;
mod check;
mod checkpoint;
pub(crate) mod command_line;
mod compare;
mod comparison_basis;
mod cut_off;
mod debrief;
mod done_study;
mod error;
mod explain;
mod histories;
mod merge;
mod moment;
mod msel;
mod msel_import;
mod new;
mod output;
mod page;
pub(crate) mod play;
mod policies;
mod reasons;
mod records;
mod redraw;
mod remains;
mod run;
mod run_outcome;
pub(crate) mod scenario;
mod scenarios;
mod select;
mod shard;
mod source;
pub(crate) mod sweep;
mod threads;
mod trace;
mod uncertain;
pub(crate) mod verify;
mod watch;
mod worthwhile;
pub(crate) mod written;

pub use array_task::{ARRAY_VARIABLES, ArrayTaskError, PartChoice};
pub use calibrate::{CalibrateRequest, CalibrationOutcome, RecordSource, calibrate};
pub use check::{Checked, Forecast, check};
pub use compare::{CompareRequest, compare};
pub use comparison_basis::ComparisonBasis;
pub use cut_off::ShardOutcome;
pub use debrief::{DebriefRequest, debrief};
pub use error::{AppError, ErrorKind, UnknownPolicy};
pub use explain::explain;
pub use histories::{Histories, HistoriesRequest, histories};
pub use merge::{MergeRequest, Merged, merge};
pub use msel::{
    Audience, History, MselFormat, MselMade, MselRequest, Preset, TableFormat, keep, msel,
};
pub use msel_import::{BareNumbers, MselImport, MselRead, msel_import};
pub use new::new_scenario;
pub use output::{Finished, Output};
pub use page::{Cover, Language, PageFormat, PageRequest, Printer, Template, Tlp, page};
pub use play::{HistoryChoice, PlayRequest, Played, Replayed, free_journal, play_acts, replay};
pub use policies::policies;
pub use reasons::{Reasons, ReasonsRequest, reasons};
pub use redraw::{
    ChartFormat, Drawing, Grouping, RedrawRequest, Redrawn, Reported, Sheet, Theme, Window, redraw,
    report,
};
pub use remains::Remains;
pub use run::{RunRequest, run};
pub use run_outcome::RunOutcome;
pub use scenarios::{ReadyScenario, scenarios};
pub use select::{SelectOver, SelectRequest, select};
pub use shard::{ShardFolders, StudyRequest, shard, shard_folders};
pub use source::ScenarioSource;
pub use sweep::{SweepRequest, factor, sweep};
pub use threads::Threads;
pub use trace::{Parting, TraceFormat, parting, trace};
pub use uncertain::{UncertainRequest, uncertain};
pub use verify::{FAR, Verified, verify};
pub use watch::{Event, Note, Progress, Unit, Watch};
pub use written::Written;

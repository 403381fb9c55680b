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
//! | run one part of it, here or elsewhere | [`run_shard`] | [`RunRequest`] |
//! | join all parts of a run | [`merge()`] | [`MergeRequest`] |
//! | compare policies | [`compare()`] | [`CompareRequest`] |
//! | choose the best policy | [`select()`] | [`SelectRequest`] |
//! | vary values of a scenario | [`sweep()`] | [`SweepRequest`] |
//! | fit a scenario to records | [`calibrate()`] | [`CalibrateRequest`] |
//! | make charts and summaries of results again | [`redraw()`], [`report`] | the folder |
//! | log the events of one replication | [`trace()`] | [`ScenarioSource`] |
//! | compare this copy with exact values | [`verify()`] | |
//! | hold a scenario in hand, without a folder | [`Scenario`](scenario::Scenario) | |
//!
//! Work that is interrupted leaves its finished chunks beside the results
//! ([`AppError::Interrupted`] says where). The same call goes on from there with
//! [`Output::resume`].

mod alternatives;
pub mod calibrate;
mod checkpoint;
pub mod command_line;
pub mod compare;
pub mod comparison_basis;
mod done_study;
pub mod error;
pub mod merge;
pub mod output;
mod records;
pub mod redraw;
pub mod remains;
pub mod run;
pub mod run_outcome;
pub mod scenario;
pub mod select;
pub mod shard;
pub mod source;
pub mod sweep;
pub mod threads;
pub mod trace;
pub mod verify;
pub mod watch;
mod worthwhile;
pub mod written;

pub use calibrate::{CalibrateRequest, CalibrationOutcome, calibrate};
pub use compare::{CompareRequest, compare};
pub use comparison_basis::ComparisonBasis;
pub use error::{AppError, ErrorKind, UnknownPolicy};
pub use merge::{MergeRequest, merge};
pub use output::{Finished, Output};
pub use redraw::{Redrawn, Reported, redraw, report};
pub use remains::Remains;
pub use run::{RunRequest, run};
pub use run_outcome::RunOutcome;
pub use select::{SelectRequest, select};
pub use shard::{ShardOutcome, run_shard};
pub use source::ScenarioSource;
pub use sweep::{SweepRequest, sweep};
pub use threads::Threads;
pub use trace::{Parting, TraceFormat, parting, trace};
pub use verify::{Verified, verify};
pub use watch::{Event, Note, Progress, Unit, Watch};
pub use written::Written;

//! Sortie: an election-security threat exercise simulator.
//!
//! It loads a scenario of an election period, simulates cyber incidents that spread through a
//! graph of infrastructure, dispatches rotating response teams, and tells how fast help comes.
//! It models; it never attacks: nothing in it scans, exploits or sends traffic.
//!
//! # A first program
//!
//! Open a scenario, run it, and read a median with its interval:
//!
//! ```
//! use sortie::{Measure, RunOptions, Scenario};
//!
//! let scenario = Scenario::open("minimal")?;
//! let options = RunOptions { replications: Some(100), ..RunOptions::default() };
//! let summary = scenario.run(&options)?.summary;
//! let contained = summary.duration(Measure::Containment, None).and_then(|row| row.median);
//! let Some(median) = contained else { return Ok(()) };
//! println!("half are contained within {:.1} h ({:?} to {:?})", median.estimate, median.low, median.high);
//! # assert!(median.low < Some(median.estimate) && Some(median.estimate) < median.high);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # A tour
//!
//! | to | take |
//! |---|---|
//! | open a ready scenario, a file or a text | [`Scenario::open`], [`Scenario::parse`] |
//! | build one in code | [`Builder`] and [`Block`] |
//! | change values by path, or choose a policy | [`Scenario::with`], [`Scenario::under`] |
//! | run it and read estimates | [`Scenario::run`], [`Summary`], [`Estimate`] |
//! | compare policies on common random numbers | [`Scenario::compare`], [`Comparison`] |
//! | read one history | [`Scenario::trace`], [`Trace`] |
//! | count something of one's own | [`Observer`], [`Scenario::watch`] |
//! | do what a command does, into a folder of results | [`app`] |
//!
//! The programs in `examples/` do each of these. Scenarios are described in `docs/scenario.md`,
//! the model in `docs/model.md`, and words in `docs/glossary.md`.
//!
//! # Three contracts
//!
//! 1. **Time** is an integer: milliseconds since the scenario's start, UTC. Civil times, time
//!    zones, daylight saving and "6 months" are resolved once, at load. There are no float
//!    clocks, and scheduling into the past is an error, never a rewind.
//! 2. **Order** is total: events are ordered by (time, class, sequence). At one instant things
//!    end before things start: `Finish < Restore < ShiftChange < Occur < Detect < Dispatch <
//!    GiveUp < Observe < Decide`. No result depends on hash order, thread count or pointer value.
//! 3. **Randomness** is keyed, not shared: a draw is a function of (seed, replication, domain,
//!    source, entity, number) and of nothing else; the policy is never part of the key. So two
//!    policies meet the identical incidents, and adding a draw in one place moves no other.
//!
//! # The way through the house
//!
//! ```text
//! scenario text ─▶ scenario ─▶ world ─▶ sim ─▶ outcome ─▶ study ─▶ chart ─▶ export ─▶ report ─▶ app ─▶ cli
//!    (TOML)        checked     indexed   one     what one    many      figures   files      pages    tasks  commands
//!                  document    compiled  history history did histories
//! ```
//!
//! Beside it, between `study` and `chart`, `calibrate` goes from records of real incidents to
//! the numbers of a scenario; `workbook` guards against spreadsheets that are not what they
//! seem, and `msel`, between `export` and `report`, makes and reads lists of the events of an
//! exercise. Each module is one step of that way and imports only steps to its
//! left, plus three leaves that know nothing of elections: `stats`, `text`, and `disk` for files
//! that must survive. A test (`tests/main/layering.rs`) keeps it so; `docs/architecture.md`
//! follows one incident through the files.

#![deny(unreachable_pub)]
#![allow(
    rustdoc::private_intra_doc_links,
    reason = "what is not public is documented for those who change it"
)]

pub mod app;
#[cfg(feature = "board")]
mod board;
mod calibrate;
mod chart;
pub mod cli;
mod disk;
mod exercise;
mod export;
#[doc(hidden)]
pub mod inside;
mod msel;
mod outcome;
mod report;
mod scenario;
mod sim;
mod stats;
mod study;
mod text;
mod workbook;
mod world;

pub use app::scenario::{ComparisonError, RunOptions, RunResult, Scenario};
pub use outcome::Measure;
pub use outcome::trace::Trace;
pub use scenario::document::{Document, Moment, Severity};
pub use scenario::time::{Instant, Span};
pub use scenario::{Block, Builder, Report, Value};
pub use sim::counts::Counts;
pub use sim::failure::Failure;
pub use sim::incident::Incident;
pub use sim::observe::Observer;
pub use sim::origin::{Primary, RootCause};
pub use sim::response::Work;
pub use study::StudyError;
pub use study::comparison::Comparison;
pub use study::estimate::Estimate;
pub use study::summary::Summary;
pub use world::World;

//! Sortie: an election-security threat exercise simulator.
//!
//! # The way through the house
//!
//! ```text
//! scenario text ─▶ scenario ─▶ world ─▶ sim ─▶ outcome ─▶ study ─▶ chart ─▶ export ─▶ report ─▶ app ─▶ cli
//!    (TOML)        checked     indexed   one     what one    many      figures   files      pages     calls  commands
//!                  document    compiled  history history did histories
//! ```
//!
//! Beside it, between `study` and `chart`, [`calibrate`] goes from records of real incidents to
//! the numbers of a scenario.
//!
//! Each module is one step of that way and imports only steps to its left, plus three leaves
//! that know nothing of elections: [`stats`], [`text`], and [`disk`] for files that must
//! survive. A test (`tests/main/layering.rs`) keeps it so; `docs/architecture.md` follows one
//! incident through the files.
//!
//! # Three contracts
//!
//! 1. **Time** is an integer: milliseconds since the scenario's start, UTC. Civil times, time
//!    zones, daylight saving and "6 months" are resolved once, at load. There are no float
//!    clocks, and scheduling into the past is an error, never a rewind.
//! 2. **Order** is total: events are ordered by (time, class, sequence). At one instant things
//!    end before things start: `Finish < Restore < ShiftChange < Occur < Detect < Dispatch <
//!    GiveUp < Observe`. No result depends on hash order, thread count or pointer value.
//! 3. **Randomness** is keyed, not shared: a draw is a function of (seed, replication, domain,
//!    source, entity, number) and of nothing else; the policy is never part of the key. So two
//!    policies meet the identical incidents, and adding a draw in one place moves no other.

pub mod app;
pub mod calibrate;
pub mod chart;
pub mod cli;
pub mod disk;
pub mod export;
pub mod outcome;
pub mod report;
pub mod scenario;
pub mod sim;
pub mod stats;
pub mod study;
pub mod text;
pub mod world;
